"""What becomes of a formula's text when its workbook changes as a whole, as Excel would have it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from openpyxl.utils import FORMULAE, get_column_letter

from salessheet.xlsx.addresses import BRACKETS, LAST_ROW, Area, area, is_same, quoted, shifted
from salessheet.xlsx.changes.areas import in_area, place, respelt
from salessheet.xlsx.changes.kinds import (
    Carried,
    Change,
    ColumnRemoved,
    ColumnRenamed,
    NameRenamed,
    Removed,
    Renamed,
    Resized,
    Shifted,
    TableRenamed,
)
from salessheet.xlsx.changes.resizing import blank_row

_NO_CELLS: Final = "#REF!"
_START: Final = r"(?<![\w.$\\?!])"  # no middle of a name, and no reference to whichever sheet is in front, `!A1`
_CELL: Final = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_ADDRESS: Final = (
    rf"(?:{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[1-9][0-9]{{0,6}}:\$?[1-9][0-9]{{0,6}})"
    r"(?![\w.\\?(!\[])"
)
_NAME: Final = r"[^\W\d][\w.\\?]*+|\\[\w.\\?]*+"
_SHEET: Final = r"'(?:[^']|'')*+'|[\w.]++(?::[\w.]++)?"
_TEXT: Final = r'"(?:[^"]|"")*+"'
_OTHER_FILE: Final = rf"\[[^\[\]]*+\](?:{_SHEET})?!(?:{_ADDRESS}|{_NO_CELLS}|{_NAME})?"
_ERROR: Final = rf"\#REF!(?:{_ADDRESS}|{_NO_CELLS}|{_NAME})?|\#[A-Z]+(?:/[0A])?[!?]?"

_OTHER_END: Final = rf"(?::(?P=sheet)!(?P<end>{_CELL})(?![\w.\\?(!\[]))?"
_REFERENCE: Final = (
    rf"{_TEXT}|{_OTHER_FILE}|{BRACKETS}|{_START}(?P<sheet>{_SHEET})!(?P<there>{_ADDRESS}|{_NO_CELLS}|{_NAME})?"
    rf"%s|{_ERROR}|{_START}(?P<here>{_ADDRESS})"
)
_REFERENCES: Final = re.compile(_REFERENCE % "", re.DOTALL)
_RANGES: Final = re.compile(_REFERENCE % _OTHER_END, re.DOTALL)
"""References, and as one of them `Deals!B7:Deals!B9`, a range that names its sheet at both ends."""
_CELLS_ALONE: Final = re.compile(rf"=?\(?(?:{_SHEET})!{_ADDRESS}(?:,(?:{_SHEET})!{_ADDRESS})*\)?", re.DOTALL)
"""What a name or a series of a chart is that stands for cells: `Deals!$B$7`, `(Deals!$B$7,Deals!$F$7)`."""
_NAMES: Final = re.compile(
    rf"{_TEXT}|{_OTHER_FILE}|{_START}(?P<sheet>{_SHEET})!(?P<there>{_ADDRESS}|{_NO_CELLS}|{_NAME})?"
    rf"|{_ERROR}|{_START}(?P<name>{_NAME})(?P<columns>{BRACKETS})?|{BRACKETS}",
    re.DOTALL,
)
_COLUMN: Final = re.compile(r"\[((?:[^\[\]']|'.)*+)\]", re.DOTALL)
_ESCAPED_IN_COLUMN: Final = re.compile(r"[\[\]#'@]")
_BARE_SHEET: Final = re.compile(r"[^\W\d][\w.]*")
_LIKE_ADDRESS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*|TRUE|FALSE", re.IGNORECASE)
_FIXED: Final = re.compile(r"\$(?:[A-Za-z]+\$[0-9]+(?::\$[A-Za-z]+\$[0-9]+)?|[A-Za-z]+:\$[A-Za-z]+|[0-9]+:\$[0-9]+)")
_FIXED_ROW: Final = re.compile(r"\$?[A-Za-z]+\$[0-9]+(?::\$?[A-Za-z]+\$[0-9]+)?|\$[0-9]+:\$[0-9]+")
_FIXED_COLUMN: Final = re.compile(r"\$[A-Za-z]+\$?[0-9]+(?::\$[A-Za-z]+\$?[0-9]+)?|\$[A-Za-z]+:\$[A-Za-z]+")
_ROW: Final = re.compile(r"[0-9]+")
_LETTERS: Final = re.compile(r"[A-Za-z]+")
_SURELY_CELLS: Final = re.compile(r"\$?[A-Za-z]{1,2}\$?[0-9]+(?::\$?[A-Za-z]{1,2}\$?[0-9]+)?")

_Rewriter = Callable[[str], str]
_Found = re.Match[str]


def in_formula(change: Change, text: str, home: str, *, is_name: bool = False, is_carried: bool = False) -> str:
    """A formula, with or without its `=`, as it reads after the change; what is not concerned, to the byte as it was.

    `home`: the sheet it stood on before. `is_name`: it is what a name stands for, whose addresses without `$` are
    seen from the cell that uses the name, and do not move. `is_carried`: it is in one of the cells carried elsewhere.
    A name of the whole workbook is renamed also where the sheet has its own of that name.
    """
    return rewriter(change, home, is_name=is_name, is_carried=is_carried)(text)


def in_shared_formula(change: Change, text: str, home: str, sqref: str) -> str:
    """A formula that many cells share, such as a validation's, which reads as in the first of them.

    `sqref`: the cells before. Where that first cell is deleted, it becomes the formula of the first that is left.
    """
    if not isinstance(change, Shifted) or not is_same(home, change.sheet):
        return in_formula(change, text, home)
    found = [one for part in sqref.split() if (one := area(home, part)) is not None]
    if not found or max(change.rows, change.columns) > 0:
        return in_formula(change, text, home)
    top, left = min(one.top for one in found), min(one.left for one in found)
    left_over = [one for one in found if in_area(change, one) is not None]
    down = across = 0
    if change.rows and left_over and change.area.top <= top:
        first = min(one.top if one.top > change.area.bottom else change.area.bottom + 1 for one in left_over)
        down = first - top if first > top and place(change, (top, left)) is None else 0
    elif change.columns and left_over and change.area.left <= left:
        first = min(one.left if one.left > change.area.right else change.area.right + 1 for one in left_over)
        across = first - left if first > left and place(change, (top, left)) is None else 0
    return in_formula(change, shifted(text, down, across) if down or across else text, home)


@lru_cache(maxsize=256)
def rewriter(  # noqa: PLR0911  a kind of change, a rewriter
    change: Change, home: str, *, is_name: bool = False, is_carried: bool = False
) -> _Rewriter:
    """`in_formula` for many formulas of one sheet."""
    match change:
        case Shifted():
            return _shifting(change, home, is_name=is_name)
        case Resized():
            return _resizing(change, home, is_name=is_name)
        case Carried():
            return _carrying(change, home, is_name=is_name, is_carried=is_carried)
        case Renamed(old=old, new=new):
            return _where(_needle(old), _REFERENCES, lambda found: _renamed(found, old, new))
        case Removed(sheet=sheet):
            return _where(_needle(sheet), _REFERENCES, lambda found: _removed(found, change))
        case NameRenamed(old=old):
            return _where(old.casefold(), _NAMES, lambda found: _name_renamed(found, change, home))
        case TableRenamed(old=old):
            return _where(old.casefold(), _NAMES, lambda found: _table_renamed(found, change))
        case ColumnRenamed(table=table, old=old, new=new):
            in_table = {old.casefold(): _escaped(new)}
            return _where(table.casefold(), _NAMES, lambda found: _columns_renamed(found, table, in_table))
        case ColumnRemoved(table=table, column=column):
            in_table = {column.casefold(): _NO_CELLS}
            return _where(table.casefold(), _NAMES, lambda found: _columns_renamed(found, table, in_table))


def _where(needle: str, pattern: re.Pattern[str], change: Callable[[_Found], str]) -> _Rewriter:
    """Only formulas that hold the needle are taken apart: most do not."""
    return lambda text: pattern.sub(change, text) if needle in text.casefold() else text


def _needle(sheet: str) -> str:
    return sheet.casefold().replace("'", "''")


# Cells that move


def _shifting(change: Shifted, home: str, *, is_name: bool) -> _Rewriter:
    is_home = is_same(home, change.sheet)
    axis = _FIXED if not (change.takes_rows or change.takes_columns) else _FIXED_ROW if change.rows else _FIXED_COLUMN

    above = change.area.top if change.takes_rows and not is_name else 0
    below = change.area.top if change.rows > 0 else change.area.bottom + 1

    def there(text: str) -> str:
        if above and _SURELY_CELLS.fullmatch(text):  # only to be quick: it is what most formulas have most of
            rows = [int(row) for row in _ROW.findall(text)]
            if max(rows) < above:
                return text
            if min(rows) >= below and max(rows) + change.rows <= LAST_ROW:
                return _ROW.sub(lambda row: str(int(row[0]) + change.rows), text)
        before = area(change.sheet, text)
        if before is None or (is_name and not axis.fullmatch(text)):
            return text
        after = in_area(change, before)
        return respelt(text, before, after) if after is not None else _NO_CELLS

    def rewritten(found: _Found) -> str:
        sheet, target, here = found["sheet"], found["there"], found["here"]
        if here is not None:
            return there(here) if is_home else here
        if sheet is None or target is None or not is_same(_unquoted(sheet), change.sheet):
            return found[0]
        return f"{sheet}!{there(target)}"

    if is_home:
        return lambda text: _REFERENCES.sub(rewritten, text)
    return _where(_needle(change.sheet), _REFERENCES, rewritten)


def _resizing(change: Resized, home: str, *, is_name: bool) -> _Rewriter:
    """`home`: "" for charts and names: where these are cells alone, they grow with a block that had but one row."""
    is_home = bool(change.zones(home))

    def there(sheet: str, text: str, *, is_whole: bool) -> str:
        before = area(sheet, text)
        if before is None or (is_name and not _FIXED.fullmatch(text)):
            return text
        if ":" not in text and not is_whole:
            cell = place(change, (before.top, before.left), sheet)
            after = before._replace(top=cell[0], left=cell[1], bottom=cell[0], right=cell[1]) if cell else None
        else:
            after = in_area(change, before)
        if after is None and (row := blank_row(change.zones(sheet), before.top)) is not None:
            after = before._replace(top=row, bottom=row)
        return _NO_CELLS if after is None else text if after == before else _readdressed(text, after)

    def rewritten(found: _Found, *, is_whole: bool) -> str:
        sheet, target, here = found["sheet"], found["there"], found["here"]
        if here is not None:
            return there(home, here, is_whole=is_whole) if is_home else here
        if sheet is None or target is None or not change.zones(_unquoted(sheet)):
            return found[0]
        if found["end"] is None:
            return f"{sheet}!{there(_unquoted(sheet), target, is_whole=is_whole)}"
        cells = there(_unquoted(sheet), f"{target}:{found['end']}", is_whole=is_whole)
        return f"{sheet}!{cells.replace(':', f':{sheet}!')}"

    def resized(text: str) -> str:
        is_whole = not home and _CELLS_ALONE.fullmatch(text) is not None
        return _RANGES.sub(partial(rewritten, is_whole=is_whole), text)

    return lambda text: resized(text) if is_home or "!" in text else text


def _readdressed(text: str, after: Area) -> str:
    """An address of other cells, with its `$` as they were: the first end is the upper left one."""
    ends = ((after.top, after.left), (after.bottom, after.right))
    parts = text.split(":")
    if len(parts) == 1 and not after.is_cell:
        parts *= 2

    def end(part: str, row: int, column: int) -> str:
        digits = _ROW.sub(str(row), part)
        return _LETTERS.sub(get_column_letter(column), digits)

    return ":".join(end(part, *place) for part, place in zip(parts, ends, strict=False))


def _carrying(change: Carried, home: str, *, is_name: bool, is_carried: bool) -> _Rewriter:
    """A formula that is itself carried to another sheet names the sheet it came from, and no longer its new one."""
    source, new_home = change.area.sheet, change.sheet if is_carried else home

    def there(sheet: str, prefix: str, text: str) -> str:
        before = area(sheet, text)
        if before is None or (is_name and not _FIXED.fullmatch(text)):
            return f"{prefix}{text}"
        after = _after_carrying(change, before)
        if after is None:
            return f"{prefix}{_NO_CELLS}"
        if not is_same(after.sheet, sheet) or (not prefix and not is_same(new_home, sheet)):
            prefix = "" if not prefix and is_same(after.sheet, new_home) else f"{_prefix(after.sheet)}!"
        return prefix + respelt(text, before, after)

    def rewritten(found: _Found) -> str:
        sheet, target, here = found["sheet"], found["there"], found["here"]
        if here is not None:
            return there(home, "", here)
        if sheet is None or target is None or ":" in sheet:
            return found[0]
        return there(_unquoted(sheet), f"{sheet}!", target)

    if is_same(home, source) or is_same(home, change.sheet):
        return lambda text: _REFERENCES.sub(rewritten, text)
    needles = _needle(source), _needle(change.sheet)
    return lambda text: (
        _REFERENCES.sub(rewritten, text) if any(needle in text.casefold() for needle in needles) else text
    )


def _after_carrying(change: Carried, before: Area) -> Area | None:
    """A reference also stretches or shrinks when the cells at one of its ends are carried along it."""
    source = change.area
    after = in_area(change, before)
    is_along = is_same(before.sheet, source.sheet) and is_same(source.sheet, change.sheet)
    if after != before or not is_along:
        return after
    top, left, bottom, right = before[1:]
    if change.columns == 0 and source.left <= left and right <= source.right:
        top += change.rows if source.top <= top <= source.bottom else 0
        bottom += change.rows if source.top <= bottom <= source.bottom else 0
    elif change.rows == 0 and source.top <= top and bottom <= source.bottom:
        left += change.columns if source.left <= left <= source.right else 0
        right += change.columns if source.left <= right <= source.right else 0
    return Area(before.sheet, top, left, bottom, right) if top <= bottom and left <= right else before


# Sheets


def _renamed(found: _Found, old: str, new: str) -> str:
    sheet = found["sheet"]
    if sheet is None:
        return found[0]
    sheets = _unquoted(sheet).split(":")
    if not any(is_same(one, old) for one in sheets):
        return found[0]
    return f"{_prefix(*(new if is_same(one, old) else one for one in sheets))}!{found['there'] or ''}"


def _removed(found: _Found, change: Removed) -> str:
    sheet, there = found["sheet"], found["there"] or ""
    if sheet is None:
        return found[0]
    first, *rest = _unquoted(sheet).split(":")
    if not any(is_same(one, change.sheet) for one in (first, *rest)):
        return found[0]
    left = _between(first, rest[0], change) if rest else ()
    return f"{_prefix(*left)}!{there}" if left else f"{_NO_CELLS}{there}"


def _between(first: str, last: str, change: Removed) -> tuple[str, ...]:
    """The ends of what is left of the sheets from one to another, of which one end is removed."""
    known = [sheet.casefold() for sheet in change.order]
    if first.casefold() not in known or last.casefold() not in known:
        return ()
    start, stop = sorted((known.index(first.casefold()), known.index(last.casefold())))
    left = [sheet for sheet in change.order[start : stop + 1] if not is_same(sheet, change.sheet)]
    return tuple(dict.fromkeys((left[0], left[-1]))) if left else ()


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _prefix(*sheets: str) -> str:
    """One sheet, or the first and last of several, as a formula writes them before the `!`."""
    if all(_BARE_SHEET.fullmatch(sheet) and not _LIKE_ADDRESS.fullmatch(sheet) for sheet in sheets):
        return ":".join(sheets)
    return quoted(":".join(sheets))


# Names, tables and their columns


def _name_renamed(found: _Found, change: NameRenamed, home: str) -> str:
    sheet, there = found["sheet"], found["there"]
    if sheet is not None and there is not None:
        is_meant = change.sheet is not None and is_same(_unquoted(sheet), change.sheet) and is_same(there, change.old)
        return f"{sheet}!{change.new}" if is_meant else found[0]
    name = found["name"]
    if name is None or found["columns"] is not None or not is_same(name, change.old):
        return found[0]
    if change.sheet is not None and not is_same(home, change.sheet):
        return found[0]
    return found[0] if name.upper() in FORMULAE and _is_called(found) else change.new


def _table_renamed(found: _Found, change: TableRenamed) -> str:
    name = found["name"]
    if name is None or not is_same(name, change.old) or _is_called(found):
        return found[0]
    return change.new + (found["columns"] or "")


def _is_called(found: _Found) -> bool:
    return found.string.startswith("(", found.end())


def _columns_renamed(found: _Found, table: str, new: dict[str, str]) -> str:
    """`new`: column in lower case → how it is written now, in brackets of its own."""
    name, columns = found["name"], found["columns"]
    if name is None or columns is None or not is_same(name, table):
        return found[0]
    inside = columns[1:-1]

    def renamed(column: _Found) -> str:
        return f"[{new.get(_unescaped(column[1]), column[1])}]"

    if "[" in re.sub(r"'.", "", inside):
        return f"{name}[{_COLUMN.sub(renamed, inside)}]"
    mark = "@" if inside.startswith("@") else ""
    written = new.get(_unescaped(inside[len(mark) :]))
    if written is None:
        return found[0]
    is_plain = re.fullmatch(r"[\w ]+", written) if not mark else re.fullmatch(r"\w+", written)
    return f"{name}[{mark}{written if is_plain or written == _NO_CELLS else f'[{written}]'}]"


def _escaped(column: str) -> str:
    return _ESCAPED_IN_COLUMN.sub(lambda mark: f"'{mark[0]}", column)


def _unescaped(column: str) -> str:
    """A column in lower case; as it stands for what is none, such as `#All`."""
    return column if column.startswith("#") else re.sub(r"'(.)", r"\1", column, flags=re.DOTALL).casefold()
