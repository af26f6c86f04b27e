"""Text files whose rows all have as many fields: read by column, at the speed of C.

What comes out is what `delimited` makes of them row by row; whatever is less plain is left to it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.reading import arrow_text, quotation
from salessheet.data.reading.distinct import Distinct, distinct, each_by_itself
from salessheet.data.reading.grids import Doubt, Grid
from salessheet.data.reading.headed import SEARCHED, Ragged, Texts

_FIGURES = re.compile(rb"[-+]?[\d.]+")
_WORTH_IT = 1 << 14  # characters; below, rows are read as quickly


@dataclass(frozen=True, eq=False)
class PlainText:
    """The rows of such a file by column. `rows` are the numbers of those that are not empty, from 1.

    Tables with types have this form as well, under a line of their headings; they have no `encoding`. `has_order`:
    whether the order of the lines is somebody's, and not one that they were put into.
    """

    columns: tuple[Distinct, ...]
    rows: npt.NDArray[np.int64]
    encoding: str
    doubts: tuple[Doubt, ...] = ()
    has_order: bool = True

    def start(self) -> Grid:
        """The rows in which a heading may stand."""
        shown = zip(*(column.at(slice(SEARCHED)) for column in self.columns), strict=True)
        numbers = self.rows[:SEARCHED].tolist()
        return Grid(list(zip(numbers, map(list, shown), strict=True)), self.encoding, self.doubts)

    def as_grid(self) -> Grid:
        """All of it by rows, which takes several times the memory."""
        rows = zip(*(column.spread().tolist() for column in self.columns), strict=True)
        return Grid(list(zip(self.rows.tolist(), map(list, rows), strict=True)), self.encoding, self.doubts)

    def in_order(self, first: Sequence[int]) -> PlainText:
        """The rows below the first line in the order of the texts in the columns `first`, and then in all others."""
        ranks = [self.columns[place].ranks()[1:] for place in (*first, *range(len(self.columns)))]
        return self._put(self.columns, np.lexsort(ranks[::-1]), has_order=False)

    def in_order_of(self, place: int) -> PlainText | None:
        """Without the column at this place, in the order of its numbers; None unless there are some, each once."""
        try:
            numbers = self.columns[place].spread()[1:].astype(float)
        except ValueError:
            return None
        if len(np.unique(numbers[np.isfinite(numbers)])) < len(numbers):
            return None
        return self._put(self.columns[:place] + self.columns[place + 1 :], np.argsort(numbers), has_order=True)

    def _put(self, columns: Iterable[Distinct], order: npt.NDArray[np.intp], *, has_order: bool) -> PlainText:
        """The first line, and those below it in this order."""
        lines = np.append(0, order + 1)
        put = tuple(distinct(column.spread()[lines]) for column in columns)
        return PlainText(put, np.arange(1, len(lines) + 1), self.encoding, self.doubts, has_order)


class HeadedText:
    """What stands below a heading, as `Headed` has it."""

    def __init__(self, text: PlainText, start: int) -> None:
        """`start`: the place of the heading."""
        names = [str(column.at(slice(start, start + 1))[0]).strip() for column in text.columns]
        while names and not names[-1]:
            names.pop()
        self.headings = tuple(names)
        self.rows = text.rows[start + 1 :]
        self._columns = [column.below(start) for column in text.columns]
        self.ragged = tuple(
            Ragged(place, len(self._columns), len(names)) for place in np.flatnonzero(self._filled(len(names))).tolist()
        )
        self.again = tuple(self._again().tolist())

    def column(self, place: int) -> Texts:
        return self._columns[place].spread()

    def distinct(self, place: int) -> Distinct:
        """The same by its different texts."""
        return self._columns[place]

    def unnamed(self) -> list[int]:
        """The places of columns that have texts but no heading."""
        return [
            place for place, name in enumerate(self.headings) if not name and (self._columns[place].texts != "").any()
        ]

    def _filled(self, first: int) -> npt.NDArray[np.bool_]:
        """Rows in which something stands in the columns from one on."""
        found = np.zeros(len(self.rows), dtype=bool)
        for column in self._columns[first:]:
            found |= column.rows(column.mask(lambda text: text.strip() != ""))
        return found

    def _again(self) -> npt.NDArray[np.intp]:
        """The places of rows that say what the heading does."""
        named = zip(self._columns, self.headings, strict=False)
        (first, its), *others = sorted(named, key=lambda one: one[0].count)  # few different texts tell quickly
        places = np.flatnonzero(first.rows(first.mask(lambda text: text.strip() == its)))
        for column, name in others:
            if not len(places):
                break
            places = places[[text.strip() == name for text in column.at(places)]]
        return places


def plain_text(text: bytes, delimiter: str, encoding: str, doubts: Iterable[Doubt]) -> PlainText | None:
    """A text in UTF-8 by column; None where it is not plain, or so short that nothing would be won.

    `encoding`: that of the file.
    """
    if len(text) < _WORTH_IT or b"\0" in text or text.startswith(codecs.BOM_UTF8):
        return None
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        return None
    width = quotation.width(text, delimiter)
    if width < 2:
        return None
    try:
        columns = arrow_text.columns(text, delimiter, width) or _columns(text, delimiter, width)
    except (ValueError, OverflowError):  # a row that is longer or shorter than the first one
        return None
    return without_empty_lines(columns, encoding, tuple(doubts))


def _columns(text: bytes, delimiter: str, width: int) -> list[Distinct]:
    """What pandas takes for texts, it reads fastest; whatever it takes for more is read once more as texts.

    Raises ValueError for a text with quotation marks, too.
    """
    if quotation.MARK in text:
        raise ValueError("quotation marks")
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    if text.count(delimiter.encode()) != lines * (width - 1):
        raise ValueError("lines of other numbers of fields")
    figures = _figures(text, delimiter.encode())
    found = _read(text, delimiter, width, dict.fromkeys(figures, object))
    if not all(place in figures or isinstance(kind, pd.StringDtype) for place, kind in enumerate(found.dtypes)):
        found = _read(text, delimiter, width, dict.fromkeys(range(width), object))
    if len(found) != lines:
        raise ValueError("other lines")
    return [
        each_by_itself(found[place].to_numpy(dtype=object)) if place in figures else distinct(found[place])
        for place in range(width)
    ]


def _figures(text: bytes, delimiter: bytes) -> list[int]:
    """The places of columns that pandas would take for numbers."""
    start = text.find(b"\n") + 1
    second = text[start : text.find(b"\n", start)].strip(b"\r").split(delimiter)
    return [place for place, field in enumerate(second) if _FIGURES.fullmatch(field)]


def _read(raw: bytes, delimiter: str, width: int, kinds: dict[int, type]) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)  # then it is read once more
        return pd.read_csv(
            io.BytesIO(raw), sep=delimiter, header=None, names=list(range(width)), index_col=False, dtype=kinds,
            na_filter=False, quoting=csv.QUOTE_NONE, engine="c", skip_blank_lines=False,
        )  # fmt: skip  # what is off, so that every field is what stands there


def without_empty_lines(columns: Sequence[Distinct], encoding: str = "", doubts: tuple[Doubt, ...] = ()) -> PlainText:
    """Columns, at least one, whose first row is the first line; what has no text in any of them is left out."""
    first, *others = sorted(columns, key=lambda column: column.cost)
    bare, rows = first.bare(), np.arange(1, len(first) + 1)
    for column in others:
        if not len(bare):
            return PlainText(tuple(columns), rows, encoding, doubts)
        bare = bare[[not text.strip() for text in column.at(bare)]]
    if len(bare):
        columns, rows = [column.without(bare) for column in columns], np.delete(rows, bare)
    return PlainText(tuple(columns), rows, encoding, doubts)
