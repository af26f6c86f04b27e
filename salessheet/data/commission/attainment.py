"""Units and scales of plans whose tiers are of attainment: the quota of the window, and what is paid on target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.earnings import Scale
from salessheet.core.commission.standing import Window
from salessheet.core.rounding import excel_round
from salessheet.data.commission.quotas import Quotas
from salessheet.data.commission.versions import goes_by_attainment, goes_by_score

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

_BY_MONEY = ("interpolated", "milestone")  # modes whose tiers hold money, or without it shares of what is on target


@dataclass(frozen=True, eq=False)
class Scales:
    """Of plans in columns, with a last row of none, and the quotas of people."""

    by_attainment: Flags
    by_score: Flags
    by_money: Flags
    on_target: Floats
    over: Texts
    quotas: Quotas

    @classmethod
    def of(cls, plans: pd.DataFrame, quotas: Quotas) -> Scales:
        return cls(
            np.append(goes_by_attainment(plans), False),
            np.append(goes_by_score(plans), False),
            np.append(plans["mode"].isin(_BY_MONEY).to_numpy(dtype=bool), False),
            np.append(plans["on_target"].to_numpy(dtype=float), np.nan),
            np.append(plans["over"].to_numpy(dtype=object), ""),
            quotas,
        )

    def at(self, plan: Whole, person: Whole, month: Whole) -> Scale:
        """For each plan, row of the quotas and month (since January 1970): the unit is 1 for tiers of amounts.

        Elsewhere it is the quota of the plan's window, 1 for scores, NaN where there is none; the scale is what is paid
        on target, prorated as the quota is, else the unit, or 1 where tiers hold money.
        """
        found = Scale.of_amounts(len(plan))
        mine = np.flatnonzero(self.by_attainment[plan])
        for number in np.unique(month[mine]):
            here = mine[month[mine] == number]
            for window in np.unique(self.over[plan[here]].astype(str)):
                rows = here[self.over[plan[here]] == window]
                windows = np.full(len(self.quotas.quota), window, dtype=object)
                quota = self.quotas.of(int(number), windows)[person[rows]]
                found.unit[rows] = np.where(self.by_score[plan[rows]], 1.0, quota)
                eligible = self.quotas.eligible_over(int(number), Window(window))[person[rows]]
                found.scale[rows] = self._scale(plan[rows], found.unit[rows], eligible)
        return found

    def _scale(self, plan: Whole, unit: Floats, eligible: Floats) -> Floats:
        paid = excel_round(self.on_target[plan] * eligible, 2)
        return np.where(np.isnan(self.on_target[plan]), np.where(self.by_money[plan], 1.0, unit), paid)
