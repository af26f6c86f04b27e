"""Lines around cells: styles and weights as Excel combines them, and lines that two cells share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from xlwings.base_classes import BORDER_SIDES, BorderGroup, BorderLineStyle, BorderSide, BorderWeight
from xlwings.main import Border

from salessheet import engine

EDGES = ["edge_top", "edge_bottom", "edge_left", "edge_right"]
KINDS = [
    ("continuous", "hairline", "hair"),
    ("continuous", "thin", "thin"),
    ("continuous", "medium", "medium"),
    ("continuous", "thick", "thick"),
    ("dash", "thin", "dashed"),
    ("dash", "medium", "mediumDashed"),
    ("dash_dot", "thin", "dashDot"),
    ("dash_dot", "medium", "mediumDashDot"),
    ("dash_dot_dot", "thin", "dashDotDot"),
    ("dash_dot_dot", "medium", "mediumDashDotDot"),
    ("dot", "thin", "dotted"),
    ("double", "thick", "double"),
    ("slant_dash_dot", "medium", "slantDashDot"),
]


def look(border: Border) -> tuple[object, ...]:
    return border.line_style, border.weight, border.color


def styles(cells: xw.Range) -> list[str | None]:
    return [border.line_style for border in cells.borders]


@pytest.mark.parametrize(("line", "weight", "word"), KINDS)
def test_every_style_and_weight_has_one_word_in_the_file(
    book: xw.Book, tmp_path: Path, line: BorderLineStyle, weight: BorderWeight, word: str
) -> None:
    book.sheets[0]["B2"].borders.set("edge_top", line_style=line, weight=weight, color="#ff0000")
    book.save(tmp_path / "saved.xlsx")
    assert openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0]["B2"].border.top.style == word
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        assert look(again.sheets[0]["B2"].borders["edge_top"]) == (line, weight, (255, 0, 0))


def test_a_cell_without_lines_says_so(book: xw.Book) -> None:
    assert look(book.sheets[0]["B2"].borders["edge_left"]) == ("none", "thin", None)
    assert styles(book.sheets[0]["B2:C3"]) == ["none"] * 8


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ([("weight", "medium")], ("continuous", "medium", (0, 0, 0))),
        ([("color", (1, 2, 3))], ("continuous", "thin", (1, 2, 3))),
        ([("line_style", "double")], ("double", "thick", (0, 0, 0))),
        ([("weight", "thick"), ("line_style", "dash_dot_dot")], ("dash_dot_dot", "thin", (0, 0, 0))),
        ([("weight", "medium"), ("line_style", "dash")], ("dash", "medium", (0, 0, 0))),
        ([("line_style", "dash"), ("weight", "thick")], ("continuous", "thick", (0, 0, 0))),
        ([("line_style", "dash"), ("weight", "medium")], ("dash", "medium", (0, 0, 0))),
        ([("color", (1, 2, 3)), ("weight", "thick")], ("continuous", "thick", (1, 2, 3))),
        ([("weight", "thick"), ("line_style", None)], ("none", "thin", None)),
        ([("weight", "thick"), ("line_style", "none")], ("none", "thin", None)),
    ],
)
def test_style_weight_and_colour_set_one_by_one_depend_on_each_other(
    book: xw.Book, changes: list[tuple[str, Any]], seen: object
) -> None:
    border = book.sheets[0]["B2"].borders["edge_bottom"]
    for name, value in changes:
        setattr(border, name, value)
    assert look(border) == seen


def test_the_line_between_two_cells_belongs_to_both(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B2"].borders["edge_bottom"].line_style = "double"
    assert sheet["B3"].borders["edge_top"].line_style == "double"


@pytest.mark.parametrize(
    ("one", "side", "other", "opposite"),
    [
        ("B2", "edge_bottom", "B3", "edge_top"),
        ("B3", "edge_top", "B2", "edge_bottom"),
        ("B2", "edge_right", "C2", "edge_left"),
        ("C2", "edge_left", "B2", "edge_right"),
    ],
)
def test_a_line_changed_from_its_other_side_is_changed_for_both(
    book: xw.Book, one: str, side: str, other: str, opposite: str
) -> None:
    first, second = book.sheets[0][one].borders[side], book.sheets[0][other].borders[opposite]
    first.weight = "thick"
    second.color = (1, 2, 3)
    assert look(first) == look(second) == ("continuous", "thick", (1, 2, 3))
    first.line_style = "dash"
    assert look(first) == look(second) == ("dash", "thin", (1, 2, 3))
    second.line_style = None
    assert look(first) == look(second) == ("none", "thin", None)


@pytest.mark.parametrize(
    ("group", "drawn"),
    [
        ("outside", EDGES),
        ("inside", ["inside_vertical", "inside_horizontal"]),
        ("all", [*EDGES, "inside_vertical", "inside_horizontal"]),
        ("everything", [*EDGES, "inside_vertical", "inside_horizontal", "diagonal_down", "diagonal_up"]),
        ("edge_left", ["edge_left"]),
        (["edge_top", "diagonal_up"], ["edge_top", "diagonal_up"]),
    ],
)
def test_groups_of_lines_are_drawn_and_cleared(
    book: xw.Book, group: BorderGroup | list[str | BorderSide], drawn: list[str]
) -> None:
    cells = book.sheets[0]["B2:D4"]
    cells.borders.set(group, line_style="continuous")
    seen = [side for side in BORDER_SIDES if cells.borders[side].line_style == "continuous"]
    assert seen == sorted(drawn, key=BORDER_SIDES.index)
    cells.borders.clear(group)
    assert styles(cells) == ["none"] * 8


def test_lines_inside_are_those_of_every_cell(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["B2:D4"].borders.line_style = "continuous"
    assert styles(sheet["C3"])[:4] == ["continuous"] * 4
    assert sheet["B2:D4"].borders.line_style == "continuous"
    sheet["B2:D4"].borders.clear("inside")
    assert styles(sheet["C3"])[:4] == ["none"] * 4
    assert styles(sheet["B2"])[:4] == ["continuous", "none", "continuous", "none"]
    assert sheet["B2:D4"].borders.line_style is None


def test_the_lines_of_neighbours_stay(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:A9"].borders.set("all", line_style="continuous")
    sheet["A4"].borders.clear()
    assert styles(sheet["A3"])[:4] == ["continuous", "none", "continuous", "continuous"]
    assert styles(sheet["A5"])[:4] == ["none", "continuous", "continuous", "continuous"]


def test_where_lines_differ_a_property_is_none(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].borders.set("edge_top", line_style="double", color="#ff0000")
    sheet["B1"].borders.set("edge_top", line_style="continuous", weight="thick", color="#ff0000")
    border = sheet["A1:B1"].borders["edge_top"]
    assert look(border) == (None, "thick", (255, 0, 0))


def test_both_diagonals_of_a_cell_look_alike_and_come_and_go_alone(book: xw.Book, tmp_path: Path) -> None:
    borders = book.sheets[0]["B2"].borders
    borders["diagonal_down"].line_style = "continuous"
    assert (borders["diagonal_down"].line_style, borders["diagonal_up"].line_style) == ("continuous", "none")
    borders["diagonal_up"].line_style = "double"
    assert (borders["diagonal_down"].line_style, borders["diagonal_up"].line_style) == ("double", "double")
    borders["diagonal_down"].line_style = None
    assert (borders["diagonal_down"].line_style, borders["diagonal_up"].line_style) == ("none", "double")
    book.save(tmp_path / "saved.xlsx")
    border = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0]["B2"].border
    assert (border.diagonalUp, border.diagonalDown, border.diagonal.style) == (True, False, "double")


def test_a_diagonal_through_several_cells_tells_no_colour(book: xw.Book) -> None:
    cells = book.sheets[0]["B2:C3"]
    cells.borders.set("diagonal_up", color="#ff0000")
    assert (cells.borders["diagonal_up"].color, cells[0].borders["diagonal_up"].color) == (None, (255, 0, 0))


def test_the_lines_around_a_merged_cell_survive_the_file(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["B2"].value = "total"
    sheet["B2:D3"].merge()
    book.save(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        again.sheets[0]["B2"].borders.set("outside", line_style="continuous", weight="medium")
        again.save()
    found = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0]
    assert (found["D2"].border.right.style, found["D3"].border.bottom.style) == ("medium", "medium")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        for address in ("B2", "B2:D3"):
            assert styles(again.sheets[0][address]) == [*["continuous"] * 4, *["none"] * 4]


def test_lines_of_whole_columns_hold_for_the_cells_to_come(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = 1
    sheet["B:C"].borders.set("all", line_style="continuous")
    book.save(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        found = again.sheets[0]
        assert styles(found["B77"])[:4] == ["continuous"] * 4
        assert found["D77"].borders["edge_left"].line_style == "continuous"
        assert found["D77"].borders["edge_right"].line_style == "none"
        assert found.used_range.last_cell.row < 100
