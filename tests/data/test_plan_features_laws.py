"""Laws of what goes by quotas, and of draws: what must hold whatever is sold, and when."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as law
from hypothesis import strategies as st

from salessheet.core.commission.paying import Balances, Terms, pay
from salessheet.core.rounding import excel_round
from tests.data.commission_centres import by_month, centre_of, orders, plan, settled

TEN_PERCENT = "plan_id,lower,upper,rate\nP1,0,,0.1\n"
FACTORS = (
    "plan_id,depends_on,lower,upper,factor\n"
    "P1,attainment,0.2,0.8,0.5\nP1,attainment,0.8,1.1,0.9\nP1,attainment,1.1,,1.3\n"
)
SOLD = st.lists(st.integers(-400_000, 3_000_000), min_size=12, max_size=12)
TARGET = "scope,id,year,period,metric,amount,currency\nrep,R1,2026,year,sales,{amount},\n"


def sales(cents: list[int]) -> str:
    return orders(*(f"O{at},R1,2026-{at + 1:02}-09,{amount / 100:.2f}" for at, amount in enumerate(cents)))


@law(max_examples=25)
@given(SOLD, st.sampled_from(["step", "curve"]), st.sampled_from([0, 0.3, 0.8]), st.sampled_from(["quarter", "year"]))
def test_what_qualifies_in_a_window_is_all_it_earned_at_the_last_factor(
    cents: list[int], shape: str, gate: float, over: str
) -> None:
    terms = plan(over=over, gate=gate, factor_shape=shape)
    found = settled(
        centre_of(
            plans=terms, plan_tiers=TEN_PERCENT, plan_factors=FACTORS, orders=sales(cents),
            targets=TARGET.format(amount=120_000),
        )
    )  # fmt: skip  # a year of sales
    size = 3 if over == "quarter" else 12
    earned, qualified, factor = (list(by_month(found, name).values()) for name in ("earned", "qualified", "factor"))
    for start in range(0, 12, size):
        window = slice(start, start + size)
        total = excel_round(round(sum(earned[window]), 6) * factor[window][-1], 5)
        assert sum(qualified[window]) == pytest.approx(float(excel_round(total, 2)), abs=1e-6)


@law(max_examples=20)
@given(SOLD, st.sampled_from(["", 0]), st.sampled_from(["month", "quarter", "year", "deal"]))
def test_without_gate_and_factors_all_that_is_earned_qualifies(cents: list[int], gate: str | int, over: str) -> None:
    found = settled(
        centre_of(
            plans=plan(over=over, gate=gate), plan_tiers=TEN_PERCENT, orders=sales(cents),
            targets=TARGET.format(amount=120_000),
        )
    )  # fmt: skip  # a year of sales
    assert (found.pays["qualified"] == found.pays["earned"]).all()
    assert (found.pays["gated"] == 0).all()
    assert found.pays["factor"].isna().all()


AMOUNTS = st.integers(0, 400_000).map(lambda cents: cents / 100)


def draws(draw: float, recoverable: int, recovery: float = 1.0, recovers: int = 1, forgives: int = 0) -> Terms:
    return Terms(
        np.array([np.inf]), np.array([False]), np.array([-np.inf]), np.zeros(1), np.array([draw]),
        np.array([recoverable > 0]), np.array([recovery]), np.array([recovers > 0]), np.array([forgives > 0]),
    )  # fmt: skip  # in the order of the fields


def as_before(net: float, draw: float, debt: float, recoverable: int) -> tuple[float, float]:
    """Out and debt where all that exceeds a draw pays back what is owed."""
    if draw == debt == 0:
        return net, 0.0
    left = net - debt
    out = max(draw, left)
    return out, out - left if recoverable else min(debt, out - left)


@given(st.integers(-400_000, 400_000).map(lambda cents: cents / 100), AMOUNTS, AMOUNTS, st.integers(0, 1))
def test_a_draw_that_is_recovered_at_once_pays_what_is_left_of_the_debt(
    net: float, draw: float, debt: float, recoverable: int
) -> None:
    before = Balances(np.zeros(1), np.zeros(1), np.array([debt]))
    paid = pay(np.array([net]), draws(draw, recoverable), before, releases=False)
    assert (paid.out[0], paid.balances.debt[0]) == pytest.approx(as_before(net, draw, debt, recoverable), abs=1e-6)
    assert paid.forgiven[0] == 0


@given(
    st.lists(st.integers(-400_000, 400_000).map(lambda cents: cents / 100), min_size=1, max_size=12),
    AMOUNTS,
    st.integers(0, 100).map(lambda percent: percent / 100),
    st.integers(0, 12),
    st.booleans(),
)
def test_a_debt_is_never_negative_and_no_money_is_made_by_how_it_is_recovered(
    nets: list[float], draw: float, recovery: float, waits: int, forgives: bool
) -> None:
    balances, paid_out, forgiven = Balances.none(1), 0.0, 0.0
    for month, net in enumerate(nets):
        last = month == len(nets) - 1
        terms = draws(draw, 1, recovery, int(month >= waits), int(forgives and last))
        paid = pay(np.array([net]), terms, balances, releases=False)
        if draw:
            assert paid.out[0] >= draw - 1e-6
        balances, paid_out, forgiven = paid.balances, paid_out + paid.out[0], forgiven + paid.forgiven[0]
        assert balances.debt[0] >= 0
    assert paid_out - balances.debt[0] - forgiven == pytest.approx(sum(nets), abs=1e-4)
    assert not forgives or balances.debt[0] == 0
