"""Commission as somebody would work it out on paper: a line at a time, in exact fractions, from rows of texts.

It shares nothing with the settlement but the words of the tables.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Row = Mapping[str, str]
ZERO, CENT = Fraction(0), Fraction(1, 100)
KINDS = ("order", "deal", "invoice", "receipt", "objective", "prize")
FIELD_OF = {"value": "field", "and_value": "and_field"}
TAKEN = {
    "booked": "order",
    "margin": "order",
    "invoiced": "invoice",
    "cash": "receipt",
    "cash_full": "receipt",
    "score": "objective",
}


def rounded(amount: Fraction, digits: int = 2) -> Fraction:
    """Half away from zero; cents of what has been rounded to five places, as the workbook does."""
    return _rounded(_rounded(amount, 5), 2) if digits == 2 else _rounded(amount, digits)


def _rounded(amount: Fraction, digits: int) -> Fraction:
    scale = 10**digits
    size = Fraction((abs(amount) * scale * 2 + 1) // 2, scale)
    return size if amount >= 0 else -size


def number(text: str, blank: Fraction = ZERO) -> Fraction:
    return Fraction(text) if text else blank


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@dataclass
class Line:
    payee: str
    component: str
    plan: Row
    kind: str
    document: str
    root: str
    day: dt.date
    row: int
    base: Fraction
    whole: Fraction
    takes_back: bool
    order: Row | None = None
    is_refund: bool = False
    prize: Fraction | None = None
    uncapped: Fraction = ZERO
    amount: Fraction = ZERO

    @property
    def month(self) -> int:
        return self.day.year * 12 + self.day.month - 1


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
class ByHand:
    tables: Mapping[str, Sequence[Row]]
    first_month: int = 1
    last: dt.date = dt.date.max
    lines: list[Line] = field(default_factory=list)
    _stood: dict[tuple[str, str, int, str], dict[str, tuple[Fraction, Fraction]]] = field(default_factory=dict)

    def end(self, plan: Row) -> dt.date:
        ends = [day(plan["valid_to"])] if plan["valid_to"] else []
        after = [day(p["valid_from"]) for p in self.tables["plans"] if p["supersedes"] == plan["plan_id"]]
        return min([*ends, *(start - dt.timedelta(1) for start in after), dt.date.max])

    def plan_on(self, payee: str, component: str, when: dt.date) -> Row | None:
        rep = next(row for row in self.tables["reps"] if row["rep_id"] == payee)
        there = [
            p for p in self.tables["plans"]
            if p["component"] == component and day(p["valid_from"]) <= when <= self.end(p)
        ]  # fmt: skip  # what is in force
        own = [p for p in there if p["rep_id"] == payee]
        shared = [p for p in there if not p["rep_id"] and p["role"].casefold() == rep["role"].casefold()]
        return next(iter(own or shared), None)

    def terms(self, payee: str, component: str, month: int) -> tuple[Row | None, bool]:
        """The plan whose terms hold in a month, and whether it is in force in it."""
        last = self.first_day(month + 1) - dt.timedelta(1)
        for back in range(1000):
            found = self.plan_on(payee, component, last - dt.timedelta(back))
            if found is not None:
                return found, last - dt.timedelta(back) >= self.first_day(month)
        return None, False

    @staticmethod
    def first_day(month: int) -> dt.date:
        return dt.date(month // 12, month % 12 + 1, 1)

    def window(self, month: int, over: str) -> int:
        length = {"month": 1, "quarter": 3, "year": 12}[over]
        return (month - self.first_month + 1) // length

    def tiers(self, plan: Row) -> list[tuple[Fraction, Fraction | None, Fraction]]:
        mine = [t for t in self.tables["plan_tiers"] if t["plan_id"] == plan["plan_id"]]
        return [(number(t["lower"]), number(t["upper"]) if t["upper"] else None, number(t["rate"])) for t in mine]

    def credit(self) -> None:
        orders = {row["order_id"]: (at, row) for at, row in enumerate(self.tables["orders"])}
        for kind, key in (("order", "orders"), ("deal", "deals"), ("invoice", "invoices"), ("receipt", "receipts")):
            for at, row in enumerate(self.tables[key]):
                if kind == "deal":
                    if not orders and row["won_date"]:
                        self._add(kind, at, row, None, row["won_date"], {row["rep_id"]: Fraction(1)})
                    continue
                _, order = orders[row["order_id"]]
                root = orders[order["refers_to"]][1] if order["refers_to"] else order
                self._add(kind, at, row, order, row["order_date" if kind == "order" else "date"], self.shares(root))

    def _leave_out_the_absent(self) -> None:
        """What a team sells on days on which somebody is not there is not theirs, nor is a refund of that."""
        of_teams = [x for x in self.lines if x.plan.get("credit", "own") != "own"]
        sold = [x for x in of_teams if not (x.takes_back and x.base < 0 and x.root)]
        had = {(x.payee, x.component, x.kind, x.root) for x in sold if self._is_there(x)}
        missed = {(x.payee, x.component, x.kind, x.root) for x in sold if not self._is_there(x)}
        out = [x for x in sold if not self._is_there(x)]
        for x in of_teams:
            order = (x.payee, x.component, x.kind, x.root)
            if x not in sold and order not in had and (order in missed or not self._is_there(x)):
                out.append(x)
        self.lines = [x for x in self.lines if not any(x is each for each in out)]

    def _is_there(self, line: Line) -> bool:
        rep = next(row for row in self.tables["reps"] if row["rep_id"] == line.payee)
        first, last = rep.get("hire_date", ""), rep.get("leave_date", "")
        return (not first or day(first) <= line.day) and (not last or line.day <= day(last))

    def score(self) -> None:
        """Objectives, on the last day of a period as long as the plan's."""
        for at, row in enumerate(self.tables.get("objectives", ())):
            when, over = self.period(row["period"])
            plan = self.plan_on(row["payee"], row["component"], when)
            if plan is None or when > self.last or (plan["basis"], plan["over"]) != ("score", over) or not row["score"]:
                continue
            base = number(row["weight"]) * number(row["score"])
            self.lines.append(
                Line(row["payee"], row["component"], plan, "objective", row["objective_id"], "", when, at, base, base,
                     takes_back=False)
            )  # fmt: skip  # in the order of the fields

    def period(self, label: str) -> tuple[dt.date, str]:
        """The last day of a fiscal year, a quarter of it or a month, and which of these it is."""
        year, _, part = label.partition("-")
        start = int(year) * 12 + self.first_month - 1
        if part.startswith("Q"):
            return self.first_day(start + 3 * int(part[1:])) - dt.timedelta(1), "quarter"
        if part:
            return self.first_day(int(year) * 12 + int(part)) - dt.timedelta(1), "month"
        return self.first_day(start + 12) - dt.timedelta(1), "year"

    def award(self) -> None:
        """A line for everybody who is ranked, at the end of each contest."""
        for plan in self.tables["plans"]:
            mine = [x for x in self.lines if x.plan is plan]
            if plan.get("tiers_on") != "rank" or not mine:
                continue
            for window in sorted({self.window(x.month, plan["over"]) for x in mine}):
                there = [x for x in mine if self.window(x.month, plan["over"]) == window]
                length = {"month": 1, "quarter": 3, "year": 12}[plan["over"]]
                after = self.first_day((window + 1) * length + self.first_month - 1)
                when = min(after - dt.timedelta(1), self.end(plan))
                if when <= self.last:
                    self._rank(plan, there, when)

    def _rank(self, plan: Row, there: Sequence[Line], when: dt.date) -> None:
        reps = [row["rep_id"] for row in self.tables["reps"]]
        totals = {rep: sum((x.base for x in there if x.payee == rep), ZERO) for rep in reps}
        least = number(plan.get("at_least", ""))
        ranked = {rep: total for rep, total in totals.items() if total > 0 and total >= least}
        for rep, total in ranked.items():
            ahead = sum(other > total for other in ranked.values())
            level = [other for other in ranked if ranked[other] == total]
            pool = sum((self.prize_of(plan, ahead + n + 1) for n in range(len(level))), ZERO)
            cents = int(rounded(pool) * 100)
            prize = (cents // len(level) + (level.index(rep) < cents % len(level))) * CENT
            name = f"{plan['plan_id']} {when:%Y-%m}"
            self.lines.append(
                Line(rep, plan["component"], plan, "prize", name, "", when, 0, ZERO, ZERO, takes_back=False,
                     prize=prize)
            )  # fmt: skip  # in the order of the fields

    def prize_of(self, plan: Row, place: int) -> Fraction:
        there = (
            rate for lower, upper, rate in self.tiers(plan) if lower <= place and (upper is None or place <= upper)
        )
        return next(there, ZERO)

    def shares(self, root: Row) -> dict[str, Fraction]:
        found: dict[str, Fraction] = defaultdict(Fraction)
        rows = [row for row in self.tables["splits"] if row["order_id"] == root["order_id"]]
        if all(row["kind"] == "overlay" for row in rows):
            found[root["rep_id"]] += 1
        for row in rows:
            found[row["rep_id"]] += number(row["share"])
        return found

    def _add(self, kind: str, at: int, row: Row, order: Row | None, date: str, shares: Mapping[str, Fraction]) -> None:
        for component in dict.fromkeys(p["component"] for p in self.tables["plans"]):
            for payee, share, credit in self._with_managers(order, shares):
                plan = self.plan_on(payee, component, day(date))
                takes = (
                    plan is not None
                    and plan.get("credit", "own") == credit
                    and (
                        kind
                        == ("deal" if plan["basis"] == "booked" and not self.tables["orders"] else TAKEN[plan["basis"]])
                    )
                )
                if plan is None or not takes:
                    continue
                found = self._measured(kind, row, order, date, share, plan)
                if found is not None:
                    refers = order is not None and bool(order["refers_to"])
                    root = "" if order is None else (order["refers_to"] or order["order_id"])
                    self.lines.append(
                        Line(
                            payee, component, plan, kind, row[f"{kind}_id"], root, day(date), at, *found,
                            takes_back=kind in ("invoice", "receipt") or refers, order=self._root(order),
                        )
                    )  # fmt: skip  # in the order of the fields

    def _with_managers(self, order: Row | None, shares: Mapping[str, Fraction]) -> list[tuple[str, Fraction, str]]:
        """Everybody's share, and what a team has by splits: for its manager that of the others, for each of it all."""
        found = [(payee, share, "own") for payee, share in shares.items()]
        root = None if order is None else self._root(order)
        splits = [row for row in self.tables["splits"] if root is not None and row["order_id"] == root["order_id"]]
        split = [row for row in splits if row["kind"] == "split"]
        if split:
            theirs = [(row["rep_id"], number(row["share"])) for row in split]
        else:
            theirs = [(next(iter(shares)) if root is None else root["rep_id"], Fraction(1))]
        team_of = {row["rep_id"]: row["team_id"] for row in self.tables["reps"]}
        for team in self.tables.get("teams", []):
            manager = team.get("manager_id", "")
            if team_of.get(manager) == team["team_id"]:
                led = sum((part for rep, part in theirs if team_of[rep] == team["team_id"] and rep != manager), ZERO)
                if any(team_of[rep] == team["team_id"] and rep != manager for rep, _ in theirs):
                    found.append((manager, led, "team"))
        for rep, team_id in team_of.items():
            if any(team_of[other] == team_id for other, _ in theirs):
                of_all = sum((part for other, part in theirs if team_of[other] == team_id), ZERO)
                found.append((rep, of_all, "whole_team"))
        return found

    def _measured(
        self, kind: str, row: Row, order: Row | None, date: str, share: Fraction, plan: Row
    ) -> tuple[Fraction, Fraction] | None:
        """Base of the document and of its whole order; None where it does not count."""
        amount, size = number(row["amount"]), number((order or row)["amount"])
        counted, part, currency = amount, Fraction(-1 if amount < 0 else 1), row["currency"]
        if plan["basis"] == "margin":
            assert order is not None
            if not order["cost"]:
                return None
            profit = amount - number(order["cost"])
            counted = max(ZERO, profit) if amount >= 0 else -max(ZERO, -profit)
        elif plan["basis"] == "cash_full":
            assert order is not None
            if not self._completes(row, order):
                return None
            counted, part, currency = size, Fraction(-1 if size < 0 else 1), order["currency"]
        elif kind in ("invoice", "receipt"):
            part = amount / abs(size) if size else ZERO
        if plan["measure"] != "money":
            pieces = order["quantity"] if order and plan["measure"] == "quantity" else ""
            unit = abs(number(pieces, Fraction(1)))
            base = unit * part * share
            return base, base if kind in ("order", "deal") else unit * (-1 if size < 0 else 1) * share
        fx = self.rate(currency, date) / self.rate(plan["currency"], date)
        base = rounded(rounded(counted * share * fx, 5))
        return base, base if kind in ("order", "deal") else rounded(size * share * fx)

    def _completes(self, receipt: Row, order: Row) -> bool:
        mine = [row for row in self.tables["receipts"] if row["order_id"] == order["order_id"]]
        paid, size = ZERO, number(order["amount"])
        for row in sorted(mine, key=lambda row: row["date"]):
            paid += number(row["amount"])
            if (paid <= size) if size < 0 else (paid >= size):
                return row is receipt
        return False

    def rate(self, currency: str, date: str) -> Fraction:
        if not currency or currency == "CNY":
            return Fraction(1)
        there = [row for row in self.tables["fx"] if row["currency"] == currency and row["date"] <= date]
        return number(max(there, key=lambda row: row["date"])["rate"])

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

    def _root(self, order: Row | None) -> Row | None:
        if order is None or not order["refers_to"]:
            return order
        return next(row for row in self.tables["orders"] if row["order_id"] == order["refers_to"])

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
        """The value of the tier an amount lies in; tiers are without gaps."""
        for at, (lower, upper, value) in reversed(list(enumerate(self.tiers(plan)))):
            waits = plan["boundary"] == "lower" and at > 0
            if (amount > lower if waits else amount >= lower) and (upper is None or amount <= upper):
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

    def employed(self, payee: str, first: dt.date, last: dt.date, *, hire_day: bool = True) -> int:
        """The days from first to last on which somebody is there."""
        rep = next(row for row in self.tables["reps"] if row["rep_id"] == payee)
        days = (first + dt.timedelta(n) for n in range((last - first).days + 1))
        start = rep["hire_date"] and day(rep["hire_date"]) + dt.timedelta(0 if hire_day else 1)
        return sum(
            (not start or when >= start) and (not rep["leave_date"] or when <= day(rep["leave_date"])) for when in days
        )

    def month(self, month: int) -> tuple[dt.date, dt.date, int]:
        first, after = self.first_day(month), self.first_day(month + 1)
        return first, after - dt.timedelta(1), (after - first).days

    def eligible(self, payee: str, plan: Row, month: int) -> Fraction:
        if plan.get("proration", "none") in ("", "none"):
            return Fraction(1)
        first, last, days = self.month(month)
        return Fraction(self.employed(payee, first, last, hire_day=plan["proration"] == "start_counted"), days)

    def service(self, payee: str, month: int) -> int | None:
        hired = next(row["hire_date"] for row in self.tables["reps"] if row["rep_id"] == payee)
        return month - (day(hired).year * 12 + day(hired).month - 1) + 1 if hired else None

    def quota_terms(self, payee: str, component: str, month: int) -> Row | None:
        plan, _ = self.terms(payee, component, month)
        if plan is not None:
            return plan
        return next((found for ahead in range(40) if (found := self.terms(payee, component, month + ahead)[0])), None)

    def quota(self, payee: str, component: str, month: int) -> Fraction:
        """Of one month."""
        plan = self.quota_terms(payee, component, month)
        assert plan is not None
        ramp, relief = Fraction(1), ZERO
        service = self.service(payee, month)
        for lower, upper, factor in self.factors(plan, "service_month"):
            if service is not None and lower <= service and (upper is None or service <= upper):
                ramp = factor
        first, last, days = self.month(month)
        for row in self.tables.get("quota_relief", ()):
            if row["rep_id"] == payee:
                both = min(last, day(row["to_date"])) - max(first, day(row["from_date"]))
                relief += Fraction(max(0, both.days + 1), days) * number(row["share"])
        target = self.target(payee, plan, month) * self.eligible(payee, plan, month)
        return rounded(target * ramp * (1 - min(Fraction(1), relief)))

    def target(self, payee: str, plan: Row, month: int) -> Fraction:
        """A month's own target, else a twelfth of the year's, so that twelve are the year's to the cent."""
        year = (month - self.first_month + 1) // 12
        begins = self.first_day(year * 12 + self.first_month - 1)
        for row in self.tables.get("targets", ()):
            if (row["id"], row["metric"], row["year"]) == (payee, plan["metric"] or "sales", str(begins.year)):
                amount = number(row["amount"])
                if plan["measure"] == "money":
                    own, other = row["currency"] or "CNY", plan["currency"] or "CNY"
                    fx = self.rate(own, str(begins)) / self.rate(other, str(begins))
                    amount = amount if own == other else rounded(amount * fx)
                if row["period"] == "year":
                    place = (month - self.first_month + 1) % 12
                    return rounded(amount * (place + 1) / 12) - rounded(amount * place / 12)
                if row["period"] == f"{self.first_day(month):%Y-%m}":
                    return rounded(amount)
        return ZERO

    def window_quota(self, payee: str, component: str, month: int, over: str) -> Fraction:
        if over == "deal":
            return self.quota(payee, component, month)
        window = self.window(month, over)
        months = [m for m in range(month - 12, month + 13) if self.window(m, over) == window]
        return sum((self.quota(payee, component, m) for m in months), ZERO)

    def factors(self, plan: Row, field_: str) -> list[tuple[Fraction, Fraction | None, Fraction]]:
        rows = [
            row for row in self.tables.get("plan_factors", ())
            if (row["plan_id"], row["depends_on"]) == (plan["plan_id"], field_)
        ]  # fmt: skip  # a condition a line
        bands = [(number(r["lower"]), number(r["upper"]) if r["upper"] else None, number(r["factor"])) for r in rows]
        return sorted(bands, key=lambda band: band[0])

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

    def begins(self, payee: str, component: str) -> int:
        """The month of hire, or of the first plan where that is later."""
        plans = [
            p for p in self.tables["plans"]
            if p["component"] == component and day(p["valid_from"]) <= self.end(p)
            and self.plan_on(payee, component, day(p["valid_from"])) is not None
        ]  # fmt: skip  # a condition a line
        first = min(day(p["valid_from"]) for p in plans)
        hired = next(row["hire_date"] for row in self.tables["reps"] if row["rep_id"] == payee)
        start = max(first, day(hired)) if hired else first
        return start.year * 12 + start.month - 1

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
