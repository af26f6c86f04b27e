"""The sales funnel: how many deals reach each stage, and where they stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salessheet.core.comparing import largest, seen
from salessheet.core.keys import key
from salessheet.core.ratios import quotient
from salessheet.core.values import Floats, Value
from salessheet.errors import CannotCompute, ErrorKind


@dataclass(frozen=True)
class Funnel:
    """One row a stage; the columns are equally long, NaN is blank.

    `stopped` counts the deals whose furthest stage is this one, open and lost alike; 0 for the last stage, which is
    the goal.
    """

    count: Floats
    amount: Floats
    step_rate: Floats
    overall_rate: Floats
    stopped: Floats


def funnel(reached: Sequence[str | None], stages: Sequence[str | None], amounts: Floats | None = None) -> Funnel:
    """The funnel of deals by the furthest stage of each; a deal counts in that stage and in every earlier one.

    `stages` come in order, the first one entered first; names are compared as in `keys`. A deal without a stage is
    skipped, a blank amount is 0, no amounts at all leave that column blank. A blank among the stages keeps its row,
    blank.

    Raises #N/A for a deal whose stage is not listed, #VALUE! for a stage listed twice or amounts that are not one a
    deal.
    """
    listed = [i for i, stage in enumerate(stages) if key(stage)]
    place = {key(stages[i]): position for position, i in enumerate(listed)}
    if len(place) < len(listed):
        raise CannotCompute(ErrorKind.VALUE, "a stage is listed twice")
    if amounts is not None and amounts.size != len(reached):
        raise CannotCompute(ErrorKind.VALUE, "stages reached and amounts differ in number")
    furthest, deals = _furthest(reached, place)
    last_here = np.bincount(furthest, minlength=len(listed)).astype(float)
    count = _from_here_on(last_here)
    if amounts is None:
        amount = np.full(count.shape, np.nan)
    else:
        money = np.nan_to_num(amounts.ravel()[deals])
        amount = _from_here_on(np.bincount(furthest, money, minlength=len(listed)).astype(float))
    stopped = np.append(last_here[:-1], 0.0)[: len(listed)]
    columns = (count, amount, *rates(count), stopped)
    return Funnel(*(_spread(column, listed, len(stages)) for column in columns))


def _furthest(reached: Sequence[str | None], place: dict[str, int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The place of each deal's stage, and the number of the deal, for the deals that have one."""
    codes = {name: place.get(key(name), -1) if key(name) else -2 for name in set(reached)}
    places = np.fromiter((codes[name] for name in reached), np.intp, len(reached))
    if (places == -1).any():
        raise CannotCompute(ErrorKind.NA, "a deal stands in a stage that is not listed")
    deals = np.flatnonzero(places >= 0)
    return places[deals], deals


def _from_here_on(values: Floats) -> Floats:
    return np.cumsum(values[::-1])[::-1]


def _spread(column: Floats, rows: list[int], height: int) -> Floats:
    result = np.full(height, np.nan)
    result[rows] = column
    return result


def rates(count: Floats) -> tuple[Floats, Floats]:
    """Step rate and overall rate of counts in stage order: count / count before, and count / first count.

    The first step rate is blank; so is a rate where the count or the one it is compared with is blank, or the latter
    is 0.
    """
    step = np.insert(quotient(count[1:], count[:-1]), 0, np.nan)[: count.size]
    return step, quotient(count, count[:1])


def bottleneck(names: Sequence[Value], rate: Floats, benchmarks: Floats | None = None) -> Value:
    """The name with the lowest rate, or with the largest benchmark - rate; the first of equal ones, None without any.

    Where every rate beats its benchmark it is the one with the smallest lead. Rows with a blank name, rate or benchmark
    are skipped; one benchmark serves all rates. Rates are compared on fifteen digits and shortfalls on those of rate
    and benchmark, so that 0.7 - 0.5 ties with 0.5 - 0.3. Raises #VALUE! where the arguments differ in number.
    """
    if len(names) != rate.size or (benchmarks is not None and benchmarks.size not in {1, rate.size}):
        raise CannotCompute(ErrorKind.VALUE, "names, rates and benchmarks differ in number")
    wanted = np.zeros(1) if benchmarks is None else benchmarks
    shortfall = seen(wanted - rate, largest(wanted, rate))
    shortfall[[name is None for name in names]] = np.nan
    return None if np.isnan(shortfall).all() else names[int(np.nanargmax(shortfall))]
