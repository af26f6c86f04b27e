"""Commission plans that follow another within a month, quarter or year, and count in another unit than it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salessheet.core.commission.standing import Window, begin_of
from salessheet.data.columns import Rows
from salessheet.data.commission.versions import SCORE, Versions, goes_by_rank, versions_of
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Plans, Reps


def check(tables: Mapping[str, Rows], base: str, first_month: int) -> None:
    """Notes them: what was counted before is added to what they count as it is. All rows have been checked and related.

    `base`: the currency of plans that name none; `first_month`: of the fiscal year.
    """
    plans, reps = tables.get(Plans.key), tables.get(Reps.key)
    if plans is None or reps is None or not plans.kept.any():
        return
    found = versions_of(plans.frame[plans.kept], reps.frame[reps.kept], base)
    places, words = np.flatnonzero(plans.kept), plans.findings.words
    for change in dict.fromkeys(_changes(found, first_month)):
        earlier, later = (found.plans.iloc[plan] for plan in (change.earlier, change.later))
        column = Plans.measure if earlier["measure"] != later["measure"] else Plans.currency
        unit, before = (_word(each, column, words) for each in (later, earlier))
        plans.findings.add(
            "unit_changes", places[change.later], Severity.NOTED, column, value=later["plan_id"], unit=unit,
            other=earlier["plan_id"], before=before, start=str(change.start),
        )  # fmt: skip  # the facts on one line


def _word(plan: pd.Series, column: Column, words: Words) -> str:
    if column is Plans.currency:
        return str(plan["currency"])
    return words.value("basis" if plan["measure"] == SCORE else "measure", str(plan["measure"]))


@dataclass(frozen=True)
class _Change:
    """From a row of the plans to one that runs up what was counted since `start`, before it began."""

    earlier: int
    later: int
    start: np.datetime64


def _changes(found: Versions, first_month: int) -> Iterator[_Change]:
    """For each stretch in which a plan serves the earlier ones that lie in the same window, if only in part."""
    groups, starts = found.stretches()
    months = starts.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    units, windows = _units(found.plans), found.plans["over"].to_numpy(dtype=object)
    has_none = goes_by_rank(found.plans) | (found.plans["over"] == "deal").to_numpy(dtype=bool)
    for at in np.flatnonzero(~has_none[found.served]).tolist():
        later = int(found.served[at])
        first = begin_of(months[at : at + 1], Window(windows[later]), first_month)
        start = first.astype("datetime64[M]").astype("datetime64[D]")[0]
        before = at - 1
        while before >= 0 and groups[before] == groups[at] and found.ends[before] >= start.astype(np.int64):
            earlier = int(found.served[before])
            if units[earlier] != units[later] and not goes_by_rank(found.plans.iloc[[earlier]])[0]:
                yield _Change(earlier, later, start)
                break
            before -= 1


def _units(plans: pd.DataFrame) -> list[tuple[str, str]]:
    """What each plan counts: money of a currency, or something else."""
    is_money = plans["measure"] == "money"
    return list(zip(plans["measure"], plans["currency"].where(is_money, ""), strict=True))
