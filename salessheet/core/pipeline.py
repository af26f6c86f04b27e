"""The open pipeline: win rate, velocity, coverage, weighted value, cycle length and forecast categories."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from salessheet.core.comparing import above, below
from salessheet.core.keys import key
from salessheet.core.ratios import quotient
from salessheet.core.values import Days, Floats
from salessheet.errors import CannotCompute, ErrorKind


def win_rate(won: Floats, lost: Floats) -> Floats:
    """won / (won + lost), closed deals only; blank where either is blank or nothing is closed."""
    return quotient(won, won + lost)


def velocity(
    deals: Floats,
    win_rate_: Floats,
    deal_size: Floats,
    cycle_days: Floats,
) -> Floats:
    """Money a day: deals x win rate x deal size / days; blank where any is blank or the days are 0."""
    return quotient(deals * win_rate_ * deal_size, cycle_days)


def coverage(open_pipeline: Floats, remaining_target: Floats) -> Floats:
    """open / remaining; blank where nothing is left to cover (0 or less) or either is blank."""
    return quotient(open_pipeline, np.where(remaining_target > 0, remaining_target, 0.0))


def weighted(amounts: Floats, probabilities: Floats) -> float:
    """The sum of amount x probability over the deals that have both; blank (NaN) without any.

    One probability serves all amounts. Raises #NUM! for a probability outside 0..1 (on fifteen digits, so 1 - 0.9 - 0.1
    is a 0), #VALUE! where the sizes differ.
    """
    if probabilities.size not in {1, amounts.size}:
        raise CannotCompute(ErrorKind.VALUE, "amounts and probabilities differ in number")
    if (below(probabilities, 0, scale=1) | above(probabilities, 1)).any():
        raise CannotCompute(ErrorKind.NUM, "a probability lies between 0 and 1")
    product = amounts.ravel() * probabilities.ravel()
    known = product[~np.isnan(product)]
    return math.fsum(known) if known.size else math.nan


class Statistic(StrEnum):
    """What stands for many."""

    MEDIAN = "median"
    MEAN = "mean"


def cycle(starts: Days, ends: Days, statistic: Statistic = Statistic.MEDIAN) -> float:
    """Calendar days from start to end over the rows that have both; blank (NaN) without any.

    An end before its start counts as the negative number of days it is: finding such rows is a matter of checking
    data, not of averaging.
    """
    if starts.size != ends.size:
        raise CannotCompute(ErrorKind.VALUE, "starts and ends differ in number")
    lengths = ends - starts
    lengths = lengths[~np.isnat(lengths)].astype(np.float64)
    if not lengths.size:
        return math.nan
    return float(np.median(lengths) if statistic is Statistic.MEDIAN else np.mean(lengths))


class Category(StrEnum):
    """The forecast categories of a deal, as CRM systems name them."""

    CLOSED = "Closed"
    COMMIT = "Commit"
    MOST_LIKELY = "MostLikely"
    BEST_CASE = "BestCase"
    PIPELINE = "Pipeline"
    OMITTED = "Omitted"


_OPEN = (Category.COMMIT, Category.MOST_LIKELY, Category.BEST_CASE, Category.PIPELINE)
_ROLLED_UP: dict[str, tuple[Category, ...]] = {
    "Closed": (Category.CLOSED,),
    "Commit": (Category.CLOSED, Category.COMMIT),
    "MostLikely": (Category.CLOSED, Category.COMMIT, Category.MOST_LIKELY),
    "BestCase": (Category.CLOSED, Category.COMMIT, Category.MOST_LIKELY, Category.BEST_CASE),
    "OpenPipeline": _OPEN,
}
_BY_NAME = {category.value.casefold(): category for category in Category}


def rollup(categories: Sequence[str | None], amounts: Floats) -> dict[str, float]:
    """Amounts by forecast category, each one including those that are surer; OpenPipeline is all that is open.

    Case, width, spaces, hyphens and underscores in a category do not matter. A blank amount is 0 and a row without
    category and amount is skipped; with no row at all every sum is blank (NaN). Raises #VALUE! for an unknown
    category, also for a blank one that has an amount.
    """
    if amounts.size != len(categories):
        raise CannotCompute(ErrorKind.VALUE, "categories and amounts differ in number")
    money = np.nan_to_num(amounts.ravel())
    names = np.array([_plain(name) for name in categories], np.str_)
    if set(names[money != 0].tolist()) - set(_BY_NAME) or set(names.tolist()) - set(_BY_NAME) - {""}:
        raise CannotCompute(ErrorKind.VALUE, "unknown forecast category")
    if not (names != "").any():
        return dict.fromkeys(_ROLLED_UP, math.nan)
    sums = {category: math.fsum(money[names == name]) for name, category in _BY_NAME.items()}
    return {name: math.fsum(sums[category] for category in parts) for name, parts in _ROLLED_UP.items()}


def _plain(name: str | None) -> str:
    return "".join(key(name).split()).replace("_", "").replace("-", "")
