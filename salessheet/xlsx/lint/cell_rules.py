"""Rules of rows and cells: their order, what they hold, and what they point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, cast

from lxml import etree
from openpyxl.utils.datetime import from_ISO8601

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, area
from salessheet.xlsx.formula_syntax import sheets_in
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.filled_rules import Filled, filled_findings
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.formula_rules import FormulaRules, formula_rules
from salessheet.xlsx.lint.known_rows import KnownRows
from salessheet.xlsx.lint.numbers import is_index, is_number
from salessheet.xlsx.lint.schema_rules import elements_findings
from salessheet.xlsx.lint.style_rules import Styles
from salessheet.xlsx.lint.usual_cells import UsualCells, column_in
from salessheet.xlsx.package import MAIN

LONGEST_TEXT: Final = 32_767
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ERRORS: Final = frozenset(
    [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#PYTHON!",
        "#EXTERNAL!",
        "#TIMEOUT!",
    ]
)
_KINDS: Final = frozenset({"b", "d", "e", "n", "s", "str", "inlineStr"})
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_ESCAPE: Final = re.compile(r"_x[0-9A-Fa-f]{4}_")
_EXTENSIONS: Final = f"{MAIN}extLst"
_CELL, _ROW, _FORMULA, _VALUE = f"{MAIN}c", f"{MAIN}row", f"{MAIN}f", f"{MAIN}v"
_IN_TEXTS: Final = {f"{MAIN}{name}": place for place, name in enumerate(("t", "r", "rPh", "phoneticPr", "extLst"))}
"""What a text consists of, in this order."""
_STRAY_TEXTS: Final = etree.XPath("boolean((text() | m:r/text())[normalize-space()])", namespaces={"m": MAIN[1:-1]})
_IN_CELLS: Final = [_FORMULA, _VALUE, f"{MAIN}is", f"{MAIN}extLst"]
_OF_ROWS: Final = frozenset(
    [
        "r",
        "spans",
        "s",
        "customFormat",
        "ht",
        "hidden",
        "customHeight",
        "outlineLevel",
        "collapsed",
        "thickTop",
        "thickBot",
        "ph",
    ]
)
_OF_CELLS: Final = frozenset(["r", "s", "t", "cm", "vm", "ph"])
_OF_FORMULAS: Final = frozenset(["t", "aca", "ref", "dt2D", "dtr", "del1", "del2", "r1", "r2", "ca", "si", "bx"])
_TRUTHS: Final = frozenset(["0", "1", "true", "false"])
_TRUTHS_OF_FORMULAS: Final = ("aca", "ca", "bx", "dt2D", "dtr", "del1", "del2")
_STRAYS: Final = etree.XPath(
    " | ".join(f"m:sheetData{below}/text()[normalize-space()]" for below in ("", "/m:row", "/m:row/m:c")),
    namespaces={"m": MAIN[1:-1]},
)
_TALLEST: Final = 409.55
_DEEPEST: Final = 7
_SPANS: Final = re.compile(r"(?:\d+:\d+(?:\s+|$))+")
_MOST: Final = 20
"""Findings of a sheet's cells, after which the rest is not listed."""


@dataclass(frozen=True)
class Limits:
    """What cells may point at."""

    texts: int
    formats: Styles
    cell_metadata: int
    value_metadata: int
    formulas: FormulaRules


def limits_of(book: LintedBook, formats: Styles) -> Limits:
    metadata = book.of_workbook("/sheetMetadata")
    return Limits(
        len(book.shared_texts),
        formats,
        0 if metadata is None else len(metadata.findall(f"{MAIN}cellMetadata/{MAIN}bk")),
        0 if metadata is None else len(metadata.findall(f"{MAIN}valueMetadata/{MAIN}bk")),
        formula_rules(book),
    )


def text_findings(book: LintedBook) -> Iterator[Finding]:
    """Of the texts that cells share."""
    for part in book.related(book.workbook_part, "/sharedStrings").values():
        root = book.tree(part)
        for index, one in enumerate(() if root is None else root.iterfind(f"{MAIN}si")):
            names = [child.tag for child in one.iterchildren("*")]
            if not _IN_TEXTS.keys() >= set(names) or names.count(f"{MAIN}t") > 1:
                yield found(Fault.SHARED_STRING, part, f"text {index}", "it holds what no text holds, or two texts")
            elif _STRAY_TEXTS(one):
                yield found(Fault.SHARED_STRING, part, f"text {index}", "a text stands in it beside its t")
            elif names != sorted(names, key=_IN_TEXTS.__getitem__):
                wrong = "its runs and readings stand in another order than the schema has them"
                yield found(Fault.SHARED_STRING, part, f"text {index}", wrong)
            elif wrong := _wrong_with_text(one):
                yield found(Fault.SHARED_STRING, part, f"text {index}", wrong)
            if _length(one) > LONGEST_TEXT:
                yield found(Fault.TEXT_LENGTH, part, f"text {index}", "it is longer than a cell holds")


def cell_findings(book: LintedBook, root: etree._Element, part: str, limits: Limits) -> Iterator[Finding]:
    """At most some tens, the first of them."""
    for count, finding in enumerate(_Reading(book, part, limits).sheet(root)):
        if count == _MOST:
            return
        yield finding


@dataclass
class _Reading:
    book: LintedBook
    part: str
    limits: Limits
    shared: set[str] = field(default_factory=set)
    """Numbers of the formulas that others share, as far as they were met."""

    filled: list[Filled] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._usual = UsualCells(self.limits.formats.cells, self.limits.texts)

    def sheet(self, root: etree._Element) -> Iterator[Finding]:
        yield from self._rows()
        yield from self._strays(root)
        yield from filled_findings(self.book, self.part, self.filled, root)

    def _strays(self, root: etree._Element) -> Iterator[Finding]:
        """Texts between elements, where there can only be blanks."""
        for text in cast("list[etree._ElementUnicodeResult]", _STRAYS(root)):  # noqa: SLF001  the type of what XPath finds has no public name
            near = text.getparent()
            number = "" if near is None else near.get("r", "")
            where = f"row {number}" if near is not None and near.tag == _ROW else number or "sheetData"
            yield found(Fault.CELL_VALUE, self.part, where, f"a text stands here and in no cell: {text.strip()[:20]!r}")

    def _rows(self) -> Iterator[Finding]:
        known = KnownRows(self._usual)
        for row, written in self._unlike(known):
            text, last = row.get("r"), known.last
            number = last + 1 if text is None else int(text) if text.isascii() and text.isdecimal() else 0
            known.last = max(last, number)
            findings = [*self._whole_row(row, number, last)]
            yield from findings
            if written and not findings:
                known.learn(row, written)

    def _unlike(self, known: KnownRows) -> Iterator[tuple[etree._Element, bytes]]:
        """The rows to look at, and those of a large sheet as they are written."""
        content = self.book.large(self.part)
        if content is not None:
            with suppress(ValueError):
                return known.others(content)
        return ((row, b"") for row in self.book.rows(self.part))

    def _whole_row(self, row: etree._Element, number: int, last: int) -> Iterator[Finding]:
        if not last < number <= LAST_ROW:
            yield found(Fault.ROW_ORDER, self.part, f"row {row.get('r')}", f"it comes after row {last}")
        if row.get("s") is not None and not is_index(row.get("s"), self.limits.formats.cells):
            yield found(Fault.STYLE_INDEX, self.part, f"row {number}", f"there is no format {row.get('s')}")
        if wrong := _wrong_with(row):
            yield found(Fault.ATTRIBUTE, self.part, f"row {number}", wrong)
        yield from self._row(row, number)

    def _row(self, row: etree._Element, number: int) -> Iterator[Finding]:
        last, in_row = 0, str(number)
        for cell in row:
            if cell.tag != _CELL:
                if str(cell.tag).startswith(MAIN) and cell.tag != _EXTENSIONS:
                    yield found(Fault.CELL_VALUE, self.part, f"row {number}", "it holds what is no cell")
                continue
            address = cell.get("r")
            column = last + 1 if address is None else column_in(address, in_row)
            if column > last and self._usual.is_sound(cell):
                last = column
                continue
            column = last + 1
            if address is not None:
                match = _ADDRESS.fullmatch(address)
                place = area("", address) if match else None
                if place is None:
                    yield found(Fault.CELL_ADDRESS, self.part, address, "this is no cell of a sheet")
                    continue
                if place.top != number:
                    yield found(Fault.CELL_ADDRESS, self.part, address, f"it stands in row {number}")
                column = place.left
            if not last < column <= LAST_COLUMN:
                yield found(Fault.CELL_ORDER, self.part, address or "", "it stands after a cell to its right, or twice")
            last = max(last, column)
            yield from self._cell(cell, address or f"row {number}")

    def _cell(self, cell: etree._Element, where: str) -> Iterator[Finding]:
        limits = self.limits
        if strange := _strange(cell, _OF_CELLS):
            yield found(Fault.ATTRIBUTE, self.part, where, f"a cell has no attribute {strange}")
        style = cell.get("s")
        if style is not None and not is_index(style, limits.formats.cells):
            yield found(Fault.STYLE_INDEX, self.part, where, f"there is no format {style}")
        for attribute, count in (("cm", limits.cell_metadata), ("vm", limits.value_metadata)):
            number = cell.get(attribute)
            if number is not None and not (number.isdecimal() and int(number) <= count):
                yield found(Fault.METADATA, self.part, where, f"there is no metadata {number} of cells")
        is_text = cell.get("t") == "inlineStr"
        if any(_is_strange(one, may_be_text=is_text) for one in cell):
            yield found(Fault.CELL_VALUE, self.part, where, "it holds what no cell of its kind holds")
        inside = [_IN_CELLS.index(one.tag) for one in cell if one.tag in _IN_CELLS]
        if inside != sorted(set(inside)):
            yield found(Fault.CELL_VALUE, self.part, where, "its formula and its value stand twice, or in disorder")
        kind = cell.get("t", "n")
        value = cell.findtext(_VALUE)
        if kind not in _KINDS:
            yield found(Fault.CELL_VALUE, self.part, where, f"{kind!r} is no kind of value")
        elif kind == "inlineStr" or value is not None:
            yield from self._value(cell, where, kind, value or "")
        formula = cell.find(_FORMULA)
        if formula is not None:
            yield from self._formula(formula, where)

    def _value(self, cell: etree._Element, where: str, kind: str, value: str) -> Iterator[Finding]:
        text = value.strip()
        match kind:
            case "s" if not is_index(text, self.limits.texts):
                yield found(
                    Fault.SHARED_STRING, self.part, where, f"there is no shared text {text or 'without a number'}"
                )
            case "n" if not is_number(text) and not (text == "" and cell.find(_FORMULA) is not None):
                yield found(Fault.CELL_VALUE, self.part, where, f"{value!r} is no number")
            case "b" if text not in {"0", "1", "true", "false"}:
                yield found(Fault.CELL_VALUE, self.part, where, f"{value!r} is neither 0 nor 1")
            case "e" if text not in _ERRORS:
                yield found(Fault.CELL_VALUE, self.part, where, f"{value!r} is no error of Excel's")
            case "d" if not _is_date(text):
                yield found(Fault.CELL_VALUE, self.part, where, f"{value!r} is no date")
            case "str" if len(value) > LONGEST_TEXT:
                yield found(Fault.TEXT_LENGTH, self.part, where, f"its text has {len(value):,} characters")
            case "inlineStr":
                inline = cell.find(f"{MAIN}is")
                if inline is None and value:
                    yield found(Fault.CELL_VALUE, self.part, where, "its text stands where a value does, not in <is>")
                runs = () if inline is None else inline.iterfind(f"{MAIN}r")
                yield from elements_findings((one for run in runs for one in run.iter(etree.Element)), self.part)
                if inline is not None and _length(inline) > LONGEST_TEXT:
                    yield found(Fault.TEXT_LENGTH, self.part, where, "its text is longer than a cell holds")

    def _shared(self, number: str | None, where: str, *, holds: bool, is_placed: bool) -> Iterator[Finding]:
        """Of a formula that cells share. `holds`: whether it stands in this cell, or the cell says only which it is.

        `is_placed`: whether it says which cells share it.
        """
        if not holds:
            if number not in self.shared:
                yield found(
                    Fault.FORMULA, self.part, where, f"it shares formula {number}, which no cell before it holds"
                )
            return
        if number is None or number in self.shared:
            yield found(Fault.FORMULA, self.part, where, f"it shares formula {number}, as another cell does")
        if not is_placed:
            yield found(Fault.FORMULA, self.part, where, "a formula that cells share says which they are")
        self.shared.add(number or "")

    def _formula(self, formula: etree._Element, where: str) -> Iterator[Finding]:
        kind, text, number = formula.get("t", "normal"), formula.text or "", formula.get("si")
        if wrong := _wrong_with_formula(formula):
            yield found(Fault.ATTRIBUTE, self.part, where, wrong)
        if kind not in {"normal", "shared", "array", "dataTable"}:
            yield found(Fault.FORMULA, self.part, where, f"{kind!r} is no kind of formula")
        if formula.get("ref") is not None:
            self.filled.append(Filled(where, formula.get("ref", ""), kind))
        if wrong := _wrong_with_kind(formula, kind):
            yield found(Fault.FORMULA, self.part, where, wrong)
        if kind == "shared":
            yield from self._shared(number, where, holds=bool(text), is_placed=formula.get("ref") is not None)
            if not text:
                return
        if kind == "dataTable" or not text:
            return
        if not self._usual.is_readable(text):
            faults = list(self.limits.formulas.findings(self.part, where, text))
            yield from faults
            if not faults:
                self._usual.learn(text, sheets_in(f"={text}"))


def _wrong_with(row: etree._Element) -> str:
    """What is said of a row that no row is; "" for nearly all."""
    if strange := _strange(row, _OF_ROWS):
        return f"a row has no attribute {strange}"
    for truth in ("hidden", "customHeight", "customFormat", "collapsed"):
        if row.get(truth, "0") not in _TRUTHS:
            return f"{truth} is neither 0 nor 1: {row.get(truth)!r}"
    height, spans, level = row.get("ht"), row.get("spans"), row.get("outlineLevel")
    if height is not None and not (is_number(height) and 0 <= float(height) <= _TALLEST):
        return f"{height!r} is no height of a row"
    if spans is not None and spans and not _SPANS.fullmatch(spans):
        return f"{spans!r} is no span of columns"
    if level is not None and not is_index(level, _DEEPEST + 1):
        return f"{level!r} is no level of an outline"
    return ""


def _wrong_with_formula(formula: etree._Element) -> str:
    """What is said of a formula that no formula is; "" for nearly all."""
    if not formula.attrib:
        return ""
    if strange := _strange(formula, _OF_FORMULAS):
        return f"a formula has no attribute {strange}"
    untrue = next((one for one in _TRUTHS_OF_FORMULAS if formula.get(one, "0") not in _TRUTHS), None)
    return "" if untrue is None else f"{untrue} is neither 0 nor 1: {formula.get(untrue)!r}"


def _wrong_with_kind(formula: etree._Element, kind: str) -> str:
    """What a formula of its kind does not say: which cells it fills, or tries its values in; "" for a sound one.

    A data table does that in one cell, or in two of one in two directions, as far as nobody deleted them.
    """
    if kind == "array" and formula.get("ref") is None:
        return "an array formula says which cells it fills"
    if kind != "dataTable":
        return ""
    for cell, gone in (("r1", "del1"), ("r2", "del2")):
        is_asked = cell == "r1" or formula.get("dt2D") in {"1", "true"}
        if is_asked and formula.get(gone, "0") in {"0", "false"} and not _ADDRESS.fullmatch(formula.get(cell, "")):
            return f"a data table tries its values in a cell, and {cell} is {formula.get(cell)!r}"
    return ""


def _wrong_with_text(text: etree._Element) -> str:
    """What is wrong within a text: a run that says nothing, a reading of no characters; "" for nearly all."""
    if any(one.find(f"{MAIN}t") is None for one in text.iterfind(f"{MAIN}r")):
        return "a run of it has no text"
    for one in text.iterfind(f"{MAIN}rPh"):
        first, end = one.get("sb", ""), one.get("eb", "")
        if not (first.isdecimal() and end.isdecimal() and int(first) <= int(end)):
            return f"it is read from character {first or 'none'} to {end or 'none'}"
    return ""


def _is_strange(element: etree._Element, *, may_be_text: bool) -> bool:
    """Whether a cell cannot hold this; a text of its own it holds only where it says so."""
    name = str(element.tag)
    return name.startswith(MAIN) and (name not in _IN_CELLS or (name == f"{MAIN}is" and not may_be_text))


def _strange(element: etree._Element, known: frozenset[str]) -> str:
    """An attribute that it cannot have, those of other languages left out; "" for nearly all."""
    names = map(str, element.keys())
    return next((name for name in names if name not in known and not name.startswith("{")), "")


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        from_ISO8601(text)  # type: ignore[no-untyped-call]  # openpyxl
    except ValueError:
        return False
    return True


def _length(element: etree._Element) -> int:
    """Of the text of a cell, characters written as _x000D_ counted as one."""
    plain = [one.text or "" for one in element.iterfind(f"{MAIN}t")]
    runs = [one.text or "" for one in element.iterfind(f"{MAIN}r/{MAIN}t")]
    return len(_ESCAPE.sub(" ", "".join(plain + runs)))
