"""Frozen panes and the print area through xlwings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.views import SheetView

from salessheet import engine


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


def saved_view(book: xw.Book, path: Path) -> SheetView:
    book.save(path)
    return openpyxl.load_workbook(path).worksheets[0].sheet_view


@pytest.mark.parametrize(
    ("frozen", "split", "scrolled", "active"),
    [
        ("1:1", (None, 1), "A2", "bottomLeft"),
        ("1:3", (None, 3), "A4", "bottomLeft"),
        ("A:A", (1, None), "B1", "topRight"),
        ("A:B", (2, None), "C1", "topRight"),
        ("A1", (1, 1), "B2", "bottomRight"),
        ("A1:B3", (2, 3), "C4", "bottomRight"),
        ("C5:D6", (2, 2), "E7", "bottomRight"),
    ],
)
def test_the_frozen_cells_are_the_pane_at_the_top_left(
    book: xw.Book, tmp_path: Path, frozen: str, split: tuple[int | None, int | None], scrolled: str, active: str
) -> None:
    book.sheets[0].freeze_panes.freeze_at(frozen)
    view = saved_view(book, tmp_path / "a.xlsx")
    assert view.pane is not None
    assert (view.pane.xSplit, view.pane.ySplit) == split
    assert (view.pane.topLeftCell, view.pane.activePane, view.pane.state) == (scrolled, active, "frozen")
    assert [one.pane for one in view.selection][-1] == active


def test_what_is_above_the_frozen_cells_is_scrolled_away(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0].freeze_panes.freeze_at("C5:D6")
    assert saved_view(book, tmp_path / "a.xlsx").topLeftCell == "C5"


def test_panes_are_frozen_again_elsewhere_and_unfrozen(book: xw.Book, tmp_path: Path) -> None:
    panes = book.sheets[0].freeze_panes
    panes.freeze_at("A1:B2")
    panes.freeze_at("1:1")
    view = saved_view(book, tmp_path / "a.xlsx")
    assert [one.pane for one in view.selection] == ["bottomLeft"]
    panes.unfreeze()
    view = saved_view(book, tmp_path / "b.xlsx")
    assert view.pane is None
    assert len(view.selection) == 1


def test_a_range_of_the_sheet_is_frozen_as_its_address(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0].freeze_panes.freeze_at(book.sheets[0]["A1:A2"])
    pane = saved_view(book, tmp_path / "a.xlsx").pane
    assert pane is not None
    assert pane.ySplit == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("$A$1:$B$3", "$A$1:$B$3"),
        ("a1:b3", "$A$1:$B$3"),
        ("C3", "$C$3"),
        ("A:C", "$A:$C"),
        ("2:4", "$2:$4"),
        ("A1:B2,D4:E5", "$A$1:$B$2,$D$4:$E$5"),
        ("Zone", "$F$1:$G$2"),
        ("Sheet1!A1", "$A$1"),
        (None, None),
        ("", None),
    ],
)
def test_the_print_area_reads_as_it_was_set(sheet: xw.Sheet, given: str | None, kept: str | None) -> None:
    sheet["F1:G2"].name = "Zone"
    sheet.page_setup.print_area = "Z9"
    sheet.page_setup.print_area = given
    assert sheet.page_setup.print_area == kept


def test_the_print_area_cannot_be_on_another_sheet(book: xw.Book, sheet: xw.Sheet) -> None:
    other = book.sheets.add("Other")
    with pytest.raises(xw.XlwingsError):
        sheet.page_setup.print_area = f"{other.name}!A1"


def test_the_print_area_survives_a_file(book: xw.Book, sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet.page_setup.print_area = "A1:B2,D4:E5"
    book.save(tmp_path / "a.xlsx")
    with engine.open_book(tmp_path / "a.xlsx") as again:
        assert again.sheets[0].page_setup.print_area == "$A$1:$B$2,$D$4:$E$5"
        again.sheets[0].page_setup.print_area = None
        again.save()
    assert not openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].print_area
