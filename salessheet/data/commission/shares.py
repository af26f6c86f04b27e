"""Who shares the credit of each order, and how much of it; and what a team's people have of it, for one or all.

The rows of the root order in the table splits, of kind split or overlay; without rows of kind split its rep has all of
it beside the overlays. Somebody who is named more than once has the sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.commission.documents import NONE, Documents, Kind, OrderBook, places
from salessheet.workbook.tables import Reps, Splits, Teams

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Passes = Mapping[str, str]

OVERLAY = "overlay"
"""The kind of a share that comes on top of the others, and leaves the order's own rep all of the credit."""


@dataclass(frozen=True, eq=False)
class Shares:
    """The shares of the orders, those of an order in one stretch: from `first` on as many as `count`.

    `names`: the payees, first those that are known; `payee`: their numbers.
    """

    names: Texts
    first: Whole
    count: Whole
    payee: Whole
    share: Floats

    def of(self, documents: Documents, book: OrderBook) -> tuple[Whole, Whole, Floats]:
        """Document, payee and share of everybody who shares in a document; documents count from 0.

        Documents without an order have nobody.
        """
        if documents.kind is Kind.DEAL:
            payee = places(self.names, documents.rep)
            some = np.flatnonzero(payee != NONE)
            return some, payee[some], np.ones(len(some))
        order = documents.order
        holder = np.append(book.holder, NONE)[order]
        count = np.append(self.count, 0)[holder]
        document = np.repeat(np.arange(len(order)), count)
        within = np.arange(len(document)) - np.repeat(np.cumsum(count) - count, count)
        row = np.append(self.first, 0)[holder][document] + within
        return document, self.payee[row], self.share[row]


def shares(dataset: Dataset, book: OrderBook, payees: Texts, passes: Passes | None = None) -> Shares:
    """From the table splits.

    Orders whose rep is blank, as those of other teams are, are nobody's beside their splits, and so are those that only
    people elsewhere share. Those who are not among the payees have the numbers after theirs. `passes`: whom what each
    rep has by splits, overlays left out, counts for in place of the rep.
    """
    splits = dataset.table(Splits)
    if passes is not None:
        splits = splits[splits[Splits.kind.key] != OVERLAY]
    order = places(book.ids, splits[Splits.order_id.key].to_numpy(dtype=object))
    is_split = (splits[Splits.kind.key] != OVERLAY).to_numpy()
    is_shared = np.zeros(len(book.ids) + 1, dtype=bool)
    is_shared[order[is_split]] = True
    is_shared[places(book.ids, np.array(sorted(dataset.shared), dtype=object))] = True
    alone = np.flatnonzero(~is_shared[:-1])
    orders = np.concatenate([order, alone])
    names = np.concatenate([splits[Splits.rep_id.key].to_numpy(dtype=object), book.rep[alone]])
    share = np.concatenate([np.nan_to_num(splits[Splits.share.key].to_numpy(dtype=float)), np.ones(len(alone))])
    names = names if passes is None else passed_on(passes, names)
    known = (orders != NONE) & (names != "")
    orders, share = orders[known], share[known]
    codes, everybody = pd.factorize(np.concatenate([payees, names[known]]))
    payee = codes[len(payees) :].astype(np.int64)
    cells, place = np.unique(orders * len(everybody) + payee, return_inverse=True)
    total: Floats = np.bincount(place, share, len(cells)).astype(float)
    of = cells // max(1, len(everybody))
    count = np.bincount(of, minlength=len(book.ids))
    return Shares(
        np.asarray(everybody, dtype=object), np.cumsum(count) - count, count, cells % max(1, len(everybody)), total
    )


def passed_on(passes: Passes, reps: Texts) -> Texts:
    """Whom what each rep has counts for; blank where it is nobody."""
    codes, different = pd.factorize(reps)
    found = np.array([passes.get(rep, "") for rep in different] or [""], dtype=object)
    return np.asarray(found[codes] if len(codes) else reps, dtype=object)


def colleagues(dataset: Dataset, payees: Texts) -> list[Passes]:
    """What a team has counts for each of the payees in it, own credit included: one of each team after the other."""
    people = dataset.table(Reps)
    teams = dict(zip(people[Reps.rep_id.key], people[Reps.team_id.key], strict=True))
    members: dict[str, list[str]] = {}
    for payee in payees:
        members.setdefault(teams.get(payee, ""), []).append(payee)
    members.pop("", None)
    most = max(map(len, members.values()), default=0)
    ranked = ({team: those[place] for team, those in members.items() if place < len(those)} for place in range(most))
    return [{rep: of[team] for rep, team in teams.items() if team in of} for of in ranked]


def managers(dataset: Dataset) -> Passes:
    """The manager of each rep's team, who is of that team; nobody for managers themselves."""
    people = dataset.table(Reps)
    teams = dict(zip(people[Reps.rep_id.key], people[Reps.team_id.key], strict=True))
    spelled = {str(rep).casefold(): rep for rep in teams}
    named = [spelled.get(str(manager).casefold(), "") for manager in dataset.column(Teams.manager_id)]
    managers = dict(zip(dataset.column(Teams.team_id), named, strict=True))
    own = {team: manager for team, manager in managers.items() if teams.get(manager) == team}
    return {rep: own[team] for rep, team in teams.items() if own.get(team, rep) != rep}
