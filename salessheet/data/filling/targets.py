"""The annual target as cells, the weights of its months, and what was agreed with people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salessheet.data.filling.currencies import currency_of
from salessheet.data.filling.scope import serial
from salessheet.data.target_plans import plans
from salessheet.workbook.general import Settings
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_people import Pools
from salessheet.workbook.tables import Seasonality, Teams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope
    from salessheet.data.target_plans import Plan
    from salessheet.workbook.expr import Line
    from salessheet.workbook.readings.values import Column


def target_cells(dataset: Dataset, scope: Scope) -> dict[Line, Column]:
    """Months with targets of their own weigh these, so that formulas give them back whatever the unit divides.

    Without any the weights are those of the source; where it has none, every month weighs the same. They stand in the
    sheet to be changed.
    """
    found = plans(dataset, scope.year_start, scope.team, currency_of(dataset, scope))
    cells: dict[Line, Column] = {
        Settings.annual_target: [None if found.own is None else found.own.year],
        People.agreed: np.array([np.nan if plan is None else plan.year for plan in found.people] or [np.nan]),
        People.agreed_from: _ends(found.people, scope, 0),
        People.agreed_to: _ends(found.people, scope, 1),
        Pools.team_id: list(dataset.column(Teams.team_id)) or [None],
        Pools.target: np.full(max(1, len(dataset.table(Teams))), np.nan) if found.teams is None else found.teams,
    }
    months = None if found.own is None else found.own.months
    if months is None and dataset.table(Seasonality).empty:
        months = np.ones(len(scope.months))
    if months is not None:
        cells |= {Seasonality.month: [m.month for m in scope.months], Seasonality.weight: months.tolist()}
    return cells


def _ends(people: Sequence[Plan | None], scope: Scope, end: int) -> Column:
    """The first (0) or the last (1) month for which something is agreed, of people without a target of the year."""
    spans = [None if plan is None else plan.span for plan in people]
    return [None if span is None else serial(scope.months[span[end]]) for span in spans] or [None]
