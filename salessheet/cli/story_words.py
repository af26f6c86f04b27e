"""The words and numbers of a payout's story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from salessheet.cli.answers import Figure
from salessheet.data.commission.plan_facts import PlanFacts
from salessheet.data.commission.plan_words import MINUS, PlanWords
from salessheet.data.commission.story import Line

_STEPS: Final = {"floor": "raised", "draw": "advance"}  # a step → its word, where `terms` has one of the same name


@dataclass(frozen=True)
class StoryWords(PlanWords):
    def text(self, key: str) -> str:
        return self.words.text(key)

    def document(self, kind: str, name: str) -> str:
        return f"{self.words.text(f'document.{kind}')} {name}"

    def step(self, code: str) -> str:
        return self.say(_STEPS.get(code, code))

    def money(self, amount: float) -> Figure:
        return Figure(super().money(amount))

    def number(self, number: float) -> Figure:
        return Figure(super().number(number))

    def counted(self, line: Line) -> Figure:
        """A score as a share, the total behind a prize as a number, everything else as money."""
        if line.kind == "objective":
            return self.share(line.counted)
        return (
            self.number(line.counted) if line.kind == "prize" else Figure(f"{self.money(line.counted)} {line.currency}")
        )

    def base(self, base: float, *, of_money: bool) -> Figure:
        return self.money(base) if of_money else self.number(round(base, 9) + 0.0)

    def share(self, share: float) -> Figure:
        return Figure(super().share(share))

    def rate(self, rate: float, plan: PlanFacts) -> Figure:
        return Figure(super().rate(rate, plan))

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
