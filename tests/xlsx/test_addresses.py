"""Cells and rectangles, as people and files write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.xlsx.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    CellRef,
    area,
    in_order,
    is_same,
    quoted,
    shifted,
    split_sheet,
)

ROWS = st.integers(1, LAST_ROW)
COLUMNS = st.integers(1, LAST_COLUMN)
SHEETS = st.text(st.characters(exclude_characters="[]:*?/\\", exclude_categories=["C"]), min_size=1, max_size=31)
AREAS = st.builds(
    lambda sheet, rows, columns: Area(sheet, min(rows), min(columns), max(rows), max(columns)),
    SHEETS,
    st.tuples(ROWS, ROWS),
    st.tuples(COLUMNS, COLUMNS),
)

SMALL_AREAS = st.builds(
    lambda rows, columns: Area("S", min(rows), min(columns), max(rows), max(columns)),
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
)


@pytest.mark.parametrize(
    ("text", "corners"),
    [
        ("A1", (1, 1, 1, 1)),
        ("$B$3", (3, 2, 3, 2)),
        ("b3", (3, 2, 3, 2)),
        ("A1:C2", (1, 1, 2, 3)),
        ("$A1:C$2", (1, 1, 2, 3)),
        ("C2:A1", (1, 1, 2, 3)),
        ("A2:C1", (1, 1, 2, 3)),
        ("a1:xfd1048576", (1, 1, LAST_ROW, LAST_COLUMN)),
        ("C:C", (1, 3, LAST_ROW, 3)),
        ("$D:B", (1, 2, LAST_ROW, 4)),
        ("3:3", (3, 1, 3, LAST_COLUMN)),
        ("7:$3", (3, 1, 7, LAST_COLUMN)),
        ("AA10", (10, 27, 10, 27)),
        ("XFD1", (1, LAST_COLUMN, 1, LAST_COLUMN)),
        ("A1048576", (LAST_ROW, 1, LAST_ROW, 1)),
    ],
)
def test_an_address_names_a_rectangle(text: str, corners: tuple[int, int, int, int]) -> None:
    assert area("S", text) == Area("S", *corners)


@pytest.mark.parametrize(
    "text",
    ["", "A", "1", "A0", "0:3", "XFE1", "A1048577", "ZZZ1", "A1:XFE2", "A:XFE", "1:1048577", "A1:B", "A:3", "A1:B2:C3",
     "S!A1", "Rate", "TAX_2", "A-1", "1A", " A1", "A1 ", "A$$1", "R1C1", "A1,B2", "销1", "Ａ1", "A１"],
)  # fmt: skip
def test_anything_else_names_none(text: str) -> None:
    assert area("S", text) is None


@given(AREAS)
def test_what_is_written_for_an_area_names_it_again(some: Area) -> None:
    sheet, address = split_sheet(str(some))

    assert sheet == some.sheet
    assert area(sheet, address) == some


@given(SHEETS, ROWS, COLUMNS)
def test_what_is_written_for_a_cell_names_it_again(sheet: str, row: int, column: int) -> None:
    cell = CellRef(sheet, row, column)
    found, address = split_sheet(str(cell))

    assert found == sheet
    assert area(found, address) == Area(sheet, row, column, row, column)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (CellRef("Deals", 3, 2), "Deals!B3"),
        (CellRef("商机", 1, 27), "商机!AA1"),
        (CellRef("Q_1", 1, 1), "Q_1!A1"),
        (CellRef("My deals", 3, 2), "'My deals'!B3"),
        (CellRef("it's", 3, 2), "'it''s'!B3"),
        (CellRef("2026", 3, 2), "'2026'!B3"),
        (CellRef("Q1", 3, 2), "'Q1'!B3"),  # else it reads like a cell
        (CellRef("a-b", 3, 2), "'a-b'!B3"),
        (CellRef("", 3, 2), "''!B3"),
    ],
)
def test_a_sheet_has_quotes_where_it_needs_them(cell: CellRef, text: str) -> None:
    assert str(cell) == text


@pytest.mark.parametrize(
    ("some", "text"),
    [
        (Area("S", 1, 1, 1, 1), "'S'!$A$1"),
        (Area("it's", 1, 1, 2, 3), "'it''s'!$A$1:$C$2"),
        (Area("S", 1, 1, 2, 1), "'S'!$A$1:$A$2"),
    ],
)
def test_an_area_is_written_in_full(some: Area, text: str) -> None:
    assert str(some) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A1", (None, "A1")),
        ("Rate", (None, "Rate")),
        ("S!A1", ("S", "A1")),
        ("'A b'!C3", ("A b", "C3")),
        ("'it''s'!C3", ("it's", "C3")),
        ("'so!'!C3", ("so!", "C3")),
        ("'''quoted'''!C3", ("'quoted'", "C3")),
        ("Jan:Mar!C3", ("Jan:Mar", "C3")),
        ("[1]S!C3", ("[1]S", "C3")),
        ("S!Rate", ("S", "Rate")),
        ("", (None, "")),
    ],
)
def test_a_reference_splits_into_sheet_and_address(text: str, parts: tuple[str | None, str]) -> None:
    assert split_sheet(text) == parts


@given(SHEETS)
def test_quoting_is_undone_by_splitting(sheet: str) -> None:
    assert split_sheet(f"{quoted(sheet)}!A1") == (sheet, "A1")


def test_cells_go_row_by_row_and_are_covered() -> None:
    some = Area("S", 2, 3, 3, 4)

    assert [cell.address for cell in some.cells()] == ["C2", "D2", "C3", "D3"]
    assert all(some.covers(cell) for cell in some.cells())


@pytest.mark.parametrize("cell", [("T", 2, 3), ("S", 1, 3), ("S", 4, 3), ("S", 2, 2), ("S", 2, 5)])
def test_a_cell_outside_is_not_covered(cell: tuple[str, int, int]) -> None:
    assert not Area("S", 2, 3, 3, 4).covers(CellRef(*cell))


@given(AREAS)
def test_the_address_of_an_area_names_its_cells_again(some: Area) -> None:
    assert area(some.sheet, some.address) == some
    assert "$" not in some.address


@pytest.mark.parametrize(
    ("other", "is_met", "is_covered"),
    [
        (Area("S", 3, 3, 5, 6), True, True),
        (Area("s", 4, 4, 4, 4), True, True),
        (Area("S", 5, 6, 9, 9), True, False),
        (Area("S", 1, 1, 9, 9), True, False),
        (Area("S", 1, 4, 9, 4), True, False),
        (Area("S", 4, 1, 4, 6), True, False),
        (Area("S", 1, 1, 2, 9), False, False),
        (Area("S", 6, 3, 9, 6), False, False),
        (Area("S", 3, 1, 5, 2), False, False),
        (Area("S", 3, 7, 5, 9), False, False),
        (Area("T", 3, 3, 5, 6), False, False),
    ],
)
def test_areas_meet_in_a_cell_and_cover_all_of_another(other: Area, is_met: bool, is_covered: bool) -> None:
    some = Area("S", 3, 3, 5, 6)

    assert (some.meets(other), other.meets(some)) == (is_met, is_met)
    assert some.covers(other) == is_covered


@given(SMALL_AREAS, SMALL_AREAS)
def test_what_areas_share_is_what_their_cells_say(one: Area, other: Area) -> None:
    cells, others = set(one.cells()), set(other.cells())

    assert one.meets(other) == bool(cells & others)
    assert one.covers(other) == (others <= cells)
    assert all(one.has(cell.row, cell.column) == (cell in cells) for cell in others)


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [("Deals", "Deals", True), ("Deals", "DEALS", True), ("Straße", "STRASSE", True), ("Deals", "Deal", False)],
)
def test_capitals_make_no_name_another(name: str, other: str, same: bool) -> None:
    assert is_same(name, other) == same


@pytest.mark.parametrize(("corners", "is_cell"), [((1, 1, 1, 1), True), ((1, 1, 2, 1), False), ((1, 1, 1, 2), False)])
def test_one_cell_is_known_from_more(corners: tuple[int, int, int, int], is_cell: bool) -> None:
    assert Area("S", *corners).is_cell is is_cell


@pytest.mark.parametrize(
    ("formula", "down", "across", "there"),
    [
        ("=A1+$A1+A$1+$A$1", 2, 1, "=B3+$A3+B$1+$A$1"),
        ("=B5*2", -3, -1, "=A2*2"),
        ("=SUM(A1:B2,$C:D,3:$4)", 1, 1, "=SUM(B2:C3,$C:E,4:$4)"),
        ("=Deals!A1+'My A1'!A1", 1, 0, "=Deals!A2+'My A1'!A2"),
        ("=Q1!A1+SUM(Jan:Mar!B2)", 1, 0, "=Q1!A2+SUM(Jan:Mar!B3)"),
        ('="A1"&A1&"say ""B2"""', 1, 0, '="A1"&A2&"say ""B2"""'),
        ("=LOG10(A1)+ATAN2(A1,B1)", 1, 0, "=LOG10(A2)+ATAN2(A2,B2)"),
        ("=2E3+1.5E5+A1", 1, 0, "=2E3+1.5E5+A2"),
        ("=Rate+TAX_2+x.A1+销A1+A1.x", 1, 0, "=Rate+TAX_2+x.A1+销A1+A1.x"),
        ("=tbl[A1]+tbl[[#This Row],[B2]]+t[a']A1]+A1", 1, 0, "=tbl[A1]+tbl[[#This Row],[B2]]+t[a']A1]+A2"),
        ("=[1]S!A1", 1, 0, "=[1]S!A2"),
        ("=A1:INDEX(B:B,2)", 0, 1, "=B1:INDEX(C:C,2)"),
        ("=XFE1+A1048577+ZZZ9", 1, 1, "=XFE1+A1048577+ZZZ9"),
        ("=a1", 1, 1, "=B2"),
        ("=A1", -1, -1, "=XFD1048576"),
        ("=$A1048576", 1, 5, "=$A1"),
        ("=TRUE+1", 1, 1, "=TRUE+1"),
    ],
)
def test_a_formula_moves_with_its_cell(formula: str, down: int, across: int, there: str) -> None:
    assert shifted(formula, down, across) == there


@given(ROWS, COLUMNS, st.integers(-LAST_ROW, LAST_ROW), st.integers(-LAST_COLUMN, LAST_COLUMN))
def test_a_formula_moved_there_and_back_is_the_same(row: int, column: int, down: int, across: int) -> None:
    formula = f"={CellRef('S', row, column)}:B2"

    assert shifted(shifted(formula, down, across), -down, -across) == formula


@pytest.mark.parametrize(
    ("formula", "ordered"),
    [
        ("=SUM(B3:B1)", "=SUM(B1:B3)"),
        ("=SUM(C1:B3,$B$3:B$1)", "=SUM(B1:C3,$B$1:B$3)"),
        ("=C:$B+3:1+$9:$3+AA3:z3", "=$B:C+1:3+$3:$9+z3:AA3"),
        ("='B3:B1'!C4:A$2+X!B3:A2", "='B3:B1'!A$2:C4+X!A2:B3"),
        ('="B3:B1"&tbl[[B3:B1]]', '="B3:B1"&tbl[[B3:B1]]'),
        ("=A3:INDEX(A1:A2,1)+SUM(A1:B2)", "=A3:INDEX(A1:A2,1)+SUM(A1:B2)"),
        ("=Rate3:B1x+A1", "=Rate3:B1x+A1"),
    ],
)
def test_a_range_goes_from_its_first_cell_to_its_last(formula: str, ordered: str) -> None:
    assert in_order(formula) == ordered
