"""Rules of notes on cells, of the shapes that show them, and of the threads of comments that Excel has since 2019."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import area
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.cell_rules import LONGEST_TEXT
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_guid, is_index
from salessheet.xlsx.package import MAIN

_THREADS: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?")
_SHAPE: Final = re.compile(rb"ObjectType\s*=\s*[\"']Note[\"'](.*?)</x:ClientData>", re.DOTALL)
_BREAK: Final = re.compile(rb"<br\s*>", re.IGNORECASE)
_LEFT_OPEN: Final = (etree.ErrorTypes.ERR_TAG_NAME_MISMATCH, etree.ErrorTypes.ERR_TAG_NOT_FINISHED)
_HEAD: Final = 200
_ROW: Final = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>")
_COLUMN: Final = re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")


def note_findings(book: LintedBook, sheet: str) -> Iterator[Finding]:
    """Of one sheet."""
    parts = book.related(sheet, "/comments")
    if len(parts) > 1:
        yield found(Fault.NOTE, sheet, "", "it leads to two parts with notes")
    cells: set[str] = set()
    for part in parts.values():
        root, tree = book.tree(part), book.tree(sheet)
        if root is None:
            continue
        if tree is not None and tree.find(f".//{MAIN}legacyDrawing") is None:
            yield found(Fault.NOTE, sheet, "legacyDrawing", "the sheet has notes, and no drawing of them")
        for name in ("authors", "commentList"):
            if root.find(f"{MAIN}{name}") is None:
                yield found(Fault.NOTE, part, name, "notes have this element")
        yield from _notes(root, part)
        cells = {one.get("ref", "") for one in root.iterfind(f"{MAIN}commentList/{MAIN}comment")}
        yield from _shapes(book, sheet, cells)
    yield from _threads(book, sheet, cells)


def _notes(root: etree._Element, part: str) -> Iterator[Finding]:
    authors = len(root.findall(f"{MAIN}authors/{MAIN}author"))
    notes = root.findall(f"{MAIN}commentList/{MAIN}comment")
    times = Counter(one.get("ref") for one in notes)
    for one in notes:
        cell, author = one.get("ref", ""), one.get("authorId", "")
        place = area("", cell)
        if place is None or not place.is_cell or times[cell] > 1:
            yield found(Fault.NOTE, part, cell, "this is no cell, or it has two notes")
        text = one.find(f"{MAIN}text")
        if text is None:
            yield found(Fault.NOTE, part, cell, "it has no text")
        elif sum(len(each.text or "") for each in text.iter(f"{MAIN}t")) > LONGEST_TEXT:
            yield found(Fault.TEXT_LENGTH, part, cell, "its note is longer than a cell holds")
        if not is_index(author, authors):
            yield found(Fault.NOTE, part, cell, f"there is no author {author}, counted from 0")


def _shapes(book: LintedBook, sheet: str, cells: set[str]) -> Iterator[Finding]:
    """Each note is shown by a shape that says of which cell it is."""
    for part in book.related(sheet, "/vmlDrawing").values():
        content = book.parts[part]
        if b"<xml" in content[:_HEAD] and b"</xml>" not in content[-_HEAD:]:
            yield found(Fault.NOTE, part, "", "it does not end as it begins")
            return
        if wrong := _unsound(content):
            yield found(Fault.NOTE, part, "", f"its shapes are no sound XML ({wrong})")
        shown = {
            (int(row[1]), int(column[1]))
            for shape in _SHAPE.findall(content)
            if (row := _ROW.search(shape)) is not None and (column := _COLUMN.search(shape)) is not None
        }
        if not shown:
            return  # drawings of headers and footers, or shapes that are written otherwise
        for cell in sorted(cells):
            place = area("", cell)
            if place is not None and (place.top - 1, place.left - 1) not in shown:
                yield found(Fault.NOTE, part, cell, "no shape shows the note of this cell")


def _unsound(content: bytes) -> str:
    """What of the shapes of notes is left open; "" for nothing. Excel itself leaves breaks of lines open there."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        etree.fromstring(_BREAK.sub(b"<br/>", content), parser)
    except etree.XMLSyntaxError as error:
        last = parser.error_log.last_error
        return str(error.msg) if last is not None and last.type in _LEFT_OPEN else ""
    return ""


def people_findings(book: LintedBook) -> Iterator[Finding]:
    """Of those who write comments."""
    times = _people(book)
    for part in book.related(book.workbook_part, "/person").values():
        root = book.tree(part)
        for one in () if root is None else root.iter(f"{_THREADS}person"):
            if times[one.get("id", "").upper()] > 1:
                yield found(Fault.NOTE, part, one.get("displayName", ""), f"two people have the id {one.get('id')}")


def _people(book: LintedBook) -> Counter[str]:
    """The ids of those who write comments, and how often each is there."""
    return Counter(
        one.get("id", "").upper()
        for part in book.related(book.workbook_part, "/person").values()
        if (root := book.tree(part)) is not None
        for one in root.iter(f"{_THREADS}person")
    )


def _threads(book: LintedBook, sheet: str, cells: set[str]) -> Iterator[Finding]:
    """Comments that answer one another: each has a person, and its thread a note for programs that know none."""
    people = _people(book)
    for part in book.related(sheet, "/threadedComment").values():
        root = book.tree(part)
        said = [] if root is None else list(root.iter(f"{_THREADS}threadedComment"))
        times = Counter(one.get("id", "").upper() for one in said)
        for one in said:
            where, identity, parent = one.get("ref", ""), one.get("id", ""), one.get("parentId")
            place = area("", where)
            if place is None or not place.is_cell:
                yield found(Fault.NOTE, part, where, "a comment is of no cell")
            elif where not in cells:
                yield found(Fault.NOTE, part, where, "a comment has no note beside it")
            if not is_guid(identity) or times[identity.upper()] > 1:
                yield found(Fault.NOTE, part, where, f"the id {identity!r} of a comment is not one of its own")
            if parent is not None and parent.upper() not in times:
                yield found(Fault.NOTE, part, where, f"it answers {parent}, which is not there")
            yield from _said(one, part, where, people)


def _said(comment: etree._Element, part: str, where: str, people: Mapping[str, int]) -> Iterator[Finding]:
    """By whom a comment is, whom it mentions, when it was written, and whether it is done."""
    if comment.get("personId", "").upper() not in people:
        yield found(Fault.NOTE, part, where, f"there is no person {comment.get('personId')}")
    if comment.get("dT") is not None and not _TIME.fullmatch(comment.get("dT", "")):
        yield found(Fault.NOTE, part, where, f"{comment.get('dT')!r} is no time")
    if comment.get("done", "0") not in {"0", "1", "true", "false"}:
        yield found(Fault.NOTE, part, where, f"it is neither done nor not: {comment.get('done')!r}")
    for one in comment.iter(f"{_THREADS}mention"):
        if one.get("mentionpersonId", "").upper() not in people:
            yield found(Fault.NOTE, part, where, f"it mentions {one.get('mentionpersonId')}, who is nobody")
