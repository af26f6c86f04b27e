"""What plans say of single lines, by examples worked out by hand: each changes one input and meets one amount."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet.data.dataset import Dataset
from tests.data.commission_centres import amounts, by_month, centre_of, plan, plans, receipts, settled, tiers

ORDER = "order_id,rep_id,order_date,amount,cost,product,channel,customer_id,refers_to,term_months"
PRODUCTS = "plan_id,field,value,rate\nP1,product,Hardware,0.05\nP1,product,Software,0.1\nP1,product,Service,0.03\n"
FLAT = tiers((0, "", 0.1))


def sold(*rows: str) -> str:
    return "\n".join([ORDER, *(f"{row}{',' * (9 - row.count(','))}" for row in rows), ""])


def centre(orders: str, rates: str = "plan_id,field,value,rate\n", **more: str) -> Dataset:
    return centre_of({}, orders=orders, plan_rates=rates, **{"plans": plan(), **more})


def test_each_product_has_its_rate_and_what_has_none_goes_by_the_tiers() -> None:
    found = settled(
        centre(
            sold(
                "O1,R1,2026-01-05,100000,,Hardware",
                "O2,R1,2026-01-06,100000,,software",
                "O3,R1,2026-01-07,100000,,Service",
                "O4,R1,2026-01-08,12000,,Spare part",
            ),
            PRODUCTS,
        )
    )
    assert amounts(found) == [5_000, 10_000, 3_000, 10_000 * 0.05 + 2_000 * 0.08]
    assert by_month(found, "base") == {"2026-01": 12_000}  # rates of their own climb no tier


@pytest.mark.parametrize(
    ("value", "and_value", "amount"),
    [("Software", "senior", 12_000), ("Software", "junior", 8_000), ("Hardware", "senior", 6_000), ("Gift", "", 1_000)],
)
def test_a_table_of_two_ways_takes_the_row_that_names_most(value: str, and_value: str, amount: float) -> None:
    rates = (
        "plan_id,field,value,and_field,and_value,rate\n"
        "P1,product,any,grade,any,0.01\nP1,product,any,grade,senior,0.06\n"
        "P1,product,Software,grade,any,0.08\nP1,product,Software,grade,senior,0.12\n"
    )
    people = f"rep_id,team_id,role,grade\nR1,T1,rep,{and_value}\n"
    found = settled(centre(sold(f"O1,R1,2026-01-05,100000,,{value}"), rates, reps=people))
    assert amounts(found) == [amount]


@pytest.mark.parametrize(
    ("since", "months", "amount"),
    [
        ("2026-01-31", "", 1_000),
        ("2025-03-01", "", 400),
        ("2025-03-02", "", 1_000),  # new until the day before the anniversary
        ("2026-01-31", "1", 400),  # a month later is the last of February
        ("2026-02-02", "1", 1_000),
        ("", "", 0),
    ],
)
def test_a_customer_is_new_for_as_many_months_as_the_plan_says(since: str, months: str, amount: float) -> None:
    rates = "plan_id,field,value,rate\nP1,newness,new_customer,0.1\nP1,newness,returning_customer,0.04\n"
    found = settled(
        centre(
            sold("O1,R1,2026-03-01,10000,,,,C1"), rates, customers=f"customer_id,since\nC1,{since}\n",
            plans=plan(new_months=months), plan_tiers="plan_id,lower,upper,rate\n",
        )
    )  # fmt: skip  # the tables
    assert amounts(found) == [amount]


@pytest.mark.parametrize(("field", "value"), [("group", "Key account"), ("industry", "Retail"), ("channel", "Online")])
def test_rates_go_by_the_customer_and_the_channel_of_the_order_behind_a_receipt(field: str, value: str) -> None:
    found = settled(
        centre(
            sold("O1,R1,2026-01-05,10000,,,online,C1"), f"plan_id,field,value,rate\nP1,{field},{value},0.2\n",
            customers="customer_id,group,industry\nC1,key account,retail\n", plans=plan(basis="cash"),
            receipts=receipts("Q1,O1,2026-02-01,2500"),
        )
    )  # fmt: skip  # the tables
    assert amounts(found) == [500]


def test_deals_have_products_where_there_are_no_orders() -> None:
    deals = "deal_id,rep_id,amount,won_date,product\nD1,R1,1000,2026-01-05,Hardware\n"
    assert amounts(settled(centre_of(plans=plan(), plan_rates=PRODUCTS, deals=deals))) == [50]


def test_money_a_piece_of_one_product_and_nothing_for_others() -> None:
    rates = "plan_id,field,value,rate\nP1,product,Pump,250\nP1,product,any,0\n"
    orders = (
        "order_id,rep_id,order_date,amount,quantity,product\nO1,R1,2026-01-05,900,3,Pump\nO2,R1,2026-01-05,70,9,Hose\n"
    )
    assert amounts(settled(centre(orders, rates, plans=plan(measure="quantity")))) == [750, 0]


def test_a_rate_of_its_own_is_given_back_at_that_rate() -> None:
    found = settled(centre(sold("O1,R1,2026-01-05,1000,,Software", "B1,R1,2026-02-05,-400,,Software,,,O1"), PRODUCTS))
    assert by_month(found) == {"2026-01": 100, "2026-02": -40}


def test_forty_percent_at_booking_and_sixty_as_cash_comes_in() -> None:
    found = settled(
        centre(
            sold("O1,R1,2026-01-05,100000"),
            plans=plans(
                {"plan_id": "P1", "component": "booking", "role": "rep", "valid_from": "2026-01-01", "portion": 0.4},
                {
                    "plan_id": "P2", "component": "cash", "role": "rep", "valid_from": "2026-01-01", "basis": "cash",
                    "portion": 0.6,
                },
            ),
            plan_tiers="plan_id,lower,upper,rate\nP1,0,,0.1\nP2,0,,0.1\n",
            receipts=receipts("Q1,O1,2026-02-01,25000", "Q2,O1,2026-03-01,75000"),
        )
    )  # fmt: skip  # the tables
    assert found.pays[["component", "payout"]].to_numpy().tolist() == [
        ["booking", 4_000], ["cash", 1_500], ["cash", 4_500],
    ]  # fmt: skip  # a month each


@pytest.mark.parametrize(("cost", "amount"), [("8000", 1_000), ("8000.01", 0), ("", 0), ("0", 1_000)])
def test_below_the_least_margin_an_order_earns_nothing(cost: str, amount: float) -> None:
    found = settled(centre(sold(f"O1,R1,2026-01-05,10000,{cost}"), plans=plan(margin_gate=0.2), plan_tiers=FLAT))
    assert amounts(found) == [amount]


def test_a_cap_on_each_deal_holds_over_all_its_receipts() -> None:
    found = settled(
        centre(
            sold("O1,R1,2026-01-05,90000", "O2,R1,2026-01-05,20000"),
            plans=plan(basis="cash", cap=5_000, cap_over="deal"), plan_tiers=FLAT,
            receipts=receipts(
                "Q1,O1,2026-01-10,40000", "Q2,O1,2026-02-10,30000", "Q3,O1,2026-02-11,20000", "Q4,O2,2026-02-12,20000",
                "Q5,O1,2026-03-01,-90000",
            ),
        )
    )  # fmt: skip  # the tables
    assert amounts(found) == [4_000, 1_000, 0, 2_000, -5_000]  # what is refunded is what was paid


def test_a_manager_is_paid_on_what_the_team_sells_and_never_twice_on_own_deals() -> None:
    people = "rep_id,team_id,role\nR1,T1,rep\nR2,T1,manager\nR3,T2,rep\n"
    found = settled(
        centre(
            sold(*(f"O{i},R{who},2026-01-0{i},{i}0000" for i, who in ((1, 1), (2, 2), (3, 1), (4, 3)))),
            teams="team_id,manager_id\nT1,R2\nT2,\n", reps=people,
            plans=plans(
                {"plan_id": "P1", "component": "own", "role": "manager", "valid_from": "2026-01-01"},
                {
                    "plan_id": "P2", "component": "team", "role": "manager", "valid_from": "2026-01-01",
                    "credit": "team",
                },
            ),
            plan_tiers="plan_id,lower,upper,rate\nP1,0,,0.1\nP2,0,,0.02\n",
            splits="order_id,rep_id,share,kind\nO3,R1,0.6,split\nO3,R2,0.3,split\nO3,R3,0.1,split\nO3,R2,0.5,overlay\n",
        )
    )  # fmt: skip  # the tables
    lines = found.lines.query("payee == 'R2'")[["component", "document", "base", "amount"]].to_numpy().tolist()
    assert lines == [
        ["own", "O2", 20_000, 2_000], ["own", "O3", 24_000, 2_400],  # a split and an overlay
        ["team", "O1", 10_000, 200], ["team", "O3", 18_000, 360],  # what R1 has of it
    ]  # fmt: skip  # a line each


@pytest.mark.parametrize(
    ("paid", "amount"),
    [
        ("2026-01-15", 1_000), ("2026-02-14", 1_000), ("2026-02-15", 800), ("2026-04-15", 800), ("2026-04-16", 500),
        ("2026-07-15", 0), ("2026-01-01", 1_000),
    ],
)  # fmt: skip  # a table of cases
def test_the_later_the_cash_the_less_it_pays(paid: str, amount: float) -> None:
    factors = "plan_id,depends_on,lower,upper,factor\n" + "".join(
        f"P1,days_to_cash,{lower},{upper},{factor}\n"
        for lower, upper, factor in ((0, 30, 1), (31, 90, 0.8), (91, 180, 0.5))
    )
    found = settled(
        centre(
            sold("O1,R1,2026-01-15,10000"), plans=plan(basis="cash"), plan_tiers=FLAT, plan_factors=factors,
            receipts=receipts(f"Q1,O1,{paid},10000"),
        )
    )  # fmt: skip  # the tables
    assert amounts(found) == [amount]


@pytest.mark.parametrize(
    ("cancelled", "taken"), [("2026-03-14", -1_000), ("2026-06-14", -1_000), ("2026-06-15", -500), ("2026-10-15", 0)]
)
def test_what_is_taken_back_falls_with_the_months_served(cancelled: str, taken: float) -> None:
    factors = "plan_id,depends_on,lower,upper,factor\nP1,months_served,0,4,1\nP1,months_served,5,8,0.5\n"
    orders = sold("O1,R1,2026-01-15,10000", f"B1,R1,{cancelled},-10000,,,,,O1")
    assert amounts(settled(centre(orders, plan_tiers=FLAT, plan_factors=factors))) == [1_000, taken]


@pytest.mark.parametrize(
    ("term", "cancelled", "taken"),
    [
        ("12", "2026-06-15", -700),  # five months served, seven left
        ("12", "2026-06-14", -800),  # the fifth is not over
        ("12", "2026-01-16", -1_200),
        ("12", "2027-01-15", 0),
        ("24", "2026-07-15", -900),
        ("", "2026-06-15", -1_200),
    ],
)
def test_a_cancellation_takes_back_what_is_left_of_the_term(term: str, cancelled: str, taken: float) -> None:
    orders = sold(f"O1,R1,2026-01-15,12000,,,,,,{term}", f"B1,R1,{cancelled},-12000,,,,,O1")
    found = settled(centre(orders, plans=plan(clawback="term"), plan_tiers=FLAT), dt.date(2027, 2, 1))
    assert amounts(found) == [1_200, taken]
