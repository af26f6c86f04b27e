"""Open deals as cells of estimates: which of them each person's components could be paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.data.commission.estimate import estimates, expected_by, open_deals
from salessheet.data.filling.input_tables import numbers, texts
from salessheet.data.filling.schemes import Part
from salessheet.workbook.extents import FORESEEN, PROSPECTS
from salessheet.workbook.sheets.commission.accrual import PersonForesight
from salessheet.workbook.sheets.commission.foresight import Prospects
from salessheet.workbook.tables import Reps

if TYPE_CHECKING:
    from salessheet.data.commission.history import History
    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope


def foresight_part(dataset: Dataset, history: History, scope: Scope, currency: str) -> Part:
    """Formulas estimate each deal where the deals are shown; a workbook of the centre gets what it comes to."""
    people = max(1, len(dataset.table(Reps)))
    if scope.is_centre:
        found = estimates(dataset, history, scope.period, scope.as_of, currency)
        expected = expected_by(found.deals, scope.period)
        foreseen = numbers(dataset.column(Reps.rep_id).map(expected).fillna(0.0), people)
        rows = open_deals(dataset).iloc[:0]
    else:
        foreseen, rows = np.full(people, np.nan), open_deals(dataset)
    together = rows.loc[rows["component"] != "", ["payee", "component"]].drop_duplicates().assign(deal_id="")
    both = pd.concat([rows, together], ignore_index=True)
    size = max(1, len(both))
    return Part(
        {
            Prospects.deal_id: texts(both["deal_id"], size),
            Prospects.payee: texts(both["payee"], size),
            Prospects.component: texts(
                (scope.words.value("component", code) if code else "" for code in both["component"]), size
            ),
            PersonForesight.foreseen: foreseen,
        },
        {PROSPECTS: size, FORESEEN: max(1, int(rows.groupby("payee").size().max())) if len(rows) else 1},
    )
