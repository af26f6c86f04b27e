"""Why a line goes by another rate of its own: a row of the plan's rates, or what decides which row holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts, Identity, Line, Plain, Row
from salessheet.calc.builds.properties import Properties
from salessheet.workbook.tables import PlanRates

BY_TIERS: Final = "by_tiers"
"""What stands in a cause for the rate of a row that has none: its lines go by the tiers."""


def own_rate_causes(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """Of a line whose rate differs, or that has one in one workbook alone. A closed month does not say."""
    if was.earning.rate == now.earning.rate or not (was.earning.is_known and now.earning.is_known):
        return
    found = list(Properties(old, new, now.document).of_rates(was, now))
    if was.plan == now.plan:
        found += _of_rows(old, new, was, now)
        found = found or [Cause(Why.RATED_AS, "", _named(was), _named(now))]
    yield from found


def changed_rates(old: BookFacts, new: BookFacts, plan: str) -> Iterator[Cause]:
    """Every row of a plan's rates that differs."""
    for identity in dict.fromkeys([*old.rows(PlanRates), *new.rows(PlanRates)]):
        if identity[0] == plan:
            yield from _of_row(old, new, identity)


def _of_rows(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """Of the row that held, whether it is gone; of the row that holds, whether it is new or says another rate."""
    before, after = ((line.plan, *line.earning.rated_as) for line in (was, now))
    if was.earning.rated_as and (before == after or _row_like(new, old.row(PlanRates, *before), before) is None):
        yield from _of_row(old, new, before)
    if now.earning.rated_as and before != after:
        yield from _of_row(old, new, after)


def _of_row(old: BookFacts, new: BookFacts, identity: Identity) -> Iterator[Cause]:
    """A row that is about another property than before is gone, and another is new."""
    was, now = (book.row(PlanRates, *identity) for book in (old, new))
    pairs = [(was, now)] if _fields(was) == _fields(now) or was is None or now is None else [(was, None), (None, now)]
    for before, after in pairs:
        rates = (_rate(before), _rate(after))
        if rates[0] != rates[1]:
            yield Cause(Why.OWN_RATE, str(identity[0]), *rates, inputs=((PlanRates.key, identity),))


def _row_like(book: BookFacts, row: Row | None, identity: Identity) -> Row | None:
    found = book.row(PlanRates, *identity)
    return found if _fields(found) == _fields(row) else None


def _fields(row: Row | None) -> tuple[Plain, ...]:
    return () if row is None else (row.get("field"), row.get("and_field"))


def _rate(row: Row | None) -> Plain:
    if row is None:
        return None
    return BY_TIERS if row.get("rate") is None else row.get("rate")


def _named(line: Line) -> Plain:
    return "|".join(line.earning.rated_as) or None
