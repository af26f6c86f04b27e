"""A workbook's file, read so that whatever is damaged becomes a finding and the rest can still be looked at."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from io import BytesIO
from typing import Final, NamedTuple
from urllib.parse import unquote
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

from salessheet.xlsx.encryption import OLE, is_protected
from salessheet.xlsx.large_sheets import DATA, ROW, is_large, refuse_full_memory, rows_of, without_rows
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.package import MAIN, MOST_TIMES, is_too_large

RELATIONSHIP_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CONTENT_TYPES: Final = "[Content_Types].xml"
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_XML: Final = (".xml", ".rels")
_OPEN: Final = b"http://schemas.openxmlformats.org/"
_STRICT: Final = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": _OPEN + b"spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": _OPEN + b"officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": _OPEN + b"drawingml/2006/spreadsheetDrawing",
    b"http://purl.oclc.org/ooxml/drawingml/": _OPEN + b"drawingml/2006/",
}
"""The words of Strict Open XML, which Excel reads as well → the usual ones."""
_PACKED: Final = (ZIP_STORED, ZIP_DEFLATED)
_LARGE: Final = 5_000_000
_HEAD: Final = 4_096
"""Bytes in which a part names its namespaces."""
_STRAYS: Final = etree.XPath(
    "boolean((text() | m:c/text() | following-sibling::node()[1][self::text()])[normalize-space()])",
    namespaces={"m": MAIN[1:-1]},
)
_parser: Final = partial(etree.XMLParser, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


class Relation(NamedTuple):
    """`target`: a part where it is inside the file, as written where it is not."""

    id: str
    type: str
    target: str
    is_external: bool
    is_place: bool = False
    """Whether it leads to a place of this workbook, such as `#Sheet1!A1`."""


@dataclass(eq=False)
class LintedBook:
    """The parts that could be read, and what was found while they were."""

    parts: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _trees: dict[str, etree._Element | None] = field(default_factory=dict)
    _relations: dict[str, list[Relation]] = field(default_factory=dict)

    def tree(self, part: str) -> etree._Element | None:
        """The root of a part; None where it is missing, or broken, which is a finding once.

        Of the rows of a large sheet it has those alone where texts stand between cells: the others are in `rows`.
        """
        if part not in self._trees:
            self._trees[part] = self._parsed(part) if part in self.parts else None
        return self._trees[part]

    def rows(self, part: str) -> Iterator[etree._Element]:
        """The rows of a sheet that is sound XML. Of a large one each is gone when the next comes."""
        root = self.tree(part)
        if root is None:
            return iter(())
        return rows_of(self._content(part)) if is_large(self.parts[part]) else root.iterfind(f"{DATA}/{ROW}")

    def large(self, part: str) -> bytes | None:
        """A sheet that is sound XML and whose rows are read one by one, as it is written; None of any other."""
        return self._content(part) if self.tree(part) is not None and is_large(self.parts[part]) else None

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to; "" for the file itself."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
            listed = () if root is None else root.iter(_RELATIONSHIP)
            self._relations[part] = [self._relation(folder, one) for one in listed]
        return self._relations[part]

    def related(self, part: str, kind: str) -> dict[str, str]:
        """Id → part, of the relations of a type that ends with `kind` to parts that are there."""
        return {
            one.id: one.target
            for one in self.relations(part)
            if one.type.endswith(kind) and not one.is_external and one.target in self.parts
        }

    @property
    def workbook_part(self) -> str:
        return next(iter(self.related("", "/officeDocument").values()), "xl/workbook.xml")

    @property
    def workbook(self) -> etree._Element | None:
        return self.tree(self.workbook_part)

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Name and part of each sheet of cells."""
        if self.workbook is None:
            return
        parts = self.related(self.workbook_part, "/worksheet")
        for sheet in self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            part = parts.get(sheet.get(RELATIONSHIP_ID, ""))
            if part is not None:
                yield sheet.get("name", ""), part

    def sheet_names(self) -> frozenset[str]:
        """Of all sheets, folded."""
        if self.workbook is None:
            return frozenset()
        return frozenset(one.get("name", "").casefold() for one in self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"))

    def of_workbook(self, kind: str) -> etree._Element | None:
        """The root of the part that the workbook has one of, such as its styles."""
        return next((self.tree(part) for part in self.related(self.workbook_part, kind).values()), None)

    @cached_property
    def shared_texts(self) -> list[etree._Element]:
        """Those that cells point at by their number."""
        root = self.of_workbook("/sharedStrings")
        return [] if root is None else root.findall(f"{MAIN}si")

    @cached_property
    def types(self) -> tuple[dict[str, str], dict[str, str]]:
        """Content types: of endings, and of parts; all folded."""
        root = self.tree(CONTENT_TYPES)
        if root is None:
            return {}, {}
        endings = {
            one.get("Extension", "").casefold(): one.get("ContentType", "") for one in root.iter(f"{_TYPE}Default")
        }
        parts = {
            one.get("PartName", "").lstrip("/").casefold(): one.get("ContentType", "")
            for one in root.iter(f"{_TYPE}Override")
        }
        return endings, parts

    def type_of(self, part: str) -> str | None:
        endings, parts = self.types
        return parts.get(part.casefold(), endings.get(part.rpartition(".")[2].casefold()))

    def _relation(self, folder: str, element: etree._Element) -> Relation:
        target = element.get("Target", "")
        is_external = element.get("TargetMode") == "External"
        is_place = target.startswith("#")
        if not is_external and not is_place:
            target = unquote(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            target = target if target in self.parts else self._spellings.get(target.casefold(), target)
        return Relation(element.get("Id", ""), element.get("Type", ""), target, is_external, is_place)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Capitals make no difference to the name of a part."""
        return {part.casefold(): part for part in self.parts}

    def _content(self, part: str) -> bytes:
        content = self.parts[part]
        for strict, usual in _STRICT.items() if b"purl.oclc.org/ooxml" in content[:_HEAD] else ():
            content = content.replace(strict, usual)
        return content

    def is_strict(self, part: str) -> bool:
        """Whether a part is written in the words of Strict Open XML."""
        return any(words in self.parts[part][:_HEAD] for words in _STRICT)

    def _parsed(self, part: str) -> etree._Element | None:
        content = self._content(part)
        try:
            root = without_rows(content, _without_strays) if is_large(content) else _root(content)
        except etree.XMLSyntaxError as error:
            refuse_full_memory(error)
            self.findings.append(found(Fault.XML, part, f"line {error.lineno}", f"this is no sound XML ({error.msg})"))
            return None
        if root.getroottree().docinfo.internalDTD is not None:
            self.findings.append(found(Fault.XML, part, "", "it has a document type, which no workbook has"))
            return None
        return root


def _root(content: bytes) -> etree._Element:
    """Names of namespaces may be any text to Excel, which itself writes some with blanks. Raises XMLSyntaxError."""
    strict = _parser()
    try:
        return etree.fromstring(content, strict)
    except etree.XMLSyntaxError:
        if any(one.type != etree.ErrorTypes.WAR_NS_URI for one in strict.error_log) or not _is_well_formed(content):
            raise
        return etree.fromstring(content, _parser(recover=True))


def _is_well_formed(content: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(content, True)  # noqa: FBT003  # the last piece
    except expat.ExpatError:
        return False
    return True


def _without_strays(row: etree._Element) -> None:
    """Drops a row, unless it has a text where none can stand."""
    parent = row.getparent()
    if parent is not None and not _STRAYS(row):
        parent.remove(row)


def read(content: bytes) -> LintedBook:
    """A file as far as it can be read."""
    book = LintedBook()
    if content.startswith(OLE):
        is_old = not is_protected(content)
        wrong = "this is an old .xls workbook" if is_old else "this workbook is protected by a password"
        book.findings.append(found(Fault.ZIP, "", "", wrong))
        return book
    try:
        with ZipFile(BytesIO(content)) as archive:
            if not content.startswith(b"PK"):
                book.findings.append(found(Fault.ZIP, "", "", "something stands before the zip file"))
            _unpack(archive, book)
    except (BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        book.findings.append(found(Fault.ZIP, "", "", f"this is no whole zip file ({error})"))
    return book


def _unpack(archive: ZipFile, book: LintedBook) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if is_too_large(entries) or any(
        entry.file_size > max(_LARGE, MOST_TIMES * entry.compress_size) for entry in entries
    ):
        book.findings.append(found(Fault.ZIP, "", "", "unpacked, it is larger than any workbook that Excel writes"))
        return
    for entry in entries:
        name = entry.filename
        if entry.compress_type not in _PACKED:
            book.findings.append(found(Fault.ZIP, name, "", "it is packed in a way that Excel does not unpack"))
        if name in book.parts:
            book.findings.append(found(Fault.PART_NAME, name, "", "it is in the file twice"))
        try:
            book.parts[name] = archive.read(entry)
        except Exception as error:  # noqa: BLE001  zlib, lzma and bz2 each raise an error of their own
            book.findings.append(found(Fault.ZIP, name, "", f"it cannot be unpacked ({error})"))


def is_xml(part: str) -> bool:
    return part.casefold().endswith(_XML)
