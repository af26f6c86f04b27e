"""The amounts of credit lines, in the order in which they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from salessheet.core.commission import Schedule
from salessheet.core.commission.budget import left_before
from salessheet.core.commission.earnings import Scale
from salessheet.core.commission.refunds import Earned, given_back
from salessheet.core.commission.standing import RUNNING, Window, ahead, clean, openings, totals
from salessheet.core.rounding import excel_round, to_cents
from salessheet.data.commission.credits import Credits
from salessheet.data.commission.documents import NONE, Kind
from salessheet.data.commission.line_terms import LineTerms
from salessheet.data.commission.versions import Versions

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cells:
    """Each payee and component with each month that has lines of theirs, payee by payee and month by month.

    `pair`: payee × components + component; `month`: since January 1970. `base`: the sum of the lines, `tiered` of those
    that go by the tiers; `opening`: what was credited to the tiers before the month in a window of several months;
    `earned`: the sum of the amounts of the lines.
    """

    pair: Whole
    month: Whole
    base: Floats
    tiered: Floats
    opening: dict[Window, Floats]
    earned: Floats


@dataclass(frozen=True, eq=False)
class CreditLines:
    """Credits in order, the cell of each, and its place among those of the month by day, kind, row and payee."""

    plan: Whole
    pair: Whole
    month: Whole
    root: Whole
    base: Floats
    whole: Floats
    is_refund: Flags
    cell: Whole
    turn: Whole


@dataclass(frozen=True, eq=False)
class Valued:
    """`order` puts the credits in order; the other columns stand in it. `before` and `after` are NaN where unused.

    `gross`: the amount before the part that counts is taken; `uncapped`: before the cap on each deal; `unbudgeted`:
    before it is cut to what is left of a budget, `left`, which is NaN for refunds and without a budget.
    """

    order: Whole
    lines: CreditLines
    terms: LineTerms
    scale: Scale
    before: Floats
    after: Floats
    is_refund: Flags
    gross: Floats
    uncapped: Floats
    unbudgeted: Floats
    left: Floats
    amount: Floats
    cells: Cells
    ways: Sequence[Schedule]
    way_of: Whole


def valued(
    credits_: Credits,
    terms: LineTerms,
    scale: Scale,
    versions_: Versions,
    ways: Sequence[Schedule],
    way_of: Whole,
    first_month: int,
    given: Floats | None = None,
) -> Valued:
    """What every line earns: ordinary ones by tiers or a rate of their own, linked refunds at that of their order.

    `given`: what was left of budgets before each line, where these pay people that are not among the payees.
    """
    order, lines = _in_order(credits_, len(versions_.components))
    terms, scale = terms.taken(order), scale.taken(order)
    is_tiered = np.isnan(terms.rate)
    cells = _cells(lines, is_tiered, first_month)
    over = versions_.plans["over"].to_numpy(dtype=object)
    opening = np.zeros(len(order))
    for window in RUNNING:
        mine = np.flatnonzero(np.asarray(over == window, dtype=bool)[lines.plan])
        opening[mine] = cells.opening[window][lines.cell[mine]]
    by_deal = np.asarray(over == Window.DEAL, dtype=bool)[lines.plan]
    ordinary = np.where(lines.is_refund | ~is_tiered, 0.0, lines.base)
    before = clean(opening + ahead(ordinary, lines.cell))
    total = clean(opening + cells.tiered[lines.cell])
    earned = np.zeros(len(order))
    for way, rows in _stretches(way_of[lines.plan]):
        by_tiers = rows[is_tiered[rows] & ~lines.is_refund[rows]]
        single, running = by_tiers[by_deal[by_tiers]], by_tiers[~by_deal[by_tiers]]
        earned[single] = ways[way].of_orders(lines.base[single], lines.whole[single])
        earned[running] = ways[way].amounts(before[running], lines.base[running], total[running], scale.taken(running))
    gross = np.where(np.isnan(terms.prize), _at_own_rates(earned, lines, terms.rate), terms.prize)
    in_part = np.where(terms.factor == 1, gross, to_cents(gross * terms.factor))
    allowed = _within_caps(in_part, lines, terms.cap)
    left = _left(allowed, lines, terms) if given is None else np.where(lines.is_refund, np.nan, given[order])
    amount = np.where(np.isnan(left), allowed, np.minimum(allowed, left))
    back = _refunds(lines, amount, terms.kept)
    for column in (gross, in_part, allowed, amount):
        column[lines.is_refund] = back
    amount += 0.0  # of a negative base times nothing comes a negative 0
    cells = replace(cells, earned=totals(amount, lines.cell, len(cells.pair)))
    blank = by_deal | lines.is_refund | ~is_tiered
    return Valued(
        order, lines, terms, scale,
        np.where(blank, np.nan, before), np.where(blank, np.nan, clean(before + lines.base)), lines.is_refund,
        gross + 0.0, in_part + 0.0, allowed + 0.0, left, amount, cells, ways, way_of,
    )  # fmt: skip  # in the order of the fields


def _at_own_rates(earned: Floats, lines: CreditLines, rate: Floats) -> Floats:
    """Of ordinary lines what the tiers say, or base x the rate of the line."""
    own = ~np.isnan(rate) & ~lines.is_refund
    return np.where(own, to_cents(lines.base * np.where(own, rate, 0.0)), earned)


def _within_caps(earned: Floats, lines: CreditLines, cap: Floats) -> Floats:
    """What each order pays a payee and component in all, up to the cap: min(sum, cap), line by line in their order.

    A deal is a whole by itself. Refunds are none of it: they take back what was paid.
    """
    capped = np.flatnonzero(~np.isinf(cap) & ~lines.is_refund)
    found = earned.copy()
    if not len(capped):
        return found
    wholes = np.where(
        lines.root[capped] == NONE, -1 - capped, lines.pair[capped] * (lines.root.max() + 1) + lines.root[capped]
    )
    of = np.unique(wholes, return_inverse=True)[1]
    order = np.argsort(of, kind="stable")
    mine, limit = earned[capped][order], cap[capped][order]
    before = ahead(mine, of[order])
    found[capped[order]] = excel_round(np.minimum(clean(before + mine), limit) - np.minimum(before, limit), 2)
    return found


def _left(allowed: Floats, lines: CreditLines, terms: LineTerms) -> Floats:
    """What is left of the budget of its plan before each ordinary line; NaN elsewhere.

    Lines of all payees are paid by day, kind, row and payee. Refunds of a month count after its other lines: they give
    back what lines of later months may use.
    """
    left = np.full(len(allowed), np.nan)
    mine = np.flatnonzero(np.isfinite(terms.budget))
    mine = mine[np.lexsort((lines.pair[mine], lines.turn[mine], lines.plan[mine], lines.month[mine]))]
    amount, used = allowed.copy(), dict.fromkeys(lines.plan[mine].tolist(), 0.0)
    for month in np.unique(lines.month[mine]):
        here = mine[lines.month[mine] == month]
        for plan in np.unique(lines.plan[here]).tolist():
            rows = here[(lines.plan[here] == plan) & ~lines.is_refund[here]]
            left[rows] = left_before(allowed[rows], float(terms.budget[rows[0]]) if len(rows) else 0.0, used[plan])
            amount[rows] = np.minimum(allowed[rows], left[rows])
        back = here[lines.is_refund[here]]
        if len(back):
            amount[lines.is_refund] = _refunds(lines, amount, terms.kept)
        for plan in np.unique(lines.plan[here]).tolist():
            used[plan] = float(excel_round(used[plan] + amount[here[lines.plan[here] == plan]].sum(), 2))
    return left


def _in_order(credits_: Credits, components: int) -> tuple[Whole, CreditLines]:
    """By month, payee, component, refunds last, day, kind and row."""
    month = credits_.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    pair = credits_.payee * components + credits_.component
    is_refund = _linked(credits_, pair, month)
    pairs = pair.max(initial=0) + 1
    first = ((month - month.min(initial=0)) * pairs + pair) * 2 + is_refund
    second = (credits_.day * len(Kind) + credits_.kind) * (credits_.row.max(initial=0) + 1) + credits_.row
    order = np.lexsort((second, first))
    cell = np.zeros(len(order), dtype=np.int64)
    changes = first[order] // 2
    cell[1:] = np.cumsum(changes[1:] != changes[:-1])
    return order, CreditLines(
        credits_.plan[order], pair[order], month[order], credits_.root[order], credits_.base[order],
        credits_.whole[order], is_refund[order], cell, second[order],
    )  # fmt: skip  # in the order of the fields


def _linked(credits_: Credits, pair: Whole, month: Whole) -> Flags:
    """Negative lines that take back what their order earned: refunds, and those of orders that earned by then."""
    of_order = credits_.root != NONE
    negative = (credits_.base < 0) & of_order
    linked = negative & credits_.refunds
    asked = np.flatnonzero(negative & ~linked)
    if len(asked):
        of = pair * (credits_.root.max() + 1) + credits_.root
        earning = np.flatnonzero((credits_.base > 0) & of_order & np.isin(of, of[asked]))
        orders, place = np.unique(of[earning], return_inverse=True)
        first = np.full(len(orders) + 1, np.iinfo(np.int64).max)
        np.minimum.at(first, place, month[earning])
        found = np.searchsorted(orders, of[asked])
        same = np.append(orders, NONE)[found] == of[asked]
        linked[asked] = same & (first[found] <= month[asked])
    return np.asarray(linked)


def _cells(lines: CreditLines, is_tiered: Flags, first_month: int) -> Cells:
    """The cells in the order of the lines: month by month. Their openings are found payee by payee."""
    starts = np.flatnonzero(np.diff(lines.cell, prepend=-1))
    pair, month = lines.pair[starts], lines.month[starts]
    base = totals(lines.base, lines.cell, len(starts))
    tiered = base if is_tiered.all() else totals(np.where(is_tiered, lines.base, 0.0), lines.cell, len(starts))
    by_payee = np.lexsort((month, pair))
    opening: dict[Window, Floats] = {}
    for window in RUNNING:
        opening[window] = np.zeros(len(starts))
        opening[window][by_payee] = openings(tiered[by_payee], pair[by_payee], month[by_payee], window, first_month)
    return Cells(pair, month, base, tiered, opening, np.zeros(len(starts)))


def _stretches(numbers: Whole) -> Iterator[tuple[int, Whole]]:
    """Each number that occurs, and where it stands, ascending."""
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers))
    for number, rows in enumerate(np.split(order, ends[:-1])):
        if len(rows):
            yield number, rows


def _refunds(lines: CreditLines, amount: Floats, kept: Floats) -> Floats:
    """The amounts of the linked refunds, in their order, less the part that stays for the time served."""
    refunds = np.flatnonzero(lines.is_refund)
    if not len(refunds):
        return np.array([])
    order = lines.pair * (lines.root.max() + 1) + lines.root
    period = lines.month - lines.month.min()
    earning = np.flatnonzero((lines.base > 0) & (lines.root != NONE))
    found = given_back(
        order[refunds], period[refunds], lines.base[refunds],
        Earned(order[earning], period[earning], lines.base[earning], amount[earning]),
    )  # fmt: skip  # refunds, and what was earned
    return found if not kept.any() else to_cents(found * (1 - kept[refunds]))
