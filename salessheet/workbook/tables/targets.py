"""Targets and the seasons of a year."""

from __future__ import annotations

from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.rules import RefersByCode
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps, Teams


class TargetRows(Table):
    """Targets of the centre, of teams and of reps, of a fiscal year or a part of it and a metric each.

    `period` is "year", a quarter of the fiscal year as 2026-Q1, or a month as 2026-03.
    """

    key = "targets"
    scope = Column(Type.LABEL, identifies=True, choices=("centre", "team", "rep"), example="team")
    id = Column(Type.TEXT, identifies=True, default="centre", example="T01")
    year = Column(Type.YEAR, identifies=True, implied=True, minimum=1900, maximum=2200, example="2026")
    period = Column(Type.LABEL, identifies=True, default="year", example="2026-Q1")
    metric = Column(Type.LABEL, identifies=True, default="sales", example="sales")
    amount = Column(Type.MONEY, required=True, minimum=0, example="1000000")
    currency = Column(Type.LABEL, rated_on=year, example="CNY")
    links = (RefersByCode(scope, id, (("team", Teams.team_id), ("rep", Reps.rep_id))),)
    owner = Belongs(links[0])


class Seasonality(Table):
    """Weights of the months of the fiscal year; they need not total 1."""

    key = "seasonality"
    owner = Everyones()
    grows = False
    month = Column(Type.COUNT, identifies=True, minimum=1, maximum=12, example="3")
    weight = Column(Type.NUMBER, required=True, minimum=0, example="0.09")
