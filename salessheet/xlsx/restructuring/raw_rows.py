"""The rows of a sheet's part and their cells, as the file writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from openpyxl.utils import column_index_from_string

from salessheet.xlsx.addresses import Place

_ADDRESS: Final = re.compile(rb'(?<![\w:])r\s*=\s*["\']([A-Za-z]{1,3})([0-9]{1,7})["\']')
_ROW_NUMBER: Final = re.compile(rb'(?<![\w:])r\s*=\s*["\']([0-9]+)["\']')
_SHARED: Final = re.compile(rb'\bt\s*=\s*["\']shared["\']')
_INDEX: Final = re.compile(rb'\bsi\s*=\s*["\']([0-9]+)["\']')


class RawCell(NamedTuple):
    """A cell as the file writes it: what stands in its tag after the name, and between its tags."""

    column: int
    whole: bytes
    attributes: bytes
    content: bytes


class RawRow(NamedTuple):
    """`before`: what stands between the row before and this one, which is white space, and mostly nothing."""

    number: int
    before: bytes
    whole: bytes
    attributes: bytes
    content: bytes


class RowReader:
    """Takes the rows of a sheet's part apart. `prefix`: of the main namespace, such as `x:`, mostly none."""

    def __init__(self, prefix: str) -> None:
        p = re.escape(prefix)
        self._row = re.compile(rf"<{p}row\b([^>]*?)(?:/>|>(.*?)</{p}row\s*>)".encode(), re.DOTALL)
        self._cell = re.compile(rf"<{p}c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</{p}c\s*>)".encode(), re.DOTALL)
        self._formula = re.compile(rf"<{p}f\b([^>]*?)(?:/>|>(.*?)</{p}f\s*>)".encode(), re.DOTALL)

    def rows(self, content: bytes) -> Iterator[RawRow]:
        number = end = 0
        for found in self._row.finditer(content):
            said = _ROW_NUMBER.search(found[1])
            number = int(said[1]) if said else number + 1
            yield RawRow(number, content[end : found.start()], found[0], found[1].rstrip(), found[2] or b"")
            end = found.end()

    def cells(self, content: bytes) -> Iterator[RawCell]:
        column = 0
        for found in self._cell.finditer(content):
            said = _ADDRESS.search(found[1])
            column = column_index_from_string(said[1].decode()) if said else column + 1
            yield RawCell(column, found[0], found[1].rstrip(), found[2] or b"")

    def shared(self, content: bytes) -> dict[bytes, tuple[Place | None, list[Place]]]:
        """Index of a shared formula → the cell that holds it, and the others that share it."""
        groups: dict[bytes, tuple[Place | None, list[Place]]] = {}
        if not _SHARED.search(content):
            return groups
        for row in self.rows(content):
            if not _SHARED.search(row.content):
                continue
            for cell in self.cells(row.content):
                formula = self._formula.search(cell.content)
                if formula is None or not _SHARED.search(formula[1]):
                    continue
                index = _INDEX.search(formula[1])
                holder, others = groups.get(index[1] if index else b"", (None, []))
                if formula[2]:
                    holder = (row.number, cell.column)
                else:
                    others.append((row.number, cell.column))
                groups[index[1] if index else b""] = (holder, others)
        return groups
