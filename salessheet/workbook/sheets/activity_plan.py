"""Activities: how many contacts were planned and made, and how many of them a deal takes."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank, expr
from salessheet.workbook.extents import KINDS, PEOPLE
from salessheet.workbook.functions import (
    COUNT,
    IF,
    INDEX,
    MAX,
    MIN,
    ROUND,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    at_least,
    below,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.lists import Weekdays
from salessheet.workbook.sheets.records import ActivityBoard
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Activities, ActivityTargets, Deals

YEAR_TO_DATE = (FiscalYear.start, Settings.until)


def _per(part: Line, whole: Line) -> Expr:
    return IF(COUNT(part) == 0, blank, IF(whole == 0, blank, part / whole))


def _worked(first: Expr, last: Expr) -> Expr:
    """Working days from the first to the last, both included."""
    return SUMIFS(Days.working.whole, Days.date.whole, at_least(first), Days.date.whole, below(last + 1))


class ActivityWeeks(Block):
    """How far the month has come: working days up to its end, or to the last day of the data.

    A working week has as many days as a week of the calendar's year has on average, in whole days: holidays do not
    shorten it, one weekday off throughout does.
    """

    rows = Extent("weeks of the month", 1)
    days_a_week = Calc(
        Type.COUNT,
        Axis.CELL,
        native=MAX(
            1, ROUND(ROUND(SUM(Days.working.whole) * COUNT(Weekdays.working.whole) / COUNT(Days.date.whole), 3), 0)
        ),
    )
    weeks = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=_worked(expr(Settings.period_start), expr(Settings.until)) / days_a_week,
    )


class ActivityPlan(Block):
    """The working of the shares reached: what the role's targets come to in the weeks so far that a person is there."""

    rows, across = PEOPLE, KINDS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no), quiet=True)
    weeks = Calc(
        Type.NUMBER,
        native=_worked(MAX(Settings.period_start, People.hired), MIN(Settings.until, People.left))
        / ActivityWeeks.days_a_week,
        quiet=True,
    )
    kind_no = Counter(Type.COUNT, Axis.COLUMNS)
    kind = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(ActivityBoard.kind.whole, kind_no))
    planned = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=SUMIFS(
            ActivityTargets.per_week.whole, ActivityTargets.role.whole, role, ActivityTargets.type.whole, kind
        )
        * weeks,
        quiet=True,
    )


class ActivityReached(Block):
    """Contacts of the month by what the role's targets ask for so far; blank without a target."""

    rows, across = PEOPLE, KINDS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    kind_no = Counter(Type.COUNT, Axis.COLUMNS)
    kind = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(ActivityBoard.kind.whole, kind_no))
    reached = Calc(
        Type.PERCENT,
        Axis.BODY,
        native=IF(
            (ActivityPlan.planned == 0) + (COUNT(ActivityBoard.count) == 0) > 0,
            blank,
            ActivityBoard.count / ActivityPlan.planned,
        ),
        look=Look.TRAFFIC,
    )
    planned = Calc(Type.COUNT, native=SUM(ActivityPlan.planned.across))
    made = Calc(
        Type.COUNT,
        native=IF(
            COUNT(ActivityBoard.count.across) == 0,
            blank,
            SUMPRODUCT((ActivityPlan.planned.across > 0) * ActivityBoard.count.across),
        ),
    )
    all = Calc(Type.PERCENT, native=_per(made, planned), look=Look.TRAFFIC)
    planned_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(planned.whole), under=planned)
    made_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(made.whole), under=made)


class ActivityRatios(Block):
    """In the fiscal year up to the month: how many contacts stand behind a new deal, and behind a won one."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    contacts = Calc(
        Type.COUNT, native=summed(Activities.made, Activities.date, *YEAR_TO_DATE, Activities.rep_id, rep_id)
    )
    named = Calc(
        Type.COUNT,
        native=summed(Activities.with_customer, Activities.date, *YEAR_TO_DATE, Activities.rep_id, rep_id),
    )
    new_deals = Calc(Type.COUNT, native=counted(Deals.first_date, *YEAR_TO_DATE, Deals.rep_id, rep_id))
    won_deals = Calc(Type.COUNT, native=counted(Deals.won_date, *YEAR_TO_DATE, Deals.rep_id, rep_id))
    per_new = Calc(Type.NUMBER, native=_per(contacts, new_deals), look=Look.BAR)
    per_won = Calc(Type.NUMBER, native=_per(contacts, won_deals), look=Look.BAR)
    contacts_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(contacts.whole), under=contacts)
    named_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(named.whole), under=named)
    new_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(new_deals.whole), under=new_deals)
    won_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(won_deals.whole), under=won_deals)
    per_new_total = Calc(Type.NUMBER, Axis.TOTAL, native=_per(contacts_total, new_deals_total), under=per_new)
    per_won_total = Calc(Type.NUMBER, Axis.TOTAL, native=_per(contacts_total, won_deals_total), under=per_won)


class ActivityFigures(Block):
    """Contacts of kinds with a target, and what a won deal takes."""

    rows = Extent("figures of activities", 1)
    arrangement = Arrangement.CARDS
    planned = Calc(Type.COUNT, Axis.CELL, native=ActivityReached.planned_total)
    made = Calc(Type.COUNT, Axis.CELL, native=ActivityReached.made_total)
    reached = Calc(Type.PERCENT, Axis.CELL, native=_per(made, planned))
    per_won = Calc(Type.NUMBER, Axis.CELL, native=ActivityRatios.per_won_total)


ACTIVITIES = Sheet(
    "activities",
    Role.INPUT,
    Group.SALES,
    (
        ActivityFigures,
        Band((Chart("contacts", ActivityBoard.name, (Series(ActivityBoard.all, Draw.COLUMN),)),), height=8),
        ActivityBoard,
        ActivityReached,
        ActivityRatios,
        ActivityTargets,
        ActivityWeeks,
        ActivityPlan,
        Activities,
    ),
    with_data=True,
    front=6,
    printed=5,
)

CAPABILITIES = (
    Capability(
        16,
        "activities",
        inputs=(Activities.count, Activities.type, Activities.customer_id, ActivityTargets.per_week, Deals.won_date),
        outputs=(ActivityReached.reached, ActivityReached.all, ActivityRatios.per_won, ActivityRatios.named),
        test="test_contacts_are_measured_by_the_targets_of_the_role_and_by_deals",
    ),
)
