"""What a workbook is other than the declaration makes it: where, what stands there, and what should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from salessheet.xlsx.addresses import Area, CellRef


class Kind(StrEnum):
    """Of what a difference is, by the word that reports and manifests have for it."""

    FORMULA = "formula"
    LABEL = "label"
    NUMBER_FORMAT = "number format"
    STYLE = "style"
    HIDDEN = "hidden"
    NAME = "name"
    PROTECTION = "protection"
    VALIDATION = "validation"
    CONDITIONAL_FORMAT = "conditional format"
    MERGED = "merged cells"
    TABLE = "table"
    CHART = "chart"
    OBJECT = "object"
    NOTE = "note"
    SHEET = "sheet"
    CALCULATION = "calculation setting"
    VERSION = "version"


@dataclass(frozen=True)
class Finding:
    """`sheet`: blank where it concerns the whole workbook. `area`: the cells concerned, None for a name or a setting.

    `where`: an address, or what it is called. `found` and `wanted`: in words, None for nothing. `formulas` and
    `charts`: how many of the workbook read what it concerns.
    """

    kind: Kind
    sheet: str
    where: str
    found: str | None
    wanted: str | None
    area: Area | None = None
    formulas: int = 0
    charts: int = 0

    @property
    def is_added(self) -> bool:
        return self.wanted is None

    def __str__(self) -> str:
        """`Commission!F12 (formula): =ROUND(F10*1,2), should be =ROUND(F10,2); 3 formulas depend on it`."""
        place = self.where if not self.sheet else str(CellRef(self.sheet, 1, 1))[: -len("A1")] + self.where
        said = "added" if self.is_added else f"should be {told(self.wanted)}"
        return f"{place} ({self.kind}): {told(self.found)}, {said}; {self.dependents}"

    @property
    def dependents(self) -> str:
        counted = [
            f"{count:,} {what}{'s' * (count > 1)}"
            for count, what in ((self.formulas, "formula"), (self.charts, "chart"))
            if count
        ]
        verb = "depends" if self.formulas + self.charts == 1 else "depend"
        return f"{' and '.join(counted)} {verb} on it" if counted else "nothing depends on it"


def told(text: str | None) -> str:
    return "(nothing)" if text is None else text


def of_cell(kind: Kind, cell: CellRef, found: str | None, wanted: str | None) -> Finding:
    return of_area(kind, Area(cell.sheet, cell.row, cell.column, cell.row, cell.column), found, wanted)


def of_area(kind: Kind, area: Area, found: str | None, wanted: str | None) -> Finding:
    return Finding(kind, area.sheet, area.address, found, wanted, area)


def run_together(findings: Iterable[Finding]) -> list[Finding]:
    """Cells under one another of which the same is to be said make one finding."""
    cells: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        (cells if finding.area is not None and finding.area.is_cell else others).append(finding)
    cells.sort(key=lambda f: (*_said(f), f.area.left if f.area else 0, f.area.top if f.area else 0))
    merged = []
    for _, alike in groupby(cells, key=lambda f: (*_said(f), f.area.left if f.area else 0)):
        merged += _runs(list(alike))
    return [*merged, *others]


def _said(finding: Finding) -> tuple[str, str, str, str]:
    return finding.sheet, finding.kind, told(finding.found), told(finding.wanted)


def _runs(alike: list[Finding]) -> list[Finding]:
    found: list[Finding] = []
    for finding in alike:
        last = found[-1].area if found else None
        if last is not None and finding.area is not None and finding.area.top == last.bottom + 1:
            whole = last._replace(bottom=finding.area.bottom)
            found[-1] = replace(found[-1], area=whole, where=whole.address)
        else:
            found.append(finding)
    return found
