"""Formulas that are known become their values, and those that are left come to the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from salessheet.calc.cellrune import CellRune
from salessheet.calc.completion import completed
from salessheet.calc.engine import Engine
from salessheet.calc.formualizer import Formualizer
from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, of_package, read
from salessheet.xlsx.stilled import stilled

KNOWN = {
    "A1": ("=1+1", 2.0), "A2": ('=""', ""), "A3": ('="a & b"', "a & b"), "A4": ("=1=1", True), "A5": ("=NA()", "#N/A"),
    "A6": ("=A1*10", 20.0),
}  # fmt: skip  # as declared
LIVING = {
    "C1": ("=COUNTA(A1:A9)", 6.0), "C2": ("=ISBLANK(A2)", False), "C3": ("=SUM(A1,A6)", 22.0),
    "C4": ("=A3&A2", "a & b"), "C5": ('=COUNTIF(A1:A6,"a*")', 1.0), "C6": ("=IFERROR(A5,A6)", 20.0),
    "C7": ("=IF(A4,C3,0)", 22.0), "C8": ("=A5", ErrorKind.NA), "C9": ("=A2+0", ErrorKind.VALUE),
    "C10": ("=COUNT(A:A)", 2.0),
}  # fmt: skip  # somebody's own


def cell(address: str) -> CellRef:
    return CellRef("Sheet1", int(address[1:]), ord(address[0]) - 64)


def workbook(path: Path, **more: str) -> BookFile:
    """The own formulas, of `more` too, show 0: nobody has calculated them."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for address, (formula, value) in KNOWN.items():
            sheet.write_formula(address, formula, None, value)
        for address, formula in {**{address: formula for address, (formula, _) in LIVING.items()}, **more}.items():
            sheet.write_formula(address, formula, None, 0)
    return read(path)


@pytest.mark.parametrize("engine", [CellRune, Formualizer])
def test_what_is_left_comes_to_the_same(engine: type[Engine], tmp_path: Path) -> None:
    cells = list(map(cell, LIVING))
    whole = workbook(tmp_path / "whole.xlsx")
    still = stilled(whole, cells)
    with engine() as running:
        done = completed(still, running, cells, anew=True).book

    assert {address: done.stored(cell(address)) for address in LIVING} == {a: value for a, (_, value) in LIVING.items()}
    assert {address: still.stored(cell(address)) for address in KNOWN} == {
        address: whole.stored(cell(address)) for address in KNOWN
    }
    assert set(still.formulas) == {*cells, cell("A2")}
    again = of_package(still.package)
    assert (again.formulas, again.sheets["Sheet1"].values) == (still.formulas, still.sheets["Sheet1"].values)


@pytest.mark.parametrize("asking", ["=_xlfn.FORMULATEXT(A1)", "=_xlfn.ISFORMULA(A1)"])
def test_a_workbook_in_which_somebody_asks_for_formulas_stays_as_it_is(asking: str, tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", E1=asking)

    assert stilled(whole, [cell("E1"), cell("C1")]) is whole
