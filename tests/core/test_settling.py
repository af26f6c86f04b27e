"""The arithmetic of settlement: standing, schedules, refunds at the original rate, and the steps to the payout."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.bands import Boundary
from salessheet.core.commission import Mode, Schedule, Tiers
from salessheet.core.commission.paying import Balances, Terms, pay, room
from salessheet.core.commission.refunds import Earned, given_back
from salessheet.core.commission.standing import Window, ahead, is_last_of_year, openings, totals, window_of

NAN = float("nan")
JANUARY = 56 * 12  # months since January 1970: that of 2026
CENTS = st.integers(-1_000_000, 1_000_000).map(lambda cents: cents / 100)


def whole(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(numbers, dtype=np.int64)


def schedule(mode: Mode, *rows: tuple[float, float, float], boundary: Boundary = Boundary.HIGHER) -> Schedule:
    return Schedule(Tiers.of(*np.array(rows, float).reshape(-1, 3).T), mode, boundary)


RATES = ((0, 10_000, 0.05), (10_000, 20_000, 0.08), (20_000, NAN, 0.10))


@pytest.mark.parametrize(
    ("window", "first_month", "same_as_before"),
    [
        (Window.MONTH, 1, []),
        (Window.QUARTER, 1, [2, 3, 5, 6, 8, 9, 11, 12]),
        (Window.QUARTER, 2, [1, 3, 4, 6, 7, 9, 10, 12]),
        (Window.YEAR, 1, list(range(2, 13))),
        (Window.YEAR, 4, [1, 2, 3, *range(5, 13)]),
    ],
)
def test_windows_begin_with_the_fiscal_calendar(window: Window, first_month: int, same_as_before: list[int]) -> None:
    numbers = window_of(np.arange(JANUARY - 1, JANUARY + 12), window, first_month)
    assert [month for month in range(1, 13) if numbers[month] == numbers[month - 1]] == same_as_before


@pytest.mark.parametrize(("first_month", "last"), [(1, 12), (2, 1), (4, 3), (12, 11)])
def test_a_fiscal_year_ends_in_the_month_before_it_begins(first_month: int, last: int) -> None:
    ends = is_last_of_year(np.arange(JANUARY, JANUARY + 12), first_month)
    assert (np.flatnonzero(ends) + 1).tolist() == [last]


def test_an_opening_is_what_earlier_months_of_the_window_credited() -> None:
    payees, months = whole(1, 1, 1, 1, 2), JANUARY + whole(0, 1, 3, 5, 5)
    sums = np.array([0.1, 0.2, 5.0, 7.0, 9.0])
    assert openings(sums, payees, months, Window.QUARTER, 1).tolist() == [0, 0.1, 0, 5, 0]
    assert openings(sums, payees, months, Window.YEAR, 1).tolist() == [0, 0.1, 0.3, 5.3, 0]
    assert openings(sums, payees, months, Window.MONTH, 1).tolist() == [0] * 5


@given(st.lists(st.tuples(st.integers(0, 4), CENTS), max_size=60))
def test_sums_of_cents_are_exact_whatever_stands_beside_them(values: list[tuple[int, float]]) -> None:
    values.sort(key=lambda value: value[0])
    groups, amounts = whole(*[group for group, _ in values]), np.array([amount for _, amount in values], float)
    huge = np.concatenate([[1e10], amounts])  # of another group
    found = ahead(huge, np.concatenate([whole(-1), groups]))[1:]
    cents = [round(amount * 100) for amount in amounts.tolist()]
    expected = [sum(c for g, c in zip(groups[:i], cents[:i], strict=True) if g == groups[i]) for i in range(len(cents))]
    assert found.tolist() == [total / 100 for total in expected]
    whole_sums = [sum(c for g, c in zip(groups, cents, strict=True) if g == group) / 100 for group in range(5)]
    assert totals(amounts, groups, 5).tolist() == whole_sums


def test_thirds_add_up_to_one() -> None:
    assert totals(np.full(3, 1 / 3), whole(0, 0, 0), 1).tolist() == [1]


@pytest.mark.parametrize(
    ("mode", "boundary", "amount", "money"),
    [
        (Mode.OVERAGE, Boundary.HIGHER, 20_000, 20_000 * 0.1),
        (Mode.OVERAGE, Boundary.LOWER, 20_000, 20_000 * 0.08),
        (Mode.OVERAGE, Boundary.HIGHER, -5, 0),
        (Mode.MILESTONE, Boundary.HIGHER, 10_000, 0.08),
        (Mode.MILESTONE, Boundary.LOWER, 10_000, 0.05),
        (Mode.MILESTONE, Boundary.HIGHER, 9_999.99, 0.05),
        (Mode.MILESTONE, Boundary.HIGHER, -1, 0),
        (Mode.MILESTONE, Boundary.HIGHER, 0, 0),
        (Mode.MILESTONE, Boundary.LOWER, 0, 0),
        (Mode.MILESTONE, Boundary.LOWER, 0.01, 0.05),
    ],
)
def test_what_an_amount_earns_by_the_tier_it_reaches(
    mode: Mode, boundary: Boundary, amount: float, money: float
) -> None:
    table = Tiers.of(*np.array(RATES).T)
    assert table.of_whole(np.array([amount]), mode, boundary).tolist() == [pytest.approx(money)]


def test_above_the_last_milestone_and_in_a_gap_the_highest_reached_counts() -> None:
    table = Tiers.of(*np.array([(100, 200, 5), (300, 400, 9)], float).T)
    amounts = np.array([99.0, 200, 250, 300, 400, 500, NAN])
    assert table.of_whole(amounts, Mode.MILESTONE)[:-1].tolist() == [0, 5, 5, 9, 9, 9]
    assert math.isnan(table.of_whole(amounts, Mode.MILESTONE)[-1])


def test_an_overage_counts_from_the_lowest_bound() -> None:
    paid = schedule(Mode.OVERAGE, (100, 200, 0.1), (200, NAN, 0.2))
    before, base = np.array([0.0, 90, 150]), np.array([90.0, 60, 100])
    assert paid.amounts(before, base, np.full(3, 250.0)).tolist() == [0, 10, 20]
    assert paid.true_up(np.array([150.0, 50]), np.array([250.0, 250])).tolist() == [5, 0]


def test_a_schedule_without_tiers_pays_nothing() -> None:
    for mode in Mode:
        nothing = schedule(mode)
        assert nothing.amounts(np.array([5.0]), np.array([5.0]), np.array([10.0])).tolist() == [0]
        assert nothing.of_orders(np.array([5.0]), np.array([5.0])).tolist() == [0]


def test_a_tier_that_cannot_be_reached_is_reached_once() -> None:
    endless = schedule(Mode.INTERPOLATED, (0, NAN, 5))
    found = endless.amounts(np.array([0.0, 5]), np.array([5.0, 5]), np.zeros(2))
    assert found.tolist() == [math.inf, 0]


def test_an_order_of_nothing_earns_nothing() -> None:
    assert schedule(Mode.MARGINAL, *RATES).of_orders(np.array([5.0, 0]), np.zeros(2)).tolist() == [0, 0]


@given(st.lists(CENTS, min_size=1, max_size=20), st.sampled_from([Mode.MARGINAL, Mode.INTERPOLATED, Mode.MILESTONE]))
def test_lines_that_lift_the_standing_add_up_to_what_the_whole_earns(bases: list[float], mode: Mode) -> None:
    rows = ((0, 1_000, 0.05), (1_000, 5_000, 0.08), (5_000, 9_000, 0.1))
    base, zeros = np.array(bases), np.zeros(len(bases), dtype=np.int64)
    lines = schedule(mode, *rows).amounts(ahead(base, zeros), base, base)
    whole_ = schedule(mode, *rows).amounts(np.zeros(1), totals(base, zeros, 1), np.zeros(1))
    assert lines.sum() == pytest.approx(float(whole_[0]), abs=1e-6)


def test_a_refund_knows_what_its_order_earned_up_to_its_period() -> None:
    earned = Earned(whole(7, 7, 8), whole(0, 2, 0), np.array([100.0, 100, 50]), np.array([10.0, 20, 4]))
    orders, periods = whole(7, 8, 7, 9), whole(1, 1, 3, 1)
    # 50 of the 100 that earned 10; all and more of 50; then 100 more of 200 that earned 30: from a quarter to three
    found = given_back(orders, periods, np.array([-50.0, -60, -100, -1]), earned)
    assert found.tolist() == [-5, -4, -15, 0]


@given(
    st.lists(st.integers(1, 100_000), min_size=1, max_size=8),
    st.lists(st.integers(1, 1_000), min_size=1, max_size=8),
    st.floats(0, 0.3),
)
def test_refunds_of_the_whole_take_back_the_whole(sold: list[int], weights: list[int], rate: float) -> None:
    base = np.array(sold) / 100
    amount = np.round(base * rate, 2)
    cuts = np.round(np.cumsum(weights) / sum(weights) * sum(sold)).astype(np.int64)
    refunds = -np.diff(cuts, prepend=0) / 100
    zeros = np.zeros(len(base), dtype=np.int64)
    found = given_back(
        np.zeros(len(refunds), dtype=np.int64), np.ones(len(refunds), dtype=np.int64), refunds,
        Earned(zeros, zeros, base, amount),
    )  # fmt: skip  # refunds, and what was earned
    assert totals(np.concatenate([found, amount]), np.zeros(len(found) + len(amount), dtype=np.int64), 1) == 0


def terms(**given: float) -> Terms:
    one = {"cap": NAN, "floor": -math.inf, "holdback": 0.0, "draw": 0.0, "carries": 0, "recoverable": 1,
           "recovery": 1.0, "recovers": 1, "forgives": 0} | given  # fmt: skip  # a plan without terms
    column = {name: np.array([value], dtype=float) for name, value in one.items()}
    return Terms(
        room(column["cap"], np.zeros(1)), column["carries"] > 0, column["floor"], column["holdback"], column["draw"],
        column["recoverable"] > 0, column["recovery"], column["recovers"] > 0, column["forgives"] > 0,
    )  # fmt: skip  # in the order of the fields


MONEY = st.integers(0, 500_000).map(lambda cents: cents / 100)


@given(
    st.lists(CENTS, min_size=1, max_size=15),
    st.fixed_dictionaries(
        {
            "cap": st.one_of(st.just(NAN), MONEY),
            "carries": st.integers(0, 1),
            "floor": st.one_of(st.just(-math.inf), MONEY),
            "holdback": st.integers(0, 100).map(lambda percent: percent / 100),
            "draw": MONEY,
            "recoverable": st.integers(0, 1),
        }
    ),
)
def test_whatever_is_earned_cap_floor_and_draw_hold_and_no_money_is_made_or_lost(
    earned: list[float], given_: dict[str, float]
) -> None:
    holds, balances, paid_out, forgiven = terms(**given_), Balances.none(1), 0.0, 0.0
    lost = lifted = 0.0
    for number, amount in enumerate(earned):
        before = balances
        paid = pay(np.array([amount]), holds, balances, releases=number % 12 == 11)
        balances = paid.balances
        assert paid.capped[0] <= holds.room[0]
        assert paid.floored[0] >= max(paid.capped[0], holds.floor[0])
        assert paid.out[0] >= holds.draw[0] or holds.draw[0] == before.debt[0] == 0
        assert balances.debt[0] >= 0
        assert balances.held[0] >= 0
        assert balances.carried[0] >= 0
        if not given_["recoverable"]:
            assert balances.debt[0] <= before.debt[0]
        lost += paid.lost[0]
        lifted += paid.floored[0] - paid.capped[0]
        left = paid.floored[0] - paid.held[0] + paid.released[0] - before.debt[0]
        forgiven += paid.out[0] - left - balances.debt[0]
        paid_out += paid.out[0]
    there = balances.carried[0] + balances.held[0] - balances.debt[0]
    assert paid_out + lost + there == pytest.approx(sum(earned) + lifted + forgiven, abs=1e-4)
    assert not given_["recoverable"] or forgiven == pytest.approx(0, abs=1e-4)
