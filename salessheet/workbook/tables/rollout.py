"""How the system is brought in: pitfalls of planning, phases, and the choice of a CRM system."""

from __future__ import annotations

from salessheet.workbook.expr import blank, promised
from salessheet.workbook.functions import COUNT, IF, MAX, RANK, SUMIFS
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.rules import InOrder
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Teams
from salessheet.workbook.tables.remarks import named_once

PITFALLS = ("vague_goal", "no_training", "no_research", "no_communication", "no_tracking")


class Pitfalls(Table):
    """What plans fail of, a row each: whether it is avoided, and what is being done if not."""

    key = "pitfalls"
    grows = False
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    pitfall = Column(Type.LABEL, identifies=True, choices=PITFALLS, example="no_training")
    avoided = Column(Type.FLAG, example="no")
    remedy = Column(Type.TEXT, use=Use.NOTE, example="A day of training before the start")
    due_date = Column(Type.DATE, example="2026-07-15")
    is_open = Calc(Type.FLAG, native=IF(pitfall == "", blank, IF(COUNT(avoided) == 0, 1, (avoided == 0) * 1)))
    days_late = Calc(
        Type.COUNT,
        native=IF(
            (COUNT(is_open) * COUNT(due_date) == 0) + (is_open == 0) + (due_date >= Settings.until) > 0,
            blank,
            Settings.until - due_date,
        ),
        look=Look.DUE,
    )
    unlisted = Calc(Type.COUNT, native=promised)  # beside the first row of each team
    owner = Belongs(team_id)


class Phases(Table):
    """One row per phase of the rollout: when it was to be, when it was, and how people took it."""

    key = "rollout"
    grows = False
    spare = 5
    phase_id = Column(Type.TEXT, identifies=True, example="P1")
    team_id = Column(Type.TEXT, refers_to=Teams.team_id, example="T01")
    phase = Column(Type.TEXT, use=Use.NOTE, example="Pilot in one team")
    start = Column(Type.DATE, required=True, example="2026-03-01")
    due_date = Column(Type.DATE, example="2026-04-30")
    done_on = Column(Type.DATE, example="2026-05-12")
    reaction = Column(Type.SCORE, minimum=1, maximum=5, example="4")
    reaction_note = Column(Type.TEXT, use=Use.NOTE, example="Fewer forms than before")
    is_done = Calc(
        Type.FLAG,
        native=IF(phase_id == "", blank, IF(COUNT(done_on) == 0, 0, (done_on <= Settings.until) * 1)),
        quiet=True,
    )
    phase_state = Calc(Type.LABEL, native=promised)
    days_late = Calc(
        Type.COUNT,
        native=IF(
            COUNT(is_done) * COUNT(due_date) == 0,
            blank,
            IF(
                IF(is_done == 1, done_on, Settings.until) > due_date,
                IF(is_done == 1, done_on, Settings.until) - due_date,
                blank,
            ),
        ),
    )
    overdue = Calc(Type.FLAG, native=IF(phase_id == "", blank, (COUNT(days_late) > 0) * (is_done == 0)), look=Look.DUE)
    remark = named_once(phase_id)
    rules = (InOrder((start, due_date)), InOrder((start, done_on)))
    owner = Belongs(team_id)


class CrmProducts(Table):
    """The CRM systems that are to be chosen from, ranked by the weighted mean of their scores."""

    key = "crm_products"
    grows = False
    crm_product = Column(Type.TEXT, identifies=True, example="System A")
    unscored = Calc(Type.COUNT, native=promised)
    weighted_score = Calc(Type.SCORE, native=promised, look=Look.BAR)
    rank = Calc(Type.COUNT, native=IF(COUNT(weighted_score) == 0, blank, RANK(weighted_score, weighted_score.whole, 0)))
    remark = named_once(crm_product)
    owner = Everyones()


class CrmCriteria(Table):
    """What the choice goes by; the weights need not total 1."""

    key = "crm_criteria"
    grows = False
    criterion = Column(Type.TEXT, identifies=True, example="Ease of use")
    weight = Column(Type.NUMBER, required=True, minimum=0, look=Look.WHOLE, example="30")
    remark = named_once(criterion)
    owner = Everyones()


class CrmScores(Table):
    """How well a system does by a criterion, from 0 to 10."""

    key = "crm_scores"
    crm_product = Column(Type.TEXT, identifies=True, refers_to=CrmProducts.crm_product, example="System A")
    criterion = Column(Type.TEXT, identifies=True, refers_to=CrmCriteria.criterion, example="Ease of use")
    score = Column(Type.SCORE, minimum=0, maximum=10, example="8")
    weighs = Calc(
        Type.NUMBER,
        native=IF(criterion == "", blank, SUMIFS(CrmCriteria.weight.whole, CrmCriteria.criterion.whole, criterion)),
        look=Look.WHOLE,
    )
    times_weight = Calc(Type.NUMBER, native=IF(COUNT(score) == 0, blank, score * MAX(0, weighs)), look=Look.WHOLE)
    owner = Everyones()
