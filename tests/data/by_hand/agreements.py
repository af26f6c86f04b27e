"""What was agreed and who is there, by hand: plans in force, tiers, quotas, months and days of service.

These modules share nothing with the settlement but the words of the tables: a line at a time, in exact fractions, from
rows of texts, as somebody would work it out on paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = Mapping[str, str]
ZERO, CENT = Fraction(0), Fraction(1, 100)


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
class Agreements:
    """`tables`: the rows of the input tables, as texts; `last`: the last day of the data."""

    tables: Mapping[str, Sequence[Row]]
    first_month: int = 1
    last: dt.date = dt.date.max

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

    def rate(self, currency: str, date: str) -> Fraction:
        if not currency or currency == "CNY":
            return Fraction(1)
        there = [row for row in self.tables["fx"] if row["currency"] == currency and row["date"] <= date]
        return number(max(there, key=lambda row: row["date"])["rate"])

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
