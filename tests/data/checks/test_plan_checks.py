"""Commission plans that cannot serve, tiers that cannot be right, and what plans lack in other tables."""

from __future__ import annotations

import cProfile
from collections.abc import Callable

import pandas as pd
import pytest

from salessheet.data.checks.plan_checks import last_days
from salessheet.data.dataset import Dataset
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.rules import Severity

Centre = Callable[..., Dataset]

REFUSED, NOTED = Severity.REFUSED, Severity.NOTED
HEADING = "plan_id,role,rep_id,component,valid_from,valid_to,supersedes\n"
PEOPLE = "rep_id,name,team_id,role\nR1,Ada,T1,rep\nR2,Ben,T1,rep\nR3,Cho,T2,senior\n"
FIRST = "P1,rep,,,2026-01-01,,\n"
PLAN = "plan_id,role,valid_from,basis,mode,measure\nP,rep,2026-01-01,{basis},{mode},{measure}\n"
ORDERS = "order_id,rep_id,order_date,amount,cost,refers_to\n"


def kinds(dataset: Dataset) -> list[tuple[str, int, str, Severity]]:
    return [(p.table, p.row, p.kind, p.severity) for p in dataset.problems]


def plan(basis: str = "booked", mode: str = "marginal", measure: str = "money") -> str:
    return PLAN.format(basis=basis, mode=mode, measure=measure)


@pytest.mark.parametrize(
    ("rows", "row", "kind", "left"),
    [
        ("P1,rep,R1,,2026-01-01,,\n", 2, "not_both", []),
        ("P1,,,,2026-01-01,,\n", 2, "neither", []),
        (FIRST + "P2,rep,,,2026-07-01,,P9\n", 3, "unknown_reference", ["P1"]),
        (FIRST + "P2,rep,,other,2026-07-01,,P2\n", 3, "supersedes_itself", ["P1"]),
        (FIRST + "P2,senior,,,2026-07-01,,P1\n", 3, "supersedes_another", ["P1"]),
        (FIRST + "P2,,R1,,2026-07-01,,P1\n", 3, "supersedes_another", ["P1"]),
        (FIRST + "P2,rep,,bonus,2026-07-01,,P1\n", 3, "supersedes_another", ["P1"]),
        (FIRST + "P2,rep,,,2025-07-01,2025-12-31,P1\n", 3, "supersedes_later", ["P1"]),
        (FIRST + "P2,rep,,,2026-01-01,,P1\n", 3, "supersedes_later", ["P1"]),
        (FIRST + "P3,rep,,,2026-09-01,,P1\nP2,rep,,,2026-07-01,2026-08-31,P1\n", 3, "superseded_twice", ["P1", "P2"]),
        (FIRST + "P2,rep,,,2026-07-01,,\n", 3, "plans_overlap", []),
        ("P1,Rep,,,2026-01-01,,\nP2,rep,,,2026-07-01,,\n", 3, "plans_overlap", []),
        ("P1,,R1,,2026-01-01,,\nP2,,r1,,2026-07-01,,\nP3,,R2,,2026-07-01,,\n", 3, "plans_overlap", ["P3"]),
        ("P1,rep,,,2026-01-01,2026-07-01,\nP2,rep,,,2026-07-01,,\n", 3, "plans_overlap", []),
        (FIRST + "P2,rep,,,2026-07-01,,P1\nP3,rep,,,2026-08-01,,\n", 4, "plans_overlap", []),
        ("P2,rep,,,2026-07-01,2026-12-31,\nP1,rep,,,2026-01-01,,\n", 2, "plans_overlap", []),
    ],
)  # fmt: skip  # a table of cases
def test_a_version_that_cannot_serve_is_left_out(
    centre: Centre, rows: str, row: int, kind: str, left: list[str]
) -> None:
    dataset = centre(plans=HEADING + rows)
    assert kinds(dataset) == [("plans", row, kind, REFUSED)]
    assert list(dataset.tables["plans"]["plan_id"]) == left


@pytest.mark.parametrize(
    "rows",
    [
        FIRST + "P2,rep,,,2026-07-01,,p1\nP3,REP,,,2026-08-01,,P2\n",
        "P3,rep,,,2026-08-01,,P2\nP2,rep,,,2026-07-01,,P1\n" + FIRST,
        FIRST + "P2,,R1,,2026-01-01,,\nP3,rep,,bonus,2026-01-01,,\nP4,senior,,,2026-01-01,,\n",
        "P1,rep,,,2026-01-01,2026-03-31,\nP2,rep,,,2026-07-01,,P1\n",  # nobody is served in between
        "1,rep,,,2026-01-01,,\n2,rep,,,2026-07-01,,1\n",
    ],
)
def test_versions_that_follow_each_other_are_fine(centre: Centre, rows: str) -> None:
    dataset = centre(plans=HEADING + rows, reps=PEOPLE)
    assert dataset.problems == ()
    assert len(dataset.tables["plans"]) == rows.count("\n")


def test_a_version_after_one_that_is_left_out_is_left_out_as_well(centre: Centre) -> None:
    dataset = centre(plans=HEADING + "P3,rep,,,2026-09-01,,P2\nP2,rep,,,2026-07-01,,P9\n" + FIRST)
    assert [row for _, row, _, _ in kinds(dataset)] == [2, 3]
    assert list(dataset.tables["plans"]["plan_id"]) == ["P1"]


def test_tiers_of_a_plan_that_is_left_out_go_with_it(centre: Centre) -> None:
    dataset = centre(plans=HEADING + "P1,rep,R1,,2026-01-01,,\n", plan_tiers="plan_id,lower,rate\nP1,0,1%\n")
    assert kinds(dataset) == [("plans", 2, "not_both", REFUSED), ("plan_tiers", 2, "unknown_reference", REFUSED)]


def test_a_plan_of_somebody_unknown_stays_and_is_noted(centre: Centre) -> None:
    dataset = centre(plans=HEADING + "P1,,R9,,2026-01-01,,\n")
    assert kinds(dataset) == [("plans", 2, "unknown_reference", NOTED)]
    assert len(dataset.tables["plans"]) == 1


def test_a_version_ends_by_its_last_day_or_the_day_before_the_next_whichever_is_earlier(centre: Centre) -> None:
    dataset = centre(
        plans=HEADING + "P1,rep,,,2026-01-01,,\nP2,rep,,,2026-03-01,2026-12-31,P1\nP3,rep,,,2026-07-01,,P2\n"
        "P4,senior,,,2026-01-01,2026-03-31,\nP5,senior,,,2026-07-01,,P4\n"
    )
    found = last_days(dataset.tables["plans"])
    assert list(found.dt.strftime("%Y-%m-%d").fillna("")) == ["2026-02-28", "2026-06-30", "", "2026-03-31", ""]


def test_what_is_carried_needs_a_cap(centre: Centre) -> None:
    text = "plan_id,role,component,valid_from,excess,cap\nP,rep,a,2026-01-01,carried,\nQ,rep,b,2026-01-01,carried,5\n"
    assert kinds(centre(plans=text)) == [("plans", 2, "carried_without_cap", NOTED)]


@pytest.mark.parametrize("mode", ["marginal", "slab", "overage"])
def test_a_rate_above_the_whole_amount_leaves_the_tiers_of_its_plan_out(centre: Centre, mode: str) -> None:
    dataset = centre(plans=plan(mode=mode), plan_tiers="plan_id,lower,upper,rate\nP,0,100,1\nP,100,,2.5\n")
    assert kinds(dataset) == [("plan_tiers", 3, "rate_above_whole", REFUSED)]
    assert dataset.tables["plan_tiers"].empty
    (problem,) = dataset.problems
    assert problem.wrong.startswith("2.5 means 250% of the amount")
    assert problem.mend == "Write 2.5% or 0.025."


@pytest.mark.parametrize(
    ("mode", "measure"),
    [("milestone", "money"), ("marginal", "quantity"), ("slab", "deals")],
)
def test_a_rate_that_is_no_share_of_money_may_be_any(centre: Centre, mode: str, measure: str) -> None:
    dataset = centre(plans=plan(mode=mode, measure=measure), plan_tiers="plan_id,lower,rate\nP,0,250\n")
    assert dataset.problems == ()


@pytest.mark.parametrize(("rate", "kind", "left"), [("500", "tier_without_end", 0), ("0", "", 2)])
def test_an_interpolated_tier_that_pays_has_an_end(centre: Centre, rate: str, kind: str, left: int) -> None:
    tiers = f"plan_id,lower,upper,rate\nP,0,100,500\nP,100,,{rate}\n"
    dataset = centre(plans=plan(mode="interpolated"), plan_tiers=tiers)
    assert kinds(dataset) == ([("plan_tiers", 3, kind, REFUSED)] if kind else [])
    assert len(dataset.tables["plan_tiers"]) == left


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("marginal", "gap_unpaid"),
        ("slab", "gap_unpaid"),
        ("overage", "gap_unpaid"),
        ("interpolated", "gap_stays"),
        ("milestone", "gap_stays"),
    ],
)
def test_a_gap_between_tiers_is_noted(centre: Centre, mode: str, kind: str) -> None:
    end = "" if kind == "gap_unpaid" else "300"
    tiers = f"plan_id,lower,upper,rate\nP,200,{end},0.2\nP,50,100,0.1\n"  # that the first begins above 0 is no gap
    dataset = centre(plans=plan(mode=mode), plan_tiers=tiers)
    assert kinds(dataset) == [("plan_tiers", 2, kind, NOTED)]
    assert "From 100 to 200" in dataset.problems[0].wrong
    assert len(dataset.tables["plan_tiers"]) == 2


@pytest.mark.parametrize(
    ("mode", "is_noted"), [("slab", True), ("overage", True), ("marginal", False), ("milestone", False)]
)
def test_a_last_tier_that_ends_is_noted_where_all_is_lost_above_it(centre: Centre, mode: str, is_noted: bool) -> None:
    dataset = centre(plans=plan(mode=mode), plan_tiers="plan_id,lower,upper,rate\nP,0,50,0.1\nP,50,80,0.2\n")
    assert kinds(dataset) == ([("plan_tiers", 3, "nothing_above", NOTED)] if is_noted else [])
    assert len(dataset.tables["plan_tiers"]) == 2
    assert not is_noted or dataset.problems[0].wrong.startswith("Above 80 there is no tier of P")


def test_shares_of_a_refund_are_refused_for_those_of_its_order_count(centre: Centre) -> None:
    dataset = centre(
        orders="order_id,rep_id,order_date,amount,refers_to\nO1,R1,2026-01-01,5,\nO2,R1,2026-02-01,-5,O1\n",
        splits="order_id,rep_id,share\nO1,R1,1\nO2,R2,1\n",
    )
    assert kinds(dataset) == [("splits", 3, "split_of_refund", REFUSED)]
    assert dataset.problems[0].wrong == "O2 takes back O1, whose shares count; this row does not."


@pytest.mark.parametrize(
    ("orders", "splits", "rows"),
    [
        ("O1,R1,2026-01-01,5,3,\nO2,R1,2026-02-01,5,,\nO3,R1,2026-03-01,5,,\n", "", [(3, 4)]),
        ("O1,R1,2025-12-31,5,,\nO2,R1,2026-07-01,5,,\n", "", []),  # the plan is in force in neither
        ("O1,R3,2026-02-01,5,,\n", "", []),  # R3 has another role
        ("O1,R3,2026-02-01,5,,\nO2,R3,2026-03-01,-5,,O1\n", "O1,R2,overlay,10%\n", [(2, 3)]),
        ("O1,R1,2026-02-01,5,,\n", "O1,R3,split,100%\n", []),  # R1 has no credit
    ],
)
def test_orders_without_a_cost_are_told_once_where_margin_is_paid(
    centre: Centre, orders: str, splits: str, rows: list[tuple[int, ...]]
) -> None:
    files = {"splits": "order_id,rep_id,kind,share\n" + splits} if splits else {}
    dataset = centre(
        reps="rep_id,team_id,role\nR1,T1,rep\nR2,T1,Rep\nR3,T1,senior\n",
        plans="plan_id,role,valid_from,basis,supersedes\nP,rep,2026-01-01,margin,\nQ,rep,2026-07-01,booked,P\n",
        orders=ORDERS + orders,
        **files,
    )
    assert [p.rows for p in dataset.problems] == ([(rows[0][0],)] if rows and len(rows[0]) == 1 else rows)
    assert {p.kind for p in dataset.problems} <= {"margin_without_cost"}


def test_a_table_without_costs_is_told_once_with_a_count(centre: Centre) -> None:
    dataset = centre(
        plans="plan_id,rep_id,valid_from,basis\nP,R1,2026-01-01,margin\n",
        orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-01,5\nO2,R1,2026-01-02,5\nO3,R2,2026-01-02,5\n",
    )
    assert kinds(dataset) == [("orders", 0, "margin_without_costs", NOTED)]
    assert "(2)" in dataset.problems[0].wrong


def test_orders_without_a_quantity_count_one_and_nothing_is_said(centre: Centre) -> None:
    dataset = centre(plans=plan(measure="quantity"), orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-01,5\n")
    assert dataset.problems == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_of_plans_is_worded_in_each_language(centre: Centre, lang: str) -> None:
    dataset = centre(
        lang,
        plans=HEADING + "P1,,,,2026-01-01,,\nP2,rep,,,2026-01-01,,P2\nP3,rep,,,2026-01-01,,\nP4,rep,,,2026-05-01,,\n",
    )
    assert [p.kind for p in dataset.problems] == ["neither", "supersedes_itself", "plans_overlap"]
    assert not any(sign in str(p) for p in dataset.problems for sign in "{}")


def test_the_day_a_version_ends_is_blank_where_no_version_is(centre: Centre) -> None:
    assert last_days(centre().tables["plans"]).equals(pd.Series([], dtype="datetime64[ns]"))


GATED = "plan_id,role,valid_from,gate,gate_by,metric,factor_shape\n"
FACTORS = "plan_id,depends_on,lower,upper,factor\n"
OF_R1 = "scope,id,year,period,metric,amount\nrep,R1,2026,year,sales,1000\n"


@pytest.mark.parametrize(
    ("rows", "told", "left"),
    [
        ("P,attainment,80%,1,0.9\nP,attainment,1,,1.2\n", [], 2),
        ("P,attainment,1,,1.2\nP,attainment,0.8,1,0.9\n", [], 2),
        ("P,attainment,0.8,1.1,0.9\nP,attainment,1,,1.2\n", [(3, "bands_overlap", REFUSED)], 0),
        ("P,attainment,0.8,0.9,0.9\nP,attainment,1,,1.2\n", [(3, "factor_gap", NOTED)], 2),
        ("P,first_year,0,,1\nP,attainment,1,,1.2\n", [], 2),
        ("P,service_month,1,1,0.25\nP,service_month,2,3,0.5\n", [], 2),
        ("P,service_month,1,2,0.25\nP,service_month,2,3,0.5\n", [(3, "bands_overlap", REFUSED)], 0),
        (
            "P,service_month,1,1.5,0.25\nP,service_month,3,4,0.5\nP,attainment,1,,2\n",
            [(2, "part_of_month", REFUSED)],
            1,
        ),
        ("Q,attainment,1,,1.2\n", [(2, "unknown_reference", REFUSED)], 0),
    ],
)
def test_factors_must_be_bands(centre: Centre, rows: str, told: list[tuple[int, str, Severity]], left: int) -> None:
    dataset = centre(plans=GATED + "P,rep,2026-01-01,,,,\n", plan_factors=FACTORS + rows, targets=OF_R1)
    assert [
        (row, kind, severity)
        for table, row, kind, severity in kinds(dataset)
        if table == "plan_factors" and kind != "factor_idle"
    ] == told
    assert len(dataset.tables["plan_factors"]) == left


def test_a_plan_with_tiers_of_attainment_needs_quotas(centre: Centre) -> None:
    plans = "plan_id,role,valid_from,tiers_on\nP,rep,2026-01-01,attainment\n"
    assert [kind for _, _, kind, _ in kinds(centre(plans=plans, targets=OF_R1))] == ["quota_without_target"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("P,,2026-01-01,,,,\n", []),
        ("P,rep,2026-01-01,0.8,,,\n", ["quota_without_target"]),
        ("P,rep,2026-01-01,0.8,,visits,\n", ["quota_without_target"]),
        ("P,rep,2026-01-01,,,,\n", []),
        ("P,rep,2026-01-01,,bonus,,\n", []),
        ("P,rep,2026-01-01,0.8,bonus,,\n", ["gate_by_nothing", "quota_without_target"]),
        ("P,rep,2026-01-01,,Commission,,\n", []),
    ],
)
def test_a_plan_by_attainment_without_quotas_is_told(centre: Centre, row: str, told: list[str]) -> None:
    dataset = centre(plans=GATED + row.replace("P,,", "P,senior,"), targets=OF_R1)
    assert [kind for _, _, kind, _ in kinds(dataset) if kind not in ("term_idle", "plan_for_nobody")] == told


def calls_of_loading(centre: Centre, people: int) -> int:
    """How often functions are called to load a centre in which everybody has a plan by attainment and by margin."""
    tables = {
        "reps": "rep_id,name,team_id\n" + "".join(f"R{n},Rep {n},T1\n" for n in range(people)),
        "plans": "plan_id,rep_id,valid_from,basis,tiers_on\n"
        + "".join(f"P{n},R{n},2026-01-01,margin,attainment\n" for n in range(people)),
        "targets": "scope,id,year,amount\n" + "".join(f"rep,R{n},2026,1000\n" for n in range(people)),
        "orders": "order_id,rep_id,order_date,amount,cost\n"
        + "".join(f"O{n},R{n},2026-05-01,100,\n" for n in range(people)),
    }
    with cProfile.Profile() as profile:
        assert len(centre(**tables).tables["plans"]) == people
    return sum(entry.callcount for entry in profile.getstats())


def test_loading_plans_takes_as_long_for_each_however_many_there_are(centre: Centre) -> None:
    calls_of_loading(centre, 1)  # what is done once
    few, more, most = (calls_of_loading(centre, people) for people in (20, 120, 220))
    assert most - more < 1.1 * (more - few) < 100_000
