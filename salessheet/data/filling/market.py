"""Words that blocks of the forecast and of the market show, and how many rows they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from salessheet.data.filling.scope import serial
from salessheet.workbook.sheets.forecast import METHODS, PAST, MethodNames, Past
from salessheet.workbook.sheets.market import SWOT, SwotBoard
from salessheet.workbook.sheets.past_sales import FirstWins
from salessheet.workbook.sheets.projects import DEPARTMENT_ROWS, TaskBoard
from salessheet.workbook.sheets.risks import (
    AREAS,
    IMPACTS,
    KINDS_OF_RISK,
    LARGEST,
    LIKELIHOODS,
    WORST,
    ComplianceAreas,
    RiskKinds,
    RiskTerms,
)
from salessheet.workbook.tables import COMPLIANCE_AREAS, DEPARTMENTS, RISK_KINDS, SWOT_KINDS, Deals, Reps, Teams

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Extent, Line
    from salessheet.workbook.readings.values import Column

FITTED = Past.between(Past.smoothed, Past.seasonal)
SIZED: tuple[Extent, ...] = (
    METHODS,
    PAST,
    LIKELIHOODS,
    IMPACTS,
    WORST,
    KINDS_OF_RISK,
    AREAS,
    LARGEST,
    SWOT,
    DEPARTMENT_ROWS,
)


def market_cells(scope: Scope) -> dict[Line, Column]:
    words = scope.words
    return {
        MethodNames.method: [words.label(line) for line in FITTED],
        RiskTerms.high: [words.value("risk_level", "high")],
        RiskTerms.medium: [words.value("risk_level", "medium")],
        RiskTerms.low: [words.value("risk_level", "low")],
        RiskKinds.kind: [words.value("risk_kind", code) for code in RISK_KINDS],
        ComplianceAreas.area: [words.value("compliance_area", code) for code in COMPLIANCE_AREAS],
        SwotBoard.kind: [words.value("swot_kind", code) for code in SWOT_KINDS],
        TaskBoard.department: [words.value("department", code) for code in DEPARTMENTS],
    }


def first_wins(dataset: Dataset) -> dict[Line, Column]:
    """The first won deal of each team."""
    deals, team_of = dataset.table(Deals), dataset.table(Reps).set_index(Reps.rep_id.key)[Reps.team_id.key]
    firsts = deals.groupby(deals[Deals.rep_id.key].map(team_of))[Deals.won_date.key].min()
    ids = list(dataset.column(Teams.team_id)) or [None]
    return {
        FirstWins.team_id: ids,
        FirstWins.first: [None if pd.isna(day := firsts.get(team)) else serial(day.date()) for team in ids],
    }


def market_sizes() -> dict[Extent, int]:
    """Blocks that are as large whatever the data."""
    return {extent: extent.size for extent in SIZED if extent.size is not None}
