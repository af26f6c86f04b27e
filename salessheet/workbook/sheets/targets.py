"""Targets: the annual target over quarters, months, weeks and days, and over people by month, all exact."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, blank, own_previous
from salessheet.workbook.extents import DAYS, WEEKS
from salessheet.workbook.functions import (
    COUNTIFS,
    EOMONTH,
    IF,
    INDEX,
    MIN,
    MONTH,
    SS_ATTAINMENT,
    SS_TARGETS,
    WEEKDAY,
    at_most,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Look, Type
from salessheet.workbook.patterns import handed_out, ratio, running, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.roster import Assignment, People
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter, nothing_to_hand_out, once_begun, region
from salessheet.workbook.sheets.target_people import PersonMonth, WonByPersonMonth
from salessheet.workbook.tables import Deals, Reps, Seasonality


class ByDay(Block):
    """A month's target over its working days; `handed` is what the days up to here have, so that days add up."""

    rows = DAYS
    no = Counter(Type.COUNT)
    date = Calc(Type.DATE, native=INDEX(Days.date.whole, no))
    working = Calc(Type.FLAG, native=INDEX(Days.working.whole, no))
    month_no = Calc(Type.COUNT, native=COUNTIFS(ByMonth.start.whole, at_most(date)), quiet=True)
    month_start = Calc(Type.DATE, native=INDEX(ByMonth.start.whole, month_no), quiet=True)
    done = Calc(Type.COUNT, native=summed(Days.working, Days.date, month_start, date), quiet=True)
    workdays = Calc(Type.COUNT, native=INDEX(ByMonth.workdays.whole, month_no), quiet=True)
    handed = Calc(
        Type.MONEY,
        native=IF(workdays == 0, 0, running(INDEX(ByMonth.target.whole, month_no), done, workdays, Settings.unit)),
        quiet=True,
    )
    target = Calc(
        Type.MONEY,
        native=handed_out(handed, IF(done == working, 0, handed.previous), Settings.unit),
        python=IF(
            nothing_to_hand_out(ByMonth.weight),
            0,
            INDEX(
                SS_TARGETS(
                    Settings.annual_target, FiscalYear.year, "day", ByMonth.weight.whole, Settings.unit,
                    MONTH(FiscalYear.start), region(), Days.day_off.whole, Days.day_on.whole, "running",
                ),
                no,
                5,
            ),
        ),
    )  # fmt: skip
    actual = Calc(Type.MONEY, native=once_begun(date, summed(Deals.value, Deals.won_date, date, date)))


def week_end(day: Expr) -> Expr:
    """The Sunday of the day's week, or the last day of its month if that comes first."""
    return MIN(EOMONTH(day, 0), day + 7 - WEEKDAY(day, 2))


class ByWeek(Block):
    """Weeks run from Monday to Sunday and are cut at month ends, so that weeks add up to months."""

    rows = WEEKS
    no = Counter(Type.COUNT)
    week = Input(Type.LABEL, given=True)
    start = Calc(Type.DATE, native=IF(no == 1, FiscalYear.start, week_end(own_previous) + 1))
    end = Calc(Type.DATE, native=week_end(start))
    workdays = Calc(Type.COUNT, native=summed(ByDay.working, ByDay.date, start, end))
    target = Calc(
        Type.MONEY,
        native=summed(ByDay.target, ByDay.date, start, end),
        python=IF(
            nothing_to_hand_out(ByMonth.weight),
            0,
            INDEX(
                SS_TARGETS(
                    Settings.annual_target, FiscalYear.year, "week", ByMonth.weight.whole, Settings.unit,
                    MONTH(FiscalYear.start), region(), Days.day_off.whole, Days.day_on.whole, "running",
                ),
                no,
                5,
            ),
        ),
    )  # fmt: skip
    actual = Calc(Type.MONEY, native=once_begun(start, summed(ByDay.actual, ByDay.date, start, end)))
    attainment = Calc(
        Type.PERCENT,
        native=IF(start > Settings.as_of, blank, ratio(actual, target)),
        python=SS_ATTAINMENT(actual, target),
        look=Look.TRAFFIC,
    )


TARGETS = Sheet(
    "targets",
    Role.CALCULATION,
    Group.TARGETS,
    (
        ByQuarter,
        ByMonth,
        Band((Chart("month_targets", ByMonth.start, (
            Series(ByMonth.target_drawn, Draw.SOFT_COLUMN, ByMonth.target),
            Series(ByMonth.actual_drawn, Draw.COLUMN, ByMonth.actual),
        )), Chart("year_to_date", ByMonth.start, (
            Series(ByMonth.actual_to_date_drawn, Draw.COLUMN, ByMonth.actual_to_date),
            Series(ByMonth.target_to_date_drawn, Draw.LINE, ByMonth.target_to_date),
        )))),
        PersonMonth,
        WonByPersonMonth,
        ByWeek,
        ByDay,
    ), front=7, printed=5)  # fmt: skip

CAPABILITIES = (
    Capability(
        2,
        "target_times",
        inputs=(Settings.annual_target, Seasonality.weight),
        outputs=(ByQuarter.target, ByMonth.target, ByWeek.target, ByDay.target),
        test="test_the_annual_target_comes_down_to_quarters_months_weeks_and_days",
    ),
    Capability(
        3,
        "target_people",
        inputs=(
            Settings.annual_target, Settings.over_assignment, Reps.target_share, Reps.hire_date, Reps.leave_date,
            People.agreed,
        ),
        outputs=(
            People.annual, People.given_back, PersonMonth.target, PersonMonth.total, PersonMonth.over,
            Assignment.over,
        ),
        test="test_the_annual_target_comes_down_to_people",
    ),
)  # fmt: skip  # lists to read
