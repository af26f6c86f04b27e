"""Why a correction of a closed month is there, and which rows of the tables may have brought it about."""

from __future__ import annotations

from collections.abc import Iterator

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import DOCUMENTS, BookFacts, Document
from salessheet.calc.builds.sources import Source, of_documents, of_splits
from salessheet.workbook.tables import Fx, PlanRates, Plans, PlanTiers


def correction_cause(old: BookFacts, new: BookFacts, code: Why, named: tuple[str, ...]) -> Cause:
    """`named`: component, month, document and the code of the reason, as corrections have them."""
    _, _, document, reason = named
    return Cause(code, inputs=tuple(_sources(old, new, document, reason)))


def _sources(old: BookFacts, new: BookFacts, name: str, reason: str) -> Iterator[Source]:
    documents = [Document(kind, name) for kind in DOCUMENTS] if name else []
    yield from of_documents(documents)
    if reason == "changed_share":
        roots = {book.root_of(document) for document in documents for book in (old, new)}
        for root in sorted(roots):
            yield from of_splits(root, old, new)
    tables = {"changed_rate": (Fx,), "changed_plan": (Plans, PlanTiers, PlanRates)}.get(reason, ())
    for table in tables:
        for book in (old, new):
            yield from ((table.key, row) for row in book.rows(table))
