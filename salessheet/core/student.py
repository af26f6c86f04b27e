"""Student's t distribution for whole degrees of freedom, without a statistics library to load."""

from __future__ import annotations

import math

import numpy as np


def quantile(probability: float, degrees: int) -> float:
    """The t below which lies `probability` (from 0.5 on, below 1), to the precision of a double."""
    low, high = 0.0, 1.0
    while _below(high, degrees) < probability:
        low, high = high, 2 * high
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        low, high = (middle, high) if _below(middle, degrees) < probability else (low, middle)


def _below(t: float, degrees: int) -> float:
    """The probability of a value below t >= 0: the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4."""
    angle = math.atan(t / math.sqrt(degrees))
    square = math.cos(angle) ** 2
    k = np.arange(1, degrees // 2)  # the terms after the first
    if degrees % 2 == 0:
        series = 1 + float(np.cumprod((2 * k - 1) / (2 * k) * square).sum())
        return 0.5 + math.sin(angle) * series / 2
    if degrees == 1:
        return 0.5 + angle / math.pi
    series = math.cos(angle) * (1 + float(np.cumprod(2 * k / (2 * k + 1) * square).sum()))
    return 0.5 + (angle + math.sin(angle) * series) / math.pi
