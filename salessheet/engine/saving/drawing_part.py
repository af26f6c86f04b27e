"""A sheet's drawing with pictures and charts added, and objects renamed, changed, placed elsewhere or removed."""

from __future__ import annotations

import posixpath
from typing import Final

from lxml import etree

from salessheet.engine.model.drawing import (
    EMU_PER_POINT,
    XDR,
    Anchor,
    Corner,
    Element,
    anchors,
    frame,
    named,
    object_of,
)
from salessheet.engine.model.drawing_changes import Altered, ChartContent, DrawingChanges, NewChart, NewPicture
from salessheet.engine.model.shape_fonts import dress
from salessheet.engine.saving.shape_text import set_text
from salessheet.engine.saving.sheet_elements import put_in_order
from salessheet.xlsx import part_names
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.parts import RELATION_ID, Parts

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMBED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CHARTS: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CHART: Final = f"{{{_CHARTS}}}chart"
_DRAWING: Final = f"{MAIN}drawing"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_FIRST: Final = Corner(1, 1, 0.0, 0.0)
_NONE: Final = etree.tostring(etree.Element(f"{XDR}wsDr", nsmap={"xdr": XDR[1:-1], "a": _A[1:-1]}))


def change_drawing(parts: Parts, sheet_part: str, changes: DrawingChanges) -> None:
    """Changes the parts. The sheet's own changes only where it had no drawing."""
    part = next(iter(parts.related(sheet_part, "/drawing").values()), None) or _new_part(parts, sheet_part)
    tree = etree.fromstring(parts.contents[part])
    known = anchors(tree)
    for index, change in changes.altered.items():
        _alter(known[index], change)
        if change.chart is not None:
            _rewrite_chart(known[index], change.chart, part, parts)
    for index in changes.removed:
        _remove(known[index], part, parts)
    for one in changes.added.values():
        if isinstance(one, NewPicture):
            _add(tree, one, part, parts)
        else:
            _add_chart(tree, one, part, parts)
    parts.contents[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _new_part(parts: Parts, sheet_part: str) -> str:
    part = parts.free_name("xl/drawings/drawing{}.xml")
    parts.add(part, _NONE, _TYPE)
    tree = etree.fromstring(parts.contents[sheet_part])
    drawing = etree.Element(_DRAWING, nsmap={"r": _RELATIONSHIPS})
    drawing.set(RELATION_ID, parts.relate(sheet_part, "drawing", part))
    put_in_order(tree, drawing)
    parts.contents[sheet_part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return part


def _alter(anchor: Element, change: Altered) -> None:
    shape = object_of(anchor)[0]
    properties = named(shape) if shape is not None else None
    if change.name is not None and properties is not None:
        properties.set("name", change.name)
    if change.is_locked is not None and shape is not None:
        for locks in shape.iter(f"{_A}picLocks"):
            locks.set("noChangeAspect", str(int(change.is_locked)))
    if shape is not None:
        alter_text(shape, change)
    if change.place is not None:
        _put(anchor, change.place)
        own = frame(shape) if shape is not None and change.place.is_of_fixed_size else None
        if own is not None:
            _measure(own.find(f"{_A}ext"), ("cx", "cy"), change.place.size)


def alter_text(shape: Element, change: Altered) -> None:
    """What a shape says, and in which fonts."""
    if change.text is not None:
        set_text(shape, change.text)
    for font in change.fonts:
        dress(shape, font)


def _rewrite_chart(anchor: Element, chart: ChartContent, part: str, parts: Parts) -> None:
    frame = next(anchor.iter(_CHART), None)
    identity = frame.get(RELATION_ID, "") if frame is not None else ""
    target = parts.related(part, "/chart").get(identity)
    if target is not None:
        parts.contents[target] = _document(chart.tree)


def _document(tree: Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _put(anchor: Element, place: Anchor) -> None:
    """The same kind of anchor, somewhere else."""
    for name, corner in (("from", place.start), ("to", place.end)):
        element = anchor.find(f"{XDR}{name}")
        if element is not None and corner is not None:
            for child, number in zip(element, _numbers(corner), strict=True):
                child.text = str(number)
    for name, names, measures in (("pos", ("x", "y"), place.position), ("ext", ("cx", "cy"), place.size)):
        _measure(anchor.find(f"{XDR}{name}"), names, measures)


def _measure(element: Element | None, names: tuple[str, str], points: tuple[float, float]) -> None:
    if element is not None:
        for name, distance in zip(names, points, strict=True):
            element.set(name, str(_emu(distance)))


def _numbers(corner: Corner) -> tuple[int, int, int, int]:
    """In the order of a drawing: column, how far into it, row, how far into it."""
    return corner.column - 1, _emu(corner.across), corner.row - 1, _emu(corner.down)


def _emu(points: float) -> int:
    return round(points * EMU_PER_POINT)


def _remove(anchor: Element, part: str, parts: Parts) -> None:
    """With the parts that only this object used: its picture, its chart."""
    used = {value for element in anchor.iter() for name, value in element.attrib.items() if _RELATIONSHIPS in str(name)}
    parent = anchor.getparent()
    if parent is not None:
        parent.remove(anchor)
        left = {value for e in parent.iter() for name, value in e.attrib.items() if _RELATIONSHIPS in str(name)}
        used -= left
    known = parts.related(part, "")
    for identity in used & known.keys():
        parts.unrelate(part, str(identity))
        _drop(known[str(identity)], parts)


def _drop(part: str, parts: Parts) -> None:
    """The part and what only it refers to, unless others refer to it."""
    finished = parts.finished().parts
    for listing in [name for name in finished if name.endswith(".rels")]:
        folder = posixpath.dirname(posixpath.dirname(listing))
        for relation in etree.fromstring(finished[listing]).iter(_RELATION):
            target = part_names.target(folder, relation.get("Target", ""))
            if target.casefold() == part.casefold() and relation.get("TargetMode") != "External":
                return
    inner = list(parts.related(part, "").values())
    parts.remove(part)
    for one in inner:
        _drop(one, parts)


def _add(tree: Element, picture: NewPicture, part: str, parts: Parts) -> None:
    media = parts.free_name(f"xl/media/image{{}}.{picture.image.suffix}")
    parts.contents[media] = picture.image.content
    parts.set_default_type(picture.image.suffix, f"image/{picture.image.suffix}")
    place = picture.place
    if place.start is None:
        return
    anchor = etree.SubElement(tree, f"{XDR}oneCellAnchor")
    start = etree.SubElement(anchor, f"{XDR}from")
    for name, number in zip(("col", "colOff", "row", "rowOff"), _numbers(place.start), strict=True):
        etree.SubElement(start, f"{XDR}{name}").text = str(number)
    size = {"cx": str(_emu(place.size[0])), "cy": str(_emu(place.size[1]))}
    etree.SubElement(anchor, f"{XDR}ext", size)
    shape = etree.SubElement(anchor, f"{XDR}pic")
    about = etree.SubElement(shape, f"{XDR}nvPicPr")
    _call(about, picture.name, tree)
    locks = etree.SubElement(about, f"{XDR}cNvPicPr")
    etree.SubElement(locks, f"{_A}picLocks", noChangeAspect=str(int(picture.is_locked)))
    fill = etree.SubElement(shape, f"{XDR}blipFill")
    blip = etree.SubElement(fill, f"{_A}blip", nsmap={"r": _RELATIONSHIPS})
    blip.set(_EMBED, parts.relate(part, "image", media))
    etree.SubElement(etree.SubElement(fill, f"{_A}stretch"), f"{_A}fillRect")
    look = etree.SubElement(shape, f"{XDR}spPr")
    frame = etree.SubElement(look, f"{_A}xfrm")
    etree.SubElement(frame, f"{_A}off", x="0", y="0")
    etree.SubElement(frame, f"{_A}ext", size)
    etree.SubElement(etree.SubElement(look, f"{_A}prstGeom", prst="rect"), f"{_A}avLst")
    etree.SubElement(anchor, f"{XDR}clientData")


def _add_chart(tree: Element, chart: NewChart, part: str, parts: Parts) -> None:
    """It moves and grows with the cells below, as a chart does that Excel makes."""
    content = parts.free_name("xl/charts/chart{}.xml")
    parts.add(content, _document(chart.chart.tree), _CHART_TYPE)
    anchor = etree.SubElement(tree, f"{XDR}twoCellAnchor")
    for name, corner in (("from", chart.place.start), ("to", chart.place.end)):
        element = etree.SubElement(anchor, f"{XDR}{name}")
        for child, number in zip(("col", "colOff", "row", "rowOff"), _numbers(corner or _FIRST), strict=True):
            etree.SubElement(element, f"{XDR}{child}").text = str(number)
    frame = etree.SubElement(anchor, f"{XDR}graphicFrame", macro="")
    about = etree.SubElement(frame, f"{XDR}nvGraphicFramePr")
    _call(about, chart.name, tree)
    etree.SubElement(about, f"{XDR}cNvGraphicFramePr")
    place = etree.SubElement(frame, f"{XDR}xfrm")
    etree.SubElement(place, f"{_A}off", x="0", y="0")
    etree.SubElement(place, f"{_A}ext", cx="0", cy="0")
    data = etree.SubElement(etree.SubElement(frame, f"{_A}graphic"), f"{_A}graphicData", uri=_CHARTS)
    shown = etree.SubElement(data, _CHART, nsmap={"c": _CHARTS, "r": _RELATIONSHIPS})
    shown.set(RELATION_ID, parts.relate(part, "chart", content))
    etree.SubElement(anchor, f"{XDR}clientData")


def _call(about: Element, name: str, tree: Element) -> None:
    """The element with an object's name, and a number that no other object of the drawing has."""
    numbers = [int(one.get("id", 0)) for one in tree.iter(f"{XDR}cNvPr")]
    etree.SubElement(about, f"{XDR}cNvPr", id=str(max([1, *numbers]) + 1), name=name)
