"""An .xlsx file as a package of parts, opened with care: what is no sound workbook is refused with its reason."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from salessheet.errors import UnreadableWorkbook
from salessheet.xlsx import part_names
from salessheet.xlsx.encryption import NO_PASSWORDS, OLE, Password, Passwords, decrypted, encrypted, is_protected
from salessheet.xlsx.large_sheets import DATA, ROW, is_large, refuse_full_memory, rows_of, without_rows
from salessheet.xlsx.strict import STRICT_MAIN, as_strict, as_usual, usual_names

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIPS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CONTENT_TYPES: Final = part_names.CONTENT_TYPES
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}Types"
_OFFICE_DOCUMENT = "/officeDocument"

_ENCODING: Final = re.compile(rb'(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["\']([^"\']+)')
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")  # how two bytes a character begin

MOST_BYTES: Final = 2**31
"""Of all parts unpacked, where these are more than `TIMES_IN_ALL` the file: a file made to fill the memory."""
TIMES_IN_ALL: Final = 16
"""How many times larger than packed a workbook may be as a whole, however large it is: most are six to ten times."""

MOST_TIMES: Final = 300
"""How many times larger than packed a large part may be: what spreadsheet programs write stays far below."""
_MOST_SWOLLEN: Final = 2**26  # bytes of parts that are more: small ones happen, and do no harm

_DATE: Final = (1980, 1, 1, 0, 0, 0)  # of every part written: the same parts give the same bytes
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument"
_RESAVE = "Open it in a spreadsheet program and save it as .xlsx again."
_RESTORE = "Take it from a backup, or open it in a spreadsheet program and save it again."


@dataclass(frozen=True, eq=False)
class Package:
    """The parts of a workbook by their name in the file, such as `xl/workbook.xml`."""

    path: Path
    parts: Mapping[str, bytes]
    workbook_part: str = "xl/workbook.xml"
    strict: frozenset[bytes] | None = None
    """Of Strict Open XML, of which `parts` are a translation: the names that the file itself has as usual."""
    is_tolerant: bool = False
    """Whether what is no value of its kind is read as none, rather than refused."""
    password: Password | None = None
    """What the file was opened with, and is written with."""
    _parsed: dict[str, etree._Element] = field(default_factory=dict, repr=False)
    _frames: dict[str, etree._Element] = field(default_factory=dict, repr=False)

    @cached_property
    def workbook(self) -> etree._Element:
        return self.tree(self.workbook_part)

    def tree(self, part: str) -> etree._Element:
        """The root of a part. Raises UnreadableWorkbook where it is missing or no sound XML."""
        if part not in self._parsed:
            self._parsed[part] = self._parse(part)
        return self._parsed[part]

    def frame(self, part: str) -> etree._Element:
        """The root of a sheet; the rows of a large one are there without their cells, which `rows` has.

        Raises UnreadableWorkbook where the part is missing or no sound XML.
        """
        if not is_large(self.parts.get(part, b"")):
            return self.tree(part)
        if part not in self._frames:
            self._frames[part] = self._sound(part, lambda content: without_rows(content, _emptied))
        return self._frames[part]

    def rows(self, part: str) -> Iterator[etree._Element]:
        """The rows of a sheet with their cells; each of a large one is gone when the next comes. Raises as `frame`."""
        if not is_large(self.parts.get(part, b"")):
            yield from self.tree(part).iterfind(f"{DATA}/{ROW}")
            return
        try:
            yield from rows_of(self.parts[part])
        except etree.XMLSyntaxError as error:
            raise self._broken(part, error) from error

    def rooted(self, part: str, name: str) -> etree._Element:
        """The root of a part: an element of that name, of spreadsheets where it names no other language.

        Raises UnreadableWorkbook where it is another.
        """
        root = self.frame(part)
        if root.tag != (name if name.startswith("{") else f"{MAIN}{name}"):
            raise self.damaged(f"its part {part} holds something else")
        return root

    def related(self, part: str, kind: str = "") -> dict[str, tuple[str, str]]:
        """Id → (type, part) of what a part refers to inside the package; `kind`: only types that end so."""
        folder = posixpath.dirname(part)
        found = {}
        for relation in self._relations(part):
            if relation.get("Type", "").endswith(kind):
                target = part_names.target(folder, relation.get("Target", ""))
                found[relation.get("Id", "")] = (relation.get("Type", ""), self.spelt(target))
        return found

    def _relations(self, part: str) -> list[etree._Element]:
        """Those of a part that lead to other parts."""
        if _listing(part) not in self.parts:
            return []
        listed = self.tree(_listing(part)).iter(_RELATIONSHIPS)
        return [relation for relation in listed if relation.get("TargetMode") != "External"]

    def external(self, part: str) -> dict[str, str]:
        """Id → where it leads, of what a part refers to outside the package."""
        if _listing(part) not in self.parts:
            return {}
        listed = self.tree(_listing(part)).iter(_RELATIONSHIPS)
        return {one.get("Id", ""): one.get("Target", "") for one in listed if one.get("TargetMode") == "External"}

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The parts that something in the file leads to by a relationship of a type that ends so, in their order.

        What a part is called says nothing of what it is.
        """
        led = {part for type_, part in self._led if type_.endswith(kind)}
        return tuple(part for part in self.parts if part in led)

    @cached_property
    def _led(self) -> frozenset[tuple[str, str]]:
        """Type and part of every relationship inside the file."""
        owners = [part_names.owner(listing) for listing in self.parts if listing.endswith(".rels")]
        return frozenset(found for owner in owners for found in self.related(owner).values())

    @property
    def tabs(self) -> list[str]:
        """The names of all sheets, those without cells included."""
        return [sheet.get("name", "") for sheet in self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")]

    def sheet_parts(self) -> dict[str, str]:
        """Name on the tab → part, in order; sheets that hold no cells (charts, dialogs, macros) left out."""
        known = self.related(self.workbook_part)
        found = {}
        for sheet in self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            if not sheet.get(_RELATION_ID):
                continue  # a module of an old workbook, which holds nothing
            kind, part = known.get(sheet.get(_RELATION_ID, ""), ("", ""))
            if part not in self.parts:
                raise self.damaged(f"the sheet {sheet.get('name')!r} has no content")
            if kind.endswith("/worksheet"):
                found[sheet.get("name", "")] = part
        return found

    def with_parts(self, changed: Mapping[str, bytes]) -> Package:
        return self.holding({**self.parts, **changed})

    def holding(self, parts: Mapping[str, bytes]) -> Package:
        """A package of the same kind with other parts."""
        return replace(self, parts=parts, _parsed={}, _frames={})

    def tolerant(self) -> Package:
        """The same, in which what is no value of its kind is none."""
        return replace(self, is_tolerant=True, _parsed={}, _frames={})

    def as_usual(self) -> Package:
        """The same as nearly all programs write it: in UTF-8, with parts called as the workbook calls them.

        XML of a company's own is left as it is: Excel itself keeps queries there in UTF-16.
        """
        parts = dict(self.parts)
        folder = posixpath.dirname(self.workbook_part)
        for relation in self._relations(self.workbook_part):
            called = part_names.target(folder, relation.get("Target", ""))
            part = self.spelt(called)
            is_read = part.casefold().endswith(".xml") and not relation.get("Type", "").endswith("/customXml")
            if part in parts and is_read:
                content = in_utf8(parts.pop(part))
                parts[called] = content
                if part != called and _listing(part) in parts:
                    parts[_listing(called)] = parts.pop(_listing(part))
        parts[self.workbook_part] = in_utf8(parts[self.workbook_part])
        return replace(self, parts=parts, strict=None, _parsed={}, _frames={})

    def write(self, file: Path | IO[bytes], *, compression: int = ZIP_DEFLATED) -> None:
        """The parts in their order; without a password, the same parts give the same bytes.

        With one, what is not encrypted reaches no disk.
        """
        if self.password is None:
            self._zip(file, compression)
        elif isinstance(file, Path):
            file.write_bytes(encrypted(self._zipped(compression), self.password))
        else:
            file.write(encrypted(self._zipped(compression), self.password))

    def unpressed(self) -> bytes:
        """The file as bytes, neither compressed nor encrypted: for a reader in memory, which it costs least time."""
        return self._zipped(ZIP_STORED)

    def for_programs(self) -> bytes:
        """The file as bytes, for a program of this machine that reads it from the disk: encrypted where it was."""
        return self.unpressed() if self.password is None else encrypted(self._zipped(ZIP_DEFLATED), self.password)

    def protected_by(self, password: Password | None) -> Package:
        return replace(self, password=password)

    def _zipped(self, compression: int) -> bytes:
        file = BytesIO()
        self._zip(file, compression)
        return file.getvalue()

    def _zip(self, file: Path | IO[bytes], compression: int) -> None:
        with ZipFile(file, "w") as target:
            parts = self.parts if self.strict is None else as_strict(self.parts, self.strict)
            for name, content in parts.items():
                entry = ZipInfo(name, _DATE)
                entry.compress_type = compression
                target.writestr(entry, content)

    def spelt(self, part: str) -> str:
        """As the file spells it: capitals make no difference to the name of a part."""
        return part if part in self.parts else self._spellings.get(part.casefold(), part)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return part_names.spellings(self.parts)

    def _parse(self, part: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        return self._sound(part, lambda content: etree.fromstring(content, parser))

    def _sound(self, part: str, parsed: Callable[[bytes], etree._Element]) -> etree._Element:
        content = self.parts.get(part)
        if content is None:
            raise self.damaged(f"its part {part} is missing")
        try:
            root = parsed(content)
        except etree.XMLSyntaxError as error:
            raise self._broken(part, error) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.damaged(f"its part {part} has a document type, which no workbook has")
        return root

    def _broken(self, part: str, error: etree.XMLSyntaxError) -> UnreadableWorkbook:
        """What is wrong with a part that cannot be parsed. Raises MemoryError where not the part is to blame."""
        refuse_full_memory(error)
        return self.damaged(f"its part {part} is broken ({_reason(error)})")

    def number(self, element: etree._Element, attribute: str, default: int = 0) -> int:
        """A whole number that an element says. Raises UnreadableWorkbook where something else stands there."""
        text = element.get(attribute)
        try:
            return default if text is None else int(text)
        except ValueError as error:
            if self.is_tolerant:
                return default
            raise self.damaged(f"{attribute} of {etree.QName(element).localname} is {text!r}") from error

    def damaged(self, why: str) -> UnreadableWorkbook:
        return UnreadableWorkbook(self.path, f"this workbook is damaged: {why}.", _RESTORE)


def no_file(path: Path) -> UnreadableWorkbook:
    """What is wrong where a workbook is named and there is a folder, or nothing."""
    if path.is_dir():
        return UnreadableWorkbook(path, "this is a folder.", f"Name workbooks in it, such as {path / '*.xlsx'}.")
    return UnreadableWorkbook(path, "there is no such file.", "Check the path.")


def opened(path: Path, passwords: Passwords = NO_PASSWORDS) -> Package:
    """Raises UnreadableWorkbook where the file is not a sound .xlsx, and says why; ProtectedWorkbook without a key."""
    try:
        with path.open("rb") as file:
            return _package(path, file, passwords)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise no_file(path) from error
    except OSError as error:
        raise UnreadableWorkbook(path, f"it cannot be read ({error.strerror or error}).", "Check the path.") from error


def package_of(content: bytes, path: Path, passwords: Passwords = NO_PASSWORDS) -> Package:
    """The same of a file that is in memory; `path` is what messages call it."""
    return _package(path, BytesIO(content), passwords)


def _package(path: Path, file: IO[bytes], passwords: Passwords = NO_PASSWORDS) -> Package:
    head = file.read(len(OLE))
    if head == OLE and is_protected(whole := head + file.read()):
        content, password = decrypted(path, whole, passwords)
        return _package(path, BytesIO(content)).protected_by(password)
    _refuse_foreign(path, head)
    try:
        with ZipFile(file) as archive:
            parts = _unpacked(path, archive)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableWorkbook(path, f"this workbook is damaged ({_reason(error)}).", _RESTORE) from error
    package = Package(path, parts)
    documents = [part for kind, part in package.related("").values() if kind.endswith(_OFFICE_DOCUMENT)]
    workbook = documents[0] if documents else "xl/workbook.xml"
    if workbook.endswith(".bin"):
        raise UnreadableWorkbook(path, "this is a binary workbook (.xlsb).", _RESAVE)
    if workbook not in parts and parts.get("mimetype", b"").startswith(_OPEN_DOCUMENT):
        raise UnreadableWorkbook(path, "this is an OpenDocument file, such as .ods.", _RESAVE)
    if workbook not in parts:
        raise UnreadableWorkbook(path, "this is a zip file, but no workbook.", "Name an .xlsx workbook.")
    found = Package(path, parts, workbook)
    if STRICT_MAIN in found.workbook.nsmap.values():
        found = Package(path, as_usual(parts), workbook, usual_names(parts))
    if not found.workbook.tag.endswith("}workbook"):
        raise UnreadableWorkbook(path, "this is an Office file, but no workbook.", "Name an .xlsx workbook.")
    _refuse_damaged(found)
    return found


def _refuse_damaged(package: Package) -> None:
    """What no program would open: broken lists of parts, or broken parts that say what cells look like and hold.

    The sheets themselves, which are large, are left to who reads them.
    """
    package.rooted(_CONTENT_TYPES, _TYPES)
    for part in package.parts:
        if part.endswith(".rels"):
            package.rooted(part, f"{_RELATIONSHIPS}s")
    for reader in (package.workbook_part, *package.sheet_parts().values()):
        for kind, root in (("/styles", "styleSheet"), ("/sharedStrings", "sst"), ("/table", "table")):
            for _, part in package.related(reader, kind).values():
                if part in package.parts:  # what no number depends on may be missing
                    package.rooted(part, root)


def _refuse_foreign(path: Path, head: bytes) -> None:
    if head == OLE:
        raise UnreadableWorkbook(path, "this is an old .xls workbook, or another program's file.", _RESAVE)
    if not head:
        raise UnreadableWorkbook(path, "this file is empty.", _RESTORE)
    if head.startswith(b"<?xml"):
        raise UnreadableWorkbook(path, "this is an .xml or .fods file, no .xlsx workbook.", _RESAVE)
    if not head.startswith(b"PK"):
        raise UnreadableWorkbook(path, "this is no .xlsx workbook.", "Name an .xlsx workbook.")


def is_too_large(entries: Sequence[ZipInfo]) -> bool:
    """Whether all parts of a file together are more than any workbook that a spreadsheet program writes."""
    packed = sum(entry.compress_size for entry in entries)
    return sum(entry.file_size for entry in entries) > max(MOST_BYTES, TIMES_IN_ALL * packed)


def _unpacked(path: Path, archive: ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if is_too_large(entries):
        wrong = f"unpacked, this workbook is larger than 2 GiB and more than {TIMES_IN_ALL} times its file."
        raise UnreadableWorkbook(path, wrong, "Split it.")
    swollen = sum(entry.file_size for entry in entries if entry.file_size > MOST_TIMES * entry.compress_size)
    if swollen > _MOST_SWOLLEN:
        wrong = f"unpacked, parts of it are more than {MOST_TIMES} times larger, which no spreadsheet program writes."
        raise UnreadableWorkbook(path, wrong, _RESTORE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableWorkbook(path, "this zip file is protected by a password.", "Save it without.")
    twice = [name for name, times in Counter(entry.filename for entry in entries).items() if times > 1]
    if twice:
        raise UnreadableWorkbook(path, f"this workbook is damaged: its part {twice[0]} is in it twice.", _RESTORE)
    try:
        return part_names.mended({entry.filename: archive.read(entry) for entry in entries})
    except Exception as error:  # zlib, lzma and bz2 each raise an error of their own for damaged bytes
        raise UnreadableWorkbook(path, f"this workbook is damaged ({_reason(error)}).", _RESTORE) from error


def in_utf8(content: bytes) -> bytes:
    """A part in the encoding that nearly all have, for who reads its bytes; mostly the very same."""
    said = _ENCODING.match(content)
    if not content.startswith(_WIDE) and (said is None or said[1].lower() in {b"utf-8", b"us-ascii", b"ascii"}):
        return content
    return etree.tostring(etree.fromstring(content), xml_declaration=True, encoding="UTF-8", standalone=True)


def _emptied(row: etree._Element) -> None:
    """What a row says of itself is left of it."""
    del row[:]


def _listing(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _reason(error: Exception) -> str:
    text = " ".join(str(getattr(error, "msg", None) or error).split()).rstrip(".")
    return text or type(error).__name__
