"""Formulas written out for engines: what stands for something is put in its place, where an engine misreads it.

Names that stand for formulas become these formulas, names of a sheet what they mean there, references into tables and
spills become addresses, ranges begin with their first cell, and the numbers of rows and columns become the numbers:
ROW(A2:A4) is {2;3;4}. An argument of a cell function that is left out, which engines hand over as 0, becomes its
default, or the empty text that stands for it; whole columns that it is given are of one length, where an engine would
cut each at its own last cell. An error that it gives for a whole table is that error wherever INDEX looks, not #REF!
beyond the first cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from salessheet.udfs import HELP
from salessheet.xlsx.addresses import Area, CellRef, in_order
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.copied_formulas import Elsewhere, Piece
from salessheet.xlsx.formula_tree import Argument, Call, tree, written
from salessheet.xlsx.references import References

MOST_WRITTEN: Final = 1_000  # numbers in an array

_NUMBERED: Final = re.compile(r"\b(?:ROW|COLUMN)S?\(|ANCHORARRAY\(", re.IGNORECASE)
_LEFT_OUT: Final = re.compile(r"\bSS_\w+\((?:.*[(,])?\s*[,)]", re.IGNORECASE | re.DOTALL)
_WHOLE: Final = re.compile(
    r"\bSS_\w+\(.*(?<![\w.$])(?:\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?!\w)", re.IGNORECASE | re.DOTALL
)
_NUMBER: Final = re.compile(r"[0-9]+")
_PICKED: Final = re.compile(r"\bINDEX\(SS_", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d][\w.]*", re.UNICODE)
_OF_A_SHEET: Final = re.compile(r"(?<=!)[^\W\d][\w.\\]*(?![\w.\\(!:])", re.UNICODE)
_PLACES: Final = {"ROW": ";", "COLUMN": ","}


class WrittenOut:
    """The formulas of one workbook."""

    def __init__(self, book: BookFile) -> None:
        self._references = References(book)
        self._standing_for = frozenset(
            name
            for (_, name), text in book.names.items()
            if ("(" in text and book.named(name) is None) or text != in_order(text)
        )
        self._names = frozenset(name for _, name in book.names)

    def formula(self, cell: CellRef, text: str) -> str:
        """The formula in this cell, equal where there is nothing to write out."""
        words = {word.casefold() for word in _WORD.findall(text)} if self._standing_for else set()
        if _is_to_be_written(text) or not words.isdisjoint(self._standing_for) or self.has_name_of_a_sheet(text):
            whole = tree(self._references.pieces(cell, text))
            if whole is not None:
                return f"={written(_numbered(whole))}"
        return in_order(self._references.in_addresses(cell, text))

    def has_name_of_a_sheet(self, text: str) -> bool:
        """Whether it calls a name by a sheet, as in `Deals!Rate`."""
        return "!" in text and any(name.casefold() in self._names for name in _OF_A_SHEET.findall(text))


def numbers_of(call: Call) -> str | None:
    """What ROW, COLUMN, ROWS or COLUMNS of cells gives; None for any other call, or for too many numbers.

    No value is read for it: ROW(B9) in B9 is no circle, though engines take it for one. Nor for the first of many
    cells, ROW(INDEX(B9:B99,1)).
    """
    match call.name, call.arguments:
        case ("ROW" | "COLUMN", ((Call(name="INDEX", arguments=((cells,), ("1",))),),)):
            area = cells.arguments[0][0] if isinstance(cells, Call) and not cells.name else cells  # a name's cells
            if isinstance(area, Area):
                return str(area.top if call.name == "ROW" else area.left)
        case ("ROWS", ((Area() as area,),)):
            return str(area.bottom - area.top + 1)
        case ("COLUMNS", ((Area() as area,),)):
            return str(area.right - area.left + 1)
        case ("ROW" | "COLUMN", ((Area() as area,),)):
            first, last = (area.top, area.bottom) if call.name == "ROW" else (area.left, area.right)
            if first == last:
                return str(first)
            if last - first < MOST_WRITTEN:
                return f"{{{_PLACES[call.name].join(map(str, range(first, last + 1)))}}}"
    return None


def _numbered(argument: Argument) -> Argument:
    return tuple(_number(node) for node in argument)


def _number(node: Call | Area | Elsewhere | str) -> Call | Area | Elsewhere | str:
    if not isinstance(node, Call):
        return node
    return numbers_of(node) or _picked(Call(node.name, tuple(map(_numbered, _arguments(node))), node.written))


def _picked(call: Call) -> Call:
    """INDEX of what a cell function gives with the error that may be all it gives, of which engines see one cell."""
    match call.name, call.arguments:
        case "INDEX", ((Call(name=name),) as whole, *_) if name in HELP:
            first: Argument = (Call("INDEX", (whole, ("1",), ("1",)), "INDEX("),)
            return Call("IF", ((Call("ISERROR", (first,), "ISERROR("),), first, (call,)), "IF(")
    return call


def _arguments(call: Call) -> tuple[Argument, ...]:
    """Those of a cell function with what stands for each that is left out."""
    about = HELP.get(call.name)
    if about is None or all(call.arguments):
        return call.arguments
    words = {i: f'"{one.default}"' for i, one in enumerate(about.arguments) if isinstance(one.default, str)}
    return tuple(argument or (words.get(i, '""'),) for i, argument in enumerate(call.arguments))


def _is_to_be_written(text: str) -> bool:
    return _are_to_be_written(_NUMBER.sub("1", text))


@lru_cache(4096)
def _are_to_be_written(text: str) -> bool:
    """Of formulas that differ in numbers alone, as those copied down do."""
    return any(pattern.search(text) is not None for pattern in (_NUMBERED, _LEFT_OUT, _WHOLE, _PICKED))


def in_full(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces of a formula with single numbers of rows and columns as numbers, for an engine that sees no cells.

    What stands for an argument that is left out is in its place.
    """
    if not _is_to_be_written("".join(piece if isinstance(piece, str) else "_" for piece in pieces)):
        return pieces
    whole = tree(pieces)
    return pieces if whole is None else list(_pieces(_all_picked(whole)))


def _all_picked(argument: Argument) -> Argument:
    return tuple(
        _picked(Call(node.name, tuple(map(_all_picked, node.arguments)), node.written))
        if isinstance(node, Call)
        else node
        for node in argument
    )


def _pieces(argument: Argument) -> Iterator[Piece]:
    for node in argument:
        if not isinstance(node, Call):
            yield node
            continue
        number = numbers_of(node)
        if number is not None and not number.startswith("{"):
            yield number
            continue
        yield node.written
        for place, each in enumerate(_arguments(node)):
            yield from (",",) * (place > 0)
            yield from _pieces(each)
        yield ")"
