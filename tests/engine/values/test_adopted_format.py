"""Formats that a formula brings to a cell of the format General, as Excel gives them."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw

DAY, MORNING = dt.datetime(2026, 3, 31), dt.datetime(2026, 3, 31, 8, 30)
MONEY = '"$"#,##0_);[Red]\\("$"#,##0\\)'


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """A date, a date, a time, a percentage, money, a plain number, and a date on a sheet of its own."""
    found: xw.Sheet = book.sheets[0]
    found["A1:F1"].value = [DAY, dt.datetime(2026, 3, 1), "14:30", "10%", "$200", 3]
    found["A2"].value = MORNING
    other = book.sheets.add("It's other", after=found)
    other["B2"].value = DAY
    book.names.add("start", "='It''s other'!$B$2")
    return found


@pytest.mark.parametrize(
    ("formula", "shown"),
    {
        "=A1+30": dt.datetime(2026, 4, 30),
        "=30+A1": dt.datetime(2026, 4, 30),
        "=A1-B1": 30.0,
        "=(A1)": DAY,
        "=A2": MORNING,
        "=MAX(A1:B1)": DAY,
        "=IF(F1>1,A1,0)": DAY,
        "=IFERROR(A1,0)": DAY,
        "='It''s other'!B2-1": dt.datetime(2026, 3, 30),
        "=start": DAY,
        "=DATE(2026,3,31)": DAY,
        "=TIME(14,30,0)": dt.datetime(1899, 12, 30, 14, 30),
        "=A1>B1": True,
        "=A1=A1": True,
        "=YEAR(A1)": 2026.0,
        '=TEXT(A1,"yyyy")&""': "2026",
        "=A1*2": 92224.0,
        "=COUNT(A1:F1)": 6.0,
    }.items(),
)
def test_a_formula_of_dates_reads_as_excel_shows_it(sheet: xw.Sheet, formula: str, shown: object) -> None:
    sheet["H1"].formula = formula
    assert sheet["H1"].value == shown


@pytest.mark.parametrize(
    ("formula", "number_format"),
    {
        "=D1*2": "0%",
        "=-D1": "0%",
        "=5%": "0%",
        "=F1*D1": "General",
        "=E1*D1": MONEY,
        "=F1*E1": MONEY,
        "=E1/F1": MONEY,
        "=E1/E1": "General",
        "=SUM(D1:E1)": "0%",
        "=ROUND(E1/3,2)": MONEY,
        "=E1^2": "General",
        "=PMT(1%,12,100)": '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
        "=IRR(A1:F1)": "0%",
        "=F1": "General",
        "=G9": "General",
        "=gone!A1": "General",
        "=unknown": "General",
        '="50%"': "General",
    }.items(),
)
def test_a_formula_brings_percentages_and_money_along(sheet: xw.Sheet, formula: str, number_format: str) -> None:
    sheet["H1"].formula = formula
    assert sheet["H1"].number_format == number_format


def test_a_format_that_is_there_stays(sheet: xw.Sheet) -> None:
    sheet["H1"].number_format = "0.0"
    sheet["H1"].formula = "=A1+1"
    assert sheet["H1"].number_format == "0.0"


def test_each_cell_of_a_filled_range_takes_what_it_refers_to(sheet: xw.Sheet) -> None:
    sheet["A5:B6"].formula = "=A1"
    assert [sheet[cell].value for cell in ("A5", "B5", "A6", "B6")] == [DAY, dt.datetime(2026, 3, 1), MORNING, 0.0]


def test_a_column_of_a_table_hands_its_format_on(sheet: xw.Sheet) -> None:
    sheet["A10:B12"].value = [["due", "next"], [DAY, None], [MORNING, None]]
    sheet.tables.add(sheet["A10:B12"], name="Visits")
    sheet["B11"].formula = "=[@due]+1"
    assert sheet["B11"].value == DAY + dt.timedelta(days=1)


def test_today_and_now_read_as_datetimes(sheet: xw.Sheet) -> None:
    sheet["H1"].formula = "=TODAY()"
    sheet["H2"].formula = "=NOW()"
    assert isinstance(sheet["H1"].value, dt.datetime)
    assert isinstance(sheet["H2"].value, dt.datetime)
