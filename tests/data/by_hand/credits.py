"""Who is credited with what, by hand: lines of documents, scores, prizes and shares."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.data.by_hand.agreements import CENT, ZERO, Agreements, Row, day, number, rounded

KINDS = ("order", "deal", "invoice", "receipt", "objective", "prize")
TAKEN = {
    "booked": "order",
    "margin": "order",
    "invoiced": "invoice",
    "cash": "receipt",
    "cash_full": "receipt",
    "score": "objective",
}


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
class Credits(Agreements):
    """The lines, of every month of the data."""

    lines: list[Line] = field(default_factory=list)

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

    def _root(self, order: Row | None) -> Row | None:
        if order is None or not order["refers_to"]:
            return order
        return next(row for row in self.tables["orders"] if row["order_id"] == order["refers_to"])
