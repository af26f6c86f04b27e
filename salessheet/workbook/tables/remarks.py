"""What stands beside rows that are not counted as they should be."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, DAY, IF
from salessheet.workbook.general import Phrases
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified


def remark_of(identity: Column, amount: Line, otherwise: Expr) -> Calc:
    """Why a row is not counted as it should be, if so; `otherwise` for rows that have a name of their own."""
    unnamed = IF(COUNT(amount) == 0, blank, Phrases.no_id)
    named = IF(COUNTIFS(identity.whole, identity) > 1, Phrases.twice, otherwise)
    return Calc(Type.TEXT, native=IF(identity == "", unnamed, named))


def named_once(identity: Column, otherwise: Expr = blank) -> Calc:
    """A column: a remark where another row has the same name; `otherwise` where none has."""
    return Calc(Type.TEXT, native=remarked_once(identity, otherwise))


def month_key(month: Column, *names: Column) -> Calc:
    """A column: what names a row of a month, whatever day of it stands there; blank without a month."""
    parts = [side for name in names for side in (name, "|")]
    first_day = month - DAY(month) + 1
    return Calc(Type.LABEL, native=IF(COUNT(month) == 0, blank, CONCATENATE(*parts, first_day)), quiet=True)


def typed_once(key: Calc, otherwise: Expr = blank) -> Calc:
    """A column: a remark where another row has the same key; `otherwise` where none has."""
    return Calc(Type.TEXT, native=IF(COUNTIFS(key.whole, identified(key)) > 1, Phrases.typed_twice, otherwise))


def remarked_once(identity: Column, otherwise: Expr) -> Expr:
    return IF(COUNTIFS(identity.whole, identified(identity)) > 1, Phrases.twice, otherwise)
