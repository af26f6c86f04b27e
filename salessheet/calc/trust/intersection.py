"""Formulas in which Excel takes one cell of a range: that of the formula's own row or column, else it is #VALUE!.

It does so where an operator or a function of one value meets a range in a formula that is no array formula. Engines
that calculate all of the range give another number. https://support.microsoft.com: implicit intersection operator, @.
"""

from __future__ import annotations

from typing import Final

from salessheet.calc.trust.shapes import CONDITIONAL, OF_ONE_VALUE, conditions
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.formula_tree import Argument, Call

_OPERATORS: Final = frozenset(("+", "-", "*", "/", "^", "&", "=", "<", ">", "<=", ">=", "<>", "%"))
_TAKING_VALUES: Final = OF_ONE_VALUE - {"N", "T", "NETWORKDAYS", "WORKDAY"}  # one of a range, and lists of holidays
_AGGREGATES = """
    SUM AVERAGE COUNT COUNTA COUNTBLANK MIN MAX LARGE SMALL MEDIAN PRODUCT STDEV STDEVP STDEV.S STDEV.P VAR VARP VAR.S
    VAR.P AVERAGEA MAXA MINA SUMSQ RANK RANK.EQ RANK.AVG PERCENTILE PERCENTILE.INC QUARTILE QUARTILE.INC AND OR
    """
_TAKING_RANGES: Final = frozenset(_AGGREGATES.split())
_LOOKING_UP: Final = frozenset({"MATCH", "VLOOKUP", "HLOOKUP"})


def takes_one_of_many(formula: Argument, *, as_value: bool = True) -> bool:
    """Whether a range stands where such a formula has one value, as far as the functions around it are known here.

    What SUMPRODUCT, INDEX, LOOKUP and other functions of arrays are given is calculated as an array in any formula.
    `as_value`: whether one value is asked for.
    """
    as_value = as_value or any(isinstance(node, str) and node in _OPERATORS for node in formula)
    return any(
        as_value and not node.is_cell if isinstance(node, Area) else _in_call(node, as_value)
        for node in formula
        if isinstance(node, Area | Call)
    )


def _in_call(call: Call, as_value: bool) -> bool:  # noqa: FBT001  of the argument that it stands in
    first, *others = call.arguments or ((),)
    if not call.name:
        return any(takes_one_of_many(each, as_value=as_value) for each in call.arguments)
    if call.name == "IF":
        return takes_one_of_many(first) or any(takes_one_of_many(each, as_value=as_value) for each in others)
    if call.name in CONDITIONAL:
        return any(takes_one_of_many(criterion) for _, criterion in conditions(call))
    if call.name in _LOOKING_UP:
        return takes_one_of_many(first) or any(takes_one_of_many(each, as_value=False) for each in others)
    return (call.name in _TAKING_VALUES or call.name in _TAKING_RANGES) and any(
        takes_one_of_many(each, as_value=call.name in _TAKING_VALUES) for each in call.arguments
    )
