"""What a template's parts, beside cells and names, keep of the data that it was filled with: it is taken out.

What cannot be taken out, and what a workbook made from the template cannot have, is refused by its name.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Collection
from typing import Final

from lxml import etree

from salessheet.errors import UnreadableWorkbook
from salessheet.xlsx import build_mark
from salessheet.xlsx.addresses import split_sheet
from salessheet.xlsx.book_file import DATES_FROM_1900, of_1904
from salessheet.xlsx.package import Package
from salessheet.xlsx.parts import RELATION_ID, Parts
from salessheet.xlsx.stamp import pivots
from salessheet.xlsx.stamp.frames import IsStill, written

_REFUSED: Final = {
    "/vbaProject": ("holds macros, which no .xlsx workbook may have.", "Save a copy of it as .xlsx."),
    "/xlMacrosheet": ("has a sheet of macros, which no .xlsx workbook may have.", "Save a copy of it as .xlsx."),
    "/powerPivotData": (
        "has a data model (Power Pivot), which keeps the rows of whoever filled the tables in.",
        "Take the tables out of the data model; pivot tables can read them directly.",
    ),
    "/revisionHeaders": (
        "is shared and keeps a history of what was typed, by whoever it was filled for.",
        "Stop sharing it (Review > Unshare Workbook), and save it.",
    ),
    "/digital-signature/origin": (
        "is signed, and no workbook that is made from it would be.",
        "Remove its signature, and save it.",
    ),
}
"""Kinds of relationships → what a template with one is told, and what to do."""
_LINKED: Final = re.compile(rb"\b(?:linkedCell|listFillRange)=")
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_2009: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_2010: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2010/11/main}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CAMERA: Final = "{http://schemas.microsoft.com/office/drawing/2010/main}cameraTool"
_BOX: Final = "{urn:schemas-microsoft-com:vml}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_EXCEL: Final = "{urn:schemas-microsoft-com:office:excel}"
_VALUES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_PROPERTIES: Final = "core-properties"
_METADATA: Final = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
_NO_PROPERTIES: Final = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_EMBEDDED: Final = f"{RELATION_ID[:-2]}embed"
_BLANK: Final = "xl/media/blank{}.png"


def without_remnants(package: Package) -> Package:
    """The package without them, as an .xlsx workbook, whether it was a template of Excel's own or not.

    Pivot tables, slicers and timelines are read anew by whoever opens it. Raises UnreadableWorkbook.
    """
    for kind, (wrong, mend) in _REFUSED.items():
        if package.of_kind(kind):
            raise UnreadableWorkbook(package.path, f"this template {wrong}", mend)
    _refuse_what_remembers(package)
    if of_1904(package):
        wrong = "the dates of this template count from 1904, and those that are filled in from 1900."
        raise UnreadableWorkbook(package.path, wrong, f"{DATES_FROM_1900} Look at its own dates, and save it.")
    parts = Parts(package)
    _without_what_pivots_found(package, parts)
    for part in package.of_kind("/slicerCache"):
        parts.contents[part] = _without(parts.contents[part], f"{_2009}tabular/{_2009}items")
    for part in package.of_kind("/timelineCache"):
        state = f"{_2010}state/{_2010}"
        parts.contents[part] = _without(parts.contents[part], f"{state}selection", f"{state}bounds")
    parts.contents[package.workbook_part] = _without_folder(parts.contents[package.workbook_part])
    for relation, picture in parts.related("", "/metadata/thumbnail").items():
        parts.unrelate("", relation)
        parts.remove(picture)
    _with_properties(parts)
    if parts.type_of(package.workbook_part) not in {_WORKBOOK, ""}:
        parts.set_type(package.workbook_part, _WORKBOOK)
    return parts.finished()


def _with_properties(parts: Parts) -> None:
    """What the file says of itself stands where Excel writes it, whatever a program called it, or left it out."""
    found = parts.related("", f"/{_PROPERTIES}")
    if build_mark.PART in found.values():
        return
    content = next((parts.contents[part] for part in found.values()), _NO_PROPERTIES)
    for relation, part in found.items():
        parts.unrelate("", relation)
        parts.remove(part)
    parts.add(build_mark.PART, content, f"application/vnd.openxmlformats-package.{_PROPERTIES}+xml")
    parts.relate("", f"{_METADATA}/{_PROPERTIES}", build_mark.PART)


def _refuse_what_remembers(package: Package) -> None:
    """Slicers of data cubes name all that they choose from, ActiveX controls have a copy of what a cell said."""
    if any(b"olap" in package.parts[part] for part in package.of_kind("/slicerCache")):
        wrong = "this template has a slicer of a data cube (OLAP), which keeps the names of what it chooses from."
        raise UnreadableWorkbook(package.path, wrong, "Remove it, or let it filter a pivot table of these tables.")
    for title, part in package.sheet_parts().items():
        if package.related(part, "/control") and _LINKED.search(package.parts[part]):
            wrong = f"this template has an ActiveX control on the sheet {title!r} that keeps what its linked cells say."
            raise UnreadableWorkbook(package.path, wrong, "Unlink it, or use a form control in its place.")


def _without_what_pivots_found(package: Package, parts: Parts) -> None:
    for part in package.of_kind("/pivotCacheDefinition"):
        if pivots.names_groups(parts.contents[part]):
            wrong = f"a pivot table of this template groups its items by hand, and {part} keeps their names."
            raise UnreadableWorkbook(package.path, wrong, "Ungroup them.")
        if pivots.calculates_items(parts.contents[part]):
            wrong = f"a pivot table of this template has calculated items, and {part} names what they are made of."
            raise UnreadableWorkbook(package.path, wrong, "Remove these items; calculated fields stay.")
        parts.contents[part] = pivots.cache(parts.contents[part])
        for relation, records in parts.related(part, "/pivotCacheRecords").items():
            parts.unrelate(part, relation)
            parts.remove(records)
    for part in package.of_kind("/pivotTable"):
        parts.contents[part] = pivots.table(parts.contents[part])


def _without_folder(content: bytes) -> bytes:
    """The workbook's part without the folder that the template was saved in, which may be somebody's."""
    if b"absPath" not in content:
        return content
    tree = etree.fromstring(content)
    for child in list(tree):
        if next(child.iter("{*}absPath"), None) is not None:
            tree.remove(child)
    return written(tree)


def _without(content: bytes, *paths: str) -> bytes:
    tree = etree.fromstring(content)
    gone = [one for path in paths for one in tree.iterfind(f".//{path}")]
    for one in gone:
        one.getparent().remove(one)  # type: ignore[union-attr]  # it was found below the root
    return written(tree) if gone else content


def without_linked_properties(package: Package, is_still: IsStill) -> Package:
    """Properties of the document that say what a cell says are blank until Excel reads it, but of still cells."""
    changed = {}
    for part in package.of_kind("/custom-properties"):
        tree = etree.fromstring(package.parts[part])
        linked = [one for one in tree if one.get("linkTarget") and not is_still(one.get("linkTarget", ""))]
        for one in linked:
            one[:] = [etree.Element(f"{_VALUES}lpwstr")]
        if linked:
            changed[part] = written(tree)
    return package.with_parts(changed) if changed else package


def without_pictures_of_cells(package: Package, still: Collection[str]) -> Package:
    """Pictures that Excel takes of cells, and captions that say what a cell says, show nothing until it reads it anew.

    `still`: sheets on which nothing changes, of which they stay.
    """
    parts = Parts(package)
    blank = parts.free_name(_BLANK)
    for part in package.of_kind("/drawing"):
        if b"cameraTool" in parts.contents[part]:
            tree = etree.fromstring(parts.contents[part])
            taken = [one for one in tree.iter(_CAMERA) if _sheet(one.get("cellRange", "")) not in still]
            shown = [picture for one in taken for picture in _anchor(one).iter(f"{_DRAWING}blip")]
            if show_nothing(parts, part, shown, _EMBEDDED, blank):
                parts.contents[part] = written(tree)
    for part in package.of_kind("/vmlDrawing"):
        if b"FmlaPict" in parts.contents[part] or b"FmlaTxbx" in parts.contents[part]:
            tree = etree.fromstring(parts.contents[part], etree.XMLParser(recover=True))
            said = [one for one in tree.iter(f"{_EXCEL}FmlaTxbx") if _sheet(one.text or "") not in still]
            is_changed = [_say_nothing(_shape(one)) for one in said].count(True) > 0
            taken = [one for one in tree.iter(f"{_EXCEL}FmlaPict") if _sheet(one.text or "") not in still]
            shown = [picture for one in taken for picture in _shape(one).iter(f"{_BOX}imagedata")]
            if show_nothing(parts, part, shown, f"{_OFFICE}relid", blank) or is_changed:
                parts.contents[part] = etree.tostring(tree)
    if blank in parts.contents:
        parts.set_default_type("png", "image/png")
        return parts.finished()
    return package


def _say_nothing(shape: etree._Element) -> bool:
    """A caption without its text. Whether there was any."""
    said = [one for box in shape.iter(f"{_BOX}textbox") for one in box.iter()]
    had = any((text or "").strip() for one in said for text in (one.text, one.tail))
    for one in said:
        one.text = one.tail = None
    return had


def _sheet(formula: str) -> str | None:
    return split_sheet(formula.lstrip("="))[0]


def _anchor(camera: etree._Element) -> etree._Element:
    """All that stands for one picture, in the words of older programs as well."""
    root = camera.getroottree().getroot()
    return next((one for one in (camera, *camera.iterancestors()) if one.getparent() is root), camera)


def _shape(formula: etree._Element) -> etree._Element:
    return next((one for one in formula.iterancestors() if one.tag == f"{_BOX}shape"), formula)


def show_nothing(parts: Parts, of: str, pictures: list[etree._Element], attribute: str, blank: str) -> bool:
    """The pictures show a blank one in place of theirs, which goes where nothing else shows it."""
    known = parts.related(of, "/image")
    before = {picture.get(attribute, "") for picture in pictures} & known.keys()
    if not before:
        return False
    parts.contents.setdefault(blank, _transparent())
    fresh = parts.relate(of, "image", blank)
    for picture in pictures:
        if picture.get(attribute) in before:
            picture.set(attribute, fresh)
    for relation in before:
        parts.unrelate(of, relation)
    left = {part for owner in parts.owners() for part in parts.related(owner, "").values()}
    for relation in before:
        if known[relation] not in left:
            parts.remove(known[relation])
    return True


def _transparent() -> bytes:
    """A picture of one point that lets all through ([PNG] 5: a signature, then chunks with their checksums)."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(5))),
        (b"IEND", b""),
    )
    packed = (struct.pack(">I", len(data)) + kind + data for kind, data in chunks)
    summed = (chunk + struct.pack(">I", zlib.crc32(chunk[4:])) for chunk in packed)
    return b"\x89PNG\r\n\x1a\n" + b"".join(summed)
