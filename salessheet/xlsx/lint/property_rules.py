"""Rules of what a document says of itself: its title and author, properties that people give it, lists of its parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.numbers import is_guid

_TERMS: Final = "{http://purl.org/dc/terms/}"
_CORE: Final = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_KINDS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_OF_CORE: Final = frozenset(
    ["category", "contentStatus", "contentType", "keywords", "lastModifiedBy", "lastPrinted", "revision", "version"]
)
_DAY: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:\d\d)?)?)?)?")
_VALUES: Final = {
    **{name: re.compile(r"[-+]?\d+") for name in ("i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint")},
    **{name: re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|INF|-INF|NaN") for name in ("r4", "r8")},
    "bool": re.compile("true|false|0|1"),
    "filetime": _DAY,
    "date": _DAY,
}
_NUMBERS: Final = frozenset({"TotalTime", "Pages", "Words", "Characters", "Lines", "Paragraphs", "DocSecurity"})
_FIRST: Final = 2
"""The number of the first property that people give a document."""


def property_findings(book: LintedBook) -> Iterator[Finding]:
    yield from _of_core(book)
    yield from _of_people(book)
    yield from _of_program(book)


def _of_core(book: LintedBook) -> Iterator[Finding]:
    for part in book.related("", "/core-properties").values():
        root = book.tree(part)
        said = [] if root is None else list(root.iterchildren("*"))
        for name, times in Counter(str(one.tag) for one in said).items():
            bare = etree.QName(name).localname
            if times > 1:
                yield found(Fault.PROPERTIES, part, bare, "it is said more than once")
            if name.startswith(_CORE) and bare not in _OF_CORE:
                yield found(Fault.PROPERTIES, part, bare, "a document has no such property")
        for one in said:
            bare, text = etree.QName(one).localname, (one.text or "").strip()
            if one.tag in {f"{_TERMS}created", f"{_TERMS}modified"}:
                if text and not _DAY.fullmatch(text):
                    yield found(Fault.PROPERTIES, part, bare, f"{one.text!r} is no day")
                if one.get(_TYPE) is None:
                    yield found(Fault.PROPERTIES, part, bare, "it does not say that it is a day")
            if one.get(_LANGUAGE) is not None:
                yield found(Fault.PROPERTIES, part, bare, "it says its language, which no property does")


def _of_people(book: LintedBook) -> Iterator[Finding]:
    """Each has a number, a name and a value of its own."""
    for part in book.related("", "/custom-properties").values():
        root = book.tree(part)
        said = [] if root is None else list(root.iterchildren("{*}property"))
        numbers = Counter(one.get("pid") for one in said)
        names = Counter(one.get("name", "").casefold() for one in said)
        for one in said:
            name, number = one.get("name", ""), one.get("pid", "")
            if not number.isdecimal() or int(number) < _FIRST or numbers[number] > 1:
                wrong = f"its number {number!r} is not one of its own, from {_FIRST} on"
                yield found(Fault.PROPERTIES, part, name, wrong)
            if len(one) == 0:
                yield found(Fault.PROPERTIES, part, name, "a property has a value")
            if names[name.casefold()] > 1:
                yield found(Fault.PROPERTIES, part, name, "two properties have this name")
            if not name or not is_guid(one.get("fmtid", "")):
                yield found(Fault.PROPERTIES, part, name, "it lacks its name, or its fmtid")
            for value in one.iterchildren(f"{_KINDS}*"):
                kind, text = etree.QName(value).localname, (value.text or "").strip()
                if kind in _VALUES and not _VALUES[kind].fullmatch(text):
                    yield found(Fault.PROPERTIES, part, name, f"{value.text!r} is none of its kind, {kind}")


def _of_program(book: LintedBook) -> Iterator[Finding]:
    """What the program that wrote a document says of it: numbers, and lists as long as they say."""
    for part in book.related("", "/extended-properties").values():
        root = book.tree(part)
        for one in () if root is None else root.iterchildren("*"):
            name = etree.QName(one).localname
            if name in _NUMBERS and not _VALUES["int"].fullmatch((one.text or "0").strip() or "0"):
                yield found(Fault.PROPERTIES, part, name, f"{one.text!r} is no whole number")
            for value in one.iterfind(f".//{_KINDS}i4"):
                if not _VALUES["i4"].fullmatch((value.text or "").strip()):
                    yield found(Fault.PROPERTIES, part, name, f"{value.text!r} is no whole number")
            for listed in one.iterchildren(f"{_KINDS}vector"):
                if listed.get("size") != str(len(listed.findall("*"))):
                    yield found(
                        Fault.PROPERTIES, part, name, f"it says that it lists {listed.get('size')}, and does not"
                    )
