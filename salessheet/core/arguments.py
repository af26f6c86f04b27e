"""The arguments of a cell function that are single values, or ranges that one error spoils.

One value: `scalar`, `number`, `whole`, `flag`, `day`, `text`, `choice`; a range of one cell will do, a larger one is
#VALUE!. A range, in reading order: `numbers`, `block`, `days`, `texts`, `cells`, `keyed`, `columns`; blanks keep their
places. An Excel error in the argument is raised as such. What counts as blank, number or date is said in `values`.
"""

from __future__ import annotations

import math
from datetime import date
from enum import StrEnum
from typing import TypeVar

import numpy as np

from salessheet.core.grouping import Keyed
from salessheet.core.keys import folded
from salessheet.core.values import (
    Days,
    Floats,
    Objects,
    Value,
    day_cells,
    error_in,
    grid_of,
    is_blank,
    number_cells,
    read_cells,
    text_cells,
    text_of,
)
from salessheet.errors import CannotCompute, ErrorKind

_WORDS = {"true": True, "false": False}

Choice = TypeVar("Choice", bound=StrEnum)
Given = TypeVar("Given")


def scalar(value: Value) -> Value:
    """The single value of an argument: a scalar as it stands, or the cell of a one-cell range. Blank gives None."""
    grid, _ = grid_of(value)
    if grid.size != 1:
        raise CannotCompute(ErrorKind.VALUE, "a single value is needed here, not a range")
    only = grid.ravel().tolist()[0]
    error = error_in(only)
    if error:
        raise CannotCompute(error)
    return None if is_blank(only) else only


def optional_number(value: Value) -> float | None:
    """A number, or None if blank."""
    found = float(number_cells(scalar(value)).sound()[0])
    return None if math.isnan(found) else found


def number(value: Value) -> float:
    """A number; blank is #VALUE!."""
    return _given(optional_number(value))


def blank_as_nan(value: Value) -> float:
    """A number, or NaN if blank."""
    found = optional_number(value)
    return math.nan if found is None else found


def whole(value: Value) -> int:
    """A whole number; blank is #VALUE!, a fraction #NUM!."""
    found = number(value)
    if found != int(found):
        raise CannotCompute(ErrorKind.NUM, f"{found} is not a whole number")
    return int(found)


def flag(value: Value) -> bool:
    """TRUE or FALSE, as such, as a number (0 is FALSE) or as the word in any case and width; blank is #VALUE!."""
    found = scalar(value)
    if isinstance(found, str) and folded(found) in _WORDS:
        return _WORDS[folded(found)]
    return bool(number(found))


def optional_day(value: Value) -> date | None:
    """A date, or None if blank."""
    found: date | None = day_cells(scalar(value)).sound().tolist()[0]
    return found


def day(value: Value) -> date:
    """A date; blank is #VALUE!."""
    return _given(optional_day(value))


def text(value: Value) -> str:
    """A text; blank is "", a number reads as a cell shows it."""
    return text_of(scalar(value)) or ""


def choice(kinds: type[Choice], value: Value) -> Choice:
    """One of the members of a StrEnum by its text, compared as in `keys`; anything else is #VALUE!."""
    wanted = folded(text(value))
    for kind in kinds:
        if folded(kind.value) == wanted:
            return kind
    raise CannotCompute(ErrorKind.VALUE, f"'{wanted}' is none of {', '.join(kinds)}")


def numbers(value: Value) -> Floats:
    """Every number of a range, NaN where blank."""
    return number_cells(value).sound()


def block(value: Value) -> Floats:
    """The numbers of a range in its shape, rows × columns, NaN where blank."""
    found = number_cells(value)
    return found.sound().reshape(found.shape)


def days(value: Value) -> Days:
    """Every date of a range, NaT where blank."""
    return day_cells(value).sound()


def texts(value: Value) -> list[str | None]:
    """Every text of a range, None where blank; numbers read as a cell shows them (2024, not 2024.0)."""
    found: list[str | None] = text_cells(value).sound().tolist()
    return found


def cells(value: Value) -> list[Value]:
    """Every cell of a range as it stands, None where blank: for names and ids that go back to a sheet untouched."""
    return [None if is_blank(cell) else cell for cell in read_cells(value, _same).sound().tolist()]


def keyed(value: Value) -> Keyed:
    """The cells of a range as they stand, gathered by `key`."""
    return Keyed.of(grid_of(value)[0].ravel())


def columns(value: Value, count: int) -> tuple[Objects, ...]:
    """The columns of a table argument, each to be read by `numbers`, `texts` …; rows wholly blank are left out.

    Any other number of columns is #VALUE!.
    """
    grid, _ = grid_of(value)
    if grid.shape[1] != count:
        raise CannotCompute(ErrorKind.VALUE, f"a table of {count} columns is needed, not {grid.shape[1]}")
    filled = [row for row in grid.astype(object).tolist() if not all(is_blank(cell) for cell in row)]
    table = np.empty((len(filled), count), dtype=object)
    for i, row in enumerate(filled):
        table[i] = row
    return tuple(table.T)


def _given(value: Given | None) -> Given:
    if value is None:
        raise CannotCompute(ErrorKind.VALUE, "a value is needed here")
    return value


def _same(cell: Value) -> Value:
    return cell
