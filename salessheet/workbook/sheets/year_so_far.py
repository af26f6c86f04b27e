"""The year so far in single figures: what stands behind the Dashboard, and what it leaves out."""

from __future__ import annotations

from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.functions import IF, MAX, SS_ATTAINMENT, SS_COVERAGE, SS_PACE, SUM, SUMIFS, at_most
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import ratio
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.checks import Verdict
from salessheet.workbook.sheets.funnel import FunnelFigures
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.targets import ByMonth, region


class Headline(Block):
    """The fiscal year up to the end of the month, or to the last day of the data if that comes first."""

    rows = Extent("headline", 1)
    arrangement = Arrangement.CARDS
    won = Calc(Type.MONEY, Axis.CELL, native=Results.won_total)
    attainment = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=ratio(won, Results.target_total),
        python=SS_ATTAINMENT(won, Results.target_total),
    )
    pace = Calc(
        Type.POINTS,
        Axis.CELL,
        native=IF(
            Settings.annual_target == 0,
            blank,
            won / Settings.annual_target
            - SUMIFS(Days.working.whole, Days.date.whole, at_most(Settings.until)) / SUM(Days.working.whole),
        ),
        python=SS_PACE(
            won, Settings.annual_target, FiscalYear.start, MAX(ByMonth.end.whole), Settings.until, region(),
            Days.day_off.whole, Days.day_on.whole,
        ),
        look=Look.SIGN,
    )  # fmt: skip
    win_rate = Calc(Type.PERCENT, Axis.CELL, native=Results.win_rate_total)


class Pipeline(Block):
    """Open deals as they are on the last day of the data, and what the year still needs."""

    rows = Extent("pipeline", 1)
    arrangement = Arrangement.CARDS
    open_amount = Calc(Type.MONEY, Axis.CELL, native=FunnelFigures.open_amount)
    weighted = Calc(Type.MONEY, Axis.CELL, native=FunnelFigures.weighted)
    missing = Calc(Type.MONEY, Axis.CELL, native=Settings.annual_target - ByMonth.actual_total)
    coverage = Calc(
        Type.TIMES,
        Axis.CELL,
        native=IF(missing <= 0, blank, open_amount / missing),
        python=SS_COVERAGE(open_amount, missing),
    )


class AtAGlance(Block):
    """What the year asks for, who falls behind it by the end of the month, and whether the numbers hold."""

    rows = Extent("at a glance", 1)
    arrangement = Arrangement.CARDS
    annual_target = Calc(Type.MONEY, Axis.CELL, native=Settings.annual_target)
    people = Calc(Type.COUNT, Axis.CELL, native=SUM(People.here.whole))
    alerts = Calc(Type.COUNT, Axis.CELL, native=Results.alert_total)
    checks = Calc(Type.STATUS, Axis.CELL, native=Verdict.all_ok, look=Look.STATUS)
