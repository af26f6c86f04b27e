"""Each engine shows what Excel shows, function by function, so that an upgrade that breaks one is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import pytest

from salessheet.calc.engine import Engine
from salessheet.workbook.expr import Binary, Call, Criterion, Expr, Result, walk
from salessheet.workbook.functions import PORTABLE
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.book_file import Value
from salessheet.xlsx.references import functions_in
from tests.calc.around import AROUND
from tests.calc.canaries import ARITHMETIC, CALENDAR, CHOICES, CONDITIONS, OPERATORS, PLACES, WORDING
from tests.calc.cases import Case, Cases, answers, same

FUNCTIONS: Cases = {**ARITHMETIC, **CHOICES, **PLACES, **CONDITIONS, **CALENDAR, **WORDING}
PLAIN: tuple[Cases, ...] = (OPERATORS, ARITHMETIC, CHOICES, PLACES, CONDITIONS, CALENDAR, WORDING)
BOOKS: tuple[Cases, ...] = (*PLAIN, AROUND)
"""Each is opened once, for the library formulas starts a process for every book."""

Shown = Callable[[Engine, Cases], dict[Case, Value]]


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """What an engine shows for each case of a book."""
    known: dict[tuple[str, int], dict[Case, Value]] = {}

    def asked(engine: Engine, book: Cases) -> dict[Case, Value]:
        key = (engine.name, BOOKS.index(book))
        if key not in known:
            cases = list(chain.from_iterable(book.values()))
            path = tmp_path_factory.mktemp("canaries") / "book.xlsx"
            known[key] = dict(zip(cases, answers(engine, path, cases), strict=True))
        return known[key]

    return asked


def expressions(*, python: bool) -> Iterator[Expr]:
    """What the formulas of the declaration consist of: the plain ones, or those with cell functions."""
    for block in SALES_CENTER.blocks:
        for line in block.calculated():
            tree = line.python if python else line.native
            if tree is not None:
                yield from walk(tree)


def called(trees: Iterator[Expr], *, plain: bool) -> set[str]:
    """The names of the plain functions, or of the cell functions."""
    calls = (tree.function for tree in trees if isinstance(tree, Call))
    return {function.name for function in calls if (function.result is Result.PLAIN) is plain}


def functions_of(cases: Cases) -> set[str]:
    return {name for one in chain.from_iterable(cases.values()) for name in functions_in(one.formula)}


def wrong_in(engine: Engine, book: Cases, name: str, shown: Shown) -> list[str]:
    found = shown(engine, book)
    return [
        f"{one} shows {found[one]!s}, not {one.expected(engine.name)!s}"
        for one in book[name]
        if not same(found[one], one.expected(engine.name))
    ]


@pytest.mark.parametrize(("book", "name"), [pytest.param(book, name, id=name) for book in PLAIN for name in book])
def test_an_engine_shows_what_excel_shows_for(engine: Engine, book: Cases, name: str, shown: Shown) -> None:
    assert not wrong_in(engine, book, name, shown)


@pytest.mark.parametrize("name", AROUND)
def test_an_engine_calls_as_excel_calls(calling_engine: Engine, name: str, shown: Shown) -> None:
    assert not wrong_in(calling_engine, AROUND, name, shown)


def test_every_engine_knows_every_plain_function(engine: Engine) -> None:
    assert [name for name in PORTABLE if not engine.knows(name)] == []


def test_every_plain_function_a_formula_may_call_has_canaries() -> None:
    without = called(expressions(python=False), plain=True) - FUNCTIONS.keys()
    assert not without, f"formulas call these: give each cases in tests/calc/canaries.py: {sorted(without)}"
    assert FUNCTIONS.keys() == PORTABLE.keys()


def test_every_operator_in_use_has_canaries() -> None:
    signs = {tree.sign for tree in expressions(python=False) if isinstance(tree, Binary)}
    conditions = {tree.sign for tree in expressions(python=False) if isinstance(tree, Criterion)}

    assert signs <= OPERATORS.keys()
    assert {f'"{sign}"&' for sign in conditions} <= {
        sign
        for one in chain.from_iterable(CONDITIONS.values())
        for sign in ('">="&', '"<="&', '">"&', '"<"&')
        if sign in one.formula
    }


def test_every_cell_function_in_use_has_canaries_with_the_plain_functions_around_it() -> None:
    without = called(expressions(python=True), plain=False) - AROUND.keys()
    assert not without, f"lines call these: give each cases in AROUND of tests/calc/around.py: {sorted(without)}"
    alone = called(expressions(python=True), plain=True) - functions_of(AROUND)
    assert not alone, f"lines call these around cell functions: let a case of AROUND do so, too: {sorted(alone)}"


def test_a_canary_calls_the_function_it_is_there_for() -> None:
    assert [
        str(one)
        for name, cases in {**FUNCTIONS, **AROUND}.items()
        for one in cases
        if name not in functions_in(one.formula)
    ] == []
    assert [str(one) for sign, cases in OPERATORS.items() for one in cases if sign not in one.formula] == []
