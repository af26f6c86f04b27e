"""What the plain Excel functions give for whole blocks at a time. Arguments and results are `Cells`."""

from __future__ import annotations

import math
from functools import reduce
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np

from salessheet.core.rounding import excel_round
from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.arithmetic import NA, NUM, REF, blame, errors_only, if_, made, unless
from salessheet.workbook.readings.cells import Cells, Numbers, Window, cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ITEMS = (2, 3)  # the axes of a range
_LONG = 2_000  # rows of a column of which not every cell gets a sum of its own


def _round(x: Cells, digits: Cells) -> Cells:
    return made(excel_round(x.number, int(digits.number.flat[0])), blame(x))


def _abs(x: Cells) -> Cells:
    return made(np.abs(x.number), blame(x))


def _iferror(value: Cells, instead: Cells) -> Cells:
    errors = errors_only(value)
    return value if errors is None else if_(Cells((errors != 0).astype(float)), instead, value)


def _is_one(c: Cells) -> bool:
    return c.shape[2] == c.shape[3] == 1


def _fold(each: np.ufunc, skipped: float, arguments: tuple[Cells, ...]) -> Cells:
    """Reduce every argument over its range, then the arguments with each other; texts and blanks are skipped."""
    parts, kinds = [], []
    for a in arguments:
        if isinstance(a, Window) and (each is not np.add or _adds_exactly(a.column)):
            column = a.column
            parts.append(a.running(each, np.where(column.is_number, column.number, skipped), skipped))
            if column.errors is not None:
                kinds.append(Cells(parts[-1], a.running(np.maximum, column.errors, 0)))
            continue
        number = a.number if a.kind is None else np.where(a.is_number, a.number, skipped)
        parts.append(number if _is_one(a) else each.reduce(number, axis=ITEMS, keepdims=True))
        errors = errors_only(a)
        if errors is not None:
            kinds.append(Cells(number, np.maximum.reduce(errors, axis=ITEMS, keepdims=True)))
    return made(reduce(each, parts), blame(*kinds))


def _adds_exactly(column: Cells) -> bool:
    """Whether sums of it are the same in whatever order they are made, or too many cells to add them one by one."""
    return column.number.size > _LONG or bool((column.summable == np.rint(column.summable)).all())


def sum_(*a: Cells) -> Cells:
    return _fold(np.add, 0.0, a)


def _extreme(each: np.ufunc, skipped: float) -> Callable[..., Cells]:
    def twin(*a: Cells) -> Cells:
        found = _fold(each, skipped, a)
        return Cells(np.where(np.isinf(found.number), 0.0, found.number), found.kind)

    return twin


def _count(*a: Cells) -> Cells:
    return Cells(reduce(np.add, map(_numbers_in, a)))


def _numbers_in(a: Cells) -> Numbers:
    if isinstance(a, Window):
        return a.running(np.add, a.column.is_number.astype(float), 0)
    return np.asarray(a.is_number.sum(axis=ITEMS, keepdims=True).astype(float))


def _sumproduct(*a: Cells) -> Cells:
    """One product of ranges; with several arguments, texts count as 0."""
    if len(a) > 1:
        return sum_(Cells(reduce(mul, (np.where(c.is_number, c.number, 0.0) for c in a)), errors_only(*a)))
    return sum_(*a)


def _index(items: Cells, row: Cells, column: Cells | None = None) -> Cells:
    n, m = items.shape[2:]
    if column is None:  # along a row or a column, whichever it is
        place = row.number.astype(np.intp) - 1
        place = np.where((place < 0) | (place >= n * m), -1, place)
        faults: tuple[Cells, ...] = (row,)
    else:
        i, j = row.number.astype(np.intp) - 1, column.number.astype(np.intp) - 1
        place = np.where((i >= 0) & (i < n) & (j >= 0) & (j < m), i * m + j, -1)
        faults = (row, column)
    outside = place < 0
    number = _at(items.number, np.where(outside, 0, place))
    found = unless(outside, REF, number, *faults)
    if items.kind is None:
        return found
    own = _at(items.kind, np.where(outside, 0, place))
    return Cells(found.number, own if found.kind is None else np.where(found.kind, found.kind, own))


def _at(items: NDArray[Any], place: NDArray[np.intp]) -> NDArray[Any]:
    """The item at `place` of the range each cell sees; all may see one range, or each its own."""
    if items.shape[:2] == (1, 1):
        return items.ravel()[place]
    shape = np.broadcast_shapes(items.shape[:2], place.shape[:2])
    wide = np.broadcast_to(items.reshape(*items.shape[:2], -1), (*shape, items.shape[2] * items.shape[3]))
    spot = np.broadcast_to(place.reshape(*place.shape[:2], -1), (*shape, place.shape[2] * place.shape[3]))
    return np.take_along_axis(wide, spot, axis=2).reshape(*shape, *place.shape[2:])


def _match(value: Cells, items: Cells, _exact: Cells) -> Cells:
    """The place of the first equal item. A text that is an error's name cannot occur; blanks match nothing."""
    if items.shape[:2] == (1, 1):
        where = {key: place for place, key in reversed(list(enumerate(items.key.ravel().tolist(), 1)))}
        found = np.array([where.get(key, 0) for key in value.key.ravel().tolist()], float).reshape(value.shape)
    else:
        same = items.key.reshape(*items.shape[:2], -1, 1) == value.key  # each cell sees a range of its own
        found = np.where(same.any(axis=2, keepdims=True), same.argmax(axis=2, keepdims=True) + 1.0, 0.0)
    kind = errors_only(value)
    missing = np.where(found == 0, NA, np.uint8(0))
    return made(found, missing if kind is None else np.where(kind, kind, missing))


def _rank(value: Cells, items: Cells, order: Cells | None = None) -> Cells:
    """All cells may see one range, or each its own."""
    up = order is not None and order.number.flat[0] != 0
    if items.shape[:2] == (1, 1):
        numbers = np.sort(items.number[items.is_number])
        if up:
            before = np.searchsorted(numbers, value.number, "left")
        else:
            before = numbers.size - np.searchsorted(numbers, value.number, "right")
        there = np.isin(value.number, numbers)
    else:
        better = items.number < value.number if up else items.number > value.number
        before = (items.is_number & better).sum(axis=ITEMS, keepdims=True)
        there = (items.is_number & (items.number == value.number)).any(axis=ITEMS, keepdims=True)
    return _of_sound(items, unless(~there, NA, before + 1.0, value))


def _of_sound(items: Cells, found: Cells) -> Cells:
    """What was found in a range; the first error that stands in it, if one does."""
    errors = errors_only(items)
    if errors is None:
        return found
    flat = errors.reshape(*errors.shape[:2], 1, -1)
    first = np.take_along_axis(flat, (flat != 0).argmax(axis=3)[..., None], axis=3)
    return made(found.number, first if found.kind is None else np.where(first, first, found.kind))


def _nth(largest: bool) -> Callable[[Cells, Cells], Cells]:  # noqa: FBT001  which end, fixed when the table is made
    """All cells may see one range, or each its own."""

    def twin(items: Cells, n: Cells) -> Cells:
        upward = np.where(items.is_number, -items.number if largest else items.number, np.inf)
        numbers = np.sort(upward.reshape(*items.shape[:2], 1, -1), axis=3)
        place = n.number.astype(np.intp) - 1
        outside = (place < 0) | (place >= items.is_number.sum(axis=ITEMS, keepdims=True))
        number = _at(numbers, np.where(outside, 0, place)) if numbers.size else np.zeros(place.shape)
        return _of_sound(items, unless(outside, NUM, -number if largest else number, n))

    return twin


# Excel's day 1 is 1900-01-01; from March 1900 on, its serials are days since 1899-12-30.
_EPOCH = np.datetime64("1899-12-30", "D")


def _days(serial: Numbers) -> NDArray[Any]:
    return _EPOCH + np.floor(serial).astype(np.int64)


def _serial(days: NDArray[Any]) -> Numbers:
    return (days - _EPOCH).astype(float)


def _date(year: Cells, month: Cells, day: Cells) -> Cells:
    months = (year.number.astype(np.int64) - 1970) * 12 + month.number.astype(np.int64) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    return made(_serial(first + (day.number.astype(np.int64) - 1)), blame(year, month, day))


def _year(date: Cells) -> Cells:
    return made(_days(date.number).astype("datetime64[Y]").astype(float) + 1970, blame(date))


def _month(date: Cells) -> Cells:
    return made(_days(date.number).astype("datetime64[M]").astype(np.int64) % 12 + 1.0, blame(date))


def _day(date: Cells) -> Cells:
    days = _days(date.number)
    return made((days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(float) + 1, blame(date))


def _weekday(date: Cells, kind: Cells) -> Cells:
    """Only the second kind: Monday is 1."""
    if kind.number.flat[0] != 2:  # Excel's number for weeks that start on Monday
        raise NotImplementedError("WEEKDAY with another kind than 2")
    return made((np.floor(date.number) - 2) % 7 + 1, blame(date))


def _eomonth(date: Cells, months: Cells) -> Cells:
    later = _days(date.number).astype("datetime64[M]") + months.number.astype(np.int64) + 1
    return made(_serial(later.astype("datetime64[D]")) - 1, blame(date, months))


def _edate(date: Cells, months: Cells) -> Cells:
    days = _days(date.number)
    month = days.astype("datetime64[M]")
    first = (month + months.number.astype(np.int64)).astype("datetime64[D]")
    last = (month + months.number.astype(np.int64) + 1).astype("datetime64[D]") - 1
    return made(_serial(np.minimum(first + (days - month.astype("datetime64[D]")), last)), blame(date, months))


_FORMATS = {"yyyy-mm": "%Y-%m", "yyyy-mm-dd": "%Y-%m-%d"}
_NUMBER_FORMATS = {"#,##0": (",.0f", 0, 1), "#,##0.0": (",.1f", 1, 1), "0%": (".0f", 0, 100)}


def _text(value: Cells, form: Cells) -> Cells:
    """Dates and numbers in the formats that captions and sentences use; halves are rounded away from zero."""
    (shown,) = set(form.flat())
    if shown in _NUMBER_FORMATS:
        spec, places, scale = _NUMBER_FORMATS[str(shown)]
        numbers = excel_round(np.where(value.is_number, value.number, 0.0) * scale, places).ravel().tolist()
        return _texts([format(number + 0.0, spec) + "%" * (scale > 1) for number in numbers], value)
    days = _days(np.where(value.is_number, value.number, 0.0)).ravel().tolist()
    return _texts([day.strftime(_FORMATS[str(shown)]) for day in days], value)


def _as_text(part: Scalar) -> str:
    if part is None:
        return ""
    return f"{part:.15g}" if isinstance(part, float) else str(part)


def _concatenate(*a: Cells) -> Cells:
    shape = np.broadcast_shapes(*(c.shape for c in a))
    rows = zip(*(_texts_down(c, shape) for c in a), strict=True)
    return _texts([*map("".join, rows)], *a)


def _texts_down(part: Cells, shape: tuple[int, ...]) -> list[str]:
    """What the cells show joined to others; one cell beside many stands beside each."""
    if part.number.size == 1:
        return [_as_text(*part.flat())] * math.prod(shape)
    return [*map(_as_text, part.broadcast(*shape).flat())]


def _left(text: Cells, letters: Cells) -> Cells:
    """The first so many letters of what the cell shows."""
    (most,) = set(letters.flat())
    return _texts([_as_text(one)[: int(float(str(most)))] for one in text.flat()], text)


def _hyperlink(_target: Cells, shown: Cells) -> Cells:
    """What a link shows; where it leads is no value."""
    return shown


def _texts(texts: list[str], *sources: Cells) -> Cells:
    shape = np.broadcast_shapes(*(c.shape for c in sources))
    found = cells(texts, *shape)
    faults = errors_only(*sources)
    if faults is None or found.kind is None:
        return found
    return Cells(found.number, np.where(faults, faults, found.kind))


PLAIN: dict[str, Callable[..., Cells]] = {
    "SUM": sum_,
    "MIN": _extreme(np.minimum, np.inf),
    "MAX": _extreme(np.maximum, -np.inf),
    "COUNT": _count,
    "ABS": _abs,
    "IF": if_,
    "IFERROR": _iferror,
    "ROUND": _round,
    "RANK": _rank,
    "LARGE": _nth(largest=True),
    "SMALL": _nth(largest=False),
    "SUMPRODUCT": _sumproduct,
    "INDEX": _index,
    "MATCH": _match,
    "DATE": _date,
    "YEAR": _year,
    "MONTH": _month,
    "DAY": _day,
    "WEEKDAY": _weekday,
    "EOMONTH": _eomonth,
    "EDATE": _edate,
    "TEXT": _text,
    "CONCATENATE": _concatenate,
    "LEFT": _left,
    "HYPERLINK": _hyperlink,
}
