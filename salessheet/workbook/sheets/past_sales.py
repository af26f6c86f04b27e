"""What was won before: by the deals, and for months before a team's first one by the sales of past years."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, blank
from salessheet.workbook.extents import GROUPS
from salessheet.workbook.functions import COUNT, DAY, EOMONTH, IF, MAX, MIN, SUMIFS
from salessheet.workbook.general import FiscalYear
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified, summed
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.tables import Deals, SalesHistory


class FirstWins(Block):
    """The first day on which each team won a deal that is listed; of a single team it follows the deals."""

    rows = GROUPS
    no = Counter(Type.COUNT)
    team_id = Input(Type.TEXT, given=True)
    first = Input(Type.DATE, given=True)
    since = Calc(Type.DATE, native=IF(MAX(no.whole) == 1, MIN(Deals.won_date.whole), MAX(0, first)))
    month = Calc(Type.DATE, native=IF(since == 0, 0, since - DAY(since) + 1))


keep_promise(
    SalesHistory.since,
    IF(
        COUNT(SalesHistory.month) == 0,
        blank,
        SUMIFS(FirstWins.month.whole, FirstWins.team_id.whole, identified(SalesHistory.team_id)),
    ),
)
_HAS_DEALS = (SalesHistory.since > 0) * (SalesHistory.month >= SalesHistory.since)
keep_promise(
    SalesHistory.counted,
    IF(
        COUNT(SalesHistory.month) == 0,
        blank,
        IF((SalesHistory.month >= FiscalYear.start) + _HAS_DEALS > 0, 0, SalesHistory.value),
    ),
)


def of_history(first: Expr, last: Expr) -> Expr:
    """The sales of past years of whole months, from the first day of one to the last of another."""
    return summed(SalesHistory.counted, SalesHistory.month, first, last)


def of_history_until(day: Expr) -> Expr:
    """Those of one month up to a day of it: as large a part as of its days."""
    return of_history(EOMONTH(day, 0 - 1) + 1, EOMONTH(day, 0)) * DAY(day) / DAY(EOMONTH(day, 0))
