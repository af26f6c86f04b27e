"""Answers as an assistant gets them: plain objects, lists, texts and numbers, none of them long."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

import numpy as np

MOST: Final = 20
"""Entries of a list that are told; how many more there are is its last entry."""

Answer = dict[str, Any]


def told(fact: object) -> Any:  # noqa: ANN401  whatever JSON has
    """Facts as JSON has them, days as 2026-06-01, and of every list the first `MOST` entries and "and N more"."""
    if dataclasses.is_dataclass(fact) and not isinstance(fact, type):
        return {field.name: told(getattr(fact, field.name)) for field in dataclasses.fields(fact)}
    if isinstance(fact, Mapping):
        return {str(key): told(value) for key, value in fact.items()}
    names = getattr(fact, "_fields", None)
    if isinstance(fact, tuple) and names is not None:
        return dict(zip(names, map(told, fact), strict=True))
    if isinstance(fact, (list, tuple, set, frozenset)):
        return first(list(fact))
    if isinstance(fact, Enum):
        return fact.value
    if isinstance(fact, np.generic):
        return told(fact.item())
    if isinstance(fact, float) and fact != fact:  # noqa: PLR0124  only NaN differs from itself
        return None
    return fact.isoformat() if isinstance(fact, dt.date) else fact


def first(facts: Sequence[object], most: int = MOST) -> list[Any]:
    """The first entries, and "and N more" where there are others."""
    rest = len(facts) - most
    return [*map(told, facts[:most]), *([f"and {rest:,} more"] if rest > 0 else [])]
