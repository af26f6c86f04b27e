"""The structure of a finished workbook: its sheets with their rules, its defined names, how it is calculated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from salessheet.xlsx.addresses import Area, CellRef, area, split_sheet
from salessheet.xlsx.book_file import BookFile
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure import sheet_rules
from salessheet.xlsx.structure.drawn import Drawn, drawn, notes, sparklines
from salessheet.xlsx.structure.looks import Looks
from salessheet.xlsx.structure.sheet_rules import TRUE, Hidden, Rule

if TYPE_CHECKING:
    from lxml import etree

VISIBLE: Final = "visible"
BUILT_IN: Final = "_xlnm."  # of names that spreadsheet programs use themselves


@dataclass(frozen=True, eq=False)
class SheetStructure:
    """`state`: visible, hidden or veryHidden. `protection`: what it lets people do, None where all is allowed."""

    name: str
    state: str
    hidden: tuple[Hidden, ...]
    hides_zeros: bool
    protection: frozenset[str] | None
    open_ranges: tuple[Area, ...]
    merged: tuple[Area, ...]
    validations: tuple[Rule, ...]
    conditional_formats: tuple[Rule, ...]
    sparklines: Mapping[CellRef, str]
    notes: Mapping[CellRef, str]
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True)
class Name:
    """A defined name; `sheet` None: of the whole workbook. `text`: what it stands for."""

    sheet: str | None
    name: str
    text: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.sheet, self.name.casefold()


@dataclass(frozen=True, eq=False)
class Structure:
    book: BookFile
    sheets: Mapping[str, SheetStructure]
    looks: Looks

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Those that people and formulas use."""
        workbook, package = self.book.package.workbook, self.book.package
        tabs = [s.get("name", "") for s in workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
        found = []
        for element in workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            local = package.number(element, "localSheetId", -1)
            sheet, name = tabs[local] if 0 <= local < len(tabs) else None, element.get("name", "")
            if not name.startswith(BUILT_IN):
                found.append(Name(sheet, name, _meaning(element.text or "")))
        return tuple(found)

    @cached_property
    def settings(self) -> dict[str, str]:
        """What decides how the workbook is calculated and guarded, in words; what goes without saying is left out."""
        return dict(_settings(self.book.package.workbook))


def structure_of(book: BookFile) -> Structure:
    """Raises UnreadableWorkbook where a part says what no program writes."""
    try:
        return _structure(book)
    except (ValueError, IndexError) as error:
        raise book.package.damaged(f"a sheet or a style says what no program writes ({error})") from error


def _structure(book: BookFile) -> Structure:
    looks = Looks(book.package)
    states = {
        sheet.get("name", ""): sheet.get("state", VISIBLE)
        for sheet in book.package.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")
    }
    looks.of(0)  # so that broken styles are told here
    return Structure(book, {name: _sheet(book, name, states.get(name, VISIBLE), looks) for name in book.sheets}, looks)


def _sheet(book: BookFile, name: str, state: str, looks: Looks) -> SheetStructure:
    part, package = book.sheets[name].part, book.package
    tree = package.frame(part)
    return SheetStructure(
        name,
        state,
        sheet_rules.hidden(tree, name, package, part),
        sheet_rules.hides_zeros(tree),
        sheet_rules.protection(tree),
        sheet_rules.open_ranges(tree, name),
        sheet_rules.merged(tree, name),
        sheet_rules.validations(tree, name),
        sheet_rules.conditional_formats(tree, name, looks),
        sparklines(tree, name),
        notes(package, part, name),
        drawn(package, part, tree, name),
    )


def _meaning(text: str) -> str:
    """What a name stands for, in one spelling where it is an area."""
    sheet, address = split_sheet(text.strip().removeprefix("="))
    found = area(sheet, address) if sheet is not None else None
    return text.strip().removeprefix("=") if found is None else str(found)


def _settings(workbook: etree._Element) -> Iterator[tuple[str, str]]:
    calc, properties = workbook.find(f"{MAIN}calcPr"), workbook.find(f"{MAIN}workbookPr")
    if calc is not None:
        mode = calc.get("calcMode", "auto")
        if mode != "auto":
            yield "calculation", {"manual": "only when asked for"}.get(mode, "all but data tables")
        if calc.get("fullPrecision", "1") not in TRUE:
            yield "precision", "as displayed"
        if calc.get("iterate", "0") in TRUE:
            yield "circular formulas", "calculated step by step"
    if properties is not None and properties.get("date1904", "0") in TRUE:
        yield "dates", "counted from 1904"
    guard = workbook.find(f"{MAIN}workbookProtection")
    if guard is not None and guard.get("lockStructure", "0") in TRUE:
        yield "sheets", "locked"
