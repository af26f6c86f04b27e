"""Every example on the page of cell functions, computed."""

from __future__ import annotations

import pytest

from docs.examples import Example, parsed, sections
from salessheet.udfs import FUNCTIONS

EXAMPLES = [example for section in sections() for example in section.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.formula)
def test_an_example_gives_what_the_page_says(example: Example) -> None:
    assert example.computed() == example.expected()


def test_every_cell_function_has_an_example_and_stands_in_the_order_of_the_module() -> None:
    shown = list(dict.fromkeys(example.function for example in EXAMPLES))
    assert [name for name in FUNCTIONS if name not in shown] == [], "give it an example in salessheet/examples.toml"
    assert shown == list(FUNCTIONS), "examples.toml has the functions in the order of udfs.py"


def test_a_blank_between_commas_is_an_omitted_argument() -> None:
    assert parsed('1, , "a,b", {1,"";-2.5,TRUE}') == [1, None, "a,b", [[1, ""], [-2.5, True]]]


@pytest.mark.parametrize("text", ["{1;2", "1 + 2", "B3"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no value|not closed"):
        parsed(text)
