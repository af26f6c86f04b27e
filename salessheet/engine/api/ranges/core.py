"""What every subject of a range stands on: its sheet, its bounds, its cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from openpyxl.utils import get_column_letter

from salessheet.engine.api.excels_members import OF_RANGE
from salessheet.engine.api.native import is_excels, refuse
from salessheet.engine.errors import OffTheSheet
from salessheet.engine.operations.rectangle import Rectangle
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area

if TYPE_CHECKING:
    from salessheet.engine.api.addressing import Bounds
    from salessheet.engine.api.sheets import Sheet
    from salessheet.engine.model.grid import Grid


class NativeCells:
    """openpyxl's cell, or its rows of cells, once something is asked of it.

    xlwings itself looks whether it is there before every write, which is not yet a use of it.
    """

    def __init__(self, cells: RangeCore) -> None:
        self._cells = cells

    def _native(self) -> Any:
        address = self._cells.get_address(row_absolute=False, col_absolute=False, external=False)
        return self._cells.sheet.api[address]

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        if is_excels(name):
            raise refuse("Range", name, OF_RANGE)
        return getattr(self._native(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_cells":
            object.__setattr__(self, name, value)
        elif is_excels(name):
            raise refuse("Range", name, OF_RANGE)
        else:
            setattr(self._native(), name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._native()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._native())


class RangeCore:
    """`bounds`: top, left, bottom, right, from 1, ends included. Raises OffTheSheet where they are beyond the sheet."""

    max_cells_per_read = None  # nothing here is slower in one piece than in several
    max_cells_per_write = None

    def __init__(self, sheet: Sheet, bounds: Bounds) -> None:
        top, left, bottom, right = bounds
        if not (1 <= top <= bottom <= LAST_ROW and 1 <= left <= right <= LAST_COLUMN):
            raise OffTheSheet(bounds)
        self.sheet = sheet
        self.bounds = bounds
        self.options: dict[str, Any] = {}

    @property
    def grid(self) -> Grid:
        return self.sheet.grid

    @property
    def api(self) -> NativeCells:
        return NativeCells(self)

    @property
    def area(self) -> Area:
        return Area(self.sheet.name, *self.bounds)

    @property
    def in_use(self) -> Area:
        """The same, ending where the cells of the sheet do: for whole rows and columns."""
        return self.rectangle.in_use

    @property
    def rectangle(self) -> Rectangle:
        """The same, for what is done to cells."""
        return Rectangle(self.sheet.book.open, self.grid, self.area)

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RangeCore) and self.sheet == other.sheet and self.bounds == other.bounds

    def __hash__(self) -> int:
        return hash((self.sheet, self.bounds))

    @property
    def row(self) -> int:
        return self.bounds[0]

    @property
    def column(self) -> int:
        return self.bounds[1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.bounds
        return bottom - top + 1, right - left + 1

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self.sheet.name, self.row, self.column, *self.shape)

    @property
    def is_whole_rows(self) -> bool:
        return self.bounds[1] == 1 and self.bounds[3] == LAST_COLUMN

    @property
    def is_whole_columns(self) -> bool:
        return self.bounds[0] == 1 and self.bounds[2] == LAST_ROW

    @property
    def address(self) -> str:
        return self.get_address(row_absolute=True, col_absolute=True, external=False)

    @property
    def arg1_input(self) -> str:
        return self.address

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """`$A$1:$B$2`; with `external`, the book and the sheet in front."""
        top, left, bottom, right = self.bounds
        across, down = "$" if col_absolute else "", "$" if row_absolute else ""
        first_column, last_column = across + get_column_letter(left), across + get_column_letter(right)
        if self.is_whole_columns and not self.is_whole_rows:
            text = f"{first_column}:{last_column}"
        elif self.is_whole_rows:
            text = f"{down}{top}:{down}{bottom}"
        else:
            first, last = f"{first_column}{down}{top}", f"{last_column}{down}{bottom}"
            text = first if first == last else f"{first}:{last}"
        if not external:
            return text
        home = f"[{self.sheet.book.name}]{self.sheet.name}"
        is_bare = home.replace("[", "").replace("]", "").replace(".", "").replace("_", "").isalnum()
        return f"{home}!{text}" if is_bare else f"'{home.replace(chr(39), chr(39) * 2)}'!{text}"

    def at(self, top: int, left: int, bottom: int | None = None, right: int | None = None) -> Self:
        """Another range of the same sheet, in numbers of the sheet."""
        return type(self)(self.sheet, (top, left, top if bottom is None else bottom, left if right is None else right))

    def __call__(self, arg1: int, arg2: int | None = None) -> Self:
        """A cell by (row, column) counted from this range's first, or by its place in reading order; from 1."""
        if arg2 is None:
            down, across = divmod(int(arg1) - 1, self.shape[1])
        else:
            down, across = int(arg1) - 1, int(arg2) - 1
        return self.at(self.row + down, self.column + across)

    @property
    def rows(self) -> list[Self]:
        top, left, bottom, right = self.bounds
        return [self.at(row, left, row, right) for row in range(top, bottom + 1)]

    @property
    def columns(self) -> list[Self]:
        top, left, bottom, right = self.bounds
        return [self.at(top, column, bottom, column) for column in range(left, right + 1)]
