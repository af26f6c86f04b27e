"""Dashboard: where the year stands and what to do about it, on one page."""

from __future__ import annotations

from salessheet.workbook.book import Band, Beside, Chart, Draw, Group, Placed, Role, Sentence, Series, Sheet
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    IF,
    INDEX,
    MAX,
    MIN,
    SS_ATTAINMENT,
    SS_COVERAGE,
    SUM,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter, Trend
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import linked
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.dashboard_working import (
    FIRST_FEW,
    Need,
    NeedMonths,
    NeedWon,
    Sayings,
    Standing,
    StepSpots,
)
from salessheet.workbook.sheets.forecast import YearPath
from salessheet.workbook.sheets.funnel import AS_FUNNEL, StepLabels, Steps
from salessheet.workbook.sheets.kpi import KpiBoard
from salessheet.workbook.sheets.priorities import DueSteps, Priorities, or_none
from salessheet.workbook.sheets.records import CashByMonth
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.target_months import ByMonth


class Story(Block):
    """The sentence that says what matters."""

    rows = Extent("story", 1)
    sentence = Calc(
        Type.TEXT,
        Axis.CELL,
        native=IF(
            Settings.annual_target == 0,
            Phrases.no_target,
            CONCATENATE(Sayings.against_plan, Phrases.stop, Sayings.missed, Phrases.stop, Sayings.at_pace),
        ),
    )


def _told(saying: Line, *, optional: bool = False) -> Calc:
    return Calc(Type.TEXT, Axis.CELL, native=saying.operand(), look=Look.MARK, optional=optional)


def _half(reached: Expr) -> Calc:
    """What is missing of it, below zero: the whole half, a part of it or nothing."""
    return Calc(Type.PERCENT, Axis.CELL, native=MAX(0 - 1, MIN(0, reached - 1)), look=Look.PROGRESS)


def _bar(share: Line) -> Calc:
    """From nothing to the half of it."""
    return _half(SUM(share) + SUM(share))


def _rest_of(share: Line) -> Calc:
    """From the half to all of it."""
    return _half(SUM(share) + SUM(share) - 1)


class Cards(Block):
    """Six numbers, each with what it is compared with. Its caption leads to the rows behind it."""

    rows = Extent("cards", 1)
    arrangement = Arrangement.CARDS
    won = Calc(Type.MONEY, Axis.CELL, native=Standing.won, behind=ByMonth.actual_to_date)
    won__told = _told(Sayings.won)
    won__progress = _bar(Standing.of_plan)
    won__progress_more = _rest_of(Standing.of_plan)
    month = Calc(Type.MONEY, Axis.CELL, native=Standing.month_won, behind=ByMonth.actual)
    month__told = _told(Sayings.month)
    month__progress = _bar(Standing.of_month)
    month__progress_more = _rest_of(Standing.of_month)
    forecast = Calc(Type.MONEY, Axis.CELL, native=Standing.forecast, behind=Steps.open_amount)
    forecast__told = _told(Sayings.forecast)
    forecast__progress = _bar(Standing.of_target)
    forecast__progress_more = _rest_of(Standing.of_target)
    coverage = Calc(
        Type.TIMES,
        Axis.CELL,
        native=Standing.coverage,
        python=SS_COVERAGE(Standing.open_amount, Standing.missing),
        behind=Priorities.deal_id,
    )
    coverage__told = _told(Sayings.coverage)
    coverage__progress = _bar(Standing.of_aim)
    coverage__progress_more = _rest_of(Standing.of_aim)
    cash = Calc(Type.PERCENT, Axis.CELL, native=Standing.collected, behind=CashByMonth.received)
    cash__told = _told(Sayings.cash)
    cash__progress = _bar(Standing.collected)
    cash__progress_more = _rest_of(Standing.collected)
    payout = Calc(Type.MONEY, Axis.CELL, native=Standing.payout, behind=Payout.rep_id, optional=True)
    payout__told = _told(Sayings.payout, optional=True)


def _of_person(line: Line) -> Expr:
    return IF(COUNT(NeedWon.person_no) == 0, blank, INDEX(line.whole, SUM(NeedWon.person_no)))


class Attention(Block):
    """Who needs the manager first: by attainment, the lowest first."""

    rows = FIRST_FEW
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=linked(NeedMonths.at, NeedMonths.name), look=Look.BEHIND)
    won = Calc(Type.MONEY, native=_of_person(Results.won), look=Look.BAR)
    target = Calc(Type.MONEY, native=_of_person(Results.target))
    attainment = Calc(
        Type.PERCENT,
        native=_of_person(Results.attainment),
        python=SS_ATTAINMENT(won, target),
        look=Look.TRAFFIC,
    )
    gap = Calc(Type.MONEY, native=IF(COUNT(attainment) == 0, blank, won - target), look=Look.SIGN)
    overdue = Calc(Type.COUNT, native=_of_person(Need.overdue), look=Look.DUE)
    trend = Trend(Type.NUMBER, of=NeedMonths.share)
    grade = Calc(Type.LABEL, native=_of_person(KpiBoard.grade), optional=True)


class Monday(Block):
    """What to do on Monday: the largest open deals whose next step is due, today or before."""

    rows = DueSteps.rows
    no = Counter(Type.COUNT)
    due_days = Calc(Type.COUNT, native=DueSteps.due_days, look=Look.LATE)
    what = Calc(
        Type.TEXT,
        native=IF(
            COUNT(DueSteps.deal_no) == 0,
            blank,
            linked(StepSpots.at, StepSpots.told),
        ),
    )
    rep = Calc(Type.TEXT, native=or_none(Phrases.nothing_due, DueSteps.no, DueSteps.deal_no, DueSteps.rep))
    amount = Calc(Type.MONEY, native=DueSteps.amount)


_CELL, _GUTTER = 14, 1.4
GRID = (
    15, 13, _GUTTER,
    *(_CELL, _CELL, _GUTTER) * 3,
    8, 20, _GUTTER,
    16, 12,
)  # fmt: skip  # a module a line: six of them, as wide as each other, of two columns each

DASHBOARD = Sheet(
    "dashboard",
    Role.OUTPUT,
    Group.START,
    (
        Sentence(Story),
        Beside((Placed(Cards, 1, 17, is_titled=False),)),
        Band((
            Chart("year_ahead", ByMonth.start, (
                Series(ByMonth.actual_to_date_drawn, Draw.SOFT_COLUMN, ByMonth.actual_to_date),
                Series(ByMonth.target_to_date_drawn, Draw.PLAN, ByMonth.target_to_date),
                Series(YearPath.at_pace_drawn, Draw.PACE, YearPath.at_pace),
                Series(ByMonth.actual_now_drawn, Draw.NUMBER, ByMonth.actual_to_date),
            )),
            Chart("bottleneck", StepLabels.told, AS_FUNNEL),
        ), height=12, spans=((1, 11), (13, 17))),
        Beside((
            Placed(Attention, 1, 11, (1, 2, 4, 5, 7, 8, 10, 11)),
            Placed(Monday, 13, 17, (13, 14, 16, 17)),
        )),
    ),
    pages_tall=1,
    grid=GRID, front=2)  # fmt: skip
