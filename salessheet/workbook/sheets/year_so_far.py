"""The year so far in single figures: how much is won, and whether as fast as the working days go by."""

from __future__ import annotations

from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.functions import IF, MAX, SS_ATTAINMENT, SS_PACE, SUM, SUMIFS, SUMPRODUCT, at_most
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import points, ratio
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.target_months import ByMonth, region


class Headline(Block):
    """The fiscal year up to the end of the month, or to the last day of the data if that comes first."""

    rows = Extent("headline", 1)
    arrangement = Arrangement.CARDS
    won = Calc(Type.MONEY, Axis.CELL, native=Results.won_total)
    target = Calc(
        Type.MONEY,
        Axis.CELL,
        native=SUMPRODUCT(ByMonth.due.whole * ByMonth.target.whole),
    )
    attainment = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=ratio(won, target),
        python=SS_ATTAINMENT(won, target),
    )
    pace = Calc(
        Type.POINTS,
        Axis.CELL,
        native=IF(
            Settings.annual_target == 0,
            blank,
            points(
                won / Settings.annual_target,
                SUMIFS(Days.working.whole, Days.date.whole, at_most(Settings.until)) / SUM(Days.working.whole),
            ),
        ),
        python=IF(
            Settings.annual_target == 0,
            blank,
            SS_PACE(
                won, Settings.annual_target, FiscalYear.start, MAX(ByMonth.end.whole), Settings.until, region(),
                Days.day_off.whole, Days.day_on.whole,
            ) * 100,
        ),
        look=Look.SIGN,
    )  # fmt: skip
    win_rate = Calc(Type.PERCENT, Axis.CELL, native=Results.win_rate_total)
