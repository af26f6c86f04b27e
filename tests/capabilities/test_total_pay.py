"""Base pay, bonus, the team's pool and commission, together."""

from __future__ import annotations

import dataclasses

import pytest

from salessheet.data.filling.editions import cell_functions
from salessheet.workbook.audience import Audience, sheets_of
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.total_pay import TOTAL_PAY, PayLimits, TeamPool, TotalPay
from tests.capabilities.centre import book, centre, shown

TABLES = {
    "targets": "scope, id, year, metric, amount\nteam, T1, 2026, sales, 1200\n",
    "reps": """
        rep_id, name, team_id, role, leave_date
        R1,     Ada,  T1,      rep,
        R2,     Ben,  T1,      rep,
        R3,     Cho,  T2,      rep,
        R4,     Dee,  T1,      rep,  2026-05-31
    """,
    "deals": """
        deal_id, rep_id, amount,   stage, won_date
        D1,      R1,     {amount}, won,   2026-06-02
        D2,      R2,     40,       won,   2026-06-30
        D6,      R3,     999,      won,   2026-06-02
    """,
    "base_pay": """
        rep_id, valid_from, base_salary, bonus_base, pool_share
        R1,     2026-01-01, 5000,        900,        9
        R1,     2026-06-01, 6000,        1000,       1
        R1,     2026-07-01, 9000,        9000,       9
        R2,     2026-01-01, 4000,        500,        2
        R4,     2026-01-01, 4000,        500,        2
        R3,     2026-01-01, 7000,        ,           5
    """,
    "bonus_bands": """
        bonus_by,   lower, coefficient
        attainment, 1,     1.2
        attainment, 0.5,   0.6
        score,      90,    {by_score}
    """,
    "pool_bands": """
        lower, pool
        1,     100
        0.9,   50
    """,
}  # fmt: skip  # as people write tables
SCHEME = "role, kpi, valid_from, weight, target\nrep, sales, 2026-01-01, 1, 50\n"


def tables(amount: str = "60", by_score: str = "2", **more: str) -> dict[str, str]:
    return {
        key: text.replace("{amount}", amount).replace("{by_score}", by_score) for key, text in TABLES.items()
    } | more


def test_the_band_of_the_score_multiplies_the_bonus_base() -> None:
    # Without a scheme attainment decides. Dee has left, so each has 100 ÷ 2 for June: 60 is more than 1, so 1000 × 1.2;
    # Ben's 40 is 0.8, so 500 × 0.6. With 24.99 Ada is a hair below 0.5 and gets nothing.
    assert shown(TotalPay.bonus, **tables()) == [1200, 300, 0]
    assert shown(TotalPay.bonus, **tables("24.99")) == [0, 300, 0]
    assert shown(TotalPay.bonus, **tables("25")) == [600, 300, 0]
    # With a scheme the score does: Ada's 60 of 50 scores 120, Ben's 40 of 50 scores 80, below the band of 90.
    assert shown(TotalPay.bonus, kpi_scheme=SCHEME, **tables()) == [2000, 0, 0]
    assert shown(TotalPay.bonus, kpi_scheme=SCHEME, **tables(by_score="1.5")) == [1500, 0, 0]


def test_there_is_no_bonus_while_a_score_is_missing() -> None:
    """Neither nothing nor that of attainment: who has no bonus base, such as Dee, gets none, whatever the score."""
    waiting = f"{SCHEME}rep, care, 2026-01-01, 0.5, 1\n".replace("1, 50", "0.5, 50")
    care = "rep_id, period, kpi, actual\nR2, 2026-06, care, 1\n"
    given = tables(kpi_scheme=waiting, kpi_manual=care)
    assert shown(TotalPay.bonus, **given) == [None, 1000, 0]
    assert shown(TotalPay.total, **given) == [None, 5066.67, 0]
    # It says whose is missing, and for how many.
    assert shown(TotalPay.unscored, **given) == ["care", None, None]
    assert shown(TotalPay.unscored_total, **given) == [1]
    # Of several the first is named, and how many there are beside it.
    more = given | {"kpi_scheme": waiting.replace("care, 2026-01-01, 0.5", "care, 2026-01-01, 0.2") + "".join(
        f"rep, {kpi}, 2026-01-01, {weight}, 1\n" for kpi, weight in (("tidy", "0.1"), ("kind", "0.2"), ("idle", "0"))
    )}  # fmt: skip  # as it reads
    assert shown(TotalPay.unscored, **more) == ["care (and 2 more)", "tidy (and 1 more)", None]
    assert shown(TotalPay.unscored, lang="zh-CN", **more) == ["care（另有2项）", "tidy（另有1项）", None]


@pytest.mark.parametrize(
    ("amount", "pool", "parts"), [("60", 100, (33.33, 66.67, 0)), ("50", 50, (16.67, 33.33, 0)), ("40", 0, (0, 0, 0))]
)
def test_the_pool_of_the_band_is_shared_out_exactly(amount: str, pool: float, parts: tuple[float, ...]) -> None:
    # 100 of 100 is in the band of 1, 90 in that of 0.9, 80 in none. One share and two: who left has none.
    assert shown(TeamPool.rest, **tables(amount)) == [pool]
    assert shown(TotalPay.pool, **tables(amount)) == pytest.approx(parts)
    cents = [round(float(part or 0) * 100) for part in shown(TotalPay.pool, **tables(amount))]
    assert sum(cents) == pool * 100
    assert shown(TeamPool.unshared, **tables(amount)) == [0]


def test_a_pool_of_which_nobody_has_a_share_says_so() -> None:
    # Nobody has a row of base pay, or a share above 0: of the 100 of the pool nothing is handed out.
    unpaid = {key: text for key, text in tables().items() if key != "base_pay"}
    none = "rep_id, valid_from, base_salary, pool_share\nR1, 2026-01-01, 5000, 0\n"
    for given in (unpaid, {**unpaid, "base_pay": none}):
        assert shown(TeamPool.rest, **given) == [100]
        assert shown(TotalPay.pool, **given)[:2] == [0, 0]
        assert shown(TeamPool.unshared, **given) == [100]


# June has 30 days. Ada's base rises from 5000 to 6000 on the 16th: 15 days of each. Ben leaves on the 10th: 10 days.
# Dee comes on the 21st and has a rise on the 26th: 5 days of 3000 and 5 of 4500. Eve left in May, Fay comes in July.
def test_base_pay_and_bonus_base_go_by_the_days() -> None:
    reps = """
        rep_id, name, team_id, role, hire_date,  leave_date
        R1,     Ada,  T1,      rep,  ,
        R2,     Ben,  T1,      rep,  2020-01-01, 2026-06-10
        R3,     Cho,  T2,      rep,  ,
        R4,     Dee,  T1,      rep,  2026-06-21,
        R5,     Eve,  T1,      rep,  ,           2026-05-31
        R6,     Fay,  T1,      rep,  2026-07-01,
    """
    base_pay = """
        rep_id, valid_from, base_salary, bonus_base, pool_share
        R1,     2026-06-16, 6000,        1200,       1
        R1,     2026-01-01, 5000,        900,        1
        R1,     2026-07-01, 9999,        9999,       1
        R2,     2026-01-01, 4000,        600,        1
        R4,     2026-06-26, 4500,        ,           1
        R4,     2026-01-01, 3000,        600,        1
        R5,     2026-01-01, 4000,        500,        1
        R6,     2026-01-01, 4000,        500,        1
    """
    given = {**TABLES, "reps": reps, "base_pay": base_pay}
    given = {key: text.replace("{amount}", "1000").replace("{by_score}", "2") for key, text in given.items()}
    assert shown(TotalPay.base_salary, **given) == pytest.approx([5500, 1333.33, 1250, 0, 0])
    assert shown(TotalPay.bonus_base, **given) == pytest.approx([1050, 200, 100, 0, 0])
    # The pool by the same days: 30, 10 and 10 of 50.
    assert shown(TotalPay.pool, **given) == pytest.approx([60, 20, 20, 0, 0])
    assert shown(TotalPay.base_salary, month="2026-07", **given)[0] == 9999


# A rise of the share on the 16th of June holds for half of it: Ada has 2, Ben 1 of 3. Before a first row there is none.
def test_the_share_of_the_pool_goes_by_the_days_as_the_pay_does() -> None:
    base_pay = """
        rep_id, valid_from, base_salary, pool_share
        R1,     2026-01-01, 5000,        1
        R1,     2026-06-16, 6000,        3
        R2,     2026-01-01, 4000,        {share}
        R3,     {first},    4000,        1
    """
    reps = "rep_id, name, team_id, role\nR1, Ada, T1, rep\nR2, Ben, T1, rep\nR3, Cho, T1, rep\nR4, Dee, T2, rep\n"
    given = {**tables(), "reps": reps, "teams": "team_id, name, manager_id\nT1, North, R1\nT2, South, R4\n"}

    def pool(share: str, first: str) -> list[Scalar]:
        return shown(TotalPay.pool, **{**given, "base_pay": base_pay.format(share=share, first=first)})

    assert pool("1", "2026-07-01") == pytest.approx([66.67, 33.33, 0])
    assert pool("2", "2026-06-16") == pytest.approx([44.44, 44.45, 11.11])


def test_without_shares_nobody_gets_a_part() -> None:
    given = tables() | {"base_pay": "rep_id, valid_from, base_salary\nR3, 2026-01-01, 5\n"}
    assert shown(TotalPay.pool, **given) == [0, 0, 0]
    assert shown(TotalPay.total, **given) == [0, 0, 0]


ADJUSTED = "period, payee, line, amount\n2026-06, R1, damage, {amount}\n2026-05, R1, damage, -9\n"
PLANS = {
    "plans": """
        plan_id, role, valid_from, basis,  mode,     over,  boundary
        P1,      rep,  2026-01-01, booked, marginal, month, higher
    """,
    "plan_tiers": """
        plan_id, lower, upper, rate
        P1,      0,     1000,  {rate}
        P1,      1000,  ,      0.1
    """,
    "orders": """
        order_id, rep_id, order_date, amount
        O1,       R1,     2026-06-05, 1200
    """,
}


def planned(rate: str = "0.05") -> dict[str, str]:
    return {key: text.replace("{rate}", rate) for key, text in PLANS.items()}


@pytest.mark.parametrize(("rate", "adjusted", "payout"), [("0.05", "-10", 60), ("0.02", "-10", 30), ("0.05", "5", 75)])
def test_an_order_pays_the_rate_of_its_tier(rate: str, adjusted: str, payout: float) -> None:
    # Of 1200 the first 1000 pay 5 % and the last 200 pay 10 %: 50 + 20, less 10 of the adjustment.
    given = tables(**planned(rate), adjustments=ADJUSTED.format(amount=adjusted))
    assert shown(Payout.payout, **given)[:1] == [payout]


@pytest.mark.parametrize(("adjusted", "total", "over"), [("-1000", 7303.33 - 1000, 0), ("-1500", 7303.33 - 1500, 1)])
def test_total_pay_adds_up_and_marks_what_is_deducted_beyond_the_limit(adjusted: str, total: float, over: int) -> None:
    # Since June Ada has 6000 (not yet the 9000 of July), a bonus of 1200, 33.33 of the pool, 70 of commission: 7303.33.
    # 1000 of that are less than 20 %, 1500 are more.
    given = tables(**planned(), adjustments=ADJUSTED.format(amount=adjusted))
    assert shown(TotalPay.base_salary, **given) == [6000, 4000, 0]
    assert shown(TotalPay.total, **given)[0] == pytest.approx(total)
    assert shown(TotalPay.deducted, **given)[0] == -float(adjusted)
    assert shown(TotalPay.over_limit, **given) == [over, 0, 0]
    assert shown(TotalPay.under_least, **given) == [0, 0, 0]


def test_what_is_left_is_marked_below_the_least() -> None:
    made = book(centre(**tables(**planned(), adjustments=ADJUSTED.format(amount="-1000"))))
    typed = dataclasses.replace(made.content, inputs={**made.content.inputs, PayLimits.least_pay: [6500.0]})
    found = evaluate(
        SALES_CENTER, typed.inputs, typed.sizes, Flavour.NATIVE, cell_functions(), typed.no_source,
        wanted=[TotalPay.under_least],
    )  # fmt: skip  # the book, then what is asked
    assert found[TotalPay.under_least].flat() == [1, 0, 0]


@pytest.mark.parametrize(
    ("audience", "has_pay"), [(None, False), (Audience.MANAGER, True), (Audience.FINANCE, True)], ids=str
)
def test_pay_is_for_managers_and_finance_alone(audience: Audience | None, has_pay: bool) -> None:
    sheets = book(centre(**tables()), audience=audience).book.sheets
    assert (TOTAL_PAY in sheets) is has_pay
    assert TOTAL_PAY not in sheets_of(Audience.REP)
