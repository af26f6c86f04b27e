"""Goals: whether they are SMART, what is being done for them, and what the teams' targets rest on."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, MAX, SUM, SUMIFS, SUMPRODUCT, above, at_least
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.patterns import identified
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.target_people import Pools
from salessheet.workbook.sheets.year_so_far import Headline
from salessheet.workbook.tables import Deals, Goals, Strategies, TargetBasis

DONE = term_of(Strategies.progress, "done")
DROPPED = term_of(Strategies.progress, "dropped")
PERCENT = term_of(Goals.measured_in, "percent")


def _of_strategies(line: Line) -> Expr:
    return SUMIFS(line.whole, Strategies.goal_id.whole, Goals.goal_id)


def _for_goal(told: Expr) -> Expr:
    """Blank where no strategy serves the goal."""
    return IF(SUM(Goals.strategies) == 0, blank, told)


def _with_dropped(told: Expr) -> Expr:
    """Blank where no strategy served the goal: what was spent on one that was dropped is spent."""
    served = COUNTIFS(Strategies.goal_id.whole, identified(Goals.goal_id))
    return IF((Goals.goal_id == "") + (served == 0) > 0, blank, told)


keep_promise(
    Strategies.is_done,
    IF(
        (Strategies.strategy_id == "") + (Strategies.progress == DROPPED) > 0,
        blank,
        (Strategies.progress == DONE) * 1,
    ),
)
keep_promise(  # of 80% typed into a cell of numbers 0.8 is left
    Goals.is_share,
    IF(
        (Goals.goal_id == "") + (COUNT(Goals.target) == 0) > 0,
        blank,
        (Goals.measured_in == PERCENT) * (MAX(Goals.base, Goals.target) > 0) * (MAX(Goals.base, Goals.target) <= 1),
    ),
)
keep_promise(
    Goals.strategies,
    IF(
        Goals.goal_id == "",
        blank,
        COUNTIFS(Strategies.goal_id.whole, Goals.goal_id, Strategies.done.whole, at_least(0)),
    ),
)
keep_promise(Goals.work_done, _for_goal(_of_strategies(Strategies.done) / Goals.strategies))
keep_promise(Goals.planned_cost, _with_dropped(_of_strategies(Strategies.allotted)))
keep_promise(Goals.spent_on, _with_dropped(_of_strategies(Strategies.spent)))
keep_promise(
    Goals.late_work,
    _for_goal(COUNTIFS(Strategies.goal_id.whole, Goals.goal_id, Strategies.days_late.whole, above(0))),
)
keep_promise(
    TargetBasis.people,
    IF(
        (TargetBasis.team_id == "")
        + (TargetBasis.year_from < FiscalYear.start)
        + (TargetBasis.year_from > MAX(ByMonth.end.whole))
        > 0,
        blank,
        SUMIFS(People.present.whole, Results.team_id.whole, TargetBasis.team_id),
    ),
)
keep_promise(
    TargetBasis.team_target,
    IF(
        COUNT(TargetBasis.people) == 0,
        blank,
        SUMIFS(Pools.own.whole, Pools.team_id.whole, TargetBasis.team_id),
    ),
)


class GoalFigures(Block):
    """All goals of the workbook and what is being done for them, up to the end of the month."""

    rows = Extent("figures of goals", 1)
    arrangement = Arrangement.CARDS
    goals = Calc(Type.COUNT, Axis.CELL, native=SUMPRODUCT(1 - (Goals.goal_id.whole == "")))
    smart = Calc(Type.COUNT, Axis.CELL, native=SUM(Goals.is_smart.whole))
    behind = Calc(Type.COUNT, Axis.CELL, native=SUM(Goals.behind.whole))
    late = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Goals.days_late.whole, above(0)))
    late_work = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Strategies.days_late.whole, above(0)))
    budget = Calc(Type.MONEY, Axis.CELL, native=SUM(Strategies.allotted.whole))
    spent = Calc(Type.MONEY, Axis.CELL, native=SUM(Strategies.spent.whole))
    budget_use = Calc(
        Type.PERCENT, Axis.CELL, native=IF(COUNT(budget) == 0, blank, IF(budget == 0, blank, spent / budget))
    )


GOALS = Sheet(
    "goals",
    Role.INPUT,
    Group.TARGETS,
    (GoalFigures, TargetBasis, Strategies, Goals),
    with_data=True,
    in_full=True,
    continued=(TargetBasis.tolerance, Strategies.done_share, Goals.owner_rep_id, Goals.missing),
)

CAPABILITIES = (
    Capability(
        1,
        "smart",
        inputs=(
            Goals.goal, Goals.metric, Goals.measured_in, Goals.base, Goals.target, Goals.owner_rep_id, Goals.start,
            Goals.deadline, Goals.linked_to, Goals.smart_limit, Goals.base_period,
        ),
        outputs=(
            Goals.specific, Goals.measurable, Goals.achievable, Goals.relevant, Goals.time_bound, Goals.missing,
            GoalFigures.smart,
        ),
        test="test_a_goal_is_smart_or_says_what_it_lacks",
    ),
    Capability(
        4,
        "target_basis",
        inputs=(
            TargetBasis.market_capacity, TargetBasis.competitor_share, TargetBasis.industry_trend, TargetBasis.in_hand,
            TargetBasis.last_year, TargetBasis.per_person, TargetBasis.tolerance, Settings.annual_target,
        ),
        outputs=(TargetBasis.at_most_sold, TargetBasis.at_least_sold, TargetBasis.stretch, TargetBasis.fit),
        test="test_a_target_is_held_against_what_it_rests_on",
    ),
    Capability(
        5,
        "strategies",
        inputs=(
            Strategies.progress, Strategies.done_share, Strategies.due_date, Strategies.budget, Strategies.spent,
            Goals.base, Goals.target, Goals.actual,
        ),
        outputs=(
            Goals.way, Goals.work_done, Goals.planned_cost, Goals.spent_on, Goals.late_work, GoalFigures.budget_use,
        ),
        test="test_strategies_add_up_beside_their_goal",
    ),
    Capability(
        20,
        "pace",
        inputs=(Settings.annual_target, Settings.as_of, Settings.alert_level, Deals.amount, Deals.won_date),
        outputs=(Headline.pace, Results.alert, Results.alert_total),
        test="test_pace_is_the_share_won_less_the_share_of_working_days_gone",
    ),
)  # fmt: skip  # lists to read
