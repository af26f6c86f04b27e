"""How a sheet is looked at and printed: panes that stay in sight, and the area that goes on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.views import Pane, Selection, SheetView
from xlwings import base_classes

from salessheet.engine.api.addressing import Bounds, bounds_of
from salessheet.engine.api.excels_members import OF_PAGE
from salessheet.engine.api.members import implements
from salessheet.engine.api.native import Native
from salessheet.engine.errors import Refused
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area

if TYPE_CHECKING:
    from salessheet.engine.api.sheets import Sheet

_FROZEN: Final = "frozen"


@implements(base_classes.FreezePanes)
class FreezePanes(base_classes.FreezePanes):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """These cells stay in sight, in the pane at the top left; rows or columns alone where they are whole ones.

        What is above or left of them is out of sight until the panes are unfrozen.
        """
        _, (top, left, bottom, right) = bounds_of(self.sheet, frozen_range)
        rows = 0 if (top, bottom) == (1, LAST_ROW) else bottom - top + 1
        columns = 0 if (left, right) == (1, LAST_COLUMN) else right - left + 1
        if not rows and not columns:
            raise Refused("All cells of a sheet cannot be frozen.")
        view: SheetView = self.sheet.model.sheet_view
        first = f"{get_column_letter(left)}{top}"
        view.topLeftCell = first if first != "A1" else None
        self._divide(view, rows, columns, f"{get_column_letter(left + columns)}{top + rows}")

    def unfreeze(self) -> None:
        view: SheetView = self.sheet.model.sheet_view
        chosen = _chosen(view)
        view.pane = None
        chosen.pane = None
        view.selection = [chosen]
        self.sheet.grid.is_reshaped = True

    def _divide(self, view: SheetView, rows: int, columns: int, scrolled_to: str) -> None:
        """The pane with all that scrolls becomes the active one, and has the selection."""
        active: Any = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
        view.pane = Pane(
            xSplit=columns or None, ySplit=rows or None, topLeftCell=scrolled_to, activePane=active, state=_FROZEN
        )
        chosen = _chosen(view)
        chosen.pane = active
        others: tuple[Any, ...] = ("topRight", "bottomLeft") if rows and columns else ()
        view.selection = [*(Selection(pane=pane, activeCell=None, sqref=None) for pane in others), chosen]
        self.sheet.grid.is_reshaped = True


def _chosen(view: SheetView) -> Selection:
    """What is selected, whichever pane is active."""
    active = view.pane.activePane if view.pane is not None else None
    known = list(view.selection)
    found = next((one for one in known if (one.pane or "topLeft") == (active or "topLeft")), None)
    return found or (known[-1] if known else Selection())


@implements(base_classes.PageSetup)
class PageSetup(base_classes.PageSetup):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        """openpyxl's page setup. What is changed through it is found on saving."""
        return Native("PageSetup", self.sheet.api.page_setup, OF_PAGE)

    @property
    def print_area(self) -> str | None:
        """`$A$1:$B$3`, several with commas between; None where all of the sheet is printed."""
        found: str = self.sheet.model.print_area
        areas = [one.rpartition("!")[2] for one in found.split(",")] if found else []
        return ",".join(_written(bounds_of(self.sheet, one)[1]) for one in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        """Addresses or names, with commas between; None or "" for all of the sheet."""
        addresses = []
        for text in value.split(",") if value else ():
            sheet, bounds = bounds_of(self.sheet, text)
            if sheet != self.sheet:
                raise Refused(f"The print area of {self.sheet.name} cannot be on another sheet: {text}.")
            addresses.append(Area(self.sheet.name, *bounds).address)
        self.sheet.model.print_area = addresses or None
        self.sheet.book.open.is_restructured = True


def _written(bounds: Bounds) -> str:
    top, left, bottom, right = bounds
    first, last = get_column_letter(left), get_column_letter(right)
    if (top, bottom) == (1, LAST_ROW):
        return f"${first}:${last}"
    if (left, right) == (1, LAST_COLUMN):
        return f"${top}:${bottom}"
    corner = f"${first}${top}"
    return corner if (top, left) == (bottom, right) else f"{corner}:${last}${bottom}"
