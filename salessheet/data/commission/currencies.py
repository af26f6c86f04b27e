"""What was closed, in the currency of one workbook: the centre's, or that of a team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round
from salessheet.core.values import Floats
from salessheet.data.commission.records import CORRECTIONS, PAYS, stacked
from salessheet.data.commission.snapshots import Snapshot
from salessheet.data.dataset import Dataset
from salessheet.data.money import Rates
from salessheet.errors import RefusedPeriod
from salessheet.workbook.tables import Plans, Reps, Teams


def currency_of_payees(dataset: Dataset) -> dict[str, str]:
    """Rep → the currency of the rep's team; that of the settings where the team has none."""
    base, teams = str(dataset.settings["currency"]), dataset.table(Teams)
    own = zip(teams[Teams.team_id.key], teams[Teams.currency.key], strict=True)
    of_team = {str(team): str(currency) or base for team, currency in own}
    reps = dataset.table(Reps)
    pairs = zip(reps[Reps.rep_id.key], reps[Reps.team_id.key], strict=True)
    return {str(rep): of_team.get(str(team), base) for rep, team in pairs}


def refuse_other_currencies(dataset: Dataset, snapshots: Sequence[Snapshot]) -> None:
    """Raises RefusedPeriod where somebody is paid in a currency now in which nothing of theirs was closed.

    What was paid would become another amount, adjustments as many units of other money. The terms of a plan that has no
    currency of its own would, too, and be corrected for it.
    """
    people, plans = currency_of_payees(dataset), dataset.table(Plans)
    without_own = plans[Plans.plan_id.key][plans[Plans.currency.key] == ""]
    terms = dict.fromkeys(without_own, str(dataset.settings["currency"]))
    for snapshot in snapshots:
        _refuse(snapshot, _closed_in(snapshot), people)
        _refuse(snapshot, set(zip(snapshot.pays["plan_id"], snapshot.pays["currency"], strict=True)), terms)


def _closed_in(snapshot: Snapshot) -> set[tuple[str, str]]:
    """People, each with money of theirs; who was in no other, with that of the settings, in which everybody was."""
    pairs = set(zip(snapshot.pays["payee"], snapshot.pays["paid_in"], strict=True))
    people = {payee for payee, _ in pairs}
    common = {money for money, count in Counter(money for _, money in pairs).items() if count == len(people)}
    apart = {(payee, money) for payee, money in pairs if money not in common}
    rest = people.union(snapshot.adjustments["payee"]) - {payee for payee, _ in apart}
    return apart.union(product(rest, common))


def _refuse(snapshot: Snapshot, closed: set[tuple[str, str]], now: Mapping[str, str]) -> None:
    """`closed`: who or what, with the money it was closed in; `now`: the money of those that are there still."""
    fits = {whose for whose, money in closed if now.get(whose) == money}
    wrong = {whose for whose, _ in closed if whose in now} - fits
    if wrong:
        first = min(wrong)
        then = " and ".join(sorted(money for whose, money in closed if whose == first))
        raise RefusedPeriod(
            f"{snapshot.period:%Y-%m}",
            f"this period was closed with {first} in {then}, which is in {now[first]} now: what was paid would change.",
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
