"""The terms of plans in columns, and what of them holds for each payee and component in a month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.commission.paying import Terms, room
from salessheet.core.commission.quota import prorated
from salessheet.core.commission.standing import Window
from salessheet.data.commission.quotas import Served, first_days, month_of
from salessheet.data.commission.versions import Versions

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PlanTerms:
    """The terms of the plans in columns, and a last row of none."""

    cap: Floats
    cap_over: Texts
    over: Texts
    carries: Flags
    floor: Floats
    draw: Floats
    recoverable: Flags
    recovery: Floats
    recovery_after: Floats
    forgiven: Texts
    holdback: Floats

    @classmethod
    def of(cls, plans: pd.DataFrame) -> PlanTerms:
        """Blank: no cap, no floor, no draw, recoverable, nothing held back. A cap over a deal is not settled here."""
        over = plans["cap_over"].to_numpy(dtype=object)

        def numbers(column: str, blank: float) -> Floats:
            return np.append(plans[column].fillna(blank).to_numpy(dtype=float), blank)

        cap = numbers("cap", np.nan)
        cap[:-1][over == Window.DEAL] = np.nan
        return cls(
            cap=cap,
            cap_over=np.append(over, ""),
            over=np.append(plans["over"].to_numpy(dtype=object), ""),
            carries=np.append((plans["excess"] == "carried").to_numpy(dtype=bool), False),
            floor=numbers("floor", -np.inf),
            draw=numbers("draw", 0.0),
            recoverable=numbers("recoverable", 1.0) != 0,
            recovery=numbers("recovery", 1.0),
            recovery_after=numbers("recovery_after", 0.0),
            forgiven=np.append(plans["forgiven"].to_numpy(dtype=object), ""),
            holdback=numbers("holdback", 0.0),
        )


@dataclass(frozen=True, eq=False)
class Serving:
    """The plan whose terms hold in a month, and whether it was in force in it.

    `employed`: to whom floors and draws apply, those who are there and have a plan in force; `expects`: who has a row
    for one alone. `leaves`: who is there for the last time.
    """

    plan: Whole
    in_force: Flags
    employed: Flags
    expects: Flags
    leaves: Flags


def serving(people: Served, versions_: Versions, plans: PlanTerms, month: int) -> Serving:
    first, after = first_days(np.array([month, month + 1])).tolist()
    plan, in_force = versions_.terms(people.group, first, after - 1)
    there = in_force & (people.hired < after) & (people.left >= first)
    expects = there & ((plans.draw[plan] > 0) | (plans.floor[plan] > 0))
    return Serving(plan, in_force, there, expects, (people.left >= first) & (people.left < after))


def since(people: Served, versions_: Versions) -> Whole:
    """The month in which each begins: that of hire, or of the first plan where that is later."""
    group, day = versions_.stretches()
    first = np.append(day, 0)[np.searchsorted(group, people.group)]
    return month_of(np.maximum(first, people.hired))


def terms_in(
    plans: PlanTerms, holds: Serving, used: Floats, eligible: Floats, service: Whole, *, is_last: bool
) -> Terms:
    """Floors and draws are there for those alone who are employed under a plan in force, for the eligible days.

    `used`: what was paid under the cap before in its window. `service`: the months since each began. Where no plan is
    in force a draw is recovered at once, and nothing is forgiven.
    """
    plan, employed = holds.plan, holds.employed
    forgives = (plans.forgiven[plan] == "year_end") & is_last | (plans.forgiven[plan] == "leaving") & holds.leaves
    return Terms(
        room=room(plans.cap[plan], used),
        carries=plans.carries[plan],
        floor=np.where(employed, prorated(plans.floor[plan], eligible), -np.inf),
        holdback=plans.holdback[plan],
        draw=np.where(employed, prorated(plans.draw[plan], eligible), 0.0),
        recoverable=plans.recoverable[plan],
        recovery=np.where(holds.in_force, plans.recovery[plan], 1.0),
        recovers=~holds.in_force | (service >= plans.recovery_after[plan]),
        forgives=np.asarray(forgives & holds.in_force, dtype=bool),
    )
