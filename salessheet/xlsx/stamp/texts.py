"""The texts that cells share, of a template and of the workbooks made from it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from salessheet.xlsx.editing import escaped
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.parts import Parts
from salessheet.xlsx.shared_strings import text_of

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_USUAL: Final = "xl/sharedStrings.xml"  # where some programs look, whatever the package says
_NONE: Final = "<si><t/></si>"
_PLAIN: Final = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def with_shared_texts(package: Package) -> Package:
    """The package with a part for texts that cells share, as some programs write none."""
    if any(part in package.parts for _, part in package.related(package.workbook_part, "/sharedStrings").values()):
        return package
    parts = Parts(package)
    part = _USUAL if _USUAL not in parts.contents else parts.free_name("xl/sharedStrings{}.xml")
    parts.add(part, f'{_HEAD}<sst xmlns="{MAIN[1:-1]}"/>'.encode(), _TYPE)
    parts.relate(package.workbook_part, "sharedStrings", part)
    return parts.finished()


class TemplateTexts:
    """Those of the template. Only those of its `used` cells are kept, at their numbers: others are somebody's data."""

    def __init__(self, package: Package, used: Collection[int]) -> None:
        parts = [part for _, part in package.related(package.workbook_part, "/sharedStrings").values()]
        self.part = parts[0] if parts else ""
        items = list(package.tree(self.part).iterfind(f"{MAIN}si")) if self.part in package.parts else []
        self._known: dict[str, int] = {}
        written = []
        for number, item in enumerate(items):
            if number not in used:
                written.append(_NONE)
                continue
            written.append(_as_written(item))
            if len(item) == 1 and item[0].tag == f"{MAIN}t":
                self._known.setdefault(text_of(item), number)
        self._count, self._items = len(items), "".join(written)

    def begun(self) -> BookTexts:
        return BookTexts(self._known, self._items, self._count)


class BookTexts:
    """Those of one workbook, while it is written."""

    def __init__(self, known: dict[str, int], items: str, count: int) -> None:
        self._known = dict(known)
        self._items = [items]
        self._count = count

    def number(self, text: str) -> int:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._count
            self._count += 1
            space = "" if _PLAIN.fullmatch(text) else ' xml:space="preserve"'
            self._items.append(f"<si><t{space}>{in_xml(text)}</t></si>")
        return found

    def content(self) -> bytes:
        namespace = MAIN[1:-1]
        return f'{_HEAD}<sst xmlns="{namespace}" uniqueCount="{self._count}">{"".join(self._items)}</sst>'.encode()


@lru_cache(maxsize=100_000)
def in_xml(text: str) -> str:
    return escape(escaped(text))


def _as_written(item: etree._Element) -> str:
    """The item with names of its own: nothing around it says what they mean."""
    bare = etree.tostring(item, encoding="unicode", with_tail=False)
    root = item.getroottree().getroot()
    if root.prefix is None and set(root.nsmap) == {None}:
        return bare.replace(f' xmlns="{MAIN[1:-1]}"', "", 1)
    return bare
