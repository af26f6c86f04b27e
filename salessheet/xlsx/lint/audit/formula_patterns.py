"""Formulas by their pattern: those of a column that differ in the rows they read alone are one, however many they are.

A large sheet has millions of formulas and a few hundred patterns. What is asked of a formula is asked of its pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from salessheet.xlsx.addresses import IN_FORMULA, area, shifted
from salessheet.xlsx.book_file import Formula
from salessheet.xlsx.formula_syntax import references_in
from salessheet.xlsx.references import functions_in

_HOME: Final = (500_000, 8_000)
"""A row and a column far from every edge: formulas are compared as they would read there."""
_DIGITS: Final = re.compile(r"([0-9]+)")
_ROW: Final = re.compile(r"(\$?)([0-9]+)")


@dataclass(frozen=True, eq=False)
class Pattern:
    """`form`: the formula with `%d` for each row that moves with the cell. `offsets`: those rows, less the cell's."""

    form: str
    offsets: tuple[int, ...]
    is_table: bool = False
    """Whether it is that of a what-if data table, which has no formula of its own."""

    def text(self, row: int) -> str:
        """The formula of a cell in that row, with `=`."""
        return self.form % tuple([offset + row for offset in self.offsets])

    @cached_property
    def functions(self) -> frozenset[str]:
        return functions_in(self._anywhere)

    @cached_property
    def references(self) -> list[str]:
        """As they stand in some row."""
        return references_in(self._anywhere)

    @cached_property
    def _anywhere(self) -> str:
        return self.form % ((1,) * len(self.offsets))

    def shape(self, row: int, column: int) -> str:
        """The formula of a cell as it would read far from every edge: equal ones are the same to who copies them."""
        known = self._shapes.get(column)
        if known is None:
            known = self._shapes[column] = shifted(self.text(row), _HOME[0] - row, _HOME[1] - column)
        return known

    @cached_property
    def _shapes(self) -> dict[int, str]:
        return {}


class Run(NamedTuple):
    """Cells of one column with formulas of one pattern, each below the other; rows included."""

    column: int
    first: int
    last: int
    pattern: Pattern


class Patterns:
    """The patterns of a workbook, in the order in which they were met."""

    def __init__(self) -> None:
        self.known: list[Pattern] = []
        self._numbers: dict[tuple[str, bool, tuple[int, ...]], int] = {}
        self._moving: dict[str, tuple[bool, ...]] = {}

    def number(self, formula: Formula, row: int) -> int:
        """Which of `known` a formula in that row has."""
        pieces = _DIGITS.split(formula.text)
        digits = pieces[1::2]
        moving = self._moves(pieces)
        offsets = []
        for place, (said, moves) in enumerate(zip(digits, moving, strict=True)):
            if moves:
                offsets.append(int(said) - row)
                pieces[2 * place + 1] = "\0"
        form = "".join(pieces)
        key = form, formula.is_table, tuple(offsets)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.known)
            spelt = form.replace("%", "%%").replace("\0", "%d")
            self.known.append(Pattern(spelt, tuple(offsets), formula.is_table))
        return number

    def _moves(self, pieces: list[str]) -> tuple[bool, ...]:
        """Which of the numbers in a formula are rows that move with its cell."""
        digits = pieces[1::2]
        shape = "\0".join(pieces[::2])
        known = self._moving.get(shape)
        if known is None:
            known = self._moving[shape] = _moving("1".join(pieces[::2]))
        is_usual = all(said[0] != "0" and len(said) < 7 for said, moves in zip(digits, known, strict=True) if moves)
        return known if is_usual else _moving("".join(pieces))


def _moving(text: str) -> tuple[bool, ...]:
    rows = set()
    for found in IN_FORMULA.finditer(text):
        if found[1] and area("", found[1]) is not None:
            rows |= {found.start(1) + row.start(2) for row in _ROW.finditer(found[1]) if not row[1]}
    return tuple(digits.start() in rows for digits in _DIGITS.finditer(text))
