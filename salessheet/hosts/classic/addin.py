"""SalesSheet.xlam: a workbook that Excel opens unseen, with its macros, its ribbon and two sheets.

salessheet.conf   the settings of xlwings, and which versions it was built from
salessheet.help   what the function wizard shows
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from salessheet import bundled
from salessheet.errors import UserError
from salessheet.hosts.classic.cells import MODULES
from salessheet.hosts.classic.ribbon import ribbon
from salessheet.hosts.classic.vba import HELP_SHEET, NO_BOOK, PRESS, PROJECT, SETTINGS, modules
from salessheet.hosts.classic.vba_project import vba_project
from salessheet.udfs import help_in
from salessheet.workbook.labels import Words
from salessheet.xlsx.book_file import read
from salessheet.xlsx.package import Package, opened

_NAME: Final = "SalesSheetMacros"
"""Of the project of macros: no module and no function may have the same."""

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_THEME: Final = "xl/theme/theme1.xml"
_TYPES: Final = {
    "xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "xl/worksheets/sheet1.xml": f"{_EXCEL}.worksheet+xml",
    "xl/worksheets/sheet2.xml": f"{_EXCEL}.worksheet+xml",
    "xl/styles.xml": f"{_EXCEL}.styles+xml",
    "xl/sharedStrings.xml": f"{_EXCEL}.sharedStrings+xml",
    _THEME: "application/vnd.openxmlformats-officedocument.theme+xml",
    "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
}
_OF_FILE: Final = {
    f"{_OFFICE}/officeDocument": "xl/workbook.xml",
    "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility": "customUI/customUI14.xml",
}
_OF_BOOK: Final = (
    (f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
    (f"{_OFFICE}/worksheet", "worksheets/sheet2.xml"),
    (f"{_OFFICE}/styles", "styles.xml"),
    (f"{_OFFICE}/sharedStrings", "sharedStrings.xml"),
    (f"{_OFFICE}/theme", "theme/theme1.xml"),
    ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
)
_BOOK: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
    f'<sheets><sheet name="{SETTINGS}" sheetId="1" r:id="rId1"/><sheet name="{HELP_SHEET}" sheetId="2" r:id="rId2"/>'
    "</sheets></workbook>"
)
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True)
class Made:
    """What an add-in says of itself. `python`: the program that it starts, blank where it is the one on the path."""

    salessheet: str
    xlwings: str
    lang: str
    python: str = ""

    @staticmethod
    def now(lang: str, python: str = "") -> Made:
        return Made(version("salessheet"), version("xlwings"), Words.load(lang).lang, python)

    def rows(self) -> list[Sequence[str]]:
        """Of the sheet of settings, as xlwings reads it."""
        return [
            *([("INTERPRETER_WIN", self.python)] if self.python else []),
            ("PYTHONPATH", rf"%USERPROFILE%\.{PROJECT}"),  # left blank, it would be the current folder, whatever it is
            ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
            ("UDF MODULES", MODULES[self.lang]),
            ("USE UDF SERVER", "True"),
            (NO_BOOK, Words.load(self.lang).text("classic.no_book")),
            (_SALESSHEET, self.salessheet),
            (_XLWINGS, self.xlwings),
            (_LANG, self.lang),
        ]


_SALESSHEET, _XLWINGS, _LANG = "SALESSHEET VERSION", "XLWINGS VERSION", "LANGUAGE"


def addin(made: Made) -> Package:
    """The file. The same versions, language and Python give the same bytes."""
    words, strings = Words.load(made.lang), dict[str, int]()
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(_OF_FILE.items()),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _relations(_OF_BOOK),
        "xl/worksheets/sheet1.xml": _sheet("Sheet1", made.rows(), strings),
        "xl/worksheets/sheet2.xml": _sheet("Sheet2", _help(made.lang), strings),
        "xl/sharedStrings.xml": _strings(strings),
        "xl/styles.xml": _STYLES,
        "customUI/customUI14.xml": ribbon(words, PRESS),
    }
    parts = {name: (_HEAD + text).encode() for name, text in texts.items()}
    parts[_THEME] = opened(bundled.path(bundled.Kind.TEMPLATES, "SalesCenter.xlsx")).parts[_THEME]
    parts["xl/vbaProject.bin"] = vba_project(_NAME, modules(made.lang))
    return Package(Path(f"{PROJECT}.xlam"), parts)


def made_in(path: Path) -> Made | None:
    """What a file says of itself; None where it is nothing that was built here."""
    try:
        book = read(path)
    except UserError:
        return None
    cells = book.sheets[SETTINGS].values if SETTINGS in book.sheets else {}
    said = {str(value): str(cells.get((row, 2), "")) for (row, column), value in cells.items() if column == 1}
    if _SALESSHEET not in said:
        return None
    return Made(said[_SALESSHEET], said.get(_XLWINGS, ""), said.get(_LANG, ""), said.get("INTERPRETER_WIN", ""))


def _help(lang: str) -> list[Sequence[str | int]]:
    """Name, what it does, how many arguments, and about each of them."""
    return [
        (one.name, one.in_wizard, len(one.arguments), *(argument.doc for argument in one.arguments))
        for one in help_in(lang).values()
    ]


def _sheet(code_name: str, rows: Iterable[Sequence[str | int]], strings: dict[str, int]) -> str:
    """Texts go among the strings that sheets share."""
    lines = "".join(
        f'<row r="{i}">{"".join(_cell(value, strings) for value in row)}</row>' for i, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code_name}"/><sheetData>{lines}</sheetData></worksheet>'


def _cell(value: str | int, strings: dict[str, int]) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'


def _strings(strings: Iterable[str]) -> str:
    listed = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'<sst xmlns="{_MAIN}">{listed}</sst>'


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    listed = (f'<Relationship Id="rId{i}" Type="{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(targets, 1))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(listed)}</Relationships>'


def _content_types() -> str:
    listed: Mapping[str, str] = _TYPES
    parts = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in listed.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )
