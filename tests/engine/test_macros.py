"""Every macro of the project on real workbooks, through the engine: the macros and the writer check each other."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from salessheet import bundled, engine, macros
from salessheet.engine.pytest_plugin import opened_for_a_test
from salessheet.errors import NotInWorkbook
from salessheet.live.book import opened as live_book
from salessheet.live.recalculation import recalculation
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx import book_file
from salessheet.xlsx.addresses import CellRef, area
from salessheet.xlsx.editing import Edit, edited
from tests.engine.built import Built

MACROS = ("check_book", "rank_people", "refresh", "score_kpis", "settle_commission", "split_targets")
"""Those that bring cells up to date, or look whether they are."""

TEMPLATES = ("SalesCenter.xlsx", "SalesCenter.zh-CN.xlsx")


def cells(path: Path) -> dict[CellRef, object]:
    """Everything that stands in the cells of a workbook: values, formulas and their results."""
    book = book_file.read(path)
    found: dict[CellRef, object] = {
        CellRef(sheet.name, *place): value for sheet in book.sheets.values() for place, value in sheet.values.items()
    }
    return found | {cell: (formula.text, book.stored(cell), formula.spread) for cell, formula in book.formulas.items()}


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_macro_runs_on_the_templates(template: str, tmp_path: Path) -> None:
    path = bundled.path(bundled.Kind.TEMPLATES, template)
    with engine.open_book(path) as book:
        refused = ran(book)
        book.save(tmp_path / "after.xlsx")
    with engine.open_book(tmp_path / "after.xlsx") as book:
        assert macros.refresh(book).cells_written == 0, "a second run changes nothing"
        assert not book.impl.open.is_changed
    assert "refresh" not in refused


@pytest.mark.parametrize(
    ("flavour", "lang", "book"), [("values", "en", "T01"), ("native", "zh-CN", "centre"), ("python", "en", "T02")]
)
def test_a_macro_leaves_what_build_wrote_as_it_is(built_books: Built, flavour: str, lang: str, book: str) -> None:
    with engine.open_book(built_books(flavour, lang, book)) as opened_book:
        ran(opened_book)


def ran(book: xw.Book) -> list[str]:
    """One macro after the other on a workbook that is up to date, which none of them changes; those that need what it
    does not have.
    """
    refused = []
    for macro in MACROS:
        try:
            macros.MACROS[macro].run(book)
        except NotInWorkbook:
            refused.append(macro)
        assert not book.impl.open.is_changed, macro
    return refused


@pytest.mark.parametrize(("lang", "book"), [("en", "T01"), ("zh-CN", "centre")])
def test_refresh_gives_the_very_cells_that_build_wrote(
    built_books: Built, lang: str, book: str, tmp_path: Path
) -> None:
    """The calculated cells of a workbook of values are emptied first, so that all of them are computed."""
    path = built_books("values", lang, book)
    original = cells(path)
    spoilt = tmp_path / "spoilt.xlsx"
    whole = book_file.read(path)
    with engine.open_book(path) as found:
        calculated = calculated_cells(found)
    numbers = {cell for cell in calculated if isinstance(original.get(cell), float)}
    assert len(numbers) > 1000
    edited(whole, {cell: Edit(value=-1.0) for cell in numbers}).package.write(spoilt)

    with engine.open_book(spoilt) as found:
        summary = macros.refresh(found)
        found.save()

    assert summary.cells_written >= len(numbers) * 0.9
    after = cells(spoilt)
    assert {
        cell: (original[cell], after.get(cell)) for cell in original if not same(original[cell], after.get(cell))
    } == {}
    assert after.keys() == original.keys()


def test_refresh_has_formulas_calculated_to_what_build_wrote(built_books: Built, tmp_path: Path) -> None:
    path = built_books("native")
    original = cells(path)
    spoilt = tmp_path / "spoilt.xlsx"
    whole = book_file.read(path)
    numbers = {cell for cell in whole.formulas if isinstance(whole.stored(cell), float)}
    edited(whole, {cell: Edit(value=-1.0) for cell in numbers}).package.write(spoilt)

    with engine.open_book(spoilt) as found:
        assert macros.refresh(found).recalculated
        found.save()

    after = cells(spoilt)
    assert {
        cell: (original[cell], after.get(cell)) for cell in original if not same(original[cell], after.get(cell))
    } == {}


def same(one: object, other: object) -> bool:
    """Numbers are the same to the fifteen digits that a spreadsheet keeps."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(itertools.starmap(same, zip(one, other, strict=True)))
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-12, abs=1e-9)
    return one == other


def calculated_cells(book: xw.Book) -> set[CellRef]:
    """The cells that refresh computes."""
    live = live_book(book)
    return {
        cell_at(*live.address(line, index))
        for line, values in recalculation(live, SALES_CENTER.blocks).fresh.items()
        for index in range(len(values))
    }


def cell_at(sheet: str, address: str) -> CellRef:
    place = area(sheet, address)
    assert place is not None
    return CellRef(sheet, place.top, place.left)


def test_the_fixture_for_tests_of_ones_own_gives_books_and_the_caller(
    xl_book: Any,  # noqa: ANN401  a book that can be called
    tmp_path: Path,
) -> None:
    xl_book.sheets[0]["A1"].value = [1, 2]
    assert xw.Book.caller().sheets[0]["A1:B1"].value == [1.0, 2.0]
    xl_book.save(tmp_path / "mine.xlsx")
    xl_book.close()
    book = xl_book(tmp_path / "mine.xlsx")
    assert xw.Book.caller() == book == xw.books.active
    assert book.app.engine.name == "openpyxl"


def test_after_the_fixture_everything_is_as_it_was() -> None:
    apps, active = set(engine.register().apps.keys()), xw.engines.active
    had_caller = hasattr(xw.Book, "_mock_caller")
    with opened_for_a_test() as book:
        xw.App()
        assert len(engine.register().apps) == len(apps) + 2
        assert xw.books.active != book
    assert (set(engine.register().apps.keys()), xw.engines.active) == (apps, active)
    assert hasattr(xw.Book, "_mock_caller") == had_caller
