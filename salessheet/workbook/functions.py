"""The functions a formula may use: plain Excel ones every engine agrees on, and ours.

`PORTABLE` says which plain ones those are, and with which arguments they are safe; `salessheet.workbook.audit` keeps
it. A function that is declared here beside being listed there has a twin in `readings/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from salessheet.workbook.expr import Criterion, Function, Operand, Result, expr


class Argument(Enum):
    """What an argument must be, so that no engine guesses and none needs an array formula."""

    VALUE = "one value"
    ITEMS = "values or ranges"
    RANGE = "a range"
    PRODUCT = "a single product of ranges such as a*b*c"
    BRANCH = "a value"  # or a range, where the result of the call may be one
    KEY = "one value to be found in the range"
    CONDITION = "a condition on that range"
    FIXED = "a number or format written out"
    ZERO = "0 for an exact match"


VALUE, ITEMS, RANGE, FIXED = Argument.VALUE, Argument.ITEMS, Argument.RANGE, Argument.FIXED


@dataclass(frozen=True)
class Form:
    """How a plain function is called.

    The last `optional` arguments may be missing; the last `repeated` ones may come again and again. The result is a
    text or a whole number if the arguments `exact_with` (from, to) are: with none of them always, with None never.
    """

    arguments: tuple[Argument, ...]
    optional: int = 0
    repeated: int = 0
    exact_with: tuple[int, int | None] | None = (0, 0)

    def asked(self, given: int) -> tuple[Argument, ...] | None:
        """What each of `given` arguments must be; None where the function takes more or fewer."""
        asked = self.arguments
        while self.repeated and len(asked) < given:
            asked += asked[-self.repeated :]
        return asked[:given] if len(asked) - self.optional <= given <= len(asked) else None


ALL, FIRST = (0, None), (0, 1)
PORTABLE: Mapping[str, Form] = {
    **dict.fromkeys(("SUM", "MIN", "MAX"), Form((ITEMS,), repeated=1, exact_with=ALL)),
    "COUNT": Form((ITEMS,), repeated=1),
    "ABS": Form((VALUE,), exact_with=ALL),
    "ROUND": Form((VALUE, FIXED), exact_with=FIRST),
    "IF": Form((VALUE, Argument.BRANCH, Argument.BRANCH), exact_with=(1, 3)),
    "IFERROR": Form((VALUE, VALUE), exact_with=ALL),
    "RANK": Form((Argument.KEY, RANGE, FIXED), optional=1),
    **dict.fromkeys(("LARGE", "SMALL"), Form((RANGE, VALUE), exact_with=FIRST)),
    "SUMIFS": Form((RANGE, RANGE, Argument.CONDITION), repeated=2, exact_with=FIRST),
    "AVERAGEIFS": Form((RANGE, RANGE, Argument.CONDITION), repeated=2, exact_with=None),
    "COUNTIFS": Form((RANGE, Argument.CONDITION), repeated=2),
    "SUMPRODUCT": Form((Argument.PRODUCT,), exact_with=ALL),
    "INDEX": Form((RANGE, VALUE, VALUE), optional=1, exact_with=FIRST),
    "MATCH": Form((Argument.KEY, RANGE, Argument.ZERO)),
    "VLOOKUP": Form((Argument.KEY, RANGE, FIXED, Argument.ZERO), exact_with=(1, 2)),
    "LOOKUP": Form((VALUE, RANGE, RANGE), exact_with=(2, 3)),
    "DATE": Form((VALUE, VALUE, VALUE)),
    **dict.fromkeys(("YEAR", "MONTH", "DAY"), Form((VALUE,))),
    "WEEKDAY": Form((VALUE, FIXED)),
    **dict.fromkeys(("EOMONTH", "EDATE"), Form((VALUE, VALUE))),
    "NETWORKDAYS": Form((VALUE, VALUE, RANGE), optional=1),
    "TEXT": Form((VALUE, FIXED)),
    "CONCATENATE": Form((VALUE,), repeated=1),
    "LEFT": Form((VALUE, FIXED)),
    "HYPERLINK": Form((VALUE, VALUE), exact_with=(1, 2)),
}
INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("TODAY", "NOW", "RAND", "RANDBETWEEN"), "read an input such as Settings.as_of"),
    **dict.fromkeys(("OFFSET", "INDIRECT"), "refer to the line, or to part of it, or take INDEX of it"),
    **dict.fromkeys(("SUBTOTAL", "AGGREGATE"), "use SUM, COUNT, MIN or MAX of the line"),
    **dict.fromkeys(("XLOOKUP", "XMATCH", "HLOOKUP"), "use INDEX and MATCH"),
    **dict.fromkeys(("LET", "LAMBDA"), "give the part a helper line of its own"),
    **dict.fromkeys(("FILTER", "SORT", "UNIQUE"), "use SUMIFS, COUNTIFS, RANK or MATCH on a helper line"),
    "VALUE": "declare the input as a number",
}

SUM, MIN, MAX, COUNT, ABS = (Function(name) for name in ("SUM", "MIN", "MAX", "COUNT", "ABS"))
IF, IFERROR = Function("IF"), Function("IFERROR")
ROUND, RANK, LARGE, SMALL = (Function(name) for name in ("ROUND", "RANK", "LARGE", "SMALL"))
SUMIFS, COUNTIFS, SUMPRODUCT = (Function(name) for name in ("SUMIFS", "COUNTIFS", "SUMPRODUCT"))
INDEX, MATCH = Function("INDEX"), Function("MATCH")
DATE, YEAR, MONTH, DAY, WEEKDAY = (Function(name) for name in ("DATE", "YEAR", "MONTH", "DAY", "WEEKDAY"))
EOMONTH, EDATE = Function("EOMONTH"), Function("EDATE")
TEXT, CONCATENATE, HYPERLINK = Function("TEXT"), Function("CONCATENATE"), Function("HYPERLINK")
LEFT = Function("LEFT")

SS_SPLIT = Function("SS_SPLIT", Result.BLOCK)
SS_SPLIT2 = Function("SS_SPLIT2", Result.BLOCK)
SS_SPLIT_EACH = Function("SS_SPLIT_EACH", Result.BLOCK)
SS_PRORATE = Function("SS_PRORATE", Result.EACH)
SS_RANK = Function("SS_RANK", Result.BLOCK)
SS_TARGETS = Function("SS_TARGETS", Result.TABLE)
SS_FUNNEL = Function("SS_FUNNEL", Result.TABLE)
SS_LEADERBOARD = Function("SS_LEADERBOARD", Result.TABLE)
SS_ATTAINMENT = Function("SS_ATTAINMENT", Result.EACH)
SS_GAP = Function("SS_GAP", Result.EACH)
SS_WIN_RATE = Function("SS_WIN_RATE", Result.EACH)
SS_COVERAGE = Function("SS_COVERAGE", Result.EACH)
SS_KPI_SCORE = Function("SS_KPI_SCORE", Result.EACH)
SS_TIERED = Function("SS_TIERED", Result.CELL)
SS_BAND = Function("SS_BAND", Result.EACH)
SS_KPI_TOTAL = Function("SS_KPI_TOTAL", Result.CELL)
SS_BOTTLENECK = Function("SS_BOTTLENECK", Result.CELL)
SS_PACE = Function("SS_PACE", Result.CELL)
SS_ROLLUP = Function("SS_ROLLUP", Result.TABLE)
SS_CYCLE = Function("SS_CYCLE", Result.CELL)
SS_RFM = Function("SS_RFM", Result.TABLE)
SS_FORECAST = Function("SS_FORECAST", Result.CELL)
SS_FORECAST_ERROR = Function("SS_FORECAST_ERROR", Result.CELL)
SS_FORECAST_RANGE = Function("SS_FORECAST_RANGE", Result.CELL)
SS_WEIGHTED = Function("SS_WEIGHTED", Result.CELL)
SS_HHI = Function("SS_HHI", Result.CELL)
SS_GINI = Function("SS_GINI", Result.CELL)
SS_NPS = Function("SS_NPS", Result.CELL)
SS_NEXT_VISIT = Function("SS_NEXT_VISIT", Result.EACH)
SS_SMART = Function("SS_SMART", Result.CELL)
SS_CHANGE = Function("SS_CHANGE", Result.CELL)


def at_least(bound: Operand) -> Criterion:
    return Criterion(">=", expr(bound))


def at_most(bound: Operand) -> Criterion:
    return Criterion("<=", expr(bound))


def above(bound: Operand) -> Criterion:
    return Criterion(">", expr(bound))


def below(bound: Operand) -> Criterion:
    return Criterion("<", expr(bound))
