"""Engines that know nothing of us calculate from the formulas what we stored beside them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from salessheet.calc import CalledFunctions, Engine, read, verify
from salessheet.errors import ErrorKind
from salessheet.workbook.edition import Edition
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import HALF_A_CENT, Scalar
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import Value
from salessheet.xlsx.template import write
from tests.built.editions import BOOKS, SPOILT, TEMPLATES, Built, Whose, every_line_once, formula_lines, made, spoilt

TOLERANCE = 1e-9
LEAST_FORMULAS = 5_000  # of a book; far fewer would mean that the comparison lost sight of them

# openpyxl says that it drops sparklines and the newer conditional formats, which is no matter to who reads values.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def stored(path: Path, book: Edition) -> dict[Calc, list[Scalar]]:
    """What stands in the cells of every line with formulas, in reading order."""
    sheets = openpyxl.load_workbook(path, data_only=True)
    found: dict[Calc, list[Scalar]] = {}
    for line in formula_lines(book):
        place = book.layout.places[line]
        area = sheets[place.sheet].iter_rows(place.top, place.bottom, place.left, place.right, values_only=True)
        found[line] = [plain(cell) for row in area for cell in row]
    return found


def plain(cell: object) -> Scalar:
    """Dates as serials, an empty text as a blank."""
    match cell:
        case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
            return float(to_excel(cell))  # type: ignore[no-untyped-call]  # openpyxl gives no type for it
        case None | "":
            return None
        case ErrorKind():
            return cell.value
        case bool() | int() | float() | str():
            return cell
    raise TypeError(cell)


def same(line: Calc, a: Scalar, b: Scalar) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        least = HALF_A_CENT if line.measure.is_money else TOLERANCE
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=least)
    return a == b


def differences(book: Edition, path: Path) -> Iterator[tuple[str, int, Scalar, Scalar]]:
    """Line, place, what we evaluated, what stands in the file."""
    for line, cells in stored(path, book).items():
        for i, (ours, theirs) in enumerate(zip(book.cells(line), cells, strict=True)):
            if not same(line, ours, theirs):
                yield repr(line), i, ours, theirs


def test_a_reader_of_values_sees_what_was_evaluated(books: dict[Whose, Built]) -> None:
    wrong = {str(whose): list(differences(built.edition, built.path)) for whose, built in books.items()}

    assert wrong == {str(whose): [] for whose in BOOKS}


@pytest.mark.parametrize("whose", [*BOOKS, TEMPLATES[0]], ids=str)
def test_engines_calculate_every_formula_to_the_value_that_was_stored(
    whose: Whose, formualizer: Engine, libreoffice: Engine, tmp_path: Path
) -> None:
    """The stored values are spoilt first, so whoever reads them gives himself away."""
    book, path = made(whose), tmp_path / "spoilt.xlsx"
    write(path, spoilt(book), path.stem)
    file = read(path)
    assert {file.stored(cell) for line in formula_lines(book) for cell in area_of(book, line).cells()} == {SPOILT}
    assert len(file.covered) > LEAST_FORMULAS

    said = {}
    for engine in (formualizer, libreoffice):
        with engine.open(file, CalledFunctions()) as calculation:
            said[engine.name] = calculation.values()

    wrong = [
        (name, repr(line), i, ours, found)
        for name, values in said.items()
        for line in formula_lines(book)
        for i, (ours, found) in enumerate(zip(book.cells(line), calculated(values, book, line), strict=True))
        if not same(line, ours, found)
    ]
    assert wrong == []


def calculated(values: Mapping[CellRef, Value], book: Edition, line: Calc) -> list[Scalar]:
    return [plain(values[cell]) for cell in area_of(book, line).cells()]


def area_of(book: Edition, line: Calc) -> Area:
    place = book.layout.places[line]
    return Area(place.sheet, place.top, place.left, place.bottom, place.right)


def test_all_engines_find_a_finished_book_clean(
    formualizer: Engine, cellrune: Engine, libreoffice: Engine, formulas_engine: Engine, tmp_path: Path
) -> None:
    book, path = every_line_once("en"), tmp_path / "T01.xlsx"
    write(path, book, path.stem)
    file = read(path)
    assert set(formula_lines(made(BOOKS[0]))) <= set(formula_lines(book))

    found = verify(file, [formualizer, cellrune, libreoffice, formulas_engine])

    assert (found.differences, found.unchecked, found.failed) == ((), (), ())
    assert not found.switched


def test_engines_find_a_book_that_calls_python_clean(
    books: dict[Whose, Built], formualizer: Engine, cellrune: Engine, libreoffice: Engine
) -> None:
    """That `formulas` calls the cell functions is tested with twins of formulas: for a book it would take minutes."""
    found = verify(read(books[BOOKS[-1]].path), [formualizer, cellrune, libreoffice])

    assert (found.differences, found.unchecked, found.failed) == ((), (), ())
    assert found.switched
