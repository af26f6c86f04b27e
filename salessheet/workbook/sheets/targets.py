"""Targets: the annual target over quarters, months, weeks and days, and over people by month, all exact."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Line, blank, expr, own_above, own_previous
from salessheet.workbook.extents import DAYS, GROUPS, MONTHS, PEOPLE, QUARTERS, WEEKS
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    EDATE,
    EOMONTH,
    IF,
    INDEX,
    MAX,
    MIN,
    MONTH,
    ROUND,
    SS_ATTAINMENT,
    SS_GAP,
    SS_PRORATE,
    SS_SPLIT,
    SS_SPLIT_EACH,
    SS_TARGETS,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    WEEKDAY,
    at_least,
    at_most,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import difference, identified, in_units, place_of, ratio, running, summed
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.roster import Assignment, People
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


def _before_over(assigned: Expr) -> Expr:
    """What was assigned without the over-assignment, in cents."""
    return ROUND(ROUND(assigned / (1 + Settings.over_assignment), 5), 2)


class Pools(Block):
    """What the people of each team share out: its target, and the over-assignment on top.

    Targets are blank where no team has one of its own. Then, and in a team's workbook, all share the annual target.
    """

    rows = GROUPS
    no = Counter(Type.COUNT)
    team_id = Input(Type.TEXT, given=True)
    target = Input(Type.MONEY, given=True)
    own = Calc(
        Type.MONEY,
        native=IF(
            COUNT(target.whole) == 0,
            _before_over(SUMIFS(People.annual.whole, People.team_id.whole, team_id)),
            SUM(target),
        ),
        quiet=True,
    )
    to_share_out = Calc(
        Type.MONEY,
        native=in_units(
            IF(COUNT(target.whole) == 0, (no == 1) * Settings.annual_target, SUM(target))
            * (1 + Settings.over_assignment),
            Settings.unit,
        ),
        quiet=True,
    )


class Seats(Block):
    """The days of each month on which a person is there, of all its days; both ends of both count."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    never = Calc(Type.FLAG, native=COUNT(People.hired) * COUNT(People.left) * (People.left < People.hired), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    end = Calc(Type.DATE, Axis.COLUMNS, native=INDEX(ByMonth.end.whole, month_no), quiet=True)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    seat = Calc(
        Type.PERCENT,
        Axis.BODY,
        native=MAX(0, MIN(end, People.left) - MAX(month, People.hired) + 1) / (end - month + 1),
        python=IF(never == 1, 0, SS_PRORATE(1, People.hired, People.left, month, end)),
    )


class Claims(Block):
    """What each person takes part by: the agreed year by the weights of the months, the others by their shares."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    agreed = Calc(Type.MONEY, native=IF(COUNT(People.agreed) == 0, blank, People.agreed), quiet=True)
    first = Calc(Type.PERIOD, native=IF(COUNT(People.agreed_from) == 0, blank, People.agreed_from), quiet=True)
    last = Calc(Type.PERIOD, native=IF(COUNT(People.agreed_to) == 0, blank, People.agreed_to), quiet=True)
    share = Calc(Type.NUMBER, native=People.share, quiet=True)
    whole = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(first) * COUNT(last) == 0,
            SUM(ByMonth.weight.whole),
            SUMIFS(ByMonth.weight.whole, ByMonth.start.whole, at_least(first), ByMonth.start.whole, at_most(last)),
        ),
        quiet=True,
    )
    pool_no = Calc(
        Type.COUNT,
        native=IF(COUNT(Pools.target.whole) == 0, 1, place_of(People.team_id, Pools.team_id)),
        quiet=True,
    )
    free = Calc(Type.COUNT, native=IF(COUNT(agreed) > 0, 0, pool_no), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    weight = Calc(Type.NUMBER, Axis.COLUMNS, native=INDEX(ByMonth.weight.whole, month_no), quiet=True)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    claim = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=IF(
            COUNT(agreed) == 0,
            share * Seats.seat,
            weight * IF(COUNT(first) == 0, Seats.seat, (Seats.seat > 0) * (month >= first) * (month <= last)),
        ),
    )


class AgreedSoFar(Block):
    """What was agreed with each person, run up from month to month."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    out = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(
            COUNT(Claims.agreed) * Claims.whole == 0,
            0,
            running(
                expr(Claims.agreed),
                SUM(Claims.claim.across) - SUM(Claims.claim.rightward) + Claims.claim,
                Claims.whole,
                Settings.unit,
            ),
        ),
    )


class AgreedMonths(Block):
    """What was agreed with each person, by month."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    pool_no = Calc(Type.COUNT, native=Claims.pool_no, quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    agreed = Calc(
        Type.MONEY, Axis.BODY, native=difference(AgreedSoFar.out, IF(month_no == 1, 0, AgreedSoFar.out.leftward))
    )


class PoolClaims(Block):
    """By what the people of each pool take part together, month by month."""

    rows, across = GROUPS, MONTHS
    no = Counter(Type.COUNT)
    team_id = Calc(Type.TEXT, native=identified(Pools.team_id), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    claims = Calc(Type.NUMBER, Axis.BODY, native=SUMIFS(Claims.claim.down, Claims.free.whole, no))


class PoolMonths(Block):
    """What each pool shares out, run up from month to month."""

    rows, across = GROUPS, MONTHS
    no = Counter(Type.COUNT)
    team_id = Calc(Type.TEXT, native=identified(Pools.team_id), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    weight = Calc(Type.NUMBER, Axis.COLUMNS, native=INDEX(ByMonth.weight.whole, month_no), quiet=True)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    out = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(
            SUM(weight.whole) == 0,
            0,
            running(expr(Pools.to_share_out), SUM(weight.so_far), SUM(weight.whole), Settings.unit),
        ),
    )
    to_date = Calc(
        Type.MONEY,
        native=_before_over(SUMPRODUCT((month.whole == Settings.period_start) * out.across)),
        quiet=True,
    )


class PoolRates(Block):
    """What is left of each pool once the agreed part is taken, for each claim on it."""

    rows, across = GROUPS, MONTHS
    no = Counter(Type.COUNT)
    team_id = Calc(Type.TEXT, native=identified(Pools.team_id), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    rate = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=IF(
            PoolClaims.claims == 0,
            0,
            MAX(
                0,
                PoolMonths.out
                - IF(month_no == 1, 0, PoolMonths.out.leftward)
                - SUMIFS(AgreedMonths.agreed.down, AgreedMonths.pool_no.whole, no),
            )
            / PoolClaims.claims,
        ),
    )


class Due(Block):
    """What falls to each person month by month, not yet rounded."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    pool_no = Calc(Type.COUNT, native=Claims.free, quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    due = Calc(
        Type.NUMBER,
        Axis.BODY,
        native=IF(pool_no == 0, 0, Claims.claim * INDEX(PoolRates.rate.whole, MAX(1, pool_no), month_no)),
    )


class DueSoFar(Block):
    """The same run up from person to person."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    out = Calc(Type.NUMBER, Axis.BODY, native=IF(no == 1, 0, own_previous) + Due.due)


class Allotted(Block):
    """The working of what was agreed with nobody: each month exact, and who is not there has nothing of it.

    Each month is rounded from another point, evenly spaced over a unit and far from that of the month before, so that
    nobody gains by it over the year, nor over a part of it.
    """

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    turn = Calc(
        Type.NUMBER,
        Axis.COLUMNS,
        native=(month_no - SUM(month_no.whole) / COUNT(month_no.whole)) * 5 / COUNT(month_no.whole),
        quiet=True,
    )
    point = Calc(Type.NUMBER, Axis.COLUMNS, native=turn - ROUND(turn, 0), quiet=True)
    whole = Calc(Type.NUMBER, Axis.COLUMNS, native=SUM(Due.due.down), quiet=True)
    total = Calc(Type.MONEY, Axis.COLUMNS, native=in_units(expr(whole), Settings.unit), quiet=True)
    opening = Calc(Type.MONEY, Axis.COLUMNS, native=expr(0), quiet=True)
    allotted = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(
            whole == 0,
            0,
            difference(
                ROUND(ROUND(total * DueSoFar.out / whole / Settings.unit + point, 3), 0) * Settings.unit,
                SUM(own_above),
            ),
        ),
        python=SS_SPLIT_EACH(total.whole, Due.due.whole, Settings.unit),
    )


class PersonMonth(Block):
    """What was agreed with each person, and what falls to the person of the rest: the people of a month are the month.

    Months in which nobody is there to take a target, and agreed ones beyond it, show as the difference.
    """

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    annual = Calc(Type.MONEY, native=INDEX(People.annual.whole, no))
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    target = Calc(Type.MONEY, Axis.BODY, native=AgreedMonths.agreed + Allotted.allotted)
    annual_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(annual.whole), under=annual)
    total = Calc(Type.MONEY, Axis.COLUMNS, native=SUM(target.down))
    over = Calc(
        Type.MONEY, Axis.COLUMNS, native=difference(total, INDEX(ByMonth.target.whole, month_no)), look=Look.SIGN
    )


keep_promise(People.annual, ROUND(SUM(PersonMonth.target.across), 6))
keep_promise(People.in_seat, SUM(Seats.seat.across) / COUNT(ByMonth.no.whole))
keep_promise(
    People.given_back, IF(COUNT(People.agreed) == 0, blank, difference(People.agreed, SUM(AgreedMonths.agreed.across)))
)


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
        ByWeek,
        ByDay,
    ), front=7, printed=5)  # fmt: skip
SHARED_OUT = (
    Pools,
    Seats,
    Claims,
    AgreedSoFar,
    AgreedMonths,
    PoolClaims,
    PoolMonths,
    PoolRates,
    Due,
    DueSoFar,
    Allotted,
)
TARGETS_WORKING = Sheet("targets_working", Role.CALCULATION, Group.WORKING, SHARED_OUT)

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
