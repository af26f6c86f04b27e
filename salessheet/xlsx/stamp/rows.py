"""The rows of a sheet filled in: cells of the declaration as the edition has them, a company's own as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from xml.sax.saxutils import escape

from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.layout import FIRST_ROW, Place, headroom
from salessheet.workbook.lines import Calc, Input, Trend
from salessheet.workbook.measures import Arrangement, Axis, Flavour, Scalar, Type
from salessheet.workbook.readings.cells import Cells, single
from salessheet.workbook.readings.text import Pattern
from salessheet.workbook.schema import Block
from salessheet.xlsx.addresses import Area, CellRef, shifted
from salessheet.xlsx.book_file import Formula
from salessheet.xlsx.cell_pictures import shows_picture
from salessheet.xlsx.changes.areas import in_address, place
from salessheet.xlsx.changes.formulas import rewriter
from salessheet.xlsx.changes.kinds import Body, Change, Resized
from salessheet.xlsx.stamp.inking import Run, Strip
from salessheet.xlsx.stamp.listings import Looks, Rows, heights
from salessheet.xlsx.stamp.measured import Measures
from salessheet.xlsx.stamp.own_cells import OwnCell, calculated, data_table, element, holds_formula, shown, written
from salessheet.xlsx.stamp.sheet_plan import SheetPlan
from salessheet.xlsx.stamp.texts import BookTexts
from salessheet.xlsx.stamp.values import of_formula
from salessheet.xlsx.template.widths import values_width


@dataclass(eq=False)
class SheetRows:
    """A sheet while it is filled in. `own`: cells with formulas of the company's, whose values come from elsewhere."""

    plan: SheetPlan
    edition: Edition
    change: Resized
    texts: BookTexts
    values: Callable[[str], Scalar]
    """What a defined name of one cell shows, for formulas that say no more than it."""
    units: Mapping[int, int] = field(default_factory=dict)
    """Styles of amounts → those in the unit of the workbook, where the template has another."""
    removals: Sequence[Change] = ()
    """What the template has gone through before."""
    measures: Measures | None = None
    """Of a sheet with the declaration's own looks; the company's keep theirs."""
    own: list[CellRef] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    """What the cells of the declaration need, in characters, by column."""
    _pieces: dict[int, list[tuple[int, bytes]]] = field(default_factory=dict)
    _heights: dict[int, str] = field(default_factory=dict)

    def fill(self) -> None:
        """All cells of the declaration, and the company's own."""
        for block, lines in self.plan.blocks.items():
            self._block(block, lines)
        self._own_cells()
        self._title_rules()
        self._heights |= {} if self.measures is None else self.measures.heights

    def content(self) -> Iterator[bytes]:
        """The rows as the part has them, without the element around them; some rows at once."""
        p, found = self._prefix, list[bytes]()
        end = f"</{p}row>".encode()
        for row in sorted(self._pieces.keys() | self._heights.keys()):
            pieces, said = self._pieces.pop(row, None), self._heights.get(row, "")
            head = f'<{p}row r="{row}" {said}' if said else f'<{p}row r="{row}"'
            if not pieces:
                found.append(f"{head}/>".encode())
                continue
            pieces.sort()
            found.append(f"{head}>".encode())
            found += [text for _, text in pieces]
            found.append(end)
            if len(found) > _AT_ONCE:
                yield b"".join(found)
                found.clear()
        yield b"".join(found)

    def listing(self, area: Area, rows: Rows, looks: Looks) -> None:
        """What is listed below a title: texts in cells, the first row as headings where there is more than one."""
        top, left = self._now(area.top, area.left)
        is_said = len(rows) > 1
        for row, texts in enumerate(rows, top):
            style = _style(looks.nothing if not is_said else looks.heading if row == top else looks.record)
            for column, text in enumerate(texts, left):
                self._put(row, column, self.plan.ink.text(row, column, style, self.texts.number(text)))
        if is_said:
            widths = self.plan.widths if self.measures is None else self.measures.widths
            tall = heights(rows[1:], widths, left)
            self._heights |= dict(enumerate(tall, top + 1))

    # The declaration's cells

    def _block(self, block: type[Block], lines: Sequence[Line]) -> None:
        body = self._body(lines)
        columns: dict[int, Strip] = {}
        for line in lines:
            spot = self._place(line)
            if line.axis is Axis.ROWS:
                columns[spot.left] = self._column(line, spot)
            else:
                self._rectangle(line, spot)
        if body is None:
            return
        for column in self.plan.added(block):
            columns[self._now(body.top, column)[1]] = self._added_column(column, body)
        self._side_by_side(columns, range(self._now(body.top, body.left)[0], _HIGHEST))
        self._look_of_rows(body)
        if headroom(block) and block not in self.plan.standing.tight:
            self._headroom(block, lines, body)

    def _side_by_side(self, columns: Mapping[int, Strip], rows: Iterable[int]) -> None:
        """Columns that touch, joined to one text a row."""
        for run in _runs(sorted(columns)):
            count, wide = len(columns[run[0]].heads), 2 * len(run)
            pieces = [b""] * (count * wide)
            for at, column in enumerate(run):
                pieces[2 * at :: wide], pieces[2 * at + 1 :: wide] = columns[column]
            first, joined = run[0], b"".join
            for row, start in zip(rows, range(0, count * wide, wide), strict=False):
                self._pieces.setdefault(row, []).append((first, joined(pieces[start : start + wide])))

    def _body(self, lines: Sequence[Line]) -> Body | None:
        along = [line for line in lines if line.axis in (Axis.ROWS, Axis.BODY)]
        if not along:
            return None
        area = self.plan.standing.places[along[0]]
        bodies = (body for zone in self.change.zones(self.plan.title) for body in zone.bodies)
        return next(b for b in bodies if b.top == area.top and b.left <= area.left <= b.right)

    def _column(self, line: Line, spot: Place) -> Strip:
        """The cell of the line in each row."""
        ink, found = self.plan.ink, Strip([], [])
        if isinstance(line, Trend):  # sparklines lie on blank cells
            for run in self._styled(line, spot):
                found.extend(ink.blanks(run))
            return found
        pattern, values, at = self._pattern(line), self._values(line, spot), 0
        self._widen(line, spot.left, values)
        for run in self._styled(line, spot):
            found.extend(self._cells(line, run, pattern, values.take((slice(at, at + run.rows),))))
            at += run.rows
        return found

    def _cells(self, line: Line, run: Run, pattern: Pattern | None, values: Cells) -> Strip:
        ink = self.plan.ink
        if pattern is not None:
            return ink.formulas(run, pattern, values)
        return (ink.results if self._is_result(line) else ink.typed)(run, values, self.texts.number)

    def _is_result(self, line: Line) -> bool:
        """Whether it has an empty text where there is nothing, and no blank."""
        is_shown = line in self.edition.layout.places
        return isinstance(line, Calc) and is_shown and self.edition.flavour is not Flavour.VALUES

    def _pattern(self, line: Line) -> Pattern | None:
        return self.edition.pattern(line) if line in self.edition.layout.places else None

    def _values(self, line: Line, spot: Place) -> Cells:
        """Blanks for a line that the workbook leaves out: what the template has there is somebody else's."""
        if line not in self.edition.layout.places:
            return single(None).broadcast(spot.rows, spot.columns, 1, 1)
        return self.edition.column(line)

    def _rectangle(self, line: Line, spot: Place) -> None:
        """Single cells, rows across and bodies."""
        pattern, values = self._pattern(line), self._values(line, spot)
        looks = self._looks(line, spot.rows, spot.columns)
        for across in range(spot.columns):
            column, down = spot.left + across, values.take((slice(None), slice(across, across + 1)))
            if line.block.arrangement is not Arrangement.CARDS:
                self._widen(line, column, down)
            at = 0
            for style, rows in _lengths([row[across] for row in looks]):
                run = Run(column, spot.top + at, rows, self._said(line, style))
                cells = self._cells(line, run, pattern, down.take((slice(at, at + rows),))).cells()
                for row, text in enumerate(cells, run.top):
                    self._put(row, column, text)
                at += rows

    def _look_of_rows(self, body: Body) -> None:
        rows = self.plan.grid.rows
        top, last = self._now(body.top, body.left)[0], rows.get(body.bottom, "")
        for i in range(body.new_bottom - body.top + 1):
            said = rows.get(body.top + i, last) if body.top + i <= body.bottom else last
            if said:
                self._heights[top + i] = shown(said)

    def _headroom(self, block: type[Block], lines: Sequence[Line], body: Body) -> None:
        """Below a table, formulas stand ready for the rows that people will add."""
        first, was = self._now(body.top, body.left)[0] + body.new_bottom - body.top + 1, body.bottom + 1
        ink, columns, ready = self.plan.ink, dict[int, Strip](), headroom(block)
        for line in lines:
            if line.axis is not Axis.ROWS or isinstance(line, Trend):
                continue
            spot, pattern = self._place(line), self._pattern(line)
            style = self.plan.grid.style(was, self.plan.standing.places[line].left)
            run = Run(spot.left, first, ready, self._said(line, style or 0))
            if pattern is not None:
                columns[spot.left] = ink.headroom(run, pattern)
            elif run.style:
                columns[spot.left] = ink.blanks(run)
        for column in self.plan.added(block):
            looks = _style(self.plan.grid.style(was, column))
            if looks:
                spot_left = self._now(body.top, column)[1]
                columns[spot_left] = ink.blanks(Run(spot_left, first, ready, looks))
        rows = range(first, first + ready)
        self._side_by_side(columns, rows)
        if self.measures is not None and was in self.plan.grid.rows:  # of whose looks one row says all
            self._heights |= dict.fromkeys(rows, shown(self.plan.grid.rows[was]))

    # A company's own cells

    def _added_column(self, column: int, body: Body) -> Strip:
        """Its formula, filled down; what people typed there belongs to rows that are others now."""
        top, now = self._now(body.top, column)
        cell, rows = self.plan.grid.at(body.top, column), range(top, top + body.new_bottom - body.top + 1)
        formula = self.plan.standing.book.sheets[self.plan.title].formulas.get((body.top, column))
        if (
            cell is None
            or formula is None
            or formula.is_table
            or not holds_formula(cell)
            or shows_picture(formula.text)
        ):
            return self.plan.ink.blanks(Run(now, top, len(rows), _style(None if cell is None else cell.style)))
        text, tag = self._rewritten(formula.text), f"{self._prefix}f{calculated(cell)}"
        found = list[bytes]()
        for down, row in enumerate(rows):
            self.own.append(CellRef(self.plan.title, row, now))
            inside = f"<{tag}>{escape(shifted(text, down, 0) if down else text)}</{self._prefix}f>"
            found.append(element(self._prefix, row, now, cell, "", inside))
        return Strip(found, [b""] * len(found))

    def _own_cells(self) -> None:
        for row, column, cell, formula in self.plan.own:
            now = place(self.change, (row, column), self.plan.title)
            if now is not None:
                if self.measures is not None and row < FIRST_ROW and column == self.plan.right:
                    now = row, self.measures.right  # what stands in the upper right corner
                    if row == 1:
                        self._band(cell)
                    if row == 1 and formula is None:
                        style, caption = _style(cell.style), self.texts.number(self.measures.caption)
                        self._put(*now, self.plan.ink.text(*now, style, caption))
                        continue
                if formula is None or shows_picture(formula.text):
                    text = written(self._prefix, *now, cell)
                else:
                    text = self._with_formula(cell, formula, now)
                self._put(*now, text)
        for row, said in self.plan.heights:
            there = place(self.change, (row, 1), self.plan.title)
            if there is not None:
                self._heights.setdefault(there[0], said)

    def _band(self, cell: OwnCell) -> None:
        """The ground of the heading as far as the last column, where a block has got more of them."""
        for column in range(self.plan.right, 0 if self.measures is None else self.measures.right):
            self._put(1, column, self.plan.ink.blanks(Run(column, 1, 1, _style(cell.style))).heads[0])

    def _with_formula(self, cell: OwnCell, formula: Formula, now: tuple[int, int]) -> bytes:
        if formula.is_table:
            self.own.append(CellRef(self.plan.title, *now))
            return element(self._prefix, *now, cell, "", data_table(cell, self.change, self.plan.title))
        p, text = self._prefix, self._rewritten(formula.text)
        attributes = ""
        if formula.spread is not None:
            spread = in_address(self.change, self.plan.title, formula.spread.address) or CellRef("", *now).address
            attributes = f' t="array" ref="{spread}"'
        inside = f"<{p}f{attributes}{calculated(cell)}>{escape(text)}</{p}f>"
        known = self.values(text) if not attributes else None
        if known is not None:
            kind, value = of_formula(known)
            return element(p, *now, cell, kind, f"{inside}<{p}v>{value}</{p}v>")
        self.own.append(CellRef(self.plan.title, *now))
        return element(p, *now, cell, "", inside)

    def _rewritten(self, formula: str) -> str:
        for change in (*self.removals, self.change):
            formula = rewriter(change, self.plan.title)(formula)
        return formula.removeprefix("=")

    def _title_rules(self) -> None:
        """Where a block has got more columns, rows of its own about its cells look the same above and below these.

        A text stays where it is, and ends that; but for a note beside the title, under which the rule goes on.
        """
        bodies = [body for zone in self.change.zones(self.plan.title) for body in zone.bodies if body.more > 0]
        for row, column, cell, _ in self.plan.own if bodies else ():
            for body in bodies:
                if column != body.middle or not body.head <= row <= body.foot or (cell.holds and row > body.head):
                    continue
                now = self._now(row, column)
                for more in range(1, body.more + 1):
                    self._put(
                        now[0],
                        now[1] + more,
                        self.plan.ink.blanks(Run(now[1] + more, now[0], 1, _style(cell.style))).heads[0],
                    )

    # What all have in common

    def _widen(self, line: Line, column: int, values: Cells) -> None:
        if self.measures is not None:
            return
        unit = 1 if line.block in self._in_full else self.edition.money_unit
        self.widths[column] = max(self.widths.get(column, 0.0), values_width(line, values, unit))

    @property
    def _prefix(self) -> str:
        return self.plan.grid.prefix

    def _put(self, row: int, column: int, text: bytes) -> None:
        self._pieces.setdefault(row, []).append((column, text))

    def _place(self, line: Line) -> Place:
        """Where a line stands now; one that the workbook leaves out has the rows of its block nevertheless."""
        known = self.edition.layout.places.get(line)
        if known is not None:
            return known
        area = self.plan.standing.places[line]
        top, left = self._now(area.top, area.left)
        body = self._body([line])
        rows = area.bottom - area.top + 1 if body is None else body.new_bottom - body.top + 1
        return Place(self.plan.title, top, left, rows, area.right - area.left + 1)

    def _now(self, row: int, column: int) -> tuple[int, int]:
        return place(self.change, (row, column), self.plan.title) or (row, column)

    def _styled(self, line: Line, spot: Place) -> Iterator[Run]:
        """The rows of a column, those of one style together; further rows look as the last one does."""
        top, known = spot.top, [row[0] for row in self.plan.styles(line)[: spot.rows]]
        for style, rows in _lengths(known, spot.rows):
            yield Run(spot.left, top, rows, self._said(line, style))
            top += rows

    def _looks(self, line: Line, rows: int, columns: int) -> list[list[int]]:
        """The style of each cell of a rectangle: further ones look as the last do."""
        known = [row[:columns] for row in self.plan.styles(line)[:rows]]
        full = [row + [row[-1]] * (columns - len(row)) for row in known]
        return full + [full[-1]] * (rows - len(full))

    def _said(self, line: Line, style: int) -> str:
        """A style of the template, as the cells of the line say it."""
        is_amount = line.measure is Type.MONEY and (not isinstance(line, Input) or line.given)
        if not self.units or not is_amount or line.block in self._in_full:
            return _style(style)
        return _style(self.units.get(style, style))

    @cached_property
    def _in_full(self) -> set[type[Block]]:
        return {block for sheet in self.edition.book.sheets if sheet.in_full for block in sheet.blocks}


_HIGHEST: Final = 2_000_000  # beyond the last row of any sheet
_AT_ONCE: Final = 256  # pieces of rows


def _style(style: int | None) -> str:
    return "" if not style else f' s="{style}"'


def _lengths(styles: Sequence[int], rows: int = 0) -> Iterator[tuple[int, int]]:
    """Equal neighbours together, with their number; the last ones reach to as many `rows` as there are."""
    start = 0
    for i in range(1, len(styles) + 1):
        if i == len(styles):
            yield styles[start], max(rows, len(styles)) - start
        elif styles[i] != styles[start]:
            yield styles[start], i - start
            start = i


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
