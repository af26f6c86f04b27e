"""What-if tables, whose cells have no formula that anybody could enter."""

from __future__ import annotations

from typing import Final

from openpyxl.worksheet.formula import DataTableFormula

_GONE: Final = "#REF!"
_YES: Final = frozenset({True, "1", "true"})


def what_if_text(table: DataTableFormula) -> str:
    """As Excel shows it: the cell that takes the values of the first row, then the one for the first column."""
    first = _GONE if table.del1 in _YES else table.r1 or ""
    second = _GONE if table.del2 in _YES else table.r2 or ""
    if table.dt2D in _YES:
        return f"=TABLE({first},{second})"
    return f"=TABLE({first},)" if table.dtr in _YES else f"=TABLE(,{first})"
