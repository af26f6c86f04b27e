"""Parts of a template's tables: of their columns, new rows get the declaration's formulas; what was about rows goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from lxml import etree

from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Axis
from salessheet.workbook.schema import Block
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.stamp.filters import forget, is_stale
from salessheet.xlsx.stamp.frames import written
from salessheet.xlsx.stamp.standing import Standing
from salessheet.xlsx.table_ranges import TableRange, table_range
from salessheet.xlsx.template.blocks import of_new_rows

_COLUMN: Final = re.compile(rb"<((?:\w+:)?)(tableColumn\b[^>]*?)(/?)>")
"""In what lxml writes, which has no bare `>` in attributes."""


@dataclass(frozen=True)
class TableParts:
    """Those about cells that are others in each workbook. `bare`: as far as they are alike in all."""

    bare: Mapping[str, bytes]
    lines: Mapping[str, Sequence[Line | None]]
    """Of each part that has calculated columns, what stands in its columns; none where a company added one."""
    spelt: Mapping[str, tuple[bytes, bytes]]
    """The same parts in the template: as they are spelt here, and as they stand there."""

    def rewrite(self, parts: dict[str, bytes], edition: Edition) -> None:
        for part, lines in self.lines.items():
            places = edition.layout.places
            formulas = (of_new_rows(edition, line) if line is not None and line in places else "" for line in lines)
            now, (spelt, stood) = _with_formulas(parts[part], formulas), self.spelt[part]
            parts[part] = stood if now == spelt else now


def table_parts(standing: Standing) -> TableParts:
    """The table parts of a template, without what each workbook has of its own."""
    package, blocks = standing.book.package, {table.name: block for block, table in standing.tables.items()}
    bare: dict[str, bytes] = {}
    found: dict[str, Sequence[Line | None]] = {}
    spelt: dict[str, tuple[bytes, bytes]] = {}
    for title, sheet in package.sheet_parts().items():
        for _, part in package.related(sheet, "/table").values():
            table = table_range(package, part, title) if part in package.parts else None
            if table is None:
                continue
            block = blocks.get(table.name)
            lines = [] if block is None else _columns(standing, block, table)
            if any(isinstance(line, Calc) for line in lines):
                found[part] = lines
            tree = etree.fromstring(package.parts[part])
            if part in found:
                spelt[part] = written(tree), package.parts[part]
            gone = is_stale(tree.get("ref", ""), title, standing) and forget(tree)
            if _without_formulas(tree, lines) or gone or part in found:
                bare[part] = written(tree)
    return TableParts(bare, found, spelt)


def _columns(standing: Standing, block: type[Block], table: TableRange) -> list[Line | None]:
    lines = [line for line in standing.blocks[block] if line.axis is Axis.ROWS]
    by_column = {standing.places[line].left - table.area.left: line for line in lines}
    return [by_column.get(index) for index in range(len(table.columns))]


def _without_formulas(tree: etree._Element, lines: Sequence[Line | None]) -> bool:
    """Of the declaration's columns. Whether there were any."""
    old = [
        (column, formula)
        for column, line in zip(tree.iter(f"{MAIN}tableColumn"), lines, strict=False)  # `lines`: of no block, none
        if line is not None
        for formula in column.findall(f"{MAIN}calculatedColumnFormula")
    ]
    for column, formula in old:
        column.remove(formula)
    return bool(old)


def _with_formulas(content: bytes, formulas: Iterator[str]) -> bytes:
    """`formulas`: of each column; empty where it has none, or keeps its own."""

    def filled(column: re.Match[bytes]) -> bytes:
        text = next(formulas)
        if not text:
            return column[0]
        prefix, start, is_empty = column.groups()
        tag, said = b"%bcalculatedColumnFormula" % prefix, escape(text, quote=False).encode()
        end = b"</%btableColumn>" % prefix if is_empty else b""
        return b"<%b%b><%b>%b</%b>%b" % (prefix, start, tag, said, tag, end)

    return _COLUMN.sub(filled, content)
