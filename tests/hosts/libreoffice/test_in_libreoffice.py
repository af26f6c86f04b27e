"""The extension in a LibreOffice of somebody's own: installed, asked, and taken away. One program for all tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import xlsxwriter

from docs.examples import parsed, sections
from salessheet.calc.engine import Calculation
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.verification import verify
from salessheet.core.values import Value, to_serial
from salessheet.errors import EngineFailed, ErrorKind
from salessheet.hosts import host
from salessheet.hosts.libreoffice.extension import ZERO_COUNTS
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, read
from salessheet.xlsx.book_file import Value as CellValue
from salessheet.xlsx.encryption import OnePassword, Password, encrypted, opens
from salessheet.xlsx.template import write
from tests.built.editions import of_deals
from tests.calc.books import Stored, book, ref
from tests.hosts.libreoffice.installed import Extended
from tests.hosts.questions import LEFT_OUT, SHEET, Question, Way, asked_in
from tests.hosts.questions import written as written_questions
from tests.udfs.test_arrays import OPTIONAL, result

TEMPLATE = Path(__file__).parents[3] / "templates" / "SalesCenter.xlsx"
EXAMPLES = [example for section in sections() for example in section.examples]
EN = Words.load("en")
KEY = OnePassword(Password("a key of 8"))
SETTINGS, LOG = EN.text("sheet.settings.name"), EN.text("log.sheet")


@pytest.fixture(scope="module")
def template() -> BookFile:
    return read(TEMPLATE)


def test_every_cell_of_the_shipped_template_is_right_with_the_functions_on(
    office: Extended, template: BookFile
) -> None:
    here = CalledFunctions()

    found = verify(template, [office], here)

    assert found.switched
    assert found.differences == ()
    assert found.findings == ()
    assert here.called == set()


def cell(value: Value) -> Value:
    match value:
        case date():
            return to_serial(value)
        case None:
            return ""
        case str():
            return next((kind for kind in ErrorKind if kind.value == value), value)
        case _:
            return value if isinstance(value, bool) else round(float(value), 6)


def rows(value: Value) -> list[list[Value]]:
    table = value if isinstance(value, list) else [[value]]
    return [[cell(one) for one in row] for row in table]


def written(path: Path) -> tuple[BookFile, dict[str, list[list[Value]]]]:
    """A sheet an example, called with cells and nothing else; and what each shows, by the name of its sheet."""
    wanted = {}
    workbook = xlsxwriter.Workbook(path)
    for number, example in enumerate(EXAMPLES):
        sheet, left = workbook.add_worksheet(f"E{number}"), 20
        arguments = []
        for argument in parsed(example.formula.partition("(")[2].removesuffix(")")):
            table = rows(argument)
            for i, row in enumerate(table):
                for j, one in enumerate(row):
                    sheet.write(i, left + j, one)
            last = xlsxwriter.utility.xl_rowcol_to_cell(len(table) - 1, left + len(table[0]) - 1)
            arguments.append(f"{xlsxwriter.utility.xl_rowcol_to_cell(0, left)}:{last}" if argument != "" else '""')
            left += len(table[0]) + 1
        shown = rows(example.expected())
        formula = f"={example.function}({','.join(arguments)})"
        sheet.write_array_formula(0, 0, len(shown) - 1, len(shown[0]) - 1, formula)
        wanted[f"E{number}"] = shown
    workbook.close()
    return read(path), wanted


def test_every_example_of_every_function_shows_what_its_page_says(office: Extended, tmp_path: Path) -> None:
    examples, wanted = written(tmp_path / "examples.xlsx")

    with office.open(examples, CalledFunctions()) as calculation:
        values = calculation.values()

    found = {
        name: [[cell(values[ref("A1", name)._replace(row=i + 1, column=j + 1)]) for j, _ in enumerate(row)]
               for i, row in enumerate(table)]
        for name, table in wanted.items()
    }  # fmt: skip  # a table
    assert found == wanted
    assert {example.function for example in EXAMPLES} == set(FUNCTIONS)


@pytest.mark.parametrize("way", Way)
def test_every_question_is_answered_as_python_does(office: Extended, tmp_path: Path, way: Way) -> None:
    asked = written_questions(tmp_path / "questions.xlsx", list(filter(is_told, asked_in(way, seed=2026))), way)

    with office.open(read(asked.path), CalledFunctions()) as calculation:
        values = calculation.values()

    assert asked.wrong(lambda row, column: values[CellRef(SHEET, row + 1, column + 1)]) == {}


def is_told(question: Question) -> bool:
    """Not where an argument is left out that LibreOffice has as 0, which would be a value of it."""
    return question.about.removesuffix(LEFT_OUT) not in {"a_below", "cap", "full", "limit"}


@pytest.mark.parametrize(("name", "argument"), OPTIONAL)
def test_a_zero_that_is_taken_for_nothing_says_nothing_itself(name: str, argument: str) -> None:
    if argument in ZERO_COUNTS:
        return
    zero, nothing = (result(name, argument, value) for value in (0, None))
    assert zero == nothing or "#" in str(zero)


def test_whole_columns_are_read_as_far_as_the_sheet_is_used(office: Extended, tmp_path: Path) -> None:
    scores: dict[str, CellValue | Stored] = {"A1": 10, "A2": 9, "A3": 3, "A4": 10, "C1": ("=SS_NPS(A:A)", 0)}
    scores |= {"C2": ("=SS_KPI_TOTAL(A:A,B:B)", 0), "C3": ("=SS_KPI_TOTAL(A:A,B1:B4)", 0)}
    weights: dict[str, CellValue | Stored] = dict.fromkeys(("B1", "B2", "B3", "B4"), 0.25)

    with office.open(book(tmp_path / "columns.xlsx", scores | weights), CalledFunctions()) as calculation:
        values = calculation.values()

    assert [values[ref(f"C{row}")] for row in (1, 2, 3)] == [50, 8, ErrorKind.VALUE]


def test_cells_hold_real_errors_and_one_among_others_spoils_none_but_its_own(office: Extended, tmp_path: Path) -> None:
    cells: dict[str, CellValue | Stored] = {
        "A1": 90, "A2": ("=NA()", ErrorKind.NA), "A3": 50,
        "B1": ("B1:B3 {=SS_ATTAINMENT(A1:A3,100)}", 0),
        "C1": ("=SS_SPLIT2({100;50},{75,70},1)", 0),
        "C2": ('=IFERROR(C1,"caught")', 0),
        "C3": ("=INDEX(SS_SPLIT2({100;50},{75,70},1),2,2)", 0),
        "C4": ("=INDEX(SS_SPLIT(100,A1:A1),1)", 0),
    }  # fmt: skip  # a cell, a thought

    with office.open(book(tmp_path / "errors.xlsx", cells), CalledFunctions()) as calculation:
        values = calculation.values()

    assert [values[ref(f"B{row}")] for row in (1, 2, 3)] == [0.9, ErrorKind.NA, 0.5]
    assert [values[ref(f"C{row}")] for row in (1, 2, 3, 4)] == [ErrorKind.NUM, "caught", ErrorKind.NUM, 100.0]


def test_a_call_with_too_many_arguments_is_refused_as_excel_refuses_it(office: Extended, tmp_path: Path) -> None:
    """A name of several areas arrives as so many arguments."""
    path = tmp_path / "many.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("Sheet1")
    workbook.define_name("Areas", "=Sheet1!$A$1:$A$2,Sheet1!$B$1:$B$2")
    calls = ["SS_GAP(90,100)", "SS_GAP(90,100,1)", "SS_NPS(A1:A2,B1:B2)", "SS_NPS(Areas)", "SS_GAP(Areas,1)"]
    for i, call in enumerate(calls):
        sheet.write_row(i, 0, (9, 10))
        sheet.write_formula(i, 3, f"={call}")
    workbook.close()

    with office.open(read(path), CalledFunctions()) as calculation:
        values = calculation.values()

    assert [values[ref(f"D{row}")] for row in (1, 2, 3, 4, 5)] == [-10, *[ErrorKind.VALUE] * 4]


Typed = dict[str, dict[tuple[int, int], str]]
_ONE_CELL: Final = re.compile(r"(\$[A-Z]+\$?\d+):\1(?!\d)")


def typed(office: Extended, *only: str) -> Typed:
    """What cells hold. LibreOffice 25.2 writes a range of one cell as that cell where a formula is entered again."""
    told: Any = office.ask("typed", only=only)
    return {
        sheet: {(row, column): _ONE_CELL.sub(r"\1", text) for row, column, text in cells}
        for sheet, cells in told.items()
    }


def changed(before: Typed, after: Typed) -> dict[str, set[tuple[int, int]]]:
    """The cells of each sheet that hold something else."""
    pairs = {name: (before.get(name, {}).items(), cells.items()) for name, cells in after.items()}
    return {name: {cell for cell, _ in one ^ other} for name, (one, other) in pairs.items() if one != other}


@pytest.fixture(scope="class")
def whole(office: Extended, template: BookFile) -> Iterator[Calculation]:
    """The template, which has every sheet, open."""
    with office.open(template, CalledFunctions()) as calculation:
        yield calculation


class TestTheWholeTemplate:
    def test_macros_write_what_they_say_and_nothing_else(
        self, office: Extended, whole: Calculation, tmp_path: Path
    ) -> None:
        first = typed(office)

        live = office.ask("macro", macro="go_live")
        after_live = typed(office)
        period = office.ask("macro", macro="new_period", month="2026-03")
        after_period = typed(office)
        office.ask("store", path=str(tmp_path / "stored.xlsx"))

        assert str(live).startswith("Formulas entered again: ")
        assert changed(first, after_live).keys() == {SETTINGS, LOG}
        assert len(changed(first, after_live)[SETTINGS]) == 1
        assert "rows of data read" in str(period)
        assert changed(after_live, after_period).keys() == {SETTINGS, LOG}
        assert len(changed(after_live, after_period)[SETTINGS]) == 1
        stored = read(tmp_path / "stored.xlsx")
        assert any("SS_ATTAINMENT(" in formula.text for formula in stored.formulas.values())
        assert not any("ORG.SALESSHEET" in formula.text.upper() for formula in stored.formulas.values())

    def test_a_run_is_one_step_to_be_undone_and_locked_sheets_stay_so(
        self, office: Extended, whole: Calculation
    ) -> None:
        before, sheets = typed(office), [SETTINGS, EN.text("sheet.targets.name")]
        office.ask("lock", sheets=sheets, password="")

        said = office.ask("macro", macro="freeze", to="plain")
        frozen, locked = typed(office), office.ask("locked")
        office.ask("undo")

        assert locked == sheets
        assert str(said).startswith("Formulas replaced: ")
        assert not [text for cells in frozen.values() for text in cells.values() if "SS_" in text]
        assert changed(frozen, before)
        assert typed(office) == before

    @pytest.mark.parametrize("sheet", ["deals", "settings"])
    def test_a_sheet_that_was_deleted_is_missed(self, office: Extended, whole: Calculation, sheet: str) -> None:
        office.ask("delete", sheet=EN.text(f"sheet.{sheet}.name"))
        before = typed(office)

        said = str(office.ask("macro", macro="refresh"))

        assert EN.text("refusal.deleted.mend") in said
        assert typed(office) == before


@pytest.fixture(scope="module")
def shown(office: Extended, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calculation]:
    """A team's workbook with a password, open."""
    path = tmp_path_factory.mktemp("shown") / "T01.xlsx"
    write(path, of_deals("en", Flavour.PYTHON), path.stem)
    path.write_bytes(encrypted(path.read_bytes(), KEY.password))
    with office.open(read(path, KEY), CalledFunctions()) as calculation:
        yield calculation


def test_the_copy_for_the_team_stands_beside_under_the_same_password_and_calls_no_function(
    office: Extended, shown: Calculation
) -> None:
    before, form = typed(office), {"macro": "export_my_team", "to": "plain", "name": "Copy"}

    said = str(office.ask("macro", **form))

    path = Path(said.removeprefix("Written: ").removesuffix("."))
    copy = read(path, KEY)
    assert opens(path.read_bytes(), KEY.password)
    assert path.name == "Copy.xlsx"
    assert not [formula for formula in copy.formulas.values() if "SS_" in formula.text]
    assert {sheet: len(cells) for sheet, cells in before.items()}.keys() == copy.sheets.keys()
    assert typed(office) == before
    assert EN.text("refusal.file_stands.wrong").format(file=path) in str(office.ask("macro", **form))
    assert [each.name for each in path.parent.glob(".salessheet-*")] == []


@pytest.mark.parametrize("form", [{"macro": "refreshh"}, {}])
def test_a_program_that_names_no_macro_is_told_so_and_libreoffice_stays(
    office: Extended, shown: Calculation, form: dict[str, str]
) -> None:
    before = typed(office)

    with pytest.raises(EngineFailed, match="There is no macro"):
        office.ask("macro", **form)

    assert typed(office) == before


def test_an_array_formula_that_calls_a_function_is_named_and_stays(office: Extended, shown: Calculation) -> None:
    """Frozen with the others left, it would be #NAME? for whoever gets the workbook."""
    office.ask("fill", sheet=SETTINGS, cells="AA1:AA3", formula="=SS_SPLIT(100;AB1:AB3)")
    before = typed(office)

    said = [str(office.ask("macro", macro="freeze", to=to)) for to in ("plain", "values")]
    after = typed(office)
    office.ask("fill", sheet=SETTINGS, cells="AA1:AA3", formula="")

    cells = EN.text("refusal.calls_in_arrays.wrong").format(cells=f"{SETTINGS}!AA1")
    assert [text.startswith(cells) for text in said] == [True, True]
    assert after == before


def test_where_the_structure_is_protected_all_is_done_but_the_log(office: Extended, shown: Calculation) -> None:
    before = typed(office)
    office.ask("lock_structure")

    said = str(office.ask("macro", macro="new_period", month="2026-03"))
    after = typed(office)
    office.ask("undo")
    office.ask("unlock_structure")

    assert "is not logged" in said
    assert changed(before, after).keys() == {SETTINGS}
    assert LOG not in after
    assert typed(office) == before


def test_a_form_lists_the_months_of_the_fiscal_year(office: Extended, shown: Calculation) -> None:
    office.ask("macro", macro="new_period", month="2026-04")

    offered = office.ask("months", start="FiscalYear_start", shown="Period_start")

    assert offered == [[f"2026-{month:02}" for month in range(1, 13)], "2026-04"]
    assert office.ask("months", start="Nowhere", shown="Nowhere") == [[], ""]


def test_what_cannot_be_undone_is_asked_about_first(office: Extended, shown: Calculation) -> None:
    before = typed(office, SETTINGS)

    said = office.ask("macro", macro="freeze")  # without a window nobody answers, which is Cancel

    assert said == ""
    assert typed(office, SETTINGS) == before


@pytest.mark.parametrize("sheet", [SETTINGS, LOG])
def test_nothing_stays_changed_where_a_sheet_has_a_password(office: Extended, shown: Calculation, sheet: str) -> None:
    """The month is written, and has made other cells new, before the log of the run is."""
    office.ask("unlock", sheets=office.ask("locked"), password="")
    office.ask("macro", macro="new_period", month="2026-06")
    office.ask("lock", sheets=[sheet], password="secret")
    before = typed(office, SETTINGS, LOG)

    said = office.ask("macro", macro="new_period", month="2026-05")
    after = typed(office, SETTINGS, LOG)
    office.ask("unlock", sheets=[sheet], password="secret")

    assert str(said).startswith(EN.text("refusal.protected.wrong").format(sheet=sheet))
    assert after == before


def test_a_file_is_read_and_its_faults_are_told(office: Extended, shown: Calculation, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("deal_id,price\nD1,many\n", encoding="utf-8")
    before = typed(office, EN.text("sheet.deals.name"))

    said = office.ask("macro", macro="import_csv", table="deals", file=str(tmp_path / "deals.csv"))

    assert "deal_id, price" in str(said)
    assert typed(office, EN.text("sheet.deals.name")) == before


def test_a_file_that_is_not_there_is_said(office: Extended, shown: Calculation, tmp_path: Path) -> None:
    for gone in (tmp_path / "none.csv", tmp_path):
        said = str(office.ask("macro", macro="import_csv", table="deals", file=str(gone)))

        assert said.startswith(f"{gone}: {EN.text('refusal.unread.wrong')}")


def test_a_workbook_that_is_open_to_be_read_alone_is_checked_and_not_changed(
    office: Extended, template: BookFile, tmp_path: Path
) -> None:
    """LibreOffice lets programs change such a document, which nobody can save then."""
    with office.open(template, CalledFunctions()):
        office.ask("only_read", path=str(tmp_path / "locked away.xlsx"))
        before = typed(office, SETTINGS, LOG)

        checked = str(office.ask("macro", macro="check_book"))
        said = [str(office.ask("macro", **form)) for form in ({"macro": "new_period", "month": "2026-03"},
                                                              {"macro": "freeze", "to": "values"})]  # fmt: skip
        after = typed(office, SETTINGS, LOG)

    assert "rows of data read" in checked
    assert said == [EN.text("libreoffice.read_only")] * 2
    assert after == before


def test_a_program_that_opens_no_workbook_is_told_so(office: Extended) -> None:
    office.ask("close")

    with pytest.raises(EngineFailed, match="No workbook is open"):
        office.ask("macro", macro="refresh")


def test_it_is_gone_when_it_is_uninstalled(office: Extended) -> None:
    there = [one.is_well for one in host("libreoffice").doctor()]

    office.end()
    kept = [path.name for path in (office.profile / "user" / "basic").rglob("*.xba")]
    said = host("libreoffice").uninstall()

    assert there == [True, True, True]
    assert kept == ["Module1.xba"]  # LibreOffice's own, which is empty
    assert said == ["Removed SalesSheet.oxt from LibreOffice."]
    assert [one.mend for one in host("libreoffice").doctor()] == [
        "",
        "Run `salessheet addin install --host libreoffice`.",
    ]
    assert host("libreoffice").uninstall() == ["Nothing was installed."]
