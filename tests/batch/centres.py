"""Small sales centres to build."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from salessheet.batch.inputs import kept_inputs
from salessheet.data import sinks
from salessheet.data.sample import sample

TEAMS = ("T01", "T02")

_OF_SALES_AND_PAY = frozenset({
    "acceptances", "activities", "adjustments", "customers", "deals", "disputes", "invoices", "orders", "payouts",
    "periods", "plan_tiers", "plans", "receipts", "reps", "reviews", "seasonality", "settings", "splits", "targets",
    "teams",
})  # fmt: skip

_OF_SALES = frozenset({"deals", "reps", "settings", "targets", "teams"})


@cache
def _sampled() -> Mapping[str, pd.DataFrame]:
    return sample(teams=2, reps=2, deals=8)


def of_sales_and_pay(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """What is sold and what is paid for it, without the other tables: fewer than half of the sheets."""
    return {key: table for key, table in tables.items() if key in _OF_SALES_AND_PAY}


def of_sales(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Deals and targets alone: half the sheets again."""
    return {key: table for key, table in tables.items() if key in _OF_SALES}


def small_centre(folder: Path, *, rename: Mapping[str, str] | None = None) -> Path:
    """What two teams with two reps and eight deals each sell and are paid; `rename`: team ids to others."""
    tables = of_sales_and_pay(_sampled())
    sinks.write({key: renamed(frame, rename) for key, frame in tables.items()} if rename else tables, folder)
    return folder


def sales_centre(folder: Path, *, rename: Mapping[str, str] | None = None) -> Path:
    """The same teams with their deals and targets alone: half the sheets again, for what becomes of any workbook."""
    tables = of_sales(_sampled())
    sinks.write({key: renamed(frame, rename) for key, frame in tables.items()} if rename else tables, folder)
    return folder


def whole_centre(folder: Path) -> Path:
    """The same centre with rows in every table that the sample fills."""
    sinks.write(_sampled(), folder)
    return folder


def renamed(frame: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    found = frame.copy()
    for column in {"team_id", "id"} & set(found.columns):
        found[column] = found[column].replace(dict(ids))
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file under the folder, hidden ones too, but for the inputs that are kept beside workbooks."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.parent.name != kept_inputs.FOLDER)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
