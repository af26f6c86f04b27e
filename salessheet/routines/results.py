"""What macros hand back: what they did, or what they found."""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Scalar


@dataclass(frozen=True)
class Summary:
    """What a macro did. `recalculated`: there were formulas to calculate, and the host was told to.

    `file`: what it wrote besides. `notes`: what the person is to know besides, a sentence each.
    """

    macro: str
    rows_read: int = 0
    cells_written: int = 0
    lines_written: tuple[str, ...] = ()
    recalculated: bool = False
    file: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FailingCheck:
    """A row of the sheet Checks whose two numbers do not agree, or cannot be computed. The label is the sheet's."""

    key: str
    label: str
    found: Scalar
    wanted: Scalar
    difference: Scalar


@dataclass(frozen=True)
class AlteredCell:
    """A calculated cell that does not hold what its inputs give."""

    sheet: str
    address: str
    stored: Scalar
    recomputed: Scalar


@dataclass(frozen=True)
class Inspection:
    failing: tuple[FailingCheck, ...]
    altered: tuple[AlteredCell, ...]
    rows_read: int
    notes: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return not self.failing and not self.altered


def told(result: Summary | Inspection, words: Words) -> str:
    """What a macro did or found, in a sentence."""
    match result:
        case Inspection():
            key = "clean" if result.is_clean else "findings"
            numbers: dict[str, object] = {"checks": len(result.failing), "cells": len(result.altered)}
        case Summary():
            key = "written" if result.cells_written else "recalculated" if result.recalculated else "current"
            key = result.macro if words.find("macro", result.macro) else key
            numbers = {"cells": result.cells_written, "file": result.file}
    return words.text(f"macro.{key}").format(rows=result.rows_read, **numbers)
