"""The results of a cell function: computed cell by cell, and brought into the shape and the types a host can take."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salessheet.core.values import Cells, Objects, Value, grid_of, is_blank
from salessheet.errors import CannotCompute, ErrorKind

_PLAIN = {str, int, bool, type(None), date, datetime}  # what a host takes as it stands; a float may be NaN


def each(compute: Callable[..., NDArray[Any]], *arguments: Cells) -> Value:
    """Apply a vectorised function cell by cell; the result has the shape of the ranges among the arguments.

    `compute` gets one-dimensional arrays of equal length and returns another: NaN, NaT or None for a blank. A cell in
    error is not computed and keeps its error (the first argument's first). If `compute` raises CannotCompute for some
    cells, halving the arrays finds which. Single values are repeated; ranges that differ in shape are #VALUE!.
    """
    shape = _common_shape(arguments)
    size = shape[0] * shape[1]
    failed: dict[int, ErrorKind] = {}
    for argument in reversed(arguments):
        is_repeated = argument.values.size == 1
        failed |= {i: kind for at, kind in argument.errors.items() for i in (range(size) if is_repeated else (at,))}
    wide = [np.broadcast_to(a.values, size) for a in arguments]
    found = _all_at_once(compute, wide) if not failed else None
    if found is None:
        sound = np.array([i for i in range(size) if i not in failed], dtype=np.intp)
        found = np.empty(size, dtype=object)
        _compute_sound(compute, [w[sound] for w in wide], sound, found, failed)
        for i, kind in failed.items():
            found[i] = kind.value
    return plain(found[0]) if all(a.scalar for a in arguments) else plain(found.reshape(shape))


def shaped(result: Iterable[Any], like: Value) -> Value:
    """A result with one value a cell of the argument `like`, in its shape: a scalar, row, column or block."""
    shape = _shape(like)
    found = result if isinstance(result, np.ndarray) else np.array([*result, None], dtype=object)[:-1]
    return plain(found[0]) if shape is None else plain(found.reshape(shape))


def plain(result: Any) -> Value:  # noqa: ANN401  whatever core returns
    """What a host can take: float, int, bool, str, date or None, alone or in lists of rows; NaN is blank, inf #NUM!.

    A one-dimensional array or a flat list is a column; a list of tuples or lists is a table.
    """
    if isinstance(result, np.ndarray):
        if result.ndim == 0:
            return plain(result.item())
        rows = result[:, np.newaxis] if result.ndim == 1 else result
        if rows.dtype.kind == "f" and np.isfinite(rows).all():
            return (rows + 0.0).tolist()  # no minus zero
        if rows.dtype.kind == "O" and set(map(type, rows.ravel().tolist())) <= _PLAIN:
            return rows.tolist()
        return [[_plain_cell(cell) for cell in row] for row in rows.tolist()]
    if isinstance(result, list | tuple):
        return [[_plain_cell(cell) for cell in (row if isinstance(row, list | tuple) else (row,))] for row in result]
    return _plain_cell(result)


def table(*fields: Sequence[Value] | NDArray[Any]) -> Value:
    """Rows of columns that are equally long, as `plain` has them; one blank row if they are empty.

    A sheet can't hold less than a row.
    """
    rows = zip(*(_plain_column(field) for field in fields), strict=True)
    return [list(row) for row in rows] or [[None] * len(fields)]


def _plain_column(field: Sequence[Value] | NDArray[Any]) -> list[Value]:
    if isinstance(field, np.ndarray):
        if field.dtype.kind == "f" and np.isfinite(field).all():
            return list((field + 0.0).tolist())  # no minus zero
        field = field.tolist() if field.dtype.kind != "M" else list(field)
    return list(field) if set(map(type, field)) <= _PLAIN else [_plain_cell(cell) for cell in field]


def _shape(value: Value) -> tuple[int, int] | None:
    """Rows and columns of a range, None for a single value."""
    grid, single = grid_of(value)
    return None if single else (grid.shape[0], grid.shape[1])


def _common_shape(arguments: Sequence[Cells]) -> tuple[int, int]:
    shapes = {a.shape for a in arguments if a.values.size != 1}
    if len(shapes) > 1:
        raise CannotCompute(ErrorKind.VALUE, "ranges that differ in shape")
    return shapes.pop() if shapes else (1, 1)


def _all_at_once(compute: Callable[..., NDArray[Any]], wide: Sequence[NDArray[Any]]) -> NDArray[Any] | None:
    try:
        return np.asarray(compute(*wide))
    except CannotCompute:
        return None


def _compute_sound(
    compute: Callable[..., NDArray[Any]],
    wide: Sequence[NDArray[Any]],
    where: NDArray[np.intp],
    found: Objects,
    failed: dict[int, ErrorKind],
) -> None:
    if where.size == 0:
        return
    try:
        found[where] = compute(*wide)
    except CannotCompute as failure:
        if where.size == 1:
            failed[int(where[0])] = failure.kind
            return
        for half in (slice(None, where.size // 2), slice(where.size // 2, None)):
            _compute_sound(compute, [w[half] for w in wide], where[half], found, failed)


def _plain_cell(cell: Any) -> Value:  # noqa: ANN401  whatever core returns
    if isinstance(cell, np.generic):
        cell = cell.astype("datetime64[D]").item() if cell.dtype.kind == "M" else cell.item()
    if isinstance(cell, float):
        return None if math.isnan(cell) else ErrorKind.NUM.value if math.isinf(cell) else cell + 0.0
    if isinstance(cell, Enum):
        return cell.value
    if isinstance(cell, str | datetime | date | bool | int) or cell is None:
        return cell
    return None if is_blank(cell) else cell
