"""Cell functions (SS_*) called from an expression: `Cells` in, what a host would pass, `Cells` out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from salessheet.workbook.expr import Result
from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.cells import Cells, cells

_EPOCH = date(1899, 12, 30)


class CellFunctions(Mapping[str, Callable[..., Any]]):
    """The cell functions by their Excel name. One object a process, so that compiled books can be kept for it."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = dict(functions)

    def __getitem__(self, name: str) -> Callable[..., Any]:
        return self._functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)

    __hash__ = object.__hash__


def called(function: Callable[..., Any], result: Result, *arguments: Cells) -> Cells:
    """The cells of a block that `function` gives, called as its kind of result asks for."""
    rows, columns = np.broadcast_shapes(*(a.shape[:2] for a in arguments))
    if result is Result.CELL:
        results = [function(*(_plain(_at(a, i, j)) for a in arguments)) for i in range(rows) for j in range(columns)]
        tables = [found for found in results if isinstance(found, list)]
        if tables:  # a table for each cell, of which each takes what it wants; an error stands in all of its table
            n, m = len(tables[0]), len(tables[0][0])
            whole = [found if isinstance(found, list) else [[found] * m] * n for found in results]
            flat = [_cell(value) for table in whole for row in table for value in row]
            return cells(flat, rows, columns, n, m)
        return _formula_results(results, rows, columns)
    if result is Result.EACH:
        arguments = tuple(_as_items(a, rows, columns) for a in arguments)
    found = function(*map(_plain, arguments))
    if not isinstance(found, list):
        return _formula_results([found], 1, 1)
    flat = [value for row in found for value in row]
    made = _formula_results(flat, len(found), len(found[0]))
    return made.as_range if result is Result.TABLE else made


def _formula_results(results: list[Any], rows: int, columns: int) -> Cells:
    """A blank result becomes an empty text, which is what a formula can show; a date its serial number."""
    return cells([_cell(v) for v in results], rows, columns, 1, 1)


def _cell(value: Scalar | date) -> Scalar:
    if value is None:
        return ""
    if isinstance(value, date):
        return (date(value.year, value.month, value.day) - _EPOCH).days
    return value


def _plain(argument: Cells) -> Scalar | list[list[Scalar]]:
    """What a host would pass: a scalar, or a list of rows."""
    flat = argument.flat()
    if len(flat) == 1:
        return flat[0]
    width = argument.shape[3]
    return [flat[i : i + width] for i in range(0, len(flat), width)]


def _as_items(a: Cells, rows: int, columns: int) -> Cells:
    """One value for each cell of the block becomes a range of that shape; a range stays as it is."""
    if a.shape[:2] == (1, 1):
        return a
    return a.broadcast(rows, columns, 1, 1).reshape(1, 1, rows, columns)


def _at(a: Cells, i: int, j: int) -> Cells:
    i, j = min(i, a.shape[0] - 1), min(j, a.shape[1] - 1)
    return a.take((slice(i, i + 1), slice(j, j + 1)))
