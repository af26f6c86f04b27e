"""The target of a fiscal year that the rows of the table targets make, and what it says of the months.

Whose it is, the rows say; without one of its own a centre has what the settings say, else the total of its teams, and
either has the total of its people. Months are those given to it; a centre without any has the totals of its teams', if
every team has some. Only sales count, but for the quotas of commission plans, which name a metric.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salessheet.core.calendar import MONTHS
from salessheet.core.rounding import excel_round
from salessheet.core.target_parts import QUARTERS, Stated
from salessheet.core.values import Floats
from salessheet.data.dataset import Dataset
from salessheet.data.money import Rates
from salessheet.data.target_periods import labels
from salessheet.data.values import Mask
from salessheet.workbook.measures import HALF_A_CENT
from salessheet.workbook.tables import Fx, Reps, Seasonality, TargetRows, Teams

_DUST = 6  # decimals from which on binary fractions show in a cell

COUNTED = "sales"  # the metric


@dataclass(frozen=True, eq=False)
class Plan:
    """A target of a year. `months`: twelve, None where nothing is given for a part of the year.

    `weighed`: the months that share something by the seasonal weights. `span`: the places of the first and the last
    month for which something is given, where nothing is for the year as a whole.
    """

    year: float
    months: Floats | None
    weighed: Mask
    span: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Plans:
    """That of a workbook, None where there is none, and those agreed with people, in the order of the reps.

    `teams`: the targets of the teams in their order, NaN for those without; None in the workbook of a team, and where
    no team has any.
    """

    own: Plan | None
    people: tuple[Plan | None, ...]
    teams: Floats | None


def plans(dataset: Dataset, first_day: dt.date, team: str, currency: str) -> Plans:
    """Those of the fiscal year that begins on the first day, of a team or, without one, of the centre."""
    rows = _Rows(dataset, first_day, currency)
    people = rows.of("rep", list(dataset.column(Reps.rep_id)))
    of_teams = rows.of("team", list(dataset.column(Teams.team_id)))
    teams = None if team else _together(of_teams)
    if team:
        levels = rows.of("team", [team])
    else:
        levels = [*rows.of("centre", [TargetRows.id.default]), _unshaped(dataset.settings["annual_target"]), teams]
    found = next((plan for plan in (*levels, _together(people)) if plan is not None), None)
    if found is not None and found.months is None and teams is not None:
        found = Plan(found.year, teams.months, teams.weighed)
    if found is not None and (found.months is None or found.months.sum() == 0):
        found = _unshaped(found.year)
    return Plans(found, tuple(people), None if teams is None else _years(dataset, of_teams, people))


def _years(dataset: Dataset, teams: Sequence[Plan | None], people: Sequence[Plan | None]) -> Floats:
    """The target of each team: its own, else what is agreed with its people."""
    members: dict[object, list[Plan | None]] = {}
    for plan, team in zip(people, dataset.column(Reps.team_id), strict=False):
        members.setdefault(team, []).append(plan)
    together = (_together(members.get(team, [])) for team in dataset.column(Teams.team_id))
    found = [plan or of_people for plan, of_people in zip(teams, together, strict=False)]
    return np.array([np.nan if plan is None else plan.year for plan in found])


def quotas_of_people(dataset: Dataset, first_day: dt.date, metric: str, currency: str | None) -> Floats:
    """What is agreed with each of the reps in their order for the months of a fiscal year (n × 12), in whole cents.

    Of one metric, in the currency, or as the numbers stand where it is None. NaN for people without any row of that
    year, 0 in months for which nothing is given. The months of what is given for a year or a quarter add up to it: each
    is what the running total grows by, rounded to five places and then to the cent: what is half a cent but for the
    last bits of a sum of twelfths is half a cent.
    """
    months = _Rows(dataset, first_day, currency, metric).months("rep", list(dataset.column(Reps.rep_id)))
    running = excel_round(excel_round(np.cumsum(months, axis=1), 5), 2)
    return excel_round(np.diff(running, axis=1, prepend=0.0), 2)


def stated(frame: pd.DataFrame, amounts: Floats, holders: Sequence[int], first_day: dt.date, same: float) -> Stated:
    """Rows of one fiscal year as a table of what each holder is given; `holders` are numbers from 0 on, one a row."""
    called = {label: place for place, label in enumerate(labels(first_day.year, first_day.month))}
    cells = np.full((max(holders, default=-1) + 1, len(called)), np.nan)
    for holder, period, amount in zip(holders, frame[TargetRows.period.key], amounts, strict=True):
        if period in called:
            cells[holder, called[period]] = amount
    return Stated(cells[:, 0], cells[:, 1 : 1 + QUARTERS], cells[:, 1 + QUARTERS :], same)


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a year that count."""

    dataset: Dataset
    first_day: dt.date
    currency: str | None
    metric: str = COUNTED

    def months(self, scope: str, ids: Sequence[object]) -> Floats:
        """The months of each id (n × 12); NaN without a row."""
        found = self._stated(scope, ids).by_month(self._weights())
        return np.vstack([found, np.full((len(ids) - len(found), MONTHS), np.nan)])

    def of(self, scope: str, ids: Sequence[object]) -> list[Plan | None]:
        """The plan of each id."""
        found = self._stated(scope, ids)
        spans = (None if np.isnan(ends).any() else (int(ends[0]), int(ends[1])) for ends in found.spans())
        months = excel_round(found.by_month(self._weights()), _DUST)
        parts = zip(found.total, found.has_parts, months, found.weighed(), spans, strict=True)
        known = [
            None if np.isnan(year) else Plan(float(year), months if shaped else None, weighed, span)
            for year, shaped, months, weighed, span in parts
        ]
        return known + [None] * (len(ids) - len(known))

    def _stated(self, scope: str, ids: Sequence[object]) -> Stated:
        """What the rows give to the ids, up to the last of them that has one."""
        rows = self.dataset.table(TargetRows)
        place = {name: number for number, name in enumerate(ids)}
        chosen = (rows["scope"] == scope) & (rows["year"] == self.first_day.year) & (rows["metric"] == self.metric)
        mine = rows[chosen & rows["id"].isin(place)]
        holders = [place[name] for name in mine["id"]]
        return stated(mine, self._converted(mine), holders, self.first_day, HALF_A_CENT)

    def _converted(self, rows: pd.DataFrame) -> Floats:
        """Amounts in the currency asked for, to the cent where they were converted; NaN without a rate."""
        if self.currency is None:
            return rows["amount"].to_numpy(float)
        base = str(self.dataset.settings["currency"])
        rates = Rates(self.dataset.table(Fx), base)
        said = rows["currency"].to_numpy(dtype=object)
        said = np.where(said == "", base, said)
        days = np.full(len(rows), np.datetime64(self.first_day, "ns"))
        own = np.full(len(rows), self.currency, dtype=object)
        worth = rates.into_base(said, days) / rates.into_base(own, days)
        amounts = rows["amount"].to_numpy(float)
        return np.where(said == self.currency, amounts, excel_round(amounts * worth, 2))

    def _weights(self) -> Floats:
        """Of the months in the order of the fiscal year: each the same where the source has none."""
        rows = self.dataset.table(Seasonality)
        if rows.empty:
            return np.ones(MONTHS)
        by_month = rows.groupby("month")["weight"].sum()
        order = [(self.first_day.month - 1 + place) % MONTHS + 1.0 for place in range(MONTHS)]
        return by_month.reindex(order).fillna(0).to_numpy(float)


def _together(plans_: Sequence[Plan | None]) -> Plan | None:
    """The total of those there are; its months are theirs if each of them has some."""
    known = [plan for plan in plans_ if plan is not None]
    if not known:
        return None
    months = [plan.months for plan in known if plan.months is not None]
    weighed = np.any([plan.weighed for plan in known], axis=0)
    return Plan(
        sum(plan.year for plan in known), np.sum(months, axis=0) if len(months) == len(plans_) else None, weighed
    )


def _unshaped(amount: object) -> Plan | None:
    """A target of which nothing but the year is known."""
    return Plan(float(amount), None, np.ones(MONTHS, dtype=bool)) if isinstance(amount, (int, float)) else None
