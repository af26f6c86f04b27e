"""What the first open period pays or takes back because the facts of closed ones have changed since.

The engine settles every period anew by today's facts. What that gives for a closed period, less its snapshot, less what
corrections in later snapshots have mended already, is what is left to mend: a line a document, payee and component
whose amount differs, and a line a payee and component for the rest of the difference in payout, which comes of caps,
draws, true-ups and the like. So corrections always total the payout of today's facts less what was paid. A credit line
counts at the rate of its period's last day, rounded to the cent.

Adjustments entered into a period after it was closed are a line a payee, of kind "adjustment".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats
from salessheet.data.commission.records import ADJUSTMENTS, CORRECTIONS, LINES, PAYS, stacked
from salessheet.data.commission.settlement import Settlement
from salessheet.data.commission.snapshots import Snapshot

ADJUSTMENT: Final = "adjustment"
REASONS: Final = (
    "new_document",
    "vanished",
    "changed_plan",
    "changed_share",
    "changed_rate",
    "changed_amount",
    "changed_beside",
    "rest",
)
"""Why a line is there; of several causes that a document has, the first in this order.

`changed_beside`: of the document itself all is as it was, but it earns something else by the terms of its plan, or
since other documents run up with it.
"""

_PAY: Final = ["period", "payee", "component"]
_LINE: Final = [*_PAY, "kind", "document"]
_MENDED: Final = ["of_period", *_LINE[1:]]
_FACTS: Final = ["plan_id", "share", "fx", "rate", "base"]


def first_open(closed: Sequence[pd.Timestamp]) -> pd.Timestamp | None:
    """The first period after all that are closed, which takes the corrections; None where none is closed."""
    return max(closed) + pd.DateOffset(months=1) if closed else None


def corrections(settlement: Settlement, adjustments: pd.DataFrame, closed: Sequence[Snapshot]) -> pd.DataFrame:
    """The corrections of the first open period, as CORRECTIONS has it, by closed period, payee and component.

    `settlement` and `adjustments` are those of today's facts. The snapshots' pays and corrections are in the currency
    of the settlement, one a payee and component.
    """
    target = first_open([snapshot.period for snapshot in closed])
    periods = [snapshot.period for snapshot in closed]
    if target is None:
        return stacked([], CORRECTIONS)
    new_pays, new_lines = _among(settlement.pays, periods), _among(settlement.lines, periods)
    old_pays, old_lines = stacked([s.pays for s in closed], PAYS), stacked([s.lines for s in closed], LINES)
    mended = stacked([snapshot.corrections for snapshot in closed], CORRECTIONS)
    old_adjustments = stacked([snapshot.adjustments for snapshot in closed], ADJUSTMENTS)
    lines = _lines(_priced(old_lines, old_pays), _priced(new_lines, new_pays), _by(mended, _MENDED))
    found = [
        lines,
        _rests(old_pays, new_pays, lines, mended),
        _adjusted(old_adjustments, _among(adjustments, periods), mended),
    ]
    whole = [
        frame.assign(of_period=frame["period"], period=target, amount=excel_round(frame["new"] - frame["old"], 2))
        for frame in found
    ]
    return _ordered(stacked([frame[frame["amount"] != 0] for frame in whole], CORRECTIONS))


def _among(frame: pd.DataFrame, periods: Sequence[pd.Timestamp]) -> pd.DataFrame:
    return frame[frame["period"].isin(periods)]


def _by(frame: pd.DataFrame, keys: Sequence[str], value: str = "amount") -> pd.Series:
    """The sum of a value by the keys, `of_period` being called the period."""
    return frame.groupby(list(keys), sort=False)[value].sum().rename_axis(["period", *keys[1:]])


def _priced(lines: pd.DataFrame, pays: pd.DataFrame) -> pd.DataFrame:
    """What each credit line is in the payee's currency, `worth`, and the facts that decided it."""
    rates = pays.set_index(_PAY)["rate"]
    rate = rates.reindex(pd.MultiIndex.from_frame(lines[_PAY])).to_numpy(dtype=float)
    worth = excel_round(lines["amount"].to_numpy(dtype=float) * rate, 2)
    return lines.assign(rate=rate, worth=np.nan_to_num(worth)).set_index(_LINE)[[*_FACTS, "worth"]]


def _lines(old: pd.DataFrame, new: pd.DataFrame, mended: pd.Series) -> pd.DataFrame:
    """Every document that was, is, or was mended: what it was worth, with what mended it, and what it is worth."""
    is_document = (mended.index.get_level_values("document") != "") & (
        mended.index.get_level_values("kind") != ADJUSTMENT
    )
    mended = mended[is_document]
    keys = new.index.union(old.index, sort=False).union(mended.index, sort=False)
    was, now = old.reindex(keys), new.reindex(keys)
    repaired = mended.reindex(keys).fillna(0).to_numpy(dtype=float)
    before = excel_round(was["worth"].fillna(0).to_numpy(dtype=float) + repaired, 2)
    found = keys.to_frame(index=False)
    return found.assign(
        paid=was["worth"].fillna(0).to_numpy(dtype=float),
        old=before,
        new=now["worth"].fillna(0).to_numpy(dtype=float),
        reason=_reasons(was, now, repaired),
    )


def _reasons(was: pd.DataFrame, now: pd.DataFrame, repaired: Floats) -> list[str]:
    is_new = (was["worth"].isna() & (repaired == 0)).to_numpy(dtype=bool)
    is_gone = now["worth"].isna().to_numpy(dtype=bool)
    is_known = (was["worth"].notna() & now["worth"].notna()).to_numpy(dtype=bool)

    def differs(fact: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        one, other = was[fact], now[fact]
        return is_known & ~((one == other) | (one.isna() & other.isna())).to_numpy(dtype=bool)

    is_beside = is_known & ~differs("base") & (repaired == 0)
    conditions = [
        *(is_gone, is_new),
        *(differs("plan_id"), differs("share"), differs("fx") | differs("rate")),
        is_beside,
    ]
    codes = ["vanished", "new_document", "changed_plan", "changed_share", "changed_rate", "changed_beside"]
    return [str(code) for code in np.select(conditions, codes, default="changed_amount")]


def _rests(old_pays: pd.DataFrame, new_pays: pd.DataFrame, lines: pd.DataFrame, mended: pd.DataFrame) -> pd.DataFrame:
    """What a payout has beside the worth of its lines, before and now."""
    was, now = _by(old_pays, _PAY, "payout"), _by(new_pays, _PAY, "payout")
    keys = now.index.union(was.index, sort=False).union(
        pd.MultiIndex.from_frame(lines[_PAY].drop_duplicates()), sort=False
    )
    rests = mended[(mended["document"] == "") & (mended["kind"] != ADJUSTMENT)]
    repaired = _by(rests, ["of_period", "payee", "component"])
    keys = keys.union(repaired.index, sort=False)

    def at(values: pd.Series) -> Floats:
        return values.reindex(keys).fillna(0).to_numpy(dtype=float)

    return keys.to_frame(index=False).assign(
        kind="",
        document="",
        old=excel_round(at(was) - at(_by(lines, _PAY, "paid")) + at(repaired), 2),
        new=excel_round(at(now) - at(_by(lines, _PAY, "new")), 2),
        reason="rest",
    )


def _adjusted(old: pd.DataFrame, new: pd.DataFrame, mended: pd.DataFrame) -> pd.DataFrame:
    was, now = _by(old, ["period", "payee"]), _by(new, ["period", "payee"])
    repaired = _by(mended[mended["kind"] == ADJUSTMENT], ["of_period", "payee"])
    keys = now.index.union(was.index, sort=False).union(repaired.index, sort=False)
    paid = excel_round((was.reindex(keys).fillna(0) + repaired.reindex(keys).fillna(0)).to_numpy(dtype=float), 2)
    is_gone, is_new = ~keys.isin(now.index), ~(keys.isin(was.index) | keys.isin(repaired.index))
    return keys.to_frame(index=False).assign(
        component="",
        kind=ADJUSTMENT,
        document="",
        old=paid,
        new=now.reindex(keys).fillna(0).to_numpy(dtype=float),
        reason=np.select([is_gone, is_new], ["vanished", "new_document"], "changed_amount"),
    )


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """By closed period, payee and component; documents before the rest."""
    keyed = frame.assign(last=(frame["document"] == ""))
    order = ["of_period", "payee", "component", "last", "kind", "document"]
    return keyed.sort_values(order, kind="stable").drop(columns="last").reset_index(drop=True)
