"""Laws of blocks that get other numbers of rows: cells, rectangles and formulas go the same way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.xlsx.addresses import Area, CellRef, area
from salessheet.xlsx.changes.areas import in_area, in_areas, place
from salessheet.xlsx.changes.formulas import in_formula
from salessheet.xlsx.changes.kinds import Body, Resized, Zone

SHEET = "S"
TOP, LEFT, RIGHT = 5, 2, 6


@st.composite
def changes(draw: st.DrawFn) -> tuple[Resized, Zone, Body]:
    """A block of rows with headroom below, which gets as many rows as it likes."""
    bottom = TOP + draw(st.integers(0, 5))
    end = bottom + draw(st.sampled_from([0, 3]))
    rows = draw(st.integers(1, 20))
    new_bottom = TOP + rows - 1
    body = Body(TOP - 2, bottom + 1, TOP, LEFT, bottom, RIGHT, new_bottom)
    zone = Zone(TOP, end, new_bottom + end - bottom, (body,))
    return Resized({SHEET.casefold(): (zone,)}), zone, body


rows = st.integers(1, 40)
columns = st.integers(1, 9)


@given(changes(), rows, columns)
def test_a_cell_outside_the_block_keeps_its_neighbours(made: tuple[Resized, Zone, Body], row: int, column: int) -> None:
    change, zone, _ = made
    now = place(change, (row, column), SHEET)

    if row < zone.top:
        assert now == (row, column)
    elif row > zone.end:
        assert now == (row + zone.new_end - zone.end, column)
    else:
        assert now in {(row, column), None}


@given(changes())
def test_what_covers_the_block_covers_it_still(made: tuple[Resized, Zone, Body]) -> None:
    change, zone, body = made
    whole = Area(SHEET, body.top, LEFT, body.bottom, RIGHT)
    with_room = whole._replace(bottom=zone.end)

    assert in_area(change, whole) == whole._replace(bottom=body.new_bottom)
    assert in_area(change, with_room) == whole._replace(bottom=zone.new_end)
    assert in_areas(change, SHEET, whole.address) == whole._replace(bottom=body.new_bottom).address


@given(changes(), rows, rows, columns, columns)
def test_a_rectangle_stays_in_order_and_formulas_say_the_same(
    made: tuple[Resized, Zone, Body], one: int, other: int, left: int, right: int
) -> None:
    change = made[0]
    before = Area(SHEET, min(one, other), min(left, right), max(one, other), max(left, right))
    after = in_area(change, before)
    text = in_formula(change, f"=SUM({SHEET}!{_in_full(before)})", "Other")

    if after is None:
        bottom, room = made[2].new_bottom, made[1].new_end
        blank = before._replace(top=room, bottom=room)
        assert text == (f"=SUM(S!{_in_full(blank)})" if room > bottom else "=SUM(S!#REF!)")
    else:
        assert after.top <= after.bottom
        assert area(SHEET, text.removeprefix("=SUM(S!").removesuffix(")")) == after


def _in_full(some: Area) -> str:
    """With both ends, be it one cell."""
    return f"{CellRef(SHEET, some.top, some.left).address}:{CellRef(SHEET, some.bottom, some.right).address}"


def test_columns_that_come_push_what_stands_right_of_them_in_the_rows_of_the_block() -> None:
    body = Body(3, 8, 5, 2, 7, 6, 7, first=3, middle=4, more=2)
    change = Resized({"s": (Zone(5, 7, 7, (body,)),)})

    assert place(change, (5, 5), SHEET) == (5, 7)
    assert place(change, (8, 6), SHEET) == (8, 8)  # the totals of the block
    assert place(change, (5, 4), SHEET) == (5, 4)
    assert place(change, (2, 5), SHEET) == (2, 5)
    assert in_area(change, Area(SHEET, 5, 3, 7, 4)) == Area(SHEET, 5, 3, 7, 6)
    assert in_formula(change, "=SUM(S!C5:D5)+S!E5", "Other") == "=SUM(S!C5:F5)+S!G5"
    assert in_formula(change, "=SUM(S!A:D)+S!C9", "Other") == "=SUM(S!A:D)+S!C9"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=SUM(S!B5:S!B5)", "=SUM(S!B5:S!B8)"),
        ("=SUM(S!$B$4:S!$C$5,S!B9)", "=SUM(S!$B$4:S!$C$8,S!B12)"),
        ("=SUM(S!B5:Other!B5)", "=SUM(S!B5:Other!B5)"),
        ("=SUM(S!B5:INDEX(S!B:B,9))", "=SUM(S!B5:INDEX(S!B:B,9))"),
        ("=SUM(B5:B5,S!B5:S!B5)", "=SUM(B5:B5,S!B5:S!B8)"),
    ],
)
def test_a_range_that_names_its_sheet_at_both_ends_grows_like_any_other(before: str, after: str) -> None:
    change = Resized({"s": (Zone(5, 5, 8, (Body(3, 6, 5, 2, 5, 6, 8),)),)})

    assert in_formula(change, before, "Other") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("S!$B$5", "S!$B$5:$B$8"),
        ("(S!$B$5,S!$C$5)", "(S!$B$5:$B$8,S!$C$5:$C$8)"),
        ("'S'!$B$5", "'S'!$B$5:$B$8"),
        ("S!$B$5:INDEX(S!$B:$B,COUNTA(S!$A:$A))", "S!$B$5:INDEX(S!$B:$B,COUNTA(S!$A:$A))"),
        ("OFFSET(S!$B$5,2,0)", "OFFSET(S!$B$5,2,0)"),
        ("OFFSET(S!$B$4,1,0,COUNTA(S!$B$5:$B$5))", "OFFSET(S!$B$4,1,0,COUNTA(S!$B$5:$B$8))"),
        ("S!$B$9*2", "S!$B$12*2"),
    ],
)
def test_a_name_of_one_row_grows_and_a_cell_within_the_formula_of_a_name_stays_one(before: str, after: str) -> None:
    change = Resized({"s": (Zone(5, 5, 8, (Body(3, 6, 5, 2, 5, 6, 8),)),)})

    assert in_formula(change, before, "", is_name=True) == after


@pytest.mark.parametrize(
    ("room", "before", "after"),
    [
        (10, "=S!B30+S!$C$31", "=S!B18+S!$C$18"),
        (10, "=SUM(S!B30:C34)", "=SUM(S!B18:C18)"),
        (10, "=S!B7&S!B45", "=S!B7&S!B23"),
        (0, "=S!B30&S!B45", "=S!#REF!&S!B13"),
    ],
)
def test_what_read_a_row_that_a_table_no_longer_has_reads_a_blank_one_where_there_is_room(
    room: int, before: str, after: str
) -> None:
    """Of a table with 36 rows that gets 4, a cell of the thirtieth."""
    change = Resized({"s": (Zone(5, 40, 8 + room, (Body(3, 41, 5, 2, 40 - room, 6, 8),)),)})

    assert in_formula(change, before, "Other") == after
