"""Rules of the file: its parts, their types, and what refers to them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.lint.book import CONTENT_TYPES, LintedBook, Relation, is_xml
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.package import MAIN

_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_DRAWING: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart"
_X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_X15: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2010/11/main}"
_TYPE_OF: Final = {
    "/worksheet": f"{_SPREADSHEET}worksheet+xml",
    "/chartsheet": f"{_SPREADSHEET}chartsheet+xml",
    "/styles": f"{_SPREADSHEET}styles+xml",
    "/sharedStrings": f"{_SPREADSHEET}sharedStrings+xml",
    "/table": f"{_SPREADSHEET}table+xml",
    "/calcChain": f"{_SPREADSHEET}calcChain+xml",
    "/comments": f"{_SPREADSHEET}comments+xml",
    "/pivotTable": f"{_SPREADSHEET}pivotTable+xml",
    "/pivotCacheDefinition": f"{_SPREADSHEET}pivotCacheDefinition+xml",
    "/pivotCacheRecords": f"{_SPREADSHEET}pivotCacheRecords+xml",
    "/externalLink": f"{_SPREADSHEET}externalLink+xml",
    "/slicer": "application/vnd.ms-excel.slicer+xml",
    "/slicerCache": "application/vnd.ms-excel.slicerCache+xml",
    "/timeline": "application/vnd.ms-excel.timeline+xml",
    "/timelineCache": "application/vnd.ms-excel.timelineCache+xml",
    "/drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "/chart": f"{_DRAWING}+xml",
    "/theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
}
"""Kind of relationship → the type of the parts it leads to."""
_ROOT_OF: Final = {
    "/worksheet": f"{MAIN}worksheet",
    "/styles": f"{MAIN}styleSheet",
    "/sharedStrings": f"{MAIN}sst",
    "/table": f"{MAIN}table",
    "/comments": f"{MAIN}comments",
    "/pivotTable": f"{MAIN}pivotTableDefinition",
    "/pivotCacheDefinition": f"{MAIN}pivotCacheDefinition",
    "/pivotCacheRecords": f"{MAIN}pivotCacheRecords",
    "/externalLink": f"{MAIN}externalLink",
    "/slicer": f"{_X14}slicers",
    "/slicerCache": f"{_X14}slicerCacheDefinition",
    "/timeline": f"{_X15}timelines",
    "/timelineCache": f"{_X15}timelineCacheDefinition",
    "/threadedComment": "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}ThreadedComments",
    "/person": "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}personList",
    "/calcChain": f"{MAIN}calcChain",
    "/sheetMetadata": f"{MAIN}metadata",
    "/theme": "{http://schemas.openxmlformats.org/drawingml/2006/main}theme",
    "/drawing": "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}wsDr",
    "/chart": "{http://schemas.openxmlformats.org/drawingml/2006/chart}chartSpace",
}
"""Kind of relationship → the element that the parts it leads to consist of."""
_OF_ONE: Final = {
    "/comments": Fault.NOTE,
    "/threadedComment": Fault.NOTE,
    "/drawing": Fault.DRAWING,
    "/vmlDrawing": Fault.DRAWING,
    "/ctrlProp": Fault.DRAWING,
    "/chart": Fault.CHART,
    "/pivotTable": Fault.PIVOT,
    "/pivotCacheRecords": Fault.PIVOT,
    "/slicer": Fault.SLICER,
    "/queryTable": Fault.RELATIONSHIP,
}
"""Kind of relationship → what is wrong where it leads to one part from two, each of which says what is its own."""
_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LISTING: Final = "application/vnd.openxmlformats-package.relationships+xml"
_WORKBOOKS: Final = (
    f"{_SPREADSHEET}sheet.main+xml",
    f"{_SPREADSHEET}template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "application/vnd.ms-excel.addin.macroEnabled.main+xml",
)
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_IGNORED: Final = "[trash]/"
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif")
_BEGINNINGS: Final = (
    bytes.fromhex("89504E470D0A1A0A"),
    bytes.fromhex("FFD8"),
    b"GIF8",
    b"BM",
    b"II*",
    b"MM",
    b"RIFF",
    bytes.fromhex("01000000"),
    bytes.fromhex("D7CDC69A"),
    b"<",
)
"""PNG, JPEG, GIF, BMP, both orders of TIFF, WebP, both metafiles, SVG."""
_COLOURS: Final = ["dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink"]
_NO_PICTURE: Final = "NULL"
"""What Office itself writes as the target of a picture that it lost; it opens such files as they are."""


def zip_findings(book: LintedBook) -> Iterator[Finding]:
    yield from _names(book)
    if CONTENT_TYPES not in book.parts:
        yield found(Fault.MISSING_PART, CONTENT_TYPES, "", "the list of content types is missing")
    for part in book.parts:
        if is_xml(part):
            root = book.tree(part)  # what is broken is a finding of the book
            yield from () if root is None else _languages(root, part)
    yield from _types(book)
    yield from _relations(book)
    yield from _pictures(book)


def _pictures(book: LintedBook) -> Iterator[Finding]:
    """Files of pictures begin as pictures do, of whatever kind: Excel goes by that, not by the ending."""
    for part, content in book.parts.items():
        if part.casefold().endswith(_PICTURES) and not content.startswith(_BEGINNINGS):
            yield found(Fault.DRAWING, part, "", "this is no picture" if content else "this picture is empty")


def _languages(root: etree._Element, part: str) -> Iterator[Finding]:
    """Excel refuses a part that lets readers pass over a language, or asks for one, and does not say which that is."""
    for one in root.iter(f"{_COMPATIBILITY}AlternateContent"):
        if len(one) == 0:
            yield found(Fault.XML, part, "mc:AlternateContent", "nothing in it can be chosen")
    said = [("mc:Ignorable", root, root.get(f"{_COMPATIBILITY}Ignorable", ""))]
    said += [("mc:Choice", one, one.get("Requires", "")) for one in root.iter(f"{_COMPATIBILITY}Choice")]
    for where, element, prefixes in said:
        for prefix in prefixes.split():
            if prefix not in element.nsmap:
                yield found(Fault.XML, part, where, f"the prefix {prefix!r} stands for nothing")


def _names(book: LintedBook) -> Iterator[Finding]:
    spellings = Counter(part.casefold() for part in book.parts)
    for part in book.parts:
        if spellings[part.casefold()] > 1:
            yield found(Fault.PART_NAME, part, "", "another part differs from it in capitals alone")
        if "\\" in part or part.startswith("/") or ".." in part.split("/"):
            yield found(Fault.PART_NAME, part, "", "this is no name of a part")


def _types(book: LintedBook) -> Iterator[Finding]:
    root = book.tree(CONTENT_TYPES)
    if root is None:
        return
    said = [
        (one.get("Extension") or one.get("PartName") or "").casefold() for one in root.iter("{*}Default", "{*}Override")
    ]
    for name, times in Counter(said).items():
        if times > 1:
            yield found(Fault.CONTENT_TYPE, CONTENT_TYPES, name, "its content type is said twice")
    for one in root.iter("{*}Override"):
        if not one.get("PartName", "").startswith("/"):
            yield found(Fault.CONTENT_TYPE, CONTENT_TYPES, one.get("PartName", ""), "the name of a part begins with /")
    if book.types[0].get("rels", _LISTING) != _LISTING:
        yield found(Fault.CONTENT_TYPE, CONTENT_TYPES, "rels", f"lists of relationships are {_LISTING}")
    yield from _of_no_part(book, root)
    for part in book.parts:
        if part != CONTENT_TYPES and not part.startswith(_IGNORED) and book.type_of(part) is None:
            yield found(Fault.CONTENT_TYPE, part, "", "its content type is not said")
    yield from _workbook_type(book)


def _of_no_part(book: LintedBook, root: etree._Element) -> Iterator[Finding]:
    """Excel itself goes on saying the types of revisions that it has thrown away."""
    known = {part.casefold() for part in book.parts}
    for one in root.iter("{*}Override"):
        name, is_revision = one.get("PartName", ""), one.get("ContentType", "").endswith(".revisionLog+xml")
        if name.startswith("/") and name[1:].casefold() not in known and not is_revision:
            yield found(Fault.CONTENT_TYPE, CONTENT_TYPES, name, "there is no such part")


def _workbook_type(book: LintedBook) -> Iterator[Finding]:
    document = book.workbook_part
    if document in book.parts and book.type_of(document) not in {*_WORKBOOKS, None}:
        yield found(Fault.CONTENT_TYPE, document, "", f"{book.type_of(document)} is no type of a workbook")
    if book.related(document, "/vbaProject") and "macroEnabled" not in (book.type_of(document) or "macroEnabled"):
        yield found(Fault.CONTENT_TYPE, document, "", "it holds macros, and its type is that of a workbook without")


def _from_file(book: LintedBook) -> Iterator[Finding]:
    """What the file itself leads to."""
    workbooks = book.related("", "/officeDocument")
    if len(workbooks) != 1:
        wrong = "it leads to several workbooks" if workbooks else "it leads to no workbook"
        yield found(Fault.RELATIONSHIP, "_rels/.rels", "", wrong)
    for kind, times in Counter(one.type for one in book.relations("")).items():
        if times > 1 and kind.endswith("-properties"):
            yield found(Fault.RELATIONSHIP, "_rels/.rels", kind.rpartition("/")[2], "the file leads to two such parts")


def _relations(book: LintedBook) -> Iterator[Finding]:
    yield from _from_file(book)
    reached: set[str] = set()
    owners: dict[tuple[str, str], str] = {}
    for listing in [part for part in book.parts if part.endswith(".rels")]:
        folder, name = posixpath.split(listing)
        source = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
        if source and source not in book.parts:
            yield found(Fault.UNREACHABLE, listing, "", f"there is no part {source} whose relationships these are")
            continue
        relations = book.relations(source)
        for identity, times in Counter(one.id for one in relations).items():
            if times > 1 or not identity:
                yield found(Fault.RELATIONSHIP, listing, identity, "this id is there more than once, or empty")
        yield from _modes(book, listing)
        for one in relations:
            if not one.is_external and not one.is_place:
                reached.add(one.target.casefold())
                yield from _target(book, listing, one)
                kind = "/" + one.type.rpartition("/")[2]
                owner = owners.setdefault((kind, one.target), source)
                if owner != source and kind in _OF_ONE:
                    yield found(_OF_ONE[kind], one.target, "", f"both {owner} and {source} say that it is theirs")
    for part in book.parts:
        is_listing = part == CONTENT_TYPES or part.endswith(".rels") or part.startswith(_IGNORED)
        if not is_listing and part.casefold() not in reached:
            yield found(Fault.UNREACHABLE, part, "", "nothing in the file leads to it")


def _modes(book: LintedBook, listing: str) -> Iterator[Finding]:
    """Whether each relationship leads into the file or out of it, in the words that there are for that."""
    root = book.tree(listing)
    for one in () if root is None else root.iterchildren(etree.Element):
        if (mode := one.get("TargetMode", "Internal")) not in {"Internal", "External"}:
            yield found(Fault.RELATIONSHIP, listing, one.get("Id", ""), f"{mode!r} is nothing that it can be")


def _target(book: LintedBook, listing: str, one: Relation) -> Iterator[Finding]:
    if one.target not in book.parts:
        if one.type.endswith("/image") and posixpath.basename(one.target) == _NO_PICTURE:
            return
        yield found(Fault.MISSING_PART, listing, one.id, f"it leads to {one.target}, which is not in the file")
        return
    wanted = _ROOT_OF.get("/" + one.type.rpartition("/")[2])
    root = None if wanted is None else book.tree(one.target)
    if root is not None and root.tag != wanted:
        yield found(Fault.XML, one.target, "", f"it is {root.tag}, where {wanted} is meant")
    if root is not None and root.tag == wanted == _ROOT_OF["/theme"]:
        yield from _of_theme(root, one.target)
    type_, expected = book.type_of(one.target), _TYPE_OF.get("/" + one.type.rpartition("/")[2])
    if expected is not None and type_ is not None and type_ != expected:
        yield found(Fault.CONTENT_TYPE, one.target, "", f"its type is said to be {type_}, not {expected}")


def _of_theme(root: etree._Element, part: str) -> Iterator[Finding]:
    elements = root.find(f"{_DRAWN}themeElements")
    held = [] if elements is None else list(elements.iterchildren("*"))
    if [etree.QName(child).localname for child in held[:3]] != ["clrScheme", "fontScheme", "fmtScheme"]:
        yield found(Fault.XML, part, "themeElements", "a theme has its colours, its fonts and its formats")
    elif [etree.QName(colour).localname for colour in held[0].iterchildren("*")][: len(_COLOURS)] != _COLOURS:
        yield found(Fault.XML, part, "clrScheme", "a theme has twelve colours, from dk1 to folHlink")
