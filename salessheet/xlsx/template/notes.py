"""What stands on sheets beside blocks and charts: paragraphs, contents, the legend, sign-off lines, data problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessheet.workbook.edition import MOST_NOTICES
from salessheet.workbook.measures import Type
from salessheet.xlsx.template.styles import (
    BAD_GROUND,
    BAD_INK,
    BLUE,
    GOOD_GROUND,
    GOOD_INK,
    GREY,
    NAVY,
    RULE,
    Cell,
)
from salessheet.xlsx.template.widths import heading_lines

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from salessheet.workbook.book import Contents, Legend, Problems, SignOff, Text
    from salessheet.workbook.edition import Edition
    from salessheet.xlsx.template.styles import Styles

_LAST_NOTE_COLUMN, _LINE_HEIGHT = 9, 14


def _title(worksheet: Worksheet, row: int, column: int, text: str, styles: Styles) -> None:
    rule = {"bottom": 2, "bottom_color": NAVY}
    worksheet.set_row(row, 24)
    worksheet.write_string(row, column, text, styles.of(bold=True, font_size=12, font_color=NAVY, **rule))
    for beside in range(column + 1, _LAST_NOTE_COLUMN):
        worksheet.write_blank(row, beside, None, styles.of(**rule))


def write_text(worksheet: Worksheet, item: Text, edition: Edition, styles: Styles) -> None:
    place = edition.layout.items[item]
    first, *rest = edition.words.text(f"text.{item.key}").strip().split("\n")
    _title(worksheet, place.top - 1, place.left - 1, first.strip(), styles)
    for i, line in enumerate(rest):
        worksheet.write_string(place.top + i, place.left - 1, line.strip(), styles.of())


def write_contents(worksheet: Worksheet, item: Contents, edition: Edition, styles: Styles) -> None:
    place, words = edition.layout.items[item], edition.words
    row, column = place.top - 1, place.left - 1
    _title(worksheet, row, column, words.text("ui.contents_sheet"), styles)
    for sheet in edition.book.sheets:
        if sheet.hidden:
            continue
        row += 1
        name = edition.layout.sheets[sheet.key]
        link = styles.of(font_color=BLUE, underline=1, indent=1)
        worksheet.write_url(row, column, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", link, name)
        worksheet.write_string(row, column + 1, words.text(f"sheet.{sheet.key}.purpose"), styles.of(font_color=GREY))


def write_legend(worksheet: Worksheet, item: Legend, edition: Edition, styles: Styles) -> None:
    place, words = edition.layout.items[item], edition.words
    row, column = place.top - 1, place.left - 1
    _title(worksheet, row, column, words.text("ui.legend_title"), styles)
    shown: list[tuple[str, Format]] = [
        ("legend_input", styles.cell(Cell.INPUT, Type.COUNT, locked=True)),
        ("legend_given", styles.cell(Cell.GIVEN, Type.COUNT)),
        ("legend_calculated", styles.cell(Cell.CALCULATED, Type.COUNT)),
        ("legend_working", styles.cell(Cell.QUIET, Type.COUNT)),
    ]
    for key, style in shown:
        row += 1
        worksheet.write_number(row, column, 1234, style)
        worksheet.write_string(row, column + 1, words.text(f"ui.{key}"), styles.of(indent=1))
    row += 1
    worksheet.write_number(
        row, column, 1, styles.cell(Cell.CALCULATED, Type.STATUS, font_color=GOOD_INK, bg_color=GOOD_GROUND)
    )
    worksheet.write_string(row, column + 1, words.text("ui.legend_ok"), styles.of(indent=1))
    row += 1
    worksheet.write_number(
        row, column, 0, styles.cell(Cell.CALCULATED, Type.STATUS, font_color=BAD_INK, bg_color=BAD_GROUND)
    )
    worksheet.write_string(row, column + 1, words.text("ui.legend_alert"), styles.of(indent=1))


def write_sign_off(worksheet: Worksheet, item: SignOff, edition: Edition, styles: Styles) -> None:
    """Three lines to sign: who prepared, reviewed and approved, and when."""
    place, words = edition.layout.items[item], edition.words
    row, column = place.top - 1, place.left - 1
    line = styles.of(bottom=1, bottom_color=NAVY, locked=False)
    worksheet.write_string(row, column + 2, words.text("ui.name_and_date"), styles.of(font_color=GREY, font_size=9))
    worksheet.write_string(row, column + 5, words.text("ui.signature"), styles.of(font_color=GREY, font_size=9))
    for key in ("prepared", "reviewed", "approved"):
        row += 1
        worksheet.set_row(row, 26)
        worksheet.write_string(row, column + 1, words.text(f"ui.{key}"), styles.of(bold=True))
        for beside in (2, 3, 5, 6):
            worksheet.write_blank(row, column + beside, None, line)


def write_problems(
    worksheet: Worksheet, item: Problems, edition: Edition, styles: Styles, widths: dict[int, float]
) -> None:
    """A row a problem: what is wrong and, below it in the cell, what to do; then where."""
    place, words, notices = edition.layout.items[item], edition.words, edition.content.notices
    row, column = place.top - 1, place.left - 1
    _title(worksheet, row, column, words.text("ui.problems_title"), styles)
    if not notices:
        worksheet.write_string(row + 1, column, words.text("ui.problems_none"), styles.of(font_color=GREY))
        return
    row += 1
    both = f"{words.text('ui.problem_wrong')} / {words.text('ui.problem_mend')}"
    for i, heading in enumerate((both, *(words.text(f"ui.problem_{key}") for key in ("file", "row", "column")))):
        worksheet.write_string(row, column + i, heading, styles.heading(Type.TEXT))
    body = styles.of(bottom=1, bottom_color=RULE, text_wrap=True, valign="top", indent=1)
    for notice in notices[:MOST_NOTICES]:
        row += 1
        lines = sum(heading_lines(text, widths[place.left] - 2) for text in (notice.wrong, notice.mend))
        worksheet.set_row(row, _LINE_HEIGHT * lines + 6)
        texts = (f"{notice.wrong}\n{notice.mend}", notice.file, notice.row, notice.column)
        for i, text in enumerate(texts):
            worksheet.write_string(row, column + i, text, body)
    if len(notices) > MOST_NOTICES:
        more = words.text("ui.problems_more").format(count=len(notices) - MOST_NOTICES)
        worksheet.write_string(row + 1, column, more, styles.of(font_color=GREY))
