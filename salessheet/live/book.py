"""An open workbook, seen as the lines of the declaration: their cells read and written in bulk, by defined name.

Of xlwings only what its documentation says of one `Book` is used. What a host does not offer (formulas cannot be read
in xlwings Lite, a server has no status bar) is done without.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

import xlwings as xw

from salessheet.errors import ChangedBlocks, ErrorKind, NotASalesCenter, NotInWorkbook, UnfitHost, UnfitWorkbook
from salessheet.live.refusals import named, refused
from salessheet.workbook.audience import Audience, audience_of, sheets_of
from salessheet.workbook.error_words import told_errors
from salessheet.workbook.expected_names import expected_lines, is_of_another_version
from salessheet.workbook.expr import Extent, Home, Line
from salessheet.workbook.general import WORDED
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import Place, name_of
from salessheet.workbook.lines import Trend
from salessheet.workbook.measures import SINGLE, Axis, Scalar
from salessheet.workbook.readings.text import NOTHING, letters
from salessheet.workbook.readings.values import Sizes
from salessheet.workbook.sales_center import SALES_CENTER

_DECLARED = {name_of(n): n for block in SALES_CENTER.blocks for n in block.lines if not isinstance(n, Trend)}
_NOT_OFFERED = (NotImplementedError, AttributeError)  # what hosts raise for a part of the API they lack
_ERRORS = frozenset(map(str, ErrorKind))
_EPOCH = dt.datetime(1899, 12, 30)
_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Formula:
    """A cell with a formula, its text in English with the equals sign."""

    sheet: str
    row: int
    column: int
    text: str


class Paused(Exception):
    """A macro is broken off, to be begun anew: what it wrote stays."""


@dataclass(frozen=True, eq=False)
class LiveBook:
    """`places`: the lines that the workbook holds. `sizes`: the rows of every extent, headroom of tables included.

    `before`: what stood in cells that were written, in the order of writing, as it is to be typed.
    """

    book: xw.Book
    places: Mapping[Line, Place]
    sizes: Sizes
    before: list[tuple[Place, list[list[Scalar]]]] = field(default_factory=list)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is written inside is written whole: where something fails, what stood in those cells is put back."""
        begun = len(self.before)
        try:
            yield
        except Paused:
            raise
        except BaseException:
            with suppress(Exception):  # what failed is told, not that this host fails on
                self._put_back(begun)
            raise

    def holds(self, line: Line) -> bool:
        return line in self.places

    def cells(self, lines: Iterable[Line]) -> dict[Line, list[Scalar]]:
        """What stands in the lines' cells, in reading order: dates as serials, blanks as None, errors as their text.

        One read a block: the smallest rectangle around those of its lines.
        """
        found: dict[Line, list[Scalar]] = {}
        for group in _by_block(lines):
            box = _around([self.places[line] for line in group])
            grid = self._range(box).options(ndim=2, err_to_str=True).value
            for line in group:
                found[line] = [_plain(value) for value in _cut(grid, box, self.places[line])]
        return found

    def texts(self, lines: Iterable[Line]) -> dict[Line, list[str]]:
        """What was typed into the lines' cells, in reading order; not of lines where the host lets nobody read it."""
        found: dict[Line, list[str]] = {}
        for group in _by_block(lines):
            box = _around([self.places[line] for line in group])
            try:
                texts = list(_flat(self._texts(self._range(box))))
            except UnfitHost:
                continue
            grid = [texts[i : i + box.columns] for i in range(0, len(texts), box.columns)]
            for line in group:
                found[line] = ["" if text is None else str(text) for text in _cut(grid, box, self.places[line])]
        return found

    def formulas(self) -> Iterator[Formula]:
        """Those of every sheet. Raises UnfitHost where the host lets nobody read formulas."""
        for sheet in self.book.sheets:
            used = sheet.used_range
            texts, columns = list(_flat(self._texts(used))), used.shape[1]
            for i, text in enumerate(texts):
                if isinstance(text, str) and text.startswith("="):
                    yield Formula(sheet.name, used.row + i // columns, used.column + i % columns, text)

    def in_array(self, place: Place) -> bool:
        """Whether some of the cells belong to a formula that fills several, and that must be entered as a whole."""
        try:
            return self._range(place).has_array is not False
        except _NOT_OFFERED:
            return False

    def shown(self, place: Place) -> list[Scalar]:
        """What stands in cells, as `cells` has it."""
        grid = self._range(place).options(ndim=2, err_to_str=True).value
        return [_plain(value) for value in _cut(grid, place, place)]

    def enter(self, place: Place, texts: Iterable[str], before: Sequence[str] | None = None) -> None:
        """Type formulas into the cells of a column. `before`: the formulas that stand there, where they are known."""
        self._keep(place, before)
        self._type(place, [[text] for text in texts])

    def put(self, place: Place, values: Iterable[Scalar], before: Sequence[str] | None = None) -> None:
        """Set values into the cells of a column; NOTHING stays what it is. `before`: as for `enter`."""
        self._keep(place, before)
        self._range(place).value = [[value if value == NOTHING else _entry(value)] for value in values]

    def write(
        self,
        line: Line,
        values: Sequence[Scalar],
        before: Sequence[Scalar] | None = None,
        spared: Collection[int] = (),
    ) -> None:
        """Set all cells of a line, in reading order. `before`: the values that stand there, where they are known.

        `spared`: rows of a column in which what stands there stays, from 0.
        """
        place = self.places[line]
        for part, first in _around_rows(place, spared) if spared else ((place, 0),):
            cells = slice(first, first + part.rows * part.columns)
            self._keep(part, None if before is None else [_entry(value) for value in before[cells]])
            self._range(part).value = _rows([_entry(value) for value in values[cells]], part)

    def address(self, line: Line, item: int) -> tuple[str, str]:
        """The sheet's name and the address, such as F12, of a cell of the line by its place in reading order."""
        place = self.places[line]
        down, across = divmod(item, place.columns)
        return place.sheet, f"{letters(place.left + across)}{place.top + down}"

    def calculate(self) -> bool:
        """Whether the host could be told to recalculate."""
        try:
            self.book.app.calculate()
        except _NOT_OFFERED:
            return False
        return True

    def say(self, text: str) -> None:
        """Show a text in the status bar, where there is one."""
        try:
            self.book.app.status_bar = text
        except _NOT_OFFERED:
            return

    def words(self) -> Words:
        """The words of the language that most of the tabs are named in.

        Where people renamed all of them, that of the phrases that its formulas put together.
        """
        tabs = {place.sheet for place in self.places.values()}
        found = Words.of_tabs(tabs)
        if not tabs.isdisjoint(found.tab_names()):
            return found
        said = self.cells(filter(self.holds, WORDED))
        return max(map(Words.load, LANGUAGES), key=lambda words: sum(_is_said(words, *one) for one in said.items()))

    def _keep(self, place: Place, before: Sequence[Scalar] | None) -> None:
        self.before.append((place, _rows(self._standing(place) if before is None else before, place)))

    def _standing(self, place: Place) -> list[Scalar]:
        """What stands in cells as it is to be typed; values alone where the host lets nobody read formulas."""
        texts: list[object] = []
        with suppress(UnfitHost):
            texts = list(_flat(self._texts(self._range(place))))
        if texts and all(map(is_formula, texts)):
            return [str(text) for text in texts]
        values = self.shown(place)
        pairs = zip(texts or values, values, strict=True)
        return [str(text) if str(text).startswith("=") and text != value else _entry(value) for text, value in pairs]

    def _put_back(self, begun: int) -> None:
        """The last that was written first, down to that number."""
        if len(self.before) == begun:
            return
        while len(self.before) > begun:
            place, rows = self.before.pop()
            if any(is_formula(cell) for row in rows for cell in row):
                self._type(place, rows)
            else:
                self._range(place).value = rows
        self.calculate()

    def _type(self, place: Place, rows: Sequence[Sequence[Scalar]]) -> None:
        cells = self._range(place)
        try:
            cells.formula2 = rows
        except _NOT_OFFERED:
            cells.formula = rows

    def _texts(self, cells: xw.Range) -> object:
        """Formulas as they are to be typed again: with `formula`, one that spills would lose that."""
        try:
            return cells.formula2
        except _NOT_OFFERED:
            try:
                return cells.formula
            except _NOT_OFFERED as error:
                raise refused(UnfitHost, self.words(), "formulas_unread") from error

    def _range(self, place: Place) -> xw.Range:
        return self.book.sheets[place.sheet].range((place.top, place.left), (place.bottom, place.right))


def opened(book: xw.Book) -> LiveBook:
    """Raises NotASalesCenter where names or their cells are missing.

    ChangedBlocks where rows were added to some blocks only.
    """
    places: dict[Line, Place] = {}
    named_lines: set[Line] = set()
    for name in book.names:
        line = _DECLARED.get(name.name)
        if line is not None:
            named_lines.add(line)
        place = None if line is None else _place_of(name)
        if line is not None and place is not None:
            places[line] = place if line.axis not in SINGLE else Place(place.sheet, place.top, place.left, 1, 1)
    missing = [line for line in expected_lines(places) if line not in places]
    deleted = named_lines.difference(places, missing)
    missing += [line for line in _DECLARED.values() if line in deleted]
    if missing:
        words, names = Words.of_tabs({sheet.name for sheet in book.sheets}), [name_of(line) for line in missing]
        unknown = sum(line not in named_lines for line in missing)
        kind = "other_version" if is_of_another_version(unknown, len(places)) else "not_a_sales_center"
        kind = "of_audience" if _is_whole_for_others(places) else kind if unknown else "deleted"
        lacking = partial(NotASalesCenter, book.name, names)
        raise refused(lacking, words, kind, workbook=book.name, names=named(names, words))
    return LiveBook(book, places, _sizes(places))


def _is_whole_for_others(held: Collection[Line]) -> bool:
    """Whether nothing is missing that finance, or one person, gets."""
    blocks = {line.block for line in held}
    audience = audience_of({sheet.key for sheet in SALES_CENTER.sheets if not blocks.isdisjoint(sheet.blocks)})
    return audience in {Audience.FINANCE, Audience.REP} and not any(
        line not in held for line in expected_lines(held, sheets_of(audience))
    )


def words_of(book: xw.Book, otherwise: Words) -> Words:
    """The words of the language that a workbook is in, even one that is incomplete; others where it is in none."""
    try:
        return opened(book).words()
    except UnfitWorkbook:
        tabs = {sheet.name for sheet in book.sheets}
        found = Words.of_tabs(tabs)
        return otherwise if tabs.isdisjoint(found.tab_names()) else found


def _is_said(words: Words, phrase: Line, cells: list[Scalar]) -> bool:
    return cells[0] == words.text(f"phrase.{phrase.key}")


def not_in(live: LiveBook, block: type[Home]) -> NotInWorkbook:
    """What is raised where the workbook was built without the sheet of a block."""
    words = live.words()
    return refused(NotInWorkbook, words, "not_in_workbook", workbook=live.book.name, block=words.title(block))


def _place_of(name: xw.Name) -> Place | None:
    """None for a name whose cells were deleted."""
    try:
        cells = name.refers_to_range
        rows, columns = cells.shape
        return Place(cells.sheet.name, cells.row, cells.column, rows, columns)
    except Exception:  # noqa: BLE001  every host raises an error of its own for a name that refers to nothing
        return None


def _sizes(places: Mapping[Line, Place]) -> dict[Extent, int]:
    """The rows (or columns) of every extent. What this workbook does not hold has one, and is not looked at."""
    first: dict[Extent, tuple[Line, int]] = {}
    for line, place in places.items():
        for extent, size in _measured(line, place):
            known, other = first.setdefault(extent, (line, size))
            if other != size:
                words = Words.of_tabs({own.sheet for own in places.values()})
                titles = {"first": words.title(known.block), "second": words.title(line.block)}
                raise refused(ChangedBlocks, words, "changed_blocks", rows=other, others=size, **titles)
    sizes = {extent: size for extent, (_, size) in first.items()}
    declared = [e for block in SALES_CENTER.blocks for e in (block.rows, block.across) if e is not None]
    return {extent: extent.size or 1 for extent in declared} | sizes


def _measured(line: Line, place: Place) -> Iterator[tuple[Extent, int]]:
    if line.axis in (Axis.ROWS, Axis.BODY):
        yield line.block.rows, place.rows
    if line.axis in (Axis.COLUMNS, Axis.BODY) and line.block.across is not None:
        yield line.block.across, place.columns


def is_formula(text: object) -> bool:
    """A nothing that stands as a value is a formula only so that others read an empty text."""
    return str(text).startswith("=") and text != NOTHING


def _by_block(lines: Iterable[Line]) -> Iterable[list[Line]]:
    groups: dict[type[Home], dict[Line, None]] = {}
    for line in lines:
        groups.setdefault(line.block, {})[line] = None
    return map(list, groups.values())


def _around(places: list[Place]) -> Place:
    top, left = min(p.top for p in places), min(p.left for p in places)
    bottom, right = max(p.bottom for p in places), max(p.right for p in places)
    return Place(places[0].sheet, top, left, bottom - top + 1, right - left + 1)


def _cut(grid: list[list[object]], box: Place, place: Place) -> Iterator[object]:
    """The cells of `place` in the values of `box`. A host may end a range where the sheet's cells in use end."""
    for i in range(place.top - box.top, place.bottom - box.top + 1):
        row = grid[i] if i < len(grid) else []
        for j in range(place.left - box.left, place.right - box.left + 1):
            yield row[j] if j < len(row) else None


def _around_rows(column: Place, spared: Collection[int]) -> Iterator[tuple[Place, int]]:
    """The parts of a column between some of its rows, and the row in which each begins, from 0."""
    rows = [row for row in range(column.rows) if row not in spared]
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        part = [row for _, row in group]
        yield Place(column.sheet, column.top + part[0], column.left, len(part), 1), part[0]


def _rows(cells: Sequence[Scalar], place: Place) -> list[list[Scalar]]:
    """Cells in reading order, by row."""
    return [list(cells[i : i + place.columns]) for i in range(0, len(cells), place.columns)]


def _flat(texts: object) -> Iterator[object]:
    """Formulas come as a text, a list of them or a list of rows, by the shape of the range."""
    if isinstance(texts, (list, tuple)):
        for text in texts:
            yield from _flat(text)
    else:
        yield texts


def _plain(value: object) -> Scalar:
    match value:
        case None | "":
            return None
        case bool():
            return value
        case str():  # which may be what a cell function of xlwings classic shows for an error
            return told_errors().get(value, value)
        case dt.datetime():
            return (value - _EPOCH) / _A_DAY
        case dt.date():
            return (dt.datetime(value.year, value.month, value.day) - _EPOCH) / _A_DAY
        case dt.time():  # how a host may say a day of 0, or a part of a day
            return (dt.datetime.combine(_EPOCH, value) - _EPOCH) / _A_DAY
        case _:
            return float(value)  # type: ignore[arg-type]  # the other values of a cell are numbers


def _entry(value: Scalar) -> Scalar:
    """Text that a spreadsheet would read as a formula, an error, a number or a date is marked by an apostrophe."""
    if isinstance(value, str) and value not in _ERRORS:
        plain_words = value[:1] not in tuple("=+-@'#") and value.upper() not in ("TRUE", "FALSE")
        return value if plain_words and not any(c.isdigit() for c in value) else "'" + value
    return value
