"""What reports write among their rows and below them: totals, and lines of text such as who made the report.

Neither is a record, and a total that is taken for one counts everything twice. So a row is a total only where its
first text says so and one of its numbers proves it: as the sum, or the number, of the rows above. Above its rows a
group has one only in a file of groups alone, `New (12)` over twelve rows, and so on to the last.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from salessheet.data.reading.grids import TYPED

Cells = Sequence[Sequence[str]]

_ABROAD = (
    r"(?:gesamt|zwischen|end)?summen?|gesamt(?:betrag)?|somme|(?:sous-)?total(?: général| generale| geral)?"
    r"|(?:sub)?totale|suma|soma|(?:sub)?totaal|razem|итого|всего"
)
_TOTAL = re.compile(
    r"(?:.*[\s:：\-–—])?(?:(?:grand |sub|sub-)?(?:totals?|sum|count)(?: (?:of|for) .*)?|" + _ABROAD + ")"
    r"|(?:sub-?totals?|zwischensumme|sous-total|subtotale?|subtotaal|小计)[\s:：\-–—].*"
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


def group_heads(cells: Cells, number: Callable[[str], float | None]) -> list[int]:
    """The places of the rows that head a group, `New (12)`, with the sums of its rows or without; groups may nest.

    None at all unless the first row is one, and every record lies in a group that has as many rows as its head says
    and, where the head has numbers, the sum of one of them.
    """
    if not cells or not cells[0] or not _how_many(cells[0][0]):
        return []
    heads = {
        place: (count, numbers)
        for place, row in enumerate(cells)
        if row and (count := _how_many(row[0])) and (numbers := _numbers_alone(row, number)) is not None
    }
    records = [place for place in range(len(cells)) if place not in heads]
    covered = 0
    sums = _Running.of({c for _, numbers in heads.values() for c in numbers}, [cells[at] for at in records], number)
    for place, (count, numbers) in heads.items():
        first = bisect(records, place)
        end = first + count
        is_whole = end == len(records) or (end < len(records) and records[end] - 1 in heads)
        if first > covered or not is_whole or not sums.prove(numbers, first, end):
            return []
        covered = max(covered, end)
    return list(heads) if covered == len(records) else []


def _how_many(text: str) -> int:
    """The number in brackets at the end of a text; 0 where there is none."""
    said = _OF_HOW_MANY.search(text) if len(text) <= _LONGEST else None
    return int(said[1].replace(",", "")) if said else 0


def _numbers_alone(row: Sequence[str], number: Callable[[str], float | None]) -> dict[int, float] | None:
    """The numbers behind the first cell of a row, by their places; None where anything else is there."""
    filled = ((place, cell.removeprefix(TYPED)) for place, cell in enumerate(row) if place)
    found = {place: number(text) for place, text in filled if text.strip()}
    numbers = {place: amount for place, amount in found.items() if amount is not None}
    return numbers if len(numbers) == len(found) else None


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


@dataclass(frozen=True, eq=False)
class _Running:
    """What the numbers of rows have come to before each of them, in the columns asked for."""

    sums: Mapping[int, Sequence[float]]

    @classmethod
    def of(cls, columns: Iterable[int], rows: Cells, number: Callable[[str], float | None]) -> _Running:
        def amount(row: Sequence[str], column: int) -> float:
            return (number(row[column].removeprefix(TYPED)) if column < len(row) else None) or 0.0

        return cls({column: [0.0, *accumulate(amount(row, column) for row in rows)] for column in columns})

    def prove(self, numbers: Mapping[int, float], first: int, end: int) -> bool:
        """Whether one of the numbers is the sum of the rows from the first up to the end; without any, it is."""
        sums = ((amount, self.sums[column][end] - self.sums[column][first]) for column, amount in numbers.items())
        return not numbers or any(math.isclose(one, other, rel_tol=1e-9, abs_tol=0.005) for one, other in sums)
