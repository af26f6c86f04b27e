"""What decides by which of a plan's own rates a line goes: product, channel, customer, grade, and how new they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import DOCUMENTS, BookFacts, Document, Line, Plain
from salessheet.calc.builds.plan_causes import other_terms
from salessheet.calc.builds.sources import of_documents
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import Customers, Deals, Orders, PlanRates, Reps

_OF_CUSTOMERS: Final = {"group": "group", "industry": "industry", "newness": "since"}
"""The columns of customers behind the properties that are theirs."""

_OF_ORDERS: Final = ("order", "invoice", "receipt")


def fields_of(book: BookFacts, plan: str) -> tuple[str, ...]:
    """The one or two properties that the rates of a plan go by."""
    for identity, row in book.rows(PlanRates).items():
        if identity[0] == plan:
            return tuple(str(row[name]) for name in ("field", "and_field") if row.get(name))
    return ()


def changed_column(old: BookFacts, new: BookFacts, table: type[Table], key: str, *row: Plain) -> Iterator[Cause]:
    """What a row says in both workbooks; a row that one of them does not show says nothing of it."""
    before, after = old.row(table, *row), new.row(table, *row)
    if before and after and before.get(key) != after.get(key):
        yield Cause(Why.PROPERTY, key, before.get(key), after.get(key), inputs=((table.key, row),))


@dataclass(frozen=True, eq=False)
class Properties:
    """Of a document, in both workbooks."""

    old: BookFacts
    new: BookFacts
    document: Document

    def of_rates(self, was: Line, now: Line) -> Iterator[Cause]:
        """What differs of that by which the plans have their rates."""
        fields = dict.fromkeys([*fields_of(self.old, was.plan), *fields_of(self.new, now.plan)])
        other = list(self._other_order())
        for field in fields:
            if field == "grade":
                yield from changed_column(self.old, self.new, Reps, field, now.key[0])
            else:
                yield from other or self._of_document(field)
        if "newness" in fields:
            yield from other_terms(self.old, self.new, was.plan, now.plan, ("new_months",))

    def of_root(self, *columns: str) -> Iterator[Cause]:
        """What differs in columns of the order that its order refers to, or that it refers to another."""
        other = list(self._other_order()) or list(self._other_root())
        yield from other
        if not other:
            for column in columns:
                yield from changed_column(self.old, self.new, Orders, column, self.new.root_of(self.document))

    def dated(self) -> Iterator[Cause]:
        was, now = (book.day_of(self.document) for book in (self.old, self.new))
        if was != now:
            yield Cause(Why.DATE, "", was, now, inputs=of_documents([self.document]))

    def _other_order(self) -> Iterator[Cause]:
        if self.document.kind in _OF_ORDERS:
            table = DOCUMENTS[self.document.kind][0]
            yield from changed_column(self.old, self.new, table, "order_id", self.document.name)

    def _other_root(self) -> Iterator[Cause]:
        yield from changed_column(self.old, self.new, Orders, "refers_to", self._order(self.new))

    def _of_document(self, field: str) -> Iterator[Cause]:
        is_deal = self.document.kind == "deal"
        table, name = (Deals, self.document.name) if is_deal else (Orders, self._order(self.new))
        if field not in _OF_CUSTOMERS:
            yield from changed_column(self.old, self.new, table, field, name)
            return
        other = list(changed_column(self.old, self.new, table, "customer_id", name))
        yield from other or self._of_customer(field, (self.new.row(table, name) or {}).get("customer_id"))
        if field == "newness":
            yield from self.dated() if is_deal else self.of_root("order_date")

    def _of_customer(self, field: str, customer: Plain) -> Iterator[Cause]:
        """A customer that one workbook does not know has nothing there."""
        column = _OF_CUSTOMERS[field]
        was, now = ((book.row(Customers, customer) or {}).get(column) for book in (self.old, self.new))
        if was != now:
            yield Cause(Why.PROPERTY, column, was, now, inputs=((Customers.key, (customer,)),))

    def _order(self, book: BookFacts) -> str:
        row = book.document(self.document) or {}
        return self.document.name if self.document.kind == "order" else str(row.get("order_id") or "")
