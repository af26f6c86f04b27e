"""Keys that every spreadsheet compares alike.

Formulas look rows up with SUMIFS and COUNTIFS, whose criteria are patterns: case does not matter, `*`, `?` and `~`
are wildcards, a leading `<`, `>` or `=` is a comparison, text that looks like a number equals every number of the
same 15 digits, and more than 255 characters are an error. So, for identifying and referring columns and for short
words (columns of type LABEL):

1. Case and width: keys that differ by case or by full and half width alone (Ｏ１ and o1) are the same key, written as
   the first row has it.
2. Patterns: those signs are replaced by their full-width forms, `A*1` by `A＊1`, and the row is noted.
3. Numbers: `1001` stays as it is. Only where two keys of a table would be the same number, `123` and `00123` or
   numbers of 16 and more digits, each of them gets a `#` in front, here and in every reference, and is noted; `##`
   where another row is called `#123`.
4. A key longer than 255 characters is refused like a value that cannot be read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from salessheet.core.keys import each_folded
from salessheet.data import values
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type

LONGEST_KEY = 255

_WILD = re.compile(r"[*?~]|^[<>=]+")
_MOST_DIGITS = 15
_ALL_PLAIN = re.compile(r"(?:(?:[A-Za-z][^|]*+|0|[1-9]\d{0,14}+|(?:[^|-]*+-){4}[^|]*+)\|)*+")
_BEGINS_OTHERWISE = re.compile(r"\|(?![A-Za-z])")
_WIDE = str.maketrans("*?~<>=", "＊？～＜＞＝")  # the full-width forms of * ? ~ < > =


def is_key(column: Column) -> bool:
    """Whether formulas compare this column's texts."""
    referring = column.identifies or column.refers_to is not None
    return column.measure is Type.LABEL or (column.measure is Type.TEXT and referring)


def has_pattern(text: str) -> bool:
    return _WILD.search(text) is not None


def without_patterns(text: str) -> str:
    return _WILD.sub(lambda match: match[0].translate(_WIDE), text)


def are_plain(ids: Sequence[str]) -> bool:
    """Whether it is plain that no two of many different ids are the same number.

    Each begins with a letter of ASCII, has more hyphens than a date, or is a number of up to 15 digits without zeros
    before it; or all are numbers of as many digits.
    """
    joined = "|" + "|".join(ids)
    if not joined.isascii():
        return False
    if _BEGINS_OTHERWISE.search(joined) is None or _ALL_PLAIN.fullmatch(joined[1:] + "|"):
        return True
    return joined.replace("|", "").isdigit() and {*map(len, ids)} <= {min(len(ids[0]), _MOST_DIGITS)}


def canonical(ids: Iterable[str], folded_ids: Sequence[str] | None = None) -> Mapping[str, str]:
    """Folded id → the id as it is written everywhere, by rules 1 and 3. `folded_ids`: the same folded, if at hand."""
    texts = list(ids)
    names = each_folded(texts) if folded_ids is None else folded_ids
    written = dict(zip(names, texts, strict=True))
    if len(written) < len(texts):
        written = {}
        for folded, text in zip(names, texts, strict=True):
            written.setdefault(folded, text)
    asked = {folded: text for folded, text in written.items() if not text[:1].isalpha()}  # most begin with a letter
    numbers = [*map(_as_number, asked.values())]
    if len(numbers) - numbers.count(None) == len({*numbers} - {None}):
        return written
    same: defaultdict[object, list[str]] = defaultdict(list)
    for folded, number in zip(asked, numbers, strict=True):
        if number is not None:
            same[number].append(folded)
    for alike in same.values():
        if len(alike) > 1:
            mark = _free_mark(alike, written)
            written.update({folded: mark + written[folded] for folded in alike})
    return written


def _free_mark(alike: Iterable[str], names: Mapping[str, str]) -> str:
    """As many signs as make of each an id that no other row has."""
    mark = "#"
    while any(mark + folded in names for folded in alike):
        mark += "#"
    return mark


def _as_number(text: str) -> object:
    """What a spreadsheet takes the text for: a number of 15 digits or a date; None if for text."""
    if len(text) <= _MOST_DIGITS and text.isdecimal() and text.isascii():
        return text.lstrip("0") or "0"
    if values.is_plainly_text(text):
        return None
    if (number := values.number(text)) is not None:
        return f"{number:.15g}"
    return values.any_date(text) or values.any_month(text)
