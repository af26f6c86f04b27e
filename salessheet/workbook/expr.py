"""Expressions over declared lines. Pure data: no numbers, no addresses, no spreadsheet library.

Where a reference points, seen from one cell of a block:

    line            the cell of that line in this row (and, for a body, this column)
    line.whole      all its cells
    line.so_far     from the first cell to this one
    line.above      from the header to the cell before this one (a header is text, so SUM skips it)
    line.onward     from this cell to the last
    line.previous   the cell before this one; the header for the first
    line.across     of a body: its cells in this row
    line.down       of a body: its cells in this column
    line.leftward   of a body: the cell to the left of this one; the column before the body for the first
    line.rightward  of a body: from this cell to the last in its row
    line.below      the cells under those that are counted, where nothing may stand
    line.to(last)   several neighbouring lines in this row, read as one range; `.whole` of that is the block of them
    own_previous    the cell before this one in the line being declared
    own_above       from the header to the cell before this one in the line being declared
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from salessheet.workbook.measures import Arrangement, Axis, Look, Type


class Part(Enum):
    """Which cells of a line a reference means."""

    THIS = "this"
    WHOLE = "all"
    SO_FAR = "so far"
    ABOVE = "before this one"
    ONWARD = "from here on"
    PREVIOUS = "previous"
    ACROSS = "in this row"
    DOWN = "in this column"
    LEFTWARD = "to the left"
    RIGHTWARD = "from here to the right"
    BELOW = "below the counted cells"


ONE_CELL = (Part.THIS, Part.PREVIOUS, Part.LEFTWARD)
FROM_ANYWHERE = (Part.WHOLE, Part.BELOW)  # the same cells, whichever cell asks


class Expr:
    """Something with a value in a cell. Operators build trees, so `==` is Excel's `=`, as in SQLAlchemy."""

    __hash__ = object.__hash__

    def __add__(self, other: Operand) -> Expr:
        return Binary("+", self.operand(), expr(other))

    def __sub__(self, other: Operand) -> Expr:
        return Binary("-", self.operand(), expr(other))

    def __mul__(self, other: Operand) -> Expr:
        return Binary("*", self.operand(), expr(other))

    def __truediv__(self, other: Operand) -> Expr:
        return Binary("/", self.operand(), expr(other))

    def __radd__(self, other: Operand) -> Expr:
        return Binary("+", expr(other), self.operand())

    def __rsub__(self, other: Operand) -> Expr:
        return Binary("-", expr(other), self.operand())

    def __rmul__(self, other: Operand) -> Expr:
        return Binary("*", expr(other), self.operand())

    def __rtruediv__(self, other: Operand) -> Expr:
        return Binary("/", expr(other), self.operand())

    def __gt__(self, other: Operand) -> Expr:
        return Binary(">", self.operand(), expr(other))

    def __ge__(self, other: Operand) -> Expr:
        return Binary(">=", self.operand(), expr(other))

    def __lt__(self, other: Operand) -> Expr:
        return Binary("<", self.operand(), expr(other))

    def __le__(self, other: Operand) -> Expr:
        return Binary("<=", self.operand(), expr(other))

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]  # an expression, not a verdict
        return Binary("=", self.operand(), expr(other))  # type: ignore[arg-type]  # whatever `expr` takes

    def __bool__(self) -> bool:
        raise TypeError("an expression has no truth value in Python; use IF(condition, yes, no)")

    def operand(self) -> Expr:
        """What this stands for inside a formula: a line stands for its cell in this row."""
        return self

    def children(self) -> tuple[Expr, ...]:
        return ()


Operand = Expr | float | int | str | bool


@dataclass(frozen=True, eq=False)
class Literal(Expr):
    """A value that stands in the formula itself."""

    value: float | int | str | bool


@dataclass(frozen=True, eq=False)
class Ref(Expr):
    """Cells of a line, as `part` says which of them the formula sees."""

    line: Line
    part: Part
    last: Line | None = None  # the last of several neighbouring lines

    @property
    def whole(self) -> Ref:
        return Ref(self.line, Part.WHOLE, self.last)

    @property
    def is_range(self) -> bool:
        """Several cells, as one formula sees them; a line of a single cell is one cell, whatever part is asked for."""
        return self.last is not None or (self.part not in ONE_CELL and not self.line.axis.is_single)


@dataclass(frozen=True, eq=False)
class Extent:
    """Something a block has one row (or column) for each of: months, reps, deals. Without a size, the data has it."""

    key: str
    size: int | None = None

    def __repr__(self) -> str:
        return self.key


class Home:
    """What lines stand in, as far as expressions need to know it: `schema.Block` is the only kind."""

    rows: ClassVar[Extent]
    across: ClassVar[Extent | None] = None
    arrangement: ClassVar[Arrangement] = Arrangement.LIST
    lines: ClassVar[tuple[Line, ...]] = ()

    @classmethod
    def on(cls, axis: Axis) -> tuple[Line, ...]:
        return tuple(line for line in cls.lines if line.axis is axis)

    @classmethod
    def between(cls, first: Line, last: Line) -> tuple[Line, ...]:
        keys = [line.key for line in cls.lines]  # not lines.index(): lines compare with Excel's `=`
        return cls.lines[keys.index(first.key) : keys.index(last.key) + 1]


@dataclass(eq=False)
class Line(Expr):
    """One column, header row, body or named cell of a block. Its name is the attribute it is assigned to."""

    measure: Type
    axis: Axis = Axis.ROWS
    look: Look | None = field(kw_only=True, default=None)
    name: str | None = field(kw_only=True, default=None)  # its defined name, where not Block_key
    key: str = field(init=False, default="")
    block: type[Home] = field(init=False)

    def __set_name__(self, owner: type[Home], name: str) -> None:
        self.block, self.key = owner, name

    def __repr__(self) -> str:
        return f"{self.block.__name__}.{self.key}" if self.key else "a line that is not in a block yet"

    def operand(self) -> Ref:
        return Ref(self, Part.THIS)

    def _part(self, part: Part) -> Ref:
        return Ref(self, part)

    @property
    def whole(self) -> Ref:
        return self._part(Part.WHOLE)

    @property
    def so_far(self) -> Ref:
        return self._part(Part.SO_FAR)

    @property
    def above(self) -> Ref:
        return self._part(Part.ABOVE)

    @property
    def onward(self) -> Ref:
        return self._part(Part.ONWARD)

    @property
    def previous(self) -> Ref:
        return self._part(Part.PREVIOUS)

    @property
    def across(self) -> Ref:
        return self._part(Part.ACROSS)

    @property
    def down(self) -> Ref:
        return self._part(Part.DOWN)

    @property
    def rightward(self) -> Ref:
        return self._part(Part.RIGHTWARD)

    @property
    def leftward(self) -> Ref:
        return self._part(Part.LEFTWARD)

    @property
    def below(self) -> Ref:
        return self._part(Part.BELOW)

    def to(self, last: Line) -> Ref:
        return Ref(self, Part.THIS, last)


@dataclass(frozen=True, eq=False)
class Own(Expr):
    """The line's own earlier cells: a running balance. The only loop a declaration can express."""

    part: Part

    @property
    def is_range(self) -> bool:
        return self.part not in ONE_CELL


class Spot(Enum):
    """What of a line's place a link needs."""

    COLUMN = "the sheet and the column, as a link begins with them"
    ROW = "the number of the row"


@dataclass(frozen=True, eq=False)
class Whereabouts(Expr):
    """Where the first cell of a line stands, for links: `#'Orders'!B`, or 12. All that a cell with it may hold.

    The layout says it, and the formula follows rows and columns that people insert. In a book without the line it is an
    empty text, or 0. It is no value of the line: whoever reads it does not need what stands there.
    """

    line: Line
    spot: Spot

    @property
    def nowhere(self) -> str | int:
        return "" if self.spot is Spot.COLUMN else 0


class Promised(Expr):
    """Stands for the formula of a line that is declared before what it reads: `schema.keep_promise` gives it."""


@dataclass(frozen=True, eq=False)
class Binary(Expr):
    """Two operands and the sign between them, arithmetic or a comparison, as Excel writes it."""

    sign: str
    left: Expr
    right: Expr

    def children(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Criterion(Expr):
    """A condition of SUMIFS and COUNTIFS other than "equals"."""

    sign: str
    bound: Expr

    def children(self) -> tuple[Expr, ...]:
        return (self.bound,)


@dataclass(frozen=True, eq=False)
class Call(Expr):
    """A function of the host, or a cell function, with its arguments in order."""

    function: Function
    arguments: tuple[Expr, ...]

    def children(self) -> tuple[Expr, ...]:
        return self.arguments


class Result(Enum):
    """How the result of a function fills a block."""

    PLAIN = "an Excel function with a vectorised twin"
    EACH = "an element-wise cell function: one call gives all cells, a formula stands in each"
    CELL = "a cell function that reduces a range, or makes a table of a row: one call and one formula a cell"
    TABLE = "a cell function that returns a table; cells of it are taken with INDEX"
    BLOCK = "a cell function that returns the whole column or body; each cell takes its own with INDEX"


@dataclass(frozen=True)
class Function:
    """A function by the name that formulas call it by; called with operands, it is an expression."""

    name: str
    result: Result = Result.PLAIN

    def __call__(self, *arguments: Operand) -> Call:
        return Call(self, tuple(expr(a) for a in arguments))


def expr(value: Operand) -> Expr:
    """An operand as a tree: a plain value becomes a literal."""
    return value.operand() if isinstance(value, Expr) else Literal(value)


def walk(tree: Expr) -> Iterator[Expr]:
    """Every node, each before its children."""
    left = [tree]
    while left:
        node = left.pop()
        yield node
        left.extend(reversed(node.children()))


blank = Literal("")
promised = Promised()
own_previous = Own(Part.PREVIOUS)
own_above = Own(Part.ABOVE)
