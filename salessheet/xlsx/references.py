"""What a formula refers to: its text taken apart, with every reference resolved to the cells it means.

Names of cells, references into tables and addresses all come out as areas, so that an engine that knows only
addresses can calculate any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import FORMULAE

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, area, split_sheet
from salessheet.xlsx.book_file import BookFile, TableRange


class Elsewhere(NamedTuple):
    """A reference that is no area of this workbook; `why` in words."""

    text: str
    why: str


Piece = str | Area | Elsewhere

EXCEL_FUNCTIONS: Final = frozenset(FORMULAE)
"""Those that Excel has always had. Newer ones carry a prefix in files."""

_ANOTHER_FILE = "it refers to another workbook"
_THROUGH_SHEETS = "it refers to a range through several sheets"
_BETWEEN_RESULTS = "a function gives one end of a range"
_PLAIN_NAME: Final = re.compile(r"[^\W\d][\w.\\?]*")
_FUNCTION: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!|([A-Za-z_][A-Za-z0-9_.]*)\(')
_MOST_NESTED: Final = 20  # names that stand for formulas with names; deeper, they go round in circles
_TABLE_REFERENCE: Final = re.compile(r"([^\W\d][\w.\\]*)\[(.*)\]", re.DOTALL)
_TABLE_ITEM: Final = re.compile(r"\[((?:[^\[\]']|'.)*)\]|([:,\s])|(@)")


def functions_in(text: str) -> frozenset[str]:
    """The functions that a formula calls, in capitals, without the prefixes that files give newer ones."""
    return frozenset(
        found.upper().removeprefix("_XLFN.").removeprefix("_XLWS.").removeprefix("_XLL.")
        for found in _FUNCTION.findall(text)
        if found
    )


@dataclass(frozen=True, eq=False)
class References:
    """The references of one workbook."""

    book: BookFile

    def pieces(self, cell: CellRef, text: str) -> tuple[Piece, ...]:
        """The formula in order: text as it stands, references as what they mean. `text` begins with `=`."""
        return tuple(self._pieces(cell, text, 0))

    def in_addresses(self, cell: CellRef, text: str) -> str:
        """The formula with addresses in place of references into tables; all else as it stands."""
        if "[" not in text:
            return text
        found = ["="]
        for token in Tokenizer(text).items:
            whole = self._in_table(token.value, cell) if _is_reference(token) and "[" in token.value else None
            found.append(token.value if whole is None else str(whole))
        return "".join(found)

    def _pieces(self, cell: CellRef, text: str, depth: int) -> Iterator[Piece]:
        for token in Tokenizer(text).items:
            if _is_reference(token):
                yield from self._resolved(token.value, cell, depth)
            elif token.type == Token.FUNC and ":" in token.value:
                yield Elsewhere(token.value, _BETWEEN_RESULTS)
            else:
                yield token.value

    def _resolved(self, text: str, cell: CellRef, depth: int) -> Iterator[Piece]:
        sheet, address = split_sheet(text)
        if text.startswith(("[", "'[")):
            yield Elsewhere(text, _ANOTHER_FILE)
        elif sheet is None and "[" in text:
            yield self._in_table(text, cell) or "#REF!"
        elif sheet is not None and sheet.casefold() not in self._tabs:
            yield Elsewhere(text, _THROUGH_SHEETS) if ":" in sheet else "#REF!"
        else:
            tab = cell.sheet if sheet is None else self._tabs[sheet.casefold()]
            found = area(tab, address)
            if found is not None:
                yield self._in_use(found)
            else:
                yield from self._named(address, tab if sheet is not None else cell.sheet, cell, text, depth)

    def _named(self, name: str, sheet: str, cell: CellRef, text: str, depth: int) -> Iterator[Piece]:
        names = self.book.names
        meaning = names.get((sheet, name.casefold()), names.get((None, name.casefold())))
        if meaning is None or depth > _MOST_NESTED or not _PLAIN_NAME.fullmatch(name):
            yield "#REF!" if "#REF!" in text else text
            return
        yield "("
        yield from self._pieces(cell, f"={meaning}", depth + 1)
        yield ")"

    def _in_use(self, found: Area) -> Area:
        """Whole columns and rows end where the sheet does."""
        if found.bottom < LAST_ROW and found.right < LAST_COLUMN:
            return found
        last_row, last_column = self.book.sheets[found.sheet].extent
        bottom = max(found.top, last_row) if found.bottom == LAST_ROW else found.bottom
        right = max(found.left, last_column) if found.right == LAST_COLUMN else found.right
        return found._replace(bottom=bottom, right=right)

    def _in_table(self, text: str, cell: CellRef) -> Area | None:
        """`tblDeals[[#This Row],[Amount]]` as the cells it means; None where there is no such table or column."""
        found = _TABLE_REFERENCE.fullmatch(text)
        table = self.book.tables.get(found[1].casefold()) if found else None
        if found is None or table is None:
            return None
        items, columns = _parts_of(found[2], table)
        if columns is None:
            return None
        rows = _rows(items, table, cell)
        return None if rows is None else Area(table.sheet, rows[0], columns[0], rows[1], columns[1])

    @cached_property
    def _tabs(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.book.sheets}


def _is_reference(token: Token) -> bool:
    return bool(token.type == Token.OPERAND and token.subtype == Token.RANGE)


def _parts_of(inside: str, table: TableRange) -> tuple[list[str], tuple[int, int] | None]:
    """What stands in a table reference's brackets: its special items, and its first and last column."""
    items: list[str] = []
    named: list[str] = []
    bare = inside if "[" not in inside else ""
    if bare.startswith("@"):
        items, bare = ["#this row"], bare.removeprefix("@")
    for content in [bare] if bare or "[" not in inside else [match[0] for match in _TABLE_ITEM.findall(inside)]:
        if content.startswith("#"):
            items.append(content.casefold())
        elif content:
            named.append(re.sub(r"'(.)", r"\1", content).casefold())
    if inside.startswith("@"):
        items = ["#this row"]
    known = {column.casefold(): table.area.left + i for i, column in enumerate(table.columns)}
    if not named:
        return items, (table.area.left, table.area.right)
    if any(name not in known for name in named):
        return items, None
    return items, (known[named[0]], known[named[-1]])


def _rows(items: list[str], table: TableRange, cell: CellRef) -> tuple[int, int] | None:
    body = table.area
    if not items:
        return body.top, body.bottom
    spans = {
        "#all": (body.top - table.header_rows, body.bottom + table.totals_rows),
        "#data": (body.top, body.bottom),
        "#headers": (body.top - table.header_rows, body.top - 1),
        "#totals": (body.bottom + 1, body.bottom + table.totals_rows),
        "#this row": (cell.row, cell.row),
    }
    if any(item not in spans for item in items):
        return None
    first, last = min(spans[item][0] for item in items), max(spans[item][1] for item in items)
    return (first, last) if first <= last else None
