"""SS_SPLIT2, called as a host calls it, against rounding each share by itself, which keeps no total.

Nothing else at hand rounds a matrix to its totals, so the ratio says what keeping them costs. The peak is what the
call holds beyond its arguments, as Python and numpy report it.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from salessheet.udfs import FUNCTIONS

ROUNDS = 3
Block = list[list[float]]
SPARSE = 0.02  # the part of the weights that is not 0


@dataclass(frozen=True)
class Problem:
    """Totals as a host passes them, and weights if there are any."""

    rows: Block
    columns: Block
    weights: Block | None = None


def problem(rows: int, columns: int, filled: float | None = None) -> Problem:
    """Totals of a table of chance; with `filled`, that part of it is not 0, and neither are the weights there."""
    dice = np.random.default_rng(1)
    table = dice.integers(1, 1000, (rows, columns))
    if filled is not None:
        table *= dice.random(table.shape) < filled
    weights = None if filled is None else np.where(table > 0, dice.random(table.shape) + 0.1, 0.0).tolist()
    return Problem(table.sum(axis=1)[:, np.newaxis].tolist(), [table.sum(axis=0).tolist()], weights)


def rounded_one_by_one(given: Problem) -> Block:
    rows, columns = np.array(given.rows, float), np.array(given.columns, float)
    cells: Block = np.round(rows * columns / rows.sum()).tolist()
    return cells


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak(work: Callable[[], object]) -> float:
    """Most memory held at a time, in MiB."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def report(name: str, given: Problem, rule: str) -> None:
    def ours() -> object:
        return FUNCTIONS["SS_SPLIT2"](given.rows, given.columns, 1, given.weights, rule)

    turns = [(seconds(ours), seconds(lambda: rounded_one_by_one(given))) for _ in range(ROUNDS)]
    own, ratio = statistics.median(own for own, _ in turns), statistics.median(own / other for own, other in turns)
    print(f"{name:48} {own:7.3f} s   {peak(ours):5.0f} MiB   {ratio:6.1f} × numpy.round", flush=True)


def main() -> None:
    cases = {
        f"{rows:,} × {columns:,}": problem(rows, columns) for rows, columns in ((2000, 12), (5000, 365), (365, 5000))
    }
    cases |= {
        "5,000 × 365, weights": problem(5000, 365, 1.0),
        "5,000 × 365, most weights 0": problem(5000, 365, SPARSE),
    }
    for name, given in cases.items():
        for rule in ("controlled", "running") if given.weights is None else ("controlled",):
            report(f"SS_SPLIT2 {name}, {rule}", given, rule)


if __name__ == "__main__":
    main()
