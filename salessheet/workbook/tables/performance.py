"""What is made of figures: indicators and their definitions, causes and plans, honours, promotion, bonus, base pay."""

from __future__ import annotations

from salessheet.workbook.expr import blank, promised
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    DATE,
    IF,
    INDEX,
    MAX,
    MIN,
    MONTH,
    SUM,
    SUMPRODUCT,
    YEAR,
    above,
    at_most,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import LAST_DIGIT, or_default, place_of
from salessheet.workbook.rules import MOST_RATIO, AtMost, Either, Ratios
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps, Teams
from salessheet.workbook.tables.codes import PROGRESS
from salessheet.workbook.tables.remarks import month_key, named_once, typed_once

COMPUTED_AS = (
    "sales", "growth", "yoy", "won_deals", "win_rate", "orders", "ordered", "quantity", "average_order",
    "margin_rate", "cash", "new_customers", "repeat_rate", "retention", "churn",
)  # fmt: skip  # in the order of the columns of the board
GAP_CAUSES = ("few_leads", "conversion", "price", "competition", "delivery", "people", "market", "other")
HONOURED_BY = ("sales", "attainment", "won_deals", "new_customers", "cash", "year_sales", "year_attainment")


class Indicators(Table):
    """What is measured, how it is defined, and what is aimed at. Blank `computed_as`: its values are typed.

    `of_teams`: what the centre makes of the values that teams typed; blank: the mean of rates, the total of others.
    """

    key = "indicators"
    grows = False
    spare = 8
    indicator = Column(Type.TEXT, identifies=True, example="Market share")
    computed_as = Column(Type.LABEL, choices=COMPUTED_AS, example="")
    indicator_unit = Column(Type.LABEL, choices=("money", "count", "percent"), default="count", example="percent")
    of_teams = Column(Type.LABEL, choices=("total", "mean"), example="")
    direction = Column(Type.LABEL, choices=("up", "down"), default="up", example="up")
    goal = Column(Type.NUMBER, look=Look.RATE, example="0.2")
    rules = (Ratios((goal,), where=(indicator_unit, ("percent",))),)
    formula = Column(Type.TEXT, use=Use.NOTE, example="Our sales divided by those of the market")
    measured_base = Column(Type.TEXT, use=Use.NOTE, example="Value, before tax")
    measured_from = Column(Type.TEXT, use=Use.NOTE, example="Yearbook of the association")
    remark = named_once(indicator)
    owner = Everyones()


class IndicatorValues(Table):
    """Monthly values of indicators that no other table says."""

    key = "indicator_values"
    grows = False
    spare = 8
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    indicator = Column(Type.TEXT, identifies=True, refers_to=Indicators.indicator, example="Market share")
    period = Column(Type.PERIOD, identifies=True, example="2026-06")
    actual = Column(Type.NUMBER, required=True, look=Look.RATE, example="0.12")
    value_key = month_key(period, team_id, indicator)
    remark = typed_once(value_key)
    owner = Belongs(team_id)


class ReviewNotes(Table):
    """Why a person missed the target of a month, in a word and in a sentence."""

    key = "review_notes"
    grows = False
    spare = 8
    period = Column(Type.PERIOD, identifies=True, example="2026-06")
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    gap_cause = Column(Type.LABEL, required=True, choices=GAP_CAUSES, example="few_leads")
    note = Column(Type.TEXT, example="Two large offers slipped into July")
    note_key = Calc(
        Type.LABEL,
        native=IF(
            (rep_id == "") + (COUNT(period) == 0) > 0,
            blank,
            CONCATENATE(rep_id, "|", DATE(YEAR(period), MONTH(period), 1)),
        ),
        quiet=True,
    )
    remark = typed_once(note_key)
    owner = Belongs(rep_id)


class ImprovementPlans(Table):
    """A problem, what is done about it, by whom and until when, and whether it helped."""

    key = "improvement_plans"
    private = True
    plan_no = Column(Type.TEXT, identifies=True, example="IP0001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    problem = Column(Type.TEXT, use=Use.NOTE, example="Few offers become orders")
    action = Column(Type.TEXT, use=Use.NOTE, example="Price talks practised every Monday")
    due_date = Column(Type.DATE, required=True, example="2026-07-15")
    progress = Column(Type.LABEL, choices=PROGRESS, default="planned", example="in_progress")
    measured_by = Column(Type.TEXT, use=Use.NOTE, example="Win rate")
    direction = Column(Type.LABEL, choices=("up", "down"), default="up", example="up")
    value_before = Column(Type.NUMBER, example="0.18")
    value_after = Column(Type.NUMBER, example="0.24")
    is_open = Calc(Type.FLAG, native=promised)
    overdue = Calc(
        Type.COUNT,
        native=IF(COUNT(is_open) * COUNT(due_date) == 0, blank, IF(is_open == 0, 0, MAX(0, Settings.until - due_date))),
        look=Look.DUE,
    )
    effect = Calc(
        Type.NUMBER, native=IF(COUNT(value_before) * COUNT(value_after) == 0, blank, value_after - value_before)
    )
    better = Calc(Type.FLAG, native=promised, look=Look.STATUS)  # not the sign of the effect: less may be better
    remark = named_once(plan_no)
    owner = Belongs(rep_id)


class PromotionRules(Table):
    """Who may be promoted: whose attainment was high enough in so many of the last months."""

    key = "promotion_rules"
    grows = False
    role = Column(Type.LABEL, identifies=True, example="rep")
    least_attained = Column(Type.PERCENT, required=True, minimum=0.01, maximum=MOST_RATIO, example="100%")
    months_needed = Column(Type.COUNT, required=True, minimum=1, maximum=12, example="3")
    of_last = Column(Type.COUNT, required=True, minimum=1, maximum=12, example="4")
    promoted_to = Column(Type.TEXT, example="Senior representative")
    rules = (AtMost(months_needed, of_last),)
    remark = named_once(role, IF(SUM(months_needed) > SUM(of_last), Phrases.never, blank))
    owner = Everyones()


class HonourRules(Table):
    """What is honoured: the first so many by a measure, those who reach a value, or both."""

    key = "honour_rules"
    rule_id = Column(Type.TEXT, identifies=True, example="H01")
    award = Column(Type.TEXT, required=True, example="Seller of the month")
    honoured_by = Column(Type.LABEL, required=True, choices=HONOURED_BY, example="sales")
    first_ranks = Column(Type.COUNT, minimum=1, example="1")
    least_value = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="1")
    rules = (
        Ratios((least_value,), where=(honoured_by, ("attainment", "year_attainment"))),
        Either(first_ranks, least_value),
    )
    remark = named_once(
        rule_id, IF((rule_id == "") + COUNT(first_ranks) + COUNT(least_value) > 0, blank, Phrases.asks_nothing)
    )
    owner = Everyones()


class PoolBands(Table):
    """How much a team has to share once its attainment of the month is so high. Amounts in the workbook's currency."""

    key = "pool_bands"
    grows = False
    lower = Column(Type.PERCENT, identifies=True, minimum=0, maximum=MOST_RATIO, example="100%")
    pool = Column(Type.CENTS, required=True, minimum=0, example="8,000.00")
    begins = Calc(Type.NUMBER, native=IF(COUNT(lower) == 0, blank, lower - ABS(lower) * LAST_DIGIT), quiet=True)
    owner = Everyones()


class BonusBands(Table):
    """From which score, or attainment, on which coefficient multiplies the bonus base."""

    key = "bonus_bands"
    grows = False
    bonus_by = Column(Type.LABEL, identifies=True, choices=("score", "attainment"), example="score")
    lower = Column(Type.NUMBER, identifies=True, minimum=0, example="90")
    coefficient = Column(Type.NUMBER, required=True, minimum=0, example="1.2")
    rules = (Ratios((lower,), where=(bonus_by, ("attainment",))),)
    begins = Calc(
        Type.NUMBER,
        native=IF((bonus_by == "") + (COUNT(lower) == 0) > 0, blank, lower - ABS(lower) * LAST_DIGIT),
        quiet=True,
    )
    place_key = Calc(
        Type.LABEL,
        native=IF(
            COUNT(begins) == 0,
            blank,
            CONCATENATE(bonus_by, "|", SUMPRODUCT((bonus_by.whole == bonus_by) * (begins.whole <= lower))),
        ),
        quiet=True,
    )
    owner = Everyones()


class BasePay(Table):
    """What a person is paid whatever is sold, what a bonus is a multiple of, and the share of the team's pool."""

    key = "base_pay"
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    valid_from = Column(Type.DATE, identifies=True, example="2026-01-01")
    base_salary = Column(Type.CENTS, required=True, minimum=0, example="6,000.00")
    bonus_base = Column(Type.CENTS, minimum=0, default=0, example="2,000.00")
    pool_share = Column(Type.NUMBER, minimum=0, default=1, example="1")
    parts = Calc(Type.NUMBER, native=IF(rep_id == "", blank, or_default(pool_share)), quiet=True)
    overtaken = Calc(
        Type.COUNT,
        native=IF(
            rep_id == "",
            blank,
            COUNTIFS(
                rep_id.whole, rep_id, valid_from.whole, above(valid_from),
                valid_from.whole, at_most(Settings.period_end),
            ),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    holds_key = Calc(  # how many rows of the person hold from its day on, itself included
        Type.LABEL,
        native=IF(
            (rep_id == "") + (COUNT(valid_from) == 0) + (valid_from > Settings.period_end) > 0,
            blank,
            CONCATENATE(
                rep_id, "|", SUM(overtaken) + COUNTIFS(rep_id.whole, rep_id, valid_from.whole, valid_from),
            ),
        ),
        quiet=True,
    )  # fmt: skip  # as it reads
    next_key = Calc(
        Type.LABEL,
        native=IF((holds_key == "") + (SUM(overtaken) == 0) > 0, blank, CONCATENATE(rep_id, "|", overtaken)),
        quiet=True,
    )
    held_to = Calc(
        Type.DATE,
        native=IF(
            holds_key == "",
            blank,
            IF(
                next_key == "",
                Settings.period_end,
                INDEX(valid_from.whole, MAX(1, place_of(next_key, holds_key))) - 1,
            ),
        ),
        quiet=True,
    )
    seat_from = Calc(Type.DATE, native=promised, quiet=True)
    seat_to = Calc(Type.DATE, native=promised, quiet=True)
    part = Calc(  # of the days of the month; rows of one day, of which only one should stand, share them
        Type.PERCENT,
        native=IF(
            COUNT(held_to) == 0,
            blank,
            MAX(0, MIN(held_to, seat_to) - MAX(valid_from, Settings.period_start, seat_from) + 1)
            / (Settings.period_end - Settings.period_start + 1)
            / COUNTIFS(rep_id.whole, rep_id, valid_from.whole, valid_from),
        ),
        quiet=True,
    )
    month_pay = Calc(Type.CENTS, native=IF(COUNT(part) == 0, blank, part * base_salary), quiet=True)
    month_bonus = Calc(Type.CENTS, native=IF(COUNT(part) == 0, blank, part * bonus_base), quiet=True)
    month_parts = Calc(Type.NUMBER, native=IF(COUNT(part) == 0, blank, part * parts), quiet=True)
    owner = Belongs(rep_id)
