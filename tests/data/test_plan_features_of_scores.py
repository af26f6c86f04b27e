"""Bonuses by the scores of objectives, by examples worked out by hand: each changes one input and meets one amount."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet.data.dataset import Dataset
from tests.data.commission_centres import amounts, by_month, centre_of, orders, plans, settled, tiers

NO_TIERS = tiers()
YEAR = "scope,id,year,period,metric,amount\nrep,R1,2026,year,sales,1200000\n"
AGREED = ("M1,2026-Q1,R1,mbo,0.5,1", "M2,2026-Q1,R1,mbo,0.3,0.8", "M3,2026-Q1,R1,mbo,0.2,1.2")


def objectives(*rows: str) -> str:
    return "\n".join(["objective_id,period,payee,component,weight,score", *rows, ""])


def bonus(**terms: str | float) -> dict[str, str | float]:
    row: dict[str, str | float] = {
        "plan_id": "P1", "component": "mbo", "role": "rep", "valid_from": "2026-01-01", "basis": "score",
        "on_target": 10_000, "over": "quarter",
    }  # fmt: skip  # a plan on scores
    return row | terms


def centre(rows: tuple[str, ...] = AGREED, bands: str = NO_TIERS, **terms: str | float) -> Dataset:
    return centre_of(plans=plans(bonus(**terms)), plan_tiers=bands, objectives=objectives(*rows))


def test_each_objective_pays_its_part_of_the_target_bonus_by_its_score() -> None:
    found = settled(centre())
    assert amounts(found) == [5_000, 2_400, 2_400]
    assert by_month(found) == {"2026-03": 9_800}
    assert by_month(found, "attainment") == {"2026-03": pytest.approx(0.98)}


@pytest.mark.parametrize(
    ("weights", "scores", "paid"),
    [
        ((0.5, 0.3, 0.2), (1, 1, 1), 10_000),
        ((0.5, 0.3, 0.2), (0, 0.8, 1.2), 4_800),
        ((0.6, 0.2, 0.2), (1, 0.8, 1.2), 10_000),
        ((0.3333, 0.3333, 0.3334), (0.5, 0.7, 0.95), 7_166.9),  # 1,666.50 + 2,333.10 + 3,167.30
    ],
)
def test_weights_and_scores_make_the_bonus(weights: tuple[float, ...], scores: tuple[float, ...], paid: float) -> None:
    rows = tuple(f"M{at},2026-Q1,R1,mbo,{w},{s}" for at, (w, s) in enumerate(zip(weights, scores, strict=True)))
    assert by_month(settled(centre(rows))) == {"2026-03": pytest.approx(paid)}


BANDS = tiers((0, 0.6, 0), (0.6, 0.8, 0.8), (0.8, 0.9, 1), (0.9, "", 1.2))


@pytest.mark.parametrize(
    ("score", "paid"), [(0.59, 0), (0.6, 8_000), (0.7999, 8_000), (0.8, 10_000), (0.9, 12_000), (1.3, 12_000)]
)
def test_bands_of_the_score_pay_their_part_of_the_target_bonus(score: float, paid: float) -> None:
    rows = (f"M1,2026-Q1,R1,mbo,0.5,{score}", f"M2,2026-Q1,R1,mbo,0.5,{score}")
    assert by_month(settled(centre(rows, BANDS, mode="milestone"))) == {"2026-03": paid}


@pytest.mark.parametrize(("score", "paid"), [(0.59, 0), (0.7, 5_600), (0.85, 8_500), (0.95, 11_400)])
def test_a_multiplier_takes_all_of_the_score(score: float, paid: float) -> None:
    found = settled(centre((f"M1,2026-Q1,R1,mbo,1,{score}",), BANDS, mode="multiplier"))
    assert by_month(found) == {"2026-03": pytest.approx(paid)}


def test_between_two_points_a_curve_pays_in_proportion() -> None:
    curve = tiers((0.6, 1, 1), (1, 1.2, 0.5))
    assert by_month(settled(centre((AGREED[0].replace(",0.5,1", ",1,0.7"),), curve, mode="interpolated"))) == {
        "2026-03": 2_500  # a quarter of the way from 60% to 100%
    }


@pytest.mark.parametrize(("cap", "paid"), [(12_000, 9_800), (9_000, 9_000)])
def test_a_cap_holds_for_scores_as_for_all_else(cap: float, paid: float) -> None:
    assert by_month(settled(centre(cap=cap, cap_over="quarter"))) == {"2026-03": paid}


@pytest.mark.parametrize(("gate", "paid"), [(0.98, 9_800), (0.99, 0)])
def test_a_gate_of_its_own_goes_by_the_score(gate: float, paid: float) -> None:
    assert by_month(settled(centre(gate=gate))) == {"2026-03": paid}


@pytest.mark.parametrize(("score", "paid"), [(0.8, 500), (0.79, 0)])
def test_the_score_of_one_component_may_open_the_gate_of_another(score: float, paid: float) -> None:
    sales: dict[str, str | float] = {
        "plan_id": "P2",
        "role": "rep",
        "valid_from": "2026-01-01",
        "gate": 0.8,
        "gate_by": "mbo",
    }
    found = settled(
        centre_of(
            plans=plans(bonus(over="month", on_target=0), sales), plan_tiers=tiers((0, "", 0.05), plan_id="P2"),
            orders=orders("O1,R1,2026-03-05,10000"), objectives=objectives(f"M1,2026-03,R1,mbo,1,{score}"),
        )
    )  # fmt: skip  # the tables
    assert found.pays.query("component == 'commission'")["payout"].sum() == paid


@pytest.mark.parametrize(("sold", "paid"), [(240_000, 9_800), (239_999, 0)])
def test_the_sales_of_a_quarter_may_open_the_gate_of_the_bonus(sold: float, paid: float) -> None:
    sales: dict[str, str | float] = {
        "plan_id": "P2", "component": "commission", "role": "rep", "valid_from": "2026-01-01", "over": "quarter",
    }  # fmt: skip  # on one line
    found = settled(
        centre_of(
            plans=plans(bonus(gate=0.8, gate_by="commission"), sales),
            plan_tiers=tiers((0, "", 0.05), plan_id="P2"), orders=orders(f"O1,R1,2026-03-05,{sold}"),
            objectives=objectives(*AGREED), targets=YEAR,
        )
    )  # fmt: skip  # the tables
    assert found.pays.query("component == 'mbo'")["payout"].sum() == paid


def test_the_target_bonus_of_a_joiner_is_prorated() -> None:
    people = "rep_id,team_id,role,hire_date\nR1,T1,rep,2026-03-01\n"
    dataset = centre_of(
        plans=plans(bonus(proration="start_counted")), plan_tiers=NO_TIERS, reps=people,
        objectives=objectives(*AGREED),
    )  # fmt: skip  # the tables
    assert by_month(settled(dataset)) == {"2026-03": pytest.approx(3_266.67)}  # 3,333.33: 1,666.67 + 800.00 + 800.00


@pytest.mark.parametrize(
    ("period", "over", "month"),
    [("2026-02", "month", "2026-02"), ("2026-Q2", "quarter", "2026-06"), ("2026", "year", "2026-12")],
)
def test_a_score_pays_in_the_last_month_of_its_period(period: str, over: str, month: str) -> None:
    found = settled(centre((f"M1,{period},R1,mbo,1,1",), over=over))
    assert by_month(found) == {month: 10_000}


def test_quarters_are_those_of_the_fiscal_year() -> None:
    dataset = centre_of(
        {"first_month": 4}, plans=plans(bonus()), plan_tiers=NO_TIERS, objectives=objectives("M1,2026-Q1,R1,mbo,1,1")
    )
    assert by_month(settled(dataset)) == {"2026-06": 10_000}


def test_what_is_not_scored_waits_and_what_is_of_another_period_is_listed() -> None:
    rows = ("M1,2026-Q1,R1,mbo,0.5,0.9", "M2,2026-Q1,R1,mbo,0.5,", "M3,2026-02,R1,mbo,1,1", "M4,2025-Q4,R1,mbo,1,1")
    found = settled(centre(rows))
    assert amounts(found) == [4_500]
    told = found.unused[["document", "reason"]].itertuples(index=False, name=None)
    assert sorted(told) == [("M2", "not_scored"), ("M3", "other_period"), ("M4", "no_plan")]


def test_a_bonus_is_paid_when_its_period_is_over() -> None:
    assert settled(centre(), dt.date(2026, 2, 28)).lines.empty


def test_a_version_that_begins_within_the_period_pays_by_its_own_target() -> None:
    later = bonus(plan_id="P2", supersedes="P1", valid_from="2026-03-31", on_target=20_000)
    dataset = centre_of(plans=plans(bonus(), later), plan_tiers=NO_TIERS, objectives=objectives(*AGREED))
    assert by_month(settled(dataset)) == {"2026-03": 19_600}
