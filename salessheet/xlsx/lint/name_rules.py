"""Rules of defined names: what they are called, what they stand for, and those that Excel has a meaning for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import BRACKETS, Area, area, split_sheet
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.formula_rules import formula_rules
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.package import MAIN

_NAME: Final = re.compile(r"[^\W\d][\w.\\?・]*|\\[\w.\\?]*")
_R1C1: Final = re.compile(r"R\d*C\d*|R|C", re.IGNORECASE)
_LONGEST: Final = 255
_WORDS: Final = frozenset({"true", "false"})
_OWN: Final = "_xlnm."
_MEANT: Final = frozenset(
    [
        "print_area",
        "print_titles",
        "_filterdatabase",
        "criteria",
        "extract",
        "database",
        "consolidate_area",
        "sheet_title",
        "auto_open",
        "auto_close",
        "auto_activate",
        "auto_deactivate",
        "recorder",
        "data_form",
    ]
)
"""What Excel means by names that begin with `_xlnm.`"""
_OF_A_SHEET: Final = frozenset({"print_area", "print_titles", "_filterdatabase"})
_WHOLE: Final = re.compile(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+")
_ERROR: Final = re.compile(r"#(?:REF!|N/A|NAME\?)")
_IN_BRACKETS: Final = re.compile(BRACKETS, re.DOTALL)
_PLAIN: Final = re.compile(
    r"(?:(?:'(?:[^']|'')*'|[^'!\s,]+)!)[$A-Z\d:]+(?:,(?:(?:'(?:[^']|'')*'|[^'!\s,]+)!)[$A-Z\d:]+)*"
)


def name_findings(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    tabs, rules = [one.get("name", "") for one in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")], formula_rules(book)
    names = root.findall(f"{MAIN}definedNames/{MAIN}definedName")
    times = Counter((_bare(one.get("name", "")), one.get("localSheetId")) for one in names)
    for one in names:
        name, home, text = one.get("name", ""), one.get("localSheetId"), one.text or ""
        if times[_bare(name), home] > 1:
            yield found(Fault.NAME, part, name, "it is defined twice")
        if not is_name(name.removeprefix(_OWN)) or len(name) > _LONGEST:
            yield found(Fault.NAME, part, name, "this is no name that Excel would take")
        if len(one.get("comment", "")) > _LONGEST:
            yield found(Fault.NAME, part, name, f"its comment has more than {_LONGEST} characters")
        if home is not None and not is_index(home, len(tabs)):
            yield found(Fault.NAME, part, name, f"there is no sheet {home}, counted from 0, that it could belong to")
        if not text.strip():
            yield found(Fault.NAME, part, name, "it stands for nothing")
            continue
        faults = [
            replace(fault, code=Fault.NAME.code, mend=Fault.NAME.value) if fault.code == Fault.FORMULA.code else fault
            for fault in rules.findings(part, name, text)
        ]
        yield from faults
        if not faults:
            tab = None if home is None or not is_index(home, len(tabs)) else tabs[int(home)]
            wrong = _misused(name, text, tab) if name.startswith(_OWN) else None
            wrong = wrong or unplaced(text)
            yield from () if wrong is None else [found(Fault.NAME, part, name, wrong)]
    yield from _filtered(book, names, tabs, part)


def _bare(name: str) -> str:
    """As Excel shows it, folded: `_xlnm.Print_Area` is the name Print_Area there."""
    bare = name.casefold()
    return bare.removeprefix(_OWN) if bare.removeprefix(_OWN) in _MEANT else bare


def unplaced(text: str) -> str | None:
    """Cells of no sheet, which would be those of whichever sheet is open; None where each has its sheet."""
    for reference in references_in(f"={_IN_BRACKETS.sub('', text)}"):
        tab, address = split_sheet(reference)
        if tab is None and area("", address.replace("$", "")) is not None:
            return f"it does not say on which sheet {address} is"
    return None


def is_name(text: str) -> bool:
    """Whether something can be called so: it reads neither as a cell nor as a truth."""
    is_address = area("", text) is not None or _R1C1.fullmatch(text) is not None
    return _NAME.fullmatch(text) is not None and not is_address and text.casefold() not in _WORDS


def _misused(name: str, text: str, home: str | None) -> str | None:
    """What is wrong with a name that Excel has a meaning for; None for a sound one."""
    bare = name.removeprefix(_OWN).casefold()
    if bare not in _MEANT:
        return "Excel has no meaning for it"
    if bare not in _OF_A_SHEET:
        return None
    if _ERROR.search(text) or "[" in text:
        return None  # Excel itself leaves such names, of cells that somebody deleted
    if home is None:
        return "it is of no sheet: what Excel means by it is a sheet's own"
    if text.startswith('"') or text.replace(".", "").isdecimal():
        return f"it stands for no cells: {text[:60]}"
    if not _PLAIN.fullmatch(text):
        return None  # a formula that gives the cells
    return _misplaced(bare, home, [split_sheet(one) for one in references_in(f"={text}")])


def _misplaced(bare: str, home: str, places: Sequence[tuple[str | None, str]]) -> str | None:
    """What is wrong with the cells of such a name: sheets and addresses."""
    if bare == "print_titles" and len(places) > 1 and len({_is_of_rows(address) for _, address in places}) == 1:
        return "titles are one range of rows and one of columns at most"
    for tab, address in places:
        if tab is not None and tab.casefold() != home.casefold():
            return f"it is of the sheet {home!r}, and its cells are on {tab!r}"
        if bare == "print_titles" and _WHOLE.fullmatch(address) is None:
            return f"titles are whole rows or columns, not {address}"
    return None


def _is_of_rows(address: str) -> bool:
    return address.replace("$", "")[:1].isdecimal()


def _filtered(book: LintedBook, names: list[etree._Element], tabs: list[str], part: str) -> Iterator[Finding]:
    """The hidden name of a filter stands for the cells that are filtered."""
    sheets = dict(book.sheets())
    for one in names:
        home = one.get("localSheetId", "")
        if one.get("name", "").casefold() != f"{_OWN}_filterdatabase" or not is_index(home, len(tabs)):
            continue
        root = book.tree(sheets.get(tabs[int(home)], ""))
        own = None if root is None else root.find(f"{MAIN}autoFilter")
        there, said = None if own is None else area("", own.get("ref", "")), _cells(one.text or "")
        if there is not None and said is not None and said != there:
            wrong = f"it stands for {said.address}, and the sheet is filtered over {there.address}"
            yield found(Fault.FILTER, part, one.get("name", ""), wrong)


def _cells(text: str) -> Area | None:
    """A single range, without its sheet."""
    return area("", split_sheet(text)[1].replace("$", ""))
