"""What all cell functions share: registration, defaults, errors, and the terms of the hosts."""

from __future__ import annotations

import inspect
import subprocess
import sys
import typing
from collections.abc import Callable

import numpy as np
import pytest

from salessheet import udfs
from salessheet.core.values import Value
from salessheet.errors import CannotCompute, DeclarationError, ErrorKind
from salessheet.udfs import FUNCTIONS, HELP, LONGEST_HELP, cell_function

TARGETS_AND_CALENDAR = [
    "SS_SPLIT",
    "SS_SPLIT2",
    "SS_SPLIT_EACH",
    "SS_PERIODS",
    "SS_TARGETS",
    "SS_RESPREAD",
    "SS_WORKDAYS",
    "SS_ATTAINMENT",
    "SS_GROWTH",
    "SS_GAP",
    "SS_PACE",
    "SS_PRORATE",
    "SS_SMART",
]


class FakeXlwings:
    """Remembers what the decorators `func` and `arg` were told."""

    def __init__(self) -> None:
        self.functions: dict[str, dict[str, Value]] = {}
        self.arguments: dict[str, dict[str, Value]] = {}

    def func(self, **told: Value) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        def decorate(function: Callable[..., Value]) -> Callable[..., Value]:
            self.functions[function.__name__] = {**told, "help": function.__doc__}
            return function

        return decorate

    def arg(self, name: str, **told: Value) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        self.arguments[name] = told
        return lambda function: function


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions that a test registers are forgotten after it."""
    monkeypatch.setattr(udfs, "FUNCTIONS", FUNCTIONS.copy())
    monkeypatch.setattr(udfs, "HELP", HELP.copy())


def test_functions_stand_in_the_order_of_the_contract() -> None:
    assert list(FUNCTIONS)[: len(TARGETS_AND_CALENDAR)] == TARGETS_AND_CALENDAR


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_help_that_fits_the_wizard(name: str) -> None:
    about = HELP[name]
    lines = [about.summary, *(argument.doc for argument in about.arguments)]
    assert all(0 < len(line) <= LONGEST_HELP for line in lines)
    assert [argument.name for argument in about.arguments] == list(inspect.signature(FUNCTIONS[name]).parameters)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_shows_hosts_a_bare_signature(name: str) -> None:
    parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
    assert {p.kind for p in parameters} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}
    assert {p.annotation for p in parameters} == {inspect.Parameter.empty}
    assert typing.get_type_hints(FUNCTIONS[name]) == {}
    assert FUNCTIONS[name] is getattr(udfs, name)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("junk", [object(), "#REF!", float("nan"), [[]], [[1], [2, 3]], {"a": 1}, 1e308, -1])
def test_no_function_raises_or_returns_what_a_cell_cannot_hold(name: str, junk: Value) -> None:
    function = FUNCTIONS[name]
    result = function(*[junk] * len(inspect.signature(function).parameters))
    for row in result if isinstance(result, list) else [[result]]:
        for cell in row:
            assert cell is None or isinstance(cell, str | bool | int | float)
            assert not isinstance(cell, float) or np.isfinite(cell)


def test_xlwings_gets_category_and_help_rows_for_ranges_and_errors_as_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    host = FakeXlwings()
    monkeypatch.setattr(udfs, "xlwings", host)

    @cell_function(amount="an amount", unit="a number")
    def SS_TEST(amount: Value, unit: Value = 1) -> Value:
        """What came in."""
        return amount, unit

    options = {"ndim": 2, "err_to_str": True}
    assert host.arguments == {"amount": {**options, "doc": "an amount"}, "unit": {**options, "doc": "a number"}}
    assert host.functions == {"SS_TEST": {"category": "SalesSheet", "help": "What came in."}}
    assert SS_TEST([[1]]) == ([[1]], 1)


def test_what_cannot_be_computed_shows_its_error() -> None:
    @cell_function(amount="an amount")
    def SS_TEST(amount: Value) -> Value:
        """A function that always fails."""
        raise CannotCompute(ErrorKind.NUM, f"{amount} is too much")

    assert SS_TEST(1) == "#NUM!"


def test_what_nobody_foresaw_is_a_value_error_and_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    @cell_function(amount="an amount")
    def SS_TEST(amount: Value) -> Value:
        """A function with a defect."""
        return 1 / (amount - amount)

    assert SS_TEST(1) == "#VALUE!"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("blank", [None, [[None]], np.array([[None]], dtype=object)])
def test_a_blank_stands_for_the_default(blank: Value) -> None:
    @cell_function(amount="an amount", unit="a number", region="a text")
    def SS_TEST(amount: Value, unit: Value = 0.01, region: Value = "CN") -> Value:
        """What came in."""
        return amount, unit, region

    assert SS_TEST(1, blank, blank) == (1, 0.01, "CN")
    assert SS_TEST(1, region=blank) == (1, 0.01, "CN")


@pytest.mark.parametrize("empty", ["", [[""]]])
def test_an_empty_text_stands_for_the_default_but_for_a_region(empty: Value) -> None:
    @cell_function(unit="a number", rule="a word", region="a text")
    def SS_TEST(unit: Value = 0.01, rule: Value = "largest", region: Value = "CN") -> Value:
        """What came in."""
        return unit, rule, region

    assert SS_TEST(empty, empty, empty) == (0.01, "largest", empty)


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA"])
def test_an_error_that_not_every_host_has_comes_back_as_one_that_all_have(error: str) -> None:
    assert FUNCTIONS["SS_GAP"]([[error], [9]], 1) == [["#VALUE!"], [8]]
    assert FUNCTIONS["SS_NPS"]([[error], [9]]) == "#VALUE!"
    assert FUNCTIONS["SS_SPLIT"](100, [[1], [2]], error) == "#VALUE!"
    assert FUNCTIONS["SS_ROLLUP"]([["Closed"], [error]], [[1], [2]]) == "#VALUE!"


def _no_help(amount: Value) -> Value:
    return amount


def _vba_keyword(end: Value) -> Value:
    """An argument named like a statement of VBA."""
    return end


def _short_name(x1: Value) -> Value:
    """An argument named like a cell."""
    return x1


def _keyword_only(*, amount: Value) -> Value:
    """An argument that no formula can pass."""
    return amount


@pytest.mark.parametrize(
    ("function", "docs"),
    [
        (_no_help, {"amount": "an amount"}),
        (_vba_keyword, {"end": "an end"}),
        (_short_name, {"x1": "an amount"}),
        (_keyword_only, {"amount": "an amount"}),
        (_vba_keyword, {}),
        (_short_name, {"x1": "x" * (LONGEST_HELP + 1)}),
    ],
)
def test_a_function_that_some_host_could_not_take_is_refused(
    function: Callable[..., Value], docs: dict[str, str]
) -> None:
    with pytest.raises(DeclarationError):
        cell_function(**docs)(function)


def test_importing_the_functions_loads_no_calendar_and_no_statistics() -> None:
    # xlwings itself loads pandas if it is installed; that is its affair.
    heavy = {"scipy", "holidays", "chinese_calendar", "openpyxl", "xlsxwriter", "formulas", "lxml"}
    program = f"import salessheet.udfs, sys; print(sorted({heavy} & sys.modules.keys()))"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
