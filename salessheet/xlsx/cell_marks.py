"""Short marks of what stands in cells, by which one tells later whether it stood there before.

A mark is a checksum, no secret. Two contents have the same one once in sixteen million times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final
from zlib import crc32

from lxml import etree

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef, area
from salessheet.xlsx.cell_pictures import shows_picture
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.shared_strings import text_of

_LENGTH: Final = 6
_NEAR: Final = (1 + 1e-12, 1 - 1e-12)  # what programs lose of a number when they save it
_IN_QUOTES: Final = re.compile(r'"(?:[^"]|"")*"')
_CALL: Final = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_PREFIXES: Final = re.compile(r"^(?:_XLFN\.|_XLWS\.|_XLL\.)+")
_NOT_EVERYWHERE: Final = frozenset({"ANCHORARRAY", "SINGLE", "_XLETA"})  # which programs write or leave away
_DIGITS: Final = b"0123456789"
_THREADED: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"

Content = float | str | bool | None


@lru_cache(maxsize=50_000, typed=True)  # labels, names and small numbers, which workbook after workbook has
def cell_mark(content: Content) -> str:
    return _of_text(_said(content, 1.0))


def marks_near(content: Content) -> Iterator[str]:
    """Those that the content may have had before another program saved it, its own first."""
    yield cell_mark(content)
    for factor in _NEAR if isinstance(content, float) else ():
        yield _of_text(_said(content, factor))


def mark_of_formula(text: str) -> str:
    """Of which functions it calls: its addresses change wherever rows come and go. Of a picture that one."""
    if shows_picture(text):
        return _of_text(text.partition("(")[2])
    return _of_calls(text.encode(errors="surrogatepass").translate(None, _DIGITS))


@lru_cache(maxsize=20_000)
def _of_calls(formula: bytes) -> str:
    """Of a formula without its digits, which is the same in each row of a column."""
    text = formula.decode(errors="surrogatepass")
    calls = (_PREFIXES.sub("", name.upper()) for name in _CALL.findall(_IN_QUOTES.sub("", text)))
    return _of_text("=" + " ".join(name for name in calls if name not in _NOT_EVERYWHERE))


def mark_of_note(text: str) -> str:
    return _of_text(f"\0{' '.join(text.split())}")


def mark_of_drawn(kind: str, text: str) -> str:
    """Of a text box what it says, however a program draws it; of anything else what it is."""
    return _of_text(f"\1{text or kind}")


def joined(marks: Iterable[str]) -> str:
    """Many as one text."""
    return "".join(sorted(marks))


def parted(text: str) -> Counter[str]:
    return Counter(text[at : at + _LENGTH] for at in range(0, len(text), _LENGTH))


def notes(package: Package, sheet: str, part: str) -> Iterator[tuple[CellRef, str]]:
    """The notes on the cells of a sheet; of a conversation each entry, and not what older programs show of it."""
    threads = [*_entries(package, part, "/threadedComment", f"{_THREADED}threadedComment", f"{_THREADED}text")]
    talked = {address for address, _ in threads}
    plain = _entries(package, part, "/comments", f"{MAIN}comment", f"{MAIN}text")
    for address, element in (*threads, *(one for one in plain if one[0] not in talked)):
        place = area(sheet, address)
        if place is not None:
            text = element.text if element.tag == f"{_THREADED}text" else text_of(element)
            yield CellRef(sheet, place.top, place.left), text or ""


def _entries(package: Package, sheet: str, kind: str, entry: str, text: str) -> Iterator[tuple[str, etree._Element]]:
    for _, part in package.related(sheet, kind).values():
        if part in package.parts:
            for one in package.tree(part).iter(entry):
                found = one.find(text)
                if found is not None:
                    yield one.get("ref", ""), found


def _said(content: Content, factor: float) -> str:
    if isinstance(content, ErrorKind):
        return content.value
    if isinstance(content, bool):
        return str(content).upper()
    if isinstance(content, (int, float)):
        return f"{content * factor + 0.0:.10g}"  # -0 is 0
    return " ".join((content or "").split())


def _of_text(text: str) -> str:
    return f"{crc32(text.encode(errors='surrogatepass')) & 0xFFFFFF:06x}"


Marks = Mapping[str, list[str]]
"""Sheet → the marks of what stands on it."""
