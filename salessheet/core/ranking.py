"""Ranks with every way of treating ties, and the leaderboard made from them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from salessheet.core.grouping import codes
from salessheet.core.keys import key as key_of
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind


class Order(StrEnum):
    """Whether the largest or the smallest value comes first."""

    DESC = "desc"
    ASC = "asc"


class Ties(StrEnum):
    """The ranks of equal values, here for 9, 7, 7, 5."""

    COMPETITION = "competition"  # 1, 2, 2, 4
    DENSE = "dense"  # 1, 2, 2, 3
    AVERAGE = "average"  # 1, 2.5, 2.5, 4
    ORDINAL = "ordinal"  # 1, 2, 3, 4: by order of appearance


def ranks(
    values: Floats,
    order: Order = Order.DESC,
    ties: Ties = Ties.COMPETITION,
    groups: Sequence[Hashable] | None = None,
) -> Floats:
    """The rank of every value, from 1, within its group; blanks have no rank (NaN).

    `values` and `groups` (a name a value) are flat and equally long; without groups all values are one group, and
    blank groups (None) are one of their own; groups are compared as in `keys`. Values tie when they are equal to the
    last bit, as in RANK, which is the plain formula of it: round what should tie.
    """
    ranked = np.flatnonzero(~np.isnan(values))
    result = np.full(values.shape, np.nan)
    if not ranked.size:
        return result
    key = values[ranked] if order is Order.ASC else -values[ranked]
    group = np.zeros(ranked.size, np.intp) if groups is None else codes(_keys(groups))[ranked]
    place = np.lexsort((key, group))  # stable, so equal values stay in order of appearance
    key, group = key[place], group[place]
    result[ranked[place]] = _ranks_of_sorted(key, group, ties)
    return result


def _keys(groups: Sequence[Hashable]) -> list[str | None]:
    keys = {group: key_of(group) or None for group in set(groups)}
    return [keys[group] for group in groups]


def _ranks_of_sorted(key: Floats, group: NDArray[np.intp], ties: Ties) -> Floats:
    position = np.arange(key.size, dtype=np.float64)
    new_group = np.insert(group[1:] != group[:-1], 0, True)
    new_value = new_group | np.insert(key[1:] != key[:-1], 0, True)
    start: Floats = np.maximum.accumulate(np.where(new_group, position, 0.0))
    first: Floats = np.maximum.accumulate(np.where(new_value, position, 0.0))
    if ties is Ties.ORDINAL:
        return position - start + 1.0
    if ties is Ties.COMPETITION:
        return first - start + 1.0
    run: NDArray[np.intp] = np.cumsum(new_value) - 1
    if ties is Ties.DENSE:
        return (run - run[start.astype(np.intp)] + 1).astype(np.float64)
    count: Floats = np.bincount(run).astype(np.float64)
    return first - start + (count[run] + 1) / 2


@dataclass(frozen=True)
class Leaderboard:
    """Best first; the columns are equally long, NaN is blank."""

    rank: Floats
    name: list[Hashable]
    value: Floats
    gap: Floats
    change: Floats


def leaderboard(
    names: Sequence[Hashable],
    values: Floats,
    previous_ranks: Floats | None = None,
    n: int | None = None,
    ties: Ties = Ties.COMPETITION,
) -> Leaderboard:
    """The n best values (all of them without n), largest first, equal ones in order of appearance.

    gap: what is missing to the line above, never negative, blank in the first line. change: previous rank - rank now,
    so up is positive; blank without a previous rank. A line whose name (None) or value is blank is left out, before
    ranking. Raises #NUM! for n below 1, #VALUE! where the arguments differ in length.
    """
    previous = np.full(values.shape, np.nan) if previous_ranks is None else previous_ranks
    if not len(names) == values.size == previous.size:
        raise CannotCompute(ErrorKind.VALUE, "names, values and previous ranks differ in number")
    if n is not None and n < 1:
        raise CannotCompute(ErrorKind.NUM, "a leaderboard has at least one line")
    value = np.where([name is None for name in names], np.nan, values)
    rank = ranks(value, Order.DESC, ties)
    row = np.argsort(-value, kind="stable")[: np.count_nonzero(~np.isnan(value))][:n]
    gap = -np.diff(value[row], prepend=np.nan)
    return Leaderboard(rank[row], [names[i] for i in row], value[row], gap, previous[row] - rank[row])
