"""What was closed, in the currency of one workbook: the centre's, or that of a team."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats
from salessheet.data.commission.records import CORRECTIONS, PAYS, stacked
from salessheet.data.commission.snapshots import Snapshot
from salessheet.data.money import Rates


def in_currency(snapshot: Snapshot, currency: str, rates: Rates) -> Snapshot:
    """One row a payee and component of its pays, and its corrections once, in the currency, without `paid_in`.

    They are what was closed. Only where nothing was closed in that currency, as when a team gets another one later, are
    they converted, at the rates of the period's last day.
    """
    day = snapshot.period + pd.offsets.MonthEnd(0)
    pays, mending = snapshot.pays, snapshot.corrections
    own, mended = pays[pays["paid_in"] == currency], mending[mending["paid_in"] == currency]
    others = _first_of_each(pays[~pays["payee"].isin(own["payee"])])
    unmended = _first_of_each(mending[~mending["payee"].isin({*own["payee"], *mended["payee"]})])
    return Snapshot(
        snapshot.period,
        snapshot.lines,
        stacked([own, _paid(others, currency, rates, day)], PAYS),
        snapshot.adjustments,
        stacked([mended, _converted(unmended, currency, rates, day)], CORRECTIONS),
    )


def _first_of_each(frame: pd.DataFrame) -> pd.DataFrame:
    """Each payee's rows in one of the currencies that they are in."""
    return frame[frame["paid_in"] == frame.groupby("payee")["paid_in"].transform("first")]


def _paid(pays: pd.DataFrame, currency: str, rates: Rates, day: pd.Timestamp) -> pd.DataFrame:
    rate = _rates(pays["currency"], currency, rates, day)
    return pays.assign(rate=rate, payout=excel_round(pays["out"].to_numpy(dtype=float) * rate, 2))


def _converted(corrections: pd.DataFrame, currency: str, rates: Rates, day: pd.Timestamp) -> pd.DataFrame:
    rate = _rates(corrections["paid_in"], currency, rates, day)
    amounts = {name: corrections[name].to_numpy(dtype=float) * rate for name in ("amount", "old", "new")}
    return corrections.assign(**{name: excel_round(amount, 2) for name, amount in amounts.items()})


def _rates(own: pd.Series, currency: str, rates: Rates, day: pd.Timestamp) -> Floats:
    """What a unit of each is worth in the currency on the day; 1 for itself, NaN where there is no rate."""
    of = {each: 1.0 if each == currency else rates.between(each, currency, day) for each in own.unique()}
    return np.array([np.nan if (rate := of[each]) is None else rate for each in own], dtype=float)
