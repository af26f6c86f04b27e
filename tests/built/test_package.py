"""The file itself: what spreadsheet programs do when they open it, and what it says of its making."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import range_boundaries

from salessheet.workbook.edition import Edition
from salessheet.workbook.lines import Input
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.text import NOTHING
from salessheet.workbook.tables import Deals
from salessheet.xlsx.template import write
from tests.built.editions import BOOKS, NATIVE_BOOKS, Built, Whose, made

# openpyxl says that it drops sparklines and the newer conditional formats, which is no matter to who reads the rest.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST_TEXT = 32_767  # what a cell holds
ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


@pytest.fixture(params=BOOKS, ids=str)
def built(request: pytest.FixtureRequest, books: dict[Whose, Built]) -> Built:
    return books[request.param]


def part(path: Path, name: str) -> etree._Element:
    with ZipFile(path) as package:
        return etree.fromstring(package.read(name))


def with_texts(texts: list[str]) -> Edition:
    """The team's book with these next steps for its first deals."""
    book = made(NATIVE_BOOKS[0])
    column = list(book.content.inputs[Deals.next_step])
    content = dataclasses.replace(
        book.content, inputs={**book.content.inputs, Deals.next_step: [*texts, *column[len(texts) :]]}
    )
    return dataclasses.replace(book, content=content)


def next_steps(path: Path, book: Edition, count: int) -> list[Cell | MergedCell]:
    place = book.layout.places[Deals.next_step]
    sheet = openpyxl.load_workbook(path)[place.sheet]
    return [sheet.cell(place.top + i, place.left) for i in range(count)]


def test_opening_calculates_nothing_for_the_values_are_stored(built: Built) -> None:
    (calculation,) = part(built.path, "xl/workbook.xml").iter(f"{MAIN}calcPr")

    assert calculation.get("fullCalcOnLoad") in (None, "0")
    assert calculation.get("calcId") == "191029"
    assert calculation.get("calcMode") in (None, "auto")


def test_no_cell_is_an_error(built: Built) -> None:
    with ZipFile(built.path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                sheet = package.read(name)
                assert b't="e"' not in sheet, name
                assert not any(f"<v>{error}</v>".encode() in sheet for error in ERRORS), name


def test_nothing_leads_out_of_the_file(built: Built) -> None:
    with ZipFile(built.path) as package:
        names = package.namelist()
        assert not [name for name in names if "externalLink" in name or "connection" in name or "vba" in name]
        assert not [name for name in names if name.endswith(".rels") and b'TargetMode="External"' in package.read(name)]


def test_properties_tell_the_title_the_company_and_the_day_of_the_data_and_nothing_else(built: Built) -> None:
    properties = openpyxl.load_workbook(built.path).properties

    assert (properties.creator, properties.lastModifiedBy) == ("salessheet", "salessheet")
    assert properties.created == properties.modified
    assert f"{properties.created:%Y-%m-%d}" == "2026-06-30"
    assert properties.title
    assert not any((properties.description, properties.keywords, properties.subject, properties.category))


@pytest.mark.parametrize("whose", [BOOKS[0], BOOKS[-1]], ids=str)
def test_the_same_edition_gives_the_same_bytes(books: dict[Whose, Built], whose: Whose, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write(again, books[whose].edition, str(whose))

    assert again.read_bytes() == books[whose].path.read_bytes()


def test_members_of_the_package_do_not_tell_when_they_were_written(built: Built) -> None:
    with ZipFile(built.path) as package:
        assert {member.date_time[0] for member in package.infolist()} == {1980}


def test_text_stays_text_whatever_it_begins_with(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "'quoted", "1e5", "2026-06-01", "https://e.com", "TRUE", "#N/A"]
    book, path = with_texts(texts), tmp_path / "texts.xlsx"

    write(path, book, "texts")

    cells = next_steps(path, book, len(texts))
    with ZipFile(path) as package:
        number = openpyxl.load_workbook(path).sheetnames.index(cells[0].parent.title) + 1
        sheet = etree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
    kinds = {cell.get("r"): cell.get("t") for cell in sheet.iter(f"{MAIN}c")}
    assert [cell.value for cell in cells] == texts
    assert {kinds[cell.coordinate] for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_the_longest_text_of_a_cell_is_written_whole(tmp_path: Path) -> None:
    text = "长" * LONGEST_TEXT
    book, path = with_texts([text]), tmp_path / "long.xlsx"

    write(path, book, "long")

    assert next_steps(path, book, 1)[0].value == text


def test_blanks_line_breaks_and_marks_of_xml_survive(tmp_path: Path) -> None:
    texts = ["  two blanks  ", "first\nsecond", "a < b & c > \"d\" 'e'", "_x0041_", "🙂 宋体"]
    book, path = with_texts(texts), tmp_path / "marks.xlsx"

    write(path, book, "marks")

    assert [cell.value for cell in next_steps(path, book, len(texts))] == texts


def test_a_control_character_does_not_break_the_file(tmp_path: Path) -> None:
    book, path = with_texts(["a\x01b\x0bc"]), tmp_path / "control.xlsx"

    write(path, book, "control")

    assert part(path, "xl/sharedStrings.xml") is not None
    with ZipFile(path) as package:
        assert not set(package.read("xl/sharedStrings.xml")) & (set(range(32)) - {9, 10, 13})


def test_values_alone_hold_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "values.xlsx"
    write(path, dataclasses.replace(made(NATIVE_BOOKS[0]), flavour=Flavour.VALUES), "values")

    with ZipFile(path) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_what_people_typed_stands_in_the_book(books: dict[Whose, Built], whose: Whose) -> None:
    book = books[whose].edition
    sheets = openpyxl.load_workbook(books[whose].path)
    for line in book.layout.places:
        if isinstance(line, Input):
            place = book.layout.places[line]
            area = sheets[place.sheet].iter_rows(place.top, place.bottom, place.left, place.right)
            filled = sum(cell.value not in (None, "") for row in area for cell in row)
            assert filled == sum(cell not in (None, "") for cell in book.cells(line)), line


def test_tables_fill_rows_that_people_insert_with_the_formulas_of_their_first_row(built: Built) -> None:
    told, stand = {}, {}
    for sheet in openpyxl.load_workbook(built.path):
        for table in sheet.tables.values():
            left, top = (edge or 1 for edge in range_boundaries(table.ref)[:2])
            for at, column in enumerate(table.tableColumns):
                first = sheet.cell(top + 1, left + at).value
                if column.calculatedColumnFormula is not None:
                    told[table.name, column.name] = f"={column.calculatedColumnFormula.attr_text}"
                if isinstance(first, str) and first.startswith("=") and first != NOTHING:
                    stand[table.name, column.name] = first

    assert told == stand != {}


def test_tables_of_values_fill_nothing(tmp_path: Path) -> None:
    write(tmp_path / "values.xlsx", dataclasses.replace(made(NATIVE_BOOKS[0]), flavour=Flavour.VALUES), "values")

    with ZipFile(tmp_path / "values.xlsx") as package:
        tables = [package.read(name) for name in package.namelist() if name.startswith("xl/tables/")]
    assert tables
    assert not any(b"calculatedColumnFormula" in table for table in tables)
