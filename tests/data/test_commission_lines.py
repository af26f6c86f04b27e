"""What each document earns, by examples worked out by hand."""

from __future__ import annotations

import math

import pytest

from tests.data.commission_centres import amounts, by_month, centre_of, orders, plan, plans, receipts, settled, tiers

# 5 % up to 10 000, 8 % up to 20 000, 10 % above: the tiers of the least centre


def test_slices_go_on_from_month_to_month_over_a_year() -> None:
    found = settled(
        centre_of(
            plans=plan(over="year"),
            orders=orders("O1,R1,2026-01-05,8000", "O2,R1,2026-03-05,7000", "O3,R1,2026-03-04,9000"),
        )
    )
    # 8 000 at 5 %; O3 before O2: 2 000 at 5 % and 7 000 at 8 %; then 3 000 at 8 % and 4 000 at 10 %
    assert list(found.lines["document"]) == ["O1", "O3", "O2"]
    assert amounts(found) == [400, 100 + 560, 240 + 400]
    assert list(found.lines["before"]) == [0, 8_000, 17_000]
    assert list(found.lines["after"]) == [8_000, 17_000, 24_000]
    assert by_month(found) == {"2026-01": 400, "2026-03": 1_300}


@pytest.mark.parametrize(
    ("over", "first_month", "april"),
    [
        ("month", 1, 400),  # 8 000 at 5 %
        ("quarter", 1, 400),  # April begins a quarter
        ("quarter", 2, 640),  # February to April: 10 000 before, so all at 8 %
        ("year", 1, 160 + 600),  # 18 000 before: 2 000 at 8 % and 6 000 at 10 %
        ("year", 4, 400),  # April begins the year
    ],
)
def test_a_window_begins_with_the_fiscal_calendar(over: str, first_month: int, april: float) -> None:
    found = settled(
        centre_of(
            {"first_month": first_month},
            plans=plan(over=over),
            orders=orders("O1,R1,2026-01-31,8000", "O2,R1,2026-03-31,10000", "O3,R1,2026-04-01,8000"),
        )
    )
    assert amounts(found)[-1] == april


def test_a_slab_pays_the_rate_that_the_month_reaches() -> None:
    found = settled(centre_of(plans=plan(mode="slab"), orders=orders("O1,R1,2026-01-05,8000", "O2,R1,2026-01-06,4000")))
    assert amounts(found) == [640, 320]  # 12 000 reach 8 %


def test_a_slab_over_a_quarter_lifts_what_was_paid_at_a_lower_rate() -> None:
    found = settled(
        centre_of(
            plans=plan(mode="slab", over="quarter", recoverable="0"),
            orders=orders("O1,R1,2026-01-05,8000", "O2,R1,2026-02-06,4000", "O3,R1,2026-03-06,-5000"),
        )
    )
    # February reaches 8 %: 3 % more on the 8 000. March falls back to 5 % at 7 000, and so do the 12 000 before.
    assert amounts(found) == [400, 320, -250]
    assert by_month(found, "true_up") == {"2026-01": 0, "2026-02": 240, "2026-03": -360}
    assert by_month(found, "earned") == {"2026-01": 400, "2026-02": 560, "2026-03": -610}


def test_an_overage_pays_for_what_lies_above_the_threshold_at_the_rate_reached() -> None:
    found = settled(
        centre_of(
            plans=plan(mode="overage", over="quarter"),
            plan_tiers=tiers((5_000, 10_000, 0.05), (10_000, "", 0.1)),
            orders=orders("O1,R1,2026-01-05,4000", "O2,R1,2026-01-06,4000", "O3,R1,2026-02-06,4000"),
        )
    )
    # January reaches 8 000: 3 000 above, at 5 %. February reaches 12 000: 4 000 at 10 %, and 5 % more on the 3 000.
    assert amounts(found) == [0, 150, 400]
    assert by_month(found, "true_up") == {"2026-01": 0, "2026-02": 150}


def test_a_milestone_pays_its_money_once_and_the_next_one_the_difference() -> None:
    found = settled(
        centre_of(
            plans=plan(mode="milestone", over="year"),
            plan_tiers=tiers((10_000, 20_000, 500), (20_000, "", 1_200)),
            orders=orders(
                "O1,R1,2026-01-05,9999.99", "O2,R1,2026-02-06,0.01", "O3,R1,2026-03-06,9000", "O4,R1,2026-04-06,9000"
            ),
        )
    )
    assert amounts(found) == [0, 500, 0, 700]


def test_on_its_bound_a_milestone_may_wait_for_more() -> None:
    found = settled(
        centre_of(
            plans=plan(mode="milestone", boundary="lower"),
            plan_tiers=tiers((0, 10_000, 0), (10_000, "", 500)),
            orders=orders("O1,R1,2026-01-05,10000", "O2,R1,2026-01-06,0.01"),
        )
    )
    assert amounts(found) == [0, 500]


def test_a_part_of_a_tier_pays_a_part_of_its_money() -> None:
    found = settled(
        centre_of(
            plans=plan(mode="interpolated", over="year"),
            plan_tiers=tiers((0, 10_000, 1_000), (10_000, 20_000, 3_000)),
            orders=orders("O1,R1,2026-01-05,2500", "O2,R1,2026-02-06,10000", "O3,R1,2026-03-06,20000"),
        )
    )
    assert amounts(found) == [250, 750 + 750, 2_250]


@pytest.mark.parametrize(
    ("mode", "of_the_whole"),
    [("marginal", 500 + 400), ("slab", 1_200), ("overage", 1_200), ("interpolated", 0.05 + 0.04)],
)
def test_deal_by_deal_the_whole_order_decides_and_each_payment_takes_its_part(mode: str, of_the_whole: float) -> None:
    found = settled(
        centre_of(
            plans=plan(mode=mode, over="deal", basis="cash"),
            orders=orders("O1,R1,2026-01-05,15000", "O2,R1,2026-01-05,4000"),
            receipts=receipts("C1,O1,2026-01-10,5000", "C2,O2,2026-02-10,4000", "C3,O1,2026-03-10,10000"),
        )
    )
    small = {"interpolated": 0.02}.get(mode, 200)
    assert amounts(found) == pytest.approx([of_the_whole / 3, small, of_the_whole * 2 / 3], abs=0.006)
    assert found.lines[["before", "after"]].isna().all(axis=None)


def test_a_split_shares_the_credit_and_each_goes_by_own_tiers() -> None:
    found = settled(
        centre_of(
            plans=plan(),
            orders=orders("O1,R1,2026-01-05,20000"),
            splits="order_id,rep_id,share\nO1,R1,0.7\nO1,R2,0.3\n",
        )
    )
    assert list(found.lines["base"]) == [14_000, 6_000]
    assert (amounts(found), amounts(found, "R2")) == ([500 + 320], [300])


def test_an_overlay_comes_on_top_and_the_orders_rep_keeps_all() -> None:
    found = settled(
        centre_of(
            plans=plan(),
            orders=orders("O1,R1,2026-01-05,10000"),
            splits="order_id,rep_id,share,kind\nO1,R3,0.2,overlay\n",
        )
    )
    assert list(zip(found.lines["payee"], found.lines["share"], strict=True)) == [("R1", 1.0), ("R3", 0.2)]
    assert (amounts(found), amounts(found, "R3")) == ([500], [100])


def test_refunding_everything_takes_back_everything() -> None:
    found = settled(
        centre_of(
            plans=plan(over="year"),
            orders=orders(
                "O1,R1,2026-01-05,12345.67", "O2,R1,2026-01-06,9876.54",
                "O3,R1,2026-02-05,-4000,O2", "O4,R1,2026-03-05,-5876.54,O2", "O5,R1,2026-03-06,-12345.67,O1",
            ),
        )
    )  # fmt: skip  # sales, then refunds
    assert sum(amounts(found)) == pytest.approx(0, abs=1e-9)
    assert amounts(found) == [687.65, 834.57, -338.00, -496.57, -687.65]


def test_a_refund_in_a_later_month_is_valued_at_the_rate_of_its_order_and_lowers_what_counts_from_then_on() -> None:
    found = settled(
        centre_of(
            plans=plan(over="year"),
            orders=orders(
                "O1,R1,2026-01-05,10000", "O2,R1,2026-01-06,5000", "O3,R1,2026-02-05,-2500,O2",
                "O4,R1,2026-02-06,1000", "O5,R1,2026-03-01,10000",
            ),
        )
    )  # fmt: skip  # sales, then a refund, then sales
    # O2 earned 8 %, and half of it comes back though January alone would give it back at another rate. In February O4
    # goes on from 15 000, for refunds stand aside; March goes on from 13 500: 6 500 at 8 % and 3 500 at 10 %.
    assert list(found.lines["document"]) == ["O1", "O2", "O4", "O3", "O5"]
    assert amounts(found) == [500, 400, 80, -200, 520 + 350]
    assert found.lines["before"].tolist()[2] == 15_000
    assert math.isnan(found.lines["before"].tolist()[3])
    assert found.lines["before"].tolist()[4] == 13_500


def test_a_negative_receipt_takes_back_what_the_order_earned_by_then() -> None:
    found = settled(
        centre_of(
            plans=plan(basis="cash"),
            orders=orders("O1,R1,2026-01-05,20000"),
            receipts=receipts("C1,O1,2026-01-10,12000", "C2,O1,2026-02-10,-6000", "C3,O1,2026-02-11,-9000"),
        )
    )
    assert amounts(found) == [500 + 160, -330, -330]  # half; then the rest, for more than all cannot be taken back


def test_a_negative_order_of_its_own_lowers_the_standing() -> None:
    found = settled(centre_of(plans=plan(), orders=orders("O1,R1,2026-01-05,12000", "O2,R1,2026-01-06,-3000")))
    assert amounts(found) == [660, -160 - 50]
    assert not found.lines["is_refund"].any()


def test_a_bonus_of_no_order_makes_no_refund_of_a_negative_order() -> None:
    of_orders = {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01"}
    of_scores = {**of_orders, "plan_id": "P2", "component": "mbo", "basis": "score", "on_target": "1000"}
    found = settled(
        centre_of(
            plans=plans(of_orders, of_scores),
            orders=orders("O1,R1,2026-01-05,12000", "O2,R1,2026-01-06,-3000"),
            objectives="objective_id,period,payee,component,weight,score\nM1,2026-01,R1,mbo,1,1\n",
        )
    )
    assert sorted(amounts(found)) == [-160 - 50, 660, 1000]
    assert not found.lines["is_refund"].any()


def test_a_refund_of_what_earned_nothing_takes_nothing() -> None:
    found = settled(centre_of(plans=plan(), orders=orders("O1,R1,2025-12-05,12000", "O2,R1,2026-01-06,-3000,O1")))
    assert amounts(found) == [0]
    assert list(found.lines["is_refund"]) == [True]


def test_a_refund_of_a_shared_order_is_shared_as_the_order_was() -> None:
    found = settled(
        centre_of(
            plans=plan(),
            orders=orders("O1,R1,2026-01-05,10000", "O2,R1,2026-02-05,-10000,O1"),
            splits="order_id,rep_id,share\nO1,R2,0.25\nO1,R3,0.75\n",
        )
    )
    assert (amounts(found, "R2"), amounts(found, "R3"), amounts(found)) == ([125, -125], [375, -375], [])
    assert list(found.lines["root"].unique()) == ["O1"]


def test_a_new_version_pays_from_its_day_on_and_goes_on_from_the_same_standing() -> None:
    found = settled(
        centre_of(
            plans=plans(
                {"plan_id": "P1", "role": "rep", "valid_from": "2026-01-01", "over": "year", "supersedes": ""},
                {"plan_id": "P2", "role": "REP", "valid_from": "2026-02-15", "over": "year", "supersedes": "P1"},
            ),
            plan_tiers="plan_id,lower,upper,rate\nP1,0,,0.05\nP2,0,12000,0.1\nP2,12000,,0.2\n",
            orders=orders("O1,R1,2026-01-05,10000", "O2,R1,2026-02-14,1000", "O3,R1,2026-02-15,2000"),
        )
    )
    assert list(found.lines["plan_id"]) == ["P1", "P1", "P2"]
    assert amounts(found) == [500, 50, 100 + 200]
    assert list(found.pays["plan_id"]) == ["P1", "P2"]


def test_amounts_in_other_currencies_count_at_the_rate_of_their_day() -> None:
    found = settled(
        centre_of(
            fx="date,currency,rate\n2026-01-01,USD,7\n2026-02-01,USD,7.2\n2026-01-01,EUR,8\n",
            plans=plan(currency="USD"),
            orders=orders("O1,R1,2026-01-05,70", "O2,R1,2026-02-05,72,,,,", "O3,R1,2026-02-06,100,,,,EUR"),
        )
    )
    assert list(found.lines["base"]) == [10, 10, 111.11]
    assert list(found.lines["currency"]) == ["CNY", "CNY", "EUR"]
    assert amounts(found) == [0.5, 0.5, 5.56]
    assert by_month(found) == {"2026-01": 3.5, "2026-02": 43.63}  # 6.06 x 7.2


@pytest.mark.parametrize(
    ("measure", "bases"),
    [("money", [300, 150, 60]), ("quantity", [12, 1, 0.4]), ("deals", [1, 1, 0.4])],
)
def test_credit_can_be_money_or_pieces_or_deals(measure: str, bases: list[float]) -> None:
    found = settled(
        centre_of(
            plans=plan(measure=measure),
            orders=orders("O1,R1,2026-01-05,300,,,12", "O2,R1,2026-01-06,150", "O3,R1,2026-01-07,150"),
            splits="order_id,rep_id,share\nO3,R1,0.4\nO3,R2,0.6\n",
        )
    )
    assert list(found.lines.query("payee == 'R1'")["base"]) == bases


def test_a_refund_in_pieces_counts_against_its_order() -> None:
    found = settled(
        centre_of(
            plans=plan(measure="quantity", basis="cash"),
            plan_tiers=tiers((0, "", 10)),
            orders=orders("O1,R1,2026-01-05,300,,,12", "O2,R1,2026-01-06,-100,O1,,4"),
            receipts=receipts("C1,O1,2026-01-10,300", "C2,O2,2026-01-11,-50"),
        )
    )
    assert list(found.lines["base"]) == [12, -2]
    assert amounts(found) == [120, -20]


def test_a_margin_is_never_below_nothing_and_a_refund_takes_its_own_back() -> None:
    found = settled(
        centre_of(
            plans=plan(basis="margin"),
            orders=orders("O1,R1,2026-01-05,300,,200", "O2,R1,2026-01-06,300,,400", "O3,R1,2026-01-07,-150,O1,-100"),
        )
    )
    assert list(found.lines["counted"]) == [100, 0, -50]
    assert amounts(found) == [5, 0, -2.5]


def test_an_order_that_must_be_paid_in_full_counts_once_with_the_receipt_that_completes_it() -> None:
    found = settled(
        centre_of(
            plans=plan(basis="cash_full"),
            orders=orders("O1,R1,2026-01-05,300", "O2,R1,2026-01-05,100"),
            receipts=receipts(
                "C1,O1,2026-02-10,100", "C2,O1,2026-01-10,100.1", "C3,O1,2026-02-10,99.9", "C4,O1,2026-03-10,5",
                "C5,O2,2026-03-10,99.99",
            ),
        )
    )  # fmt: skip  # a receipt each
    assert list(found.lines["document"]) == ["C3"]
    assert list(found.lines["base"]) == [300]
    assert list(zip(found.unused["document"], found.unused["reason"], strict=True)) == [("C5", "not_paid_up")]


def test_a_mode_that_is_not_settled_pays_nothing() -> None:
    found = settled(centre_of(plans=plan(mode="multiplier"), orders=orders("O1,R1,2026-01-05,300")))
    assert amounts(found) == [0]
