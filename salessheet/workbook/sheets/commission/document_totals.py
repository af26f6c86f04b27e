"""Control totals: the documents of the month in their tables, against those on lines and those with a reason."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import DOCUMENT_KINDS, REASONS, REGISTER
from salessheet.workbook.functions import ABS, COUNT, COUNTIFS, IF, ROUND, SUM, SUMIFS
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Column, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import identified, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.credit_lines import Lines
from salessheet.workbook.sheets.commission.ledger import Register
from salessheet.workbook.sheets.lists import Documents
from salessheet.workbook.tables import Deals, Invoices, Orders, Receipts


def _of_kind(is_of_month: Line, wanted: Line, column: Line, identity: Column) -> Calc:
    """What a document of the month comes to, if it is of the kind; left out of a book without such documents."""
    found = SUMIFS(column.whole, identity.whole, identified(Register.document))
    return Calc(
        Type.CENTS,
        native=IF(is_of_month * (Register.kind == wanted) > 0, found, blank),
        quiet=True,
        optional=True,
    )


class RegisterValues(Block):
    """What the registered documents of the month come to, in the workbook's currency."""

    rows = REGISTER
    is_of_month = Calc(Type.FLAG, native=(Register.period == Settings.period_start) * 1, quiet=True)
    is_listed = Calc(Type.FLAG, native=is_of_month * (1 - (Register.reason == "")), quiet=True)
    order_value = _of_kind(is_of_month, Documents.order, Orders.value, Orders.order_id)
    deal_value = _of_kind(is_of_month, Documents.deal, Deals.value, Deals.deal_id)
    invoice_value = _of_kind(is_of_month, Documents.invoice, Invoices.value, Invoices.invoice_id)
    receipt_value = _of_kind(is_of_month, Documents.receipt, Receipts.value, Receipts.receipt_id)
    value = Calc(Type.CENTS, native=IF(is_of_month == 0, blank, SUM(order_value.to(receipt_value))), quiet=True)


def _of_table(kind: Line, amounts: Line, dates: Line) -> Calc:
    """The documents of a kind in the month; blank where no plan pays on any."""
    found = summed(amounts, dates, Settings.period_start, Settings.period_end)
    return Calc(Type.CENTS, Axis.CELL, native=IF(COUNTIFS(Register.kind.whole, kind) == 0, blank, found))


class InTables(Block):
    """What the tables say of the month."""

    rows = Extent("totals of tables", 1)
    order = _of_table(Documents.order, Orders.value, Orders.order_date)
    deal = _of_table(Documents.deal, Deals.value, Deals.won_date)
    invoice = _of_table(Documents.invoice, Invoices.value, Invoices.date)
    receipt = _of_table(Documents.receipt, Receipts.value, Receipts.date)


def _registered(kind: Line, column: Line, *conditions: Line | int) -> Expr:
    pairs = [part.whole if isinstance(part, Line) else part for part in conditions]
    return SUMIFS(column.whole, Register.kind.whole, kind, *pairs)


class DocumentTotals(Block):
    """A row a kind of document: how many and how much stand in the table, on lines, and listed with a reason."""

    rows = DOCUMENT_KINDS
    kind = Input(Type.LABEL, given=True)
    documents = Calc(Type.COUNT, native=_registered(kind, RegisterValues.is_of_month))
    billed = Calc(
        Type.CENTS,
        native=IF(kind == Documents.invoice, InTables.invoice, IF(kind == Documents.receipt, InTables.receipt, blank)),
        quiet=True,
    )
    in_table = Calc(
        Type.CENTS,
        native=IF(kind == Documents.order, InTables.order, IF(kind == Documents.deal, InTables.deal, billed)),
    )
    on_lines = Calc(Type.CENTS, native=ROUND(_registered(kind, RegisterValues.value, RegisterValues.is_listed, 0), 2))
    listed = Calc(Type.CENTS, native=ROUND(_registered(kind, RegisterValues.value, RegisterValues.is_listed, 1), 2))
    off = Calc(Type.CENTS, native=IF(COUNT(in_table) == 0, 0, ABS(ROUND(SUM(in_table) - on_lines - listed, 2))))
    pays = Calc(
        Type.CENTS,
        native=IF(COUNT(FiscalYear.only_month) == 0, SUMIFS(Lines.amount.whole, Lines.kind.whole, kind), blank),
    )
    in_table_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(in_table.whole), under=in_table)
    on_lines_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(on_lines.whole), under=on_lines)
    listed_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(listed.whole), under=listed)
    off_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(off.whole), under=off)
    pays_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(pays.whole), under=pays)


class ReasonTotals(Block):
    """Why documents of the month are on no line."""

    rows = REASONS
    reason = Input(Type.TEXT, given=True)
    documents = Calc(Type.COUNT, native=SUMIFS(RegisterValues.is_listed.whole, Register.reason.whole, reason))
    value = Calc(Type.CENTS, native=SUMIFS(RegisterValues.value.whole, Register.reason.whole, reason))
    receipts = Calc(
        Type.CENTS,
        native=SUMIFS(
            RegisterValues.value.whole, Register.reason.whole, reason, Register.kind.whole, Documents.receipt
        ),
    )
    documents_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(documents.whole), under=documents)
    value_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(value.whole), under=value)
    receipts_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(receipts.whole), under=receipts)
