"""The factors of plans, so that one lookup finds the band that a number lies in."""

from __future__ import annotations

from salessheet.workbook.expr import Line, blank
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    SUMPRODUCT,
    below,
)
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import NOBODY, identified
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import PlanFactors

DAYS_TO_CASH, MONTHS_SERVED = (term_of(PlanFactors.depends_on, code) for code in ("days_to_cash", "months_served"))


class FactorWorking(Block):
    """A row a factor of a plan: its number among those that go by the same, and how it rises to the next."""

    rows = PlanFactors.rows
    of = Calc(
        Type.LABEL,
        native=IF(PlanFactors.plan_id == "", blank, CONCATENATE(PlanFactors.plan_id, "|", PlanFactors.depends_on)),
        quiet=True,
    )
    number = Calc(
        Type.COUNT,
        native=IF(of == "", blank, SUMPRODUCT((of.whole == of) * (PlanFactors.lower.whole < PlanFactors.lower)) + 1),
    )
    factor_key = Calc(Type.LABEL, native=IF(of == "", blank, CONCATENATE(of, "|", number)), quiet=True)
    next_key = Calc(Type.LABEL, native=IF(of == "", NOBODY, CONCATENATE(of, "|", number + 1)), quiet=True)
    next_row = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(factor_key.whole, next_key) == 0, 0, MATCH(next_key, factor_key.whole, 0)),
        quiet=True,
    )
    width = Calc(
        Type.NUMBER,
        native=IF(next_row == 0, 0, INDEX(PlanFactors.lower.whole, MAX(1, next_row)) - PlanFactors.lower),
        quiet=True,
    )
    slope = Calc(
        Type.NUMBER,
        native=IF(width > 0, (INDEX(PlanFactors.factor.whole, MAX(1, next_row)) - PlanFactors.factor) / width, 0),
    )


def key_of(plan: Line, depends_on: Line) -> Calc:
    """Of the factors of a plan that depend on the same."""
    return Calc(Type.LABEL, native=CONCATENATE(identified(plan), "|", depends_on), quiet=True)


def bands_of(key: Line) -> Calc:
    return Calc(Type.COUNT, native=COUNTIFS(FactorWorking.of.whole, key), quiet=True)


def ended_by(key: Line, number: Line) -> Calc:
    """How many of the bands end below a number."""
    found = COUNTIFS(FactorWorking.of.whole, key, PlanFactors.upper.whole, below(number))
    return Calc(Type.COUNT, native=IF(COUNT(number) == 0, 0, found), quiet=True)


def band_of(bands: Line, ended: Line, number: Line) -> Calc:
    """Which of the bands a whole number lies in: the first that does not end below it. 0 beyond the last."""
    return Calc(Type.COUNT, native=IF((COUNT(number) == 0) + (ended == bands) > 0, 0, ended + 1), quiet=True)


def factor_of(key: Line, band: Line) -> Calc:
    """That of the band; 0 in none."""
    row = MATCH(CONCATENATE(key, "|", band), FactorWorking.factor_key.whole, 0)
    return Calc(Type.NUMBER, native=IF(band == 0, 0, INDEX(PlanFactors.factor.whole, MAX(1, row))), quiet=True)
