"""The controls of a finished book: each compares two numbers, and one flag over all is repeated where people look."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from salessheet.data.filling import cell_functions
from salessheet.workbook.book import ReadNotUsed
from salessheet.workbook.measures import Axis, Flavour
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.checks import Approval, Checks, DataProblems, Verdict
from salessheet.workbook.sheets.dashboard import Headline
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

    assert [book.cells(line) for line in (About.controls, Headline.checks, Approval.controls)] == [[1], [1], [1]]
    assert all(book.layout.holds(line) for line in (About.controls, Headline.checks, Approval.controls))


@pytest.mark.parametrize("whose", [*BOOKS, *TEMPLATES], ids=str)
def test_what_is_read_but_not_used_is_listed_and_fails_no_check_unless_something_lacks_it(whose: Whose) -> None:
    book, is_template = made(whose), whose in TEMPLATES
    records = book.content.unused

    assert bool(records) is not is_template
    assert book.cells(DataProblems.lacking) == [sum(record.lacking for record in records)] == [0]
    (place,) = [place for item, place in book.layout.items.items() if isinstance(item, ReadNotUsed)]
    assert place.rows >= len(records) + 2


def test_what_a_total_lacks_fails_the_flag() -> None:
    book = made(NATIVE_BOOKS[0])
    inputs = {**book.content.inputs, DataProblems.lacking: [1.0]}
    functions = cell_functions()
    values = evaluate(SALES_CENTER, inputs, book.content.sizes, Flavour.NATIVE, functions, wanted=[Verdict.all_ok])

    assert values[Verdict.all_ok].flat() == [0]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # of sparklines, which don't matter here
@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_the_list_of_what_is_not_used_stands_on_the_sheet(whose: Whose, opened: dict[Whose, Workbook]) -> None:
    edition = made(whose)
    (place,) = [place for item, place in edition.layout.items.items() if isinstance(item, ReadNotUsed)]
    sheet = opened[whose][place.sheet]
    rows = sheet.iter_rows(place.top + 2, place.top + 1 + len(edition.content.unused), place.left, place.left + 3)

    assert [tuple(cell.value for cell in row) for row in rows] == [
        (record.means, record.title, record.heading, str(record.rows)) for record in edition.content.unused
    ]
