"""What people are paid month by month, by hand: gates, draws, holdbacks, and refunds of lower tiers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from tests.data.by_hand.agreements import ZERO, Row, day, number, rounded
from tests.data.by_hand.rates import Rates


@dataclass
class Step:
    """A payee's pay in a month."""

    earned: Fraction
    qualified: Fraction
    capped: Fraction
    held: Fraction
    released: Fraction
    out: Fraction
    forgiven: Fraction
    debt: Fraction


@dataclass
class ByHand(Rates):
    """All of it: `settle`, then `pays`."""

    _stood: dict[tuple[str, str, int, str], dict[str, tuple[Fraction, Fraction]]] = field(default_factory=dict)

    def true_up(self, payee: str, component: str, month: int) -> Fraction:
        plan, _ = self.terms(payee, component, month)
        if plan is None or plan["over"] not in ("quarter", "year") or plan["basis"] == "score":
            return ZERO
        gone, lost = self._given_up(payee, component, month, plan["over"])
        return self._gain(plan, payee, component, month, gone) - rounded(lost)

    def _gain(self, plan: Row, payee: str, component: str, month: int, gone: Fraction) -> Fraction:
        """What earlier credit of the window gains by the rate reached, but for what is gone of it."""
        unit, scale = self.scale(plan, payee, component, month)
        if plan["mode"] not in ("slab", "overage", "multiplier") or not unit:
            return ZERO
        opening = self.credited(payee, component, month, plan["over"])
        mine = self._tiered(payee, component, month)
        total = opening + sum((x.base for x in mine), ZERO)
        kept, opening, total = (opening - gone) / unit, opening / unit, total / unit
        part = max(ZERO, kept - self.tiers(plan)[0][0]) if plan["mode"] == "overage" else kept
        portion = number(plan.get("portion", ""), Fraction(1))
        now, then = (part * self.reached(plan, amount) * scale * portion for amount in (total, opening))
        return rounded(now) - rounded(then)

    def _given_up(self, payee: str, component: str, month: int, over: str) -> tuple[Fraction, Fraction]:
        """What the refunds of the month take of what its window credited before, and of what that had gained."""
        standing = self._standing(payee, component, month, over)
        parts = {root: self._part_back(payee, component, month, root) for root in standing}
        pairs = [(parts[root] * credited, parts[root] * gained) for root, (credited, gained) in standing.items()]
        return sum((x for x, _ in pairs), ZERO), sum((y for _, y in pairs), ZERO)

    def _standing(self, payee: str, component: str, month: int, over: str) -> dict[str, tuple[Fraction, Fraction]]:
        """Of each order what its window credited before the month, less refunds, and what that had gained."""
        key = (payee, component, month, over)
        if key not in self._stood:
            self._stood[key] = self._stands(*key)
        return self._stood[key]

    def _stands(self, payee: str, component: str, month: int, over: str) -> dict[str, tuple[Fraction, Fraction]]:
        found: dict[str, tuple[Fraction, Fraction]] = defaultdict(lambda: (ZERO, ZERO))
        for each in range(month - 12, month):
            mine = [
                x for x in self._tiered(payee, component, each) if self.window(each, over) == self.window(month, over)
            ]
            plan, _ = self.terms(payee, component, each)
            if not mine or plan is None:
                continue
            gain, kept = ZERO, self.credited(payee, component, each, over)
            if plan["over"] == over and plan["basis"] != "score":
                gone, _ = self._given_up(payee, component, each, over)
                gain, kept = self._gain(plan, payee, component, each, gone), kept - gone
            for root in {*found, *(x.root for x in mine if x.root)}:
                stays = 1 - self._part_back(payee, component, each, root)
                credited, gained = found[root]
                new = sum((x.base for x in mine if x.root == root and x.base > 0 and not x.is_refund), ZERO)
                more = gain * credited * stays / kept if kept > 0 else ZERO
                found[root] = ((credited + new) * stays, gained * stays + more)
        return found

    def _part_back(self, payee: str, component: str, month: int, root: str) -> Fraction:
        """What part of what was left of an order at the beginning of a month its refunds take back."""
        mine = [x for x in self.lines if (x.payee, x.component, x.root) == (payee, component, root)]
        whole = sum((x.base for x in mine if x.base > 0 and not x.is_refund and x.month <= month), ZERO)
        refunds = [x for x in mine if x.is_refund and x.month <= month]
        then = -sum((x.base for x in refunds if x.month < month), ZERO)
        left = 1 - min(Fraction(1), then / whole) if whole else ZERO
        found, before = ZERO, then
        for line in (x for x in refunds if x.month == month and left > 0):
            part = min(Fraction(1), (before - line.base) / whole) - min(Fraction(1), before / whole)
            found, before = found + part / left * (1 - self.served(line)), before - line.base
        return found

    def attainment(self, payee: str, component: str, month: int) -> Fraction | None:
        plan, in_force = self.terms(payee, component, month)
        if plan is None or not in_force:
            return None
        by_score = plan["basis"] == "score"
        quota = Fraction(1) if by_score else self.window_quota(payee, component, month, plan["over"])
        mine = [x for x in self.lines if (x.payee, x.component, x.month) == (payee, component, month)]
        before = self.credited(payee, component, month, plan["over"], in_all=True)
        total = before + sum((x.base for x in mine), ZERO)
        return total / quota if quota > 0 else None

    def factor(self, payee: str, component: str, plan: Row, month: int) -> Fraction | None:
        """What the earned is multiplied by; None where the plan asks for nothing."""
        gate = number(plan.get("gate", ""))
        usual, first_year = self.factors(plan, "attainment"), self.factors(plan, "first_year")
        if not gate and not usual and not first_year:
            return None
        own = self.attainment(payee, component, month)
        decides = self.attainment(payee, plan["gate_by"], month) if plan["gate_by"] else own
        if gate and (decides is None or decides < gate):
            return ZERO
        service = self.service(payee, month)
        bands = first_year if first_year and service is not None and service <= 12 else usual
        if not bands:
            return Fraction(1)
        if own is None or own < bands[0][0]:
            return ZERO
        at = max(n for n, band in enumerate(bands) if own >= band[0])
        lower, upper, factor = bands[at]
        if plan["factor_shape"] == "curve":
            if at + 1 == len(bands):
                return factor
            beyond, _, other = bands[at + 1]
            return factor + (other - factor) * (own - lower) / (beyond - lower)
        return factor if upper is None or own < upper else ZERO

    def pays(self, payee: str, component: str, first: int, last: int) -> dict[int, Step]:
        """Every month in order, whether there is anything in it or not."""
        found: dict[int, Step] = {}
        carried = held = debt = ZERO
        for month in range(first, last + 1):
            plan, in_force = self.terms(payee, component, month)
            if plan is None:
                continue
            begins, ends, _ = self.month(month)
            there = self.employed(payee, begins, ends) > 0 and in_force
            mine = [x for x in self.lines if (x.payee, x.component, x.month) == (payee, component, month)]
            earned = sum((x.amount for x in mine), ZERO) + self.true_up(payee, component, month)
            factor = self.factor(payee, component, plan, month) if in_force else None
            qualified = earned
            if factor is not None:
                inside = [s for m, s in found.items() if plan["over"] not in ("deal", "month")
                          and self.window(m, plan["over"]) == self.window(month, plan["over"])]  # fmt: skip
                of_window = sum((s.earned for s in inside), ZERO) + earned
                qualified = rounded(rounded(of_window * factor, 5)) - sum((s.qualified for s in inside), ZERO)
            available = qualified + carried
            capped = available
            if plan["cap"] and plan["cap_over"] != "deal":
                over = plan["cap_over"]
                used = sum(
                    (s.capped for m, s in found.items() if self.window(m, over) == self.window(month, over)), ZERO
                )
                capped = min(available, max(ZERO, number(plan["cap"]) - used))
            carried = available - capped if plan["excess"] == "carried" else ZERO
            part = self.eligible(payee, plan, month)
            floor, draw = (number(plan[name]) for name in ("floor", "draw"))
            floor, draw = (floor, draw) if part == 1 else (rounded(floor * part), rounded(draw * part))
            floored = max(capped, floor) if plan["floor"] and there else capped
            is_last = (month - self.first_month + 1) % 12 == 11
            keeps = ZERO if is_last else rounded(number(plan["holdback"]) * max(ZERO, floored))
            released = held if is_last else ZERO
            net = floored - keeps + released
            out, debt = self._drawn(payee, component, plan, month, net, draw if there else ZERO, debt, in_force)
            held += keeps - released
            rep = next(row for row in self.tables["reps"] if row["rep_id"] == payee)
            leaves = bool(rep["leave_date"]) and begins <= day(rep["leave_date"]) <= ends
            when = plan.get("forgiven", "never") if in_force else "never"
            forgiven = debt if (when == "year_end" and is_last) or (when == "leaving" and leaves) else ZERO
            debt -= forgiven
            found[month] = Step(earned, qualified, capped, keeps, released, out, forgiven, debt)
        return found

    def _drawn(
        self, payee: str, component: str, plan: Row, month: int, net: Fraction, draw: Fraction, debt: Fraction,
        in_force: bool,
    ) -> tuple[Fraction, Fraction]:  # fmt: skip  # what is paid, and what is owed then
        if not draw and not debt:
            return net, ZERO
        recoverable = plan["recoverable"] == "1"
        share, waits = number(plan.get("recovery", ""), Fraction(1)), int(plan.get("recovery_after", "") or 0)
        if not recoverable or not in_force:
            share, waits = Fraction(1), 0
        recovers = waits == 0 or month - self.begins(payee, component) >= waits
        recovered = min(debt, rounded(share * max(ZERO, net - draw))) if recovers else ZERO
        advanced = max(ZERO, draw - net) if recoverable else ZERO
        return max(draw, net) - recovered, debt + advanced - recovered
