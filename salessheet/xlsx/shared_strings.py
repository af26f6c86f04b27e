"""Texts as a file writes them: those that cells share, and characters that XML cannot hold."""

from __future__ import annotations

from typing import Final

from lxml import etree
from openpyxl.utils.escape import unescape

from salessheet.xlsx.package import MAIN, Package

_T: Final = f"{MAIN}t"


def shared_texts(package: Package) -> list[str]:
    parts = [part for _, part in package.related(package.workbook_part, "/sharedStrings").values()]
    if not parts or (package.is_tolerant and parts[0] not in package.parts):
        return []
    return [text_of(item) for item in package.tree(parts[0]).iterfind(f"{MAIN}si")]


def text_of(item: etree._Element) -> str:
    """The text of a string item: its own, or that of its runs; not how it is pronounced."""
    if len(item) == 1 and item[0].tag == _T:
        return unescaped(item[0].text or "")
    runs = [*item.iterfind(f"{MAIN}t"), *item.iterfind(f"{MAIN}r/{MAIN}t")]
    return unescaped(*(run.text or "" for run in runs))


def unescaped(*runs: str) -> str:
    """`_x000D_` is the character of that number, within a run; two may be the halves of one."""
    if not any("_x" in run for run in runs):
        return "".join(runs)
    return "".join(map(unescape, runs)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
