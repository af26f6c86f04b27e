"""One team's part of a dataset, with nothing in it of any other team: no id, no name, no amount."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.commission.settlement import given_by
from salessheet.data.commission.shares import OVERLAY
from salessheet.data.dataset import Dataset
from salessheet.data.ownership import owners
from salessheet.data.problems import Problem
from salessheet.data.values import Mask
from salessheet.errors import NothingToBuild
from salessheet.workbook.expr import Home
from salessheet.workbook.lines import Column
from salessheet.workbook.ownership import AnyOf, Belongs, Everyones, Used, used_by
from salessheet.workbook.rules import Mentions, RefersBack
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY, GATHERED, Orders, Reps, Splits, Teams, table_of

Places = npt.NDArray[np.intp]
Texts = npt.NDArray[np.object_]

_NONE: Places = np.array([], dtype=np.intp)
_CENTRE_ONLY = frozenset({"annual_target"})  # settings that say something of the other teams


def _followed() -> frozenset[Column]:
    """Columns whose rows come along with rows that a team sees without owning them: receipts of a shared order."""
    wider: set[type[Home]] = {t for t in GATHERED if isinstance(t.owner, Used | AnyOf)}
    wider |= {c.refers_to.block for t in GATHERED for c in t.columns() if c.brings and c.refers_to is not None}
    found: set[Column] = set()
    for table in GATHERED:
        match table.owner:
            case Belongs(Column(refers_to=Column() as home) as by) if home.block in wider:
                found.add(by)
                wider.add(table)
    return frozenset(found)


_FOLLOWED = _followed()
_TAKING_BACK: frozenset[Column] = frozenset(
    link.reference for t in GATHERED for link in t.links if isinstance(link, RefersBack)
)
"""Columns that name an earlier row of their table, which a row takes back: it comes along with that row."""
_BRINGING: Mapping[Column, Column] = {
    c: c.refers_to for t in GATHERED for c in t.columns() if c.brings and c.refers_to is not None
}


def teams(dataset: Dataset) -> tuple[str, ...]:
    """The ids of all teams, in the order of the source."""
    return tuple(str(team) for team in dataset.column(Teams.team_id))


def for_team(dataset: Dataset, team_id: str) -> Dataset:
    """What the team may see. Raises NothingToBuild if there is no such team; the case of the id does not matter.

    Which rows that are, the tables declare: those that belong to the team, those that such a row brings along (the
    customer of a deal, an order of which a rep has a share), what takes such a row back (a refund of that order), those
    that belong to a row which is seen (the receipts of that order), those that its rows use (the plans of its roles and
    of its people), and those that are everyone's. What a row says of rows that are not seen is blanked. The centre's
    target is not among the settings, for with few teams it tells the others'. The team's manager stays, by id, even if
    a rep of another team; so do costs of channels, the whole centre's.
    """
    team = next((known for known in teams(dataset) if known.casefold() == team_id.casefold()), None)
    if team is None:
        raise NothingToBuild(f"There is no team '{team_id}'.", f"The teams are {', '.join(teams(dataset))}.")
    slice_ = _Slice(dataset, _index(dataset), team)
    for table in GATHERED:
        slice_.gather(table)
    for table in GATHERED:
        slice_.blank_elsewhere(table)
        slice_.open_first(table)
    shown, hidden = _problems(dataset.problems, team)
    return dataclasses.replace(
        dataset,
        tables={key: slice_.frames[key] for key in dataset.tables},
        settings={k: None if k in _CENTRE_ONLY else v for k, v in dataset.settings.items()},
        problems=shown,
        ignored=(),
        problems_elsewhere=hidden,
        shared=dataset.shared | _shared(dataset, slice_),
        given=_given(dataset, slice_),
    )


_GIVEN: WeakKeyDictionary[Dataset, pd.DataFrame | None] = WeakKeyDictionary()


def _given(dataset: Dataset, slice_: _Slice) -> pd.DataFrame | None:
    """What the people of the slice were given that depends on others: places, and what was left of budgets."""
    if dataset not in _GIVEN:
        _GIVEN[dataset] = given_by(dataset) if dataset.given is None else dataset.given
    given = _GIVEN[dataset]
    return None if given is None else given[given["payee"].isin(set(slice_.frames[Reps.key][Reps.rep_id.key]))]


def _shared(dataset: Dataset, slice_: _Slice) -> frozenset[str]:
    """The orders of the slice that rows of kind split share, whoever they name."""
    splits = dataset.table(Splits)
    is_split = splits[Splits.kind.key] != OVERLAY
    return frozenset(splits.loc[is_split, Splits.order_id.key]) & frozenset(slice_.frames[Orders.key]["order_id"])


@dataclass(frozen=True, eq=False)
class _Index:
    """Where rows stand, found once for all teams, so that a slice costs what is in it.

    `own`: table → team → its rows; `by`: column → a value of it → the rows with it; `ids`: column → all its values.
    """

    own: Mapping[str, Mapping[str, Places]]
    by: Mapping[Column, Mapping[str, Places]]
    ids: Mapping[Column, frozenset[str]]


_INDEXES: WeakKeyDictionary[Dataset, _Index] = WeakKeyDictionary()  # forgotten together with their datasets


def _index(dataset: Dataset) -> _Index:
    if dataset not in _INDEXES:
        _INDEXES[dataset] = _indexed(dataset)
    return _INDEXES[dataset]


def _indexed(dataset: Dataset) -> _Index:
    own = {key: _places(texts) for key, texts in owners(dataset.tables).items()}
    looked_up = {*_FOLLOWED, *_TAKING_BACK, *_BRINGING.values()}
    by = {column: _places(dataset.column(column).to_numpy(dtype=object)) for column in looked_up}
    named = {c.refers_to for t in GATHERED for c in t.columns() if c.refers_to is not None}
    named |= {home for t in GATHERED for link in t.links if isinstance(link, Mentions) for home in link.homes}
    return _Index(own, by, {column: frozenset(dataset.column(column)) for column in named})


def _places(texts: Texts) -> Mapping[str, Places]:
    """Value → where it stands, ascending."""
    codes, different = pd.factorize(texts)
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(different)))
    return dict(zip(different, np.split(order, ends[:-1]), strict=True)) if len(codes) else {}


@dataclass(frozen=True, eq=False)
class _Slice:
    """The tables of one team while they are gathered. `own`: which of the rows are the team's, not only seen by it."""

    dataset: Dataset
    index: _Index
    team: str
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    own: dict[str, Mask] = field(default_factory=dict)

    def gather(self, table: type[Table]) -> None:
        whole = self.dataset.table(table)
        match table.owner:
            case _ if whole.empty:
                self.frames[table.key], self.own[table.key] = whole.copy(deep=False), np.ones(0, dtype=bool)
            case Everyones():
                self.frames[table.key], self.own[table.key] = whole, np.ones(len(whole), dtype=bool)
            case Used() | AnyOf() as owner:
                self._take(table, _NONE, *(self._using(way) for way in used_by(owner)))
            case Belongs(by):
                own = self.index.own.get(table.key, {}).get(self.team, _NONE)
                self._take(table, own, *self._brought_into(table), *self._following(by))

    def _take(self, table: type[Table], own: Places, *others: Places) -> None:
        wanted = np.unique(np.concatenate([own, *others]))
        for column in _TAKING_BACK:
            if column.block is table and column.refers_to is not None:
                ids = self.dataset.column(column.refers_to).to_numpy(dtype=object)[wanted]
                wanted = np.union1d(wanted, self._places(column, ids))
        self.frames[table.key] = self.dataset.table(table).take(wanted).reset_index(drop=True)
        self.own[table.key] = np.isin(wanted, own)

    def _using(self, way: Used) -> Places:
        return np.flatnonzero(self.dataset.column(way.by).isin(self._ids(*way.of)))

    def _brought_into(self, table: type[Table]) -> list[Places]:
        return [self._places(home, self._ids(c)) for c, home in _BRINGING.items() if home.block is table]

    def _following(self, by: object) -> list[Places]:
        if not isinstance(by, Column) or by not in _FOLLOWED or by.refers_to is None:
            return []
        return [self._places(by, self._ids(by.refers_to))]

    def _places(self, column: Column, wanted: Iterable[str]) -> Places:
        """Rows of the whole table whose value in the column is wanted."""
        by = self.index.by[column]
        return np.concatenate([_NONE, *(by[text] for text in wanted if text in by)])

    def _ids(self, *columns: Column) -> set[str]:
        """What stands in columns of the slice, blanks left out."""
        found = {str(text) for column in columns for text in self.frames[table_of(column).key][column.key].unique()}
        return found - {""}

    def _known(self, texts: pd.Series, home: Column) -> set[str]:
        """Those of the texts that are ids of the whole."""
        return {text for text in texts.unique() if text in self.index.ids[home]}

    def blank_elsewhere(self, table: type[Table]) -> None:
        """Blanks what refers to rows outside the slice, and in rows that are not the team's what refers nowhere."""
        frame, own = self.frames[table.key], self.own[table.key]
        if frame.empty:
            return
        for column in table.columns():
            if column.refers_to is None:
                continue
            texts, seen = frame[column.key], self._ids(column.refers_to)
            elsewhere = texts.isin(self._known(texts, column.refers_to) - seen).to_numpy()
            hidden = elsewhere | (~own & ~texts.isin(seen).to_numpy())
            if hidden.any():
                frame[column.key] = texts.where(~hidden, "").astype(object)
        for link in table.links:
            if isinstance(link, Mentions):
                texts = frame[link.column.key]
                others = {text for home in link.homes for text in self._known(texts, home) - self._ids(home)}
                frame[link.column.key] = texts.where(~texts.isin(others), "").astype(object)

    def open_first(self, table: type[Table]) -> None:
        """Puts the rows that are still open above the others; both keep their order."""
        if table.open_first:
            frame = self.frames[table.key]
            is_closed = frame[[column.key for column in table.open_first]].notna().any(axis=1).to_numpy()
            self.frames[table.key] = frame.iloc[np.argsort(is_closed, kind="stable")].reset_index(drop=True)


def _problems(problems: Iterable[Problem], team: str) -> tuple[tuple[Problem, ...], int]:
    """The team's problems and everybody's; how many others there are."""
    found = list(problems)
    shown = tuple(p for p in found if p.team == team or (p.team == "" and _is_everyones(p)))
    return shown, sum(p.count for p in found) - sum(p.count for p in shown)


def _is_everyones(problem: Problem) -> bool:
    return problem.table in BY_KEY and isinstance(BY_KEY[problem.table].owner, Everyones)
