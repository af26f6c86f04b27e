"""The columns of what a period of commission is recorded in: their names, in order, and what each holds."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd


class Content(Enum):
    """What a column holds: text is object of str, "" for blank; days datetime64[ns], NaT; numbers float64, NaN."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    PERIOD = "period"

    @property
    def dtype(self) -> Dtype:
        return _DTYPES[self]


Columns = dict[str, Content]
Dtype = Literal["object", "float64", "bool", "datetime64[ns]"]

_DTYPES: Final[dict[Content, Dtype]] = {
    Content.TEXT: "object",
    Content.NUMBER: "float64",
    Content.FLAG: "bool",
    Content.DAY: "datetime64[ns]",
    Content.PERIOD: "datetime64[ns]",
}


def _columns(**kinds: str) -> Columns:
    return {name: Content(kind) for kind, names in kinds.items() for name in names.split()}


def _ordered(names: str, columns: Columns) -> Columns:
    return {name: columns[name] for name in names.split()}


_KNOWN: Final = _columns(
    text="payee component plan_id kind document root customer currency line reason refers_to paid_in rated_as",
    number="share counted fx base before after amount opening earned_lines true_up earned qualified gated"
    " attainment quota factor carried_in capped excess lost floored held released debt_before out forgiven debt rate"
    " payout old new line_rate kept gross uncapped unbudgeted left place tied turn ranked unit scale",
    flag="is_refund",
    day="date",
    period="period of_period",
)
LINES: Final = _ordered(
    "period payee component plan_id kind document root customer date share currency counted fx base before after"
    " is_refund unit scale rated_as line_rate factor kept gross uncapped unbudgeted left place tied turn ranked amount",
    _KNOWN,
)
"""A credit line: a source document, a payee and a component."""

PAYS: Final = _ordered(
    "period payee component plan_id currency base opening scale earned_lines true_up earned qualified gated attainment"
    " quota factor carried_in capped excess lost floored held released debt_before out forgiven debt rate payout",
    _KNOWN,
)
"""The pay of a payee and component: amounts in the plan's currency, `payout` in the payee's, at `rate`."""

ADJUSTMENTS: Final = _ordered("period payee line amount reason refers_to", _KNOWN)
CORRECTIONS: Final = _ordered("period payee component kind document amount old new reason of_period", _KNOWN)
"""What a period pays for a closed one before it, `of_period`, in the payee's currency. `reason` is a code."""

PAID_IN: Final = _ordered("paid_in", _KNOWN)
"""The currency that pays and corrections are in, where a snapshot holds them in several."""


def shaped(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The frame with exactly these columns in their order and types, its rows numbered from 0."""
    return stacked([frame], columns)


def stacked(frames: Sequence[pd.DataFrame], columns: Columns) -> pd.DataFrame:
    """Frames that have these columns below each other; without a frame, no row."""
    return pd.DataFrame(
        {
            name: pd.Series(np.concatenate([np.array([], kind.dtype), *_values(frames, name, kind)]), dtype=kind.dtype)
            for name, kind in columns.items()
        }
    )


def _values(frames: Sequence[pd.DataFrame], name: str, kind: Content) -> list[npt.NDArray[np.generic]]:
    return [frame[name].to_numpy(dtype=kind.dtype) for frame in frames]
