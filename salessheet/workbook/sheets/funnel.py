"""Funnel: how far deals come, stage by stage, for all and for each person, and where they stop."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import PEOPLE, STEPS
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    SS_BOTTLENECK,
    SS_FUNNEL,
    SS_WEIGHTED,
    SS_WIN_RATE,
    SUM,
    SUMIFS,
    above,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import points
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Deals, Stages


class Steps(Block):
    """A deal that reached a stage counts in every earlier one. The deals are all those of the workbook."""

    rows = STEPS
    no = Counter(Type.COUNT)
    stage = Calc(Type.LABEL, native=INDEX(Stages.stage.whole, no))
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
    probability = Calc(Type.PERCENT, native=INDEX(Stages.probability.whole, no))
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
        native=IF(
            COUNT(Steps.step_rate.whole) == 0,
            blank,
            INDEX(Steps.stage.whole, MATCH(MIN(Steps.step_rate.whole), Steps.step_rate.whole, 0)),
        ),
        python=SS_BOTTLENECK(Steps.stage.whole, Steps.step_rate.whole),
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
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Stages.stage.whole, step_no))
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
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Stages.stage.whole, step_no))
    reached = Calc(Type.COUNT, Axis.BODY, native=SUM(PersonFurthest.furthest.rightward), look=Look.HEAT)
    total = Calc(Type.COUNT, Axis.COLUMNS, native=SUM(reached.down))


class PersonRates(Block):
    """The rate of a step is what reached the stage by what reached the one before."""

    rows, across = PEOPLE, STEPS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Stages.stage.whole, step_no))
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
    bottleneck = Calc(
        Type.LABEL,
        native=IF(COUNT(rate.across) == 0, blank, INDEX(stage.whole, MATCH(MIN(rate.across), rate.across, 0))),
        python=SS_BOTTLENECK(stage.whole, rate.across),
    )


class PersonShortfalls(Block):
    """The rate of each step less that of all deals of the workbook; the worst that is below it is the bottleneck."""

    rows, across = PEOPLE, STEPS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    stage = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(Stages.stage.whole, step_no))
    of_all = Calc(Type.PERCENT, Axis.COLUMNS, native=INDEX(Steps.step_rate.whole, step_no))
    gap = Calc(
        Type.POINTS,
        Axis.BODY,
        native=IF(COUNT(PersonRates.rate) * COUNT(of_all) == 0, blank, points(PersonRates.rate, of_all)),
        look=Look.SIGN,
    )
    shortfall = Calc(
        Type.POINTS, native=IF(COUNT(gap.across) == 0, blank, IF(MIN(gap.across) < 0, MIN(gap.across), blank))
    )
    bottleneck = Calc(
        Type.LABEL,
        native=IF(COUNT(shortfall) == 0, blank, INDEX(stage.whole, MATCH(MIN(gap.across), gap.across, 0))),
    )


FUNNEL = Sheet(
    "funnel",
    Role.OUTPUT,
    Group.SALES,
    (
        FunnelFigures,
        Band((
            Chart("funnel", Steps.stage, (Series(Steps.margin, Draw.FUNNEL), Series(Steps.reached, Draw.FUNNEL))),
            Chart("step_rates", Steps.stage, (Series(Steps.step_rate, Draw.COLUMN),)),
        )),
        Steps,
        PersonReached,
        PersonRates,
        PersonShortfalls,
        PersonFurthest,
    ), front=8, printed=6)  # fmt: skip

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
        inputs=(Deals.stage, Deals.rep_id),
        outputs=(FunnelFigures.bottleneck, PersonShortfalls.bottleneck, PersonShortfalls.shortfall),
        test="test_the_bottleneck_of_a_person_is_the_step_furthest_below_that_of_all",
    ),
)
