"""Rates of plans that cannot be right, with row and reason; and how values are spelled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.rules import Severity

Centre = Callable[..., Dataset]

REFUSED, NOTED = Severity.REFUSED, Severity.NOTED
PLANS = "plan_id,role,valid_from,measure\nP,rep,2026-01-01,{measure}\n"
HEADING = "plan_id,field,value,and_field,and_value,rate\n"
ORDERS = "order_id,rep_id,order_date,amount,product\nO1,R1,2026-01-05,100,Lab Scale\n"


def loaded(centre: Centre, rows: str, measure: str = "money") -> Dataset:
    customers = "customer_id,name,since\nC1,Acme,2025-01-01\n"
    return centre(plans=PLANS.format(measure=measure), orders=ORDERS, plan_rates=HEADING + rows, customers=customers)


@pytest.mark.parametrize(
    ("rows", "row", "kind", "left"),
    [
        ("P,product,Lab Scale,,,0.1\nP,grade,senior,,,0.2\n", 3, "rates_by_others", 0),
        ("P,product,Lab Scale,,,0.1\nP,product,Lab Scale,grade,senior,0.2\n", 3, "rates_by_others", 0),
        ("P,product,Lab Scale,product,Lab Scale,0.1\n", 2, "rates_by_the_same", 0),
        ("P,product,Lab Scale,,senior,0.1\n", 2, "value_of_nothing", 0),
        ("P,newness,old friends,,,0.1\n", 2, "not_a_choice", 0),
        ("P,product,Lab Scale,,,12\nP,product,any,,,0.1\n", 2, "rate_above_whole", 0),
        ("P,product,Lab Scale,,,0.1\nP,product,lab scale,,,0.2\n", 3, "duplicate", 1),
        ("P,colour,red,,,0.1\n", 2, "not_a_choice", 0),
        ("Q,product,Lab Scale,,,0.1\n", 2, "unknown_reference", 0),
    ],
)
def test_rates_that_cannot_be_right_are_left_out(centre: Centre, rows: str, row: int, kind: str, left: int) -> None:
    dataset = loaded(centre, rows)

    assert [(p.row, p.kind, p.severity) for p in dataset.problems if p.table == "plan_rates"] == [(row, kind, REFUSED)]
    assert len(dataset.tables["plan_rates"]) == left


def test_values_are_spelled_as_in_the_other_tables_and_what_nobody_has_is_noted(centre: Centre) -> None:
    dataset = loaded(centre, "P,product,LAB SCALE,,,0.1\nP,product,Pump,,,0.2\n")

    assert list(dataset.tables["plan_rates"]["value"]) == ["Lab Scale", "Pump"]
    assert [(p.row, p.kind, p.severity) for p in dataset.problems] == [(3, "value_nobody_has", NOTED)]


@pytest.mark.parametrize("typed", ["new_customer", "New customer", "新客户"])
def test_new_customers_are_named_in_each_language(centre: Centre, typed: str) -> None:
    dataset = loaded(centre, f"P,newness,{typed},,,0.1\n")

    assert list(dataset.tables["plan_rates"]["value"]) == ["new_customer"]
    assert not dataset.problems


def test_money_a_piece_may_be_any(centre: Centre) -> None:
    assert not loaded(centre, "P,product,Lab Scale,,,250\n", measure="quantity").problems


def test_a_cap_on_deals_and_what_earlier_deals_gain_contradict_each_other(centre: Centre) -> None:
    heading = "plan_id,role,valid_from,mode,over,cap,cap_over,excess\n"
    refused = centre(plans=f"{heading}P,rep,2026-01-01,slab,quarter,100,deal,\n")
    noted = centre(plans=f"{heading}P,rep,2026-01-01,slab,month,100,deal,carried\n")

    assert [(p.kind, p.severity) for p in refused.problems] == [("cap_of_deal_runs_up", REFUSED)]
    assert [(p.kind, p.severity) for p in noted.problems] == [("carried_without_cap", NOTED)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_is_worded_in_each_language(centre: Centre, lang: str) -> None:
    settings = f"key,value\nlanguage,{lang}\n"
    for rows in ("P,product,a,,,0.1\nP,grade,b,,,0.2\n", "P,product,a,product,b,0.1\n", "P,product,a,,b,0.1\n"):
        dataset = centre(settings=settings, plans=PLANS.format(measure="money"), plan_rates=HEADING + rows)
        assert all("{" not in str(problem) for problem in dataset.problems)
