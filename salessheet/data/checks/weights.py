"""Weights by which something is divided: where all of them are zero, nothing can be.

The months of a year without any weight are left out together, as rows are that only make sense together. Shares of a
team's target count as blank, for the people stay. Either way everybody and every month weighs the same. A month
without a row among others has no part of the target; that is noted.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from salessheet.core.calendar import MONTHS
from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Reps, Seasonality


def check(rows: Rows) -> None:
    """The weights of a table that has some. Its rows have been read, checked one by one and related to others."""
    if rows.raw.table is Seasonality:
        _months(rows)
    elif rows.raw.table is Reps:
        _shares(rows)


def _months(rows: Rows) -> None:
    weights = rows.frame[Seasonality.weight.key].to_numpy()
    if not rows.kept.any():
        return
    first = np.flatnonzero(rows.kept)[0]
    if weights[rows.kept].sum() > 0:
        missing = sorted({*range(1, MONTHS + 1)} - set(rows.frame[Seasonality.month.key]))
        if missing and rows.kept.all():  # of a row left out it is told already what is wrong
            said = rows.findings.words.listed(missing)
            rows.findings.add("months_without_weight", first, Severity.NOTED, Seasonality.month, missing=said)
        return
    rows.findings.add("no_weight", first, Severity.REFUSED, Seasonality.weight)
    rows.refuse(rows.kept.copy())


def _shares(rows: Rows) -> None:
    """A team in which somebody has a share, but nobody a positive one. Its blank shares stay blank."""
    shares = rows.frame[Reps.target_share.key].to_numpy()
    given = rows.kept & ~np.isnan(shares)
    teams, _ = pd.factorize(folded_key(rows.frame[Reps.team_id.key]))
    totals = np.bincount(teams, weights=np.where(given, shares, 0)) if len(teams) else np.zeros(0)
    idle = given & (totals[teams] <= 0)
    _, firsts = np.unique(teams[idle], return_index=True)
    for row in np.flatnonzero(idle)[np.sort(firsts)]:
        team = rows.frame[Reps.team_id.key].iloc[row]
        rows.findings.add("no_share", row, Severity.NOTED, Reps.target_share, group=team)
    rows.put(Reps.target_share, idle, math.nan)
