"""The real loader in a real browser: functions and macros by an HTTP worker, and Pyodide itself without numpy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from playwright.sync_api import Browser

from docs.examples import parsed, sections
from salessheet import engine
from salessheet.core.values import Value
from salessheet.hosts import host
from salessheet.hosts.host import Wishes
from salessheet.hosts.told_book import Telling
from salessheet.live.macro import MACROS
from salessheet.udfs import HELP
from salessheet.workbook.labels import Words
from tests.hosts.office.browser import Pane
from tests.hosts.office.conftest import as_excel_hands_over, distribution, rounded
from tests.hosts.office.serving import served
from tests.hosts.office.telling import shown as as_told
from tests.hosts.office.telling import telling
from tests.hosts.questions import ERRORS, Question, questions, shown
from tests.macros.conftest import Built
from tests.macros.fake_book import Cell, FakeBook
from tests.macros.test_importing import HEADING
from tests.macros.test_periods import month_before
from tests.macros.test_periods import shown as month_shown

WORKER = Path(__file__).with_name("worker.js").read_bytes()


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("addin")
    pyodide = distribution(folder / "pyodide")
    (made,) = host("office").build(Wishes(folder / "out", "en", pyodide, "https://intranet.company/salessheet"))
    return made


@pytest.fixture(scope="module")
def pane(browser: Browser, addin: Path) -> Iterator[Pane]:
    """By an HTTP worker."""
    with served(addin, {"worker.js": WORKER}) as company, browser.new_page() as page:
        yield Pane(page, company)


def test_every_example_of_every_function_is_answered_in_excel(pane: Pane) -> None:
    pane.state("Functions and macros are ready")
    wrong = []
    for example in (example for section in sections() for example in section.examples):
        arguments = map(as_excel_hands_over, parsed(example.formula.partition("(")[2].removesuffix(")")))
        found = pane.call(example.function, list(arguments))
        if rounded(found) != rounded(as_excel_hands_over(example.expected())):
            wrong.append((example.formula, found))
    assert wrong == []
    assert pane.strange == []


def handed_over(cell: Value) -> Value:
    """As Excel hands over what stands in a cell: a blank as an empty text, an error as what it is."""
    if cell is None:
        return ""
    return {"type": "Error", "code": cell} if isinstance(cell, str) and cell in ERRORS else cell


def is_told(question: Question) -> bool:
    """Not where a blank cell stands for a region: Excel hands over an empty text, which is one."""
    every = zip(HELP[question.function].arguments, question.given, strict=True)
    return not any(rows == [[None]] and about.name == "region" for about, rows in every)


def test_every_question_is_answered_as_python_does(pane: Pane) -> None:
    asked = [one for one in questions(seed=2026) if is_told(one)]
    given = [[rows and [[handed_over(cell) for cell in row] for row in rows] for rows in one.given] for one in asked]

    found = pane.calls([(one.function, arguments) for one, arguments in zip(asked, given, strict=True)])

    assert {str(one): rows for one, rows in zip(asked, found, strict=True) if shown(rows) != one.answer()} == {}


@pytest.mark.parametrize(
    ("name", "arguments", "found"),
    [
        ("SS_ATTAINMENT", [[[90], [45]], [[100]]], [[0.9], [0.45]]),
        ("SS_NPS", [[[11]]], [["#NUM!"]]),
        ("SS_ATTAINMENT", [[[{"type": "Error", "code": "#N/A"}], [50]], [[100]]], [["#N/A"], [0.5]]),
        ("SS_ATTAINMENT", [[["many"]], [[100]]], [["#VALUE!"]]),
        ("SS_ATTAINMENT", [[[""]], [[100]]], [[""]]),
        ("SS_GAP", [[[{"type": "Error", "code": "#SPILL!"}], [50]], [[100]]], [["#VALUE!"], [-50]]),
        ("SS_GAP", [[[{"type": "FormattedNumber", "basicValue": 90, "numberFormat": "0"}]], [[100]]], [[-10]]),
        ("SS_BOTTLENECK", [[["constructor"]], [[0.5]]], [["constructor"]]),
    ],
    ids=["array", "error", "error among others", "text", "blank", "newer error", "formatted", "word of JavaScript"],
)
def test_arrays_blanks_and_errors_are_excels_own(
    pane: Pane, name: str, arguments: list[object], found: list[list[object]]
) -> None:
    assert pane.call(name, arguments) == found


def test_every_macro_has_a_button_with_its_form(pane: Pane) -> None:
    shown = {
        form.get_attribute("id"): [field.get_attribute("name") for field in form.locator("input, select").all()]
        for form in pane.page.locator("form").all()
    }
    assert shown == {
        key: [field.key for field in macro.fields] + ["sure"] * macro.is_final for key, macro in MACROS.items()
    }


def test_a_press_brings_the_workbook_up_to_date_and_says_so(pane: Pane, built: Built) -> None:
    book = built()
    told = telling(book)
    pane.open(told)
    right = pane.cells()
    spoilt = {book.cell("Results_won"): 1.0, book.cell("Pay_net"): 2.0}
    book.values.update(spoilt)
    pane.open(telling(book))

    said = pane.press("refresh")

    assert "Brought up to date" in said
    found = {cell: value for cell, value in pane.cells().items() if cell[0] != "Macro log"}
    assert found.keys() == right.keys()
    assert all(found[cell] == pytest.approx(right[cell]) for cell in right if found[cell] != right[cell])
    assert pane.cells()["Macro log", 2, 2] == "Refresh"


def test_formulas_go_live_and_freeze_only_when_that_is_meant(pane: Pane, built: Built) -> None:
    book = built()
    own = (book.sheet_names[0], 400, 3)
    book.enter(own, "=IF(Use_Python,SS_ATTAINMENT(90,100),90/100)")
    pane.open(telling(book))

    assert "Formulas entered again: 1" in pane.press("go_live")
    assert pane.cells()[book.cell("Use_Python")] is True
    pane.page.locator("form#freeze button").click()
    assert pane.page.locator("form#freeze :invalid").get_attribute("name") == "sure"
    assert "Formulas replaced: 1" in pane.press("freeze", to="plain", sure="yes")
    assert pane.cells()[own] == "=90/100"


def test_a_file_is_read_and_a_refusal_shown(pane: Pane, built: Built, tmp_path: Path) -> None:
    book = built()
    pane.open(telling(book))
    file = tmp_path / "orders.csv"
    file.write_text(f"{HEADING}\nN-1,nobody,2026-03-02,1000\n", encoding="gb18030")
    before = pane.cells()

    assert "nobody" in pane.press("import_csv", table="orders", file=str(file))
    assert pane.cells() == before


def test_a_sheet_that_lets_nobody_write_is_said(pane: Pane, built: Built) -> None:
    book = built()
    cell = book.cell("Pay_net")
    book.values[cell] = 2.0
    pane.open(telling(book))
    before = pane.cells()
    pane.page.evaluate("(sheet) => { REFUSED = sheet; }", cell[0])

    said = pane.press("refresh")
    pane.page.evaluate("REFUSED = ''")

    assert "AccessDenied" in said
    assert "nothing was changed" in said
    assert pane.cells() == before


def test_what_was_written_before_a_sheet_refused_is_put_back(pane: Pane, built: Built) -> None:
    """The month is written first, the log of the run at last, on a sheet that is new."""
    book = built("native")
    pane.open(telling(book))
    before = pane.cells()
    pane.page.evaluate("(sheet) => { REFUSED = sheet; }", "Macro log")

    said = pane.press("new_period", month=month_before(month_shown(book)))
    pane.page.evaluate("REFUSED = ''")

    assert "nothing was changed" in said
    assert pane.cells() == before
    assert "Macro log" not in pane.page.evaluate("WORKBOOK.sheets.map((one) => one.name)")


OPTIONS = {"allowAutoFilter": True, "allowFormatCells": True, "selectionMode": "Normal"}


def protections(pane: Pane) -> dict[str, object]:
    told: list[tuple[str, object]] = pane.page.evaluate("WORKBOOK.sheets.map((one) => [one.name, one.protection])")
    return {name: found for name, found in told if found}


def with_locks(book: FakeBook, **protection: object) -> Telling:
    """Every sheet is protected, and every cell is locked but the month."""
    told, (month, row, column) = telling(book), book.cell("Settings_month")
    for sheet in told["sheets"]:
        sheet["protection"] = {"options": OPTIONS, **protection}
        sheet["unlocked"] = [f"{row - 1},{column - 1}"] if sheet["name"] == month else []
    return told


def test_sheets_that_are_protected_are_opened_and_protected_again_as_they_were(pane: Pane, built: Built) -> None:
    book = built("values")
    book.values[book.cell("Pay_net")] = 2.0
    pane.open(with_locks(book))
    before = protections(pane)

    said = pane.press("refresh")

    assert "Brought up to date" in said
    assert pane.cells()[book.cell("Pay_net")] != 2.0
    assert protections(pane) == before


def test_where_the_structure_is_protected_all_is_done_but_the_log(pane: Pane, built: Built) -> None:
    book = built("values")
    book.values[book.cell("Pay_net")] = 2.0
    book.is_locked = True
    pane.open(telling(book))

    said = pane.press("refresh")

    assert "Brought up to date" in said
    assert "is not logged" in said
    assert pane.cells()[book.cell("Pay_net")] != 2.0
    assert "Macro log" not in pane.page.evaluate("WORKBOOK.sheets.map((one) => one.name)")


def test_where_a_password_locks_a_cell_nothing_is_written(pane: Pane, built: Built) -> None:
    book = built("values")
    book.values[book.cell("Pay_net")] = 2.0
    pane.open(with_locks(book, password="secret"))
    before = pane.cells(), protections(pane)

    said = pane.press("refresh")

    assert "is protected by a password. Nothing was changed. Unprotect it" in said
    assert (pane.cells(), protections(pane)) == before


def test_a_cell_that_people_may_type_into_is_written_whatever_protects_the_sheet(pane: Pane, built: Built) -> None:
    book = built("native")
    month = month_before(month_shown(book))
    pane.open(with_locks(book, password="secret"))

    said = pane.press("new_period", month=month)

    assert "rows of data read" in said
    assert pane.cells()[book.cell("Settings_month")] != book.values[book.cell("Settings_month")]
    assert len(protections(pane)) == len(book.sheet_names)


SPOILT = ("ByMonth_target", "KpiBoard_score", "Results_won", "Pay_net", "FunnelFigures_win_rate")
COMPARED = ("settle_commission", "new_period", "freeze")
"""After these the workbooks are compared."""
FOUND_ALONE = ("check_book", "close_commission", "export_my_team")
"""These write no cell."""
LOG = Words.load("zh-CN").text("log.sheet")
CALL = "=IF(Use_Python,SS_ATTAINMENT(90,100),90/100)"


def presses(book: FakeBook) -> dict[str, dict[str, str]]:
    """Every macro → the fields of its form, in an order in which each finds something to do."""
    month = month_shown(book)
    return {
        "check_book": {}, "split_targets": {}, "score_kpis": {}, "rank_people": {}, "settle_commission": {},
        "refresh": {}, "import_csv": {"table": "订单"}, "new_period": {"month": month_before(month)},
        "close_commission": {"month": month_before(month)}, "go_live": {}, "freeze": {"to": "plain"},
        "export_my_team": {"to": "values"},
    }  # fmt: skip  # a table


def alike(one: object, other: object) -> bool:
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    return one == other or (numbers and one == pytest.approx(other))


def in_the_pane(pane: Pane) -> dict[Cell, object]:
    return {cell: value for cell, value in pane.cells().items() if cell[0] != LOG and value != '=""'}


def in_the_engine(opened: xw.Book) -> dict[Cell, object]:
    """What stands in the cells, as the pane's `cells` has it."""
    found = {}
    for sheet in opened.sheets:
        cells = sheet.range((1, 1), sheet.used_range.last_cell)
        values, formulas = cells.options(ndim=2, err_to_str=True).value, cells.formula
        for i, (row, texts) in enumerate(zip(values, formulas, strict=True), 1):
            for j, (value, text) in enumerate(zip(row, texts, strict=True), 1):
                found[sheet.name, i, j] = text if text.startswith("=") and text != '=""' else as_told(value)
    return {cell: value for cell, value in found.items() if value != ""}


def test_every_button_does_what_the_engine_on_openpyxl_does(
    pane: Pane, built: Built, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = built(lang="zh-CN")
    rep, own = book.column("Reps_rep_id")[0], (book.sheet_names[0], 400, 3)
    file = tmp_path / "订单.csv"
    text = f"{HEADING}\n单-1,{rep},2026-03-02,1000\n"
    file.write_text(text, encoding="utf-16")
    with engine.open_book(next(tmp_path_factory.getbasetemp().glob(f"macros*/{book.name}"))) as opened:
        for cell in map(book.cell, SPOILT):
            book.values[cell] = opened.sheets[cell[0]].range(cell[1:]).value = 1.5
        book.enter(own, CALL)
        opened.sheets[own[0]].range(own[1:]).formula = CALL
        pane.open(telling(book))
        before = in_the_pane(pane)
        for macro, fields in presses(book).items():
            form = {"sure": "yes"} if MACROS[macro].is_final else {"file": str(file)} if macro == "import_csv" else {}
            said = pane.press(macro, **fields, **form)
            here, found = in_the_pane(pane), macro in FOUND_ALONE
            assert (here == before) is found, (macro, said)
            before = here
            if macro == "export_my_team":
                assert "尚未保存" in said
                continue
            MACROS[macro].run(opened, **fields, **({"file": text} if macro == "import_csv" else {}))
            if macro in COMPARED:
                there = in_the_engine(opened)
                every = here.keys() | there.keys()
                assert not {cell for cell in every if not alike(here.get(cell), there.get(cell))}, macro
    assert presses(book).keys() == MACROS.keys()
