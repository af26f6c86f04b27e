"""What the ribbon buttons do to an open SalesCenter workbook, in every host that xlwings reaches.

`MACROS` has them by key, in the order of buttons. Each takes the workbook, then the fields of its form by name, and
returns what it did; `logged` writes that down. Raises UnfitWorkbook, with nothing written, where the workbook is not
what it works on.
"""

from __future__ import annotations

from salessheet.live.macro import MACROS
from salessheet.macros.calculating import (
    check_book,
    rank_people,
    refresh,
    score_kpis,
    settle_commission,
    split_targets,
)
from salessheet.macros.functions import freeze, go_live
from salessheet.macros.importing import import_csv
from salessheet.macros.log import logged
from salessheet.macros.periods import close_commission, new_period
from salessheet.macros.results import AlteredCell, FailingCheck, Inspection, Summary, told

__all__ = [
    "MACROS",
    "AlteredCell",
    "FailingCheck",
    "Inspection",
    "Summary",
    "check_book",
    "close_commission",
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
