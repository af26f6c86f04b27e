"""The parts of a workbook where openpyxl looks for them, without those whose contents it would only drop.

openpyxl has the style sheet and the colours of the theme in fixed places, finds the shared texts by their content
type, and follows relationships to the letter. A file may do otherwise in all of that.
"""

from __future__ import annotations

import posixpath
from typing import Final

from lxml import etree

from salessheet.engine.reading.readable import parsed
from salessheet.xlsx import part_names
from salessheet.xlsx.package import MAIN, Package

STYLES: Final = "xl/styles.xml"
THEME: Final = "xl/theme/theme1.xml"
TEXTS: Final = "xl/sharedStrings.xml"
_FIXED: Final = {"/styles": STYLES, "/theme": THEME, "/sharedStrings": TEXTS}
"""Types of relationships of the workbook → where openpyxl gets such a part."""

_UNREAD: Final = ("/drawing", "/vmlDrawing", "/pivotTable", "/pivotCacheDefinition", "/externalLink", "/vbaProject")
"""Types of relationships whose targets openpyxl is spared."""
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_NO_RELATIONS: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_CHART_SHEET: Final = (
    b'<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>'
)
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
_OVERRIDE: Final = '<Override PartName="/{}" ContentType="{}"/>'


def spared(package: Package) -> dict[str, bytes]:
    """Raises UnreadableWorkbook where the workbook's list of relationships is missing."""
    parts = dict(package.parts)
    for name in [name for name in parts if name.endswith(".rels") and posixpath.dirname(name).endswith("_rels")]:
        parts[name] = _followed(package, name)
    _replace_other_sheets(package, parts)
    parts[package.workbook_part] = _without_caches(parts[package.workbook_part])
    for properties in ("docProps/core.xml", "docProps/custom.xml"):
        parts.pop(properties, None)
    related = package.related(package.workbook_part).values()
    for kind, place in _FIXED.items():
        found = next((part for known, part in related if known.endswith(kind) and part in parts), None)
        if found is None:
            parts.pop(place, None)
        elif found != place:
            parts[place] = package.parts[found]
    for part in parts.keys() - {TEXTS} - set(package.sheet_parts().values()):  # read by another reader
        if part.endswith(".xml") and (b"<!--" in parts[part] or parts[part].count(b"<?") > 1):
            parts[part] = etree.tostring(parsed(parts[part]))
    parts[part_names.CONTENT_TYPES] = _content_types(package, has_texts=TEXTS in parts)
    return parts


def _content_types(package: Package, *, has_texts: bool) -> bytes:
    listed = _OVERRIDE.format(package.workbook_part, f"{_TYPE}sheet.main+xml")
    listed += _OVERRIDE.format(TEXTS, f"{_TYPE}sharedStrings+xml") if has_texts else ""
    return _TYPES.format(listed).encode()


def _followed(package: Package, name: str) -> bytes:
    """A list of relationships whose targets are spelt as their parts are, without those that are not to be read."""
    listing = package.parts[name]
    folder = posixpath.dirname(posixpath.dirname(name))
    tree = etree.fromstring(listing)
    is_changed = False
    for relation in [one for one in tree.iter(_RELATIONSHIP) if one.get("TargetMode") != "External"]:
        target = part_names.target(folder, relation.get("Target", ""))
        kind = relation.get("Type", "")
        if kind.endswith(_UNREAD) or (kind.endswith("/comments") and package.spelt(target) not in package.parts):
            tree.remove(relation)
            is_changed = True
        elif target not in package.parts and package.spelt(target) != target:
            relation.set("Target", f"/{package.spelt(target)}")
            is_changed = True
    return etree.tostring(tree) if is_changed else listing


def _replace_other_sheets(package: Package, parts: dict[str, bytes]) -> None:
    """Sheets without cells, of a chart, a dialog or old macros: openpyxl gets an empty one of a chart for each."""
    folder, _, name = package.workbook_part.rpartition("/")
    listing = f"{folder}/_rels/{name}.rels".lstrip("/")
    if listing not in parts:
        raise package.damaged(f"its part {listing} is missing")
    relations = etree.fromstring(parts[listing])
    listed = {sheet.get(_RELATION_ID) for sheet in package.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")}
    known = package.related(package.workbook_part)
    for relation in relations.findall(_RELATIONSHIP):
        kind, part = known.get(relation.get("Id", ""), ("", ""))
        if relation.get("Id") in listed and not kind.endswith("/worksheet") and part in parts:
            relation.set("Type", f"{kind.rpartition('/')[0]}/chartsheet")
            home, _, file = part.rpartition("/")
            parts[part] = _CHART_SHEET
            parts[f"{home}/_rels/{file}.rels"] = _NO_RELATIONS
    parts[listing] = etree.tostring(relations)


def _without_caches(workbook: bytes) -> bytes:
    """Without the list of pivot caches, which openpyxl would follow."""
    if b"pivotCaches" not in workbook:
        return workbook
    tree = etree.fromstring(workbook)
    for caches in tree.findall(f"{MAIN}pivotCaches"):
        tree.remove(caches)
    return etree.tostring(tree)
