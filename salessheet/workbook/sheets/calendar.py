"""Calendar: every day of the fiscal year, whether people work on it, and what a day is worth."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import DAYS
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, SUMIFS, WEEKDAY
from salessheet.workbook.general import FiscalYear
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import Holidays, Weekdays


class Week(Block):
    """The days of the week that are not worked, in words. Lists has them as numbers."""

    rows = Extent("working week", 1)
    weekend = Input(Type.TEXT, Axis.CELL, given=True)


class Days(Block):
    """A day off and a working weekend of the published calendar stand on Lists; people override them here."""

    rows = DAYS
    no = Counter(Type.COUNT)
    date = Calc(Type.DATE, native=FiscalYear.start + no - 1)
    weekday_no = Calc(Type.COUNT, native=WEEKDAY(date, 2), quiet=True)
    weekday = Calc(Type.LABEL, native=INDEX(Weekdays.weekday.whole, weekday_no))
    published = Calc(
        Type.FLAG,
        native=IF(
            COUNTIFS(Holidays.date.whole, date) > 0,
            SUMIFS(Holidays.working.whole, Holidays.date.whole, date),
            INDEX(Weekdays.working.whole, weekday_no),
        ),
    )
    override = Input(Type.FLAG, choices=("1", "0"))
    working = Calc(Type.FLAG, native=IF(COUNT(override) == 0, published, override))
    day_off = Calc(Type.DATE, native=IF(COUNT(override) == 0, blank, IF(override == 0, date, blank)), quiet=True)
    day_on = Calc(Type.DATE, native=IF(COUNT(override) == 0, blank, IF(override == 0, blank, date)), quiet=True)
    remark = Input(Type.TEXT, given=True)


CALENDAR = Sheet("calendar", Role.INPUT, Group.CONTROL, (Week, Days), is_upright=True)
