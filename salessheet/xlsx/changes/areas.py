"""What becomes of places and rectangles of cells when their workbook changes as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from openpyxl.utils import column_index_from_string, get_column_letter

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, Place, area, is_same
from salessheet.xlsx.changes.kinds import Carried, Change, Removed, Renamed, Resized, Shifted
from salessheet.xlsx.changes.resizing import resized_area, resized_place


def place(change: Change, cell: Place, sheet: str = "") -> Place | None:
    """Where a cell stands afterwards; None: it is gone.

    The cell is one of the change's sheet: of a `Carried`, the sheet that the cells come from. A `Resized` concerns
    many: there `sheet` says which.
    """
    row, column = cell
    if isinstance(change, Shifted):  # as `in_area` has it, for one cell: there are many
        _, top, left, bottom, right = change.area
        if change.rows:
            moved = _place_along(row, top, bottom, change.rows, LAST_ROW) if left <= column <= right else row
            return None if moved is None else (moved, column)
        moved = _place_along(column, left, right, change.columns, LAST_COLUMN) if top <= row <= bottom else column
        return None if moved is None else (row, moved)
    if isinstance(change, Resized):
        return resized_place(change.zones(sheet), cell)
    if isinstance(change, Carried):
        there = in_area(change, Area(change.area.sheet, row, column, row, column))
        return (there.top, there.left) if there is not None else None
    return cell


def _place_along(at: int, first: int, last: int, count: int, end: int) -> int | None:
    """A row or column after `count` were inserted before `first`, or those from first to last were deleted."""
    if at < first:
        return at
    if count < 0 and at <= last:
        return None
    return at + count if at + count <= end else None


def in_area(change: Change, area: Area) -> Area | None:
    """The rectangle afterwards, of a merged cell, a table, a print area; None: it is gone.

    It grows with what is inserted between its rows or columns, and shrinks with what is deleted. Rows inserted just
    before its first push it down, rows after its last are not its own. It goes with cells carried elsewhere if all
    its cells do.
    """
    if isinstance(change, Shifted):
        return _in_shifted(change, area) if is_same(area.sheet, change.sheet) else area
    if isinstance(change, Resized):
        return resized_area(change.zones(area.sheet), area)
    match change:
        case Carried(area=source) if source.covers(area):
            return change.moved(area)
        case Carried() if change.destination.covers(area):
            return None
        case Renamed(old=old, new=new) if is_same(area.sheet, old):
            return area._replace(sheet=new)
        case Removed(sheet=sheet) if is_same(area.sheet, sheet):
            return None
        case _:
            return area


def in_areas(change: Change, sheet: str, sqref: str) -> str:
    """Cells that share a property, such as a validation, as addresses with spaces between; empty: none is left.

    Unlike a rectangle they may part: where only some columns are pushed down, or some cells are carried elsewhere,
    each piece goes its own way. Pieces carried to another sheet are not among them.
    """
    if isinstance(change, Resized):
        return _in_resized(change, sheet, sqref)
    if not (is_same(sheet, change.sheet) if isinstance(change, Shifted) else _concerns_cells(change, sheet)):
        return sqref
    found: list[str] = []
    for text in sqref.split():
        whole = area(sheet, text)
        if whole is None:
            found.append(text)
            continue
        pieces = list(_pieces(change, whole))
        is_one = len(pieces) == 1 and _keeps_shape(whole, pieces[0])
        found += [respelt(text, whole, pieces[0])] if is_one else [piece.address for piece in pieces]
    return " ".join(dict.fromkeys(found))


def in_address(change: Change, sheet: str, text: str) -> str | None:
    """The address of one rectangle of a sheet afterwards, written as it was; None: it is gone."""
    before = area(sheet, text)
    if before is None:
        return text
    after = in_area(change, before)
    if isinstance(change, Resized):
        return text if after == before else after.address if after is not None else None
    return respelt(text, before, after) if after is not None else None


def _in_resized(change: Resized, sheet: str, sqref: str) -> str:
    if not change.zones(sheet):
        return sqref
    found: list[str] = []
    for text in sqref.split():
        before = area(sheet, text)
        after = in_area(change, before) if before is not None else None
        if before is None or after == before:
            found.append(text)
        elif after is not None:
            found.append(after.address)
    return " ".join(dict.fromkeys(found))


def in_table(change: Change, area: Area, header_rows: int, totals_rows: int) -> Area | None:
    """A table with its header and totals: as `in_area`, but one blank row stays where all its data is deleted.

    Raises ValueError where `tears_table`: whoever makes a change asks that first.
    """
    if tears_table(change, area, header_rows):
        raise ValueError(f"{area} is a table, which no change tears apart")
    after = in_area(change, area)
    if after is None or not isinstance(change, Shifted) or not is_same(area.sheet, change.sheet) or change.rows >= 0:
        return after
    least = header_rows + 1 + totals_rows
    return after._replace(bottom=max(after.bottom, after.top + least - 1))


def tears_table(change: Change, area: Area, header_rows: int) -> bool:
    """Whether only some of a table's cells would be shifted, or its header would go and its data stay."""
    if not isinstance(change, Shifted) or not is_same(area.sheet, change.sheet):
        return False
    if cuts(change, area):
        return True
    is_left = change.rows < 0 and in_area(change, area) is not None
    return is_left and header_rows > 0 and change.area.top <= area.top <= change.area.bottom


def table_columns(change: Change, area: Area, names: Sequence[str]) -> list[tuple[int | None, str]]:
    """The columns of a table afterwards: which they were, from 0 (None: a new one), and their names."""
    kept: list[tuple[int | None, str]] = list(enumerate(names))
    if not isinstance(change, Shifted) or not change.columns or not is_same(area.sheet, change.sheet):
        return kept
    if not (change.area.top <= area.top and area.bottom <= change.area.bottom):
        return kept
    at = change.area.left - area.left
    if change.columns < 0:
        return [kept[i] for i in range(len(kept)) if not at <= i < at - change.columns]
    if not 0 < at < len(names):
        return kept
    known = {name.casefold() for name in names}
    numbers = (n for n in range(1, len(names) + change.columns + 1) if f"column{n}" not in known)
    new: list[tuple[int | None, str]] = [(None, f"Column{next(numbers)}") for _ in range(change.columns)]
    return kept[:at] + new + kept[at:]


def cuts(change: Shifted, area: Area) -> bool:
    """Whether some of these cells would be shifted away from the others that stand beside them."""
    shift = change.area
    if change.rows:
        is_within = shift.left <= area.left and area.right <= shift.right
        return not is_within and shift._replace(bottom=LAST_ROW).meets(area)
    is_within = shift.top <= area.top and area.bottom <= shift.bottom
    return not is_within and shift._replace(right=LAST_COLUMN).meets(area)


def _concerns_cells(change: Change, sheet: str) -> bool:
    return isinstance(change, Carried) and (is_same(sheet, change.area.sheet) or is_same(sheet, change.sheet))


def _in_shifted(change: Shifted, area: Area) -> Area | None:
    shift = change.area
    if change.rows:
        if area.left < shift.left or shift.right < area.right:
            return area
        span = _span(area.top, area.bottom, shift.top, change.rows, LAST_ROW)
        return area._replace(top=span[0], bottom=span[1]) if span is not None else None
    if area.top < shift.top or shift.bottom < area.bottom:
        return area
    span = _span(area.left, area.right, shift.left, change.columns, LAST_COLUMN)
    return area._replace(left=span[0], right=span[1]) if span is not None else None


def _span(first: int, last: int, at: int, count: int, end: int) -> tuple[int, int] | None:
    """From first to last after `count` were inserted before `at`, or deleted from there on. A whole line stays one."""
    if last < at or (first == 1 and last == end):
        return first, last
    if count > 0:
        first += count if first >= at else 0
        return (first, min(last + count, end)) if first <= end else None
    first = first if first < at else max(at, first + count)
    last = max(at - 1, last + count)
    return (first, last) if first <= last else None


def _pieces(change: Change, whole: Area) -> Iterator[Area]:
    """What becomes of cells that need not stay together, on their own sheet."""
    if isinstance(change, Shifted):
        shift = change.area
        inner = (
            whole._replace(left=max(whole.left, shift.left), right=min(whole.right, shift.right))
            if change.rows
            else whole._replace(top=max(whole.top, shift.top), bottom=min(whole.bottom, shift.bottom))
        )
        if cuts(change, whole):
            yield from _around(whole, inner)
        else:
            inner = whole
        after = _in_shifted(change, inner)
        if after is not None:
            yield after
    elif isinstance(change, Carried):
        source = change.area
        is_there = is_same(whole.sheet, change.sheet)
        for rest in _around(whole, source) if is_same(whole.sheet, source.sheet) else [whole]:
            yield from _around(rest, change.destination) if is_there else [rest]
        if is_there and whole.meets(source):
            yield change.moved(_common(whole, source))


def _common(one: Area, other: Area) -> Area:
    top, left = max(one.top, other.top), max(one.left, other.left)
    return Area(one.sheet, top, left, min(one.bottom, other.bottom), min(one.right, other.right))


def _around(whole: Area, hole: Area) -> Iterator[Area]:
    """The cells of one area that are not in the other: above, left, right, below."""
    if not whole.meets(hole._replace(sheet=whole.sheet)):
        yield whole
        return
    inner = _common(whole, hole)
    if whole.top < inner.top:
        yield whole._replace(bottom=inner.top - 1)
    if whole.left < inner.left:
        yield inner._replace(left=whole.left, right=inner.left - 1)
    if inner.right < whole.right:
        yield inner._replace(left=inner.right + 1, right=whole.right)
    if inner.bottom < whole.bottom:
        yield whole._replace(top=inner.bottom + 1)


def _keeps_shape(before: Area, after: Area) -> bool:
    """Whether the one can be written as the other was: a cell as a cell, a range as a range."""
    return before.is_cell == after.is_cell


_NUMBER_OR_LETTERS: Final = re.compile(r"[0-9]+|[A-Za-z]+")


def respelt(text: str, before: Area, after: Area) -> str:
    """An address with the places of another area, its `$` and its capitals as they were."""
    if before[1:] == after[1:]:
        return text

    def there(found: re.Match[str]) -> str:
        written = found[0]
        if written.isdigit():
            row = int(written)
            return str(after.top if row == before.top else after.bottom)
        column = column_index_from_string(written)
        new = after.left if column == before.left else after.right
        return written if new == column else get_column_letter(new)

    return _NUMBER_OR_LETTERS.sub(there, text)
