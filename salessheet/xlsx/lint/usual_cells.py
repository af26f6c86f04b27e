"""Cells that are written as nearly all cells are, told at a glance: only the others are looked at rule by rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from lxml import etree

from salessheet.xlsx.addresses import LAST_COLUMN
from salessheet.xlsx.package import MAIN

_FORMULA, _VALUE = f"{MAIN}f", f"{MAIN}v"
_NUMBER: Final = re.compile(r"-?\d{1,20}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_DIGITS: Final = re.compile(r"\d+", re.ASCII)
_LONGEST: Final = 255
"""Characters of formulas and texts below any limit."""


@dataclass
class UsualCells:
    """`styles` and `texts`: how many there are to point at. `readable`: formulas known as sound, 1 for each number."""

    styles: int
    texts: int
    readable: set[str] = field(default_factory=set)

    def is_sound(self, cell: etree._Element) -> bool:
        """Whether nothing is wrong with what the cell says and holds; False also where that takes a closer look."""
        kind: str | None = None
        for name in cell.keys():  # noqa: SIM118  an element is a list of children, and no mapping
            said = cell.get(name, "")
            match name:
                case "r":
                    continue
                case "s" if said.isdecimal() and int(said) < self.styles:
                    continue
                case "t" if said in {"s", "str", "n"}:
                    kind = said
                case _:
                    return False
        formula, value = None, None
        for child in cell:
            if child.tag == _VALUE and value is None:
                value = child.text
            elif child.tag == _FORMULA and not child.attrib and child.text and value is None and formula is None:
                formula = child.text
            else:
                return False
        return self._holds(kind, value, formula) and (formula is None or self.is_readable(formula))

    def _holds(self, kind: str | None, value: str | None, formula: str | None) -> bool:
        if value is None:
            return kind is None or formula is not None
        match kind:
            case "s":
                return value.isdecimal() and int(value) < self.texts
            case "str":
                return len(value) <= _LONGEST
            case _:
                return _NUMBER.fullmatch(value) is not None

    def is_readable(self, formula: str) -> bool:
        return len(formula) <= _LONGEST and _shape(formula) in self.readable

    def learn(self, formula: str, sheets: Iterable[str]) -> None:
        """A formula is sound, and so are all that differ in the numbers of rows; not where sheets have numbers."""
        if not any(_DIGITS.search(sheet) for sheet in sheets):
            self.readable.add(_shape(formula))


def _shape(formula: str) -> str:
    return _DIGITS.sub("1", formula)


@cache
def _columns() -> dict[str, int]:
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    two = [a + b for a in letters for b in letters]
    three = [a + b for a in letters for b in two]
    return {name: column for column, name in enumerate([*letters, *two, *three][:LAST_COLUMN], start=1)}


def column_in(address: str, row: str) -> int:
    """The column of a cell in the row; 0 where it stands in another, or the address is none."""
    return _columns().get(address[: -len(row)], 0) if address.endswith(row) else 0
