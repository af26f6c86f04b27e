"""Columns of typed values in which one is unlike the others: of another kind, spelling, format or order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Final

from salessheet.data.reading.number_formats import Shown
from salessheet.xlsx.addresses import Place
from salessheet.xlsx.book_file import Value
from salessheet.xlsx.date_formats import styles_that_show
from salessheet.xlsx.lint.audit.audited_sheet import AuditedSheet
from salessheet.xlsx.lint.findings import Fault, Finding
from salessheet.xlsx.package import MAIN, Package

_FEWEST: Final = 8
"""Values that a column has at least, before one of them can be odd."""
_BESIDE: Final = 3
"""Values on either side of an odd one."""
_FEWEST_SHARES: Final = 3
_FAR: Final = 5
"""How many times as large as the largest of the others, or as small as the smallest, a value may be."""
_KEY: Final = re.compile(r"(\D*?)(\d+)")
_ID: Final = re.compile(r"(?i)\b(?:id|key|code|no)\b\.?|编号|单号|工号|合同号")
_BLANKS: Final = " \t\u00a0\u3000"
_DAYS: Final = range(20_000, 80_000)
_CENTURY: Final = 36_500
_THOUSANDS: Final = re.compile(r"[0#],+(?![0#])")
_CURRENCY: Final = re.compile(r"\[\$[^\]]+\]|[¥￥€£]")
_One = tuple[int, Value]
"""A row, and what is typed there."""


def odd_values(sheet: AuditedSheet) -> Iterator[Finding]:
    """Column by column, of stretches without a gap."""
    dated = styles_that_show(sheet.book.package, Shown.MOMENT)
    shares = styles_that_show(sheet.book.package, Shown.PERCENT)
    units = _units(sheet.book.package)
    for column, stretch in _stretches(sheet):
        yield from _hundredfold(sheet, column, stretch, shares)
        if len(stretch) < _FEWEST:
            continue
        yield from _mixed(sheet, column, stretch)
        yield from _misspelt(sheet, column, stretch)
        yield from _repeated(sheet, column, stretch)
        yield from _repeated_id(sheet, column, stretch)
        yield from _undated(sheet, column, stretch, dated)
        yield from _unlike(sheet, column, stretch, dated, shares, units)


def _stretches(sheet: AuditedSheet) -> Iterator[tuple[int, list[_One]]]:
    """What is typed below one another; a column with its rows."""
    columns: dict[int, list[_One]] = {}
    for (row, column), value in sheet.cells.typed():
        columns.setdefault(column, []).append((row, value))
    for column, values in sorted(columns.items()):
        for _, stretch in groupby(enumerate(values), key=lambda pair: pair[1][0] - pair[0]):
            yield column, [one for _, one in stretch]


def _is_read(sheet: AuditedSheet, place: Place) -> bool:
    """Whether a formula reads the cell among others."""
    return any(one.has(*place) for one in sheet.read.ranges)


def _mixed(sheet: AuditedSheet, column: int, stretch: Sequence[_One]) -> Iterator[Finding]:
    """The one value of another kind, in a column that formulas read as a whole."""
    body = stretch[1:] if isinstance(stretch[0][1], str) else stretch
    kinds = Counter(type(value) for _, value in body)
    if len(kinds) != 2 or min(kinds.values()) != 1 or len(body) < _FEWEST:
        return
    odd = min(kinds, key=lambda kind: kinds[kind])
    at = next(index for index, (_, value) in enumerate(body) if type(value) is odd)
    row, value = body[at]
    read = (one for one in chain(sheet.read.ranges, sheet.read.single) if one.bottom - one.top >= _BESIDE)
    if _BESIDE <= at < len(body) - _BESIDE and any(one.has(row, column) for one in read):
        others = {float: "numbers", str: "texts", bool: "truths"}.get(
            max(kinds, key=lambda kind: kinds[kind]), "others"
        )
        yield sheet.finding(Fault.MIXED, (row, column), f"{value!r} stands among {others}, which formulas read")


def _misspelt(sheet: AuditedSheet, column: int, stretch: Sequence[_One]) -> Iterator[Finding]:
    """Texts with blanks around them, which another cell of the column has without."""
    texts = {value for _, value in stretch if isinstance(value, str)}
    for row, value in stretch:
        is_padded = isinstance(value, str) and value.strip(_BLANKS) != value and value.strip(_BLANKS) in texts
        if is_padded and isinstance(value, str) and _is_read(sheet, (row, column)):
            wrong = f"{value!r} has blanks around it, and counts as another than {value.strip(_BLANKS)!r}"
            yield sheet.finding(Fault.SPELLING, (row, column), wrong)


def _repeated(sheet: AuditedSheet, column: int, stretch: Sequence[_One]) -> Iterator[Finding]:
    """In a list of numbered keys, such as D001, D002, one that is there already.

    Keys stand first in their rows, behind a number at most: what stands behind a text or a day may be of several.
    """
    keyed = [_KEY.fullmatch(str(value)) is not None for _, value in stretch]
    body = stretch[not keyed[0] : len(stretch) - (not keyed[-1])]
    found = [_KEY.fullmatch(value) if isinstance(value, str) else None for _, value in body]
    numbers = [(one[1], int(one[2])) for one in found if one is not None]
    if len(numbers) != len(body) or len(numbers) < _FEWEST:
        return
    prefix, first = numbers[0]
    odd = [index for index, one in enumerate(numbers) if one != (prefix, first + index)]
    if len(odd) == 1 and numbers[odd[0]] in [one for index, one in enumerate(numbers) if index != odd[0]]:
        row, value = body[odd[0]]
        if column > 1 and not _is_number_of_row(sheet, row, column - 1):
            return
        yield sheet.finding(Fault.DUPLICATE, (row, column), f"{value!r} stands in the list twice")


def _repeated_id(sheet: AuditedSheet, column: int, stretch: Sequence[_One]) -> Iterator[Finding]:
    """Below a heading that says what they are, and first in their rows: the one id that is there already."""
    (_, heading), *body = stretch
    if not (isinstance(heading, str) and _ID.search(heading)) or len(body) < _FEWEST:
        return
    counts = Counter(value for _, value in body)
    twice = [value for value, count in counts.items() if count > 1]
    row = max((row for row, value in body if value in twice), default=0)
    is_odd = len(twice) == 1 and counts[twice[0]] == 2
    if is_odd and (column == 1 or _is_number_of_row(sheet, row, column - 1)) and not _is_key(body):
        yield sheet.finding(Fault.DUPLICATE, (row, column), f"{twice[0]!r} stands twice below {heading!r}")


def _is_key(body: Sequence[_One]) -> bool:
    """Whether the values are numbered keys, of which one is asked for by its place."""
    return all(isinstance(value, str) and _KEY.fullmatch(value) for _, value in body)


def _is_number_of_row(sheet: AuditedSheet, row: int, column: int) -> bool:
    """Whether nothing stands there, or what counts from row to row."""
    value = sheet.value((row, column))
    around = {sheet.value((row + step, column)) for step in (-1, 1)} - {None, ""}
    return value in {None, ""} or (isinstance(value, float) and around <= {value - 1, value + 1})


def _undated(sheet: AuditedSheet, column: int, stretch: Sequence[_One], dated: frozenset[int]) -> Iterator[Finding]:
    """A number among days, and a day far from all others."""
    numbers = [(row, value) for row, value in stretch if isinstance(value, float)]
    days = [(row, value) for row, value in numbers if sheet.cells.style((row, column)) in dated]
    if len(days) < _FEWEST or len(numbers) - len(days) > 1:
        return
    for row, value in numbers:
        if sheet.cells.style((row, column)) not in dated and value == int(value) and int(value) in _DAYS:
            yield sheet.finding(Fault.DAY, (row, column), f"{value:.0f} is a day among days, and shows as a number")
    values = sorted(value for _, value in days)
    middle = values[len(values) // 2]
    far = [(row, value) for row, value in days if abs(value - middle) > _CENTURY * 0.9]
    if len(far) == 1 and values[-2] - values[1] < _CENTURY / 5:
        row, _ = far[0]
        yield sheet.finding(Fault.DAY, (row, column), "this day is about a hundred years from all others")


def _hundredfold(
    sheet: AuditedSheet, column: int, stretch: Sequence[_One], shares: frozenset[int]
) -> Iterator[Finding]:
    """Among shares of a whole, 50 where 50% is meant, which shows as 5000%: a hundredth of it is as the others are."""
    numbers = [(row, value) for row, value in stretch if isinstance(value, float)]
    if len(numbers) < _FEWEST_SHARES or any(sheet.cells.style((row, column)) not in shares for row, _ in numbers):
        return
    odd = [(row, value) for row, value in numbers if value > 1]
    others = [value for _, value in numbers if 0 < value <= 1]
    if not 0 < len(odd) < len(others):
        return
    low, high = min(others), max(others)
    for row, value in odd:
        if value > high * _FAR and low / _FAR <= value / 100 <= high * _FAR:
            wrong = f"{value:g} shows as {value:.0%}, where the others of its column are {low:.4g} to {high:.4g}"
            yield sheet.finding(Fault.SCALE, (row, column), wrong)


def _unlike(
    sheet: AuditedSheet,
    column: int,
    stretch: Sequence[_One],
    dated: frozenset[int],
    shares: frozenset[int],
    units: Mapping[int, str],
) -> Iterator[Finding]:
    """A number that shows as a day, a share or an amount in another unit than all others of its column."""
    numbers = [(row, value) for row, value in stretch if isinstance(value, float)]
    if len(numbers) < _FEWEST:
        return
    looks = [_look(sheet.cells.style((row, column)), dated, shares, units) for row, _ in numbers]
    usual = Counter(looks).most_common(1)[0][0]
    if usual == "a day":
        return  # what is none of them is asked about as a day
    odd = [(row, look) for (row, _), look in zip(numbers, looks, strict=True) if look != usual]
    if len(odd) == 1 and numbers[_BESIDE - 1][0] < odd[0][0] <= numbers[-_BESIDE][0]:
        row, look = odd[0]
        looking = partial(_look_at, sheet, dated, shares, units)
        beside = [column + step for step in (-1, 1) if looking(row, column + step) == look]
        if any(look not in {looking(row - 1, other), looking(row + 1, other)} for other in beside):
            return  # its row is one of another kind, such as the months above the columns
        wrong = f"this number shows as {look}, where all others of its column show as {usual}"
        yield sheet.finding(Fault.FORMAT, (row, column), wrong)


def _look_at(
    sheet: AuditedSheet, dated: frozenset[int], shares: frozenset[int], units: Mapping[int, str], row: int, column: int
) -> str | None:
    """How a number looks; None where none stands."""
    place = row, column
    is_number = min(place) > 0 and isinstance(sheet.value(place), float)
    return _look(sheet.cells.style(place), dated, shares, units) if is_number else None


def _look(style: int, dated: frozenset[int], shares: frozenset[int], units: Mapping[int, str]) -> str:
    if style in dated:
        return "a day"
    return "a share" if style in shares else units.get(style, "a plain number")


def _units(package: Package) -> dict[int, str]:
    """The formats that show thousands, or a currency by a sign of its own."""
    part = next((part for _, part in package.related(package.workbook_part, "/styles").values()), None)
    if part is None:
        return {}
    styles = package.tree(part)
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    units = {}
    for number, one in enumerate(styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        code = codes.get(one.get("numFmtId"), "").partition(";")[0]
        if _THOUSANDS.search(code):
            units[number] = "thousands"
        elif sign := _CURRENCY.search(code):
            units[number] = f"an amount in {sign[0].strip('[]$').partition('-')[0] or '$'}"
    return units
