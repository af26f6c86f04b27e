"""The cells of a template's sheet that the declaration says nothing of: labels, and whatever a company added."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from salessheet.workbook.readings.text import letters
from salessheet.xlsx.addresses import Area, Place
from salessheet.xlsx.changes.areas import in_address
from salessheet.xlsx.changes.kinds import Change
from salessheet.xlsx.package import in_utf8
from salessheet.xlsx.restructuring.raw_rows import RawCell, RowReader

_DATA: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\b[^>]*?(?:/>|>(.*?)</\1sheetData\s*>)", re.DOTALL)
_NUMBER: Final = re.compile(r'(?<![\w:])r\s*=\s*["\'][^"\']*["\']')
_SPANS: Final = re.compile(r'(?<![\w:])spans\s*=\s*["\'][^"\']*["\']')
_HIDDEN: Final = re.compile(r'(?<![\w:])hidden\s*=\s*["\'][^"\']*["\']')
_STYLE: Final = re.compile(r'(?<![\w:])s\s*=\s*["\']([0-9]+)["\']')
_KIND: Final = re.compile(r'(?<![\w:])t\s*=\s*["\']([^"\']*)["\']')
_INDEX: Final = re.compile(rb"<(?:[\w.-]+:)?v\b[^>]*>\s*([0-9]+)\s*<")
_FORMULA_TAG: Final = re.compile(r"<(?:[\w.-]+:)?f\b[^>]*>(?:</(?:[\w.-]+:)?f\s*>)?")
_PLACES: Final = re.compile(r'(?<![\w:])((?:ref|r1|r2)\s*=\s*)["\']([^"\']*)["\']')
_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f\b")
_RICH: Final = re.compile(r'(?<![\w:])vm\s*=\s*["\'][^"\']*["\']\s*')
_ALWAYS: Final = re.compile(r"""\sa?ca\s*=\s*["'](?:1|true)["']""")


@dataclass(frozen=True)
class OwnCell:
    """`kind`: of its value; `rest`: its other attributes but the address; `inside`: what stands between its tags."""

    style: int
    kind: str
    rest: str
    inside: str
    holds: bool
    """Whether something stands in it, be it a value or a formula."""


@dataclass(eq=False)
class SheetGrid:
    """All cells of a sheet's part as they are written, and what the rows say of themselves, by row."""

    prefix: str = ""
    cells: dict[int, dict[int, OwnCell]] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    texts: dict[Place, int] = field(default_factory=dict)
    """The numbers of shared texts, by the cells that show them."""

    def at(self, row: int, column: int) -> OwnCell | None:
        return self.cells.get(row, {}).get(column)

    def clear(self, area: Area) -> None:
        """Leave the cells blank, with their looks."""
        for row in range(area.top, area.bottom + 1):
            for column, cell in self.cells.get(row, {}).items():
                if area.left <= column <= area.right:
                    self.cells[row][column] = blank(cell)
                    self.texts.pop((row, column), None)

    def style(self, row: int, column: int) -> int | None:
        cell = self.at(row, column)
        return None if cell is None else cell.style

    def holds(self, row: int, left: int, right: int) -> bool:
        """Whether something stands in a row between two columns."""
        return any(cell.holds and left <= at <= right for at, cell in self.cells.get(row, {}).items())


def blank(cell: OwnCell) -> OwnCell:
    """The cell with its looks alone."""
    return OwnCell(cell.style, "", _plain(cell.rest), "", holds=False)


def grid_of(part: bytes) -> SheetGrid:
    """Rows and cells of a worksheet part; an empty grid where it has no data."""
    content = in_utf8(part)
    data = _DATA.search(content)
    if data is None:
        return SheetGrid()
    grid = SheetGrid(data[1].decode())
    reader = RowReader(grid.prefix)
    for row in reader.rows(data[2] or b""):
        said = _SPANS.sub("", _NUMBER.sub("", row.attributes.decode(), count=1)).strip()
        if said:
            grid.rows[row.number] = said
        line = grid.cells[row.number] = {}
        for cell in reader.cells(row.content):
            line[cell.column] = own = _own(cell)
            if own.kind == "s" and (index := _INDEX.search(cell.content)):
                grid.texts[row.number, cell.column] = int(index[1])
    return grid


@lru_cache(maxsize=4096)
def shown(row: str) -> str:
    """What a row says of itself, but not that it is hidden: another team's rows are others."""
    return _HIDDEN.sub("", row).strip()


def _own(cell: RawCell) -> OwnCell:
    style, kind, rest = _tag(_NUMBER.sub("", cell.attributes.decode(), count=1))
    inside = cell.content.decode()
    return OwnCell(style, kind, rest, inside, holds=bool(inside.strip()))


@lru_cache(maxsize=4096)
def _tag(attributes: str) -> tuple[int, str, str]:
    """Style, kind and the others of the attributes of a cell, which many share but for the address."""
    style, kind = _STYLE.search(attributes), _KIND.search(attributes)
    rest = _KIND.sub("", attributes, count=1).strip()
    return int(style[1]) if style else 0, kind[1] if kind else "", rest


def written(prefix: str, row: int, column: int, cell: OwnCell) -> bytes:
    """The cell as it stands, wherever that is now."""
    kind = f' t="{cell.kind}"' if cell.kind else ""
    return _element(prefix, row, column, cell.rest, kind, cell.inside)


def element(prefix: str, row: int, column: int, cell: OwnCell, kind: str, inside: str) -> bytes:
    """The cell with another content. `kind`: as its tag says it, with a blank in front."""
    return _element(prefix, row, column, _plain(cell.rest), kind, inside)


def is_rich(cell: OwnCell) -> bool:
    """Whether it shows more than a value: a picture, or what a formula found of a richer kind."""
    return bool(_RICH.search(cell.rest))


def _plain(rest: str) -> str:
    """Attributes of a cell without that which says so: it is of the value that stood there."""
    return _RICH.sub("", rest).strip() if "vm" in rest else rest


def _element(prefix: str, row: int, column: int, rest: str, kind: str, inside: str) -> bytes:
    said = f" {rest}" if rest else ""
    head = f'<{prefix}c r="{letters(column)}{row}"{said}{kind}'
    return f"{head}>{inside}</{prefix}c>".encode() if inside else f"{head}/>".encode()


def data_table(cell: OwnCell, change: Change, sheet: str) -> str:
    """What stands in the first cell of a what-if data table, without its value: its cells and those that it varies."""

    def moved(found: re.Match[str]) -> str:
        return f'{found[1]}"{in_address(change, sheet, found[2]) or found[2]}"'

    tag = _FORMULA_TAG.search(cell.inside)
    return "" if tag is None else _PLACES.sub(moved, tag[0])


def holds_formula(cell: OwnCell) -> bool:
    return bool(_FORMULA.search(cell.inside.encode()))


def calculated(cell: OwnCell) -> str:
    """What its formula's tag says of when it is calculated: with TODAY and its like, whenever the file is opened."""
    tag = _FORMULA_TAG.search(cell.inside)
    return "" if tag is None else "".join(_ALWAYS.findall(tag[0]))
