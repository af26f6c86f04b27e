"""The cell functions and the plain formulas of the whole workbook give the same numbers, whatever the data."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, fill, sheets_for
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.book import Book
from salessheet.workbook.edition import Content, laid_out
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.readings.values import evaluate, order_of
from salessheet.workbook.sales_center import SALES_CENTER
from tests.readings.awkward import Awkward, awkward, content_of, part_of, with_headroom

TOLERANCE = 1e-9
CELL_FUNCTIONS = CellFunctions(FUNCTIONS)
Read = dict[Calc, list[Scalar]]
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})

CENTRES = {
    "as the sample": Awkward(),
    "the whole centre": Awkward(is_centre=True),
    "in Chinese": Awkward(lang="zh-CN"),
    "a year from April, in its first month": Awkward(first_month=4, period=dt.date(2026, 4, 1)),
    "a year from April, in its last month": Awkward(first_month=4, period=dt.date(2026, 3, 1)),
    "in the first month": Awkward(period=dt.date(2026, 1, 1), as_of=dt.date(2026, 1, 1)),
    "in the last month": Awkward(period=dt.date(2026, 12, 1), as_of=dt.date(2026, 12, 31)),
    "one rep with one deal": Awkward(size=(1, 1)),
    "no deals": Awkward(size=(2, 0)),
    "one rep has all deals": Awkward(idle=True),
    "everybody alike": Awkward(amounts="ties"),
    "deals without amounts": Awkward(amounts="blanks"),
    "people without names": Awkward(is_named=False, is_centre=True),
    "refunds": Awkward(refunds=True, direction="down"),
    "no targets": Awkward(targets="none", is_centre=True),
    "targets of nothing": Awkward(targets="zero"),
    "an odd cent, nobody's target agreed": Awkward(targets="odd", agreed="none", unit=0.01),
    "some targets agreed, in hundreds": Awkward(agreed="some", unit=100),
    "nobody has a share": Awkward(agreed="none", shares="none"),
    "one rep has the only share": Awkward(agreed="none", shares="one only"),
    "months without weight": Awkward(season="some zero", is_centre=True),
    "no month with any weight": Awkward(season="all zero", is_centre=True),
    "one month has the year": Awkward(season="one month"),
    "a calendar of one's own": Awkward(overrides=40),
    "a weekend on Friday and Saturday": Awkward(region="EG"),
    "Monday to Friday": Awkward(region=""),
    "a year in which the weekend changes": Awkward(
        region="AE", first_month=7, period=dt.date(2022, 3, 1), as_of=dt.date(2022, 3, 31)
    ),
    "one stage": Awkward(one_stage=True),
    "slabs, a bound is below": Awkward(mode="slab", boundary="lower", basis="booked"),
    "all or nothing": Awkward(method="veto"),
    "nothing allowed": Awkward(method="veto", direction="down", goals="zero"),
    "goals of nothing": Awkward(direction="down", goals="zero"),
    "goals below zero": Awkward(goals="negative"),
    "goals below zero, less is better": Awkward(direction="down", goals="negative"),
    "invoices without receipts": Awkward(absent=frozenset({"receipts"}), basis="cash"),
    "nothing but deals": Awkward(
        absent=frozenset({"orders", "receipts", "activities", "customers"}), has_schemes=False, has_manual=False
    ),
}


def same(a: Scalar, b: Scalar) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return a == b


def read(content: Content, flavour: Flavour) -> Read:
    values = evaluate(SALES_CENTER, content.inputs, content.sizes, flavour, CELL_FUNCTIONS, content.no_source)
    return {line: values[line].flat() for line in order_of(SALES_CENTER, flavour)}


def differences(native: Read, python: Read) -> list[tuple[str, int, Scalar, Scalar]]:
    """Line, place of the cell, by plain formula, by cell functions."""
    return [
        (repr(line), i, a, b)
        for line in native
        for i, (a, b) in enumerate(zip(native[line], python[line], strict=True))
        if not same(a, b)
    ]


def shown_errors(dataset: Dataset, scope: Scope, content: Content, native: Read) -> list[tuple[str, int, Scalar]]:
    """Cells in error that a reader of the book would see."""
    sheets = sheets_for(dataset, scope)
    layout = laid_out(SALES_CENTER, sheets, content, scope.words, {sheet.key: sheet.key for sheet in sheets})
    return [
        (repr(line), i, cell)
        for block in Book(sheets).blocks
        for line in block.calculated()
        if layout.holds(line)
        for i, cell in enumerate(native[line])
        if cell in ERRORS
    ]


def agree_without_errors(case: Awkward) -> None:
    """Both of the same reading, for to fill a workbook costs as much as to calculate it."""
    dataset, scope = part_of(case)
    content = with_headroom(fill(dataset, scope))
    native = read(content, Flavour.NATIVE)

    assert differences(native, read(content, Flavour.PYTHON)) == []
    assert shown_errors(dataset, scope, content, native) == []


@pytest.mark.parametrize("centre", CENTRES.values(), ids=CENTRES.keys())
def test_both_readings_agree_and_no_cell_shows_an_error_in_a_centre_with(centre: Awkward) -> None:
    agree_without_errors(centre)


@settings(max_examples=8)  # beside the centres above, with one trait each
@given(awkward())
def test_both_readings_agree_and_no_cell_shows_an_error_whatever_meets(case: Awkward) -> None:
    agree_without_errors(case)


@pytest.mark.parametrize("amounts", ["given", "cents"])
def test_both_readings_agree_on_five_thousand_deals(amounts: str) -> None:
    content = content_of(Awkward(size=(20, 2500), is_centre=True, amounts=amounts))

    assert differences(read(content, Flavour.NATIVE), read(content, Flavour.PYTHON)) == []
