"""Commission as it stands: closed periods as they were closed, open ones settled by today's facts, and corrections.

A closed period's lines, pays and adjustments are those of its snapshot, whatever the tables say by now. What they say
otherwise is mended in the first open period: see `corrections`. Where nothing is closed it is the settlement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from salessheet.data.commission.corrections import corrections, first_open
from salessheet.data.commission.currencies import in_currency, refuse_other_currencies
from salessheet.data.commission.records import ADJUSTMENTS, CORRECTIONS, LINES, PAYS, Columns, shaped, stacked
from salessheet.data.commission.settlement import Settlement, settle
from salessheet.data.commission.snapshots import Snapshot, verified
from salessheet.data.dataset import Dataset
from salessheet.data.money import Rates
from salessheet.workbook.tables import Adjustments, Fx, Periods, Plans, Reps

CLOSED: Final = "closed"
"""The status that freezes a period. Others are steps on the way there, which change no number."""


@dataclass(frozen=True, eq=False)
class History:
    """Frames by period, payee as the reps stand, component as the plans do.

    `lines`, `pays` and `unused` as in a Settlement; `adjustments` and `corrections` as in records, amounts of both in
    the currency asked for. `unused` is of today's facts. `closed` ascends; `statuses` has those of the table periods.
    `as_if`: what today's facts give, in closed periods too.
    """

    lines: pd.DataFrame
    pays: pd.DataFrame
    unused: pd.DataFrame
    adjustments: pd.DataFrame
    corrections: pd.DataFrame
    statuses: Mapping[pd.Timestamp, str]
    as_if: Settlement
    closed: tuple[pd.Timestamp, ...] = ()

    def without(self, payees: Collection[str]) -> History:
        """The same without what concerns these people; `unused` stays."""

        def others(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[~frame["payee"].isin(payees)].reset_index(drop=True)

        return replace(
            self,
            lines=others(self.lines),
            pays=others(self.pays),
            adjustments=others(self.adjustments),
            corrections=others(self.corrections),
        )


def settled(dataset: Dataset, currency: str, through: dt.date, *, with_leavers: bool = False) -> History:
    """All periods up to the month of `through`, that month included, paid in `currency`.

    Of a slice, only what concerns its own people. `with_leavers`: also people whose rows in the table of reps are gone,
    which is for the whole centre alone. Raises UnsoundSnapshot for a snapshot that is missing or was changed,
    RefusedPeriod where people or plans are in another currency than they were closed in.
    """
    settlement = settle(dataset, currency, through)
    given = adjustments_of(dataset, through)
    snapshots = _snapshots(dataset, currency, through, with_leavers=with_leavers)
    if not snapshots:
        return History(*_frames(settlement), given, stacked([], CORRECTIONS), statuses(dataset), settlement)
    closed = [snapshot.period for snapshot in snapshots]
    mending = [snapshot.corrections for snapshot in snapshots]
    target = first_open(list(hashes(dataset)))
    if target is not None and target <= pd.Timestamp(through):
        theirs = settlement if with_leavers else _of_known(dataset, settlement)
        mending.append(corrections(theirs, given, snapshots))
    order = _Order.of(dataset)
    return History(
        lines=order.sorted(_joined(settlement.lines, [s.lines for s in snapshots], closed, LINES)),
        pays=order.sorted(_joined(settlement.pays, [s.pays for s in snapshots], closed, PAYS)),
        unused=settlement.unused,
        adjustments=_joined(given, [s.adjustments for s in snapshots], closed, ADJUSTMENTS).sort_values(
            "period", kind="stable", ignore_index=True
        ),
        corrections=stacked(mending, CORRECTIONS).sort_values("period", kind="stable", ignore_index=True),
        statuses=statuses(dataset),
        as_if=settlement,
        closed=tuple(closed),
    )


def _frames(settlement: Settlement) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return shaped(settlement.lines, LINES), settlement.pays, settlement.unused


def statuses(dataset: Dataset) -> dict[pd.Timestamp, str]:
    """Period → status, as the table periods has it."""
    periods = dataset.table(Periods)
    return dict(zip(periods[Periods.period.key], periods[Periods.status.key], strict=True))


def hashes(dataset: Dataset) -> dict[pd.Timestamp, str]:
    """Each closed period, ascending → the hash of its snapshot."""
    periods = dataset.table(Periods)
    closed = periods[periods[Periods.status.key] == CLOSED].sort_values(Periods.period.key)
    return dict(zip(closed[Periods.period.key], closed[Periods.hash.key], strict=True))


def is_closed(dataset: Dataset, month: dt.date) -> bool:
    return pd.Timestamp(month) in hashes(dataset)


def adjustments_of(dataset: Dataset, through: dt.date) -> pd.DataFrame:
    """Today's adjustments up to the month of `through`."""
    found = shaped(dataset.table(Adjustments), ADJUSTMENTS)
    return found[found["period"] <= pd.Timestamp(through)].reset_index(drop=True)


def _snapshots(dataset: Dataset, currency: str, through: dt.date, *, with_leavers: bool) -> list[Snapshot]:
    asked = {period: sha256 for period, sha256 in hashes(dataset).items() if period <= pd.Timestamp(through)}
    if not asked:
        return []
    rates = Rates(dataset.table(Fx), str(dataset.settings["currency"]))
    known = frozenset(dataset.column(Reps.rep_id))
    read = (verified(dataset.source, period, sha256) for period, sha256 in asked.items())
    found = [each if with_leavers else each.of_payees(known) for each in read]
    refuse_other_currencies(dataset, found)
    return [in_currency(each, currency, rates) for each in found]


def _of_known(dataset: Dataset, settlement: Settlement) -> Settlement:
    """The settlement of those people alone who are in the table of reps."""
    known = frozenset(dataset.column(Reps.rep_id))
    lines, pays = settlement.lines, settlement.pays
    return Settlement(lines[lines["payee"].isin(known)], pays[pays["payee"].isin(known)], settlement.unused)


@dataclass(frozen=True)
class _Order:
    """Which payee and which component comes first: as they stand in the tables, those that do not last."""

    payees: Mapping[str, int]
    components: Mapping[str, int]

    @staticmethod
    def of(dataset: Dataset) -> _Order:
        payees, components = dataset.column(Reps.rep_id), dataset.column(Plans.component)
        return _Order(
            {payee: place for place, payee in enumerate(payees)},
            {component: place for place, component in enumerate(dict.fromkeys(components))},
        )

    def sorted(self, frame: pd.DataFrame) -> pd.DataFrame:
        last = len(self.payees) + len(self.components)
        keyed = frame.assign(
            _payee=[self.payees.get(payee, last) for payee in frame["payee"]],
            _component=[self.components.get(component, last) for component in frame["component"]],
        )
        order = ["period", "_payee", "payee", "_component", "component"]
        return keyed.sort_values(order, kind="stable", ignore_index=True).drop(columns=["_payee", "_component"])


def _joined(
    settled_: pd.DataFrame, closed: Sequence[pd.DataFrame], periods: Sequence[pd.Timestamp], columns: Columns
) -> pd.DataFrame:
    """The closed periods' rows in place of those settled for them."""
    still_open = settled_[~settled_["period"].isin(periods)]
    return stacked([*closed, shaped(still_open, columns)], columns)
