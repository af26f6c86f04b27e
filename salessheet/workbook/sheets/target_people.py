"""The target of each month over the people who are there to take it, exactly, and what they won."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import blank, expr, own_above, own_previous
from salessheet.workbook.extents import GROUPS, MONTHS, PEOPLE
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    LARGE,
    MAX,
    MIN,
    ROUND,
    SS_PRORATE,
    SS_SPLIT_EACH,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    at_least,
    at_most,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import (
    difference,
    dustless,
    handed_out,
    identified,
    in_units,
    place_of,
    running,
    summed,
)
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth, once_begun
from salessheet.workbook.tables import Deals


class Pools(Block):
    """What the people of each team share out: its target, and the over-assignment on top.

    Targets are blank where no team has one of its own. Then, and in a team's workbook, all share the annual target.
    """

    rows = GROUPS
    no = Counter(Type.COUNT)
    team_id = Input(Type.TEXT, given=True)
    target = Input(Type.MONEY, given=True)
    assigned = Calc(Type.MONEY, native=SUMIFS(People.annual.whole, People.team_id.whole, team_id), quiet=True)
    own = Calc(  # of what was assigned the target that it was made of, without the over-assignment
        Type.MONEY,
        native=IF(
            COUNT(target.whole) == 0, in_units(assigned / (1 + Settings.over_assignment), Settings.unit), SUM(target)
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


class Steady(Block):
    """Who agreed on the year and has a unit or more of each month that has a weight.

    These are rounded together, run up from one to the next of their team: where all are steady, the people of a month
    are the month. The others are rounded one by one.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    team_id = Calc(Type.TEXT, native=identified(People.team_id), quiet=True)
    gone = Calc(
        Type.COUNT, native=SUMPRODUCT((Claims.weight.whole > 0) * (Seats.seat.across < 1)), quiet=True
    )  # months with a weight of which the person misses a day
    least = Calc(
        Type.MONEY,
        native=IF(
            Claims.whole == 0,
            0,
            SUM(Claims.agreed) * LARGE(ByMonth.weight.whole, COUNTIFS(ByMonth.weight.whole, above(0))) / Claims.whole,
        ),
        quiet=True,
    )
    is_steady = Calc(
        Type.FLAG,
        native=COUNT(Claims.agreed) * (COUNT(Claims.first) == 0) * (gone == 0) * (ROUND(least / Settings.unit, 6) >= 1),
        quiet=True,
    )
    agreed = Calc(Type.MONEY, native=IF(is_steady == 0, 0, in_units(Claims.agreed, Settings.unit)), quiet=True)
    through = Calc(
        Type.MONEY,
        native=IF(is_steady == 0, SUM(Claims.agreed), SUMIFS(agreed.so_far, team_id.so_far, team_id)),
        quiet=True,
    )
    before = Calc(Type.MONEY, native=IF(is_steady == 0, 0, through - agreed), quiet=True)


class ClaimsSoFar(Block):
    """What each person takes part by, run up from month to month."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    claims = Calc(Type.NUMBER, Axis.BODY, native=SUM(Claims.claim.across) - SUM(Claims.claim.rightward) + Claims.claim)


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
            Claims.whole == 0,
            0,
            running(expr(Steady.through), ClaimsSoFar.claims, Claims.whole, Settings.unit)
            - running(expr(Steady.before), ClaimsSoFar.claims, Claims.whole, Settings.unit),
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
        Type.MONEY,
        Axis.BODY,
        native=handed_out(AgreedSoFar.out, IF(month_no == 1, 0, AgreedSoFar.out.leftward), Settings.unit),
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
    falling = Calc(Type.PERCENT, Axis.COLUMNS, native=INDEX(ByMonth.falling.whole, month_no), quiet=True)
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
        native=ROUND(ROUND(SUMPRODUCT(falling.whole * out.across) / (1 + Settings.over_assignment), 5), 2),
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
            ROUND(
                (
                    ROUND(ROUND(total * DueSoFar.out / whole / Settings.unit + point, 3), 0)
                    - ROUND(ROUND(SUM(own_above) / Settings.unit, 3), 0)
                )
                * Settings.unit,
                6,
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
    due = Calc(Type.PERCENT, Axis.COLUMNS, native=INDEX(ByMonth.due.whole, month_no), quiet=True)
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
    end = Calc(Type.DATE, Axis.COLUMNS, native=INDEX(ByMonth.last.whole, month_no), quiet=True)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    won = Calc(
        Type.MONEY,
        Axis.BODY,
        native=once_begun(month, summed(Deals.value, Deals.won_date, month, end, Deals.rep_id, rep_id)),
    )
    year = Calc(Type.MONEY, native=dustless(SUM(won.across)))
    total = Calc(Type.MONEY, Axis.COLUMNS, native=SUM(won.down))
    year_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(year.whole), under=year)


SHARED_OUT = (
    Pools,
    Seats,
    Claims,
    Steady,
    ClaimsSoFar,
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
