"""A template taken apart once, and filled in as often as there are teams."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from salessheet.errors import UnreadableWorkbook, UserError
from salessheet.workbook.book import Item, Problems, ReadNotUsed, Sheet, Text
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import Frame, Layout, Place, name_of
from salessheet.workbook.lines import Calc, Trend, Watch
from salessheet.workbook.readings.text import NOTHING, Pattern, pattern
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block, Table
from salessheet.xlsx.addresses import Area, CellRef, split_sheet
from salessheet.xlsx.book_file import BookFile, of_package
from salessheet.xlsx.build_mark import marked
from salessheet.xlsx.calculation import asking_for_calculation
from salessheet.xlsx.cell_marks import Marks, cell_mark
from salessheet.xlsx.changes.areas import in_area, place
from salessheet.xlsx.changes.kinds import Removed, Resized
from salessheet.xlsx.formula_syntax import one_spelling
from salessheet.xlsx.identity import Identity, identity, named_lines
from salessheet.xlsx.package import Package, opened, package_of
from salessheet.xlsx.restructuring.package import restructured
from salessheet.xlsx.sheet_data import without_cells
from salessheet.xlsx.stamp import frames
from salessheet.xlsx.stamp.filters import without_criteria
from salessheet.xlsx.stamp.listings import Looks, listings, looks_of
from salessheet.xlsx.stamp.measured import Measures, measures, with_charts
from salessheet.xlsx.stamp.notes import without_notes_on_data
from salessheet.xlsx.stamp.other_parts import OtherParts
from salessheet.xlsx.stamp.own_cells import OwnCell, SheetGrid, grid_of
from salessheet.xlsx.stamp.pivots import shown_by_pivots
from salessheet.xlsx.stamp.pressing import Pressed, pressed, repacked, stored_members
from salessheet.xlsx.stamp.remnants import without_linked_properties, without_pictures_of_cells, without_remnants
from salessheet.xlsx.stamp.resizing import in_the_way, resized
from salessheet.xlsx.stamp.rows import SheetRows
from salessheet.xlsx.stamp.said import marks_on, marks_over
from salessheet.xlsx.stamp.sheet_plan import SheetPlan
from salessheet.xlsx.stamp.shown import Shown
from salessheet.xlsx.stamp.standing import Standing, standing
from salessheet.xlsx.stamp.texts import BookTexts, TemplateTexts, with_shared_texts
from salessheet.xlsx.stamp.unseen import values_of, without_unseen
from salessheet.xlsx.structure import structure_of

_START: Final = "Start from one that `salessheet template` wrote."
_CONTENT_TYPES: Final = "[Content_Types].xml"
_LINK: Final = re.compile(r"\"#('(?:[^']|'')*')!")
_WORD: Final = re.compile(r"[^\W\d][\w.]*")
_DECLARED_NAMES: Final = frozenset(name_of(line).casefold() for line in named_lines(SALES_CENTER.sheets))


@dataclass(frozen=True)
class Stamped:
    """`content`: the file. `own`: cells with formulas of the company's own, which have no value yet.

    `said`: sheet → the marks of what stands in cells that are not the declaration's; `drawn`: of what lies over them.
    """

    content: bytes
    own: tuple[CellRef, ...]
    said: Marks
    drawn: Marks


class Mould:
    """A template. Raises UnreadableWorkbook where it is none, or has lost what it is filled in by.

    `without`: keys of declared sheets that the workbooks made from it do not have. `written`: the content of one with
    the declaration's own looks, which is as wide and tall as it needs to be; it stands in no file.
    """

    def __init__(self, path: Path, without: Collection[str] = (), written: bytes | None = None) -> None:
        self.path = path
        self.is_declared = written is not None
        content = path.read_bytes() if written is None else written
        file = opened(path) if written is None else package_of(written, path)
        whole = file.as_usual()
        self._as_stored = file.parts if file.strict is None else {}
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.is_proven = False  # whether a workbook made from it was looked at as Excel would open it
        self._stored = stored_members(content)
        known = None if self.is_declared else _identity(of_package(whole), path)
        self._removals = [] if known is None else _removals(whole, known, without)
        self.package = with_shared_texts(without_remnants(restructured(whole, self._removals)))
        book = of_package(self.package)
        if known is None or self._removals:
            known = _identity(book, path)
        self.standing: Standing = standing(book, known, path)
        self._sheets = self.package.sheet_parts()
        self._grids: dict[str, SheetGrid] = {name: grid_of(self.package.parts[p]) for name, p in self._sheets.items()}
        pivots = shown_by_pivots(self.package)
        for area in pivots:
            self._grids[area.sheet].clear(area)
        self._concerned = self._filled_sheets({area.sheet for area in pivots})
        self._others = OtherParts(self.package, self.standing)
        self._plans = {name: SheetPlan(name, self._grids[name], self.standing) for name in self._concerned}
        self._texts = TemplateTexts(self.package, self._used_texts())
        bare = {
            self._sheets[name]: without_criteria(
                without_cells(self.package.parts[self._sheets[name]]), name, self.standing
            )
            for name in self._concerned
        }
        bare |= self._others.tables.bare
        workbook = self.package.workbook_part
        named = self.package.parts[workbook]
        if self._removals:
            lost = frames.lost_names(named, _DECLARED_NAMES)
            bare |= {part: frames.without_lists_of(content, lost) for part, content in bare.items()}
            named = frames.without_lost_names(named, _DECLARED_NAMES, self._mentioned(bare.values()))
        bare[workbook] = frames.without_meanings(named, self.standing.declared.names)
        noted = without_notes_on_data(self.package.with_parts(bare), self.standing)
        seen = without_pictures_of_cells(noted, self._others.still)
        seen = without_linked_properties(seen, self._others.is_still)
        self._hollow = without_unseen(seen, values_of(self._kept_cells()), self._own_formulas())

    @property
    def words(self) -> Words:
        """In the language of the template."""
        return self.standing.identity.words

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The declared sheets that it has, by key, with the working that it has of them."""
        known = self.standing.identity
        return {sheet.key: sheet for sheet in known.sheets if sheet.key in known.tabs}

    @cached_property
    def _said(self) -> Marks:
        """Of the template, by sheet."""
        of_plans = {name: self._plans.get(name) for name in self._sheets}
        return {name: marks_on(name, plan, self._hollow, self.standing) for name, plan in of_plans.items()}

    @cached_property
    def _drawn(self) -> Marks:
        """Of the template, by sheet."""
        return {name: marks_over(name, self._hollow) for name in self._sheets}

    @cached_property
    def _declared(self) -> dict[str, Sheet]:
        """The sheets of the declaration by the names on their tabs."""
        known = self.standing.identity
        return {known.tabs[sheet.key]: sheet for sheet in known.sheets}

    @cached_property
    def replaced(self) -> tuple[CellRef, ...]:
        """Cells of the declaration whose formulas somebody changed; they are written as declared, and so are values."""
        if self._removals:  # formulas that count what stood on the sheets that go are no longer the declared ones
            kept = self._sheets.keys()
            return tuple(cell for cell in Mould(self.path).replaced if cell.sheet in kept)
        layout, known = self.placed(self.standing.as_it_is), self.standing.identity
        found = []
        for line, area in self.standing.places.items():
            if not isinstance(line, Calc) or isinstance(line, Watch) or line not in layout.places:
                continue
            wanted = pattern(line, known.flavour, layout, Settings.use_python)
            if wanted is not None and not any(seen.block in known.no_source for seen in lines_read(line.native)):
                found += self._changed(area, wanted)
        return tuple(found)

    def _changed(self, area: Area, wanted: Pattern) -> list[CellRef]:
        """The first cell of a line, if any, in which something else stands than its formula."""
        sheet = self.standing.book.sheets[area.sheet]
        for cell in area.cells():
            at = cell.row, cell.column
            formula = sheet.formulas.get(at)
            if formula is None:
                is_other = sheet.values.get(at) not in (None, "")
            else:
                is_other = formula.text != NOTHING and not _is_same(formula.text, wanted.at(*at), self._sheets)
            if is_other:
                return [cell]
        return []

    def placed(self, layout: Layout) -> Layout:
        """The layout of a workbook made from this template, with as many rows as the declared one has.

        Raises UserError where a company's own cell is in the way of new columns.
        """
        known = self.standing
        change = self._change(layout)
        blocked = in_the_way(known, change, self._grids)
        if blocked is not None:
            raise UserError(
                f"{self.path}: {blocked} is in the way of a block that gets wider.", "Move it to the right."
            )
        made = replace(
            layout,
            sheets={key: known.identity.tabs[key] for key in layout.sheets},
            places={line: self._moved(line, place_, change) for line, place_ in layout.places.items()},
            tight=known.tight,
        )
        made.frames = {block: _beside(frame, layout, made, block) for block, frame in layout.frames.items()}  # type: ignore[arg-type]  # frames of a layout are of Blocks
        made.items = {item: self._item(item, spot, change) for item, spot in layout.items.items()}
        made.items |= self._own_below(change)
        return made

    def filled(self, edition: Edition, title: str, mark: str = "") -> Stamped:
        """The workbook of an edition whose layout is `placed`. The same edition gives the same bytes.

        `mark`: of the build, for the properties of the workbook.
        """
        listed = listings(edition)
        change = self._change(edition.layout)
        package, texts, own = restructured(self._hollow, [change]), self._texts.begun(), list[CellRef]()
        parts = dict(package.parts)
        shown, units = Shown(edition), self._others.in_units(parts, edition)
        sizes: dict[str, Measures] = {}
        said = {name: [*marks] for name, marks in self._said.items()}
        ready: dict[str, Pressed] = {}  # of the sheets, whose rows are the most of a workbook
        if self.is_declared:
            sizes = {title: measures(edition, sheet) for title, sheet in self._declared.items()}
        for name in self._concerned:
            sized = sizes.get(name)
            if sized is not None:
                said[name].append(cell_mark(sized.caption))
            rows = SheetRows(self._plans[name], edition, change, texts, shown.named, units, self._removals, sized)
            for kind, lines in listed.items():
                area = self.standing.listed.get(kind)
                if area is not None and area.sheet == name:
                    said[name] += [cell_mark(text) for texts_ in lines for text in texts_]
                    rows.listing(area, lines, self._looks(parts, area, is_said=len(lines) > 1))
            rows.fill()
            own += rows.own
            part = self._sheets[name]
            trends, scopes = self._trends(name, change), self._scopes(edition)
            frame = frames.sheet_part(parts[part], name, edition, trends, scopes, sized or rows.widths)
            if sized is not None and sized.charts:
                for _, drawing in self.package.related(part, "/drawing").values():
                    parts[drawing] = with_charts(parts[drawing], sized)
            ready[part] = pressed(_with_rows(frame, self._grids[name].prefix, rows.content()))
        in_order = [sizes.get(name) for name in self._sheets] if sizes else []
        self._others.rewrite(parts, edition, shown, title, in_order)
        self._finish(parts, texts, mark)
        first = [_CONTENT_TYPES, *self.package.parts]
        return Stamped(repacked(parts, self._as_stored, self._stored, ready, first), tuple(own), said, self._drawn)

    def _finish(self, parts: dict[str, bytes], texts: BookTexts, mark: str) -> None:
        """What concerns the workbook as a whole, once its cells are written."""
        if self._texts.part:
            parts[self._texts.part] = texts.content()
        if any(plan.is_rich for plan in self._plans.values()):
            parts |= asking_for_calculation(self.package.holding(parts))
        if mark:
            marked(parts, mark)

    # The template

    def _kept_cells(self) -> Iterator[OwnCell]:
        """What stands in cells that stay as they are."""
        for name, grid in self._grids.items():
            plan = self._plans.get(name)
            if plan is None:
                yield from (cell for cells in grid.cells.values() for cell in cells.values())
            else:
                yield from (cell for _, _, cell, formula in plan.own if formula is None)

    def _own_formulas(self) -> list[str]:
        return [formula.text for plan in self._plans.values() for *_, formula in plan.own if formula is not None]

    def _mentioned(self, frames_of_sheets: Iterable[bytes]) -> frozenset[str]:
        """The words, folded, of the company's own formulas, of rules and charts, and of its other names."""
        own = self._own_formulas()
        own += [part.decode("utf-8", "replace") for part in frames_of_sheets]
        own += [self.package.parts[part].decode("utf-8", "replace") for part in self.package.of_kind("/chart")]
        own += self.standing.book.names.values()
        return frozenset(word.casefold() for text in own for word in _WORD.findall(text))

    def _filled_sheets(self, pivots: Collection[str]) -> tuple[str, ...]:
        """Sheets on which a line stands, a formula or a pivot table: their cells are written anew."""
        held = {*pivots} | {area.sheet for area in self.standing.places.values()}
        return tuple(name for name in self._sheets if name in held or self.standing.book.sheets[name].formulas)

    def _used_texts(self) -> set[int]:
        """The texts of cells that stay: those of the declaration's cells are the data of somebody."""
        found = set()
        for name, grid in self._grids.items():
            filled = (*self.standing.places.values(), *self.standing.listed.values())
            claimed = [area for area in filled if area.sheet == name]
            tables = [table.area for table in self.standing.tables.values() if table.sheet == name]
            by_row: dict[int, list[Area]] = {}
            for area in (*claimed, *tables):
                for row in range(area.top, area.bottom + 1):
                    by_row.setdefault(row, []).append(area)
            for (row, column), number in grid.texts.items():
                if not any(area.left <= column <= area.right for area in by_row.get(row, ())):
                    found.add(number)
        return found

    def _change(self, layout: Layout) -> Resized:
        return resized(self.standing, layout, self._grids)

    def _moved(self, line: Line, declared: Place, change: Resized) -> Place:
        area = self.standing.places[line]
        top, left = place(change, (area.top, area.left), area.sheet) or (area.top, area.left)
        return Place(area.sheet, top, left, declared.rows, declared.columns)

    def _item(self, item: Item, declared: Place, change: Resized) -> Place:
        """Where a paragraph or a chart stands: as far from its sheet's first block as declared."""
        area = self.standing.listed.get(type(item)) if isinstance(item, Problems | ReadNotUsed) else None
        there = self.standing.declared.items.get(item, declared)
        row = area.top - 1 if area is not None else there.top
        top = (place(change, (row, declared.left), there.sheet) or (row, declared.left))[0]
        return Place(there.sheet, top, declared.left, declared.rows, declared.columns)

    def _own_below(self, change: Resized) -> dict[Item, Place]:
        """What a company has below a table that grows: as far as there, rows are watched that nobody counts."""
        found: dict[Item, Place] = {}
        for block, table in self.standing.tables.items():
            if not (issubclass(block, Table) and block.grows):
                continue
            named = max(self.standing.places[line].bottom for line in self.standing.blocks[block]) + table.totals_rows
            grid = self._grids[table.sheet]
            rows = [row for row in grid.cells if row > named and grid.holds(row, table.area.left, table.area.right)]
            if rows:
                top = (place(change, (min(rows), 1), table.sheet) or (min(rows), 1))[0]
                found[Text(f"own:{block.__name__}")] = Place(table.sheet, top, 1, 1, 1)
        return found

    def _scopes(self, edition: Edition) -> tuple[str, str]:
        area = self.standing.places[Settings.scope]
        was = self.standing.book.stored(CellRef(area.sheet, area.top, area.left))
        return str(was or ""), str(edition.cells(Settings.scope)[0] or "")

    def _looks(self, parts: dict[str, bytes], area: Area, *, is_said: bool) -> Looks:
        """Of what is listed; the texts of records are wrapped."""
        looks = looks_of(self.standing, self._grids[area.sheet], area)
        if not is_said or self._others.styles not in parts:
            return looks
        parts[self._others.styles], record = frames.with_wrapped(parts[self._others.styles], looks.record)
        return replace(looks, record=record)

    def _trends(self, sheet: str, change: Resized) -> dict[Trend, Area]:
        here = {line: in_area(change, area) for line, area in self.standing.trends.items() if area.sheet == sheet}
        return {line: area for line, area in here.items() if area is not None}


def _identity(book: BookFile, path: Path) -> Identity:
    found = identity(structure_of(book))
    if found is None:
        raise UnreadableWorkbook(path, "this workbook is no template: it has none of the names of one.", _START)
    return found


def _removals(package: Package, found: Identity, without: Collection[str]) -> list[Removed]:
    order = list(package.sheet_parts())
    removals = []
    for key in without:
        title = found.tabs.get(key)
        if title in order:
            removals.append(Removed(title, tuple(order)))
            order.remove(title)
    return removals


def _is_same(one: str, declared: str, tabs: Collection[str]) -> bool:
    """Programs spell formulas in ways of their own, and leave links in texts as they were when a sheet is renamed.

    `tabs`: the names of the sheets.
    """
    if any(split_sheet(f"{sheet}!")[0] not in tabs for sheet in _LINK.findall(one)):
        one, declared = (_LINK.sub('"#', text) for text in (one, declared))
    return one == declared or one_spelling(one) == one_spelling(declared)


def _beside(frame: Frame, declared: Layout, made: Layout, block: type[Block]) -> Frame:
    """The frame of a block about its cells: as far around them as declared."""
    line = next(line for line in block.lines if line in declared.places)
    was, now = declared.places[line], made.places[line]
    down, right = now.top - was.top, now.left - was.left
    return Frame(
        now.sheet, frame.title + down, frame.header + down, frame.top + down, frame.left + right,
        frame.bottom + down, frame.right + right,
    )  # fmt: skip  # in the order of the fields


def _with_rows(frame: bytes, prefix: str, rows: Iterable[bytes]) -> Iterator[bytes]:
    """The part in pieces."""
    tag = f"{prefix}sheetData".encode()
    before, empty, after = frame.partition(b"<" + tag + b"/>")
    yield before
    if empty:
        yield b"<%b>" % tag
        yield from rows
        yield b"</%b>" % tag
    yield after
