"""The words and numbers of a payout's story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from salessheet.cli.answers import Figure
from salessheet.data.commission.climbing import cents
from salessheet.data.commission.plan_facts import Factor, PlanFacts, Tier
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import Plans

MINUS: Final = "−"
_OF_MONEY: Final = frozenset({"interpolated", "milestone"})
_STEPS: Final = {"floor": "raised", "draw": "advance"}  # a step → its word, where `terms` has one of the same name


@dataclass(frozen=True)
class StoryWords:
    words: Words

    def text(self, key: str) -> str:
        return self.words.text(key)

    def say(self, key: str, **texts: str) -> str:
        """A sentence of the story with its blanks filled."""
        return self.words.text(f"explain.{key}").format(**texts)

    def value(self, values: str, code: str) -> str:
        return self.words.value(values, code)

    def document(self, kind: str, name: str) -> str:
        return f"{self.words.text(f'document.{kind}')} {name}"

    def step(self, code: str) -> str:
        return self.say(_STEPS.get(code, code))

    def listed(self, texts: Iterable[str]) -> str:
        return ("；" if self.words.lang == "zh-CN" else "; ").join(texts)

    def money(self, amount: float) -> Figure:
        return Figure(f"{cents(amount):,.2f}".replace("-", MINUS))

    def number(self, number: float) -> Figure:
        return Figure(f"{number:,.10g}".replace("-", MINUS))

    def base(self, base: float, *, of_money: bool) -> Figure:
        return self.money(base) if of_money else self.number(round(base, 9) + 0.0)

    def share(self, share: float) -> Figure:
        return Figure(f"{self.number(share * 100)}%")

    def rate(self, rate: float, plan: PlanFacts) -> Figure:
        """A share of money, or money for a piece."""
        return self.share(rate) if plan.measure == "money" else self.number(rate)

    def addition(self, amounts: Sequence[float]) -> str:
        """500.00 + 1,225.00 − 20.00; nothing for a single amount."""
        if len(amounts) < 2:
            return ""
        first, *others = amounts
        signed = (f" {'+' if each >= 0 else MINUS} {self.money(abs(each))}" for each in others)
        return self.money(first) + "".join(signed)

    def adds_up(self, what: str, amounts: Sequence[float]) -> str:
        """Earned: 500.00 + 1,225.00 = 1,725.00."""
        return self.say("adds_up", what=self.say(what), working=self.addition(amounts), amount=self.money(sum(amounts)))

    def plan(self, plan: PlanFacts) -> Iterator[str]:
        """What it says, but for the terms of the month."""
        whose = self.say("of_rep", rep_id=plan.rep_id) if plan.rep_id else self.say("of_role", role=plan.role)
        start, end = plan.start.isoformat(), "" if plan.end is None else plan.end.isoformat()
        when = self.say("between" if end else "from", start=start, end=end)
        kinds = {name: self.say(f"{name}.{getattr(plan, name)}") for name in ("basis", "measure", "over", "mode")}
        yield self.say("plan", plan=plan.plan_id, whose=whose, when=when, **kinds)
        yield (
            self.say("tiers", tiers=self.listed(self._tier(tier, plan) for tier in plan.tiers))
            if plan.tiers
            else (self.say("no_tiers"))
        )
        unsettled = list(self._unsettled(plan))
        if unsettled:
            yield self.say("unsettled", terms=self.listed(unsettled))

    def _tier(self, tier: Tier, plan: PlanFacts) -> str:
        rate = self.money(tier.rate) if plan.mode in _OF_MONEY else self.rate(tier.rate, plan)
        lower = self.number(tier.lower)
        if tier.upper is None:
            return self.say("tier_above", lower=lower, rate=rate)
        return self.say("tier", lower=lower, upper=self.number(tier.upper), rate=rate)

    def _unsettled(self, plan: PlanFacts) -> Iterator[str]:
        if plan.mode == "multiplier":
            yield self.value("mode", plan.mode)
        if plan.cap is not None and plan.cap_over == "deal":
            yield f"{self.words.label(Plans.cap)} {self.money(plan.cap)} ({self.value('cap_over', plan.cap_over)})"

    def terms(self, plan: PlanFacts) -> Iterator[str]:
        """What goes by attainment, cap, floor, draw and holdback."""
        yield from self._by_attainment(plan)
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
                yield self.say(f"factors_{field}{curve}", factors=", ".join(bands), metric=metric)
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
