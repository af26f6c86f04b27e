"""A worksheet whose formulas are taken as they stand, and whose cells are written in a blink."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


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
        if expand_future_functions:
            return str(super()._prepare_formula(formula, expand_future_functions))
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 -- one of XlsxWriter's tuples
        """The same bytes as XlsxWriter's, of the four kinds that nearly all cells are, in a third of its time."""
        if cell.format is None or isinstance(getattr(cell, "value", None), bool):
            super()._write_cell(row, col, cell)
            return
        begin = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'  # noqa: SLF001 -- no other way to it
        kind = type(cell)
        if kind is CellFormulaTuple:
            self.fh.write(f"{begin}{self._result(cell)}")
        elif kind is CellBlankTuple:
            self.fh.write(f"{begin}/>")
        elif kind is CellStringTuple:
            self.fh.write(f'{begin} t="s"><v>{cell.string}</v></c>')
        elif kind is CellNumberTuple:
            self.fh.write(f"{begin}><v>{cell.number:.16G}</v></c>")
        else:
            super()._write_cell(row, col, cell)

    def _result(self, cell: Any) -> str:  # noqa: ANN401 -- XlsxWriter's tuple
        """The formula and what it gives; an empty text has no type."""
        formula, value, kind = self._escape_data(cell.formula), cell.value, ""
        if isinstance(value, str) and value:
            kind, value = ' t="e"' if value in _ERRORS else ' t="str"', self._escape_data(value)
        return f"{kind}><f>{formula}</f><v>{value}</v></c>"
