"""Rules of the stylesheet: what cells point at must be there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.number_format_syntax import fault_in_number_format
from salessheet.xlsx.package import MAIN

_FIRST_OWN: Final = 164  # number formats below are Excel's own, whatever a file says of them
_MOST_FORMATS: Final = 65_490
COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")
_LONGEST_FONT: Final = 31
_USED: Final = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


@dataclass(frozen=True)
class Styles:
    """How many formats a workbook has, for cells and for conditional formats."""

    cells: int = 1
    conditional: int = 0


def styles_of(book: LintedBook) -> Styles:
    root = book.of_workbook("/styles")
    if root is None:
        return Styles()
    return Styles(len(root.findall(f"{MAIN}cellXfs/{MAIN}xf")) or 1, len(root.findall(f"{MAIN}dxfs/{MAIN}dxf")))


def style_findings(book: LintedBook) -> Iterator[Finding]:
    for part in book.related(book.workbook_part, "/styles").values():
        root = book.tree(part)
        if root is not None:
            yield from _number_formats(root, part)
            yield from _formats(root, part)
            yield from _named(root, part)
            count = styles_of(book).conditional
            for one in root.iterfind(f"{MAIN}tableStyles/{MAIN}tableStyle/{MAIN}tableStyleElement"):
                if one.get("dxfId") is not None and not is_index(one.get("dxfId"), count):
                    yield found(Fault.STYLES, part, "tableStyleElement", f"there is no format {one.get('dxfId')}")
            if styles_of(book).cells > _MOST_FORMATS:
                yield found(Fault.STYLES, part, "cellXfs", f"there are more than {_MOST_FORMATS:,} formats of cells")
            for colour in root.iter(f"{MAIN}color", f"{MAIN}fgColor", f"{MAIN}bgColor", f"{MAIN}rgbColor"):
                if not COLOUR.fullmatch(colour.get("rgb", "000000")):
                    yield found(
                        Fault.STYLES, part, "color", f"{colour.get('rgb')!r} is no colour of eight hexadecimal digits"
                    )


def _number_formats(root: etree._Element, part: str) -> Iterator[Finding]:
    formats = root.findall(f"{MAIN}numFmts/{MAIN}numFmt")
    times = Counter(one.get("numFmtId") for one in formats)
    for one in formats:
        number = one.get("numFmtId", "")
        if times[number] > 1 or not number.isdecimal():
            yield found(
                Fault.NUMBER_FORMAT, part, f"numFmtId {number}", "two number formats have this id, or it is no number"
            )
    for one in root.iter(f"{MAIN}numFmt"):  # those of conditional formats, too
        number, text = one.get("numFmtId", ""), one.get("formatCode", "")
        if why := fault_in_number_format(text):
            yield found(Fault.NUMBER_FORMAT, part, f"numFmtId {number}", f"Excel would not take {text!r}: {why}")
    for one in root.iterfind(f"{MAIN}fonts/{MAIN}font/{MAIN}name"):
        if len(one.get("val", "")) > _LONGEST_FONT:
            wrong = f"the name of a font has more than {_LONGEST_FONT} characters: {one.get('val')}"
            yield found(Fault.STYLES, part, "font", wrong)
    for one in root.iterfind(f"{MAIN}fills/{MAIN}fill"):
        if len(one) > 1:
            yield found(Fault.STYLES, part, "fill", "it is filled in two ways")


def _formats(root: etree._Element, part: str) -> Iterator[Finding]:
    counts = {attribute: len(root.findall(f"{MAIN}{group}/*")) for attribute, group in _USED.items()}
    known = {one.get("numFmtId") for one in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    named = len(root.findall(f"{MAIN}cellStyleXfs/{MAIN}xf"))
    for group in ("cellStyleXfs", "cellXfs"):
        for index, one in enumerate(root.iterfind(f"{MAIN}{group}/{MAIN}xf")):
            where = f"{group} {index}"
            for attribute, count in counts.items():
                if not is_index(one.get(attribute, "0"), count) and (count or one.get(attribute)):
                    yield found(Fault.STYLES, part, where, f"there is no {attribute} {one.get(attribute)}")
            if group == "cellXfs" and not is_index(one.get("xfId", "0"), named) and (named or one.get("xfId")):
                yield found(Fault.STYLES, part, where, f"there is no named style {one.get('xfId')}")
            number = one.get("numFmtId", "0")
            if not number.isdecimal() or (int(number) >= _FIRST_OWN and number not in known):
                yield found(Fault.STYLES, part, where, f"there is no number format {number}")


def _named(root: etree._Element, part: str) -> Iterator[Finding]:
    styles = root.findall(f"{MAIN}cellStyles/{MAIN}cellStyle")
    shown = [one for one in styles if one.get("builtinId") is None or one.get("hidden") not in {"1", "true"}]
    times = Counter(one.get("name", "").casefold() for one in shown)  # those that Excel hides it may write again
    count = len(root.findall(f"{MAIN}cellStyleXfs/{MAIN}xf"))
    for one in styles:
        name = one.get("name", "")
        if times[name.casefold()] > 1:
            yield found(Fault.STYLES, part, name, "two named styles are called so")
        if not is_index(one.get("xfId", "0"), max(count, 1)):
            yield found(Fault.STYLES, part, name, f"there is no format {one.get('xfId')} of named styles")
