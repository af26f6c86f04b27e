"""What a formula refers to: its text taken apart, with every reference resolved to the cells it means.

Names of cells, references into tables and addresses all come out as areas, so that an engine that knows only
addresses can calculate any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils import FORMULAE

from salessheet.xlsx.addresses import BRACKETS, LAST_COLUMN, LAST_ROW, Area, CellRef, area, shifted, split_sheet
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.copied_formulas import HERE, CellsInRows, Elsewhere, Pattern, Piece, TextWithRows
from salessheet.xlsx.table_references import NO_CELLS, THIS_ROW, cells_in_table, items_and_columns

Names = tuple[tuple[str | None, str], ...]

EXCEL_FUNCTIONS: Final = frozenset(FORMULAE)
"""Those that Excel has always had. Newer ones carry a prefix in files."""

_ANOTHER_FILE = "it refers to another workbook"
THROUGH_SHEETS = "it refers to a range through several sheets"
_BETWEEN_RESULTS = "a function gives one end of a range"
_UNREADABLE = "it cannot be taken apart"
_PLAIN_NAME: Final = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*")
_FUNCTION: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!|' + BRACKETS + r"|([^\W\d][\w.]*)\(", re.DOTALL)
_FIXED: Final = re.compile(r"(?:'(?:[^'\[\]]|'')+'|[^\W\d][\w.]*)!\$[A-Z]{1,3}\$\d+(?::\$[A-Z]{1,3}\$\d+)?")
SPILL: Final = "ANCHORARRAY("
"""How a file begins `A1#`."""
_MOST_NESTED: Final = 20  # names that stand for formulas with names
_MOST_TOLD_APART: Final = 4096  # texts: what names stand for is met again in formula after formula
_TABLE_REFERENCE: Final = re.compile(rf"([^\W\d][\w.\\]*)({BRACKETS})", re.DOTALL)
_OTHER_FILE: Final = re.compile(r"\][^\[\]]*!")
_END: Final = rf"(?:'(?:[^']|'')*'|{BRACKETS}|[^:'\[])+"
_TWO_ENDS: Final = re.compile(rf"({_END}):({_END})", re.DOTALL)
_BRACKETED: Final = re.compile(rf'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|({BRACKETS})', re.DOTALL)
_HIDDEN: Final = {"'[": "\ue000", "']": "\ue001"}  # openpyxl would count these brackets, too
_ANY_ROW: Final = "\ue002"
_IN_ROWS: Final = re.compile(rf"(?:[^{_ANY_ROW}]*!)?\$?[A-Z]{{1,3}}\$?{_ANY_ROW}(?::\$?[A-Z]{{1,3}}\$?{_ANY_ROW})?")
_ROW: Final = re.compile(rf"(?<=[A-Z$])[0-9]+(?![\w.(])|{_ANY_ROW}")  # of `B7` and `$7`, not of `LOG10(`


def functions_in(text: str) -> frozenset[str]:
    """The functions that a formula calls, in capitals, without the prefixes that files give newer ones."""
    return _functions_of_any_row(_ROW.sub(_ANY_ROW, text))


@lru_cache(_MOST_TOLD_APART)
def _functions_of_any_row(text: str) -> frozenset[str]:
    found = set(_FUNCTION.findall(text))
    found.discard("")  # a text, or the name of a sheet
    return frozenset(map(bare_name, found))


@lru_cache(_MOST_TOLD_APART)
def bare_name(function: str) -> str:
    """A function's name in capitals, without the prefixes that files give newer ones."""
    return function.strip().upper().removeprefix("_XLFN.").removeprefix("_XLWS.").removeprefix("_XLL.")


@dataclass(frozen=True, eq=False)
class References:
    """The references of one workbook."""

    book: BookFile

    def pieces(self, cell: CellRef, text: str) -> tuple[Piece, ...]:
        """The formula in order: text as it stands, references as what they mean. `text` begins with `=`."""
        found = None if _ANY_ROW in text else self._copied(cell, text)
        return tuple(self._pieces(cell, text, ()) if found is None else found)

    def _copied(self, cell: CellRef, text: str) -> Sequence[Piece] | None:
        """The pieces by those of a formula that differs in rows alone; None where that does not tell them."""
        key = cell.sheet, _ROW.sub(_ANY_ROW, text)
        if key not in self._patterns:
            self._patterns[key] = self._pattern(cell, key[1])
        pattern = self._patterns[key]
        return None if pattern is None else pattern.pieces(cell.row, _ROW.findall(text))

    @cached_property
    def _patterns(self) -> dict[tuple[str, str], Pattern | None]:
        """By sheet and text without rows."""
        return {}

    def in_addresses(self, cell: CellRef, text: str) -> str:
        """The formula with addresses in place of tables and references into them; all else as it stands."""
        tokens = _tokens(text) if "[" in text or self._of_a_table(text) else None
        if tokens is None:
            return text
        found = ["="]
        for token in tokens:
            whole = self._area(token.value, cell, ()) if _is_reference(token) and "[" in token.value else None
            if whole is None and _is_reference(token):
                whole = self._table(token.value.strip())
            found.append(token.value if whole is None else str(whole))
        return "".join(found)

    def _table(self, name: str) -> Area | None:
        """The cells of a table that a formula calls by its name alone: without headings and totals."""
        table = self.book.tables.get(name.casefold())
        return None if table is None else table.area

    @cached_property
    def _of_a_table(self) -> Callable[[str], object]:
        """Whether a table's name stands in a text."""
        names = "|".join(map(re.escape, self.book.tables)) or "(?!)"
        return re.compile(rf"(?<![\w.])(?:{names})(?![\w.])", re.IGNORECASE).search

    def _pattern(self, cell: CellRef, text: str) -> Pattern | None:
        """None for a formula whose cells depend on more than rows: that has a name which means other cells in each."""
        tokens = _tokens_of_any_row(text)
        if tokens is None or SPILL in text.upper() or NO_CELLS in text:
            return None
        found: list[Piece | TextWithRows | CellsInRows] = []
        first = 0
        for token in tokens:
            count = token.value.count(_ANY_ROW)
            if _is_reference(token):
                pieces = self._in_any_row(token.value.strip(), first, cell)
                if pieces is None:
                    return None
                found += pieces
            elif token.type == Token.FUNC and ":" in token.value:
                return None
            else:
                found.append(TextWithRows(tuple(token.value.split(_ANY_ROW)), first) if count else token.value)
            first += count
        return Pattern(found)

    def _in_any_row(self, text: str, first: int, cell: CellRef) -> tuple[Piece | CellsInRows, ...] | None:
        """A reference whose rows are left open, those of the formula from `first` on."""
        if _IN_ROWS.fullmatch(text):
            whole = self._area(text.replace(_ANY_ROW, "1"), cell, ())
            if whole is None or whole.right >= LAST_COLUMN:
                return None
            return (CellsInRows(whole.sheet, whole.left, whole.right, first, first + text.count(_ANY_ROW) - 1),)
        if _ANY_ROW in text:
            return None
        if found := _TABLE_REFERENCE.fullmatch(text):
            return self._of_table_in_any_row(text, found[2][1:-1], cell)
        sheet, address = split_sheet(text)
        tab = cell.sheet if sheet is None else self._tabs.get(sheet.casefold(), "")
        key = self._key(address, tab)
        is_fixed = area(tab, address) is not None if ":" in text else key is None or key in self._fixed
        return tuple(self._resolved(text, cell, ())) if is_fixed else None

    def _of_table_in_any_row(self, text: str, inside: str, cell: CellRef) -> tuple[Piece | CellsInRows] | None:
        items, _ = items_and_columns(inside)
        table = self.book.tables.get(text.partition("[")[0].casefold())
        if table is None or THIS_ROW not in items:
            return (self._in_table(text, cell),)
        rows = table.area
        whole = self._in_table(text, cell._replace(row=rows.top))
        if items != [THIS_ROW] or not isinstance(whole, Area):
            return None
        return (CellsInRows(whole.sheet, whole.left, whole.right, HERE, HERE, rows.top, rows.bottom),)

    def _pieces(self, cell: CellRef, text: str, within: Names) -> Iterator[Piece]:
        """`within`: the names whose meaning this is."""
        tokens = _tokens(text)
        if tokens is None:
            yield Elsewhere(text, _UNREADABLE)
            return
        before = ""
        for token in self._without_spills(tokens, cell) if SPILL in text.upper() else tokens:
            if isinstance(token, Area):
                yield token
                before = ""
                continue
            if _is_reference(token):
                if not before.endswith(NO_CELLS):  # `#REF!A1`: a cell of a sheet that is gone
                    yield from self._resolved(token.value.strip(), cell, within)
            elif token.type == Token.FUNC and ":" in token.value:
                yield Elsewhere(token.value, _BETWEEN_RESULTS)
            else:
                yield token.value
            before = token.value

    def _without_spills(self, tokens: tuple[Token, ...], cell: CellRef) -> Iterator[Token | Area]:
        """`E1#`, which a file calls ANCHORARRAY(E1), as the cells that the formula in E1 fills."""
        at = 0
        while at < len(tokens):
            filled = self._filled(tokens[at : at + 3], cell)
            yield tokens[at] if filled is None else filled
            at += 1 if filled is None else 3

    def _filled(self, tokens: tuple[Token, ...], cell: CellRef) -> Area | None:
        if len(tokens) < 3 or bare_name(tokens[0].value) != SPILL or not _is_reference(tokens[1]):
            return None
        anchor = self._area(tokens[1].value, cell, ())
        holder = None if anchor is None else self.book.formulas.get(CellRef(anchor.sheet, anchor.top, anchor.left))
        return None if holder is None else holder.spread

    def _resolved(self, text: str, cell: CellRef, within: Names) -> Iterator[Piece]:
        sheet, address = split_sheet(text)
        if (found := self._area(text, cell, within)) is not None:
            yield found
        elif text.startswith(":") or text.endswith(":"):
            yield Elsewhere(text, _BETWEEN_RESULTS)
        elif _TABLE_REFERENCE.fullmatch(text):
            yield self._in_table(text, cell)
        elif "[" in text:
            yield Elsewhere(text, _ANOTHER_FILE) if _OTHER_FILE.search(text) else NO_CELLS
        elif sheet is not None and sheet.casefold() not in self._tabs:
            yield Elsewhere(text, THROUGH_SHEETS) if ":" in sheet else NO_CELLS
        else:
            tab = cell.sheet if sheet is None else self._tabs[sheet.casefold()]
            yield from self._named(address, tab, cell, text, within)

    def _area(self, text: str, cell: CellRef, within: Names) -> Area | None:
        """The cells of an address, of a reference into a table, or from one such end (or name) to another."""
        if _TABLE_REFERENCE.fullmatch(text):
            found = self._in_table(text, cell)
            return found if isinstance(found, Area) else None
        sheet, address = split_sheet(text)
        tab = cell.sheet if sheet is None else self._tabs.get(sheet.casefold())
        whole = area(tab, address) if tab is not None else None
        if whole is not None:
            return self._in_use(whole)
        ends = _TWO_ENDS.fullmatch(text)
        if ends is None or ("!" in ends[2] and "!" not in ends[1]):  # Jan:Mar!A1 goes through sheets
            return None
        return _between(self._end(ends[1], cell, within), self._end(ends[2], cell, within))

    def _end(self, text: str, cell: CellRef, within: Names) -> Area | None:
        found = [piece for piece in self._resolved(text, cell, within) if piece not in {"(", ")"}]
        return found[0] if len(found) == 1 and isinstance(found[0], Area) else None

    def _named(self, name: str, sheet: str, cell: CellRef, text: str, within: Names) -> Iterator[Piece]:
        """What a name stands for, as it reads in this cell: without `$` it is given as read in A1."""
        key = self._key(name, sheet)
        if key is None and (whole := self._table(text)) is not None:
            yield whole
            return
        if key is None or key in within or len(within) > _MOST_NESTED or not _PLAIN_NAME.fullmatch(name):
            yield text
            return
        yield "("
        if (fixed := self._fixed.get(key)) is not None:
            yield fixed
        else:
            there = shifted(f"={self.book.names[key]}", cell.row - 1, cell.column - 1)
            yield from self._pieces(cell, there, (*within, key))
        yield ")"

    def _key(self, name: str, sheet: str) -> tuple[str | None, str] | None:
        """Under what the workbook knows a name that a formula of this sheet says."""
        keys = ((sheet, name.casefold()), (None, name.casefold()))
        return next((key for key in keys if key in self.book.names), None)

    @cached_property
    def _fixed(self) -> dict[tuple[str | None, str], Area]:
        """Names of cells that are the same wherever a formula stands, as nearly all are."""
        found = {}
        for key, text in self.book.names.items():
            whole = self._area(text, CellRef("", 1, 1), ()) if _FIXED.fullmatch(text) else None
            if whole is not None:
                found[key] = whole
        return found

    def _in_use(self, found: Area) -> Area:
        """Whole columns and rows are of one length, which is that of the longest sheet."""
        if found.bottom < LAST_ROW and found.right < LAST_COLUMN:
            return found
        last_row, last_column = self._extent
        bottom = max(found.top, last_row) if found.bottom == LAST_ROW else found.bottom
        right = max(found.left, last_column) if found.right == LAST_COLUMN else found.right
        return found._replace(bottom=bottom, right=right)

    def _in_table(self, text: str, cell: CellRef) -> Area | str:
        """`tblDeals[[#This Row],[Amount]]` as the cells it means; the error that Excel shows where there are none."""
        found = _TABLE_REFERENCE.fullmatch(text)
        table = self.book.tables.get(found[1].casefold()) if found else None
        if found is None or table is None:
            return NO_CELLS
        return cells_in_table(table, found[2][1:-1], cell)

    @cached_property
    def _extent(self) -> tuple[int, int]:
        """The last row and column in use of any sheet."""
        rows, columns = zip(*(sheet.extent for sheet in self.book.sheets.values()), strict=True)
        return max(rows), max(columns)

    @cached_property
    def _tabs(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.book.sheets}


def _tokens(text: str) -> tuple[Token, ...] | None:
    """None for what is no formula. Formulas copied down are taken apart once: they differ in rows alone."""
    found = _tokens_of_any_row(_ROW.sub(_ANY_ROW, text))
    rows = iter(_ROW.findall(text))
    if found is None:
        return None
    return tuple(_in_rows(token, rows) if _ANY_ROW in token.value else token for token in found)


def _in_rows(token: Token, rows: Iterator[str]) -> Token:
    """The token with the next of the rows in place of each that is open in it."""
    first, *others = token.value.split(_ANY_ROW)
    return Token(first + "".join(next(rows) + part for part in others), token.type, token.subtype)


@lru_cache(_MOST_TOLD_APART)
def _tokens_of_any_row(text: str) -> tuple[Token, ...] | None:
    def hidden(found: re.Match[str]) -> str:
        return re.sub(r"'[\[\]]", lambda mark: _HIDDEN[mark[0]], found[0]) if found[1] else found[0]

    hides = any(mark in text for mark in _HIDDEN)
    try:
        tokens: list[Token] = Tokenizer(_BRACKETED.sub(hidden, text) if hides else text).items
    except (TokenizerError, IndexError):  # IndexError: more brackets closed than opened
        return None
    for token in tokens if hides else ():
        for mark, sign in _HIDDEN.items():
            token.value = token.value.replace(sign, mark)
    return tuple(tokens)


def _is_reference(token: Token) -> bool:
    return bool(token.type == Token.OPERAND and token.subtype == Token.RANGE)


def _between(first: Area | None, last: Area | None) -> Area | None:
    if first is None or last is None or first.sheet != last.sheet:
        return None
    top, left = min(first.top, last.top), min(first.left, last.left)
    return Area(first.sheet, top, left, max(first.bottom, last.bottom), max(first.right, last.right))
