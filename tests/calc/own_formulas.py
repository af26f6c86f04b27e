"""Formulas as salespeople write them into books of their own, with what Excel shows, over one small table of data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import xlsxwriter

from salessheet.errors import ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value, read

NAMES: Final = ("Ann", "Bob ", "ann", None, "Cy", "Bob", "Di")
AMOUNTS: Final = (10, 20, 30, None, 5, 20, -7)
DAYS: Final = ((2026, 1, 5), (2026, 3, 9), (2026, 3, 31), None, (2025, 12, 31), (2026, 2, 1), (2026, 3, 15))

PLAIN: Final[tuple[tuple[str, Value], ...]] = (
    ("=SUMPRODUCT(LEN(A1:A7))", 17.0),
    ('=SUMPRODUCT((TRIM(A1:A7)="Bob")*1)', 2.0),
    ("=SUMPRODUCT((MONTH(C1:C7)=3)*1)", 3.0),
    ("=SUMPRODUCT((MONTH(C1:C7)=1)*1)", 2.0),  # a blank is day 0, in January 1900
    ("=SUMPRODUCT((YEAR(C1:C7)=2026)*B1:B7)", 73.0),
    ("=SUMPRODUCT(ROUND(B1:B7/3,0))", 27.0),
    ('=SUMPRODUCT(--(LEFT(A1:A7,1)="B"),B1:B7)', 40.0),
    ('=SUMPRODUCT((TEXT(C1:C7,"yyyymm")="202603")*1)', 3.0),
    ('=SUMPRODUCT(ISNUMBER(SEARCH("b",A1:A7))*1)', 2.0),
    ('=SUMPRODUCT((UPPER(A1:A7)="ANN")*B1:B7)', 40.0),
    ("=SUMPRODUCT(ABS(B1:B7))", 92.0),
    ("=SUMPRODUCT(SUMIF(A1:A7,A1:A7,B1:B7))", 118.0),
    ('=SUM(SUMIF(A1:A7,{"Ann","Cy"},B1:B7))', 45.0),
    ('=SUMPRODUCT(SUMIFS(B1:B7,A1:A7,{"Ann","Cy"}))', 45.0),
    ('=SUM(COUNTIF(A1:A7,{"Ann","Bob"}))', 3.0),
    ('=SUMPRODUCT((A1:A7<>"")/COUNTIF(A1:A7,A1:A7&""))', 5.0),
    ('=SUMPRODUCT(LARGE(B1:B7,ROW(INDIRECT("1:3"))))', 70.0),
    ("=SUMPRODUCT(LARGE(B1:B7,{1,2,3}))", 70.0),
    ("=SUMPRODUCT((MOD(ROW(A1:A7),2)=0)*B1:B7)", 40.0),
    ("=SUMPRODUCT(COLUMN(A1:E1)*1)", 15.0),
    ("=ROW(J21)*10+COLUMN(J21)+ROWS(A1:A7)", 227.0),
    ("=RANK(B2,(B1:B3,B5:B7))", 2.0),
    ("=SUM((B1:B3,B5:B7))", 78.0),
    ("=MAX((B1,B5))", 10.0),
    ("=SUM(A1:B3 B2:C5)", 50.0),
    ('=SUM(INDIRECT("Sold[No]"))', 3.0),
    ('=ROWS(INDIRECT("Sold"))', 2.0),
    ('=SUM(INDIRECT("Sold["&"No]"))', 3.0),
    ("=COUNTIF(E1:E3,NA())", 1.0),
    ("=SUM(Grown)", 85.0),  # a name that holds OFFSET
    ("=SUM(Jan:Feb!B1)", 11.0),
    ('=CELL("address",B2)', "$B$2"),
    ("=SUM('Jan:Feb'!B1)", 11.0),
    ("=COUNT('Jan:Feb'!B1:B2)", 2.0),
    ("=AVERAGE('Jan:Feb'!B1)", 5.5),
    ("=SUMPRODUCT(N(OFFSET(B1,ROW(B1:B3)-1,0)))", 60.0),
    ('=LOOKUP(2,1/(A1:A7="Bob"),B1:B7)', 20.0),
    ('=LOOKUP(2,1/(B1:B7<>""),B1:B7)', -7.0),
    ('=INDEX(B1:B7,MATCH(1,INDEX((A1:A7="Cy")*(B1:B7=5),0),0))', 5.0),
    ("=A1&B1/3", "Ann3.33333333333333"),
    ('=TEXT(1234.5,"#,##0.00")', "1,234.50"),
    ('=SUMPRODUCT(VALUE(MID("12345",{1,2,3,4,5},1)))', 15.0),
    ('=SUMIF(C1:C7,">2026-02-28",B1:B7)', 43.0),
    ("=ROUND(1.005,2)", 1.01),
    ('=VLOOKUP("b*",A1:B7,2,0)', 20.0),
    ("=SUMPRODUCT((FREQUENCY(B1:B7,B1:B7)>0)*1)", 5.0),
    ("=AGGREGATE(9,6,B1:B7)", 78.0),
    ('=DATEDIF(C1,C3,"m")', 2.0),
    ('=IF(ISERROR(E1),"broken","sound")', "broken"),
    ("=E1+1", ErrorKind.NA),
    ("=INDEX(IF(B1>0,NA(),B1:C3),2,2)", ErrorKind.NA),
)  # fmt: skip  # a formula a line

ARRAYS: Final[tuple[tuple[str, Value], ...]] = (
    ('=SUM(IF(A1:A7="ann",B1:B7))', 40.0),
    ("=SUM((MONTH(C1:C7)=3)*B1:B7)", 43.0),
    ("=MAX(LEN(A1:A7))", 4.0),
    ("=SUM(ROUND(B1:B7/3,0))", 27.0),
    ("=INDEX(A1:A7,SMALL(IF(B1:B7=20,ROW(B1:B7)),2))", "Bob"),
    ('=SUM(1/COUNTIF(A1:A7,A1:A7&""))', 6.0),
    ('=SUM(LARGE(B1:B7,ROW(INDIRECT("1:3"))))', 70.0),
)  # fmt: skip  # as above

NOBODYS: Final = (
    '=MONTH("March"&1)',
    "=FORECAST.ETS(4,{1;2;3},{1;2;3})",
    '=CELL("width",A1)',
    '=CELL("address",Jan!B1)',  # which has the name of the file in it
    '=INDIRECT("GETPIVOTDATA")&GETPIVOTDATA("x",A1)',
    '=SUMPRODUCT(SUM(INDIRECT({"Jan","Feb"}&"!B1")))',
    '=COUNTIF(A1:A7,"TRUE")',
    "=VLOOKUP(15,B1:C7,2)",  # by size, in numbers that are out of order
    '=COUNTIF(A1:A7,"Ｂｏｂ")',
    '=DATEVALUE("2/3/2026")',
    '=TEXT(C1,"mmm")',
    "=DOLLAR(B1)",
    "=SUBTOTAL(9,(B1:B3,B5))*2",
    "=SUM(B1:B7*1)",  # no array formula: Excel takes one cell of the range, and none is in this row
    '=MAX(IF(A1:A7="Bob",B1:B7))',
    "=AVERAGE(LEN(A1:A7))",
)
"""Those that no engine is trusted with, beside nothing that is stored."""

_COLUMN: Final = 10


def formulas() -> list[tuple[str, Value | None, bool]]:
    """Formula, what Excel shows (None: not said), whether it is an array formula; in the order of their rows."""
    return [
        *((text, shown, False) for text, shown in PLAIN),
        *((text, shown, True) for text, shown in ARRAYS),
        *((text, None, False) for text in NOBODYS),
    ]


def place(row: int) -> CellRef:
    return CellRef("Data", row + 1, _COLUMN)


def written(path: Path, *, stored: bool) -> BookFile:
    """`stored`: as Excel would save it; otherwise as a script writes it, without a value that counts."""
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        sheet = book.add_worksheet("Data")
        for month, sold in (("Jan", 1), ("Feb", 10)):
            book.add_worksheet(month).write("B1", sold)
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, (name, number, day) in enumerate(zip(NAMES, AMOUNTS, DAYS, strict=True)):
            for column, value in enumerate((name, number)):
                if value is not None:
                    sheet.write(row, column, value)
            if day is not None:
                sheet.write_datetime(row, 2, dt.datetime(*day), date)
        sheet.add_table("M1:M3", {"name": "Sold", "columns": [{"header": "No"}], "data": [[1], [2]]})
        sheet.write_formula("E1", "=NA()", None, "#N/A")
        book.define_name("Grown", "=OFFSET(Data!$B$1,0,0,COUNT(Data!$B$1:$B$7),1)")
        for row, (text, shown, is_array) in enumerate(formulas()):
            stored_value = shown.value if isinstance(shown, ErrorKind) else 0 if shown is None else shown
            if is_array:
                sheet.write_array_formula(row, _COLUMN - 1, row, _COLUMN - 1, f"{{{text}}}", None, stored_value)
            else:
                sheet.write_formula(row, _COLUMN - 1, text, None, stored_value)
    found = read(path)
    return found if not stored else _as_saved_by_excel(found)


def _as_saved_by_excel(book: BookFile) -> BookFile:
    part = book.package.workbook_part
    content = book.package.parts[part].replace(b' fullCalcOnLoad="1"', b"")
    book.package.with_parts({part: content}).write(book.path)
    return read(book.path)
