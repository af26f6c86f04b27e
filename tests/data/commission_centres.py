"""Small sales centres for commission, made of rows without files: what loading would make of them."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import functools
import io
from collections.abc import Mapping

import numpy as np
import pandas as pd

from salessheet.data.blank import blank_dataset
from salessheet.data.columns import blanks
from salessheet.data.commission import Settlement, settle
from salessheet.data.dataset import Dataset
from salessheet.data.values import DATES, TEXTS
from salessheet.workbook.lines import Column
from salessheet.workbook.tables import BY_KEY

YEAR_END = dt.date(2026, 12, 31)

# Two teams; a test replaces the tables it is about.
LEAST = {
    "teams": "team_id\nT1\nT2\n",
    "reps": "rep_id,team_id,role\nR1,T1,rep\nR2,T1,rep\nR3,T2,rep\n",
    "plan_tiers": "plan_id,lower,upper,rate\nP1,0,10000,0.05\nP1,10000,20000,0.08\nP1,20000,,0.1\n",
}


def centre_of(settings: Mapping[str, str | float] | None = None, **tables: str) -> Dataset:
    """A dataset of tables written as text; a blank cell has the column's default."""
    blank = _blank()
    frames = {key: _frame(key, text) for key, text in {**LEAST, **tables}.items()}
    return dataclasses.replace(
        blank, tables={**blank.tables, **frames}, settings={**blank.settings, **(settings or {})}
    )


_blank = functools.cache(blank_dataset)  # nothing changes its frames


def settled(dataset: Dataset, through: dt.date = YEAR_END, currency: str = "CNY") -> Settlement:
    return settle(dataset, currency, through)


def amounts(settlement: Settlement, payee: str = "R1") -> list[float]:
    """Of a payee's lines, in their order."""
    return [float(amount) for amount in settlement.lines.query("payee == @payee")["amount"]]


def by_month(settlement: Settlement, column: str = "payout", payee: str = "R1") -> dict[str, float]:
    """A step of a payee's pay, month by month; those without a row are left out."""
    mine = settlement.pays.query("payee == @payee")
    return {f"{month:%Y-%m}": float(value) for month, value in zip(mine["period"], mine[column], strict=True)}


def orders(*rows: str) -> str:
    return "\n".join(["order_id,rep_id,order_date,amount,refers_to,cost,quantity,currency", *rows, ""])


def receipts(*rows: str) -> str:
    return "\n".join(["receipt_id,order_id,date,amount,currency", *rows, ""])


def plan(**terms: str | float) -> str:
    """A plan P1 for the role rep from 2026 on, of booked orders, but for what is said."""
    row = {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", **terms}
    return plans(row)


def plans(*rows: Mapping[str, str | float]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(str(row.get(name, "")) for name in names) for row in rows]
    return "\n".join([",".join(names), *lines, ""])


def tiers(*rows: tuple[float, float | str, float], plan_id: str = "P1") -> str:
    lines = [f"{plan_id},{lower},{upper},{rate}" for lower, upper, rate in rows]
    return "\n".join(["plan_id,lower,upper,rate", *lines, ""])


@functools.lru_cache(maxsize=64)
def _frame(key: str, text: str) -> pd.DataFrame:
    rows = list(csv.DictReader(io.StringIO(text)))
    unknown = {name for row in rows for name in row} - {column.key for column in BY_KEY[key].columns()}
    assert not unknown, unknown
    return pd.DataFrame({c.key: _column(c, [row.get(c.key) or "" for row in rows]) for c in BY_KEY[key].columns()})


def _column(column: Column, texts: list[str]) -> pd.Series:
    default = "" if column.default is None else str(column.default)
    given = [text or default for text in texts]
    if not texts:
        return pd.Series(blanks(column, 0))
    if column.measure in TEXTS:
        return pd.Series(given, dtype=object)
    if column.measure in DATES:
        return pd.Series(pd.to_datetime(given), dtype="datetime64[ns]")
    return pd.Series([{"True": 1.0, "": np.nan}.get(text, text) for text in given]).astype(float)
