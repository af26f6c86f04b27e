"""Whether a sheet is as most are, so that a quick reader may have it: told from its bytes, without parsing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from salessheet.data.reading.grids import Merge
from salessheet.data.reading.merged_cells import merges, named_in

_LAST_ROW = 1 << 20
_LONGEST = 1 << 22  # bytes before the rows, of one row, or after them
_MOST_WIDENINGS = 32
_BEARABLE, _EMPTIER = 1_000_000, 4  # cells that may be laid out in any case, and for each one with a value

_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-?8["'])""", re.IGNORECASE)
_ROWS, _NO_MORE_ROWS = b"<sheetData>", b"</sheetData>"

_STYLE = rb'(?: s="[0-9]{1,5}")?+'
_OPEN = rb'(?: (?:cm|vm|ph)="[0-9]{1,9}")*+>'
_FORMULA = rb"(?:<f(?: [^<>]*+)?+(?:(?<=/)>|>[^<]*+</f>))?+"
_POSITIVE = rb"[0-9]{1,20}+(?:\.[0-9]{1,30})?+(?:[eE][-+]?[0-9]{1,2})?+"
_NEGATIVE = rb"-[0-9]{1,10}+(?:\.[0-9]{1,30})?+(?:[eE]-[0-9]{1,3})?+"  # a lower one panics calamine where it is a date
_NUMBER = rb"<v>(?:" + _POSITIVE + rb"|" + _NEGATIVE + rb")</v>"
_CONTENT = b"|".join((
    rb'(?: t="n")?+' + _OPEN + rb"(?:" + _FORMULA + _NUMBER + rb")?+",
    rb' t="s"' + _OPEN + rb"<v>[0-9]{1,9}+</v>",
    rb' t="str"' + _OPEN + _FORMULA + rb"<v>[^<]*+</v>",
    rb' t="b"' + _OPEN + _FORMULA + rb"<v>[01]</v>",
    rb' t="inlineStr"' + _OPEN + rb'<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>',
))  # fmt: skip
_EMPTY_ROWS = rb"(?:<row\b[^<>]*+(?<=/)>\s*+)++"
_COLUMN = re.compile(rb'<c r="([A-Z]++)[0-9]++"[^<>]*+(?<!/)>')


def merged_if_ordinary(chunks: Iterable[bytes], others: frozenset[int] = frozenset()) -> tuple[Merge, ...] | None:
    """What is merged in a sheet without errors, percentages and formulas without a value, dense and written as usual.

    `others`: the styles that show a number otherwise, as a percentage or with zeros before it. Of any other sheet None.

    A quick reader that lays out the whole rectangle between the outermost values then takes memory for few more cells
    than there are, and meets nothing that readers understand differently. None forbids nothing: it sends the sheet to
    the careful reader. Only with something else has everything been read.
    """
    pieces = iter(chunks)
    text, place = b"", -1
    while place < 0:
        if len(text) > _LONGEST or not (more := next(pieces, b"")):
            return None
        text += more
        place = text.find(_ROWS)
    head = text[:place]
    if b"<worksheet" not in head or b"<!" in head or b"sheetData" in head or not is_utf_8(head):
        return None
    rows = _Rows(others)
    rest = rows.rest(text[place + len(_ROWS) :], pieces)
    end = b"" if rest is None else _end(rest, pieces)
    return merges(named_in(end)) if end and rows.are_dense else None


def is_utf_8(head: bytes) -> bool:
    """Whether a part is in UTF-8, as far as its beginning says."""
    return _ENCODING.search(head) is None


def _end(rest: bytes, pieces: Iterator[bytes]) -> bytes:
    """What follows the rows; empty where that is a second lot of them, or very long."""
    while b"sheetData" not in rest and len(rest) <= _LONGEST:
        if not (more := next(pieces, b"")):
            return rest
        rest += more
    return b""


class _Rows:
    """The rows met so far: where they begin and end, their widest one, how many cells have a value."""

    def __init__(self, percents: frozenset[int]) -> None:
        self._percents = percents
        self._first, self._last = _LAST_ROW, 0
        self._columns = self._widenings = self._cells = 0

    @property
    def are_dense(self) -> bool:
        height = max(self._last - self._first + 1, 0)
        return self._last <= _LAST_ROW and height * self._columns <= _BEARABLE + _EMPTIER * self._cells

    def rest(self, text: bytes, pieces: Iterator[bytes]) -> bytes | None:
        """What follows the rows, or None where one of them is not ordinary."""
        place = 0
        while not text.startswith(_NO_MORE_ROWS, place):
            end = self._end(text, place)
            if end > place:
                place = end
            elif len(text) - place > _LONGEST or not (more := next(pieces, b"")):
                return None
            else:
                text, place = text[place:] + more, 0
        return text[place + len(_NO_MORE_ROWS) :]

    def _end(self, text: bytes, place: int) -> int:
        """Where the row there ends, or the blank rows; the place itself where none does that is whole and ordinary."""
        found = _row(self._columns, self._percents).match(text, place) or self._wider(text, place)
        if found is None:
            return place
        cells = text.count(b"</c>", place, found.end())
        if cells:
            row = int(found["row"])
            self._first, self._last = min(self._first, row), max(self._last, row)
            self._cells += cells
        return found.end()

    def _wider(self, text: bytes, place: int) -> re.Match[bytes] | None:
        found = _row(_number(b"XFD"), self._percents).match(text, place)
        if found is not None and self._widenings < _MOST_WIDENINGS:
            self._widenings += 1
            self._columns = max(map(_number, _COLUMN.findall(found[0])), default=self._columns)
            return found
        return None


@cache
def _row(columns: int, percents: frozenset[int]) -> re.Pattern[bytes]:
    """A row with values in its first columns, that many, and blank cells anywhere; or a run of rows without cells."""
    others = rb'(?! s="(?:%s)")' % b"|".join(b"%d" % style for style in sorted(percents)) if percents else b""
    value = rb"(?:" + _names(columns) + rb')(?P=row)"' + others + _STYLE + rb"(?> ?/>|(?:" + _CONTENT + rb")</c>)"
    blank = rb'[A-Z]{1,3}+(?P=row)"' + _STYLE + rb" ?/>"
    cells = rb'(?:<c r="(?>' + value + rb"|" + blank + rb")\s*+)*+"
    return re.compile(rb'<row r="(?P<row>[0-9]{1,7}+)"[^<>]*+>\s*+' + cells + rb"</row>\s*+|" + _EMPTY_ROWS)


def _names(columns: int) -> bytes:
    """A pattern for the names of the first columns, that many: of 28, AB, A[A-A] and [A-Z]{1,1}."""
    if columns == 0:
        return rb"(?!)"
    name = _name(columns)
    lower = (
        rb"%s[A-%c][A-Z]{%d}" % (name[:place], letter - 1, len(name) - place - 1)
        for place, letter in enumerate(name)
        if letter > ord("A")
    )
    return b"|".join((name, *lower, rb"[A-Z]{1,%d}" % (len(name) - 1) if len(name) > 1 else name))


def _name(column: int) -> bytes:
    letters = b""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = bytes([ord("A") + letter]) + letters
    return letters


def _number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number
