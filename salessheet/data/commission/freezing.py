"""A period as it stands today, ready to be closed."""

from __future__ import annotations

import pandas as pd

from salessheet.data.commission.history import History, settled
from salessheet.data.commission.records import CORRECTIONS, PAID_IN, PAYS, stacked
from salessheet.data.commission.snapshots import Snapshot
from salessheet.data.dataset import Dataset
from salessheet.data.money import currency_of_team
from salessheet.workbook.tables import Reps, Teams


def currency_of_payees(dataset: Dataset) -> dict[str, str]:
    """Rep → the currency of the rep's team, in which the rep is paid; that of the settings where the team has none."""
    base, teams = str(dataset.settings["currency"]), dataset.table(Teams)
    of_team = {str(team): currency_of_team(teams, str(team), base) for team in teams[Teams.team_id.key]}
    reps = dataset.table(Reps)
    pairs = zip(reps[Reps.rep_id.key], reps[Reps.team_id.key], strict=True)
    return {str(rep): of_team.get(str(team), base) for rep, team in pairs}


def frozen(dataset: Dataset, period: pd.Timestamp) -> Snapshot:
    """The period of the whole centre, with the corrections that are due in it.

    Everybody's pays are in it in the settings' currency, and those of people whose team has another one in that, too.
    """
    base, own = str(dataset.settings["currency"]), currency_of_payees(dataset)
    last = (period + pd.offsets.MonthEnd(0)).date()
    of_all = settled(dataset, base, last, with_leavers=True)
    pays, mending = [of_all.pays.assign(paid_in=base)], [of_all.corrections.assign(paid_in=base)]
    for currency in sorted(set(own.values()) - {base}):
        theirs = settled(dataset, currency, last, with_leavers=True)
        people = {payee for payee, paid_in in own.items() if paid_in == currency}
        pays.append(_of(people, theirs.pays).assign(paid_in=currency))
        mending.append(_of(people, theirs.corrections).assign(paid_in=currency))
    return Snapshot.of(
        period,
        of_all.lines,
        stacked(pays, PAYS | PAID_IN),
        of_all.adjustments,
        stacked(mending, CORRECTIONS | PAID_IN),
    )


def _of(people: set[str], frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["payee"].isin(people)]


def has_anything(history: History, period: pd.Timestamp) -> bool:
    """Whether something happened in a period that people are paid for: a line, a payout, something added."""
    pays = history.pays
    paid = pays[(pays["period"] == period) & (pays["payout"] != 0)]
    others = (history.lines, history.adjustments, history.corrections)
    return len(paid) > 0 or any((frame["period"] == period).any() for frame in others)
