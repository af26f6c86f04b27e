"""What makes Excel repair a file or drop a part of it, whatever the part says."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final

from salessheet.xlsx.package import Package
from tests.engine.xml_comparison import parsed

CONTENT_TYPES: Final = "[Content_Types].xml"
_RELATION_IDS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def faults_of(package: Package) -> Iterator[tuple[str, str]]:
    """Part and what is wrong with it."""
    listed = [name for name in package.parts if name != CONTENT_TYPES and not name.endswith(".rels")]
    types = content_types(package)
    for name in listed:
        if type_of(types, name) is None:
            yield name, "has no content type"
    spelt = {name.casefold() for name in package.parts}
    for kind, key in types:
        if kind == "Override" and key not in spelt:
            yield CONTENT_TYPES, f"has a type for {key}, which is not there"
    reached = _reached(package)
    for name in listed:
        if name not in reached:
            yield name, "is related to by nothing"
    for name in sorted(package.parts):
        if name.endswith(".rels"):
            yield from _in_listing(package, name)
    for name in listed:
        yield from _in_references(package, name)


def content_types(package: Package) -> dict[tuple[str, str], str]:
    """(Default or Override, extension or part in lower case) → type."""
    root = parsed(package.parts.get(CONTENT_TYPES, b""))
    found = {}
    for element in root if root is not None else ():
        if isinstance(element.tag, str):
            key = element.get("Extension") or element.get("PartName", "").lstrip("/")
            found[element.tag.rpartition("}")[2], key.casefold()] = element.get("ContentType", "")
    return found


def type_of(types: dict[tuple[str, str], str], part: str) -> str | None:
    name = part.casefold()
    return types.get(("Override", name), types.get(("Default", posixpath.splitext(name)[1].lstrip("."))))


def relations(package: Package, listing: str) -> dict[str, tuple[str, str, bool]]:
    """Id → type, target (a part, if it is inside the package), whether it is inside."""
    root = parsed(package.parts[listing])
    folder = posixpath.dirname(posixpath.dirname(listing))
    found = {}
    for relation in root if root is not None else ():
        if isinstance(relation.tag, str):
            target, is_inside = relation.get("Target", ""), relation.get("TargetMode") != "External"
            if is_inside:
                target = posixpath.normpath(posixpath.join("/", folder, target.partition("#")[0])).lstrip("/")
            found[relation.get("Id", "")] = relation.get("Type", ""), target, is_inside
    return found


def listing_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _reached(package: Package) -> set[str]:
    """The parts to which a chain of relationships leads from the package itself."""
    spelt = {name.casefold(): name for name in package.parts}
    found: set[str] = set()
    waiting = ["_rels/.rels"]
    while waiting:
        listing = spelt.get(waiting.pop().casefold())
        for _, target, is_inside in (relations(package, listing) if listing else {}).values():
            part = spelt.get(target.casefold())
            if is_inside and part is not None and part not in found:
                found.add(part)
                waiting.append(listing_of(part))
    return found


def _in_listing(package: Package, listing: str) -> Iterator[tuple[str, str]]:
    spelt = {name.casefold() for name in package.parts}
    folder, name = posixpath.split(listing)
    owner = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
    if owner and owner.casefold() not in spelt:
        yield listing, "is of a part that is not there"
    for number, (_, target, is_inside) in relations(package, listing).items():
        is_place = not target or target.endswith("NULL")  # Excel writes both for a link within the workbook
        if is_inside and not is_place and target.casefold() not in spelt:
            yield listing, f"{number} leads to {target}, which is not there"


def _in_references(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Ids that a part's XML names must be in its list of relationships."""
    if _RELATION_IDS[1:-1].encode() not in package.parts[part]:
        return
    root = parsed(package.parts[part])
    if root is None:
        return
    listing = listing_of(part)
    known = relations(package, listing) if listing in package.parts else {}
    for element in root.iter("{*}*"):
        for name, value in element.attrib.items():
            if str(name).startswith(_RELATION_IDS) and value and str(value) not in known:
                yield part, f"names the relationship {value!s}, which it does not have"
