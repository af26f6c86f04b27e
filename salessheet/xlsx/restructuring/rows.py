"""The rows of a sheet's part after cells were inserted or deleted. Every cell keeps its bytes but for its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from openpyxl.utils import get_column_letter

from salessheet.xlsx.addresses import LAST_COLUMN
from salessheet.xlsx.changes.areas import place
from salessheet.xlsx.changes.kinds import Shifted
from salessheet.xlsx.package import in_utf8
from salessheet.xlsx.restructuring.raw_rows import RawRow, RowReader

_DATA: Final = re.compile(rb"(<((?:[A-Za-z_][\w.-]*:)?)sheetData\b[^>]*?>)(.*?)(</\2sheetData\s*>)", re.DOTALL)
_ADDRESS: Final = re.compile(rb'(?<![\w:])r\s*=\s*["\'][^"\']*["\']')
_SPANS: Final = re.compile(rb'(?<![\w:])spans\s*=\s*["\'][^"\']*["\']')


def moved_rows(content: bytes, change: Shifted) -> bytes:
    """The sheet's part with its cells where they are now; those that were deleted are gone."""
    content = in_utf8(content)
    return _DATA.sub(lambda found: found[1] + _moved(found[3], found[2].decode(), change) + found[4], content, count=1)


def _moved(rows: bytes, prefix: str, change: Shifted) -> bytes:
    reader = RowReader(prefix)
    is_whole = change.rows != 0 and change.area.left == 1 and change.area.right == LAST_COLUMN
    cells: dict[int, dict[int, bytes]] = {}
    attributes: dict[int, bytes] = {}
    for row in reader.rows(rows):
        home = place(change, (row.number, 1)) if is_whole else (row.number, 1)
        if home is not None:
            attributes[home[0]] = _ADDRESS.sub(b"", row.attributes, count=1).strip()
        for number, column, cell in _cells(reader, row, change):
            cells.setdefault(number, {})[column] = cell
    tag = f"{prefix}row".encode()
    written = []
    for number in sorted(cells.keys() | attributes.keys()):
        more = attributes.get(number, b"")
        if not is_whole:
            more = _spanning(more, cells.get(number, {}))
        head = b"<" + tag + f' r="{number}"'.encode() + (b" " + more if more else b"")
        inside = b"".join(cell for _, cell in sorted(cells.get(number, {}).items()))
        if inside:
            written.append(head + b">" + inside + b"</" + tag + b">")
        elif more:
            written.append(head + b"/>")
    return b"".join(written)


def _spanning(attributes: bytes, cells: Iterable[int]) -> bytes:
    """A row's attributes, of which one may say its first and last column."""
    columns = list(cells)
    if not columns:
        return attributes
    return _SPANS.sub(f'spans="{min(columns)}:{max(columns)}"'.encode(), attributes)


def _cells(reader: RowReader, row: RawRow, change: Shifted) -> Iterator[tuple[int, int, bytes]]:
    for cell in reader.cells(row.content):
        there = place(change, (row.number, cell.column))
        if there is None:
            continue
        if there == (row.number, cell.column):
            yield *there, cell.whole
            continue
        address = f'r="{get_column_letter(there[1])}{there[0]}"'.encode()
        known = _ADDRESS.search(cell.attributes)
        if known is not None:
            start = cell.whole.index(cell.attributes)
            at, end = start + known.start(), start + known.end()
            yield *there, cell.whole[:at] + address + cell.whole[end:]
        else:
            name = cell.whole.index(b"c") + 1
            yield *there, cell.whole[:name] + b" " + address + cell.whole[name:]
