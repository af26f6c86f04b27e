"""What each line pays, by hand: tiers, rates of its own, caps, and what refunds take back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.data.by_hand.agreements import ZERO, Row, day, number, rounded
from tests.data.by_hand.credits import KINDS, Credits, Line

FIELD_OF = {"value": "field", "and_value": "and_field"}


@dataclass
class Rates(Credits):
    """The amounts of the lines, once `settle` was called."""

    def credited(self, payee: str, component: str, month: int, over: str, *, in_all: bool = False) -> Fraction:
        """Before the month, in its window; of the lines that went by the tiers, or of all."""
        if over == "deal":
            return ZERO
        mine = [
            x for x in self.lines
            if (x.payee, x.component) == (payee, component) and x.month < month and (in_all or self.own_rate(x) is None)
        ]  # fmt: skip  # what went by the tiers
        return sum((x.base for x in mine if self.window(x.month, over) == self.window(month, over)), ZERO)

    def _tiered(self, payee: str, component: str, month: int) -> list[Line]:
        mine = [x for x in self.lines if (x.payee, x.component, x.month) == (payee, component, month)]
        return [x for x in mine if self.own_rate(x) is None]

    def settle(self) -> None:
        self.credit()
        self._leave_out_the_absent()
        self.score()
        self.award()
        for line in self.lines:
            earning = [x for x in self.lines if self._same_order(x, line) and x.base > 0 and x.month <= line.month]
            line.is_refund = line.base < 0 and bool(line.root) and (line.takes_back or bool(earning))
        people = [row["rep_id"] for row in self.tables["reps"]]
        self.lines.sort(key=lambda x: (x.month, x.is_refund, x.day, KINDS.index(x.kind), x.row, people.index(x.payee)))
        for at, line in enumerate(self.lines):
            if line.is_refund:
                line.amount = self._taken_back(line, self.lines[:at])
                continue
            line.uncapped = rounded(self._gross(line) * self.counting(line))
            line.amount = self._capped(line, self.lines[:at])
            if line.plan.get("budget"):
                used = sum((x.amount for x in self.lines[:at] if x.plan is line.plan), ZERO)
                line.amount = min(line.amount, number(line.plan["budget"]) - used)

    def _gross(self, line: Line) -> Fraction:
        if line.prize is not None:
            return line.prize
        rate = self.own_rate(line)
        return self._ordinary(line) if rate is None else rounded(line.base * rate)

    @staticmethod
    def _same_order(one: Line, other: Line) -> bool:
        return (one.payee, one.component, one.root) == (other.payee, other.component, other.root)

    def _ordinary(self, line: Line) -> Fraction:
        plan, over = line.plan, line.plan["over"]
        if plan.get("tiers_on") == "rank":
            return ZERO
        if over == "deal":
            return rounded(self.earns(plan, line.whole) * line.base / line.whole) if line.whole else ZERO
        mine = self._tiered(line.payee, line.component, line.month)
        opening = self.credited(line.payee, line.component, line.month, over)
        ahead = mine[: next(at for at, x in enumerate(mine) if x is line)]
        before = opening + sum((x.base for x in ahead if not x.is_refund), ZERO)
        after, total = before + line.base, opening + sum((x.base for x in mine), ZERO)
        unit, scale = self.scale(plan, line.payee, line.component, line.month)
        if not unit:
            return ZERO
        if plan["basis"] == "score" and not self.tiers(plan):
            return rounded(line.base * scale)
        if plan["mode"] in ("slab", "multiplier"):
            return rounded(line.base / unit * self.reached(plan, total / unit) * scale)
        if plan["mode"] == "overage":
            start = self.tiers(plan)[0][0]
            part = max(after / unit, start) - max(before / unit, start)
            return rounded(part * self.reached(plan, total / unit) * scale)
        now, then = (self.earns(plan, amount / unit) * scale for amount in (after, before))
        return rounded(now) - rounded(then)

    def scale(self, plan: Row, payee: str, component: str, month: int) -> tuple[Fraction, Fraction]:
        """What attainment is of, 0 where that is unknown, and what is multiplied by what tiers pay."""
        by_score = plan["basis"] == "score"
        if plan.get("tiers_on") == "rank":
            return Fraction(1), Fraction(1)
        if plan.get("tiers_on") != "attainment" and plan["mode"] != "multiplier" and not by_score:
            return Fraction(1), Fraction(1)
        unit = Fraction(1) if by_score else self.window_quota(payee, component, month, plan["over"])
        if unit <= 0:
            return ZERO, ZERO
        if not plan["on_target"]:
            return unit, Fraction(1) if plan["mode"] in ("interpolated", "milestone") else unit
        window = self.window(month, plan["over"])
        months = [m for m in range(month - 12, month + 13) if self.window(m, plan["over"]) == window]
        parts = []
        for each in months:
            terms = self.quota_terms(payee, component, each)
            assert terms is not None
            parts.append(self.eligible(payee, terms, each))
        return unit, rounded(number(plan["on_target"]) * sum(parts, ZERO) / len(months))

    def _taken_back(self, line: Line, ahead: Sequence[Line]) -> Fraction:
        earning = [x for x in self.lines if self._same_order(x, line) and x.base > 0 and x.month <= line.month]
        money, bases = sum((x.amount for x in earning), ZERO), sum((x.base for x in earning), ZERO)
        if not bases:
            return ZERO
        then = -sum((x.base for x in ahead if self._same_order(x, line) and x.is_refund), ZERO)
        taken = rounded(money * min(Fraction(1), then / bases)) - rounded(
            money * min(Fraction(1), (then - line.base) / bases)
        )
        return rounded(taken * (1 - self.served(line)))

    def own_rate(self, line: Line) -> Fraction | None:
        """Of the most particular row of plan_rates; None where the tiers decide."""
        rows = [row for row in self.tables.get("plan_rates", []) if row["plan_id"] == line.plan["plan_id"]]
        for values in (("value", "and_value"), ("value",), ("and_value",), ()):
            for row in rows:
                named = {name for name in ("value", "and_value") if row[name] not in ("", "any")}
                if named == set(values) and all(row[v] == self._has(line, row[FIELD_OF[v]]) for v in values):
                    return number(row["rate"]) if row["rate"] else None
        return None

    def _has(self, line: Line, name: str) -> str:
        if name == "grade":
            return next(row["grade"] for row in self.tables["reps"] if row["rep_id"] == line.payee)
        if line.kind in ("objective", "prize"):
            return ""
        source = (
            next(row for row in self.tables["deals"] if row["deal_id"] == line.document)
            if line.kind == "deal"
            else self._own_order(line)
        )
        if name in ("product", "channel"):
            return source[name]
        customer = next((c for c in self.tables["customers"] if c["customer_id"] == source["customer_id"]), None)
        if customer is None:
            return ""
        if name != "newness":
            return customer[name]
        if not customer["since"]:
            return ""
        when = line.day if line.order is None else day(line.order["order_date"])
        since, months = day(customer["since"]), int(line.plan.get("new_months") or 12)
        later = since.year * 12 + since.month - 1 + months
        last = self.first_day(later + 1) - dt.timedelta(1)
        ends = last.replace(day=min(since.day, last.day))
        return "new_customer" if when < ends else "returning_customer"

    def _own_order(self, line: Line) -> Row:
        """That the document names."""
        if line.kind == "order":
            named = line.document
        else:
            table = "invoices" if line.kind == "invoice" else "receipts"
            named = next(row["order_id"] for row in self.tables[table] if row[f"{line.kind}_id"] == line.document)
        return next(row for row in self.tables["orders"] if row["order_id"] == named)

    def counting(self, line: Line) -> Fraction:
        plan, order = line.plan, line.order
        portion = number(plan.get("portion", ""), Fraction(1))
        bands = self.factors(plan, "days_to_cash")
        if bands and line.kind == "receipt":
            assert order is not None
            portion *= self.band(bands, max(0, (line.day - day(order["order_date"])).days))
        if not plan.get("margin_gate"):
            return portion
        if order is None or not order["cost"] or not number(order["amount"]):
            return ZERO
        margin = (number(order["amount"]) - number(order["cost"])) / number(order["amount"])
        return portion if margin >= number(plan["margin_gate"]) else ZERO

    @staticmethod
    def band(bands: Sequence[tuple[Fraction, Fraction | None, Fraction]], number_: int) -> Fraction:
        """Of whole numbers: the first that does not end below it."""
        return next((factor for _, upper, factor in bands if upper is None or number_ <= upper), ZERO)

    def _capped(self, line: Line, ahead: Sequence[Line]) -> Fraction:
        if line.plan["cap_over"] != "deal" or not line.plan["cap"]:
            return line.uncapped
        cap = number(line.plan["cap"])
        before = sum(
            (
                x.uncapped for x in ahead
                if line.root and self._same_order(x, line) and not x.is_refund and x.plan["cap_over"] == "deal"
                and x.plan["cap"]
            ), ZERO,
        )  # fmt: skip  # what the order earned before under a cap
        return min(before + line.uncapped, cap) - min(before, cap)

    def served(self, line: Line) -> Fraction:
        """The part of the term of the order that has passed wholly, in months."""
        bands = self.factors(line.plan, "months_served")
        if line.order is None:
            return Fraction(1) if bands else ZERO
        start = day(line.order["order_date"])
        months = line.month - (start.year * 12 + start.month - 1) - (line.day.day < start.day)
        if bands:
            return 1 - self.band(bands, max(0, months))
        if line.plan.get("clawback") != "term" or not line.order["term_months"]:
            return ZERO
        return max(ZERO, min(Fraction(1), months / number(line.order["term_months"])))

    def reached(self, plan: Row, amount: Fraction) -> Fraction:
        """The value of the tier an amount lies in, 0 in none. Tiers have no gaps; a milestone that is reached stays."""
        stays = plan["mode"] == "milestone"
        for at, (lower, upper, value) in reversed(list(enumerate(self.tiers(plan)))):
            waits = plan["boundary"] == "lower" and at > 0
            if (amount > lower if waits else amount >= lower) and (stays or upper is None or amount <= upper):
                return value
        return ZERO

    def earns(self, plan: Row, amount: Fraction) -> Fraction:
        tiers, mode = self.tiers(plan), plan["mode"]
        if mode == "slab":
            return amount * self.reached(plan, amount)
        if mode == "overage":
            return max(ZERO, amount - tiers[0][0]) * self.reached(plan, amount)
        if mode == "milestone":
            return self.reached(plan, amount) if amount > 0 else ZERO
        total = ZERO
        for lower, upper, value in tiers:
            part = max(ZERO, (amount if upper is None else min(amount, upper)) - lower)
            width = upper - lower if mode == "interpolated" and upper is not None else Fraction(1)
            total += part * value / width
        return total
