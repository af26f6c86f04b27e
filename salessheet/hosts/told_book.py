"""A workbook that is open elsewhere: read from what its host tells of it, written as steps that the host takes.

Such a host cannot be asked while Python runs. It tells the whole workbook beforehand; where a macro reads formulas
after it changed something, NotTold is raised. The host then takes the steps so far, tells the workbook anew, and the
macro runs once more from its beginning, with one telling more. So a macro has to do the same each time.

Of xlwings' `Book` there is what `salessheet.live` and the macros use.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from salessheet.live.book import Paused
from salessheet.workbook.measures import Scalar

Telling = dict[str, Any]
"""Of a workbook: its `name`, the `active` sheet's, `names` as [name, formula], `sheets`, and whether its structure
`is_locked`: no sheet can be added. Where the host runs on this machine, the `path` of its file, blank without one.

Of a sheet: its `name`, the `top` row and `left` column of the cells in use, from 1, and rows of `values` and
`formulas`; where a cell has no formula, its value stands in both. Where the host can tell, `arrays`: the [row, column]
of each cell that belongs to an array formula.
"""

Step = dict[str, Any]
"""What is to be done: `do` says it, in the `sheet`; for cells at `top` and `left`, `cells` are rows of entries.

A copy is saved at a `path`, and has `steps` of its own.
"""

_ADDRESS: Final = re.compile(r"=(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")
_EPOCH: Final = dt.datetime(1899, 12, 30)


class NotTold(Paused):
    """What these cells show by now only the host knows."""


class Locked(Exception):
    """The structure of the workbook is protected."""


@dataclass(eq=False)
class ToldBook:
    """`steps`: those to be taken since the last telling. `said`: what a macro says in the status bar."""

    tellings: Sequence[Telling]
    steps: list[Step] = field(default_factory=list)
    said: str = ""
    is_changed: bool = False

    def __post_init__(self) -> None:
        self._heard = 0
        self._hear()

    @property
    def name(self) -> str:
        return str(self.tellings[0]["name"])

    @property
    def fullname(self) -> str:
        return str(self.tellings[0].get("path", ""))

    @property
    def app(self) -> ToldApp:
        return ToldApp(self)

    @property
    def sheets(self) -> ToldSheets:
        return ToldSheets(self)

    @property
    def names(self) -> Iterator[ToldName]:
        return (ToldName(self, name, formula) for name, formula in self.tellings[self._heard]["names"])

    def do(self, what: str, sheet: str = "", **how: object) -> None:
        self.steps.append({"do": what, "sheet": sheet, **how})

    def save_copy(self, target: Path, change: Callable[[ToldBook], None]) -> None:
        """A copy of the workbook as it is shown, changed before anybody sees it; nothing of this one is saved."""
        copy = ToldBook(self.tellings[self._heard :][:1])
        change(copy)
        self.do("copy", path=str(target), steps=copy.steps)

    def ask(self) -> None:
        """Hear what the workbook shows after the steps so far. Raises NotTold where the host has not said it."""
        self._heard += 1
        if self._heard == len(self.tellings):
            raise NotTold
        self.steps.clear()
        self.is_changed = False
        self._hear()

    def _hear(self) -> None:
        told = self.tellings[self._heard]["sheets"]
        self.by_name = {sheet["name"]: ToldSheet(self, sheet["name"], sheet) for sheet in told}


@dataclass
class ToldApp:
    book: ToldBook

    def calculate(self) -> None:
        self.book.do("calculate")
        self.book.is_changed = True

    @property
    def status_bar(self) -> str:
        return self.book.said

    @status_bar.setter
    def status_bar(self, text: str) -> None:
        self.book.said = text


@dataclass
class ToldSheets:
    book: ToldBook

    def __iter__(self) -> Iterator[ToldSheet]:
        return iter(self.book.by_name.values())

    def __len__(self) -> int:
        return len(self.book.by_name)

    def __getitem__(self, key: str | int) -> ToldSheet:
        return self.book.by_name[key] if isinstance(key, str) else list(self)[key]

    @property
    def active(self) -> ToldSheet:
        return self[self.book.tellings[0]["active"]]

    def add(self, name: str, *, after: ToldSheet) -> ToldSheet:
        """A new sheet; the one that is shown stays so. Raises Locked."""
        if self.book.tellings[0]["is_locked"]:
            raise Locked(name)
        self.book.do("add", name, after=after.name)
        self.book.by_name[name] = ToldSheet(
            self.book, name, {"name": name, "top": 1, "left": 1, "values": [], "formulas": []}
        )
        return self.book.by_name[name]


@dataclass(eq=False)
class ToldSheet:
    book: ToldBook
    name: str
    told: Telling

    @cached_property
    def values(self) -> dict[tuple[int, int], Scalar]:
        """Of the cells in use."""
        return {cell: value for cell, value in self._cells("values") if value != ""}

    @cached_property
    def formulas(self) -> dict[tuple[int, int], str]:
        """An apostrophe that makes a text of "=" is shown by no host: the value is the same then."""
        every = self._cells("formulas")
        return {cell: text for cell, text in every if str(text).startswith("=") and text != self.values.get(cell)}

    @cached_property
    def arrays(self) -> frozenset[tuple[int, int]] | None:
        """None where the host cannot tell."""
        told = self.told.get("arrays")
        return None if told is None else frozenset((row, column) for row, column in told)

    @property
    def used_range(self) -> ToldRange:
        cells = [*self.values, *self.formulas] or [(1, 1)]
        return self.range((1, 1), (max(row for row, _ in cells), max(column for _, column in cells)))

    def range(self, first: tuple[int, int], last: tuple[int, int] | None = None) -> ToldRange:
        bottom, right = last or first
        return ToldRange(self, *first, (bottom - first[0] + 1, right - first[1] + 1))

    def activate(self) -> None:
        """Nothing: no macro shows another sheet."""

    def _cells(self, what: str) -> Iterator[tuple[tuple[int, int], Any]]:
        top, left = self.told["top"], self.told["left"]
        for i, row in enumerate(self.told[what], top):
            for j, value in enumerate(row, left):
                yield (i, j), value


@dataclass(eq=False)
class ToldRange:
    sheet: ToldSheet
    row: int
    column: int
    shape: tuple[int, int]
    ndim: int | None = None

    def options(self, *, ndim: int | None = None, err_to_str: bool = False) -> ToldRange:  # noqa: ARG002  errors are told as texts
        return ToldRange(self.sheet, self.row, self.column, self.shape, ndim)

    @property
    def value(self) -> object:
        if self.sheet.book.is_changed and any(cell in self.sheet.formulas for row in self._cells() for cell in row):
            self.sheet.book.ask()
            self.sheet = self.sheet.book.by_name[self.sheet.name]
        grid = [[self.sheet.values.get(cell) for cell in row] for row in self._cells()]
        return grid if self.ndim == 2 else _squeezed(grid)

    @value.setter
    def value(self, entries: object) -> None:
        self._enter("values", entries)

    @property
    def formula2(self) -> object:
        """A formula that fills several cells at once looks like any other here."""
        sheet = self.sheet
        return _squeezed(
            [[sheet.formulas.get(cell, sheet.values.get(cell, "")) for cell in row] for row in self._cells()]
        )

    @formula2.setter
    def formula2(self, entries: object) -> None:
        self._enter("formulas", entries)

    formula = formula2

    @property
    def has_array(self) -> bool:
        arrays = self.sheet.arrays
        if arrays is None:
            raise NotImplementedError
        return any(cell in arrays for row in self._cells() for cell in row)

    def _set_format(self, code: str) -> None:
        self._do("format", code=code)

    number_format = property(fset=_set_format)

    def _set_width(self, letters: float) -> None:
        self._do("width", letters=letters)

    column_width = property(fset=_set_width)

    def _cells(self) -> list[list[tuple[int, int]]]:
        rows, columns = self.shape
        return [[(self.row + i, self.column + j) for j in range(columns)] for i in range(rows)]

    def _do(self, what: str, **how: object) -> None:
        rows, columns = self.shape
        at = {"top": self.row, "left": self.column, "rows": rows, "columns": columns}
        self.sheet.book.do(what, self.sheet.name, **at, **how)

    def _enter(self, what: str, entries: object) -> None:
        rows = [[_entry(one) for one in row] for row in _rows(entries)]
        self._do(what, cells=rows)
        self.sheet.book.is_changed = True
        for cells, row in zip(self._cells(), rows, strict=True):
            for cell, entry in zip(cells, row, strict=True):
                self._keep(cell, entry)

    def _keep(self, cell: tuple[int, int], entry: Scalar) -> None:
        self.sheet.values.pop(cell, None)
        self.sheet.formulas.pop(cell, None)
        if isinstance(entry, str) and entry.startswith("="):
            self.sheet.formulas[cell] = entry
        elif entry != "":
            self.sheet.values[cell] = entry.removeprefix("'") if isinstance(entry, str) else entry


@dataclass
class ToldName:
    book: ToldBook
    name: str
    refers_to: str

    @property
    def refers_to_range(self) -> ToldRange:
        """Raises LookupError for a name of no cells, or of cells that are gone."""
        found = _ADDRESS.fullmatch(self.refers_to)
        if found is None:
            raise LookupError(self.refers_to)
        quoted, bare, left, top, right, bottom = found.groups()
        sheet = self.book.sheets[quoted.replace("''", "'") if quoted else bare]
        return sheet.range((int(top), _column(left)), (int(bottom or top), _column(right or left)))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _rows(entries: object) -> list[list[Scalar | dt.datetime]]:
    """Of what xlwings takes: a scalar, a flat list, or a list of rows."""
    given: list[Any] = entries if isinstance(entries, list) else [entries]
    return given if isinstance(given[0], list) else [given]


def _entry(value: Scalar | dt.datetime) -> Scalar:
    """As a cell is told what to hold: a blank is an empty text, a moment its serial number."""
    if isinstance(value, dt.datetime):
        return (value - _EPOCH) / dt.timedelta(days=1)
    return "" if value is None else value


def _squeezed(grid: list[list[Any]]) -> object:
    """As xlwings gives it without `ndim`: a scalar, a flat list, or a list of rows."""
    if len(grid) == 1:
        return grid[0][0] if len(grid[0]) == 1 else grid[0]
    return [row[0] for row in grid] if len(grid[0]) == 1 else grid
