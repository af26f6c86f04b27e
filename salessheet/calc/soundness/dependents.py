"""How many formulas and charts read a cell, an area or a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from salessheet.calc.graph import Graph
from salessheet.calc.soundness.findings import Finding, Kind
from salessheet.xlsx.addresses import Area
from salessheet.xlsx.structure import Structure

_WORD = re.compile(r"[^\W\d][\w.]*")

Readers = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Areas as rows of top, left, bottom and right; how many read each."""


@dataclass(frozen=True, eq=False)
class Dependents:
    """Of one workbook, as it stands."""

    structure: Structure

    def told(self, finding: Finding) -> Finding:
        """The same finding with how much depends on it."""
        if finding.kind is Kind.NAME:
            return replace(finding, formulas=self._by_name[finding.where.casefold()])
        if finding.area is None:
            return finding
        return replace(
            finding, formulas=_reading(self._formulas, finding.area), charts=_reading(self._charts, finding.area)
        )

    @cached_property
    def _by_name(self) -> Counter[str]:
        texts = Counter(formula.text for formula in self.structure.book.formulas.values())
        found: Counter[str] = Counter()
        for text, count in texts.items():
            for word in {word.casefold() for word in _WORD.findall(text)}:
                found[word] += count
        return found

    @cached_property
    def _formulas(self) -> dict[str, Readers]:
        pieces = Graph(self.structure.book).pieces.values()
        return _by_sheet(area for each in pieces for area in {piece for piece in each if isinstance(piece, Area)})

    @cached_property
    def _charts(self) -> dict[str, Readers]:
        charts = (each for sheet in self.structure.sheets.values() for each in sheet.drawn)
        return _by_sheet(area for chart in charts for area in set(chart.shown))


def _by_sheet(areas: Iterable[Area]) -> dict[str, Readers]:
    found: dict[str, Counter[Area]] = {}
    for area in areas:
        found.setdefault(area.sheet, Counter())[area] += 1
    return {
        sheet: (np.array([area[1:] for area in counts], np.int64), np.array(list(counts.values()), np.int64))
        for sheet, counts in found.items()
    }


def _reading(readers: dict[str, Readers], area: Area) -> int:
    """How often some cell of the area is read; a formula that reads two areas which meet it counts twice."""
    if area.sheet not in readers:
        return 0
    edges, counts = readers[area.sheet]
    meets = (edges[:, 0] <= area.bottom) & (edges[:, 2] >= area.top)
    meets &= (edges[:, 1] <= area.right) & (edges[:, 3] >= area.left)
    return int(counts[meets].sum())
