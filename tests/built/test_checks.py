"""The controls of a finished book: each compares two numbers, and one flag over all is repeated where people look."""

from __future__ import annotations

import pytest

from salessheet.workbook.measures import Axis
from salessheet.workbook.sheets.checks import Approval, Checks, Verdict
from salessheet.workbook.sheets.dashboard import Pipeline
from salessheet.workbook.sheets.guide import About
from tests.built.editions import BOOKS, NATIVE_BOOKS, TEMPLATES, Whose, made

FIELDS = {"found", "wanted", "off", "ok"}


@pytest.mark.parametrize("whose", [*NATIVE_BOOKS, *TEMPLATES], ids=str)
def test_every_check_shows_both_numbers_their_difference_and_the_result(whose: Whose) -> None:
    records: dict[str, set[str]] = {}
    for line in made(whose).layout.lines(Checks, Axis.CELL):
        check, _, field = line.key.partition("__")
        records.setdefault(check, set()).add(field)

    assert records
    assert {check: fields for check, fields in records.items() if fields != FIELDS} == {}


@pytest.mark.parametrize("whose", [*BOOKS, *TEMPLATES], ids=str)
def test_sound_data_and_an_empty_template_pass_every_check(whose: Whose) -> None:
    book = made(whose)
    failed = [line for line in Checks.lines if line.key.endswith("__ok") and book.cells(line) == [0]]

    assert failed == []
    assert book.cells(Verdict.all_ok) == [1]


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_the_flag_stands_on_guide_dashboard_and_commission_too(whose: Whose) -> None:
    book = made(whose)

    assert [book.cells(line) for line in (About.controls, Pipeline.checks, Approval.controls)] == [[1], [1], [1]]
    assert all(book.layout.holds(line) for line in (About.controls, Pipeline.checks, Approval.controls))
