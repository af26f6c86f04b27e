"""Pictures and values of richer kinds that no cell of the workbooks shows: what stood in a row of somebody's data."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lxml import etree

from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.parts import RELATION_ID, Parts
from salessheet.xlsx.stamp.frames import written
from salessheet.xlsx.stamp.own_cells import OwnCell
from salessheet.xlsx.stamp.remnants import show_nothing

_VALUE: Final = re.compile(r'(?<![\w:])vm\s*=\s*["\'](\d+)["\']')
_NAMED: Final = re.compile(r'DISPIMG\s*\(\s*"([^"]*)"', re.IGNORECASE)
_RICH: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2017/richdata}"
_IN_ARRAY: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2017/richdata2}"
_RELATED: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMBEDDED: Final = f"{RELATION_ID[:-2]}embed"
_BLANK: Final = "xl/media/unseen{}.png"
_NOWHERE: Final = "about:blank"
_KEYS: Final = {"/richValueRel": "_rvRel:LocalImageIdentifier", "/rdRichValueWebImage": "WebImageIdentifier"}
"""Kinds of parts that list pictures → by which key a value says which of them it is."""
_NOTHING: Final = {"s": "", "d": "0", "n": "0"}
"""By kind, what a value says in place of a text or a number that no cell shows."""

_Node = tuple[str, int]
"""`r`, a value, or `a`, an array of values; and its place in the list of these, from 0."""


class _Piece(NamedTuple):
    """One of those that a node consists of. `kind`: of what is said; that of `r` and `a` is the place of a node."""

    kind: str
    said: etree._Element


_Contents = list[_Piece]


def values_of(cells: Iterable[OwnCell]) -> set[int]:
    """The numbers, from 1, by which these cells name values of richer kinds."""
    return {int(found[1]) for cell in cells if (found := _VALUE.search(cell.rest))}


def without_unseen(package: Package, shown: Collection[int], formulas: Iterable[str]) -> Package:
    """The package without the content of others: they stay as they are counted, and say nothing.

    `shown`: the numbers of values that cells show; `formulas`: of the cells, of which some name a picture.
    """
    parts = Parts(package)
    named = {name for text in formulas for name in _NAMED.findall(text)}
    for part in package.of_kind("/cellImage"):
        _leave_named(parts, part, named)
    for part in package.of_kind("/rdRichValue"):
        _leave_shown(package, parts, part, shown)
    changed = parts.contents.keys() - package.parts.keys() or any(
        parts.contents[part] is not package.parts[part] for part in parts.contents.keys() & package.parts.keys()
    )
    return parts.finished() if changed else package


def _leave_named(parts: Parts, part: str, named: Collection[str]) -> None:
    """Of the pictures that WPS keeps for cells, those that a formula names."""
    tree = etree.fromstring(parts.contents[part])
    gone = [one for one in tree if {found.get("name") for found in one.iter("{*}cNvPr")}.isdisjoint(named)]
    for one in gone:
        tree.remove(one)
    if gone:
        parts.contents[part] = written(tree)
    left = {blip.get(_EMBEDDED) for blip in tree.iter(f"{_DRAWING}blip")}
    for relation, picture in parts.related(part, "/image").items():
        if relation not in left:
            parts.unrelate(part, relation)
            if all(picture not in parts.related(owner, "").values() for owner in parts.owners()):
                parts.remove(picture)


def _leave_shown(package: Package, parts: Parts, part: str, shown: Collection[int]) -> None:
    trees = {name: etree.fromstring(parts.contents[name]) for name in (part, *package.of_kind("/rdArray"))}
    values, keys = list(trees[part].iterfind(f"{_RICH}rv")), _keys(package)
    nodes: dict[_Node, _Contents] = {("r", i): _contents(value, keys) for i, value in enumerate(values)}
    arrays = (array for tree in trees.values() for array in tree.iterfind(f"{_IN_ARRAY}a"))
    for i, array in enumerate(arrays):
        nodes["a", i] = [_Piece(said.get("t", "d"), said) for said in array.iterfind(f"{_IN_ARRAY}v")]
    reached = _reached(nodes, _first(package, shown))
    for node in nodes.keys() - reached:
        for kind, said in nodes[node]:
            if kind in _NOTHING:
                said.text = _NOTHING[kind]
    if nodes.keys() - reached:
        parts.contents |= {name: written(tree) for name, tree in trees.items()}
    seen = [values[place] for kind, place in sorted(reached) if kind == "r"]
    for kind, key in _KEYS.items():
        used = {int(said.text or 0) for value in seen for (name, _), said in _said(value, keys) if name == key}
        for listing in package.of_kind(kind):
            _hide(parts, listing, used)


def _keys(package: Package) -> list[list[tuple[str, str]]]:
    """Of each structure of values its keys and their kinds; a number where nothing is said."""
    listed = (package.tree(part) for part in package.of_kind("/rdRichValueStructure"))
    structures = (one for tree in listed for one in tree.iterfind(f"{_RICH}s"))
    return [[(key.get("n", ""), key.get("t", "d")) for key in one.iterfind(f"{_RICH}k")] for one in structures]


def _said(
    value: etree._Element, keys: Sequence[list[tuple[str, str]]]
) -> Iterator[tuple[tuple[str, str], etree._Element]]:
    structure = int(value.get("s", "0"))
    known = keys[structure] if structure < len(keys) else []
    return zip(known, value.iterfind(f"{_RICH}v"), strict=False)


def _first(package: Package, shown: Collection[int]) -> set[int]:
    """The places of the values that cells name."""
    found = set()
    for part in package.of_kind("/sheetMetadata"):
        tree = package.tree(part)
        kinds = [one.get("name") for one in tree.iterfind(f"{MAIN}metadataTypes/{MAIN}metadataType")]
        of_kind = {one.get("name"): one.findall(f"{MAIN}bk") for one in tree.iterfind(f"{MAIN}futureMetadata")}
        for number, block in enumerate(tree.iterfind(f"{MAIN}valueMetadata/{MAIN}bk"), 1):
            for record in block.iterfind(f"{MAIN}rc") if number in shown else ():
                kind, place = int(record.get("t", "0")) - 1, int(record.get("v", "0"))
                blocks = of_kind.get(kinds[kind], []) if 0 <= kind < len(kinds) else []
                if place < len(blocks):
                    found |= {int(one.get("i", "0")) for one in blocks[place].iter(f"{_RICH}rvb")}
    return found


def _contents(value: etree._Element, keys: Sequence[list[tuple[str, str]]]) -> _Contents:
    """With what programs show that do not know values of its kind."""
    instead = [_Piece(said.get("t", "n"), said) for said in value.iterfind(f"{_RICH}fb")]
    return [*instead, *(_Piece(kind, said) for (_, kind), said in _said(value, keys))]


def _reached(nodes: Mapping[_Node, _Contents], first: Collection[int]) -> set[_Node]:
    """The values at these places, with the values and arrays that they refer to."""
    reached, waiting = set[_Node](), [("r", place) for place in first]
    while waiting:
        node = waiting.pop()
        if node in nodes and node not in reached:
            reached.add(node)
            waiting += [(kind, int(said.text)) for kind, said in nodes[node] if kind in {"r", "a"} and said.text]
    return reached


def _hide(parts: Parts, part: str, used: Collection[int]) -> None:
    """The pictures that are listed at other places than these are blank, and come from nowhere."""
    tree = etree.fromstring(parts.contents[part])
    listed = list(tree.iterfind(f"{_RELATED}rel")) or list(tree.iterfind("{*}webImageSrd"))
    others = [one for place, one in enumerate(listed) if place not in used]
    kept = {link.get(RELATION_ID) for one in listed if one not in others for link in one.iter()}
    links = [link for one in others for link in one.iter() if link.get(RELATION_ID) not in {None, *kept}]
    if not links:
        return
    show_nothing(parts, part, links, RELATION_ID, parts.free_name(_BLANK))
    outside = parts.package.external(part)
    for link in links:
        relation = link.get(RELATION_ID, "")
        if relation in outside:
            parts.unrelate(part, relation)
            link.set(RELATION_ID, parts.relate(part, "hyperlink", _NOWHERE, is_external=True))
    parts.contents[part] = written(tree)
