"""Cell functions on long columns, called as a host calls them (lists of rows), against pandas on the same lists.

Ratios tell, seconds do not: machines differ, and a neighbour may be busy. So the two take turns, and the ratio is the
median of those of each turn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from salessheet.udfs import FUNCTIONS

ROWS, ORDERS, CUSTOMERS, ROUNDS = 100_000, 1_000_000, 200_000, 5
Column = list[list[float]]
Turn = tuple[Callable[[], object], Callable[[], object]]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    turns = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    own, other = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(one / two for one, two in turns)
    print(f"{name:48} {own:7.3f} s   pandas {other:7.3f} s   {ratio:5.2f} × pandas", flush=True)


def pandas_rank(rows: Column) -> Column:
    ranks = pd.Series([row[0] for row in rows]).rank(method="min", ascending=False)
    return [[rank] for rank in ranks.tolist()]


def pandas_tiers(rows: Column) -> Column:
    amounts = pd.Series([row[0] for row in rows])
    paid = amounts.clip(0, 50_000) * 0.02 + (amounts - 50_000).clip(0, 50_000) * 0.03 + (amounts - 1e5).clip(0) * 0.05
    return [[commission] for commission in paid.tolist()]


def pandas_split(total: float, rows: Column) -> Column:
    """Largest remainder in cents."""
    weights = pd.Series([row[0] for row in rows])
    share = weights / weights.sum() * total * 100
    floors = share // 1
    left = round(total * 100 - floors.sum())
    floors.loc[(share - floors).nlargest(left).index] += 1
    return [[cents / 100] for cents in floors.tolist()]


def pandas_classes(rows: Column) -> list[list[str]]:
    largest_first = pd.Series([row[0] for row in rows]).sort_values(ascending=False)
    share = largest_first.cumsum() / largest_first.sum()
    classes = pd.cut(share, [0, 0.8, 0.95, np.inf], right=False, labels=["A", "B", "C"])
    return [[name] for name in classes.sort_index().tolist()]


def rfm_of_frame(orders: pd.DataFrame) -> object:
    by = orders.groupby("id", sort=False).agg(day=("day", "max"), orders=("day", "size"), amount=("amount", "sum"))
    for column in ("day", "orders", "amount"):
        by[f"bin of {column}"] = 1 + np.searchsorted(by[column].quantile([0.2, 0.4, 0.6, 0.8]), by[column])
    return by.reset_index().to_numpy().tolist()


def pandas_rfm(ids: list[list[str]], days: list[list[date]], amounts: Column) -> object:
    columns = {
        "id": [r[0] for r in ids],
        "day": pd.to_datetime([r[0] for r in days]),
        "amount": [r[0] for r in amounts],
    }
    return rfm_of_frame(pd.DataFrame(columns))


def columns_of_orders(dice: np.random.Generator) -> dict[str, Turn]:
    """The same orders as lists of rows, as a host passes them, and as columns of a frame."""
    frame = pd.DataFrame(
        {
            "number": dice.integers(0, CUSTOMERS, ORDERS),
            "day": np.datetime64("2025-01-01") + dice.integers(0, 365, ORDERS),
            "amount": np.round(dice.lognormal(6, 1, ORDERS), 2),
        }
    )
    frame["id"] = "C" + frame["number"].astype(str)
    ids = [[name] for name in frame["id"].tolist()]
    days = [[day.date()] for day in frame["day"].tolist()]
    serials = [[float(day)] for day in (frame["day"] - pd.Timestamp("1899-12-30")).dt.days.tolist()]
    amounts = [[amount] for amount in frame["amount"].tolist()]
    rfm, until, numbered = (
        FUNCTIONS["SS_RFM"],
        date(2026, 1, 1),
        frame.drop(columns="id").rename(columns={"number": "id"}),
    )
    return {
        "rows": (lambda: rfm(ids, days, amounts, until), lambda: pandas_rfm(ids, days, amounts)),
        "rows, days as numbers": (
            lambda: rfm(ids, serials, amounts, until),
            lambda: rfm_of_frame(
                pd.DataFrame(
                    {"id": [r[0] for r in ids], "day": [r[0] for r in serials], "amount": [r[0] for r in amounts]}
                )
            ),
        ),
        "columns": (lambda: rfm(frame["id"], frame["day"], frame["amount"], until), lambda: rfm_of_frame(frame)),
        "columns, numbers as ids": (
            lambda: rfm(numbered["id"], numbered["day"], numbered["amount"], until),
            lambda: rfm_of_frame(numbered),
        ),
    }


def main() -> None:
    dice = np.random.default_rng(1)
    amounts = [[amount] for amount in np.round(dice.lognormal(10, 1, ROWS), 2).tolist()]
    weights = [[weight] for weight in dice.uniform(1, 9, ROWS).tolist()]
    tiers = [[0, 50_000, 0.02], [50_000, 100_000, 0.03], [100_000, None, 0.05]]
    cases: dict[str, Turn] = {
        f"SS_RANK on {ROWS:,} rows": (lambda: FUNCTIONS["SS_RANK"](amounts), lambda: pandas_rank(amounts)),
        f"SS_TIERED on {ROWS:,} rows": (lambda: FUNCTIONS["SS_TIERED"](amounts, tiers), lambda: pandas_tiers(amounts)),
        f"SS_SPLIT over {ROWS:,} rows": (
            lambda: FUNCTIONS["SS_SPLIT"](1e9, weights),
            lambda: pandas_split(1e9, weights),
        ),
        f"SS_ABC on {ROWS:,} rows": (lambda: FUNCTIONS["SS_ABC"](amounts), lambda: pandas_classes(amounts)),
    }
    orders = columns_of_orders(dice)
    for name, (ours, theirs) in (
        cases | {f"SS_RFM on {ORDERS:,} orders, {form}": orders[form] for form in orders}
    ).items():
        compare(name, ours, theirs)


if __name__ == "__main__":
    main()
