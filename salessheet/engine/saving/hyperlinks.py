"""The links of a sheet's cells in its part, and where they lead outside the file."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.saving.sheet_elements import put_in_order
from salessheet.xlsx.addresses import CellRef, Place, area
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.parts import RELATION_ID, Parts

_LINKS, _LINK = f"{MAIN}hyperlinks", f"{MAIN}hyperlink"


class _Link(NamedTuple):
    target: str | None
    location: str | None
    tooltip: str | None
    display: str | None


def changed_hyperlinks(tree: etree._Element, part: str, now: Worksheet, base: Worksheet | None, parts: Parts) -> bool:
    """Changes the links in `tree`, the sheet's part, where `now` has others than `base`; whether any did."""
    old = {} if base is None else _links(base)
    new = _links(now)
    changed = {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}
    if not changed:
        return False
    group = tree.find(_LINKS)
    if group is None:
        group = etree.Element(_LINKS)
        put_in_order(tree, group)
    for element in list(group):
        covered = area("", element.get("ref", ""))
        if covered is None or not any(covered.has(*place) for place in changed):
            continue
        group.remove(element)
        if element.get(RELATION_ID):
            parts.unrelate(part, element.get(RELATION_ID, ""))
        changed |= {(cell.row, cell.column) for cell in covered.cells()}
    for place in sorted(changed & new.keys()):
        group.append(_written(place, new[place], part, parts))
    if len(group) == 0:
        tree.remove(group)
    return True


def _links(sheet: Worksheet) -> dict[Place, _Link]:
    found = {}
    for place, cell in sheet._cells.items():
        link = getattr(cell, "hyperlink", None)
        if link is not None:
            found[place] = _Link(link.target, link.location, link.tooltip, link.display)
    return found


def _written(place: Place, link: _Link, part: str, parts: Parts) -> etree._Element:
    element = etree.Element(_LINK, ref=CellRef("", *place).address)
    if link.target:
        element.set(RELATION_ID, parts.relate(part, "hyperlink", link.target, is_external=True))
    for name, value in (("location", link.location), ("tooltip", link.tooltip), ("display", link.display)):
        if value:
            element.set(name, value)
    return element
