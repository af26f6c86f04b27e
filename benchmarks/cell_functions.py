"""Cell functions on long columns, called as a host calls them (lists of rows), against pandas on the same lists.

Ratios tell, seconds do not: machines differ, and a neighbour may be busy.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from salessheet.udfs import FUNCTIONS

ROWS, ORDERS, ROUNDS = 100_000, 1_000_000, 3


def seconds(work: Callable[[], object]) -> float:
    """The best of a few rounds: what the work costs when nobody disturbs it."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def pandas_rank(rows: list[list[float]]) -> list[list[float]]:
    ranks = pd.Series([row[0] for row in rows]).rank(method="min", ascending=False)
    return [[rank] for rank in ranks.tolist()]


def pandas_tiers(rows: list[list[float]]) -> list[list[float]]:
    amounts = pd.Series([row[0] for row in rows])
    paid = amounts.clip(0, 50_000) * 0.02 + (amounts - 50_000).clip(0, 50_000) * 0.03 + (amounts - 1e5).clip(0) * 0.05
    return [[commission] for commission in paid.tolist()]


def pandas_split(total: float, rows: list[list[float]]) -> list[list[float]]:
    """Largest remainder in cents."""
    weights = pd.Series([row[0] for row in rows])
    share = weights / weights.sum() * total * 100
    floors = np.floor(share)
    left = round(total * 100 - floors.sum())
    floors.loc[(share - floors).nlargest(left).index] += 1
    return [[cents / 100] for cents in floors.tolist()]


def pandas_rfm(ids: list[list[str]], days: list[list[float]], amounts: list[list[float]]) -> object:
    orders = pd.DataFrame({"id": [r[0] for r in ids], "day": [r[0] for r in days], "amount": [r[0] for r in amounts]})
    by = orders.groupby("id", sort=False).agg(day=("day", "max"), orders=("day", "size"), amount=("amount", "sum"))
    for column in ("day", "orders", "amount"):
        by[f"bin of {column}"] = 1 + np.searchsorted(by[column].quantile([0.2, 0.4, 0.6, 0.8]), by[column])
    return by.reset_index().to_numpy().tolist()


def main() -> None:
    dice = np.random.default_rng(1)
    amounts = [[amount] for amount in np.round(dice.lognormal(10, 1, ROWS), 2).tolist()]
    weights = [[weight] for weight in dice.uniform(1, 9, ROWS).tolist()]
    tiers = [[0, 50_000, 0.02], [50_000, 100_000, 0.03], [100_000, None, 0.05]]
    ids = [[f"C{n}"] for n in dice.integers(0, 50_000, ORDERS).tolist()]
    days = [[float(day)] for day in dice.integers(45_000, 46_000, ORDERS).tolist()]
    paid = [[amount] for amount in np.round(dice.lognormal(6, 1, ORDERS), 2).tolist()]
    cases: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        f"SS_RANK on {ROWS:,} rows": (lambda: FUNCTIONS["SS_RANK"](amounts), lambda: pandas_rank(amounts)),
        f"SS_TIERED on {ROWS:,} rows": (lambda: FUNCTIONS["SS_TIERED"](amounts, tiers), lambda: pandas_tiers(amounts)),
        f"SS_SPLIT over {ROWS:,} rows": (
            lambda: FUNCTIONS["SS_SPLIT"](1e9, weights),
            lambda: pandas_split(1e9, weights),
        ),
        f"SS_RFM on {ORDERS:,} orders": (
            lambda: FUNCTIONS["SS_RFM"](ids, days, paid, 46_000),
            lambda: pandas_rfm(ids, days, paid),
        ),
    }
    for name, (ours, theirs) in cases.items():
        own, other = seconds(ours), seconds(theirs)
        print(f"{name:32} {own:7.3f} s   pandas {other:7.3f} s   {own / other:5.2f} × pandas")


if __name__ == "__main__":
    main()
