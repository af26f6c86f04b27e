"""Customers: what is known of each, its class and segment, and whom to call first."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet.workbook.sheets.customer_file import CallList, CustomerFigures
from salessheet.workbook.tables import CustomerClasses, Customers, RfmScores, Segments
from tests.capabilities.centre import shown

CUSTOMERS = """
    customer_id, name,   industry, region, owner_rep_id, since,      last_contact
    C1,          Alpha,  retail,   North,  R1,           2024-01-10, 2026-06-01
    C2,          Beta,   retail,   South,  R1,           2025-05-01, 2026-03-01
    C3,          Gamma,  energy,   North,  R2,           2026-06-20,
    C4,          ,       ,         ,       R2,           ,
    C9,          Theirs, retail,   North,  R3,           2024-01-10, 2026-01-01
"""
ORDERS = """
    order_id, customer_id, rep_id, order_date, amount, refers_to
    O1,       C1,          R1,     2026-02-10, 300,
    O2,       C1,          R1,     2026-05-10, {amount},
    O3,       C2,          R1,     2025-08-01, 150,
    O4,       C1,          R1,     2026-06-15, -50,    O2
    O5,       C2,          R2,     2024-01-01, 900,
    O6,       C9,          R3,     2026-06-01, 9999,
"""
CLASSES = """
    customer_class, interval_days, least_amount, least_orders, contact_by
    VIP,            14,            500,          2,            visit
    Key,            30,            300,          ,             call
    Regular,        60,            ,             1,            e-mail
    Potential,      90,            ,             ,             e-mail
"""


def day(text: str) -> float:
    return float((dt.date.fromisoformat(text) - dt.date(1899, 12, 30)).days)


@pytest.mark.parametrize(
    ("amount", "bought", "classes", "moved"),
    [
        # The 12 months to 30 June 2026: C1 300 + 250 - 50 = 500 of two orders, C2 150 of one. Those to 31 March: C1 300
        # of one order, a key account; C2 is as it was. C3 and C4 have bought nothing; C3 was no customer in March.
        ("250", [500, 150, 0, 0], ["VIP", "Regular", "Potential", "Potential"], [1, 0, None, 0]),
        # 1 less, and C1 is only a key account, as before.
        ("249", [499, 150, 0, 0], ["Key", "Regular", "Potential", "Potential"], [0, 0, None, 0]),
    ],
)
def test_a_customer_is_in_the_first_class_whose_rule_it_keeps(
    amount: str, bought: list[float], classes: list[str], moved: list[float | None]
) -> None:
    tables = {"customers": CUSTOMERS, "orders": ORDERS.format(amount=amount), "customer_classes": CLASSES}
    assert shown(Customers.bought, **tables) == bought
    assert shown(Customers.customer_class, **tables) == classes
    assert shown(Customers.moved, **tables) == moved
    counts = [classes.count(name) for name in ("VIP", "Key", "Regular", "Potential")]
    assert shown(CustomerClasses.customers, **tables)[:4] == counts
    assert shown(CustomerClasses.bought, **tables)[:4] == [
        sum(b for b, c in zip(bought, classes, strict=True) if c == name)
        for name in ("VIP", "Key", "Regular", "Potential")
    ]
    assert shown(CustomerClasses.risen, **tables)[0] == moved[0]


def test_who_has_refunds_alone_is_in_the_class_that_takes_any() -> None:
    tables = {
        "customers": "customer_id, owner_rep_id\nC1, R1\n",
        "customer_classes": "customer_class, least_amount\nVIP, 100\nOther,\n",
        "orders": """
            order_id, customer_id, rep_id, order_date, amount, refers_to
            O1,       C1,          R1,     2024-12-05, 50,
            O2,       C1,          R1,     2026-02-05, -50,    O1
        """,
    }
    assert shown(Customers.bought, **tables)[0] == -50
    assert shown(Customers.customer_class, **tables)[0] == shown(Customers.class_before, **tables)[0] == "Other"


def test_amounts_of_cents_add_up_to_the_cent() -> None:
    # In binary 0.1 + 0.7 is less than 0.8; C1 bought for as much as the rule asks, and for as much as C2.
    tables = {
        "customers": CUSTOMERS,
        "orders": """
            order_id, customer_id, rep_id, order_date, amount
            O1,       C1,          R1,     2026-05-10, 0.7
            O2,       C1,          R1,     2026-05-10, 0.1
            O3,       C2,          R1,     2026-05-10, 0.8
        """,
        "customer_classes": "customer_class, least_amount\nVIP, 0.8\nOther, ",
    }
    assert shown(Customers.customer_class, **tables)[:2] == ["VIP", "VIP"]
    assert shown(Customers.m, **tables)[:2] == [1, 1]


def test_a_refund_makes_nobody_more_recent_or_more_frequent() -> None:
    tables = {
        "customers": CUSTOMERS,
        "orders": """
            order_id, customer_id, rep_id, order_date, amount, refers_to
            O1,       C1,          R1,     2026-02-10, 300,
            O2,       C1,          R1,     2026-06-29, -120,   O1
            O3,       C2,          R1,     2026-03-01, 200,
            O4,       C3,          R2,     2024-03-01, 900,
            O5,       C3,          R2,     2026-03-01, -900,   O4
        """,
    }
    # C1 bought 180 in February, C2 200 in March; C3 has bought nothing within the year, whatever it gave back.
    assert shown(Customers.bought, **tables) == [180, 200, -900, 0]
    assert shown(Customers.orders, **tables) == [1, 1, 0, 0]
    assert shown(Customers.r, **tables) == [1, 5, None, None]
    assert shown(Customers.f, **tables) == [1, 1, None, None]
    assert shown(Customers.m, **tables) == [1, 5, None, None]


def test_without_rules_nobody_has_a_class_and_nobody_is_to_be_called() -> None:
    tables = {"customers": CUSTOMERS, "orders": ORDERS.format(amount="250")}
    assert shown(Customers.customer_class, **tables) == [None] * 4
    assert shown(Customers.next_visit, **tables) == [None] * 4
    assert shown(CustomerFigures.calls_due, **tables) == [0]


def test_a_class_follows_the_month_chosen() -> None:
    """In the 12 months to 30 April C1 has bought 300 once, C2 150; O2 and its refund came later."""
    tables = {"customers": CUSTOMERS, "orders": ORDERS.format(amount="250"), "customer_classes": CLASSES}
    assert shown(Customers.bought, month="2026-04", **tables) == [300, 150, 0, 0]
    assert shown(Customers.customer_class, month="2026-04", **tables)[:2] == ["Key", "Regular"]
    assert shown(Customers.last_order, month="2026-04", **tables)[:2] == [day("2026-02-10"), day("2025-08-01")]


def test_a_customer_shows_what_every_table_says_of_it() -> None:
    tables = {
        "customers": CUSTOMERS,
        "orders": ORDERS.format(amount="250"),
        "deals": """
            deal_id, customer_id, rep_id, amount, stage, won_date
            D1,      C1,          R1,     100,    lead,
            D2,      C1,          R1,     40,     lead,
            D3,      C1,          R1,     60,     won,   2026-06-02
        """,
        "activities": """
            date,       rep_id, type, count, customer_id
            2026-06-20, R1,     call, 1,     C1
            2026-06-20, R1,     visit, 1,    C1
            2026-05-02, R1,     call, 1,     C1
            2026-02-02, R1,     call, 1,     C2
        """,
        "surveys": "date, customer_id, score, item\n2026-03-01, C1, 9,\n2026-06-01, C1, 6,\n2026-06-01, C1, 1, price",
        "tickets": """
            ticket_id, customer_id, opened,     resolution_hours, ticket_priority
            S1,        C1,          2026-06-29, ,                 high
            S2,        C1,          2026-06-01, 10,               high
        """,
        "feedback": """
            feedback_id, date,       customer_id, feedback_kind, answered
            F1,          2026-06-01, C1,          delivery,      2026-06-03
            F2,          2026-06-02, C1,          delivery,
            F3,          2026-06-02, C1,          delivery,      2026-07-02
            F4,          2026-06-02, C2,          delivery,
        """,
        "feedback_routes": "feedback_kind, department\ndelivery, Logistics",
        "service_limits": "ticket_priority, response_limit, resolution_limit\nhigh, 4, 24",
        "invoices": "invoice_id, order_id, date, due_date, amount\nI1, O1, 2026-02-10, 2026-03-10, 300",
        "receipts": "receipt_id, order_id, date, amount\nP1, O1, 2026-03-01, 180",
    }
    # C1: two orders, the last on 10 May, 51 days before 30 June; two open deals of 100 and 40; one of two tickets open;
    # 9 and 6 are 7.5 in the mean, the score of an item apart; 300 - 180 unpaid; the last call was on 20 June.
    looked_at = (
        Customers.orders, Customers.last_order, Customers.recency, Customers.open_deals, Customers.open_amount,
        Customers.unpaid, Customers.tickets_open, Customers.feedback_open, Customers.satisfaction, Customers.contact,
    )  # fmt: skip  # a list
    first = {line: shown(line, **tables)[0] for line in looked_at}
    assert first[Customers.orders] == 2
    assert first[Customers.last_order] == day("2026-05-10")
    assert first[Customers.recency] == 51
    assert (first[Customers.open_deals], first[Customers.open_amount]) == (2, 140)
    assert first[Customers.unpaid] == 120
    assert first[Customers.tickets_open] == 1
    assert first[Customers.feedback_open] == 2  # F3 is answered after 30 June
    assert first[Customers.satisfaction] == 7.5
    assert first[Customers.contact] == day("2026-06-20")
    # A call that was not made, with a count of 0, is no contact.
    none = {
        **tables,
        "activities": tables["activities"].replace("2026-06-20, R1,     call, 1,", "2026-06-25, R1,     call, 0,"),
    }
    assert shown(Customers.contact, **none)[0] == day("2026-06-20")
    # C2 was typed later than the activity; nobody ever spoke with C3 since its first day, and nothing is known of C4.
    assert shown(Customers.contact, **tables)[1:] == [day("2026-03-01"), day("2026-06-20"), None]


def test_scores_of_customers_stand_by_the_fifths_that_they_exceed() -> None:
    """Six customers, bought 10 to 60, the last orders 1 to 6 months ago: the quantiles of 20, 40, 60 and 80 % of
    10, 20, 30, 40, 50, 60 are 20, 30, 40 and 50, so 10 and 20 exceed none, 30 one, … and 60 all four. One order each:
    all share the lowest fifth of frequency."""
    customers = "customer_id, owner_rep_id\n" + "\n".join(f"C{n}, R1" for n in range(1, 8))
    orders = "order_id, customer_id, rep_id, order_date, amount\n" + "\n".join(
        f"O{n}, C{n}, R1, 2026-0{n}-01, {n}0" for n in range(1, 7)
    )
    tables = {"customers": customers, "orders": orders}
    assert shown(Customers.m, **tables) == [1, 1, 2, 3, 4, 5, None]
    assert shown(Customers.f, **tables) == [1] * 6 + [None]
    # Recency: days since 1 January … 1 June are 180, 149, 121, 90, 60, 29: the quantiles are 60, 90, 121, 149.
    assert shown(Customers.r, **tables) == [1, 2, 3, 4, 5, 5, None]
    assert shown(RfmScores.valuable, **tables) == [2, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("interval", "names", "waiting"),
    [
        # Regular customers are due after 60 days: C2 on 30 April, 61 days before 30 June; VIPs after 14: C1 on 15 June.
        ("60", ["Beta", "Alpha"], [61, 15]),
        # After 120 days C2 is due on 29 June, one day ago, later than C1.
        ("120", ["Alpha", "Beta"], [15, 1]),
    ],
)
def test_who_waits_longest_is_called_first(interval: str, names: list[str], waiting: list[float]) -> None:
    tables = {
        "customers": CUSTOMERS,
        "orders": ORDERS.format(amount="250"),
        "customer_classes": CLASSES.replace("60,  ", f"{interval},"),
    }
    assert shown(CallList.name, **tables) == names + [None] * 13
    assert shown(CallList.overdue_days, **tables) == waiting + [None] * 13
    assert shown(CallList.person, **tables)[:2] == ["Ada", "Ada"]
    by = {"Alpha": "visit", "Beta": "e-mail"}
    assert shown(CallList.contact_by, **tables)[:2] == [by[name] for name in names]
    assert shown(CustomerFigures.calls_due, **tables) == [2]


def test_whoever_has_left_calls_nobody() -> None:
    tables = {
        "reps": "rep_id, name, team_id, leave_date\nR1, Ada, T1, {left}\nR2, Ben, T1,\nR3, Cho, T2,",
        "customers": CUSTOMERS,
        "customer_classes": CLASSES,
        "orders": ORDERS.format(amount="250"),
    }
    reps = tables.pop("reps")
    assert shown(CallList.person, reps=reps.format(left="2026-06-30"), **tables)[:2] == ["Ada", "Ada"]
    assert shown(CallList.person, reps=reps.format(left="2026-06-29"), **tables)[:2] == [None, None]
    assert shown(CallList.name, reps=reps.format(left="2026-06-29"), **tables)[:2] == ["Beta", "Alpha"]


def test_a_contact_after_the_month_chosen_hides_those_before_it() -> None:
    """C1's last contact of 1 June was typed over whatever stood there in April; C2's of 1 March is due on 30 April."""
    tables = {"customers": CUSTOMERS, "customer_classes": CLASSES, "orders": ORDERS.format(amount="250")}
    assert shown(Customers.contact, month="2026-04", **tables) == [None, day("2026-03-01"), None, None]
    assert shown(CallList.name, month="2026-04", **tables)[:2] == ["Beta", None]
    assert shown(CustomerFigures.no_contact, month="2026-04", **tables) == [3]
    assert shown(CustomerFigures.no_contact, **tables) == [1]  # in June C4 alone
    # A call of 10 April is known; a key account is called after 30 days.
    tables["activities"] = "date, rep_id, type, customer_id\n2026-04-10, R1, call, C1\n"
    assert shown(Customers.contact, month="2026-04", **tables)[0] == day("2026-04-10")
    assert shown(Customers.next_visit, month="2026-04", **tables)[0] == day("2026-05-10")


def test_of_two_that_wait_alike_the_upper_row_is_called_first() -> None:
    customers = CUSTOMERS.replace("2026-03-01", "2026-06-01")
    tables = {
        "customers": customers,
        "customer_classes": "customer_class, interval_days\nAll, 10",
        "orders": "order_id, rep_id, order_date, amount\n",
    }
    assert shown(CallList.name, **tables)[:4] == ["Alpha", "Beta", "Gamma", None]
    assert shown(CallList.overdue_days, **tables)[:4] == [19, 19, 0, None]
    assert shown(CallList.contact_by, **tables)[:4] == [None] * 4  # the class does not say how


SEGMENTS = """
    segment,      industry, region,  plan_from
    Retail North, retail,   North,   {plan_from}
    Retail,       retail,   ,        2026-04-01
    Others,       ,         ,
"""
DEALS = """
    deal_id, customer_id, rep_id, amount, stage,    won_date,   lost_date
    D1,      C1,          R1,     100,    won,      2026-02-01,
    D2,      C1,          R1,     100,    contract, ,           2026-03-01
    D3,      C1,          R1,     100,    lead,     ,           2026-03-31
    D4,      C1,          R1,     100,    won,      2026-04-01,
    D5,      C1,          R1,     100,    won,      2026-06-01,
    D6,      C1,          R1,     100,    lead,     ,           2026-06-10
    D7,      C2,          R1,     100,    won,      2026-06-10,
    D8,      C9,          R3,     100,    won,      2026-06-10,
"""


@pytest.mark.parametrize(
    ("region", "segments", "win_rate"),
    [
        # C1 won three of six, C2 one of one, the other team's C9 is not here; C3 and C4 fit nowhere else.
        ("South", ["Retail North", "Retail", "Others", "Others"], [0.5, 1, None]),
        # With C2 in the north it is four of seven, and nobody is left for Retail.
        ("North", ["Retail North", "Retail North", "Others", "Others"], [4 / 7, None, None]),
    ],
)
def test_a_customer_is_in_the_first_segment_that_fits(
    region: str, segments: list[str], win_rate: list[float | None]
) -> None:
    tables = {
        "customers": CUSTOMERS.replace("South", region),
        "orders": ORDERS.format(amount="250"),
        "deals": DEALS,
        "segments": SEGMENTS.format(plan_from="2026-04-01"),
    }
    assert shown(Customers.segment, **tables) == segments
    assert shown(Segments.win_rate, **tables)[:3] == pytest.approx(win_rate)
    assert sum(float(amount or 0) for amount in shown(Segments.bought, **tables)[:3]) == 650


@pytest.mark.parametrize(
    ("plan_from", "before", "after", "change"),
    [
        # Before 1 April one won and two lost, from then on two won and one lost.
        ("2026-04-01", 1 / 3, 2 / 3, 100 / 3),
        # From 1 June: before it two won and two lost, then one and one.
        ("2026-06-01", 0.5, 0.5, 0),
        # A plan that has not begun: nothing after it.
        ("2026-09-01", 0.5, None, None),
        ("", None, None, None),
    ],
)
def test_a_plan_is_judged_by_the_win_rate_before_and_after(
    plan_from: str, before: float | None, after: float | None, change: float | None
) -> None:
    tables = {"customers": CUSTOMERS, "deals": DEALS, "segments": SEGMENTS.format(plan_from=plan_from)}
    assert shown(Segments.rate_before, **tables)[0] == pytest.approx(before)
    assert shown(Segments.rate_after, **tables)[0] == pytest.approx(after)
    assert shown(Segments.rate_change, **tables)[0] == pytest.approx(change)
