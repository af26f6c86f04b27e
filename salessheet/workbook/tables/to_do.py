"""What is to be done by a day, as it stood at the end of the month chosen, or of the data where that is earlier."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, below
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Look, Type
from salessheet.workbook.tables.centre import Reps


def by_then(day: Line) -> Expr:
    """1 where the day is there and has come, else 0."""
    return COUNT(day) * (day <= Settings.until)


def not_gone(rep_id: Line) -> Expr:
    """0 for somebody who had left by then, for whom nothing is to be done any more; else 1."""
    return COUNTIFS(Reps.rep_id.whole, rep_id, Reps.leave_date.whole, below(Settings.until)) == 0


def open_of(what: Line, done_on: Line, since: Line | None = None, concerns: Line | None = None) -> Calc:
    """A column: 1 for what is not done; 0 also for what was noted later. Blank where nothing is to be done.

    What `concerns` a person alone, who has left, is open no more; work that somebody else can do is.
    """
    still = 1 - by_then(done_on)
    if concerns is not None:
        still = still * not_gone(concerns)
    return Calc(Type.FLAG, native=IF(what == "", blank, still if since is None else by_then(since) * still))


def overdue_of(is_open: Calc, due_date: Line) -> Calc:
    """A column: 1 for what is open and was due before; what is due on the day is not overdue yet."""
    return Calc(
        Type.FLAG,
        native=IF(COUNT(is_open) == 0, blank, is_open * COUNT(due_date) * (due_date < Settings.until)),
        look=Look.DUE,
    )
