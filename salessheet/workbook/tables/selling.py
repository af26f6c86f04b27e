"""To whom is sold, and what is to be: customers and deals."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, blank, promised
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    RANK,
    SUM,
    SUMIFS,
    below,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.patterns import dustless, first_of_equals, identified, place_of, summed
from salessheet.workbook.rules import InOrder, NotBoth
from salessheet.workbook.schema import Absence, Table, keep_promise
from salessheet.workbook.tables.centre import Reps, Stages, known_rep
from salessheet.workbook.tables.money import counted_as, rate_date_of, rate_of
from salessheet.workbook.tables.remarks import named_once, remark_of

FORECAST_CATEGORIES = ("Pipeline", "BestCase", "MostLikely", "Commit", "Closed", "Omitted")


class Customers(Table):
    key = "customers"
    absence = Absence.UNKNOWN
    headroom = 200
    customer_id = Column(Type.TEXT, identifies=True, example="C0001")
    name = Column(Type.TEXT, example="Blue River Trading")
    industry = Column(Type.LABEL, example="retail")
    region = Column(Type.LABEL, example="North")
    owner_rep_id = Column(Type.TEXT, refers_to=Reps.rep_id, example="R001")
    since = Column(Type.DATE, example="2025-05-20")
    last_contact = Column(Type.DATE, example="2026-06-12")
    group = Column(Type.LABEL, example="key account")
    needs = Column(Type.TEXT, use=Use.NOTE, example="Quiet machines, delivery before nine")
    customer_class = Calc(Type.LABEL, native=promised)  # the formulas stand in customer_file.py: they read tables below
    class_before = Calc(Type.LABEL, native=promised)
    moved = Calc(Type.CHANGE, native=promised, look=Look.SIGN)
    segment = Calc(Type.LABEL, native=promised)
    orders = Calc(Type.COUNT, native=promised)
    bought = Calc(Type.MONEY, native=promised, look=Look.BAR)
    last_order = Calc(Type.DATE, native=promised)
    recency = Calc(Type.COUNT, native=promised)
    r = Calc(Type.COUNT, native=promised)
    f = Calc(Type.COUNT, native=promised)
    m = Calc(Type.COUNT, native=promised)
    open_deals = Calc(Type.COUNT, native=promised)
    open_amount = Calc(Type.MONEY, native=promised)
    unpaid = Calc(Type.MONEY, native=promised)
    tickets_open = Calc(Type.COUNT, native=promised)
    feedback_open = Calc(Type.COUNT, native=promised)
    satisfaction = Calc(Type.SCORE, native=promised)
    contact = Calc(Type.DATE, native=promised)
    next_visit = Calc(Type.DATE, native=promised)
    overdue_days = Calc(Type.COUNT, native=promised, look=Look.LATE)
    own = Calc(Type.TEXT, native=IF(customer_id == "", blank, customer_id), quiet=True)
    place = Calc(Type.COUNT, native=promised, quiet=True)
    urgency = Calc(Type.NUMBER, native=promised, quiet=True)
    visit_rank = Calc(Type.COUNT, native=promised, quiet=True)
    last_orders = Calc(Type.COUNT, native=promised, quiet=True)
    answers = Calc(Type.COUNT, native=promised, quiet=True)
    typed_days = Calc(Type.COUNT, native=promised, quiet=True)
    last_contacts = Calc(Type.COUNT, native=promised, quiet=True)
    activity_days = Calc(Type.COUNT, native=promised, quiet=True)
    frequency = Calc(Type.COUNT, native=promised, quiet=True)
    worth = Calc(Type.MONEY, native=promised, quiet=True)
    rules_met = Calc(Type.NUMBER, native=promised, quiet=True)
    class_no = Calc(Type.COUNT, native=promised, quiet=True)
    orders_before = Calc(Type.COUNT, native=promised, quiet=True)
    bought_before = Calc(Type.MONEY, native=promised, quiet=True)
    met_before = Calc(Type.NUMBER, native=promised, quiet=True)
    no_before = Calc(Type.COUNT, native=promised, quiet=True)
    segments_met = Calc(Type.NUMBER, native=promised, quiet=True)
    segment_no = Calc(Type.COUNT, native=promised, quiet=True)
    recent_orders = Calc(Type.COUNT, native=promised, quiet=True)  # of the twelve months up to the month, and before
    earlier_orders = Calc(Type.COUNT, native=promised, quiet=True)
    remark = named_once(customer_id)
    first_deal = Calc(Type.COUNT, native=promised, quiet=True)  # what follows reads deals, which stand below
    came_by = Calc(Type.LABEL, native=promised, quiet=True)
    won_sum = Calc(Type.MONEY, native=promised, quiet=True)
    won = Calc(Type.MONEY, native=IF(SUM(won_sum) == 0, blank, dustless(won_sum)))
    won_rank = Calc(Type.COUNT, native=IF(COUNT(won) == 0, blank, RANK(won, won.whole, 0)), quiet=True)
    won_place = Calc(
        Type.COUNT,
        native=IF(COUNT(won_rank) == 0, blank, won_rank + COUNTIFS(won_rank.so_far, won_rank) - 1),
        quiet=True,
    )
    won_square = Calc(Type.MONEY, native=IF(COUNT(won) == 0, blank, won * won), quiet=True)
    won_spread = Calc(  # the largest have a low rank from above and a high one from below
        Type.MONEY,
        native=IF(COUNT(won) == 0, blank, (RANK(won, won.whole, 1) - won_rank) * won),
        quiet=True,
    )
    rules = (InOrder((since, last_contact)),)
    owner = Belongs(owner_rep_id)


def _stay(since: Expr, later: Expr) -> Calc:
    """Days in a stage that a deal has left: from its date to the first of a later one; blank where that is earlier."""
    return Calc(
        Type.COUNT,
        native=IF((COUNT(since) == 0) + (COUNT(later) == 0) + (MIN(later) < since) > 0, blank, MIN(later) - since),
        quiet=True,
    )


class Deals(Table):
    """One row per deal. `won_date` and `lost_date` decide the outcome; without either the deal is open."""

    key = "deals"
    required = True
    headroom = 200
    deal_id = Column(Type.TEXT, identifies=True, example="D00001")
    customer_id = Column(Type.TEXT, refers_to=Customers.customer_id, brings=True, example="C0001")
    customer = Calc(Type.TEXT, native=promised, optional=True)  # by name
    rep_id = Column(Type.TEXT, required=True, refers_to=Reps.rep_id, example="R001")
    product = Column(Type.LABEL, example="Standard")
    amount = Column(Type.MONEY, minimum=0, example="36,000")
    currency = Column(Type.LABEL, example="CNY")
    stage = Column(Type.LABEL, choices=Stages.stage, example="opportunity")
    probability = Column(Type.PERCENT, minimum=0, maximum=1, example="40%")
    forecast_category = Column(Type.LABEL, choices=FORECAST_CATEGORIES, example="BestCase")
    next_step = Column(Type.TEXT, example="Send the revised offer")
    next_step_date = Column(Type.DATE, example="2026-03-25")
    due_days = Calc(Type.COUNT, native=promised, look=Look.DUE)  # of an open deal: how long its next step is overdue
    channel = Column(Type.LABEL, example="online")
    prospect_date = Column(Type.DATE, happened=True, example="2026-01-05")
    lead_date = Column(Type.DATE, happened=True, example="2026-01-20")
    opportunity_date = Column(Type.DATE, happened=True, example="2026-02-11")
    contract_date = Column(Type.DATE, happened=True, example="")
    won_date = Column(Type.DATE, happened=True, example="")
    lost_date = Column(Type.DATE, happened=True, example="")
    lost_reason = Column(Type.LABEL, example="price")
    entered = Column(Type.DATE, example="2026-01-06")
    currency.rated_on = won_date  # declared below it, for the order in which people read the columns
    currency.or_on = lost_date
    rate_date = rate_date_of(currency, MIN(won_date, lost_date, Settings.as_of))
    rate = rate_of(amount, currency, rate_date)
    value = counted_as(Type.MONEY, amount, currency, rate)
    chance = Calc(
        Type.PERCENT,
        native=IF(
            (deal_id == "") + COUNT(won_date, lost_date) > 0,
            blank,
            IF(COUNT(probability) > 0, probability, SUMIFS(Stages.probability.whole, Stages.stage.whole, stage)),
        ),
        quiet=True,
    )
    expected = Calc(Type.MONEY, native=IF(COUNT(chance) * COUNT(value) == 0, blank, value * chance))
    idle_days = Calc(
        Type.COUNT,
        native=IF(
            (COUNT(chance) == 0) + (COUNT(prospect_date.to(contract_date)) == 0) > 0,
            blank,
            Settings.as_of - MAX(prospect_date.to(contract_date)),
        ),
    )
    row_no = Calc(Type.COUNT, native=IF(deal_id == "", blank, MATCH(deal_id, deal_id.whole, 0)), quiet=True)
    due = Calc(  # of an open deal whose next step is due by the day of the data
        Type.MONEY,
        native=IF((COUNT(due_days) == 0) + (next_step_date > Settings.as_of) > 0, blank, SUM(value)),
        quiet=True,
    )
    due_key = Calc(Type.NUMBER, native=IF(COUNT(due) == 0, blank, first_of_equals(due, row_no)), quiet=True)
    potential = Calc(  # of an open deal: its weighted amount as a share of the largest
        Type.PERCENT,
        native=IF(
            COUNT(chance) == 0,
            blank,
            IF(MAX(expected.whole) == 0, 0, SUM(expected) / MAX(expected.whole)),
        ),
        quiet=True,
    )
    urgency = Calc(  # days overdue, or idle where no step is set, as a share of the days after which a deal is stale
        Type.PERCENT,
        native=IF(
            COUNT(chance) == 0,
            blank,
            MIN(1, MAX(0, IF(COUNT(due_days) > 0, SUM(due_days), SUM(idle_days)) / Settings.stale_days)),
        ),
        quiet=True,
    )
    priority = Calc(
        Type.SCORE,
        native=IF(
            COUNT(chance) == 0,
            blank,
            dustless(Settings.full_score * SUM(potential, urgency) / COUNT(potential, urgency)),
        ),
        look=Look.BAR,
    )
    priority_key = Calc(
        Type.NUMBER, native=IF(COUNT(priority) == 0, blank, first_of_equals(priority, row_no)), quiet=True
    )
    cycle_days = Calc(  # of a won deal: from the first date it has to the win; blank where that is earlier
        Type.COUNT,
        native=IF(
            (COUNT(won_date) * COUNT(prospect_date.to(contract_date)) == 0)
            + (won_date < MIN(prospect_date.to(contract_date)))
            > 0,
            blank,
            won_date - MIN(prospect_date.to(contract_date)),
        ),
    )
    cycle_year = Calc(
        Type.COUNT,
        native=IF(
            COUNT(cycle_days) == 0,
            blank,
            IF((won_date >= FiscalYear.start) * (won_date < Settings.until + 1) > 0, cycle_days, blank),
        ),
        quiet=True,
    )
    cycle_from = Calc(
        Type.DATE,
        native=IF(COUNT(cycle_year) == 0, blank, MIN(prospect_date.to(contract_date))),
        quiet=True,
    )
    in_first = _stay(prospect_date.operand(), lead_date.to(won_date))
    in_second = _stay(lead_date.operand(), opportunity_date.to(won_date))
    in_third = _stay(opportunity_date.operand(), contract_date.to(won_date))
    in_fourth = _stay(contract_date.operand(), won_date.operand())
    open_no = Calc(Type.COUNT, native=promised, quiet=True)  # as what the forecast by category takes it
    rolled_no = Calc(Type.COUNT, native=promised, quiet=True)
    rolled_as = Calc(Type.TEXT, native=promised, quiet=True)
    entry_days = Calc(  # from the first date of a deal until somebody typed it
        Type.COUNT,
        native=IF(
            COUNT(entered) * COUNT(prospect_date.to(contract_date)) == 0,
            blank,
            MAX(0, entered - MIN(prospect_date.to(contract_date))),
        ),
    )
    gaps = Calc(  # of what a deal needs: customer, product, channel, amount, first date, and the day of the next step
        Type.COUNT,
        native=IF(
            deal_id == "",
            blank,
            (customer_id == "")
            + (product == "")
            + (channel == "")
            + (COUNT(amount) == 0)
            + (COUNT(prospect_date.to(contract_date)) == 0)
            + COUNT(chance) * (COUNT(next_step_date) == 0),
        ),
        quiet=True,
    )
    segment = Calc(Type.LABEL, native=promised, quiet=True, optional=True)  # of its customer
    remark = remark_of(deal_id, amount, known_rep(identified(rep_id)))
    wrong = Calc(  # a remark, an end before the stages, a day that is still to come
        Type.COUNT,
        native=IF(
            deal_id == "",
            blank,
            1
            - (remark == "")
            + COUNT(won_date, lost_date) * (MAX(won_date, lost_date) < MAX(prospect_date.to(contract_date)))
            + (MAX(prospect_date.to(lost_date)) > Settings.as_of),
        ),
        quiet=True,
    )
    issues = Calc(  # what can still be mended: not that it was entered late
        Type.COUNT, native=IF(deal_id == "", blank, gaps + wrong), quiet=True
    )
    issue_key = Calc(Type.NUMBER, native=IF(SUM(issues) == 0, blank, first_of_equals(issues, row_no)), quiet=True)
    customer_no = Calc(
        Type.COUNT,
        native=IF(deal_id == "", blank, place_of(customer_id, Customers.customer_id)),
        quiet=True,
        optional=True,
    )
    first_date = Calc(  # of all its dates, for the process of a centre may begin with any of them
        Type.DATE,
        native=IF(
            (deal_id == "") + (COUNT(prospect_date.to(lost_date)) == 0) > 0, blank, MIN(prospect_date.to(lost_date))
        ),
        quiet=True,
    )
    begun = Calc(  # its first date; a deal without any begins with the day reported
        Type.DATE,
        native=IF(
            (deal_id == "") + (customer_id == "") > 0,
            blank,
            IF(COUNT(first_date) == 0, Settings.as_of, first_date),
        ),
        quiet=True,
    )
    earlier = Calc(  # deals with the same customer that began before it, or on the same day and stand above it
        Type.COUNT,
        native=IF(
            COUNT(begun) == 0,
            blank,
            COUNTIFS(customer_id.whole, customer_id, begun.whole, below(begun))
            + COUNTIFS(customer_id.so_far, customer_id, begun.so_far, begun)
            - 1,
        ),
        quiet=True,
    )
    open_first = (won_date, lost_date)
    rules = (
        NotBoth(won_date, lost_date),
        InOrder((prospect_date, lead_date, opportunity_date, contract_date, won_date)),
        InOrder((prospect_date, lead_date, opportunity_date, contract_date, lost_date)),
    )
    owner = Belongs(rep_id)


_WON = summed(
    Deals.value, Deals.won_date, FiscalYear.start, Settings.until, Deals.customer_id, Customers.customer_id
)  # fmt: skip  # as it reads
_NAME = INDEX(Customers.name.whole, SUM(Deals.customer_no))
keep_promise(Deals.customer, IF(SUM(Deals.customer_no) == 0, blank, IF(_NAME == "", blank, _NAME)))
keep_promise(
    Deals.due_days,
    IF(
        COUNT(Deals.chance) * COUNT(Deals.next_step_date) == 0,
        blank,
        MAX(0, Settings.as_of - Deals.next_step_date),
    ),
)
keep_promise(
    Customers.first_deal,
    IF(
        Customers.customer_id == "",
        blank,
        SUMIFS(Deals.row_no.whole, Deals.customer_id.whole, Customers.customer_id, Deals.earlier.whole, 0),
    ),
)
keep_promise(
    Customers.came_by,
    IF(SUM(Customers.first_deal) == 0, blank, identified(INDEX(Deals.channel.whole, MAX(1, Customers.first_deal)))),
)
keep_promise(Customers.won_sum, IF(Customers.customer_id == "", blank, _WON))
