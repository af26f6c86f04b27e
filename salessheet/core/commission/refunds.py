"""Refunds at the original rate: what an order earned, given back in proportion to what of it is refunded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salessheet.core.commission.standing import Whole, ahead, clean, until
from salessheet.core.rounding import excel_round, to_cents
from salessheet.core.values import Floats


@dataclass(frozen=True)
class Earned:
    """Lines that earned: a number for payee and order, the number of the period (from 0 on), bases and amounts."""

    orders: Whole
    periods: Whole
    base: Floats
    amount: Floats


def given_back(orders: Whole, periods: Whole, base: Floats, earned: Earned) -> Floats:
    """What each refund takes back, as a negative amount; 0 where its order earned nothing by then.

    E and B are the amounts and bases of the order's lines up to the period of the refund, all of that period included,
    and R what of B was refunded before: -(ROUND(E x min(1, (R + x) / B), 2) - ROUND(E x min(1, R / B), 2)) for a
    refund of x = -base. So refunds of the whole take back the whole. Refunds of an order stand in the order in which
    they count.
    """
    order = np.argsort(orders, kind="stable")
    refund = -base[order]
    before = ahead(refund, orders[order])
    amounts, bases = _up_to(orders[order], periods[order], earned)
    some = bases > 0
    divisor = np.where(some, bases, 1.0)
    until_now = to_cents(amounts * np.minimum(1.0, clean(before + refund) / divisor))
    until_then = to_cents(amounts * np.minimum(1.0, before / divisor))
    found = np.zeros(len(base))
    found[order] = np.where(some, excel_round(until_then - until_now, 2), 0.0)
    return found


def _up_to(orders: Whole, periods: Whole, earned: Earned) -> tuple[Floats, Floats]:
    """Amounts and bases of the lines of each order up to the period, both equally long as the orders."""
    known = np.isin(earned.orders, orders)
    span = 1 + max(int(periods.max(initial=0)), int(earned.periods.max(initial=0)))
    keys = earned.orders[known] * span + earned.periods[known]
    order = np.argsort(keys, kind="stable")
    first = np.searchsorted(keys[order], orders * span, side="left")
    last = np.searchsorted(keys[order], orders * span + periods, side="right")
    amount, base = until(earned.amount[known][order]), until(earned.base[known][order])
    return clean(amount[last] - amount[first]), clean(base[last] - base[first])
