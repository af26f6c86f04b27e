"""What goes by quotas and by factors of plans: another quota, and rows of `plan_factors` that say other things."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts
from salessheet.workbook.tables import PlanFactors

OF_PAY: Final = ("attainment", "first_year", "service_month")
OF_DAYS: Final = ("days_to_cash",)
OF_REFUNDS: Final = ("months_served",)
"""What the factors of pays, of receipts and of refunds depend on."""


def changed_quota(was: float | None, now: float | None) -> Iterator[Cause]:
    if was != now:
        yield Cause(Why.QUOTA, "", was, now)


def changed_factors(old: BookFacts, new: BookFacts, plan: str, about: Collection[str]) -> Iterator[Cause]:
    """Each row of the plan whose factor or end differs: `old` and `new`, None for a row that is not there."""
    for identity in dict.fromkeys([*old.rows(PlanFactors), *new.rows(PlanFactors)]):
        if identity[0] != plan or identity[1] not in about:
            continue
        was, now = (book.row(PlanFactors, *identity) for book in (old, new))
        if was == now:
            continue
        before, after = ({} if row is None else row for row in (was, now))
        is_end = None not in (was, now) and before.get("factor") == after.get("factor")
        code, column = (Why.FACTOR_END, "upper") if is_end else (Why.FACTOR, "factor")
        yield Cause(code, plan, before.get(column), after.get(column), inputs=((PlanFactors.key, identity),))
