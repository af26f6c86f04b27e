"""What reports write among their rows and below them: totals, and lines of text such as who made the report.

Neither is a record, and a total that is taken for one counts everything twice. So a row is a total only where its
first text says so and one of its numbers proves it: as the sum, or the number, of the rows above.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from salessheet.data.reading.grids import TYPED

Cells = Sequence[Sequence[str]]

_ABROAD = (
    r"(?:gesamt|zwischen|end)?summen?|gesamt(?:betrag)?|somme|(?:sous-)?total(?: général| generale| geral)?"
    r"|(?:sub)?totale|suma|soma|(?:sub)?totaal|razem|итого|всего"
)
_TOTAL = re.compile(
    r"(?:.*[\s:：\-–—])?(?:(?:grand |sub|sub-)?(?:totals?|sum|count)(?: of .*)?|" + _ABROAD + ")"
    r"|.*(?:合计|总计|小计|共计|汇总|总数|计数|求和)",
    re.DOTALL,
)
_PLAINLY = re.compile(r"(?:.*[\s:：\-–—])?(?:subtotals?|sub-totals?)|(?:grand )?totals?|.*小计|合计|总计|共计|总合计")
_MAY_SAY = re.compile(
    r"tot|sum|som|count|gesamt|razem|[^\x00-\x7f]", re.IGNORECASE
)  # told at a glance, of a million rows
_OF_HOW_MANY = re.compile(r"[(（]\s*(\d[\d,]*)[^)）]*[)）]\s*$")
_LONGEST = 100  # characters of a text that says so
_LEAST_COLUMNS = 3  # below fewer, a line of one text may be a record


def totals(cells: Cells, number: Callable[[str], float | None]) -> list[int]:
    """The places of the rows that are totals of rows above: of all of them, or of those since the last total.

    Cells may have the mark of typed values. `number`: what a text of the file says as a number, or None.
    """

    def numbers_of(row: Sequence[str], columns: Iterable[int]) -> dict[int, float]:
        read = ((column, number(row[column].removeprefix(TYPED))) for column in columns if column < len(row))
        return {column: amount for column, amount in read if amount is not None}

    candidates = {place: numbers_of(row, range(len(row))) for place, row in enumerate(cells) if says_total(_first(row))}
    proving = set().union(*candidates.values())
    found: list[int] = []
    everything, since = _Above(), _Above()
    for place, row in enumerate(cells) if candidates else ():
        numbers = candidates[place] if place in candidates else numbers_of(row, proving)
        if place in candidates and any(above.come_to(_first(row), numbers) for above in (everything, since)):
            found.append(place)
            since = _Above()
            continue
        everything.add(numbers)
        since.add(numbers)
    return found


def closing_lines(cells: Cells, rows: Sequence[int], headings: int, ends: Collection[int] = ()) -> range:
    """The places of the lines below the table: after an empty row or a total, up to the end, each of one text alone.

    `rows`: the numbers of the rows, which leave out empty ones; `headings`: how many the table has; `ends`: the places
    of its totals.
    """
    start = end = len(cells)
    for place in reversed(range(1, end)):
        if headings < _LEAST_COLUMNS or sum(1 for cell in cells[place] if cell.removeprefix(TYPED).strip()) != 1:
            break
        if place in ends:
            break
        if rows[place] - rows[place - 1] > 1 or place - 1 in ends:
            start = place
    return range(start, end)


def says_total(text: str) -> bool:
    """Whether a text is what people write before a total, in English, Chinese or another common language."""
    return _says(_TOTAL, text)


def is_plainly_total(text: str) -> bool:
    """Whether a text is nothing but such a word, or says subtotal: few records have such a name."""
    return _says(_PLAINLY, text)


def _says(words: re.Pattern[str], text: str) -> bool:
    if len(text) > _LONGEST or _MAY_SAY.search(text) is None:
        return False
    plain = unicodedata.normalize("NFKC", text).casefold()
    return words.fullmatch(_OF_HOW_MANY.sub("", plain).strip(" :\t")) is not None


def _first(row: Sequence[str]) -> str:
    return next((text for cell in row if (text := cell.removeprefix(TYPED)).strip()), "")


@dataclass(eq=False)
class _Above:
    """The rows above a total: how many there are, and the sum of each column that has numbers."""

    count: int = 0
    sums: dict[int, float] = field(default_factory=dict)

    def add(self, numbers: Mapping[int, float]) -> None:
        self.count += 1
        for column, amount in numbers.items():
            self.sums[column] = self.sums.get(column, 0.0) + amount

    def come_to(self, text: str, numbers: Mapping[int, float]) -> bool:
        """Whether a number of a row, or in brackets behind its first text, is what these rows come to."""
        said = _OF_HOW_MANY.search(text)
        how_many = {*numbers.values(), *([float(said[1].replace(",", ""))] if said else [])}
        if self.count > 1 and self.count in how_many:
            return True
        return any(
            column in self.sums and math.isclose(amount, self.sums[column], rel_tol=1e-9, abs_tol=0.005)
            for column, amount in numbers.items()
        )
