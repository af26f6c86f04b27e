"""Cell formats that show a number as a date or as a percentage."""

from __future__ import annotations

from salessheet.data.reading.number_formats import Shown, shown
from salessheet.xlsx.package import MAIN, Package


def date_styles(package: Package) -> frozenset[int]:
    """The numbers of the cell formats that show dates or times of day."""
    return styles_that_show(package, Shown.MOMENT)


def styles_that_show(package: Package, what: Shown) -> frozenset[int]:
    """The numbers of the cell formats that show a number as that."""
    parts = [part for _, part in package.related(package.workbook_part, "/styles").values()]
    if not parts or parts[0] not in package.parts:
        return frozenset()
    styles = package.tree(parts[0])
    codes = {
        package.number(own, "numFmtId"): own.get("formatCode", "")
        for own in styles.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    }
    numbers = (package.number(style, "numFmtId") for style in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf"))
    return frozenset(i for i, number in enumerate(numbers) if shown(codes.get(number, number)) is what)
