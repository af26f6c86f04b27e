"""The rate of an amount and a label."""

from __future__ import annotations

import numpy as np
import pytest

from salessheet.core.commission import RateGrid
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
GRID = RateGrid.of(
    np.array([0.0, 10_000, NAN]), ["Hardware", None, "Service"], np.array([[1.0, 9, 2], [3, 9, NAN], [9, 9, 9]])
)


@pytest.mark.parametrize(
    ("amount", "label", "rate"),
    [
        (0, "Hardware", 1),
        (9_999.99, "hardware ", 1),
        (9_999.99, "ＨＡＲＤＷＡＲＥ\u3000", 1),
        (10_000 - 2e-12, "Hardware", 3),  # looks like the floor
        (10_000, "Service", None),  # the rate itself is blank
        (1e9, "Hardware", 3),
        (5_000, "Service", 2),
        (NAN, "Service", None),
        (5_000, None, None),
        (-1, "Service", ErrorKind.NA),
        (5_000, "Licence", ErrorKind.NA),
    ],
)
def test_the_rate_stands_at_the_largest_floor_and_the_label(
    amount: float, label: str | None, rate: float | ErrorKind | None
) -> None:
    (found,) = GRID.at(np.array([amount]), np.array([label], dtype=object))
    assert (None if found != found else found) == rate  # noqa: PLR0124  NaN alone differs from itself


def test_floors_may_come_in_any_order() -> None:
    grid = RateGrid.of(np.array([100.0, 0]), ["a"], np.array([[2.0], [1.0]]))
    assert grid.at(np.array([50.0, 100.0]), np.array(["a", "a"], dtype=object)).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("floors", "labels", "shape", "kind"),
    [
        ([0.0, 1], ["a"], (1, 2), ErrorKind.VALUE),
        ([0.0, 0], ["a"], (2, 1), ErrorKind.NUM),
        ([0.3, 0.1 + 0.2], ["a"], (2, 1), ErrorKind.NUM),
        ([0.0], ["a", "Ａ"], (1, 2), ErrorKind.VALUE),
        ([0.0], ["a", "A "], (1, 2), ErrorKind.VALUE),
        ([NAN], ["a"], (1, 1), ErrorKind.NA),
        ([0.0], [None], (1, 1), ErrorKind.NA),
    ],
)
def test_a_grid_that_does_not_fit_is_refused(
    floors: list[float], labels: list[str | None], shape: tuple[int, int], kind: ErrorKind
) -> None:
    with pytest.raises(CannotCompute) as failure:
        RateGrid.of(np.array(floors), labels, np.ones(shape))
    assert failure.value.kind is kind
