"""A million receipts of 5,000 people settled over a year, against the bare sums in pandas.

The rival knows one plan with three tiers and nothing else: it joins receipts to orders, adds up each person's year in
the order of the dates, takes the slices of the tiers and sums the months. It knows no splits, refunds, versions,
currencies, caps or draws. Each runs in a process of its own, so that the peak of memory is its own; that of the data,
which both are given, is told beside it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import multiprocessing
import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from salessheet.data.blank import blank_dataset
from salessheet.data.columns import blanks
from salessheet.data.commission import settle
from salessheet.data.dataset import Dataset
from salessheet.data.values import TEXTS
from salessheet.workbook.lines import Column
from salessheet.workbook.tables import BY_KEY

RECEIPTS, ORDERS, PEOPLE = 1_000_000, 400_000, 5_000
REFUNDED, SHARED = 0.03, 0.1  # parts of the receipts, and of the orders
BOUNDS, RATES = (0.0, 200_000.0, 500_000.0), (0.02, 0.03, 0.05)
Work = Callable[[Dataset], float]


def names(letter: str, count: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array([f"{letter}{number}" for number in range(count)], dtype=object)


def frame(key: str, count: int, **given: object) -> pd.DataFrame:
    """A table with the columns given and what loading makes of all others that are blank."""
    columns = {column.key: column for column in BY_KEY[key].columns()}
    filled = {
        name: pd.Series(blanks(column, count)) if column.default is None else np.full(count, _typed(column))
        for name, column in columns.items()
    }
    return pd.DataFrame({name: given.get(name, filled[name]) for name in columns}).astype(
        {name: object for name, column in columns.items() if blanks(column, 0).dtype == object}
    )


def _typed(column: Column) -> str | float:
    return str(column.default) if column.measure in TEXTS else float(column.default or 0)


def centre() -> Dataset:
    """Orders of a year, some of them shared by two, paid in parts; a few payments go back."""
    dice, first = np.random.default_rng(1), np.datetime64("2026-01-01", "ns")
    day = np.timedelta64(1, "D")
    reps, orders = names("R", PEOPLE), names("O", ORDERS)
    amount = np.round(dice.lognormal(9, 1, ORDERS), 2)
    of = dice.integers(0, ORDERS, RECEIPTS)
    sign = np.where(dice.random(RECEIPTS) < REFUNDED, -1, 1)
    shared = dice.choice(ORDERS, int(ORDERS * SHARED), replace=False)
    two = np.stack([dice.integers(0, PEOPLE, len(shared)), dice.integers(0, PEOPLE, len(shared))])
    blank = blank_dataset()
    tables = {
        "reps": frame("reps", PEOPLE, rep_id=reps, role=np.full(PEOPLE, "rep")),
        "orders": frame(
            "orders", ORDERS, order_id=orders, rep_id=reps[dice.integers(0, PEOPLE, ORDERS)], amount=amount,
            order_date=first + dice.integers(0, 360, ORDERS) * day,
        ),
        "receipts": frame(
            "receipts", RECEIPTS, receipt_id=names("P", RECEIPTS), order_id=orders[of],
            date=first + dice.integers(0, 364, RECEIPTS) * day, amount=sign * np.round(amount[of] / 3, 2),
        ),
        "splits": frame(
            "splits", 2 * len(shared), order_id=np.tile(orders[shared], 2), rep_id=reps[two.ravel()],
            share=np.full(2 * len(shared), 0.5), kind=np.full(2 * len(shared), "split"),
        ),
        "plans": frame(
            "plans", 1, plan_id=["P1"], role=["rep"], valid_from=[pd.Timestamp("2026-01-01")], basis=["cash"],
            over=["year"], cap=[20_000.0], excess=["carried"], draw=[1_000.0],
        ),
        "plan_tiers": frame(
            "plan_tiers", 3, plan_id=["P1"] * 3, lower=BOUNDS, upper=[*BOUNDS[1:], np.nan], rate=RATES
        ),
    }  # fmt: skip  # the tables, a column each
    return dataclasses.replace(blank, tables={**blank.tables, **tables})


def settlement(dataset: Dataset) -> float:
    return float(settle(dataset, "CNY", dt.date(2026, 12, 31)).lines["amount"].sum())


def bare_sums(dataset: Dataset) -> float:
    receipts, orders = (dataset.tables[key] for key in ("receipts", "orders"))
    lines = receipts.merge(orders[["order_id", "rep_id"]], on="order_id").sort_values("date", kind="stable")
    after = lines.groupby("rep_id", sort=False)["amount"].cumsum()
    before = after - lines["amount"]
    lines["commission"] = 0.0
    for lower, upper, rate in zip(BOUNDS, (*BOUNDS[1:], np.inf), RATES, strict=True):
        lines["commission"] += (after.clip(lower, upper) - before.clip(lower, upper)) * rate
    paid = lines.groupby(["rep_id", lines["date"].dt.to_period("M")])["commission"].sum().round(2)
    return float(paid.sum())


def measure(work: Work, answer: multiprocessing.Queue[str]) -> None:
    dataset = centre()
    given = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    total = work(dataset)
    taken = time.process_time() - start
    answer.put(json.dumps([total, taken, given / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measured(work: Work) -> tuple[float, float, float, float]:
    """Total, seconds of the processor, and MiB of memory at their peak: of the data alone, and in all."""
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=measure, args=(work, answer))
    process.start()
    total, taken, given, peak = json.loads(answer.get())
    process.join()
    return total, taken, given, peak


def main() -> None:
    _, own, given, peak = measured(settlement)
    _, other, _, other_peak = measured(bare_sums)
    print(
        f"{RECEIPTS:,} receipts of {PEOPLE:,} people settled: {own:.1f} s, bare sums in pandas {other:.1f} s: "
        f"{own / other:.1f} × pandas; peak {peak:,.0f} MiB against {other_peak:,.0f}, of which {given:,.0f} are data"
    )


if __name__ == "__main__":
    main()
