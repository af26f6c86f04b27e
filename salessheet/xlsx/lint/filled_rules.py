"""Rules of formulas that fill several cells: arrays, what spills, what-if tables, formulas that cells share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, cast

from lxml import etree

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.lint.book import LintedBook
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.overlapping import overlapping
from salessheet.xlsx.package import MAIN

_HOLDERS: Final = etree.XPath("m:c[m:f[@t or text()]]/@r", namespaces={"m": MAIN[1:-1]})
"""Of formulas that say something: an empty one is what Excel writes into the cells of an array that is calculated anew
each time, as those of RANDARRAY are.
"""


class Filled(NamedTuple):
    """A formula that says which cells it is of: the address of its own cell, theirs, and the kind of formula."""

    where: str
    ref: str
    kind: str


def filled_findings(book: LintedBook, part: str, formulas: Sequence[Filled], root: etree._Element) -> Iterator[Finding]:
    arrays: dict[Area, str] = {}
    for where, ref, kind in formulas:
        place, own = area("", ref), area("", where)
        if place is None:
            yield found(Fault.REFERENCE, part, where, f"its formula fills {ref!r}, which is no range")
        elif own is not None and (not place.covers(own) if kind == "shared" else place[1:3] != own[1:3]):
            yield found(Fault.REFERENCE, part, where, f"its formula is of {ref}, which does not begin at its cell")
        elif kind == "array":
            if place in arrays:
                yield found(Fault.FORMULA, part, where, f"another array formula fills {ref}")
            arrays[place] = where
    yield from _met(book, part, arrays, root)


def _met(book: LintedBook, part: str, arrays: dict[Area, str], root: etree._Element) -> Iterator[Finding]:
    """What stands in the cells of an array formula, which are its alone."""
    for first, second in overlapping(arrays):
        yield found(
            Fault.FORMULA, part, arrays[second], f"its array formula overlaps that of {arrays[first]}, {first.address}"
        )
    wide = [place for place in arrays if not place.is_cell]
    if not wide:
        return
    for one in root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        merged = area("", one.get("ref", ""))
        met = next((place for place in wide if merged is not None and merged.meets(place)), None)
        if met is not None:
            yield found(Fault.MERGE, part, one.get("ref", ""), f"it lies on the array formula of {met.address}")
    for table in book.related(part, "/table").values():
        tree = book.tree(table)
        lies = None if tree is None else area("", tree.get("ref", ""))
        met = next((place for place in wide if lies is not None and lies.meets(place)), None)
        if met is not None:
            yield found(Fault.FORMULA, part, arrays[met], f"its array formula of {met.address} lies in a table")
    for address in (each for row in book.rows(part) for each in cast("list[str]", _HOLDERS(row))):
        cell = area("", address)
        met = next(
            (place for place in wide if cell is not None and place.covers(cell) and place[1:3] != cell[1:3]), None
        )
        if met is not None:
            yield found(Fault.FORMULA, part, address, f"a formula stands in the array formula of {met.address}")
