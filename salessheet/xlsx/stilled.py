"""A workbook in which formulas that are known are their values: what is left to calculate is calculated quickly."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import CellRef, Place
from salessheet.xlsx.book_file import BookFile, Formula, SheetCells, cells_of
from salessheet.xlsx.package import MAIN

_F: Final = f"{MAIN}f"
_NOTHING: Final = Formula('=""')
_OF_FORMULAS: Final = re.compile(r"\b(?:FORMULATEXT|ISFORMULA)\(", re.IGNORECASE)


def stilled(book: BookFile, living: Collection[CellRef]) -> BookFile:
    """The workbook in which all formulas but those of `living` are the values that are stored beside them.

    One that shows an empty text stays the formula of that: COUNTA counts it, ISBLANK denies it. Where a formula of
    `living`, or a name, asks for formulas of other cells, the workbook stays as it is.
    """
    asking = [book.formulas[cell].text for cell in living if cell in book.formulas] + list(book.names.values())
    if any(map(_OF_FORMULAS.search, asking)):
        return book
    by_sheet: dict[str, set[Place]] = {}
    for cell in living:
        by_sheet.setdefault(cell.sheet, set()).add((cell.row, cell.column))
    sheets, parts = {}, {}
    for name, sheet in book.sheets.items():
        mine = by_sheet.get(name, set())
        if sheet.formulas.keys() <= mine:
            sheets[name] = sheet
            continue
        sheets[name] = _stilled(sheet, mine)
        parts[sheet.part] = _part(book.package.parts[sheet.part], sheets[name])
    return BookFile(book.package.with_parts(parts), sheets)


def _stilled(sheet: SheetCells, living: Collection[Place]) -> SheetCells:
    kept = {
        place: formula if place in living else _NOTHING
        for place, formula in sheet.formulas.items()
        if place in living or sheet.values.get(place) in ("", None)
    }
    return replace(sheet, formulas=kept)


def _part(content: bytes, sheet: SheetCells) -> bytes:
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for row, column, cell in cells_of(tree):
        element = cell.find(_F)
        if element is None:
            continue
        formula = sheet.formulas.get((row, column))
        if formula is None:
            cell.remove(element)
        elif formula is _NOTHING or element.get("t") == "shared":
            element.attrib.clear()
            element.text = formula.text.removeprefix("=")
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
