"""Strict Open XML: the same format with other names of its languages and relationships.

A strict workbook is read in the words of the usual, transitional one, and written in its own again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+(?:/[A-Za-z]+)*)")
_USUAL: Final = re.compile(
    rb"http://schemas\.openxmlformats\.org/(officeDocument|[a-z]+ml)/2006/([A-Za-z-]+(?:/[A-Za-z-]+)*)"
)
_SPELT: Final = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_XML: Final = (".xml", ".rels", ".vml")


def as_usual(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a strict workbook as those of a usual one."""
    return {name: _usual(content) if _is_xml(name) else content for name, content in parts.items()}


def as_strict(parts: Mapping[str, bytes], kept: frozenset[bytes] = frozenset()) -> dict[str, bytes]:
    """The reverse, but for the usual names that are `kept`."""
    return {name: _strict(content, kept) if _is_xml(name) else content for name, content in parts.items()}


def usual_names(parts: Mapping[str, bytes]) -> frozenset[bytes]:
    """The names that a strict workbook has as usual ones have them: of what its format lacks, such as notes' boxes."""
    return frozenset(found[0] for name, content in parts.items() if _is_xml(name) for found in _USUAL.finditer(content))


def _is_xml(name: str) -> bool:
    return name.casefold().endswith(_XML)


def _usual(content: bytes) -> bytes:
    def named(found: re.Match[bytes]) -> bytes:
        return b"http://schemas.openxmlformats.org/" + found[1] + b"/2006/" + _respelt(found[2], _SPELT)

    return _STRICT.sub(named, content)


def _strict(content: bytes, kept: frozenset[bytes]) -> bytes:
    spelt = {usual: strict for strict, usual in _SPELT.items()}

    def named(found: re.Match[bytes]) -> bytes:
        if found[0] in kept:
            return found[0]
        return b"http://purl.oclc.org/ooxml/" + found[1] + b"/" + _respelt(found[2], spelt)

    return _USUAL.sub(named, content)


def _respelt(path: bytes, spelt: Mapping[bytes, bytes]) -> bytes:
    return b"/".join(spelt.get(step, step) for step in path.split(b"/"))
