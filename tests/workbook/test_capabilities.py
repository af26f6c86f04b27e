"""What the workbook says that it does, it does: from inputs to outputs by formulas, shown by a test."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from functools import cache
from pathlib import Path

import pytest

from salessheet.workbook import sheets
from salessheet.workbook.capabilities import CAPABILITIES
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Calc
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.sales_center import SALES_CENTER

TESTS = Path(__file__).parents[1] / "capabilities"
ON_SHEETS = frozenset(SALES_CENTER.blocks)


def named(capability: Capability) -> str:
    return capability.key


@cache
def names_of_tests() -> frozenset[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.glob("test_*.py"))
    return frozenset(node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def sources(line: Line) -> frozenset[Line]:
    """The line and everything that its formula reads, however far back."""
    if not isinstance(line, Calc):
        return frozenset({line})
    return frozenset({line}).union(*(sources(read) for read in lines_read(line.native) if read is not line))


def test_what_a_sheet_module_says_that_it_does_is_among_them_all() -> None:
    modules = [
        importlib.import_module(f"{sheets.__name__}.{found.name}") for found in pkgutil.iter_modules(sheets.__path__)
    ]
    said = [capability for module in modules for capability in getattr(module, "CAPABILITIES", ())]
    unlisted = [capability.key for capability in said if capability not in CAPABILITIES]
    assert not unlisted, f"add CAPABILITIES of their modules to workbook/capabilities.py: {unlisted}"
    assert len(said) == len(CAPABILITIES)


@pytest.mark.parametrize("capability", CAPABILITIES, ids=named)
def test_every_output_comes_of_an_input_and_every_input_comes_to_an_output(capability: Capability) -> None:
    reached = {output: sources(output) & set(capability.inputs) for output in capability.outputs}
    assert [output for output, found in reached.items() if not found] == []
    assert set(capability.inputs) == frozenset().union(*reached.values())


@pytest.mark.parametrize("capability", CAPABILITIES, ids=named)
def test_every_output_stands_on_a_sheet(capability: Capability) -> None:
    assert [output for output in capability.outputs if output.block not in ON_SHEETS] == []


@pytest.mark.parametrize("capability", CAPABILITIES, ids=named)
def test_a_test_shows_it(capability: Capability) -> None:
    known = capability.test in names_of_tests()
    assert known, f"row {capability.row} names a test that tests/capabilities lacks: {capability.test}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_capability_has_a_name_of_its_own(lang: str) -> None:
    words = Words.load(lang)
    names = [words.text(f"capability.{capability.key}") for capability in CAPABILITIES]
    assert len(set(names)) == len(names)
