"""Where links of commission lines lead: to the row of the document and of the plan."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Extent, Line, Spot, Whereabouts, blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import CONCATENATE, COUNTIFS, IF, INDEX, MATCH, MAX, SUM
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import spot_of
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.ledger import ClosedLines, Windows
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.lists import Documents
from salessheet.workbook.tables import Deals, Invoices, Objectives, Orders, Plans, Receipts


def column_of(line: Line) -> Calc:
    """The sheet and column of a line, as a link begins with them."""
    return Calc(Type.TEXT, Axis.CELL, native=Whereabouts(line, Spot.COLUMN), quiet=True)


def row_of(line: Line) -> Calc:
    """The row of a line's first cell on its sheet; 0 in a book without the line."""
    return Calc(Type.COUNT, Axis.CELL, native=Whereabouts(line, Spot.ROW), quiet=True)


class Spots(Block):
    """Where the tables stand that links lead to. Sheets that people rename are not followed."""

    rows = Extent("where links lead", 1)
    order = column_of(Orders.order_id)
    order_row = row_of(Orders.order_id)
    deal = column_of(Deals.deal_id)
    deal_row = row_of(Deals.deal_id)
    invoice = column_of(Invoices.invoice_id)
    invoice_row = row_of(Invoices.invoice_id)
    receipt = column_of(Receipts.receipt_id)
    receipt_row = row_of(Receipts.receipt_id)
    objective = column_of(Objectives.objective_id)
    objective_row = row_of(Objectives.objective_id)
    plan = column_of(Plans.plan_id)
    plan_row = row_of(Plans.plan_id)


def closed_row_of(no: Counter) -> Calc:
    """The row among the lines of closed months; 0 in an open month, and beyond the last."""
    native = IF(
        no > COUNTIFS(ClosedLines.period.whole, Settings.period_start) * Windows.is_closed,
        0,
        MATCH(Settings.period_start, ClosedLines.period.whole, 0) + no - 1,
    )
    return Calc(Type.COUNT, native=native, quiet=True)


def line_of(measure: Type, line: Line, closed: Line, row: Line) -> Calc:
    """What is computed in an open month, and what was closed in a closed one."""
    kept = INDEX(closed.whole, MAX(1, row))
    return Calc(measure, native=IF(row == 0, line, IF(kept == "", blank, kept)))


def row_among(ids: Line, first: Line, sought: Line, *, holds: Expr) -> Expr:
    """The row on the sheet where the id stands; 0 where it does not, or where the condition does not hold."""
    return IF(holds * (COUNTIFS(ids.whole, sought) > 0) > 0, first + MATCH(sought, ids.whole, 0) - 1, 0)


def _row(kind: Line, document: Line, wanted: Line, ids: Line, first: Line) -> Calc:
    """Left out of a book without such documents."""
    native = row_among(ids, first, document, holds=kind == wanted)
    return Calc(Type.COUNT, native=native, quiet=True, optional=True)


class LineLinks(Block):
    """Where each line's document and plan stand; nothing where this workbook does not hold them."""

    rows = LINES
    no = Counter(Type.COUNT)
    closed_row = closed_row_of(no)
    kind = line_of(Type.LABEL, LineFacts.kind, ClosedLines.kind, closed_row)
    document = line_of(Type.TEXT, LineFacts.document, ClosedLines.document, closed_row)
    order_row = _row(kind, document, Documents.order, Orders.order_id, Spots.order_row)
    deal_row = _row(kind, document, Documents.deal, Deals.deal_id, Spots.deal_row)
    invoice_row = _row(kind, document, Documents.invoice, Invoices.invoice_id, Spots.invoice_row)
    receipt_row = _row(kind, document, Documents.receipt, Receipts.receipt_id, Spots.receipt_row)
    objective_row = _row(kind, document, Documents.objective, Objectives.objective_id, Spots.objective_row)
    row = Calc(Type.COUNT, native=SUM(order_row.to(objective_row)), quiet=True)
    other_column = Calc(
        Type.LABEL,
        native=IF(
            kind == Documents.invoice, Spots.invoice, IF(kind == Documents.receipt, Spots.receipt, Spots.objective)
        ),
        quiet=True,
    )
    column = Calc(
        Type.LABEL,
        native=IF(
            kind == Documents.order,
            Spots.order,
            IF(kind == Documents.deal, Spots.deal, other_column),
        ),
        quiet=True,
    )
    at = Calc(Type.LABEL, native=IF(row == 0, blank, CONCATENATE(column, row)), quiet=True)
    plan = line_of(Type.TEXT, LineFacts.plan, ClosedLines.plan, closed_row)
    plan_at = Calc(
        Type.LABEL,
        native=IF(
            (plan == "") + (COUNTIFS(Plans.plan_id.whole, plan) == 0) > 0,
            blank,
            spot_of(Spots.plan, Spots.plan_row, MATCH(plan, Plans.plan_id.whole, 0)),
        ),
        quiet=True,
    )
