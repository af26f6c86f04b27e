"""What a finished workbook says of commission: payouts, the lines behind them, and the inputs they are made of.

Words of the workbook's language are codes here. Blanks are None; days are dates in `BookFacts` and serials in rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from salessheet.calc.builds.earning import Earning
from salessheet.data.filling.scope import EPOCH, serial
from salessheet.workbook.lines import Column
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Deals, Invoices, Objectives, Orders, PlanTiers, Receipts, Reps, Splits

Plain = float | str | bool | None
Identity = tuple[Plain, ...]
"""What names a row of a table: the values of its identifying columns; of a table without, the whole row."""
Row = Mapping[str, Plain]
"""A row of a table, by the key of the column."""
Rows = Mapping[Identity, Row]
PayKey = tuple[str, str]
"""Payee and component."""

DOCUMENTS: Final[Mapping[str, tuple[type[Table], Column]]] = {
    "order": (Orders, Orders.order_date),
    "deal": (Deals, Deals.won_date),
    "invoice": (Invoices, Invoices.date),
    "receipt": (Receipts, Receipts.date),
    "objective": (Objectives, Objectives.period),
}
"""The tables that documents stand in, each with the column of its date, by kind of document. Prizes stand in none."""


def day_of(serial: float) -> dt.date:
    """The day of a serial, whatever its time."""
    return EPOCH + dt.timedelta(days=int(serial))


class Document(NamedTuple):
    """`kind`: order, deal, invoice, receipt, objective or prize."""

    kind: str
    name: str


@dataclass(frozen=True)
class Line:
    """What a document earns for a payee and component; `place` is its place among the lines of the month.

    Where the month is closed, what the tables say of it (from `root` on) is not known. `unit`: what tiers are of, 1 for
    amounts, else the quota, None where there is none. `rank`, the place of a prize, is taken with `tied` in all;
    `allowed`: what the line earns before it is cut to what is `left` of a budget.
    """

    key: PayKey
    document: Document
    place: int
    currency: str
    share: float | None
    plan: str
    counted: float | None
    base: float
    before: float
    amount: float
    root: str = ""
    is_refund: bool = False
    window_start: float = 0.0
    stated: float | None = None
    ordered: float | None = None
    quantity: float | None = None
    own_rate: float | None = None
    plan_rate: float | None = None
    unit: float | None = 1.0
    rank: float | None = None
    tied: float | None = None
    left: float | None = None
    allowed: float | None = None
    earning: Earning = field(default_factory=Earning)

    @property
    def is_cut(self) -> bool:
        """Whether the budget has less left than the line earns."""
        return self.left is not None and self.allowed is not None and self.allowed > self.left


@dataclass(frozen=True)
class Pay:
    """`steps`: what leads from nothing to `drawn`, each with its sign, in the currency of the plan.

    `rate`: into the currency of the workbook; None where there is none, and so no payout. `quota`: of the window of the
    plan, None where there is none.
    """

    plan: str
    currency: str
    rate: float | None
    payout: float | None
    drawn: float
    opening: float
    debt_before: float
    is_employed: bool
    quota: float | None
    steps: Mapping[str, float]


@dataclass(frozen=True)
class Person:
    """`commission`: None where a component cannot be paid, `payout` where nothing can."""

    name: str
    commission: float | None
    adjustments: float
    corrections: float
    payout: float | None


@dataclass(frozen=True)
class Extra:
    """An adjustment or a correction: `named` is what tells it from others of the person."""

    payee: str
    named: tuple[str, ...]
    amount: float


@dataclass(frozen=True)
class Credit:
    """What a document was credited with in a month of the year.

    `tiered`: the base that runs up through the tiers; `under_cap`: what it earned before the cap on its order.
    """

    period: float
    key: PayKey
    document: Document
    root: str
    base: float
    tiered: float
    under_cap: float
    amount: float


@dataclass(frozen=True, eq=False)
class BookFacts:
    """`whose`: the name of the team or the centre; blank for a centre without one.

    `has_lines`: the centre's workbook has none.

    `unpaid`: documents that nobody is credited with, and the code of the reason.
    """

    whose: str
    month: dt.date
    as_of: dt.date
    currency: str
    lang: str
    has_lines: bool
    people: Mapping[str, Person]
    pays: Mapping[PayKey, Pay]
    lines: Mapping[tuple[PayKey, Document], Line]
    adjustments: tuple[Extra, ...]
    corrections: tuple[Extra, ...]
    credits: tuple[Credit, ...]
    unpaid: Mapping[Document, str]
    tables: Mapping[type[Table], Rows] = field(default_factory=dict)

    def rows(self, table: type[Table]) -> Rows:
        return self.tables.get(table, {})

    def row(self, table: type[Table], *identity: Plain) -> Row | None:
        return self.rows(table).get(identity)

    def document(self, document: Document) -> Row | None:
        """Its row in its table."""
        return self.row(DOCUMENTS[document.kind][0], document.name) if document.kind in DOCUMENTS else None

    def day_of(self, document: Document) -> float | None:
        """The serial of its date."""
        row = self.document(document)
        day = None if row is None else row.get(DOCUMENTS[document.kind][1].key)
        return day if isinstance(day, float) else None

    def root_of(self, document: Document) -> str:
        """The order that decides whose it is; blank where it has none."""
        row = self.document(document) or {}
        order = document.name if document.kind == "order" else str(row.get("order_id") or "")
        found = self.row(Orders, order) or {}
        return str(found.get("refers_to") or order)

    def owner_of(self, document: Document) -> str:
        """The rep of its root order, or of the deal, or whose objective it is; blank for somebody of another team."""
        if document.kind in ("deal", "objective"):
            column = "rep_id" if document.kind == "deal" else "payee"
            return str((self.document(document) or {}).get(column) or "")
        return str((self.row(Orders, self.root_of(document)) or {}).get("rep_id") or "")

    def share_of(self, payee: str, document: Document) -> float | None:
        """What `splits` gives the payee of the document, or the rep of an order that is not split. None for nothing."""
        root = self.root_of(document)
        shares = self.shares.get(root, {})
        if payee in shares:
            return shares[payee][0]
        is_split = any(kind == "split" for _, kind in shares.values())
        return 1.0 if not is_split and payee == self.owner_of(document) else None

    @cached_property
    def shares(self) -> Mapping[str, Mapping[str, tuple[float, str]]]:
        """Share and kind, by order and payee."""
        found: dict[str, dict[str, tuple[float, str]]] = {}
        for row in self.rows(Splits).values():
            share, kind = row.get("share"), str(row.get("kind") or "split")
            if isinstance(share, float):
                found.setdefault(str(row.get("order_id")), {})[str(row.get("rep_id"))] = (share, kind)
        return found

    @cached_property
    def tiers(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of `plan_tiers`, by plan."""
        found: dict[str, list[Row]] = {}
        for row in self.rows(PlanTiers).values():
            found.setdefault(str(row.get("plan_id")), []).append(row)
        return {plan: tuple(rows) for plan, rows in found.items()}

    def pays_of(self, rep: str) -> Mapping[str, Pay]:
        """What a person is paid, by component."""
        return self._pays_by_rep.get(rep, {})

    @cached_property
    def _pays_by_rep(self) -> Mapping[str, Mapping[str, Pay]]:
        found: dict[str, dict[str, Pay]] = {}
        for (rep, component), pay in self.pays.items():
            found.setdefault(rep, {})[component] = pay
        return found

    def lines_of(self, key: PayKey) -> tuple[Line, ...]:
        """The lines of a payee and component, in their order."""
        return self._lines_by_key.get(key, ())

    def earlier(self, key: PayKey) -> tuple[Credit, ...]:
        """What a payee and component were credited with in months before this."""
        return self._earlier_by_key.get(key, ())

    @cached_property
    def _lines_by_key(self) -> Mapping[PayKey, tuple[Line, ...]]:
        found: dict[PayKey, list[Line]] = {}
        for line in self.lines.values():
            found.setdefault(line.key, []).append(line)
        return {key: tuple(lines) for key, lines in found.items()}

    @cached_property
    def _earlier_by_key(self) -> Mapping[PayKey, tuple[Credit, ...]]:
        found: dict[PayKey, list[Credit]] = {}
        for credit in self.credits:
            if credit.period < self.start:
                found.setdefault(credit.key, []).append(credit)
        return {key: tuple(earlier) for key, earlier in found.items()}

    @cached_property
    def start(self) -> float:
        """The serial of the month's first day."""
        return serial(self.month)

    def knows(self, rep_id: str) -> bool:
        """Whether the person stands in the roster."""
        return self.row(Reps, rep_id) is not None
