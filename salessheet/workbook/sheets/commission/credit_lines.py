"""Commission lines: what each document of the month pays to whom."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    SUM,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import identified, linked
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.ledger import ClosedLines
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.line_links import LineLinks, closed_row_of, column_of, line_of, row_of
from salessheet.workbook.sheets.commission.line_notes import LineNotes
from salessheet.workbook.sheets.commission.line_working import LineAmounts, LineSums
from salessheet.workbook.sheets.roster import People


class Lines(Block):
    """A row a document and person: what of it counts, what was credited before, and what it pays.

    In a closed month they are what was closed, whatever the documents say now. The document and the plan are links to
    their rows.
    """

    rows = LINES
    no = Counter(Type.COUNT)
    closed_row = closed_row_of(no)
    payee = line_of(Type.TEXT, LineFacts.payee, ClosedLines.payee, closed_row)
    name = Calc(
        Type.TEXT,
        native=IF(
            (payee == "") + (COUNTIFS(People.rep_id.whole, identified(payee)) == 0) > 0,
            payee,
            INDEX(People.name.whole, MATCH(payee, People.rep_id.whole, 0)),
        ),
    )
    component = line_of(Type.LABEL, LineFacts.component, ClosedLines.component, closed_row)
    kind = Calc(Type.LABEL, native=LineLinks.kind)
    document = Calc(Type.TEXT, native=linked(LineLinks.at, LineLinks.document))
    date = line_of(Type.DATE, LineFacts.date, ClosedLines.date, closed_row)
    customer = line_of(Type.TEXT, LineFacts.customer, ClosedLines.customer, closed_row)
    counted = line_of(Type.CENTS, LineFacts.counted, ClosedLines.counted, closed_row)
    currency = line_of(Type.LABEL, LineFacts.stated_in, ClosedLines.currency, closed_row)
    share = line_of(Type.PERCENT, LineFacts.share, ClosedLines.share, closed_row)
    plan = Calc(Type.TEXT, native=linked(LineLinks.plan_at, LineLinks.plan))
    base = line_of(Type.CENTS, LineSums.base, ClosedLines.base, closed_row)
    before = line_of(Type.CENTS, LineSums.shown_before, ClosedLines.before, closed_row)
    amount = line_of(Type.CENTS, LineAmounts.amount, ClosedLines.amount, closed_row)
    rate = Calc(
        Type.RATE,
        native=IF(COUNT(base) == 0, blank, IF(base == 0, blank, amount / base)),
    )
    note = line_of(Type.TEXT, LineNotes.note, ClosedLines.note, closed_row)
    remark = Calc(
        Type.TEXT,
        native=IF(
            LineFacts.credit == 0,
            blank,
            IF(
                COUNT(date) == 0,
                Phrases.no_document,
                IF(
                    (date < Settings.period_start) + (date >= Settings.period_end + 1) > 0,
                    Phrases.other_month,
                    IF(COUNT(base) == 0, Phrases.no_base, blank),
                ),
            ),
        ),
    )
    amount_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(amount.whole), under=amount)


class LineSpots(Block):
    """Where the lines stand, for links that lead to them."""

    rows = Extent("where links to lines lead", 1)
    payee = column_of(Lines.payee)
    document = column_of(Lines.document)
    row = row_of(Lines.payee)


COMMISSION_LINES = Sheet(
    "commission_lines", Role.CALCULATION, Group.COMMISSION, (Lines,), with_data=True, in_full=True, front=16
)
