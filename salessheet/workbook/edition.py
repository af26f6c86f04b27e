"""An edition: the book as one recipient gets it, evaluated and laid out, in one language and flavour.

Writers (XlsxWriter for a new file, the xlwings API for a live book) read the same edition, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from salessheet.workbook.book import Book, Group, Sheet, Text
from salessheet.workbook.expr import Line, Whereabouts
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import Layout, height_key, lay_out
from salessheet.workbook.lines import Calc, Input, Watch
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.text import Pattern, pattern, stands_at
from salessheet.workbook.readings.values import Column, Sizes, lines_read, order_of, shape_of, values_of
from salessheet.workbook.schema import Block

if TYPE_CHECKING:
    from salessheet.workbook.labels import Words
    from salessheet.workbook.readings.cellfunctions import CellFunctions
    from salessheet.workbook.readings.cells import Cells


MOST_NOTICES = 500  # listed on a sheet; the manifest has them all
LINKS_A_ROW = 7  # of the contents


@dataclass(frozen=True)
class Notice:
    """Rows of the data, `count` of them, that were left out or changed, in words of the edition's language.

    `may_stay`: they count as they stand, and only somebody who knows can say whether they are meant.
    `of_day`: it is no problem of the data, but comes of the day that the workbook is of.
    """

    file: str
    row: str
    column: str
    wrong: str
    mend: str
    count: int = 1
    may_stay: bool = False
    of_day: bool = False


@dataclass(frozen=True)
class Unused:
    """What was read but no number counts. `table` and `column` are keys; a blank column means the whole table.

    `title`, `heading` and `means` are words of the edition's language, `rows` how many rows have content there.
    `lacking`: a payout or a total of the period is without it. `team`: whose data it is; blank for the centre.
    """

    table: str
    column: str
    title: str
    heading: str
    rows: int
    means: str
    lacking: bool = field(kw_only=True, default=False)
    team: str = field(kw_only=True, default="")


@dataclass(frozen=True)
class Content:
    """What fills a book: the cells of its input lines in reading order, and how many rows everything has.

    `no_source`: tables that the data source does not have; what is read from them is blank, never a made-up 0.
    `unsaid`: single cells that stay blank.
    """

    inputs: Mapping[Line, Column]
    sizes: Sizes
    no_source: frozenset[type[Block]] = frozenset()
    notices: tuple[Notice, ...] = ()
    unused: tuple[Unused, ...] = ()
    unsaid: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Edition:
    """A book as one recipient gets it: content, values and layout, in one language and one form of formulas."""

    book: Book
    layout: Layout
    content: Content
    values: Mapping[Line, Cells]
    flavour: Flavour
    words: Words
    currency: str
    money_unit: int
    is_hollow: bool = field(kw_only=True, default=False)
    """Whether it is to be filled in by the program alone: one of the rows that stand ready below a table says all."""
    _known: dict[Line, list[Scalar]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def in_full(self) -> Edition:
        """The same with amounts in whole units of the currency, as some sheets show them."""
        found = replace(self, money_unit=1)
        object.__setattr__(found, "_known", self._known)  # the cells are the same
        return found

    def cells(self, line: Line) -> list[Scalar]:
        """What stands in the line's cells, in reading order. Errors as their text, blanks as None."""
        known = self._known.get(line)
        if known is None:
            known = self._known[line] = self._cells(line)
        return known

    def column(self, line: Line) -> Cells:
        """As `cells`, for who works with all of them at once."""
        return self.values[line]

    def _cells(self, line: Line) -> list[Scalar]:
        return self._typed(line) if isinstance(line, Input) else self.column(line).flat()

    def _typed(self, line: Input) -> list[Scalar]:
        column = self.content.inputs.get(line)
        rows, columns = shape_of(line, self.content.sizes)[:2]
        if column is None:
            return [line.default] * (rows * columns)
        if isinstance(column, np.ndarray):
            return [None if n != n else n for n in column.tolist()]  # noqa: PLR0124  only NaN differs from itself
        return list(column) or [None] * (rows * columns)

    def pattern(self, line: Line) -> Pattern | None:
        """The formula of a line; None where a value stands."""
        if not isinstance(line, Calc) or self.reads_nothing(line):
            return None
        return pattern(line, self.flavour, self.layout, Settings.use_python)

    def reads_nothing(self, line: Calc) -> bool:
        if not self.content.no_source:
            return False
        return any(seen.block in self.content.no_source for seen in lines_read(line.native))


def edition(  # noqa: PLR0913  what one recipient gets
    whole: Book,
    sheets: tuple[Sheet, ...],
    content: Content,
    flavour: Flavour,
    words: Words,
    functions: CellFunctions,
    *,
    currency: str = "CNY",
    money_unit: int = 1,
    placed: Callable[[Layout], Layout] | None = None,
    at_once: bool = True,
) -> Edition:
    """`sheets` of the `whole` book are shown; what they read from others stands in them as values.

    `placed`: where everything stands in a file that exists, given where the declaration would have it.

    `at_once`: whether every line is computed now, which is quicker for who looks at all of them; if not, each is when
    somebody looks at it.
    """
    names = {sheet.key: words.text(f"sheet.{sheet.key}.name") for sheet in sheets}
    book, layout = Book(sheets), laid_out(whole, sheets, content, words, names)
    if placed is not None:
        layout = placed(layout)
    unseen: dict[Line, list[Scalar]] = {
        line: [None] for line in layout.without if isinstance(line, Watch)
    }  # adds nothing to what watches add up to
    unseen |= {line: [None] for line in content.unsaid}
    places = ((line, line.native) for line in order_of(whole, Flavour.NATIVE))
    unseen |= {line: [stands_at(sought, layout)] for line, sought in places if isinstance(sought, Whereabouts)}
    values = values_of(whole, content.inputs, content.sizes, Flavour.NATIVE, functions, content.no_source, kept=unseen)
    if at_once:
        values.compute(line for block in book.blocks for line in block.lines)
    return Edition(book, layout, content, values, flavour, words, currency, money_unit)


def laid_out(whole: Book, sheets: tuple[Sheet, ...], content: Content, words: Words, tabs: Mapping[str, str]) -> Layout:
    """Where everything stands in a book of these `sheets`; of the content only how much there is counts.

    `tabs`: the name of each sheet, by its key.
    """
    book = Book(sheets)
    noted = frozenset(block for block in book.blocks if words.find("note", block.__name__))
    return lay_out(book, content.sizes, tabs, _heights(book, content, words), _left_out(whole, book), noted)


def _left_out(whole: Book, book: Book) -> frozenset[Line]:
    """Optional lines that read a block which is not in the book, and optional lines that read those."""
    held = set(book.blocks)
    out: set[Line] = set()
    for line in order_of(whole, Flavour.NATIVE):
        if line.optional and any(seen.block not in held or seen in out for seen in lines_read(line.native)):
            out.add(line)
    return frozenset(out)


def listed_sheets(book: Book) -> list[tuple[Group, list[tuple[Sheet, ...]]]]:
    """The sheets that somebody may want to see by their groups, so many a row."""
    listed = []
    for group in Group:
        sheets = [sheet for sheet in book.sheets if sheet.group is group and not sheet.hidden]
        rows = [tuple(sheets[i : i + LINKS_A_ROW]) for i in range(0, len(sheets), LINKS_A_ROW)]
        if rows:
            listed.append((group, rows))
    return listed


def _heights(book: Book, content: Content, words: Words) -> dict[str, int]:
    heights = {
        "Contents": sum(len(rows) for _, rows in listed_sheets(book)) + 2,
        "Legend": 11,
        "SignOff": 6,
        "Problems": min(len(content.notices), MOST_NOTICES) + 2 + (len(content.notices) > MOST_NOTICES),
        "ReadNotUsed": len(content.unused) + 2,  # title and headings; without any a sentence says so in their place
    }
    for sheet in book.sheets:
        for item in sheet.items:
            if isinstance(item, Text):
                heights[height_key(item)] = words.text(f"text.{item.key}").strip().count("\n") + 2
    return heights
