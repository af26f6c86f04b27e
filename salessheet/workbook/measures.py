"""What cells measure and how they lie, and what numbers mean everywhere: bounds of dates, when amounts are the same."""

from __future__ import annotations

from enum import Enum, auto

Scalar = float | int | str | bool | None
HALF_A_CENT = 0.005  # amounts of money that differ by less are the same
LARGEST_NUMBER = 1e15  # that data and cells may hold, on either side of 0; a spreadsheet keeps 15 digits

FIRST_YEAR, LAST_YEAR = 1990, 2199  # of the dates that data and cells may hold, both inclusive


class Type(Enum):
    """What a line measures: decides its number format, its alignment and how input is read."""

    TEXT = auto()
    LABEL = auto()  # a short text set in the middle of its cell
    DATE = auto()
    PERIOD = auto()  # a month, as the date of its first day
    MONEY = auto()  # in the currency of the settings, shown in their unit
    CENTS = auto()  # money shown to the cent
    COUNT = auto()
    YEAR = auto()  # a whole number without thousands
    NUMBER = auto()
    PERCENT = auto()
    RATE = auto()  # a percentage with two decimals
    PAYS = auto()  # what a tier pays: a share of the amount, shown as a percentage, or money above 1
    EXCHANGE = auto()  # an exchange rate
    POINTS = auto()  # a difference of percentages in hundredths, signed
    CHANGE = auto()  # places gained or lost
    TIMES = auto()  # a multiple
    SCORE = auto()
    FLAG = auto()  # 1 or 0, shown as yes or no
    STATUS = auto()  # 1 or 0, shown as OK or FAIL

    @property
    def is_exact(self) -> bool:
        """Texts, dates and whole numbers: equal in every program or in none, and themselves again when read as text."""
        return self in _EXACT

    @property
    def is_money(self) -> bool:
        """Amounts in the currency of the settings, the same up to half a cent."""
        return self in _MONEY


_EXACT = frozenset(
    {Type.TEXT, Type.LABEL, Type.DATE, Type.PERIOD, Type.COUNT, Type.YEAR, Type.CHANGE, Type.FLAG, Type.STATUS}
)
_MONEY = frozenset({Type.MONEY, Type.CENTS})


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


class Use(Enum):
    """What becomes of what stands in an input. There is no third: a test changes each input and looks."""

    COMPUTED = "calculated cells change with it"
    NOTE = "for people to read: shown, never counted"


class Flavour(Enum):
    """Which formulas a workbook holds."""

    NATIVE = "native"
    PYTHON = "python"
    VALUES = "values"


class Look(Enum):
    """What conditional formatting adds to a line, never by colour alone."""

    BAR = "a data bar as long as the value"
    TRAFFIC = "a shape: at or above 1, at or above the alert level, below"
    HEAT = "a shade from light to dark; whole numbers without decimals"
    SIGN = "a mark for negative values"
    STATUS = "OK or FAIL, coloured"
    DUE = "a mark and a colour on what is overdue, days or a number of things"
    LATE = "a mark and a colour on what is due: the days since then, or today"
    BEHIND = "bold where the attainment beside it is below the alert level, and has its mark"
    MARK = "a text in the colour of the mark that it begins with"
    PROGRESS = "a bar in the colour of the mark above it, as far as nothing is missing"
    RATE = "a percentage where the indicator of the row is a rate; else a whole number without decimals"
    WHOLE = "a whole number without decimals"


class Arrangement(Enum):
    """How the single cells of a block are laid out."""

    LIST = "a label and a value a row"
    CARDS = "big numbers with small captions, side by side"
    RECORDS = "a table with a row for each record"


def bounds(minimum: float | None, maximum: float | None) -> tuple[float, float]:
    """What a number may be, ends included, where these limits are declared; None: where none is."""
    return -LARGEST_NUMBER if minimum is None else minimum, LARGEST_NUMBER if maximum is None else maximum
