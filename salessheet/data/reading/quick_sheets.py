"""Ordinary sheets, read by calamine: quick, but blind to errors and to formulas that nobody calculated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from salessheet.data.reading.cell_texts import cell_text, number_text
from salessheet.data.reading.grids import Records
from salessheet.data.reading.number_formats import is_misread
from salessheet.data.reading.ordinary_sheets import is_utf_8
from salessheet.data.reading.workbook_parts import Package

if TYPE_CHECKING:
    import python_calamine  # not there in every host of macros

_COUNT = re.compile(rb"""uniqueCount\s*=\s*["'] *([0-9]{1,30})""")


class Quick:
    """calamine's view of an open workbook, opened when first asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package

    @property
    def knows(self) -> bool:
        """Whether it finds the same parts, texts and dates in the workbook as the careful reader."""
        return self._book is not None

    def rows(self, sheet: str) -> Records | None:
        """The rows of a sheet that hold any text, all equally wide; None where calamine fails."""
        if self._book is None:
            return None
        try:
            return _rows(self._book.get_sheet_by_name(sheet))
        except BaseException as error:
            if _is_interruption(error):
                raise
            return None

    @cached_property
    def _book(self) -> python_calamine.CalamineWorkbook | None:
        package = self._package
        if not package.contents.usual or any(map(is_misread, set(package.formats))):
            return None
        strings = package.contents.strings
        if package.has(strings) and not _are_plain(package.chunks(strings), package.size(strings)):
            return None
        import python_calamine

        try:
            return python_calamine.load_workbook(str(package.path))
        except BaseException as error:
            if _is_interruption(error):
                raise
            return None


def _is_interruption(error: BaseException) -> bool:
    """Whether somebody wants to stop. All else is calamine's: errors without a common base, and panics, of none."""
    return isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit))


def _rows(sheet: python_calamine.CalamineSheet) -> Records:
    if sheet.start is None:
        return []
    above, left = sheet.start
    margin = [""] * left
    records: Records = []
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=above + 1):
        row = [
            cell if isinstance(cell, str) else number_text(cell) if isinstance(cell, float) else cell_text(cell)
            for cell in cells
        ]
        if "".join(row).strip():
            records.append((number, margin + row))
    return records


def _are_plain(chunks: Iterable[bytes], size: int) -> bool:
    """Whether the shared texts declare nothing and state no more of them than fit: calamine makes room for as many."""
    pieces = iter(chunks)
    text = next(pieces, b"")
    stated = max(map(int, _COUNT.findall(text)), default=0)
    if b"<sst" not in text or not is_utf_8(text) or stated > size:
        return False
    while text:
        if b"<!" in text:
            return False
        text = text[-1:] + more if (more := next(pieces, b"")) else b""
    return True
