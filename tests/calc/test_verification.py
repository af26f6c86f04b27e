"""What verify says of a workbook: what differs, what nobody could compare, and which cell function failed."""

from __future__ import annotations

import gc
import random
import weakref
from pathlib import Path
from typing import NoReturn

import openpyxl
import pytest
import xlsxwriter

from salessheet.calc.engine import Engine
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.verification import Verification, verify
from salessheet.core import ranking
from salessheet.errors import ErrorKind
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value, read
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.template import write
from tests.built.editions import Whose, made
from tests.calc.books import book, falsified, ref

DIV0, NA, NAME, NUM = ErrorKind.DIV0, ErrorKind.NA, ErrorKind.NAME, ErrorKind.NUM


def differing(verification: Verification) -> dict[CellRef, tuple[Value | None, Value | None]]:
    return {found.cell: (found.stored, found.recalculated) for found in verification.differences}


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> BookFile:
    """A team's workbook whose formulas can call Python."""
    path = tmp_path_factory.mktemp("team") / "T01.xlsx"
    write(path, made(Whose("T01", "en", Flavour.PYTHON)), "T01")
    return read(path)


def test_a_sound_book_is_clean(engine: Engine, tmp_path: Path) -> None:
    sound = book(
        tmp_path / "sound.xlsx",
        {
            "A1": 2,
            "A2": "x",
            "A3": True,
            "B1": ("=A1*2", 4),
            "B2": ("=A2&A1", "x2"),
            "B3": ('=IF(A3,"","no")', ""),
            "B4": ("=1/0", DIV0),
            "B5": ("=A9", 0),
            "B6": ("=A1>1", True),
            "B7": ("=NA()", NA),
            "C1": ("C1:C2 {=A1:A1*{1;2}}", 2),
            "C2": 4,
        },
    )

    found = verify(sound, [engine])

    assert (found.differences, found.unchecked, found.failed) == ((), (), ())
    assert found.is_clean
    assert found.cells == 9
    assert not found.switched


def test_one_falsified_value_is_found_and_named(engine: Engine, tmp_path: Path) -> None:
    sound = book(
        tmp_path / "one.xlsx",
        {"A1": "Name", "B1": "Attainment", "A2": "Ana", "C2": 3, "B2": ("=C2*100", 300), "D2": ("=B2+1", 301)},
    )

    found = verify(falsified(sound, {ref("B2"): 303.0}), [engine])

    (only,) = found.differences
    assert (only.cell, only.label) == (ref("B2"), "Ana · Attainment")
    assert (only.stored, only.recalculated, only.engine) == (303.0, 300.0, engine.name)
    assert not found.is_clean


@pytest.mark.parametrize("address", ["D1", "D2", "E1", "E3"])
def test_a_falsified_cell_of_an_array_formula_is_found(engine: Engine, tmp_path: Path, address: str) -> None:
    inputs: dict[str, Value | tuple[str, Value]] = {"A1": 1, "A2": 2, "A3": 3, "B1": 10, "B2": 20, "B3": 30}
    sound = book(tmp_path / "array.xlsx", {**inputs, "D1": ("D1:E3 {=A1:B3*2}", 2)})
    right = {"D1": 2.0, "D2": 4.0, "D3": 6.0, "E1": 20.0, "E2": 40.0, "E3": 60.0}
    sound = falsified(sound, {ref(cell): value for cell, value in right.items()})
    assert verify(sound, [engine]).is_clean

    found = verify(falsified(sound, {ref(address): right[address] * 1.01}), [engine])

    assert differing(found) == {ref(address): (right[address] * 1.01, right[address])}


@pytest.mark.parametrize(
    ("formula", "stored", "recalculated"),
    [
        ("=1/0", NA, DIV0),
        ("=NA()", DIV0, NA),
        ("=1/0", 0.0, DIV0),
        ("=1+1", DIV0, 2.0),
        ('="2"', 2.0, "2"),
        ("=2", "2", 2.0),
        ('="Ana"', "ana", "Ana"),
        ('=""', 0.0, ""),
        ("=1", 1.000001, 1.0),
        ("=1", 0.995, 1.0),
    ],
    ids=str,
)
def test_another_kind_of_value_is_a_difference(
    engine: Engine, tmp_path: Path, formula: str, stored: Value, recalculated: Value
) -> None:
    found = verify(book(tmp_path / "kinds.xlsx", {"A1": (formula, stored)}), [engine])

    assert differing(found) == {ref("A1"): (stored, recalculated)}


def test_a_formula_that_was_never_calculated_is_a_difference(formualizer: Formualizer, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active["A1"] = "=1+1"
    workbook.save(tmp_path / "bare.xlsx")
    written_by_openpyxl = read(tmp_path / "bare.xlsx")
    cell = ref("A1", "Sheet")

    assert differing(verify(written_by_openpyxl, [formualizer])) == {cell: ("", 2.0)}
    without = edited(written_by_openpyxl, {cell: Edit(None)})
    assert differing(verify(without, [formualizer])) == {cell: (None, 2.0)}


def test_money_may_differ_by_less_than_half_a_cent_and_nothing_else_may(
    formualizer: Formualizer, tmp_path: Path
) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "money.xlsx")
    worksheet = workbook.add_worksheet("Sheet1")
    for row, (shown, stored) in enumerate([("#,##0.00", 2.004), ("#,##0.00", 2.006), ("0.0%", 2.004)]):
        worksheet.write_formula(row, 0, "=1+1", workbook.add_format({"num_format": shown}), stored)
    workbook.close()

    found = verify(read(tmp_path / "money.xlsx"), [formualizer])

    assert set(differing(found)) == {ref("A2"), ref("A3")}


def test_any_value_of_a_finished_book_that_is_off_by_one_per_cent_is_found(
    team: BookFile, formualizer: Formualizer
) -> None:
    numbers = [
        cell for cell in team.covered if isinstance(stored := team.stored(cell), float) and abs(stored) * 0.01 > 0.005
    ]
    chosen = random.Random(7).sample(numbers, 200)
    wrong = {cell: float(str(team.stored(cell))) * 1.01 for cell in chosen}

    found = verify(falsified(team, wrong), [formualizer])

    assert set(differing(found)) == set(chosen)
    assert {each.switch for each in found.differences} == {False, True}
    assert all(each.label for each in found.differences)


def test_a_book_that_can_call_python_is_verified_both_ways(team: BookFile, formualizer: Formualizer) -> None:
    functions = CalledFunctions()

    found = verify(team, [formualizer], functions)

    assert found.is_clean, found.differences[:5]
    assert found.switched
    assert len(functions.called) > 10


def raising(*_: object) -> NoReturn:
    raise ZeroDivisionError("no such rank")


def test_a_cell_function_that_raises_is_named_with_its_cells(
    calling_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FUNCTIONS, "SS_GROWTH", raising)
    broken = book(tmp_path / "broken.xlsx", {"A1": 2, "B1": ("=SS_GROWTH(A1,1)", 1), "B2": ("=IFERROR(B1,7)", 7)})

    found = verify(broken, [calling_engine])

    (failed,) = found.failed
    assert (failed.defect.function, failed.defect.error) == ("SS_GROWTH", "ZeroDivisionError: no such rank")
    assert "no such rank" in failed.defect.trace
    assert failed.cells == (ref("B1"),)
    assert differing(found) == {ref("B1"): (1.0, ErrorKind.VALUE)}


def test_a_defect_that_a_cell_function_swallows_is_told_all_the_same(
    team: BookFile, formualizer: Formualizer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ranking, "ranks", raising)

    found = verify(team, [formualizer])

    (failed,) = found.failed
    assert failed.defect.function == "SS_RANK"
    assert failed.cells
    assert all("SS_RANK" in team.formulas[cell].text for cell in failed.cells)
    assert not found.is_clean
    assert caplog.records == []  # told once, in the result


def test_an_unknown_function_is_one_line_and_spoils_nothing_else(engine: Engine, tmp_path: Path) -> None:
    foreign = book(tmp_path / "foreign.xlsx", {"A1": ("=FOOBAR(1)", 5), "B1": ("=A1*2", 10), "C1": ("=A1*3", 16)})

    found = verify(foreign, [engine])

    (finding,) = found.findings
    assert finding.cell == ref("A1")
    assert "unknown function FOOBAR" in finding.why
    assert differing(found) == {ref("C1"): (16.0, 15.0)}


def test_a_circle_is_told_with_the_way_round(engine: Engine, tmp_path: Path) -> None:
    circular = book(
        tmp_path / "circle.xlsx",
        {"A1": ("=B1+1", 0), "B1": ("=C1", 0), "C1": ("=A1", 0), "D1": ("=D1", 0), "E1": ("=A1+1", 1)},
    )

    found = verify(circular, [engine])

    ways = {finding.why for finding in found.findings}
    assert {finding.cell for finding in found.findings} == {ref(cell) for cell in ("A1", "B1", "C1", "D1")}
    assert len(ways) == 2
    assert all("in a circle: " in way for way in ways)
    assert any("Sheet1!D1 → Sheet1!D1" in way for way in ways)
    assert found.differences == ()


@pytest.mark.parametrize(
    ("formula", "why", "is_finding"),
    [
        ("=TODAY()", "TODAY gives another value at another time", False),
        ("=NOW()+1", "NOW gives another value", False),
        ("=RAND()", "RAND gives another value", False),
        ("=[1]Other!A1", "another workbook", True),
        ("='[1]Other sheet'!A1*2", "another workbook", True),
    ],
)
def test_what_cannot_be_calculated_again_stands_as_stored_and_is_told(
    engine: Engine, tmp_path: Path, formula: str, why: str, is_finding: bool
) -> None:
    standing = book(tmp_path / "standing.xlsx", {"A1": (formula, 42), "B1": ("=A1+1", 43)})

    found = verify(standing, [engine])

    (unchecked,) = found.unchecked
    assert (unchecked.cell, unchecked.is_finding) == (ref("A1"), is_finding)
    assert why in unchecked.why
    assert found.differences == ()
    assert found.is_clean is not is_finding


def test_what_one_engine_cannot_do_is_no_finding_where_another_can(
    engine: Engine, formualizer: Formualizer, tmp_path: Path
) -> None:
    newer = book(tmp_path / "newer.xlsx", {"A1": 3, "B1": ("=_xlfn.XLOOKUP(3,A1:A2,A1:A2)", 3)})

    found = verify(newer, [engine, formualizer])

    assert found.findings == ()
    assert found.is_clean


def test_a_text_that_looks_like_a_link_or_a_call_is_none(engine: Engine, tmp_path: Path) -> None:
    quoted = book(tmp_path / "quoted.xlsx", {"A1": ('="[1]x TODAY() "&"FOOBAR(1)"', "[1]x TODAY() FOOBAR(1)")})

    assert verify(quoted, [engine]).is_clean


def test_what_came_of_a_workbook_keeps_none_of_it(engine: Engine, tmp_path: Path) -> None:
    sound = book(tmp_path / "book.xlsx", {"A1": 2, "B1": ("=A1*2", 5), "C1": ("=FOOBAR(1)", 5)})
    gone = weakref.ref(sound)

    found = verify(sound, [engine])
    del sound
    gc.collect()

    assert (found.cells, gone()) == (2, None)
