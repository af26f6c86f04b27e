"""Which share of the earned qualifies in a month: attainment of the quota, the gates and coefficients of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.calendar import MONTHS
from salessheet.core.commission.qualifying import Factors, Shape, attainment, passes, qualified
from salessheet.core.keys import each_folded
from salessheet.data.commission.quotas import OF_PAY, Served
from salessheet.data.commission.versions import Versions
from salessheet.workbook.tables import PlanFactors

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

_NONE = -1


@dataclass(frozen=True, eq=False)
class Reached:
    """One element a payee and component. NaN: no quota (`quota`, `attainment`), nothing to qualify for (`factor`).

    `factor` is what the earned is multiplied by: 0 where the gate is not passed.
    """

    quota: Floats
    attainment: Floats
    factor: Floats
    passes: Flags

    def qualifies(self, earned: Floats, earned_before: Floats, before: Floats, gated: Floats) -> tuple[Floats, Floats]:
        """What of the month's earned qualifies, and what of the difference the gate takes (negative) or gives back.

        The others are sums over the earlier months of the window: what was earned, qualified, and taken by the gate.
        """
        asked = ~np.isnan(self.factor)
        factor = np.where(asked, self.factor, 1.0)
        found = np.where(asked, qualified(np.round(earned_before + earned, 6), factor, before), earned)
        taken = np.where(self.passes, -gated, np.round(found - earned, 6))
        return found, np.where(asked, taken + 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Conditions:
    """What plans ask for, in columns with a last row of none: the gate, whose attainment decides, the factors."""

    gate: Floats
    gate_by: Whole
    factors: tuple[Mapping[str, Factors], ...]
    asks: Flags

    @classmethod
    def of(cls, dataset: Dataset, versions_: Versions) -> Conditions:
        plans = versions_.plans
        gate = np.append(plans["gate"].to_numpy(dtype=float), np.nan)
        names = [str(name) for name in plans["gate_by"]]
        components = {name: place for place, name in enumerate(each_folded([str(c) for c in versions_.components]))}
        unknown = len(components)
        by = [components.get(name, unknown) if name else _NONE for name in each_folded(names)]
        factors = (*_factors(dataset, versions_), {})
        asks = np.array([bool(found) for found in factors], dtype=bool) | (gate > 0)
        return cls(gate, np.array([*by, _NONE], dtype=np.int64), factors, asks)

    def reached(
        self, people: Served, components: int, plan: Whole, in_force: Flags, total: Floats, quota: Floats, month: int
    ) -> Reached:
        """At the end of the month: `total` is what was credited in the window by then, `quota` that of the window.

        Without a plan in force in the month nothing is asked for.
        """
        plan = np.where(in_force, plan, len(self.gate) - 1)
        own = np.where(in_force, attainment(total, quota), np.nan)
        decides = _of_component(people, components, self.gate_by[plan], own)
        opens = passes(decides, self.gate[plan])
        factor = np.where(opens, self._factor(people, plan, own, month), 0.0)
        return Reached(np.where(in_force, quota, np.nan), own, np.where(self.asks[plan], factor, np.nan), opens)

    def _factor(self, people: Served, plan: Whole, own: Floats, month: int) -> Floats:
        found = np.ones(len(plan))
        is_new = month - people.hired_in < MONTHS
        for each in np.unique(plan[self.asks[plan]]):
            mine = plan == each
            for_new = self.factors[each].get("first_year")
            usual = self.factors[each].get("attainment")
            for where, factors in ((mine & is_new, for_new or usual), (mine & ~is_new, usual)):
                if factors is not None:
                    found[where] = factors.at(own[where])
        return found


def _of_component(people: Served, components: int, by: Whole, own: Floats) -> Floats:
    """The attainment of the component that decides for each; NaN where the payee has none."""
    wanted = people.payee * components + by
    place = np.minimum(np.searchsorted(people.pair, wanted), max(0, len(people.pair) - 1))
    there = (by < components) & (people.pair[place] == wanted)
    return np.where(by == _NONE, own, np.where(there, own[place], np.nan))


def _factors(dataset: Dataset, versions_: Versions) -> list[Mapping[str, Factors]]:
    """The factors of each plan by their field."""
    table = dataset.table(PlanFactors).sort_values(["plan_id", "depends_on", "lower"], kind="stable")
    table = table[table[PlanFactors.depends_on.key].isin(OF_PAY)]
    groups = table.groupby(["plan_id", "depends_on"], sort=False)
    rows = {(str(plan), str(field)): each for (plan, field), each in groups}
    shapes = versions_.plans["factor_shape"]
    return [
        {field: _bands(rows[plan, field], Shape(shape)) for field in OF_PAY if (plan, field) in rows}
        for plan, shape in zip(versions_.plans["plan_id"], shapes, strict=True)
    ]


def _bands(rows: pd.DataFrame, shape: Shape) -> Factors:
    lower, upper, factor = (rows[name].to_numpy(dtype=float) for name in ("lower", "upper", "factor"))
    return Factors(lower, upper, factor, shape)
