"""The notes of a sheet: their texts in one part, and the yellow boxes that show them in another."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lxml import etree
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.saving.sheet_elements import put_in_order
from salessheet.xlsx.addresses import CellRef, Place
from salessheet.xlsx.editing import escaped
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.parts import RELATION_ID, Parts

_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BOXES_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML: Final = "urn:schemas-microsoft-com:vml"
_OFFICE: Final = "urn:schemas-microsoft-com:office:office"
_EXCEL: Final = "urn:schemas-microsoft-com:office:excel"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_LEGACY: Final = f"{MAIN}legacyDrawing"
_SHAPE_NUMBER: Final = re.compile(r"_s(\d+)$")
_FIRST_SHAPE: Final = 1025  # Excel gives each sheet's boxes a block of numbers of its own; this begins the first
_POINTS: Final = 0.75  # of a pixel, in which openpyxl measures boxes
_NO_COMMENTS: Final = f'<comments xmlns="{MAIN[1:-1]}"><authors/><commentList/></comments>'.encode()
_NO_BOXES: Final = f"""<xml xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}">
<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>""".encode()


class _Note(NamedTuple):
    text: str
    author: str
    width: float
    height: float


def changed_notes(tree: etree._Element, part: str, now: Worksheet, base: Worksheet | None, parts: Parts) -> bool:
    """Changes the parts with notes where `now` has others than `base`; whether `tree`, the sheet's part, changed."""
    old = {} if base is None else _notes(base)
    new = _notes(now)
    changed = {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}
    if not changed:
        return False
    _write_texts(_part(part, parts), changed, new, parts)
    boxes, is_new = _boxes(tree, part, parts)
    _write_boxes(boxes, changed, new, parts)
    return is_new


def _notes(sheet: Worksheet) -> dict[Place, _Note]:
    found = {}
    for place, cell in sheet._cells.items():
        comment: Comment | None = cell.comment
        if comment is not None:
            found[place] = _Note(comment.text or "", comment.author or "", comment.width, comment.height)
    return found


def _part(part: str, parts: Parts) -> str:
    """The part with the texts, made if there is none."""
    known = list(parts.related(part, "/comments").values())
    if known:
        return known[0]
    name = parts.free_name("xl/comments{}.xml")
    parts.add(name, _NO_COMMENTS, _COMMENTS_TYPE)
    parts.relate(part, "comments", name)
    return name


def _boxes(tree: etree._Element, part: str, parts: Parts) -> tuple[str, bool]:
    """The part with the boxes, made if there is none, and whether it was."""
    legacy = tree.find(_LEGACY)
    known = parts.related(part, "/vmlDrawing")
    if legacy is not None and legacy.get(RELATION_ID, "") in known:
        return known[legacy.get(RELATION_ID, "")], False
    name = parts.free_name("xl/drawings/vmlDrawing{}.vml")
    parts.contents[name] = _NO_BOXES
    parts.set_default_type("vml", _BOXES_TYPE)
    if legacy is None:
        legacy = etree.Element(_LEGACY)
        put_in_order(tree, legacy)
    legacy.set(RELATION_ID, parts.relate(part, "vmlDrawing", name))
    return name, True


def _write_texts(part: str, changed: set[Place], new: dict[Place, _Note], parts: Parts) -> None:
    tree = etree.fromstring(parts.contents[part])
    authors, notes = tree.find(f"{MAIN}authors"), tree.find(f"{MAIN}commentList")
    if authors is None or notes is None:
        return
    for place in sorted(changed):
        address = CellRef("", *place).address
        known = next((note for note in notes if note.get("ref") == address), None)
        note = new.get(place)
        if note is None:
            if known is not None:
                notes.remove(known)
            continue
        if known is None:
            known = etree.SubElement(notes, f"{MAIN}comment", ref=address)
        known.set("authorId", str(_author(authors, note.author)))
        for child in list(known):
            if child.tag == f"{MAIN}text":
                known.remove(child)
        text = etree.Element(f"{MAIN}text")
        known.insert(0, text)
        run = etree.SubElement(text, f"{MAIN}t")
        run.text = escaped(note.text)
        run.set(_SPACE, "preserve")
    parts.contents[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _author(authors: etree._Element, name: str) -> int:
    for index, author in enumerate(authors):
        if (author.text or "") == name:
            return index
    etree.SubElement(authors, f"{MAIN}author").text = name
    return len(authors) - 1


def _write_boxes(part: str, changed: set[Place], new: dict[Place, _Note], parts: Parts) -> None:
    # Programs other than Excel write boxes that are not quite XML: what can be read of them is kept.
    tree = etree.fromstring(parts.contents[part], etree.XMLParser(recover=True))
    boxes = {place: box for box in tree.findall(f"{{{_VML}}}shape") if (place := _place(box)) is not None}
    for place in sorted(changed):
        if place not in new:
            if place in boxes:
                tree.remove(boxes[place])
        elif place not in boxes:
            tree.append(_box(place, new[place], _next_number(tree)))
    parts.contents[part] = etree.tostring(tree)


def _place(box: etree._Element) -> Place | None:
    """The cell that a box belongs to; None for other shapes, such as buttons."""
    data = box.find(f"{{{_EXCEL}}}ClientData")
    if data is None or data.get("ObjectType") != "Note":
        return None
    row, column = data.findtext(f"{{{_EXCEL}}}Row"), data.findtext(f"{{{_EXCEL}}}Column")
    return (int(row) + 1, int(column) + 1) if row and column else None


def _next_number(tree: etree._Element) -> int:
    numbers = [
        int(found[1])
        for shape in tree.iter(f"{{{_VML}}}shape")
        if (found := _SHAPE_NUMBER.search(shape.get("id", ""))) is not None
    ]
    return max([_FIRST_SHAPE - 1, *numbers]) + 1


def _box(place: Place, note: _Note, number: int) -> etree._Element:
    row, column = place
    return etree.fromstring(f"""<v:shape xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}" id="_x0000_s{number}"
 type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto"
 style="position:absolute;margin-left:60pt;margin-top:1.5pt;width:{note.width * _POINTS:g}pt;height:{note.height * _POINTS:g}pt;z-index:1;visibility:hidden">
<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>
<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>""")  # noqa: E501  the style is one attribute
