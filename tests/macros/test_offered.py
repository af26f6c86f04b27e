"""What hosts offer: every macro has its words in each language."""

from __future__ import annotations

import inspect

import pytest

from salessheet.macros import MACROS
from salessheet.workbook.labels import LANGUAGES, Words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", MACROS)
def test_a_macro_says_what_it_does_and_what_it_asks(key: str, lang: str) -> None:
    macro, words = MACROS[key], Words.load(lang)
    said = [macro.title(words), macro.tip(words), macro.summary, *(macro.asked(field, words) for field in macro.fields)]
    said += [macro.chosen(choice, words) for field in macro.fields for choice in field.choices]
    assert all(said)


@pytest.mark.parametrize("key", MACROS)
def test_a_macro_takes_the_workbook_and_then_its_fields(key: str) -> None:
    _, *taken = inspect.signature(MACROS[key].run).parameters
    assert taken == [field.key for field in MACROS[key].fields]


def test_only_what_replaces_formulas_is_final() -> None:
    assert [key for key, macro in MACROS.items() if macro.is_final] == ["freeze"]
