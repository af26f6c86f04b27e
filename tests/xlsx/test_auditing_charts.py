"""What an auditor would ask about the series of charts: those that stop short, and totals drawn among their parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from salessheet.xlsx.lint.whole import lint_findings

NAMES = ["Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal"]
SIZES = [5, 9, 2, 7, 3, 8, 1, 6]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]
DAYS = [date(2026, month, 1) for month in range(1, 9)]
TOTAL = "=SUM(B2:B9)"


def drawn(
    labels: Sequence[object],
    values: Sequence[object],
    *series: str,
    labelled: str = "",
    table: str = "",
    across: bool = False,
    kind: str = "column",
) -> list[tuple[str, str]]:
    """Code and place of what is found where a chart draws `series` of a sheet with labels and values below headings."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet("Data"), book.add_format({"num_format": "yyyy-mm-dd"})
        for place, (label, value) in enumerate(zip(["Name", *labels], ["Amount", *values], strict=True)):
            cells = [(0, place), (1, place)] if across else [(place, 0), (place, 1)]
            sheet.write(*cells[0], label, *([day] if isinstance(label, date) else []))
            sheet.write(*cells[1], value, *([None, sum(SIZES)] if str(value).startswith("=") else []))
        if table:
            sheet.add_table(table, {"columns": [{"header": "Name"}, {"header": "Amount"}]})
        chart = book.add_chart({"type": kind})
        for one in series:
            named = {"categories": f"=Data!{labelled}"} if labelled else {}
            chart.add_series({"values": f"=Data!{one}", **named})
        sheet.insert_chart("F2", chart)
    return [(one.code, one.where) for one in lint_findings(file.getvalue(), Path("book.xlsx"))]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (lambda: drawn(NAMES, SIZES, "$B$2:$B$9", labelled="$A$2:$A$9"), ""),
        (lambda: drawn(NAMES, SIZES, "$B$2:$B$8", labelled="$A$2:$A$8"), "$B$2:$B$8"),
        (lambda: drawn(NAMES, SIZES, "$B$2:$B$6", labelled="$A$2:$A$6"), "$B$2:$B$6"),
        (lambda: drawn(NAMES, SIZES, "$B$3:$B$9", labelled="$A$3:$A$9"), "$B$3:$B$9"),
        (lambda: drawn(NAMES, SIZES, "$B$2:$B$8"), "$B$2:$B$8"),
        (lambda: drawn(MONTHS, SIZES, "$B$2:$B$8", labelled="$A$2:$A$8"), "$B$2:$B$8"),
        (lambda: drawn(DAYS, SIZES, "$B$2:$B$8", labelled="$A$2:$A$8"), "$B$2:$B$8"),
        (lambda: drawn(MONTHS, SIZES, "$B$2:$H$2", labelled="$B$1:$H$1", across=True), "$B$2:$H$2"),
        (lambda: drawn(NAMES, SIZES, "$B$2:$B$4", labelled="$A$2:$A$4", table="A1:B9"), "$B$2:$B$4"),
        (lambda: drawn(NAMES, SIZES, "$B$4:$B$9", labelled="$A$4:$A$9", table="A1:B9"), "$B$4:$B$9"),
        # what goes on is drawn by another series, is a plan, a total, or the rest of the largest
        (lambda: drawn(NAMES, SIZES, "$B$2:$B$5", "$B$6:$B$9"), ""),
        (lambda: drawn([*MONTHS, "Plan"], [*SIZES, 4], "$B$2:$B$9", labelled="$A$2:$A$9"), ""),
        (lambda: drawn([*NAMES, "Total"], [*SIZES, sum(SIZES)], "$B$2:$B$9", labelled="$A$2:$A$9"), ""),
        (lambda: drawn([*NAMES, "合计"], [*SIZES, TOTAL], "$B$2:$B$9", labelled="$A$2:$A$9"), ""),
        (lambda: drawn([*NAMES, "Target"], [*SIZES, 4], "$B$2:$I$2", labelled="$B$1:$I$1", across=True), ""),
        (lambda: drawn(NAMES, sorted(SIZES)[::-1], "$B$2:$B$6", labelled="$A$2:$A$6"), ""),
        (lambda: drawn([*DAYS, date(2031, 1, 1)], [*SIZES, 4], "$B$2:$B$9", labelled="$A$2:$A$9"), ""),
    ],
)  # fmt: skip  # a case a line
def test_a_series_goes_as_far_as_its_numbers(found: Callable[[], list[tuple[str, str]]], expected: str) -> None:
    assert found() == ([("short-range", f"Data!{expected}")] if expected else [])


@pytest.mark.parametrize("kind", ["column", "pie"])
@pytest.mark.parametrize(
    ("last", "value", "expected"),
    [
        ("Total", TOTAL, True),
        ("All", TOTAL, True),
        ("合计", sum(SIZES), True),
        ("Subtotal", "=SUM(B6:B9)", True),
        ("All", "=B2+B3+B4+B5+B6+B7+B8+B9", True),
        ("All", sum(SIZES), False),
        ("Ivo", "=B2*2", False),
        ("Ivo", "=B9+B8", False),
    ],
)
def test_a_total_is_not_drawn_among_its_parts(kind: str, last: str, value: object, *, expected: bool) -> None:
    found = drawn([*NAMES, last], [*SIZES, value], "$B$2:$B$10", labelled="$A$2:$A$10", kind=kind)
    assert found == ([("counted-twice", "Data!$B$2:$B$10")] if expected else [])
