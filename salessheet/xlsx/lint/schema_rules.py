"""Rules of the schema that several parts keep: the order of elements, words and numbers of attributes, properties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from salessheet.xlsx.element_order import IN_STYLES
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.lint.schema import BOUNDS, ELEMENTS, UNSAID, WORDS, Element
from salessheet.xlsx.lint.style_rules import COLOUR
from salessheet.xlsx.package import MAIN

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WORKBOOK: Final = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
]
_TABLE: Final = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")
_HOLDS_SOMETHING: Final = (
    *("cols", "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "protectedRanges", "scenarios"),
    *("cellWatches", "ignoredErrors", "customProperties"),
)
_KINDS: Final = {
    "b": (re.compile("0|1|true|false"), "neither 0 nor 1"),
    "u": (re.compile(r"\+?[0-9]+"), "no whole number from 0 on"),
    "i": (re.compile(r"[-+]?[0-9]+"), "no whole number"),
    "d": (re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII), "no number"),
}
_COUNTED: Final = frozenset(
    {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs", "mergeCells"}
) | {
    "dataValidations",
    "tableParts",
    "tableColumns",
}
"""What says how many elements it holds, as all programs write it."""
_MOST_ATTRIBUTES: Final = 200
_UPRIGHT: Final = 180  # degrees are counted up to here; 255 is one letter below the other
_POINTS: Final = {"colorScale": (2, 3), "dataBar": (2, 2)}
_WITH_VALUE: Final = frozenset({"num", "percent", "percentile", "formula"})
_PASSWORD: Final = re.compile(r"[0-9A-Fa-f]{1,4}")
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_FILTERS: Final = ("filters", "top10", "customFilters", "dynamicFilter", "colorFilter", "iconFilter")
_AT_MOST: Final = {"customFilters": 2, "rowBreaks": 1_026, "colBreaks": 1_026}
_SLICER: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}slicer"
_RELATED: Final = frozenset({"pageSetup", "control", "oleObject", "customPr", _SLICER})
_LONGEST_FOOT: Final = 255
_DIGITS: Final = re.compile(r"\d+")


def schema_findings(book: LintedBook) -> Iterator[Finding]:
    """Of the workbook, its styles, sheets and tables, and of the texts that cells share."""
    workbook = book.workbook
    if workbook is not None:
        yield from _in_order(workbook, book.workbook_part, _WORKBOOK)
        yield from elements_findings(workbook.iter(etree.Element), book.workbook_part)
    for part in book.related(book.workbook_part, "/styles").values():
        root = book.tree(part)
        if root is not None:
            yield from _in_order(root, part, IN_STYLES)
            yield from elements_findings(root.iter(etree.Element), part)
    for _, part in book.sheets():
        root = book.tree(part)
        if root is not None:
            yield from _of_sheet(book, root, part)
    for part in [part for _, sheet in book.sheets() for part in book.related(sheet, "/table").values()]:
        root = book.tree(part)
        if root is not None:
            yield from _in_order(root, part, _TABLE)
            yield from elements_findings(root.iter(etree.Element), part)
    for part in [part for _, sheet in book.sheets() for part in book.related(sheet, "/comments").values()]:
        root = book.tree(part)
        yield from () if root is None else _with_colours(list(root.iter(etree.Element)), part)
    for part in book.related(book.workbook_part, "/sharedStrings").values():
        root = book.tree(part)
        yield from () if root is None else elements_findings([root], part)
        runs = () if root is None else root.iterfind(f"{MAIN}si/{MAIN}r")
        yield from _with_colours([one for run in runs for one in run.iter(etree.Element)], part)


def _in_order(root: etree._Element, part: str, order: Iterable[str]) -> Iterator[Finding]:
    places = {f"{MAIN}{name}": place for place, name in enumerate(order)}
    yield from _foreign(root, part)
    last, seen = -1, set[str]()
    for child in root:
        name = str(child.tag)
        bare = name.removeprefix(MAIN)
        if name not in places:
            if bare != name:
                yield found(Fault.ELEMENT_ORDER, part, bare, "no such element stands here")
            continue
        if places[name] < last:
            yield found(Fault.ELEMENT_ORDER, part, bare, "it comes after what stands behind it in the schema")
        elif name in seen and bare != "fileRecoveryPr":
            yield found(Fault.ELEMENT_ORDER, part, bare, "it is there twice")
        seen.add(name)
        last = max(last, places[name])


def _foreign(root: etree._Element, part: str) -> Iterator[Finding]:
    """Elements of other languages, which Excel passes over only where the part says that they may be ignored."""
    prefixes = root.get(f"{{{_COMPATIBILITY}}}Ignorable", "").split()
    passed_over = {MAIN[1:-1], _COMPATIBILITY, *(root.nsmap.get(prefix) for prefix in prefixes)}
    for child in root.iterchildren(etree.Element):
        if etree.QName(child).namespace not in passed_over:
            yield found(Fault.ELEMENT_ORDER, part, etree.QName(child).localname, "no such element stands here")


def _of_sheet(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    yield from _foreign(root, part)
    around = [one for child in root if child.tag != f"{MAIN}sheetData" for one in child.iter(etree.Element)]
    yield from elements_findings(around, part)
    known = {one.id for one in book.relations(part)}
    for one in around:
        name = str(one.tag).removeprefix(MAIN)
        identity = one.get(f"{_RELATION}id")
        if identity and identity not in known and name in _RELATED:
            yield found(Fault.RELATIONSHIP, part, name, f"there is no relationship {identity} of the sheet")
        if name in _HOLDS_SOMETHING and one.getparent() is root and len(one) == 0:
            yield found(Fault.ELEMENT_ORDER, part, name, "it holds nothing")
        if name in _POINTS or name == "iconSet":
            yield from _points(one, part, name)
        yield from _said(one, part, name)
    yield from _page(book, root, part)


def _with_colours(elements: Sequence[etree._Element], part: str) -> Iterator[Finding]:
    """Of texts in which parts look otherwise."""
    yield from elements_findings(elements, part)
    for one in elements:
        yield from _colour(one, part)


def _colour(one: etree._Element, part: str) -> Iterator[Finding]:
    if not COLOUR.fullmatch(one.get("rgb", "000000")):
        wrong = f"{one.get('rgb')!r} is no colour of eight hexadecimal digits"
        yield found(Fault.ATTRIBUTE, part, etree.QName(one).localname, wrong)


def _said(one: etree._Element, part: str, name: str) -> Iterator[Finding]:
    """What an element beside the cells says and holds, beyond its attributes and the order in it."""
    yield from _colour(one, part)
    if name in _AT_MOST and len(one) > _AT_MOST[name]:
        yield found(Fault.ELEMENT_ORDER, part, name, f"it holds more than {_AT_MOST[name]:,} elements")
    if name == "filterColumn" and sum(one.find(f"{MAIN}{kind}") is not None for kind in _FILTERS) > 1:
        yield found(Fault.FILTER, part, name, "a column is filtered in two ways")
    if name in {"customFilters", "scenario"} and len(one) == 0:
        yield found(Fault.ELEMENT_ORDER, part, name, "it holds nothing")
    if name == "cfvo" and one.get("val") is None and one.get("type") in _WITH_VALUE:
        yield found(Fault.CONDITIONAL_FORMAT, part, name, "a point does not say where it is")
    for attribute in ("hashValue", "saltValue"):
        if one.get(attribute) is not None and not _BASE64.fullmatch(one.get(attribute, "")):
            yield found(Fault.ATTRIBUTE, part, f"{name} {attribute}", f"{one.get(attribute)!r} is not in base 64")
    for password in filter(None, (one.get("password"), one.get("workbookPassword"))):
        if not _PASSWORD.fullmatch(password):
            yield found(Fault.ATTRIBUTE, part, name, f"{password!r} is no password of four hexadecimal digits")


def _page(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    """Which view it is of, its margins, tables, headers and footers."""
    views = 1 if book.workbook is None else len(book.workbook.findall(f"{MAIN}bookViews/{MAIN}workbookView")) or 1
    for one in root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
        if not is_index(one.get("workbookViewId"), views):
            wrong = f"it is of no view of the workbook: {one.get('workbookViewId')}"
            yield found(Fault.VIEW, part, "sheetView", wrong)
    shown = Counter(one.get("workbookViewId") for one in root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"))
    if any(count > 1 for count in shown.values()):
        yield found(Fault.VIEW, part, "sheetView", "two views of the sheet are of the same view of the workbook")
    parts = Counter(one.get(f"{_RELATION}id") for one in root.iterfind(f"{MAIN}tableParts/{MAIN}tablePart"))
    for identity, times in parts.items():
        if times > 1:
            yield found(Fault.TABLE_RANGE, part, "tablePart", f"{identity} is listed twice")
    for one in root.iterfind(f"{MAIN}headerFooter/*"):
        if len(one.text or "") > _LONGEST_FOOT:
            name = str(one.tag).removeprefix(MAIN)
            yield found(Fault.ATTRIBUTE, part, name, f"it has more than {_LONGEST_FOOT} characters")


def _points(scale: etree._Element, part: str, name: str) -> Iterator[Finding]:
    """Where a scale of colours, a bar or a set of icons changes."""
    count = len(scale.findall(f"{MAIN}cfvo"))
    icons = _DIGITS.match(scale.get("iconSet", "3TrafficLights1"))
    least, most = _POINTS.get(name) or ((int(icons[0]),) * 2 if icons else (count, count))
    if scale.tag == f"{MAIN}{name}" and not least <= count <= most:
        yield found(Fault.CONDITIONAL_FORMAT, part, name, f"it changes at {count} points")


def elements_findings(elements: Iterable[etree._Element], part: str) -> Iterator[Finding]:
    """What each says of itself and holds, as the schema has it."""
    sound: set[tuple[str, str, str]] = set()
    for one in elements:
        name = str(one.tag).removeprefix(MAIN)
        known = ELEMENTS.get(name) if name != one.tag else None
        if known is None:
            continue
        if len(one.attrib) > _MOST_ATTRIBUTES:  # of which only a file made to be slow has so many
            yield found(Fault.ATTRIBUTE, part, name, f"it has {len(one.attrib):,} attributes")
            continue
        for attribute, said in one.items():
            triple = name, str(attribute), str(said)
            if triple in sound:
                continue
            if wrong := _fault(known, *triple):
                yield found(Fault.ATTRIBUTE, part, f"{name} {triple[1]}", wrong)
            else:
                sound.add(triple)
        yield from _counted(one, part, name)
        for attribute in known.required:
            if one.get(attribute) is None:
                yield found(Fault.ATTRIBUTE, part, name, f"it does not say {attribute}")
        if known.order is not None:
            yield from _inside(one, part, name, known.order)


def _counted(element: etree._Element, part: str, name: str) -> Iterator[Finding]:
    """Whether it holds as many as it says."""
    count = element.get("count", "")
    if name in _COUNTED and count.isdecimal() and int(count) != len(element.findall(f"{MAIN}*")):
        yield found(Fault.ATTRIBUTE, part, f"{name} count", f"it says {count}, and holds {len(element)}")


def _fault(element: Element, name: str, attribute: str, said: str) -> str:
    """What is wrong with an attribute; "" for one that is sound, or of another language."""
    kind = element.attributes.get(attribute)
    if kind is None:
        return "" if attribute.startswith("{") else f"{name} has no attribute {attribute}"
    if kind and not _KINDS[kind][0].fullmatch(said.strip()):
        return f"{said!r} is {_KINDS[kind][1]}"
    key = name, attribute
    limits = BOUNDS.get(key)
    is_within = limits is None or said == UNSAID.get(key) or _is_within(said, *limits)
    is_sound = said in WORDS.get(key, (said,)) and is_within
    if key == ("alignment", "textRotation") and is_sound:
        is_sound = said == "255" or float(said) <= _UPRIGHT
    return "" if is_sound else f"{said!r} is nothing that it can be"


def _inside(element: etree._Element, part: str, name: str, order: Mapping[str, int]) -> Iterator[Finding]:
    last = 0
    for child in element:
        bare = str(child.tag).removeprefix(MAIN)
        if bare == child.tag or not isinstance(child.tag, str):
            continue  # of another language, or a comment
        place = order.get(bare)
        if place is None:
            yield found(Fault.ELEMENT_ORDER, part, name, f"no {bare} stands in it")
        elif place < last:
            yield found(Fault.ELEMENT_ORDER, part, name, f"{bare} comes after what stands behind it in the schema")
        else:
            last = place


def _is_within(said: str, least: float, most: float) -> bool:
    try:
        return least <= float(said) <= most
    except ValueError:
        return False
