"""Dashboard: where the year stands, on one page."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import TOP
from salessheet.workbook.functions import (
    COUNT,
    IF,
    INDEX,
    MAX,
    SS_ATTAINMENT,
    SS_COVERAGE,
    SS_PACE,
    SUM,
    SUMIFS,
    at_most,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Trend
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import ratio
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.checks import Verdict
from salessheet.workbook.sheets.funnel import FunnelFigures, Steps
from salessheet.workbook.sheets.ranking import Leaderboard, LeaderMonths
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


class Best(Block):
    """The head of the ranking, with how each month went."""

    rows = TOP
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(Leaderboard.name.whole, no))
    won = Calc(Type.MONEY, native=INDEX(Leaderboard.won.whole, no), look=Look.BAR)
    target = Calc(Type.MONEY, native=INDEX(Leaderboard.target.whole, no))
    attainment = Calc(Type.PERCENT, native=INDEX(Leaderboard.attainment.whole, no), look=Look.TRAFFIC)
    gap = Calc(Type.MONEY, native=IF(COUNT(attainment) == 0, blank, won - target), look=Look.SIGN)
    change = Calc(Type.CHANGE, native=INDEX(Leaderboard.change.whole, no), look=Look.SIGN)
    trend = Trend(Type.NUMBER, of=LeaderMonths.won)


DASHBOARD = Sheet(
    "dashboard",
    Role.OUTPUT,
    Group.START,
    (
        AtAGlance,
        Headline,
        Pipeline,
        Band((
            Chart("month_targets", ByMonth.start, (
                Series(ByMonth.target, Draw.SOFT_COLUMN), Series(ByMonth.actual, Draw.COLUMN),
            ), width=0.56),
            Chart("funnel", Steps.stage, (
                Series(Steps.margin, Draw.FUNNEL), Series(Steps.reached, Draw.FUNNEL),
            ), width=0.44),
        ), height=13),
        Best,
    ),
    pages_tall=1,
    least_width=18,
)  # fmt: skip
