"""The vocabulary of the workbook: extents, lines, blocks, tables. Data only.

A block is a group of lines with a cell for each of something (months, people, deals). Its lines are class
attributes, so a forward reference is a NameError and a typo an AttributeError when the module is imported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar

from salessheet.errors import DeclarationError
from salessheet.workbook.audit import check_native
from salessheet.workbook.expr import Expr, Own, Part, Ref, walk


class Type(Enum):
    """What a line measures: decides its number format, its alignment and how input is read."""

    TEXT = auto()
    LABEL = auto()  # a short text set in the middle of its cell
    DATE = auto()
    PERIOD = auto()  # a month, as the date of its first day
    MONEY = auto()  # in the currency of the settings, shown in their unit
    CENTS = auto()  # money shown to the cent
    COUNT = auto()
    NUMBER = auto()
    PERCENT = auto()
    RATE = auto()  # a percentage with two decimals
    POINTS = auto()  # a difference of percentages, signed
    CHANGE = auto()  # places gained or lost
    SCORE = auto()
    FLAG = auto()  # 1 or 0, shown as yes or no
    STATUS = auto()  # 1 or 0, shown as OK or FAIL

    @property
    def is_exact(self) -> bool:
        """Texts, dates and whole numbers: equal in every program or in none, and themselves again when read as text."""
        return self in _EXACT


_EXACT = frozenset({Type.TEXT, Type.LABEL, Type.DATE, Type.PERIOD, Type.COUNT, Type.CHANGE, Type.FLAG, Type.STATUS})


class Axis(Enum):
    """Along what a line runs."""

    ROWS = "a column of cells"
    COLUMNS = "a row of cells above the body"
    BODY = "a cell for every row and column"
    CELL = "one named cell"
    TOTAL = "one cell under a column"

    @property
    def is_single(self) -> bool:
        return self in SINGLE


SINGLE = (Axis.CELL, Axis.TOTAL)


class Flavour(Enum):
    """Which formulas a workbook holds."""

    NATIVE = "native"
    PYTHON = "python"
    VALUES = "values"


class Look(Enum):
    """What conditional formatting adds to a line, never by colour alone."""

    BAR = "a data bar as long as the value"
    TRAFFIC = "a shape: at or above 1, at or above the alert level, below"
    HEAT = "a shade from light to dark"
    SIGN = "a mark for negative values"
    STATUS = "OK or FAIL, coloured"


@dataclass(frozen=True, eq=False)
class Extent:
    """Something a block has one row (or column) for each of: months, reps, deals. Without a size, the data has it."""

    key: str
    size: int | None = None

    def __repr__(self) -> str:
        return self.key


@dataclass(eq=False)
class Line(Expr):
    """One column, header row, body or named cell of a block. Its name is the attribute it is assigned to."""

    measure: Type
    axis: Axis = Axis.ROWS
    look: Look | None = field(kw_only=True, default=None)
    name: str | None = field(kw_only=True, default=None)  # its defined name, where not Block_key
    key: str = field(init=False, default="")
    block: type[Block] = field(init=False)

    def __set_name__(self, owner: type[Block], name: str) -> None:
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

    def to(self, last: Line) -> Ref:
        return Ref(self, Part.THIS, last)


Scalar = float | int | str | bool | None


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
    together, name a row once; they are required too.
    `refers_to`: the value must stand in that column. `choices` here are codes; any case is read.
    """

    required: bool = field(kw_only=True, default=False)
    identifies: bool = field(kw_only=True, default=False)
    refers_to: Column | None = field(kw_only=True, default=None)
    example: str = field(kw_only=True, default="")


@dataclass(eq=False, repr=False)
class Counter(Line):
    """Counts its cells: 1, 2, 3 and so on."""


@dataclass(eq=False, repr=False)
class Trend(Line):
    """A sparkline of a body's row. Has no value."""

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

    def __post_init__(self) -> None:
        self.native = self.native.operand()

    def reading(self, flavour: Flavour) -> Expr:
        return self.python if flavour is Flavour.PYTHON and self.python is not None else self.native


class Arrangement(Enum):
    """How the single cells of a block are laid out."""

    LIST = "a label and a value a row"
    CARDS = "big numbers with small captions, side by side"
    RECORDS = "a table with a row for each record"


class Block:
    """Subclass it with an extent (`rows`, perhaps `across`) and lines, in the order a reader sees them.

    Every line gets a defined name, so that formulas elsewhere do not change when a block grows.
    """

    rows: ClassVar[Extent]
    across: ClassVar[Extent | None] = None
    arrangement: ClassVar[Arrangement] = Arrangement.LIST
    lines: ClassVar[tuple[Line, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.lines = tuple(v for v in vars(cls).values() if isinstance(v, Line))
        for line in cls.lines:
            if isinstance(line, Calc):
                for flavour in (Flavour.NATIVE, Flavour.PYTHON):
                    _check_references(line, line.reading(flavour))
                check_native(line)

    @classmethod
    def on(cls, axis: Axis) -> tuple[Line, ...]:
        return tuple(line for line in cls.lines if line.axis is axis)

    @classmethod
    def between(cls, first: Line, last: Line) -> tuple[Line, ...]:
        keys = [line.key for line in cls.lines]  # not lines.index(): lines compare with Excel's `=`
        return cls.lines[keys.index(first.key) : keys.index(last.key) + 1]

    @classmethod
    def calculated(cls) -> tuple[Calc, ...]:
        return tuple(line for line in cls.lines if isinstance(line, Calc))


class Severity(Enum):
    """What becomes of a row that breaks a rule."""

    REFUSED = "the row is left out"
    NOTED = "the row is kept"


@dataclass(frozen=True)
class InOrder:
    """Dates that, where given, must not go back in time."""

    columns: tuple[Column, ...]


@dataclass(frozen=True)
class TotalsOne:
    """The shares of each group must total 1."""

    share: Column
    group: tuple[Column, ...]


@dataclass(frozen=True)
class Bands:
    """Within each group, rows `lower, upper` ascend, do not overlap, and only the last may be without an upper end."""

    lower: Column
    upper: Column
    group: tuple[Column, ...]


@dataclass(frozen=True)
class NotBoth:
    """Two columns of which at most one is filled."""

    first: Column
    second: Column


Rule = InOrder | TotalsOne | Bands | NotBoth


class Table(Block):
    """An input table: a file of the data source, an Excel table on a sheet, and the names formulas refer to."""

    key: ClassVar[str]
    required: ClassVar[bool] = False
    grows: ClassVar[bool] = True  # people add rows below it; otherwise it has a few spare rows inside
    rules: ClassVar[tuple[Rule, ...]] = ()

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        return tuple(line for line in cls.lines if isinstance(line, Column))

    @classmethod
    def identity(cls) -> tuple[Column, ...]:
        return tuple(column for column in cls.columns() if column.identifies)


def _check_references(line: Line, tree: Expr) -> None:
    """Row-wise references only reach blocks with a row (and column) for each of the same things."""
    block = line.block
    for node in walk(tree):
        if isinstance(node, Own) and line.axis not in (Axis.ROWS, Axis.BODY):
            raise DeclarationError(f"{line} reads its own earlier cells, but does not run down")
        if not isinstance(node, Ref) or node.part is Part.WHOLE or node.line.axis in SINGLE:
            continue
        seen = node.line
        down = seen.axis in (Axis.ROWS, Axis.BODY) and node.part is not Part.DOWN
        along = seen.axis in (Axis.COLUMNS, Axis.BODY) and node.part is not Part.ACROSS
        if down and (seen.block.rows is not block.rows or line.axis not in (Axis.ROWS, Axis.BODY)):
            raise DeclarationError(
                f"{line} reads {seen} row by row, but {block.__name__} has a row for each of {block.rows} "
                f"and {seen.block.__name__} for each of {seen.block.rows}"
            )
        if along and (seen.block.across is not block.across or line.axis not in (Axis.COLUMNS, Axis.BODY)):
            raise DeclarationError(
                f"{line} reads {seen} column by column, but {block.__name__} has a column for each of "
                f"{block.across} and {seen.block.__name__} for each of {seen.block.across}"
            )
