"""Cell by cell: formulas, what the declaration writes, and how cells look and are locked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from salessheet.calc.soundness.findings import Finding, Kind, of_cell
from salessheet.calc.soundness.regions import Regions
from salessheet.xlsx.addresses import Area, CellRef, Place
from salessheet.xlsx.book_file import Formula, SheetCells, Value
from salessheet.xlsx.formula_syntax import one_spelling
from salessheet.xlsx.structure.looks import GENERAL, Look, Looks, same_format, shows_nothing

_RELATIVE: Final = 1e-12  # files keep 15 to 17 digits of a number
_ADD_IN: Final = "_xll."  # before the functions of an add-in, as some programs save them

Said = tuple[Kind, str, str]
"""What differs in the look of a cell: of what kind, how it is, how it should be."""


@dataclass(frozen=True, eq=False)
class CellComparison:
    """The cells of one sheet as they are and as they should be.

    `spoilt`: cells of whose text a part cannot be read, and in which way.
    """

    found: SheetCells
    wanted: SheetCells
    found_looks: Looks
    wanted_looks: Looks
    regions: Regions
    spoilt: Mapping[CellRef, str] = field(default_factory=dict)
    _compared: dict[tuple[int, int, bool], tuple[Said, ...]] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        places = self.wanted.formulas.keys() | self.wanted.values.keys()
        typed = {place for area in self.regions.typed for place in self._standing(area)}
        signed = {
            place
            for place, style in self.wanted.styles.items()
            if place not in places and not self.wanted_looks.of(style).locked
        }
        typed |= signed
        for row, column in sorted(places - typed):
            yield from self._content(row, column)
        for row, column in sorted(places | typed):
            yield from self._look(row, column, is_typed=(row, column) in typed)
        others = (self.found.formulas.keys() | self.found.values.keys()) - places - typed
        for row, column in sorted(others):
            if self.regions.is_declared(row, column) and not self.regions.is_typed(row, column):
                cell = CellRef(self.found.name, row, column)
                formula = self.found.formulas.get((row, column))
                kind = Kind.LABEL if formula is None else Kind.FORMULA
                value = self.found.values.get((row, column))
                yield of_cell(kind, cell, in_words(value) if formula is None else _text(formula), None)

    def _standing(self, area: Area) -> Iterator[Place]:
        """The cells of an area that should stand there, be it blank."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                if (row, column) in self.wanted.styles:
                    yield row, column

    def _content(self, row: int, column: int) -> Iterator[Finding]:
        place, cell = (row, column), CellRef(self.found.name, row, column)
        formula, wanted = self.found.formulas.get(place), self.wanted.formulas.get(place)
        value, wanted_value = self.found.values.get(place), self.wanted.values.get(place)
        if formula is not None or wanted is not None:
            if formula is None or wanted is None or not _same_formula(formula, wanted):
                yield of_cell(
                    Kind.FORMULA,
                    cell,
                    f"{in_words(value)} (a value)" if formula is None else _text(formula),
                    f"{in_words(wanted_value)} (a value)" if wanted is None else _text(wanted),
                )
        elif not _same_value(value, wanted_value):
            yield of_cell(Kind.LABEL, cell, None if value is None else in_words(value), in_words(wanted_value))
        elif cell in self.spoilt:
            yield of_cell(Kind.STYLE, cell, f"a part of it in {self.spoilt[cell]}", "one font")

    def _look(self, row: int, column: int, *, is_typed: bool) -> Iterator[Finding]:
        found, wanted = self.found.styles.get((row, column), 0), self.wanted.styles.get((row, column), 0)
        key = (found, wanted, is_typed)
        if key not in self._compared:
            self._compared[key] = tuple(
                _differences(self.found_looks.of(found), self.wanted_looks.of(wanted), is_typed=is_typed)
            )
        for kind, is_so, should in self._compared[key]:
            yield of_cell(kind, CellRef(self.found.name, row, column), is_so, should)


def in_words(value: Value | None) -> str:
    """A value as reports tell it."""
    match value:
        case None | "":
            return "(nothing)"
        case bool() | str():
            return str(value)
    return f"{value:.15g}"


def _text(formula: Formula) -> str:
    spread = formula.spread
    return formula.text if spread is None else f"{{{formula.text}}} over {spread.address}"


def _same_formula(one: Formula, other: Formula) -> bool:
    if one.spread != other.spread:
        return False
    texts = [formula.text.replace(_ADD_IN, "") for formula in (one, other)]
    return texts[0] == texts[1] or one_spelling(texts[0]) == one_spelling(texts[1])


def _same_value(one: Value | None, other: Value | None) -> bool:
    """An empty text is a blank; TRUE is 1, as which it is written."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=_RELATIVE)
    return (one or None) == (other or None)


def _differences(found: Look, wanted: Look, *, is_typed: bool) -> Iterator[Said]:
    """Programs give a cell of no format the format of what is typed into it; that hides nothing."""
    is_free = is_typed and wanted.number_format == GENERAL and not shows_nothing(found.number_format)
    if not (is_free or same_format(found.number_format, wanted.number_format)):
        yield Kind.NUMBER_FORMAT, found.number_format, wanted.number_format
    if wanted.locked and not found.locked:
        yield Kind.PROTECTION, "unlocked", "locked"
    if found.conceals and not wanted.conceals:
        yield Kind.HIDDEN, "its formula is not shown", "shown"
    if found.hides and not wanted.hides:
        yield Kind.STYLE, found.hides, f"a font of colour #{wanted.ink} on #{wanted.ground}, {wanted.size:g} points"
