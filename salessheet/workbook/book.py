"""The vocabulary of sheets: what stands on a page, top to bottom, and which pages make a book."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from salessheet.workbook.expr import Line
from salessheet.workbook.schema import Block, Table


class Role(Enum):
    """What a sheet is for; decides the colour of its tab."""

    GUIDE = "guide"
    OUTPUT = "output"
    INPUT = "input"
    CALCULATION = "calculation"
    CONTROL = "control"


class Group(Enum):
    """For whom and what a sheet is: under which heading Guide leads to it."""

    START = "start"
    TARGETS = "targets"  # goals, targets, forecast
    SALES = "sales"  # deals, funnel, activities, orders and cash
    PERFORMANCE = "performance"  # indicators, ranking, reviews and honours
    COMMISSION = "commission"
    CUSTOMERS = "customers"  # files, classes, satisfaction, service
    MARKET = "market"  # channels, competitors, risks, projects
    PEOPLE = "people"  # hiring, training, coaching, meetings
    CONTROL = "control"  # settings, calendar, checks
    WORKING = "working"


class Draw(Enum):
    """How a series is drawn."""

    COLUMN = "columns"
    SOFT_COLUMN = "pale columns, to compare with"
    BAR = "bars, largest on top"
    FUNNEL = "bars in the middle, narrowing"
    STUCK = "the same, in the colour of what needs attention"
    LINE = "a line"
    PLAN = "a line without marks"
    PACE = "a dashed line, of what was and is expected"
    NUMBER = "the numbers alone, without marks: none for 0"


@dataclass(frozen=True, eq=False)
class Series:
    """`of`: the amounts that the line has in the unit of the workbook; they name the series."""

    line: Line
    draw: Draw
    of: Line | None = None

    @property
    def told(self) -> Line:
        """What is drawn, as people know it."""
        return self.line if self.of is None else self.of


@dataclass(frozen=True, eq=False)
class Chart:
    """`key` names its title, its axis unit and its description for people who cannot see it. `width` is a share.

    `whole`: whether its values are parts of a whole, so that the axis ends at that, whatever the largest is.

    `most`: how many rows it shows at most, from the first, where names of more could not be read; 0: all.
    """

    key: str
    categories: Line
    series: tuple[Series, ...]
    width: float = 1
    most: int = 0
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Band:
    """Charts side by side over the width of the sheet, `height` rows tall.

    `spans`: on the grid of a sheet, the first and last column that each chart covers; they come before its `width`.
    """

    charts: tuple[Chart, ...]
    height: int = 14
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Text:
    """Paragraphs, one a row, by their key in the words of the language."""

    key: str


@dataclass(frozen=True, eq=False)
class Contents:
    """Links to every sheet of the book with what it is for."""


@dataclass(frozen=True, eq=False)
class Legend:
    """What the colours and marks mean."""


@dataclass(frozen=True, eq=False)
class SignOff:
    """Prepared, reviewed and approved: lines to sign."""


@dataclass(frozen=True, eq=False)
class Problems:
    """The rows of the data that were left out or changed, listed."""


@dataclass(frozen=True, eq=False)
class ReadNotUsed:
    """What was read but no number counts, listed."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """A block of one text, which says what matters: it stands in the heading of its sheet, in place of the purpose."""

    block: type[Block]


@dataclass(frozen=True, eq=False)
class Placed:
    """A block on the grid of its sheet, from one column of it to another: both count, and the first is 1.

    `at`: the columns of its lines in their order, but of what counts its rows, which stands left of it. Without them
    the lines stand side by side. `is_titled`: whether its title stands above it.
    """

    block: type[Block]
    first: int
    last: int
    at: tuple[int, ...] = ()
    is_titled: bool = True


@dataclass(frozen=True, eq=False)
class Beside:
    """Blocks side by side on the grid of their sheet."""

    placed: tuple[Placed, ...]


Item = type[Block] | Sentence | Beside | Band | Text | Contents | Legend | SignOff | Problems | ReadNotUsed


@dataclass(frozen=True, eq=False)
class Sheet:
    """`with_data`: the sheet is left out of a book whose data has nothing for any table on it.

    A book shows a dozen sheets, those that come `front`most in it; the others are hidden, and Guide names them.
    """

    key: str
    role: Role
    group: Group
    items: tuple[Item, ...]
    with_data: bool = False
    hidden: bool = False
    printed: int = 0  # how many of its items are printed, from the first on; 0: all
    printed_to: Line | None = None  # the last column that is printed, where it is not all of them
    printed_while: Line | None = None  # rows below the last that has something here are not printed, the headings are
    front: int = 0  # its place among those shown first; 0: one of the others
    pages_tall: int = 0  # 0: as many as it takes
    continued: tuple[Line, ...] = ()  # columns with which the further pages of wide blocks begin
    keys: int = 1  # how many of its first columns stand on those pages, too
    is_upright: bool = False  # printed in portrait
    in_full: bool = False  # amounts in whole currency units, whatever the unit of the settings
    least_width: float = 9.5  # of a column, in characters
    cards: int = 4  # the most in a row
    grid: tuple[float, ...] = ()  # how wide its columns are, whatever stands in them, where it is laid out on a grid

    @cached_property
    def blocks(self) -> tuple[type[Block], ...]:
        return tuple(block for item in self.items for block in blocks_of(item))

    @cached_property
    def tables(self) -> tuple[type[Table], ...]:
        return tuple(block for block in self.blocks if issubclass(block, Table))

    @property
    def is_private(self) -> bool:
        """Whether it has what managers note of people: it stands in the workbook of a team's manager alone."""
        return any(table.private for table in self.tables)

    @property
    def is_locked(self) -> bool:
        """Whether people can change input cells only: a table to which they add rows could not grow on such a sheet."""
        return not any(table.grows for table in self.tables)

    def goes_on(self, block: type[Block]) -> bool:
        """Whether further pages may show the block: some lines begin them, others are as wide as data says."""
        varies = block.across is not None and block.across.size is None
        return any(line.block is block for line in self.continued) or (bool(self.continued) and varies)


def blocks_of(item: Item) -> tuple[type[Block], ...]:
    """The blocks that an item of a sheet shows, from the left; none in a band of charts."""
    match item:
        case type():
            return (item,)
        case Sentence():
            return (item.block,)
        case Beside():
            return tuple(placed.block for placed in item.placed)
    return ()


MOST_SHOWN = 12
"""Sheets whose tabs a book shows."""


@dataclass(frozen=True, eq=False)
class Book:
    """A workbook as declared: its sheets in the order of their tabs."""

    sheets: tuple[Sheet, ...]

    @cached_property
    def shown(self) -> tuple[Sheet, ...]:
        """The sheets whose tabs are seen, in their order."""
        known = [sheet for sheet in self.sheets if not sheet.hidden]
        if len(known) <= MOST_SHOWN:
            return tuple(known)
        by_place = sorted((sheet for sheet in known if sheet.front), key=lambda sheet: sheet.front)
        others = [sheet for sheet in known if not sheet.front and sheet.group is not Group.WORKING]
        first = {sheet.key for sheet in (*by_place, *others)[:MOST_SHOWN]}
        return tuple(sheet for sheet in known if sheet.key in first)

    @cached_property
    def blocks(self) -> tuple[type[Block], ...]:
        return tuple(block for sheet in self.sheets for block in sheet.blocks)

    @cached_property
    def tables(self) -> tuple[type[Table], ...]:
        return tuple(table for sheet in self.sheets for table in sheet.tables)
