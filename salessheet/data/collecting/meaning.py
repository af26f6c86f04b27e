"""What typed cells mean: one date, number or word is one cell, however somebody writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from salessheet.data import values
from salessheet.data.collecting.comparison import Cell, text_of
from salessheet.data.columns import code_words
from salessheet.data.reading.cell_texts import number_text
from salessheet.data.sources import normal
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type

_EPOCH = dt.date(1899, 12, 30)
_LATEST = 2_958_465  # the last day a spreadsheet knows


def typed_text(cell: Cell, measure: Type) -> str:
    """A cell as somebody would type it in a text file: dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if measure in values.DATES and 0 < cell <= _LATEST:
        return (_EPOCH + dt.timedelta(days=int(cell))).isoformat()
    return number_text(cell)


def number_meant(text: str, measure: Type, *, or_share: bool = False) -> float | None:
    """A number that somebody typed as a text; None for what is none, says a currency, too, or may mean two numbers."""
    plain = values.clean(text)
    if values.currencies(plain) or (measure in values.SUMMED and values.may_part_thousands(plain)):
        return None
    return values.number(plain) if or_share else values.number_of(measure, plain)


@dataclass(frozen=True, eq=False)
class Meaning:
    """Of the cells of a column. `words`: those of the workbook. `known`: how the ids that it may name are spelled."""

    column: Column
    words: Words
    known: Mapping[str, str]

    def of(self, cell: Cell) -> Cell:
        """The cell as a build would fill it; as it is where its column cannot take it, or it says more, as $5 does."""
        if cell is None:
            return None
        if self.column.measure in values.TEXTS:
            return self._text(number_text(cell) if isinstance(cell, float) else cell)
        is_day = self.column.measure in values.DATES
        if isinstance(cell, float) and not is_day:
            return cell
        text = values.clean(typed_text(cell, self.column.measure))
        found = self._read(text) if text else None
        return cell if found is None else found

    def _read(self, text: str) -> float | None:
        """The number, or the serial number of the day; None for what is neither."""
        if text not in self._texts_read:
            measure = self.column.measure
            if measure in values.DATES:
                day = values.date(text) if measure is Type.DATE else values.period(text)
                self._texts_read[text] = None if day is None else float((day - _EPOCH).days)
            elif measure is Type.FLAG:
                self._texts_read[text] = values.flag(text)
            else:
                self._texts_read[text] = number_meant(text, measure, or_share=self.column.or_share)
        return self._texts_read[text]

    @cached_property
    def _texts_read(self) -> dict[str, float | None]:
        return {}

    def _text(self, text: str) -> str:
        if text in self._words or text in self._spelled:
            return text
        code = code_words(self.column.key).get(normal(text)) if self._words else None
        return self.known.get(text_of(text), text) if code is None else self.words.value(self.column.key, code)

    @cached_property
    def _words(self) -> frozenset[str]:
        """Those that stand for codes."""
        is_coded = self.column.measure is Type.LABEL
        return frozenset(self.words.codes(self.column.key).values() if is_coded else ())

    @cached_property
    def _spelled(self) -> frozenset[str]:
        return frozenset(self.known.values())
