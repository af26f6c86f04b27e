"""Receivables: what is invoiced and not paid by the day reported, by how long it is overdue and by person."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import AGES, PEOPLE
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    SUM,
    SUMIFS,
    above,
    at_least,
    below,
)
from salessheet.workbook.general import Ages, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import dustless, ratio
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Invoices, Receipts


class UnpaidByAge(Block):
    """From the first bound on: what is not due yet, or only just, stands in none of the ages."""

    rows = AGES
    no = Counter(Type.COUNT)
    age = Calc(
        Type.LABEL,
        native=IF(
            no == MAX(no.whole),
            CONCATENATE(">", INDEX(Ages.lower.whole, no) - 1),
            CONCATENATE(INDEX(Ages.lower.whole, no), "–", INDEX(Ages.upper.whole, no)),
        ),
    )
    invoices = Calc(Type.COUNT, native=COUNTIFS(Invoices.age_no.whole, no))
    unpaid = Calc(Type.CENTS, native=SUMIFS(Invoices.unpaid.whole, Invoices.age_no.whole, no), look=Look.BAR)
    all = Calc(Type.CENTS, native=SUM(unpaid.whole), quiet=True)
    share = Calc(Type.PERCENT, native=ratio(unpaid, all))
    invoices_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(invoices.whole), under=invoices)
    unpaid_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(unpaid.whole), under=unpaid)


class Unpaid(Block):
    """What stands open on the day reported, less what is still to be paid back."""

    rows = Extent("figures of unpaid invoices", 1)
    arrangement = Arrangement.CARDS
    unpaid = Calc(Type.MONEY, Axis.CELL, native=SUM(Invoices.unpaid.whole))
    not_due = Calc(Type.MONEY, Axis.CELL, native=SUMIFS(Invoices.unpaid.whole, Invoices.age_no.whole, 0))
    overdue = Calc(Type.MONEY, Axis.CELL, native=SUMIFS(Invoices.unpaid.whole, Invoices.age_no.whole, above(0)))
    long_overdue = Calc(  # of the last two ages: over 60 days unless the bounds are changed
        Type.MONEY,
        Axis.CELL,
        native=SUMIFS(Invoices.unpaid.whole, Invoices.age_no.whole, at_least(MAX(Ages.no.whole) - 1)),
    )
    overdue_share = Calc(Type.PERCENT, Axis.CELL, native=IF(unpaid > 0, overdue / unpaid, blank))
    oldest = Calc(Type.COUNT, Axis.CELL, native=MAX(Invoices.days_overdue.whole))
    beyond = Calc(  # received of orders that are not invoiced yet, or more than was invoiced of them
        Type.MONEY,
        Axis.CELL,
        native=IF(
            COUNT(Invoices.unpaid.whole) == 0,
            blank,
            dustless(
                SUMIFS(Receipts.of_order.whole, Receipts.date.whole, below(Settings.until + 1))
                + SUM(Invoices.unpaid.whole)
                - SUM(Invoices.billed.whole)
            ),
        ),
    )


class UnpaidByPerson(Block):
    """By the person whose order it is."""

    rows, across = PEOPLE, AGES
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    age_no = Counter(Type.COUNT, Axis.COLUMNS)
    age = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(UnpaidByAge.age.whole, age_no))
    unpaid = Calc(
        Type.CENTS,
        Axis.BODY,
        native=SUMIFS(Invoices.unpaid.whole, Invoices.rep_id.whole, rep_id, Invoices.age_no.whole, age_no),
        look=Look.HEAT,
    )
    not_due = Calc(
        Type.CENTS, native=SUMIFS(Invoices.unpaid.whole, Invoices.rep_id.whole, rep_id, Invoices.age_no.whole, 0)
    )
    all = Calc(Type.CENTS, native=SUM(unpaid.across) + not_due, look=Look.BAR)
    total = Calc(Type.CENTS, Axis.COLUMNS, native=SUM(unpaid.down))
    not_due_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(not_due.whole), under=not_due)
    all_total = Calc(Type.CENTS, Axis.TOTAL, native=SUM(all.whole), under=all)


INVOICES = Sheet(
    "invoices",
    Role.INPUT,
    Group.SALES,
    (
        Unpaid,
        UnpaidByAge,
        Band((Chart("unpaid", UnpaidByAge.age, (Series(UnpaidByAge.unpaid, Draw.COLUMN),)),), height=9),
        UnpaidByPerson,
        Ages,
        Invoices,
    ),
    with_data=True,
    in_full=True,
    front=18,
)
