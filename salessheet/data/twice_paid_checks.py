"""Orders that one commission plan paid as booked and a later one pays again, as their invoices or receipts come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

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
    steps = found.plans["basis"].map(_STEPS).fillna(_NO_STEP).to_numpy(dtype=np.int64)
    places, words = np.flatnonzero(plans.kept), plans.findings.words
    for component in found.components:
        mine = (found.plans["component"] == component).to_numpy(dtype=bool)
        if len({*steps[mine].tolist()} - {_NO_STEP}) < 2:
            continue
        again = _again(found, np.append(np.where(mine, steps, _NO_STEP), _NO_STEP), str(component), tables)
        for earlier, later in again[["plan_before", "plan"]].drop_duplicates().to_numpy().tolist():
            some = again[(again["plan_before"] == earlier) & (again["plan"] == later)]
            was, now = (found.plans.iloc[plan] for plan in (earlier, later))
            plans.findings.add(
                "paid_twice", places[later], Severity.NOTED, Plans.basis, value=now["plan_id"], other=was["plan_id"],
                basis=words.value("basis", now["basis"]), before=words.value("basis", was["basis"]),
                orders=some["order_id"].nunique(), order=some["order_id"].iloc[0],
            )  # fmt: skip  # the facts on some lines


def _again(found: Versions, steps: Whole, component: str, tables: Mapping[str, Rows]) -> pd.DataFrame:
    """The orders that two plans pay to one person, a row each: `order_id`, `plan_before` and `plan`, rows of the plans.

    `steps`: of the plans of the component, with a last row of none.
    """
    number = {payee: row for row, payee in enumerate(found.payees)}
    credited = _credited(component, found, tables)
    payees = credited["rep_id"].map(number).fillna(NOBODY).to_numpy(dtype=np.int64)
    of_component = found.groups[:, [str(name) for name in found.components].index(component)]
    credited["group"] = np.append(of_component, NOBODY)[payees]
    paid = []
    for key, day, of_table in _DOCUMENTS:
        rows = tables.get(key)
        if rows is None:
            continue
        there = rows.frame[rows.kept & (rows.frame["amount"] > 0).to_numpy(dtype=bool)]
        days = pd.DataFrame({"order_id": there["order_id"], "day": day_numbers(there[day])})
        lines = credited.merge(days, on="order_id")
        lines["plan"] = found.serving(lines["group"].to_numpy(), lines["day"].to_numpy())
        lines["step"] = steps[lines["plan"]]
        paid.append(lines[lines["step"].isin(of_table)])
    each = ["order_id", "rep_id"]
    first = pd.concat(paid).sort_values("day").drop_duplicates([*each, "plan", "step"])
    both = first.merge(first, on=each, suffixes=("_before", ""))
    return both[(both["step_before"] < both["step"]) & (both["day_before"] <= both["day"])]


def _credited(component: str, found: Versions, tables: Mapping[str, Rows]) -> pd.DataFrame:
    """Who has credit of which first order: by a split or an overlay, else as its rep; by a plan for teams, all of them.

    Columns `order_id` and `rep_id`.
    """
    orders, splits, reps = tables[Orders.key], tables.get(Splits.key), tables[Reps.key]
    frame = orders.frame[orders.kept]
    own = frame[frame[Orders.refers_to.key] == ""][[Orders.order_id.key, Orders.rep_id.key]]
    if splits is not None:
        shares = splits.frame[splits.kept]
        split = own[Orders.order_id.key].isin(shares.loc[shares[Splits.kind.key] == "split", Splits.order_id.key])
        own = pd.concat([own[~split], shares[[Splits.order_id.key, Splits.rep_id.key]]])
    if (found.plans["credit"][found.plans["component"] == component] != "own").any():
        team_of = reps.frame[reps.kept][[Reps.rep_id.key, Reps.team_id.key]]
        mates = own.merge(team_of, on="rep_id").drop(columns="rep_id").merge(team_of, on="team_id")
        own = pd.concat([own, mates[["order_id", "rep_id"]]])
    return own.drop_duplicates(ignore_index=True)
