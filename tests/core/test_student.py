"""Student's t."""

from __future__ import annotations

import math

import pytest

from salessheet.core.student import quantile


# printed in every table of the distribution
@pytest.mark.parametrize(
    ("probability", "degrees", "t"),
    [
        (0.9, 1, 3.078),
        (0.9, 2, 1.886),
        (0.9, 3, 1.638),
        (0.9, 4, 1.533),
        (0.9, 7, 1.415),
        (0.9, 10, 1.372),
        (0.9, 30, 1.310),
        (0.9, 120, 1.289),
        (0.975, 5, 2.571),
        (0.975, 60, 2.000),
        (0.995, 9, 3.250),
        (0.5, 8, 0.0),
    ],
)
def test_quantiles_are_those_of_the_printed_tables(probability: float, degrees: int, t: float) -> None:
    assert quantile(probability, degrees) == pytest.approx(t, abs=5e-4)


def test_two_degrees_have_a_closed_form() -> None:
    assert quantile(0.9, 2) == pytest.approx(0.8 * math.sqrt(2 / (4 * 0.9 * 0.1)), rel=1e-14)
