"""Projects: launches by department, what new products sell, whether a trial worked, and what is done that is green."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import MONTHS
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, SUM, SUMIFS, below
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted, dustless, ratio, summed, to_draw
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.target_months import ByMonth, once_begun
from salessheet.workbook.tables import (
    Deals,
    GreenProducts,
    LaunchPlan,
    LaunchTasks,
    Pilots,
    SocialEvents,
)

DEPARTMENT_ROWS = Extent("departments", 7)
PLANNED, IN_PROGRESS = term_of(LaunchTasks.progress, "planned"), term_of(LaunchTasks.progress, "in_progress")
DONE, DROPPED = term_of(LaunchTasks.progress, "done"), term_of(LaunchTasks.progress, "dropped")
ROLL_OUT, EXTEND = term_of(Pilots.pilot_decision, "roll_out"), term_of(Pilots.pilot_decision, "extend")
STOP = term_of(Pilots.pilot_decision, "stop")
DOWN = term_of(Pilots.direction, "down")

keep_promise(Pilots.is_down, IF(Pilots.pilot_id == "", blank, (Pilots.direction == DOWN) * 1))


class TaskBoard(Block):
    """By department; what was dropped is no task any more. Late: not done, and due before the last day of the data."""

    rows = DEPARTMENT_ROWS
    no = Counter(Type.COUNT)
    department = Input(Type.LABEL, given=True)
    planned = Calc(
        Type.COUNT, native=COUNTIFS(LaunchTasks.department.whole, department, LaunchTasks.progress.whole, PLANNED)
    )
    in_progress = Calc(
        Type.COUNT, native=COUNTIFS(LaunchTasks.department.whole, department, LaunchTasks.progress.whole, IN_PROGRESS)
    )
    done = Calc(Type.COUNT, native=COUNTIFS(LaunchTasks.department.whole, department, LaunchTasks.progress.whole, DONE))
    share = Calc(
        Type.PERCENT,
        native=IF(planned + in_progress + done == 0, blank, done / (planned + in_progress + done)),
        look=Look.BAR,
    )
    due = Calc(
        Type.COUNT,
        native=COUNTIFS(LaunchTasks.department.whole, department, LaunchTasks.due_date.whole, below(Settings.until)),
        quiet=True,
    )
    due_done = Calc(
        Type.COUNT,
        native=COUNTIFS(
            LaunchTasks.department.whole, department, LaunchTasks.due_date.whole, below(Settings.until),
            LaunchTasks.progress.whole, DONE,
        ),
        quiet=True,
    )  # fmt: skip  # as it reads
    due_dropped = Calc(
        Type.COUNT,
        native=COUNTIFS(
            LaunchTasks.department.whole, department, LaunchTasks.due_date.whole, below(Settings.until),
            LaunchTasks.progress.whole, DROPPED,
        ),
        quiet=True,
    )  # fmt: skip  # as it reads
    late = Calc(Type.COUNT, native=due - due_done - due_dropped, look=Look.DUE)
    planned_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(planned.whole), under=planned)
    in_progress_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(in_progress.whole), under=in_progress)
    done_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(done.whole), under=done)
    late_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(late.whole), under=late)


class LaunchMonths(Block):
    """What new products were to sell, and what anybody sold of them in the months that the launch plan has."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no))
    end = Calc(Type.DATE, native=INDEX(ByMonth.end.whole, no), quiet=True)
    plan = Calc(Type.MONEY, native=dustless(summed(LaunchPlan.value, LaunchPlan.month, start, end)))
    sold = Calc(
        Type.MONEY, native=once_begun(start, dustless(summed(LaunchPlan.sold_by_all, LaunchPlan.month, start, end)))
    )
    attainment = Calc(Type.PERCENT, native=IF(COUNT(sold) == 0, blank, ratio(sold, plan)), look=Look.TRAFFIC)
    plan_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(plan.whole), under=plan)
    sold_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(sold.whole), under=sold)
    plan_drawn = to_draw(plan)
    sold_drawn = to_draw(sold)


class PilotBoard(Block):
    """The effect is the change of those who tried it beyond that of those who did not, and suggests what to do.

    Of a measure of which less is better it is how much further it fell.
    """

    rows = Pilots.rows
    pilot_id = Calc(Type.TEXT, native=IF(Pilots.pilot_id == "", blank, Pilots.pilot_id))
    effect = Calc(Type.POINTS, native=IF(COUNT(Pilots.effect) == 0, blank, Pilots.effect), look=Look.SIGN)
    over = Calc(
        Type.FLAG,
        native=IF((pilot_id == "") + (COUNT(Pilots.ends_on) == 0) > 0, blank, (Pilots.ends_on <= Settings.until) * 1),
    )
    aimed = Calc(Type.POINTS, native=dustless(SUM(Pilots.enough) * 100), quiet=True)
    suggested = Calc(
        Type.LABEL,
        native=IF(
            COUNT(effect) * SUM(over) == 0,
            blank,
            IF(effect <= 0, STOP, IF(effect >= aimed, ROLL_OUT, EXTEND)),
        ),
    )
    decided = Calc(Type.LABEL, native=IF(Pilots.pilot_decision == "", blank, Pilots.pilot_decision))
    waits = Calc(Type.FLAG, native=IF(COUNT(over) == 0, blank, over * (decided == "")))


def _events_of(kind: str) -> Calc:
    word = term_of(SocialEvents.social_kind, kind)
    native = counted(SocialEvents.date, FiscalYear.start, Settings.until, SocialEvents.social_kind, word)
    return Calc(Type.COUNT, Axis.CELL, native=native)


class GreenFigures(Block):
    """The fiscal year up to the end of the month."""

    rows = Extent("figures of green sales", 1)
    arrangement = Arrangement.CARDS
    green = Calc(Type.MONEY, Axis.CELL, native=SUMIFS(GreenProducts.sold.whole, GreenProducts.green.whole, 1))
    share = Calc(Type.PERCENT, Axis.CELL, native=IF(Results.won_total == 0, blank, green / Results.won_total))
    events = Calc(Type.COUNT, Axis.CELL, native=counted(SocialEvents.date, FiscalYear.start, Settings.until))
    attendance = Calc(
        Type.COUNT,
        Axis.CELL,
        native=summed(SocialEvents.attendance, SocialEvents.date, FiscalYear.start, Settings.until),
    )
    environment = _events_of("environment")
    community = _events_of("community")
    safety = _events_of("safety")


PROJECTS = Sheet(
    "projects",
    Role.INPUT,
    Group.MARKET,
    (
        TaskBoard,
        LaunchMonths,
        Band((Chart("launch_sales", LaunchMonths.start, (
            Series(LaunchMonths.plan_drawn, Draw.SOFT_COLUMN, LaunchMonths.plan),
            Series(LaunchMonths.sold_drawn, Draw.COLUMN, LaunchMonths.sold),
        )),), height=11),
        PilotBoard,
        GreenFigures,
        LaunchPlan,
        Pilots,
        GreenProducts,
        SocialEvents,
        LaunchTasks,
    ),
    with_data=True,
    continued=(Pilots.pilot_change,),
)  # fmt: skip

CAPABILITIES = (
    Capability(
        58,
        "launches",
        inputs=(LaunchTasks.department, LaunchTasks.progress, LaunchTasks.due_date, LaunchPlan.amount, Deals.product),
        outputs=(TaskBoard.done, TaskBoard.late, LaunchMonths.plan, LaunchMonths.sold, LaunchMonths.attainment),
        test="test_a_launch_by_department_and_what_it_sells",
    ),
    Capability(
        59,
        "pilots",
        inputs=(Pilots.pilot_before, Pilots.pilot_after, Pilots.control_before, Pilots.control_after,
                Pilots.direction, Pilots.least_gain, Pilots.pilot_decision),
        outputs=(PilotBoard.effect, PilotBoard.suggested, PilotBoard.waits),
        test="test_a_trial_is_what_it_changed_less_what_changed_anyway",
    ),
    Capability(
        62,
        "green",
        inputs=(GreenProducts.product, GreenProducts.green, SocialEvents.date, SocialEvents.social_kind,
                SocialEvents.attendance),
        outputs=(GreenFigures.share, GreenFigures.events, GreenFigures.attendance, GreenFigures.environment,
                 GreenFigures.community, GreenFigures.safety),
        test="test_the_share_of_green_products_and_what_was_done",
    ),
)  # fmt: skip
