"""The style sheet of a package with the formats that were added since: nothing that is there changes its number.

openpyxl reads each list of styles in order and only ever appends to it. So what was read keeps its number, and what
was added goes to the end; number formats alone are numbered anew by openpyxl.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles.cell_style import CellStyle, StyleArray

from salessheet.engine.model.style_numbers import StyleNumbers
from salessheet.xlsx.element_order import IN_STYLES
from salessheet.xlsx.package import MAIN, Package

_FIRST_OWN_FORMAT: Final = 164
_NO_FORMAT: Final = StyleArray().tobytes()
_NUMBER_FORMATS: Final = "numFmts"
_REFERENCES: Final = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
_PLAIN: Final = {
    "fonts": (b'<font><sz val="11"/><name val="Calibri"/></font>',),
    "fills": (b'<fill><patternFill patternType="none"/></fill>', b'<fill><patternFill patternType="gray125"/></fill>'),
    "borders": (b"<border><left/><right/><top/><bottom/><diagonal/></border>",),
}
"""What stands at the beginning of each list."""
_FIRST: Final = (
    b'<styleSheet xmlns="%(main)s"><fonts count="1">%(fonts)s</fonts><fills count="2">%(fills)s</fills>'
    b'<borders count="1">%(borders)s</borders><cellStyleXfs count="1">'
    b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
    b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1">'
    b'<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
) % {b"main": MAIN[1:-1].encode(), **{name.encode(): b"".join(entries) for name, entries in _PLAIN.items()}}
"""A style sheet for a workbook that has none, as openpyxl has it then."""
STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Styles:
    """The styles of a workbook, as numbers that cells in the package may carry.

    `numbers`: those of an earlier save of the same model; None where the package is what the model was read from.
    """

    def __init__(self, package: Package, model: Workbook, numbers: StyleNumbers | None = None) -> None:
        parts = [part for _, part in package.related(package.workbook_part, "/styles").values()]
        self.part = parts[0] if parts and parts[0] in package.parts else None
        self._model: Any = model
        self._tree = etree.fromstring(package.parts[self.part] if self.part else _FIRST)
        self._is_changed = False
        self._alike: list[int] = []
        """Number of a format → the first number that stands for the same."""
        self._count = self._size("cellXfs")
        self.numbers = self._read_numbers() if numbers is None else numbers.copy()

    def _read_numbers(self) -> StyleNumbers:
        # Without formats of its own a style sheet was read as openpyxl's defaults: then all of them are new to it.
        read = {group: self._size(group) if self._count else 0 for group in ("fonts", "fills", "borders")}
        styles: Sequence[StyleArray] = self._model._cell_styles
        known = range(min(self._count, len(styles)) - 1, -1, -1)  # of several alike, the first
        return StyleNumbers({styles[index].tobytes(): index for index in known}, {}, read)

    def index(self, cell: Cell) -> int:
        """The number of the cell's format in the package, which gets it if it has none like it.

        A cell without a format has the first one, whatever a program made of that.
        """
        style: StyleArray | None = cell._style  # type: ignore[attr-defined]
        return 0 if style is None else self.index_of(style)

    def index_of(self, style: StyleArray) -> int:
        """The number in the package of a format of the model: a cell's, a row's or a column's."""
        key = style.tobytes()
        if key == _NO_FORMAT:
            return 0
        known = self.numbers.formats.get(key)
        if known is None:
            known = self.numbers.formats[key] = self._add(style)
        return known

    def first_alike(self, index: int) -> int:
        """The first number in the package that stands for the same format."""
        formats = self._entries("cellXfs")
        if len(self._alike) != len(formats):
            texts = [etree.tostring(one, method="c14n", with_tail=False) for one in formats]
            first = {text: number for number, text in reversed(list(enumerate(texts)))}
            self._alike = [first[text] for text in texts]
        return self._alike[index] if index < len(self._alike) else index

    def content(self) -> bytes | None:
        """The part as it should be; None where it stays as it is."""
        self._add_differential()
        if not self._is_changed:
            return None
        return etree.tostring(self._tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _add(self, style: StyleArray) -> int:
        model = self._model
        if not self._count:  # what is added must not become the format of all cells without one
            self._append("cellXfs", CellStyle().to_tree("xf"))
            self._count = 1
        number_format = self._number_format(style.numFmtId)
        xf = CellStyle(
            numFmtId=number_format,
            fontId=self._place("fonts", model._fonts, style.fontId),
            fillId=self._place("fills", model._fills, style.fillId),
            borderId=self._place("borders", model._borders, style.borderId),
            xfId=style.xfId if style.xfId < self._size("cellStyleXfs") else 0,
            quotePrefix=style.quotePrefix or None,
            pivotButton=style.pivotButton or None,
            applyNumberFormat=bool(number_format) or None,
            applyFont=bool(style.fontId) or None,
            applyFill=bool(style.fillId) or None,
            applyBorder=bool(style.borderId) or None,
            alignment=model._alignments[style.alignmentId] if style.alignmentId else None,
            protection=model._protections[style.protectionId] if style.protectionId else None,
        )
        self._append("cellXfs", xf.to_tree("xf"))
        self._count += 1
        return self._count - 1

    def _place(self, group: str, entries: Sequence[Any], index: int) -> int:
        """The number in the package of a font, fill or border of the model."""
        if index < self.numbers.read[group]:
            return index
        if (group, index) not in self.numbers.added:
            self._pad(group)
            self._append(group, entries[index].to_tree(group.removesuffix("s")))
            self.numbers.added[group, index] = self._size(group) - 1
        return self.numbers.added[group, index]

    def _pad(self, group: str) -> None:
        """Formats may name fonts, fills and borders that are not there: what is added must not become theirs."""
        said = [
            int(text)
            for formats in ("cellStyleXfs", "cellXfs")
            for one in self._entries(formats)
            if (text := one.get(_REFERENCES[group], "")).isdigit()
        ]
        least = max(said, default=0) + 1
        for plain in _PLAIN[group][self._size(group) :]:
            self._append(group, etree.fromstring(plain))
        while self._size(group) < least:
            self._append(group, etree.fromstring(_PLAIN[group][0]))

    def _number_format(self, index: int) -> int:
        if index < _FIRST_OWN_FORMAT:
            return index
        code = self._model._number_formats[index - _FIRST_OWN_FORMAT]
        numbers = [_FIRST_OWN_FORMAT - 1]
        for known in self._entries(_NUMBER_FORMATS):
            numbers.append(int(known.get("numFmtId", 0)))
            if known.get("formatCode") == code:
                return numbers[-1]
        self._append(_NUMBER_FORMATS, etree.Element("numFmt", numFmtId=str(max(numbers) + 1), formatCode=code))
        return max(numbers) + 1

    def _add_differential(self) -> None:
        """Formats of conditional formats."""
        known = self._size("dxfs")
        for entry in self._model._differential_styles.styles[known:]:
            self._append("dxfs", entry.to_tree("dxf"))

    def _group(self, name: str) -> etree._Element | None:
        return self._tree.find(MAIN + name)

    def _size(self, name: str) -> int:
        return len(self._entries(name))

    def _entries(self, name: str) -> list[etree._Element]:
        """Without comments."""
        group = self._group(name)
        return [] if group is None else list(group.iterchildren("*"))

    def _append(self, name: str, element: Any) -> None:
        group = self._group(name)
        if group is None:
            group = etree.Element(MAIN + name)
            later = {MAIN + other for other in IN_STYLES[IN_STYLES.index(name) + 1 :]}
            at = next((i for i, child in enumerate(self._tree) if child.tag in later), len(self._tree))
            self._tree.insert(at, group)
        group.append(in_main(element))
        group.set("count", str(self._size(name)))
        self._is_changed = True


def in_main(element: Any) -> etree._Element:
    """An element of openpyxl's in the main namespace, which openpyxl leaves to whoever writes it."""
    made = etree.fromstring(etree.tostring(element)) if isinstance(element, etree._Element) else _converted(element)
    for child in made.iter():
        if not str(child.tag).startswith("{"):
            child.tag = f"{MAIN}{child.tag}"
    etree.cleanup_namespaces(made)
    return made


def _converted(element: Any) -> etree._Element:
    from xml.etree.ElementTree import tostring  # openpyxl's trees are these where it finds no lxml

    return etree.fromstring(tostring(element))
