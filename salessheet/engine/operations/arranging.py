"""Rows of a rectangle put in another order: what goes along with their cells, and what stays where it is."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from openpyxl.cell.cell import MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from salessheet.engine.errors import Refused
from salessheet.engine.model.grid import Grid
from salessheet.xlsx.addresses import Area, shifted


class _Content(NamedTuple):
    """What goes along with a cell."""

    row: int
    value: Any
    kind: str
    style: Any
    note: Any
    link: Any
    result: Any


_BLANK = _Content(0, None, "n", None, None, None, None)


def arrange(grid: Grid, area: Area, sources: Sequence[int], targets: Sequence[int]) -> None:
    """The rows `sources` of a rectangle, in the places `targets`, in this order; both are numbers of rows.

    Formulas with their results, formats and notes go along, and relative references in formulas are to the same
    distance as before. Borders stay, as in Excel. Rows that are only a source keep what they have.
    """
    moved = [(old, new) for old, new in zip(sources, targets, strict=True) if old != new]
    columns = range(area.left, area.right + 1)
    contents = [[_content(grid, old, column) for column in columns] for old, _ in moved]
    for (_, new), line in zip(moved, contents, strict=True):
        for column, content in zip(columns, line, strict=True):
            _put(grid, new, column, content)
    for top, bottom in _runs(sorted(new for _, new in moved)):
        grid.mark(area._replace(top=top, bottom=bottom))
    results = grid.results
    for (_, new), line in zip(moved, contents, strict=True):
        for column, content in zip(columns, line, strict=True):
            if content.kind == "f":
                results.take((new, column), content.result)
    results.formulas_changed()


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of the rows that follow each other, of rows in order."""
    for _, group in itertools.groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        yield run[0], run[-1]


def _content(grid: Grid, row: int, column: int) -> _Content:
    cell = grid.cells.get((row, column))
    if cell is None or isinstance(cell, MergedCell):
        return _BLANK
    if isinstance(cell.value, ArrayFormula | DataTableFormula) and ":" in (cell.value.ref or ""):
        raise Refused("You can't change part of an array: rows with one over several cells cannot change places.")
    result = grid.results.known.get((row, column)) if cell.data_type == "f" else None
    return _Content(row, cell.value, cell.data_type, cell._style, cell.comment, cell.hyperlink, result)


def _put(grid: Grid, row: int, column: int, content: _Content) -> None:
    cell: Any = grid.cells.get((row, column))
    if cell is None:
        if content is _BLANK:
            return
        cell = grid.cell(row, column)
    cell._value, cell.data_type = content.value, content.kind
    if content.kind == "f":
        if isinstance(content.value, ArrayFormula):
            formula = shifted(content.value.text or "", row - content.row, 0)
            cell._value = ArrayFormula(cell.coordinate, formula)
        elif isinstance(content.value, str):
            cell._value = shifted(content.value, row - content.row, 0)
    border = 0 if cell._style is None else cell._style.borderId
    if content.style is not None or cell._style is not None:
        cell._style = StyleArray() if content.style is None else copy.copy(content.style)
        cell._style.borderId = border
        grid.restyled.add((row, column))
    if content.note is not None or content.link is not None or cell.comment is not None or cell.hyperlink is not None:
        cell.comment = copy.copy(content.note)
        cell._hyperlink = copy.copy(content.link)
        if cell._hyperlink is not None:
            cell._hyperlink.ref = cell.coordinate
        grid.is_reshaped = True
