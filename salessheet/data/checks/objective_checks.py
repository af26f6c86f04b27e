"""Objectives: what one row alone does not tell. Their periods, written alike; scores below 0; plans that pay for them.

A row that is refused leaves the weights of its person, component and period without it, so that none of these is paid.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.data.target_periods import Part, part
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Objectives, Plans


def settle(objectives: Rows) -> None:
    """Writes each row's period as 2026, 2026-Q1 or 2026-03; one of no year, or none at all, is refused."""
    texts = objectives.texts(Objectives.period)
    codes, different = pd.factorize(texts)
    labels = [_label(part(text)) for text in different]
    unread = np.array([not label for label in labels], dtype=bool)[codes]
    objectives.report(
        "not_a_period", unread & (texts != ""), Objectives.period, severity=Severity.REFUSED,
        first=FIRST_YEAR, last=LAST_YEAR,
    )  # fmt: skip  # the facts on one line
    written = [labels[code] or text for code, text in zip(codes, texts, strict=True)]
    objectives.write(Objectives.period, np.array([*written, ""], dtype=object)[:-1])
    below = (objectives.frame[Objectives.score.key] < 0).to_numpy(dtype=bool)
    objectives.report("score_below_zero", below, Objectives.score, severity=Severity.REFUSED)


def _label(found: Part | None) -> str:
    """Blank where it is no period, or of no year."""
    if found is None or found.year is None:
        return ""
    if found.month:
        return f"{found.year}-{found.month:02}"
    return f"{found.year}-Q{found.quarter}" if found.quarter else str(found.year)


def check(tables: Mapping[str, Rows]) -> None:
    """Notes objectives of a component that no plan on scores pays, where there are such plans.

    Where there is none, all objectives are told as read and not used.
    """
    objectives, plans = tables.get(Objectives.key), tables.get(Plans.key)
    if objectives is None or plans is None:
        return
    on_scores = plans.kept & (plans.frame[Plans.basis.key] == "score").to_numpy(dtype=bool)
    if not on_scores.any():
        return
    paid = set(folded_key(plans.frame[Plans.component.key][on_scores]))
    unpaid = ~folded_key(objectives.frame[Objectives.component.key]).isin(paid).to_numpy(dtype=bool)
    objectives.report("objective_unpaid", unpaid, Objectives.component, severity=Severity.NOTED)
