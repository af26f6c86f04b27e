"""Settings: whose workbook this is, its period, its annual target, and how numbers are shown."""

from __future__ import annotations

from salessheet.workbook.book import Role, Sheet
from salessheet.workbook.expr import Extent
from salessheet.workbook.functions import EOMONTH
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import Seasonality, Stages


class Settings(Block):
    rows = Extent("settings of the workbook", 1)
    company = Input(Type.TEXT, Axis.CELL, default="", given=True)
    scope = Input(Type.TEXT, Axis.CELL, default="", given=True)
    year = Input(Type.LABEL, Axis.CELL, given=True)
    year_start = Input(Type.DATE, Axis.CELL, given=True)
    period_start = Input(Type.PERIOD, Axis.CELL, name="Period_start")
    period_end = Calc(Type.DATE, Axis.CELL, native=EOMONTH(period_start, 0), name="Period_end")
    as_of = Input(Type.DATE, Axis.CELL)
    annual_target = Input(Type.MONEY, Axis.CELL, minimum=0)
    unit = Input(Type.NUMBER, Axis.CELL, default=0.01, minimum=0.0001)
    alert_level = Input(Type.PERCENT, Axis.CELL, default=0.85, minimum=0, maximum=1)
    full_score = Input(Type.SCORE, Axis.CELL, default=100, minimum=1)
    currency = Input(Type.LABEL, Axis.CELL, default="CNY", given=True)
    region = Input(Type.LABEL, Axis.CELL, default="CN", given=True)
    use_python = Input(Type.FLAG, Axis.CELL, default=False, name="Use_Python")


SETTINGS = Sheet("settings", Role.INPUT, (Settings, Stages, Seasonality))
