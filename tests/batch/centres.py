"""Small sales centres to build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def centre_of_people(folder: Path, people: Iterable[tuple[str, str]]) -> Path:
    """Of person and team; everybody is paid two per cent, and `a` has sold for 1,000."""
    people = list(people)
    teams = dict.fromkeys(team for _, team in people)
    tables = {
        "teams": "team_id,name\n" + "".join(f"{team},{team}\n" for team in teams),
        "reps": "rep_id,name,team_id,role\n" + "".join(f"{rep},{rep},{team},rep\n" for rep, team in people),
        "deals": "deal_id,rep_id,customer_id,amount,stage\n",
        "plans": "plan_id,role,valid_from\nP,rep,2026-01-01\n",
        "plan_tiers": "plan_id,lower,upper,rate\nP,0,,2%\n",
        "customers": "customer_id,name,owner_rep_id\nC1,One,a\n",
        "orders": "order_id,rep_id,customer_id,order_date,amount\nO1,a,C1,2026-06-02,1000\n",
    }
    folder.mkdir(parents=True)
    for key, text in tables.items():
        (folder / f"{key}.csv").write_text(text, encoding="utf-8")
    return folder


def renamed(frame: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    found = frame.copy()
    for column in {"team_id", "id"} & set(found.columns):
        found[column] = found[column].replace(dict(ids))
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file under the folder, hidden ones too, but for the inputs that are kept beside workbooks."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and kept_inputs.FOLDER not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
