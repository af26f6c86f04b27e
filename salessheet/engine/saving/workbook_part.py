"""The part that says which sheets and names a workbook has."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree
from openpyxl import Workbook
from openpyxl.utils.cell import absolute_coordinate
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.xlsx.addresses import quoted
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.parts import RELATION_ID
from salessheet.xlsx.restructuring.package import local_sheet

_SHEETS, _SHEET = f"{MAIN}sheets", f"{MAIN}sheet"
_NAMES, _NAME = f"{MAIN}definedNames", f"{MAIN}definedName"
_VIEWS: Final = f"{MAIN}bookViews"
_BEFORE_NAMES: Final = {
    f"{MAIN}{name}" for name in ("calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "extLst")
}
WORKSHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

Name = tuple[str | None, str]
"""The sheet a name belongs to, None for the workbook, and the name."""


def changed_workbook(tree: etree._Element, now: Workbook, base: Workbook, made: dict[str, str]) -> bool:
    """Changes the workbook's part where `now` has other sheets and names than `base`; whether it did.

    `made`: title → relationship, of sheets that the part does not list yet.
    """
    is_changed = _order_sheets(tree, now, made)
    titles = [sheet.get("name", "") for sheet in tree.iterfind(f"{_SHEETS}/{_SHEET}")]
    is_changed |= _change_names(tree, _names(now), _names(base), titles)
    return is_changed | _change_view(tree, now, base)


def _sheets(workbook: Any) -> list[Worksheet]:
    found: list[Worksheet] = workbook._sheets
    return found


def _order_sheets(tree: etree._Element, now: Workbook, made: dict[str, str]) -> bool:
    group = tree.find(_SHEETS)
    if group is None:
        return False
    known = {sheet.get("name", ""): sheet for sheet in group.iterchildren("*")}
    before = [(sheet.get("name"), sheet.get("state")) for sheet in group.iterchildren("*")]
    wanted = []
    for sheet in _sheets(now):
        element = known.get(sheet.title)
        if element is None:
            numbers = [int(other.get("sheetId", "0")) for other in known.values()]
            element = etree.Element(_SHEET, name=sheet.title, sheetId=str(max([0, *numbers]) + 1))
            element.set(RELATION_ID, made[sheet.title])
            known[sheet.title] = element
        if (element.get("state") or "visible") != sheet.sheet_state:
            element.set("state", sheet.sheet_state)
        wanted.append(element)
    for place, element in enumerate(group.iterchildren("*")):
        if not element.get(RELATION_ID):  # a module of an old workbook, which has no part
            wanted.insert(place, element)
    after = [(sheet.get("name"), sheet.get("state")) for sheet in wanted]
    if before == after:
        return False
    old = [name for name, _ in before]
    group[:] = wanted
    _renumber_names(tree, old, [name for name, _ in after])
    return True


def _renumber_names(tree: etree._Element, old: list[str | None], new: list[str | None]) -> None:
    """Names of a sheet say which by its place."""
    for name in tree.iterfind(f"{_NAMES}/{_NAME}"):
        place = local_sheet(name)
        if place is not None and place < len(old) and old[place] in new:
            name.set("localSheetId", str(new.index(old[place])))


def _names(workbook: Workbook) -> dict[Name, tuple[str, dict[str, str]]]:
    """What names stand for, and their attributes; the names that Excel keeps for printing and filters included."""
    found: dict[Name, tuple[str, dict[str, str]]] = {}
    for scope, names in [
        (None, workbook.defined_names),
        *((sheet.title, sheet.defined_names) for sheet in workbook.worksheets),
    ]:
        for key, name in names.items():
            attributes = {k: str(v) for k, v in dict(name).items() if k not in {"name", "localSheetId"}}
            found[scope, key] = (name.attr_text or "", attributes)
    for sheet in workbook.worksheets:
        if sheet.print_area:
            found[sheet.title, "_xlnm.Print_Area"] = (str(sheet.print_area), {})
        if sheet.print_titles:
            found[sheet.title, "_xlnm.Print_Titles"] = (str(sheet.print_titles), {})
        if sheet.auto_filter.ref:
            reference = f"{quoted(sheet.title)}!{_absolute(sheet.auto_filter.ref)}"
            found[sheet.title, "_xlnm._FilterDatabase"] = (reference, {"hidden": "1"})
    return found


def _absolute(reference: str) -> str:
    return str(absolute_coordinate(reference))


def _change_names(tree: etree._Element, now: dict[Name, Any], base: dict[Name, Any], titles: list[str]) -> bool:
    changed = [name for name in now.keys() | base.keys() if now.get(name) != base.get(name)]
    if not changed:
        return False
    group = tree.find(_NAMES)
    if group is None:
        group = etree.Element(_NAMES)
        at = next((i for i, child in enumerate(tree) if child.tag in _BEFORE_NAMES), len(tree))
        tree.insert(at, group)
    for scope, key in sorted(changed, key=lambda name: (name[0] or "", name[1])):
        known = next((name for name in group if _same(name, scope, key, titles)), None)
        meaning = now.get((scope, key))
        if meaning is None:
            if known is not None:
                group.remove(known)
            continue
        if known is None:
            known = etree.SubElement(group, _NAME, name=key)
            if scope is not None:
                known.set("localSheetId", str(titles.index(scope)))
        for attribute, value in meaning[1].items():
            known.set(attribute, value)
        known.text = meaning[0]
    if len(group) == 0:
        tree.remove(group)
    return True


def _same(element: etree._Element, scope: str | None, key: str, titles: list[str]) -> bool:
    if not isinstance(element.tag, str):
        return False
    local = local_sheet(element)
    home = None if local is None else titles[local] if local < len(titles) else ""
    return home == scope and element.get("name", "").casefold() == key.casefold()


def _change_view(tree: etree._Element, now: Workbook, base: Workbook) -> bool:
    """Which sheet is in front. Its number counts chart sheets."""
    view = tree.find(f"{_VIEWS}/*")
    if now.active is None or (base.active is not None and base.active.title == now.active.title):
        place = None
    else:
        place = _sheets(now).index(now.active)
    if place is None or view is None or int(view.get("activeTab", "0")) == place:
        return False
    view.set("activeTab", str(place))
    return True
