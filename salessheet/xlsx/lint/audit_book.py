"""What an auditor asks about a workbook as a whole: how it calculates, its names, links and hidden sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from salessheet.xlsx.addresses import area
from salessheet.xlsx.formula_syntax import references_in, sheets_in
from salessheet.xlsx.lint.audit_charts import drawn_findings
from salessheet.xlsx.lint.audit_formulas import VOLATILE
from salessheet.xlsx.lint.audited_sheet import AuditedBook, AuditedSheet, BookReads
from salessheet.xlsx.lint.book import RELATIONSHIP_ID
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.references import functions_in
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
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CHART_FORMULA: Final = f"{_CHART}f"


def book_findings(book: AuditedBook, reads: BookReads) -> Iterator[Finding]:
    yield from _calculation(book)
    yield from _names(book)
    yield from _circular_names(book)
    yield from drawn_findings(book, reads)
    yield from _elsewhere(book)
    yield from _sources(book)
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
        if volatile := sorted(functions_in(f"={text}") & VOLATILE):
            yield found(Fault.VOLATILE, part, name, f"the name stands for {', '.join(volatile)}")
        if home is not None and is_index(home, len(tabs)) and (None, name.casefold()) in book.file.names:
            wrong = f"the workbook has this name, and so has the sheet {tabs[int(home)]!r}"
            yield found(Fault.SAME_NAME, part, name, wrong)


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


def _sources(book: AuditedBook) -> Iterator[Finding]:
    """Where the rows of pivot tables come from."""
    tabs, names = {name.casefold() for name in _tabs(book)}, {name for _, name in book.file.names}
    for _, part in book.package.related(book.package.workbook_part, "/pivotCacheDefinition").values():
        for one in book.package.tree(part).iterfind(f"{MAIN}cacheSource/{MAIN}worksheetSource"):
            sheet, name, ref = one.get("sheet"), one.get("name"), one.get("ref")
            is_gone = sheet is not None and sheet.casefold() not in tabs
            is_unknown = name is not None and name.casefold() not in names | set(book.file.tables)
            if one.get(RELATIONSHIP_ID) is None and (is_gone or is_unknown or (ref and area("", ref) is None)):
                said = " ".join(filter(None, (sheet, name, ref)))
                yield found(Fault.LOST_REFERENCE, part, said, "the rows of a pivot table come from what is not there")


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
    for sheet in book.sheets.values():
        tree = book.package.frame(sheet.part)
        for one in (one for child in tree if child.tag != f"{MAIN}sheetData" for one in child.iter(*_FORMULAS)):
            if _LOST in (one.text or ""):
                holder = one.getparent()
                block = None if holder is None else holder.getparent()
                where = next((each.get("sqref", "") for each in (holder, block) if each is not None), "")
                where = where or ("" if block is None else block.get("sqref", ""))
                yield found(
                    Fault.LOST_REFERENCE, sheet.part, where, f"a rule of these cells lost what it read: {one.text}"
                )
        for _, drawing in book.package.related(sheet.part, "/drawing").values():
            for _, chart in book.package.related(drawing, "/chart").values():
                for one in book.package.tree(chart).iter(_CHART_FORMULA):
                    if _LOST in (one.text or ""):
                        yield found(Fault.LOST_REFERENCE, chart, one.text or "", "the chart lost what it shows")


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
