"""Quotas of people as cells: what is to be reached, and since when each person is paid for a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.core.calendar import MONTHS
from salessheet.core.commission.standing import Window, window_of
from salessheet.data.commission.quotas import Served, first_days, month_number, quotas, served
from salessheet.data.commission.terms import since
from salessheet.data.commission.versions import Versions, versions
from salessheet.data.filling.input_tables import numbers, serials, texts
from salessheet.data.filling.schemes import Part
from salessheet.workbook.extents import QUOTAS
from salessheet.workbook.sheets.commission.ledger import Quotas
from salessheet.workbook.sheets.commission.pay_working import PayTerms

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope


def quota_part(dataset: Dataset, scope: Scope, people: pd.DataFrame, pays: pd.DataFrame) -> Part:
    """A row a month of the fiscal year of each payee and component that goes by a quota, or whose months are prorated.

    `people`: payees and components in the order of their rows; `pays`: theirs, as today's facts have them.
    """
    versions_ = versions(dataset)
    served_ = served(dataset, versions_)
    first = month_number(scope.year_start)
    found = quotas(dataset, versions_, served_, first, first, scope.year_start.month)
    shown = np.flatnonzero(found.needed | (found.eligible != 1).any(axis=1))
    components = max(1, len(versions_.components))
    payees, kinds = versions_.payees[served_.payee], versions_.components[served_.pair % components]
    rows = max(1, len(shown) * MONTHS)
    months = np.arange(first, first + MONTHS).astype("datetime64[M]").astype("datetime64[ns]")
    words = [scope.words.value("component", str(code)) for code in np.repeat(kinds[shown], MONTHS)]
    started = dict(zip(zip(payees, kinds, strict=True), since(served_, versions_), strict=True))
    counted = _counted(versions_, served_, scope, pays) if scope.is_centre else {}
    reached = [counted.get(pair, 0.0 if scope.is_centre else np.nan) for pair in _pairs(people)]
    begun = [started.get(pair) for pair in _pairs(people)]
    days = [np.datetime64("NaT") if month is None else np.datetime64(int(month), "M") for month in begun]
    amounts = {Quotas.target: found.target, Quotas.eligible: found.eligible, Quotas.ramp: found.ramp}
    return Part(
        {
            Quotas.period: serials(pd.Series(np.tile(months, len(shown))), rows),
            Quotas.payee: texts((str(payee) for payee in np.repeat(payees[shown], MONTHS)), rows),
            Quotas.component: texts(words, rows),
            **{line: numbers(pd.Series(each[shown].ravel()), rows) for line, each in amounts.items()},
            Quotas.relief: numbers(pd.Series(found.relief[shown].ravel()), rows),
            PayTerms.measured: numbers(pd.Series(reached, dtype=float), max(1, len(people))),
            PayTerms.since: serials(pd.Series(np.array(days, dtype="datetime64[ns]")), max(1, len(people))),
        },
        {QUOTAS: rows},
    )


def _pairs(people: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(people["payee"], people["component"], strict=True))


def _counted(versions_: Versions, people: Served, scope: Scope, pays: pd.DataFrame) -> dict[tuple[str, str], float]:
    """What each payee and component has been credited in the window of its plan, up to the end of the month."""
    month = month_number(scope.period)
    first, after = first_days(np.array([month, month + 1])).tolist()
    plan, _ = versions_.terms(people.group, first, after - 1)
    over = np.append(versions_.plans["over"].to_numpy(dtype=object), "")[plan]
    numbers_ = pays["period"].to_numpy(dtype="datetime64[M]").astype(np.int64)
    components = max(1, len(versions_.components))
    pairs = zip(versions_.payees[people.payee], versions_.components[people.pair % components], strict=True)
    sums = {}
    for window in Window:
        of = Window.MONTH if window is Window.DEAL else window
        inside = window_of(numbers_, of, scope.first_month) == window_of(np.array([month]), of, scope.first_month)
        rows = pays[inside & (numbers_ <= month)]
        sums[str(window)] = rows.groupby(["payee", "component"])["base"].sum().round(9).to_dict()
    return {pair: sums.get(each, {}).get(pair, 0.0) for pair, each in zip(pairs, over, strict=True)}
