"""The cells of one sheet, read one by one: slower than calamine, but nothing is lost and blank space costs nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from salessheet.data.reading.cell_texts import iso_text, number_text, serial_text, typed
from salessheet.data.reading.grids import NOT_CALCULATED, Merge, Records
from salessheet.data.reading.merged_cells import merges
from salessheet.data.reading.number_formats import Shown
from salessheet.data.reading.workbook_parts import run_text
from salessheet.data.reading.xml_parts import DEEPEST, SAVE_AGAIN, feed, local, parser, too_deep
from salessheet.errors import ErrorKind, UnreadableSource

LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14
_MOST_BLANKS = 50_000_000  # left of values, in all rows together

_ERRORS = frozenset(ErrorKind)


@dataclass(frozen=True, eq=False)
class Meanings:
    """What cells refer to: texts they share, as what each style shows a number, the day zero of dates.

    `digits`: of styles that put zeros before a number, how many digits there are at least.

    `marked`: whether texts that look like numbers come behind TYPED; of the shared texts whoever gives them has marked
    these already.
    """

    strings: Sequence[str]
    shown: Sequence[Shown]
    since_1904: bool
    marked: bool = False
    digits: Mapping[int, int] = field(default_factory=dict)


def rows(where: str, chunks: Iterable[bytes], meanings: Meanings) -> tuple[Records, tuple[Merge, ...]]:
    """The rows of a sheet that have any text, each up to its last one, by the numbers that people see; what is merged.

    A cell with an error gives the error, or #UNKNOWN! if it is none of ErrorKind; a formula without a value gives
    NOT_CALCULATED. Of two cells in one place the later counts, unless it is blank. Raises UnreadableSource, which names
    the sheet by `where`, for a cell outside of any sheet, a text that is not there, and broken XML.
    """
    cells = _Cells(where, meanings)
    feed(where, cells.parser, chunks)
    records = [(number, row) for number, row in sorted(cells.rows.items()) if "".join(row).strip()]
    return records, merges(cells.merged)


class _Cells:
    """What the parser calls. A row or a cell that does not say where it is follows the one before it."""

    def __init__(self, where: str, meanings: Meanings) -> None:
        self.rows: dict[int, list[str]] = {}
        self.merged: list[str] = []
        self.parser = parser(where)
        self.parser.buffer_size = 1 << 16
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._where, self._strings, self._since_1904 = where, meanings.strings, meanings.since_1904
        self._others = {str(style): shown for style, shown in enumerate(meanings.shown) if shown is not Shown.NUMBER}
        self._digits = {str(style): least for style, least in meanings.digits.items()}
        self._marked = typed if meanings.marked else str
        self._depth = self._blanks = 0
        self._row, self._column = 0, 0
        self._cell: dict[str, str] = {}
        self._formula = self._kept = self._is_spoken = False
        self._value: str | None = None
        self._runs: list[str] = []
        self._pieces: list[str] = []
        self._take = self._pieces.append
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._row_start,
            "c": self._cell_start,
            "f": self._formula_start,
            "v": self._text_start,
            "t": self._text_start,
            "rPh": self._spoken_start,
            "mergeCell": self._merged_start,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "c": self._cell_end,
            "v": self._value_end,
            "t": self._run_end,
            "rPh": self._spoken_end,
        }

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise too_deep(self._where)
        start = self._starts.get(name) or self._starts.get(local(name))
        if start is not None:
            start(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        end = self._ends.get(name) or self._ends.get(local(name))
        if end is not None:
            end()

    def _row_start(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._row, self._column = self._row + 1 if place is None else _number(place), 0
        if not 0 < self._row <= LAST_ROW:
            raise self._outside("row", place)

    def _cell_start(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._formula, self._value = False, None
        if self._runs:
            self._runs.clear()

    def _formula_start(self, _: dict[str, str]) -> None:
        self._formula = True

    def _text_start(self, attributes: dict[str, str]) -> None:
        self._kept = attributes.get("xml:space") == "preserve"
        self._pieces.clear()
        self.parser.CharacterDataHandler = self._take

    def _value_end(self) -> None:
        self.parser.CharacterDataHandler = None
        self._value = "".join(self._pieces)

    def _run_end(self) -> None:
        self.parser.CharacterDataHandler = None
        if not self._is_spoken:
            self._runs.append(run_text("".join(self._pieces), kept=self._kept))

    def _merged_start(self, attributes: dict[str, str]) -> None:
        self.merged.append(attributes.get("ref", ""))

    def _spoken_start(self, _: dict[str, str]) -> None:
        self._is_spoken = True

    def _spoken_end(self) -> None:
        self._is_spoken = False

    def _cell_end(self) -> None:
        place = self._cell.get("r")
        if place is None:
            row, self._column = self._row, self._column + 1
        else:
            column = place.rstrip("0123456789")
            row, self._column = _number(place[len(column) :]), _column(column)
        text = self._text()
        if not 0 < self._column <= LAST_COLUMN or not 0 < row <= LAST_ROW:
            raise self._outside("cell", place)
        if text:
            self._put(row, text)

    def _put(self, row: int, text: str) -> None:
        line = self.rows.get(row)
        if line is None:
            line = self.rows[row] = []
        lacking = self._column - len(line) - 1
        if lacking < 0:
            line[self._column - 1] = text
            return
        if lacking:
            self._blanks += lacking
            if self._blanks > _MOST_BLANKS:
                raise UnreadableSource(
                    self._where, f"values stand far to the right in many rows, as in row {row}.", "Move or delete them."
                )
            line.extend([""] * lacking)
        line.append(text)

    def _outside(self, what: str, place: str | None) -> UnreadableSource:
        named = what if place is None else f"{what} {' '.join(place[:20].split())}"
        return UnreadableSource(self._where, f"it has a {named} outside of A1:XFD1048576.", SAVE_AGAIN)

    def _text(self) -> str:
        kind = self._cell.get("t", "n")
        if kind == "inlineStr":
            text = "".join(self._runs)
        elif self._value is None:
            text = ""
        elif kind == "str":
            return self._marked(self._value)
        else:
            text = self._value.strip()
        if text:
            return self._meaning(kind, text)
        return NOT_CALCULATED if self._formula else ""

    def _meaning(self, kind: str, text: str) -> str:
        if kind == "n":
            return self._number_text(text)
        match kind:
            case "s":
                return self._string(text)
            case "b":
                return "FALSE" if text in {"0", "false"} else "TRUE"
            case "e":
                return text if text in _ERRORS else ErrorKind.UNKNOWN.value
            case "d":
                return iso_text(text)
        return self._marked(text)

    def _number_text(self, text: str) -> str:
        """What is no finite number stays as it is, for whoever wants a number to refuse it."""
        try:
            number = float(text)
        except ValueError:
            return text
        if not math.isfinite(number) or "_" in text or not text.isascii():  # more than a file means by a number
            return text
        style = self._cell.get("s", "")
        if style in self._others:
            return serial_text(number, self._others[style], since_1904=self._since_1904)
        least = self._digits.get(style, 0) if number >= 0 and number.is_integer() else 0
        return number_text(number).zfill(least)

    def _string(self, text: str) -> str:
        place = _number(text)
        if 0 <= place < len(self._strings):
            return self._strings[place]
        cell, held = self._cell.get("r", ""), len(self._strings)
        raise UnreadableSource(
            self._where,
            f"the cell {cell} has the shared text {text[:20]}, and the workbook holds {held} of them.",
            SAVE_AGAIN,
        )


def _number(text: str) -> int:
    """A whole number without sign; -1 for what is none, or too long for any in a sheet."""
    return int(text) if len(text) < 10 and text.isdecimal() and text.isascii() else -1


@lru_cache(maxsize=LAST_COLUMN)
def _column(name: str) -> int:
    """1 for A, 16384 for XFD; 0 for what is no name of a column."""
    if len(name) > 3 or not (name.isascii() and name.isalpha()):
        return 0
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
