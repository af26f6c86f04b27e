"""The tables of a sheet: where they are, and what their columns are called."""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.shared_strings import unescaped


@dataclass(frozen=True)
class TableRange:
    """An Excel table: its cells without header and totals, and where its columns are."""

    name: str
    sheet: str
    area: Area
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]


def table_range(package: Package, part: str, sheet: str) -> TableRange | None:
    tree = package.tree(part)
    whole = area(sheet, tree.get("ref", ""))
    if whole is None:
        return None
    columns = tuple(unescaped(column.get("name", "")) for column in tree.iter(f"{MAIN}tableColumn"))
    header, totals = package.number(tree, "headerRowCount", 1), package.number(tree, "totalsRowCount")
    body = whole._replace(top=whole.top + header, bottom=whole.bottom - totals)
    return TableRange(tree.get("displayName", tree.get("name", "")), sheet, body, header, totals, columns)
