"""The process in which the library `formulas` calculates one workbook for its parent (see `workers.py`).

The library reads each formula; which cells it means, in which order formulas are calculated and what they give is kept
here. So a formula that it cannot read costs that formula, not the workbook; formulas that differ in their cells alone
are compiled once; and no cell can get lost.
"""

from __future__ import annotations

import math
import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import formulas
import numpy as np
import schedula
from formulas.functions import Array, wrap_ranges_func, wrap_ufunc
from formulas.functions.text import xtext
from formulas.tokens.operand import Error, XlError

from salessheet.calc.graph import Graph
from salessheet.calc.workers import ADDRESS, SECRET, Talk, decoded, encoded
from salessheet.calc.writing_out import in_full
from salessheet.core.rounding import excel_round
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, Value, read
from salessheet.xlsx.copied_formulas import Elsewhere, Piece
from salessheet.xlsx.encryption import NO_PASSWORDS, OnePassword, Password

_BLANK: Final = schedula.EMPTY
_CIRCULAR: Final = ErrorKind.CIRCULAR
_BEFORE_A_SUM: Final = ("=", "(", ",", ";", "&", "<", ">")  # what binds less than the minus that is put in
_OWN_PLACE: Final[Mapping[str, Callable[[CellRef], int]]] = {
    "ROW(": lambda cell: cell.row,
    "COLUMN(": lambda cell: cell.column,
}
_KINDS: Final = {kind.value: kind for kind in ErrorKind}


@dataclass(eq=False)
class Calculation:
    """`known`: what stands in every cell that is not blank. `stale`: nodes to calculate again."""

    book: BookFile
    graph: Graph
    known: dict[str, dict[tuple[int, int], Any]]
    refused: dict[CellRef, str] = field(default_factory=dict)
    _compiled: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = field(default_factory=dict)
    _blocks: dict[Area, Any] = field(default_factory=dict)
    _changed: set[CellRef] | None = None  # None: everything is new

    @staticmethod
    def of(book: BookFile) -> Calculation:
        covered = book.covered
        known = {
            name: {
                place: _theirs(value) for place, value in sheet.values.items() if CellRef(name, *place) not in covered
            }
            for name, sheet in book.sheets.items()
        }
        return Calculation(book, Graph(book), known)

    def set(self, cell: CellRef, value: Value | None) -> None:
        cells = self.known[cell.sheet]
        if value is None:
            cells.pop((cell.row, cell.column), None)
        else:
            cells[cell.row, cell.column] = _theirs(value)
        if self._changed is not None:
            self._changed.add(cell)

    def calculate(self) -> None:
        """Everything, or what the inputs changed since then reach."""
        circular = {cell for circle in self.graph.circles for cell in circle}
        stale: set[object] = set()
        for node in self.graph.order:
            touched = not stale.isdisjoint(self.graph.needs[node])
            if isinstance(node, Area):
                if self._changed is None or touched or any(map(node.covers, self._changed)):
                    stale.add(node)
                    self._blocks.pop(node, None)
            elif self._changed is None or touched:
                stale.add(node)
                self._show(node, _CIRCULAR if node in circular else self._result(node))
        self._changed = set()

    def values(self) -> list[tuple[str, int, int, Any]]:
        return [(*cell, encoded(_ours(self.known[cell.sheet][cell[1:]]))) for cell in self.book.covered]

    def _result(self, cell: CellRef) -> Any:  # noqa: ANN401  what `formulas` gives
        pieces = self.graph.pieces[cell]
        elsewhere = next((piece for piece in pieces if isinstance(piece, Elsewhere)), None)
        if elsewhere is not None:
            self.refused[cell] = elsewhere.why
            return Error.errors["#REF!"]
        pattern, areas = _pattern(in_full(pieces), cell)
        blocks = [self._block(area) for area in areas]
        if any(block is _CIRCULAR for block in blocks):
            return _CIRCULAR
        try:
            function, order = self._function(pattern)
            return function(*[blocks[slot] for slot in order])
        except Exception as error:  # noqa: BLE001  whatever the library runs into, it costs this formula alone
            self.refused[cell] = f"it cannot read the formula ({type(error).__name__})"
            return Error.errors["#NAME?"]

    def _function(self, pattern: str) -> tuple[Callable[..., Any], tuple[int, ...]]:
        """The pattern compiled, and which slot each of its arguments is."""
        if pattern not in self._compiled:
            function = formulas.Parser().ast(pattern)[1].compile()
            self._compiled[pattern] = function, tuple(_slot(name) for name in function.inputs)
        return self._compiled[pattern]

    def _block(self, area: Area) -> Any:  # noqa: ANN401  an array of what `formulas` takes
        """The cells of an area; _CIRCULAR where one of them is."""
        if area not in self._blocks:
            cells = self.known.get(area.sheet, {})
            block = np.full((area.bottom - area.top + 1, area.right - area.left + 1), _BLANK, object)
            for i in range(block.shape[0]):
                for j in range(block.shape[1]):
                    value = cells.get((area.top + i, area.left + j), _BLANK)
                    if value is _CIRCULAR:
                        return _CIRCULAR
                    block[i, j] = value
            self._blocks[area] = block
        return self._blocks[area]

    def _show(self, cell: CellRef, result: Any) -> None:  # noqa: ANN401  as above
        """The result in the cell, or in all cells of an array formula."""
        spread = self.book.formulas[cell].spread or Area(*cell, cell.row, cell.column)
        rows = np.asarray(result, object)
        rows = rows.reshape((1,) * (2 - rows.ndim) + rows.shape) if rows.ndim < 2 else rows
        cells = self.known[cell.sheet]
        for _, row, column in spread.cells():
            i = 0 if rows.shape[0] == 1 else row - cell.row
            j = 0 if rows.shape[1] == 1 else column - cell.column
            inside = i < rows.shape[0] and j < rows.shape[1]
            value = rows[i, j] if inside else Error.errors["#N/A"]
            cells[row, column] = 0.0 if value is _BLANK else value


def _pattern(pieces: Sequence[Piece], cell: CellRef) -> tuple[str, list[Area]]:
    """The formula with a made-up address for each area, the same for equal ones; and the areas."""
    areas: dict[Area, int] = {}
    text = ["="]
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        if isinstance(piece, Area):
            text.append(_made_up(areas.setdefault(piece, len(areas)), is_cell=piece.is_cell))
        elif piece == following == "-" and text[-1].endswith(_BEFORE_A_SUM):
            text.append("0-")  # `formulas` drops a doubled minus, which makes numbers of TRUE and FALSE
        elif isinstance(piece, str) and following == ")" and piece.upper() in _OWN_PLACE:
            text.append(f"({_OWN_PLACE[piece.upper()](cell)}")  # it knows made-up addresses only
        elif isinstance(piece, str) and piece.strip():
            text.append(piece)
    return "".join(text), list(areas)


def _made_up(slot: int, *, is_cell: bool) -> str:
    return f"A{slot + 1}" if is_cell else f"A{slot + 1}:B{slot + 2}"


def _slot(name: str) -> int:
    return int(name.partition(":")[0].removeprefix("A")) - 1


def _theirs(value: Value) -> Any:  # noqa: ANN401  what `formulas` takes
    if isinstance(value, ErrorKind):
        return Error.errors.get(value.value, Error.errors["#VALUE!"])
    return value


def _ours(value: Any) -> Value:  # noqa: ANN401  what `formulas` gives
    if isinstance(value, np.ndarray):
        value = value.item() if value.size == 1 else Error.errors["#VALUE!"]
    if isinstance(value, ErrorKind):
        return value
    if isinstance(value, XlError):
        return _KINDS.get(str(value), ErrorKind.VALUE)
    if value is _BLANK or value is None:
        return 0.0
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, str):
        return str(value)
    number = float(value.real if isinstance(value, complex) else value)
    return number if math.isfinite(number) else ErrorKind.NUM


def _argument(value: Any) -> Any:  # noqa: ANN401  what `formulas` gives
    """As a cell function takes it: a scalar or a list of rows, blanks as None, errors as their text."""
    rows = np.asarray(value, object)
    if rows.size == 1:
        return _plain(rows.item())
    rows = rows.reshape(1, -1) if rows.ndim == 1 else rows
    return [[_plain(item) for item in row] for row in rows.tolist()]


def _plain(item: Any) -> Any:  # noqa: ANN401  as above
    if item is _BLANK or item is None:
        return None
    found = _ours(item)
    return found.value if isinstance(found, ErrorKind) else found


def _cell_function(name: str, talk: Talk) -> Callable[..., Any]:
    def called(*arguments: Any) -> Any:  # noqa: ANN401  as above
        result = decoded(talk.call(name, [_argument(argument) for argument in arguments]))
        rows = result if isinstance(result, list) else [[result]]
        return np.array([[_from_text(item) for item in row] for row in rows], object).view(Array)

    return wrap_ranges_func(called)  # type: ignore[no-any-return]  # `formulas` has no types


def _from_text(item: Any) -> Any:  # noqa: ANN401  as above
    return Error.errors[item] if isinstance(item, str) and item in Error.errors else item


def _rounded(number: Any, digits: Any = 0) -> Any:  # noqa: ANN401  as above
    """ROUND as Excel does it; that of `formulas` makes 1 of ROUND(1.005, 2)."""
    return _each(lambda x, d: float(excel_round(x, int(d))), number, digits)


_PARTED: Final = re.compile(r"#,##0(\.0+)?", re.ASCII)


def _texted(value: Any, form: Any) -> Any:  # noqa: ANN401  as above
    """TEXT that parts no thousands of a number below one: that of `formulas` makes "0,.2" of TEXT(0.2, "#,##0.0")."""
    number = _number(value)
    plain = number is not None and abs(number) < 1 and _PARTED.fullmatch(str(form)) is not None
    return xtext(value, str(form).removeprefix("#,##") if plain else form)


def _shown(_target: Any, shown: Any) -> Any:  # noqa: ANN401  as above
    return shown


_ADDED: Final[Mapping[str, Callable[..., Any]]] = {"HYPERLINK": _shown}  # formulas.ADDED


def _item(original: Callable[..., Any]) -> Callable[..., Any]:
    """INDEX that knows a blank from 0: COUNT(INDEX(…)) of a blank is 0, and that of `formulas` makes 1 of it."""

    def item(compiling: bool, array: Any, *places: Any) -> Any:  # noqa: ANN401, FBT001  what `formulas` passes
        if not compiling and 1 <= len(places) <= 2 and all(np.size(place) == 1 for place in places):
            block = np.asarray(array.value if hasattr(array, "ranges") else array, object)
            at = [_number(np.asarray(place, object).item()) for place in places]
            if block.ndim == 2 and None not in at and _at(block, [int(place or 0) for place in at]) is _BLANK:
                return np.array([[_BLANK]], object).view(Array)
        return original(compiling, array, *places)

    return item


def _at(block: Any, places: list[int]) -> Any:  # noqa: ANN401  an array of what `formulas` takes
    """The item at (row, column), or at a place along a single row or column; None where there is none such."""
    rows, columns = block.shape
    if len(places) == 1:
        places = [places[0], 1] if columns == 1 else [1, places[0]] if rows == 1 else [0, 0]
    row, column = places
    return block[row - 1, column - 1] if 1 <= row <= rows and 1 <= column <= columns else None


_LIKE_A_MINUTE: Final = re.compile(r"m\d+", re.IGNORECASE | re.ASCII)


def _remembering(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Whether a text is a number or a date, found out once: for every cell of a criterion's range it takes long."""
    known: dict[str, Any] = {}

    def number_of(value: Any) -> Any:  # noqa: ANN401  what `formulas` takes
        if type(value) is not str:
            return original(value)
        if value not in known:  # an id such as M1 is no minute of today
            known[value] = value if _LIKE_A_MINUTE.fullmatch(value) else original(value)
        return known[value]

    return number_of


def _each(function: Callable[[float, float], float], *arguments: Any) -> Any:  # noqa: ANN401  as above
    def one(*values: Any) -> Any:  # noqa: ANN401  as above
        for value in values:
            if isinstance(value, XlError):
                return value
        numbers = [0.0 if value is _BLANK else _number(value) for value in values]
        return function(*numbers) if None not in numbers else Error.errors["#VALUE!"]  # type: ignore[arg-type]

    return (
        np.frompyfunc(one, len(arguments), 1)(*(np.asarray(a, object) for a in arguments)).view(Array)
        if any(np.ndim(a) for a in arguments)
        else one(*arguments)
    )


def _number(value: Any) -> float | None:  # noqa: ANN401  as above
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


class Service:
    """What the parent can ask for."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._calculation: Calculation | None = None
        self._table = formulas.get_functions()
        formulas.functions._text2num = _remembering(formulas.functions._text2num)  # noqa: SLF001  its only handle
        self._table["TEXT"] = wrap_ufunc(_texted, input_parser=lambda *both: both)
        self._table["ROUND"] = wrap_ranges_func(_rounded)
        self._table.update({name: wrap_ranges_func(own) for name, own in _ADDED.items()})
        self._table["INDEX"] = {**self._table["INDEX"], "function": _item(self._table["INDEX"]["function"])}
        self._without_cell_functions = dict(self._table)

    def open(self, path: str, functions: list[str], password: str = "") -> None:
        self._table.clear()
        self._table.update(self._without_cell_functions)
        self._table.update({name: _cell_function(name, self._talk) for name in functions})
        passwords = OnePassword(Password(password)) if password else NO_PASSWORDS
        self._calculation = Calculation.of(read(Path(path), passwords))

    def close(self) -> None:
        self._calculation = None

    def set(self, cells: list[list[Any]]) -> None:
        for sheet, row, column, value in cells:
            self._open.set(CellRef(sheet, row, column), _from_json(value))

    def values(self) -> Mapping[str, object]:
        self._open.calculate()
        refused = [(*cell, why) for cell, why in self._open.refused.items()]
        return {"values": self._open.values(), "refused": refused}

    @property
    def _open(self) -> Calculation:
        if self._calculation is None:
            raise ValueError("no workbook is open")
        return self._calculation


def _from_json(value: Any) -> Value | None:  # noqa: ANN401  from JSON
    return ErrorKind(value["error"]) if isinstance(value, dict) else value


def main() -> None:
    connection = socket.create_connection(("127.0.0.1", int(os.environ[ADDRESS])))
    connection.sendall(os.environ[SECRET].encode())
    talk = Talk(connection)
    talk.serve(Service(talk))


if __name__ == "__main__":
    main()
