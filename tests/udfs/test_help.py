"""What hosts say about each cell function."""

from __future__ import annotations

import pytest

from docs.examples import sections
from salessheet.udfs import FUNCTIONS, HELP
from salessheet.workbook.layout import name_of
from salessheet.workbook.sales_center import SALES_CENTER


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_the_first_of_its_documented_examples(name: str) -> None:
    documented = [e for section in sections() for e in section.examples if e.function == name]
    assert HELP[name].example == (f"={documented[0].formula}", documented[0].result)


def test_no_function_is_called_as_a_defined_name_of_the_workbook() -> None:
    names = {name_of(line).casefold() for block in SALES_CENTER.blocks for line in block.lines}
    assert not names & {name.casefold() for name in FUNCTIONS}
