"""Where the lines of the declaration stand in a template, and what that leaves room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from salessheet.errors import UnreadableWorkbook
from salessheet.workbook.book import Problems, ReadNotUsed
from salessheet.workbook.edition import Content, laid_out
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import Layout, name_of
from salessheet.workbook.lines import Trend
from salessheet.workbook.measures import Axis
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block, Table
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.identity import Identity, named_lines
from salessheet.xlsx.table_ranges import TableRange

Listed = type[Problems] | type[ReadNotUsed]
LISTED: Final[Mapping[Listed, str]] = {Problems: "ui.problems_title", ReadNotUsed: "ui.unused_title"}
"""Items as long as the data has something to say: below a title of these words."""
_MOST_LISTED: Final = 10
_LISTED_COLUMNS: Final = 5


@dataclass(frozen=True, eq=False)
class Standing:
    """The blocks of a template. `declared`: where they would be if nobody had moved anything."""

    book: BookFile
    identity: Identity
    declared: Layout
    places: Mapping[Line, Area]
    tables: Mapping[type[Block], TableRange]
    listed: Mapping[Listed, Area]
    """Of what is listed, the rows below the title; its sheet and columns are those of the title."""

    @cached_property
    def blocks(self) -> dict[type[Block], tuple[Line, ...]]:
        """The lines of each block that stand in the template."""
        found: dict[type[Block], list[Line]] = {}
        for line in self.places:
            found.setdefault(line.block, []).append(line)  # type: ignore[arg-type]  # lines of a layout are a Block's
        return {block: tuple(lines) for block, lines in found.items()}

    @cached_property
    def by_sheet(self) -> dict[str, dict[type[Block], tuple[Line, ...]]]:
        """Sheet → the lines that stand there, by their block."""
        found: dict[str, dict[type[Block], list[Line]]] = {}
        for block, lines in self.blocks.items():
            for line in lines:
                found.setdefault(self.places[line].sheet, {}).setdefault(block, []).append(line)
        return {sheet: {block: tuple(lines) for block, lines in blocks.items()} for sheet, blocks in found.items()}

    @cached_property
    def trends(self) -> dict[Trend, Area]:
        """Where sparklines stand."""
        return {line: area for line, area in self.places.items() if isinstance(line, Trend)}

    @cached_property
    def tight(self) -> frozenset[type[Block]]:
        """Tables with a row of totals, which is where others have headroom."""
        return frozenset(block for block, table in self.tables.items() if table.totals_rows)

    @cached_property
    def as_it_is(self) -> Layout:
        """The declared layout with the lists as long as they are."""
        rows = {kind: area.bottom - area.top + 2 for kind, area in self.listed.items()}
        items = {
            item: place._replace(rows=rows[type(item)]) if isinstance(item, Problems | ReadNotUsed) else place
            for item, place in self.declared.items.items()
        }
        return replace(self.declared, items=items)

    def offset(self, block: type[Block]) -> tuple[int, int]:
        """How many rows down and columns right of its declared place a block stands."""
        for line in self.blocks.get(block, ()):
            if not isinstance(line, Trend) and line in self.declared.places:
                declared, real = self.declared.places[line], self.places[line]
                return real.top - declared.top, real.left - declared.left
        return 0, 0


def standing(book: BookFile, identity: Identity, path: Path) -> Standing:
    """Raises UnreadableWorkbook with what is missing."""
    declared = laid_out(SALES_CENTER, identity.sheets, Content({}, identity.sizes), identity.words, identity.tabs)
    named = {line: book.named(name) for name, line in declared.names.items()}
    tables = {
        block: book.tables.get(f"tbl{block.__name__}".casefold())
        for block in declared.frames
        if issubclass(block, Table)
    }
    lost = [f"the name {name_of(line)}" for line, area in named.items() if area is None]
    lost += [f"the table tbl{block.__name__}" for block, table in tables.items() if table is None]
    places = {line: area for line, area in named.items() if area is not None}
    places |= dict(_unnamed(declared, places))
    places |= {
        line: area
        for line in named_lines(identity.sheets)
        if line not in declared.places and (area := book.named(name_of(line))) is not None
    }  # of lines that a workbook with these sheets leaves out
    listed = dict(_listed(book, identity, declared))
    lost += [f"the title '{identity.words.text(LISTED[kind])}'" for kind in rooms_of(declared) if kind not in listed]
    if lost:
        raise UnreadableWorkbook(path, _lacking(lost), "Put them back, or start from `salessheet template` again.")
    found: dict[type[Block], TableRange] = {block: table for block, table in tables.items() if table is not None}
    places = {line: _above_totals(area, found.get(line.block)) for line, area in places.items()}  # type: ignore[arg-type]  # lines of a layout are a Block's
    return Standing(book, identity, declared, places, found, listed)


def _above_totals(area: Area, table: TableRange | None) -> Area:
    """The name of a column goes on below its table, and so through a row of totals that somebody switched on there."""
    if table is None or not table.totals_rows:
        return area
    return area._replace(bottom=min(area.bottom, table.area.bottom))


def _lacking(lost: list[str]) -> str:
    more = f" and {len(lost) - _MOST_LISTED} more" if len(lost) > _MOST_LISTED else ""
    return f"this template lacks what it is filled in by: {', '.join(lost[:_MOST_LISTED])}{more}."


def _unnamed(declared: Layout, places: Mapping[Line, Area]) -> Iterator[tuple[Line, Area]]:
    """Sparklines have no names: they stand beside the columns of their block as declared."""
    for line, place in declared.places.items():
        if not isinstance(line, Trend):
            continue
        beside = [known for known in declared.lines(line.block, Axis.ROWS) if known in places]
        if not beside:
            continue
        nearest = min(beside, key=lambda known: abs(declared.places[known].left - place.left))
        there, real = declared.places[nearest], places[nearest]
        left = real.left + place.left - there.left
        yield line, Area(real.sheet, real.top, left, real.bottom, left)


def _listed(book: BookFile, identity: Identity, declared: Layout) -> Iterator[tuple[Listed, Area]]:
    for item, place in declared.items.items():
        sheet = book.sheets.get(place.sheet)
        if not isinstance(item, Problems | ReadNotUsed) or sheet is None:
            continue
        title = identity.words.text(LISTED[type(item)])
        found = sorted(at for at, value in sheet.values.items() if value == title)
        if not found:
            continue
        row, column = found[0]
        last = row
        while sheet.values.get((last + 1, column)) not in (None, ""):
            last += 1
        bottom = max(last, row + place.rows - 1)
        yield type(item), Area(place.sheet, row + 1, column, bottom, column + _LISTED_COLUMNS - 1)


def rooms_of(layout: Layout) -> dict[Listed, int]:
    """How many rows each list has below its title."""
    return {
        type(item): place.rows - 1 for item, place in layout.items.items() if isinstance(item, Problems | ReadNotUsed)
    }
