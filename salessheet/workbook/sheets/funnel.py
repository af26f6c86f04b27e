"""Funnel: how far deals come, stage by stage, for all and for each person, and where they stop."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, Line, blank
from salessheet.workbook.extents import PEOPLE, STEPS
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    RANK,
    ROUND,
    SMALL,
    SS_BOTTLENECK,
    SS_FUNNEL,
    SS_WEIGHTED,
    SS_WIN_RATE,
    SUM,
    SUMIFS,
    above,
    at_least,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import highest_tied, in_percent, lowest_tied, most_named, numeric, points, tied
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Deals, Stages


def _stays(days: Line) -> Calc:
    return Calc(Type.COUNT, Axis.CELL, native=COUNT(days.whole), quiet=True)


def _half(stays: Line) -> Calc:
    return Calc(Type.COUNT, Axis.CELL, native=ROUND(ROUND(stays / 2, 3), 0), quiet=True)


def _median(days: Line, stays: Line, half: Line) -> Calc:
    """The mean of the two in the middle, which are one where their number is odd."""
    return Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            stays == 0,
            blank,
            (SMALL(days.whole, MAX(1, half)) + SMALL(days.whole, MIN(stays, stays + 1 - half))) / 2,
        ),
        quiet=True,
    )


class StageStays(Block):
    """Deals that left a stage, whatever their date, and the median of the days that they were in it."""

    rows = Extent("days in stages", 1)
    first_stays = _stays(Deals.in_first)
    second_stays = _stays(Deals.in_second)
    third_stays = _stays(Deals.in_third)
    fourth_stays = _stays(Deals.in_fourth)
    first_half = _half(first_stays)
    second_half = _half(second_stays)
    third_half = _half(third_stays)
    fourth_half = _half(fourth_stays)
    first_median = _median(Deals.in_first, first_stays, first_half)
    second_median = _median(Deals.in_second, second_stays, second_half)
    third_median = _median(Deals.in_third, third_stays, third_half)
    fourth_median = _median(Deals.in_fourth, fourth_stays, fourth_half)


class StayDays(Block):
    """The same by the dates of deals, with the name that a stage of each date has unless it is called otherwise."""

    rows = Extent("stages with dates", 4)
    no = Counter(Type.COUNT)
    word = Input(Type.LABEL, given=True)
    days = Calc(Type.NUMBER, native=INDEX(StageStays.first_median.to(StageStays.fourth_median).whole, no), quiet=True)


class Steps(Block):
    """A deal that reached a stage counts in every earlier one. The deals are all those of the workbook."""

    rows = STEPS
    no = Counter(Type.COUNT)
    row_no = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(Stages.place.whole, no) == 0, blank, MATCH(no, Stages.place.whole, 0)),
        quiet=True,
    )
    stage = Calc(Type.LABEL, native=IF(COUNT(row_no) == 0, blank, INDEX(Stages.stage.whole, row_no)))
    named_no = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(StayDays.word.whole, stage) == 0, 0, MATCH(stage, StayDays.word.whole, 0)),
        quiet=True,
    )
    date_no = Calc(  # which date of deals is its own: by its name, else by its place, unless another has that name
        Type.COUNT,
        native=IF(
            named_no > 0,
            named_no,
            IF(
                no > MAX(StayDays.no.whole),
                0,
                IF(COUNTIFS(stage.whole, INDEX(StayDays.word.whole, no)) == 0, no, 0),
            ),
        ),
        quiet=True,
    )
    furthest = Calc(Type.COUNT, native=COUNTIFS(Deals.stage.whole, stage), quiet=True)
    furthest_amount = Calc(Type.MONEY, native=SUMIFS(Deals.value.whole, Deals.stage.whole, stage), quiet=True)
    reached = Calc(
        Type.COUNT,
        native=SUM(furthest.onward),
        python=INDEX(SS_FUNNEL(Deals.stage.whole, stage.whole, Deals.value.whole), no, 2),
        look=Look.BAR,
    )
    amount = Calc(
        Type.MONEY,
        native=SUM(furthest_amount.onward),
        python=INDEX(SS_FUNNEL(Deals.stage.whole, stage.whole, Deals.value.whole), no, 3),
    )
    step_rate = Calc(
        Type.PERCENT,
        native=IF(no == 1, blank, IF(reached.previous == 0, blank, reached / reached.previous)),
        python=INDEX(SS_FUNNEL(Deals.stage.whole, stage.whole, Deals.value.whole), no, 4),
    )
    overall_rate = Calc(
        Type.PERCENT,
        native=IF(INDEX(reached.whole, 1) == 0, blank, reached / INDEX(reached.whole, 1)),
        python=INDEX(SS_FUNNEL(Deals.stage.whole, stage.whole, Deals.value.whole), no, 5),
    )
    stopped = Calc(
        Type.COUNT,
        native=IF(no == MAX(no.whole), 0, furthest),
        python=INDEX(SS_FUNNEL(Deals.stage.whole, stage.whole, Deals.value.whole), no, 6),
    )
    days = Calc(
        Type.NUMBER,
        native=IF((no == MAX(no.whole)) + (date_no == 0) > 0, blank, numeric(INDEX(StayDays.days.whole, date_no))),
    )
    probability = Calc(Type.PERCENT, native=IF(COUNT(row_no) == 0, blank, INDEX(Stages.probability.whole, row_no)))
    lost = Calc(Type.COUNT, native=COUNTIFS(Deals.stage.whole, stage, Deals.lost_date.whole, above(0)))
    open = Calc(
        Type.COUNT,
        native=furthest - lost - COUNTIFS(Deals.stage.whole, stage, Deals.won_date.whole, above(0)),
    )
    open_amount = Calc(
        Type.MONEY,
        native=furthest_amount
        - SUMIFS(Deals.value.whole, Deals.stage.whole, stage, Deals.lost_date.whole, above(0))
        - SUMIFS(Deals.value.whole, Deals.stage.whole, stage, Deals.won_date.whole, above(0)),
    )
    margin = Calc(Type.NUMBER, native=(MAX(reached.whole) - reached) / 2, quiet=True)
    lost_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(lost.whole), under=lost)
    open_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(open.whole), under=open)
    open_amount_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(open_amount.whole), under=open_amount)


class StepLabels(Block):
    """The stages with the rates of their steps; the lowest is marked and drawn apart, where deals stopped at all."""

    rows = STEPS
    no = Counter(Type.COUNT)
    is_worst = Calc(
        Type.FLAG,
        native=IF(
            COUNT(Steps.step_rate) == 0,
            0,
            (RANK(Steps.step_rate, Steps.step_rate.whole, 1) == 1) * (Steps.step_rate < 1),
        ),
        quiet=True,
    )
    is_slowest = Calc(
        Type.FLAG,
        native=IF(COUNT(Steps.days) == 0, 0, (RANK(Steps.days, Steps.days.whole, 0) == 1) * 1),
        quiet=True,
    )
    rate = Calc(
        Type.TEXT,
        native=IF(
            COUNT(Steps.step_rate) == 0, blank, CONCATENATE(Phrases.before_rate, in_percent(Steps.step_rate.operand()))
        ),
        quiet=True,
    )
    told = Calc(Type.TEXT, native=CONCATENATE(Steps.stage, rate, IF(is_worst == 1, " ◄", blank)), quiet=True)
    passing = Calc(Type.COUNT, native=IF(is_worst == 1, 0, Steps.reached), quiet=True)
    stuck = Calc(Type.COUNT, native=IF(is_worst == 1, Steps.reached, 0), quiet=True)


class FunnelFigures(Block):
    """All deals of the workbook, whatever their date."""

    rows = Extent("figures of the funnel", 1)
    arrangement = Arrangement.CARDS
    won = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Deals.won_date.whole, above(0)))
    lost = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Deals.lost_date.whole, above(0)))
    win_rate = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(won + lost == 0, blank, won / (won + lost)),
        python=SS_WIN_RATE(won, lost),
    )
    bottleneck = Calc(
        Type.LABEL,
        Axis.CELL,
        native=most_named(Steps.stage, StepLabels.is_worst),
        python=IF(
            SUM(StepLabels.is_worst.whole) == 0,
            blank,
            tied(SS_BOTTLENECK(Steps.stage.whole, Steps.step_rate.whole), SUM(StepLabels.is_worst.whole) > 1),
        ),
    )
    slowest = Calc(
        Type.LABEL,
        Axis.CELL,
        native=most_named(Steps.stage, StepLabels.is_slowest),
    )
    won_amount = Calc(Type.MONEY, Axis.CELL, native=SUMIFS(Deals.value.whole, Deals.won_date.whole, above(0)))
    open = Calc(Type.COUNT, Axis.CELL, native=SUM(Steps.open.whole))
    open_amount = Calc(Type.MONEY, Axis.CELL, native=SUM(Steps.open_amount.whole))
    weighted = Calc(
        Type.MONEY,
        Axis.CELL,
        native=IF(COUNT(Deals.expected.whole) == 0, blank, SUM(Deals.expected.whole)),
        python=SS_WEIGHTED(Deals.value.whole, Deals.chance.whole),
    )
    stale = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Deals.idle_days.whole, above(Settings.stale_days)))


class PersonFurthest(Block):
    """The working of the two tables below: deals by the furthest stage they reached."""

    rows, across = PEOPLE, STEPS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Steps.stage.whole, step_no))
    furthest = Calc(
        Type.COUNT,
        Axis.BODY,
        native=COUNTIFS(Deals.rep_id.whole, rep_id, Deals.stage.whole, stage),
        quiet=True,
    )


class PersonReached(Block):
    rows, across = PEOPLE, STEPS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Steps.stage.whole, step_no))
    reached = Calc(Type.COUNT, Axis.BODY, native=SUM(PersonFurthest.furthest.rightward), look=Look.HEAT)
    total = Calc(Type.COUNT, Axis.COLUMNS, native=SUM(reached.down))


class PersonRates(Block):
    """The rate of a step is what reached the stage by what reached the one before."""

    rows, across = PEOPLE, STEPS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Steps.stage.whole, step_no))
    rate = Calc(
        Type.PERCENT,
        Axis.BODY,
        native=IF(
            step_no == 1,
            blank,
            IF(PersonReached.reached.leftward == 0, blank, PersonReached.reached / PersonReached.reached.leftward),
        ),
        look=Look.HEAT,
    )
    is_tied = lowest_tied(rate.across)
    bottleneck = Calc(
        Type.LABEL,
        native=IF(
            (COUNT(rate.across) == 0) + (MIN(rate.across) >= 1) > 0,
            blank,
            tied(INDEX(stage.whole, MATCH(MIN(rate.across), rate.across, 0)), is_tied == 1),
        ),
        python=IF(
            (COUNT(rate.across) == 0) + (MIN(rate.across) >= 1) > 0,
            blank,
            tied(SS_BOTTLENECK(stage.whole, rate.across), is_tied == 1),
        ),
    )


class PersonShortfalls(Block):
    """The rate of each step less that of all deals of the workbook; the worst that is below it is the bottleneck."""

    rows, across = PEOPLE, STEPS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    of_all = Calc(Type.PERCENT, Axis.COLUMNS, native=INDEX(Steps.step_rate.whole, step_no))
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Steps.stage.whole, step_no))
    gap = Calc(
        Type.POINTS,
        Axis.BODY,
        native=IF(COUNT(PersonRates.rate) * COUNT(of_all) == 0, blank, points(PersonRates.rate, of_all)),
        look=Look.SIGN,
    )
    shortfall = Calc(
        Type.POINTS, native=IF(COUNT(gap.across) == 0, blank, IF(MIN(gap.across) < 0, MIN(gap.across), blank))
    )
    is_tied = lowest_tied(gap.across)
    bottleneck = Calc(
        Type.LABEL,
        native=IF(
            COUNT(shortfall) == 0, blank, tied(INDEX(stage.whole, MATCH(MIN(gap.across), gap.across, 0)), is_tied == 1)
        ),
    )


def _left(days: Line, rep_id: Line) -> Calc:
    return Calc(Type.COUNT, native=COUNTIFS(Deals.rep_id.whole, rep_id, days.whole, at_least(0)), quiet=True)


def _mean_stay(days: Line, rep_id: Line, left: Line) -> Calc:
    native = IF(left == 0, blank, SUMIFS(days.whole, Deals.rep_id.whole, rep_id) / left)
    return Calc(Type.NUMBER, native=native, quiet=True)


class PersonStays(Block):
    """The working of the table above: how many days deals of a person were in each stage, on average."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    left_first = _left(Deals.in_first, rep_id)
    left_second = _left(Deals.in_second, rep_id)
    left_third = _left(Deals.in_third, rep_id)
    left_fourth = _left(Deals.in_fourth, rep_id)
    in_first = _mean_stay(Deals.in_first, rep_id, left_first)
    in_second = _mean_stay(Deals.in_second, rep_id, left_second)
    in_third = _mean_stay(Deals.in_third, rep_id, left_third)
    in_fourth = _mean_stay(Deals.in_fourth, rep_id, left_fourth)


MEANS = PersonStays.in_first.to(PersonStays.in_fourth).whole


class PersonDelays(Block):
    """Mean days of a person in each stage less the median of all deals; the most above it is the slowest stage."""

    rows, across = PEOPLE, STEPS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    date_no = Calc(Type.COUNT, Axis.COLUMNS, native=INDEX(Steps.date_no.whole, step_no), quiet=True)
    of_all = Calc(Type.NUMBER, Axis.COLUMNS, native=numeric(INDEX(Steps.days.whole, step_no)))
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Steps.stage.whole, step_no))
    over = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=IF(
            COUNT(of_all) == 0,
            blank,
            IF(COUNT(INDEX(MEANS, no, date_no)) == 0, blank, INDEX(MEANS, no, date_no) - of_all),
        ),
    )
    delay = Calc(
        Type.NUMBER, native=IF(COUNT(over.across) == 0, blank, IF(MAX(over.across) > 0, MAX(over.across), blank))
    )
    is_tied = highest_tied(over.across)
    slowest = Calc(
        Type.LABEL,
        native=IF(
            COUNT(delay) == 0, blank, tied(INDEX(stage.whole, MATCH(MAX(over.across), over.across, 0)), is_tied == 1)
        ),
    )


AS_FUNNEL = (  # the bottleneck in a colour of its own
    Series(Steps.margin, Draw.FUNNEL),
    Series(StepLabels.passing, Draw.FUNNEL),
    Series(StepLabels.stuck, Draw.STUCK),
)
FUNNEL = Sheet(
    "funnel",
    Role.OUTPUT,
    Group.SALES,
    (
        FunnelFigures,
        Band((
            Chart("bottleneck", StepLabels.told, AS_FUNNEL),
            Chart("step_rates", Steps.stage, (Series(Steps.step_rate, Draw.COLUMN),), whole=True),
        )),
        Steps,
        PersonReached,
        PersonRates,
        PersonShortfalls,
        PersonDelays,
        PersonFurthest,
        PersonStays,
        StageStays,
        StayDays,
    ), front=8, printed=7, cards=5)  # fmt: skip

CAPABILITIES = (
    Capability(
        9,
        "funnel",
        inputs=(Deals.stage, Deals.amount),
        outputs=(Steps.reached, Steps.amount, Steps.step_rate, Steps.overall_rate, Steps.stopped),
        test="test_a_deal_counts_in_every_stage_up_to_the_furthest",
    ),
    Capability(
        10,
        "bottleneck",
        inputs=(
            Deals.stage,
            Deals.rep_id,
            Deals.prospect_date,
            Deals.lead_date,
            Deals.opportunity_date,
            Deals.contract_date,
            Deals.won_date,
        ),
        outputs=(
            FunnelFigures.bottleneck,
            PersonShortfalls.bottleneck,
            PersonShortfalls.shortfall,
            Steps.days,
            FunnelFigures.slowest,
            PersonDelays.slowest,
            PersonDelays.delay,
        ),
        test="test_the_bottleneck_of_a_person_is_the_step_furthest_below_that_of_all",
    ),
)
