"""Every calculation that the pages on commission show is right, and both languages show the same."""

from __future__ import annotations

import re

import numpy as np
import pytest

from docs.build import FOLDER
from salessheet.core.bands import Bands, Boundary
from salessheet.core.commission.tiers import Mode, Tiers
from salessheet.core.rounding import excel_round
from salessheet.workbook.tables import Plans

PAGES = {
    lang: (FOLDER / name).read_text("utf-8") for lang, name in (("en", "commission.md"), ("zh", "commission.zh-CN.md"))
}
PAGE = PAGES["en"]
OPERATORS = {"×": "*", "÷": "/", "−": "-", "+": "+", "(": "(", ")": ")"}


def calculations(page: str) -> list[tuple[str, str]]:
    return re.findall(r"`([^`=]+) = ([^`=]+)`", page)


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def value(calculation: str) -> float:
    """Products and quotients before sums, as on paper."""
    parts = re.findall(r"[\d,.]+%?|[×÷−+()]", calculation)
    assert "".join(parts) == calculation.replace(" ", "")
    terms = [OPERATORS.get(p) or (f"({number(p[:-1])} / 100)" if p.endswith("%") else str(number(p))) for p in parts]
    return float(eval("".join(terms)))  # numbers and operators alone, as asserted above


def tiers() -> np.ndarray:
    rows = re.findall(r"^\| ([\d,]+) \| (?:([\d,]+) )?\| ([\d.]+)% \|$", PAGE, re.MULTILINE)
    return np.array([[number(a), number(b) if b else np.nan, number(rate) / 100] for a, b, rate in rows])


@pytest.mark.parametrize("calculation", calculations(PAGE))
def test_a_calculation_on_the_page_is_right(calculation: tuple[str, str]) -> None:
    left, right = calculation
    assert excel_round(np.array([value(left)]), 2) == number(right)


def test_both_languages_calculate_the_same() -> None:
    assert len(calculations(PAGE)) > 30
    assert calculations(PAGES["zh"]) == calculations(PAGE)


@pytest.mark.parametrize(
    ("amount", "mode", "boundary", "earned"),
    [
        (148_900, Mode.MARGINAL, Boundary.HIGHER, "6,603.50"),
        (100_000, Mode.MARGINAL, Boundary.HIGHER, "3,725.00"),
        (110_000, Mode.MARGINAL, Boundary.HIGHER, "4,225.00"),
        (80_000, Mode.MARGINAL, Boundary.HIGHER, "2,725.00"),
        (148_900, Mode.SLAB, Boundary.HIGHER, "9,678.50"),
        (60_000, Mode.SLAB, Boundary.HIGHER, "3,000.00"),
        (60_000, Mode.SLAB, Boundary.LOWER, "2,100.00"),
        (90_000, Mode.SLAB, Boundary.HIGHER, "4,500.00"),
    ],
)
def test_the_tiers_of_the_page_earn_what_it_says(amount: float, mode: Mode, boundary: Boundary, earned: str) -> None:
    lower, upper, rate = tiers().T
    found = Tiers(Bands.of(lower, upper), rate).commission(np.array([float(amount)]), np.zeros(1), mode, boundary)
    assert excel_round(found, 2) == number(earned)
    assert f"= {earned}`" in PAGE


@pytest.mark.parametrize(("text", "rounded"), re.findall(r"`(\S+) → (\S+)`", PAGE))
def test_halves_are_rounded_as_the_page_says(text: str, rounded: str) -> None:
    assert excel_round(np.array([number(text)]), 2) == number(rounded)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_basis_measure_mode_and_column_of_plans_is_told(page: str) -> None:
    for column in (Plans.basis, Plans.measure, Plans.mode):
        assert isinstance(column.choices, tuple)
        assert [code for code in column.choices if code not in page] == []
    for column in Plans.columns():
        assert f"`{column.key}`" in page, column
