"""Which plan serves whom, what gives whom credit, and what gives none."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from salessheet.data.commission import Settlement
from salessheet.workbook.sheets.commission.payout import Payout
from tests.capabilities import centre
from tests.data.commission_centres import centre_of, orders, plan, plans, receipts, settled, tiers

BOTH = {"role": "rep", "valid_from": "2026-01-01"}


def lines(found: Settlement) -> list[tuple[str, str, str]]:
    return list(zip(found.lines["document"], found.lines["payee"], found.lines["plan_id"], strict=True))


def unused(found: Settlement) -> list[tuple[str, str, str]]:
    return list(zip(found.unused["document"], found.unused["payee"], found.unused["reason"], strict=True))


def test_a_plan_for_the_rep_goes_before_one_for_the_role_while_it_holds() -> None:
    found = settled(
        centre_of(
            plans=plans(
                {**BOTH, "plan_id": "P1", "rep_id": ""},
                {"plan_id": "P2", "rep_id": "R1", "valid_from": "2026-02-01", "valid_to": "2026-02-28"},
            ),
            orders=orders(
                "O1,R1,2026-01-31,1", "O2,R1,2026-02-01,1", "O3,R2,2026-02-01,1", "O4,R1,2026-02-28,1",
                "O5,R1,2026-03-01,1",
            ),
        )
    )  # fmt: skip  # an order each
    assert {document: plan for document, _, plan in lines(found)} == {
        "O1": "P1", "O2": "P2", "O3": "P1", "O4": "P2", "O5": "P1",
    }  # fmt: skip  # a line to read


def test_a_version_ends_the_day_before_the_first_that_supersedes_it_or_earlier() -> None:
    found = settled(
        centre_of(
            plans=plans(
                {**BOTH, "plan_id": "P1", "valid_to": "2026-02-10", "supersedes": ""},
                {**BOTH, "plan_id": "P2", "valid_from": "2026-02-15", "supersedes": "P1"},
                {**BOTH, "plan_id": "P3", "valid_from": "2026-03-01", "supersedes": "P2"},
                {**BOTH, "plan_id": "P4", "valid_from": "2026-04-01", "supersedes": "P2"},
            ),
            orders=orders(
                "O1,R1,2026-02-10,1", "O2,R1,2026-02-11,1", "O3,R1,2026-02-15,1", "O4,R1,2026-02-28,1",
                "O5,R1,2026-03-01,1",
            ),
        )
    )  # fmt: skip  # an order each
    assert [plan for _, _, plan in lines(found)] == ["P1", "P2", "P2", "P3"]
    assert unused(found) == [("O2", "R1", "no_plan")]


def test_each_component_gives_a_line_of_its_own() -> None:
    found = settled(
        centre_of(
            plans=plans(
                {**BOTH, "plan_id": "P2", "component": "bonus", "basis": "booked"},
                {**BOTH, "plan_id": "P1", "component": "commission", "basis": "cash"},
                {**BOTH, "plan_id": "P3", "component": "margin", "basis": "booked"},
            ),
            orders=orders("O1,R1,2026-01-05,10"),
            receipts=receipts("C1,O1,2026-01-10,10"),
        )
    )
    assert lines(found) == [("O1", "R1", "P2"), ("C1", "R1", "P1"), ("O1", "R1", "P3")]
    assert list(found.pays["component"]) == ["bonus", "commission", "margin"]


def test_invoices_count_on_their_day() -> None:
    found = settled(
        centre_of(
            plans=plan(basis="invoiced"),
            orders=orders("O1,R1,2025-12-05,10"),
            invoices="invoice_id,order_id,date,amount\nI1,O1,2026-01-10,4\nI2,O1,2026-02-10,-1\n",
        )
    )
    kinds = list(zip(found.lines["kind"], found.lines["document"], found.lines["is_refund"], strict=True))
    assert kinds == [("invoice", "I1", False), ("invoice", "I2", True)]


@pytest.mark.parametrize(("orders_there", "documents"), [(False, ["D1"]), (True, ["O1"])])
def test_won_deals_are_booked_where_there_are_no_orders_at_all(orders_there: bool, documents: list[str]) -> None:
    found = settled(
        centre_of(
            plans=plan(),
            deals="deal_id,rep_id,amount,won_date\nD1,R1,10,2026-01-07\nD2,R1,10,\n",
            orders=orders("O1,R2,2026-01-05,10") if orders_there else orders(),
        )
    )
    assert list(found.lines["document"]) == documents
    assert orders_there or list(found.lines["root"]) == [""]


def test_periods_after_the_month_are_not_settled() -> None:
    dataset = centre_of(plans=plan(), orders=orders("O1,R1,2026-01-31,1", "O2,R1,2026-02-01,1"))
    found = settled(dataset, dt.date(2026, 1, 5))
    assert list(found.lines["document"]) == ["O1"]
    assert list(found.pays["period"]) == [pd.Timestamp("2026-01-01")]


def test_lines_are_in_the_order_in_which_they_count() -> None:
    found = settled(
        centre_of(
            plans=plan(basis="cash"),
            orders=orders("O1,R2,2026-01-05,10", "O2,R1,2026-01-05,10"),
            receipts=receipts(
                "C1,O2,2026-01-08,-1", "C2,O2,2026-01-12,1", "C3,O1,2026-01-07,1", "C4,O2,2026-01-12,1",
                "C5,O2,2026-01-11,1", "C6,O2,2025-12-11,1",
            ),
        )
    )  # fmt: skip  # a receipt each
    assert list(found.lines["document"]) == ["C5", "C2", "C4", "C1", "C3"]


def test_a_document_is_told_where_its_payee_has_plans_for_such_on_other_days_only() -> None:
    found = settled(
        centre_of(
            reps="rep_id,team_id,role\nR1,T1,rep\nR2,T1,assistant\n",
            plans=plan(basis="cash", valid_to="2026-06-30"),
            orders=orders("O1,R1,2026-07-05,10", "O2,R2,2026-07-05,10"),
            receipts=receipts("C1,O1,2026-07-10,10", "C2,O2,2026-07-10,10"),
        )
    )
    assert unused(found) == [("C1", "R1", "no_plan")]


def test_what_cannot_be_credited_is_told_with_its_reason() -> None:
    found = settled(
        centre_of(
            plans=plans(
                {**BOTH, "plan_id": "P1", "component": "cash", "basis": "cash"},
                {**BOTH, "plan_id": "P2", "component": "margin", "basis": "margin"},
            ),
            orders=orders("O1,R1,2026-01-05,10", "O2,R9,2026-01-06,10,,5", "O3,R1,2026-01-07,10,,5,,USD"),
            receipts=receipts("C1,O1,2026-01-10,10", "C2,O9,2026-01-11,10", "C3,O3,2026-01-12,10,USD"),
        )
    )
    assert unused(found) == [
        ("O1", "R1", "no_cost"),
        ("O2", "R9", "no_payee"),
        ("O3", "R1", "no_rate"),
        ("C2", "", "no_order"),
        ("C3", "R1", "no_rate"),
    ]
    assert list(found.lines["document"]) == ["C1"]


def test_nothing_gives_nothing() -> None:
    found = settled(centre_of())
    assert (len(found.lines), len(found.pays), len(found.unused)) == (0, 0, 0)


THERE = """rep_id,team_id,role,name,hire_date,leave_date
R1,T1,lead,Ada,,2026-05-31
R2,T1,rep,Ben,,
R3,T1,rep,Cho,2026-05-16,
"""


@pytest.mark.parametrize(
    ("credit", "role", "paid"),
    [
        # 1% of what the team sells: 10 000 in April, 20 000 in May before Cho came, 40 000 on her first day, 30 000 in
        # June, when the order of April is refunded. What Ben has sold counts for Ada while she is there.
        ("whole_team", "rep", {"R2": [100, 600, 200], "R3": [0, 400, 300]}),
        # Her refund takes back what she had of that order, though she is gone.
        ("whole_team", "lead", {"R1": [100, 600, -100]}),
        ("team", "lead", {"R1": [100, 600, -100]}),
        ("own", "rep", {"R2": [100, 600, 200]}),
    ],
)
def test_what_a_team_sells_counts_for_those_who_are_there_on_the_day(
    credit: str, role: str, paid: dict[str, list[float]]
) -> None:
    tables = {
        "reps": THERE,
        "teams": "team_id,name,manager_id\nT1,North,R1\n",
        "plans": plan(role=role, credit=credit),
        "plan_tiers": tiers((0, "", 0.01)),
        "orders": orders(
            "O1,R2,2026-04-10,10000,,,,", "O2,R2,2026-05-15,20000,,,,", "O3,R2,2026-05-16,40000,,,,",
            "O4,R2,2026-06-05,30000,,,,", "O5,R2,2026-06-20,-10000,O1,,,",
        ),
    }  # fmt: skip  # orders, some a line
    pays = settled(centre_of(None, **tables)).pays
    for at, month in enumerate(("2026-04", "2026-05", "2026-06")):
        mine = pays[pays["period"] == month]
        found = dict(zip(mine["payee"], mine["payout"], strict=True))
        assert {payee: found.get(payee, 0) for payee in paid} == {payee: each[at] for payee, each in paid.items()}
        rep_ids, payouts = (centre.shown(line, month=month, **tables) for line in (Payout.rep_id, Payout.payout))
        shown = dict(zip(rep_ids, payouts, strict=True))
        assert {payee: shown.get(payee) or 0 for payee in paid} == {payee: each[at] for payee, each in paid.items()}
