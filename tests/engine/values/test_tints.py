"""Shades of theme colours against those that Excel's palette shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.engine.values.tints import Rgb, tinted

BLUE, OLD_BLUE, RED, WHITE, BLACK = (68, 114, 196), (79, 129, 189), (192, 80, 77), (255, 255, 255), (0, 0, 0)
PARTS = st.integers(0, 255)


@pytest.mark.parametrize(
    ("color", "tint", "shade"),
    [
        (BLUE, 0.7999816888943144, "D9E1F2"),
        (BLUE, 0.5999938962981048, "B4C6E7"),
        (BLUE, 0.39997558519241921, "8EA9DB"),
        (BLUE, -0.249977111117893, "305496"),
        (BLUE, -0.499984740745262, "203764"),
        (OLD_BLUE, 0.7999816888943144, "DCE6F1"),
        (OLD_BLUE, -0.249977111117893, "366092"),
        (RED, 0.5999938962981048, "E6B8B7"),
        (RED, -0.249977111117893, "963634"),
        ((237, 125, 49), 0.7999816888943144, "FCE4D6"),
        ((255, 192, 0), 0.7999816888943144, "FFF2CC"),
        ((112, 173, 71), 0.5999938962981048, "C6E0B4"),
        ((155, 187, 89), -0.499984740745262, "4F6228"),
        ((68, 84, 106), 0.7999816888943144, "D6DCE4"),
        (WHITE, -0.0499893185216834, "F2F2F2"),
        (WHITE, -0.1499984740745262, "D9D9D9"),
        (WHITE, -0.3499862666707358, "A6A6A6"),
        (BLACK, 0.499984740745262, "808080"),
        (BLACK, 0.049989318521683403, "0D0D0D"),
    ],
)
def test_shades_are_those_of_excels_palette(color: Rgb, tint: float, shade: str) -> None:
    assert "{:02X}{:02X}{:02X}".format(*tinted(color, tint)) == shade


@given(st.tuples(PARTS, PARTS, PARTS), st.floats(-1, 1))
def test_a_shade_is_a_colour(color: Rgb, tint: float) -> None:
    assert all(0 <= part <= 255 for part in tinted(color, tint))


@given(st.tuples(PARTS, PARTS, PARTS))
def test_the_darkest_shade_is_black_and_the_lightest_white(color: Rgb) -> None:
    assert (tinted(color, -1), tinted(color, 1)) == (BLACK, WHITE)
