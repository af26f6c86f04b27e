"""Where a month is asked for, any day of it may be typed into the workbook; a row of it that stands twice is marked."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet.data.filling.editions import cell_functions
from salessheet.data.filling.scope import serial
from salessheet.workbook.expr import Line
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.kpi_lines import KpiLines
from salessheet.workbook.sheets.projects import LaunchMonths
from salessheet.workbook.tables import IndicatorValues, KpiManual, LaunchPlan, ReviewNotes
from tests.capabilities.centre import book, centre, shown

KPIS = {
    "reps": "rep_id, name, team_id, role\nR1, Ada, T1, rep\nR2, Ben, T1, rep\nR3, Cho, T2, rep\n",
    "kpi_scheme": """
        role, kpi,      valid_from, weight, target
        rep,  coaching, 2026-01-01, 50%,    4
        rep,  sales,    2026-01-01, 50%,
    """,
    "kpi_manual": """
        rep_id, period,  kpi,      actual
        R2,     2026-06, coaching, 3
        R2,     2026-05, coaching, 1
        R2,     2026-06, sales,    9
    """,
}
LAUNCH = {
    "launch_plan": "rep_id, product, month, amount\nR1, Nova, 2026-05, 100\nR2, Nova, 2026-05, 60\n",
    "deals": "deal_id, rep_id, product, amount, stage, won_date\nD1, R1, Nova, 80, won, 2026-05-02\n",
}


def typed(line: Line, over: Line, cells: list[Scalar], **tables: str) -> list[Scalar]:
    """The cells of a line where somebody types others into the first of a column."""
    made = book(centre("en", **tables)).content
    column = list(made.inputs[over])
    column[: len(cells)] = cells
    values = evaluate(
        SALES_CENTER, {**made.inputs, over: column}, made.sizes, Flavour.NATIVE, cell_functions(), made.no_source,
        wanted=[line],
    )  # fmt: skip  # as it reads
    return [None if cell == "" else cell for cell in values[line].flat()]


@pytest.mark.parametrize("day", ["2026-06-01", "2026-06-15", "2026-06-30"])
def test_an_actual_typed_for_any_day_of_the_month_is_scored(day: str) -> None:
    read = typed(KpiLines.actual, KpiManual.period, [serial(dt.date.fromisoformat(day))], **KPIS)
    assert read[2] == 3


def test_an_actual_of_another_month_is_not_scored() -> None:
    read = typed(KpiLines.actual, KpiManual.period, [serial(dt.date(2026, 7, 1))], **KPIS)
    assert read[2] is None


def test_what_was_sold_counts_from_the_first_of_a_month_that_is_planned_by_another_day() -> None:
    day = [serial(dt.date(2026, 5, 20))]
    assert typed(LaunchPlan.sold, LaunchPlan.month, [*day], **LAUNCH)[:2] == [80, 0]
    assert typed(LaunchMonths.sold, LaunchPlan.month, [*day], **LAUNCH)[4] == 80
    assert typed(LaunchMonths.plan, LaunchPlan.month, [*day], **LAUNCH)[4] == 160


def test_a_row_typed_twice_for_a_month_says_so() -> None:
    # The second row becomes one of Ben's in May, as the third is, whatever the day.
    assert shown(KpiManual.remark, **KPIS)[:3] == [None, None, "counted from the data"]
    may = [serial(dt.date(2026, 5, 20)), serial(dt.date(2026, 5, 1))]
    assert typed(KpiManual.remark, KpiManual.period, [*may], **KPIS)[:2] == ["typed twice"] * 2
    assert shown(LaunchPlan.remark, **LAUNCH)[:2] == [None, None]
    assert typed(LaunchPlan.remark, LaunchPlan.rep_id, ["R2"], **LAUNCH)[:2] == ["typed twice"] * 2
    values = {
        "indicators": "indicator, indicator_unit\nShare, percent\n",
        "indicator_values": "team_id, indicator, period, actual\nT1, Share, 2026-05, 0.1\nT1, Share, 2026-06, 0.2\n",
    }
    assert shown(IndicatorValues.remark, **values)[:2] == [None, None]
    assert (
        typed(IndicatorValues.remark, IndicatorValues.period, [*may[:1], *may[1:]], **values)[:2] == ["typed twice"] * 2
    )
    notes = {"review_notes": "period, rep_id, gap_cause\n2026-05, R1, price\n2026-06, R1, price\n"}
    assert shown(ReviewNotes.remark, **notes)[:2] == [None, None]
    assert typed(ReviewNotes.remark, ReviewNotes.period, [*may], **notes)[:2] == ["typed twice"] * 2
