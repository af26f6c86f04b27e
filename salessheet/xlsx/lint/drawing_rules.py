"""Rules of what lies on sheets: drawings and charts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.chart_rules import chart_findings, colour_findings
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.formula_rules import FormulaRules, formula_rules
from salessheet.xlsx.lint.name_rules import unplaced
from salessheet.xlsx.lint.note_rules import note_findings, people_findings

_SHEET_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ANCHORS: Final = [f"{_SHEET_DRAWING}{kind}Anchor" for kind in ("twoCell", "oneCell", "absolute")]
_PLACES: Final = {
    "twoCellAnchor": ("from", "to"),
    "oneCellAnchor": ("from", "ext"),
    "absoluteAnchor": ("pos", "ext"),
}
_NEEDED: Final = {
    "pic": ("nvPicPr", "blipFill", "spPr"),
    "sp": ("nvSpPr", "spPr"),
    "cxnSp": ("nvCxnSpPr", "spPr"),
    "graphicFrame": ("nvGraphicFramePr", "xfrm"),
}
"""Object of a drawing → what must be in it."""
_NO_OBJECTS: Final = [f"{_SHEET_DRAWING}{name}" for name in ("from", "to", "pos", "ext", "clientData")]
_ALTERNATIVES: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DATA: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_CORNER: Final = ["col", "colOff", "row", "rowOff"]
_LENGTH: Final = re.compile(r"-?\d+(?:\.\d+)?(?:mm|cm|in|pt|pc|pi)?")
_DELETED: Final = "!#REF!"
_LONE: Final = re.compile(r"[^\W\d][\w.]*")
_NO_AXIS: Final = "0"  # of charts in space that have no third axis
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LEADS_TO: Final = {
    (f"{_CHART}chart", f"{_RELATION}id"): ("chart",),
    ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", f"{_RELATION}embed"): ("image",),
}
"""Element and attribute → the kind of relationship that is meant."""
_USES: Final = tuple(f"{_RELATION}{name}" for name in ("id", "embed", "link", "dm", "lo", "qs", "cs"))


def drawing_findings(book: LintedBook) -> Iterator[Finding]:
    rules = formula_rules(book)
    for part in _drawn(book):
        root = book.tree(part)
        if root is None:
            continue
        yield from _anchors(root, part)
        yield from _objects(root, part)
        for link in filter(None, [shape.get("textlink") for shape in root.iter(f"{_SHEET_DRAWING}sp")]):
            for one in rules.findings(part, link, link):
                yield found(Fault.DRAWING, part, one.where, one.wrong[:1].lower() + one.wrong[1:].rstrip("."))
        yield from colour_findings(root, part, Fault.DRAWING)
        yield from _used(book, root, part, Fault.DRAWING)
        for chart in book.related(part, "/chart").values():
            tree = book.tree(chart)
            yield from _axes(tree, chart)
            yield from () if tree is None else chart_findings(tree, chart)
            yield from () if tree is None else _used(book, tree, chart, Fault.CHART)
            yield from () if tree is None else _read_by(tree, chart, rules)
    yield from people_findings(book)
    for _, sheet in book.sheets():
        yield from note_findings(book, sheet)


def _read_by(tree: etree._Element, part: str, rules: FormulaRules) -> Iterator[Finding]:
    """The cells that a chart draws, each with its sheet before it.

    Of cells that somebody deleted Excel keeps the name of the sheet, though that may be gone as well.
    """
    for text in [formula.text or "" for formula in _formulas(tree)]:
        if text.endswith(_DELETED):
            continue
        if _LONE.fullmatch(text):
            yield found(Fault.CHART, part, text, "it names no sheet or workbook before it")
        elif wrong := unplaced(text):
            yield found(Fault.CHART, part, text, wrong)
        for one in rules.findings(part, text, text):
            yield found(Fault.CHART, part, one.where, one.wrong[:1].lower() + one.wrong[1:].rstrip("."))


def _used(book: LintedBook, root: etree._Element, part: str, fault: Fault) -> Iterator[Finding]:
    """The pictures, charts and the like that a part shows must be related to it, each as what it is."""
    known = {one.id: one.type.rpartition("/")[2] for one in book.relations(part)}
    for element in root.iter(etree.Element):
        for attribute in _USES:
            identity = element.get(attribute)
            if identity and identity not in known:
                yield found(fault, part, identity, "there is no such relationship of the part")
            elif identity and (kinds := _LEADS_TO.get((str(element.tag), attribute))) and known[identity] not in kinds:
                yield found(fault, part, identity, f"it leads to {known[identity]}, and not to {kinds[0]}")


def _formulas(tree: etree._Element) -> Iterator[etree._Element]:
    """Those that Excel reads. A pivot chart shows its pivot table, whatever its formulas said when it was drawn."""
    if tree.find(f"{_CHART}pivotSource") is None:
        yield from tree.iter(f"{_CHART}f")


def _axes(tree: etree._Element | None, part: str) -> Iterator[Finding]:
    if tree is None:
        return
    plot = tree.find(f"{_CHART}chart/{_CHART}plotArea")
    if plot is None:
        yield found(Fault.CHART, part, "plotArea", "a chart has this element")
        return
    if not any(str(one.tag).endswith("Chart") for one in plot):
        yield found(Fault.CHART, part, "plotArea", "no kind of chart is drawn in it")
    known = {axis.get("val") for axis in plot.iterfind(f"*/{_CHART}axId") if str(axis.getparent().tag).endswith("Ax")}  # type: ignore[union-attr]  # it was found below the plot
    for one in plot.iterfind(f"*/{_CHART}axId"):
        if one.get("val") not in {*known, _NO_AXIS}:
            yield found(Fault.CHART, part, "axId", f"there is no axis {one.get('val')}")
    for one in plot.iterfind(f"*/{_CHART}crossAx"):
        if one.get("val") not in known:
            yield found(Fault.CHART, part, "crossAx", f"there is no axis {one.get('val')}")


def _drawn(book: LintedBook) -> list[str]:
    """The drawings of all sheets, of chart sheets as well."""
    sheets = [one.target for one in book.relations(book.workbook_part) if one.type.endswith(("sheet", "Sheet"))]
    return [part for sheet in sheets for part in book.related(sheet, "/drawing").values()]


def _anchors(root: etree._Element, part: str) -> Iterator[Finding]:
    for number, anchor in enumerate(root, 1):
        if anchor.tag in _ANCHORS:
            yield from _anchored(anchor, part, f"anchor {number}")
            if anchor.find(f"{_SHEET_DRAWING}clientData") is None:
                yield found(Fault.DRAWING, part, f"anchor {number}", "it does not end with clientData")
            held = sum(child.tag not in _NO_OBJECTS for child in anchor.iterchildren("*"))
            if held != 1:
                yield found(Fault.DRAWING, part, f"anchor {number}", f"{held or 'no'} objects are anchored, not one")
        elif anchor.tag not in {_ALTERNATIVES, etree.Comment}:
            yield found(
                Fault.DRAWING, part, f"anchor {number}", f"it is no anchor, but {etree.QName(anchor).localname}"
            )
        ends = [_place(anchor.find(f"{_SHEET_DRAWING}{end}")) for end in ("from", "to")]
        for end in ends:
            if end is not None and not (0 <= end[0] < LAST_ROW and 0 <= end[1] < LAST_COLUMN):
                yield found(Fault.DRAWING, part, f"anchor {number}", "it lies off the sheet")
        if ends[0] is not None and ends[1] is not None and (ends[1][0] < ends[0][0] or ends[1][1] < ends[0][1]):
            yield found(Fault.DRAWING, part, f"anchor {number}", "it ends before it begins")


def _objects(root: etree._Element, part: str) -> Iterator[Finding]:
    """What an object consists of: what it is called, what it shows, and how it looks."""
    for name, needed in _NEEDED.items():
        for one in root.iter(f"{_SHEET_DRAWING}{name}"):
            for element in needed:
                if one.find(f"{_SHEET_DRAWING}{element}") is None:
                    yield found(Fault.DRAWING, part, name, f"it has no {element}")
    charts = Counter(one.get(f"{_RELATION}id") for one in root.iter(f"{_CHART}chart"))
    for identity, times in charts.items():
        if times > 1:
            yield found(Fault.DRAWING, part, identity or "", f"{times} frames show one and the same chart")


def _anchored(anchor: etree._Element, part: str, where: str) -> Iterator[Finding]:
    """Where it says to be, and the names of what stands there."""
    held = [str(child.tag).removeprefix(_SHEET_DRAWING) for child in anchor]
    places = _PLACES[etree.QName(anchor).localname]
    if tuple(held[: len(places)]) != places:
        yield found(Fault.DRAWING, part, where, f"it begins with its {' and '.join(places)}")
    yield from _corners(anchor, part, where)
    if anchor.get("editAs", "twoCell") not in {"twoCell", "oneCell", "absolute"}:
        yield found(Fault.DRAWING, part, where, f"it cannot move with cells by {anchor.get('editAs')!r}")
    for one in anchor.iter(_DATA):
        if one.find(f"{_CHART}chart") is not None and one.get("uri") != _CHART[1:-1]:
            yield found(Fault.DRAWING, part, where, f"it holds a chart, and says that it holds {one.get('uri')!r}")
    for one in anchor.iter(f"{_SHEET_DRAWING}cNvPr"):
        if one.get("name") is None or not one.get("id", "").isdecimal():
            yield found(Fault.DRAWING, part, where, "what it holds has no name, or no number as its id")
    size = anchor.find(f"{_SHEET_DRAWING}ext")
    for length in () if size is None else (size.get("cx", ""), size.get("cy", "")):
        if not length.isdecimal():
            yield found(Fault.DRAWING, part, where, f"{length!r} is no size")


def _corners(anchor: etree._Element, part: str, where: str) -> Iterator[Finding]:
    for end in anchor.iterchildren(f"{_SHEET_DRAWING}from", f"{_SHEET_DRAWING}to"):
        said = [str(one.tag).removeprefix(_SHEET_DRAWING) for one in end]
        if said != _CORNER or not all(_LENGTH.fullmatch((one.text or "").strip()) for one in end):
            yield found(Fault.DRAWING, part, where, f"a corner of it says {', '.join(said)}, not {', '.join(_CORNER)}")


def _place(end: etree._Element | None) -> tuple[int, int] | None:
    """Row and column, counted from 0; -1 for what is no number."""
    if end is None:
        return None
    texts = [(end.findtext(f"{_SHEET_DRAWING}{name}") or "").strip() for name in ("row", "col")]
    row, column = (int(text) if text.isdecimal() else -1 for text in texts)
    return row, column
