"""What several departments do together: launches, trials of new ideas, and what is done for the environment."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank, promised
from salessheet.workbook.functions import COUNT, COUNTIFS, DAY, EOMONTH, IF, MIN, SUM
from salessheet.workbook.general import FiscalYear, Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Used
from salessheet.workbook.patterns import dustless, or_default, points, ratio, summed
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.codes import PROGRESS
from salessheet.workbook.tables.money import counted_as, rate_date_of, rate_of
from salessheet.workbook.tables.orders import Orders
from salessheet.workbook.tables.remarks import month_key, named_once, typed_once
from salessheet.workbook.tables.selling import Deals

DEPARTMENTS = ("sales", "marketing", "product", "supply", "finance", "service", "legal")
PILOT_DECISIONS = ("roll_out", "extend", "stop")
SOCIAL_KINDS = ("environment", "community", "safety")


class LaunchTasks(Table):
    """One row per task that a department has in a launch; a person of the team sees to it."""

    key = "launch_tasks"
    task_id = Column(Type.TEXT, identifies=True, example="N001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    product = Column(Type.LABEL, use=Use.NOTE, example="Bench scale")
    department = Column(Type.LABEL, required=True, choices=DEPARTMENTS, example="marketing")
    task = Column(Type.TEXT, use=Use.NOTE, example="Data sheet in two languages")
    due_date = Column(Type.DATE, required=True, example="2026-07-10")
    progress = Column(Type.LABEL, choices=PROGRESS, default="planned", example="in_progress")
    remark = named_once(task_id)
    owner = Belongs(rep_id)


class LaunchPlan(Table):
    """What a person is to sell of a new product in a month; it counts at the rate of the first day of the month."""

    key = "launch_plan"
    grows = False
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    product = Column(Type.LABEL, identifies=True, example="Custom line")
    month = Column(Type.PERIOD, identifies=True, example="2026-07")
    amount = Column(Type.MONEY, required=True, minimum=0, example="60000")
    currency = Column(Type.LABEL, rated_on=month, example="CNY")
    rate_date = rate_date_of(currency, month)
    rate = rate_of(amount, currency, rate_date)
    value = counted_as(Type.MONEY, amount, currency, rate)
    first = Calc(Type.DATE, native=IF(COUNT(month) == 0, blank, month - DAY(month) + 1), quiet=True)
    end = Calc(
        Type.DATE,
        native=IF((COUNT(month) == 0) + (month > Settings.as_of) > 0, blank, MIN(EOMONTH(month, 0), Settings.as_of)),
        quiet=True,
    )
    sold = Calc(
        Type.MONEY,
        native=IF(
            COUNT(end) == 0,
            blank,
            dustless(summed(Deals.value, Deals.won_date, first, end, Deals.product, product, Deals.rep_id, rep_id)),
        ),
    )
    launch_key = month_key(month, product)
    plans = Calc(  # of the same product and month, up to this row
        Type.COUNT, native=IF(COUNT(end) == 0, 0, COUNTIFS(launch_key.so_far, launch_key)), quiet=True
    )
    sold_by_all = Calc(  # beside the first of them: others in the team sell it too
        Type.MONEY,
        native=IF(plans == 1, summed(Deals.value, Deals.won_date, first, end, Deals.product, product), 0),
        quiet=True,
    )
    attainment = Calc(Type.PERCENT, native=IF(COUNT(sold) == 0, blank, ratio(sold, value)), look=Look.TRAFFIC)
    plan_key = month_key(month, rep_id, product)
    remark = typed_once(plan_key)
    owner = Belongs(rep_id)


def _change(before: Line, after: Line) -> Expr:
    """By what part a measure rose; blank where it is not known or was nothing."""
    return IF(COUNT(before) * COUNT(after) == 0, blank, IF(before == 0, blank, (after - before) / before))


class Pilots(Table):
    """A new idea, tried by a few and compared with people who did as before."""

    key = "pilots"
    grows = False
    pilot_id = Column(Type.TEXT, identifies=True, example="X01")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    idea = Column(Type.TEXT, use=Use.NOTE, example="Video demo before the visit")
    measured_by = Column(Type.TEXT, use=Use.NOTE, example="Demos a week")
    direction = Column(Type.LABEL, choices=("up", "down"), default="up", example="up")
    ends_on = Column(Type.DATE, required=True, example="2026-06-15")
    pilot_before = Column(Type.NUMBER, minimum=0, example="20")
    pilot_after = Column(Type.NUMBER, minimum=0, example="27")
    control_before = Column(Type.NUMBER, minimum=0, example="21")
    control_after = Column(Type.NUMBER, minimum=0, example="22")
    least_gain = Column(Type.PERCENT, minimum=0, maximum=1, default=0.05, example="5%")
    pilot_decision = Column(Type.LABEL, choices=PILOT_DECISIONS, example="")
    is_down = Calc(Type.FLAG, native=promised, quiet=True)
    enough = Calc(Type.PERCENT, native=IF(pilot_id == "", blank, or_default(least_gain)), quiet=True)
    pilot_change = Calc(Type.PERCENT, native=_change(pilot_before, pilot_after))
    control_change = Calc(Type.PERCENT, native=_change(control_before, control_after))
    effect = Calc(
        Type.POINTS,
        native=IF(
            COUNT(pilot_change) * COUNT(control_change) == 0,
            blank,
            IF(
                SUM(is_down) > 0,
                dustless(points(control_change, pilot_change)),
                dustless(points(pilot_change, control_change)),
            ),
        ),
        look=Look.SIGN,
    )
    remark = named_once(
        pilot_id,
        IF(COUNT(effect) + (COUNT(ends_on) == 0) + (ends_on > Settings.until) > 0, blank, Phrases.no_comparison),
    )
    owner = Belongs(rep_id)


class GreenProducts(Table):
    """Which products are kind to the environment."""

    key = "green_products"
    grows = False
    product = Column(Type.LABEL, identifies=True, example="Service plan")
    green = Column(Type.FLAG, required=True, example="yes")
    sold = Calc(
        Type.MONEY,
        native=IF(
            product == "",
            blank,
            summed(Deals.value, Deals.won_date, FiscalYear.start, Settings.until, Deals.product, product),
        ),
    )
    owner = Used(product, of=(Deals.product, Orders.product))


class SocialEvents(Table):
    """What was done for the environment, the neighbourhood and people's safety."""

    key = "social_events"
    grows = False
    date = Column(Type.DATE, required=True, example="2026-04-22")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    social_kind = Column(Type.LABEL, required=True, choices=SOCIAL_KINDS, example="environment")
    event = Column(Type.TEXT, use=Use.NOTE, example="Old scales taken back")
    attendance = Column(Type.COUNT, minimum=0, example="18")
    owner = Belongs(rep_id)
