"""LibreOffice, which knows nothing of us, calculates from the formulas what we stored beside them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel

from salessheet.workbook.edition import Edition
from salessheet.workbook.schema import Calc, Scalar, Type
from salessheet.xlsx.template import write
from tests.built.editions import BOOKS, SPOILT, TEMPLATES, Built, Whose, formula_lines, made, spoilt
from tests.office.libreoffice import Office

HALF_A_CENT, TOLERANCE = 0.005, 1e-9
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
        case bool() | int() | float() | str():
            return cell
    raise TypeError(cell)


def same(line: Calc, a: Scalar, b: Scalar) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        least = HALF_A_CENT if line.measure in (Type.MONEY, Type.CENTS) else TOLERANCE
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


def test_libreoffice_calculates_every_formula_to_the_value_that_was_stored(office: Office, tmp_path: Path) -> None:
    """In one run for all books, which is what takes the time."""
    editions = {whose: made(whose) for whose in (*BOOKS, *TEMPLATES)}
    paths = [tmp_path / f"{whose}.xlsx" for whose in editions]
    for path, book in zip(paths, editions.values(), strict=True):
        write(path, spoilt(book), path.stem)
    first = stored(paths[0], editions[BOOKS[0]])
    assert {cell for cells in first.values() for cell in cells} == {SPOILT}
    assert sum(map(len, first.values())) > LEAST_FORMULAS

    copies = office.recalculated(paths, tmp_path / "recalculated")

    wrong = {
        str(whose): list(differences(book, copy)) for (whose, book), copy in zip(editions.items(), copies, strict=True)
    }
    assert {whose: found[:5] for whose, found in wrong.items() if found} == {}
