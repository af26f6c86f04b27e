"""What stands on sheets beside blocks and charts: paragraphs, contents, legend, lines to sign, lists about the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salessheet.workbook.edition import MOST_NOTICES, listed_sheets
from salessheet.workbook.measures import Type
from salessheet.xlsx.template.marks import mark_of
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

    from salessheet.workbook.book import Contents, Legend, Problems, ReadNotUsed, SignOff, Text
    from salessheet.xlsx.template.paper import Paper

_LAST_COLUMN, _LINE_HEIGHT = 9, 14


def write_text(paper: Paper, item: Text) -> None:
    place = paper.layout.items[item]
    first, *rest = paper.words.text(f"text.{item.key}").strip().split("\n")
    paper.title(place.top, place.left, _LAST_COLUMN, first.strip())
    for row, line in enumerate(rest, place.top + 1):
        paper.text(row, place.left, line.strip(), paper.styles.of())


def write_contents(paper: Paper, item: Contents) -> None:
    """A row a group of sheets, or more: links side by side, in brackets where a sheet is hidden."""
    place, words, styles, book = paper.layout.items[item], paper.words, paper.styles, paper.edition.book
    row, left = place.top, place.left
    paper.title(row, left, _LAST_COLUMN, words.text("ui.contents_sheet"))
    seen, unseen = (styles.of(font_color=ink, underline=1, font_size=9) for ink in (BLUE, GREY))
    for group, rows in listed_sheets(book):
        for number, sheets in enumerate(rows):
            row += 1
            if not number:
                paper.text(row, left, words.text(f"group.{group.value}"), styles.of(bold=True, indent=1))
            for column, sheet in enumerate(sheets, left + 1):
                name, is_shown = paper.layout.sheets[sheet.key], sheet in book.shown
                paper.link(row, column, name, seen if is_shown else unseen, name if is_shown else f"({name})")
    paper.text(row + 1, left, words.text("ui.contents_hidden"), styles.of(font_color=GREY, font_size=9, indent=1))


_ATTAINED = {"reached": 1.05, "nearly": 0.9, "short_of": 0.6}  # examples of the marks of attainment


def write_legend(paper: Paper, item: Legend) -> None:
    place, words, styles = paper.layout.items[item], paper.words, paper.styles
    row, column = place.top, place.left
    paper.title(row, column, _LAST_COLUMN, words.text("ui.legend_title"))
    shown: list[tuple[str, float, Format]] = [
        ("legend_input", 1234, styles.cell(Cell.INPUT, Type.COUNT, locked=True)),
        ("legend_note", 1234, styles.cell(Cell.NOTE, Type.COUNT, locked=True)),
        ("legend_given", 1234, styles.cell(Cell.GIVEN, Type.COUNT)),
        ("legend_calculated", 1234, styles.cell(Cell.CALCULATED, Type.COUNT)),
        ("legend_working", 1234, styles.cell(Cell.QUIET, Type.COUNT)),
        ("legend_ok", 1, styles.cell(Cell.CALCULATED, Type.STATUS, font_color=GOOD_INK, bg_color=GOOD_GROUND)),
        ("legend_alert", 0, styles.cell(Cell.CALCULATED, Type.STATUS, font_color=BAD_INK, bg_color=BAD_GROUND)),
        *(
            (f"legend_{name}", attained, styles.cell(Cell.CALCULATED, Type.PERCENT, **mark_of(name)))
            for name, attained in _ATTAINED.items()
        ),
    ]
    for key, number, style in shown:
        row += 1
        paper.number(row, column, number, style)
        paper.text(row, column + 1, words.text(f"ui.{key}"), styles.of(indent=1))


def write_sign_off(paper: Paper, item: SignOff) -> None:
    """Three lines to sign: who prepared, reviewed and approved, and when."""
    place, words, styles = paper.layout.items[item], paper.words, paper.styles
    row, column = place.top, place.left
    line = styles.of(bottom=1, bottom_color=NAVY, locked=False)
    paper.text(row, column + 2, words.text("ui.name_and_date"), styles.of(font_color=GREY, font_size=9))
    paper.text(row, column + 5, words.text("ui.signature"), styles.of(font_color=GREY, font_size=9))
    for key in ("prepared", "reviewed", "approved"):
        row += 1
        paper.height(row, 26)
        paper.text(row, column + 1, words.text(f"ui.{key}"), styles.of(bold=True))
        for beside in (2, 3, 5, 6):
            paper.blank(row, column + beside, line)


def write_problems(paper: Paper, item: Problems) -> None:
    """A row a problem: what is wrong and, below it in the cell, what to do; then where."""
    place, words, styles, notices = paper.layout.items[item], paper.words, paper.styles, paper.edition.content.notices
    row, column = place.top, place.left
    paper.title(row, column, _LAST_COLUMN, words.text("ui.problems_title"))
    if not notices:
        paper.text(row + 1, column, words.text("ui.problems_none"), styles.of(font_color=GREY))
        return
    row += 1
    both = f"{words.text('ui.problem_wrong')} / {words.text('ui.problem_mend')}"
    _headings(paper, row, column, (both, *(words.text(f"ui.problem_{key}") for key in ("file", "row", "column"))))
    for notice in notices[:MOST_NOTICES]:
        row += 1
        texts = (f"{notice.wrong}\n{notice.mend}", notice.file, notice.row, notice.column)
        _record(paper, row, column, texts)
    if len(notices) > MOST_NOTICES:
        more = words.text("ui.problems_more").format(count=len(notices) - MOST_NOTICES)
        paper.text(row + 1, column, more, styles.of(font_color=GREY))


def write_unused(paper: Paper, item: ReadNotUsed) -> None:
    """A row a column or table that no number counts: what that means, where it is, how many rows it has."""
    place, words, styles, records = paper.layout.items[item], paper.words, paper.styles, paper.edition.content.unused
    row, column = place.top, place.left
    paper.title(row, column, _LAST_COLUMN, words.text("ui.unused_title"))
    if not records:
        paper.text(row + 1, column, words.text("ui.unused_none"), styles.of(font_color=GREY))
        return
    headings = tuple(words.text(f"ui.unused_{key}") for key in ("means", "table", "column", "rows", "lacking"))
    _headings(paper, row + 1, column, headings)
    for number, record in enumerate(records, row + 2):
        is_lacking = words.text("ui.yes") if record.lacking else ""
        texts = (record.means, record.title, record.heading, str(record.rows), is_lacking)
        _record(paper, number, column, texts)


def _headings(paper: Paper, row: int, column: int, texts: tuple[str, ...]) -> None:
    for i, text in enumerate(texts):
        paper.text(row, column + i, text, paper.styles.heading(Type.TEXT))


def _record(paper: Paper, row: int, column: int, texts: tuple[str, ...]) -> None:
    """A row of texts, as tall as the longest of them needs."""
    body = paper.styles.of(bottom=1, bottom_color=RULE, text_wrap=True, valign="top", indent=1)
    lines = max(
        sum(heading_lines(line, paper.widths[column + i] - 2) for line in text.split("\n"))
        for i, text in enumerate(texts)
    )
    paper.height(row, _LINE_HEIGHT * lines + 6)
    for i, text in enumerate(texts):
        paper.text(row, column + i, text, body)
