"""What lines say of others: the place among how many, and that a budget is used up."""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import CONCATENATE, COUNT, IF, ROUND
from salessheet.workbook.general import Phrases
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.line_working import LineAmounts
from salessheet.workbook.sheets.commission.prize_working import LinePrizes


class LineNotes(Block):
    """The place of a prize, and why a line is paid less than it earns."""

    rows = LINES
    no = Counter(Type.COUNT)
    placed = Calc(
        Type.TEXT,
        native=IF(
            COUNT(LinePrizes.place) == 0,
            blank,
            CONCATENATE(
                Phrases.place, " ", LinePrizes.place, " ", Phrases.among, " ", LinePrizes.ranked, " ", Phrases.people
            ),
        ),
        quiet=True,
    )
    cut = Calc(
        Type.CENTS,
        native=IF(COUNT(LinePrizes.left) == 0, 0, ROUND(LineAmounts.allowed - LineAmounts.earned, 2)),
        quiet=True,
    )
    used_up = Calc(Type.TEXT, native=IF(cut > 0, Phrases.budget_used, blank), quiet=True)
    note = Calc(
        Type.TEXT,
        native=IF(
            (placed == "") + (used_up == "") > 0, CONCATENATE(placed, used_up), CONCATENATE(placed, "  ·  ", used_up)
        ),
        quiet=True,
    )
