"""A small book: three people by four months, a table of deals, and one cell."""

from __future__ import annotations

from collections.abc import Mapping

from salessheet.workbook.book import Book, Group, Role, Sheet
from salessheet.workbook.expr import Expr, Extent, Line
from salessheet.workbook.layout import Layout, lay_out
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.lines import Column as TableColumn
from salessheet.workbook.measures import Axis, Flavour, Scalar, Type
from salessheet.workbook.ownership import Everyones
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.readings.text import pattern
from salessheet.workbook.readings.values import Column, evaluate
from salessheet.workbook.schema import Block, Table

PEOPLE, MONTHS, ROWS = Extent("people", 3), Extent("months", 4), Extent("rows")
SIZES = {PEOPLE: 3, MONTHS: 4, ROWS: 4}


class Single(Block):
    rows = Extent("single", 1)
    rate = Input(Type.NUMBER, Axis.CELL, default=2)
    switch = Input(Type.FLAG, Axis.CELL, default=False, name="Use_It")


class Grid(Block):
    """A column, two rows of headings, a body, a column right of it, a row under it."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    left = Input(Type.NUMBER)
    right = Input(Type.NUMBER)
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    head = Input(Type.NUMBER, Axis.COLUMNS)
    body = Input(Type.NUMBER, Axis.BODY)


class Rows(Table):
    rows = ROWS
    key = "rows"
    owner = Everyones()
    name = TableColumn(Type.TEXT)
    amount = TableColumn(Type.MONEY)


INPUTS: Mapping[Line, Column] = {
    Grid.left: [1, None, 4],
    Grid.right: [10, 20, "x"],
    Grid.head: [1, 2, 4, 8],
    Grid.body: [11, 12, 13, 14, 21, None, 23, 24, 31, 32, 33, "x"],
    Rows.name: ["a", "b", "A", None],
    Rows.amount: [1, 2, 4, None],
}
FUNCTIONS = CellFunctions(
    {
        "SS_DOUBLE": lambda x: [[2 * c for c in row] for row in x] if isinstance(x, list) else 2 * x,
        "SS_TOTAL": lambda x: sum(c for row in x for c in row if c is not None),
        "SS_PAIRS": lambda x: [[i, row[0]] for i, row in enumerate(x, 1)],
        "SS_MATRIX": lambda down, along: [[r[0] * c for c in along[0]] for r in down],
    }
)


def book_of(*blocks: type[Block]) -> Book:
    return Book(
        (
            Sheet("first", Role.INPUT, Group.CONTROL, (Single, Grid, Rows)),
            Sheet("second", Role.CALCULATION, Group.CONTROL, blocks),
        )
    )


def block_of(native: Expr, axis: Axis = Axis.ROWS, python: Expr | None = None) -> type[Block]:
    """A block beside the grid, with counters, one calculated line and what stands around it."""
    own = Calc(Type.NUMBER, axis, native=native, python=python)
    lines = {"no": Counter(Type.COUNT), "month_no": Counter(Type.COUNT, Axis.COLUMNS), "own": own}
    if axis is Axis.CELL:
        return type("Own", (Block,), {"rows": Extent("own", 1), "own": own})
    if axis is Axis.ROWS:
        lines.pop("month_no")
        return type("Own", (Block,), {"rows": PEOPLE, **lines})
    if axis is Axis.COLUMNS:
        lines["body"] = Input(Type.NUMBER, Axis.BODY)
    return type("Own", (Block,), {"rows": PEOPLE, "across": MONTHS, **lines})


def values_of(native: Expr, axis: Axis = Axis.ROWS, flavour: Flavour = Flavour.NATIVE, **more: Expr) -> list[Scalar]:
    """What stands in the cells of a line declared so."""
    block = block_of(native, axis, **more)
    sizes = SIZES | {own.rows: 1 for own in (Single, block) if own.rows.size == 1}
    (line,) = block.calculated()
    return evaluate(book_of(block), INPUTS, sizes, flavour, FUNCTIONS)[line].flat()


def reader_of(line: Line) -> tuple[type[Block], Calc]:
    """Another block of the same rows, and its line, which shows the given one."""
    seen = Calc(Type.NUMBER, native=line.operand())
    return type("Reader", (Block,), {"rows": line.block.rows, "seen": seen}), seen


def laid_out(*blocks: type[Block]) -> Layout:
    book = book_of(*blocks)
    sizes = SIZES | {block.rows: 1 for block in book.blocks if block.rows.size == 1}
    return lay_out(book, sizes, {"first": "First", "second": "Sheet 2's"}, {})


def text_of(
    native: Expr,
    axis: Axis = Axis.ROWS,
    flavour: Flavour = Flavour.NATIVE,
    cell: tuple[int, int] = (1, 0),
    **more: Expr,
) -> str:
    """The formula in the cell `cell` rows down and columns along from the line's first."""
    block = block_of(native, axis, **more)
    layout = laid_out(block)
    (line,) = block.calculated()
    found, place = pattern(line, flavour, layout), layout.places[line]
    assert found is not None
    return found.at(place.top + cell[0], place.left + cell[1])
