"""Guide: what this workbook is for, whose it is, how to use it, and the way to every sheet."""

from __future__ import annotations

from salessheet.workbook.book import Contents, Group, Legend, Role, Sheet, Text
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.functions import IF
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.checks import Verdict


class About(Block):
    rows = Extent("about", 1)
    company = Calc(Type.TEXT, Axis.CELL, native=IF(Settings.company == "", blank, Settings.company))
    scope = Calc(Type.TEXT, Axis.CELL, native=Settings.scope)
    owner = Input(Type.TEXT, Axis.CELL, default="", given=True)
    period = Calc(Type.PERIOD, Axis.CELL, native=Settings.period_start)
    as_of = Calc(Type.DATE, Axis.CELL, native=Settings.as_of)
    version = Input(Type.TEXT, Axis.CELL, default="", given=True)
    controls = Calc(Type.STATUS, Axis.CELL, native=Verdict.all_ok)


GUIDE = Sheet(
    "guide",
    Role.GUIDE,
    Group.START,
    (Text("purpose"), About, Contents(), Text("use"), Legend(), Text("changes")),
    pages_tall=1,
    is_upright=True,
    least_width=15,
    front=1,
)
