"""SUMIFS and COUNTIFS for every cell of a block at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from salessheet.workbook.readings.arithmetic import errors_only, made
from salessheet.workbook.readings.cells import Cells, Numbers, Window
from salessheet.workbook.readings.twins import ITEMS

Places = NDArray[np.intp]

_COMPARE = {
    "=": np.equal,
    ">=": np.greater_equal,
    "<=": np.less_equal,
    ">": np.greater,
    "<": np.less,
}
_DENSE_LIMIT = 4_000_000  # comparisons held at once
_SURE = 12  # digits of a running total that adding leaves right


@dataclass(frozen=True)
class Condition:
    items: Cells  # a column of the table, (1,1,N,1), or a window of one, (n,1,N,1)
    sign: str
    bound: Cells  # (n,m,1,1): one value a cell of the block

    @property
    def seen(self) -> Numbers:
        """What the sign compares: anything for "equals", numbers alone for the others."""
        return self.items.key if self.sign == "=" else self.items.ordered

    @property
    def asked(self) -> Numbers:
        """What it is compared with; NaN where nothing meets it."""
        return self.bound.key if self.sign == "=" else self.bound.ordered

    @property
    def is_window(self) -> bool:
        return self.items.shape[:2] != (1, 1)


def sumifs(amounts: Cells | None, conditions: tuple[Condition, ...]) -> Cells:
    """The sum (the count without amounts) of the rows that meet all conditions. An error in a bound meets nothing."""
    shapes = {c.bound.shape for c in conditions}
    shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)
    if any(c.is_window for c in conditions):
        return _windows(amounts, conditions, shape)
    if amounts is not None and amounts.shape[1] > 1:  # each column of a block sums its own
        return _columns(amounts, conditions)
    fixed = [c for c in conditions if c.sign != "=" and c.bound.number.size == 1]
    moving = [c for c in conditions if c.sign != "=" and c.bound.number.size > 1]
    equals = [c for c in conditions if c.sign == "="]
    chosen = reduce(np.logical_and, (_meets(c) for c in fixed), np.ones(1, bool))
    weights = np.ones(1) if amounts is None else amounts.summable
    weights = np.broadcast_to(weights * chosen, _rows_of(conditions))
    if moving:
        return _intervals(weights, equals, moving, shape)
    group, target, groups = _dealt(equals)
    totals = np.bincount(np.broadcast_to(group, weights.shape), weights, minlength=groups)
    return Cells(totals[target].astype(np.float64, copy=False)).broadcast(*shape)


def _columns(amounts: Cells, conditions: tuple[Condition, ...]) -> Cells:
    """Amounts (1,m,N,1) and bounds that are the same in all of the m columns."""
    rows = len(conditions[0].bound.number)
    each = [sumifs(amounts.take((slice(None), slice(j, j + 1))), conditions) for j in range(amounts.shape[1])]
    return Cells(np.concatenate([found.broadcast(rows, 1, 1, 1).number for found in each], axis=1))


def _rows_of(conditions: tuple[Condition, ...]) -> tuple[int]:
    return (conditions[0].items.number.size,)


def _meets(condition: Condition) -> NDArray[np.bool_]:
    """Which rows meet a condition with one bound."""
    if not condition.bound.is_number.all():
        return np.zeros(condition.items.number.size, bool)
    keys, codes = condition.items.distinct_numbers
    return np.asarray(_COMPARE[condition.sign](keys, condition.bound.number.flat[0])[codes], bool)


def _dealt(equals: list[Condition]) -> tuple[Places, Places, int]:
    """Rows dealt into groups, one for each combination of bounds; and the group each cell of the block asks for."""
    group, target, groups = np.zeros(1, np.intp), np.zeros((1, 1, 1, 1), np.intp), 1
    for condition in equals:
        of_rows, of_cells, different = _matched(condition)
        group, groups = group * (different + 1) + of_rows, groups * (different + 1)
        target = target * (different + 1) + of_cells
    return group, target, groups


def _those_with_rows(group: Places, target: Places, groups: int, rows: tuple[int, ...]) -> tuple[Places, Places, int]:
    """As `_dealt`, with one group for all that have no row: of combinations there are many more than rows."""
    group = np.broadcast_to(group, rows)
    if groups <= rows[0] + 1:
        return group, target, groups
    held, numbered = np.unique(group, return_inverse=True)
    found = np.searchsorted(held, target)
    is_held = held[np.minimum(found, held.size - 1)] == target
    return numbered.reshape(rows), np.where(is_held, found, held.size), held.size + 1


def _matched(condition: Condition) -> tuple[Places, Places, int]:
    """Which of the different bounds each row has, and each cell of the block; how many there are.

    Found once for a column and its bounds, which many formulas of a block have in common.
    """
    known = condition.items.matched.get(id(condition.bound))
    if known is not None:
        return known[1]
    keys, codes = condition.items.distinct
    bounds, inverse = condition.bound.distinct
    place = np.searchsorted(bounds, keys)  # of each distinct key; beyond the last or unequal: no bound has it
    place = np.where(bounds[np.minimum(place, bounds.size - 1)] == keys, place, bounds.size)
    found = place[codes], inverse.reshape(condition.bound.shape), bounds.size
    condition.items.matched[id(condition.bound)] = condition.bound, found  # which keeps the bound, and so its id
    return found


def _intervals(weights: Numbers, equals: list[Condition], moving: list[Condition], shape: tuple[int, ...]) -> Cells:
    """Bounds that differ by cell: sort the rows of each group by the compared column, and take differences.

    All moving conditions must compare one column (a date from … to …); otherwise every cell meets every row.
    """
    items = moving[0].items
    if any(c.items is not items for c in moving):
        return _dense(weights, [*equals, *moving], shape)
    group, target, groups = _those_with_rows(*_dealt(equals), weights.shape)
    keys, codes = items.distinct_numbers
    real = keys[~np.isnan(keys)]
    low, high = np.zeros((1, 1, 1, 1), np.intp), np.full((1, 1, 1, 1), real.size)
    for c in moving:
        place = np.searchsorted(real, c.asked, "left" if c.sign in (">=", "<") else "right")
        low = np.maximum(low, place) if c.sign in (">=", ">") else low
        high = np.minimum(high, place) if c.sign in ("<=", "<") else high
        high = np.where(np.isnan(c.asked), 0, high)
    dealt = _Dealt(group, np.minimum(codes, real.size), weights, groups, real.size + 1)
    found, largest = dealt.between(target, low, np.maximum(high, low))
    return Cells(_tidy(found, largest)).broadcast(*shape)


@dataclass(frozen=True)
class _Dealt:
    """Rows in groups and, inside them, at one of `width` places, the last of which is for what has none."""

    group: Places
    place: Places
    weights: Numbers
    groups: int
    width: int

    def between(self, target: Places, low: Places, high: Places) -> tuple[Numbers, float]:
        """The sums of cells, each over the places from `low` on and before `high` of a group; the largest total."""
        most = max(1, _DENSE_LIMIT // self.width)
        if self.groups <= most:
            running = self._running()
            return running[target, high] - running[target, low], float(np.abs(running).max(initial=1.0))
        shape = np.broadcast_shapes(target.shape, low.shape, high.shape)
        target, low, high = (np.broadcast_to(asked, shape).ravel() for asked in (target, low, high))
        sums, largest = np.zeros(target.size), 1.0
        rows, cells = np.argsort(self.group, kind="stable"), np.argsort(target, kind="stable")
        starts = np.arange(0, self.groups + most, most)
        ends_of_rows = np.searchsorted(self.group[rows], starts).tolist()
        ends_of_cells = np.searchsorted(target[cells], starts).tolist()
        for i, first in enumerate(starts[:-1].tolist()):
            mine = cells[ends_of_cells[i] : ends_of_cells[i + 1]]
            theirs = rows[ends_of_rows[i] : ends_of_rows[i + 1]]
            if mine.size and theirs.size:
                part = _Dealt(
                    self.group[theirs] - first, self.place[theirs], self.weights[theirs],
                    min(most, self.groups - first), self.width,
                )  # fmt: skip  # in the order of the fields
                sums[mine], total = part.between(target[mine] - first, low[mine], high[mine])
                largest = max(largest, total)
        return sums.reshape(shape), largest

    def _running(self) -> Numbers:
        """By group: the totals before each place."""
        table = np.bincount(self.group * self.width + self.place, self.weights, minlength=self.groups * self.width)
        return np.cumsum(np.pad(table.reshape(self.groups, self.width)[:, :-1], ((0, 0), (1, 0))), axis=1)


def _tidy(sums: Numbers, largest: float) -> Numbers:
    """Differences of running totals carry the rounding error of the largest; a sum of shares has more decimals.

    Twelve digits of it are sure; six decimals, as a sum of money has, in any case.
    """
    return np.round(sums, int(np.clip(_SURE - np.ceil(np.log10(max(1.0, largest))), 6, _SURE)))


def _dense(weights: Numbers, conditions: list[Condition], shape: tuple[int, ...]) -> Cells:
    rows, columns = shape[:2]
    found = np.zeros((rows, columns, 1, 1))
    step = max(1, _DENSE_LIMIT // max(1, weights.size * columns))
    for top in range(0, rows, step):
        part = slice(top, min(top + step, rows))
        met = reduce(
            np.logical_and,
            (
                _COMPARE[c.sign](c.seen.reshape(1, 1, -1, 1), c.asked[part if c.bound.shape[0] > 1 else slice(None)])
                for c in conditions
            ),
        )
        found[part] = (met * weights.reshape(1, 1, -1, 1)).sum(axis=ITEMS, keepdims=True)
    return Cells(found)


def _windows(amounts: Cells | None, conditions: tuple[Condition, ...], shape: tuple[int, ...]) -> Cells:
    """Conditions on the cells so far: each cell of the block sees its own range."""
    first, places = conditions[0].items, (conditions[0].items.shape[0], 1, 1, 1)
    ranges = [c.items for c in conditions] if amounts is None else [amounts, *(c.items for c in conditions)]
    is_plain = all(c.sign == "=" and c.bound.shape in (places, (1, 1, 1, 1)) for c in conditions)
    if isinstance(first, Window) and first.down and is_plain and all(map(first.is_like, ranges)):
        return _running(first, amounts, conditions)
    met = reduce(np.logical_and, (_COMPARE[c.sign](c.seen, c.asked) for c in conditions))
    weights = 1.0 if amounts is None else np.where(amounts.is_number, amounts.number, 0.0)
    return made((met * weights).sum(axis=ITEMS, keepdims=True).reshape(shape), errors_only())


def _running(window: Window, amounts: Cells | None, conditions: tuple[Condition, ...]) -> Cells:
    """Rows of equal cells side by side, in their order: what each place sees of its own is one stretch of them."""
    n = window.column.number.size
    weights = amounts.column.summable if isinstance(amounts, Window) else np.ones(n)
    whole = [replace(c, items=c.items.column.as_range) for c in conditions if isinstance(c.items, Window)]
    group, target, _ = _those_with_rows(*_dealt(whole), weights.shape)
    order = np.argsort(group, kind="stable")
    running, places = np.pad(np.cumsum(weights[order]), (1, 0)), group[order] * n + order
    asked, (first, end) = np.broadcast_to(target.ravel(), (n,)), window.bounds
    low, high = np.searchsorted(places, asked * n + first), np.searchsorted(places, asked * n + end)
    found = running[high] - running[low]
    tidy = found if amounts is None else _tidy(found, float(np.abs(running).max()))
    return Cells(tidy.reshape(n, 1, 1, 1))
