"""The parts of a workbook's package: which sheets there are, its texts, and what its formats make of numbers."""

from __future__ import annotations

import copy
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from salessheet.data.reading.grids import in_short
from salessheet.data.reading.number_formats import Shown, least_digits, shown
from salessheet.data.reading.xml_parts import SAVE_AGAIN, Attributes, walk
from salessheet.errors import UnreadableSource

try:
    from lzma import LZMAError
except ImportError:  # a Python for browsers may lack it, and its zipfile then says so in words of its own
    LZMAError = NotImplementedError  # type: ignore[assignment, misc]  # a stand-in to be caught

_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError)
_CHUNK = 1 << 20

_ESCAPED = re.compile(r"_x00([0-9A-Fa-f]{2})_")


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells, as opposed to a chart's. `part` is its place in the package."""

    name: str
    part: str


@dataclass(frozen=True)
class Contents:
    """What the workbook part says: its sheets in order, the day zero of its dates, where texts and formats are."""

    sheets: tuple[Sheet, ...]
    since_1904: bool
    strings: str
    styles: str
    usual: bool  # every part is where other readers expect it, whatever the package says


@dataclass(frozen=True, eq=False)
class Package:
    """An open workbook. Reading any part raises UnreadableSource where it is damaged or does not fit its size."""

    path: Path
    zip: zipfile.ZipFile
    names: dict[str, str] = field(init=False)  # as they are compared → as they are written

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", {compared(name): name for name in self.zip.namelist()})

    def has(self, part: str) -> bool:
        return compared(part) in self.names

    def size(self, part: str) -> int:
        """Unpacked, in bytes, as the package says."""
        return self.zip.getinfo(self.names[compared(part)]).file_size

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        if not self.has(part):
            raise UnreadableSource(
                self.path, f"the workbook cannot be read (it lacks the part {in_short(part)}).", SAVE_AGAIN
            )
        member = copy.copy(self.zip.getinfo(self.names[compared(part)]))
        stated, unpacked = member.file_size, 0
        member.file_size += 1  # so that a part longer than it says is noticed
        try:
            with self.zip.open(member) as file:
                while chunk := file.read(_CHUNK):
                    unpacked += len(chunk)
                    yield chunk
        except _BROKEN as error:
            raise UnreadableSource(self.path, f"the workbook is damaged ({error}).", SAVE_AGAIN) from error
        if unpacked != stated:
            raise UnreadableSource(
                self.path, f"the workbook is damaged (the size of {in_short(part)} is wrong).", SAVE_AGAIN
            )

    @cached_property
    def contents(self) -> Contents:
        (book,) = [*_of_kind(self._related(""), "officeDocument"), ""][:1]
        if not book:
            raise UnreadableSource(self.path, "the workbook cannot be read (nothing in it is one).", SAVE_AGAIN)
        related = self._related(book)
        sheets: list[Sheet] = []
        since_1904 = False

        def see(name: str, parent: str, attributes: Attributes) -> None:
            nonlocal since_1904
            if name == "sheet" and parent == "sheets":
                kind, part = related.get(attributes.get("id", ""), ("worksheet", ""))
                if kind == "worksheet":
                    sheets.append(Sheet(attributes.get("name", ""), part))
            elif name == "workbookPr":
                since_1904 = attributes.get("date1904") in {"1", "true"}

        walk(str(self.path), self.chunks(book), see)
        where = posixpath.dirname(book)
        usual = {kind: posixpath.join(where, f"{kind}.xml") for kind in ("workbook", "sharedStrings", "styles")}
        found = {kind: next(_of_kind(related, kind), usual[kind]) for kind in ("sharedStrings", "styles")}
        found["workbook"] = book
        return Contents(
            tuple(sheets),
            since_1904,
            found["sharedStrings"],
            found["styles"],
            all(compared(found[kind]) == compared(usual[kind]) for kind in usual),
        )

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → kind and place of each part that the given one, or with "" the package, refers to."""
        folder, name = posixpath.split(part)
        related: dict[str, tuple[str, str]] = {}

        def see(element: str, _: str, attributes: Attributes) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                place = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                related[attributes.get("Id", "")] = (kind, place.lstrip("/"))

        walk(str(self.path), self.chunks(posixpath.join(folder, "_rels", f"{name}.rels")), see)
        return related

    @cached_property
    def formats(self) -> tuple[str | int, ...]:
        """The format of each style, by its place: its code or, where it has none, its number."""
        codes: dict[str, str] = {}
        styles: list[str] = []

        def opened(name: str, parent: str, attributes: Attributes) -> None:
            if name == "numFmt" and parent == "numFmts":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "xf" and parent == "cellXfs":
                styles.append(attributes.get("numFmtId", ""))

        if self.has(self.contents.styles):
            walk(str(self.path), self.chunks(self.contents.styles), opened)
        return tuple(codes.get(style, int(style) if _is_number(style) else 0) for style in styles)

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """As what each style shows a number."""
        known = {form: shown(form) for form in set(self.formats)}
        return tuple(known[form] for form in self.formats)

    @cached_property
    def percents(self) -> frozenset[int]:
        """The styles that show a number as a percentage."""
        return frozenset(style for style, how in enumerate(self.shown) if how is Shown.PERCENT)

    @cached_property
    def digits(self) -> dict[int, int]:
        """Of the styles that put zeros before a number: how many digits there are at least."""
        return {style: least for style, form in enumerate(self.formats) if (least := least_digits(form))}

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share, in order."""
        strings: list[str] = []
        runs: list[str] = []
        kept = False

        def opened(name: str, _: str, attributes: Attributes) -> None:
            nonlocal kept
            if name == "si":
                runs.clear()
            elif name == "t":
                kept = attributes.get("space") == "preserve"

        def closed(name: str, parent: str, text: str) -> None:
            if name == "t" and parent != "rPh":  # which says how a text is pronounced
                runs.append(run_text(text, kept=kept))
            elif name == "si":
                strings.append("".join(runs))

        if self.has(self.contents.strings):
            walk(str(self.path), self.chunks(self.contents.strings), opened, closed, frozenset({"t"}))
        return strings


def compared(part: str) -> str:
    """The name of a part as programs compare it."""
    return part.replace("\\", "/").lower()


def _of_kind(related: dict[str, tuple[str, str]], kind: str) -> Iterator[str]:
    return (place for other, place in related.values() if other == kind)


def run_text(text: str, *, kept: bool) -> str:
    """The text of a run: blanks around it count only where the file says so; _x000D_ stands for a character."""
    text = text if kept else text.strip(" \t\r\n")
    return _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text) if "_x00" in text else text


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
