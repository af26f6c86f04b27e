"""The checked data of a team, or of the centre, as what fills a workbook."""

from salessheet.data.filling.editions import cell_functions, cells_of, edition_of, hollow_of
from salessheet.data.filling.fill import fill, scope_name, sheets_for
from salessheet.data.filling.scope import EPOCH, Scope

__all__ = [
    "EPOCH",
    "Scope",
    "cell_functions",
    "cells_of",
    "edition_of",
    "fill",
    "hollow_of",
    "scope_name",
    "sheets_for",
]
