"""Improvement: who needs help, and what was agreed with each of them; private to the manager, as talks are."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, RANK, SUM, above
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import compared
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.honours import Merits
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Deals, ImprovementPlans

DONE = term_of(ImprovementPlans.progress, "done")
DROPPED = term_of(ImprovementPlans.progress, "dropped")
DOWN = term_of(ImprovementPlans.direction, "down")

keep_promise(
    ImprovementPlans.is_open,
    IF(
        ImprovementPlans.plan_no == "",
        blank,
        ((ImprovementPlans.progress == DONE) + (ImprovementPlans.progress == DROPPED) == 0) * 1,
    ),
)
keep_promise(
    ImprovementPlans.better,
    IF(
        COUNT(ImprovementPlans.effect) == 0,
        blank,
        IF(ImprovementPlans.direction == DOWN, ImprovementPlans.effect < 0, ImprovementPlans.effect > 0) * 1,
    ),
)


class ImprovementFigures(Block):
    """Where the plans stand; overdue on the last day of the figures, as elsewhere."""

    rows = Extent("figures of improvement", 1)
    arrangement = Arrangement.CARDS
    open = Calc(Type.COUNT, Axis.CELL, native=SUM(ImprovementPlans.is_open.whole))
    overdue = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(ImprovementPlans.overdue.whole, above(0)))
    done = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(ImprovementPlans.progress.whole, DONE))
    measured = Calc(Type.COUNT, Axis.CELL, native=COUNT(ImprovementPlans.better.whole))
    helped = Calc(
        Type.PERCENT, Axis.CELL, native=IF(measured == 0, blank, SUM(ImprovementPlans.better.whole) / measured)
    )


class SupportList(Block):
    """People whose attainment of the year is below the alert level, the lowest first: for help, for nothing else.

    The working beside it has a row for each of the roster: whether the person is behind, and whose place is which.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    behind = Calc(
        Type.FLAG,
        native=IF(
            COUNT(Results.attainment) == 0,
            0,
            (compared(Results.attainment) < Settings.alert_level) * People.present * 1,
        ),
        quiet=True,
    )
    rank = Calc(Type.COUNT, native=RANK(Merits.year_attainment, Merits.year_attainment.whole, 1), quiet=True)
    key = Calc(Type.COUNT, native=rank + (1 - behind) * (MAX(Merits.no.whole) + 1), quiet=True)
    order = Calc(Type.COUNT, native=RANK(key, key.whole, 1) + COUNTIFS(key.so_far, key) - 1, quiet=True)
    person_no = Calc(Type.COUNT, native=MATCH(no, order.whole, 0), quiet=True)
    listed = Calc(Type.FLAG, native=INDEX(behind.whole, person_no), quiet=True)
    name = Calc(Type.TEXT, native=IF(listed == 0, blank, INDEX(People.name.whole, person_no)))
    attainment = Calc(
        Type.PERCENT, native=IF(listed == 0, blank, INDEX(Results.attainment.whole, person_no)), look=Look.TRAFFIC
    )
    gap = Calc(
        Type.MONEY,
        native=IF(listed == 0, blank, INDEX(Results.won.whole, person_no) - INDEX(Results.target.whole, person_no)),
        look=Look.SIGN,
    )
    win_rate = Calc(Type.PERCENT, native=IF(listed == 0, blank, INDEX(Results.win_rate.whole, person_no)))
    open_plans = Calc(
        Type.COUNT,
        native=IF(
            listed == 0,
            blank,
            COUNTIFS(
                ImprovementPlans.rep_id.whole, INDEX(Results.rep_id.whole, person_no),
                ImprovementPlans.is_open.whole, 1,
            ),
        ),
    )  # fmt: skip  # pairs of a range and a condition


IMPROVEMENT = Sheet(
    "improvement",
    Role.INPUT,
    Group.PERFORMANCE,
    (ImprovementFigures, SupportList, ImprovementPlans),
)

CAPABILITIES = (
    Capability(
        22,
        "improvement",
        inputs=(
            ImprovementPlans.due_date, ImprovementPlans.progress, ImprovementPlans.value_before,
            ImprovementPlans.value_after, ImprovementPlans.direction, Deals.amount, Settings.alert_level,
        ),
        outputs=(
            ImprovementPlans.overdue, ImprovementPlans.effect, ImprovementPlans.better, ImprovementFigures.open,
            ImprovementFigures.overdue, ImprovementFigures.helped, SupportList.name,
        ),
        test="test_a_plan_is_open_until_done_and_shows_its_effect",
    ),
)  # fmt: skip  # lists to read
