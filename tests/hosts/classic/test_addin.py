"""SalesSheet.xlam as it was built here, read back by oletools and by a validator of others."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openxml_audit import OpenXmlValidator

from salessheet.hosts import host
from salessheet.hosts.classic.addin import Made, addin, made_in
from salessheet.hosts.classic.cells import MODULES
from salessheet.hosts.classic.vba import HELP_SHEET, SETTINGS, modules
from salessheet.hosts.host import Wishes
from salessheet.macros import MACROS
from salessheet.udfs import HELP, help_in
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.xlsx.book_file import read
from salessheet.xlsx.package import opened
from tests.hosts.classic.macros_in import macros, stream

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
_SIGNATURE = re.compile(r"^Function (SS_\w+)\((.*)\)$", re.MULTILINE)


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def built(lang: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = host("classic").build(Wishes(tmp_path_factory.mktemp("classic"), lang))
    return path


@pytest.fixture(scope="module")
def texts(built: Path) -> dict[str, str]:
    return macros(built)


def table(path: Path, sheet: str) -> list[list[object]]:
    cells = read(path).sheets[sheet]
    rows, columns = cells.extent
    return [[cells.values.get((i, j)) for j in range(1, columns + 1)] for i in range(1, rows + 1)]


def test_oletools_finds_every_module_as_it_was_written(texts: dict[str, str], lang: str) -> None:
    written = {one.name: one.text.replace("\r\n", "\n") for one in modules(lang)}

    assert set(texts) == set(written)
    assert [name for name, text in written.items() if not texts[name].endswith(text)] == []


def test_each_cell_function_has_a_wrapper_with_its_arguments(texts: dict[str, str]) -> None:
    wanted = {
        about.name: ", ".join(f"{'Optional ' if one.optional else ''}{one.name}" for one in about.arguments)
        for about in HELP.values()
    }

    assert dict(_SIGNATURE.findall(texts["xlwings_udfs"])) == wanted


def test_a_wrapper_calls_a_function_that_is_there(texts: dict[str, str], lang: str) -> None:
    called = set(re.findall(r'XLPy\.CallUDF\("([\w.]+)", "(\w+)"', texts["xlwings_udfs"]))

    assert {module for module, _ in called} == {MODULES[lang]}
    assert all(callable(getattr(import_module(module), name)) for module, name in called)


def test_excel_could_read_the_modules_whatever_its_language(texts: dict[str, str]) -> None:
    lines = [line for text in texts.values() for line in text.splitlines()]

    assert all(line.isascii() and len(line) < 1023 for line in lines)
    names = {*texts, "SalesSheetMacros"}
    procedures = set(re.findall(r"(?:Function|Sub) (\w+)", "\n".join(lines)))
    assert not {name.casefold() for name in names} & {name.casefold() for name in procedures - {"xlwings"}}


def test_the_ribbon_has_a_button_for_each_macro_in_its_words(built: Path, texts: dict[str, str], lang: str) -> None:
    words = Words.load(lang)
    root = ET.fromstring(opened(built).parts["customUI/customUI14.xml"])
    tab, buttons = next(root.iter(f"{UI}tab")), list(root.iter(f"{UI}button"))

    assert tab.get("label") == "SalesSheet"
    assert [(one.get("id"), one.get("label"), one.get("supertip")) for one in buttons] == [
        (macro.key, macro.title(words), macro.tip(words)) for macro in MACROS.values()
    ]
    assert all(one.get("screentip") and one.get("imageMso") for one in buttons)
    assert {one.get("onAction") for one in buttons} == {"Buttons.Press"}
    assert "\nPublic Sub Press(control As IRibbonControl)\n" in texts["Buttons"]
    assert f"press('\" & control.ID & \"', '{lang}')" in texts["Buttons"]


def test_sheets_and_workbook_have_the_names_that_their_modules_have(built: Path) -> None:
    package = opened(built)
    namespace = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    sheets = [ET.fromstring(package.parts[part]) for part in package.sheet_parts().values()]
    named = [sheet.find("m:sheetPr", namespace) for sheet in sheets]
    project = stream(package.parts["xl/vbaProject.bin"], "PROJECT").decode()

    assert [one.get("codeName") for one in named if one is not None] == ["Sheet1", "Sheet2"]
    assert re.findall(r"Document=(\w+)/", project) == ["ThisWorkbook", "Sheet1", "Sheet2"]


def test_another_validator_finds_nothing(built: Path) -> None:
    found = OpenXmlValidator().validate(str(built))

    assert [str(error) for error in found.errors] == []


def test_the_settings_name_the_functions_and_no_folder_of_a_workbook(built: Path, lang: str) -> None:
    settings = {str(row[0]): row[1] for row in table(built, SETTINGS)}

    assert settings["UDF MODULES"] == MODULES[lang]
    assert settings["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"
    assert settings["PYTHONPATH"]
    assert "INTERPRETER_WIN" not in settings


def test_neither_a_workbook_nor_a_file_beside_it_says_what_is_started(texts: dict[str, str]) -> None:
    settings = texts["xlwings"].partition("Function GetConfig(")[2].partition("End Function")[0]

    assert "SheetExists(ActiveWorkbook" not in settings
    assert 'source = "directory"' not in settings
    assert texts["xlwings"].count(" -B -P -c ") == 2


def test_the_wizard_is_told_of_every_argument_in_its_language(built: Path, lang: str) -> None:
    rows = [[cell for cell in row if cell is not None] for row in table(built, HELP_SHEET)]

    assert rows == [
        [about.name, about.in_wizard, len(about.arguments), *(one.doc for one in about.arguments)]
        for about in help_in(lang).values()
    ]
    assert all(about.arguments for about in HELP.values())


def test_the_same_versions_give_the_same_bytes(built: Path, tmp_path: Path, lang: str) -> None:
    addin(Made.now(lang)).write(tmp_path / "again.xlam")

    assert (tmp_path / "again.xlam").read_bytes() == built.read_bytes()


def test_it_says_of_itself_what_it_was_built_from(tmp_path: Path) -> None:
    made = Made.now("zh-CN", r"C:\Users\张三\python.exe")
    addin(made).write(tmp_path / "own.xlam")

    assert made_in(tmp_path / "own.xlam") == made


def test_it_is_built_without_a_licence_key_and_leaves_no_stand_in_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XLWINGS_LICENSE_KEY", raising=False)
    before = set(sys.modules)

    addin(Made.now("en"))

    assert not [name for name in sys.modules.keys() - before if name.startswith("xlwings.pro")]
    assert not {"pythoncom", "pywintypes", "win32com", "xlwings.udfs"} & sys.modules.keys()


def test_the_key_is_asked_for_only_where_xlwings_finds_code_that_it_sells(texts: dict[str, str]) -> None:
    ours = [text for name, text in texts.items() if name != "xlwings"]

    assert not [text for text in ours if "LICENSE" in text.upper()]
    asking = texts["xlwings"].partition("' PythonCommand with embedded code")[2].partition("' Call Python")[0]
    assert asking.strip().startswith("If uses_embedded_code = True Then")
