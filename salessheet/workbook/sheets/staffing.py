"""Staffing: places and vacancies by role, whether the people in seat can carry the target, and how new ones come in."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MONTH,
    SMALL,
    SUM,
    SUMIFS,
    YEAR,
    above,
    at_most,
)
from salessheet.workbook.general import FiscalYear, Months, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import NOBODY, identified
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Onboarding, OnboardingSteps, Ramp, Reps, Roles

keep_promise(
    Roles.people,
    IF(
        Roles.role == "",
        blank,
        COUNTIFS(
            People.role.whole, Roles.role, Results.team_id.whole, identified(Roles.team_id), People.present.whole, 1
        ),
    ),
)


class Capacity(Block):
    """The month of Settings. Months of service count from that of the hire date, which is the first."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    hired = Calc(Type.DATE, native=People.hired)
    months_before = Calc(
        Type.COUNT,
        native=IF(
            COUNT(hired) == 0, 0, (YEAR(Settings.period_start) - YEAR(hired)) * MAX(Months.no.whole) - MONTH(hired)
        ),
        quiet=True,
    )
    service = Calc(
        Type.COUNT, native=IF(COUNT(hired) == 0, blank, MAX(0, months_before + MONTH(Settings.period_start) + 1))
    )
    ramped = Calc(
        Type.COUNT,
        native=IF(COUNT(service) == 0, 0, COUNTIFS(Ramp.month_no.whole, at_most(service))),
        quiet=True,
    )
    share = Calc(
        Type.PERCENT,
        native=IF(
            (COUNT(service) == 0) + (COUNT(Ramp.month_no.whole) == 0) + (SUM(service) > MAX(Ramp.month_no.whole)) > 0,
            1,
            SUMIFS(Ramp.share.whole, Ramp.month_no.whole, SMALL(Ramp.month_no.whole, MAX(1, ramped))),
        ),
    )
    full_quota = Calc(
        Type.MONEY,
        native=People.present
        * SUMIFS(Roles.full_quota.whole, Roles.role.whole, People.role, Roles.team_id.whole, Results.team_id),
    )
    quota = Calc(Type.MONEY, native=full_quota * share, look=Look.BAR)
    steps = Calc(Type.COUNT, native=COUNTIFS(Onboarding.rep_id.whole, rep_id))
    steps_due = Calc(  # a step of the template without a row is not done
        Type.COUNT, native=IF(steps == 0, 0, MAX(steps, COUNT(OnboardingSteps.by_day.whole))), quiet=True
    )
    onboarded = Calc(
        Type.PERCENT,
        native=IF(
            steps == 0, blank, COUNTIFS(Onboarding.rep_id.whole, rep_id, Onboarding.is_done.whole, 1) / steps_due
        ),
        look=Look.BAR,
    )
    overdue = Calc(
        Type.COUNT, native=COUNTIFS(Onboarding.rep_id.whole, rep_id, Onboarding.overdue.whole, 1), look=Look.DUE
    )
    is_new = Calc(
        Type.FLAG,
        native=IF(COUNT(hired) == 0, 0, People.present * (hired + MAX(OnboardingSteps.by_day.whole) >= Settings.until)),
        quiet=True,
    )
    unplanned = Calc(
        Type.FLAG,
        native=is_new * (steps < COUNT(OnboardingSteps.by_day.whole)),
        quiet=True,
    )
    began = Calc(  # here on the first day of the fiscal year
        Type.FLAG,
        native=(1 - (rep_id == NOBODY))
        * (COUNT(hired) * (hired > FiscalYear.start) == 0)
        * (COUNT(People.left) * (People.left < FiscalYear.start) == 0),
        quiet=True,
    )
    stayed = Calc(Type.FLAG, native=began * (COUNT(People.left) * (People.left <= Settings.until) == 0), quiet=True)
    full_quota_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(full_quota.whole), under=full_quota)
    quota_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(quota.whole), under=quota)


class CapacityFigures(Block):
    """Whether the people in seat can carry the target of the month; what is missing, in people of a mean full quota."""

    rows = Extent("figures of capacity", 1)
    arrangement = Arrangement.CARDS
    target = Calc(
        Type.MONEY,
        Axis.CELL,
        native=IF(
            (COUNTIFS(ByMonth.start.whole, Settings.period_start) == 0) + (Settings.annual_target == 0) > 0,
            blank,
            INDEX(ByMonth.target.whole, MATCH(Settings.period_start, ByMonth.start.whole, 0)),
        ),
    )
    quota = Calc(Type.MONEY, Axis.CELL, native=SUM(Capacity.quota.whole))
    over = Calc(
        Type.PERCENT, Axis.CELL, native=IF(COUNT(target) == 0, blank, IF(target == 0, blank, quota / target - 1))
    )
    people = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Capacity.full_quota.whole, above(0)))
    missing = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            COUNT(target) * people == 0,
            blank,
            MAX(0, target - quota) / (SUM(Capacity.full_quota.whole) / people),
        ),
    )
    vacant = Calc(Type.COUNT, Axis.CELL, native=SUM(Roles.vacant.whole))
    unplanned = Calc(Type.COUNT, Axis.CELL, native=SUM(Capacity.unplanned.whole))


STAFFING = Sheet(
    "staffing",
    Role.INPUT,
    Group.PEOPLE,
    (CapacityFigures, Roles, Capacity, Ramp, OnboardingSteps, Onboarding),
    with_data=True,
    in_full=True,
)

CAPABILITIES = (
    Capability(
        34,
        "onboarding",
        inputs=(OnboardingSteps.by_day, Onboarding.done_on, Reps.hire_date, Ramp.share),
        outputs=(
            Onboarding.due_date,
            Onboarding.overdue,
            Capacity.onboarded,
            Capacity.overdue,
            Capacity.quota,
            CapacityFigures.unplanned,
        ),
        test="test_somebody_new_has_steps_due_by_the_days_after_the_hire_date",
    ),
    Capability(
        32,
        "roles",
        inputs=(Roles.role, Roles.places, Reps.role),
        outputs=(Roles.people, Roles.vacant, CapacityFigures.vacant),
        test="test_a_role_is_vacant_where_it_has_more_places_than_people",
    ),
)
