"""Three states of a table's rows: as a workbook was built, as the workbook is now, as the data is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isclose

from salessheet.core.keys import folded
from salessheet.data.keys import without_patterns
from salessheet.data.reading.cell_texts import number_text

Cell = float | str | None
"""What a cell of a workbook stores: dates as serials, codes as words; None where nothing stands."""
Cells = Mapping[str, Cell]
Key = tuple[str, ...]

_EXACT = 1e-12  # relative; what programs lose of a number when they save it


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True)
class Line:
    """A row by the keys of its columns. `row`: where it stands in the sheet. `given`: the id that it was given."""

    cells: Cells
    row: int = 0
    given: str = ""


Rows = Mapping[Key, Line]
"""In the order in which they stand."""


@dataclass(frozen=True)
class Change:
    """What a person did to a row. `old`: as it was built, None of a new one. `new`: the cells that differ.

    `key` is that by which the data knows the row; `row` where it stands, 0 of a deleted one.
    """

    kind: Kind
    key: Key
    old: Cells | None
    new: Cells
    row: int


@dataclass(frozen=True)
class Conflict:
    """The data has changed as well, differently. `column` is blank where it is the whole row."""

    key: Key
    column: str
    built: Cell
    book: Cell
    data: Cell
    row: int
    why: str


def alike(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same: numbers up to what saving loses, texts up to outer blanks; "" is a blank."""
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=_EXACT, abs_tol=_EXACT)
    return _plain(one) == _plain(other)


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").strip() or None
    return cell


def same(one: Cells, other: Cells) -> bool:
    return all(alike(one.get(key), other.get(key)) for key in {*one, *other})


def text_of(cell: Cell) -> str:
    """A cell as it is compared when it names something."""
    if cell is None:
        return ""
    text = number_text(cell) if isinstance(cell, float) else cell
    return folded(without_patterns(text)).removeprefix("#")


def by_key(lines: Iterable[Line], identity: Sequence[str], columns: Sequence[str]) -> dict[Key, Line]:
    """The rows by what names them; where nothing does, by all they say, and which of several alike it is.

    Of rows that are named alike the first counts.
    """
    found: dict[Key, Line] = {}
    seen: Counter[Key] = Counter()
    for line in lines:
        key = key_of(line.cells, identity or columns)
        if not identity:
            seen[key] += 1
            key = (*key, str(seen[key]))
        found.setdefault(key, line)
    return found


def key_of(cells: Cells, identity: Sequence[str]) -> Key:
    return tuple(text_of(cells.get(column)) for column in identity)


def compared(built: Rows, book: Rows, data: Rows, identity: Sequence[str]) -> tuple[list[Change], list[Conflict]]:
    """What a person did that the data does not have yet, and where it says something else by now.

    What both did alike is neither. The key of a row that was written anew is a change of it where no other row went or
    came and the rest of the row is as it was, or stands where it stood in a table whose rows nothing names; else the
    old row was deleted, and there is a new one.
    """
    gone, come = [key for key in built if key not in book], [key for key in book if key not in built]
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    if renamed(built, book, identity):
        _rename(gone.pop(), come.pop(), (built, book, data), changes, conflicts)
    for key in gone:
        _delete(key, built[key], data.get(key), changes, conflicts)
    for key, line in book.items():
        if key in built:
            _change(key, built[key], line, data.get(key), changes, conflicts)
        elif key in come:
            _add(key, line, data.get(key), changes, conflicts)
    return changes, conflicts


def moved_rows(built: Rows, book: Rows, data: Rows, identity: Sequence[str]) -> list[Key]:
    """The rows that a person put where they will not stand in the data; it gets new rows at its end."""
    old, new = renamed(built, book, identity) or ((), ())
    was, now = (dict.fromkeys(new if key == old else key for key in rows) for rows in (built, data))
    if [*book] == _going_on(was, book):
        return []
    wanted = dict.fromkeys(key for key in book if key in now or key not in was)
    return [key for key, other in zip(wanted, _going_on(now, wanted), strict=True) if key != other]


def _going_on(before: Collection[Key], after: Collection[Key]) -> list[Key]:
    return [*(key for key in before if key in after), *(key for key in after if key not in before)]


def renamed(built: Rows, book: Rows, identity: Sequence[str]) -> tuple[Key, Key] | None:
    """The key of the one row whose key was written anew, and that key; None where no row counts as that."""
    gone, come = [key for key in built if key not in book], [key for key in book if key not in built]
    if len(gone) == len(come) == 1 and _is_renamed(built[gone[0]], book[come[0]], identity):
        return gone[0], come[0]
    return None


def _is_renamed(old: Line, new: Line, identity: Sequence[str]) -> bool:
    if not identity:
        return old.row == new.row
    rest = {*old.cells, *new.cells} - {*identity}
    return all(alike(old.cells.get(key), new.cells.get(key)) for key in rest)


def _rename(
    old: Key,
    new: Key,
    states: tuple[Rows, Rows, Rows],
    changes: list[Change],
    conflicts: list[Conflict],
) -> None:
    built, book, data = states
    if new in data and old not in data:
        return  # done already
    if new in data:
        conflicts.append(Conflict(old, "", None, None, None, book[new].row, "taken"))
        return
    _change(old, built[old], book[new], data.get(old), changes, conflicts)


def _delete(key: Key, old: Line, now: Line | None, changes: list[Change], conflicts: list[Conflict]) -> None:
    if now is None:
        return
    if same(old.cells, now.cells):
        changes.append(Change(Kind.DELETED, key, old.cells, {}, 0))
        return
    conflicts += [
        Conflict(key, column, cell, None, now.cells.get(column), 0, "deleted_in_book")
        for column, cell in old.cells.items()
        if not alike(cell, now.cells.get(column))
    ]


def _change(key: Key, old: Line, new: Line, now: Line | None, changes: list[Change], conflicts: list[Conflict]) -> None:
    typed = {c: cell for c, cell in new.cells.items() if not alike(cell, old.cells.get(c))}
    if not typed:
        return
    if now is None:
        conflicts.append(Conflict(key, "", None, None, None, new.row, "deleted_in_data"))
        return
    fresh = {c: cell for c, cell in typed.items() if not alike(cell, now.cells.get(c))}
    against = [
        Conflict(key, c, old.cells.get(c), cell, now.cells.get(c), new.row, "both")
        for c, cell in fresh.items()
        if not alike(old.cells.get(c), now.cells.get(c))
    ]
    conflicts += against
    if fresh and not against:
        changes.append(Change(Kind.CHANGED, key, old.cells, fresh, new.row))


def _add(key: Key, new: Line, now: Line | None, changes: list[Change], conflicts: list[Conflict]) -> None:
    filled = {c: cell for c, cell in new.cells.items() if _plain(cell) is not None}
    if now is None:
        changes.append(Change(Kind.NEW, key, None, filled, new.row))
        return
    conflicts += [
        Conflict(key, c, None, cell, now.cells.get(c), new.row, "both")
        for c, cell in filled.items()
        if not alike(cell, now.cells.get(c))
    ]


def with_ids(
    lines: Iterable[Line], built: Iterable[Line], data: Iterable[Line], column: str, ids: Iterator[str]
) -> list[Line]:
    """Rows without an id get one.

    It is that which a row with the same cells was given before or has in the data, else that which was given to the
    row that stood there, else the next of `ids`.
    """
    found = list(lines)
    given = [line for line in built if line.given]
    known = {text_of(line.cells.get(column)) for line in built}
    later = [line for line in data if text_of(line.cells.get(column)) not in known]
    waiting = [place for place, line in enumerate(found) if _plain(line.cells.get(column)) is None]
    for lines_, is_it in ((given, _says), (later, _says), (given, _stands)):
        for place in list(waiting):
            other = next((other for other in lines_ if is_it(found[place], other, column)), None)
            if other is not None:
                lines_.remove(other)
                waiting.remove(place)
                found[place] = _named(found[place], column, str(other.cells[column]))
    for place in waiting:
        found[place] = _named(found[place], column, next(ids))
    return found


def _says(line: Line, other: Line, column: str) -> bool:
    return all(alike(cell, other.cells.get(c)) for c, cell in line.cells.items() if c != column)


def _stands(line: Line, other: Line, column: str) -> bool:  # noqa: ARG001  as _says
    return line.row == other.row


def _named(line: Line, column: str, text: str) -> Line:
    return replace(line, cells={**line.cells, column: text}, given=text)
