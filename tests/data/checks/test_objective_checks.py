"""Objectives, budgets and places that cannot be used are left out, each with its row and the reason."""

from __future__ import annotations

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.rules import Severity
from tests.data.conftest import Centre

REFUSED, NOTED = Severity.REFUSED, Severity.NOTED
PLAN = "plan_id,role,component,valid_from,{}\nP,rep,mbo,2026-01-01,{}\n"
SCORED = PLAN.format("basis,on_target,over", "score,1000,quarter")
HEADING = "objective_id,period,payee,component,objective,weight,score\n"


def kinds(dataset: Dataset) -> list[tuple[str, int | None, str, Severity]]:
    return [(p.table, p.row, p.kind, p.severity) for p in dataset.problems]


@pytest.mark.parametrize(
    ("rows", "told", "left"),
    [
        ("M1,2026-Q1,R1,mbo,,50%,80%\nM2,2026Q1,R1,MBO,,50%,\n", [], 2),
        ("M1,2026-Q1,R1,mbo,,50%,80%\nM2,2026-Q1,R1,mbo,,49.9%,\n", [(2, "not_total_one", REFUSED)], 0),
        ("M1,2026-Q1,R1,mbo,,50%,80%\nM2,2026-Q1,R2,mbo,,50%,\n",
         [(2, "not_total_one", REFUSED), (3, "not_total_one", REFUSED)], 0),
        ("M1,2026-Q1,R1,mbo,,50%,-1%\nM2,2026-Q1,R1,mbo,,50%,\n",
         [(2, "score_below_zero", REFUSED), (3, "not_total_one", REFUSED)], 0),
        ("M1,2026-Q1,R1,mbo,,100%,0\nM2,2026-Q2,R1,mbo,,100%,120%\n", [], 2),
        ("M1,Q1,R1,mbo,,100%,80%\n", [(2, "not_a_period", REFUSED)], 0),
        ("M1,2026-13,R1,mbo,,100%,80%\n", [(2, "not_a_period", REFUSED)], 0),
        ("M1,,R1,mbo,,100%,80%\n", [(2, "missing_value", REFUSED)], 0),
        ("M1,2026,R9,mbo,,100%,80%\n", [(2, "unknown_reference", REFUSED)], 0),
        ("M1,2026,R1,mbo,,100%,80\n", [(2, "above_hundred_percent", NOTED)], 1),
        ("M1,2026,R1,,,100%,80%\n", [(2, "objective_unpaid", NOTED)], 1),
    ],
)  # fmt: skip  # a table of cases
def test_weights_periods_and_scores_must_be_some(
    centre: Centre, rows: str, told: list[tuple[int, str, Severity]], left: int
) -> None:
    dataset = centre(plans=SCORED, objectives=HEADING + rows)
    assert kinds(dataset) == [("objectives", *each) for each in told]
    assert len(dataset.tables["objectives"]) == left


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("2026", "2026"),
        ("FY2026", "2026"),
        ("Q1 2026", "2026-Q1"),
        ("2026年第一季度", "2026-Q1"),
        ("2026年3月", "2026-03"),
    ],
)
def test_periods_are_written_alike(centre: Centre, written: str, label: str) -> None:
    dataset = centre(plans=SCORED, objectives=f"{HEADING}M1,{written},R1,mbo,,100%,80%\n")
    assert list(dataset.tables["objectives"]["period"]) == [label]


@pytest.mark.parametrize(
    ("columns", "values", "told"),
    [
        ("basis,over", "score,quarter", "score_of_nothing"),
        ("basis,over,on_target", "score,deal,5", "attainment_of_deals"),
        ("basis,on_target,credit", "score,5,team", "score_of_team"),
        ("basis,on_target,margin_gate", "score,5,10%", "margin_of_no_order"),
        ("tiers_on,margin_gate", "rank,10%", "margin_of_no_order"),
        ("tiers_on,mode", "rank,slab", "rank_by_mode"),
        ("tiers_on,mode", "rank,multiplier", "rank_by_mode"),
        ("tiers_on,over", "rank,deal", "rank_of_deals"),
        ("tiers_on,on_target", "rank,5", "on_target_of_amounts"),
        ("budget", "0", "budget_of_nothing"),
        ("budget", "-5", "budget_of_nothing"),
        ("budget,floor", "100,5", "budget_beside"),
        ("budget,draw", "100,5", "budget_beside"),
        ("budget,mode,over", "100,slab,quarter", "budget_beside"),
    ],
)
def test_terms_that_contradict_each_other_leave_the_plan_out(
    centre: Centre, columns: str, values: str, told: str
) -> None:
    dataset = centre(plans=PLAN.format(columns, values))
    refused = [each for each in kinds(dataset) if each[-1] is REFUSED]
    assert told in [kind for _, _, kind, _ in refused]
    assert {row for _, row, _, _ in refused} == {2}
    assert dataset.tables["plans"].empty


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ("basis,over,tiers_on", "score,quarter,rank"), ("tiers_on,mode", "rank,milestone"), ("budget,mode", "5,slab"),
        ("basis,on_target,budget,mode,over", "score,5,100,multiplier,year"), ("tiers_on,at_least", "rank,5"),
        ("tiers_on,budget", "rank,5"),
    ],
)  # fmt: skip  # terms and what they say
def test_terms_that_go_together_are_fine(centre: Centre, columns: str, values: str) -> None:
    dataset = centre(plans=PLAN.format(columns, values), objectives=HEADING)
    assert kinds(dataset) == []
    assert len(dataset.tables["plans"]) == 1


def test_a_least_amount_of_nobody_ranked_is_noted(centre: Centre) -> None:
    assert kinds(centre(plans=PLAN.format("at_least", "5"))) == [("plans", 2, "at_least_of_nothing", NOTED)]


@pytest.mark.parametrize(
    ("rows", "told", "left"),
    [
        ("P,1,1,3000\nP,2,3,1000\n", [], 2),
        ("P,1,,3000\n", [], 1),
        ("P,1,2,3000\nP,2,3,1000\n", [(3, "places_overlap", REFUSED)], 0),
        ("P,2,1,3000\n", [(2, "places_overlap", REFUSED)], 0),
        ("P,1,1,3000\nP,4,,1000\n", [(3, "places_unpaid", NOTED)], 2),
        ("P,0,1,3000\n", [(2, "part_of_place", REFUSED)], 0),
        ("P,1,1.5,3000\n", [(2, "part_of_place", REFUSED)], 0),
    ],
)
def test_places_are_whole_and_each_has_one_prize(
    centre: Centre, rows: str, told: list[tuple[int, str, Severity]], left: int
) -> None:
    dataset = centre(plans=PLAN.format("tiers_on", "rank"), plan_tiers=f"plan_id,lower,upper,rate\n{rows}")
    assert kinds(dataset) == [("plan_tiers", *each) for each in told]
    assert len(dataset.tables["plan_tiers"]) == left


def test_factors_of_attainment_do_not_stand_beside_a_budget(centre: Centre) -> None:
    factors = "plan_id,depends_on,lower,upper,factor\nP,attainment,0.5,,1.2\nP,service_month,1,2,0.5\n"
    dataset = centre(plans=PLAN.format("budget", "5"), plan_factors=factors)
    assert [found for found in kinds(dataset) if found[3] == REFUSED] == [
        ("plan_factors", 2, "factor_beside_budget", REFUSED)
    ]
    assert list(dataset.tables["plan_factors"]["depends_on"]) == ["service_month"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_is_worded_in_each_language(centre: Centre, lang: str) -> None:
    rows = "M1,Q1,R1,mbo,,100%,80%\nM2,2026,R1,mbo,,100%,-1\nM3,2026,R1,other,,100%,1\n"
    plans = SCORED + "Q,rep,other plan,2026-01-01,score,5,deal\n"
    told = centre(lang, plans=plans, objectives=HEADING + rows).problems
    assert len(told) > 3
    assert all(problem.wrong and problem.mend and "{" not in problem.wrong for problem in told)
