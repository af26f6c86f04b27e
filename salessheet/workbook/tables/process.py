"""The standard process of a sale, what of it is done for each deal, mailings, and lessons of won and lost deals."""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, MAX, RANK, SUM, SUMIFS
from salessheet.workbook.general import FiscalYear, Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.patterns import counted, identified
from salessheet.workbook.rules import InOrder
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps, Stages
from salessheet.workbook.tables.remarks import named_once
from salessheet.workbook.tables.selling import Customers, Deals
from salessheet.workbook.tables.to_do import by_then


class SalesSteps(Table):
    """What is done for every deal, in order; `stage`: a deal that has come so far must have the step done."""

    key = "sales_steps"
    owner = Everyones()
    grows = False
    sales_step = Column(Type.LABEL, identifies=True, example="Needs analysis")
    order = Column(Type.COUNT, required=True, minimum=1, example="2")
    stage = Column(Type.LABEL, choices=Stages.stage, example="opportunity")
    exit_rule = Column(Type.TEXT, example="The customer has confirmed the list of needs in writing")
    place = Calc(
        Type.COUNT,
        native=IF(COUNT(order) == 0, blank, RANK(order, order.whole, 1) + COUNTIFS(order.so_far, order) - 1),
        quiet=True,
    )
    stage_no = Calc(  # of a step that no stage needs, none: engines differ in what a blank cell is as a condition
        Type.COUNT,
        native=IF(
            stage == "",
            blank,
            IF(COUNTIFS(Stages.stage.whole, stage) == 0, blank, SUMIFS(Stages.place.whole, Stages.stage.whole, stage)),
        ),
        quiet=True,
    )


class DealSteps(Table):
    """Which steps are done for a deal: a row each."""

    key = "deal_steps"
    deal_id = Column(Type.TEXT, identifies=True, refers_to=Deals.deal_id, example="D00001")
    sales_step = Column(Type.LABEL, identifies=True, refers_to=SalesSteps.sales_step, example="Needs analysis")
    done_on = Column(Type.DATE, required=True, example="2026-02-11")
    is_done = Calc(  # open deals are those of the day of the data, and so are their steps
        Type.FLAG, native=IF(deal_id == "", blank, COUNT(done_on) * (done_on < Settings.as_of + 1)), quiet=True
    )
    of_won = Calc(  # whether the deal was won in the month
        Type.FLAG,
        native=IF(
            deal_id == "",
            blank,
            (counted(Deals.won_date, Settings.period_start, Settings.until, Deals.deal_id, deal_id) > 0) * is_done,
        ),
        quiet=True,
    )
    remark = Calc(
        Type.TEXT,
        native=IF(
            COUNTIFS(deal_id.whole, identified(deal_id), sales_step.whole, identified(sales_step)) > 1,
            Phrases.twice,
            blank,
        ),
    )
    owner = Belongs(deal_id)


class Campaigns(Table):
    """Mailings and other rounds of contacts; whom they went to stands in the table below."""

    key = "campaigns"
    grows = False
    campaign_id = Column(Type.TEXT, identifies=True, example="K01")
    name = Column(Type.TEXT, example="Spring offer")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    remark = named_once(campaign_id)
    owner = Belongs(rep_id)


class Outreach(Table):
    """One row per customer of a campaign: when it was written to, and when it answered."""

    key = "outreach"
    headroom = 200
    campaign_id = Column(Type.TEXT, identifies=True, refers_to=Campaigns.campaign_id, example="K01")
    customer_id = Column(Type.TEXT, identifies=True, refers_to=Customers.customer_id, brings=True, example="C0001")
    sent_on = Column(Type.DATE, required=True, example="2026-03-02")
    replied_on = Column(Type.DATE, example="2026-03-05")
    reply_days = Calc(  # blank for an answer before the question
        Type.COUNT,
        native=IF((COUNT(sent_on) * COUNT(replied_on) == 0) + (replied_on < sent_on) > 0, blank, replied_on - sent_on),
    )
    waiting_days = Calc(
        Type.COUNT,
        native=IF((COUNT(sent_on) == 0) + COUNT(replied_on) > 0, blank, MAX(0, Settings.as_of - sent_on)),
    )
    remark = Calc(
        Type.TEXT,
        native=IF(
            COUNTIFS(campaign_id.whole, identified(campaign_id), customer_id.whole, identified(customer_id)) > 1,
            Phrases.twice,
            blank,
        ),
    )
    rules = (InOrder((sent_on, replied_on)),)
    owner = Belongs(campaign_id)


class Lessons(Table):
    """What was learned of deals that were won or lost, and what is done about it, by whom and until when."""

    key = "lessons"
    lesson_id = Column(Type.TEXT, identifies=True, example="L01")
    lost_reason = Column(Type.LABEL, example="price")
    lesson = Column(Type.TEXT, use=Use.NOTE, example="Name the savings before the price")
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    due_date = Column(Type.DATE, example="2026-07-15")
    done_on = Column(Type.DATE, example="")
    losses = Calc(  # deals lost for that reason in the fiscal year up to the month
        Type.COUNT,
        native=IF(
            lost_reason == "",
            blank,
            counted(Deals.lost_date, FiscalYear.start, Settings.until, Deals.lost_reason, identified(lost_reason)),
        ),
    )
    is_open = Calc(Type.FLAG, native=IF(lesson_id == "", blank, 1 - by_then(done_on)), quiet=True)
    late_days = Calc(
        Type.COUNT,
        native=IF(SUM(is_open) * COUNT(due_date) == 0, blank, MAX(0, Settings.until - due_date)),
        look=Look.DUE,
    )
    remark = named_once(lesson_id)
    owner = Belongs(rep_id)
