"""Targets: the annual target over quarters, months, weeks and days, and over people by month, all exact."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Line, blank, expr, own_above, own_previous
from salessheet.workbook.extents import DAYS, MONTHS, PEOPLE, QUARTERS, WEEKS
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    EDATE,
    EOMONTH,
    IF,
    INDEX,
    MIN,
    MONTH,
    ROUND,
    SS_ATTAINMENT,
    SS_GAP,
    SS_SPLIT,
    SS_SPLIT2,
    SS_TARGETS,
    SUM,
    SUMIFS,
    WEEKDAY,
    at_most,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import difference, in_units, ratio, running, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Deals, Reps, Seasonality


def region() -> Expr:
    """Whose working days, for cell functions: to them a blank cell is an omitted argument, but a blank text is none."""
    return IF(Settings.region == "", " ", Settings.region)


def _nothing_to_hand_out(weight: Line) -> Expr:
    """No target, or no month that takes any of it: every part is 0, and the checks say what is left over."""
    return (Settings.annual_target == 0) + (SUM(weight.whole) == 0) > 0


class ByMonth(Block):
    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=EDATE(FiscalYear.start, no - 1))
    end = Calc(Type.DATE, native=EOMONTH(start, 0))
    workdays = Calc(Type.COUNT, native=summed(Days.working, Days.date, start, end))
    weight = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(Seasonality.month.whole) == 0,
            1,
            SUMIFS(Seasonality.weight.whole, Seasonality.month.whole, MONTH(start)),
        ),
    )
    annual = Calc(Type.MONEY, native=in_units(Settings.annual_target, Settings.unit), quiet=True)
    handed = Calc(
        Type.MONEY,
        native=IF(
            SUM(weight.whole) == 0,
            0,
            running(expr(annual), SUM(weight.so_far), SUM(weight.whole), Settings.unit),
        ),
        quiet=True,
    )
    target = Calc(
        Type.MONEY,
        native=difference(handed, IF(no == 1, 0, handed.previous)),
        python=IF(
            _nothing_to_hand_out(weight),
            0,
            SS_SPLIT(Settings.annual_target, weight.whole, Settings.unit, "running"),
        ),
    )
    actual = Calc(Type.MONEY, native=IF(start > Settings.as_of, blank, summed(Deals.value, Deals.won_date, start, end)))
    gap = Calc(
        Type.MONEY,
        native=IF(start > Settings.as_of, blank, IF(target == 0, blank, actual - target)),
        python=SS_GAP(actual, target),
        look=Look.SIGN,
    )
    attainment = Calc(
        Type.PERCENT,
        native=IF(start > Settings.as_of, blank, ratio(actual, target)),
        python=SS_ATTAINMENT(actual, target),
        look=Look.TRAFFIC,
    )
    target_to_date = Calc(Type.MONEY, native=SUM(target.so_far))
    actual_to_date = Calc(Type.MONEY, native=IF(start > Settings.as_of, blank, SUM(actual.so_far)))
    workdays_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(workdays.whole), under=workdays)
    target_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(target.whole), under=target)
    actual_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(actual.whole), under=actual)
    attainment_total = Calc(
        Type.PERCENT,
        Axis.TOTAL,
        native=ratio(actual_total, target_total),
        python=SS_ATTAINMENT(actual_total, target_total),
        under=attainment,
    )


class ByQuarter(Block):
    rows = QUARTERS
    no = Counter(Type.COUNT)
    quarter = Input(Type.LABEL, given=True)
    start = Calc(Type.PERIOD, native=EDATE(FiscalYear.start, (no - 1) * 3))
    end = Calc(Type.DATE, native=EOMONTH(start, 2))
    workdays = Calc(Type.COUNT, native=summed(ByMonth.workdays, ByMonth.start, start, end))
    target = Calc(Type.MONEY, native=summed(ByMonth.target, ByMonth.start, start, end))
    actual = Calc(
        Type.MONEY, native=IF(start > Settings.as_of, blank, summed(ByMonth.actual, ByMonth.start, start, end))
    )
    attainment = Calc(
        Type.PERCENT,
        native=IF(start > Settings.as_of, blank, ratio(actual, target)),
        python=SS_ATTAINMENT(actual, target),
        look=Look.TRAFFIC,
    )


class Spread(Block):
    """The working of the table of people and months: row by row, what each person hands out up to each month.

    A person's year is spread over what the months have left: the running total up to a month is the year times the
    share of what is left up to there. What the months have left is their total less what stands above.
    """

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    annual = Calc(Type.MONEY, native=in_units(INDEX(People.annual.whole, no), Settings.unit), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    weight = Calc(Type.NUMBER, Axis.COLUMNS, native=INDEX(ByMonth.weight.whole, month_no), quiet=True)
    handed = Calc(
        Type.MONEY,
        Axis.COLUMNS,
        native=IF(
            SUM(weight.whole) == 0,
            0,
            running(SUM(annual.whole), SUM(weight.so_far), SUM(weight.whole), Settings.unit),
        ),
        quiet=True,
    )
    month_total = Calc(
        Type.MONEY,
        Axis.COLUMNS,
        native=difference(handed, IF(month_no == 1, 0, handed.previous)),
        python=IF(SUM(weight.whole) == 0, 0, SS_SPLIT(SUM(annual.whole), weight.whole, Settings.unit, "running")),
        quiet=True,
    )
    opening = Calc(Type.MONEY, Axis.COLUMNS, native=expr(0), quiet=True)
    left = Calc(Type.MONEY, native=ROUND(SUM(month_total.whole) - SUM(annual.above), 6), quiet=True)
    out = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(left == 0, 0, running(annual, SUM(month_total.so_far) - SUM(own_above), left, Settings.unit)),
        quiet=True,
    )


class PersonMonth(Block):
    """Each person's months add up to the person's year, each month's people to the month: both totals exact."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    annual = Calc(Type.MONEY, native=INDEX(People.annual.whole, no))
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    target = Calc(
        Type.MONEY,
        Axis.BODY,
        native=difference(Spread.out, IF(month_no == 1, 0, Spread.out.leftward)),
        python=IF(
            SUM(Spread.month_total.whole) == 0,
            0,
            SS_SPLIT2(annual.whole, Spread.month_total.whole, Settings.unit, "", "running"),
        ),
    )
    annual_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(annual.whole), under=annual)
    total = Calc(Type.MONEY, Axis.COLUMNS, native=SUM(target.down))


class WonByPersonMonth(Block):
    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    end = Calc(Type.DATE, Axis.COLUMNS, native=INDEX(ByMonth.end.whole, month_no), quiet=True)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    won = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(month > Settings.as_of, blank, summed(Deals.value, Deals.won_date, month, end, Deals.rep_id, rep_id)),
    )
    year = Calc(Type.MONEY, native=SUM(won.across))
    total = Calc(Type.MONEY, Axis.COLUMNS, native=SUM(won.down))
    year_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(year.whole), under=year)


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
        native=difference(handed, IF(done == working, 0, handed.previous)),
        python=IF(
            _nothing_to_hand_out(ByMonth.weight),
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
    actual = Calc(Type.MONEY, native=IF(date > Settings.as_of, blank, summed(Deals.value, Deals.won_date, date, date)))


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
            _nothing_to_hand_out(ByMonth.weight),
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
    actual = Calc(Type.MONEY, native=IF(start > Settings.as_of, blank, summed(ByDay.actual, ByDay.date, start, end)))
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
            Series(ByMonth.target, Draw.SOFT_COLUMN), Series(ByMonth.actual, Draw.COLUMN),
        )), Chart("year_to_date", ByMonth.start, (
            Series(ByMonth.actual_to_date, Draw.COLUMN), Series(ByMonth.target_to_date, Draw.LINE),
        )))),
        PersonMonth,
        WonByPersonMonth,
        Spread,
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
        inputs=(Settings.annual_target, Reps.target_share, People.agreed),
        outputs=(People.annual, PersonMonth.target, PersonMonth.total),
        test="test_the_annual_target_comes_down_to_people",
    ),
)
