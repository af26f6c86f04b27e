"""What a macro is, for the hosts that offer it: its words, the form it is started with, whether it can be undone."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, TypeVar

from salessheet.workbook.labels import Words


class Kind(StrEnum):
    """What a field of a form takes, and how a macro gets it."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"  # a datetime.date
    MONTH = "month"  # a text such as 2026-06, or 06 for that month of the workbook's fiscal year
    CHOICE = "choice"  # one of `choices`
    FILE = "file"  # the text of a file that the person chooses


@dataclass(frozen=True)
class Field:
    """An argument of a macro after the workbook. `choices`: codes; their words are labels of the macro."""

    key: str
    kind: Kind
    choices: tuple[str, ...] = ()
    is_optional: bool = False


@dataclass(frozen=True)
class Macro:
    """A macro as hosts offer it. `run` takes the workbook, then the fields by name."""

    key: str
    run: Callable[..., Any]
    fields: tuple[Field, ...] = ()
    is_final: bool = False  # cannot be undone: every host asks before

    @cached_property
    def summary(self) -> str:
        return (inspect.getdoc(self.run) or "").split("\n\n")[0].replace("\n", " ")

    def title(self, words: Words) -> str:
        """What its button says."""
        return words.text(f"macros.{self.key}.title")

    def tip(self, words: Words) -> str:
        """What it does, in a sentence."""
        return words.text(f"macros.{self.key}.tip")

    def asked(self, field: Field, words: Words) -> str:
        """What stands before a field."""
        return words.text(f"macros.{self.key}.{field.key}")

    def chosen(self, choice: str, words: Words) -> str:
        """What stands for a choice."""
        return words.text(f"macros.{self.key}.{choice}")


MACROS: Final[dict[str, Macro]] = {}
"""All of them by key, in the order of buttons; filled where `salessheet.macros` is imported."""


_Run = TypeVar("_Run", bound=Callable[..., Any])


def macro(*fields: Field, is_final: bool = False) -> Callable[[_Run], _Run]:
    """Offer a function of `salessheet.macros` as a macro."""

    def register(function: _Run) -> _Run:
        key: str = function.__name__
        MACROS[key] = Macro(key, function, fields, is_final)
        return function

    return register
