"""What a workbook says of its printed pages, left out for programs that print nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

from salessheet.xlsx.package import MAIN, Package

_TITLES: Final = "Print_Titles"


def unpaged(package: Package) -> Package:
    """Without the rows that printed pages repeat, unless something computes with them.

    On opening, LibreOffice breaks all sheets into pages for those of each.
    """
    tree = deepcopy(package.workbook)
    names = tree.find(f"{MAIN}definedNames")
    titles = [] if names is None else names.findall(f"{MAIN}definedName[@name='_xlnm.{_TITLES}']")
    mentions = [
        package.parts[part].count(_TITLES.encode()) for part in (package.workbook_part, *package.sheet_parts().values())
    ]
    if names is None or not titles or sum(mentions) > len(titles):
        return package
    for title in titles:
        names.remove(title)
    return package.with_parts({package.workbook_part: etree.tostring(tree)})
