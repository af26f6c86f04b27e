"""A sheet: heading, items top to bottom, panes, protection and print set-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from salessheet.workbook.book import (
    Band,
    Beside,
    Contents,
    Legend,
    Problems,
    ReadNotUsed,
    Role,
    Sentence,
    SignOff,
    Text,
)
from salessheet.workbook.general import Captions, Settings
from salessheet.workbook.layout import FIRST_COLUMN, FIRST_ROW
from salessheet.workbook.measures import Arrangement, Axis, Flavour
from salessheet.workbook.readings.text import quoted
from salessheet.xlsx.template.blocks import write_block, write_placed, write_sentence
from salessheet.xlsx.template.breaks import apart, area_text, pages, printed_areas
from salessheet.xlsx.template.charts import write_band
from salessheet.xlsx.template.heights import HEADING_ROWS, ROW_HEIGHT, placed_heights
from salessheet.xlsx.template.notes import (
    write_contents,
    write_legend,
    write_problems,
    write_sign_off,
    write_text,
    write_unused,
)
from salessheet.xlsx.template.paper import Paper
from salessheet.xlsx.template.styles import BLUE, GREY, NAVY, PALE
from salessheet.xlsx.template.widths import MARGIN_WIDTH, printed_widths, sheet_widths

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from salessheet.workbook.book import Item, Sheet
    from salessheet.workbook.edition import Edition
    from salessheet.workbook.expr import Line
    from salessheet.xlsx.template.styles import Styles

_A4, _MARGIN, _FOOT_MARGIN = 9, 0.4, 0.7
_PROTECTION = {
    "format_cells": True, "format_columns": True, "format_rows": True, "sort": True, "autofilter": True,
    "select_locked_cells": True, "select_unlocked_cells": True, "insert_hyperlinks": True,
}  # fmt: skip  # what people may still do


def write_sheet(worksheet: Worksheet, sheet: Sheet, edition: Edition, styles: Styles) -> None:
    if sheet.in_full:
        edition, styles = edition.in_full(), styles.in_full()
    widths = sheet_widths(edition, sheet)
    _set_widths(worksheet, widths, styles)
    _heading(worksheet, sheet, edition, styles)
    paper = Paper(worksheet, edition, styles, widths, printed_widths(edition, sheet, widths), sheet.in_full)
    for item in sheet.items:
        _write_item(paper, sheet, item)
    for row, points in placed_heights(edition, sheet, widths).items():
        paper.height(row, points)
    _panes(worksheet, sheet, edition)
    _print(worksheet, sheet, edition, widths)
    if sheet.is_locked:
        worksheet.protect("", _PROTECTION)


def _write_item(paper: Paper, sheet: Sheet, item: Item) -> None:
    match item:
        case type():
            write_block(paper, item, sheet.keys if sheet.goes_on(item) else 0)
        case Sentence():
            write_sentence(paper, item.block)
        case Beside():
            for placed in item.placed:
                write_placed(paper, placed)
        case Band():
            write_band(paper.worksheet, item, paper.edition, paper.styles, paper.printed)
        case _:
            _WRITERS[type(item)](paper, item)


_WRITERS: Mapping[type[object], Callable[[Paper, Any], None]] = {
    Text: write_text,
    Contents: write_contents,
    Legend: write_legend,
    SignOff: write_sign_off,
    Problems: write_problems,
    ReadNotUsed: write_unused,
}


def _set_widths(worksheet: Worksheet, widths: dict[int, float], styles: Styles) -> None:
    worksheet.hide_gridlines(2)
    worksheet.set_default_row(ROW_HEIGHT)
    worksheet.set_column(0, 0, MARGIN_WIDTH, styles.of())
    for column, width in widths.items():
        worksheet.set_column(column - 1, column - 1, width)


def _heading(worksheet: Worksheet, sheet: Sheet, edition: Edition, styles: Styles) -> None:
    words, left, right = edition.words, FIRST_COLUMN - 1, edition.layout.edges[sheet.key] - 1
    for row, points in HEADING_ROWS.items():
        worksheet.set_row(row - 1, points)
    band = styles.of(font_color=PALE, bg_color=NAVY, align="right", indent=1)
    for column in range(left + 1, right):
        worksheet.write_blank(0, column, None, band)
    title = styles.of(bold=True, font_size=18, font_color="#FFFFFF", bg_color=NAVY, indent=1)
    if is_named(sheet, edition):
        _read(worksheet, left, Captions.title, edition, title)
    else:
        worksheet.write_string(0, left, words.text(f"sheet.{sheet.key}.title"), title)
    if not _is_told(sheet):
        worksheet.write_string(1, left, words.text(f"sheet.{sheet.key}.purpose"), styles.of(font_color=GREY))
    caption = styles.of(font_color=GREY, font_size=9, align="right")
    _read(worksheet, right, caption_of(sheet, edition), edition, band)
    if sheet.role is not Role.GUIDE:
        said = "values" if edition.flavour is Flavour.VALUES else "locked" if sheet.is_locked else "open"
        worksheet.write_string(2, right, words.text(f"ui.{said}"), caption)
        first = edition.book.sheets[0]
        if first.role is Role.GUIDE:
            guide = edition.layout.sheets[first.key].replace("'", "''")
            link = styles.of(font_color=BLUE, underline=1, font_size=9)
            worksheet.write_url(2, left, f"internal:'{guide}'!A1", link, words.text("ui.back"))


def caption_of(sheet: Sheet, edition: Edition) -> Line:
    """What stands in the upper right corner."""
    if is_named(sheet, edition):
        return Captions.beside_title
    return Captions.in_full if sheet.in_full else Captions.in_units


def is_named(sheet: Sheet, edition: Edition) -> bool:
    """Whether its title says whose it is. Without formulas the caption does: a template's title may be a company's."""
    return _is_told(sheet) and edition.flavour is not Flavour.VALUES


def _is_told(sheet: Sheet) -> bool:
    return any(isinstance(item, Sentence) for item in sheet.items)


def _read(worksheet: Worksheet, column: int, line: Line, edition: Edition, style: Format) -> None:
    text = str(edition.cells(line)[0] or "")
    if edition.flavour is Flavour.VALUES:
        worksheet.write_string(0, column, text, style)
    else:
        worksheet.write_formula(0, column, f"={edition.layout.name_of(line)}", style, text)


def _panes(worksheet: Worksheet, sheet: Sheet, edition: Edition) -> None:
    """A sheet of one table, below single cells perhaps, keeps its header in view; others keep the heading."""
    grids = [block for block in sheet.blocks if block.arrangement is Arrangement.LIST and not block.on(Axis.CELL)]
    is_last = bool(grids) and sheet.items[-1] is grids[0]
    if is_last and all(len(block.lines) == len(block.on(Axis.CELL)) for block in sheet.blocks if block is not grids[0]):
        worksheet.freeze_panes(edition.layout.frames[grids[0]].header, FIRST_COLUMN + 1)
    elif sheet.role is not Role.GUIDE:
        worksheet.freeze_panes(FIRST_ROW - 2, 0)


def _print(worksheet: Worksheet, sheet: Sheet, edition: Edition, widths: Mapping[int, float]) -> None:
    words, layout, paged = edition.words, edition.layout, pages(edition, sheet, widths)
    if not sheet.is_upright:
        worksheet.set_landscape()
    worksheet.set_paper(_A4)
    if sheet.continued:
        worksheet.repeat_columns(0, FIRST_COLUMN + sheet.keys - 2)
    worksheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_FOOT_MARGIN)
    worksheet.center_horizontally()
    if sheet in edition.book.shown:
        worksheet.fit_to_pages(1, sheet.pages_tall)
        worksheet.print_area_range = area_text(quoted(layout.sheets[sheet.key]), printed_areas(edition, sheet))
    else:
        scale, columns = apart(edition, sheet, widths)
        worksheet.set_print_scale(scale)
        worksheet.set_v_pagebreaks(columns)
    if paged.repeated is not None:
        worksheet.repeat_rows(paged.repeated[0] - 1, paged.repeated[1] - 1)
    worksheet.set_h_pagebreaks(paged.breaks)
    page = words.text("ui.page").format(page="&P", pages="&N")
    scope = _plain(str(edition.cells(Settings.scope)[0] or ""))
    worksheet.set_footer(f"&L&8{_plain(words.text(f'sheet.{sheet.key}.title'))}&C&8{page}&R&8{scope}")


def _plain(text: str) -> str:
    """In headers and footers & starts a code."""
    return text.replace("&", "&&")
