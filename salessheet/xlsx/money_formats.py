"""Number formats of amounts of money."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from salessheet.xlsx.package import MAIN, Package

# Formats whose numbers are amounts of money: two decimals or a currency, thousands or not; no percent.
_BUILT_IN_MONEY: Final = frozenset({2, 4, 5, 6, 7, 8, 37, 38, 39, 40, 41, 42, 43, 44})
_CENTS: Final = re.compile(r"[#0?]\.00(?![0#?E])")
_LOCALE: Final = re.compile(r"\[\$-[^\]]*\]")  # whose dates; a currency stands before the hyphen
_QUOTED_IN_FORMAT: Final = re.compile(r'"[^"]*"|\\.')


def money_styles(package: Package) -> frozenset[int]:
    """The numbers of the cell formats that show amounts to the cent, or a currency."""
    parts = [part for _, part in package.related(package.workbook_part, "/styles").values()]
    if not parts or parts[0] not in package.parts:
        return frozenset()
    styles = package.tree(parts[0])
    own = {
        package.number(number, "numFmtId")
        for number in styles.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
        if _is_of_money(number.get("formatCode", ""))
    }
    formats = styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    money = _BUILT_IN_MONEY | own
    return frozenset(i for i, xf in enumerate(formats) if package.number(xf, "numFmtId") in money)


def _is_of_money(number_format: str) -> bool:
    """Whether it shows a currency, or two decimals of something that is no percentage."""
    shown = _LOCALE.sub("", number_format)
    if any(unicodedata.category(character) == "Sc" for character in shown):
        return True
    bare = _QUOTED_IN_FORMAT.sub("", shown)
    return "%" not in bare and _CENTS.search(bare) is not None
