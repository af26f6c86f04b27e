"""What was closed, in the currency of one workbook: the centre's, or that of a team."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats
from salessheet.data.commission.records import CORRECTIONS, PAYS, stacked
from salessheet.data.commission.snapshots import Snapshot
from salessheet.data.dataset import Dataset
from salessheet.data.money import Rates, currency_of_team
from salessheet.errors import RefusedPeriod
from salessheet.workbook.tables import Plans, Reps, Teams


def currency_of_payees(dataset: Dataset) -> dict[str, str]:
    """Rep → the currency of the rep's team; that of the settings where the team has none."""
    base, teams = str(dataset.settings["currency"]), dataset.table(Teams)
    of_team = {str(team): currency_of_team(teams, str(team), base) for team in teams[Teams.team_id.key]}
    reps = dataset.table(Reps)
    pairs = zip(reps[Reps.rep_id.key], reps[Reps.team_id.key], strict=True)
    return {str(rep): of_team.get(str(team), base) for rep, team in pairs}


def refuse_other_currencies(dataset: Dataset, snapshot: Snapshot) -> None:
    """Raises RefusedPeriod where somebody is paid in a currency now in which nothing of theirs was closed.

    What was paid would become another amount, adjustments as many units of other money. The terms of a plan that has no
    currency of its own would, too, and be corrected for it.
    """
    base, own, pays = str(dataset.settings["currency"]), currency_of_payees(dataset), snapshot.pays
    closed_in = {str(payee): set(rows) for payee, rows in pays.groupby("payee")["paid_in"]}
    common = set.intersection(*closed_in.values()) if closed_in else set()  # that of the settings, then
    for payee in sorted({*closed_in, *snapshot.adjustments["payee"]}):
        theirs = closed_in.get(payee, set())
        _refuse(snapshot, payee, theirs - common or theirs or common, own.get(payee, base))
    plans = dataset.table(Plans)
    for plan in sorted(plans[Plans.plan_id.key][plans[Plans.currency.key] == ""]):
        _refuse(snapshot, plan, set(pays["currency"][pays["plan_id"] == plan]), base)


def _refuse(snapshot: Snapshot, whose: str, closed_in: set[str], now: str) -> None:
    if closed_in and now not in closed_in:
        raise RefusedPeriod(
            f"{snapshot.period:%Y-%m}",
            f"this period was closed with {whose} in {' and '.join(sorted(closed_in))}, which is in {now} now: "
            "what was paid would change.",
            "Say the currency of teams and plans in their tables, or in the settings, as it was. For another one from "
            "now on make a new team, with rows of their own for its people, and new plans.",
        )


def in_currency(snapshot: Snapshot, currency: str, rates: Rates) -> Snapshot:
    """One row a payee and component of its pays, and its corrections once, in the currency, without `paid_in`.

    They are what was closed. Only where nothing was closed in that currency, as when that of the settings is another
    one by now, are they converted, at the rates of the period's last day.
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
