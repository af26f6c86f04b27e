"""Draws against commission."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.commission import draws
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")


@pytest.mark.parametrize(
    ("gross", "draw", "opening", "recoverable", "paid", "debt"),
    [
        # 500 short, then 3 000 earned pays the 500 back first
        ([1_500, 3_000], [2_000], 0, True, [2_000, 2_500], [500, 0]),
        ([500, 1_000, 5_000], [2_000], 0, True, [2_000, 2_000, 2_500], [1_500, 2_500, 0]),
        ([3_000], [2_000], 400, True, [2_600], [0]),
        ([2_200], [2_000], 400, True, [2_000], [200]),
        ([500, 1_000, 5_000], [2_000], 0, False, [2_000, 2_000, 5_000], [0, 0, 0]),
        ([500, 2_300, 5_000], [2_000], 400, False, [2_000, 2_000, 4_900], [400, 100, 0]),
        ([500, 5_000], [1_000, 2_000], 0, True, [1_000, 4_500], [500, 0]),
        ([-300], [1_000], 0, True, [1_000], [1_300]),
        ([100], [NAN], 0, True, [100], [0]),
        ([0.3], [0.1 + 0.2], 0, True, [0.3], [0]),  # no last bit is owed
        ([0.8], [0.1], 0.1 + 0.6, True, [0.8 - (0.1 + 0.6)], [0]),
        ([0.3], [0], 0.1 + 0.2, True, [0], [0]),
    ],
)
def test_what_is_paid_and_owed(
    gross: list[float], draw: list[float], opening: float, recoverable: bool, paid: list[float], debt: list[float]
) -> None:
    found = draws(np.array(gross, float), np.array(draw, float), opening, recoverable=recoverable)
    assert found == (paid, debt)


def test_a_blank_period_passes_the_debt_on() -> None:
    paid, debt = draws(np.array([500, NAN, 4_000]), np.array([2_000.0]))
    np.testing.assert_array_equal(paid, [2_000, NAN, 2_500])
    np.testing.assert_array_equal(debt, [1_500, NAN, 0])


@pytest.mark.parametrize(
    ("draw", "opening", "kind"),
    [([-1.0], 0, ErrorKind.NUM), ([1.0], -1, ErrorKind.NUM), ([1.0, 2.0], 0, ErrorKind.VALUE)],
)
def test_a_draw_that_makes_no_sense_is_refused(draw: list[float], opening: float, kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        draws(np.array([1.0, 2, 3]), np.array(draw), opening)
    assert failure.value.kind is kind


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=24), st.integers(0, 5_000), st.integers(0, 5_000))
def test_what_is_paid_is_what_was_earned_and_the_change_in_debt(gross: list[int], draw: int, opening: int) -> None:
    paid, debt = draws(np.array(gross, float), np.array([float(draw)]), opening)
    assert sum(paid) == sum(gross) + debt[-1] - opening
    assert all(p >= draw for p in paid)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=24), st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_guarantee_never_adds_to_the_debt(gross: list[int], draw: int, opening: int) -> None:
    _, debt = draws(np.array(gross, float), np.array([float(draw)]), opening, recoverable=False)
    assert all(later <= earlier for earlier, later in zip([opening, *debt], debt, strict=False))
