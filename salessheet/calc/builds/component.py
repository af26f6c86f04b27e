"""What a person is paid in a component in two workbooks, and how one becomes the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from salessheet.calc.builds.appearing import Appearance
from salessheet.calc.builds.causes import Cause
from salessheet.calc.builds.facts import BookFacts, Document, Line, Pay, PayKey
from salessheet.calc.builds.line_causes import LineCauses
from salessheet.calc.builds.plan_causes import changed_plan, plan_row
from salessheet.calc.builds.rate_causes import changed_rate
from salessheet.calc.builds.results import Entry, Kind
from salessheet.calc.builds.step_causes import step_causes
from salessheet.data.commission.climbing import cents

_STEPS: Final = ("true_up", "by_quota", "carried_in", "cut", "raised", "held", "released", "advance")


@dataclass(frozen=True, eq=False)
class Component:
    """The lines and steps that differ, in the currency of the plan.

    They are converted at the rate of the newer workbook; what the rate itself makes of the older pay is a step of its
    own. Where the currency of the plan is another, each amount is converted by its own workbook.
    """

    old: BookFacts
    new: BookFacts
    key: PayKey

    def entries(self) -> Iterator[Entry]:
        if self.old.has_lines and self.new.has_lines:
            yield from self._lines()
        else:
            yield from self._step("of_lines")
        for step in _STEPS:
            yield from self._step(step)
        yield from self._conversion()

    @property
    def was(self) -> Pay | None:
        return self.old.pays.get(self.key)

    @property
    def now(self) -> Pay | None:
        return self.new.pays.get(self.key)

    def _lines(self) -> Iterator[Entry]:
        before, after = ({line.document: line for line in book.lines_of(self.key)} for book in (self.old, self.new))
        why = LineCauses(self.old, self.new)
        for document in dict.fromkeys([*after, *before]):
            was, now = before.get(document), after.get(document)
            if self._differ(_amount(was), _amount(now)):
                causes = self._causes(why, was, now)
                yield self._entry(Kind.LINE, _amount(was), _amount(now), document=document, causes=causes)

    def _causes(self, why: LineCauses, was: Line | None, now: Line | None) -> tuple[Cause, ...]:
        if was is not None and now is not None:
            return why.of(was, now)
        line = now or was
        return () if line is None else Appearance(self.old, self.new, line, is_new=was is None).causes()

    def _step(self, step: str) -> Iterator[Entry]:
        was, now = (None if pay is None else cents(pay.steps[step]) for pay in (self.was, self.now))
        if self._differ(was or 0.0, now or 0.0):
            causes = step_causes(self.old, self.new, self.key, step)
            if not self._is_one_currency and self.was is not None and self.now is not None:
                plans = (self.was.plan, self.now.plan)
                causes = tuple(dict.fromkeys([*changed_plan(self.old, self.new, *plans, ("currency",)), *causes]))
            yield self._entry(Kind.STEP, was, now, step=step, causes=causes)

    def _differ(self, was: float | None, now: float | None) -> bool:
        """Whether amounts differ, or what they are worth."""
        is_same = was == now and (self._is_one_currency or not was)
        return not is_same

    def _entry(
        self, kind: Kind, was: float | None, now: float | None, *, document: Document | None = None, step: str = "",
        causes: tuple[Cause, ...] = (),
    ) -> Entry:  # fmt: skip  # what a part is made of
        if self._is_one_currency:
            gap = cents(cents((now or 0.0) - (was or 0.0)) * self._rates[1])
            return Entry(kind, self._currency, was, now, gap, self.key[1], document, step, causes=causes)
        paid, pays = (
            None if amount is None else cents(amount * rate)
            for amount, rate in zip((was, now), self._rates, strict=True)
        )
        gap = cents((pays or 0.0) - (paid or 0.0))
        return Entry(kind, self.new.currency, paid, pays, gap, self.key[1], document, step, causes=causes)

    def _conversion(self) -> Iterator[Entry]:
        """What the rate of the month's last day makes of the older pay."""
        rates = self._rates
        if self.was is None or self.now is None or not self._is_one_currency or rates[0] == rates[1]:
            return
        was, now = (cents(self.was.drawn * rate) for rate in rates)
        cause = changed_rate(self.old, self.new, self._currency, self.was.rate, self.now.rate)
        if was != now:
            yield Entry(
                Kind.STEP, self.new.currency, was, now, cents(now - was), self.key[1], step="converted", causes=(cause,)
            )

    @property
    def _rates(self) -> tuple[float, float]:
        """Of both workbooks; 0 where there is none. A component of one of them alone has its rate."""
        before, after = self.was or self.now, self.now or self.was
        return (before and before.rate) or 0.0, (after and after.rate) or 0.0

    @property
    def _is_one_currency(self) -> bool:
        currencies = {_currency(book, pay) for book, pay in ((self.old, self.was), (self.new, self.now)) if pay}
        return len(currencies) <= 1

    @property
    def _currency(self) -> str:
        book, pay = (self.new, self.now) if self.now is not None else (self.old, self.was)
        return book.currency if pay is None else _currency(book, pay)


def _currency(book: BookFacts, pay: Pay) -> str:
    return str(pay.currency or plan_row(book, pay.plan).get("currency") or book.currency)


def _amount(line: Line | None) -> float | None:
    return None if line is None else cents(line.amount)
