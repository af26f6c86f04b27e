"""What is invoiced and not paid, by how long it is overdue."""

from __future__ import annotations

import pytest

from salessheet.workbook.general import Ages
from salessheet.workbook.sheets.receivables import Unpaid, UnpaidByAge, UnpaidByPerson
from salessheet.workbook.tables import Invoices
from tests.capabilities.centre import shown

ORDERS = """
    order_id, rep_id, order_date, amount
    O1,       R1,     2026-02-01, 100
    O2,       R1,     2026-03-01, 200
    O3,       R2,     2026-05-01, 50
    O4,       R2,     2026-06-10, 80
    O5,       R3,     2026-02-01, 999
    O6,       R2,     2026-06-20, -30
"""
INVOICES = """
    invoice_id, order_id, date,       due_date,   amount
    I1,         O1,       2026-02-01, 2026-03-03, 60
    I2,         O1,       2026-03-01, 2026-03-31, 40
    I3,         O2,       2026-03-01, 2026-04-30, 200
    I4,         O3,       2026-05-01, 2026-05-31, 50
    I5,         O4,       2026-06-10, 2026-07-10, 80
    I6,         O5,       2026-02-01, 2026-02-28, 999
    I7,         O6,       2026-06-20, ,           -30
"""
RECEIPTS = """
    receipt_id, order_id, date,       amount
    P1,         O1,       2026-04-01, {paid}
    P2,         O2,       2026-05-10, 200
"""


@pytest.mark.parametrize(
    ("paid", "unpaid", "by_age", "overdue"),
    [
        # 70 pay the 60 of I1 and 10 of I2. On 30 June I2 is 91 days overdue, I4 30, the credit note 10, I5 not yet due:
        # 30 of I2 over 90, 50 - 30 up to 30.
        ("70", [0, 30, 0, 50, 80, -30], [20, 0, 0, 30], 50),
        # 10 pay part of I1 alone: 50 of it are 119 days overdue, and all 40 of I2.
        ("10", [50, 40, 0, 50, 80, -30], [20, 0, 0, 90], 110),
    ],
)
def test_receipts_pay_what_is_due_first_and_the_rest_ages(
    paid: str, unpaid: list[float], by_age: list[float], overdue: float
) -> None:
    tables = {"orders": ORDERS, "invoices": INVOICES, "receipts": RECEIPTS.format(paid=paid)}
    assert shown(Ages.lower, **tables) == [1, 31, 61, 91]
    assert shown(Invoices.unpaid, **tables) == unpaid
    assert shown(UnpaidByAge.unpaid, **tables) == by_age
    assert shown(Unpaid.overdue, **tables) == [overdue]
    assert shown(Unpaid.not_due, **tables) == [80]
    assert shown(Unpaid.long_overdue, **tables) == [by_age[2] + by_age[3]]
    assert shown(UnpaidByPerson.all, **tables) == [sum(unpaid[:3]), 100]


def test_an_earlier_month_is_as_it_was_then() -> None:
    """On 30 April nothing but 70 was paid and I4, I5 and I7 not invoiced: I2 is 30 days overdue, I3 due that day."""
    tables = {"orders": ORDERS, "invoices": INVOICES, "receipts": RECEIPTS.format(paid="70")}
    assert shown(Invoices.unpaid, month="2026-04", **tables) == [0, 30, 200, 0, 0, 0]
    assert shown(Invoices.days_overdue, month="2026-04", **tables) == [None, 30, 0, None, None, None]
    assert shown(Unpaid.not_due, month="2026-04", **tables) == [200]


def test_invoices_of_one_day_share_what_is_left_and_a_paid_refund_is_settled() -> None:
    """O1: 60 and 40 due the same day, 50 paid: half of each is left. O6 got its 30 back."""
    invoices = INVOICES.replace("2026-03-03", "2026-03-31")
    receipts = RECEIPTS.format(paid="50") + "    P3, O6, 2026-06-25, -30\n"
    assert shown(Invoices.unpaid, orders=ORDERS, invoices=invoices, receipts=receipts) == [30, 20, 0, 50, 80, 0]


def test_what_is_received_beyond_the_invoices_is_told() -> None:
    """105 of the 100 of O1, and 25 of O7, of which nothing is invoiced: 30. On 30 April it is the 5."""
    orders = ORDERS + "    O7, R2, 2026-06-01, 70\n"
    receipts = RECEIPTS.format(paid="105") + "    P3, O7, 2026-06-02, 25\n    P4, O6, 2026-06-25, -10\n"
    tables = {"orders": orders, "invoices": INVOICES, "receipts": receipts}
    assert shown(Unpaid.beyond, **tables) == [30]
    assert shown(Invoices.unpaid, **tables) == [0, 0, 0, 50, 80, -20]
    assert shown(Unpaid.beyond, month="2026-04", **tables) == [5]
    assert shown(Unpaid.beyond, orders=ORDERS, invoices=INVOICES, receipts=RECEIPTS.format(paid="70")) == [0]


def test_without_a_table_of_receipts_nobody_knows_what_is_unpaid() -> None:
    assert shown(Invoices.unpaid, orders=ORDERS, invoices=INVOICES) == [None] * 6
