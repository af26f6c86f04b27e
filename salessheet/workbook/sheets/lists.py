"""Lists: the words that cells may be chosen from, and the published days off. The only hidden sheet."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Extent, Line
from salessheet.workbook.extents import HOLIDAYS, METRICS, WEEKDAYS
from salessheet.workbook.general import Captions, Months, Phrases, Soundness
from salessheet.workbook.lines import Column, Counter, Input, Term
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import FORECAST_CATEGORIES, TABLES


class Metrics(Block):
    """The measures the workbook knows, in the order of their columns on the sheet of indicators."""

    rows = METRICS
    no = Counter(Type.COUNT)
    measure = Input(Type.TEXT, given=True)


class Measured(Block):
    """Names of measures that formulas look for, as the language of the book has them."""

    rows = Extent("names of measures", 1)
    sales = Input(Type.LABEL, Axis.CELL, given=True)
    cash = Input(Type.LABEL, Axis.CELL, given=True)
    win_rate = Input(Type.LABEL, Axis.CELL, given=True)
    manager = Input(Type.LABEL, Axis.CELL, given=True)


class Documents(Block):
    """What kinds of documents commission is paid on, as the language of the book calls them."""

    rows = Extent("kinds of documents", 1)
    order = Input(Type.LABEL, Axis.CELL, given=True)
    deal = Input(Type.LABEL, Axis.CELL, given=True)
    invoice = Input(Type.LABEL, Axis.CELL, given=True)
    receipt = Input(Type.LABEL, Axis.CELL, given=True)
    objective = Input(Type.LABEL, Axis.CELL, given=True)
    prize = Input(Type.LABEL, Axis.CELL, given=True)


class RollupCodes(Block):
    """As what the roll-up takes open deals, in the order of the categories, and at last those that were won.

    An open deal whose category says closed is open.
    """

    rows = Extent("codes of the roll-up", len(FORECAST_CATEGORIES) + 1)
    no = Counter(Type.COUNT)
    code = Input(Type.TEXT, given=True)


def _terms() -> type[Block]:
    """A cell for every word that a column of an input table is restricted to."""
    lines: dict[str, Term] = {}
    for table in TABLES:
        for column in table.columns():
            for code in column.choices if isinstance(column.choices, tuple) else ():
                key = f"{column.key}_{code}"
                if key not in lines:  # columns of a name share their words
                    lines[key] = Term(Type.LABEL, Axis.CELL, given=True, of=column, code=code)
    about = {"__doc__": "Words of input columns that formulas look for.", "__module__": __name__}
    return type("Terms", (Block,), {**about, "rows": Extent("terms", 1), **lines})


Terms = _terms()
TERMS: tuple[Term, ...] = tuple(line for line in Terms.lines if isinstance(line, Term))


def term_of(column: Column, code: str) -> Line:
    """Raises DeclarationError where the column is not restricted to words of which this is one."""
    if isinstance(column.choices, tuple) and code in column.choices:
        for term in TERMS:
            if term.of.key == column.key and term.code == code:
                return term
    raise DeclarationError(f"{column} has no code '{code}' among its choices")


class Weekdays(Block):
    """Monday first; 1 is worked, 0 is the weekend."""

    rows = WEEKDAYS
    weekday = Input(Type.LABEL, given=True)
    working = Input(Type.FLAG, given=True)


class Holidays(Block):
    """Days on which the published calendar differs from the days of the week: 1 is worked, 0 is off."""

    rows = HOLIDAYS
    date = Input(Type.DATE, given=True)
    working = Input(Type.FLAG, given=True)
    holiday = Input(Type.TEXT, given=True)


LISTS = Sheet(
    "lists",
    Role.CONTROL,
    Group.CONTROL,
    (Captions, Soundness, Phrases, Months, Measured, Documents, RollupCodes, Terms, Metrics, Weekdays, Holidays),
    hidden=True,
)
