"""What openpyxl is given of a workbook: the cells and what the API changes. All else stays in the package, unread.

So openpyxl does not stumble over parts that it would only drop, and a workbook is parsed once.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Final

from lxml import etree
from openpyxl import Workbook

from salessheet.engine.collection import paused_collection
from salessheet.engine.reading.reader import StoredResults, read
from salessheet.errors import UnreadableWorkbook
from salessheet.xlsx.book_file import StoredValues
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.sheet_data import without_cells

_UNREAD: Final = ("/drawing", "/vmlDrawing", "/pivotTable", "/pivotCacheDefinition", "/externalLink", "/vbaProject")
"""Types of relationships whose targets openpyxl is spared."""
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ESSENTIAL: Final = frozenset(
    MAIN + name for name in ("sheetPr", "dimension", "sheetFormatPr", "cols", "sheetData", "mergeCells", "tableParts")
)
_NO_RELATIONS: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_CHART_SHEET: Final = (
    b'<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>'
)


def contents_of(package: Package) -> tuple[Workbook, dict[str, StoredResults]]:
    """The workbook as openpyxl has it, with formulas, and by sheet what they show.

    Raises UnreadableWorkbook where openpyxl cannot read it.
    """
    for part in package.sheet_parts().values():
        _refuse_other_root(package, part)
    return _loaded(package, _spared(package))


def model_of(package: Package) -> Workbook:
    return contents_of(package)[0]


def skeleton_of(package: Package) -> Workbook:
    """The same without any cell: everything else that openpyxl makes of the file, quickly."""
    parts = _spared(package)
    for part in package.sheet_parts().values():
        parts[part] = without_cells(parts[part])
    return _loaded(package, parts)[0]


def _loaded(package: Package, parts: dict[str, bytes]) -> tuple[Workbook, dict[str, StoredResults]]:
    try:
        return _read(package, parts)
    except Exception as first:  # noqa: BLE001  openpyxl raises whatever its descriptors run into
        for part in package.sheet_parts().values():
            package.tree(part)  # where a sheet is broken, that is what to tell
        bare = parts | {part: _bare(parts[part]) for part in package.sheet_parts().values()}
        try:
            return _read(package, bare)
        except Exception as error:
            reason = " ".join(str(first.__cause__ or first).split()).rstrip(".") or type(first).__name__
            wrong = f"openpyxl cannot read this workbook ({reason})."
            raise UnreadableWorkbook(package.path, wrong, "Save it again in a spreadsheet program.") from error


def _refuse_other_root(package: Package, part: str) -> None:
    """openpyxl takes whatever it does not know for an empty sheet. Sheets are large: only their beginning is parsed."""
    try:
        _, root = next(etree.iterparse(BytesIO(package.parts[part]), events=("start",)))
        is_sheet = root.tag == f"{MAIN}worksheet" and root.getroottree().docinfo.internalDTD is None
    except (etree.XMLSyntaxError, StopIteration):
        is_sheet = False
    if not is_sheet:
        package.rooted(part, "worksheet")


def _read(package: Package, parts: dict[str, bytes]) -> tuple[Workbook, dict[str, StoredResults]]:
    file = BytesIO(Package(package.path, parts, package.workbook_part).unpressed())
    with warnings.catch_warnings(), paused_collection():
        warnings.simplefilter("ignore")  # openpyxl says what it will drop: the package keeps it
        return read(file, StoredValues(package))


def _spared(package: Package) -> dict[str, bytes]:
    try:
        return _trimmed(package)
    except etree.XMLSyntaxError as error:
        raise package.damaged(f"a part of it is broken ({error.msg})") from error


def _trimmed(package: Package) -> dict[str, bytes]:
    parts = dict(package.parts)
    for name in [name for name in parts if name.endswith(".rels") and "/_rels/" in name]:
        parts[name] = _without_unread(parts[name])
    _replace_other_sheets(package, parts)
    parts[package.workbook_part] = _without_caches(parts[package.workbook_part])
    for properties in ("docProps/core.xml", "docProps/custom.xml"):
        parts.pop(properties, None)
    return parts


def _without_unread(listing: bytes) -> bytes:
    if not any(kind.encode() in listing for kind in _UNREAD):
        return listing
    tree = etree.fromstring(listing)
    for relation in tree.findall(_RELATIONSHIP):
        if relation.get("Type", "").endswith(_UNREAD):
            tree.remove(relation)
    return etree.tostring(tree)


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


def _bare(sheet: bytes) -> bytes:
    """A sheet without what openpyxl may stumble over; it stays in the file, beyond the reach of the API."""
    tree = etree.fromstring(sheet)
    for element in list(tree):
        if element.tag not in _ESSENTIAL:
            tree.remove(element)
    return etree.tostring(tree)
