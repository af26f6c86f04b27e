"""Formulas that people wrote into a workbook, beside those of the declaration."""

from __future__ import annotations

from typing import Final

from salessheet.workbook.general import Captions
from salessheet.workbook.layout import name_of
from salessheet.workbook.lines import Calc
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile

_CAPTIONS: Final = frozenset(f"={name_of(line)}" for line in Captions.lines)


def own_cells(book: BookFile) -> frozenset[CellRef]:
    """The cells with formulas that are none of the declaration's: what somebody added to the workbook."""
    declared = {
        cell
        for block in SALES_CENTER.blocks
        for line in block.lines
        if isinstance(line, Calc) and (area := book.named(name_of(line))) is not None
        for cell in area.cells()
    }
    return frozenset(cell for cell in book.covered if cell not in declared and not _is_caption(book, cell))


def _is_caption(book: BookFile, cell: CellRef) -> bool:
    """Whether it shows the caption at the head of its sheet, which is no cell of a line."""
    return cell.row == 1 and cell in book.formulas and book.formulas[cell].text in _CAPTIONS
