"""What people do for customers, and what these answer: activities, what is asked of a role, surveys."""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    SUM,
    above,
)
from salessheet.workbook.general import CustomerSettings, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import identified, or_default, place_of
from salessheet.workbook.schema import Absence, Table
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.selling import Customers

ACTIVITY_TYPES = ("call", "email", "visit", "meeting", "demo", "quote", "follow_up", "other")


class Activities(Table):
    key = "activities"
    absence = Absence.UNKNOWN
    headroom = 200
    date = Column(Type.DATE, required=True, happened=True, example="2026-06-01")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    type = Column(Type.LABEL, choices=ACTIVITY_TYPES, default="other", example="call")
    count = Column(Type.COUNT, minimum=0, default=1, example="6")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, example="C0001")
    entered = Column(Type.DATE, example="2026-06-02")
    entry_days = Calc(Type.COUNT, native=IF(COUNT(entered) * COUNT(date) == 0, blank, MAX(0, entered - date)))
    made = Calc(Type.COUNT, native=IF(COUNT(date) == 0, blank, or_default(count)), quiet=True)
    with_customer = Calc(Type.COUNT, native=IF(customer_id == "", blank, SUM(made)), quiet=True)
    reached_on = Calc(  # of a customer that is named, and up to the day reported; a count of 0 reached nobody
        Type.DATE,
        native=IF(
            (customer_id == "") + (COUNT(date) == 0) + (date > Settings.until) + (SUM(made) == 0) > 0, blank, date
        ),
        quiet=True,
    )
    later = Calc(  # contacts with the customer after this one
        Type.COUNT,
        native=IF(
            COUNT(reached_on) == 0,
            blank,
            COUNTIFS(customer_id.whole, identified(customer_id), reached_on.whole, above(reached_on)),
        ),
        quiet=True,
    )
    owner = Belongs(rep_id)


class ActivityTargets(Table):
    """How many contacts of a kind a week asks of everybody in a role."""

    key = "activity_targets"
    owner = Everyones()
    grows = False
    role = Column(Type.LABEL, identifies=True, example="rep")
    type = Column(Type.LABEL, identifies=True, choices=ACTIVITY_TYPES, example="call")
    per_week = Column(Type.NUMBER, required=True, minimum=0, example="20")


class Surveys(Table):
    """One row an answer: without an item it is whether the customer would recommend us, else it is about the item."""

    key = "surveys"
    headroom = 200
    date = Column(Type.DATE, required=True, example="2026-05-30")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, example="C0001")
    score = Column(Type.SCORE, required=True, minimum=0, maximum=10, example="9")
    item = Column(Type.LABEL, example="delivery")
    customer_no = Calc(
        Type.COUNT, native=IF(customer_id == "", blank, place_of(customer_id, Customers.customer_id)), quiet=True
    )
    _owner = INDEX(Customers.owner_rep_id.whole, MAX(1, customer_no))
    rep_id = Calc(Type.TEXT, native=IF(SUM(customer_no) == 0, blank, IF(_owner == "", blank, _owner)))
    overall = Calc(
        Type.SCORE, native=IF((item == "") * COUNT(score) * (date <= Settings.until) == 0, blank, score), quiet=True
    )
    recent = Calc(
        Type.SCORE,
        native=IF((COUNT(overall) == 0) + (date < CustomerSettings.first_day) > 0, blank, overall),
        quiet=True,
    )
    satisfied = Calc(
        Type.FLAG, native=IF(COUNT(score) == 0, blank, (score >= CustomerSettings.satisfied_at) * 1), quiet=True
    )
    owner = Belongs(customer_id)
