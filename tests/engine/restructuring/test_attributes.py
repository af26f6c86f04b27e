"""Attributes that no API has stay where rows and columns are inserted and deleted, and where cells are rewritten."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils import get_column_letter

from salessheet import engine
from salessheet.engine.errors import ImpossibleChange
from salessheet.xlsx.package import opened
from tests.engine.exotic_package import SHEET, Parts, plain, sheet

_ROWS: Final = (
    '<row r="5" spans="1:6" s="1" customFormat="1" ht="21.75" customHeight="1" thickTop="1" thickBot="1" ph="1"'
    ' outlineLevel="1" x14ac:dyDescent="0.3"><c r="A5" s="1" ph="1"><v>46112</v></c>'
    '<c r="B5"><f ca="1">NOW()</f><v>1</v></c><c r="C5" cm="1"><f t="array" aca="1" ref="C5:C6" ca="1">A1:A2*2</f>'
    '<v>2</v></c><c r="D5" vm="1" t="e"><v>#VALUE!</v></c></row>'
    '<row r="6" spans="2:6" hidden="1" outlineLevel="1" collapsed="1"><c r="C6"><v>4</v></c>'
    '<c r="E6"><f t="shared" ca="1" ref="E6:E8" si="3">A1+1</f><v>2</v></c><c r="F6"><f bx="1">A1</f><v>1</v></c></row>'
    '<row r="7" spans="5:5" thickBot="1"><c r="E7"><f t="shared" ca="1" si="3"/><v>3</v></c></row>'
    '<row r="8" collapsed="1" x14ac:dyDescent="0.4"><c r="E8"><f t="shared" ca="1" si="3"/><v>4</v></c></row>'
    '<row r="9"><c r="G9"><v>1</v></c><c r="H9"><f>A1*2</f><v>2</v></c></row>'
    '<row r="10"><c r="G10"><v>10</v></c>'
    '<c r="H10"><f t="dataTable" ref="H10:H11" dt2D="0" dtr="0" r1="A1" ca="1"/><v>20</v></c></row>'
    '<row r="11"><c r="G11"><v>20</v></c><c r="H11"><v>40</v></c></row>'
)
_COLUMNS: Final = (
    '<cols><col min="1" max="1" width="12.5" style="1" bestFit="1" customWidth="1" phonetic="1"/>'
    '<col min="3" max="6" width="9.25" customWidth="1" hidden="1" outlineLevel="1"/>'
    '<col min="7" max="7" width="9.25" customWidth="1" collapsed="1"/></cols>'
)
_WHERE: Final = frozenset({"r", "ref", "spans", "min", "max", "si", "r1", "r2", "t"})
"""Attributes that say where something stands, or which formula cells share."""


def odd_attributes() -> Parts:
    made = sheet(rows=_ROWS).replace(b"<sheetData>", f"{_COLUMNS}<sheetData>".encode())
    levels = b'<sheetFormatPr outlineLevelRow="1" outlineLevelCol="1"'
    return plain().replace(sheet=made.replace(b"<sheetFormatPr", levels))


def said(path: Path) -> Counter[tuple[str, frozenset[tuple[str, str]]]]:
    """How often an element of some attributes, those of places left out, stands in the sheet."""
    tree = etree.fromstring(opened(path).parts[SHEET])
    return Counter(_said(tree))


def _said(tree: etree._Element) -> Iterator[tuple[str, frozenset[tuple[str, str]]]]:
    for element in tree.iter("{*}row", "{*}c", "{*}f", "{*}col", "{*}sheetFormatPr"):
        attributes = {(str(name), str(value)) for name, value in element.attrib.items() if name not in _WHERE}
        has_spans = {("spans", "")} if "spans" in element.attrib else set()
        yield etree.QName(element).localname, frozenset(attributes | has_spans)


@pytest.fixture(scope="module", autouse=True)
def _uncalculated() -> Iterator[None]:
    before = engine.register().impl.calculator
    engine.register(calculator=None)
    yield
    engine.register(calculator=before)


moves = st.lists(
    st.tuples(st.sampled_from(["row", "column"]), st.integers(1, 13), st.integers(1, 2), st.booleans()), max_size=5
)
"""Which lines, the first, how many, and whether they are deleted again at once."""


@given(moves)
@settings(max_examples=25, deadline=None)
def test_attributes_that_are_there_before_are_there_after(moves: list[tuple[str, int, int, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, copy = odd_attributes().write(Path(folder, "odd.xlsx")), Path(folder, "copy.xlsx")
        with engine.open_book(path) as book:
            for what, first, count, is_undone in moves:
                move(book.sheets[0], what, first, count, is_undone=is_undone)
            book.save(copy)
        assert said(path) - said(copy) == Counter()


def move(one: xw.Sheet, what: str, first: int, count: int, *, is_undone: bool) -> None:
    columns = f"{get_column_letter(first)}:{get_column_letter(first + count - 1)}"
    lines = one[f"{first}:{first + count - 1}"] if what == "row" else one[columns]
    try:
        lines.insert("down" if what == "row" else "right")
    except ImpossibleChange:  # within an array
        return
    if is_undone:
        lines.delete()


def test_a_cell_that_is_rewritten_keeps_what_does_not_concern_its_value(tmp_path: Path) -> None:
    path, copy = odd_attributes().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        one = book.sheets[0]
        one["A5"].value = 5
        one["D5"].value = "text"
        one["5:5"].row_height = 30
        one["E6"].formula = "=A2"
        book.save(copy)
    tree = etree.fromstring(opened(copy).parts[SHEET])
    row = tree.find("{*}sheetData/{*}row[@r='5']")
    assert row is not None
    assert {"ph": "1", "thickTop": "1", "thickBot": "1", "spans": "1:6", "ht": "30"}.items() <= dict(
        row.items()
    ).items()
    assert row[0].get("ph") == "1"
    assert row.find("{*}c[@r='D5']").get("vm") is None  # type: ignore[union-attr]  # of another value
    assert [cell.get("ca") for cell in tree.iterfind("{*}sheetData/{*}row/{*}c/{*}f") if cell.text == "A2+1"] == ["1"]
