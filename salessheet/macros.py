"""What the ribbon buttons do to an open SalesCenter workbook, in every host that xlwings reaches.

`MACROS` has them by key, in the order of buttons. Each takes the workbook, then the fields of its form by name, and
returns what it did; `logged` writes that down. Raises UnfitWorkbook, with nothing written, where the workbook is not
what it works on.
"""

from __future__ import annotations

from salessheet.live.macro import MACROS
from salessheet.routines.calculating import (
    check_book,
    rank_people,
    refresh,
    score_kpis,
    settle_commission,
    split_targets,
)
from salessheet.routines.conclusion import concluded
from salessheet.routines.entries import entries
from salessheet.routines.exporting import export_my_team
from salessheet.routines.functions import freeze, go_live
from salessheet.routines.importing import import_csv
from salessheet.routines.log import logged
from salessheet.routines.periods import close_commission, new_period
from salessheet.routines.results import AlteredCell, FailingCheck, Inspection, Summary, told

__all__ = [
    "MACROS",
    "AlteredCell",
    "FailingCheck",
    "Inspection",
    "Summary",
    "check_book",
    "close_commission",
    "concluded",
    "entries",
    "export_my_team",
    "freeze",
    "go_live",
    "import_csv",
    "logged",
    "new_period",
    "rank_people",
    "refresh",
    "score_kpis",
    "settle_commission",
    "split_targets",
    "told",
]
