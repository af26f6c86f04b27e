"""What cells look like wherever they stand: what is overdue has a mark, and each amount the unit of its sheet."""

from __future__ import annotations

from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.honours import HonourList
from salessheet.workbook.tables import Phases

MARKED = {Look.DUE, Look.LATE, Look.BAR}
OF_WHAT_IS_DONE = {Phases.days_late}  # how late a phase was done is no call to do anything
NAMES = {"due_days", "late_days", "days_late", "overdue_days", "days_overdue", "overdue_hours", "overdue", "late"}


def test_days_overdue_and_what_is_overdue_have_a_mark() -> None:
    lines = [line for block in SALES_CENTER.blocks for line in block.lines if line.axis is Axis.ROWS]
    listed = [line for line in lines if isinstance(line, Calc) and not line.quiet and line.key in NAMES]

    assert len(listed) > 25
    assert {line for line in listed if line.look not in MARKED} == OF_WHAT_IS_DONE


def test_numbers_that_may_be_money_stand_on_sheets_whose_amounts_are_in_full() -> None:
    """They are counted and shown as typed: below "amounts in thousands" they would be read a thousand times too large.

    A column of its own says whether such a number is money; what people are honoured by is sales or receipts, too.
    """
    tables = {
        table
        for table in SALES_CENTER.tables
        for line in table.lines
        if isinstance(line, Input) and isinstance(line.choices, tuple) and "money" in line.choices
    }
    sheets = [sheet for sheet in SALES_CENTER.sheets if tables & set(sheet.tables) or HonourList in sheet.blocks]

    assert all(any(line.measure is Type.NUMBER for line in table.lines) for table in tables)
    assert len(sheets) >= 4
    assert [sheet.key for sheet in sheets if not sheet.in_full] == []
