"""Lists: the words that cells may be chosen from, and the published days off. The only hidden sheet."""

from __future__ import annotations

from salessheet.workbook.book import Role, Sheet
from salessheet.workbook.expr import Extent
from salessheet.workbook.extents import HOLIDAYS, METRICS, WEEKDAYS
from salessheet.workbook.lines import Counter, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block


class Metrics(Block):
    """The measures the workbook knows, in the order of their columns on the sheet of indicators."""

    rows = METRICS
    no = Counter(Type.COUNT)
    measure = Input(Type.TEXT, given=True)


class Terms(Block):
    """Words that formulas look for, as the language of the book has them: measures, terms of plans and schemes."""

    rows = Extent("terms", 1)
    sales = Input(Type.LABEL, Axis.CELL, given=True)
    cash = Input(Type.LABEL, Axis.CELL, given=True)
    on_cash = Input(Type.LABEL, Axis.CELL, given=True)
    slab = Input(Type.LABEL, Axis.CELL, given=True)
    lower = Input(Type.LABEL, Axis.CELL, given=True)
    down = Input(Type.LABEL, Axis.CELL, given=True)
    complement = Input(Type.LABEL, Axis.CELL, given=True)
    veto = Input(Type.LABEL, Axis.CELL, given=True)
    call = Input(Type.LABEL, Axis.CELL, given=True)
    visit = Input(Type.LABEL, Axis.CELL, given=True)


class Weekdays(Block):
    """Monday first."""

    rows = WEEKDAYS
    weekday = Input(Type.LABEL, given=True)


class Holidays(Block):
    """Days on which the published calendar differs from Monday to Friday: 1 is worked, 0 is off."""

    rows = HOLIDAYS
    date = Input(Type.DATE, given=True)
    working = Input(Type.FLAG, given=True)
    holiday = Input(Type.TEXT, given=True)


LISTS = Sheet("lists", Role.CONTROL, (Terms, Metrics, Weekdays, Holidays), hidden=True)
