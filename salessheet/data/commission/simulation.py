"""The same facts under other plans: who is paid what by the old and by the new ones, and what that changes.

Both are settled by today's facts in all months, closed ones too. Adjustments and corrections are in neither: they are
the same under any plan. All money is in the currency of the settings, and every total is that of what is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from salessheet.core.rounding import excel_round, to_cents
from salessheet.data.commission.break_even import BreakEven, break_even, sales
from salessheet.data.commission.climbing import cents
from salessheet.data.commission.history import hashes
from salessheet.data.commission.settlement import Settlement, settle
from salessheet.data.commission.standings import PlanStandings, standings
from salessheet.data.commission.versions import NOBODY, versions
from salessheet.data.dataset import Dataset
from salessheet.data.money import Rates
from salessheet.workbook.tables import Fx, Reps, Teams


class Outcome(StrEnum):
    GAINS = "gains"
    LOSES = "loses"
    SAME = "same"


class Served(StrEnum):
    """Whether a plan serves a person on any day of the months, by each set of plans."""

    BY_BOTH = "by_both"
    BY_OLD = "by_old"
    BY_NEW = "by_new"
    BY_NONE = "by_none"


@dataclass(frozen=True)
class Change:
    """Two amounts in cents."""

    old: float
    new: float

    @property
    def difference(self) -> float:
        return cents(self.new - self.old)

    @property
    def share(self) -> float | None:
        """The difference as a share of the old amount, of its size if that is negative; None of nothing."""
        return self.difference / abs(self.old) if self.old else None

    @property
    def outcome(self) -> Outcome:
        if self.difference == 0:
            return Outcome.SAME
        return Outcome.GAINS if self.difference > 0 else Outcome.LOSES


@dataclass(frozen=True)
class Person:
    rep_id: str
    name: str
    team_id: str
    pay: Change
    served: Served


@dataclass(frozen=True)
class Group:
    """People together; `team_id` is blank for those without a team, and for all."""

    team_id: str
    name: str
    pay: Change
    outcomes: Mapping[Outcome, Change]
    people: Mapping[Outcome, int]


@dataclass(frozen=True)
class Component:
    """`credited`: the money of the documents, shared, whatever the plans measure; each stands once in a component."""

    name: str
    pay: Change
    credited: Change


@dataclass(frozen=True)
class Balances:
    """What is not settled when the last month ends: held back, waiting above a cap, advanced and still owed."""

    held: Change
    carried: Change
    owed: Change


@dataclass(frozen=True)
class Simulation:
    """`first` and `last` are the first days of months, both inclusive.

    `people` are those who have a pay in either, from the largest gain to the largest loss, ties as the reps stand;
    `unpaid` are people for whom an exchange rate is missing: they are in no figure. `closed`: closed months among those
    simulated. `uncredited`: how many documents of somebody whom a plan pays for such ones give no credit.
    """

    first: dt.date
    last: dt.date
    currency: str
    people: tuple[Person, ...]
    teams: tuple[Group, ...]
    components: tuple[Component, ...]
    total: Group
    sales: float
    balances: Balances
    uncredited: tuple[int, int]
    break_even: BreakEven
    old_standings: tuple[PlanStandings, ...]
    new_standings: tuple[PlanStandings, ...]
    unpaid: tuple[str, ...]
    closed: tuple[dt.date, ...]


def simulate(old: Dataset, new: Dataset, first: dt.date, last: dt.date) -> Simulation:
    """The months from `first` to `last`, their first days, by the plans of both; all else of both is the same."""
    sides = (_Side.of(old, first, last), _Side.of(new, first, last))
    unpaid = tuple(dict.fromkeys(payee for side in sides for payee in side.unpaid))
    old_side, new_side = (side.without(unpaid) for side in sides)
    people = _people(old, old_side, new_side)
    total = _group("", "", people)
    months = [pd.Timestamp(first), pd.Timestamp(last)]
    return Simulation(
        first=first,
        last=last,
        currency=str(old.settings["currency"]),
        people=people,
        teams=tuple(_teams(old, people)),
        components=tuple(_components(old_side, new_side)),
        total=total,
        sales=sales(old, first, last),
        balances=_balances(old_side, new_side),
        uncredited=(old_side.uncredited, new_side.uncredited),
        break_even=break_even(new, first, last, total.pay.old, total.pay.new, unpaid),
        old_standings=standings(old, old_side.lines_to_date, last),
        new_standings=standings(new, new_side.lines_to_date, last),
        unpaid=unpaid,
        closed=tuple(month.date() for month in hashes(old) if months[0] <= month <= months[1]),
    )


@dataclass(frozen=True, eq=False)
class _Side:
    """One set of plans: its pays and lines of the months, and those up to their end. `served`: payees with a plan."""

    pays: pd.DataFrame
    lines: pd.DataFrame
    pays_to_date: pd.DataFrame
    lines_to_date: pd.DataFrame
    uncredited: int
    served: frozenset[str]
    last: pd.Timestamp

    @staticmethod
    def of(dataset: Dataset, first: dt.date, last: dt.date) -> _Side:
        month, end = pd.Timestamp(first), pd.Timestamp(last)
        currency = str(dataset.settings["currency"])
        settlement = settle(dataset, currency, last)
        lines, unused = settlement.lines.assign(money=_money(dataset, settlement)), settlement.unused
        return _Side(
            pays=settlement.pays[settlement.pays["period"] >= month],
            lines=lines[lines["period"] >= month],
            pays_to_date=settlement.pays,
            lines_to_date=lines,
            uncredited=len(unused[unused["period"] >= month].drop_duplicates(["kind", "document"])),
            served=_served(dataset, month, end),
            last=end,
        )

    @property
    def unpaid(self) -> Iterable[str]:
        return dict.fromkeys(self.pays["payee"][self.pays["payout"].isna()])

    def without(self, payees: Collection[str]) -> _Side:
        """Standings stay those of everybody: they need no exchange rate."""
        pays, lines, to_date = (
            frame[~frame["payee"].isin(payees)] for frame in (self.pays, self.lines, self.pays_to_date)
        )
        return _Side(pays, lines, to_date, self.lines_to_date, self.uncredited, self.served, self.last)

    def by(self, column: str) -> pd.Series:
        """The payouts by payee or component."""
        sums = self.pays.groupby(column, sort=False)["payout"].sum()
        return pd.Series(excel_round(sums.to_numpy(dtype=float), 2) + 0.0, index=sums.index)

    def credited(self) -> pd.Series:
        return self.lines.groupby("component", sort=False)["money"].sum()

    def balance(self, column: str) -> float:
        """Of the last month, in the settings' currency at its rate."""
        at_end = self.pays_to_date[self.pays_to_date["period"] == self.last]
        return cents(float(excel_round((at_end[column] * at_end["rate"]).to_numpy(dtype=float), 2).sum()))

    def held(self) -> float:
        """What was held back and not released, in the settings' currency at the rate of the last month."""
        to_date = self.pays_to_date.assign(open=self.pays_to_date["held"] - self.pays_to_date["released"])
        sums = to_date.groupby(["payee", "component"], sort=False).agg(open=("open", "sum"), rate=("rate", "last"))
        return cents(float(excel_round((sums["open"] * sums["rate"]).to_numpy(dtype=float), 2).sum()))


def _money(dataset: Dataset, settlement: Settlement) -> pd.Series:
    """What each line credits, in the settings' currency; 0 where there is no rate."""
    lines = settlement.lines
    rates = Rates(dataset.table(Fx), str(dataset.settings["currency"]))
    fx = rates.into_base(lines["currency"].to_numpy(dtype=object), lines["date"].to_numpy(dtype="datetime64[ns]"))
    is_money = (lines["currency"] != "").to_numpy(dtype=bool)  # which scores and prizes are not
    money = np.where(is_money, (lines["counted"] * lines["share"]).to_numpy(dtype=float) * fx, 0.0)
    return pd.Series(np.nan_to_num(to_cents(money)), index=lines.index)


def _served(dataset: Dataset, first: pd.Timestamp, last: pd.Timestamp) -> frozenset[str]:
    """Who has a plan in force on any day of the months."""
    found = versions(dataset)
    if not len(found.components):
        return frozenset()
    begin = int(first.to_datetime64().astype("datetime64[D]").astype(np.int64))
    end = int((last + pd.offsets.MonthEnd(0)).to_datetime64().astype("datetime64[D]").astype(np.int64))
    _, in_force = found.terms(found.groups.ravel(), begin, end)
    in_force &= found.groups.ravel() != NOBODY
    return frozenset(found.payees[in_force.reshape(found.groups.shape).any(axis=1)].tolist())


def _people(dataset: Dataset, old: _Side, new: _Side) -> tuple[Person, ...]:
    before, after = old.by("payee"), new.by("payee")
    reps = dataset.table(Reps)
    rows = reps[reps[Reps.rep_id.key].isin({*before.index, *after.index})]
    found = [
        Person(
            str(rep),
            str(name),
            str(team),
            Change(float(before.get(rep, 0.0)), float(after.get(rep, 0.0))),
            _SERVED[rep in old.served, rep in new.served],
        )
        for rep, name, team in zip(rows[Reps.rep_id.key], rows[Reps.name.key], rows[Reps.team_id.key], strict=True)
    ]
    return tuple(sorted(found, key=lambda person: -person.pay.difference))


_SERVED = {
    (True, True): Served.BY_BOTH,
    (True, False): Served.BY_OLD,
    (False, True): Served.BY_NEW,
    (False, False): Served.BY_NONE,
}


def _teams(dataset: Dataset, people: tuple[Person, ...]) -> Iterable[Group]:
    """Those that have people in it, as they stand in the table; people without a team last."""
    teams = dataset.table(Teams)
    names = dict(zip(teams[Teams.team_id.key], teams[Teams.name.key], strict=True))
    of_team: dict[str, list[Person]] = {str(team): [] for team in names}
    for person in people:
        of_team.setdefault(person.team_id, []).append(person)
    return (_group(team, str(names.get(team, "")), members) for team, members in of_team.items() if members)


def _group(team_id: str, name: str, people: Iterable[Person]) -> Group:
    by_outcome: dict[Outcome, list[Change]] = {outcome: [] for outcome in Outcome}
    for person in people:
        by_outcome[person.pay.outcome].append(person.pay)
    sums = {outcome: _sum(changes) for outcome, changes in by_outcome.items()}
    return Group(team_id, name, _sum(sums.values()), sums, {o: len(changes) for o, changes in by_outcome.items()})


def _sum(changes: Iterable[Change]) -> Change:
    given = list(changes)
    return Change(cents(sum(each.old for each in given)), cents(sum(each.new for each in given)))


def _components(old: _Side, new: _Side) -> Iterable[Component]:
    pays, credited = (old.by("component"), new.by("component")), (old.credited(), new.credited())
    for name in dict.fromkeys([*pays[0].index, *pays[1].index]):
        pay, money = ([cents(float(side.get(name, 0.0))) for side in both] for both in (pays, credited))
        yield Component(str(name), Change(*pay), Change(*money))


def _balances(old: _Side, new: _Side) -> Balances:
    return Balances(
        held=Change(old.held(), new.held()),
        carried=Change(old.balance("excess"), new.balance("excess")),
        owed=Change(old.balance("debt"), new.balance("debt")),
    )
