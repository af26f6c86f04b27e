"""The sheet on which runs of macros are written down."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw
from openpyxl.workbook.protection import DocumentSecurity

from salessheet.macros import Summary
from salessheet.routines.log import entered
from salessheet.workbook.labels import Words

EN = Words.load("en")
WHEN = dt.datetime(2026, 6, 30, 18, 5)


@pytest.mark.parametrize(
    ("lang", "sheet", "heading", "what"),
    [("en", "Macro log", "When", "Refresh"), ("zh-CN", "宏运行记录", "时间", "刷新")],
)
def test_each_run_is_a_line(xl_book: xw.Book, lang: str, sheet: str, heading: str, what: str) -> None:
    words, shown = Words.load(lang), xl_book.sheets.active.name
    for cells in (3, 4):
        assert entered(xl_book, Summary("refresh", 10, cells), WHEN, words) == ""
    log = xl_book.sheets[-1]
    assert (log.name, log["A1"].value) == (sheet, heading)
    assert log["A2:D3"].value == [[WHEN, what, 10, 3], [WHEN, what, 10, 4]]
    assert xl_book.sheets.active.name == shown


def test_a_workbook_whose_structure_is_protected_is_left_as_it_is(xl_book: xw.Book) -> None:
    xl_book.api.security = DocumentSecurity(lockStructure=True)
    assert "structure of the workbook is protected" in entered(xl_book, Summary("refresh", 10, 3), WHEN, EN)
    assert [sheet.name for sheet in xl_book.sheets] == ["Sheet1"]


def test_a_sheet_of_that_name_which_is_something_else_stays(xl_book: xw.Book) -> None:
    own = xl_book.sheets.add("Macro log")
    own["A1"].value = "mine"
    assert "something else" in entered(xl_book, Summary("refresh", 10, 3), WHEN, EN)
    assert own.used_range.address == "$A$1"
