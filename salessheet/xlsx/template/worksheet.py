"""A worksheet whose formulas are taken as they stand."""

from __future__ import annotations

import re
from typing import Any, Final

from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

_CALL: Final = re.compile(r"[\w.]+\(")
_CALLS: Final[dict[str, str]] = {}


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no type hints
    """A worksheet that does not look into its formulas.

    XlsxWriter searches every formula for twenty-nine functions newer than Excel 2010, to write them as a file wants
    them, and for those that spill; that was two fifths of the time of writing a book. A declaration's formulas hold
    none of these functions (`workbook.functions` is the list of what they may hold), and rules of validation and
    formats say so by `expand_future_functions`.
    """

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:  # noqa: ANN401 -- what XlsxWriter takes
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002 -- XlsxWriter's own signature
        plain = formula.removeprefix("{").removeprefix("=").removesuffix("}")
        if not expand_future_functions or "_xlfn." in plain:
            return plain
        return _CALL.sub(lambda call: self._as_files_have_it(call[0]), plain)

    def _as_files_have_it(self, call: str) -> str:
        """The beginning of a call: XlsxWriter looks for each of its functions by itself, here once for each name."""
        if call not in _CALLS:
            _CALLS[call] = str(super()._prepare_formula(call, expand_future_functions=True))
        return _CALLS[call]
