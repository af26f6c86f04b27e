"""Some lines of the declaration in a small book of their own, where what they read can be typed in.

The chosen lines keep their formulas, plain and with cell functions. Every other line they read becomes an input of the
same shape, so that it can hold whatever it may hold in a real book, and be as long as a test wants. Only what every
sheet stands on is as it is: settings, the fiscal year, phrases, and captions, which every sheet shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter

from salessheet.udfs import FUNCTIONS
from salessheet.workbook.book import Book, Sheet
from salessheet.workbook.edition import Content, Edition, edition
from salessheet.workbook.expr import Binary, Call, Criterion, Expr, Extent, Home, Line, Ref
from salessheet.workbook.extents import MONTHS
from salessheet.workbook.general import Captions, FiscalYear, Months, Phrases, Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Calc, Column, Counter, Input, Term
from salessheet.workbook.measures import Axis, Flavour, Scalar
from salessheet.workbook.ownership import Everyones
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.checks import Verdict
from salessheet.xlsx.addresses import CellRef

CELL_FUNCTIONS = CellFunctions(FUNCTIONS)
WORDS = Words.load("en")

Data = Mapping[Line, Sequence[Scalar]]
"""What is typed into the cells of lines of the declaration, in reading order."""

Copies = dict[Line, Line]
"""Line of the declaration → line of the small book. Those of `GENERAL` stand for themselves."""

GENERAL: tuple[type[Block], ...] = (FiscalYear, Months, Phrases, Settings, Captions)
A_YEAR_OF_MONTHS = 12
UNCHECKED: frozenset[type[Block]] = frozenset({Verdict})
"""There are no checks in such a book, so that captions say nothing of them."""


@dataclass(frozen=True, eq=False)
class Extract:
    book: Book
    copies: Copies

    @cached_property
    def compared(self) -> dict[Line, Calc]:
        """Lines of the declaration that have both formulas, and their copies."""
        return {line: copy for line, copy in self.copies.items() if isinstance(copy, Calc) and copy.python is not None}

    def edition(self, sizes: Mapping[Extent, int], data: Data, flavour: Flavour) -> Edition:
        usual = {block.rows: 1 for block in self.book.blocks if block.rows.size == 1} | {MONTHS: A_YEAR_OF_MONTHS}
        typed = {self.copies[line]: list(cells) for line, cells in data.items()}
        content = Content(typed, usual | dict(sizes), no_source=UNCHECKED)
        return edition(self.book, self.book.sheets, content, flavour, WORDS, CELL_FUNCTIONS)


def extract(chosen: frozenset[Calc]) -> Extract:
    """`chosen`: the lines of the declaration that keep their formulas."""
    copies: Copies = {line: line for block in GENERAL for line in block.lines}
    for line in _in_order(chosen):
        if line not in copies:
            copies[line] = _formula(line, copies) if isinstance(line, Calc) and line in chosen else _blank(line)
    blocks = {block: _block(block, copies) for block in _blocks_in_order(copies)}
    sheets = tuple(
        Sheet(sheet.key, sheet.role, sheet.group, tuple(blocks[block] for block in sheet.blocks if block in blocks))
        for sheet in SALES_CENTER.sheets
        if any(block in blocks for block in sheet.blocks)
    )
    return Extract(Book(sheets), copies)


def cells_of(book: Edition, line: Line) -> list[CellRef]:
    """Where the line's cells are, in reading order."""
    place = book.layout.places[line]
    return [
        CellRef(place.sheet, row, column)
        for row in range(place.top, place.bottom + 1)
        for column in range(place.left, place.right + 1)
    ]


def _in_order(chosen: frozenset[Calc]) -> Iterable[Line]:
    """The chosen lines and whatever they need, each after what it needs."""
    needs: dict[Line, list[Line]] = {line: _needed(line) for line in chosen}
    needs |= {
        counter: []
        for block in {seen.block for lines in (needs, *needs.values()) for seen in lines}
        for counter in block.lines
        if isinstance(counter, Counter) and (counter.axis is not Axis.COLUMNS or _is_wide(block, needs))
    }
    return TopologicalSorter(needs).static_order()


def _is_wide(block: type[Home], needs: Mapping[Line, Sequence[Line]]) -> bool:
    """Whether there is anything under the headings of its columns."""
    seen = {*needs, *(line for lines in needs.values() for line in lines)}
    return any(line.block is block and line.axis in (Axis.COLUMNS, Axis.BODY) for line in seen)


def _needed(line: Calc) -> list[Line]:
    read = [*lines_read(line.native), *(lines_read(line.python) if line.python is not None else ())]
    return [*read, *([line.under] if line.under is not None else ())]


def _formula(line: Calc, copies: Copies) -> Calc:
    return Calc(
        line.measure,
        line.axis,
        native=_moved(line.native, copies),
        python=None if line.python is None else _moved(line.python, copies),
        under=None if line.under is None else copies[line.under],
        lifts=line.lifts,
    )


def _blank(line: Line) -> Line:
    if isinstance(line, Counter):
        return Counter(line.measure, line.axis)
    if isinstance(line, Term):  # it is called by its code
        return Term(line.measure, line.axis, given=True, of=line.of, code=line.code)
    made = Column if isinstance(line, Column) else Input
    return made(line.measure, line.axis, given=True)


def _moved(tree: Expr, copies: Copies) -> Expr:
    """The expression over the copies of its lines."""
    match tree:
        case Ref(line, part, last):
            return Ref(copies[line], part, None if last is None else copies[last])
        case Binary(sign, left, right):
            return Binary(sign, _moved(left, copies), _moved(right, copies))
        case Criterion(sign, bound):
            return Criterion(sign, _moved(bound, copies))
        case Call(function, arguments):
            return Call(function, tuple(_moved(argument, copies) for argument in arguments))
    return tree


def _blocks_in_order(copies: Copies) -> Iterable[type[Home]]:
    """Blocks of the declaration, each after those that its formulas read."""
    needs: dict[type[Home], set[type[Home]]] = {line.block: set() for line in copies}
    for line, copy in copies.items():
        if isinstance(line, Calc) and isinstance(copy, Calc):
            needs[line.block] |= {seen.block for seen in _needed(line)} - {line.block}
    return TopologicalSorter(needs).static_order()


def _block(block: type[Home], copies: Copies) -> type[Block]:
    """The block with the copies of its lines, under its own name, so that it finds its words."""
    if issubclass(block, Block) and block in GENERAL:
        return block
    body: dict[str, object] = {"rows": block.rows, "across": block.across, "arrangement": block.arrangement}
    if issubclass(block, Table):
        body |= {"key": block.key, "grows": block.grows, "owner": Everyones()}  # formulas do not ask whose a row is
    lines = {line.key: copies[line] for line in block.lines if line in copies}
    return type(block.__name__, (Table if issubclass(block, Table) else Block,), {**body, **lines})
