"""An exchange rate that differs, and the rows of the table `fx` that say so."""

from __future__ import annotations

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.facts import BookFacts
from salessheet.workbook.tables import Fx


def changed_rate(old: BookFacts, new: BookFacts, currency: str, was: float | None, now: float | None) -> Cause:
    before, after = old.rows(Fx), new.rows(Fx)
    inputs = tuple(
        (Fx.key, row)
        for row in dict.fromkeys([*before, *after])
        if before.get(row) != after.get(row) and (before.get(row) or after.get(row) or {}).get("currency") == currency
    )
    return Cause(Why.RATE, currency, was, now, inputs=inputs)
