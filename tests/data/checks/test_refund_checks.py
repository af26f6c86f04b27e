"""Refunds that look like a slip are noted, and counted as they stand."""

from __future__ import annotations

import pytest

from tests.data.conftest import Centre

ORDERS = "order_id,rep_id,order_date,amount,refers_to,quantity,currency\nO1,R1,2026-03-01,1000,,12,CNY\n"
PIECES = "plan_id,role,valid_from,measure\nP1,rep,2026-01-01,quantity\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("B1,R1,2026-03-02,-1000,O1,12,CNY\n", []),
        ("B1,R1,2026-03-02,-1000,O1,-12,CNY\n", []),
        ("B1,R1,2026-03-02,400,O1,4,CNY\n", [(3, "refund_not_negative")]),
        ("O2,R1,2026-03-02,400,,,CNY\n", []),
        ("B1,R1,2026-03-02,-400,O1,,CNY\n", [(3, "refund_without_quantity")]),
        ("B1,R1,2026-03-02,-1000.01,O1,12,CNY\n", [(3, "refund_too_large")]),
        ("B1,R1,2026-03-02,-7000,O1,12,JPY\n", []),  # nobody knows without a rate
        ("B2,R1,2026-03-09,-600,O1,6,CNY\nB1,R1,2026-03-02,-600,O1,6,CNY\n", [(3, "refund_too_large")]),
    ],
)
def test_a_refund_that_looks_like_a_slip_is_noted(centre: Centre, rows: str, told: list[tuple[int, str]]) -> None:
    problems = centre(orders=ORDERS + rows, plans=PIECES).problems
    assert [(problem.row, problem.kind) for problem in problems if problem.kind.startswith("refund")] == told


@pytest.mark.parametrize(("amount", "told"), [("-400", []), ("400", ["refund_not_negative"])])
@pytest.mark.parametrize(("table", "name"), [("receipts", "receipt_id"), ("invoices", "invoice_id")])
def test_what_is_paid_back_is_negative(centre: Centre, table: str, name: str, amount: str, told: list[str]) -> None:
    rows = {table: f"{name},order_id,date,amount\nQ1,B1,2026-03-05,{amount}\nQ2,O1,2026-03-05,900\n"}
    problems = centre(orders=ORDERS + "B1,R1,2026-03-02,-1000,O1,12,CNY\n", **rows).problems
    assert [problem.kind for problem in problems if problem.kind.startswith("refund")] == told


def test_where_no_plan_counts_pieces_none_are_missed(centre: Centre) -> None:
    assert centre(orders=ORDERS + "B1,R1,2026-03-02,-400,O1,,CNY\n").problems == ()


@pytest.mark.parametrize(
    ("basis", "rows", "told"),
    [
        ("cash", "Q1,O1,2026-03-05,1000,\n", []),
        ("cash", "Q1,O1,2026-03-05,600,\nQ2,O1,2026-03-06,400,CNY\n", []),
        ("cash", "Q1,O1,2026-03-05,1000.004,\n", []),
        ("cash", "Q1,O1,2026-03-05,1000.01,\n", [2]),
        ("cash", "Q1,O1,2026-03-09,600,\nQ2,O1,2026-03-06,600,\n", [2]),
        ("cash_full", "Q1,O1,2026-03-05,2000,\n", []),  # what counts is the order
        ("cash", "Q1,O1,2026-03-05,600,\nQ2,O1,2026-03-06,-600,\nQ3,O1,2026-03-07,1000,\n", []),
        ("cash", "Q1,O1,2026-03-05,1000,\nQ2,O1,2026-03-06,-1,\nQ3,O1,2026-03-07,1.5,\n", [4]),
        ("cash", "Q1,O1,2026-03-05,7000,JPY\n", []),  # how much that is depends on a rate
        ("cash", "Q1,B1,2026-03-05,10,\n", []),  # of a negative order, which is told otherwise
        ("booked", "Q1,O1,2026-03-05,2000,\n", []),  # nobody is paid by it
    ],
)
def test_more_than_the_order_is_noted_where_it_is_paid_for(
    centre: Centre, basis: str, rows: str, told: list[int]
) -> None:
    plans = f"plan_id,role,valid_from,basis\nP1,rep,2026-01-01,{basis}\n"
    receipts = f"receipt_id,order_id,date,amount,currency\n{rows}"
    problems = centre(orders=ORDERS + "B1,R1,2026-03-02,-5,,1,CNY\n", plans=plans, receipts=receipts).problems
    assert [row for p in problems if p.kind == "beyond_order" for row in p.rows] == told


def test_all_that_is_invoiced_beyond_orders_is_told_in_one_line(centre: Centre) -> None:
    plans = "plan_id,role,valid_from,basis\nP1,rep,2026-01-01,invoiced\n"
    invoices = "invoice_id,order_id,date,amount\nQ1,O1,2026-03-05,1130\nQ2,O2,2026-03-05,2260\n"
    orders = ORDERS + "O2,R1,2026-03-01,2000,,1,CNY\n"
    (problem,) = centre(orders=orders, plans=plans, invoices=invoices).problems
    assert (problem.kind, problem.rows, problem.column) == ("beyond_order", (2, 3), "Invoiced")
