"""A plan in words: whom it is for, what it goes by, its tiers and its terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from salessheet.data.commission.climbing import cents
from salessheet.data.commission.plan_facts import Factor, OwnRate, PlanFacts, Tier
from salessheet.workbook.labels import Words

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
        if not (plan.tiers or plan.rates or plan.by_score):
            yield self.say("no_tiers")
        yield from self._beside_tiers(plan)
        yield from self.terms(plan)

    def _whose(self, plan: PlanFacts) -> str:
        if plan.rep_id:
            return self.say("of_rep", rep_id=plan.rep_id)
        return self.say("of_role", role=self.value("role", plan.role))

    def _when(self, plan: PlanFacts) -> str:
        start, end = plan.start.isoformat(), "" if plan.end is None else plan.end.isoformat()
        return self.say("between" if end else "from", start=start, end=end)

    def _kinds(self, plan: PlanFacts) -> dict[str, str]:
        """What it goes by, what it measures, over what, and how its tiers pay."""
        said = {name: self.say(f"{name}.{getattr(plan, name)}") for name in ("basis", "measure", "over", "mode")}
        if plan.by_rank or plan.by_score:
            said["mode"] = self.say("by_rank" if plan.by_rank else "by_score")
        return said

    def plan(self, plan: PlanFacts) -> Iterator[str]:
        """What it says, but for the terms of the month."""
        yield self.say("plan", plan=plan.plan_id, whose=self._whose(plan), when=self._when(plan), **self._kinds(plan))
        if plan.tiers or not (plan.rates or plan.by_score):
            yield self.say(self._of_tiers(plan), tiers=self.listed(self.tier(tier, plan) for tier in plan.tiers))
        yield from self._beside_tiers(plan)

    def _of_tiers(self, plan: PlanFacts) -> str:
        """The sentence that lists them."""
        if not plan.tiers:
            return "no_tiers"
        if plan.basis == "score" and plan.by_attainment:
            return "tiers_scored"
        return "tiers_ranked" if plan.by_rank else "tiers_attained" if plan.by_attainment else "tiers"

    def _beside_tiers(self, plan: PlanFacts) -> Iterator[str]:
        """Pay on target, rates of their own, and what holds for each order."""
        if plan.on_target is not None:
            key = "on_target" if plan.basis != "score" else "on_score" if plan.by_score else "on_target_score"
            yield self.say(key, amount=self.money(plan.on_target))
        if plan.rates:
            yield self.say("rates", rates=self.listed(self._own_rate(rate, plan) for rate in plan.rates))
        of_lines = list(self._of_lines(plan))
        if of_lines:
            yield self.say("of_lines", terms=self.listed(of_lines))

    def _places(self, tier: Tier) -> str:
        lower, upper = (self.number(tier.lower), "" if tier.upper is None else self.number(tier.upper))
        key = "place_from" if not upper else "place_alone" if upper == lower else "places"
        return self.say(key, lower=lower, upper=upper, prize=self.money(tier.rate))

    def tier(self, tier: Tier, plan: PlanFacts) -> str:
        if plan.by_rank:
            return self._places(tier)
        if plan.on_target is not None:
            rate = self.share(tier.rate)
        else:
            rate = self.money(tier.rate) if plan.mode in _OF_MONEY else self.rate(tier.rate, plan)
        bound = self.share if plan.by_attainment else self.number
        if tier.upper is None:
            return self.say("tier_above", lower=bound(tier.lower), rate=rate)
        return self.say("tier", lower=bound(tier.lower), upper=bound(tier.upper), rate=rate)

    def _own_rate(self, found: OwnRate, plan: PlanFacts) -> str:
        pairs = zip(found.fields, found.values, strict=True)
        values = (f"{self.value('field', field)} {self.value('value', value)}" for field, value in pairs)
        paid = self.say("by_tiers") if found.rate is None else self.rate(found.rate, plan)
        return self.words.part_of(self.words.listed(values), paid)

    def _of_lines(self, plan: PlanFacts) -> Iterator[str]:
        """What holds for each line or order."""
        if plan.of_team:
            yield self.say("of_team")
        if plan.of_whole_team:
            yield self.say("of_whole_team")
        if plan.portion != 1:
            yield self.say("portion_of", share=self.share(plan.portion))
        if plan.margin_gate is not None:
            yield self.say("margin_gate", share=self.share(plan.margin_gate))
        if plan.cap is not None and plan.cap_over == "deal":
            yield self.say("cap_of_deal", cap=self.money(plan.cap))
        if plan.by_term:
            yield self.say("by_term")
        if any("newness" in rate.fields for rate in plan.rates):
            yield self.say("new_for", months=self.number(plan.new_months))

    def terms(self, plan: PlanFacts) -> Iterator[str]:
        """What goes by attainment, least amounts, budget, cap, floor, draw and holdback."""
        yield from self._by_attainment(plan)
        if plan.by_rank and plan.at_least is not None:
            yield self.say("at_least", amount=self.number(plan.at_least))
        if plan.budget is not None:
            yield self.say("budget", budget=self.money(plan.budget))
        if plan.cap is not None and plan.cap_over != "deal":
            over, excess = (
                self.value(n, code).lower() for n, code in (("cap_over", plan.cap_over), ("excess", plan.excess))
            )
            yield self.say("cap", cap=self.money(plan.cap), over=over, excess=excess)
        if plan.floor is not None:
            yield self.say("floor", floor=self.money(plan.floor))
        if plan.draw:
            yield self.say("draw" if plan.recoverable else "draw_for_good", draw=self.money(plan.draw))
            yield from self._recovery(plan)
        if plan.holdback:
            yield self.say("holdback", share=self.share(plan.holdback))

    def _by_attainment(self, plan: PlanFacts) -> Iterator[str]:
        """Gate and coefficients, the quota's ramp, and the months that go by their days."""
        metric = self.value("metric", plan.metric)
        if plan.gate:
            by = self.value("component", plan.gate_by) if plan.gate_by else ""
            yield self.say("gate_of" if by else "gate_at", gate=self.share(plan.gate), metric=metric, component=by)
        for field in ("attainment", "first_year", "service_month"):
            bands = [self._factor(factor) for factor in plan.factors if factor.field == field]
            if bands:
                curve = "_curve" if plan.factor_shape == "curve" and field != "service_month" else ""
                yield self.say(f"factors_{field}{curve}", factors=self.words.listed(bands), metric=metric)
        if plan.proration != "none":
            yield self.say(plan.proration)

    def _factor(self, factor: Factor) -> str:
        of_months = factor.field == "service_month"
        lower, upper = (
            "" if bound is None else self.number(bound) if of_months else self.share(bound)
            for bound in (factor.lower, factor.upper)
        )
        if upper == lower:
            return self.say("factor_in", lower=lower, factor=self.number(factor.factor))
        return self.say(
            "factor" if upper else "factor_from", lower=lower, upper=upper, factor=self.number(factor.factor)
        )

    def _recovery(self, plan: PlanFacts) -> Iterator[str]:
        if not plan.recoverable:
            return
        if plan.recovery != 1:
            yield self.say("recovery", share=self.share(plan.recovery))
        if plan.recovery_after:
            yield self.say("recovery_after", months=self.number(plan.recovery_after))
        if plan.forgiven != "never":
            yield self.say(f"forgiven_{plan.forgiven}")
