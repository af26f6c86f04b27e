"""What was sold in earlier years: what a forecast is drawn from, beside the deals of this one."""

from __future__ import annotations

from salessheet.workbook.expr import promised
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Teams
from salessheet.workbook.tables.money import counted_as, rate_date_of, rate_of


class SalesHistory(Table):
    """What each team won in a month before the fiscal year; it counts at the rate of the first day of the month.

    It stands for the deals that are not listed: from the month of the first that is, the deals count.
    """

    key = "sales_history"
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    month = Column(Type.PERIOD, identifies=True, example="2025-06")
    amount = Column(Type.MONEY, required=True, minimum=0, example="820000")
    currency = Column(Type.LABEL, rated_on=month, example="CNY")
    rate_date = rate_date_of(currency, month)
    rate = rate_of(amount, currency, rate_date)
    value = counted_as(Type.MONEY, amount, currency, rate)
    since = Calc(Type.DATE, native=promised, quiet=True)
    counted = Calc(Type.MONEY, native=promised)  # not in months that have deals
    owner = Belongs(team_id)
