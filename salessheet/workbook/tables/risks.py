"""What may go wrong, and what law and audit ask for."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, MAX, RANK, SUM
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.remarks import named_once

RISK_KINDS = ("market", "churn", "competition", "legal", "delivery", "people")
COMPLIANCE_AREAS = ("contracts", "privacy", "pricing", "legal_training", "internal_audit")


def _still_open(identity: Line, closed_on: Line) -> Expr:
    """Whether a row was not closed by the last day of the figures; blank for a row that is none."""
    return IF(identity == "", blank, IF(COUNT(closed_on) == 0, 1, (closed_on > Settings.until) * 1))


def _days_after(day: Line, is_open: Line) -> Expr:
    """How many days a row that is open is late; blank where there is no day or nothing is open."""
    return IF(COUNT(day) * SUM(is_open) == 0, blank, MAX(0, Settings.until - day))


class Risks(Table):
    """One row per risk: how likely, how bad, who looks after it, and when it is looked at again.

    A risk that nobody looks after stands in the centre's workbook.
    """

    key = "risks"
    grows = False
    spare = 8
    risk_id = Column(Type.TEXT, identifies=True, example="K001")
    rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="R001")
    risk_kind = Column(Type.LABEL, choices=RISK_KINDS, example="churn")
    likelihood = Column(Type.COUNT, required=True, minimum=1, maximum=5, example="3")
    impact = Column(Type.COUNT, required=True, minimum=1, maximum=5, example="5")
    review_date = Column(Type.DATE, example="2026-07-15")
    risk = Column(Type.TEXT, example="Largest customer tenders its contract")
    measures = Column(Type.TEXT, use=Use.NOTE, example="Offer a two-year frame contract")
    closed_on = Column(Type.DATE, example="")
    is_open = Calc(Type.FLAG, native=_still_open(risk_id, closed_on))
    rating = Calc(
        Type.COUNT,
        native=IF(COUNT(likelihood) * COUNT(impact) * SUM(is_open) == 0, blank, likelihood * impact),
        look=Look.BAR,
    )
    days_late = Calc(Type.COUNT, native=_days_after(review_date, is_open), look=Look.DUE)
    rating_rank = Calc(Type.COUNT, native=IF(COUNT(rating) == 0, blank, RANK(rating, rating.whole, 0)), quiet=True)
    place = Calc(
        Type.COUNT,
        native=IF(COUNT(rating_rank) == 0, blank, rating_rank + COUNTIFS(rating_rank.so_far, rating_rank) - 1),
        quiet=True,
    )
    remark = named_once(risk_id)
    owner = Belongs(rep_id)


class Compliance(Table):
    """What law and internal audit ask for: one row per thing to do or to look at, with what was found."""

    key = "compliance"
    item_id = Column(Type.TEXT, identifies=True, example="L001")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    compliance_area = Column(Type.LABEL, required=True, choices=COMPLIANCE_AREAS, example="privacy")
    due_date = Column(Type.DATE, required=True, example="2026-06-30")
    findings = Column(Type.COUNT, minimum=0, example="2")
    closed_on = Column(Type.DATE, example="")
    item = Column(Type.TEXT, use=Use.NOTE, example="Consent of customers in the file")
    is_open = Calc(Type.FLAG, native=_still_open(item_id, closed_on))
    days_late = Calc(Type.COUNT, native=_days_after(due_date, is_open), look=Look.DUE)
    remark = named_once(item_id)
    owner = Belongs(rep_id)
