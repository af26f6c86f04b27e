"""Customers: recency, frequency and money; retention, cost of acquisition, promoters and the next visit."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salessheet.core.comparing import seen
from salessheet.core.grouping import Codes, Keyed
from salessheet.core.keys import key
from salessheet.core.ratios import quotient
from salessheet.core.values import FIRST_DAY, LAST_DAY, SHEET_ROWS, Days, Floats, Objects
from salessheet.errors import CannotCompute, ErrorKind


@dataclass(frozen=True)
class Rfm:
    """One row a customer, in order of first appearance; the columns are equally long.

    `recency_days` is whole days since the last order; `r`, `f` and `m` run from 1 to the number of bins, the best. All
    but the id is blank (NaN) for a customer who was asked for and has no order.
    """

    ids: list[Hashable]
    recency_days: Floats
    orders: Floats
    amount: Floats
    r: Floats
    f: Floats
    m: Floats


def rfm(
    customers: Keyed,
    dates: Days,
    amounts: Floats,
    as_of: date,
    bins: int = 5,
    among: Keyed | None = None,
) -> Rfm:
    """Recency, frequency and money of each customer, from one row an order.

    `customers` names the customer of each order; the id is shown as first written. An order without customer or date
    is skipped, a blank amount is 0. A negative amount is a refund: it lessens what the customer bought and is no order,
    so that it makes nobody more recent or more frequent; who has nothing but refunds is no customer. An order after
    `as_of` counts and makes recency negative: pass the orders up to that day only. With `among` only those are classed,
    in its order, whether they have orders or not. Raises #NUM! unless there is at least one bin and no more than a
    sheet has rows, #VALUE! where the columns differ in length.
    """
    if not customers.codes.size == dates.size == amounts.size:
        raise CannotCompute(ErrorKind.VALUE, "ids, dates and amounts differ in number")
    if not 1 <= bins <= SHEET_ROWS:
        raise CannotCompute(ErrorKind.NUM, f"there are between 1 and {SHEET_ROWS} bins")
    if among is None:
        return _rfm(customers, dates, amounts, as_of, bins)[0]
    both = Keyed.of(np.concatenate([among.cells.astype(object), customers.cells.astype(object)]))
    asked, codes = both.codes[: among.codes.size], both.codes[among.codes.size :]
    wanted = Keyed(customers.cells, np.where(np.isin(codes, asked), codes, -1))
    found, distinct = _rfm(wanted, dates, amounts, as_of, bins)
    place = pd.Index(distinct).get_indexer(pd.Index(asked))  # that of the blank below for those without an order
    columns = (found.recency_days, found.orders, found.amount, found.r, found.f, found.m)
    return Rfm(among.cells.tolist(), *(np.append(column, np.nan)[place] for column in columns))


def _rfm(customers: Keyed, dates: Days, amounts: Floats, as_of: date, bins: int) -> tuple[Rfm, Codes]:
    """A row each of those with an order, and their codes."""
    known = (customers.codes >= 0) & ~np.isnat(dates)
    order = np.flatnonzero(known & ~(amounts < 0))
    customer, distinct = pd.factorize(customers.codes[order])
    first = np.empty(distinct.size, np.intp)
    first[customer[::-1]] = order[::-1]  # of all that are written to a place the last one stays
    last_day = np.full(distinct.size, np.iinfo(np.int64).min)
    np.maximum.at(last_day, customer, dates[order].view(np.int64))
    recency = (np.datetime64(as_of, "D").view(np.int64) - last_day).astype(np.float64)
    orders = np.bincount(customer, minlength=distinct.size).astype(np.float64)
    counted = pd.Series(np.nan_to_num(amounts[known])).groupby(customers.codes[known])
    amount = np.asarray(counted.sum().reindex(distinct), np.float64)  # sums that are right to their last digits
    made = Rfm(
        customers.cells[first].tolist(),
        recency,
        orders,
        amount,
        (bins + 1 - quantile_bins(recency, bins)).astype(np.float64),
        quantile_bins(orders, bins).astype(np.float64),
        quantile_bins(amount, bins).astype(np.float64),
    )
    return made, distinct


def quantile_bins(values: Floats, bins: int) -> NDArray[np.intp]:
    """1 + the number of the quantiles 1/bins, 2/bins, … that each value exceeds; equal values share a bin.

    Quantiles are of type 7 (Hyndman and Fan 1996), Excel's PERCENTILE.INC: linear between order statistics. Their
    places are computed in whole numbers, so a quantile that is a value is exactly that value. Values and quantiles are
    compared on 15 digits.
    """
    if not values.size:
        return np.zeros(0, np.intp)
    ordered = np.sort(values)
    place, rest = np.divmod(np.arange(1, bins) * (values.size - 1), bins)
    above = ordered[np.minimum(place + 1, values.size - 1)]
    quantiles = ordered[place] + rest / bins * (above - ordered[place])
    return np.searchsorted(seen(quantiles), seen(values), side="left") + 1


def retention(start: Floats, end: Floats, new: Floats) -> Floats:
    """(end - new) / start: the share of the customers at the start who are still there; blank for a start of 0."""
    return quotient(end - new, start)


def acquisition_cost(cost: Floats, new: Floats) -> Floats:
    """cost / new customers; blank where there are none."""
    return quotient(cost, new)


def promoter_score(scores: Floats) -> float:
    """Net promoter score in points from -100 to 100: % of 9 and 10 less % of 0 to 6; blank (NaN) without scores.

    Blanks are skipped. Raises #NUM! for a score outside 0..10.
    """
    known = seen(scores[~np.isnan(scores)])
    if ((known < 0) | (known > 10)).any():
        raise CannotCompute(ErrorKind.NUM, "a score lies between 0 and 10")
    return 100 * (np.count_nonzero(known >= 9) - np.count_nonzero(known <= 6)) / known.size if known.size else np.nan


def next_visit(last_contact: Days, classes: Objects, intervals: Mapping[str, float]) -> Objects:
    """Last contact + the days of the customer's class, as dates; None without last contact, class or days for it.

    `intervals` are `visit_intervals`; a class is looked up as in `keys`. Days are cut to whole ones, downward: half a
    day later is the same day. #N/A stands where the class is not listed, #NUM! where the date is none that Excel has.
    """
    names = [key(name) for name in classes.tolist()]
    contact = np.where(np.isnat(last_contact), np.nan, last_contact.astype(np.int64).astype(np.float64))
    day = contact + np.floor(seen([intervals.get(name, np.nan) for name in names]))
    first, last = (np.datetime64(end, "D").astype(np.int64) for end in (FIRST_DAY, LAST_DAY))
    beyond = (day < first) | (day > last)
    due: Objects = np.full(day.shape, None, dtype=object)
    dated = ~np.isnan(day) & ~beyond
    due[dated] = day[dated].astype(np.int64).astype("M8[D]").astype(object)
    due[beyond] = ErrorKind.NUM
    unlisted = np.array([bool(name) and name not in intervals for name in names], bool)
    due[unlisted & ~np.isnat(last_contact)] = ErrorKind.NA
    return due


def visit_intervals(classes: Sequence[str | None], days: Floats) -> dict[str, float]:
    """The days by class as `next_visit` looks them up; of two rows of a class the first counts, as in any lookup."""
    rows = zip(reversed(classes), reversed(days.tolist()), strict=True)
    return {key(name): wait for name, wait in rows if key(name)}
