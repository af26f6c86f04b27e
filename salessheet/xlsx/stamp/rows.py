"""The rows of a sheet filled in: cells of the declaration as the edition has them, a company's own as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from xml.sax.saxutils import escape

from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import HEADROOM, Place
from salessheet.workbook.lines import Calc, Input, Trend
from salessheet.workbook.measures import Axis, Flavour, Scalar, Type
from salessheet.workbook.readings.text import NOTHING, Pattern, letters
from salessheet.workbook.schema import Block, Table
from salessheet.xlsx.addresses import Area, CellRef, shifted
from salessheet.xlsx.changes.areas import in_address, place
from salessheet.xlsx.changes.formulas import rewriter
from salessheet.xlsx.changes.kinds import Body, Change, Resized
from salessheet.xlsx.stamp.own_cells import OwnCell, SheetGrid, element, holds_formula, shown, written
from salessheet.xlsx.stamp.standing import Standing
from salessheet.xlsx.stamp.texts import BookTexts
from salessheet.xlsx.stamp.values import formulas_down, of_formula, typed

_NOTHING: Final = escape(NOTHING.removeprefix("="))


@dataclass(eq=False)
class SheetRows:
    """A sheet while it is filled in. `own`: cells with formulas of the company's, whose values come from elsewhere."""

    title: str
    grid: SheetGrid
    standing: Standing
    edition: Edition
    change: Resized
    texts: BookTexts
    values: Callable[[str], Scalar]
    """What a defined name of one cell shows, for formulas that say no more than it."""
    units: Mapping[int, int] = field(default_factory=dict)
    """Styles of amounts → those in the unit of the workbook, where the template has another."""
    removals: Sequence[Change] = ()
    """What the template has gone through before."""
    own: list[CellRef] = field(default_factory=list)
    _pieces: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    _heights: dict[int, str] = field(default_factory=dict)

    def content(self) -> str:
        """The rows as the part has them, without the element around them."""
        claimed = self._blocks()
        self._own_cells(claimed)
        p, written_rows = self.grid.prefix, []
        for row in sorted(self._pieces.keys() | self._heights.keys()):
            pieces, said = self._pieces.get(row, ()), self._heights.get(row, "")
            head = f'<{p}row r="{row}" {said}' if said else f'<{p}row r="{row}"'
            if not pieces:
                written_rows.append(f"{head}/>")
            elif len(pieces) == 1:
                written_rows.append(f"{head}>{pieces[0][1]}</{p}row>")
            else:
                inside = "".join(text for _, text in sorted(pieces, key=lambda piece: piece[0]))
                written_rows.append(f"{head}>{inside}</{p}row>")
        return "".join(written_rows)

    def listing(
        self, area: Area, rows: Sequence[Sequence[str]], styles: tuple[int, int], heights: Sequence[str]
    ) -> None:
        """What is listed below a title: texts in cells, the first row as headings where there is more than one."""
        top, left = self._now(area.top, area.left)
        for number, texts in enumerate(rows):
            style = styles[0] if number == 0 else styles[1]
            if heights[number]:
                self._heights[top + number] = heights[number]
            for column, text in enumerate(texts, left):
                inside = typed(text, self.texts.number)
                kind, content = inside or ("", "")
                self._put(top + number, column, self._cell(top + number, column, style, kind, content))

    # The declaration's cells

    def _blocks(self) -> dict[int, set[int]]:
        """Writes every line; the cells that belong to the declaration in the template: row → columns."""
        claimed: dict[int, set[int]] = {}
        for block, lines in self.standing.blocks.items():
            here = [line for line in lines if self.standing.places[line].sheet == self.title]
            if not here:
                continue
            for line in here:
                _claim(claimed, self.standing.places[line])
            body = self._body(here)
            self._columns(
                [line for line in here if line.axis is Axis.ROWS and not isinstance(line, Trend)], block, body
            )
            for line in here:
                if isinstance(line, Trend):
                    self._blank_column(line)
                elif line.axis is not Axis.ROWS:
                    self._rectangle(line)
            if body is not None:
                self._look_of_rows(body)
                self._room(body, block, claimed)
        for area in self.standing.listed.values():
            if area.sheet == self.title:
                _claim(claimed, area)
        return claimed

    def _body(self, lines: Sequence[Line]) -> Body | None:
        of_rows = [line for line in lines if line.axis in (Axis.ROWS, Axis.BODY)]
        if not of_rows:
            return None
        area = self.standing.places[of_rows[0]]
        bodies = (body for zone in self.change.zones(self.title) for body in zone.bodies)
        return next(b for b in bodies if b.top == area.top and b.left <= area.left <= b.right)

    def _columns(self, lines: Sequence[Line], block: type[Block], body: Body | None) -> None:
        """The columns of a block, and those that a company added to its table, side by side as long as they touch."""
        if body is None:
            return
        columns: dict[int, list[str]] = {}
        for line in lines:
            spot = self._place(line)
            columns[spot.left] = self._column(line, spot)
        for column in self._added(block):
            columns[self._now(body.top, column)[1]] = self._added_column(column, body)
        top = self._now(body.top, body.left)[0]
        for run in _runs(sorted(columns)):
            joined = map("".join, zip(*(columns[column] for column in run), strict=True))
            for row, text in enumerate(joined, top):
                self._put(row, run[0], text)

    def _column(self, line: Line, spot: Place) -> list[str]:
        """A text for each row: the cell of the line in it."""
        layout = self.edition.layout
        pattern = self.edition.pattern(line) if line in layout.places else None
        rows = range(spot.top, spot.top + spot.rows)
        p, letter, styles = self.grid.prefix, letters(spot.left), self._styles(line, spot.rows)
        values = self._values(line, spot)
        heads = [f'<{p}c r="{letter}{row}"{style}' for row, style in zip(rows, styles, strict=True)]
        if pattern is None:
            return [self._without_formula(line, head, value) for head, value in zip(heads, values, strict=True)]
        found = []
        for head, row, text, value in zip(heads, rows, formulas_down(pattern, spot.left, rows), values, strict=True):
            kind, inside = of_formula(value)
            spread = f' t="array" ref="{letter}{row}"' if pattern.is_array else ""
            found.append(f"{head}{kind}><{p}f{spread}>{text}</{p}f>{self._prefixed(inside)}</{p}c>")
        return found

    def _without_formula(self, line: Line, head: str, value: Scalar) -> str:
        p = self.grid.prefix
        if self._is_result(line) and value in (None, ""):
            return f'{head} t="str"><{p}f>{_NOTHING}</{p}f><{p}v></{p}v></{p}c>'
        inside = typed(value, self.texts.number)
        return f"{head}/>" if inside is None else f"{head}{inside[0]}>{self._prefixed(inside[1])}</{p}c>"

    def _is_result(self, line: Line) -> bool:
        is_shown = line in self.edition.layout.places
        return isinstance(line, Calc) and is_shown and self.edition.flavour is not Flavour.VALUES

    def _values(self, line: Line, spot: Place) -> Sequence[Scalar]:
        """Blanks for a line that the workbook leaves out: what the template has there is somebody else's."""
        if line not in self.edition.layout.places:
            return [None] * (spot.rows * spot.columns)
        return self.edition.cells(line)

    def _rectangle(self, line: Line) -> None:
        """Single cells, rows across and bodies, in reading order."""
        spot, p = self._place(line), self.grid.prefix
        pattern = self.edition.pattern(line) if line in self.edition.layout.places else None
        values = iter(self._values(line, spot))
        looks = self._looks(line, spot.rows, spot.columns)
        by_column = None
        rows = range(spot.top, spot.top + spot.rows)
        if pattern is not None:
            by_column = [formulas_down(pattern, spot.left + i, rows) for i in range(spot.columns)]
        for down, row in enumerate(rows):
            cells = []
            for across, style in enumerate(looks[down]):
                address = f"{letters(spot.left + across)}{row}"
                head, value = f'<{p}c r="{address}"{style}', next(values)
                if by_column is None or pattern is None:
                    cells.append(self._without_formula(line, head, value))
                    continue
                kind, inside = of_formula(value)
                spread = f' t="array" ref="{address}"' if pattern.is_array else ""
                text = by_column[across][down]
                cells.append(f"{head}{kind}><{p}f{spread}>{text}</{p}f>{self._prefixed(inside)}</{p}c>")
            self._put(row, spot.left, "".join(cells))

    def _blank_column(self, line: Trend) -> None:
        """Sparklines lie on blank cells."""
        spot = self._place(line)
        for row, style in enumerate(self._styles(line, spot.rows), spot.top):
            self._put(row, spot.left, f'<{self.grid.prefix}c r="{letters(spot.left)}{row}"{style}/>')

    def _look_of_rows(self, body: Body) -> None:
        top, last = self._now(body.top, body.left)[0], self.grid.rows.get(body.bottom, "")
        for i in range(body.new_bottom - body.top + 1):
            said = self.grid.rows.get(body.top + i, last) if body.top + i <= body.bottom else last
            if said:
                self._heights[top + i] = shown(said)

    def _room(self, body: Body, block: type[Block], claimed: dict[int, set[int]]) -> None:
        """The headroom of a table, with its formulas."""
        if not (issubclass(block, Table) and block.grows) or block in self.standing.tight:
            return
        first = self._now(body.top, body.left)[0] + body.new_bottom - body.top + 1
        rows = range(first, first + HEADROOM)
        was = body.bottom + 1
        for row in range(was, was + HEADROOM):
            claimed.setdefault(row, set()).update(range(body.left, body.right + 1))
        columns = {}
        for line in self.standing.blocks[block]:
            if line.axis is Axis.ROWS and not isinstance(line, Trend):
                texts = self._headroom(line, rows, was)
                if texts is not None:
                    columns[self._place(line).left] = texts
        for column in self._added(block):
            style = _style(self.grid.style(was, column))
            if style:
                spot = self._now(body.top, column)[1]
                columns[spot] = [self._plain(row, spot, style) for row in rows]
        for run in _runs(sorted(columns)):
            joined = map("".join, zip(*(columns[column] for column in run), strict=True))
            for row, text in zip(rows, joined, strict=True):
                self._put(row, run[0], text)

    def _headroom(self, line: Line, rows: range, was: int) -> list[str] | None:
        spot, p = self._place(line), self.grid.prefix
        letter = letters(spot.left)
        style = self._style(line, was, self.standing.places[line].left)
        pattern = self.edition.pattern(line) if line in self.edition.layout.places else None
        if pattern is None:
            return [self._plain(row, spot.left, style) for row in rows] if style else None
        return [
            f'<{p}c r="{letter}{row}"{style} t="str"><{p}f{self._spread(pattern, letter, row)}>{text}</{p}f>'
            f"<{p}v></{p}v></{p}c>"
            for row, text in zip(rows, formulas_down(pattern, spot.left, rows), strict=True)
        ]

    def _spread(self, pattern: Pattern, letter: str, row: int) -> str:
        return f' t="array" ref="{letter}{row}"' if pattern.is_array else ""

    # A company's own cells

    def _added(self, block: type[Block]) -> list[int]:
        """The columns that somebody added to a table of the declaration."""
        table = self.standing.tables.get(block)
        if table is None:
            return []
        declared = {self.standing.places[line].left for line in self.standing.blocks[block]}
        return [column for column in range(table.area.left, table.area.right + 1) if column not in declared]

    def _added_column(self, column: int, body: Body) -> list[str]:
        """Its formula, filled down; what people typed there belongs to rows that are others now."""
        top, now = self._now(body.top, column)
        cell, rows = self.grid.at(body.top, column), range(top, top + body.new_bottom - body.top + 1)
        if cell is None:
            return [self._plain(row, now, "") for row in rows]
        formula = self.standing.book.sheets[self.title].formulas.get((body.top, column))
        if formula is None or formula.is_table or not holds_formula(cell):
            return [self._plain(row, now, _style(cell.style)) for row in rows]
        text = self._rewritten(formula.text)
        found = []
        for down, row in enumerate(rows):
            self.own.append(CellRef(self.title, row, now))
            here = shifted(text, down, 0) if down else text
            inside = f"<{self.grid.prefix}f>{escape(here)}</{self.grid.prefix}f>"
            found.append(element(self.grid.prefix, row, now, cell, "", inside))
        return found

    def _own_cells(self, claimed: Mapping[int, set[int]]) -> None:
        covered = {(r, c) for r, columns in claimed.items() for c in columns} if claimed else set()
        bodies = [body for zone in self.change.zones(self.title) for body in zone.bodies]
        added = self._cells_added()
        for row, cells in self.grid.cells.items():
            for column, cell in cells.items():
                if (row, column) in covered or (row, column) in added:
                    continue
                now = place(self.change, (row, column), self.title)
                if now is not None:
                    self._put(*now, self._own_cell(cell, (row, column), now))
        in_bodies = {row for body in bodies for row in range(body.top, body.bottom + 1)}
        for row, said in self.grid.rows.items():
            there = place(self.change, (row, 1), self.title)
            if there is not None and row not in in_bodies:
                self._heights.setdefault(there[0], said)

    def _cells_added(self) -> set[tuple[int, int]]:
        found = set()
        for block, table in self.standing.tables.items():
            if table.sheet == self.title and (body := self._body(self.standing.blocks[block])) is not None:
                columns = self._added(block)
                found |= {(row, column) for row in range(body.top, body.bottom + 1) for column in columns}
        return found

    def _own_cell(self, cell: OwnCell, was: tuple[int, int], now: tuple[int, int]) -> str:
        p = self.grid.prefix
        formula = self.standing.book.sheets[self.title].formulas.get(was)
        if formula is None or formula.is_table or not holds_formula(cell):
            return written(p, *now, cell)
        text = self._rewritten(formula.text)
        attributes = ""
        if formula.spread is not None:
            spread = in_address(self.change, self.title, formula.spread.address) or CellRef("", *now).address
            attributes = f' t="array" ref="{spread}"'
        element_ = f"<{p}f{attributes}>{escape(text)}</{p}f>"
        known = self.values(text) if not attributes else None
        if known is not None:
            kind, inside = of_formula(known)
            return element(p, *now, cell, kind, element_ + self._prefixed(inside))
        self.own.append(CellRef(self.title, *now))
        return element(p, *now, cell, "", element_)

    def _rewritten(self, formula: str) -> str:
        for change in (*self.removals, self.change):
            formula = rewriter(change, self.title)(formula)
        return formula.removeprefix("=")

    # What all have in common

    def _put(self, row: int, column: int, text: str) -> None:
        self._pieces.setdefault(row, []).append((column, text))

    def _cell(self, row: int, column: int, style: int, kind: str, inside: str) -> str:
        p = self.grid.prefix
        head = f'<{p}c r="{letters(column)}{row}"{_style(style)}{kind}'
        return f"{head}>{self._prefixed(inside)}</{p}c>" if inside else f"{head}/>"

    def _plain(self, row: int, column: int, style: str) -> str:
        return f'<{self.grid.prefix}c r="{letters(column)}{row}"{style}/>'

    def _prefixed(self, inside: str) -> str:
        p = self.grid.prefix
        return inside.replace("<v>", f"<{p}v>").replace("</v>", f"</{p}v>") if p else inside

    def _place(self, line: Line) -> Place:
        """Where a line stands now; one that the workbook leaves out has the rows of its block nevertheless."""
        known = self.edition.layout.places.get(line)
        if known is not None:
            return known
        area = self.standing.places[line]
        top, left = self._now(area.top, area.left)
        body = self._body([line])
        rows = area.bottom - area.top + 1 if body is None else body.new_bottom - body.top + 1
        return Place(self.title, top, left, rows, area.right - area.left + 1)

    def _now(self, row: int, column: int) -> tuple[int, int]:
        return place(self.change, (row, column), self.title) or (row, column)

    def _styles(self, line: Line, rows: int) -> list[str]:
        return [row[0] for row in self._looks(line, rows, 1)]

    def _looks(self, line: Line, rows: int, columns: int) -> list[list[str]]:
        """The style of each cell, as its tag says it: further cells look as the last ones do."""
        area = self.standing.places[line]
        table = self.standing.tables.get(line.block)  # type: ignore[arg-type]  # lines of a layout are a Block's
        last = table.area.bottom if table is not None and line.axis is Axis.ROWS else area.bottom
        known = [
            [self._style(line, row, column) for column in range(area.left, area.right + 1)][:columns]
            for row in range(area.top, min(last, area.top + rows - 1) + 1)
        ]
        full = [row + [row[-1]] * (columns - len(row)) for row in known]
        return full + [full[-1]] * (rows - len(full))

    def _style(self, line: Line, row: int, column: int) -> str:
        style = self.grid.style(row, column)
        is_amount = line.measure is Type.MONEY and (not isinstance(line, Input) or line.given)
        if style is None or not self.units or not is_amount or line.block in self._in_full:
            return _style(style)
        return _style(self.units.get(style, style))

    @cached_property
    def _in_full(self) -> set[type[Block]]:
        return {block for sheet in self.edition.book.sheets if sheet.in_full for block in sheet.blocks}


def _claim(claimed: dict[int, set[int]], area: Area) -> None:
    for row in range(area.top, area.bottom + 1):
        claimed.setdefault(row, set()).update(range(area.left, area.right + 1))


def _style(style: int | None) -> str:
    return "" if not style else f' s="{style}"'


def _runs(columns: Sequence[int]) -> Iterator[list[int]]:
    """Neighbouring columns together."""
    run: list[int] = []
    for column in columns:
        if run and column != run[-1] + 1:
            yield run
            run = []
        run.append(column)
    if run:
        yield run
