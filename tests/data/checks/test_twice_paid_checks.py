"""Plans whose basis changes: orders that both pay are noted, with how many they are; those that one pays are not."""

from __future__ import annotations

import pytest

from tests.data.commission_centres import plans
from tests.data.conftest import Centre

ORDERS = (
    "order_id,rep_id,order_date,amount\nO1,R1,2026-05-05,10000\nO2,R1,2026-05-06,500\nO3,R2,2026-08-01,700\n"
    "O4,R3,2026-05-06,100\n"
)
RECEIPTS = (
    "receipt_id,order_id,date,amount\nC1,O1,2026-06-03,6000\nC2,O1,2026-08-03,4000\nC3,O2,2026-08-03,500\n"
    "C4,O3,2026-08-09,700\nC5,O4,2026-08-09,100\n"
)
PEOPLE = "rep_id,team_id,role\nR1,T1,rep\nR2,T1,rep\nR3,T2,rep\n"
INVOICES = "invoice_id,order_id,date,amount\nI1,O1,2026-06-01,10000\nI2,O2,2026-07-02,500\n"


def told(centre: Centre, old: str, new: str, **tables: str) -> list[tuple[int, str]]:
    """Of the plan for everybody until June, and the one from July on."""
    both = plans(
        {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "basis": old},
        {"plan_id": "P2", "role": "rep", "valid_from": "2026-07-01", "basis": new, "supersedes": "P1"},
    )  # fmt: skip  # a plan each
    people = "rep_id,team_id,role\nR1,T1,rep\nR2,T1,rep\nR3,T2,head\n"
    given = {"reps": people, "orders": ORDERS, "receipts": RECEIPTS, "invoices": INVOICES, **tables}
    return [(p.row, p.wrong) for p in centre(plans=both, **given).problems if p.kind == "paid_twice"]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("booked", "cash", 2),
        ("margin", "cash", 2),
        ("booked", "cash_full", 2),
        ("booked", "invoiced", 1),  # the other was invoiced in June
        ("invoiced", "cash", 1),
        ("cash", "cash_full", 1),  # half of it was paid for as it came
        ("cash", "booked", 0),
        ("cash_full", "cash", 0),
        ("booked", "margin", 0),
        ("booked", "score", 0),
    ],
)
def test_orders_that_two_plans_pay_are_counted(centre: Centre, old: str, new: str, count: int) -> None:
    found = told(centre, old, new)

    assert [row for row, _ in found] == [3] * (count > 0)
    assert all(f": {count}, such as O1" in wrong or f": {count}, such as O2" in wrong for _, wrong in found)


def test_it_is_said_in_chinese(centre: Centre) -> None:
    (problem,) = [
        p
        for p in centre(
            lang="zh-CN", orders=ORDERS, receipts=RECEIPTS, reps=PEOPLE,
            plans=plans(
                {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "valid_to": "2026-06-30"},
                {"plan_id": "P2", "role": "rep", "valid_from": "2026-07-01", "basis": "cash"},
            ),
        ).problems
        if p.kind == "paid_twice"
    ]  # fmt: skip  # the tables
    assert "“P1”（签约）" in problem.wrong
    assert "共 3 单" in problem.wrong


def test_who_shares_an_order_is_paid_for_it_and_its_rep_is_not(centre: Centre) -> None:
    heads = "order_id,rep_id,share\nO1,R3,1\n"

    assert [": 1, such as O2" in wrong for _, wrong in told(centre, "booked", "cash", splits=heads)] == [True]


def test_plans_of_other_components_may_each_pay_a_part(centre: Centre) -> None:
    parts = plans(
        {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "portion": 0.4},
        {"plan_id": "P2", "role": "rep", "valid_from": "2026-01-01", "portion": 0.6, "basis": "cash",
         "component": "on cash"},
    )  # fmt: skip  # a plan each

    assert "paid_twice" not in {
        p.kind for p in centre(plans=parts, reps=PEOPLE, orders=ORDERS, receipts=RECEIPTS).problems
    }


def test_what_others_of_the_team_have_counts_for_plans_of_teams_alone(centre: Centre) -> None:
    """Ada changes from orders to cash, Ben was paid on cash all the time; somebody has a plan for the team."""
    people = "rep_id,team_id,role\nR1,T1,rep\nR2,T1,senior\nR3,T1,head\n"
    given = plans(
        {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "valid_to": "2026-06-30"},
        {"plan_id": "P2", "role": "rep", "valid_from": "2026-07-01", "basis": "cash"},
        {"plan_id": "P3", "role": "senior", "valid_from": "2026-01-01", "basis": "cash"},
        {"plan_id": "P4", "rep_id": "R3", "valid_from": "2026-01-01", "basis": "cash", "credit": "whole_team"},
    )
    sold = "order_id,rep_id,order_date,amount\nO1,R1,2026-05-05,10000\nO2,R2,2026-05-06,500\n"
    tables = {"reps": people, "teams": "team_id,name\nT1,North\n", "deals": "deal_id,rep_id\n"}
    paid = "receipt_id,order_id,date,amount\nC1,O1,2026-08-03,4000\nC2,O2,2026-08-03,500\n"
    found = centre(plans=given, orders=sold, receipts=paid, **tables).problems

    assert [p.wrong.endswith(": 1, such as O1.") for p in found if p.kind == "paid_twice"] == [True]


def test_a_plan_for_a_team_pays_its_leader_twice(centre: Centre) -> None:
    """Of the orders of the other people of the team, too."""
    teams = "team_id,manager_id\nT1,R2\nT2,\n"
    leaders = plans(
        {"plan_id": "P1", "rep_id": "R2", "valid_from": "2026-01-01", "valid_to": "2026-06-30", "credit": "team"},
        {"plan_id": "P2", "rep_id": "R2", "valid_from": "2026-07-01", "credit": "team", "basis": "cash"},
    )
    found = centre(plans=leaders, teams=teams, reps=PEOPLE, orders=ORDERS, receipts=RECEIPTS).problems

    assert [": 2, such as O" in p.wrong for p in found if p.kind == "paid_twice"] == [True]
