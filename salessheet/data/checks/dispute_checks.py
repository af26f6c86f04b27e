"""Disputes and the adjustments that settle them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Adjustments, Disputes


def check(tables: Mapping[str, Rows]) -> None:
    """Notes disputes that name an adjustment their payee has not: `adjustment` is the `line` of one, in any case."""
    disputes, adjustments = tables.get(Disputes.key), tables.get(Adjustments.key)
    if disputes is None:
        return
    known = set() if adjustments is None else _lines(adjustments)
    payees, named = disputes.frame[Disputes.payee.key], folded_key(disputes.frame[Disputes.adjustment.key])
    for place in np.flatnonzero((named != "").to_numpy() & disputes.kept):
        if (payees.iloc[place], named.iloc[place]) not in known:
            disputes.findings.add(
                "unknown_adjustment", place, Severity.NOTED, Disputes.adjustment,
                value=disputes.frame[Disputes.adjustment.key].iloc[place], payee=payees.iloc[place],
            )  # fmt: skip  # the facts on one line


def _lines(adjustments: Rows) -> set[tuple[str, str]]:
    """Payee and line, folded, of the adjustments that hold."""
    kept = adjustments.frame[adjustments.kept]
    lines = folded_key(kept[Adjustments.line.key])
    return set(zip(kept[Adjustments.payee.key], lines, strict=True))
