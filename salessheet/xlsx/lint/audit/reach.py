"""Names of ranges, and lists to choose from, that end before what stands in their column does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from salessheet.xlsx.addresses import Area, CellRef, Place, area, split_sheet
from salessheet.xlsx.lint.audit.audited_sheet import AuditedBook, AuditedSheet, BookReads
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.package import MAIN

_FEWEST: Final = 3
_OWN: Final = "_xlnm."


def reach_findings(book: AuditedBook, reads: BookReads) -> Iterator[Finding]:
    """Of the whole workbook. What another name or list takes up is no part of the one before."""
    auditors = {name.casefold(): AuditedSheet(book, cells, reads.of(name)) for name, cells in book.sheets.items()}
    names = {name: _place(text, "") for (_, name), text in book.file.names.items() if not name.startswith(_OWN)}
    spelt = [one.get("name", "") for one in book.package.workbook.iter(f"{MAIN}definedName")]
    chosen = list(_chosen(book, names))
    taken = {
        (one.sheet, one.top, one.left) for one in [*names.values(), *(one for *_, one in chosen)] if one is not None
    }
    for name in spelt:
        one = names.get(name.casefold())
        sheet = None if one is None else auditors.get(one.sheet)
        if one is not None and sheet is not None and (after := _following(sheet, one)) is not None:
            is_read = any(read[1:] == one[1:] for read in sheet.read.ranges)
            if is_read and (one.sheet, *after) not in taken and sheet.is_number(after):
                wrong = f"it stands for {one.address}, and {CellRef('', *after).address} goes on with a number"
                yield found(Fault.SHORT_RANGE, book.package.workbook_part, name, wrong)
    for part, cells, one in chosen:
        sheet = auditors.get(one.sheet)
        after = None if sheet is None else _following(sheet, one)
        if sheet is not None and after is not None and (one.sheet, *after) not in taken:
            wrong = (
                f"one chooses from {one.address}, and {CellRef('', *after).address} goes on with {sheet.value(after)!r}"
            )
            yield found(Fault.SHORT_RANGE, part, cells, wrong)


def _place(text: str, home: str) -> Area | None:
    """The cells that a name or a list stands for, where it is one range; its sheet is folded."""
    tab, address = split_sheet(text)
    return area((tab or home).casefold(), address.replace("$", ""))


def _chosen(book: AuditedBook, names: Mapping[str, Area | None]) -> Iterator[tuple[str, str, Area]]:
    """The lists that people choose from: part and cells of the rule, and the cells of the list."""
    for sheet in book.sheets.values():
        for one in book.package.frame(sheet.part).iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"):
            text = one.findtext(f"{MAIN}formula1") or ""
            place = _place(text, sheet.name) if text.casefold() not in names else None
            if one.get("type") == "list" and place is not None:
                yield sheet.part, one.get("sqref", ""), place


def _following(sheet: AuditedSheet, one: Area) -> Place | None:
    """The cell below a column of typed values of one kind, under a heading, if it has such a value as well."""
    if one.left != one.right or one.height < _FEWEST or not isinstance(sheet.value((one.top - 1, one.left)), str):
        return None
    after = (one.bottom + 1, one.left)
    last = [(row, one.left) for row in range(one.bottom - _FEWEST + 1, one.bottom + 2)]
    kinds = {type(sheet.value(place)) for place in last}
    is_typed = all(sheet.formula(place) is None and sheet.value(place) not in {None, ""} for place in last)
    return after if is_typed and len(kinds) == 1 else None
