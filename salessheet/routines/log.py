"""What macros did to a workbook, a line a run, on a sheet of its own.

A workbook as built has no such sheet: what is built of the same input stays the same. The first run that writes cells
makes it, behind all others; a run that writes nothing leaves no line.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import xlwings as xw

from salessheet.live.book import opened
from salessheet.live.macro import MACROS
from salessheet.routines.results import Summary
from salessheet.workbook.labels import Words

_COLUMNS = ("when", "what", "rows_read", "cells_written")
_WIDTH = 20


def logged(book: xw.Book, summary: Summary, when: dt.datetime) -> str:
    """Add the line of a run, in the language of the workbook. What hindered it; blank where nothing did."""
    return entered(book, summary, when, opened(book).words()) if summary.cells_written else ""


def entered(book: xw.Book, summary: Summary, when: dt.datetime, words: Words) -> str:
    """The same of any workbook. A sheet of that name which is something else hinders it; so does a locked structure."""
    name, headings = words.text("log.sheet"), [words.text(f"log.{column}") for column in _COLUMNS]
    if name in [sheet.name for sheet in book.sheets]:
        sheet = book.sheets[name]
        if sheet.range((1, 1), (1, len(headings))).value != headings:
            return words.text("log.something_else").format(sheet=name)
        used = sheet.used_range
        row = used.row + used.shape[0]
    else:
        shown = book.sheets.active
        try:
            sheet, row = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1]), 2
        except Exception:  # noqa: BLE001  every host raises an error of its own where the structure is protected
            return words.text("log.no_sheet").format(sheet=name)
        _begin(sheet, headings, shown)
    line = [when, MACROS[summary.macro].title(words), summary.rows_read, summary.cells_written]
    sheet.range((row, 1), (row, len(line))).value = line
    sheet.range((row, 1)).number_format = "yyyy-mm-dd hh:mm"
    return ""


def _begin(sheet: xw.Sheet, headings: list[str], shown: xw.Sheet) -> None:
    """The heading, and what was shown is still shown. Nothing is read of the sheet: not every host could."""
    sheet.range((1, 1), (1, len(headings))).value = headings
    with suppress(NotImplementedError, AttributeError):  # a host without widths
        sheet.range((1, 1), (1, len(headings))).column_width = _WIDTH
    with suppress(NotImplementedError, AttributeError):  # a host that shows nobody a sheet
        shown.activate()
