"""A style sheet that openpyxl can read, in which every format keeps its number."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree
from openpyxl.styles import Border, Fill, Font
from openpyxl.styles.cell_style import CellStyle
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.named_styles import _NamedCellStyle
from openpyxl.styles.numbers import NumberFormat

from salessheet.engine.reading.readable import Element, children, keep_readable, parsed, remove
from salessheet.xlsx.package import MAIN

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_COLOUR: Final = re.compile("(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")
_GROUPS: Final[dict[str, tuple[str, Any]]] = {
    "numFmts": ("numFmt", NumberFormat),
    "fonts": ("font", Font),
    "fills": ("fill", Fill),
    "borders": ("border", Border),
    "cellStyleXfs": ("xf", CellStyle),
    "cellXfs": ("xf", CellStyle),
    "cellStyles": ("cellStyle", _NamedCellStyle),
    "dxfs": ("dxf", DifferentialStyle),
}
"""Lists of a style sheet, in the order of the format: what an entry is called, and what reads it."""
_PLAIN: Final = {"font": "", "border": "", "xf": "", "dxf": "", "fill": f'<patternFill xmlns="{MAIN[1:-1]}"/>'}
"""An entry in place of one that cannot be read, for none may change its number; others go."""
_REFERENCES: Final = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}


def mended_styles(content: bytes) -> tuple[bytes, int, int]:
    """The style sheet, how many formats of cells it has, and how many that differ from those of their cell."""
    tree = parsed(content)
    _choose(tree)
    for element in tree.iter(f"{MAIN}*"):
        _mend_colour(element)
    groups = {name: _readable_group(tree, name) for name in _GROUPS}
    for child in children(tree):
        if child not in groups.values():
            tree.remove(child)
    tree[:] = list(groups.values())
    for entry in (*groups["cellStyleXfs"], *groups["cellXfs"], *groups["cellStyles"]):
        for name, group in _REFERENCES.items():
            if entry.get(name) is not None and not _is_below(entry.get(name, ""), len(groups[group])):
                entry.set(name, "0")
    return etree.tostring(tree), len(groups["cellXfs"]), len(groups["dxfs"])


def _readable_group(tree: Element, name: str) -> Element:
    tag, reader = _GROUPS[name]
    group = tree.find(f"{MAIN}{name}")
    if group is None:
        group = etree.SubElement(tree, f"{MAIN}{name}")
    group.attrib.clear()
    for entry in list(group):
        is_one = entry.tag == f"{MAIN}{tag}"
        if tag == "fill" and is_one and not children(entry):
            _replace(entry, tag)
        elif not is_one or not keep_readable(entry, reader.from_tree):
            if tag in _PLAIN and entry in children(group):
                _replace(entry, tag)
            else:
                group.remove(entry)
    least = {"fonts": 1, "fills": 2, "borders": 1, "cellStyleXfs": 1, "cellXfs": 1}.get(name, 0)
    while len(group) < least:
        group.append(_plain(tag))
    return group


def _replace(entry: Element, tag: str) -> None:
    parent = entry.getparent()
    if parent is not None:
        parent.replace(entry, _plain(tag))


def _plain(tag: str) -> Element:
    return etree.fromstring(f'<{tag} xmlns="{MAIN[1:-1]}">{_PLAIN[tag]}</{tag}>')


def _choose(tree: Element) -> None:
    """What is said in several ways is said as for a program that knows none of the newer ones."""
    for either in list(tree.iter(f"{_MC}AlternateContent")):
        parent, said = either.getparent(), either.find(f"{_MC}Fallback")
        if said is None:
            said = either.find(f"{_MC}Choice")
        if parent is not None:
            at = parent.index(either)
            parent[at : at + 1] = children(said) if said is not None else []


def _mend_colour(element: Element) -> None:
    rgb = element.get("rgb")
    if rgb is None or _COLOUR.fullmatch(rgb):
        return
    del element.attrib["rgb"]
    if not element.attrib:
        remove(element)


def _is_below(text: str, end: int) -> bool:
    return text.isdigit() and int(text) < end
