"""What stands above the cells of a sheet, as its drawing part says: shapes, pictures and charts, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from lxml import etree

from salessheet.xlsx.package import Package

Element = etree._Element

EMU_PER_POINT: Final = 12_700
"""Drawings measure in English metric units."""

XDR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ANCHORS: Final = frozenset(XDR + name for name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))
_OBJECTS: Final = frozenset(XDR + name for name in ("sp", "grpSp", "graphicFrame", "cxnSp", "pic", "contentPart"))
_CHART_SPACES: Final = ("/chart", "/chartex")
_OF_FRAMES: Final = {"slicer": "slicer", "diagram": "igx_graphic", "table": "table", "timeslicer": "slicer"}

_NOT_SIZED_WITH_CELLS: Final = frozenset({"oneCell", "absolute"})

CHART, PICTURE, GROUP, FORM_CONTROL = "chart", "picture", "group", "form_control"


class Corner(NamedTuple):
    """A cell, from 1, and how far from its top left corner, in points."""

    row: int
    column: int
    down: float
    across: float


@dataclass(frozen=True)
class Anchor:
    """From a corner to another, or with a size in points; without a corner, so far from the sheet's own."""

    start: Corner | None
    end: Corner | None
    position: tuple[float, float] = (0.0, 0.0)
    """Left and top, where there is no corner."""
    size: tuple[float, float] = (0.0, 0.0)
    """Width and height, where they do not go by a second corner."""
    is_of_fixed_size: bool = False
    """Whether it moves with its cells but is not sized with them, though there is a second corner."""


@dataclass(frozen=True)
class Drawn:
    """One object of a drawing; what is grouped is one.

    `kind`: in xlwings' words. `anchor`: its place among the anchors of the drawing, from 0. `part`: that which holds
    the chart or the picture.
    """

    name: str
    kind: str
    place: Anchor
    anchor: int
    part: str | None = None
    text: str | None = None
    is_locked: bool = False
    """Whether a picture keeps its proportions."""


def drawing_part(package: Package, sheet_part: str) -> str | None:
    return next((part for _, part in package.related(sheet_part, "/drawing").values() if part in package.parts), None)


def drawn(package: Package, sheet_part: str) -> list[Drawn]:
    """From the back to the front."""
    part = drawing_part(package, sheet_part)
    if part is None:
        return []
    related = package.related(part)
    found = []
    for i, anchor in enumerate(anchors(package.tree(part))):
        shape, is_alternative = object_of(anchor)
        if shape is not None:
            found.append(_drawn(shape, _place(anchor, shape), i, related, is_alternative=is_alternative))
    return [one for one in found if one is not None]


def anchors(tree: Element) -> list[Element]:
    """Those in alternatives included."""
    return [anchor for child in tree for anchor in _chosen(child) if anchor.tag in _ANCHORS]


def object_of(anchor: Element) -> tuple[Element | None, bool]:
    """What an anchor holds, and whether only newer programs know it."""
    is_alternative = _is_in_alternative(anchor)
    for child in anchor:
        for shape in _chosen(child):
            if shape.tag in _OBJECTS:
                return shape, is_alternative or shape is not child
    return None, is_alternative


def frame(shape: Element) -> Element | None:
    """The element that has the size of an object in its group; None for one that is turned, whose sides differ."""
    found = next((one for one in shape.iterfind(f"*/{_A}xfrm")), None)
    return None if found is None or found.get("rot", "0") != "0" else found


def named(shape: Element) -> Element | None:
    """The element that has an object's name and number."""
    return next(shape.iter(f"{XDR}cNvPr"), None)


def _chosen(element: Element) -> Iterator[Element]:
    """The element, or what stands for it in a program that knows the newer namespaces."""
    if element.tag != f"{_MC}AlternateContent":
        yield element
        return
    choice = element.find(f"{_MC}Choice")
    yield from choice if choice is not None else ()


def _is_in_alternative(anchor: Element) -> bool:
    parent = anchor.getparent()
    return parent is not None and parent.tag == f"{_MC}Choice"


def _drawn(
    shape: Element, place: Anchor, anchor: int, related: dict[str, tuple[str, str]], *, is_alternative: bool
) -> Drawn | None:
    properties = named(shape)
    name = properties.get("name", "") if properties is not None else ""
    match etree.QName(shape).localname:
        case "pic":
            locks = next(shape.iter(f"{_A}picLocks"), None)
            is_locked = locks is not None and locks.get("noChangeAspect") in {"1", "true"}
            blip = next(shape.iter(f"{_A}blip"), None)
            identity = blip.get(f"{_R}embed", "") if blip is not None else ""
            part = related.get(identity, ("", ""))[1] or None
            return Drawn(name, PICTURE, place, anchor, part=part, is_locked=is_locked)
        case "graphicFrame":
            return _framed(shape, name, place, anchor, related)
        case "grpSp":
            return Drawn(name, GROUP, place, anchor)
        case "cxnSp":
            return Drawn(name, "line", place, anchor)
        case "contentPart":
            return Drawn(name, "ink", place, anchor)
    if is_alternative and properties is not None and properties.get("hidden") in {"1", "true"}:
        return Drawn(name, FORM_CONTROL, place, anchor)
    return Drawn(name, _kind_of_shape(shape), place, anchor, text=_text(shape))


def _kind_of_shape(shape: Element) -> str:
    box = next(shape.iter(f"{XDR}cNvSpPr"), None)
    if box is not None and box.get("txBox") in {"1", "true"}:
        return "text_box"
    return "free_form" if next(shape.iter(f"{_A}custGeom"), None) is not None else "auto_shape"


def _framed(frame: Element, name: str, place: Anchor, anchor: int, related: dict[str, tuple[str, str]]) -> Drawn | None:
    data = next(frame.iter(f"{_A}graphicData"), None)
    space = data.get("uri", "") if data is not None else ""
    if space.endswith(_CHART_SPACES):
        identity = next((child.get(f"{_R}id", "") for child in data), "") if data is not None else ""
        return Drawn(name, CHART, place, anchor, part=related.get(identity, ("", ""))[1] or None)
    return Drawn(name, _OF_FRAMES.get(space.rpartition("/")[2], "graphic"), place, anchor)


def _text(shape: Element) -> str | None:
    """Paragraphs as lines; None for a shape that cannot have text."""
    body = shape.find(f"{XDR}txBody")
    if body is None:
        return None
    return "\n".join(
        "".join(_run(run) for run in paragraph.iter(f"{_A}t", f"{_A}br")) for paragraph in body.iterfind(f"{_A}p")
    )


def _run(run: Element) -> str:
    return "\v" if run.tag == f"{_A}br" else run.text or ""


def _place(anchor: Element, shape: Element) -> Anchor:
    start, end = anchor.find(f"{XDR}from"), anchor.find(f"{XDR}to")
    position, extent = anchor.find(f"{XDR}pos"), anchor.find(f"{XDR}ext")
    size = _points(extent, "cx", "cy")
    is_fixed = False
    if end is not None and anchor.get("editAs") in _NOT_SIZED_WITH_CELLS:
        own = frame(shape)
        size = _points(own.find(f"{_A}ext") if own is not None else None, "cx", "cy")
        is_fixed = all(size)
    return Anchor(
        _corner(start) if start is not None else None,
        _corner(end) if end is not None else None,
        _points(position, "x", "y"),
        size,
        is_fixed,
    )


def _corner(element: Element) -> Corner:
    def number(name: str) -> int:
        return int(element.findtext(f"{XDR}{name}", "0").strip() or 0)

    return Corner(
        number("row") + 1, number("col") + 1, number("rowOff") / EMU_PER_POINT, number("colOff") / EMU_PER_POINT
    )


def _points(element: Element | None, across: str, down: str) -> tuple[float, float]:
    if element is None:
        return 0.0, 0.0
    return int(element.get(across, 0)) / EMU_PER_POINT, int(element.get(down, 0)) / EMU_PER_POINT
