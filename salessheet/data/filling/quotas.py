"""Quotas of people as cells: what is to be reached, and since when each person is paid for a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.core.calendar import MONTHS
from salessheet.data.commission.quotas import month_number, quotas, served
from salessheet.data.commission.terms import since
from salessheet.data.commission.versions import versions
from salessheet.data.filling.input_tables import numbers, serials, texts
from salessheet.data.filling.schemes import Part
from salessheet.workbook.extents import QUOTAS
from salessheet.workbook.sheets.ledger import Quotas
from salessheet.workbook.sheets.pay_working import PayTerms

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope


def quota_part(dataset: Dataset, scope: Scope, people: pd.DataFrame) -> Part:
    """A row a month of the fiscal year of each payee and component that goes by a quota, or whose months are prorated.

    `people`: payees and components in the order of their rows.
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
    begun = [started.get(pair) for pair in zip(people["payee"], people["component"], strict=True)]
    days = [np.datetime64("NaT") if month is None else np.datetime64(int(month), "M") for month in begun]
    amounts = {Quotas.target: found.target, Quotas.eligible: found.eligible, Quotas.ramp: found.ramp}
    return Part(
        {
            Quotas.period: serials(pd.Series(np.tile(months, len(shown))), rows),
            Quotas.payee: texts((str(payee) for payee in np.repeat(payees[shown], MONTHS)), rows),
            Quotas.component: texts(words, rows),
            **{line: numbers(pd.Series(each[shown].ravel()), rows) for line, each in amounts.items()},
            Quotas.relief: numbers(pd.Series(found.relief[shown].ravel()), rows),
            PayTerms.since: serials(pd.Series(np.array(days, dtype="datetime64[ns]")), max(1, len(people))),
        },
        {QUOTAS: rows},
        is_used=len(shown) > 0,
    )
