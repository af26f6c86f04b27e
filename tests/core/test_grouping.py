"""Rows gathered by key."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.grouping import Keyed, codes
from salessheet.core.keys import key
from salessheet.errors import CannotCompute, ErrorKind

SPELLINGS = [
    "a",
    "A",
    " a ",
    "ａ",
    "b",
    "",
    "  ",
    None,
    1,
    1.0,
    "1",
    "１",
    True,
    "true",
    0.3,
    0.1 + 0.2,
    float("nan"),
    10**17,
]


@given(st.lists(st.sampled_from(SPELLINGS)) | st.lists(st.sampled_from(["a", "A", "b "])))
def test_codes_count_keys_in_order_of_appearance(names: list[Any]) -> None:
    keys = [key(name) for name in names]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(name for name in keys if name))}
    assert codes(names).tolist() == [numbers.get(name, -1) for name in keys]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (np.array([3, 1, 3]), [0, 1, 0]),
        (np.array([3.0, np.nan, 3.0, 0.0]), [0, -1, 0, 1]),
        (np.array([0.3, 0.1 + 0.2, 0.5]), [0, 0, 1]),
        (np.array([10**17, 10**17 + 1]), [0, 1]),
        (np.array(["x", "X ", ""]), [0, 0, -1]),
        (np.array([True, False, True]), [0, 1, 0]),
        (np.array(["2026-01-02", "NaT", "2026-01-02"], "M8[ns]"), [0, -1, 0]),
        (pd.Series(["x", None, "X"]).to_numpy(), [0, -1, 0]),
        (np.array([pd.NA, "x", pd.NaT], object), [-1, 0, -1]),
        (np.array([], object), []),
    ],
)
def test_cells_of_every_type_are_gathered(cells: np.ndarray, expected: list[int]) -> None:
    assert Keyed.of(cells).codes.tolist() == expected


@pytest.mark.parametrize(
    ("names", "kind"), [(["a", "#N/A", "#DIV/0!"], ErrorKind.NA), (["#VALUE!", "#DIV/0!"], ErrorKind.DIV0)]
)
def test_an_error_among_the_names_comes_through(names: list[str], kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        codes(names)
    assert failure.value.kind is kind
