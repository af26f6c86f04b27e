"""Why a prize or what a budget leaves differs: another place, other prizes, another budget or what used it before."""

from __future__ import annotations

from collections.abc import Iterator

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts, Line
from salessheet.calc.builds.plan_causes import changed_tiers, other_terms

CONTEST = ("tiers_on", "over", "at_least")
"""The terms that say who is ranked, and over what time."""


def prize_causes(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """Of a line of a prize."""
    yield from other_terms(old, new, was.plan, now.plan, CONTEST)
    if was.plan == now.plan:
        yield from changed_tiers(old, new, now.plan)
    if (was.rank, was.tied) != (now.rank, now.tied):
        yield Cause(Why.PLACE, "", _shown(was), _shown(now))


def _shown(line: Line) -> float | str | None:
    """The place; with how many it is shared."""
    if line.rank is None or not line.tied or line.tied == 1:
        return line.rank
    return f"{line.rank:.0f}–{line.rank + line.tied - 1:.0f}"


def budget_causes(old: BookFacts, new: BookFacts, was: Line, now: Line) -> Iterator[Cause]:
    """Where a budget cuts the line in either workbook: the budget itself, and what was left of it."""
    if not (was.is_cut or now.is_cut):
        return
    yield from other_terms(old, new, was.plan, now.plan, ("budget",))
    if was.left != now.left:
        yield Cause(Why.BUDGET_LEFT, "", was.left, now.left)
