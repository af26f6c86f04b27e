"""How an example is written down: who says it, the tables that express it, and what it pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.data.commission_centres import plans

Amounts = float | Sequence[float]
Bands = Sequence[tuple[float, float | str, float]]
"""Lower, upper and rate of each tier."""

LEAST = {
    "settings": "key,value\ncurrency,USD\n",
    "teams": "team_id,manager_id\nT1,M1\nT2,\n",
    "reps": (
        "rep_id,team_id,role,hire_date\nR1,T1,rep,2020-01-01\nR2,T1,rep,2020-01-01\nR3,T1,engineer,2020-01-01\n"
        "M1,T1,manager,2020-01-01\n"
    ),
    "deals": "deal_id,rep_id,amount,stage\nD1,R1,100,lead\n",
}


@dataclass(frozen=True)
class Example:
    """`paid`: by payee, the payouts of all components in the year, or of each of its months from January on.

    `lines`: the amounts of the lines of R1, in their order, where the example tells those; else None.
    """

    title: str
    tables: Mapping[str, str]
    paid: Mapping[str, Amounts]
    lines: Sequence[float] | None = None

    def __str__(self) -> str:
        return self.title


def example(
    title: str, paid: Amounts | Mapping[str, Amounts], *given: Mapping[str, str], lines: Sequence[float] | None = None,
    **tables: str,
) -> Example:  # fmt: skip  # the tables
    """`paid` without a payee is R1's; later tables replace earlier ones."""
    merged: dict[str, str] = {**LEAST}
    for some in (*given, tables):
        merged |= some
    return Example(title, merged, paid if isinstance(paid, Mapping) else {"R1": paid}, lines)


def pays(*bands: tuple[float, float | str, float], **terms: str | float) -> dict[str, str]:
    """A plan of the role rep for 2026 with tiers: lower, upper and rate each."""
    return components((terms, bands))


def components(*each: tuple[Mapping[str, str | float], Bands]) -> dict[str, str]:
    """Several plans for 2026, numbered from P1 on, each with its tiers; the role is rep unless it says another."""
    rows, bands = [], []
    for number, (terms, tiers) in enumerate(each, 1):
        payee = {} if "rep_id" in terms else {"role": "rep"}
        rows.append({"plan_id": f"P{number}", "valid_from": "2026-01-01", **payee, **terms})
        bands += [f"P{number},{lower},{upper},{rate}" for lower, upper, rate in tiers]
    return {"plans": plans(*rows), "plan_tiers": "\n".join(["plan_id,lower,upper,rate", *bands, ""])}


FLAT: dict[int, Bands] = {rate: [(0, "", rate / 100)] for rate in range(1, 31)}
"""Tiers of one rate, by per cent."""


def sold(*amounts: float, columns: str = "", values: Sequence[str] = ()) -> dict[str, str]:
    """Orders of R1 on the first days of January; `columns` and as many `values` beside."""
    return _orders([(amount, f"2026-01-{day:02}") for day, amount in enumerate(amounts, 1)], columns, values)


def monthly(*amounts: float, columns: str = "", values: Sequence[str] = ()) -> dict[str, str]:
    """An order of R1 in each month from January on; an amount of 0 is none."""
    return _orders([(amount, f"2026-{month:02}-15") for month, amount in enumerate(amounts, 1)], columns, values)


def _orders(rows: Sequence[tuple[float, str]], columns: str, values: Sequence[str]) -> dict[str, str]:
    beside = [f",{columns}" if columns else "", *(f",{value}" for value in values), *[""] * len(rows)]
    lines = [
        f"O{n},R1,{day},{amount}{more}" for n,
            ((amount, day), more) in enumerate(zip(rows, beside[1:], strict=False), 1)
        if amount
    ]  # fmt: skip  # a row each
    return {"orders": "\n".join([f"order_id,rep_id,order_date,amount{beside[0]}", *lines, ""])}


def receipts(*rows: str) -> dict[str, str]:
    """Order, day and amount each."""
    lines = [f"Q{number},{row}" for number, row in enumerate(rows, 1)]
    return {"receipts": "\n".join(["receipt_id,order_id,date,amount", *lines, ""])}


def quota(amount: float, period: str = "2026-01", **others: float) -> dict[str, str]:
    """A target of R1, or of others by name, for a period of 2026: year, 2026-Q1, 2026-01."""
    lines = [f"rep,{payee},2026,{period},sales,{target}" for payee, target in {"R1": amount, **others}.items()]
    return {"targets": "\n".join(["scope,id,year,period,metric,amount", *lines, ""])}


def of_metrics(*rows: str) -> dict[str, str]:
    """Targets of January: payee, metric and amount each."""
    lines = [f"rep,{payee},2026,2026-01,{rest}" for payee, rest in (row.split(",", 1) for row in rows)]
    return {"targets": "\n".join(["scope,id,year,period,metric,amount", *lines, ""])}


def each_month(amount: float) -> dict[str, str]:
    """A target of R1 for every month of 2026."""
    lines = [f"rep,R1,2026,2026-{month:02},sales,{amount}" for month in range(1, 13)]
    return {"targets": "\n".join(["scope,id,year,period,metric,amount", *lines, ""])}


def factors(*rows: str) -> dict[str, str]:
    """Of the plan P1: what they go by, from, to and the factor each."""
    return {"plan_factors": "\n".join(["plan_id,depends_on,lower,upper,factor", *(f"P1,{row}" for row in rows), ""])}


def rates(*rows: str) -> dict[str, str]:
    """Plan, what they go by, value and rate each."""
    return {"plan_rates": "\n".join(["plan_id,field,value,rate", *rows, ""])}


def splits(*rows: str) -> dict[str, str]:
    """Payee, share and kind each, of the order O1."""
    return {"splits": "\n".join(["order_id,rep_id,share,kind", *(f"O1,{row}" for row in rows), ""])}
