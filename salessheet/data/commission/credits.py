"""Credit: one line for each document, payee and component, with its base; and the documents that give none, and why.

A document gives a payee a line for each component whose plan, on the document's day, goes by that kind of document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.commission.bases import Shared, bases
from salessheet.data.commission.documents import (
    NONE,
    OF_ORDERS,
    Documents,
    Kind,
    OrderBook,
    documents,
    order_book,
    paid_up,
)
from salessheet.data.commission.shares import Passes, Shares, colleagues, managers, passed_on, shares
from salessheet.data.commission.versions import NOBODY, Versions, day_numbers
from salessheet.data.money import Rates
from salessheet.workbook.tables import Deals, Fx, Orders, Reps

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

BASES: dict[str, Kind] = {
    "booked": Kind.ORDER,
    "margin": Kind.ORDER,
    "invoiced": Kind.INVOICE,
    "cash": Kind.RECEIPT,
    "cash_full": Kind.RECEIPT,
    "score": Kind.OBJECTIVE,
}


@dataclass(frozen=True, eq=False)
class Credits:
    """Lines in columns, in no order that counts.

    `payee`, `component` and `plan` are numbers of the versions; `document` one of the documents of the kind; `root`
    one of the names of the order book, NONE for deals. `day`: since 1970. `counted`: in the document's `currency`;
    `base`: in the plan's, and so is `whole`, the base of the order as a whole. `refunds`: whether a negative base
    takes back what its order earned, whatever lines it has.
    """

    payee: Whole
    component: Whole
    plan: Whole
    kind: Whole
    document: Whole
    row: Whole
    root: Whole
    day: Whole
    share: Floats
    currency: Texts
    counted: Floats
    fx: Floats
    base: Floats
    whole: Floats
    refunds: Flags

    def __len__(self) -> int:
        return len(self.payee)


@dataclass(frozen=True, eq=False)
class Credited:
    """The lines, what they stand on, and what gives none: a frame of day, kind, document, payee and reason."""

    lines: Credits
    book: OrderBook
    documents: dict[Kind, Documents]
    unused: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Presence:
    """The first and the last day of each payee, both included."""

    first: Whole
    last: Whole

    @classmethod
    def of(cls, dataset: Dataset, payees: Texts) -> Presence:
        people = dataset.table(Reps).drop_duplicates(Reps.rep_id.key).set_index(Reps.rep_id.key).reindex(payees)
        return cls(
            day_numbers(people[Reps.hire_date.key], np.iinfo(np.int64).min), day_numbers(people[Reps.leave_date.key])
        )

    def of_those_there(self, lines: Credits) -> Credits:
        """Without documents of days on which the payee was not there: what a team sells then is not theirs.

        A refund of what they have is theirs whenever it comes; one of an order that they were not there for is not.
        """
        there = (lines.day >= self.first[lines.payee]) & (lines.day <= self.last[lines.payee])
        back = lines.refunds & (lines.base < 0) & (lines.root != NONE)
        order = lines.payee * (lines.root.max(initial=NONE) + 2) + lines.root
        had, missed = order[there & ~back], order[~there & ~back]
        refunded = np.isin(order, had) | (there & ~np.isin(order, missed))
        return _taken(lines, np.flatnonzero(np.where(back, refunded, there)))


def credited(dataset: Dataset, versions_: Versions, last: int) -> Credited:
    """The credit of all documents up to the day `last`."""
    book = order_book(dataset)
    kinds = _kinds(dataset, versions_.plans)
    credit = versions_.plans["credit"].to_numpy(dtype=object)
    found = {kind: documents(dataset, book, kind, last) for kind in OF_ORDERS if (kinds == kind).any()}
    among = shares(dataset, book, versions_.payees)
    deals = _with_deal_reps(among, dataset) if Kind.DEAL in found else among
    rates = Rates(dataset.table(Fx), str(dataset.settings["currency"]))
    own = np.where(credit == "own", kinds, NONE)
    parts = [
        _OfKind(versions_, own, book, documents_, deals if kind is Kind.DEAL else among, rates)
        for kind, documents_ in found.items()
    ]
    for name, passes in _of_teams(dataset, versions_, credit):
        theirs = np.where(credit == name, kinds, NONE)
        led = shares(dataset, book, versions_.payees, passes)
        parts += [
            _OfKind(versions_, theirs, book, _passed_on(documents_, passes), led, rates, of_teams=True)
            for documents_ in found.values()
        ]
    presence = Presence.of(dataset, versions_.payees)
    lines = [presence.of_those_there(line) if part.of_teams else line for part in parts for line in part.lines()]
    unused = [told for part in parts for told in part.unused()]
    return Credited(joined(lines), book, found, _told(unused))


def credited_beside(found: Credited, documents_: Documents, lines: Credits, unused: pd.DataFrame) -> Credited:
    """The same with documents of another kind, their lines and what of them gives none."""
    of_kinds = {**found.documents, documents_.kind: documents_}
    return Credited(joined([found.lines, lines]), found.book, of_kinds, _told([found.unused, unused]))


def _kinds(dataset: Dataset, plans: pd.DataFrame) -> Whole:
    """The kind of document that each plan goes by; deals stand for booked orders where there is no order at all."""
    kinds = np.array([BASES[basis] for basis in plans["basis"]], dtype=np.int64)
    if dataset.table(Orders).empty:
        kinds[(plans["basis"] == "booked").to_numpy()] = Kind.DEAL
    return kinds


def _of_teams(dataset: Dataset, versions_: Versions, credit: Texts) -> Iterator[tuple[str, Passes]]:
    """Whom what reps have counts for beside themselves, by what plans say of `credit`."""
    if (credit == "team").any():
        yield "team", managers(dataset)
    of_all = np.asarray(credit == "whole_team", dtype=bool)
    if of_all.any():
        for passes in colleagues(dataset, versions_.payees[versions_.ever_served(of_all)]):
            yield "whole_team", passes


def _passed_on(documents_: Documents, passes: Passes) -> Documents:
    """Deals with those for whom they count in place of their reps."""
    return replace(documents_, rep=passed_on(passes, documents_.rep)) if documents_.kind is Kind.DEAL else documents_


def _with_deal_reps(among: Shares, dataset: Dataset) -> Shares:
    """Reps of deals that nobody else names have numbers, too."""
    reps = dataset.column(Deals.rep_id).to_numpy(dtype=object)
    names = pd.unique(np.concatenate([among.names, reps[reps != ""]]))
    return Shares(np.asarray(names, dtype=object), among.first, among.count, among.payee, among.share)


@dataclass
class _OfKind:
    """The documents of one kind, each with everybody who shares in it, or with the managers of those.

    `kinds`: of documents that each plan takes here. What gives nobody a line is not told of managers a second time.
    """

    versions: Versions
    kinds: Whole
    book: OrderBook
    documents: Documents
    shares: Shares
    rates: Rates
    of_teams: bool = False
    document: Whole = field(init=False)
    payee: Whole = field(init=False)
    share: Floats = field(init=False)
    served: Flags = field(init=False)
    completes: Flags = field(init=False)
    unpaid: Flags = field(init=False)
    _told: list[tuple[Whole, Whole, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document, self.payee, self.share = self.shares.of(self.documents, self.book)
        self.served = np.zeros(len(self.document), dtype=bool)
        if self.documents.kind is Kind.RECEIPT and self._waits().any():
            self.completes, self.unpaid = paid_up(self.documents, self.book)

    def lines(self) -> list[Credits]:
        """Those of each component; what gives none is kept for `unused`."""
        known = self.payee < len(self.versions.payees)
        if not self.of_teams:
            self._tell(~known, "no_payee")
            lost = np.flatnonzero(self._without_order())
            self._told.append((lost, np.full(len(lost), NONE), "no_order"))
        idle = np.zeros(len(self.document), dtype=bool)
        found = []
        for component in range(len(self.versions.components)):
            groups = np.full(len(self.document), NOBODY, dtype=np.int64)
            groups[known] = self.versions.groups[self.payee[known], component]
            plan = self.versions.serving(groups, self.documents.day[self.document])
            idle |= (plan == NOBODY) & self._uses()[groups]
            takes = (plan != NOBODY) & (self.kinds[plan] == self.documents.kind)
            self.served |= takes
            found.append(self._lines(component, np.flatnonzero(takes), plan[takes]))
        self._tell(idle & ~self.served, "no_plan")
        return found

    def unused(self) -> list[pd.DataFrame]:
        names = np.append(self.shares.names, "")
        return [
            pd.DataFrame(
                {
                    "day": self.documents.day[document],
                    "kind": int(self.documents.kind),
                    "row": self.documents.row[document],
                    "document": self.documents.id[document],
                    "payee": names[payee],
                    "reason": reason,
                }
            )
            for document, payee, reason in self._told
            if len(document)
        ]

    def _tell(self, where: Flags, reason: str) -> None:
        self._told.append((self.document[where], self.payee[where], reason))

    def _without_order(self) -> Flags:
        if self.documents.kind in (Kind.DEAL, Kind.ORDER):
            return np.zeros(len(self.documents), dtype=bool)
        return np.asarray(self.documents.order == NONE)

    def _uses(self) -> Flags:
        """Which groups have a plan, on whatever day, that goes by this kind; the last is nobody."""
        uses = np.zeros(max(0, self.versions.groups.max(initial=NOBODY)) + 2, dtype=bool)
        group, _ = self.versions.stretches()
        uses[group[self.kinds[self.versions.served] == self.documents.kind]] = True
        return uses

    def _lines(self, component: int, places: Whole, plan: Whole) -> Credits:
        """The lines of the documents' shares at the places, by their plans."""
        places, plan = self._paid_in_full(places, plan)
        document, share = self.document[places], self.share[places]
        order = self.documents.order[document]
        found = bases(self.documents, self.book, self.rates, self.versions.plans, Shared(document, plan, share))
        lines = Credits(
            payee=self.payee[places],
            component=np.full(len(places), component, dtype=np.int64),
            plan=plan,
            kind=np.full(len(places), self.documents.kind, dtype=np.int64),
            document=document,
            row=self.documents.row[document],
            root=np.append(self.book.root, NONE)[order],
            day=self.documents.day[document],
            share=share,
            currency=found.currency,
            counted=found.counted,
            fx=found.fx,
            base=found.base,
            whole=found.whole,
            refunds=self._refunds(order),
        )
        self._tell(_mask(places[found.lacks_cost], len(self.document)), "no_cost")
        self._tell(_mask(places[found.lacks_rate], len(self.document)), "no_rate")
        known = ~found.lacks_cost & ~found.lacks_rate
        return lines if known.all() else _taken(lines, np.flatnonzero(known))

    def _paid_in_full(self, places: Whole, plan: Whole) -> tuple[Whole, Whole]:
        """Without the receipts that complete no payment, where a plan waits for that."""
        waits = self._waits()[plan]
        if not waits.any():
            return places, plan
        document = self.document[places]
        self._tell(_mask(places[waits & self.unpaid[document]], len(self.document)), "not_paid_up")
        counts = ~waits | self.completes[document]
        return places[counts], plan[counts]

    def _waits(self) -> Flags:
        """Which plans wait for an order to be paid in full."""
        return (self.versions.plans["basis"] == "cash_full").to_numpy(dtype=bool)

    def _refunds(self, order: Whole) -> Flags:
        """All negative invoices and receipts, and orders that refer to another."""
        if self.documents.kind is Kind.DEAL:
            return np.zeros(len(order), dtype=bool)
        return self.book.is_refund[order] if self.documents.kind is Kind.ORDER else np.ones(len(order), dtype=bool)


def _mask(places: Whole, size: int) -> Flags:
    found = np.zeros(size, dtype=bool)
    found[places] = True
    return found


def _taken(lines: Credits, places: Whole) -> Credits:
    return Credits(**{name: column[places] for name, column in vars(lines).items()})


def joined(parts: list[Credits]) -> Credits:
    if not parts:
        whole, number, text = np.array([], dtype=np.int64), np.array([]), np.array([], dtype=object)
        flag = np.array([], dtype=bool)
        return Credits(
            whole, whole, whole, whole, whole, whole, whole, whole, number, text, number, number, number, number, flag
        )
    return Credits(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


def _told(parts: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["day", "kind", "row", "document", "payee", "reason"]
    told = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return told.drop_duplicates(columns).sort_values(["day", "kind", "row"], kind="stable")
