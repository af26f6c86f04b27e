"""What two workbooks pay each person, and what the difference is made of, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.component import Component
from salessheet.calc.builds.correction_causes import correction_cause
from salessheet.calc.builds.facts import BookFacts, Extra, Identity
from salessheet.calc.builds.inputs import input_changes, table_changes
from salessheet.calc.builds.results import BookDifference, Entry, Kind, PersonDifference, Standing
from salessheet.data.commission.climbing import cents
from salessheet.errors import NotComparable
from salessheet.workbook.tables import Adjustments


def differences(old: BookFacts, new: BookFacts, *, across_months: bool = False) -> BookDifference:
    """Raises NotComparable for other months, unless asked for, other currencies, and a team beside another."""
    _refuse_others(old, new, across_months=across_months)
    compared = _Compared(old, new)
    reps = dict.fromkeys([*old.people, *new.people, *(rep for rep, _ in old.pays), *(rep for rep, _ in new.pays)])
    people = tuple(person for rep in reps if (person := compared.person(rep)) is not None)
    told = {row for person in people for entry in person.entries for cause in entry.causes for row in cause.inputs}
    return BookDifference(old, new, people, input_changes(old, new, told), table_changes(old, new, told))


def _refuse_others(old: BookFacts, new: BookFacts, *, across_months: bool) -> None:
    if old.month != new.month and not across_months:
        raise NotComparable(
            f"The workbooks show different months, {old.month:%Y-%m} and {new.month:%Y-%m}.",
            "Build both for the same month (`salessheet build --period`), or compare them by --across-months.",
        )
    if old.currency != new.currency:
        raise NotComparable(
            f"The workbooks count in different currencies, {old.currency} and {new.currency}.",
            "Build both in the same currency.",
        )
    if old.has_lines != new.has_lines:
        raise NotComparable("One workbook is a team's, the other is that of the centre.", "Compare two of a kind.")
    if old.whose != new.whose and old.people and new.people and not old.people.keys() & new.people.keys():
        raise NotComparable(
            f"The workbooks of {old.whose or 'the centre'} and {new.whose or 'the centre'} have nobody in common.",
            "Compare two builds of the same team.",
        )


@dataclass(frozen=True, eq=False)
class _Compared:
    old: BookFacts
    new: BookFacts

    def person(self, rep: str) -> PersonDifference | None:
        """None where nothing differs."""
        was, now = self.old.people.get(rep), self.new.people.get(rep)
        before, after = self._payout(self.old, rep), self._payout(self.new, rep)
        difference = cents((after or 0.0) - (before or 0.0))
        entries = [*self._components(rep), *self._extras(rep), *self._unpaid(rep)]
        rest = cents(difference - sum(entry.difference for entry in entries))
        if rest:
            entries.append(Entry(Kind.REST, self.new.currency, None, None, rest))
        is_same = before == after and (was is None) == (now is None)
        if is_same and not entries:
            return None
        standing = Standing.NEW if was is None else Standing.GONE if now is None else Standing.STAYS
        name = next((person.name for person in (now, was) if person is not None), rep)
        return PersonDifference(rep, name, standing, before, after, difference, tuple(entries))

    def _payout(self, book: BookFacts, rep: str) -> float | None:
        """Of a payee without a row among the people, what the components pay."""
        if rep in book.people:
            return book.people[rep].payout
        paid = [pay.payout for pay in book.pays_of(rep).values() if pay.payout is not None]
        return cents(sum(paid)) if paid else None

    def _components(self, rep: str) -> Iterator[Entry]:
        for component in dict.fromkeys(chain(self.old.pays_of(rep), self.new.pays_of(rep))):
            yield from Component(self.old, self.new, (rep, component)).entries()

    def _extras(self, rep: str) -> Iterator[Entry]:
        yield from self._matched(Kind.ADJUSTMENT, rep, self.old.adjustments, self.new.adjustments)
        yield from self._matched(Kind.CORRECTION, rep, self.old.corrections, self.new.corrections)

    def _matched(self, kind: Kind, rep: str, old: Iterable[Extra], new: Iterable[Extra]) -> Iterator[Entry]:
        """Extras of the same name belong together, first those of the same amount, the others in their order."""
        before, after = (_by_name(extras, rep) for extras in (old, new))
        for named in dict.fromkeys([*before, *after]):
            was, now = _without_equals(before.get(named, []), after.get(named, []))
            for one, other in zip_longest(was, now):
                code = Why.NEW if one is None else Why.GONE if other is None else Why.CHANGED
                gap = cents((other or 0.0) - (one or 0.0))
                if kind is Kind.CORRECTION:
                    cause = correction_cause(self.old, self.new, code, named)
                else:
                    cause = Cause(code, inputs=tuple(self._adjustment_rows(rep, named)))
                yield Entry(kind, self.new.currency, one, other, gap, named=named, causes=(cause,))

    def _adjustment_rows(self, rep: str, named: tuple[str, ...]) -> Iterator[tuple[str, Identity]]:
        for identity, row in chain(self.old.rows(Adjustments).items(), self.new.rows(Adjustments).items()):
            texts = tuple(str(row.get(name) or "") for name in ("line", "reason", "refers_to"))
            if str(row.get("payee") or "") == rep and texts == named:
                yield Adjustments.key, identity

    def _unpaid(self, rep: str) -> Iterator[Entry]:
        """Where a component cannot be paid, the person's others are not paid either."""
        was, now = _withheld(self.old, rep), _withheld(self.new, rep)
        if was != now:
            gap, why = cents(now - was), (Cause(Why.FOLLOWS),)
            yield Entry(Kind.STEP, self.new.currency, was, now, gap, step="withheld", causes=why)


def _withheld(book: BookFacts, rep: str) -> float:
    person = book.people.get(rep)
    paid = sum(pay.payout or 0.0 for pay in book.pays_of(rep).values())
    return -cents(paid) if person is not None and person.commission is None else 0.0


def _by_name(extras: Iterable[Extra], rep: str) -> dict[tuple[str, ...], list[float]]:
    found: dict[tuple[str, ...], list[float]] = {}
    for extra in extras:
        if extra.payee == rep:
            found.setdefault(extra.named, []).append(extra.amount)
    return found


def _without_equals(was: list[float], now: list[float]) -> tuple[list[float], list[float]]:
    left, others = [], list(now)
    for amount in was:
        if amount in others:
            others.remove(amount)
        else:
            left.append(amount)
    return left, others
