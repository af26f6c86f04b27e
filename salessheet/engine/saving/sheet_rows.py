"""The rows of a sheet's part with the touched cells written anew. What was not touched keeps its bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

from salessheet.engine.saving.cell_xml import CellWriter
from salessheet.xlsx.addresses import Place
from salessheet.xlsx.restructuring.raw_rows import RawCell, RawRow, RowReader

_SPANS: Final = re.compile(rb'(\s+spans\s*=\s*["\'])([0-9]+):([0-9]+)(["\'])')
_STYLE: Final = re.compile(rb'(?<![\w:])s\s*=\s*["\']([0-9]+)["\']')
_CUSTOM: Final = re.compile(rb'customFormat\s*=\s*["\'](?:1|true)["\']')
_OF_ROW: Final = re.compile(
    rb"\s+(?:r|s|customFormat|ht|customHeight|hidden|outlineLevel|collapsed|thickTop|thickBot)"
    rb'\s*=\s*(?:"[^"]*"|\'[^\']*\')'
)
"""Attributes of a row that the model says."""
_KEPT: Final = re.compile(rb'\s+(?:ph|[\w.-]+:[\w.-]+)\s*=\s*(?:"[^"]*"|\'[^\']*\')')
"""Attributes of a cell that have nothing to do with what it holds."""
_KIND: Final = re.compile(rb'\s+(?:t|cm|vm)\s*=\s*["\'][^"\']*["\']')


class Touch(IntFlag):
    """What of a cell differs from the file."""

    STYLE = 1
    RESULT = 2
    FORMULA = 4
    CONTENT = 8


@dataclass(frozen=True)
class Touched:
    """`cells`: row → column → what differs there. `rows`: those whose height or visibility may differ."""

    cells: Mapping[int, Mapping[int, Touch]]
    rows: frozenset[int]


@dataclass(frozen=True)
class RowWriter:
    """Puts a sheet's rows together.

    `row_attributes`: what the model says of a row, as XML attributes. `inherited`: the format that a cell takes from
    its row or column; None for none.
    """

    cells: Mapping[Place, Cell]
    writer: CellWriter
    reader: RowReader
    row_attributes: Callable[[int], str]
    inherited: Callable[[int, int], Any]
    column_style: Callable[[int], int | None]
    """The number of the format that a column has in the file; None for none."""

    def merged(self, content: bytes, touched: Touched) -> Iterator[bytes]:
        """`content`: the rows in the file."""
        waiting = sorted(touched.cells.keys() | touched.rows)
        at = 0
        for raw in self.reader.rows(content):
            while at < len(waiting) and waiting[at] < raw.number:
                yield self.new(waiting[at], touched.cells.get(waiting[at], {}))
                at += 1
            yield raw.before
            if at < len(waiting) and waiting[at] == raw.number:
                at += 1
                yield self._row(raw, touched)
            else:
                yield raw.whole
        for number in waiting[at:]:
            yield self.new(number, touched.cells.get(number, {}))

    def new(self, number: int, columns: Iterable[int]) -> bytes:
        """A row that the file does not have; nothing where it would be empty."""
        cells = self.cells
        written = [
            self._whole(f"{get_column_letter(column)}{number}", number, column, self._new_style(cell, None))
            for column in sorted(columns)
            if (cell := cells.get((number, column))) is not None
        ]
        content = "".join(written)
        attributes = self.row_attributes(number)
        p = self.writer.p
        if not content and not attributes:
            return b""
        return f'<{p}row r="{number}"{attributes}>{content}</{p}row>'.encode()

    def _row(self, raw: RawRow, touched: Touched) -> bytes:
        wanted = touched.cells.get(raw.number, {})
        known = {cell.column: cell for cell in self.reader.cells(raw.content)}
        own = _own_style(raw) if raw.number not in touched.rows else None
        written = []
        for column in sorted(known.keys() | wanted.keys()):
            cell, touch = known.get(column), wanted.get(column, Touch(0))
            if cell is not None and not touch:
                written.append(cell.whole)
            else:
                written.append(self._cell(raw.number, column, cell, touch, own))
        attributes = raw.attributes
        if any(column not in known for column in wanted):
            attributes = _SPANS.sub(lambda said: _widened(said, wanted), attributes)
        if raw.number in touched.rows:
            kept = _OF_ROW.sub(b"", attributes)  # what the model knows nothing of
            attributes = f' r="{raw.number}"{self.row_attributes(raw.number)}'.encode() + kept
        return _element(self.writer.p, "row", attributes, b"".join(written))

    def _cell(self, row: int, column: int, raw: RawCell | None, touch: Touch, row_style: int | None) -> bytes:
        cell = self.cells.get((row, column))
        writer = self.writer
        if type(cell) is not Cell:
            return b"" if cell is None else self._under_merged(f"{get_column_letter(column)}{row}", cell, raw, touch)
        address = f"{get_column_letter(column)}{row}"
        if raw is None or touch & Touch.CONTENT:
            style = self._new_style(cell, row_style) if raw is None else self._style(raw, cell, touch)
            written = self._whole(address, row, column, style)
            kept = "".join(found[0].decode() for found in _KEPT.finditer(raw.attributes)) if raw is not None else ""
            return written.replace(f'r="{address}"', f'r="{address}"{kept}', 1).encode() if kept else written.encode()
        attributes, content = raw.attributes, raw.content
        if touch & Touch.STYLE:
            attributes = writer.restyled(attributes, cell)
        if touch & Touch.FORMULA:
            content = writer.reformulated(content, cell)
        if touch & Touch.RESULT:
            attributes, content = writer.revalued(attributes, content, cell)
        return _element(writer.p, "c", attributes, content)

    def _under_merged(self, address: str, cell: Any, raw: RawCell | None, touch: Touch) -> bytes:
        """As it was, but for its format: the borders of a merged cell belong to the cells at its edge."""
        if raw is not None and touch & Touch.CONTENT:
            bare = _KIND.sub(b"", raw.attributes)
            is_restyled = touch & Touch.STYLE and cell._style is not None
            attributes = self.writer.restyled(bare, cell) if is_restyled else bare
            return _element(self.writer.p, "c", attributes, b"")
        if not touch & Touch.STYLE or cell._style is None:
            return raw.whole if raw is not None else b""
        if raw is None:
            return self.writer.whole(address, cell, self.writer.style_index(cell)).encode()
        return _element(self.writer.p, "c", self.writer.restyled(raw.attributes, cell), raw.content)

    def _whole(self, address: str, row: int, column: int, style: int) -> str:
        """A blank cell without a format is none, unless its row or column has one that it would take."""
        written = self.writer.whole(address, self.cells.get((row, column)), style)
        if not written and self.inherited(row, column) is not None:
            return f'<{self.writer.p}c r="{address}"/>'
        return written

    def _new_style(self, cell: Cell, row_style: int | None) -> int:
        """The number of the style of a cell that the file does not have: that of its row or column, if it looks so."""
        style: Any = getattr(cell, "_style", None)
        plain_or_own = style if style is not None and any(style) else None
        if plain_or_own == self.inherited(cell.row, cell.column):
            number = row_style if row_style is not None else self.column_style(cell.column)
            if number is not None:
                return number
        return self.writer.style_index(cell)

    def _style(self, raw: RawCell, cell: Cell, touch: Touch) -> int:
        """The number of the style: the file's own, unless a format was set.

        openpyxl takes some styles for the same that are not, and dresses merged cells.
        """
        said = _STYLE.search(raw.attributes)
        return self.writer.style_index(cell) if touch & Touch.STYLE else int(said[1]) if said else 0


def _own_style(row: RawRow) -> int | None:
    """The number of the format that a row gives its cells."""
    said = _STYLE.search(row.attributes)
    return int(said[1]) if said and _CUSTOM.search(row.attributes) else None


def _widened(said: re.Match[bytes], columns: Iterable[int]) -> bytes:
    """A row's first and last column, made to hold more."""
    first, last = min(int(said[2]), *columns), max(int(said[3]), *columns)
    return said[1] + f"{first}:{last}".encode() + said[4]


def _element(prefix: str, name: str, attributes: bytes, content: bytes) -> bytes:
    tag = f"{prefix}{name}".encode()
    return b"<" + tag + attributes + (b">" + content + b"</" + tag + b">" if content else b"/>")


def all_rows(places: Iterable[Place], rows: Iterable[int]) -> Sequence[tuple[int, list[int]]]:
    """Row → its columns, in order, of a sheet that is written whole. `rows`: those with attributes of their own."""
    found: dict[int, list[int]] = {number: [] for number in rows}
    for row, column in places:
        columns = found.get(row)
        if columns is None:
            found[row] = [column]
        else:
            columns.append(column)
    return sorted(found.items())
