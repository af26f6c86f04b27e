"""Gates, coefficients, quotas and draws as people agree them, worked out by hand with one input changed each."""

from __future__ import annotations

import math

import pytest

from salessheet.data.commission import Settlement
from tests.data.commission_centres import by_month, centre_of, orders, plan, plans, settled

TEN_PERCENT = "plan_id,lower,upper,rate\nP1,0,,0.1\nP2,0,,0.1\n"
SALES = orders("O1,R1,2026-01-05,60000", "O2,R1,2026-02-05,20000", "O3,R1,2026-03-05,160000")  # 6 000, 2 000, 16 000
MONTHS = ("2026-01", "2026-02", "2026-03")
STEPS = ("P1,attainment,0.5,0.8,0.5", "P1,attainment,0.8,1,0.9", "P1,attainment,1,,1.2")


def targets(*rows: str) -> str:
    """Of R1 in 2026: a period and an amount each."""
    lines = [f"rep,R1,2026,{row}" for row in rows]
    return "\n".join(["scope,id,year,period,amount,metric,currency", *lines, ""])


def factors(*rows: str) -> str:
    return "\n".join(["plan_id,depends_on,lower,upper,factor", *rows, ""])


MONTHLY = targets("2026-01,100000", "2026-02,100000", "2026-03,100000")


def found_of(terms: dict[str, str | float], **tables: str) -> Settlement:
    given = {"plan_tiers": TEN_PERCENT, "orders": SALES, "targets": MONTHLY, **tables}
    return settled(centre_of(None, plans=plan(**terms), **given))


def of_months(found: Settlement, column: str) -> list[float]:
    return [by_month(found, column)[month] for month in MONTHS]


@pytest.mark.parametrize(
    ("terms", "sold", "qualified"),
    [
        ({}, 160_000, [6_000, 2_000, 16_000]),
        ({"gate": 0}, 160_000, [6_000, 2_000, 16_000]),
        ({"gate": 0.8}, 160_000, [0, 0, 16_000]),
        ({"gate": 0.8}, 80_000, [0, 0, 8_000]),  # exactly at the gate
        ({"gate": 0.8}, 79_999.99, [0, 0, 0]),
        ({"gate": 0.6}, 160_000, [6_000, 0, 16_000]),
        ({"gate": 0.8, "over": "quarter"}, 160_000, [0, 0, 24_000]),  # 240 000 of 300 000, in the third month
        ({"gate": 0.8, "over": "quarter"}, 159_999.99, [0, 0, 0]),
        ({"gate": 0.8, "over": "deal"}, 160_000, [0, 0, 16_000]),
    ],
)
def test_a_gate_pays_what_was_earned_in_its_window_once_it_is_reached(
    terms: dict[str, str | float], sold: float, qualified: list[float]
) -> None:
    last = orders("O1,R1,2026-01-05,60000", "O2,R1,2026-02-05,20000", f"O3,R1,2026-03-05,{sold}")
    found = found_of(terms, orders=last)
    assert of_months(found, "qualified") == qualified
    assert of_months(found, "capped") == qualified
    gated = [a - b for a, b in zip(qualified, of_months(found, "earned"), strict=True)]
    assert of_months(found, "gated") == pytest.approx(gated)


def test_a_gate_on_nothing_that_is_known_stays_shut() -> None:
    found = found_of({"gate": 0.5}, targets=targets())
    assert of_months(found, "qualified") == [0, 0, 0]
    assert all(math.isnan(value) for name in ("quota", "attainment") for value in of_months(found, name))


@pytest.mark.parametrize(
    ("terms", "rows", "factor", "qualified"),
    [
        ({}, STEPS, [0.5, 0, 1.2], [3_000, 0, 19_200]),
        ({"factor_shape": "curve"}, STEPS, [0.5 + 0.4 / 3, 0, 1.2], [3_800, 0, 19_200]),
        ({"over": "quarter"}, STEPS, [0, 0, 0.9], [0, 0, 21_600]),
        ({"over": "quarter", "gate": 0.8}, STEPS, [0, 0, 0.9], [0, 0, 21_600]),
        ({"gate": 0.7}, STEPS, [0, 0, 1.2], [0, 0, 19_200]),
        ({}, ("P1,attainment,0.6,0.6001,2", "P1,attainment,1.6,1.7,3"), [2, 0, 3], [12_000, 0, 48_000]),
        ({}, ("P1,attainment,0.5,0.6,2",), [0, 0, 0], [0, 0, 0]),  # 0.6 is no longer in it
    ],
)
def test_a_coefficient_multiplies_the_earned_of_the_window(
    terms: dict[str, str | float], rows: tuple[str, ...], factor: list[float], qualified: list[float]
) -> None:
    found = found_of(terms, plan_factors=factors(*rows))
    assert of_months(found, "factor") == pytest.approx(factor)
    assert of_months(found, "qualified") == qualified


@pytest.mark.parametrize(
    ("hired", "qualified"),
    [
        ("", [3_000, 0, 19_200]),  # nobody knows when the first year was
        ("2025-03-15", [6_000, 2_000, 19_200]),  # March 2026 is the thirteenth month
        ("2025-04-30", [6_000, 2_000, 16_000]),
        ("2025-01-31", [3_000, 0, 19_200]),
    ],
)
def test_in_the_first_twelve_months_the_rows_of_the_first_year_count(hired: str, qualified: list[float]) -> None:
    rep = f"rep_id,team_id,role,hire_date\nR1,T1,rep,{hired}\n"
    found = found_of({}, reps=rep, plan_factors=factors(*STEPS, "P1,first_year,0,,1"))
    assert of_months(found, "qualified") == qualified


@pytest.mark.parametrize(
    ("terms", "quota", "draw"),
    [
        ({}, 30_000, 3_000),
        ({"proration": "none"}, 30_000, 3_000),
        ({"proration": "start_counted"}, 15_000, 1_500),
        ({"proration": "start_not_counted"}, 14_000, 1_400),
    ],
)
def test_the_first_month_counts_by_its_days(terms: dict[str, str | float], quota: float, draw: float) -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,hire_date\nR1,T1,rep,2026-04-16\n",
            plans=plan(gate=0.5, draw=3_000, floor=3_000, **terms),
            targets=targets("2026-04,30000", "2026-05,30000"),
        )
    )
    assert (by_month(found, "quota")["2026-04"], by_month(found, "quota")["2026-05"]) == (quota, 30_000)
    for column in ("out", "floored"):
        assert (by_month(found, column)["2026-04"], by_month(found, column)["2026-05"]) == (draw, 3_000)


def test_the_last_month_counts_up_to_the_day_of_leaving() -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,leave_date\nR1,T1,rep,2026-04-20\n",
            plans=plan(gate=0.5, proration="start_not_counted", floor=900),
            targets=targets("2026-04,30000"),
        )
    )
    assert (by_month(found, "quota")["2026-04"], by_month(found)["2026-04"]) == (20_000, 600)


@pytest.mark.parametrize(
    ("over", "quotas"),
    [("month", [25_000, 50_000, 75_000, 100_000]), ("quarter", [150_000, 150_000, 150_000, 300_000])],
)
def test_a_quota_is_ramped_by_the_months_of_service(over: str, quotas: list[float]) -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,hire_date\nR1,T1,rep,2026-01-20\n",
            plans=plan(gate=0.1, over=over, floor=1),
            plan_factors=factors("P1,service_month,1,1,0.25", "P1,service_month,2,2,0.5", "P1,service_month,3,3,0.75"),
            targets=targets("year,1200000"),
        )
    )
    assert [by_month(found, "quota")[month] for month in (*MONTHS, "2026-04")] == quotas


@pytest.mark.parametrize(
    ("relief", "quota"),
    [
        ("", 28_000),
        ("R1,2026-02-01,2026-02-14,1\n", 14_000),
        ("R1,2026-02-01,2026-02-14,0.5\n", 21_000),
        ("R1,2026-01-20,2026-02-07,1\nR1,2026-02-22,2026-03-05,1\n", 14_000),
        ("R1,2026-01-01,2026-12-31,1\nR1,2026-02-01,2026-02-28,0.5\n", math.nan),  # nothing is left
        ("R2,2026-02-01,2026-02-14,1\n", 28_000),
    ],
)
def test_relief_waives_a_share_of_the_quota_of_its_days(relief: str, quota: float) -> None:
    found = found_of(
        {"gate": 0.5},
        targets=targets("2026-02,28000"),
        quota_relief=f"rep_id,from_date,to_date,share\n{relief}",
    )
    assert by_month(found, "quota")["2026-02"] == pytest.approx(quota, nan_ok=True)


@pytest.mark.parametrize(
    ("metric", "measure", "currency", "quota"),
    [
        ("", "money", "", 30_000),
        ("visits", "money", "", 40),
        ("", "money", "USD", 4_285.71),
        ("", "deals", "USD", 30_000),
    ],
)
def test_a_quota_is_of_the_metric_and_in_the_currency_of_the_plan(
    metric: str, measure: str, currency: str, quota: float
) -> None:
    found = found_of(
        {"gate": 0.5, "metric": metric, "measure": measure, "currency": currency},
        targets=targets("2026-01,30000", "2026-01,40,visits"),
        fx="date,currency,rate\n2026-01-01,USD,7\n",
    )
    assert by_month(found, "quota")["2026-01"] == quota


@pytest.mark.parametrize(
    ("sold", "qualified"),
    [(79_999, 0), (80_000, 8_000), (120_000, 12_000)],
)
def test_the_gate_of_one_component_can_open_another(sold: float, qualified: float) -> None:
    found = settled(
        centre_of(
            plans=plans(
                {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01"},
                {
                    "plan_id": "P2",
                    "component": "bonus",
                    "role": "rep",
                    "valid_from": "2026-01-01",
                    "gate": 0.8,
                    "gate_by": "Commission",
                    "basis": "cash",
                },
            ),
            plan_tiers=TEN_PERCENT,
            orders=orders(f"O1,R1,2026-01-05,{sold}"),
            receipts=f"receipt_id,order_id,date,amount\nQ1,O1,2026-01-20,{sold}\n",
            targets=targets("2026-01,100000"),
        )
    )
    bonus = found.pays.query("component == 'bonus'")
    assert list(bonus["qualified"]) == [qualified]


DRAWN = orders("O1,R1,2026-01-05,10000", "O2,R1,2026-02-05,50000", "O3,R1,2026-03-05,50000", "O4,R1,2026-04-05,50000")


@pytest.mark.parametrize(
    ("terms", "paid", "debts"),
    [
        ({}, [3_000, 3_000, 5_000, 5_000], [2_000, 0, 0, 0]),
        ({"recovery": 0.5}, [3_000, 4_000, 4_000, 5_000], [2_000, 1_000, 0, 0]),
        ({"recovery": 0.25}, [3_000, 4_500, 4_500, 4_500], [2_000, 1_500, 1_000, 500]),
        ({"recovery": 0}, [3_000, 5_000, 5_000, 5_000], [2_000, 2_000, 2_000, 2_000]),
        ({"recovery_after": 2}, [3_000, 5_000, 3_000, 5_000], [2_000, 2_000, 0, 0]),
        ({"recovery": 0.5, "recovery_after": 3}, [3_000, 5_000, 5_000, 4_000], [2_000, 2_000, 2_000, 1_000]),
    ],
)
def test_a_draw_is_recovered_as_it_was_agreed(
    terms: dict[str, str | float], paid: list[float], debts: list[float]
) -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,hire_date,leave_date\nR1,T1,rep,2025-01-01,2026-04-30\n",
            plans=plan(draw=3_000, **terms),
            plan_tiers=TEN_PERCENT,
            orders=DRAWN,
        )
    )
    assert [by_month(found)[f"2026-0{n}"] for n in range(1, 5)] == paid
    assert [by_month(found, "debt")[f"2026-0{n}"] for n in range(1, 5)] == debts


def test_months_without_recovery_count_from_hire_where_it_is_later_than_the_plan() -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,hire_date\nR1,T1,rep,2026-01-31\n",
            plans=plan(draw=3_000, recovery_after=2, valid_from="2025-06-01"),
            plan_tiers=TEN_PERCENT,
            orders=DRAWN,
        )
    )
    assert [by_month(found)[f"2026-0{n}"] for n in range(1, 5)] == [3_000, 5_000, 3_000, 5_000]


@pytest.mark.parametrize(
    ("forgiven", "month", "amount", "owed"),
    [
        ("never", "2026-05", 0, 5_000),
        ("leaving", "2026-05", 5_000, 0),
        ("year_end", "2026-05", 0, 5_000),
        ("year_end", "2026-12", 5_000, 0),
        ("never", "2026-12", 0, 5_000),
    ],
)
def test_what_is_still_owed_is_forgiven_when_it_was_agreed(
    forgiven: str, month: str, amount: float, owed: float
) -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,leave_date\nR1,T1,rep,2026-05-04\n",
            plans=plan(draw=1_000, forgiven=forgiven),
        )
    )
    assert (by_month(found, "forgiven")[month], by_month(found, "debt")[month]) == (amount, owed)
    assert sum(by_month(found).values()) == 5_000
