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


BUDGET = st.integers(1, 300_000).map(lambda cents: cents / 100)


@law(max_examples=25)
@given(SOLD, SOLD, BUDGET, st.booleans())
def test_a_budget_is_never_exceeded_whoever_sells_and_whatever_is_refunded(
    one: list[int], other: list[int], budget: float, refunded: bool
) -> None:
    sold = [
        f"O{rep}{at},{rep},2026-{at + 1:02}-09,{amount / 100:.2f},"
        for rep, cents in (("R1", one), ("R2", other))
        for at, amount in enumerate(cents)
    ]
    back = [f"B{at},R1,2026-{at + 2:02}-03,-{one[at] / 100:.2f},OR1{at}" for at in range(0, 11, 2) if one[at] > 0]
    rows = orders(*sold, *(back if refunded else []))
    lines = settled(centre_of(plans=plan(budget=budget), plan_tiers=TEN_PERCENT, orders=rows)).lines
    in_order = lines.sort_values(["period", "is_refund", "date", "kind"], kind="stable")
    running = in_order["amount"].cumsum()
    assert (running <= budget + 1e-6).all()
    cut = lines[lines["amount"] < lines["unbudgeted"]]
    assert (cut["amount"] == cut["left"]).all()
    uncut = settled(centre_of(plans=plan(), plan_tiers=TEN_PERCENT, orders=rows)).lines
    if uncut.sort_values(["period", "is_refund", "date", "kind"], kind="stable")["amount"].cumsum().max() <= budget:
        assert lines["amount"].tolist() == uncut["amount"].tolist()


PRIZES = st.lists(st.integers(0, 100_000).map(lambda cents: cents / 100), min_size=1, max_size=4)


@law(max_examples=40)
@given(st.lists(st.integers(-2, 4), min_size=3, max_size=3), PRIZES, st.sampled_from(["", 200]))
def test_what_is_won_is_the_prizes_of_the_places_that_are_taken(
    sold: list[int], prizes: list[float], least: str | int
) -> None:
    bands = "".join(f"P1,{place},{place},{prize}\n" for place, prize in enumerate(prizes, start=1))
    rows = orders(*(f"O{at},R{at},2026-03-0{at},{hundreds * 100}" for at, hundreds in enumerate(sold, start=1)))
    found = settled(
        centre_of(
            plans=plan(tiers_on="rank", over="quarter", at_least=least), orders=rows,
            plan_tiers=f"plan_id,lower,upper,rate\n{bands}",
        )
    )  # fmt: skip  # the tables
    won = found.lines[found.lines["kind"] == "prize"]
    ranked = sum(hundreds > 0 and hundreds * 100 >= float(least or 0) for hundreds in sold)
    assert len(won) == ranked
    assert round(won["amount"].sum(), 2) == round(sum(prizes[:ranked]), 2)
    by_total = won.sort_values("counted", ascending=False)["place"]
    assert by_total.is_monotonic_increasing
    level = won.groupby("counted")["amount"]
    assert ((level.max() - level.min()).round(2) <= 0.01).all()


WEIGHTS = st.lists(st.integers(1, 20), min_size=1, max_size=5)


@law(max_examples=25)
@given(WEIGHTS, st.data(), st.integers(0, 2_000_000).map(lambda cents: cents / 100))
def test_scores_of_all_objectives_pay_the_target_bonus_by_their_weights(
    parts: list[int], data: st.DataObject, bonus: float
) -> None:
    scores = data.draw(st.lists(st.integers(0, 150), min_size=len(parts), max_size=len(parts)))
    rows = [
        f"M{at},2026-02,R1,commission,{part / sum(parts)!r},{score / 100}"
        for at, (part, score) in enumerate(zip(parts, scores, strict=True))
    ]
    found = settled(
        centre_of(
            plans=plan(basis="score", on_target=bonus), plan_tiers="plan_id,lower,upper,rate\n",
            objectives="\n".join(["objective_id,period,payee,component,weight,score", *rows, ""]),
        )
    )  # fmt: skip  # the tables
    exact = bonus * sum(part * score for part, score in zip(parts, scores, strict=True)) / sum(parts) / 100
    assert found.lines["amount"].sum() == pytest.approx(exact, abs=0.006 * len(parts))
    assert found.pays["payout"].sum() == pytest.approx(found.lines["amount"].sum(), abs=1e-6)
