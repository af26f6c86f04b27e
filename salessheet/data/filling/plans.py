"""The plans of a person in words, as cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salessheet.data.commission.plan_facts import plans_by_id
from salessheet.data.commission.plan_words import PlanWords
from salessheet.data.commission.versions import NOBODY, versions
from salessheet.data.filling.input_tables import texts
from salessheet.data.filling.schemes import Part
from salessheet.workbook.sheets.commission.plan_in_words import PlanInWords

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope


def plans_part(dataset: Dataset, scope: Scope) -> Part:
    """Those in force on any day of the month, or the last that were, where the workbook is that of one person."""
    rows = list(_rows(dataset, scope)) if scope.rep else []
    size = max(1, len(rows))
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    lines = (PlanInWords.component, PlanInWords.plan, PlanInWords.sentence)
    return Part(
        {line: texts(column, size) for line, column in zip(lines, columns, strict=True)}, {PlanInWords.rows: size}
    )


def _rows(dataset: Dataset, scope: Scope) -> list[tuple[str, str, str]]:
    """Component, plan and sentence."""
    served, plans, words = versions(dataset), plans_by_id(dataset), PlanWords(scope.words)
    groups = served.groups[list(served.payees).index(scope.rep)]
    days = np.arange(np.datetime64(scope.period), np.datetime64(scope.period_end) + 1).astype(np.int64)
    found = []
    for component, group in zip(served.components, groups, strict=True):
        if group == NOBODY:
            continue
        plan, _ = served.latest(np.full(len(days), group), days)
        for row in dict.fromkeys(plan[plan != NOBODY].tolist()):
            facts = plans[str(served.plans["plan_id"].iloc[row])].facts
            named = scope.words.value("component", str(component))
            found += [(named, facts.plan_id, _on_its_own(sentence)) for sentence in words.sentences(facts)]
    return found


def _on_its_own(sentence: str) -> str:
    """As it stands in a row, and not among others: with a capital letter, and no full stop."""
    return (sentence[:1].upper() + sentence[1:]).rstrip(".。")
