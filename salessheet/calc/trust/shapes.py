"""What the arguments of a call look like: one value or many, a literal, a condition, texts of which kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from salessheet.core.keys import folded
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.copied_formulas import Elsewhere
from salessheet.xlsx.formula_tree import Argument, Call

_ONE_VALUE = """
    LEN TRIM CLEAN LEFT RIGHT MID UPPER LOWER PROPER SUBSTITUTE REPLACE SEARCH FIND EXACT VALUE TEXT T N REPT
    CODE CHAR CONCATENATE FIXED UNICODE UNICHAR NUMBERVALUE DATEVALUE TIMEVALUE YEAR MONTH DAY HOUR MINUTE
    SECOND WEEKDAY WEEKNUM ISOWEEKNUM DATE TIME EDATE EOMONTH DATEDIF DAYS DAYS360 YEARFRAC NETWORKDAYS WORKDAY
    ROUND ROUNDUP ROUNDDOWN INT TRUNC ABS MOD SIGN SQRT POWER EXP LN LOG LOG10 CEILING FLOOR MROUND EVEN ODD
    QUOTIENT ISNUMBER ISTEXT ISBLANK ISERROR ISERR ISNA ISLOGICAL ISNONTEXT ISEVEN ISODD NOT
    """
OF_ONE_VALUE: Final = frozenset(_ONE_VALUE.split())
"""Functions of one value each: of a range they give as many results as it has cells."""

CONDITIONAL: Final = {
    "COUNTIF": (0, 1, 2), "SUMIF": (0, 1, 2), "AVERAGEIF": (0, 1, 2),
    "COUNTIFS": (0, 1, 2), "SUMIFS": (1, 2, 2), "AVERAGEIFS": (1, 2, 2), "MAXIFS": (1, 2, 2), "MINIFS": (1, 2, 2),
}  # fmt: skip  # a family a line
"""Where the first range of a condition stands, where its criterion, and how far apart conditions are."""

DATES: Final = frozenset({"YEAR", "MONTH", "DAY", "WEEKDAY", "WEEKNUM", "ISOWEEKNUM", "EDATE", "EOMONTH", "TEXT"})

_LIFTED: Final = OF_ONE_VALUE | {"IF", "IFERROR", "IFNA", "CHOOSE"}
_MANY_VALUES = """
    TRANSPOSE FREQUENCY MMULT FILTER SORT SORTBY UNIQUE SEQUENCE RANDARRAY OFFSET INDIRECT TREND GROWTH LINEST
    LOGEST VSTACK HSTACK TOCOL TOROW TAKE DROP CHOOSECOLS CHOOSEROWS EXPAND WRAPROWS WRAPCOLS TEXTSPLIT
    ANCHORARRAY
    """
_OF_MANY: Final = frozenset(_MANY_VALUES.split())
_OF_PLACES: Final = frozenset({"ROW", "COLUMN"})
_LARGEST_LOOKED_AT: Final = 200_000  # cells


def is_many(argument: Argument) -> bool:
    """Whether it gives more than one value: a range, an array, or what comes of one value by value."""
    return any(_gives_many(node) for node in argument)


def _gives_many(node: Call | Area | Elsewhere | str) -> bool:
    if isinstance(node, Area):
        return not node.is_cell
    if not isinstance(node, Call):
        return node == "{"
    if node.name in _OF_MANY:
        return True
    if not node.name or node.name in _LIFTED or node.name in _OF_PLACES:
        return any(map(is_many, node.arguments))
    if node.name == "INDEX":
        return len(node.arguments) > 1 and any(number_of(place) == 0 or not place for place in node.arguments[1:])
    return any(is_many(criterion) for _, criterion in conditions(node))


def conditions(call: Call) -> Iterator[tuple[Argument, Argument]]:
    """The ranges of a conditional function with the criterion for each."""
    if call.name in CONDITIONAL:
        start, criterion, step = CONDITIONAL[call.name]
        end = 2 if call.name.endswith("IF") else len(call.arguments)
        for place in range(criterion, end, step):
            if place < len(call.arguments) and start <= place - 1:
                yield call.arguments[place - 1], call.arguments[place]


def text_of(argument: Argument) -> str | None:
    """The text that stands there in quotes; None for anything else."""
    match argument:
        case (str() as text,) if text.startswith('"') and text.endswith('"'):
            return text[1:-1].replace('""', '"')
    return None


def number_of(argument: Argument) -> float | None:
    """The number that stands there; None for anything else."""
    if not argument or not all(isinstance(node, str) for node in argument):
        return None
    try:
        return float("".join(map(str, argument)))
    except ValueError:
        return None


@dataclass(frozen=True, eq=False)
class Seen:
    """What stands in the cells that formulas read."""

    book: BookFile
    _known: dict[tuple[str, Area], bool] = field(default_factory=dict)

    def value(self, argument: Argument) -> Value | None:
        """Of a literal, or of the one cell that is referred to; None for a blank and for anything else."""
        if (text := text_of(argument)) is not None:
            return text
        match argument:
            case (Area() as area,) if area.is_cell:
                return self._cells(area.sheet).get((area.top, area.left))
            case (("TRUE" | "FALSE") as word,):
                return word == "TRUE"
        return number_of(argument)

    def values(self, argument: Argument) -> Iterator[Value | None]:
        """Of the cells of a range, blanks as None; nothing for what is no range, or a huge one."""
        for area in argument:
            if (
                isinstance(area, Area)
                and (area.bottom - area.top + 1) * (area.right - area.left + 1) < _LARGEST_LOOKED_AT
            ):
                cells = self._cells(area.sheet)
                for _, row, column in area.cells():
                    yield cells.get((row, column))

    def holds_error(self, argument: Argument) -> bool:
        return self._any("error", argument, lambda value: isinstance(value, ErrorKind))

    def holds_truth(self, argument: Argument) -> bool:
        return self._any("truth", argument, lambda value: isinstance(value, bool))

    def _any(self, what: str, argument: Argument, is_it: Callable[[Value | None], bool]) -> bool:
        """Whether a cell of its ranges is `what`; a range that thousands of formulas read is looked at once."""
        for node in argument:
            if isinstance(node, Area):
                if (what, node) not in self._known:
                    self._known[what, node] = any(map(is_it, self.values((node,))))
                if self._known[what, node]:
                    return True
        return False

    def is_out_of_order(self, argument: Argument, *, column: int | None = 0, falling: bool = False) -> bool:
        """Whether the numbers of a range (of its first column, or row for None) fail to rise, or to fall."""
        match argument:
            case (Area() as area,):
                if column is not None and area.bottom > area.top:
                    area = area._replace(right=area.left)
                elif column is None:
                    area = area._replace(bottom=area.top)
                known = ("rises" if falling else "falls", area)
                if known not in self._known:
                    found = [v for v in self.values((area,)) if isinstance(v, float)]
                    self._known[known] = any(b > a if falling else b < a for a, b in pairwise(found))
                return self._known[known]
        return False

    def differs_in_width(self, arguments: tuple[Argument, ...]) -> bool:
        """Whether texts among them are the same but for their width, which Excel takes for equal in some languages."""
        for argument in arguments:
            text = self.value(argument)
            if isinstance(text, str) and self._has_twin(text):
                return True
        if not self._twins:
            return False
        return any(self._any("twin", argument, lambda value: value in self._twins) for argument in arguments)

    def _has_twin(self, text: str) -> bool:
        if not text.isascii() and not {"*", "?"}.isdisjoint(text):
            return _one_syllabary(folded(text)) != text.casefold()
        known = self._by_key.get(_one_syllabary(folded(text)), ())
        return any(_plain(other) != _plain(text) for other in known)

    @cached_property
    def _by_key(self) -> dict[str, set[str]]:
        """The texts of the workbook by what they are without regard to width and Japanese syllabary."""
        found: dict[str, set[str]] = {}
        for sheet in self.book.sheets.values():
            for text in sheet.values.values():
                if isinstance(text, str) and text:
                    found.setdefault(_one_syllabary(folded(text)), set()).add(text)
        return found

    @cached_property
    def _twins(self) -> frozenset[str]:
        """The texts that have a twin of another width."""
        alike = (texts for texts in self._by_key.values() if len(set(map(_plain, texts))) > 1)
        return frozenset(text for texts in alike for text in texts)

    def names_a_table(self, text: str) -> bool:
        """Whether a text refers to a table of the workbook, as a whole or to some columns."""
        return text.partition("[")[0].strip().casefold() in self.book.tables

    @cached_property
    def hidden_rows(self) -> frozenset[str]:
        """The sheets some of whose rows are hidden, by a filter or by hand."""
        parts = self.book.package.parts
        return frozenset(name for name, sheet in self.book.sheets.items() if _HIDDEN_ROW.search(parts[sheet.part]))

    def _cells(self, sheet: str) -> dict[tuple[int, int], Value]:
        known = self.book.sheets.get(sheet)
        return {} if known is None else known.values  # type: ignore[return-value]  # read only


_HIDDEN_ROW: Final = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=\"(?:1|true)\"")
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def _plain(text: str) -> str:
    return text.strip().casefold()


def _one_syllabary(text: str) -> str:
    return text.translate(_HIRAGANA)
