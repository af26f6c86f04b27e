"""What plans say in one workbook and not in the other: another version, another term, another tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts, Plain, Row
from salessheet.calc.builds.sources import of_plans
from salessheet.workbook.tables import Plans, PlanTiers

COUNTING: Final = ("currency", "basis", "measure")
"""The terms that say what of a document counts."""

EARNING: Final = (*COUNTING, "mode", "tiers_on", "on_target", "over", "boundary")
"""The terms that make an amount of a document by tiers."""

SERVING: Final = ("supersedes", "component", "role", "rep_id", "valid_from", "valid_to", "basis")
"""The terms that say whom a plan serves, when, and with which documents."""

OF_STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "of_lines": (*EARNING, "budget", "at_least"),
    "true_up": ("mode", "tiers_on", "on_target", "over", "boundary"),
    "by_quota": ("gate", "gate_by", "factor_shape", "proration", "metric", "over"),
    "carried_in": ("excess", "cap", "cap_over"),
    "cut": ("cap", "cap_over", "excess"),
    "raised": ("floor", "proration"),
    "held": ("holdback",),
    "released": ("holdback",),
    "advance": ("draw", "recoverable", "recovery", "recovery_after", "proration"),
}
"""The terms behind each step from the lines to the pay."""


def plan_row(book: BookFacts, plan: str) -> Row:
    """Nothing of a plan that is not there."""
    return book.row(Plans, plan) or {}


def changed_plan(old: BookFacts, new: BookFacts, was: str, now: str, terms: tuple[str, ...]) -> Iterator[Cause]:
    """Another plan pays, or the same one says other things in `terms`."""
    if was != now:
        yield other_plan(old, new, was, now)
    yield from changed_terms(old, new, was, now, terms)


def other_plan(old: BookFacts, new: BookFacts, was: str, now: str) -> Cause:
    return Cause(Why.PLAN, "", was or None, now or None, inputs=of_plans((was, now), old, new))


def changed_terms(old: BookFacts, new: BookFacts, was: str, now: str, terms: tuple[str, ...]) -> Iterator[Cause]:
    before, after = plan_row(old, was), plan_row(new, now)
    if not before or not after:
        return
    for term in terms:
        if before.get(term) != after.get(term):
            inputs = tuple((Plans.key, (plan,)) for plan in dict.fromkeys((was, now)))
            yield Cause(Why.TERM, term, before.get(term), after.get(term), inputs=inputs)


def other_terms(old: BookFacts, new: BookFacts, was: str, now: str, terms: tuple[str, ...]) -> Iterator[Cause]:
    """Where `terms` differ: another plan, if it is one, and what it says."""
    found = list(changed_terms(old, new, was, now, terms))
    if found and was != now:
        yield other_plan(old, new, was, now)
    yield from found


def changed_tiers(
    old: BookFacts, new: BookFacts, plan: str, reach: tuple[float, float] | None = None
) -> Iterator[Cause]:
    """Each tier of a plan whose rate or end differs; if `reach` is given, only those that it touches, if it does any.

    `old` and `new` of a cause are rates; None for a tier that is not there.
    """
    before, after = ({_bound(row): row for row in book.tiers.get(plan, ())} for book in (old, new))
    changed = [lower for lower in sorted({*before, *after}) if _says(before.get(lower)) != _says(after.get(lower))]
    if reach is not None:
        tiers = [(lower, row) for lower in changed for row in (before.get(lower), after.get(lower)) if row]
        touched = {lower for lower, row in tiers if _touches(row, *reach)}
        changed = [lower for lower in changed if lower in touched] or changed
    for lower in changed:
        was, now = before.get(lower, {}), after.get(lower, {})
        code, column = (Why.TIER_END, "upper") if was.get("rate") == now.get("rate") else (Why.TIER, "rate")
        yield Cause(code, plan, was.get(column), now.get(column), inputs=((PlanTiers.key, (plan, lower)),))


def _bound(row: Row) -> float:
    lower = row.get("lower")
    return lower if isinstance(lower, float) else 0.0


def _says(row: Row | None) -> tuple[Plain, Plain] | None:
    return None if row is None else (row.get("upper"), row.get("rate"))


def _touches(row: Row, low: float, high: float) -> bool:
    upper = row.get("upper")
    return _bound(row) < high and (not isinstance(upper, float) or upper > low)
