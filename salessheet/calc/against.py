"""A finished workbook compared with the data it was built from: every input, and every result through core."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from salessheet.calc.comparison import Difference, Reading, same
from salessheet.data.audiences import part_of
from salessheet.data.dataset import Dataset
from salessheet.data.filling import EPOCH, Scope, edition_of, scope_name
from salessheet.errors import ErrorKind, NotASalesCenter, NothingToBuild
from salessheet.workbook.audience import Audience, audience_of
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Home, Line
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import Place, headroom, name_of
from salessheet.workbook.lines import Trend
from salessheet.workbook.measures import SINGLE, Flavour, Scalar
from salessheet.workbook.readings.links import is_placed
from salessheet.workbook.sheets.commission.statement import Stated
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.tables import Reps, Teams
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.identity import tabs_of, totalled, words_of

DATA: Final = "data"
"""What stands for the engine in these differences."""

_CENTRE: Final = "centre"  # what the centre's file is called
_SAYS_WHOSE_IT_IS: Final = (Settings.scope, Settings.as_of)
_OWN_TO_THE_BOOK: Final = (Settings.month, Settings.as_of, Settings.use_python, About.version)
_ERRORS: Final = {kind.value: kind for kind in ErrorKind}


def language_of(book: BookFile) -> Words:
    return words_of(book)


def against_data(book: BookFile, dataset: Dataset, words: Words) -> tuple[Difference, ...]:
    """Where the workbook and the whole `dataset`, recomputed, differ; `words` are those of `language_of`.

    The workbook says itself whose it is, for which month, as of which day and whose statement it shows; in which
    currency it is, the data says.
    Raises NotASalesCenter where the workbook does not, and NothingToBuild where the data has no such team.
    """
    edition = edition_of(*_wanted(book, dataset, words), Flavour.NATIVE, beside=_sheets(book, words))
    return tuple(_Compared(book, Reading(book), edition).differences())


def _wanted(book: BookFile, dataset: Dataset, words: Words) -> tuple[Dataset, Scope]:
    whose, as_of = (_single(book, line) for line in _SAYS_WHOSE_IT_IS)
    if not (isinstance(whose, str) and isinstance(as_of, float)):
        raise NotASalesCenter(str(book.path), [name_of(line) for line in _SAYS_WHOSE_IT_IS])
    first_month = int(dataset.settings["first_month"] or 1)
    month = _single(book, Settings.month)  # typed: any day of it, and left blank it is the month of the last day
    days = _day(month if isinstance(month, float) else as_of).replace(day=1), _day(as_of)
    audience = audience_of(_sheets(book, words))
    person = _single(book, Stated.rep_id)  # chosen by the reader, but for a workbook of one person
    stated = person if isinstance(person, str) else ""
    scopes = [
        Scope(team, *days, first_month, words, stated=stated, audience=audience, rep=rep)
        for team, rep in _whose(dataset, whose, stated, audience)
    ]
    named = [scope for scope in scopes if scope_name(dataset, scope) == whose]
    by_file = (scope for scope in named if book.path.stem == (scope.team or _CENTRE))
    chosen = next(by_file, next(iter(named), None))
    if chosen is None:
        raise NothingToBuild(f"{book.path}: it is the workbook of '{whose}', which the data does not have.",
                             "Give the data that it was built from.")  # fmt: skip  # what, and what to do
    return part_of(dataset, chosen.team, audience, chosen.rep), chosen


def _sheets(book: BookFile, words: Words) -> list[str]:
    """The keys of the declared sheets that the workbook has."""
    return list(tabs_of(book, words))


def _whose(dataset: Dataset, whose: str, stated: str, audience: Audience | None) -> list[tuple[str, str]]:
    """The teams, or the team and the person, whose workbook it may be; a blank team is the centre."""
    if audience is Audience.REP:
        reps = dataset.table(Reps)
        return [(str(team), stated) for team in reps.loc[reps["rep_id"] == stated, "team_id"]]
    rows = dataset.table(Teams)
    called = rows.loc[(rows["name"] == whose) | (rows["team_id"] == whose), "team_id"]  # the others need no look
    return [("", ""), *((str(team), "") for team in called)]


@dataclass(frozen=True, eq=False)
class _Compared:
    book: BookFile
    reading: Reading
    edition: Edition

    @cached_property
    def _totalled(self) -> Collection[type[Home]]:
        return totalled(self.book)

    def differences(self) -> Iterator[Difference]:
        own = {id(line) for line in _OWN_TO_THE_BOOK}  # lines compare with Excel's `=`
        for block in self.edition.book.blocks:
            for line in block.lines:
                if not self.edition.layout.holds(line) or isinstance(line, Trend) or id(line) in own:
                    continue
                if not is_placed(line):  # where tables stand is the workbook's own, in which people insert rows
                    yield from self._of_line(line)

    def _of_line(self, line: Line) -> Iterator[Difference]:
        place = self.edition.layout.places[line]
        area = self.book.named(name_of(line))
        if area is None:
            where = CellRef(place.sheet, place.top, place.left)
            yield Difference(where, f"{name_of(line)} is missing", None, None, DATA)
            return
        rows, columns = (1, 1) if line.axis in SINGLE else (place.rows, place.columns)
        room = _rows_of(area) - rows
        ready = 0 if line.block in self._totalled else headroom(line.block)
        if line.axis not in SINGLE and (area.right - area.left + 1 != columns or room != ready):
            counted = f"{_rows_of(area)} × {area.right - area.left + 1} in the workbook"
            label = f"{name_of(line)}: rows × columns are {counted}, {rows + ready} × {columns} by the data"
            yield Difference(CellRef(area.sheet, area.top, area.left), label, None, None, DATA)
            return
        yield from self._of_cells(line, area, place)
        for cell in area._replace(top=area.top + rows).cells() if line.axis not in SINGLE and room > 0 else ():
            stored = _plain(self._stored(cell))
            if stored is not None:
                yield self._difference(cell, stored, None)

    def _of_cells(self, line: Line, area: Area, place: Place) -> Iterator[Difference]:
        is_money = line.measure.is_money
        for i, wanted in enumerate(self.edition.cells(line)):
            down, across = divmod(i, place.columns)
            cell = CellRef(area.sheet, area.top + down, area.left + across)
            stored, recomputed = _plain(self._stored(cell)), _plain(wanted)
            if not same(stored, recomputed, is_money=is_money):
                yield self._difference(cell, stored, recomputed)

    def _stored(self, cell: CellRef) -> Value | None:
        return self.book.stored(cell) if cell.sheet in self.book.sheets else None

    def _difference(self, cell: CellRef, stored: Value | None, recomputed: Value | None) -> Difference:
        return Difference(cell, self.reading.label(cell), stored, recomputed, DATA)


def _rows_of(area: Area) -> int:
    return area.bottom - area.top + 1


def _single(book: BookFile, line: Line) -> Value | None:
    area = book.named(name_of(line))
    return None if area is None else book.stored(CellRef(area.sheet, area.top, area.left))


def _day(serial: float) -> dt.date:
    return EPOCH + dt.timedelta(days=int(serial))


def _plain(value: Scalar | Value) -> Value | None:
    """An empty text is a blank; an error stands as its text in what was computed."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _ERRORS.get(value, value)
    return value if isinstance(value, bool) else float(value)
