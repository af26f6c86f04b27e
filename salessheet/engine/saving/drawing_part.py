"""A sheet's drawing with pictures added, and objects renamed, placed elsewhere or removed."""

from __future__ import annotations

import posixpath
from typing import Final

from lxml import etree

from salessheet.engine.model.drawing import EMU_PER_POINT, XDR, Anchor, Corner, Element, anchors, named, object_of
from salessheet.engine.model.drawing_changes import Altered, DrawingChanges, NewPicture
from salessheet.engine.saving.sheet_elements import put_in_order
from salessheet.xlsx import part_names
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.parts import RELATION_ID, Parts

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMBED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_DRAWING: Final = f"{MAIN}drawing"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_NONE: Final = etree.tostring(etree.Element(f"{XDR}wsDr", nsmap={"xdr": XDR[1:-1], "a": _A[1:-1]}))


def change_drawing(parts: Parts, sheet_part: str, changes: DrawingChanges) -> None:
    """Changes the parts. The sheet's own changes only where it had no drawing."""
    part = next(iter(parts.related(sheet_part, "/drawing").values()), None) or _new_part(parts, sheet_part)
    tree = etree.fromstring(parts.contents[part])
    known = anchors(tree)
    for index, change in changes.altered.items():
        _alter(known[index], change)
    for index in changes.removed:
        _remove(known[index], part, parts)
    for picture in changes.added.values():
        _add(tree, picture, part, parts)
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
    if change.place is not None:
        _put(anchor, change.place)


def _put(anchor: Element, place: Anchor) -> None:
    """The same kind of anchor, somewhere else."""
    for name, corner in (("from", place.start), ("to", place.end)):
        element = anchor.find(f"{XDR}{name}")
        if element is not None and corner is not None:
            for child, number in zip(element, _numbers(corner), strict=True):
                child.text = str(number)
    for name, (first, second), (x, y) in (("pos", "xy", place.position), ("ext", ("cx", "cy"), place.size)):
        element = anchor.find(f"{XDR}{name}")
        if element is not None:
            element.set(first, str(_emu(x)))
            element.set(second, str(_emu(y)))


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
    numbers = [int(one.get("id", 0)) for one in tree.iter(f"{XDR}cNvPr")]
    etree.SubElement(about, f"{XDR}cNvPr", id=str(max([1, *numbers]) + 1), name=picture.name)
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
