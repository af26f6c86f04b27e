"""Where Ctrl and an arrow key lead, and how far a block of cells goes."""

from __future__ import annotations

import pytest
import xlwings as xw


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """B2:D4 filled but for C4; F2 alone."""
    found: xw.Sheet = book.sheets[0]
    found["B2"].value = [[1, 2, 3], [4, 5, 6], [7, None, 9]]
    found["F2"].value = "alone"
    return found


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ("B2", "down", "$B$4"),
        ("B2", "right", "$D$2"),
        ("D4", "up", "$D$2"),
        ("D4", "left", "$B$4"),
        ("C2", "down", "$C$3"),
        ("C3", "down", "$C$1048576"),
        ("D2", "right", "$F$2"),
        ("A2", "right", "$B$2"),
        ("F2", "right", "$XFD$2"),
        ("B2", "up", "$B$1"),
        ("A1", "up", "$A$1"),
        ("B2", "left", "$A$2"),
    ],
)
def test_the_end_of_a_block(sheet: xw.Sheet, start: str, direction: str, end: str) -> None:
    assert sheet[start].end(direction).address == end


def test_cells_that_an_array_formula_fills_are_filled(sheet: xw.Sheet) -> None:
    sheet["H2:H4"].formula_array = "=B2:B4*2"
    assert sheet["H2"].end("down").address == "$H$4"
    assert sheet["H9"].end("up").address == "$H$4"
    assert sheet["F3"].end("right").address == "$H$3"
    assert sheet["H2"].current_region.address == "$H$2:$H$4"


def test_a_direction_that_is_none_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="sideways"):
        sheet["B2"].end("sideways")


@pytest.mark.parametrize(
    ("start", "region"),
    [
        ("C3", "$B$2:$D$4"),
        ("B2", "$B$2:$D$4"),
        ("F2", "$F$2"),
        ("H9", "$H$9"),
        ("E5", "$B$2:$F$5"),
        ("C4", "$B$2:$D$4"),
    ],
)
def test_the_block_around_a_cell(sheet: xw.Sheet, start: str, region: str) -> None:
    assert sheet[start].current_region.address == region


def test_a_block_is_found_among_many_cells(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[1.0] * 10] * 20_000
    assert sheet["E500"].current_region.address == "$A$1:$J$20000"


@pytest.mark.parametrize("panes", [None, "B2", "A3"])
def test_what_is_selected_is_the_selection(sheet: xw.Sheet, panes: str | None) -> None:
    if panes is not None:
        sheet.freeze_panes.freeze_at(sheet[panes])
    sheet["C3:D4"].select()
    selection = sheet.book.selection
    assert selection is not None
    assert selection.address == "$C$3:$D$4"
