"""The edition of the workbook for a dataset: what each writer writes, and what each reader compares with."""

from __future__ import annotations

from functools import cache

from salessheet.data.dataset import Dataset
from salessheet.data.filling.currencies import currency_of
from salessheet.data.filling.fill import fill, sheets_for
from salessheet.data.filling.scope import Scope
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.edition import Edition, edition
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.sales_center import SALES_CENTER


def edition_of(dataset: Dataset, scope: Scope, formulas: Flavour, *, empty: bool = False) -> Edition:
    """`dataset`: a slice of the team of the scope, or the whole for the centre. `empty`: every sheet, as a template."""
    settings = dataset.settings
    return edition(
        SALES_CENTER,
        sheets_for(dataset, scope, empty=empty),
        fill(dataset, scope),
        formulas,
        scope.words,
        cell_functions(),
        currency=currency_of(dataset, scope),
        money_unit=int(settings["money_unit"] or 1),
    )


@cache
def cell_functions() -> CellFunctions:
    """One object a process: compiled books are kept for it."""
    return CellFunctions(FUNCTIONS)
