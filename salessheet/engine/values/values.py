"""Values as they pass between Python, xlwings and a cell: what is written, and what Excel would hand back."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from salessheet.engine.values.rich_text import RichText
from salessheet.errors import ErrorKind

MOST_EXACT: Final = 2**53
EPOCH: Final = dt.datetime(1899, 12, 30)
ERRORS: Final = frozenset(kind.value for kind in ErrorKind if kind is not ErrorKind.CIRCULAR)

_AS_THEY_ARE: Final = frozenset({str, int, bool, type(None)})


class ErrorText(str):
    """An error that a cell shows, such as #N/A: a text to `err_to_str`, and None to all others."""

    __slots__ = ()


def prepared(value: Any) -> Any:
    """A Python value as a cell takes it.

    What numpy and pandas call missing is blank; time zones are dropped, as in Excel; values of other types are given
    as they are, for the cell to refuse.
    """
    kind = type(value)
    if kind in _AS_THEY_ARE or (kind is float and math.isfinite(value)):
        return value
    if value is pd.NaT or value is pd.NA:
        return None
    match value:
        case dt.datetime() | dt.time():
            plain = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
            return plain.replace(tzinfo=None)
        case np.datetime64() | np.timedelta64():
            return None if np.isnat(value) else prepared(pd.Series([value])[0])
        case pd.Timedelta():
            return value.to_pytimedelta()
        case np.generic():
            return prepared(value.item())
        case float():
            return None if math.isnan(value) else ErrorKind.NUM.value
    return value


def shown(value: Any) -> Any:
    """A stored value as Excel hands it to a program: every number a float, every date and time a datetime."""
    match value:
        case None | bool() | str() | float():
            return value.plain if type(value) is RichText else value
        case int():
            return float(value)
        case dt.datetime():
            return value
        case dt.date():
            return dt.datetime(value.year, value.month, value.day)
        case dt.time():
            return dt.datetime.combine(EPOCH.date(), value)
        case dt.timedelta():
            return EPOCH + value
    return str(value)


def cleaned(
    data: Sequence[Sequence[Any]],
    datetime_builder: Callable[..., Any],
    empty_as: Any,
    number_builder: Callable[[float], Any] | None,
    *,
    err_to_str: bool,
) -> list[list[Any]]:
    """Rows of shown values as xlwings' options ask for them."""

    def other(value: Any) -> Any:
        match value:
            case ErrorText():
                return str(value) if err_to_str else None
            case dt.datetime() if datetime_builder is dt.datetime:
                return value
            case dt.datetime():
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                    tzinfo=None,
                )
        return value

    numbers = number_builder or _itself
    return [
        [
            (value if numbers is _itself else numbers(value))
            if (kind := type(value)) is float
            else (value or empty_as)
            if kind is str
            else empty_as
            if value is None
            else other(value)
            for value in row
        ]
        for row in data
    ]


def _itself(number: float) -> float:
    return number
