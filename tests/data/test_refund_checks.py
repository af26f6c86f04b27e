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
