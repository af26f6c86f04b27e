"""Pay: base pay, bonus by score or attainment, a part of the team's pool and the commission of the month."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank, promised
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    ROUND,
    SMALL,
    SS_ATTAINMENT,
    SS_SPLIT,
    SUM,
    SUMIFS,
    SUMPRODUCT,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.patterns import (
    and_more,
    difference,
    dustless,
    handed_out,
    in_units,
    numeric,
    place_of,
    ratio,
    running,
    summed,
)
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.kpi import KpiBoard
from salessheet.workbook.sheets.kpi_lines import KpiLines
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.review import PersonGaps
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Adjustments, BasePay, BonusBands, Deals, PlanTiers, PoolBands

BY_SCORE = term_of(BonusBands.bonus_by, "score")
BY_ATTAINMENT = term_of(BonusBands.bonus_by, "attainment")


def _day_of_person(days: Line) -> Expr:
    """A day of the person of a row of base pay; blank for nobody known, and where the roster has none."""
    found = INDEX(days.whole, MAX(1, place_of(BasePay.rep_id, People.rep_id)))
    return IF(place_of(BasePay.rep_id, People.rep_id) == 0, blank, numeric(found))


keep_promise(BasePay.seat_from, _day_of_person(People.hired))
keep_promise(BasePay.seat_to, _day_of_person(People.left))


class PayLimits(Block):
    """What pay is rounded to, and what may be deducted from it at most: a row beyond is marked, nothing is changed."""

    rows = Extent("limits of pay", 1)
    pay_unit = Input(Type.NUMBER, Axis.CELL, default=0.01, minimum=0.0001)
    most_deducted = Input(Type.PERCENT, Axis.CELL, default=0.2, minimum=0, maximum=1)
    least_pay = Input(Type.CENTS, Axis.CELL, default=0, minimum=0)


class TeamPool(Block):
    """What the team of the workbook has to share for the month: the pool of the highest band that it reached."""

    rows = Extent("the pool of a team", 1)
    arrangement = Arrangement.CARDS
    target = Calc(
        Type.MONEY, Axis.CELL, native=SUMIFS(ByMonth.target.whole, ByMonth.start.whole, Settings.period_start)
    )
    actual = Calc(
        Type.MONEY, Axis.CELL, native=summed(Deals.value, Deals.won_date, Settings.period_start, Settings.until)
    )
    attainment = Calc(Type.PERCENT, Axis.CELL, native=ratio(actual, target), python=SS_ATTAINMENT(actual, target))
    bands = Calc(
        Type.COUNT,
        Axis.CELL,
        native=IF(COUNT(attainment) == 0, 0, SUMPRODUCT((PoolBands.begins.whole <= attainment) * 1)),
        quiet=True,
    )
    rest = Calc(
        Type.CENTS,
        Axis.CELL,
        native=IF(
            bands == 0,
            0,
            in_units(
                INDEX(
                    PoolBands.pool.whole, MATCH(SMALL(PoolBands.lower.whole, MAX(1, bands)), PoolBands.lower.whole, 0)
                ),
                PayLimits.pay_unit,
            ),
        ),
    )
    unshared = Calc(Type.CENTS, Axis.CELL, native=promised)


class BonusWorking(Block):
    """The working of bonus and pool: what a person's bonus goes by, its band, and the pool handed out so far."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    board_score = Calc(Type.SCORE, native=INDEX(KpiBoard.total.whole, no), quiet=True)
    weights = Calc(Type.PERCENT, native=INDEX(KpiBoard.weights.whole, no), quiet=True)
    scored_on = Calc(  # finance has no KPI sheet, so that its scores stay those of one month
        Type.PERIOD, native=IF(COUNT(KpiBoard.total.whole) == 0, blank, Settings.period_start), quiet=True
    )
    score = Calc(Type.SCORE, native=IF(scored_on == Settings.period_start, board_score, blank), quiet=True)
    bonus_by = Calc(  # attainment where the role has no scheme; nothing is known while a score of it is missing
        Type.LABEL,
        native=IF(
            (COUNT(board_score) + (weights > 0)) * COUNTIFS(BonusBands.bonus_by.whole, BY_SCORE) == 0,
            BY_ATTAINMENT,
            IF(COUNT(score) == 0, blank, BY_SCORE),
        ),
        quiet=True,
    )
    value = Calc(Type.NUMBER, native=IF(bonus_by == BY_SCORE, SUM(score), PersonGaps.attainment), quiet=True)
    bands = Calc(
        Type.COUNT,
        native=IF(
            bonus_by == "",
            0,
            SUMPRODUCT((BonusBands.bonus_by.whole == bonus_by) * (BonusBands.begins.whole <= value)),
        ),
        quiet=True,
    )
    band_key = Calc(Type.LABEL, native=IF(bands == 0, blank, CONCATENATE(bonus_by, "|", bands)), quiet=True)
    band_row = Calc(Type.COUNT, native=place_of(band_key, BonusBands.place_key), quiet=True)
    gap_row = Calc(Type.COUNT, native=place_of(rep_id, KpiLines.lacks_score), quiet=True)
    gaps = Calc(Type.COUNT, native=COUNTIFS(KpiLines.lacks_score.whole, rep_id), quiet=True)
    share = Calc(Type.NUMBER, native=SUMIFS(BasePay.month_parts.whole, BasePay.rep_id.whole, rep_id), quiet=True)
    handed = Calc(
        Type.CENTS,
        native=IF(
            SUM(share.whole) == 0, 0, running(TeamPool.rest, SUM(share.so_far), SUM(share.whole), PayLimits.pay_unit)
        ),
        quiet=True,
    )
    allotted = Calc(
        Type.CENTS,
        native=handed_out(handed, IF(no == 1, 0, handed.previous), PayLimits.pay_unit),
        python=IF(SUM(share.whole) == 0, 0, SS_SPLIT(TeamPool.rest, share.whole, PayLimits.pay_unit, "running")),
        quiet=True,
    )


keep_promise(  # all of it where nobody has a share, as without rows of base pay
    TeamPool.unshared, difference(TeamPool.rest, SUM(BonusWorking.allotted.whole))
)


def _of_month(part: Line) -> Expr:
    """What the rows of base pay come to over the days of the month on which they hold and the person is there."""
    return ROUND(ROUND(SUMIFS(part.whole, BasePay.rep_id.whole, BonusWorking.rep_id), 5), 2)


class TotalPay(Block):
    """All that the month pays a person, before tax and social insurance. Nothing is deducted that was not typed.

    Base pay, bonus base and the share of the pool go by the days of the month on which somebody is there.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    role = Calc(Type.LABEL, native=INDEX(People.role.whole, no))
    base_salary = Calc(Type.CENTS, native=_of_month(BasePay.month_pay))
    score = Calc(Type.SCORE, native=IF(COUNT(BonusWorking.score) == 0, blank, BonusWorking.score))
    attainment = Calc(Type.PERCENT, native=IF(PersonGaps.target == 0, blank, PersonGaps.attainment))
    bonus_base = Calc(Type.CENTS, native=_of_month(BasePay.month_bonus))
    coefficient = Calc(
        Type.TIMES,
        native=IF(
            BonusWorking.bonus_by == "",
            blank,
            IF(BonusWorking.band_row == 0, 0, SUM(INDEX(BonusBands.coefficient.whole, MAX(1, BonusWorking.band_row)))),
        ),
    )
    bonus = Calc(
        Type.CENTS,
        native=IF(
            bonus_base == 0,
            0,
            IF(coefficient == "", blank, in_units(bonus_base * SUM(coefficient), PayLimits.pay_unit)),
        ),
    )
    pool = Calc(Type.CENTS, native=BonusWorking.allotted + 0)
    commission = Calc(Type.CENTS, native=INDEX(Payout.payout.whole, no))
    total = Calc(Type.CENTS, native=IF(bonus == "", blank, base_salary + SUM(bonus) + pool + SUM(commission)))
    unscored = Calc(  # the first score without which there is no bonus, and no total, and how many more are missing
        Type.LABEL,
        native=IF(
            (BonusWorking.gap_row == 0) + (1 - (bonus == "")) > 0,
            blank,
            and_more(INDEX(KpiLines.kpi.whole, MAX(1, BonusWorking.gap_row)), BonusWorking.gaps - 1),
        ),
    )
    deducted = Calc(
        Type.CENTS,
        native=0 - MIN(0, INDEX(Payout.adjustments.whole, no)) - MIN(0, INDEX(Payout.corrections.whole, no)),
    )
    deductible = Calc(Type.CENTS, native=dustless((SUM(total) + deducted) * PayLimits.most_deducted))
    over_limit = Calc(Type.FLAG, native=(deducted > deductible) * 1)
    above_least = Calc(Type.CENTS, native=SUM(total) - PayLimits.least_pay)
    under_least = Calc(Type.FLAG, native=(deducted > 0) * (above_least < 0) * 1)
    base_salary_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(base_salary.whole), under=base_salary)
    bonus_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(bonus.whole), under=bonus)
    pool_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(pool.whole), under=pool)
    commission_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(commission.whole), under=commission)
    total_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(total.whole), under=total)
    unscored_total = Calc(Type.COUNT, Axis.TOTAL, native=SUMPRODUCT(1 - (unscored.whole == "")), under=unscored)


TOTAL_PAY = Sheet(
    "total_pay",
    Role.INPUT,
    Group.PERFORMANCE,
    (TeamPool, TotalPay, BonusWorking, PayLimits, PoolBands, BonusBands, BasePay),
    with_data=True,
    in_full=True,
)

CAPABILITIES = (
    Capability(
        24,
        "bonus",
        inputs=(BonusBands.bonus_by, BonusBands.lower, BonusBands.coefficient, BasePay.bonus_base),
        outputs=(TotalPay.coefficient, TotalPay.bonus),
        test="test_the_band_of_the_score_multiplies_the_bonus_base",
    ),
    Capability(
        25,
        "commission",
        inputs=(PlanTiers.rate, PlanTiers.lower, Adjustments.amount),
        outputs=(Payout.commission, Payout.payout),
        test="test_an_order_pays_the_rate_of_its_tier",
    ),
    Capability(
        26,
        "base_pay",
        inputs=(BasePay.base_salary, BasePay.valid_from, PayLimits.most_deducted, PayLimits.least_pay),
        outputs=(TotalPay.base_salary, TotalPay.total, TotalPay.over_limit, TotalPay.under_least),
        test="test_total_pay_adds_up_and_marks_what_is_deducted_beyond_the_limit",
    ),
    Capability(
        29,
        "team_pool",
        inputs=(PoolBands.lower, PoolBands.pool, BasePay.pool_share, Deals.amount),
        outputs=(TeamPool.rest, TotalPay.pool),
        test="test_the_pool_of_the_band_is_shared_out_exactly",
    ),
)
