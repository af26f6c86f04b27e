"""Why a step from the lines to the pay differs: a term of the plan, what was earned, or what earlier months left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts, Pay, PayKey
from salessheet.calc.builds.plan_causes import (
    OF_STEPS,
    changed_plan,
    changed_terms,
    changed_tiers,
    other_plan,
    plan_row,
)
from salessheet.calc.builds.quota_causes import OF_PAY, changed_factors, changed_quota
from salessheet.calc.builds.sources import of_documents
from salessheet.calc.builds.sum_causes import sum_causes
from salessheet.data.commission.climbing import cents
from salessheet.workbook.tables import Reps

_FROM_BEFORE: Final = ("carried_in", "released")
_OF_EMPLOYMENT: Final = ("by_quota", "raised", "advance")
_OF_TIERS: Final = ("of_lines", "true_up")


def step_causes(old: BookFacts, new: BookFacts, key: PayKey, step: str) -> tuple[Cause, ...]:
    """Of a step that differs. Terms first, then what they are applied to."""
    was, now = old.pays.get(key), new.pays.get(key)
    if was is None or now is None:
        return (_of_component(old, new, key),)
    if step in _OF_TIERS:
        found = _of_earning(old, new, key, step)
    else:
        terms = list(changed_terms(old, new, was.plan, now.plan, OF_STEPS[step]))
        if step == "by_quota":
            terms += [*changed_factors(old, new, now.plan, OF_PAY), *changed_quota(was.quota, now.quota)]
        found = [other_plan(old, new, was.plan, now.plan), *terms] if terms and was.plan != now.plan else terms
        if found and _up_to(was, step) != _up_to(now, step):
            found.append(Cause(Why.FOLLOWS))
    if step in _OF_EMPLOYMENT:
        found += _of_employment(old, new, key[0], was, now)
    if step in _FROM_BEFORE or (step == "advance" and was.debt_before != now.debt_before):
        found.append(Cause(Why.EARLIER))
    return tuple(found) or (Cause(Why.FOLLOWS),)


def _up_to(pay: Pay, step: str) -> float:
    """What the steps ahead of one come to."""
    ahead = takewhile(lambda name: name != step, pay.steps)
    return cents(sum(pay.steps[name] for name in ahead))


def _of_earning(old: BookFacts, new: BookFacts, key: PayKey, step: str) -> list[Cause]:
    """Of the lines in sum, where they are not known one by one, and of what is made up for those before."""
    was, now = old.pays[key], new.pays[key]
    found = list(changed_plan(old, new, was.plan, now.plan, OF_STEPS[step]))
    if was.plan == now.plan:
        found += changed_tiers(old, new, now.plan)
        if "attainment" in (plan_row(new, now.plan).get("tiers_on"), plan_row(old, was.plan).get("tiers_on")):
            found += changed_quota(was.quota, now.quota)
    if step == "of_lines":
        found = list(dict.fromkeys([*found, *sum_causes(old, new, key)]))
        return found or [Cause(Why.DOCUMENTS)]
    return found + (_of_opening(old, new, key) if was.opening != now.opening else [])


def _of_component(old: BookFacts, new: BookFacts, key: PayKey) -> Cause:
    """The person, or a plan of the component, is in one workbook alone."""
    is_new = key not in old.pays
    here, there = (new, old) if is_new else (old, new)
    if here.knows(key[0]) and not there.knows(key[0]):
        return Cause(Why.NEW_PERSON if is_new else Why.GONE_PERSON, key[0], inputs=((Reps.key, (key[0],)),))
    plan = here.pays[key].plan
    return other_plan(old, new, *(("", plan) if is_new else (plan, "")))


def _of_employment(old: BookFacts, new: BookFacts, payee: str, was: Pay, now: Pay) -> Iterator[Cause]:
    if was.is_employed == now.is_employed:
        return
    before, after = (book.row(Reps, payee) or {} for book in (old, new))
    for day in ("hire_date", "leave_date"):
        if before.get(day) != after.get(day):
            yield Cause(Why.EMPLOYED, day, before.get(day), after.get(day), inputs=((Reps.key, (payee,)),))


def _of_opening(old: BookFacts, new: BookFacts, key: PayKey) -> list[Cause]:
    """The documents of earlier months that count otherwise."""
    before, after = (
        {credit.document: round(credit.tiered, 6) for credit in book.earlier(key) if credit.tiered}
        for book in (old, new)
    )
    documents = tuple(d for d in dict.fromkeys([*before, *after]) if before.get(d) != after.get(d))
    inputs = of_documents(documents)
    return [Cause(Why.RUNS, "", old.pays[key].opening, new.pays[key].opening, documents, inputs)]
