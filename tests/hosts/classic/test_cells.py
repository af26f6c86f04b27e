"""The cell functions as classic xlwings calls them: the same answers, and errors in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from docs.examples import Example, parsed, sections
from salessheet.errors import ErrorKind
from salessheet.hosts.classic.cells import MODULES
from salessheet.live.book import LiveBook
from salessheet.udfs import FUNCTIONS, HELP
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.layout import Place
from tests.macros.fake_book import FakeBook

EXAMPLES = [example for section in sections() for example in section.examples]


def function(lang: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(import_module(MODULES[lang]), name)
    return found


def test_every_language_has_every_function() -> None:
    assert set(MODULES) == set(LANGUAGES)
    assert all(callable(function(lang, name)) for lang in LANGUAGES for name in HELP)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_example_answers_as_it_does_without_a_host_or_in_words(lang: str) -> None:
    def answers(example: Example) -> tuple[Any, Any]:
        given = parsed(example.formula.partition("(")[2].removesuffix(")"))
        return function(lang, example.function)(*given), FUNCTIONS[example.function](*given)

    found = [answers(example) for example in EXAMPLES]

    assert [one for one, plain in found if one != plain and "#" not in str(plain)] == []
    assert [plain for one, plain in found if "#" in str(plain) and one == plain] == []


def test_days_are_handed_over_as_excel_counts_them() -> None:
    """Excel's calendar has a 29 February 1900, that of the programs between it and Python has none."""
    visits = function("en", "SS_NEXT_VISIT")([[1], [61], [None]], [["A"], ["A"], ["A"]], [["A", 30]])

    assert visits == [[31.0], [date(1900, 3, 31)], [None]]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "#VALUE! a different kind of value is needed"), ("zh-CN", "#VALUE! 值的类型不对")],
)
def test_an_error_is_told_in_words(lang: str, said: str) -> None:
    assert function(lang, "SS_ATTAINMENT")([["many"]], [[100]]) == [[said]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_in_words_is_an_error_where_it_is_an_argument(lang: str) -> None:
    told = function(lang, "SS_ATTAINMENT")([["#N/A"]], [[100]])[0][0]

    assert told.startswith("#N/A ")
    assert function("en", "SS_ATTAINMENT")([[told]], [[100]])[0][0].startswith("#N/A ")
    assert FUNCTIONS["SS_ATTAINMENT"]([[told]], [[100]]) == [[ErrorKind.VALUE]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_macros_take_such_a_cell_for_the_error_that_it_tells(lang: str) -> None:
    told = function(lang, "SS_ATTAINMENT")([["many"]], [[100]])[0][0]
    cell = FakeBook("b.xlsx", {("S", 1, 1): told}, {}, {"X": "=S!$A$1"}, ("S",))

    assert LiveBook(cell.xw, {}, {}).shown(Place("S", 1, 1, 1, 1)) == [ErrorKind.VALUE.value]
