"""Links on cells through xlwings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from salessheet import engine


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


def test_a_link_shows_its_text_and_looks_like_one(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("https://example.com", "Example", "Go there")
    cell = sheet["A1"]
    assert (cell.value, cell.hyperlink) == ("Example", "https://example.com")
    model = sheet.impl.model["A1"]
    assert (model.font.u, model.font.color.theme, model.hyperlink.tooltip) == ("single", 10, "Go there")


def test_a_naked_address_is_completed(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("www.example.com")
    assert (sheet["A1"].value, sheet["A1"].hyperlink) == ("www.example.com", "http://www.example.com")


def test_a_cell_without_a_link_raises(sheet: xw.Sheet) -> None:
    with pytest.raises(Exception, match="hyperlink"):
        _ = sheet["A1"].hyperlink


def test_the_formula_of_a_link_is_read(sheet: xw.Sheet) -> None:
    sheet["A1"].formula = '=HYPERLINK("https://example.com","Example")'
    assert sheet["A1"].hyperlink == "https://example.com"


def test_a_link_into_the_workbook_is_a_place_and_follows_its_sheet(book: xw.Book, sheet: xw.Sheet) -> None:
    other = book.sheets.add("Other", after=sheet)
    sheet["A1"].add_hyperlink("#Other!B2", "there")
    assert sheet["A1"].hyperlink == "#Other!B2"
    other.name = "New name"
    assert sheet["A1"].hyperlink == "#'New name'!B2"


def test_links_survive_a_file(book: xw.Book, sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1"].add_hyperlink("https://example.com/?a=1&b=2", "out")
    sheet["A2"].add_hyperlink("#Sheet1!C3", "in")
    sheet["A3"].add_hyperlink("mailto:ada@example.com", "mail")
    book.save(tmp_path / "a.xlsx")
    with engine.open_book(tmp_path / "a.xlsx") as again:
        found = [again.sheets[0][address].hyperlink for address in ("A1", "A2", "A3")]
        again.sheets[0]["A1"].add_hyperlink("https://example.org", "new")
        again.save()
    assert found == ["https://example.com/?a=1&b=2", "#Sheet1!C3", "mailto:ada@example.com"]
    saved = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert saved["A1"].hyperlink.target == "https://example.org"
    assert (saved["A2"].hyperlink.target, saved["A2"].hyperlink.location) == (None, "Sheet1!C3")
    assert (saved["A1"].value, saved["A1"].font.u) == ("new", "single")


def test_clearing_a_cell_removes_its_link(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("https://example.com")
    sheet["A1"].clear()
    with pytest.raises(Exception, match="hyperlink"):
        _ = sheet["A1"].hyperlink
