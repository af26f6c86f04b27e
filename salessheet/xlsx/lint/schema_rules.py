"""Rules of the schema that several parts keep: the order of elements, words and numbers of attributes, properties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from salessheet.xlsx.element_order import IN_STYLES
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_index
from salessheet.xlsx.package import MAIN

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
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
_HOLDS_SOMETHING: Final = ("cols", "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks")
_EDGES: Final = ("left", "right", "top", "bottom", "diagonal", "start", "end", "vertical", "horizontal")
_LINES: Final = frozenset(
    [
        "none",
        "thin",
        "medium",
        "dashed",
        "dotted",
        "thick",
        "double",
        "hair",
        "mediumDashed",
        "dashDot",
        "mediumDashDot",
        "dashDotDot",
        "mediumDashDotDot",
        "slantDashDot",
    ]
)
_PANES: Final = frozenset(["topLeft", "topRight", "bottomLeft", "bottomRight"])
_WORDS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("alignment", "horizontal"): frozenset(
        ["general", "left", "center", "right", "fill", "justify", "centerContinuous", "distributed"]
    ),
    ("alignment", "vertical"): frozenset(["top", "center", "bottom", "justify", "distributed"]),
    ("patternFill", "patternType"): frozenset(
        [
            "none",
            "solid",
            "mediumGray",
            "darkGray",
            "lightGray",
            "darkHorizontal",
            "darkVertical",
            "darkDown",
            "darkUp",
            "darkGrid",
            "darkTrellis",
            "lightHorizontal",
            "lightVertical",
            "lightDown",
            "lightUp",
            "lightGrid",
            "lightTrellis",
            "gray125",
            "gray0625",
        ]
    ),
    **{(edge, "style"): _LINES for edge in _EDGES},
    ("calcPr", "calcMode"): frozenset(["auto", "autoNoTable", "manual"]),
    ("pane", "state"): frozenset(["frozen", "frozenSplit", "split"]),
    ("pane", "activePane"): _PANES,
    ("selection", "pane"): _PANES,
    ("pageSetup", "orientation"): frozenset(["default", "portrait", "landscape"]),
    ("dataValidation", "errorStyle"): frozenset(["stop", "warning", "information"]),
    ("cfRule", "type"): frozenset(
        [
            "expression",
            "cellIs",
            "colorScale",
            "dataBar",
            "iconSet",
            "top10",
            "uniqueValues",
            "duplicateValues",
            "containsText",
            "notContainsText",
            "beginsWith",
            "endsWith",
            "containsBlanks",
            "notContainsBlanks",
            "containsErrors",
            "notContainsErrors",
            "timePeriod",
            "aboveAverage",
        ]
    ),
    ("cfRule", "operator"): frozenset(
        [
            "lessThan",
            "lessThanOrEqual",
            "equal",
            "notEqual",
            "greaterThanOrEqual",
            "greaterThan",
            "between",
            "notBetween",
            "containsText",
            "notContains",
            "beginsWith",
            "endsWith",
        ]
    ),
    ("tableColumn", "totalsRowFunction"): frozenset(
        ["none", "sum", "min", "max", "average", "count", "countNums", "stdDev", "var", "custom"]
    ),
    ("table", "headerRowCount"): frozenset("01"),
    ("table", "totalsRowCount"): frozenset("01"),
}
_TRUTHS: Final = frozenset(["0", "1", "true", "false"])
_TRUE_OR_NOT: Final = {
    "alignment": ("wrapText", "shrinkToFit", "justifyLastLine"),
    "sheetProtection": ("sheet", "objects", "scenarios", "formatCells", "sort", "autoFilter"),
    "calcPr": ("fullCalcOnLoad", "iterate", "fullPrecision"),
}
_NUMBERS: Final[Mapping[tuple[str, str], tuple[float, float]]] = {
    ("alignment", "textRotation"): (0, 255),
    ("sz", "val"): (1, 409.55),
    ("calcPr", "calcId"): (0, 2**32 - 1),
    ("sheetView", "zoomScale"): (10, 400),
    ("col", "width"): (0, 255.999),
}
_UPRIGHT: Final = 180  # degrees are counted up to here; 255 is one letter below the other
_MARGINS: Final = ("left", "right", "top", "bottom", "header", "footer")
_POINTS: Final = {"colorScale": (2, 3), "dataBar": (2, 2)}
_LONGEST_FOOT: Final = 255
_DAY: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:\d\d)?)?)?)?")
_TERMS: Final = "{http://purl.org/dc/terms/}"
_DIGITS: Final = re.compile(r"\d+")


def schema_findings(book: LintedBook) -> Iterator[Finding]:
    """Of the workbook, its styles, sheets and tables, and of the properties of the document."""
    workbook = book.workbook
    if workbook is not None:
        yield from _in_order(workbook, book.workbook_part, _WORKBOOK)
        yield from _attributes(workbook.iter(etree.Element), book.workbook_part)
    for part in book.related(book.workbook_part, "/styles").values():
        root = book.tree(part)
        if root is not None:
            yield from _in_order(root, part, IN_STYLES)
            yield from _attributes(root.iter(etree.Element), part)
    for _, part in book.sheets():
        root = book.tree(part)
        if root is not None:
            yield from _of_sheet(book, root, part)
    for part in [part for _, sheet in book.sheets() for part in book.related(sheet, "/table").values()]:
        root = book.tree(part)
        if root is not None:
            yield from _in_order(root, part, _TABLE)
            yield from _attributes(root.iter(etree.Element), part)
    yield from _properties(book)


def _in_order(root: etree._Element, part: str, order: Iterable[str]) -> Iterator[Finding]:
    places = {f"{MAIN}{name}": place for place, name in enumerate(order)}
    last, seen = -1, set[str]()
    for child in root:
        name = str(child.tag)
        if name not in places:
            continue  # of another language, or of a later one
        bare = name.removeprefix(MAIN)
        if places[name] < last:
            yield found(Fault.ELEMENT_ORDER, part, bare, "it comes after what stands behind it in the schema")
        elif name in seen and bare != "fileRecoveryPr":
            yield found(Fault.ELEMENT_ORDER, part, bare, "it is there twice")
        seen.add(name)
        last = max(last, places[name])


def _of_sheet(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    around = [one for child in root if child.tag != f"{MAIN}sheetData" for one in child.iter(etree.Element)]
    yield from _attributes(around, part)
    known = {one.id for one in book.relations(part)}
    for one in around:
        name = str(one.tag).removeprefix(MAIN)
        identity = one.get(f"{_RELATION}id")
        if identity and identity not in known and name in {"pageSetup", "control", "oleObject", "customPr"}:
            yield found(Fault.RELATIONSHIP, part, name, f"there is no relationship {identity} of the sheet")
        if name in _HOLDS_SOMETHING and one.getparent() is root and len(one) == 0:
            yield found(Fault.ELEMENT_ORDER, part, name, "it holds nothing")
        if name in _POINTS or name == "iconSet":
            yield from _points(one, part, name)
    yield from _page(book, root, part)


def _page(book: LintedBook, root: etree._Element, part: str) -> Iterator[Finding]:
    """Which view it is of, its margins, tables, headers and footers."""
    views = 1 if book.workbook is None else len(book.workbook.findall(f"{MAIN}bookViews/{MAIN}workbookView")) or 1
    for one in root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
        if not is_index(one.get("workbookViewId"), views):
            wrong = f"it is of no view of the workbook: {one.get('workbookViewId')}"
            yield found(Fault.VIEW, part, "sheetView", wrong)
    for one in root.iterfind(f"{MAIN}pageMargins"):
        if lacking := [name for name in _MARGINS if one.get(name) is None]:
            yield found(Fault.ATTRIBUTE, part, "pageMargins", f"it does not say {', '.join(lacking)}")
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


def _attributes(elements: Iterable[etree._Element], part: str) -> Iterator[Finding]:
    for one in elements:
        if not str(one.tag).startswith(MAIN):
            continue
        name = str(one.tag).removeprefix(MAIN)
        for attribute, said in ((str(key), str(value)) for key, value in one.items()):
            key = name, attribute
            limits = _NUMBERS.get(key)
            is_sound = said in _WORDS.get(key, (said,))
            if attribute in _TRUE_OR_NOT.get(name, ()):
                is_sound = said in _TRUTHS
            if limits is not None:
                is_sound = _is_within(said, *limits)
            if key == ("alignment", "textRotation") and is_sound:
                is_sound = said == "255" or float(said) <= _UPRIGHT
            if not is_sound:
                yield found(Fault.ATTRIBUTE, part, f"{name} {attribute}", f"{said!r} is nothing that it can be")


def _is_within(said: str, least: float, most: float) -> bool:
    try:
        return least <= float(said) <= most
    except ValueError:
        return False


def _properties(book: LintedBook) -> Iterator[Finding]:
    for part in book.related("", "/core-properties").values():
        root = book.tree(part)
        said = [] if root is None else [str(one.tag) for one in root.iterchildren("*")]
        for name, times in Counter(said).items():
            if times > 1:
                yield found(Fault.PROPERTIES, part, etree.QName(name).localname, "it is said more than once")
        for name in ("created", "modified"):
            for one in () if root is None else root.iterfind(f"{_TERMS}{name}"):
                if (one.text or "").strip() and not _DAY.fullmatch((one.text or "").strip()):
                    yield found(Fault.PROPERTIES, part, name, f"{one.text!r} is no day")
