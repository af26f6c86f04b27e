"""The workbook that the declaration makes for what a file says that it is, to compare the file with.

What data decides and people type is taken from the file, so that it does not differ; all else is the declaration's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from salessheet.data.blank import blank_dataset
from salessheet.data.filling import EPOCH, Scope, fill
from salessheet.errors import ErrorKind
from salessheet.workbook.book import Book, Problems, ReadNotUsed
from salessheet.workbook.edition import MOST_NOTICES, Content, Edition, Notice, Unused, laid_out
from salessheet.workbook.expr import Line
from salessheet.workbook.general import WORDED, FiscalYear, Phrases
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import Layout, Place, name_of
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Scalar
from salessheet.workbook.readings.cells import Cells, cells
from salessheet.workbook.readings.values import Column, given, shape_of
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.checks import DataProblems
from salessheet.workbook.sheets.funnel import StayDays
from salessheet.workbook.sheets.lists import TERMS, Measured, Metrics, Weekdays
from salessheet.workbook.sheets.review import ReviewSpans
from salessheet.workbook.sheets.target_months import ByQuarter
from salessheet.workbook.sheets.targets import ByWeek
from salessheet.xlsx.book_file import BookFile, Value, of_package
from salessheet.xlsx.identity import Identity, totalled
from salessheet.xlsx.package import package_of
from salessheet.xlsx.template import packed

_WORDS_OF_THE_DECLARATION: Final = (
    FiscalYear.year, FiscalYear.start, *WORDED, Phrases.in_units, Phrases.in_full, *TERMS, Metrics.measure,
    Measured.sales, Measured.cash, Measured.win_rate, Weekdays.weekday, ByQuarter.quarter, ByWeek.week,
    Measured.manager, ReviewSpans.span, StayDays.word,
)  # fmt: skip  # inputs that the build fills in, the same for whatever data
_NUMBER: Final = re.compile(r"\d+")
_FIRST, _LAST = ((dt.date(year, 1, 1) - EPOCH).days for year in (FIRST_YEAR, LAST_YEAR))
_SOME_YEAR: Final = dt.date(2000, 1, 1)  # where the workbook does not say which


@dataclass(frozen=True)
class Standing(Edition):
    """An edition whose cells hold what a file stores in them; `stored` lacks those that the declaration decides."""

    stored: Mapping[Line, list[Scalar]]

    def cells(self, line: Line) -> list[Scalar]:
        found = self.stored.get(line)
        return super().cells(line) if found is None else found

    def column(self, line: Line) -> Cells:
        found, sizes = self.stored.get(line), self.content.sizes
        return given(line, self.content.inputs, sizes) if found is None else cells(found, *shape_of(line, sizes))


@dataclass(frozen=True, eq=False)
class Expected:
    """The workbook that should be, and where its lines stand."""

    edition: Standing
    book: BookFile

    @property
    def layout(self) -> Layout:
        return self.edition.layout


def expected(found: BookFile, identity: Identity) -> Expected:
    """What the file should be, with its own inputs and stored values."""
    content = _content(found, identity)
    layout = laid_out(SALES_CENTER, identity.sheets, content, identity.words, identity.tabs)
    if any(isinstance(item, Problems) for item in layout.items):
        content = _with_notices(found, content, layout)
        layout = laid_out(SALES_CENTER, identity.sheets, content, identity.words, identity.tabs)
        content = replace(content, unused=_unused(found, layout, identity.words))
        layout = laid_out(SALES_CENTER, identity.sheets, content, identity.words, identity.tabs)
    layout = replace(layout, tight=frozenset(totalled(found)))
    stored: dict[Line, list[Scalar]] = {
        line: _stored(found, place)
        for line, place in layout.places.items()
        if line not in content.inputs and isinstance(line, (Calc, Input))
    }
    book = Book(identity.sheets)
    edition = Standing(
        book, layout, content, {}, identity.flavour, identity.words, identity.currency, identity.money_unit, stored
    )
    return Expected(edition, of_package(package_of(packed(edition, ""), Path("expected.xlsx"))))


def _content(found: BookFile, identity: Identity) -> Content:
    """Only the inputs that the declaration decides, each as long as the file has room for."""
    made = fill(blank_dataset(), _scope(found, identity))
    texts: dict[Line, int] = {Phrases.in_units: identity.money_unit, Phrases.in_full: 1}
    caption = identity.words.text("ui.unit_caption")
    inputs: dict[Line, Column] = {
        line: [caption.format(money=identity.words.money(identity.currency, texts[line]))]
        if line in texts
        else _fitted(made.inputs[line], line, identity)
        for line in _WORDS_OF_THE_DECLARATION
    }
    return Content(inputs, identity.sizes, identity.no_source)


def _fitted(cells: Column, line: Line, identity: Identity) -> list[Scalar]:
    rows, columns = shape_of(line, identity.sizes)[:2]
    known: Sequence[Scalar] = list(cells)
    return [*known, *[None] * (rows * columns)][: rows * columns]


def _scope(found: BookFile, identity: Identity) -> Scope:
    """The fiscal year of the workbook, which names its weeks."""
    area = found.named(name_of(FiscalYear.start))
    serial = None if area is None else found.sheets[area.sheet].values.get((area.top, area.left))
    is_year = isinstance(serial, float) and _FIRST < serial < _LAST
    start = EPOCH + dt.timedelta(days=int(serial)) if is_year and isinstance(serial, float) else _SOME_YEAR
    return Scope("", start.replace(day=1), start, start.month, identity.words)


def _stored(found: BookFile, place: Place) -> list[Scalar]:
    sheet = found.sheets.get(place.sheet)
    values = {} if sheet is None else sheet.values
    return [
        _scalar(values.get((row, column)))
        for row in range(place.top, place.bottom + 1)
        for column in range(place.left, place.right + 1)
    ]


def _scalar(value: Value | None) -> Scalar:
    return value.value if isinstance(value, ErrorKind) else value


def _with_notices(found: BookFile, content: Content, layout: Layout) -> Content:
    """The problems that are listed, and how many there are: at least one a row of the list, and none without a row."""
    notices = _notices(found, layout)
    least = float(len(notices))
    lines = (DataProblems.found, DataProblems.noted)
    said = [number for line in lines for number in _stored(found, layout.places[line]) if isinstance(number, float)]
    is_possible = bool(notices) and len(said) == len(lines) and min(said) >= 0 and sum(said) >= least
    to_mend, noted = said if is_possible else (least, 0.0)
    inputs = {**content.inputs, DataProblems.found: [to_mend], DataProblems.noted: [noted]}
    return replace(content, inputs=inputs, notices=notices)


def _notices(found: BookFile, layout: Layout) -> tuple[Notice, ...]:
    """The rows of the data that the workbook lists as left out or changed."""
    rows = _listed(found, layout, Problems)
    notices = [
        Notice(file, row, column, *_two(both.partition("\n")))
        for both, file, row, column in (texts[:4] for texts in rows[:MOST_NOTICES])
    ]
    more = _NUMBER.search(rows[MOST_NOTICES][0]) if len(rows) > MOST_NOTICES else None
    return (*notices, *[Notice("", "", "", "", "")] * (int(more[0]) if more else 0))


def _two(parts: tuple[str, str, str]) -> tuple[str, str]:
    return parts[0], parts[2]


def _unused(found: BookFile, layout: Layout, words: Words) -> tuple[Unused, ...]:
    return tuple(
        Unused(
            "", "", title, heading, int(rows) if rows.isdigit() else 0, means, lacking=lacking == words.text("ui.yes")
        )
        for means, title, heading, rows, lacking in _listed(found, layout, ReadNotUsed)
    )


def _listed(found: BookFile, layout: Layout, kind: type[Problems | ReadNotUsed]) -> list[list[str]]:
    """The rows of a list under its title and its headings, five texts each, down to the first blank one."""
    place = next(place for item, place in layout.items.items() if isinstance(item, kind))
    values = found.sheets[place.sheet].values if place.sheet in found.sheets else {}
    rows: list[list[str]] = []
    while values.get((place.top + 2 + len(rows), place.left)) is not None:
        row = place.top + 2 + len(rows)
        rows.append([str(values.get((row, place.left + i), "")) for i in range(5)])
    return rows
