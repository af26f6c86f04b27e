"""From what lines earned to what is paid, by examples worked out by hand."""

from __future__ import annotations

import math

import pytest

from tests.data.commission_centres import by_month, centre_of, orders, plan, plans, settled

TEN_PERCENT = "plan_id,lower,upper,rate\nP1,0,,0.1\nP2,0,,0.1\n"
SALES = orders("O1,R1,2026-01-05,50000", "O2,R1,2026-02-05,10000", "O3,R1,2026-03-05,20000")  # 5 000, 1 000, 2 000


@pytest.mark.parametrize(
    ("terms", "capped", "lost"),
    [
        ({"cap": 3_000}, [3_000, 1_000, 2_000], [2_000, 0, 0]),
        ({"cap": 3_000, "excess": "carried"}, [3_000, 3_000, 2_000], [0, 0, 0]),
        ({"cap": 5_500, "cap_over": "quarter"}, [5_000, 500, 0], [0, 500, 2_000]),
        ({"cap": 4_000, "cap_over": "year", "excess": "carried"}, [4_000, 0, 0], [0, 0, 0]),
        ({"cap": 0}, [0, 0, 0], [5_000, 1_000, 2_000]),
        ({"cap": 1_200, "cap_over": "deal"}, [1_200, 1_000, 1_200], [0, 0, 0]),  # what is above never was earned
        ({}, [5_000, 1_000, 2_000], [0, 0, 0]),
    ],
)
def test_what_exceeds_the_cap_of_its_window_is_lost_or_waits(
    terms: dict[str, str | float], capped: list[float], lost: list[float]
) -> None:
    found = settled(centre_of(plans=plan(**terms), plan_tiers=TEN_PERCENT, orders=SALES))
    months = ["2026-01", "2026-02", "2026-03"]
    assert [by_month(found, "capped")[month] for month in months] == capped
    assert [by_month(found, "lost")[month] for month in months] == lost


def test_what_waits_is_paid_when_a_year_gives_room_again() -> None:
    found = settled(
        centre_of(
            {"first_month": 3},
            plans=plan(cap=4_000, cap_over="year", excess="carried"),
            plan_tiers=TEN_PERCENT,
            orders=orders("O1,R1,2026-01-05,50000", "O2,R1,2026-02-05,10000"),
        )
    )
    assert by_month(found, "carried_in") == {"2026-01": 0, "2026-02": 1_000, "2026-03": 2_000}
    assert by_month(found) == {"2026-01": 4_000, "2026-02": 0, "2026-03": 2_000}


def test_nobody_employed_is_paid_less_than_the_floor() -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,hire_date,leave_date\nR1,T1,rep,2026-02-20,2026-04-01\n",
            plans=plan(floor=1_500),
            plan_tiers=TEN_PERCENT,
            orders=orders("O1,R1,2026-02-25,10000", "O2,R1,2026-03-25,20000", "O3,R1,2026-05-25,1000"),
        )
    )
    assert by_month(found) == {"2026-02": 1_500, "2026-03": 2_000, "2026-04": 1_500, "2026-05": 100}


@pytest.mark.parametrize(("first_month", "released_in"), [(1, "2026-12"), (4, "2026-03")])
def test_what_is_held_back_is_paid_in_the_last_month_of_the_fiscal_year(first_month: int, released_in: str) -> None:
    found = settled(
        centre_of(
            {"first_month": first_month},
            plans=plan(holdback=0.2, valid_to="2026-03-31"),
            plan_tiers=TEN_PERCENT,
            orders=SALES,
        )
    )
    held, released = by_month(found, "held"), by_month(found, "released")
    assert (held["2026-01"], held["2026-02"], held["2026-03"]) == (1_000, 200, 0 if first_month == 4 else 400)
    assert {month: money for month, money in released.items() if money} == {released_in: sum(held.values())}
    assert sum(by_month(found).values()) == 8_000


@pytest.mark.parametrize(
    ("recoverable", "paid", "debts"),
    [
        ("1", [1_500, 1_500, 1_500, 2_000], [500, 1_500, 1_000, 0]),
        ("0", [1_500, 1_500, 2_000, 3_000], [0, 0, 0, 0]),
    ],
)
def test_a_draw_is_paid_in_any_case_and_a_recoverable_one_is_owed(
    recoverable: str, paid: list[float], debts: list[float]
) -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,leave_date\nR1,T1,rep,2026-04-30\n",
            plans=plan(draw=1_500, recoverable=recoverable),
            plan_tiers=TEN_PERCENT,
            orders=orders(
                "O1,R1,2026-01-05,10000", "O2,R1,2026-02-05,5000", "O3,R1,2026-03-05,20000", "O4,R1,2026-04-05,30000"
            ),
        )
    )
    assert list(by_month(found).values()) == paid
    assert list(by_month(found, "debt").values()) == debts


def test_who_leaves_with_a_debt_is_advanced_nothing_more() -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role,leave_date\nR1,T1,rep,2026-01-31\n",
            plans=plan(draw=1_000),
            orders=orders("O1,R1,2026-03-05,8000"),
        )
    )
    assert by_month(found)["2026-01"] == 1_000
    assert sum(by_month(found).values()) == 1_000
    assert by_month(found, "debt")["2026-03"] == 600


@pytest.mark.parametrize(
    ("draw", "paid", "owed"),
    [
        ("", [1_000, -800, 1_000], [0, 0, 0]),
        (0.01, [1_000, 0.01, 199.99], [0, 0, 800.01]),
    ],
)
def test_a_refund_that_exceeds_the_month_is_taken_back_at_once_or_owed_where_there_is_a_draw(
    draw: str | float, paid: list[float], owed: list[float]
) -> None:
    found = settled(
        centre_of(
            plans=plan(draw=draw),
            plan_tiers=TEN_PERCENT,
            orders=orders("O1,R1,2026-01-05,10000", "O2,R1,2026-02-05,-8000,O1", "O3,R1,2026-03-05,10000"),
        )
    )
    assert list(by_month(found).values())[:3] == paid
    assert list(by_month(found, "debt_before").values())[:3] == owed


def test_terms_are_those_of_the_version_in_force_at_the_end_of_the_month_or_last_in_it() -> None:
    found = settled(
        centre_of(
            plans=plans(
                {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "cap": 100, "valid_to": ""},
                {
                    "plan_id": "P2",
                    "supersedes": "P1",
                    "role": "rep",
                    "valid_from": "2026-01-20",
                    "cap": 200,
                    "valid_to": "2026-02-10",
                },
            ),
            plan_tiers=TEN_PERCENT,
            orders=orders("O1,R1,2026-01-05,50000", "O2,R1,2026-02-05,50000"),
        )
    )
    assert by_month(found) == {"2026-01": 200, "2026-02": 200}


def test_pay_is_in_the_currency_of_the_payee_at_the_rate_of_the_last_day() -> None:
    dataset = centre_of(
        fx="date,currency,rate\n2026-01-31,USD,7\n2026-02-28,USD,8\n",
        plans=plan(),
        plan_tiers=TEN_PERCENT,
        orders=SALES,
    )
    assert by_month(settled(dataset, currency="USD")) == {"2026-01": 714.29, "2026-02": 125, "2026-03": 250}
    assert all(math.isnan(paid) for paid in by_month(settled(dataset, currency="EUR")).values())
