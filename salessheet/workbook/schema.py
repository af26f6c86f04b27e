"""The vocabulary of the workbook: blocks of lines, and tables with their rules. Data only.

A block is a group of lines with a cell for each of something (months, people, deals). Its lines are class
attributes, so a forward reference is a NameError and a typo an AttributeError when the module is imported.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from salessheet.errors import DeclarationError
from salessheet.workbook.audit import check_native
from salessheet.workbook.expr import FROM_ANYWHERE, Expr, Extent, Home, Line, Own, Part, Promised, Ref, walk
from salessheet.workbook.lines import Calc, Column, Counter, is_working_column
from salessheet.workbook.measures import SINGLE, Axis
from salessheet.workbook.ownership import Ownership, check_owner
from salessheet.workbook.rules import Link, Rule


class Block(Home):
    """Subclass it with an extent (`rows`, perhaps `across`) and lines, in the order a reader sees them.

    Columns that are only working stand right of the others, if there are any, out of print. Every line gets a defined
    name, so that formulas elsewhere do not change when a block grows.
    """

    def __init_subclass__(cls) -> None:
        lines = [v for v in vars(cls).values() if isinstance(v, Line)]
        columns = [line for line in lines if line.axis is Axis.ROWS and not isinstance(line, Counter)]
        is_mixed = not all(map(is_working_column, columns))
        cls.lines = tuple(sorted(lines, key=is_working_column) if is_mixed else lines)
        for line in cls.lines:
            if isinstance(line, Calc):
                _check(line)

    @classmethod
    def calculated(cls) -> tuple[Calc, ...]:
        return tuple(line for line in cls.lines if isinstance(line, Calc))


class Absence(Enum):
    """What it means that the data source has no such table."""

    EMPTY = "the same as a table without rows"
    UNKNOWN = "what is read from it is blank, never a made-up 0"


class Table(Block):
    """An input table: a file of the data source, an Excel table on a sheet, and the names formulas refer to."""

    key: ClassVar[str]
    owner: ClassVar[Ownership]  # whose its rows are
    required: ClassVar[bool] = False
    grows: ClassVar[bool] = True  # people add rows below it; otherwise it has a few spare rows inside
    headroom: ClassVar[int] = (
        50  # rows below it, where it grows, that formulas already count; 200 where every day adds some
    )
    spare: ClassVar[int] = 3  # how many, where it does not grow
    open_first: ClassVar[tuple[Column, ...]] = ()  # a row that has none of these stands above those that have
    from_top: ClassVar[bool] = False  # the first row that fits counts, so that their order is data
    absence: ClassVar[Absence] = Absence.EMPTY
    private: ClassVar[bool] = False  # what managers note of people: in the workbook of the manager alone
    rules: ClassVar[tuple[Rule, ...]] = ()
    links: ClassVar[tuple[Link, ...]] = ()

    def __init_subclass__(cls) -> None:
        if "key" not in vars(cls):
            raise DeclarationError(f"{cls.__name__} has no key: the name of its file in the data source")
        if "rows" not in vars(cls):
            cls.rows = Extent(cls.key)
        super().__init_subclass__()
        check_owner(cls)

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        return tuple(line for line in cls.lines if isinstance(line, Column))

    @classmethod
    def identity(cls) -> tuple[Column, ...]:
        return tuple(column for column in cls.columns() if column.identifies)


def keep_promise(line: Calc, native: Expr, python: Expr | None = None) -> None:
    """Give a line the formulas it was promised, now that what they read is declared.

    Raises DeclarationError where none was promised, or the formula is none that the line could have been declared with.
    """
    if not isinstance(line.native, Promised):
        raise DeclarationError(f"{line} has a formula already")
    line.native, line.python = native.operand(), python
    _check(line)


def _check(line: Calc) -> None:
    _check_references(line, line.native)
    if line.python is not None:
        _check_references(line, line.python)
    check_native(line)


def _check_references(line: Line, tree: Expr) -> None:
    """Row-wise references only reach blocks with a row (and column) for each of the same things."""
    block = line.block
    for node in walk(tree):
        if isinstance(node, Own) and line.axis not in (Axis.ROWS, Axis.BODY):
            raise DeclarationError(f"{line} reads its own earlier cells, but does not run down")
        if not isinstance(node, Ref) or node.part in FROM_ANYWHERE or node.line.axis in SINGLE:
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
