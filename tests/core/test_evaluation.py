"""Forecast errors and changes."""

from __future__ import annotations

import numpy as np
import pytest

from salessheet.core import evaluation
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")


@pytest.mark.parametrize(
    ("actual", "forecast", "expected"),
    [
        # errors 10, -20, 5
        ([100, 80, 50], [90, 100, 45], (-5 / 3, 35 / 3, (0.1 + 0.25 + 0.1) / 3, 35 / 230)),
        ([100, NAN, 50], [90, 100, NAN], (10, 10, 0.1, 0.1)),
        ([-50], [-40], (-10, 10, 0.2, 0.2)),
        ([0, 100], [5, 95], (0, 5, ErrorKind.DIV0, 0.1)),
        ([0, 0], [5, 5], (-5, 5, ErrorKind.DIV0, ErrorKind.DIV0)),
        ([1e308, 1e308], [-1e308, 1e308], (np.inf, np.inf, np.inf, np.inf)),
    ],
)
def test_four_numbers_tell_how_good_a_forecast_was(
    actual: list[float], forecast: list[float], expected: tuple[float | ErrorKind, ...]
) -> None:
    with np.errstate(over="ignore"):
        found = evaluation.forecast_error(np.array(actual, float), np.array(forecast, float))
    for number, right in zip((found.bias, found.mad, found.mape, found.wape), expected, strict=True):
        assert number == (right if isinstance(right, ErrorKind) else pytest.approx(right))


def test_without_a_pair_there_is_no_error() -> None:
    found = evaluation.forecast_error(np.array([NAN, 1]), np.array([1, NAN]))
    assert all(np.isnan(number) for number in (found.bias, found.mad, found.mape, found.wape))


def test_actual_values_and_forecasts_go_in_pairs() -> None:
    with pytest.raises(CannotCompute, match="differ in number"):
        evaluation.forecast_error(np.ones(2), np.ones(3))


@pytest.mark.parametrize(
    ("before", "after", "direction", "difference", "relative", "better"),
    [
        (80, 90, "up", 10, 0.125, True),
        (30, 20, "down", -10, -1 / 3, True),
        (10, 7, "up", -3, -0.3, False),
        (10, 12, "down", 2, 0.2, False),
        (5, 5, "up", 0, 0, False),
        (5, 5, "down", 0, 0, False),
        (0.3, 0.1 + 0.2, "up", 0, 0, False),  # no change but in the last bit
        (0.1 + 0.2, 0.3, "down", 0, 0, False),
        (1, 1.00000000000001, "up", 1e-14, 1e-14, True),
        (0, 3, None, 3, NAN, True),
        (-4, -2, "up", 2, 0.5, True),
        (-4, -6, "up", -2, -0.5, False),
        (NAN, 3, "up", NAN, NAN, None),
        (3, NAN, "up", NAN, NAN, None),
    ],
)
def test_a_change_is_judged_by_its_direction(
    before: float, after: float, direction: str | None, difference: float, relative: float, better: bool | None
) -> None:
    pair = (np.array([before], float), np.array([after], float))
    np.testing.assert_allclose(evaluation.difference(*pair), [difference], rtol=1e-2)
    np.testing.assert_allclose(evaluation.relative_change(*pair), [relative], rtol=1e-2)
    assert evaluation.is_better(*pair, np.array([direction], dtype=object)).tolist() == [better]
