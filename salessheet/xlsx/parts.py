"""A package while it is put together: parts, their content types and the relationships between them."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from lxml import etree

from salessheet.xlsx import part_names
from salessheet.xlsx.package import Package

CONTENT_TYPES: Final = part_names.CONTENT_TYPES
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NO_RELATIONSHIPS: Final = f'<Relationships xmlns="{_RELATIONSHIPS[1:-1]}"/>'.encode()
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TO_A_PLACE: Final = re.compile(rb"""Target\s*=\s*["']\#""")
RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Parts:
    """The parts of a package that is being saved. Only what is set here differs from the package it began as."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.contents = dict(package.parts)
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()

    def finished(self) -> Package:
        for part in self._changed & self._trees.keys():
            tree = self._trees[part]
            self.contents[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        return self.package.holding(self.contents)

    def free_name(self, pattern: str) -> str:
        """A part's name that is not taken: `pattern` has `{}` where a number goes."""
        taken = {name.casefold() for name in self.contents}
        number = 1
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    def add(self, part: str, content: bytes, content_type: str) -> None:
        self.contents[part] = content
        self.set_type(part, content_type)

    def remove(self, part: str) -> None:
        """With its own relationships and its content type; who refers to it is not looked at."""
        self.contents.pop(part, None)
        self.contents.pop(_listing(part), None)
        self._trees.pop(_listing(part), None)
        for override in self._overrides(part):
            self._tree(CONTENT_TYPES).remove(override)
            self._changed.add(CONTENT_TYPES)

    def set_type(self, part: str, content_type: str) -> None:
        self._changed.add(CONTENT_TYPES)
        for override in self._overrides(part):
            override.set("ContentType", content_type)
            return
        types = self._tree(CONTENT_TYPES)
        etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{part}", ContentType=content_type)

    def set_default_type(self, suffix: str, content_type: str) -> None:
        """The type of all parts with a suffix, unless one is said already."""
        types = self._tree(CONTENT_TYPES)
        if all(known.get("Extension", "").casefold() != suffix for known in types.findall(f"{_TYPES}Default")):
            self._changed.add(CONTENT_TYPES)
            types.insert(0, etree.Element(f"{_TYPES}Default", Extension=suffix, ContentType=content_type))

    def type_of(self, part: str) -> str:
        return next((override.get("ContentType", "") for override in self._overrides(part)), "")

    def _overrides(self, part: str) -> list[etree._Element]:
        """Where the content types speak of this part."""
        wanted = f"/{part}".casefold()
        types = self._tree(CONTENT_TYPES).findall(f"{_TYPES}Override")
        return [override for override in types if override.get("PartName", "").casefold() == wanted]

    def owners(self) -> list[str]:
        """The parts that refer to others; "" for the package itself."""
        return [part_names.owner(listing) for listing in self.contents if listing.endswith(".rels")]

    def related(self, part: str, kind: str) -> dict[str, str]:
        """Id → part, of those of a type that ends with `kind` and are there: a file may name some that are not."""
        folder = posixpath.dirname(part)
        found = {}
        for relation in self._relations(part):
            if relation.get("Type", "").endswith(kind) and relation.get("TargetMode") != "External":
                target = part_names.target(folder, relation.get("Target", ""))
                named = target if target in self.contents else self.package.spelt(target)
                if named in self.contents:
                    found[relation.get("Id", "")] = named
        return found

    def relate(self, part: str, kind: str, target: str, *, is_external: bool = False) -> str:
        """The id of a new relationship. `kind`: the end of one of Office's types, or a type in full.

        `target`: a part, or an address outside the file.
        """
        listing = _listing(part)
        self.contents.setdefault(listing, _NO_RELATIONSHIPS)
        tree = self._tree(listing)
        self._changed.add(listing)
        taken = {relation.get("Id") for relation in tree}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        in_full = kind if "://" in kind else f"{_OFFICE}{kind}"
        relation = etree.SubElement(tree, f"{_RELATIONSHIPS}Relationship", Id=f"rId{number}", Type=in_full)
        relation.set("Target", target if is_external else f"/{target}")
        if is_external:
            relation.set("TargetMode", "External")
        return f"rId{number}"

    def unrelate(self, part: str, identity: str) -> None:
        tree = self._tree(_listing(part)) if _listing(part) in self.contents else None
        for relation in list(tree) if tree is not None else ():
            if relation.get("Id") == identity:
                self._changed.add(_listing(part))
                relation.getparent().remove(relation)  # type: ignore[union-attr]  # it has the listing for a parent

    def target(self, part: str, identity: str) -> str:
        """Where a relationship leads, as written."""
        return next((r.get("Target", "") for r in self._relations(part) if r.get("Id") == identity), "")

    def lead(self, part: str, identity: str, target: str) -> None:
        """A relationship leads there from now on. `target`: as written."""
        for relation in self._relations(part):
            if relation.get("Id") == identity:
                relation.set("Target", target)
                self._changed.add(_listing(part))

    def places(self, part: str) -> dict[str, str]:
        """Id → the place in this workbook, as written, to which a link leads, such as that of a shape."""
        if not _TO_A_PLACE.search(self.contents.get(_listing(part), b"")):
            return {}
        found = {one.get("Id", ""): one.get("Target", "") for one in self._relations(part)}
        return {identity: target for identity, target in found.items() if target.startswith("#")}

    def _relations(self, part: str) -> list[etree._Element]:
        listing = _listing(part)
        if listing not in self.contents:
            return []
        return list(self._tree(listing).iterchildren("*"))

    def _tree(self, part: str) -> etree._Element:
        """Parsed once; written anew at the end where it is noted as changed."""
        if part not in self._trees:
            self._trees[part] = etree.fromstring(self.contents[part])
        return self._trees[part]


def _listing(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
