"""A draw: an advance that is paid in any case and, when recoverable, earned back later."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from salessheet.core.comparing import DIGITS
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

_NEAR = 10.0 ** (2 - DIGITS)  # numbers further from each other differ in a digit


def draws(
    gross: Floats, draw: Floats, opening: float = 0.0, *, recoverable: bool = True
) -> tuple[list[float], list[float]]:
    """What is paid and what is owed after each period, in order; `draw` has one value, or one a period.

    available = gross - debt before; paid = max(draw, available); debt = max(0, paid - available). With a draw that is
    not recoverable the top-up is a guarantee: it never adds to the debt, and only earnings above the draw pay off an
    opening debt. A period whose gross is blank is blank and passes the debt on; nothing earned is a 0. A blank draw is
    0. What was earned is compared with draw and debt on fifteen digits, so no last bits stay owed. Raises #NUM! for a
    negative draw or opening debt, #VALUE! where draws are neither one nor as many as the periods.
    """
    if draw.size not in {1, gross.size}:
        raise CannotCompute(ErrorKind.VALUE, "give one draw, or one a period")
    advances = np.broadcast_to(np.nan_to_num(draw), gross.shape)
    if (advances < 0).any() or opening < 0:
        raise CannotCompute(ErrorKind.NUM, "a draw and a debt are not negative")
    return _settled(gross.tolist(), advances.tolist(), opening, recoverable=recoverable)


def _settled(
    gross: Iterable[float], draws_: Iterable[float], debt: float, *, recoverable: bool
) -> tuple[list[float], list[float]]:
    paid, owed = [], []
    for earned, draw in zip(gross, draws_, strict=True):
        if math.isnan(earned):
            paid.append(math.nan)
            owed.append(math.nan)
            continue
        available = 0.0 if _same(earned, debt) else earned - debt
        short = draw + debt > earned and not _same(draw + debt, earned)
        after = draw - available if short else 0.0
        debt = after if recoverable else min(debt, after)
        paid.append(draw if short else available)
        owed.append(debt)
    return paid, owed


def _same(one: float, other: float) -> bool:
    """As `comparing.equal`, for two numbers: arrays of one would take twenty times as long."""
    return math.isclose(one, other, rel_tol=_NEAR) and f"{one:.{DIGITS}g}" == f"{other:.{DIGITS}g}"
