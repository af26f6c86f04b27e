"""What belongs to the whole workbook: its sheets, its defined names, its tables, how it is calculated."""

from __future__ import annotations

from collections.abc import Iterator

from salessheet.calc.soundness.findings import Finding, Kind, of_area
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.identity import Identity
from salessheet.xlsx.structure import Structure
from salessheet.xlsx.structure.drawn import reference
from salessheet.xlsx.table_ranges import TableRange


def sheets(found: Structure, identity: Identity) -> Iterator[Finding]:
    """Sheets that are missing, or are called otherwise than in the language of the workbook."""
    for sheet in identity.sheets:
        tab, called = identity.tabs[sheet.key], identity.words.text(f"sheet.{sheet.key}.name")
        if tab not in found.sheets:
            yield Finding(Kind.SHEET, "", called, None, "a sheet")
        elif tab != called:
            yield Finding(Kind.LABEL, tab, "tab", tab, called)


def names(found: Structure, wanted: Structure) -> Iterator[Finding]:
    """Names that mean something else, are gone, or are hidden behind one of the same name on a sheet."""
    known = {name.key: name for name in found.names}
    for name in wanted.names:
        there = known.get(name.key)
        if there is None or there.text != name.text:
            text = None if there is None else there.text
            yield Finding(Kind.NAME, name.sheet or "", name.name, text, name.text, reference(name.text))
    ours = {name.name.casefold() for name in wanted.names}
    for name in found.names:
        if name.sheet is not None and name.name.casefold() in ours:
            yield Finding(Kind.NAME, name.sheet, name.name, name.text, None)


def tables(found: BookFile, wanted: BookFile) -> Iterator[Finding]:
    """A table may reach down as far as people have filled rows; everywhere else its edges stand."""
    for key, table in wanted.tables.items():
        there = found.tables.get(key)
        if there is not None and len(there.columns) == len(table.columns):
            for one, other in zip(there.columns, table.columns, strict=True):
                if one != other:
                    yield of_area(Kind.LABEL, table.area, f"{table.name}: {one}", other)
        if there is not None and there.header_rows != table.header_rows:
            yield of_area(Kind.TABLE, table.area, f"{table.name} without its headings", table.name)
        if there is None or _whole(there) != _whole(table):
            edges = there is not None and _grown(there, table, found)
            if not edges:
                yield of_area(
                    Kind.TABLE,
                    table.area,
                    None if there is None else f"{table.name} on {_whole(there)}",
                    f"{table.name} on {_whole(table)}",
                )


def _whole(table: TableRange) -> Area:
    return table.area._replace(top=table.area.top - table.header_rows, bottom=table.area.bottom + table.totals_rows)


def _grown(there: TableRange, table: TableRange, found: BookFile) -> bool:
    whole = _whole(there)
    if (
        whole._replace(bottom=0) != _whole(table)._replace(bottom=0)
        or there.totals_rows
        or whole.bottom < table.area.top
    ):
        return False
    values = found.sheets[there.sheet].values
    filled = [
        row for row, column in values if there.area.left <= column <= there.area.right and values[row, column] != ""
    ]
    return table.area.bottom <= whole.bottom <= max(filled, default=0)


def settings(found: Structure, wanted: Structure) -> Iterator[Finding]:
    for name in sorted(found.settings.keys() | wanted.settings.keys()):
        is_so, should = found.settings.get(name), wanted.settings.get(name)
        if is_so != should and not (name == "sheets" and should is None):  # locked: somebody's care
            yield Finding(Kind.CALCULATION, "", name, is_so or "automatic", should or "automatic")
