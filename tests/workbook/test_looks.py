"""What is overdue has a mark wherever it is listed, not only where a manager looks first."""

from __future__ import annotations

from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Axis, Look
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.tables import Phases

MARKED = {Look.DUE, Look.LATE, Look.BAR}
OF_WHAT_IS_DONE = {Phases.days_late}  # how late a phase was done is no call to do anything
NAMES = {"due_days", "late_days", "days_late", "overdue_days", "days_overdue", "overdue_hours", "overdue", "late"}


def test_days_overdue_and_what_is_overdue_have_a_mark() -> None:
    lines = [line for block in SALES_CENTER.blocks for line in block.lines if line.axis is Axis.ROWS]
    listed = [line for line in lines if isinstance(line, Calc) and not line.quiet and line.key in NAMES]

    assert len(listed) > 25
    assert {line for line in listed if line.look not in MARKED} == OF_WHAT_IS_DONE
