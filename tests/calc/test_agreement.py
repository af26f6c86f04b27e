"""In every engine a plain formula and its twin with cell functions give the same, whatever the data."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from salessheet.calc.cellrune import CellRune
from salessheet.calc.engine import Engine
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.libreoffice import LibreOffice
from salessheet.data.filling import edition_of
from salessheet.workbook.expr import Binary, Call, Criterion, Expr, Literal, Own, Ref, walk
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from tests.built.editions import formula_lines, spoilt
from tests.calc.comparing import Compared, differences, opened, shown, written
from tests.calc.extract import CELL_FUNCTIONS, UNCHECKED, Extract, cells_of, extract
from tests.calc.twins import TWINS, YEAR_OF_DAYS
from tests.readings.awkward import Awkward, awkward, part_of

EXAMPLES = {"formualizer": 25, "libreoffice": 8, "formulas": 2}
"""As many as an engine calculates in a few seconds."""

ONE, A_DOZEN, MANY, A_YEAR = 1, 12, 500, 365
SHOWN = 20  # differences, of perhaps thousands
NAMES = [name for name in TWINS if name != YEAR_OF_DAYS]
SEED = 20260630


@cache
def extract_of(name: str) -> Extract:
    return extract(TWINS[name].lines)


def agree_on(engine: Engine, name: str, rows: int, examples: int, folder: Path) -> None:
    """Opens the book once; each example is typed into it."""
    twins, own = TWINS[name], extract_of(name)
    book = own.edition(twins.sizes(rows), {}, Flavour.PYTHON)
    with opened(engine, written(book, folder), book) as open_book:
        compared = Compared(own, open_book)

        @settings(max_examples=examples)
        @given(st.randoms(use_true_random=False))
        def agrees(dice: Random) -> None:
            data = twins.data(dice, rows)
            note("\n".join(f"{line}: {list(cells)}" for line, cells in data.items()))
            compared.type_in(data)
            found = compared.differences()
            assert not found, "\n".join(found[:SHOWN])

        agrees()


@pytest.mark.parametrize("rows", [ONE, A_DOZEN], ids=["one row", "a dozen rows"])
@pytest.mark.parametrize("name", NAMES)
def test_both_formulas_agree_on(name: str, rows: int, calling_engine: Engine, tmp_path: Path) -> None:
    agree_on(calling_engine, name, rows, EXAMPLES[calling_engine.name], tmp_path)


def test_both_formulas_agree_on_every_day_of_a_year(quick_engine: Engine, tmp_path: Path) -> None:
    agree_on(quick_engine, YEAR_OF_DAYS, A_YEAR, EXAMPLES[quick_engine.name] // 4, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_plain_formulas_give_what_cell_functions_give_on_five_hundred_rows_of(
    name: str, formualizer: Formualizer, cellrune: CellRune, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    """The cell functions are called directly: in cells, each row would hand on all rows to them.

    In the file that is opened every stored value is wrong.
    """
    twins, own = TWINS[name], extract_of(name)
    book = own.edition(twins.sizes(MANY), twins.data(Random(SEED), MANY), Flavour.NATIVE)
    typed, sizes = book.content.inputs, book.content.sizes
    python = evaluate(own.book, typed, sizes, Flavour.PYTHON, CELL_FUNCTIONS, UNCHECKED)
    path = written(spoilt(book), tmp_path)

    for engine in (formualizer, cellrune, libreoffice):
        with opened(engine, path, book) as open_book:
            plain = open_book.values(python=False)
        found = differences(
            {
                line: ([plain[cell] for cell in cells_of(book, copy)], list(map(shown, python[copy].flat())))
                for line, copy in own.compared.items()
            }
        )
        assert not found, "\n".join([f"in {engine.name}:", *found[:SHOWN]])


def test_every_line_that_has_both_formulas_is_compared() -> None:
    lines = [line for block in SALES_CENTER.blocks for line in block.calculated() if line.python is not None]
    compared = {line for name in TWINS for line in extract_of(name).compared}

    missing = [line for line in lines if line not in compared]
    assert not missing, f"name them in TWINS of tests/calc/twins.py, and make up what they read beside it: {missing}"


def test_the_compared_formulas_are_those_of_the_declaration() -> None:
    """The copies say the same of lines of the same names."""
    for name in TWINS:
        for line, copy in extract_of(name).copies.items():
            if isinstance(line, Calc) and isinstance(copy, Calc):
                assert said(copy.native) == said(line.native), line
                assert said(copy.python) == said(line.python), line


def said(tree: Expr | None) -> list[str]:
    return [] if tree is None else [_word(node) for node in walk(tree)]


def _word(node: Expr) -> str:
    match node:
        case Call(function):
            return function.name
        case Binary(sign) | Criterion(sign):
            return sign
        case Ref(line, part, last):
            return f"{line} {last} {part}"
        case Own(part):
            return str(part)
        case Literal(value):
            return repr(value)
    raise TypeError(node)


@settings(max_examples=3)  # of three calculations of a whole workbook each
@given(case=awkward())
def test_a_whole_workbook_gives_in_an_engine_what_was_stored_in_it(
    formualizer: Formualizer, cellrune: CellRune, tmp_path_factory: pytest.TempPathFactory, case: Awkward
) -> None:
    """By plain formulas and by cell functions alike. In the file that is opened every stored value is wrong.

    Of the rows that stand ready below its tables one says as much as all.
    """
    book = replace(edition_of(*part_of(case), Flavour.PYTHON), is_hollow=True)
    stored = {line: list(map(shown, book.cells(line))) for line in formula_lines(book)}
    path = written(spoilt(book), tmp_path_factory.mktemp("centre"))

    for engine, ways in ((formualizer, (False, True)), (cellrune, (False,))):
        with opened(engine, path, book) as open_book:
            for python in ways:
                values = open_book.values(python=python)
                found = differences(
                    {line: ([values[cell] for cell in cells_of(book, line)], cells) for line, cells in stored.items()}
                )
                by = "cell functions" if python else "plain formulas"
                assert not found, "\n".join([f"in {engine.name} by {by}:", *found[:SHOWN]])
