"""Why a document earns another amount than before: what of it, of its plan or of the documents ahead of it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.contest_causes import budget_causes, prize_causes
from salessheet.calc.builds.facts import BookFacts, Document, Line
from salessheet.calc.builds.own_rate_causes import own_rate_causes
from salessheet.calc.builds.part_causes import cap_causes, kept_causes, part_causes
from salessheet.calc.builds.plan_causes import COUNTING, EARNING, changed_plan, changed_tiers, plan_row
from salessheet.calc.builds.properties import changed_column
from salessheet.calc.builds.quota_causes import changed_quota
from salessheet.calc.builds.rate_causes import changed_rate
from salessheet.calc.builds.sources import Source, of_documents, of_order, of_splits
from salessheet.workbook.tables import Objectives, Orders

_BY_RATE: Final = ("slab", "overage")  # modes that pay all by the rate reached at the end
_A_CENT: Final = 0.01
_PLACES: Final = 6  # decimals of what counts; anything finer is how doubles are added


@dataclass(frozen=True, eq=False)
class LineCauses:
    old: BookFacts
    new: BookFacts

    def of(self, was: Line, now: Line) -> tuple[Cause, ...]:
        """Of a line that is in both workbooks with another amount."""
        found = list(self._of_refund(was, now) if was.is_refund or now.is_refund else self._of_ordinary(was, now))
        causes = found or changed_plan(self.old, self.new, was.plan, now.plan, EARNING)
        return tuple(dict.fromkeys(causes)) or _UNKNOWN

    def _of_ordinary(self, was: Line, now: Line) -> Iterator[Cause]:
        """First what it earns by tiers or rate, then the part of that which counts, then what the cap leaves of it."""
        by_cap = tuple(cap_causes(self.old, self.new, was, now))
        by_budget = tuple(budget_causes(self.old, self.new, was, now))
        if by_budget and was.is_cut and now.is_cut:
            yield from by_budget
            return
        if not (by_cap and was.earning.cut and now.earning.cut):
            if not was.earning.is_known or _differ(was.earning.gross, now.earning.gross):
                yield from self._of_gross(was, now)
            yield from part_causes(self.old, self.new, was, now)
        yield from by_cap
        yield from by_budget

    def _of_gross(self, was: Line, now: Line) -> Iterator[Cause]:
        if now.document.kind == "prize":
            yield from prize_causes(self.old, self.new, was, now)
            return
        found = [*self._of_document(was, now), *self._of_plan(was, now)]
        yield from found
        if _are_tiered(was, now) and not (found and _is_paid_alike(was, now)):
            yield from self._of_running(was, now)

    def _of_refund(self, was: Line, now: Line) -> Iterator[Cause]:
        yield from self._of_document(was, now)
        yield from self._of_original(was, now)
        yield from kept_causes(self.old, self.new, was, now)

    def _of_document(self, was: Line, now: Line) -> Iterator[Cause]:
        row = of_documents([now.document])
        if now.document.kind == "objective":
            for column in ("weight", "score"):
                yield from changed_column(self.old, self.new, Objectives, column, now.document.name)
            return
        order, measure = of_order(now.root) or row, plan_row(self.new, now.plan).get("measure")
        if was.currency != now.currency:
            yield Cause(Why.CURRENCY, "", was.currency, now.currency, inputs=row)
        elif _differ(was.stated, now.stated):
            yield Cause(Why.AMOUNT, "", was.stated, now.stated, inputs=row)
        elif _differ(was.counted, now.counted):
            yield self._of_counted(was, now, order)
        elif measure == "quantity" and _differ(was.quantity, now.quantity):
            yield Cause(Why.QUANTITY, "", was.quantity, now.quantity, inputs=order)
        elif _differ(was.ordered, now.ordered) and self._order_matters(was, now):
            yield Cause(Why.ORDER_AMOUNT, "", was.ordered, now.ordered, inputs=order)
        if _differ(was.share, now.share):
            yield Cause(Why.SHARE, "", was.share, now.share, inputs=of_splits(now.root, self.old, self.new))
        if measure == "money" and was.currency == now.currency and was.plan == now.plan:
            yield from self._of_rates(was, now)

    def _of_counted(self, was: Line, now: Line, order: tuple[Source, ...]) -> Cause:
        """The document has the same amount, and another counts: less its cost, or that of its order."""
        cost, cost_now = ((book.row(Orders, now.document.name) or {}).get("cost") for book in (self.old, self.new))
        if cost != cost_now:
            return Cause(Why.COST, "", cost, cost_now, inputs=order)
        is_order = _differ(was.ordered, now.ordered) and was.stated is not None
        return Cause(Why.ORDER_AMOUNT if is_order else Why.AMOUNT, "", was.counted, now.counted, inputs=order)

    def _order_matters(self, was: Line, now: Line) -> bool:
        """Whether the amount of the whole order decides what one of its documents is paid."""
        row = plan_row(self.new, now.plan)
        by_tiers = row.get("over") == "deal" and _are_tiered(was, now)
        return by_tiers or row.get("measure") != "money"

    def _of_rates(self, was: Line, now: Line) -> Iterator[Cause]:
        if not self._is_same_currency(now.plan):
            return
        if _differ(was.own_rate, now.own_rate):
            yield changed_rate(self.old, self.new, now.currency, was.own_rate, now.own_rate)
        if _differ(was.plan_rate, now.plan_rate):
            currency = str(plan_row(self.new, now.plan).get("currency") or self.new.currency)
            yield changed_rate(self.old, self.new, currency, was.plan_rate, now.plan_rate)

    def _is_same_currency(self, plan: str) -> bool:
        old, new = (plan_row(book, plan).get("currency") or book.currency for book in (self.old, self.new))
        return old == new

    def _of_plan(self, was: Line, now: Line) -> Iterator[Cause]:
        """A line with a rate of its own asks neither the tiers nor how they pay."""
        are_tiered = _are_tiered(was, now)
        yield from changed_plan(self.old, self.new, was.plan, now.plan, EARNING if are_tiered else COUNTING)
        yield from own_rate_causes(self.old, self.new, was, now)
        if was.plan == now.plan and are_tiered:
            reach = None if self._all_counts(now) else _reach(was, now)
            yield from changed_tiers(self.old, self.new, now.plan, reach)
        if are_tiered and 1 not in (was.unit, now.unit):
            yield from changed_quota(was.unit, now.unit)

    def _all_counts(self, line: Line) -> bool:
        """Whether more than the slice from `before` on decides what the line is paid."""
        row = plan_row(self.new, line.plan)
        return row.get("mode") not in ("marginal", "interpolated") or row.get("over") == "deal"

    def _of_running(self, was: Line, now: Line) -> Iterator[Cause]:
        """Other documents stand ahead of it, or count otherwise; by rate, all others of the month."""
        row = plan_row(self.new, now.plan)
        if row.get("over") == "deal":
            return
        by_rate = row.get("mode") in _BY_RATE
        before, after = (_running(book, line, of_all=by_rate) for book, line in ((self.old, was), (self.new, now)))
        documents = _changed(before, after)
        if documents:
            yield Cause(Why.RUNS, "", was.before, now.before, documents, of_documents(documents))

    def _of_original(self, was: Line, now: Line) -> Iterator[Cause]:
        """A refund takes back what its order earned; so the lines of that order matter."""
        before, after = (_of_root(book, line) for book, line in ((self.old, was), (self.new, now)))
        documents = _changed(before, after)
        if documents:
            yield Cause(Why.ORIGINAL, "", None, None, documents, of_documents(documents))


_UNKNOWN: Final = (Cause(Why.UNKNOWN),)


def _differ(was: float | None, now: float | None) -> bool:
    if was is None or now is None:
        return was is not now
    return round(was, 9) != round(now, 9)


def _are_tiered(was: Line, now: Line) -> bool:
    return was.earning.is_tiered and now.earning.is_tiered


def _is_paid_alike(was: Line, now: Line) -> bool:
    """Whether each unit earns the same, to the cent of the line: then what stands ahead of it has changed nothing."""
    if not was.base or not now.base:
        return False
    earned, earns = (line.amount if line.earning.gross is None else line.earning.gross for line in (was, now))
    return abs(earned / was.base * now.base - earns) < _A_CENT


def _reach(was: Line, now: Line) -> tuple[float, float]:
    """From where to where the line climbs, in one workbook or the other."""
    points = (was.before, was.before + was.base, now.before, now.before + now.base)
    return min(points), max(points)


def _running(book: BookFacts, line: Line, *, of_all: bool) -> dict[Document, float]:
    """What counts of the other documents of the window, those of its month if they stand ahead of it, or all."""
    found = {
        credit.document: round(credit.tiered, _PLACES)
        for credit in book.earlier(line.key)
        if credit.period >= line.window_start and credit.tiered
    }
    for other in book.lines_of(line.key):
        counts = of_all or (other.place < line.place and not other.is_refund)
        if counts and other.earning.is_tiered and other.document != line.document:
            found[other.document] = round(other.base, _PLACES)
    return found


def _of_root(book: BookFacts, line: Line) -> dict[Document, tuple[float, float]]:
    """What counts and what was earned of the other documents of a line's order."""
    found = {
        credit.document: (round(credit.base, _PLACES), credit.amount)
        for credit in book.earlier(line.key)
        if credit.root == line.root
    }
    for other in book.lines_of(line.key):
        if other.root == line.root and other.document != line.document:
            found[other.document] = (round(other.base, _PLACES), other.amount)
    return found


def _changed(before: Mapping[Document, object], after: Mapping[Document, object]) -> tuple[Document, ...]:
    return tuple(d for d in dict.fromkeys([*before, *after]) if before.get(d) != after.get(d))
