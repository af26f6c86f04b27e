"""Rules of formulas that fill several cells: arrays, what spills, what-if tables, formulas that cells share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

from lxml import etree

from salessheet.xlsx.addresses import Area, area
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.overlapping import overlapping
from salessheet.xlsx.package import MAIN

_HOLDERS: Final = etree.XPath("m:sheetData/m:row/m:c[m:f]/@r", namespaces={"m": MAIN[1:-1]})


def filled_findings(
    part: str, formulas: Sequence[tuple[str, etree._Element]], root: etree._Element
) -> Iterator[Finding]:
    """`formulas`: those with a range, each with the address of its cell."""
    arrays: dict[Area, str] = {}
    for where, formula in formulas:
        ref, kind = formula.get("ref", ""), formula.get("t", "normal")
        place, own = area("", ref), area("", where)
        if place is None:
            yield found(Fault.REFERENCE, part, where, f"its formula fills {ref!r}, which is no range")
        elif own is not None and (not place.covers(own) if kind == "shared" else place[1:3] != own[1:3]):
            yield found(Fault.REFERENCE, part, where, f"its formula is of {ref}, which does not begin at its cell")
        elif kind == "array":
            if place in arrays:
                yield found(Fault.FORMULA, part, where, f"another array formula fills {ref}")
            arrays[place] = where
    yield from _met(part, arrays, root)


def _met(part: str, arrays: dict[Area, str], root: etree._Element) -> Iterator[Finding]:
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
    for address in cast("list[str]", _HOLDERS(root)):
        cell = area("", address)
        met = next(
            (place for place in wide if cell is not None and place.covers(cell) and place[1:3] != cell[1:3]), None
        )
        if met is not None:
            yield found(Fault.FORMULA, part, address, f"a formula stands in the array formula of {met.address}")
