"""Terms of plans that change nothing, and plans that pay nobody or by nothing: each is noted, and may stay."""

from __future__ import annotations

import pytest

from tests.data.commission_centres import plans, tiers
from tests.data.conftest import Centre

PLAN = {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01"}
PEOPLE = "rep_id,team_id,role\nR1,T1,rep\nR2,T1,Rep\nR3,T2,head\n"
TARGETS = "scope,id,year,period,metric,amount\nrep,R1,2026,year,visits,12\nrep,R2,2026,year,visits,12\n"
ATTAINED = "plan_id,depends_on,lower,upper,factor\nP1,attainment,0,,1\n"
NEW = "plan_id,field,value,rate\nP1,newness,new_customer,0.2\n"
KINDS = {"term_idle", "plan_for_nobody", "credits_no_team", "no_documents", "factor_idle", "nobody_is_new"}


def told(centre: Centre, lang: str = "en", **tables: str) -> list[tuple[str, str]]:
    given = {"reps": PEOPLE, "teams": "team_id,manager_id\nT1,\nT2,R3\n", "plan_tiers": tiers((0, "", 0.1)), **tables}
    found = [p for p in centre(lang=lang, **given).problems if p.kind in KINDS]
    assert all(p.may_stay for p in found)
    assert all("{" not in p.wrong + p.mend for p in found)
    return [(p.kind, p.column) for p in found]


@pytest.mark.parametrize(
    ("terms", "heading", "about"),
    [
        ({"boundary": "lower"}, "Boundary", {"mode": "slab"}),
        ({"gate_by": "commission"}, "Gate's component", {"gate": 0.5}),
        ({"metric": "visits"}, "Metric", {"gate": 0.5}),
        ({"metric": "visits"}, "Metric", {"tiers_on": "attainment"}),
        ({"proration": "start_counted"}, "Proration", {"floor": 10}),
        ({"proration": "start_counted"}, "Proration", {"draw": 10}),
        ({"proration": "start_counted"}, "Proration", {"gate": 0.5}),
        ({"cap_over": "year"}, "Cap counts over", {"cap": 100}),
        ({"recoverable": "no"}, "Recoverable", {"draw": 10}),
        ({"recovery": 0.5}, "Recovery", {"draw": 10}),
        ({"recovery_after": 2}, "Recovery after", {"draw": 10}),
        ({"forgiven": "year_end"}, "Forgiven", {"draw": 10}),
    ],
)
def test_a_term_without_what_it_is_about_is_noted(
    centre: Centre, terms: dict[str, str | float], heading: str, about: dict[str, str | float]
) -> None:
    assert told(centre, plans=plans({**PLAN, **terms}), targets=TARGETS) == [("term_idle", heading)]
    assert told(centre, plans=plans({**PLAN, **terms, **about}), targets=TARGETS) == []


def test_the_shape_of_factors_and_the_months_of_new_customers_need_rows_of_theirs(centre: Centre) -> None:
    curve = plans({**PLAN, "factor_shape": "curve"})
    assert told(centre, plans=curve, targets=TARGETS) == [("term_idle", "Factor shape")]
    assert told(centre, plans=curve, plan_factors=ATTAINED) == []
    months = plans({**PLAN, "new_months": 3})
    customers = "customer_id,name,since\nC1,Acme,2026-01-01\n"
    assert told(centre, plans=months) == [("term_idle", "New for (months)")]
    assert told(centre, plans=months, plan_rates=NEW, customers=customers) == []
    undated = "customer_id,name\nC1,Acme\n"
    assert told(centre, plans=plans(PLAN), plan_rates=NEW, customers=undated) == [("nobody_is_new", "Rate by")]


def test_defaults_that_are_typed_are_no_content(centre: Centre) -> None:
    usual: dict[str, str | float] = {
        "boundary": "higher",
        "cap_over": "month",
        "recoverable": "yes",
        "recovery": 1,
        "recovery_after": 0,
    }
    more: dict[str, str | float] = {
        "forgiven": "never",
        "proration": "none",
        "metric": "sales",
        "new_months": 12,
        "factor_shape": "step",
    }
    assert told(centre, plans=plans({**PLAN, **usual, **more})) == []


def test_a_debt_may_be_of_the_plan_before(centre: Centre) -> None:
    before: dict[str, str | float] = {**PLAN, "draw": 100}
    after: dict[str, str | float] = {
        **PLAN,
        "plan_id": "P2",
        "supersedes": "P1",
        "valid_from": "2026-04-01",
        "recovery": 0.5,
    }
    assert told(centre, plans=plans(before, after)) == []


@pytest.mark.parametrize(
    ("terms", "kinds"),
    [
        ({"role": "repp"}, ["plan_for_nobody"]),
        ({"role": "REP"}, []),
        ({"role": "rep", "credit": "team"}, ["credits_no_team"]),
        ({"role": "head", "credit": "team"}, []),
        ({"role": "", "rep_id": "R1", "credit": "team"}, ["credits_no_team"]),
        ({"role": "", "rep_id": "R3", "credit": "team"}, []),
        ({"credit": "whole_team"}, []),
        ({"basis": "cash"}, ["no_documents"]),
        ({"basis": "invoiced"}, ["no_documents"]),
        ({"basis": "score", "on_target": 100}, ["no_documents"]),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_plan_that_pays_nobody_or_by_nothing_is_noted(
    centre: Centre, lang: str, terms: dict[str, str | float], kinds: list[str]
) -> None:
    assert [kind for kind, _ in told(centre, lang, plans=plans({**PLAN, **terms}))] == kinds


def test_factors_of_what_a_plan_does_not_have_are_noted(centre: Centre) -> None:
    rows = "plan_id,depends_on,lower,upper,factor\nP1,days_to_cash,0,30,1\nP1,service_month,1,3,0.5\n"
    receipts = "receipt_id,order_id,date,amount\nC1,O1,2026-02-01,5\n"
    orders = "order_id,rep_id,order_date,amount\nO1,R1,2026-01-05,10\n"
    papers = {"orders": orders, "receipts": receipts, "targets": TARGETS}
    assert told(centre, plans=plans(PLAN), plan_factors=rows) == [("factor_idle", "Goes by")]
    both = plans({**PLAN, "basis": "cash", "gate": 0.5, "metric": "visits"})
    assert told(centre, plans=both, plan_factors=rows, **papers) == []
