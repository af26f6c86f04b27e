"""The checked data of a team, or of the centre, as what fills a workbook."""

from salessheet.data.filling.fill import fill, sheets_for
from salessheet.data.filling.scope import Scope

__all__ = ["Scope", "fill", "sheets_for"]
