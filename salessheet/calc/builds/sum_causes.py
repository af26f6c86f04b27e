"""What plans say of single lines, as a cause of their sum: for workbooks that do not hold the lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from salessheet.calc.builds.causes import Cause
from salessheet.calc.builds.facts import BookFacts, PayKey
from salessheet.calc.builds.own_rate_causes import changed_rates
from salessheet.calc.builds.plan_causes import other_terms, plan_row
from salessheet.calc.builds.properties import changed_column, fields_of
from salessheet.workbook.tables import Reps

_OF_LINES: Final = ("portion", "margin_gate", "clawback")


def sum_causes(old: BookFacts, new: BookFacts, key: PayKey) -> Iterator[Cause]:
    """Of a payee and component that both workbooks pay."""
    was, now = old.pays[key].plan, new.pays[key].plan
    pairs = ((old, was), (new, now))
    fields = {field for book, plan in pairs for field in fields_of(book, plan)}
    by_deal = any(plan_row(book, plan).get("cap_over") == "deal" for book, plan in pairs)
    newness = ("new_months",) if "newness" in fields else ()
    yield from other_terms(old, new, was, now, (*_OF_LINES, *newness, *(("cap", "cap_over") if by_deal else ())))
    if was == now:
        yield from changed_rates(old, new, now)
    if "grade" in fields:
        yield from changed_column(old, new, Reps, "grade", key[0])
