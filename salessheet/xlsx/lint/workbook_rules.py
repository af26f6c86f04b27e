"""Rules of the workbook: sheets, defined names, the list of what to calculate, caches of pivot tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import area
from salessheet.xlsx.lint.book import RELATIONSHIP_ID, LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.link_rules import link_findings
from salessheet.xlsx.lint.name_rules import name_findings
from salessheet.xlsx.lint.numbers import is_between, is_index
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.sheet_names import fault_in_sheet_name

_ONE_OF: Final = ("styles", "sharedStrings", "calcChain", "theme", "sheetMetadata", "connections")
_MOST_FILLED: Final = 100_000  # cells of one array formula that are looked at one by one
_LAST_ID: Final = 65_534
_FUTURE: Final = frozenset({"XLDAPR", "XLRICHVALUE"})
_KINDS: Final = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")


def workbook_findings(book: LintedBook) -> Iterator[Finding]:
    root, part = book.workbook, book.workbook_part
    if root is None:
        return
    yield from _sheets(book, root, part)
    for _, sheet in book.sheets():
        if sheet in book.parts and book.is_strict(sheet) != book.is_strict(part):
            yield found(Fault.XML, sheet, "", "this sheet or the workbook is written in Strict Open XML, the other not")
    yield from name_findings(book, root, part)
    yield from _calc_chain(book, root)
    for kind in _ONE_OF:
        if sum(one.type.endswith(f"/{kind}") for one in book.relations(part)) > 1:
            yield found(Fault.RELATIONSHIP, part, kind, "the workbook leads to two such parts")
    yield from _metadata(book)
    yield from _connections(book)
    for link in book.related(part, "/externalLink").values():
        yield from link_findings(book, link)
    kinds = {one.id: one.type.rpartition("/")[2] for one in book.relations(part)}
    for path, kind, fault in (
        ("pivotCaches/pivotCache", "pivotCacheDefinition", Fault.PIVOT),
        ("externalReferences/externalReference", "externalLink", Fault.RELATIONSHIP),
    ):
        for one in root.iterfind("/".join(f"{MAIN}{step}" for step in path.split("/"))):
            if kinds.get(one.get(RELATIONSHIP_ID, "")) != kind:
                yield found(fault, part, one.get(RELATIONSHIP_ID, ""), "there is no such relationship of the workbook")


def _metadata(book: LintedBook) -> Iterator[Finding]:
    """What cells point at by its number points at a kind, and at one of what there is of it."""
    for part in book.related(book.workbook_part, "/sheetMetadata").values():
        root = book.tree(part)
        if root is None:
            continue
        kinds = [one.get("name", "") for one in root.iterfind(f"{MAIN}metadataTypes/{MAIN}metadataType")]
        counts = {one.get("name"): len(one.findall(f"{MAIN}bk")) for one in root.iterfind(f"{MAIN}futureMetadata")}
        for one in root.iterfind(f"*/{MAIN}bk/{MAIN}rc"):
            kind, value = one.get("t", ""), one.get("v", "")
            if not is_between(kind, 1, len(kinds)):
                yield found(Fault.METADATA, part, f"rc {kind}", f"there is no kind {kind} of metadata, counted from 1")
            elif not is_index(value, counts.get(kinds[int(kind) - 1], 2**31)):
                yield found(Fault.METADATA, part, f"rc {kind}", f"there is no {value} of this kind, counted from 0")
            elif kinds[int(kind) - 1] in _FUTURE and kinds[int(kind) - 1] not in counts:
                yield found(Fault.METADATA, part, f"rc {kind}", f"nothing is said of {kinds[int(kind) - 1]}")


def _connections(book: LintedBook) -> Iterator[Finding]:
    for part in book.related(book.workbook_part, "/connections").values():
        root = book.tree(part)
        ids = Counter(one.get("id") for one in (() if root is None else root.iterfind(f"{MAIN}connection")))
        for number, times in ids.items():
            if times > 1 or number is None:
                yield found(Fault.ATTRIBUTE, part, "connection", f"two connections have the id {number}, or one none")


def _sheets(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    sheets = root.findall(f"{MAIN}sheets/{MAIN}sheet")
    if not any(one.get("state", "visible") == "visible" for one in sheets):
        yield found(Fault.SHEETS, part, "", "no sheet of the workbook is visible")
    for view in root.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if not view.get(attribute, "0").isdecimal() or int(view.get(attribute, "0")) >= max(len(sheets), 1):
                yield found(Fault.VIEW, part, attribute, f"there is no sheet {view.get(attribute)}, counted from 0")
        active = view.get("activeTab", "0")
        if is_index(active, len(sheets)) and sheets[int(active)].get("state", "visible") in {"hidden", "veryHidden"}:
            yield found(Fault.VIEW, part, "activeTab", f"the sheet that is active, {active}, is hidden")
    yield from _each_sheet(book, sheets, part)
    yield from _unlisted(book, root, part)


def _each_sheet(book: LintedBook, sheets: list[etree._Element], part: str) -> Iterator[Finding]:
    kinds = {one.id: one.type.rpartition("/")[2] for one in book.relations(part)}
    names = Counter(one.get("name", "").casefold() for one in sheets)
    ids = Counter(one.get("sheetId", "") for one in sheets)
    homes = Counter(one.get(RELATIONSHIP_ID, "") for one in sheets)
    for one in sheets:
        name, identity, home = one.get("name", ""), one.get("sheetId", ""), one.get(RELATIONSHIP_ID, "")
        if why := fault_in_sheet_name(name):
            yield found(Fault.SHEET_NAME, part, name, f"Excel would not take this name of a sheet: {why}")
        if names[name.casefold()] > 1:
            yield found(Fault.SHEET_NAME, part, name, "two sheets have this name")
        if ids[identity] > 1 or not identity.isdecimal() or not 1 <= int(identity) <= _LAST_ID:
            yield found(Fault.SHEETS, part, name, f"its sheetId {identity!r} is not one of its own")
        if home and (homes[home] > 1 or kinds.get(home) not in _KINDS):
            yield found(Fault.SHEETS, part, name, f"its relationship {home!r} leads to no sheet of its own")
        if one.get("state", "visible") not in {"visible", "hidden", "veryHidden"}:
            yield found(Fault.SHEETS, part, name, f"its state {one.get('state')!r} is unknown")


def _unlisted(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    """Sheets that the file has and the workbook does not show."""
    listed = {one.get(RELATIONSHIP_ID) for one in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")}
    for identity, sheet in book.related(part, "/worksheet").items():
        if identity not in listed:
            yield found(Fault.SHEETS, part, identity, f"{sheet} is none of the sheets that the workbook lists")


def _calc_chain(book: LintedBook, root: etree._Element) -> Iterator[Finding]:
    """Every cell it lists must hold a formula: Excel repairs a workbook whose list is longer."""
    part = next(iter(book.related(book.workbook_part, "/calcChain").values()), "")
    chain = book.tree(part) if part else None
    if chain is None:
        return
    homes = book.related(book.workbook_part, "/worksheet")
    by_id = {
        one.get("sheetId"): homes.get(one.get(RELATIONSHIP_ID, ""), "")
        for one in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")
    }
    formulas: dict[str, set[str]] = {}
    sheet = ""
    if chain.find(f"{MAIN}c") is None:
        yield found(Fault.CALC_CHAIN, part, "", "it lists nothing")
    for cell in chain.iter(f"{MAIN}c"):
        sheet = by_id.get(cell.get("i"), "") if cell.get("i") is not None else sheet
        if sheet not in formulas:
            formulas[sheet] = _cells_with_formulas(book.rows(sheet))
        if cell.get("r", "") not in formulas[sheet]:
            yield found(
                Fault.CALC_CHAIN, part, cell.get("r", ""), f"it lists a cell without a formula ({sheet or 'no sheet'})"
            )


def _cells_with_formulas(rows: Iterable[etree._Element]) -> set[str]:
    """The cells that hold formulas, and those that array formulas fill."""
    found_: set[str] = set()
    for cell in (cell for row in rows for cell in row.iterfind(f"{MAIN}c")):
        formula = cell.find(f"{MAIN}f")
        if formula is None:
            continue
        found_.add(cell.get("r", ""))
        filled = area("", formula.get("ref", "")) if formula.get("t") == "array" else None
        if filled is not None and filled.size <= _MOST_FILLED:
            found_ |= {one.address for one in filled.cells()}
    return found_
