"""Why another part of what a line earns is paid: the plan's portion, the least margin, the time served, the cap."""

from __future__ import annotations

from collections.abc import Iterator

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts, Document, Line
from salessheet.calc.builds.plan_causes import other_terms
from salessheet.calc.builds.properties import Properties
from salessheet.calc.builds.quota_causes import OF_DAYS, OF_REFUNDS, changed_factors
from salessheet.calc.builds.sources import of_documents, of_order
from salessheet.workbook.tables import Orders, PlanFactors


def part_causes(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """Where another part counts, or the order reaches the least margin in one workbook alone."""
    if was.earning.factor == now.earning.factor:
        return
    yield from other_terms(old, new, was.plan, now.plan, ("portion",))
    yield from _of_days(old, new, was, now)
    if was.earning.passes != now.earning.passes:
        yield from other_terms(old, new, was.plan, now.plan, ("margin_gate",))
        yield from list(Properties(old, new, now.document).of_root()) or _of_margin(old, new, now)


def _of_days(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """How long the cash took, where the plan pays by that."""
    if was.plan == now.plan:
        yield from changed_factors(old, new, now.plan, OF_DAYS)
    if any(identity[1] in OF_DAYS for identity in (*old.rows(PlanFactors), *new.rows(PlanFactors))):
        properties = Properties(old, new, now.document)
        yield from properties.of_root("order_date")
        yield from properties.dated()


def _of_margin(old: BookFacts, new: BookFacts, line: Line) -> Iterator[Cause]:
    """What the order costs, and what it is worth."""
    rows = [book.row(Orders, line.root) or {} for book in (old, new)]
    is_own = line.document == Document("order", line.root)
    for code, name in ((Why.COST, "cost"), (Why.AMOUNT if is_own else Why.ORDER_AMOUNT, "amount")):
        was, now = (row.get(name) for row in rows)
        if was != now:
            yield Cause(code, "", was, now, inputs=of_order(line.root))


def kept_causes(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """Of a refund of which another share stays with the payee, for the time served."""
    if was.earning.kept == now.earning.kept:
        return
    properties = Properties(old, new, now.document)
    yield from other_terms(old, new, was.plan, now.plan, ("clawback",))
    if was.plan == now.plan:
        yield from changed_factors(old, new, now.plan, OF_REFUNDS)
    yield from properties.of_root("term_months", "order_date")
    yield from properties.dated()


def cap_causes(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """Where the cap on its order cuts it in either workbook: the cap itself, and what had used it before."""
    if not (was.earning.cut or now.earning.cut):
        return
    if was.earning.cap != now.earning.cap:
        yield from other_terms(old, new, was.plan, now.plan, ("cap", "cap_over"))
    both = None not in (was.earning.cap, now.earning.cap)
    if both and was.earning.used != now.earning.used:
        before, after = _users(old, was), _users(new, now)
        documents = tuple(d for d in dict.fromkeys([*before, *after]) if before.get(d) != after.get(d))
        uses = (was.earning.used, now.earning.used)
        yield Cause(Why.USED_CAP, "", *uses, documents, of_documents(documents))


def _users(book: BookFacts, line: Line) -> dict[Document, float]:
    """What the documents of its order ahead of it earned before the cap."""
    found = {
        credit.document: round(credit.under_cap, 2)
        for credit in book.earlier(line.key)
        if credit.root == line.root and credit.under_cap
    }
    for other in book.lines_of(line.key):
        is_ahead = other.place < line.place and other.root == line.root and not other.is_refund
        if is_ahead and other.earning.cap is not None and other.earning.uncapped:
            found[other.document] = round(other.earning.uncapped, 2)
    return found
