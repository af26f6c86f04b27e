"""What the tables say of each commission line: its document, its owner, what of it counts, the plan that pays it."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    ROUND,
    SUM,
    SUMIFS,
    above,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Column, Counter
from salessheet.workbook.measures import Type
from salessheet.workbook.patterns import identified, numeric, place_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.ledger import Credits, Windows
from salessheet.workbook.sheets.commission.tier_working import (
    word_of_plan,
)
from salessheet.workbook.sheets.lists import Documents, term_of
from salessheet.workbook.tables import (
    Deals,
    Invoices,
    Objectives,
    Orders,
    Plans,
    Receipts,
    Splits,
    rate_date_of,
    rate_of,
)

DEAL, QUARTER, YEAR = (term_of(Plans.over, code) for code in ("deal", "quarter", "year"))
MARGIN, CASH_FULL = term_of(Plans.basis, "margin"), term_of(Plans.basis, "cash_full")
SPLIT = term_of(Splits.kind, "split")
TEAM, WHOLE_TEAM = term_of(Plans.credit, "team"), term_of(Plans.credit, "whole_team")
QUANTITY, NUMBER = term_of(Plans.measure, "quantity"), term_of(Plans.measure, "deals")


def of_credit(column: Line, credit: Line) -> Expr:
    """What the credit has in the column; nothing, and no 0, where it has none."""
    found = INDEX(column.whole, MAX(1, credit))
    return IF(credit == 0, blank, IF(found == "", blank, found))


def _of_kind(measure: Type, kind: Line, wanted: Line, column: Line, identity: Column, document: Line) -> Calc:
    """What the document has in the column, if it is of the kind; left out of a book without such documents."""
    found = SUMIFS(column.whole, identity.whole, identified(document))
    return Calc(measure, native=IF(kind == wanted, found, blank), quiet=True, optional=True)


def _of_order(measure: Type, order_row: Line, column: Line) -> Calc:
    """What the order behind the document has in the column; blank where there is no order, or nothing in it."""
    found = INDEX(column.whole, MAX(1, order_row))
    value = IF(order_row == 0, blank, numeric(found))
    return Calc(measure, native=value, quiet=True, optional=True)


def _of_objective(column: Column, row: Line) -> Expr:
    """A number of the objective in that row of the table; 0 where it has none."""
    return IF(row == 0, 0, SUM(INDEX(column.whole, MAX(1, row))))


class LineFacts(Block):
    """What the tables say of each line: its document, whose it is, what of it counts, and the plan that pays it."""

    rows = LINES
    no = Counter(Type.COUNT)
    credit = Calc(
        Type.COUNT,
        native=IF(
            (no > COUNTIFS(Credits.period.whole, Settings.period_start)) + Windows.is_closed > 0,
            0,
            MATCH(Settings.period_start, Credits.period.whole, 0) + no - 1,
        ),
        quiet=True,
    )
    kind = Calc(Type.LABEL, native=of_credit(Credits.kind, credit), quiet=True)
    document = Calc(Type.TEXT, native=of_credit(Credits.document, credit))
    order_id = Calc(Type.TEXT, native=of_credit(Credits.order_id, credit), quiet=True)
    root = Calc(Type.TEXT, native=of_credit(Credits.root, credit), quiet=True)
    payee = Calc(Type.TEXT, native=of_credit(Credits.payee, credit), quiet=True)
    component = Calc(Type.LABEL, native=of_credit(Credits.component, credit), quiet=True)
    key = Calc(Type.LABEL, native=IF(payee == "", blank, CONCATENATE(payee, "|", component)), quiet=True)
    plan = Calc(Type.TEXT, native=of_credit(Credits.plan, credit), quiet=True)
    plan_row = Calc(
        Type.COUNT,
        native=place_of(plan, Plans.plan_id),
        quiet=True,
    )
    over = Calc(Type.LABEL, native=word_of_plan(Plans.over, plan_row), quiet=True)
    boundary = Calc(Type.LABEL, native=word_of_plan(Plans.boundary, plan_row), quiet=True)
    currency = Calc(Type.LABEL, native=word_of_plan(Plans.currency, plan_row), quiet=True)
    customer = Calc(Type.TEXT, native=of_credit(Credits.customer, credit), quiet=True)
    stated_in = Calc(Type.LABEL, native=of_credit(Credits.currency, credit), quiet=True)
    order_date = _of_kind(Type.DATE, kind, Documents.order, Orders.order_date, Orders.order_id, document)
    deal_date = _of_kind(Type.DATE, kind, Documents.deal, Deals.won_date, Deals.deal_id, document)
    invoice_date = _of_kind(Type.DATE, kind, Documents.invoice, Invoices.date, Invoices.invoice_id, document)
    receipt_date = _of_kind(Type.DATE, kind, Documents.receipt, Receipts.date, Receipts.receipt_id, document)
    own_date = Calc(
        Type.DATE,
        native=IF(
            (kind == Documents.objective) + (kind == Documents.prize) > 0,
            INDEX(Credits.date.whole, MAX(1, credit)),
            0,
        ),
        quiet=True,
    )
    date_serial = Calc(Type.COUNT, native=SUM(order_date.to(receipt_date)) + own_date, quiet=True)
    date = Calc(Type.DATE, native=IF(date_serial == 0, blank, date_serial), quiet=True)
    order_sum = _of_kind(Type.CENTS, kind, Documents.order, Orders.amount, Orders.order_id, document)
    deal_sum = _of_kind(Type.CENTS, kind, Documents.deal, Deals.amount, Deals.deal_id, document)
    invoice_sum = _of_kind(Type.CENTS, kind, Documents.invoice, Invoices.amount, Invoices.invoice_id, document)
    receipt_sum = _of_kind(Type.CENTS, kind, Documents.receipt, Receipts.amount, Receipts.receipt_id, document)
    stated = Calc(Type.CENTS, native=IF(COUNT(date) == 0, blank, SUM(order_sum.to(receipt_sum))), quiet=True)
    order_rate = _of_kind(Type.EXCHANGE, kind, Documents.order, Orders.rate, Orders.order_id, document)
    deal_rate = _of_kind(Type.EXCHANGE, kind, Documents.deal, Deals.rate, Deals.deal_id, document)
    invoice_rate = _of_kind(Type.EXCHANGE, kind, Documents.invoice, Invoices.rate, Invoices.invoice_id, document)
    receipt_rate = _of_kind(Type.EXCHANGE, kind, Documents.receipt, Receipts.rate, Receipts.receipt_id, document)
    own_rate = Calc(Type.EXCHANGE, native=SUM(order_rate.to(receipt_rate)), quiet=True)
    rate_date = rate_date_of(currency, date)
    plan_rate = rate_of(date, currency, rate_date)
    # What a book without orders lacks is read together with the text beside it, which no sum counts.
    order_row = Calc(
        Type.COUNT,
        native=place_of(order_id, Orders.order_id),
        quiet=True,
        optional=True,
    )
    order_amount = _of_order(Type.CENTS, order_row, Orders.amount)
    basis = Calc(Type.LABEL, native=word_of_plan(Plans.basis, plan_row), quiet=True)
    order_cost = _of_order(Type.CENTS, order_row, Orders.cost)
    measure = Calc(Type.LABEL, native=word_of_plan(Plans.measure, plan_row), quiet=True)
    order_quantity = _of_order(Type.NUMBER, order_row, Orders.quantity)
    mode = Calc(Type.LABEL, native=word_of_plan(Plans.mode, plan_row), quiet=True)
    ordered = Calc(Type.CENTS, native=SUM(order_amount.to(basis)), quiet=True)
    quantity = Calc(
        Type.NUMBER,
        native=IF(COUNT(order_quantity.to(mode)) == 0, 1, ABS(SUM(order_quantity.to(mode)))),
        quiet=True,
    )
    margin = Calc(
        Type.CENTS,
        native=IF(
            COUNT(stated) * COUNT(order_cost.to(measure)) == 0,
            blank,
            IF(
                stated < 0,
                MIN(0, stated - SUM(order_cost.to(measure))),
                MAX(0, stated - SUM(order_cost.to(measure))),
            ),
        ),
        quiet=True,
    )
    own_share = Calc(
        Type.PERCENT,
        native=IF(
            payee == "",
            blank,
            IF(
                COUNTIFS(Splits.order_id.whole, identified(root), Splits.rep_id.whole, payee) == 0,
                1,
                SUMIFS(Splits.share.whole, Splits.order_id.whole, root, Splits.rep_id.whole, payee),
            ),
        ),
        quiet=True,
    )
    credited_to = Calc(Type.LABEL, native=word_of_plan(Plans.credit, plan_row), quiet=True)
    split_here = Calc(
        Type.PERCENT,
        native=SUMIFS(
            Splits.share.whole, Splits.order_id.whole, identified(root), Splits.kind.whole, SPLIT,
            Splits.here.whole, above(0),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    split_own = Calc(
        Type.PERCENT,
        native=SUMIFS(
            Splits.share.whole, Splits.order_id.whole, identified(root), Splits.kind.whole, SPLIT,
            Splits.rep_id.whole, identified(payee),
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    of_team = Calc(
        Type.PERCENT,
        native=IF(
            COUNTIFS(Splits.order_id.whole, identified(root), Splits.kind.whole, SPLIT) == 0,
            1,
            split_here - split_own,
        ),
        quiet=True,
    )
    of_whole_team = Calc(
        Type.PERCENT,
        native=IF(
            COUNTIFS(Splits.order_id.whole, identified(root), Splits.kind.whole, SPLIT) == 0,
            1,
            split_here,
        ),
        quiet=True,
    )
    objective_row = Calc(
        Type.COUNT,
        native=IF(kind == Documents.objective, place_of(document, Objectives.objective_id), 0),
        quiet=True,
    )
    weight = Calc(Type.PERCENT, native=_of_objective(Objectives.weight, objective_row), quiet=True)
    score = Calc(Type.PERCENT, native=_of_objective(Objectives.score, objective_row), quiet=True)
    share = Calc(
        Type.PERCENT,
        native=IF(
            kind == Documents.objective,
            weight,
            IF(credited_to == TEAM, of_team, IF(credited_to == WHOLE_TEAM, of_whole_team, own_share)),
        ),
        quiet=True,
    )
    beside = Calc(
        Type.CENTS,
        native=IF(
            kind == Documents.objective,
            score,
            IF(kind == Documents.prize, INDEX(Credits.ranked_by.whole, MAX(1, credit)), blank),
        ),
        quiet=True,
    )
    of_sales = Calc(Type.CENTS, native=IF(basis == MARGIN, margin, IF(basis == CASH_FULL, ordered, stated)), quiet=True)
    counted = Calc(
        Type.CENTS, native=IF(COUNT(stated) == 0, blank, IF(COUNT(beside) == 0, of_sales, beside)), quiet=True
    )
    money = Calc(
        Type.CENTS,
        native=IF(
            (COUNT(counted) == 0) + (own_rate == 0) + (COUNT(plan_rate) == 0) > 0,
            blank,
            ROUND(ROUND(counted * share * own_rate / plan_rate, 5), 2),
        ),
        quiet=True,
    )
    of_order = Calc(
        Type.CENTS,
        native=IF(
            COUNT(money) == 0,
            blank,
            IF(
                (ordered == 0) + (basis == MARGIN) > 0,
                money,
                ROUND(ROUND(ordered * share * own_rate / plan_rate, 5), 2),
            ),
        ),
        quiet=True,
    )
    part = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(stated) == 0,
            0,
            IF((ordered == 0) + (basis == CASH_FULL) > 0, IF(stated < 0, -1, 1), stated / ABS(ordered)),
        ),
        quiet=True,
    )
