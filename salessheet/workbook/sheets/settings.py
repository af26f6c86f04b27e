"""Settings: whose workbook this is, its month, its annual target, and how numbers are counted."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.tables import Fx, Seasonality, Stages

SETTINGS = Sheet(
    "settings",
    Role.INPUT,
    Group.CONTROL,
    (Settings, FiscalYear, Stages, Seasonality, Fx),
    in_full=True,
    front=12,
)
