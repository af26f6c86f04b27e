"""Add-ins of Office's store that a workbook names, and what each keeps in it.

    xl/webextensions/taskpanes.xml       to which the file itself leads: a task pane an add-in ([MS-OWEXML] 2.2)
    xl/webextensions/webextension1.xml   to which that leads: the add-in, and its properties ([MS-OWEXML] 2.1)

A property is a value as JSON. What belongs to other add-ins stays, and every part that has nothing to do with them
keeps its bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from salessheet.xlsx.package import Package
from salessheet.xlsx.parts import RELATION_ID, Parts

_TYPES: Final = "http://schemas.microsoft.com/office/2011/relationships/"
_CONTENT: Final = "application/vnd.ms-office.webextension"
_OFFICE: Final = RELATION_ID[1:].partition("}")[0]
_WE: Final = "http://schemas.microsoft.com/office/webextensions/webextension/2010/11"
_WETP: Final = "http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"
_PREFIX: Final = {"wetp": _WETP}
_HOME: Final = "xl/webextensions"
_STORE: Final = "OMEX"
_WIDTH: Final = "438"  # of the pane, in pixels, as Excel makes one


@dataclass(frozen=True)
class WebExtension:
    """An add-in by its number in the store, such as wa200008175, and texts that it is to keep."""

    number: str
    version: str
    properties: Mapping[str, str]


def properties_of(package: Package, number: str) -> dict[str, object] | None:
    """What the add-in of this number keeps in the workbook; None where the workbook does not name it.

    Raises UnreadableWorkbook where a part is missing or broken.
    """
    part = _part_of(package, number)
    return None if part is None else {name: _value(package, found) for name, found in _listed(package, part).items()}


def embedded(package: Package, extension: WebExtension) -> Package:
    """The workbook with the add-in. What it already keeps by other names stays.

    The same workbook and add-in give the same parts; where nothing is new, these are those of `package`. Raises
    UnreadableWorkbook as `properties_of`.
    """
    part = _part_of(package, extension.number)
    if part is None:
        return _with_another(package, extension)
    kept = properties_of(package, extension.number) or {}
    if extension.properties.items() <= kept.items():
        return package
    return package.with_parts({part: _with_properties(package, part, extension.properties)})


def _part_of(package: Package, number: str) -> str | None:
    for _, panes in package.related("", "/webextensiontaskpanes").values():
        package.rooted(panes, f"{{{_WETP}}}taskpanes")
        for _, part in package.related(panes, "/webextension").values():
            root = package.rooted(part, f"{{{_WE}}}webextension")
            if any(found.get("id", "").casefold() == number for found in root.iter(f"{{{_WE}}}reference")):
                return part
    return None


def _listed(package: Package, part: str) -> dict[str, etree._Element]:
    return {found.get("name", ""): found for found in package.tree(part).iterfind(f"{{{_WE}}}properties/*")}


def _value(package: Package, found: etree._Element) -> object:
    try:
        return json.loads(found.get("value", ""))
    except ValueError as error:
        raise package.damaged(f"what an add-in keeps as {found.get('name')!r} is no JSON") from error


def _with_properties(package: Package, part: str, properties: Mapping[str, str]) -> bytes:
    fresh = package.with_parts({})  # whose trees are its own
    home = _home_of_properties(fresh.tree(part))
    listed = _listed(fresh, part)
    for name, value in properties.items():
        if name not in listed:
            listed[name] = etree.SubElement(home, f"{{{_WE}}}property", name=name)
        listed[name].set("value", _written(value))
    return _content(fresh.tree(part))


def _home_of_properties(root: etree._Element) -> etree._Element:
    """The element for them, in its place behind what the add-in is, where it kept nothing so far."""
    found = root.find(f"{{{_WE}}}properties")
    if found is None:
        found = etree.Element(f"{{{_WE}}}properties")
        names = {f"{{{_WE}}}reference", f"{{{_WE}}}alternateReferences"}
        root.insert(sum(child.tag in names for child in root), found)
    return found


def _with_another(package: Package, extension: WebExtension) -> Package:
    parts = Parts(package)
    known = [part for _, part in package.related("", "/webextensiontaskpanes").values()]
    panes = known[0] if known else f"{_HOME}/taskpanes.xml"
    root = etree.fromstring(package.parts[panes]) if known else etree.Element(f"{{{_WETP}}}taskpanes", {}, _PREFIX)
    part = parts.free_name(f"{_HOME}/webextension{{}}.xml")
    parts.add(part, _content(_extension(extension)), f"{_CONTENT}+xml")
    relation = parts.relate(panes, f"{_TYPES}webextension", part)
    pane = etree.SubElement(root, f"{{{_WETP}}}taskpane", dockstate="right", visibility="0", width=_WIDTH)
    pane.set("row", str(len(root) - 1))
    etree.SubElement(pane, f"{{{_WETP}}}webextensionref", {RELATION_ID: relation}, {"r": _OFFICE})
    if known:
        parts.contents[panes] = _content(root)
    else:
        parts.add(panes, _content(root), f"{_CONTENT}taskpanes+xml")
        parts.relate("", f"{_TYPES}webextensiontaskpanes", panes)
    return parts.finished()


def _extension(extension: WebExtension) -> etree._Element:
    identity = f"{{{uuid5(NAMESPACE_URL, extension.number)}}}".upper()
    root = etree.Element(f"{{{_WE}}}webextension", {"id": identity}, {"we": _WE})
    about = {"id": extension.number, "version": extension.version}
    etree.SubElement(root, f"{{{_WE}}}reference", about | {"store": "en-US", "storeType": _STORE})
    others = etree.SubElement(root, f"{{{_WE}}}alternateReferences")
    etree.SubElement(others, f"{{{_WE}}}reference", about | {"store": extension.number.upper(), "storeType": _STORE})
    home = etree.SubElement(root, f"{{{_WE}}}properties")
    for name, value in extension.properties.items():
        etree.SubElement(home, f"{{{_WE}}}property", name=name, value=_written(value))
    etree.SubElement(root, f"{{{_WE}}}bindings")
    etree.SubElement(root, f"{{{_WE}}}snapshot", None, {"r": _OFFICE})
    return root


def _written(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _content(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
