"""A known fault: in which shape of formula an engine gives another result than Excel, and how far it is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from salessheet.calc.trust.shapes import Seen
from salessheet.errors import ErrorKind
from salessheet.xlsx.book_file import Value
from salessheet.xlsx.formula_tree import Within


class Belief(Enum):
    """How far an engine is believed with a formula."""

    NEVER = "never"
    WHERE_IT_CONFIRMS = "where it gives what is stored"


@dataclass(frozen=True)
class Fault:
    """`why`: in words that go on after the engine's name. `functions`: one of them is called by every such formula.

    `found`: whether a call of one of them has the shape, the functions around it being known. `result`: the results
    that are doubted, None for all. `by_language`: Excel in the engine's language gives the same.
    """

    engines: frozenset[str]
    why: str
    functions: frozenset[str]
    found: Callable[[Within, Seen], bool]
    belief: Belief = Belief.NEVER
    result: Callable[[Value], bool] | None = None
    by_language: bool = False


@dataclass(frozen=True)
class OddResult:
    """A result that an engine gives where Excel gives another: known by the result alone."""

    engines: frozenset[str]
    why: str
    found: Callable[[Value], bool]


@dataclass(frozen=True)
class Doubt:
    """Why an engine is not simply believed with a formula."""

    why: str
    belief: Belief = Belief.NEVER
    result: Callable[[Value], bool] | None = None
    by_language: bool = False

    def concerns(self, value: Value) -> bool:
        return self.result is None or self.result(value)


def is_error(value: Value) -> bool:
    return isinstance(value, ErrorKind)
