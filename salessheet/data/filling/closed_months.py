"""Closed months as cells: what they were when they were closed, and what the first open month pays to mend them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from salessheet.data.filling.input_tables import numbers, serials, texts
from salessheet.workbook.extents import CHANGES, CLOSED_ADJUSTMENTS, CLOSED_LINES, CLOSED_PAYS, CORRECTIONS
from salessheet.workbook.sheets.commission.ledger import ClosedAdjustments, ClosedLines, ClosedPays, Corrections

if TYPE_CHECKING:
    from salessheet.data.commission.history import History
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Extent, Line
    from salessheet.workbook.labels import Words
    from salessheet.workbook.readings.values import Column


@dataclass(frozen=True)
class ClosedMonths:
    """What closed months of the fiscal year were, for a book that may show them, and what mends them."""

    lines: pd.DataFrame
    pays: pd.DataFrame
    adjustments: pd.DataFrame
    corrections: pd.DataFrame

    @staticmethod
    def of(history: History, scope: Scope) -> ClosedMonths:
        """In a workbook of one month, the pays of that month; lines are not shown there."""
        first, period = pd.Timestamp(scope.year_start), pd.Timestamp(scope.period)
        months = [month for month in history.closed if month >= first]
        kept = [month for month in months if month == period or not scope.is_centre]
        held = history.pays["held"] - history.pays["released"]
        before = held.groupby([history.pays["payee"], history.pays["component"]]).cumsum() - held
        pays = history.pays.assign(held_before=before)
        mended = history.corrections
        return ClosedMonths(
            history.lines[history.lines["period"].isin([] if scope.is_centre else kept)],
            pays[pays["period"].isin(kept)],
            history.adjustments[history.adjustments["period"].isin(months)],
            mended[mended["period"] >= first],
        )

    def sizes(self) -> dict[Extent, int]:
        return {
            CLOSED_LINES: max(1, len(self.lines)),
            CLOSED_PAYS: max(1, len(self.pays)),
            CLOSED_ADJUSTMENTS: max(1, len(self.adjustments)),
            CORRECTIONS: max(1, len(self.corrections)),
            CHANGES: _most_of_a_month(self.corrections),
        }

    def cells(self, words: Words) -> dict[Line, Column]:
        sizes = self.sizes()
        return (
            _line_cells(self.lines, sizes[CLOSED_LINES], words)
            | _step_cells(self.pays, sizes[CLOSED_PAYS], words)
            | _adjustment_cells(self.adjustments, sizes[CLOSED_ADJUSTMENTS])
            | _correction_cells(self.corrections, sizes[CORRECTIONS], words)
        )


def _most_of_a_month(corrections: pd.DataFrame) -> int:
    """Of the corrections that a month pays or gets; at least 1."""
    paid, of = corrections["period"], corrections["of_period"]
    return max([1, *(int(((paid == month) | (of == month)).sum()) for month in {*paid, *of})])


def _line_cells(lines: pd.DataFrame, rows: int, words: Words) -> dict[Line, Column]:
    return {
        ClosedLines.period: serials(lines["period"], rows),
        ClosedLines.kind: texts((words.text(f"document.{kind}") for kind in lines["kind"]), rows),
        ClosedLines.document: texts(lines["document"], rows),
        ClosedLines.date: serials(lines["date"], rows),
        ClosedLines.customer: texts(lines["customer"], rows),
        ClosedLines.currency: texts(lines["currency"], rows),
        ClosedLines.payee: texts(lines["payee"], rows),
        ClosedLines.component: texts((words.value("component", code) for code in lines["component"]), rows),
        ClosedLines.plan: texts(lines["plan_id"], rows),
        ClosedLines.counted: numbers(lines["counted"], rows),
        ClosedLines.share: numbers(lines["share"], rows),
        ClosedLines.base: numbers(lines["base"], rows),
        ClosedLines.before: numbers(lines["before"], rows),
        ClosedLines.amount: numbers(lines["amount"], rows),
        ClosedLines.note: texts(_notes(lines, words), rows),
    }


def _notes(lines: pd.DataFrame, words: Words) -> Iterator[str]:
    """As the formulas of an open month say it."""
    columns = (lines[name] for name in ("place", "ranked", "unbudgeted", "left"))
    for place, ranked, earned, left in zip(*columns, strict=True):
        said = []
        if place > 0:
            word, among, people = (words.text(f"phrase.{key}") for key in ("place", "among", "people"))
            said.append(f"{word} {place:.0f} {among} {ranked:.0f} {people}")
        if earned > left:
            said.append(words.text("phrase.budget_used"))
        yield "  ·  ".join(said)


def _step_cells(pays: pd.DataFrame, rows: int, words: Words) -> dict[Line, Column]:
    steps = {
        ClosedPays.opening: "opening",
        ClosedPays.credited: "base",
        ClosedPays.of_lines: "earned_lines",
        ClosedPays.true_up: "true_up",
        ClosedPays.earned: "earned",
        ClosedPays.qualified: "qualified",
        ClosedPays.attainment: "attainment",
        ClosedPays.quota: "quota",
        ClosedPays.factor: "factor",
        ClosedPays.carried_in: "carried_in",
        ClosedPays.capped: "capped",
        ClosedPays.floored: "floored",
        ClosedPays.held: "held",
        ClosedPays.held_before: "held_before",
        ClosedPays.released: "released",
        ClosedPays.debt_before: "debt_before",
        ClosedPays.drawn: "out",
        ClosedPays.forgiven: "forgiven",
        ClosedPays.debt: "debt",
        ClosedPays.payout: "payout",
    }
    return {
        ClosedPays.period: serials(pays["period"], rows),
        ClosedPays.payee: texts(pays["payee"], rows),
        ClosedPays.component: texts((words.value("component", code) for code in pays["component"]), rows),
        ClosedPays.plan: texts(pays["plan_id"], rows),
        **{line: numbers(pays[name], rows) for line, name in steps.items()},
    }


def _adjustment_cells(adjustments: pd.DataFrame, rows: int) -> dict[Line, Column]:
    return {
        ClosedAdjustments.period: serials(adjustments["period"], rows),
        ClosedAdjustments.payee: texts(adjustments["payee"], rows),
        ClosedAdjustments.amount: numbers(adjustments["amount"], rows),
        ClosedAdjustments.reason: texts(adjustments["reason"], rows),
    }


def _correction_cells(corrections: pd.DataFrame, rows: int, words: Words) -> dict[Line, Column]:
    components = (words.value("component", code) if code else "" for code in corrections["component"])
    return {
        Corrections.period: serials(corrections["period"], rows),
        Corrections.payee: texts(corrections["payee"], rows),
        Corrections.component: texts(components, rows),
        Corrections.of_period: serials(corrections["of_period"], rows),
        Corrections.document: texts(corrections["document"], rows),
        Corrections.old: numbers(corrections["old"], rows),
        Corrections.new: numbers(corrections["new"], rows),
        Corrections.amount: numbers(corrections["amount"], rows),
        Corrections.reason: texts((words.text(f"correction.{code}") for code in corrections["reason"]), rows),
    }
