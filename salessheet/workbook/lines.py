"""The kinds of lines a block is made of: typed, counted, drawn and calculated ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from salessheet.workbook.expr import Expr, Home, Line
from salessheet.workbook.measures import Axis, Flavour, Scalar, Use


@dataclass(eq=False, repr=False)
class Input(Line):
    """Cells somebody types into, or that the build fills in. `default` stands where the data has nothing."""

    default: Scalar = field(kw_only=True, default=None)
    given: bool = field(kw_only=True, default=False)  # written by the build, not typed by people
    choices: Line | tuple[str, ...] | None = field(kw_only=True, default=None)
    minimum: float | None = field(kw_only=True, default=None)
    maximum: float | None = field(kw_only=True, default=None)


@dataclass(eq=False, repr=False)
class Column(Input):
    """A column of an input table: all that validation, loading, documentation and the sheet need to know of it.

    `required`: a row without it is refused. `identifies`: these columns of a table,
    together, name a row once; they are required too. `implied`: unless other columns of the row say it.
    `refers_to`: the value must stand in that column. `brings`: a team that sees this row sees the one it refers to.
    `choices` here are codes; any case is read.
    """

    required: bool = field(kw_only=True, default=False)
    identifies: bool = field(kw_only=True, default=False)
    implied: bool = field(kw_only=True, default=False)
    use: Use = field(kw_only=True, default=Use.COMPUTED)
    refers_to: Column | None = field(kw_only=True, default=None)
    brings: bool = field(kw_only=True, default=False)
    happened: bool = field(
        kw_only=True, default=False
    )  # a date of what was done: the latest says how far the data goes
    rated_on: Column | None = field(kw_only=True, default=None)  # of a currency: whose date, or year, says the rate
    or_on: Column | None = field(kw_only=True, default=None)  # and whose date where that is blank
    or_share: bool = field(kw_only=True, default=False)  # of an amount: whether a percentage may stand for it
    example: str = field(kw_only=True, default="")

    @property
    def is_needed(self) -> bool:
        """Whether it must be filled in every row, by itself or by its default."""
        return (self.required or self.identifies) and not self.implied


@dataclass(eq=False, repr=False)
class Term(Input):
    """The word of a code of a column, in the language of the book: what formulas compare the column with."""

    of: Column = field(kw_only=True)
    code: str = field(kw_only=True)


@dataclass(eq=False, repr=False)
class Counter(Line):
    """Counts its cells: 1, 2, 3 and so on."""


@dataclass(eq=False, repr=False)
class Trend(Line):
    """A sparkline of a body's row, which holds shares of one: all rows have one scale. Has no value."""

    of: Line = field(kw_only=True)


@dataclass(eq=False, repr=False)
class Calc(Line):
    """A calculated line. `python` may be left out where a plain formula is all there is."""

    native: Expr = field(kw_only=True)
    python: Expr | None = field(kw_only=True, default=None)
    under: Line | None = field(kw_only=True, default=None)  # of a total: the column it stands under
    quiet: bool = field(kw_only=True, default=False)  # working, shown in grey
    lifts: bool = field(kw_only=True, default=False)  # its python reading works only as an array formula
    optional: bool = field(kw_only=True, default=False)  # left out of a book that lacks what it reads
    behind: Line | None = field(kw_only=True, default=None)  # of a card: the cells that its caption leads to

    def __post_init__(self) -> None:
        self.native = self.native.operand()

    def reading(self, flavour: Flavour) -> Expr:
        return self.python if flavour is Flavour.PYTHON and self.python is not None else self.native


def is_working_column(line: Line) -> bool:
    """Whether a line is a column that only leads to others."""
    return isinstance(line, Calc) and line.quiet and line.axis is Axis.ROWS


@dataclass(eq=False, repr=False)
class Watch(Calc):
    """A single cell that looks after a block, and is called after it; left out of a book without the block.

    `columns`: the neighbouring columns it looks at, all of them, where it is not the whole block. `part`: its place
    among several that look after the same block.
    """

    of: type[Home] = field(kw_only=True)
    columns: tuple[Line, ...] = field(kw_only=True, default=())
    part: int = field(kw_only=True, default=1)
    quiet: bool = field(kw_only=True, default=True)
    optional: bool = field(kw_only=True, default=True)
