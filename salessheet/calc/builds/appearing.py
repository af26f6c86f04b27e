"""Why a document earns something for a payee in one workbook and has no line in the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts, Line, day_of
from salessheet.calc.builds.plan_causes import SERVING, other_plan, plan_row
from salessheet.calc.builds.rate_causes import changed_rate
from salessheet.calc.builds.sources import of_documents, of_order, of_splits
from salessheet.workbook.tables import Orders, Plans, Reps


@dataclass(frozen=True, eq=False)
class Appearance:
    """`here` has the line, `there` has not; `is_new` where that is the older of the two."""

    old: BookFacts
    new: BookFacts
    line: Line
    is_new: bool

    @property
    def here(self) -> BookFacts:
        return self.new if self.is_new else self.old

    @property
    def there(self) -> BookFacts:
        return self.old if self.is_new else self.new

    def causes(self) -> tuple[Cause, ...]:
        if self.old.month != self.new.month:
            return (Cause(Why.OTHER_MONTH),)
        payee = self.line.key[0]
        if self.here.knows(payee) and not self.there.knows(payee):
            code = Why.NEW_PERSON if self.is_new else Why.GONE_PERSON
            return (Cause(code, payee, inputs=((Reps.key, (payee,)),)),)
        if self.line.document.kind == "prize":
            return tuple(self._of_prize())
        if self.there.document(self.line.document) is None:
            return (self._of_unknown_document(),)
        found = [*self._of_document(), *self._of_person(), *self._of_plan()]
        return tuple(found or self._of_register())

    def _of_prize(self) -> Iterator[Cause]:
        """Who is ranked in one workbook alone, and takes a place there."""
        found = list(self._of_plan())
        was, now = (None, self.line.rank) if self.is_new else (self.line.rank, None)
        yield from found or [Cause(Why.PLACE, "", was, now)]

    def _of_unknown_document(self) -> Cause:
        """A new document; but of another team's, what is new is that somebody here shares it."""
        document = self.line.document
        if not self.here.owner_of(document) and self.here.share_of(self.line.key[0], document) is not None:
            return self._of_share()
        code = Why.NEW_DOCUMENT if self.is_new else Why.GONE_DOCUMENT
        root = self.here.root_of(document)
        return Cause(code, inputs=(*of_documents([document]), *of_order(root), *of_splits(root, self.here)))

    def _of_share(self) -> Cause:
        payee, document = self.line.key[0], self.line.document
        was, now = (book.share_of(payee, document) for book in (self.old, self.new))
        return Cause(Why.SHARE, "", was, now, inputs=of_splits(self.here.root_of(document), self.old, self.new))

    def _of_document(self) -> Iterator[Cause]:
        document = self.line.document
        was, now = (book.day_of(document) for book in (self.old, self.new))
        if _month(was) != _month(now):
            yield Cause(Why.DATE, "", was, now, inputs=of_documents([document]))
        others = tuple(
            other.document
            for other in self.there.lines_of(self.line.key)
            if other.root and other.root == self.line.root and self.line.document.kind == other.document.kind
        )
        if plan_row(self.here, self.line.plan).get("basis") != "cash_full":
            return
        if others:
            yield Cause(Why.PAID_UP, "", documents=others, inputs=of_documents(others))
        elif self.there.unpaid.get(document) != "not_paid_up":
            yield from self._of_order_amount()

    def _of_order_amount(self) -> Iterator[Cause]:
        """Another amount of the order is reached by a document of another month."""
        row = self.here.document(self.line.document) or {}
        was, now = ((book.row(Orders, row.get("order_id")) or {}).get("amount") for book in (self.old, self.new))
        if was != now:
            yield Cause(Why.ORDER_AMOUNT, "", was, now, inputs=of_order(str(row.get("order_id") or "")))

    def _of_person(self) -> Iterator[Cause]:
        payee, document = self.line.key[0], self.line.document
        if self.there.share_of(payee, document) is None:
            owners = [book.owner_of(document) for book in (self.old, self.new)]
            if owners[0] != owners[1] and payee in owners:
                order = of_order(self.here.root_of(document)) or of_documents([document])
                yield Cause(Why.OWNER, "", owners[0] or None, owners[1] or None, inputs=order)
            else:
                yield self._of_share()
        was, now = ((book.row(Reps, payee) or {}).get("role") for book in (self.old, self.new))
        if was != now:
            yield Cause(Why.ROLE, "", was, now, inputs=((Reps.key, (payee,)),))

    def _of_plan(self) -> Iterator[Cause]:
        plan = self.line.plan
        here, there = (plan_row(book, plan) for book in (self.here, self.there))
        if not there:
            pay = self.there.pays.get(self.line.key)
            yield self._other_plan(pay.plan if pay else "", plan)
            return
        for term in SERVING:
            if here and here.get(term) != there.get(term):
                was, now = (there, here) if self.is_new else (here, there)
                yield Cause(Why.TERM, term, was.get(term), now.get(term), inputs=((Plans.key, (plan,)),))
        yield from self._of_successors(plan)

    def _of_successors(self, plan: str) -> Iterator[Cause]:
        """Where a plan that supersedes the line's is in force in the other workbook alone."""
        for identity, row in self.there.rows(Plans).items():
            if row.get("supersedes") == plan and self.here.rows(Plans).get(identity) is None:
                yield self._other_plan(str(identity[0]), plan)

    def _other_plan(self, there: str, here: str) -> Cause:
        was, now = (there, here) if self.is_new else (here, there)
        return other_plan(self.old, self.new, was, now)

    def _of_register(self) -> Iterator[Cause]:
        reason = self.there.unpaid.get(self.line.document)
        if reason is None:
            yield Cause(Why.UNKNOWN)
        elif reason == "no_rate":
            yield self._of_rate()
        else:
            yield Cause(Why.CREDITED if self.is_new else Why.NOT_CREDITED, reason)

    def _of_rate(self) -> Cause:
        """One workbook has no rate for the document, or for the plan."""
        line, here = self.line, self.here
        is_own = line.currency in ("", here.currency)
        plan_currency = str(plan_row(here, line.plan).get("currency") or here.currency)
        currency, rate = (plan_currency, line.plan_rate) if is_own else (line.currency, line.own_rate)
        was, now = (None, rate) if self.is_new else (rate, None)
        return changed_rate(self.old, self.new, currency, was, now)


def _month(serial: float | None) -> tuple[int, int] | None:
    return None if serial is None else (day_of(serial).year, day_of(serial).month)
