"""Tiered commission, by tables of worked examples and by its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.bands import Boundary
from salessheet.core.commission import Mode, Tiers
from salessheet.errors import CannotCompute

NAN = float("nan")
NOTHING = np.array([0.0])


def tiers(*rows: tuple[float, float, float]) -> Tiers:
    return Tiers.of(*np.array(rows, float).T)


# 5 % up to 10 000, 8 % up to 20 000, 10 % above
RATES = tiers((0, 10_000, 0.05), (10_000, 20_000, 0.08), (20_000, NAN, 0.10))


@pytest.mark.parametrize(
    ("amount", "marginal", "slab"),
    [
        (-500, 0, 0),
        (0, 0, 0),
        (8_000, 400, 400),
        (10_000, 500, 800),  # slab: the bound belongs to the higher tier
        (15_000, 500 + 400, 1_200),
        (20_000, 500 + 800, 2_000),
        (25_000, 500 + 800 + 500, 2_500),
        (NAN, NAN, NAN),
    ],
)
def test_commission_by_slices_and_on_the_whole(amount: float, marginal: float, slab: float) -> None:
    np.testing.assert_allclose(RATES.commission(np.array([amount]), NOTHING), [marginal])
    np.testing.assert_allclose(RATES.commission(np.array([amount]), NOTHING, Mode.SLAB), [slab])


def test_on_the_bound_a_slab_may_also_pay_the_lower_rate() -> None:
    paid = RATES.commission(np.array([10_000.0, 20_000.0]), NOTHING, Mode.SLAB, Boundary.LOWER)
    np.testing.assert_allclose(paid, [500, 1_600])


@pytest.mark.parametrize(
    ("amount", "money"), [(0, 0), (25_000, 500), (50_000, 1_000), (75_000, 2_000), (100_000, 3_000), (150_000, 3_000)]
)
def test_a_part_tier_pays_its_money_pro_rata(amount: float, money: float) -> None:
    table = tiers((0, 50_000, 1_000), (50_000, 100_000, 2_000))
    np.testing.assert_allclose(table.commission(np.array([amount]), NOTHING, Mode.INTERPOLATED), [money])


def test_a_tier_without_limit_cannot_be_interpolated_once_reached() -> None:
    table = tiers((0, 100, 10), (100, NAN, 20))
    amounts = np.array([50.0, 100.0, 101.0])
    assert table.commission(amounts, NOTHING, Mode.INTERPOLATED).tolist() == [5, 10, np.inf]
    assert table.commission(amounts, np.array([200.0]), Mode.INTERPOLATED).tolist() == [np.inf] * 3


def test_a_tier_without_limit_that_pays_nothing_can_be_reached() -> None:
    table = tiers((0, 100, 10), (100, NAN, 0))
    assert table.commission(np.array([500.0]), NOTHING, Mode.INTERPOLATED).tolist() == [10]


@pytest.mark.parametrize(("mode", "money"), [(Mode.MARGINAL, 10 + 0 + 20), (Mode.SLAB, 60)])
def test_a_gap_pays_nothing(mode: Mode, money: float) -> None:
    table = tiers((0, 100, 0.1), (200, NAN, 0.2))
    np.testing.assert_allclose(table.commission(np.array([150.0]), NOTHING, mode), [10 if mode is Mode.MARGINAL else 0])
    np.testing.assert_allclose(table.commission(np.array([300.0]), NOTHING, mode), [money])


def test_a_refund_takes_back_what_its_slices_had_earned() -> None:
    # from 12 000 down to 9 000: 2 000 at 8 % and 1 000 at 5 %
    np.testing.assert_allclose(RATES.commission(np.array([-3_000.0]), np.array([12_000.0])), [-160 - 50])


def test_credit_before_moves_the_amount_up_the_tiers() -> None:
    np.testing.assert_allclose(RATES.commission(np.array([4_000.0]), np.array([8_000.0])), [100 + 160])
    # slab: 12 000 x 8 % less 8 000 x 5 %
    np.testing.assert_allclose(RATES.commission(np.array([4_000.0]), np.array([8_000.0]), Mode.SLAB), [960 - 400])
    np.testing.assert_allclose(RATES.commission(np.array([8_000.0]), np.array([NAN])), [400])


def test_a_blank_lower_bound_in_front_and_a_blank_rate_are_0() -> None:
    table = tiers((NAN, 100, NAN), (100, NAN, 0.1))
    np.testing.assert_allclose(table.commission(np.array([50.0, 200.0]), NOTHING), [0, 10])


SMALL = tiers((0, 0.3, 0.1), (0.3, 1, 0.2), (1, NAN, 0.4))


@pytest.mark.parametrize(
    ("mode", "boundary", "amount", "prior", "earned"),
    [
        (Mode.MARGINAL, Boundary.HIGHER, 0.1 + 0.2, 0, 0.03),
        (Mode.SLAB, Boundary.HIGHER, 0.1 + 0.2, 0, 0.06),
        (Mode.SLAB, Boundary.LOWER, 0.1 + 0.2, 0, 0.03),
        (Mode.SLAB, Boundary.LOWER, 0.2, 0.1, 0.03 - 0.01),
        (Mode.SLAB, Boundary.HIGHER, -100, 100.3, 0.06 - 0.4 * 100.3),  # as exact as the 100.3
        (Mode.SLAB, Boundary.LOWER, -100, 100.3, 0.03 - 0.4 * 100.3),
        (Mode.INTERPOLATED, Boundary.HIGHER, 0.1 + 0.2, 0, 0.1),
        (Mode.INTERPOLATED, Boundary.HIGHER, 1 + 2e-16, 0, 0.3),  # the tier without limit is not reached
        (Mode.INTERPOLATED, Boundary.HIGHER, 0.7, 0.1 + 0.2, 0.2),
        (Mode.INTERPOLATED, Boundary.HIGHER, 1 - 0.9, 0.9, 0.1 / 0.7 * 0.2),
        (Mode.INTERPOLATED, Boundary.HIGHER, 1.00000000000001, 0, np.inf),
        (Mode.MARGINAL, Boundary.HIGHER, 1.7e308, 1.7e308, np.inf),
        (Mode.SLAB, Boundary.HIGHER, 1.7e308, 1.7e308, np.inf),
    ],
)
def test_a_sum_that_looks_like_a_bound_is_on_it_in_every_mode(
    mode: Mode, boundary: Boundary, amount: float, prior: float, earned: float
) -> None:
    found = SMALL.commission(np.array([amount]), np.array([float(prior)]), mode, boundary)
    assert found.tolist() == [pytest.approx(earned)]


def test_tiers_that_overlap_are_refused() -> None:
    with pytest.raises(CannotCompute, match="overlap"):
        tiers((0, 100, 0.1), (90, NAN, 0.2))


@st.composite
def any_tiers(draw: st.DrawFn) -> Tiers:
    bounds = sorted(draw(st.sets(st.integers(0, 100_000), min_size=1, max_size=6)))
    rates = draw(st.lists(st.floats(0, 0.5), min_size=len(bounds), max_size=len(bounds)))
    return tiers(*zip(bounds, [*bounds[1:], NAN], rates, strict=True))


amounts = st.floats(0, 1e6)


@given(any_tiers(), amounts, amounts)
def test_more_sales_never_pay_less(table: Tiers, one: float, other: float) -> None:
    less, more = table.commission(np.array(sorted([one, other])), NOTHING)
    assert less <= more + 1e-9


@given(any_tiers(), st.lists(st.floats(0, 1e5), min_size=1, max_size=10))
def test_running_slices_add_up_to_the_whole(table: Tiers, deals: list[float]) -> None:
    amount = np.array(deals)
    before = np.cumsum(amount) - amount
    whole = table.commission(np.array([amount.sum()]), NOTHING)[0]
    assert table.commission(amount, before).sum() == pytest.approx(whole, abs=1e-6)


@given(any_tiers(), amounts)
def test_marginal_commission_is_the_area_under_the_rates(table: Tiers, amount: float) -> None:
    lower, upper = table.bands.lower, table.bands.upper
    slices = sum(max(0.0, min(amount, hi) - lo) * rate for lo, hi, rate in zip(lower, upper, table.value, strict=True))
    assert table.commission(np.array([amount]), NOTHING)[0] == pytest.approx(slices)
