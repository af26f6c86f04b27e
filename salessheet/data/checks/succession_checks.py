"""Commission plans that follow another within a month, quarter or year, and count or ask for something else than it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salessheet.core.commission.standing import Window, begin_of
from salessheet.core.keys import folded
from salessheet.data.columns import Rows
from salessheet.data.commission.versions import SCORE, Versions, goes_by_rank
from salessheet.data.values import Mask
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Plans


def check(plans: Rows, found: Versions, by_quota: Mask, first_month: int) -> None:
    """Notes them: what was counted, or to be reached, before is added to theirs as it is.

    All rows have been checked and related. `found`: of the plans and people kept; `by_quota`: which of these plans have
    a quota; `first_month`: of the fiscal year.
    """
    places, words = np.flatnonzero(plans.kept), plans.findings.words
    for change in dict.fromkeys(_changes(found, by_quota, first_month)):
        earlier, later = (found.plans.iloc[plan] for plan in (change.earlier, change.later))
        plans.findings.add(
            "metric_changes" if change.column is Plans.metric else "unit_changes", places[change.later], Severity.NOTED,
            change.column, value=later["plan_id"], unit=_word(later, change.column, words), other=earlier["plan_id"],
            before=_word(earlier, change.column, words), start=str(change.start),
        )  # fmt: skip  # the facts on some lines


def _word(plan: pd.Series, column: Column, words: Words) -> str:
    if column is Plans.measure:
        return words.value("basis" if plan["measure"] == SCORE else "measure", str(plan["measure"]))
    return str(plan[column.key])


@dataclass(frozen=True)
class _Change:
    """From a row of the plans to one that runs up what was counted since `start`, before it began."""

    earlier: int
    later: int
    column: Column
    start: np.datetime64


def _changes(found: Versions, by_quota: Mask, first_month: int) -> Iterator[_Change]:
    """For each stretch in which a plan serves the earlier ones that lie in the same window, if only in part."""
    groups, starts = found.stretches()
    months = starts.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    plans, windows, by_rank = found.plans.to_dict("records"), found.plans["over"].to_list(), goes_by_rank(found.plans)
    for at, later in enumerate(found.served.tolist()):
        if by_rank[later] or windows[later] == Window.DEAL:
            continue
        first = begin_of(months[at : at + 1], Window(windows[later]), first_month)
        start = first.astype("datetime64[M]").astype("datetime64[D]")[0]
        before = at - 1
        while before >= 0 and groups[before] == groups[at] and found.ends[before] >= start.astype(np.int64):
            earlier = int(found.served[before])
            column = _what_changes(plans[earlier], plans[later], by_quota=bool(by_quota[later]))
            if column is not None and not by_rank[earlier]:
                yield _Change(earlier, later, column, start)
                break
            before -= 1


def _what_changes(earlier: Mapping[object, object], later: Mapping[object, object], *, by_quota: bool) -> Column | None:
    if earlier["measure"] != later["measure"]:
        return Plans.measure
    if later["measure"] == "money" and earlier["currency"] != later["currency"]:
        return Plans.currency
    if by_quota and folded(str(earlier["metric"])) != folded(str(later["metric"])):
        return Plans.metric
    return None
