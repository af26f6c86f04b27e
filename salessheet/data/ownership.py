"""Whose a row is: the team each row of each table belongs to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.workbook.tables import (
    Activities,
    Adjustments,
    Customers,
    Deals,
    KpiManual,
    Orders,
    Receipts,
    Reps,
    Splits,
    TargetRows,
    Teams,
    table_of,
)

_BY_REP = (
    Customers.owner_rep_id, Deals.rep_id, Orders.rep_id, Splits.rep_id, Activities.rep_id, KpiManual.rep_id,
    Adjustments.payee,
)  # fmt: skip  # a list to read


def owners(frames: Mapping[str, pd.DataFrame]) -> dict[str, npt.NDArray[np.object_]]:
    """Table key → the team id of each row, "" where the row is no team's or names no team that is known.

    Activities, deals and orders belong to their rep's team, a receipt to that of its order, a customer to its owner's.
    Works on rows before they are refused as well. Tables that are nobody's in particular are not among the results.
    """
    teams = frames[Teams.key][Teams.team_id.key].to_numpy(dtype=object)
    reps = frames[Reps.key]
    pairs = list(zip(reps[Reps.rep_id.key], reps[Reps.team_id.key], strict=True))
    home = dict(reversed(pairs))  # of rows that name themselves alike, the first is the one that is kept
    found: dict[str, npt.NDArray[np.object_]] = {
        Teams.key: teams,
        Reps.key: reps[Reps.team_id.key].to_numpy(dtype=object),
    }
    for column in _BY_REP:
        key = table_of(column).key
        if key in frames:
            found[key] = _mapped(frames[key][column.key], home)
    if Receipts.key in frames and Orders.key in frames:
        of_order = dict(zip(frames[Orders.key][Orders.order_id.key], found[Orders.key], strict=True))
        found[Receipts.key] = _mapped(frames[Receipts.key][Receipts.order_id.key], of_order)
    if TargetRows.key in frames:
        found[TargetRows.key] = _of_targets(frames[TargetRows.key], set(teams), home)
    return found


def _of_targets(targets: pd.DataFrame, teams: set[str], home: Mapping[str, str]) -> npt.NDArray[np.object_]:
    scope, ids = targets[TargetRows.scope.key], targets[TargetRows.id.key]
    named = {"team": {team: team for team in teams}, "rep": home}
    owner = [named.get(code, {}).get(name, "") for code, name in zip(scope, ids, strict=True)]
    return np.array(owner, dtype=object)


def _mapped(column: pd.Series, home: Mapping[str, str]) -> npt.NDArray[np.object_]:
    codes, different = pd.factorize(column.to_numpy(dtype=object))
    if len(codes) == 0:
        return np.array([], dtype=object)
    return np.array([home.get(text, "") for text in different], dtype=object)[codes]
