"""What every engine owes its caller, and what happens when one is missing, dies or hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from salessheet.calc import engines
from salessheet.calc.engine import Engine
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.formulas import Formulas
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.libreoffice import LibreOffice
from salessheet.calc.verification import verify
from salessheet.errors import EngineFailed, EngineMissing, ErrorKind, InvalidOption
from salessheet.xlsx.book_file import BookFile, Value, of_package, read
from tests.calc.books import Stored, book, ref

ROUNDED = 1.01  # ROUND(1.005, 2) in Excel, though 1.005 is a little less in binary


@pytest.fixture
def sums(tmp_path: Path) -> BookFile:
    return book(tmp_path / "sums.xlsx", {"A1": 1, "A2": 2, "B1": ("=A1+A2", 3), "B2": ("=B1*10", 30)})


def test_inputs_may_be_changed_in_between(engine: Engine, sums: BookFile) -> None:
    with engine.open(sums, CalledFunctions()) as calculation:
        first = dict(calculation.values())
        calculation.set({ref("A1"): 5.0, ref("A2"): "x"})
        second = dict(calculation.values())
        calculation.set({ref("A2"): None})
        third = dict(calculation.values())

    assert first == {ref("B1"): 3.0, ref("B2"): 30.0}
    assert second == {ref("B1"): ErrorKind.VALUE, ref("B2"): ErrorKind.VALUE}
    assert third == {ref("B1"): 5.0, ref("B2"): 50.0}


def test_what_a_cell_function_says_of_a_whole_table_is_said_wherever_index_looks(
    calling_engine: Engine, tmp_path: Path
) -> None:
    """A deal in a stage that is not listed: #N/A, which engines took for one cell, with #REF! beyond it."""
    formula = "=INDEX(SS_FUNNEL(A1:A2,B1:B2,C1:C2),{},3)"
    stages = book(
        tmp_path / "stages.xlsx",
        {
            "A1": "won", "A2": "lead", "B1": "lead", "B2": "won", "C1": 5, "C2": 7,
            "D1": (formula.format(1), 0),
            "D2": (formula.format(2), 0),
            "E1": (f"=IF(C1>0,{formula[1:].format(2)},0)", 0),
        },
    )  # fmt: skip  # a cell, a thought
    with calling_engine.open(stages, CalledFunctions()) as calculation:
        known = dict(calculation.values())
        calculation.set({ref("A2"): "leed"})
        unknown = dict(calculation.values())

    assert known == {ref("D1"): 12.0, ref("D2"): 5.0, ref("E1"): 5.0}
    assert unknown == dict.fromkeys(known, ErrorKind.NA)


def test_a_book_is_calculated_whatever_was_open_before(engine: Engine, sums: BookFile, tmp_path: Path) -> None:
    with engine.open(sums, CalledFunctions()) as calculation:
        calculation.set({ref("A1"): 100.0})
        calculation.values()
    with engine.open(book(tmp_path / "other.xlsx", {"A1": ("=2*3", 0)}), CalledFunctions()) as calculation:
        assert dict(calculation.values()) == {ref("A1"): 6.0}
    with engine.open(sums, CalledFunctions()) as calculation:
        assert calculation.values()[ref("B2")] == 30.0


def test_arrays_fill_their_cells_and_no_more(engine: Engine, tmp_path: Path) -> None:
    arrays = book(
        tmp_path / "arrays.xlsx",
        {
            "A1": 1, "A2": 2, "A3": 3,
            "C1": ("C1:C3 {=A1:A3*10}", 0),
            "D1": ("D1 {=A1:A3*10}", 0),
            "E1": ("E1:E4 {=A1:A3*10}", 0),
            "F1": ("F1:G2 {=A2}", 0),
            "H1": ("H1 {=SUM(IF(A1:A3>1,A1:A3))}", 0),
        },
    )  # fmt: skip  # a cell, a thought

    with engine.open(arrays, CalledFunctions()) as calculation:
        values = calculation.values()

    shown = {f"{cell.address}": value for cell, value in values.items()}
    assert [shown[cell] for cell in ("C1", "C2", "C3")] == [10.0, 20.0, 30.0]
    assert (shown["D1"], shown["H1"]) == (10.0, 5.0)
    assert [shown[cell] for cell in ("F1", "G1", "F2", "G2")] == [2.0] * 4
    assert [shown[cell] for cell in ("E1", "E2", "E3")] == [10.0, 20.0, 30.0]
    assert isinstance(shown["E4"], ErrorKind)


def test_tables_names_and_whole_columns_are_understood(engine: Engine, tmp_path: Path) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(tmp_path / "tables.xlsx")
    deals, total = workbook.add_worksheet("商机 表"), workbook.add_worksheet("Total")
    deals.add_table(
        "B2:C5", {"name": "tblDeals", "columns": [{"header": "Who"}, {"header": "金额"}], "data": [["a", 1], ["b", 2]]}
    )
    workbook.define_name("Deals_amount", "='商机 表'!$C$3:$C$10")
    workbook.define_name("Upward", "='商机 表'!$C$10:$B$3")
    for row, formula in enumerate(
        [
            "=SUM(tblDeals[金额])", "=SUM(Deals_amount)", "=SUM('商机 表'!C:C)", "=COUNTA(tblDeals[#Headers])",
            "=SUM('商机 表'!C9:B$1)", "=SUM('商机 表'!C:B)", "=SUM(Upward)",
        ]
    ):  # fmt: skip  # a way of saying it each
        total.write_formula(row, 0, formula)
    deals.write_formula("E3", "=tblDeals[[#This Row],[金额]]*2")
    workbook.close()
    from salessheet.xlsx.book_file import read

    with engine.open(read(tmp_path / "tables.xlsx"), CalledFunctions()) as calculation:
        values = calculation.values()

    assert [values[ref(f"A{row}", "Total")] for row in range(1, 8)] == [3.0, 3.0, 3.0, 2.0, 3.0, 3.0, 3.0]
    assert values[ref("E3", "商机 表")] == 2.0


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=A1--A2", 8.0),
        ("=A1*--A2", 15.0),
        ("=A1/--A2", 5 / 3),
        ("=A1 - - A2", 8.0),
        ("=--(A1>A2)", 1.0),
        ("=---A2", -3.0),
        ("=SUM(1,--(A1>A2))", 2.0),
        ("=SUMPRODUCT(--(A1:A2>4))", 1.0),
        ("=SUMPRODUCT(A1:A2*--(A1:A2>4))", 5.0),
        ('="x"&--(A1>A2)', "x1"),
        ("=(1=--(A1>A2))*1", 1.0),
        ("=ROW()*10+COLUMN()", 12.0),
        ("=row()", 1.0),
        ('="ROW()"&COLUMN()', "ROW()2"),
    ],
)
def test_doubled_minuses_and_the_own_place_are_excels(
    engine: Engine, tmp_path: Path, formula: str, shown: object
) -> None:
    signs = book(tmp_path / "signs.xlsx", {"A1": 5, "A2": 3, "B1": (formula, 0)})

    with engine.open(signs, CalledFunctions()) as calculation:
        assert calculation.values()[ref("B1")] == pytest.approx(shown)


def test_a_name_called_by_a_sheet_means_what_it_means_there(engine: Engine, tmp_path: Path) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(tmp_path / "names.xlsx")
    here, there = workbook.add_worksheet("Here"), workbook.add_worksheet("表 2")
    there.write_column("A1", [1, 2, 4])
    for name, text in (
        ("'表 2'!Rate", "=42"),
        ("Here!Rate", "=21"),
        ("'表 2'!全部", "='表 2'!$A$1:$A$3"),
        ("One", "='表 2'!$A$1"),
    ):
        workbook.define_name(name, text)
    wanted = {
        "A1": ("=Rate*2", 42),
        "A2": ("='表 2'!Rate+1", 43),
        "A3": ("=SUM('表 2'!全部)", 7),
        "A4": ("='表 2'!One", 1),
    }
    for address, (formula, _) in wanted.items():
        here.write_formula(address, formula)
    workbook.close()

    with engine.open(read(tmp_path / "names.xlsx"), CalledFunctions()) as calculation:
        found = calculation.values()

    assert {address: found[ref(address, "Here")] for address in wanted} == {
        a: value for a, (_, value) in wanted.items()
    }


def test_rounding_is_excels(engine: Engine, tmp_path: Path) -> None:
    rounding = book(tmp_path / "rounding.xlsx", {"A1": 1.005, "B1": ("=ROUND(A1,2)", 0), "B2": ("=ROUND(-A1,2)", 0)})

    with engine.open(rounding, CalledFunctions()) as calculation:
        assert dict(calculation.values()) == {ref("B1"): ROUNDED, ref("B2"): -ROUNDED}


def test_days_before_march_1900_are_those_of_excel(calling_engine: Engine, tmp_path: Path) -> None:
    """Its calendar has a 29 February 1900, so what comes before it is a day nearer than Python counts it."""
    due: dict[str, Value | Stored] = {f"C{row}": (f'=SS_NEXT_VISIT(A{row},"A",A6:B6)', 0) for row in range(1, 4)}
    visits = book(tmp_path / "visits.xlsx", {**due, "A1": 1, "A2": 53, "A3": 54, "A6": "A", "B6": 7})

    with calling_engine.open(visits, CalledFunctions()) as calculation:
        assert list(calculation.values().values()) == [8.0, 61.0, 62.0]


def test_numbers_below_one_have_no_comma_and_ids_are_no_minutes(engine: Engine, tmp_path: Path) -> None:
    small = book(
        tmp_path / "small.xlsx",
        {
            "A1": 0.2, "A2": 0, "A3": 1234.5,
            "B1": ('=TEXT(A1,"#,##0.0")', ""), "B2": ('=TEXT(A2,"#,##0")', ""), "B3": ('=TEXT(A3,"#,##0.0")', ""),
            "C1": "M0001", "C2": "M0002", "C3": "m0001", "D1": ("=COUNTIF(C1:C3,C1)", 0),
        },
    )  # fmt: skip  # one column a line

    with engine.open(small, CalledFunctions()) as calculation:
        values = calculation.values()

    assert [values[ref(cell)] for cell in ("B1", "B2", "B3", "D1")] == ["0.2", "0", "1,234.5", 2.0]


def test_cell_functions_get_what_stands_in_the_cells(calling_engine: Engine, tmp_path: Path) -> None:
    given: list[object] = []

    def seen(*arguments: object) -> object:
        given.append(arguments)
        return [[1.0, "two"], [None, "#N/A"]]

    functions = CalledFunctions({"SS_SPLIT": seen})
    asked = book(
        tmp_path / "asked.xlsx",
        {
            "A1": 1.5, "A2": "x", "A4": True,
            "B1": ('=INDEX(SS_SPLIT(A1:A4,A1,A3,"t"),1,2)', 0),
            "B2": ('=INDEX(SS_SPLIT(A1:A4,A1,A3,"t"),2,1)=""', 0),
            "B3": ('=INDEX(SS_SPLIT(A1:A4,A1,A3,"t"),2,2)', 0),
            "B4": ("=IFERROR(B3,9)", 0),
        },
    )  # fmt: skip  # a cell, a thought

    with calling_engine.open(asked, functions) as calculation:
        values = calculation.values()

    assert given == [([[1.5], ["x"], [None], [True]], 1.5, None, "t")]  # once, for equal calls are made once
    assert values[ref("B1")] == "two"
    assert values[ref("B2")] == 1  # TRUE
    assert values[ref("B3")] is ErrorKind.NA
    assert values[ref("B4")] == 9.0


def test_an_engine_nobody_knows_is_refused_with_the_known_ones() -> None:
    known = "formualizer, cellrune, libreoffice, formulas and all"
    with pytest.raises(InvalidOption, match=f"no engine 'excel'.*{known}"), engines.started(["excel"]):
        pass


def test_all_means_every_engine_and_nothing_the_quickest() -> None:
    with engines.started(["all"]) as started:
        assert [engine.name for engine in started] == ["formualizer", "cellrune", "libreoffice", "formulas"]
    with engines.started() as started:
        assert [engine.name for engine in started] == ["formualizer"]
    with engines.started(["formulas", "formualizer", "formulas"]) as started:
        assert [engine.name for engine in started] == ["formulas", "formualizer"]


@pytest.mark.parametrize("name", ["formualizer", "cellrune", "formulas"])
def test_a_missing_library_says_how_to_install_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"salessheet.calc.{name}.find_spec", lambda _: None)

    with pytest.raises(EngineMissing, match=f"'{name}' is not installed.*pip install"):
        engines.ENGINES[name]()


def test_without_formualizer_the_next_engine_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salessheet.calc.formualizer.find_spec", lambda _: None)

    assert engines.first_installed() == "cellrune"


def test_a_missing_libreoffice_says_which_packages_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EngineMissing, match="apt-get install libreoffice-calc libreoffice-script-provider-python"):
        LibreOffice()


def office(folder: Path, script: str) -> None:
    """A program called soffice in the folder."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_libreoffice_without_python_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office(tmp_path, "exit 0")
    (tmp_path / "soffice.bin").touch()
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EngineMissing, match="cannot run Python"):
        LibreOffice()


def test_a_crash_while_starting_is_told_with_what_the_program_said(
    sums: BookFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(tmp_path, "echo 'Unspecified Application Error'; exit 134")
    monkeypatch.setenv("PATH", str(tmp_path))

    with (
        LibreOffice() as engine,
        pytest.raises(EngineFailed, match=r"exit code 134\).* Unspecified Application Error"),
        engine.open(sums, CalledFunctions()),
    ):
        pass


def test_a_program_that_never_answers_ends_with_the_time_allowed(
    sums: BookFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(tmp_path, "sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with (
        LibreOffice(timeout=0.5) as engine,
        pytest.raises(EngineFailed, match=r"did not start within 0\.5 seconds"),
        engine.open(sums, CalledFunctions()),
    ):
        pass


@pytest.fixture
def own_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LibreOffice]:
    """A LibreOffice that a test may hurt. It leaves no file behind."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with LibreOffice(timeout=3.0) as engine:
        yield engine
    assert list(folder.iterdir()) == []


def processes_of(engine: LibreOffice) -> list[int]:
    assert engine._worker is not None
    listed = subprocess.run(
        ["ps", "-o", "pid=", "-g", str(engine._worker.process.pid)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in listed.stdout.split()]


def test_libreoffice_is_started_again_after_a_crash(own_office: LibreOffice, sums: BookFile) -> None:
    with own_office.open(sums, CalledFunctions()) as calculation:
        for pid in processes_of(own_office):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(EngineFailed, match="LibreOffice crashed"):
            calculation.values()

    with own_office.open(sums, CalledFunctions()) as calculation:
        assert calculation.values()[ref("B2")] == 30.0


def test_a_hang_of_libreoffice_ends_with_the_time_allowed(own_office: LibreOffice, sums: BookFile) -> None:
    with own_office.open(sums, CalledFunctions()) as calculation:
        stopped = processes_of(own_office)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        with pytest.raises(EngineFailed, match="LibreOffice did not answer within 3 seconds"):
            calculation.values()

    assert all(not _is_running(pid) for pid in stopped)


def _is_running(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def test_two_libreoffices_run_side_by_side(own_office: LibreOffice, libreoffice: LibreOffice, sums: BookFile) -> None:
    with (
        own_office.open(sums, CalledFunctions()) as one,
        libreoffice.open(sums, CalledFunctions()) as other,
    ):
        one.set({ref("A1"): 10.0})

        assert (one.values()[ref("B2")], other.values()[ref("B2")]) == (120.0, 30.0)


def test_cells_reach_a_cell_function_of_libreoffice_as_they_are(libreoffice: LibreOffice, tmp_path: Path) -> None:
    received: list[tuple[object, ...]] = []

    def seen(*arguments: object) -> float:
        received.append(arguments)
        return 1.0

    cells: dict[str, Value | Stored] = {
        "A1": 5, "A2": "t", "A3": ("=NA()", ErrorKind.NA), "A5": ('=""', ""), "B1": ("=SS_RANK(A1:A5,A4)", 1),
        "B2": ("=SS_RANK(B3)", 1), "B3": ('=SS_RANK({1,2},"x")', 1), "B4": ('B4 {=SS_RANK(IF(A1:A3<>"",A1:A3))}', 1),
    }  # fmt: skip  # a cell, a thought

    with libreoffice.open(book(tmp_path / "b.xlsx", cells), CalledFunctions({"SS_RANK": seen})) as calculation:
        calculation.values()

    assert sorted(received, key=str) == [
        (1.0,),
        ([[1.0, 2.0]], "x"),
        ([[5.0], ["t"], ["#N/A"], [None], [""]], None),
        ([[5.0], ["t"], ["#N/A"]],),
    ]


def test_libreoffice_computes_with_the_rows_that_pages_repeat(libreoffice: LibreOffice, tmp_path: Path) -> None:
    """They are left out where nothing reads them."""
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].print_title_rows = "1:3"
    for number, formula in enumerate(["=1+1", "=ROWS(_xlnm.Print_Titles)"]):
        workbook.worksheets[0]["A5"] = formula
        workbook.save(tmp_path / f"{number}.xlsx")

    for number, expected in enumerate([2.0, 3.0]):
        with libreoffice.open(read(tmp_path / f"{number}.xlsx"), CalledFunctions()) as calculation:
            assert list(calculation.values().values()) == [expected]


def test_libreoffice_is_not_believed_where_an_argument_is_left_out(libreoffice: LibreOffice, tmp_path: Path) -> None:
    left_out = book(tmp_path / "b.xlsx", {"A1": ('=SS_RANK(1,,"competition")', 1), "A2": ("=SS_RANK(1)", 1)})

    found = verify(left_out, [libreoffice])

    assert [(unchecked.cell, unchecked.why) for unchecked in found.unchecked] == [
        (ref("A1"), "an argument that is left out arrives as 0")
    ]


def test_each_calculation_of_formulas_has_a_process_of_its_own_and_one_waits_for_the_next(sums: BookFile) -> None:
    with Formulas() as engine:
        with engine.open(sums, CalledFunctions()) as one, engine.open(sums, CalledFunctions()) as other:
            processes = {one.worker.process.pid, other.worker.process.pid}
            one.set({ref("A1"): 10.0})
            assert (one.values()[ref("B2")], other.values()[ref("B2")]) == (120.0, 30.0)
        with engine.open(sums, CalledFunctions()) as after:
            assert after.worker.process.pid in processes
            assert after.values()[ref("B2")] == 30.0
        assert sum(map(_is_running, processes)) == 1

    assert len(processes - {os.getpid()}) == 2
    assert not any(map(_is_running, processes))


def test_a_process_of_formulas_that_waits_calls_no_functions_of_a_calculation_before(tmp_path: Path) -> None:
    calling = book(tmp_path / "calling.xlsx", {"A1": ("=TWICE(2)", 0)})
    with Formulas() as engine:
        with engine.open(calling, CalledFunctions({"TWICE": lambda x: 2 * x})) as one:
            assert one.values()[ref("A1")] == 4.0
        with engine.open(calling, CalledFunctions({})) as other:
            assert other.values()[ref("A1")] is ErrorKind.NAME


def test_a_formula_that_one_cannot_read_does_not_stop_the_others(engine: Engine, tmp_path: Path) -> None:
    odd = book(tmp_path / "odd.xlsx", {"A1": 1, "B1": ("=SUM(Sheet1:Sheet1!A1)", 1), "B2": ("=A1+1", 2)})

    with engine.open(odd, CalledFunctions()) as calculation:
        assert calculation.values()[ref("B2")] == 2.0


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!", "#BUSY!", "#GETTING_DATA"])
def test_formualizer_calculates_beside_the_errors_of_a_newer_excel(
    formualizer: Formualizer, tmp_path: Path, error: str
) -> None:
    found = book(tmp_path / "newer.xlsx", {"A1": ("=2*3", 0), "A2": ("=1/0", "#DIV/0!")})
    part = found.sheets["Sheet1"].part
    content = found.package.parts[part].replace(b"#DIV/0!", error.encode())
    assert error.encode() in content
    newer = of_package(found.package.with_parts({part: content}))

    with formualizer.open(newer, CalledFunctions()) as calculation:
        assert calculation.values() == {ref("A1"): 6.0, ref("A2"): ErrorKind.DIV0}


def test_formualizer_takes_a_workbook_of_any_size(formualizer: Formualizer, sums: BookFile) -> None:
    picture = {"xl/media/image1.png": bytes(130 << 20)}  # unpacked, it hands over 128 MiB and more, as 5,000 deals do
    with formualizer.open(of_package(sums.package.with_parts(picture)), CalledFunctions()) as calculation:
        assert calculation.values()


def test_formualizer_knows_excels_functions_and_no_others(formualizer: Formualizer) -> None:
    assert formualizer.knows("SUMIFS")
    assert formualizer.knows("TODAY")
    assert not formualizer.knows("FOOBAR")


def test_cell_functions_are_those_of_udfs() -> None:
    from salessheet.udfs import FUNCTIONS

    assert CalledFunctions().functions is FUNCTIONS


def test_an_engine_is_imported_only_when_it_is_asked_for() -> None:
    code = "import sys, salessheet.calc; print({'formulas', 'formualizer', 'uno'} & set(sys.modules))"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "set()"
