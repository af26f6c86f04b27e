"""One team's part of a dataset, with nothing in it of any other team: no id, no name, no amount."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.dataset import Dataset
from salessheet.data.ownership import owners
from salessheet.data.problems import Problem
from salessheet.errors import NothingToBuild
from salessheet.workbook.lines import Column
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import (
    Activities,
    Adjustments,
    CalendarDays,
    Channels,
    Customers,
    Deals,
    Fx,
    KpiManual,
    KpiPoints,
    KpiScheme,
    Orders,
    Periods,
    Plans,
    PlanTiers,
    Receipts,
    Reps,
    Seasonality,
    SettingRows,
    Splits,
    Stages,
    Surveys,
    TargetRows,
    Teams,
    table_of,
)

Places = npt.NDArray[np.intp]
Texts = npt.NDArray[np.object_]

_NONE: Places = np.array([], dtype=np.intp)

_OWN: tuple[type[Table], ...] = (Teams, Reps, TargetRows, Deals, Activities, KpiManual, Adjustments)
_EVERYBODYS: tuple[type[Table], ...] = (SettingRows, Stages, CalendarDays, Seasonality, Fx, Periods)
_CENTRE_ONLY = frozenset({"annual_target"})  # settings that say something of the other teams


def teams(dataset: Dataset) -> tuple[str, ...]:
    """The ids of all teams, in the order of the source."""
    return tuple(str(team) for team in dataset.column(Teams.team_id))


def for_team(dataset: Dataset, team_id: str) -> Dataset:
    """What the team may see. Raises NothingToBuild if there is no such team; the case of the id does not matter.

    - Deals and activities of its reps; orders it placed or shares, their receipts and splits, where the shares of reps
      of other teams are left out, as is the rep of an order that the team only shares.
    - Customers it owns or deals with; an owner outside the team is blanked, as are references to rows not in the slice.
    - Schemes and plans of its roles; channels it uses. Costs of channels are the whole centre's and stay.
    - Its own targets and problems; the centre's target is not among them, for with few teams it tells the others'.
    - The team's manager by id, even if the manager is a rep of another team.
    - Settings, stages, calendar, seasonality, exchange rates and periods as they are.
    """
    team = next((known for known in teams(dataset) if known.casefold() == team_id.casefold()), None)
    if team is None:
        raise NothingToBuild(f"There is no team '{team_id}'.", f"The teams are {', '.join(teams(dataset))}.")
    index = _index(dataset)
    slice_ = _Slice(dataset, index, {table.key: dataset.table(table) for table in _EVERYBODYS})
    for table in _OWN:
        slice_.take(table, index.own[table.key].get(team, _NONE))
    reps = slice_.ids(Reps.rep_id)
    _orders(slice_, team, reps)
    _customers(slice_, team, reps)
    _lists(slice_)
    _blank_elsewhere(slice_)
    shown, hidden = _problems(dataset.problems, team)
    return dataclasses.replace(
        dataset,
        tables={key: slice_.frames[key] for key in dataset.tables},
        settings={k: None if k in _CENTRE_ONLY else v for k, v in dataset.settings.items()},
        problems=shown,
        ignored=(),
        problems_elsewhere=hidden,
    )


@dataclass(frozen=True, eq=False)
class _Index:
    """Where rows stand, found once for all teams, so that a slice costs what is in it.

    `own`: table → team → its rows; `by`: column → a value of it → the rows with it.
    """

    own: Mapping[str, Mapping[str, Places]]
    by: Mapping[Column, Mapping[str, Places]]


_INDEXES: WeakKeyDictionary[Dataset, _Index] = WeakKeyDictionary()  # forgotten together with their datasets


def _index(dataset: Dataset) -> _Index:
    if dataset not in _INDEXES:
        _INDEXES[dataset] = _indexed(dataset)
    return _INDEXES[dataset]


def _indexed(dataset: Dataset) -> _Index:
    own = {key: _places(texts) for key, texts in owners(dataset.tables).items()}
    looked_up = (Orders.order_id, Splits.order_id, Receipts.order_id, Customers.customer_id, Surveys.customer_id)
    by = {column: _places(dataset.column(column).to_numpy(dtype=object)) for column in looked_up}
    return _Index(own, by)


def _places(texts: Texts) -> Mapping[str, Places]:
    """Value → where it stands, ascending."""
    codes, different = pd.factorize(texts)
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(different)))
    return dict(zip(different, np.split(order, ends[:-1]), strict=True)) if len(codes) else {}


@dataclass(frozen=True, eq=False)
class _Slice:
    """The tables of one team while they are gathered."""

    dataset: Dataset
    index: _Index
    frames: dict[str, pd.DataFrame]

    def take(self, table: type[Table], *places: Places) -> None:
        wanted = np.unique(np.concatenate(places)) if places else _NONE
        self.frames[table.key] = self.dataset.table(table).take(wanted).reset_index(drop=True)

    def places(self, column: Column, wanted: Iterable[str]) -> Places:
        """Rows of the whole table whose value in the column is wanted."""
        by = self.index.by[column]
        return np.concatenate([_NONE, *(by[text] for text in wanted if text in by)])

    def ids(self, *columns: Column) -> set[str]:
        """The ids that stand in columns of the slice, blanks left out."""
        return {str(text) for column in columns for text in self.frames[table_of(column).key][column.key].unique()} - {
            ""
        }

    def keep(self, column: Column, wanted: set[str]) -> None:
        """Of a short table, the rows whose value in the column is wanted."""
        table = table_of(column)
        self.take(table, np.flatnonzero(self.dataset.column(column).isin(wanted)))

    def blank(self, column: Column, allowed: set[str]) -> None:
        """Blanks what the column refers to outside the slice."""
        frame = self.frames[table_of(column).key]
        texts = frame[column.key]
        frame[column.key] = texts.where(texts.isin(allowed), "").astype(object)


def _orders(slice_: _Slice, team: str, reps: set[str]) -> None:
    own = slice_.index.own
    slice_.take(Splits, own[Splits.key].get(team, _NONE))
    shared = slice_.places(Orders.order_id, slice_.ids(Splits.order_id))
    slice_.take(Orders, own[Orders.key].get(team, _NONE), shared)
    ids = slice_.ids(Orders.order_id)
    slice_.take(Receipts, slice_.places(Receipts.order_id, ids))
    slice_.blank(Orders.rep_id, reps)
    slice_.blank(Orders.deal_id, slice_.ids(Deals.deal_id))
    slice_.blank(Orders.refers_to, ids)


def _customers(slice_: _Slice, team: str, reps: set[str]) -> None:
    dealt = slice_.ids(Deals.customer_id, Orders.customer_id, Activities.customer_id)
    owned = slice_.index.own[Customers.key].get(team, _NONE)
    slice_.take(Customers, owned, slice_.places(Customers.customer_id, dealt))
    slice_.blank(Customers.owner_rep_id, reps)
    slice_.take(Surveys, slice_.places(Surveys.customer_id, dealt | slice_.ids(Customers.customer_id)))


def _lists(slice_: _Slice) -> None:
    roles = slice_.ids(Reps.role)
    for column in (KpiScheme.role, KpiPoints.role, Plans.role):
        slice_.keep(column, roles)
    slice_.keep(PlanTiers.plan_id, slice_.ids(Plans.plan_id))
    slice_.keep(Channels.channel, slice_.ids(Deals.channel, Orders.channel))


def _blank_elsewhere(slice_: _Slice) -> None:
    """What an adjustment mends is free text: blanked where it names a row or rep of somebody else."""
    frame = slice_.frames[Adjustments.key]
    texts = frame[Adjustments.refers_to.key]
    named = set(texts) - {""}
    if not named:
        return
    others: set[str] = set()
    for column in (Orders.order_id, Deals.deal_id, Receipts.receipt_id, Reps.rep_id, Teams.team_id):
        others |= named & (set(slice_.dataset.column(column)) - slice_.ids(column))
    frame[Adjustments.refers_to.key] = texts.where(~texts.isin(others), "").astype(object)


def _problems(problems: Iterable[Problem], team: str) -> tuple[tuple[Problem, ...], int]:
    """The team's problems and everybody's; how many others there are."""
    common = {table.key for table in _EVERYBODYS}
    found = list(problems)
    shown = tuple(p for p in found if p.team == team or (p.team == "" and p.table in common))
    return shown, len(found) - len(shown)
