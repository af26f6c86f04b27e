"""What a cell or a range can hold, and how the arguments of a cell function become arrays.

A host hands over scalars and lists of rows; Python callers also hand over flat lists (a column), numpy arrays and
pandas objects. Here they become one-dimensional numpy arrays in reading order, row by row:

- numbers are float64, a blank is NaN; dates are datetime64[D], a blank is NaT; texts are objects, a blank is None;
- blank means None, "" (what a formula shows in place of nothing), NaN, NaT or pandas' NA;
- TRUE counts as 1, a date as its serial number, a stretch of time as its days; infinity and a date outside Excel's
  calendar (1 January 1900 to 31 December 9999) are #NUM!, text where a number or a date belongs is #VALUE!;
- an Excel error, held as its text, stays with its cell; one of a newer Excel, such as #SPILL!, is #VALUE! from there.

`arguments` reads single values and ranges that must be free of errors; `results` goes cell by cell, and the way back.
"""

from __future__ import annotations

import math
import numbers as abstract
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessheet.errors import CannotCompute, ErrorKind

# What hosts pass in and get back: scalars, dates, lists of rows. No narrower type would be true.
Value = Any
Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
Objects = NDArray[np.object_]

_GIVEN = frozenset(list(ErrorKind)[:7])  # what a function can hand to every host as an error, and not as its text
ERRORS: Mapping[str, ErrorKind] = {kind.value: kind if kind in _GIVEN else ErrorKind.VALUE for kind in ErrorKind}
LAST_SERIAL = 2_958_465  # 31 December 9999
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)
SHEET_ROWS = 1_048_576  # no result can have more
_EPOCH = date(1899, 12, 30)  # right from serial 61 on; Excel's 1900 has a 29 February that never was
_UNIX_EPOCH = date(1970, 1, 1).toordinal()
_OF_NUMBERS = ({float}, {int})  # a mixture would make another number of a long integer
_SIMPLE = {float, int, bool, str, date, datetime, type(None)}  # types of single values that say what they are
_NAT = int(np.iinfo(np.int64).min)  # how numpy stores NaT
_FIFTEEN_DIGITS = 10**15
_A_DAY = np.timedelta64(1, "D")
_PLAIN_BELOW, _PLAIN_FROM = 1e21, 1e-10  # numbers that a cell can show without an exponent


@dataclass(frozen=True)
class Cells:
    """One argument, cell by cell in reading order: values, the shape they came in, and the cells in error."""

    values: NDArray[Any]
    shape: tuple[int, int]
    scalar: bool = False
    errors: Mapping[int, ErrorKind] = field(default_factory=dict)

    def sound(self) -> NDArray[Any]:
        """The values, if no cell is in error; an Excel error in the input goes before a wrong type."""
        if self.errors:
            firsts = sorted(self.errors.items(), key=lambda item: (item[1] is ErrorKind.VALUE, item[0]))
            raise CannotCompute(firsts[0][1], f"in cell {firsts[0][0] + 1} of a range")
        return self.values


def to_serial(day: date) -> float:
    """Excel's serial number (1900 system) of a date, or of a date and time with its fraction; #NUM! before 1900."""
    if day.year < FIRST_DAY.year:
        raise CannotCompute(ErrorKind.NUM, f"{day} is before Excel's first day")
    days = date(day.year, day.month, day.day) - _EPOCH
    serial = float(days.days if days.days > 60 else days.days - 1)  # 60 is 29 February 1900
    if isinstance(day, datetime):
        serial += (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6) / 86_400
    return serial


def early_days_counted(result: Value) -> Value:
    """A result with its days before March 1900 as serial numbers, cell by cell.

    For hosts that turn days into serial numbers themselves and count no 29 February of 1900: theirs are one too high.
    """
    if isinstance(result, list):
        return [early_days_counted(one) for one in result]
    return to_serial(result) if isinstance(result, date) and (result.year, result.month) < (1900, 3) else result


def from_serial(serial: float) -> date:
    """The date of a serial number (1900 system), its time of day dropped; #NUM! outside 1 … 31 December 9999."""
    if not 1 <= serial < LAST_SERIAL + 1:
        raise CannotCompute(ErrorKind.NUM, f"{serial} is not the serial number of a date")
    whole_days = int(serial)
    return _EPOCH + timedelta(days=whole_days if whole_days >= 60 else whole_days + 1)


def is_blank(value: Value) -> bool:
    """Whether a cell holds nothing: None, "", NaN, NaT or NA."""
    if value is None:
        return True
    if isinstance(value, str):
        return value == ""
    # NaN and NaT alone differ from themselves; pandas' NA can't even say whether it does.
    return type(value).__name__ == "NAType" or bool(value != value)  # noqa: PLR0124


def only_cell(value: Value) -> list[Value]:
    """The cell of a single value, or of a range of one cell; empty for any other range, without looking at it."""
    if isinstance(value, list | tuple):
        return only_cell(value[0]) if len(value) == 1 else []
    cells: list[Value] = grid_of(value)[0].ravel().tolist() if getattr(value, "size", 1) == 1 else []
    return cells if len(cells) == 1 else []


def error_in(value: Value) -> ErrorKind | None:
    """The Excel error a cell holds, if it holds one."""
    return ERRORS.get(value) if isinstance(value, str) else None


def number_cells(value: Value) -> Cells:
    """The numbers of an argument, NaN where blank or in error."""
    grid, single = grid_of(value)
    if grid.dtype.kind in "fiub":
        found = grid.ravel().astype(np.float64)
        return Cells(found, grid.shape, single, _infinities(found))
    flat = _flat(grid)
    if set(map(type, flat)) <= {float, int, bool, type(None)}:
        try:
            found = np.array(flat, dtype=np.float64)
            return Cells(found, grid.shape, single, _infinities(found))
        except OverflowError:  # an integer beyond the floats: the slow way finds which
            pass
    return read_cells(value, _number, np.float64, math.nan)


def day_cells(value: Value) -> Cells:
    """The dates of an argument as datetime64[D], NaT where blank or in error; times of day are dropped."""
    grid, single = _as_passed(value)
    if grid.dtype.kind == "M":
        outside = np.flatnonzero(_outside_the_calendar(grid.ravel()))
        days = grid.ravel().astype("datetime64[D]")
        days[outside] = np.datetime64("NaT")
        return Cells(days, grid.shape, single, dict.fromkeys(outside.tolist(), ErrorKind.NUM))
    if grid.dtype.kind in "fiu":
        return _serial_cells(grid, single)
    flat = _flat(grid)
    if set(map(type, flat)) <= {date, datetime, type(None)} and min(_dates(flat), default=FIRST_DAY) >= FIRST_DAY:
        since_1970 = [_NAT if d is None else d.toordinal() - _UNIX_EPOCH for d in flat]
        return Cells(np.array(since_1970, np.int64).view("datetime64[D]"), grid.shape, single)
    found = read_cells(value, _day, np.int64, _NAT)
    return Cells(found.values.view("datetime64[D]"), found.shape, found.scalar, found.errors)


def _serial_cells(grid: NDArray[Any], single: bool) -> Cells:  # noqa: FBT001  as `Cells` has it
    """Serial numbers as dates, all at once; what `from_serial` refuses is #NUM!."""
    serials = grid.ravel().astype(np.float64)
    fit = (serials >= 1) & (serials < LAST_SERIAL + 1)
    since = np.floor(np.where(fit, serials, 1)).astype(np.int64)
    since += _EPOCH.toordinal() - _UNIX_EPOCH + (since < 60)
    unfit = np.flatnonzero(~fit & ~np.isnan(serials)).tolist()
    found = np.where(fit, since, _NAT).view("datetime64[D]")
    return Cells(found, grid.shape, single, dict.fromkeys(unfit, ErrorKind.NUM))


def text_cells(value: Value) -> Cells:
    """The texts of an argument, None where blank or in error."""
    grid, single = grid_of(value)
    flat = _flat(grid)
    if set(map(type, flat)) <= {str, type(None)} and ERRORS.keys().isdisjoint(flat):
        found = np.empty(len(flat), dtype=object)
        found[:] = flat
        return Cells(found, grid.shape, single)
    return read_cells(value, text_of)


def grid_of(value: Value) -> tuple[NDArray[Any], bool]:
    """The argument as a two-dimensional array, and whether it came as a single value.

    Dates are objects, those outside Excel's calendar the text of their error; stretches of time are days.
    """
    grid, single = _as_passed(value)
    if grid.dtype.kind == "M":
        return _moments(grid), single
    return (grid / _A_DAY if grid.dtype.kind == "m" else grid), single


def _as_passed(value: Value) -> tuple[NDArray[Any], bool]:
    if hasattr(value, "to_numpy") and not isinstance(value, date):  # pandas would move a single moment to UTC
        value = _unpacked(value)
    if isinstance(value, np.ma.MaskedArray):
        value = _without_masked(value)
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return np.asarray(value).reshape(1, 1), True
    if isinstance(value, list | tuple):
        value = _array(value)
    if not isinstance(value, np.ndarray):
        one = np.empty((1, 1), dtype=object)
        one[0, 0] = value
        return one, True
    if value.ndim > 2:
        raise CannotCompute(ErrorKind.VALUE, "a range has rows and columns only")
    return (value[:, np.newaxis] if value.ndim == 1 else value), False


def _without_masked(value: np.ma.MaskedArray[Any, Any]) -> Objects:
    """Blanks in place of what is masked."""
    cells: Objects = np.asarray(value.data).astype(object)
    cells[np.ma.getmaskarray(value)] = None
    return cells


def _unpacked(value: Value) -> Value:
    """The array in an object of pandas; left to itself, a frame of categories makes a huge number of a blank."""
    if getattr(value, "ndim", 1) == 2 and any(str(kind) == "category" for kind in value.dtypes):
        return value.to_numpy(dtype=object)
    return value.to_numpy()


def _array(rows: Sequence[Any]) -> NDArray[Any]:
    """Rows, or a flat list, as numpy would read them, but without changing a value, numbers to texts for one."""
    flat, shape = _in_reading_order(rows)
    kinds = set(map(type, flat))
    if kinds <= _SIMPLE:  # millions of cells are quicker read so than as rows
        found = np.array(flat) if kinds in _OF_NUMBERS else np.fromiter(flat, object, len(flat))
        return (found if found.dtype.kind in "fi" else np.fromiter(flat, object, len(flat))).reshape(shape)
    try:
        found = np.array(rows, dtype=object)  # left to itself, numpy makes texts of numbers beside them
    except ValueError as error:
        raise CannotCompute(ErrorKind.VALUE, "the rows of a range differ in length") from error
    if found.ndim == 1 and any(isinstance(row, list | tuple | np.ndarray) for row in found):
        raise CannotCompute(ErrorKind.VALUE, "the rows of a range differ in length")
    return found


def _moments(grid: NDArray[Any]) -> Objects:
    """Moments of numpy as Python's, at midnight as dates."""
    outside = _outside_the_calendar(grid)
    known = np.where(outside, np.datetime64("NaT"), grid).astype("datetime64[us]").astype(object)
    found: Objects = np.where(outside, ErrorKind.NUM.value, known)
    for at, moment in np.ndenumerate(found):
        if isinstance(moment, datetime) and moment.time() == time.min:
            found[at] = moment.date()
    return found


def _outside_the_calendar(moments: NDArray[Any]) -> NDArray[np.bool_]:
    years = moments.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.asarray(~np.isnat(moments) & ((years < FIRST_DAY.year) | (years > LAST_DAY.year)))


def _in_reading_order(rows: Sequence[Any]) -> tuple[Sequence[Any], tuple[int, ...]]:
    """The cells of rows that are equally long, and their shape; anything else as it stands."""
    if not rows or not set(map(type, rows)) <= {list, tuple}:
        return rows, (len(rows),)
    if len(rows[0]) == 1:
        try:
            return [cell for (cell,) in rows], (len(rows), 1)
        except ValueError:  # rows that differ in length
            return rows, (len(rows),)
    if len(set(map(len, rows))) > 1:
        return rows, (len(rows),)
    return list(chain.from_iterable(rows)), (len(rows), len(rows[0]))


def _flat(grid: NDArray[Any]) -> list[Any]:
    """The cells in reading order, "" already read as None."""
    return [None if cell.__class__ is str and not cell else cell for cell in grid.ravel().tolist()]


def _infinities(found: Floats) -> dict[int, ErrorKind]:
    infinite = np.isinf(found)
    if not infinite.any():
        return {}
    at = np.flatnonzero(infinite)
    found[at] = np.nan
    return dict.fromkeys(at.tolist(), ErrorKind.NUM)


def read_cells(
    value: Value, read: Callable[[Any], Any], dtype: type[Any] = object, blank: float | None = None
) -> Cells:
    """Cell by cell, for mixed ranges: `read` gets what is neither blank nor an error."""
    grid, single = grid_of(value)
    errors: dict[int, ErrorKind] = {}
    found = np.full(grid.size, blank, dtype=dtype)
    for i, cell in enumerate(_flat(grid)):
        if cell is None:
            continue
        if isinstance(cell, np.datetime64 | np.timedelta64):
            cell = grid_of(cell)[0].item()  # noqa: PLW2901  the same cell, as Python's
        kind = error_in(cell)
        if kind is None and not is_blank(cell):
            try:
                found[i] = read(cell)
            except CannotCompute as failure:
                kind = failure.kind
        if kind is not None:
            errors[i] = kind
    return Cells(found, grid.shape, single, errors)


def _number(cell: Value) -> float:
    if isinstance(cell, date):
        return to_serial(cell)
    if isinstance(cell, timedelta):
        return cell / timedelta(1)
    if not isinstance(cell, abstract.Real | Decimal | np.bool_):
        raise CannotCompute(ErrorKind.VALUE, f"{cell!r} is not a number")
    try:
        found = float(cell)
    except OverflowError:
        found = math.inf
    if math.isinf(found):
        raise CannotCompute(ErrorKind.NUM, "a number beyond all limits")
    return found


def _day(cell: Value) -> int:
    """Days since 1970, of a date or a serial number."""
    found = cell if isinstance(cell, date) else from_serial(_number(cell))
    if found.year < FIRST_DAY.year:
        raise CannotCompute(ErrorKind.NUM, f"{found} is before Excel's first day")
    return found.toordinal() - _UNIX_EPOCH


def text_of(cell: Value) -> str | None:
    """The text of a cell as formulas read it: numbers on fifteen digits, a date at midnight without its time."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool | np.bool_):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, abstract.Integral) and abs(int(cell)) >= _FIFTEEN_DIGITS:
        return str(int(cell))  # no cell holds it; as an id it is not its neighbour
    if isinstance(cell, abstract.Real | Decimal):
        return _shown(float(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _shown(number: float) -> str:
    shown = f"{number + 0.0:.15g}"
    if "e" in shown and _PLAIN_FROM <= abs(number) < _PLAIN_BELOW:
        return f"{Decimal(shown):f}"
    return shown


def _dates(flat: Sequence[date | None]) -> Iterator[date]:
    """The days without their times, which alone compare with each other."""
    return (d.date() if isinstance(d, datetime) else d for d in flat if d is not None)
