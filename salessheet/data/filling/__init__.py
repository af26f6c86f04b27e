"""The checked data of a team, or of the centre, as what fills a workbook."""

from salessheet.data.filling.fill import Scope, fill, sheets_for

__all__ = ["Scope", "fill", "sheets_for"]
