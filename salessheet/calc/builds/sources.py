"""The rows of input tables behind a cause, by the key of the table and what names the row."""

from __future__ import annotations

from collections.abc import Iterable

from salessheet.calc.builds.facts import DOCUMENTS, BookFacts, Document, Identity
from salessheet.workbook.tables import Orders, PlanRates, Plans, PlanTiers, Splits

Source = tuple[str, Identity]


def of_documents(documents: Iterable[Document]) -> tuple[Source, ...]:
    known = (document for document in documents if document.kind in DOCUMENTS)
    return tuple((DOCUMENTS[document.kind][0].key, (document.name,)) for document in known)


def of_order(root: str) -> tuple[Source, ...]:
    return ((Orders.key, (root,)),) if root else ()


def of_splits(root: str, *books: BookFacts) -> tuple[Source, ...]:
    """Everybody who shares the order: who gives is part of who gets."""
    return tuple((Splits.key, (root, payee)) for book in books for payee in book.shares.get(root, {}))


def of_plans(plans: Iterable[str], *books: BookFacts) -> tuple[Source, ...]:
    """Plans with their tiers and rates of their own."""
    named = [plan for plan in dict.fromkeys(plans) if plan]
    tiers = ((plan, row.get("lower")) for plan in named for book in books for row in book.tiers.get(plan, ()))
    rates = (row for book in books for row in book.rows(PlanRates) if row[0] in named)
    return (
        *((Plans.key, (plan,)) for plan in named),
        *((PlanTiers.key, tier) for tier in dict.fromkeys(tiers)),
        *((PlanRates.key, rate) for rate in dict.fromkeys(rates)),
    )
