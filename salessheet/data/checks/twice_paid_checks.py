"""Orders that one commission plan paid as booked and a later one pays again, as their invoices or receipts come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.checks.plan_checks import credited
from salessheet.data.columns import Rows
from salessheet.data.commission.versions import NOBODY, Versions, day_numbers
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Invoices, Orders, Plans, Receipts, Reps, Splits

Whole = npt.NDArray[np.int64]

_STEPS: Final = {"booked": 0, "margin": 0, "invoiced": 1, "cash": 2, "cash_full": 3}
"""What a plan waits for, in the order in which it comes: the order, an invoice, a receipt, the one that pays it up."""

_DOCUMENTS: Final = (
    (Orders.key, Orders.order_date.key, (0,)),
    (Invoices.key, Invoices.date.key, (1,)),
    (Receipts.key, Receipts.date.key, (2, 3)),
)
"""Tables with the column of their day, and the steps of plans that they are for."""

_NO_STEP: Final = -1  # of plans that wait for no document


def check(tables: Mapping[str, Rows], found: Versions) -> None:
    """Notes the later plan, with how many orders that are. All rows have been checked and related.

    `found`: of the plans and people kept.
    """
    plans = tables[Plans.key]
    if Orders.key not in tables:
        return
    steps = np.append(found.plans["basis"].map(_STEPS).fillna(_NO_STEP).to_numpy(dtype=np.int64), _NO_STEP)
    places, words = np.flatnonzero(plans.kept), plans.findings.words
    for component, name in enumerate(found.components):
        mine = np.flatnonzero(found.plans["component"] == name)
        if len({*steps[mine].tolist()} - {_NO_STEP}) < 2:
            continue
        again = _again(found, steps, component, tables)
        for earlier, later in again[["plan_before", "plan"]].drop_duplicates().to_numpy().tolist():
            was, now = (found.plans.iloc[plan] for plan in (earlier, later))
            ids = again["order_id"][(again["plan_before"] == earlier) & (again["plan"] == later)]
            plans.findings.add(
                "paid_twice", places[later], Severity.NOTED, Plans.basis, value=now["plan_id"], other=was["plan_id"],
                basis=words.value("basis", now["basis"]), before=words.value("basis", was["basis"]),
                orders=ids.nunique(), order=ids.iloc[0],
            )  # fmt: skip  # the facts on some lines


def _again(found: Versions, steps: Whole, component: int, tables: Mapping[str, Rows]) -> pd.DataFrame:
    """The orders that two plans pay to one person, a row each: `order_id`, `plan_before` and `plan`, rows of the plans.

    `steps`: of the plans, with a last row of none; `component`: its place.
    """
    number = {payee: row for row, payee in enumerate(found.payees)}
    of_teams = found.plans["credit"][found.plans["component"] == found.components[component]] != "own"
    credits_ = _credited(tables, with_teams=bool(of_teams.any()))
    payees = credits_["rep_id"].map(number).fillna(NOBODY).to_numpy(dtype=np.int64)
    credits_["group"] = np.append(found.groups[:, component], NOBODY)[payees]
    credit = np.append(found.plans["credit"].to_numpy(dtype=object), "")
    paid = []
    for key, day, of_table in _DOCUMENTS:
        rows = tables.get(key)
        if rows is None:
            continue
        there = rows.frame[rows.kept & (rows.frame["amount"] > 0).to_numpy(dtype=bool)]
        days = pd.DataFrame({"order_id": there["order_id"], "day": day_numbers(there[day])})
        lines = credits_.merge(days, on="order_id")
        lines["plan"] = found.serving(lines["group"].to_numpy(), lines["day"].to_numpy())
        lines["step"] = steps[lines["plan"]]
        is_counted = credit[lines["plan"]] != np.where(lines["is_own"], "team", "own")
        paid.append(lines[lines["step"].isin(of_table) & is_counted])
    each = ["order_id", "rep_id"]
    first: pd.DataFrame = pd.concat(paid).sort_values("day").drop_duplicates([*each, "plan", "step"])
    both = first.merge(first, on=each, suffixes=("_before", ""))
    return both[(both["step_before"] < both["step"]) & (both["day_before"] <= both["day"])]


def _credited(tables: Mapping[str, Rows], *, with_teams: bool) -> pd.DataFrame:
    """Who has credit of which order: `order_id`, `rep_id`, and whether it is their own, or of others of their team."""
    orders, reps = tables[Orders.key], tables[Reps.key]
    shares = credited(orders.frame[orders.kept], tables.get(Splits.key)).rename(columns={"root": "order_id"})
    own = shares[["order_id", "rep_id"]].drop_duplicates(ignore_index=True)
    if not with_teams:
        return own.assign(is_own=True)
    team_of = reps.frame[reps.kept][[Reps.rep_id.key, Reps.team_id.key]]
    mates = own.merge(team_of, on="rep_id").merge(team_of, on="team_id", suffixes=("_of", ""))
    mates = mates[mates["rep_id"] != mates["rep_id_of"]][["order_id", "rep_id"]].drop_duplicates()
    return pd.concat([own.assign(is_own=True), mates.assign(is_own=False)], ignore_index=True)
