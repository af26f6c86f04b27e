"""What a manager says to people one to one, what they answer, and what is done for them: private to the manager.

Of care there are counts alone: no word of anybody's health has a place here.
"""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.functions import COUNTIFS, IF, above, at_most
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type, Use
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.rules import InOrder, Needs
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.to_do import by_then, not_gone, open_of, overdue_of

CARE_KINDS = ("checkup", "fitness", "talk", "flexible", "visit", "other")


class Coaching(Table):
    """One row per talk."""

    key = "coaching"
    private = True
    date = Column(Type.DATE, required=True, example="2026-06-08")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    topic = Column(Type.TEXT, use=Use.NOTE, example="Discovery questions")
    advice = Column(Type.TEXT, use=Use.NOTE, example="Ask for the budget before the demo")
    agreed_step = Column(Type.TEXT, example="Two calls together")
    due_date = Column(Type.DATE, example="2026-06-22")
    done_on = Column(Type.DATE, example="")
    later = Calc(  # of the same day the first one written is the last
        Type.COUNT,
        native=IF(
            rep_id == "",
            blank,
            COUNTIFS(rep_id.whole, rep_id, date.whole, above(date), date.whole, at_most(Settings.until))
            + COUNTIFS(rep_id.so_far, rep_id, date.so_far, date)
            - 1,
        ),
        quiet=True,
    )
    latest = Calc(Type.FLAG, native=IF(rep_id == "", blank, by_then(date) * (later == 0)), quiet=True)
    is_open = open_of(agreed_step, done_on, date, concerns=rep_id)
    overdue = overdue_of(is_open, due_date)
    rules = (
        InOrder((date, due_date)), InOrder((date, done_on)), Needs(due_date, agreed_step), Needs(done_on, agreed_step),
    )  # fmt: skip  # dates, then what they are of
    owner = Belongs(rep_id)


class FeedbackNotes(Table):
    """One row per note to somebody. A note is read once it has the day on which it was, and answered by a reply."""

    key = "feedback_notes"
    private = True
    grows = False
    spare = 8
    date = Column(Type.DATE, required=True, example="2026-06-05")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    strength = Column(Type.TEXT, use=Use.NOTE, example="Listens well")
    to_improve = Column(Type.TEXT, use=Use.NOTE, example="Late with quotes")
    advice = Column(Type.TEXT, use=Use.NOTE, example="Use the template for quotes")
    reply = Column(Type.TEXT, example="")
    read_on = Column(Type.DATE, example="")
    unread = Calc(Type.FLAG, native=IF(rep_id == "", blank, by_then(date) * (1 - by_then(read_on)) * not_gone(rep_id)))
    unanswered = Calc(Type.FLAG, native=IF(rep_id == "", blank, by_then(date) * (reply == "") * not_gone(rep_id)))
    rules = (InOrder((date, read_on)),)
    owner = Belongs(rep_id)


class Care(Table):
    """One row for each thing done for somebody: that it was, and what kind, nothing else."""

    key = "care"
    private = True
    grows = False
    spare = 8
    date = Column(Type.DATE, required=True, example="2026-06-10")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    care_kind = Column(Type.LABEL, choices=CARE_KINDS, default="other", example="fitness")
    owner = Belongs(rep_id)
