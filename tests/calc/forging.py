"""A finished workbook changed behind the back of every program: its parts patched, all else left as it is."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, cells_of, of_package
from salessheet.xlsx.package import MAIN, Package

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_STYLES = "xl/styles.xml"


@dataclass(eq=False)
class Forgery:
    """`book`: before anything was changed; `edition`: what it was written from."""

    book: BookFile
    edition: Edition
    _trees: dict[str, etree._Element] = field(default_factory=dict)
    _more: dict[str, bytes] = field(default_factory=dict)
    _taken: set[CellRef] = field(default_factory=set)

    @property
    def package(self) -> Package:
        return self.book.package

    def done(self) -> BookFile:
        parts = {part: etree.tostring(tree, xml_declaration=True) for part, tree in self._trees.items()}
        return of_package(self.package.with_parts(parts | self._more))

    def tab(self, key: str) -> str:
        return self.edition.layout.sheets[key]

    def part(self, part: str) -> etree._Element:
        if part not in self._trees:
            self._trees[part] = copy.deepcopy(self.package.tree(part))
        return self._trees[part]

    def sheet(self, key: str) -> etree._Element:
        return self.part(self.book.sheets[self.tab(key)].part)

    def workbook(self) -> etree._Element:
        return self.part(self.package.workbook_part)

    def related(self, key: str, kind: str) -> etree._Element:
        """The first part of the kind that belongs to a sheet."""
        found = self.package.related(self.book.sheets[self.tab(key)].part, kind)
        return self.part(next(iter(found.values()))[1])

    def chart(self, key: str) -> etree._Element:
        drawings = self.package.related(self.book.sheets[self.tab(key)].part, "/drawing")
        charts = self.package.related(next(iter(drawings.values()))[1], "/chart")
        return self.part(next(iter(charts.values()))[1])

    def add_part(self, part: str, content: bytes) -> None:
        self._more[part] = content

    def place(self, line: Line, row: int = 0) -> CellRef:
        place = self.edition.layout.places[line]
        return CellRef(place.sheet, place.top + row, place.left)

    def formulas(self, key: str) -> Iterator[tuple[CellRef, str]]:
        """The formulas of a sheet that nothing was done to yet, and their texts."""
        for (row, column), formula in self.book.sheets[self.tab(key)].formulas.items():
            cell = CellRef(self.tab(key), row, column)
            if formula.spread is None and cell not in self._taken:
                yield cell, formula.text

    def element(self, cell: CellRef) -> etree._Element:
        self._taken.add(cell)
        return self._elements[cell.sheet][cell.row, cell.column]

    def set_formula(self, cell: CellRef, text: str) -> None:
        formula = self.element(cell).find(f"{MAIN}f")
        assert formula is not None
        formula.text = text.removeprefix("=")

    def set_text(self, cell: CellRef, text: str) -> None:
        element = self.element(cell)
        for child in list(element):
            element.remove(child)
        element.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(element, f"{MAIN}is"), f"{MAIN}t").text = text

    def set_number(self, cell: CellRef, number: float) -> None:
        element = self.element(cell)
        for child in list(element):
            element.remove(child)
        element.attrib.pop("t", "")
        etree.SubElement(element, f"{MAIN}v").text = str(number)

    def restyle(self, cell: CellRef, *, number_format: str = "", **properties: str) -> None:
        """A style of its own, as it was but for a number format, or a property of its font or protection."""
        element, styles = self.element(cell), self.part(_STYLES)
        formats = styles.find(f"{MAIN}cellXfs")
        assert formats is not None
        style = copy.deepcopy(formats[int(element.get("s", "0"))])
        if number_format:
            style.set("numFmtId", str(self._number_format(styles, number_format)))
            style.set("applyNumberFormat", "1")
        for old in style.findall(f"{MAIN}alignment") if "indent" in properties else ():
            style.remove(old)
        if "indent" in properties:
            etree.SubElement(style, f"{MAIN}alignment", indent=properties["indent"], horizontal="left")
        if {"rgb", "theme", "sz", "strike", "name"} & properties.keys():
            style.set("fontId", str(_font(styles, int(style.get("fontId", "0")), properties)))
        if "locked" in properties or "hidden" in properties:
            for old in style.findall(f"{MAIN}protection"):
                style.remove(old)
            etree.SubElement(style, f"{MAIN}protection", dict(properties))
            style.set("applyProtection", "1")
        formats.append(style)
        element.set("s", str(len(formats) - 1))

    def _number_format(self, styles: etree._Element, code: str) -> int:
        known = styles.find(f"{MAIN}numFmts")
        assert known is not None
        number = 1 + max(int(each.get("numFmtId", "0")) for each in known)
        etree.SubElement(known, f"{MAIN}numFmt", numFmtId=str(number), formatCode=code)
        return number

    @cached_property
    def _elements(self) -> dict[str, dict[tuple[int, int], etree._Element]]:
        return {
            name: {(row, column): cell for row, column, cell in cells_of(self.part(sheet.part))}
            for name, sheet in self.book.sheets.items()
        }


def _font(styles: etree._Element, number: int, properties: dict[str, str]) -> int:
    fonts = styles.find(f"{MAIN}fonts")
    assert fonts is not None
    font = copy.deepcopy(fonts[number])
    if "strike" in properties:
        font.insert(0, etree.Element(f"{MAIN}strike"))
    for face in font.findall(f"{MAIN}name") if "name" in properties else ():
        face.set("val", properties["name"])
    for name in {"rgb", "theme"} & properties.keys():
        colour = font.find(f"{MAIN}color")
        assert colour is not None
        colour.attrib.clear()
        colour.set(name, properties[name])
    if "sz" in properties:
        size = font.find(f"{MAIN}sz")
        assert size is not None
        size.set("val", properties["sz"])
    fonts.append(font)
    return len(fonts) - 1
