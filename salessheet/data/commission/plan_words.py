"""A plan in words: whom it is for, what it goes by, its tiers and its terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from salessheet.data.commission.climbing import cents
from salessheet.data.commission.plan_facts import PlanFacts, Tier
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import Plans

MINUS: Final = "−"
_OF_MONEY: Final = frozenset({"interpolated", "milestone"})


@dataclass(frozen=True)
class PlanWords:
    words: Words

    def say(self, key: str, **texts: str) -> str:
        """A sentence with its blanks filled."""
        return self.words.text(f"explain.{key}").format(**texts)

    def value(self, values: str, code: str) -> str:
        return self.words.value(values, code)

    def listed(self, texts: Iterable[str]) -> str:
        return ("；" if self.words.lang == "zh-CN" else "; ").join(texts)

    def money(self, amount: float) -> str:
        return f"{cents(amount):,.2f}".replace("-", MINUS)

    def number(self, number: float) -> str:
        return f"{number:,.10g}".replace("-", MINUS)

    def share(self, share: float) -> str:
        return f"{self.number(share * 100)}%"

    def rate(self, rate: float, plan: PlanFacts) -> str:
        """A share of money, or money for a piece."""
        return self.share(rate) if plan.measure == "money" else self.number(rate)

    def sentences(self, plan: PlanFacts) -> Iterator[str]:
        """All that it says, a thing at a time."""
        yield self.listed((self._whose(plan), self._when(plan)))
        yield from self._kinds(plan).values()
        yield from (self.tier(tier, plan) for tier in plan.tiers)
        if not plan.tiers:
            yield self.say("no_tiers")
        yield from self.terms(plan)
        unsettled = list(self.unsettled(plan))
        if unsettled:
            yield self.say("unsettled", terms=self.listed(unsettled))

    def _whose(self, plan: PlanFacts) -> str:
        if plan.rep_id:
            return self.say("of_rep", rep_id=plan.rep_id)
        return self.say("of_role", role=self.value("role", plan.role))

    def _when(self, plan: PlanFacts) -> str:
        start, end = plan.start.isoformat(), "" if plan.end is None else plan.end.isoformat()
        return self.say("between" if end else "from", start=start, end=end)

    def _kinds(self, plan: PlanFacts) -> dict[str, str]:
        """What it goes by, what it measures, over what, and how its tiers pay."""
        return {name: self.say(f"{name}.{getattr(plan, name)}") for name in ("basis", "measure", "over", "mode")}

    def plan(self, plan: PlanFacts) -> Iterator[str]:
        """What it says, but for the terms of the month."""
        yield self.say("plan", plan=plan.plan_id, whose=self._whose(plan), when=self._when(plan), **self._kinds(plan))
        yield (
            self.say("tiers", tiers=self.listed(self.tier(tier, plan) for tier in plan.tiers))
            if plan.tiers
            else (self.say("no_tiers"))
        )
        unsettled = list(self.unsettled(plan))
        if unsettled:
            yield self.say("unsettled", terms=self.listed(unsettled))

    def tier(self, tier: Tier, plan: PlanFacts) -> str:
        rate = self.money(tier.rate) if plan.mode in _OF_MONEY else self.rate(tier.rate, plan)
        lower = self.number(tier.lower)
        if tier.upper is None:
            return self.say("tier_above", lower=lower, rate=rate)
        return self.say("tier", lower=lower, upper=self.number(tier.upper), rate=rate)

    def unsettled(self, plan: PlanFacts) -> Iterator[str]:
        if plan.gate is not None:
            yield f"{self.words.label(Plans.gate)} {self.share(plan.gate)}"
        if plan.mode == "multiplier":
            yield self.value("mode", plan.mode)
        if plan.cap is not None and plan.cap_over == "deal":
            yield f"{self.words.label(Plans.cap)} {self.money(plan.cap)} ({self.value('cap_over', plan.cap_over)})"

    def terms(self, plan: PlanFacts) -> Iterator[str]:
        """Cap, floor, draw and holdback."""
        if plan.cap is not None and plan.cap_over != "deal":
            over, excess = (
                self.value(n, code).lower() for n, code in (("cap_over", plan.cap_over), ("excess", plan.excess))
            )
            yield self.say("cap", cap=self.money(plan.cap), over=over, excess=excess)
        if plan.floor is not None:
            yield self.say("floor", floor=self.money(plan.floor))
        if plan.draw:
            yield self.say("draw" if plan.recoverable else "draw_for_good", draw=self.money(plan.draw))
        if plan.holdback:
            yield self.say("holdback", share=self.share(plan.holdback))
