"""What .api says to code that wants Excel's object model, and what a closed workbook says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import xlwings as xw
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine import Unsupported
from salessheet.engine.errors import ClosedBook

ASKED: list[tuple[Callable[[xw.Book], Any], str, str]] = [
    (lambda book: book.sheets[0]["A1"].api, "HorizontalAlignment", "range.horizontal_alignment"),
    (lambda book: book.sheets[0]["A1:B2"].api, "Interior", "range.color"),
    (lambda book: book.sheets[0].api, "Name", "sheet.name"),
    (lambda book: book.sheets[0].api, "ChartObjects", "sheet.charts"),
    (lambda book: book.api, "SaveAs", "book.save"),
    (lambda book: book.app.api, "Workbooks", "app.books"),
    (lambda book: book.app.api, "MaxChange", "no Excel"),
    (lambda book: book.app.api, "ActiveWindow", "freeze_panes"),
    (lambda book: book.sheets[0].page_setup.api, "Orientation", "landscape"),
    (lambda book: book.sheets[0]["A1"].font.api, "Bold", r"font\.bold"),
    (lambda book: book.sheets[0]["A1"].borders.api, "LineStyle", "line_style"),
    (lambda book: book.sheets[0].shapes.api, "AddTextbox", "openpyxl: shapes stay"),
    (lambda book: book.sheets[0].charts.add().api[1], "ChartTitle", r"chart\.title"),
    (lambda book: book.sheets[0].tables.add(book.sheets[0]["A1:B2"]).api, "ListRows", r"table\.rows"),
    (lambda book: book.names.add("x", "=1").api, "RefersTo", "refers_to"),
]


@pytest.mark.parametrize(("of", "member", "instead"), ASKED)
def test_members_of_excel_say_what_to_use_instead(
    book: xw.Book, of: Callable[[xw.Book], Any], member: str, instead: str
) -> None:
    native = of(book)
    with pytest.raises(Unsupported, match=instead):
        getattr(native, member)
    with pytest.raises(Unsupported, match=instead):
        setattr(native, member, 1)
    assert not hasattr(native, member)


def test_openpyxls_own_members_are_still_there(book: xw.Book) -> None:
    assert isinstance(book.api, Workbook)
    assert isinstance(book.sheets[0].api, Worksheet)
    assert book.sheets[0]["A1"].font.api.name == "Calibri"
    book.sheets[0].page_setup.api.orientation = "landscape"
    assert book.sheets[0].api.page_setup.orientation == "landscape"
    book.sheets[0].api.sheet_properties.tabColor = "FF0000"
    book.api.properties.title = "Report"
    with pytest.raises(AttributeError):
        _ = book.sheets[0].api.nothing_of_the_kind  # type: ignore[attr-defined]  # that is the point


@pytest.mark.parametrize(
    ("member", "value", "of_xlwings", "says"),
    [
        ("DisplayAlerts", False, "display_alerts", False),
        ("ScreenUpdating", False, "screen_updating", False),
        ("EnableEvents", False, "enable_events", False),
        ("StatusBar", "busy", "status_bar", "busy"),
        ("Calculation", -4135, "calculation", "manual"),
    ],
)
def test_settings_that_xlwings_has_can_be_made_by_excels_names(
    book: xw.Book, member: str, value: object, of_xlwings: str, says: object
) -> None:
    setattr(book.app.api, member, value)
    assert getattr(book.app, of_xlwings) == says
    assert getattr(book.app.api, member) == value


@pytest.mark.parametrize(
    "use",
    [
        lambda sheet: sheet.pivot_tables.add(sheet["A1:B2"], sheet["D1"]),
        lambda sheet: len(sheet.pivot_tables),
        lambda sheet: list(sheet.pivot_tables),
        lambda sheet: sheet.pivot_tables["PivotTable1"],
        lambda sheet: sheet.pivot_tables.api,
        lambda sheet: "PivotTable1" in sheet.pivot_tables,
    ],
)
def test_pivot_tables_say_what_to_use_instead(book: xw.Book, use: Callable[[xw.Sheet], Any]) -> None:
    with pytest.raises(Unsupported, match="pivot_table, and write"):
        use(book.sheets[0])


def test_everything_of_a_closed_book_says_that_it_is_closed(book: xw.Book) -> None:
    sheet = book.sheets[0]
    cell, table = sheet["A1"], sheet.tables.add(sheet["A1:B2"], name="Deals")
    name = book.names.add("rate", "=$C$1")
    book.close()
    uses: list[Callable[[], Any]] = [
        lambda: book.name,
        lambda: book.fullname,
        lambda: len(book.sheets),
        lambda: len(book.names),
        book.save,
        lambda: book.api,
        lambda: sheet.name,
        lambda: sheet["A1"],
        lambda: len(sheet.charts),
        lambda: sheet.used_range,
        lambda: cell.value,
        lambda: cell.formula,
        lambda: cell.color,
        lambda: cell.api.value,
        lambda: table.name,
        lambda: table.range,
        lambda: name.name,
        lambda: name.refers_to,
        lambda: setattr(cell, "value", 1),
    ]
    for use in uses:
        with pytest.raises(ClosedBook, match="Book1 is closed"):
            use()


def test_a_book_can_be_closed_twice(book: xw.Book) -> None:
    book.close()
    book.close()


@pytest.mark.parametrize(("words", "says"), [("A1:B2,D1", "one rectangle"), ("nowhere", "no such address")])
def test_what_is_no_range_is_said(book: xw.Book, words: str, says: str) -> None:
    with pytest.raises(xw.XlwingsError, match=says):
        book.sheets[0].range(words)
