"""What a team decides together and does of it, what it celebrates, and who earned a chance to learn."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Operand, blank, promised
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MAX, SUM
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type, Use
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.patterns import place_of
from salessheet.workbook.rules import InOrder
from salessheet.workbook.schema import Table, keep_promise
from salessheet.workbook.tables.centre import Reps, Teams
from salessheet.workbook.tables.remarks import named_once
from salessheet.workbook.tables.to_do import by_then, not_gone, overdue_of

TEAM_EVENT_KINDS = ("outing", "dinner", "celebration", "workshop", "other")


class Meetings(Table):
    """One row per meeting: what stood on the agenda and what was decided."""

    key = "meetings"
    grows = False
    spare = 6
    meeting_id = Column(Type.TEXT, identifies=True, example="M001")
    team_id = Column(Type.TEXT, required=True, refers_to=Teams.team_id, example="T01")
    date = Column(Type.DATE, required=True, example="2026-06-15")
    agenda = Column(Type.TEXT, use=Use.NOTE, example="Progress, problems, plan")
    decisions = Column(Type.TEXT, use=Use.NOTE, example="One offer form for all")
    of_year = Calc(
        Type.FLAG, native=IF(meeting_id == "", blank, by_then(date) * (date >= FiscalYear.start)), quiet=True
    )
    actions = Calc(Type.COUNT, native=promised)
    open_actions = Calc(Type.COUNT, native=promised)
    remark = named_once(meeting_id)
    owner = Belongs(team_id)


class Actions(Table):
    """One row for each thing that somebody is to do after a meeting."""

    key = "actions"
    meeting_id = Column(Type.TEXT, refers_to=Meetings.meeting_id, example="M001")
    action = Column(Type.TEXT, required=True, example="Draft the form")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    due_date = Column(Type.DATE, example="2026-06-29")
    done_on = Column(Type.DATE, example="")
    meeting_no = Calc(Type.COUNT, native=IF(action == "", blank, place_of(meeting_id, Meetings.meeting_id)), quiet=True)
    agreed_on = Calc(
        Type.DATE,
        native=IF(SUM(meeting_no) == 0, blank, INDEX(Meetings.date.whole, MAX(1, meeting_no))),
        quiet=True,
    )
    is_open = Calc(  # blank before its meeting
        Type.FLAG,
        native=IF((action == "") + (SUM(agreed_on) >= Settings.until + 1) > 0, blank, 1 - by_then(done_on)),
    )
    overdue = overdue_of(is_open, due_date)
    owner = Belongs(rep_id)


def _of_meeting(*conditions: Operand) -> Expr:
    counted = COUNTIFS(Actions.meeting_id.whole, Meetings.meeting_id, *conditions)
    return IF(Meetings.meeting_id == "", blank, counted)


keep_promise(Meetings.actions, _of_meeting())
keep_promise(Meetings.open_actions, _of_meeting(Actions.is_open.whole, 1))


class TeamEvents(Table):
    """One row for each thing a team does to be one."""

    key = "team_events"
    grows = False
    spare = 4
    team_id = Column(Type.TEXT, required=True, refers_to=Teams.team_id, example="T01")
    date = Column(Type.DATE, required=True, example="2026-05-22")
    team_event_kind = Column(Type.LABEL, choices=TEAM_EVENT_KINDS, default="other", use=Use.NOTE, example="outing")
    event = Column(Type.TEXT, use=Use.NOTE, example="Rowing on the lake")
    took_part = Column(Type.COUNT, minimum=0, example="8")
    cost = Column(Type.MONEY, minimum=0, example="2400")
    of_year = Calc(Type.FLAG, native=IF(team_id == "", blank, by_then(date) * (date >= FiscalYear.start)), quiet=True)
    spent = Calc(Type.MONEY, native=IF(COUNT(cost) * COUNT(of_year) == 0, blank, cost * of_year), quiet=True)
    cost_each = Calc(
        Type.MONEY,
        native=IF(COUNT(took_part) * COUNT(cost) == 0, blank, IF(took_part == 0, blank, cost / took_part)),
    )
    owner = Belongs(team_id)


class Rewards(Table):
    """One row for each chance to learn that somebody earned; used once it has the day on which it was."""

    key = "rewards"
    grows = False
    spare = 6
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    date = Column(Type.DATE, required=True, example="2026-06-02")
    reason = Column(Type.TEXT, use=Use.NOTE, example="Best month of the team")
    reward = Column(Type.TEXT, use=Use.NOTE, example="Two days of negotiation training")
    worth = Column(Type.MONEY, minimum=0, example="1500")
    used_on = Column(Type.DATE, example="")
    earned = Calc(Type.FLAG, native=IF(rep_id == "", blank, by_then(date)), quiet=True)
    of_year = Calc(Type.FLAG, native=IF(rep_id == "", blank, earned * (date >= FiscalYear.start)), quiet=True)
    unused = Calc(Type.FLAG, native=IF(rep_id == "", blank, earned * (1 - by_then(used_on)) * not_gone(rep_id)))
    given = Calc(Type.MONEY, native=IF(COUNT(worth) * COUNT(of_year) == 0, blank, worth * of_year), quiet=True)
    rules = (InOrder((date, used_on)),)
    owner = Belongs(rep_id)
