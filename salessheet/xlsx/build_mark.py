"""Of which build a workbook is: a keyword among its document properties, which Excel and its like keep."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from salessheet.xlsx.package import Package

PART: Final = "docProps/core.xml"
"""Where Excel writes the properties, and we; some programs call the part otherwise."""
_CORE: Final = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_KEYWORDS: Final = f"{_CORE}keywords"
_MARK: Final = re.compile(r"[;,\s]*salessheet[:;,\s]\s*([0-9a-f]{16})(?![0-9a-f])")
"""LibreOffice takes the colon for the end of a keyword, and writes a blank or a comma."""
_MARK_IN_BYTES: Final = re.compile(
    rb"salessheet(?:[:;,\s]|</meta:keyword>\s*<meta:keyword>)\s*([0-9a-f]{16})(?![0-9a-f])",
)
"""The same in other formats than .xlsx; OpenDocument has an element for each keyword."""


def marked(parts: dict[str, bytes], mark: str) -> None:
    """Write the mark of 16 hexadecimal digits beside the keywords that the properties have."""
    if PART not in parts:
        return
    tree = etree.fromstring(parts[PART])
    keywords = tree.find(_KEYWORDS)
    if keywords is None:
        keywords = etree.SubElement(tree, _KEYWORDS)
    others = _MARK.sub("", keywords.text or "").strip()
    keywords.text = "; ".join(part for part in (others, f"salessheet:{mark}") if part)
    parts[PART] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def mark_of(package: Package) -> str:
    """Blank where the properties have none: another program dropped it, or an earlier version built the workbook."""
    led = [part for _, part in package.related("", "/core-properties").values() if part in package.parts]
    said = (package.tree(part).findtext(_KEYWORDS) or "" for part in led)
    return next((found[1] for text in said if (found := _MARK.search(text))), "")


def mark_in(content: bytes) -> str:
    """The mark in what a file of another format says; blank where it says none."""
    found = _MARK_IN_BYTES.search(content)
    return found[1].decode() if found else ""
