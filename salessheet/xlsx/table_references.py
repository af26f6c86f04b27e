"""References into tables: what stands in the brackets after a table's name, as the cells it means."""

from __future__ import annotations

import re
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.table_ranges import TableRange

THIS_ROW: Final = "#this row"
NO_CELLS: Final = "#REF!"
_NOT_THIS_ROW: Final = "#VALUE!"
_TABLE_ITEM: Final = re.compile(r"\[((?:[^\[\]']|'.)*)\]", re.DOTALL)


def cells_in_table(table: TableRange, inside: str, cell: CellRef) -> Area | str:
    """What stands in the brackets after a table's name, as the cells it means when read in `cell`; else the error."""
    items, names = items_and_columns(inside)
    known = {column.casefold(): table.area.left + i for i, column in enumerate(table.columns)}
    columns = [known.get(name, 0) for name in names] or [table.area.left, table.area.right]
    rows = _rows(items, table, cell)
    if rows is None or 0 in columns:
        return NO_CELLS
    is_beside = table.area.top <= cell.row <= table.area.bottom
    if THIS_ROW in items and not is_beside:
        return _NOT_THIS_ROW
    return Area(table.sheet, rows[0], min(columns), rows[1], max(columns))


def items_and_columns(inside: str) -> tuple[list[str], list[str]]:
    """What stands in a table reference's brackets: its special items, and its columns, both in lower case."""
    items = [THIS_ROW] if inside.startswith("@") else []
    rest = inside.removeprefix("@")
    columns = []
    for content in _TABLE_ITEM.findall(rest) if rest.lstrip().startswith("[") else [rest]:
        if content.startswith("#"):
            items.append(content.casefold())
        elif content:
            columns.append(re.sub(r"'(.)", r"\1", content).casefold())
    return items, columns


def _rows(items: list[str], table: TableRange, cell: CellRef) -> tuple[int, int] | None:
    body = table.area
    if not items:
        return body.top, body.bottom
    spans = {
        "#all": (body.top - table.header_rows, body.bottom + table.totals_rows),
        "#data": (body.top, body.bottom),
        "#headers": (body.top - table.header_rows, body.top - 1),
        "#totals": (body.bottom + 1, body.bottom + table.totals_rows),
        THIS_ROW: (cell.row, cell.row),
    }
    if any(item not in spans for item in items):
        return None
    first, last = min(spans[item][0] for item in items), max(spans[item][1] for item in items)
    return (first, last) if first <= last else None
