"""Commission lines: what each document of the month pays to whom."""

from __future__ import annotations

from salessheet.workbook.book import Role, Sheet
from salessheet.workbook.expr import Line, blank
from salessheet.workbook.extents import LINES
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    SUM,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import identified
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.ledger import ClosedLines, Windows
from salessheet.workbook.sheets.line_facts import LineFacts
from salessheet.workbook.sheets.line_notes import LineNotes
from salessheet.workbook.sheets.line_working import LineAmounts, LineSums
from salessheet.workbook.sheets.roster import People


def _line(measure: Type, line: Line, closed: Line, row: Line) -> Calc:
    """What is computed in an open month, and what was closed in a closed one."""
    kept = INDEX(closed.whole, MAX(1, row))
    return Calc(measure, native=IF(row == 0, line, IF(kept == "", blank, kept)))


class Lines(Block):
    """A row a document and person: what of it counts, what was credited before, and what it pays.

    In a closed month they are what was closed, whatever the documents say now.
    """

    rows = LINES
    no = Counter(Type.COUNT)
    closed_row = Calc(
        Type.COUNT,
        native=IF(
            no > COUNTIFS(ClosedLines.period.whole, Settings.period_start) * Windows.is_closed,
            0,
            MATCH(Settings.period_start, ClosedLines.period.whole, 0) + no - 1,
        ),
        quiet=True,
    )
    payee = _line(Type.TEXT, LineFacts.payee, ClosedLines.payee, closed_row)
    name = Calc(
        Type.TEXT,
        native=IF(
            (payee == "") + (COUNTIFS(People.rep_id.whole, identified(payee)) == 0) > 0,
            payee,
            INDEX(People.name.whole, MATCH(payee, People.rep_id.whole, 0)),
        ),
    )
    component = _line(Type.LABEL, LineFacts.component, ClosedLines.component, closed_row)
    kind = _line(Type.LABEL, LineFacts.kind, ClosedLines.kind, closed_row)
    document = _line(Type.TEXT, LineFacts.document, ClosedLines.document, closed_row)
    date = _line(Type.DATE, LineFacts.date, ClosedLines.date, closed_row)
    customer = _line(Type.TEXT, LineFacts.customer, ClosedLines.customer, closed_row)
    counted = _line(Type.CENTS, LineFacts.counted, ClosedLines.counted, closed_row)
    currency = _line(Type.LABEL, LineFacts.stated_in, ClosedLines.currency, closed_row)
    share = _line(Type.PERCENT, LineFacts.share, ClosedLines.share, closed_row)
    plan = _line(Type.TEXT, LineFacts.plan, ClosedLines.plan, closed_row)
    base = _line(Type.CENTS, LineSums.base, ClosedLines.base, closed_row)
    before = _line(Type.CENTS, LineSums.shown_before, ClosedLines.before, closed_row)
    amount = _line(Type.CENTS, LineAmounts.amount, ClosedLines.amount, closed_row)
    rate = Calc(
        Type.RATE,
        native=IF(COUNT(base) == 0, blank, IF(base == 0, blank, amount / base)),
    )
    note = _line(Type.TEXT, LineNotes.note, ClosedLines.note, closed_row)
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


COMMISSION_LINES = Sheet("commission_lines", Role.CALCULATION, (Lines,), with_data=True, in_full=True)
