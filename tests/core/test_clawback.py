"""Commission taken back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.commission import taken_back
from salessheet.errors import ErrorKind

NAN = float("nan")


@pytest.mark.parametrize(
    ("paid", "served", "term", "percent", "back"),
    [
        (1_200, 3, 12, NAN, 900),
        (1_200, 0, 12, NAN, 1_200),
        (1_200, -2, 12, NAN, 1_200),
        (1_200, 12, 12, NAN, 0),
        (1_200, 15, 12, NAN, 0),
        (1_200, 0.7 + 0.1, 0.8, NAN, 0),  # served but for the last bit
        (1_200, NAN, NAN, 0.5, 600),
        (1_200, 3, 12, 0.5, 600),
        (1_200, 3, 12, -0.5, 0),
        (-100, 3, 12, NAN, 0),
        (1_200, 3, 0, NAN, ErrorKind.DIV0),
        (1_200, 3, 0, 0.1, 120),
        (1_200, 3, -12, NAN, ErrorKind.NUM),
        (NAN, 3, 0, NAN, None),
        (1_200, NAN, 12, NAN, None),
        (1_200, 3, NAN, NAN, None),
    ],
)
def test_the_part_not_served_or_the_percentage_is_taken_back(
    paid: float, served: float, term: float, percent: float, back: float | ErrorKind | None
) -> None:
    (found,) = taken_back(*(np.array([float(v)]) for v in (paid, served, term, percent)))
    assert (None if found != found else found) == back  # noqa: PLR0124  NaN alone differs from itself


@given(st.floats(0, 1e6), st.floats(0, 60), st.floats(0, 60), st.floats(1, 60))
def test_who_serves_longer_gives_less_back(paid: float, one: float, other: float, term: float) -> None:
    short, long = sorted([one, other])
    back = taken_back(np.full(2, paid), np.array([short, long]), np.full(2, term), np.full(2, NAN))
    assert paid >= back[0] >= back[1] >= 0
