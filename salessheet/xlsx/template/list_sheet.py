"""A workbook of one sheet with one list: heading, rows, and totals below that a spreadsheet keeps up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlsxwriter

from salessheet.files import folder_aside
from salessheet.workbook.readings.text import letters
from salessheet.xlsx.template.styles import FONTS, NAVY, RULE
from salessheet.xlsx.template.widths import text_width

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | float | None

_MONEY: Final = "#,##0.00;[Red]-#,##0.00"
_SPARE: Final = 3  # characters
_WIDEST: Final = 40
_OF_NUMBERS: Final = 12
_CREATED: Final = dt.datetime(2000, 1, 1)  # nothing here asks the clock


@dataclass(frozen=True)
class Total:
    """A row below the list: the sum of each column of numbers, over the rows whose cell in a column says so."""

    label: str
    column: int
    value: str
    sums: tuple[float, ...]


@dataclass(frozen=True)
class List:
    """`rows` are as wide as `headings`; None is a blank. `sums`: columns of numbers that have totals, from 0."""

    title: str
    lang: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[int]
    totals: Sequence[Total]


def write(path: Path, shown: List) -> None:
    """The workbook at the path. The same list gives the same bytes. Raises OSError, UnwritableDisk."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = BytesIO()
    with folder_aside() as aside, xlsxwriter.Workbook(content, {**options, "tmpdir": str(aside)}) as workbook:
        workbook.set_properties({"title": shown.title, "author": "salessheet", "created": _CREATED})
        workbook.formats[0].set_font_name(FONTS[shown.lang])
        workbook.formats[0].set_font_size(10)
        worksheet = workbook.add_worksheet(shown.title)
        _fill(workbook, worksheet, shown)
    path.write_bytes(content.getbuffer())


def _fill(workbook: Workbook, worksheet: Worksheet, shown: List) -> None:
    font = {"font_name": FONTS[shown.lang], "font_size": 10}
    heading = workbook.add_format({**font, "bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "align": "center"})
    plain = workbook.add_format({**font, "bottom": 1, "bottom_color": RULE, "indent": 1})
    money = workbook.add_format({**font, "bottom": 1, "bottom_color": RULE, "num_format": _MONEY})
    label = workbook.add_format({**font, "bold": True, "top": 1, "top_color": NAVY, "indent": 1})
    total = workbook.add_format({**font, "bold": True, "top": 1, "top_color": NAVY, "num_format": _MONEY})
    worksheet.write_row(0, 0, shown.headings, heading)
    for number, row in enumerate(shown.rows, start=1):
        for place, cell in enumerate(row):
            worksheet.write(number, place, cell, money if isinstance(cell, float) else plain)
    last = len(shown.rows)
    for number, each in enumerate(shown.totals, start=last + 1):
        for place in range(len(shown.headings)):
            worksheet.write_blank(number, place, None, label)
        worksheet.write_string(number, 0, each.label, label)
        for place, value in zip(shown.sums, each.sums, strict=True):
            worksheet.write_formula(number, place, _sum(place, each, last), total, value)
    worksheet.freeze_panes(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_header("&C&A")
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    if last:
        worksheet.autofilter(0, 0, last, len(shown.headings) - 1)
    for place, name in enumerate(shown.headings):
        texts = [name, *(row[place] for row in shown.rows if isinstance(row[place], str))]
        longest = max(text_width(str(text)) for text in texts)
        least = _OF_NUMBERS if place in shown.sums else 0
        worksheet.set_column(place, place, min(_WIDEST, max(least, longest) + _SPARE))


def _sum(place: int, total: Total, last: int) -> str:
    """The sum of a column over the rows of the total."""
    value, by = letters(place + 1), letters(total.column + 1)
    criterion = total.value.replace('"', '""')
    return f'=SUMIFS({value}$2:{value}${last + 1},{by}$2:{by}${last + 1},"{criterion}")'
