"""Delimited text files as rows of text."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from salessheet.data.reading import encodings
from salessheet.data.reading.grids import Doubt, Grid, Records, TextForm, in_short
from salessheet.data.reading.other_files import refuse_markup, refuse_others
from salessheet.data.reading.plain_text import PlainText, plain_text
from salessheet.data.reading.unreadable import unreadable
from salessheet.errors import InvalidOption, UnreadableSource

_DELIMITERS = ",;\t|"
_BY_NAME = {"comma": ",", "semicolon": ";", "tab": "\t", r"\t": "\t", "pipe": "|"}
_SAMPLED, _SAMPLED_TEXT = 100, 1 << 20  # rows by which delimiters are compared, and characters they may have
_RAGGED, _TITLE = 0.2, 0.4  # what a row of another width counts, and a title, where one that is not divided counts 1
_LONGEST_CELL = 1 << 26  # characters. The csv module's own bound is met by honest cells
_NO_END, _TOO_LONG = "unexpected end of data", "field larger"  # how the csv module words a mark that is never closed
_END = "\x1a"  # by which DOS ends a file
_ESCAPED = '\\"'
_PAIR, _MARK, _SINGLE = re.compile(r'\\["\\]'), re.compile(r'\\"'), re.compile(r"\\")


_UNSTATED = TextForm()


def grid(path: Path, form: TextForm = _UNSTATED) -> Grid:
    """Every row that is not empty, with the number a spreadsheet shows for it: the first is 1, empty ones count.

    A row whose cells have line breaks is one row. Encoding and delimiter (comma, semicolon, tab or pipe) are those
    that `form` states, otherwise those that the bytes and the first rows give evidence of; the line `sep=;` that Excel
    understands is such evidence, and a row of its own. Raises UnreadableSource, and InvalidOption for a form that makes
    no sense.
    """
    return _by_row(_opened(path, form))


def text_grid(path: Path, text: str) -> Grid:
    """The same of a text that somebody has read; messages call it by `path`."""
    return _by_row(_understood(path, encodings.Text(text, "utf-8"), _UNSTATED))


def lines(path: Path, form: TextForm = _UNSTATED) -> Grid | PlainText:
    """The same, by column where the file is plain enough for that."""
    found = _opened(path, form)
    if found.named:
        return _by_row(found)
    delimiter = found.delimiter or _likeliest(found.start(_SAMPLED_TEXT))
    return plain_text(found.in_utf_8, delimiter, found.encoding, found.doubts) or _by_row(found)


@dataclass(frozen=True)
class _Opened:
    """A file whose text is known, or its bytes where they are ASCII.

    `delimiter`: the one that somebody or the file names; `named`: by the file.
    """

    path: Path
    content: str | bytes
    encoding: str
    doubts: tuple[Doubt, ...] = ()
    delimiter: str = ""
    named: bool = False

    @cached_property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else self.content.decode()

    @property
    def in_utf_8(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content.encode("utf-8", "surrogatepass")

    def start(self, length: int) -> str:
        start = self.content[:length]
        return start if isinstance(start, str) else start.decode()


def _opened(path: Path, form: TextForm) -> _Opened:
    raw = _bytes(path)
    refuse_others(path, raw)
    if not form.encoding and encodings.is_plainly_ascii(raw):
        return _understood(path, raw, form)
    return _understood(path, encodings.decoded(path, raw, form.encoding), form)


def _understood(path: Path, found: encodings.Text | bytes, form: TextForm) -> _Opened:
    if isinstance(found, bytes):
        opened = _Opened(path, found.rstrip(_END.encode()), "utf-8")
    else:
        opened = _Opened(path, found.text.rstrip(_END), found.encoding, found.doubts)
    start = opened.start(4096).lstrip()
    if not start and not opened.content.strip():
        raise unreadable(path, "empty")
    refuse_markup(path, start)
    named = _named_by_excel(start)
    return replace(opened, delimiter=_delimiter(form.delimiter) or named, named=bool(named))


def _by_row(opened: _Opened) -> Grid:
    rows = _rows(opened.path, opened.text, opened.delimiter)
    found = [(number, row) for number, row in rows if "".join(row).strip()]
    return Grid(found[1:] if opened.named else found, opened.encoding, opened.doubts)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSource(
            path, f"the file cannot be read ({error.strerror}).", "Check its permissions."
        ) from error


def _named_by_excel(start: str) -> str:
    """The delimiter that a first line such as `sep=;` names; "" without one."""
    line = start.splitlines()[0].strip(' "') if start else ""
    return line[4:5] if line.lower().startswith("sep=") else ""


def _delimiter(stated: str) -> str:
    delimiter = _BY_NAME.get(stated.strip().lower(), stated)
    if len(delimiter) > 1 or delimiter in set('"\r\n'):
        raise InvalidOption(
            f"'{in_short(stated)}' is no delimiter.", "Give one character, or comma, semicolon, tab or pipe."
        )
    return delimiter


def _likeliest(text: str) -> str:
    """The delimiter that makes the most even table of the first rows, of even ones the widest.

    A row that it does not divide tells more against it than one of another width: decimal commas and signs inside
    cells divide rows, but no heading. Titles above a much wider table tell less.
    """
    start = text[:_SAMPLED_TEXT]
    return min(_DELIMITERS, key=lambda delimiter: _unevenness(start, delimiter))


def _unevenness(start: str, delimiter: str) -> tuple[float, int]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    with contextlib.suppress(csv.Error):  # reading the whole tells it
        rows.extend(row for row in itertools.islice(reader, _SAMPLED) if "".join(row).strip())
    widths = Counter(map(len, rows))
    undivided = widths.pop(1, 0)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    above = itertools.takewhile(lambda row: len(row) != width, rows)
    titles = sum(_is_title(row[0], width) for row in above if len(row) == 1) if count else 0
    return undivided - titles + _TITLE * titles + _RAGGED * (widths.total() - count), -width


def _is_title(text: str, width: int) -> bool:
    """Whether a line above a table of that width is none of its rows, however other delimiters would divide it."""
    return 2 * max(map(text.count, _DELIMITERS)) < width


def _rows(path: Path, text: str, delimiter: str) -> Records:
    """Strict first, which finds a quotation mark that is never closed.

    Then as programs write that put a backslash before a mark instead of doubling it. At last, stray marks inside a cell
    are let pass.
    """
    csv.field_size_limit(_LONGEST_CELL)
    found = _strictly(text, delimiter)
    if found is None and _ESCAPED in text:
        found = _strictly(_with_marks_doubled(text, delimiter), delimiter)
    if found is None:
        return list(enumerate(_with_stray_marks(path, text, delimiter or _likeliest(text)), start=1))
    return found


def _strictly(text: str, delimiter: str) -> Records | None:
    """The rows of a text, divided by the likeliest delimiter where none is given; None where a mark stands astray."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _likeliest(text), strict=True)
    try:
        return list(enumerate(reader, start=1))
    except csv.Error:
        return None


def _with_marks_doubled(text: str, delimiter: str) -> str:
    r"""A text that has \" inside quoted cells, with "" instead.

    Whoever writes \" may write \\ for a backslash: so it is one, unless a single backslash stands anywhere in such a
    cell, as in C:\Deals.
    """
    ends = re.escape(delimiter or _DELIMITERS)
    cells = re.compile(rf'(?:(?<=[{ends}\r\n])|\A)"((?:[^"\\]|\\.|"")*+)"(?=[{ends}\r\n]|\Z)', re.DOTALL)
    paired = not any(_SINGLE.search(_PAIR.sub("", cell[1])) for cell in cells.finditer(text))
    pair = _PAIR if paired else _MARK
    return cells.sub(lambda cell: f'"{pair.sub(_plain, cell[1])}"', text)


def _plain(pair: re.Match[str]) -> str:
    return '""' if pair[0] == _ESCAPED else "\\"


def _with_stray_marks(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    """The same where a row of one line is read leniently. In longer ones a mark that was never closed ate lines."""
    ended = 0  # lines before the row
    kept: list[str] = []

    def lines() -> Iterator[str]:
        for line in source:
            kept.append(line)
            yield line

    source = io.StringIO(text, newline="")
    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        kept.clear()
        try:
            row = next(reader, None)
        except csv.Error as error:
            if len(kept) > 1 or _NO_END in str(error) or _TOO_LONG in str(error):
                raise unreadable(path, "open_mark", line=ended + 1) from error
            if _ESCAPED in kept[0]:
                raise unreadable(path, "backslash", line=ended + 1) from error
            row = next(csv.reader(kept, delimiter=delimiter))
            reader = csv.reader(lines(), delimiter=delimiter, strict=True)
        if row is None:
            return
        yield row
        ended += len(kept)
