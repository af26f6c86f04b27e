"""Goals, the strategies that serve them, and what a team's target rests on."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank, promised
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    MIN,
    SS_SMART,
    SUM,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.patterns import LAST_DIGIT, compared, dustless, or_default
from salessheet.workbook.rules import MOST_RATIO, InOrder, Needs, PerCents
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps, Teams
from salessheet.workbook.tables.codes import MEASURED_IN, PROGRESS


def lacking(cell: Line, phrase: Line) -> Expr:
    """The phrase where nothing stands in the cell."""
    return IF(cell == "", phrase, blank)


def _owner_known(rep_id: Line) -> Expr:
    """A remark where the rep ID is nobody's; none where there is none."""
    return IF((rep_id == "") + COUNTIFS(Reps.rep_id.whole, rep_id) > 0, blank, Phrases.no_rep)


class Goals(Table):
    """One row per goal. Whether it is SMART, what it lacks if not, how far it is, and what is being done for it."""

    key = "goals"
    goal_id = Column(Type.TEXT, identifies=True, example="G001")
    team_id = Column(Type.TEXT, refers_to=Teams.team_id, example="T01")
    goal = Column(Type.TEXT, example="Sell 20% more of the bench scale in the second half")
    metric = Column(Type.LABEL, example="sales")
    measured_in = Column(Type.LABEL, choices=MEASURED_IN, example="money")
    base = Column(Type.NUMBER, look=Look.WHOLE, example="1,000,000")
    base_period = Column(Type.TEXT, example="2025 H2")
    target = Column(Type.NUMBER, look=Look.WHOLE, example="1,200,000")
    owner_rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="R001")
    start = Column(Type.DATE, example="2026-07-01")
    deadline = Column(Type.DATE, example="2026-12-31")
    linked_to = Column(Type.TEXT, example="Grow with products of our own")
    smart_limit = Column(Type.PERCENT, minimum=0, maximum=MOST_RATIO, default=1, example="50%")
    actual = Column(Type.NUMBER, look=Look.WHOLE, example="1,080,000")
    rules = (PerCents((base, target, actual), where=(measured_in, ("percent",))), Needs(base_period, base))
    limit = Calc(
        Type.NUMBER,
        native=IF(goal_id == "", blank, IF(COUNT(smart_limit) == 0, 1, smart_limit)),
        quiet=True,
    )
    is_share = Calc(Type.FLAG, native=promised, quiet=True)
    over = Calc(
        Type.NUMBER,
        native=IF(
            goal_id == "",
            blank,
            IF(COUNT(base) * COUNT(target) == 0, 0, ABS(target - base) - limit * ABS(base)),
        ),
        quiet=True,
    )
    _tests = SS_SMART(goal, metric, base, target, measured_in, start, deadline, owner_rep_id, linked_to, limit)
    specific = Calc(
        Type.FLAG,
        native=IF(goal_id == "", blank, (1 - (goal == "")) * (1 - (metric == "")) * (1 - (owner_rep_id == ""))),
        python=IF(goal_id == "", blank, INDEX(_tests, 1, 1) * 1),
        look=Look.STATUS,
    )
    measurable = Calc(
        Type.FLAG,
        native=IF(goal_id == "", blank, COUNT(target) * (1 - (measured_in == ""))),
        python=IF(goal_id == "", blank, INDEX(_tests, 1, 2) * 1),
        look=Look.STATUS,
    )
    achievable = Calc(
        Type.FLAG,
        native=IF(goal_id == "", blank, COUNT(target) * (over <= MAX(ABS(target), ABS(base)) * LAST_DIGIT)),
        python=IF(goal_id == "", blank, INDEX(_tests, 1, 3) * 1),
        look=Look.STATUS,
    )
    relevant = Calc(
        Type.FLAG,
        native=IF(goal_id == "", blank, 1 - (linked_to == "")),
        python=IF(goal_id == "", blank, INDEX(_tests, 1, 4) * 1),
        look=Look.STATUS,
    )
    time_bound = Calc(
        Type.FLAG,
        native=IF(goal_id == "", blank, COUNT(deadline) * IF(COUNT(start) == 0, 1, (deadline > start) * 1)),
        python=IF(goal_id == "", blank, INDEX(_tests, 1, 5) * 1),
        look=Look.STATUS,
    )
    no_words = Calc(
        Type.TEXT,
        native=IF(
            goal_id == "",
            blank,
            CONCATENATE(
                lacking(goal, Phrases.lack_goal),
                lacking(metric, Phrases.lack_metric),
                lacking(owner_rep_id, Phrases.lack_owner),
            ),
        ),
        quiet=True,
    )
    no_numbers = Calc(
        Type.TEXT,
        native=IF(
            goal_id == "",
            blank,
            CONCATENATE(
                lacking(target, Phrases.lack_target),
                lacking(measured_in, Phrases.lack_unit),
                IF(COUNT(target) > achievable, Phrases.lack_reach, blank),
            ),
        ),
        quiet=True,
    )
    no_base = Calc(
        Type.TEXT,
        native=IF((goal_id == "") + (COUNT(base) == 0) > 0, blank, lacking(base_period, Phrases.lack_base)),
        quiet=True,
    )
    missing = Calc(
        Type.TEXT,
        native=IF(
            goal_id == "",
            blank,
            CONCATENATE(
                no_words,
                no_numbers,
                no_base,
                lacking(linked_to, Phrases.lack_link),
                IF(time_bound == 1, blank, IF(COUNT(deadline) == 0, Phrases.lack_deadline, Phrases.lack_order)),
            ),
        ),
    )
    is_smart = Calc(Type.FLAG, native=IF(goal_id == "", blank, (missing == "") * 1), look=Look.STATUS)
    way = Calc(
        Type.PERCENT,
        native=IF(
            COUNT(actual) * COUNT(target) == 0,
            blank,
            IF(ABS(target - base) > 0, (actual - base) / (target - base), blank),
        ),
        look=Look.BAR,
    )
    time_gone = Calc(
        Type.PERCENT,
        native=IF(
            (COUNT(start) * COUNT(deadline) == 0) + (deadline <= start) > 0,
            blank,
            MAX(0, MIN(1, (Settings.until - start) / (deadline - start))),
        ),
    )
    behind = Calc(
        Type.FLAG,
        native=IF(
            COUNT(way) * COUNT(time_gone) == 0, blank, (compared(way - time_gone * Settings.alert_level) < 0) * 1
        ),
    )
    days_late = Calc(
        Type.COUNT,
        native=IF(
            (COUNT(deadline) == 0) + (SUM(way) >= 1) + (deadline >= Settings.until) > 0,
            blank,
            Settings.until - deadline,
        ),
        look=Look.DUE,
    )
    strategies = Calc(Type.COUNT, native=promised)
    work_done = Calc(Type.PERCENT, native=promised)
    planned_cost = Calc(Type.MONEY, native=promised)
    spent_on = Calc(Type.MONEY, native=promised)
    late_work = Calc(Type.COUNT, native=promised, look=Look.DUE)
    remark = Calc(
        Type.TEXT,
        native=IF(
            goal_id == "",
            blank,
            IF(
                COUNTIFS(goal_id.whole, goal_id) > 1,
                Phrases.twice,
                IF(is_share == 1, Phrases.below_one, _owner_known(owner_rep_id)),
            ),
        ),
    )
    owner = Belongs(team_id)


class Strategies(Table):
    """One row per way to a goal: who, until when, with what resources, and how far it is."""

    key = "strategies"
    grows = False
    spare = 5
    strategy_id = Column(Type.TEXT, identifies=True, example="S001")
    goal_id = Column(Type.TEXT, required=True, refers_to=Goals.goal_id, example="G001")
    strategy = Column(Type.TEXT, use=Use.NOTE, example="Demonstrate the bench scale at the two trade fairs")
    resources = Column(Type.TEXT, use=Use.NOTE, example="10% more marketing budget, a day of training")
    owner_rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="R001")
    start = Column(Type.DATE, example="2026-07-01")
    due_date = Column(Type.DATE, example="2026-09-30")
    progress = Column(Type.LABEL, choices=PROGRESS, default="planned", example="in_progress")
    done_share = Column(Type.PERCENT, minimum=0, maximum=1, example="40%")
    budget = Column(Type.MONEY, minimum=0, example="60000")
    spent = Column(Type.MONEY, minimum=0, example="24000")
    is_done = Calc(Type.FLAG, native=promised, quiet=True)  # blank where it is dropped
    done = Calc(
        Type.PERCENT,
        native=IF(COUNT(is_done) == 0, blank, IF(is_done == 1, 1, IF(start > Settings.until, 0, SUM(done_share)))),
        look=Look.BAR,
    )
    budget_use = Calc(Type.PERCENT, native=IF(SUM(budget) == 0, blank, SUM(spent) / budget))
    allotted = Calc(  # what was not spent on a dropped one is free for others
        Type.MONEY,
        native=IF(strategy_id == "", blank, IF(COUNT(is_done) == 0, SUM(spent), SUM(budget))),
        quiet=True,
    )
    days_late = Calc(
        Type.COUNT,
        native=IF(
            (COUNT(done) * COUNT(due_date) == 0) + (SUM(done) >= 1) + (due_date >= Settings.until) > 0,
            blank,
            Settings.until - due_date,
        ),
        look=Look.DUE,
    )
    stranger = Calc(Type.TEXT, native=_owner_known(owner_rep_id), quiet=True)
    remark = Calc(
        Type.TEXT,
        native=IF(
            strategy_id == "",
            blank,
            IF(
                COUNTIFS(strategy_id.whole, strategy_id) > 1,
                Phrases.twice,
                IF(
                    COUNTIFS(Goals.goal_id.whole, goal_id) == 0,
                    Phrases.no_goal,
                    stranger,
                ),
            ),
        ),
    )
    rules = (InOrder((start, due_date)),)
    owner = Belongs(goal_id)


class TargetBasis(Table):
    """What a team's target of a fiscal year rests on, a row each; amounts in the currency of the workbook."""

    key = "target_basis"
    grows = False
    spare = 2
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    year_from = Column(Type.PERIOD, identifies=True, example="2026-01")
    market_capacity = Column(Type.MONEY, minimum=0, example="40000000")
    competitor_share = Column(Type.PERCENT, minimum=0, maximum=1, example="85%")
    industry_trend = Column(Type.PERCENT, minimum=-1, maximum=2, example="6%")
    in_hand = Column(Type.MONEY, minimum=0, example="2500000")
    last_year = Column(Type.MONEY, minimum=0, example="3600000")
    per_person = Column(Type.MONEY, minimum=0, example="600000")
    tolerance = Column(Type.PERCENT, minimum=0, maximum=1, default=0.1, example="10%")
    leeway = Calc(Type.PERCENT, native=IF(team_id == "", blank, or_default(tolerance) + LAST_DIGIT), quiet=True)
    people = Calc(Type.COUNT, native=promised)  # blank where the row is of another year
    market_room = Calc(
        Type.MONEY,
        native=IF(
            COUNT(market_capacity) * COUNT(people) == 0,
            blank,
            dustless(market_capacity * (1 - competitor_share) * (1 + industry_trend)),
        ),
    )
    team_can = Calc(Type.MONEY, native=IF(COUNT(per_person) * COUNT(people) == 0, blank, per_person * people))
    at_most_sold = Calc(Type.MONEY, native=IF(COUNT(market_room, team_can) == 0, blank, MIN(market_room, team_can)))
    at_least_sold = Calc(
        Type.MONEY,
        native=IF(
            COUNT(in_hand, last_year) * COUNT(people) == 0,
            blank,
            MAX(in_hand, dustless(last_year * (1 + industry_trend))),
        ),
    )
    team_target = Calc(Type.MONEY, native=promised)
    stretch = Calc(
        Type.PERCENT,
        native=IF(SUM(at_most_sold) * COUNT(team_target) == 0, blank, team_target / at_most_sold),
    )
    fit = Calc(
        Type.LABEL,
        native=IF(
            (SUM(team_target) == 0) + (COUNT(at_most_sold, at_least_sold) == 0) > 0,
            blank,
            IF(
                (SUM(stretch) > 1 + leeway) + COUNT(at_most_sold) * (COUNT(stretch) == 0) > 0,
                Phrases.too_high,
                IF(team_target < SUM(at_least_sold) * (1 - leeway), Phrases.too_low, Phrases.fits),
            ),
        ),
    )
    owner = Belongs(team_id)
