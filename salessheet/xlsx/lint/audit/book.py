"""What an auditor asks about a workbook as a whole: how it calculates, its names, links and hidden sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import LAST_ROW, area, is_same, split_sheet
from salessheet.xlsx.formula_syntax import references_in, sheets_in
from salessheet.xlsx.lint.audit.audited_sheet import AuditedBook, AuditedSheet, BookReads, is_unknown
from salessheet.xlsx.lint.audit.charts import drawn_findings
from salessheet.xlsx.lint.audit.formulas import VOLATILE
from salessheet.xlsx.lint.audit.patterns import goes_on
from salessheet.xlsx.lint.audit.reach import reach_findings
from salessheet.xlsx.lint.book import RELATIONSHIP_ID
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.references import functions_in
from salessheet.xlsx.shared_strings import unescaped
from salessheet.xlsx.structure.sheet_rules import TRUE

_ON_DISK: Final = re.compile(r"file:|[A-Za-z]:[\\/]|\\\\", re.IGNORECASE)
_OTHER_BOOK: Final = re.compile(r"\[\d+\]")
_LOST: Final = "#REF!"
_IN_FORMULA: Final = re.compile(r'"#((?:[^"]|"")*!)[^"]*"')
_FORMULAS: Final = (
    f"{MAIN}formula",
    f"{MAIN}formula1",
    f"{MAIN}formula2",
    "{http://schemas.microsoft.com/office/excel/2006/main}f",
)
_CELLS: Final = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"
_OWN_BOOK: Final = "[0]!"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CHART_FORMULA: Final = f"{_CHART}f"


def book_findings(book: AuditedBook, reads: BookReads) -> Iterator[Finding]:
    yield from _calculation(book)
    yield from _names(book)
    yield from _circular_names(book)
    yield from drawn_findings(book, reads)
    yield from reach_findings(book, reads)
    yield from _elsewhere(book)
    yield from _sources(book, reads)
    yield from _links(book)
    yield from _rules_and_charts(book)
    yield from _selected(book)
    yield from _hidden_sheets(book, reads)


def _calculation(book: AuditedBook) -> Iterator[Finding]:
    part, settings = book.package.workbook_part, book.package.workbook.find(f"{MAIN}calcPr")
    if settings is None:
        return
    if settings.get("calcMode", "auto") == "manual":
        yield found(Fault.CALCULATION, part, "calcPr", "formulas are calculated only when somebody asks for it")
    if settings.get("iterate") in TRUE:
        yield found(Fault.CALCULATION, part, "calcPr", "formulas that read themselves are calculated again and again")
    if settings.get("fullPrecision") in {"0", "false"}:
        yield found(Fault.CALCULATION, part, "calcPr", "numbers are cut to what their format shows")


def _names(book: AuditedBook) -> Iterator[Finding]:
    part, tabs = book.package.workbook_part, list(_tabs(book))
    for one in book.package.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        name, text, home = one.get("name", ""), one.text or "", one.get("localSheetId")
        if _LOST in text:
            yield found(Fault.LOST_REFERENCE, part, name, f"what the name stood for was deleted: {text[:60]}")
        if _OTHER_BOOK.search(text):
            yield found(Fault.EXTERNAL, part, name, f"the name stands for another workbook's cells: {text[:60]}")
        tab = tabs[int(home)] if home is not None and is_index(home, len(tabs)) else ""
        if wrong := _nobodys(book, text, tab):
            yield found(Fault.UNKNOWN_NAME, part, name, wrong)
        if volatile := sorted(functions_in(f"={text}") & VOLATILE):
            yield found(Fault.VOLATILE, part, name, f"the name stands for {', '.join(volatile)}")
        if home is not None and is_index(home, len(tabs)) and (None, name.casefold()) in book.file.names:
            wrong = f"the workbook has this name, and so has the sheet {tabs[int(home)]!r}"
            yield found(Fault.SAME_NAME, part, name, wrong)


def _nobodys(book: AuditedBook, text: str, sheet: str) -> str:
    """A name that a formula reads, without `=`, and that nothing in the workbook is called; "" for none."""
    tabs = frozenset(name.casefold() for name in _tabs(book))
    names = (one for one in references_in(f"={text}") if area("", split_sheet(one)[1].replace("$", "")) is None)
    unknown = next((one for one in names if is_unknown(book.file, one, f"={text}", sheet, tabs)), None)
    return "" if unknown is None else f"it reads {unknown}, and nothing is called so: {text[:60]}"


def _circular_names(book: AuditedBook) -> Iterator[Finding]:
    """Names that stand for themselves, through others or not."""
    names = {name: {one.casefold() for one in references_in(f"={text}")} for (_, name), text in book.file.names.items()}
    for name, read in names.items():
        met, ahead = set[str](), list(read)
        while ahead:
            one = ahead.pop()
            if one in names and one not in met:
                met.add(one)
                ahead += names[one]
        if name in met:
            yield found(Fault.CIRCLE, book.package.workbook_part, name, "the name stands for itself")


def _elsewhere(book: AuditedBook) -> Iterator[Finding]:
    for kind, part in book.package.related(book.package.workbook_part).values():
        if "/externalLinks/" in f"/{part}":
            yield found(Fault.EXTERNAL, part, "", "values come from another workbook")
        if kind.endswith("/connections"):
            yield found(Fault.EXTERNAL, part, "", "values come through a connection to other data")


def _sources(book: AuditedBook, reads: BookReads) -> Iterator[Finding]:
    """Where the rows of pivot tables come from: whether that is there, is all of it, and has the columns."""
    tabs, names = {name.casefold() for name in _tabs(book)}, {name for _, name in book.file.names}
    for _, part in book.package.related(book.package.workbook_part, "/pivotCacheDefinition").values():
        cache = book.package.tree(part)
        for one in cache.iterfind(f"{MAIN}cacheSource/{MAIN}worksheetSource"):
            sheet, name, ref = one.get("sheet"), one.get("name"), one.get("ref")
            said = " ".join(filter(None, (sheet, name, ref)))
            is_gone = sheet is not None and sheet.casefold() not in tabs
            is_nobodys = name is not None and name.casefold() not in names | set(book.file.tables)
            if one.get(RELATIONSHIP_ID) is not None:
                continue
            if is_gone or is_nobodys or (ref and area("", ref) is None):
                yield found(Fault.LOST_REFERENCE, part, said, "the rows of a pivot table come from what is not there")
            elif (wrong := _wrong_with_rows(book, reads, cache, sheet, ref)) is not None:
                yield found(wrong[0], part, said, wrong[1])


def _wrong_with_rows(
    book: AuditedBook, reads: BookReads, cache: etree._Element, sheet: str | None, ref: str | None
) -> tuple[Fault, str] | None:
    """What is wrong with cells, headings and rows, of which a pivot table is."""
    cells = next((one for name, one in book.sheets.items() if is_same(name, sheet or "")), None)
    place = area("", ref or "")
    if cells is None or place is None or place.height == LAST_ROW:
        return None
    auditor = AuditedSheet(book, cells, reads.of(cells.name))
    headings = {str(auditor.value((place.top, column))).casefold() for column in range(place.left, place.right + 1)}
    fields = [one for one in cache.iterfind(f"{MAIN}cacheFields/{MAIN}cacheField") if one.get("databaseField") != "0"]
    for one in fields:
        name = unescaped(one.get("name", ""))
        if isinstance(auditor.value((place.top, place.left)), str) and name.casefold() not in headings:
            return Fault.LOST_REFERENCE, f"a pivot table shows its column {name!r}, and no heading is called so"
    if goes_on(auditor, place):
        return Fault.SHORT_RANGE, f"the rows of a pivot table end with row {place.bottom}, and another follows"
    return None


def _links(book: AuditedBook) -> Iterator[Finding]:
    names = {name.casefold() for name in _tabs(book)}
    for sheet in book.sheets.values():
        tree, outside = book.package.frame(sheet.part), book.package.external(sheet.part)
        for one in tree.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink"):
            target, place = outside.get(one.get(RELATIONSHIP_ID, ""), ""), one.get("location", "")
            if target.startswith("#"):  # so do some programs write a place of the workbook
                target, place = "", target[1:]
            if _ON_DISK.match(target):
                yield found(Fault.EXTERNAL, sheet.part, one.get("ref", ""), f"it leads to a file: {target[:60]}")
            if place.endswith("!") and not target:
                yield found(Fault.BROKEN_LINK, sheet.part, one.get("ref", ""), f"{place!r} is no place of a sheet")
            for tab in sorted(sheets_in(f"={place}")) if not target else ():
                if tab.casefold() not in names:
                    yield found(Fault.BROKEN_LINK, sheet.part, one.get("ref", ""), f"there is no sheet {tab!r}")


def _rules_and_charts(book: AuditedBook) -> Iterator[Finding]:
    """Rules of cells and charts that lost what they read, or read names that nobody defined."""
    for sheet in book.sheets.values():
        tree = book.package.frame(sheet.part)
        for one in (one for child in tree if child.tag != f"{MAIN}sheetData" for one in child.iter(*_FORMULAS)):
            text = one.text or ""
            if _LOST in text:
                wrong = f"a rule of these cells lost what it read: {text}"
                yield found(Fault.LOST_REFERENCE, sheet.part, _cells_of(one), wrong)
            elif wrong := _nobodys(book, text, sheet.name):
                yield found(Fault.UNKNOWN_NAME, sheet.part, _cells_of(one), wrong)
    for chart in book.package.of_kind("/chart"):
        for one in book.package.tree(chart).iter(_CHART_FORMULA):
            if _LOST in (one.text or ""):
                yield found(Fault.LOST_REFERENCE, chart, one.text or "", "the chart lost what it shows")
            elif wrong := _nobodys(book, (one.text or "").removeprefix(_OWN_BOOK), ""):
                yield found(Fault.UNKNOWN_NAME, chart, one.text or "", wrong)


def _cells_of(formula: etree._Element) -> str:
    """The cells of the rule that a formula is of."""
    holder = formula.getparent()
    block = None if holder is None else holder.getparent()
    said = (one.get("sqref", "") or one.findtext(_CELLS) or "" for one in (holder, block) if one is not None)
    return next(filter(None, said), "")


def _selected(book: AuditedBook) -> Iterator[Finding]:
    selected = [
        sheet.name
        for sheet in book.sheets.values()
        for view in book.package.frame(sheet.part).iterfind(f"{MAIN}sheetViews/{MAIN}sheetView")
        if view.get("tabSelected") in TRUE
    ]
    if len(set(selected)) > 1:
        names = ", ".join(dict.fromkeys(selected))
        yield found(Fault.SELECTED_SHEETS, book.package.workbook_part, "", f"several sheets are selected: {names}")


def _hidden_sheets(book: AuditedBook, reads: BookReads) -> Iterator[Finding]:
    """Those with typed numbers that formulas of other sheets read, to which no link leads."""
    linked = _linked(book) | _chosen_from(book)
    for name, state in _tabs(book).items():
        sheet = book.sheets.get(name)
        if sheet is None or state == "visible" or name.casefold() in linked:
            continue
        auditor = AuditedSheet(book, sheet, reads.of(name))
        read = auditor.read.elsewhere
        typed = next((place for place in sheet.typed_numbers() if any(one.has(*place) for one in read)), None)
        if typed is not None:
            yield auditor.finding(
                Fault.HIDDEN_SHEET, typed, f"formulas read numbers of the sheet {name!r}, which is {state}"
            )


def _linked(book: AuditedBook) -> frozenset[str]:
    """The sheets, folded, that links lead to."""
    found_: set[str] = set()
    for sheet in book.sheets.values():
        for one in book.package.frame(sheet.part).iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink"):
            found_ |= sheets_in(f"={one.get('location', '')}")
        for form in {run.pattern.form for run in sheet.runs if "HYPERLINK(" in run.pattern.form}:
            found_ |= {tab for place in _IN_FORMULA.findall(form) for tab in sheets_in(f"={place}A1")}
    return frozenset(name.casefold() for name in found_)


def _chosen_from(book: AuditedBook) -> frozenset[str]:
    """The sheets, folded, whose lists people choose from in other cells: by custom they are hidden."""
    found_: set[str] = set()
    for sheet in book.sheets.values():
        for one in book.package.frame(sheet.part).iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
            text = one.findtext(f".//{MAIN}formula1") or ""
            names = book.file.names
            meant = names.get((sheet.name, text.casefold()), names.get((None, text.casefold()), text))
            found_ |= sheets_in(f"={meant}")
    return frozenset(name.casefold() for name in found_)


def _tabs(book: AuditedBook) -> dict[str, str]:
    """Name → whether it is visible."""
    tabs = book.package.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")
    return {one.get("name", ""): one.get("state", "visible") for one in tabs}
