"""Tiers of attainment, pay on target and multipliers, by examples worked out by hand."""

from __future__ import annotations

import pytest

from tests.data.commission_centres import amounts, by_month, centre_of, orders, plan, plans, settled, tiers

TARGETS = "scope,id,year,period,metric,amount\nrep,R1,2026,2026-01,sales,100000\nrep,R1,2026,2026-02,sales,100000\n"
YEAR = "scope,id,year,period,metric,amount\nrep,R1,2026,year,sales,1200000\n"
ACCELERATED = tiers((0, 1, 0.05), (1, "", 0.075))


@pytest.mark.parametrize(
    ("terms", "bands", "sold", "earned"),
    [
        ({}, ACCELERATED, 80_000, 4_000),
        ({}, ACCELERATED, 100_000, 5_000),
        ({}, ACCELERATED, 120_000, 5_000 + 1_500),
        ({"mode": "slab"}, tiers((0, 0.8, 0.03), (0.8, 1, 0.05), (1, "", 0.08)), 80_000, 4_000),
        ({"mode": "slab"}, tiers((0, 0.8, 0.03), (0.8, 1, 0.05), (1, "", 0.08)), 79_999.99, 2_400),
        ({"mode": "slab", "boundary": "lower"}, tiers((0, 1, 0.05), (1, "", 0.08)), 100_000, 5_000),
        ({"mode": "overage"}, tiers((1, 1.2, 0.1), (1.2, "", 0.15)), 130_000, 4_500),
        ({"mode": "milestone"}, tiers((0.8, 1, 500), (1, "", 2_000)), 95_000, 500),
        ({"mode": "milestone"}, tiers((0.8, 1, 500), (1, 1.5, 2_000)), 200_000, 2_000),  # once reached, it stays
        ({"mode": "slab"}, tiers((0, 1, 0.05), (1, 1.5, 0.08)), 200_000, 0),
        ({"mode": "interpolated"}, tiers((0.5, 1, 4_000), (1, 1.5, 6_000)), 75_000, 2_000),
        ({"on_target": 5_000}, tiers((0, 1, 1), (1, "", 1.5)), 110_000, 5_000 * 1.15),
        ({"on_target": 5_000, "mode": "slab"}, tiers((0, 1, 1), (1, "", 1.5)), 110_000, 5_000 * 1.1 * 1.5),
        ({"on_target": 5_000, "mode": "interpolated"}, tiers((0.5, 1, 1), (1, 1.5, 1)), 75_000, 2_500),
        ({"on_target": 5_000, "mode": "milestone"}, tiers((0.8, 1, 0.5), (1, "", 1)), 90_000, 2_500),
    ],
)
def test_tiers_of_attainment_pay_by_the_part_of_the_target(
    terms: dict[str, str | float], bands: str, sold: float, earned: float
) -> None:
    found = settled(
        centre_of(
            plans=plan(tiers_on="attainment", **terms), plan_tiers=bands, targets=TARGETS,
            orders=orders(f"O1,R1,2026-01-05,{sold}"),
        )
    )  # fmt: skip  # the tables
    assert by_month(found, "earned") == {"2026-01": pytest.approx(earned)}


@pytest.mark.parametrize(
    ("sold", "earned"), [(70_000, 0), (80_000, 4_000), (100_000, 5_000), (120_000, 5_000 * 1.2 * 1.25)]
)
def test_a_multiplier_takes_all_of_the_attainment(sold: float, earned: float) -> None:
    found = settled(
        centre_of(
            plans=plan(mode="multiplier", on_target=5_000), targets=TARGETS,
            plan_tiers=tiers((0.8, 1.1, 1), (1.1, "", 1.25)), orders=orders(f"O1,R1,2026-01-05,{sold}"),
        )
    )  # fmt: skip  # the tables
    assert by_month(found, "earned") == {"2026-01": pytest.approx(earned)}


def test_an_accelerator_begins_when_the_quota_of_the_year_is_reached() -> None:
    found = settled(
        centre_of(
            plans=plan(tiers_on="attainment", over="year"), plan_tiers=ACCELERATED, targets=YEAR,
            orders=orders("O1,R1,2026-02-05,900000", "O2,R1,2026-06-05,400000", "O3,R1,2026-07-05,100000"),
        )
    )  # fmt: skip  # the tables
    assert amounts(found) == [45_000, 300_000 * 0.05 + 100_000 * 0.075, 7_500]


def test_what_was_paid_before_rises_to_the_rate_that_the_quarter_reaches() -> None:
    bands = tiers((0, 1, 0.02), (1, "", 0.03))
    quarter = "scope,id,year,period,metric,amount\nrep,R1,2026,2026-Q1,sales,300000\n"
    found = settled(
        centre_of(
            plans=plan(tiers_on="attainment", mode="slab", over="quarter"), plan_tiers=bands, targets=quarter,
            orders=orders("O1,R1,2026-01-05,100000", "O2,R1,2026-03-05,200000"),
        )
    )  # fmt: skip  # the tables
    assert by_month(found, "true_up") == {"2026-01": 0, "2026-03": 1_000}
    assert by_month(found, "earned") == {"2026-01": 2_000, "2026-03": 7_000}


def test_months_before_the_first_plan_go_by_that_of_the_first_month_with_one() -> None:
    """For a few days the person had the plan of everybody; no month ended by it."""
    of_everybody = {"plan_id": "P1", "role": "rep", "valid_from": "2026-03-01", "measure": "quantity"}
    own = {"plan_id": "P2", "rep_id": "R1", "valid_from": "2026-03-10", "currency": "USD", "over": "year"}
    found = settled(
        centre_of(
            plans=plans({**own, "tiers_on": "attainment"}, of_everybody), targets=YEAR,
            plan_tiers=tiers((0, "", 0.1), plan_id="P2"), fx="date,currency,rate\n2026-01-01,USD,8\n",
            orders=orders("O1,R1,2026-03-20,80000"),
        )
    )  # fmt: skip  # the tables
    assert by_month(found, "quota") == {"2026-03": 1_200_000 / 8}


def test_without_a_target_nothing_is_earned_by_attainment() -> None:
    dataset = centre_of(
        plans=plan(tiers_on="attainment"), plan_tiers=ACCELERATED, orders=orders("O1,R1,2026-01-05,80000")
    )
    assert amounts(settled(dataset)) == [0]


def test_pay_on_target_is_prorated_with_the_target() -> None:
    people = "rep_id,team_id,role,hire_date\nR1,T1,rep,2026-02-15\n"
    found = settled(
        centre_of(
            plans=plan(mode="multiplier", on_target=5_600, proration="start_counted"), targets=TARGETS, reps=people,
            plan_tiers=tiers((0, "", 1)), orders=orders("O1,R1,2026-02-20,60000"),
        )
    )  # fmt: skip  # the tables
    assert by_month(found, "quota") == {"2026-02": 50_000}  # 14 of 28 days
    assert by_month(found, "earned") == {"2026-02": 2_800 * 1.2}
