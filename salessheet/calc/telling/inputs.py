"""The inputs of a team's workbook as the data of a sales centre: what commission is settled from.

Targets, which a workbook does not hold as a table, are read from the quotas that the build wrote beside its months.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from salessheet.calc.builds.codes import Codes
from salessheet.calc.builds.facts import BookFacts, Plain, Row, day_of
from salessheet.calc.builds.reading import Shown
from salessheet.data.commission.history import CLOSED
from salessheet.data.dataset import Dataset
from salessheet.data.load import checked
from salessheet.data.sources import RawSource, RawTable
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Months
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.commission.ledger import Quotas
from salessheet.workbook.tables import (
    Adjustments,
    Customers,
    Deals,
    Fx,
    Invoices,
    Objectives,
    Orders,
    Periods,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    QuotaRelief,
    Receipts,
    Reps,
    SettingRows,
    Splits,
    Stages,
    TargetRows,
    Teams,
)

_READ: Final[tuple[type[Table], ...]] = (
    Stages, Reps, Customers, Fx, Deals, Orders, Receipts, Invoices, Splits, Plans, PlanTiers, PlanRates, PlanFactors,
    Objectives, Periods, Adjustments,
)  # fmt: skip  # a list to read
_ELSEWHERE: Final = "–"  # a person, a team and a role that nobody here has
_DIGITS: Final = 12  # of a share
_DAYS: Final = (Type.DATE, Type.PERIOD)


def dataset_of(facts: BookFacts, shown: Shown) -> Dataset:
    """Months that were closed are as if they were open, for the workbook has no snapshots."""
    rows: dict[type[Table], list[Row]] = {table: list(facts.rows(table).values()) for table in _READ}
    rows[Periods] = [row for row in rows[Periods] if row.get(Periods.status.key) != CLOSED]
    rows[Teams] = list(_led(facts, rows))
    _shared(rows)
    rows[SettingRows] = [
        {"key": "currency", "value": facts.currency},
        {"key": "first_month", "value": float(day_of(first_of(shown, Months.month)).month)},
    ]
    rows[TargetRows], rows[QuotaRelief] = _quotas(facts, shown)
    tables = {table.key: _raw(table, each) for table, each in rows.items() if each}
    return checked(RawSource(shown.name, tables, ()), shown.words)


def _led(facts: BookFacts, rows: dict[type[Table], list[Row]]) -> Iterator[Row]:
    """The team and its manager, whom a workbook knows only by what a plan on the documents of the team credits."""
    people = {row["rep_id"]: row for row in rows[Reps]}
    paid = {line.key for line in facts.lines.values()} | {each.key for each in facts.credits}
    on_teams = [plan for plan in rows[Plans] if plan.get("credit") == "team"]
    managers = {
        people[payee].get("team_id"): payee
        for payee, component in sorted(paid)
        for plan in on_teams
        if payee in people and plan.get("component") == component
        and (plan.get("rep_id") == payee or plan.get("role") == people[payee].get("role"))
    }  # fmt: skip  # who, and why
    for team in dict.fromkeys(row.get("team_id") for row in people.values()):
        yield {"team_id": team, "manager_id": managers.get(team)}


def _shared(rows: dict[type[Table], list[Row]]) -> None:
    """Orders of other teams and shares of others, which the workbook leaves blank and out, are somebody's elsewhere."""
    split: dict[Plain, float] = {}
    for row in rows[Splits]:
        if (row.get("kind") or "split") == "split":
            split[row["order_id"]] = split.get(row["order_id"], 0.0) + float(str(row["share"] or 0.0))
    left = {order: round(1.0 - share, _DIGITS) for order, share in split.items()}
    rows[Teams].append({"team_id": _ELSEWHERE})
    rows[Reps].append({"rep_id": _ELSEWHERE, "name": _ELSEWHERE, "team_id": _ELSEWHERE, "role": _ELSEWHERE})
    rows[Orders] = [row if row.get("rep_id") else {**row, "rep_id": _ELSEWHERE} for row in rows[Orders]]
    rows[Splits] += [
        {"order_id": order, "rep_id": _ELSEWHERE, "share": share, "kind": "split"}
        for order, share in left.items()
        if share > 0
    ]


def records(shown: Shown, block: type[Block], *names: str) -> Iterator[dict[str, Plain]]:
    """The rows of a block that has them all, without those that are blank throughout."""
    lines = {line.key: line for line in block.lines}
    columns = [[_plain(cell) for cell in shown.cells(lines[name])] for name in names]
    for row in zip(*columns, strict=True):
        if any(value is not None for value in row):
            yield dict(zip(names, row, strict=True))


def first_of(shown: Shown, line: Line) -> float:
    """The number in the first cell of a line."""
    return float(str(shown.cells(line)[0]))


def _plain(cell: object) -> Plain:
    if isinstance(cell, (bool, str)) or cell is None:
        return None if cell == "" else cell
    return float(str(cell))


def _quotas(facts: BookFacts, shown: Shown) -> tuple[list[Row], list[Row]]:
    """Targets of people by month, in the currency of the plan, and what of each month is waived."""
    codes, targets, relief = Codes(shown.words), {}, {}
    plans: dict[Plain, list[Row]] = {}
    for plan in facts.rows(Plans).values():
        plans.setdefault(plan.get("component"), []).append(plan)
    for row in records(shown, Quotas, "period", "payee", "component", "target", "relief"):
        day = day_of(float(str(row["period"])))
        for plan in plans.get(codes.word("component", row["component"]), ()):
            key = (row["payee"], plan.get("metric"), day)
            if row["target"] is not None:
                targets[key] = {
                    "scope": "rep", "id": row["payee"], "year": float(day.year), "period": f"{day:%Y-%m}",
                    "metric": plan.get("metric"), "amount": row["target"], "currency": plan.get("currency"),
                }  # fmt: skip  # a row
        if row["relief"]:
            last = day.replace(day=monthrange(day.year, day.month)[1])
            relief[row["payee"], day] = {
                "rep_id": row["payee"], "from_date": f"{day:%Y-%m-%d}", "to_date": f"{last:%Y-%m-%d}",
                "share": row["relief"],
            }  # fmt: skip  # a row
    return list(targets.values()), list(relief.values())


def _raw(table: type[Table], rows: Sequence[Row]) -> RawTable:
    return RawTable(
        table=table,
        file=table.key,
        columns={
            column.key: np.array([_text(row.get(column.key), column.measure) for row in rows], dtype=object)
            for column in table.columns()
            if any(column.key in row for row in rows)
        },
        rows=np.arange(1, len(rows) + 1),
    )


def _text(value: Plain, measure: Type) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if measure in _DAYS:
        return f"{day_of(float(value)):%Y-%m-%d}"
    return "1" if value is True else np.format_float_positional(float(value), trim="-")
