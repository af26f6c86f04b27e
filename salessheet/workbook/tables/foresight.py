"""What was sold in earlier years: what a forecast is drawn from, beside the deals of this one."""

from __future__ import annotations

from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Teams


class SalesHistory(Table):
    """What each team won in a month before the fiscal year, in the currency of the workbook."""

    key = "sales_history"
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    month = Column(Type.PERIOD, identifies=True, example="2025-06")
    amount = Column(Type.MONEY, required=True, minimum=0, example="820000")
    owner = Belongs(team_id)
