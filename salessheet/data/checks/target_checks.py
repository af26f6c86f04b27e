"""Targets of a year and of its parts, compared: what does not add up, and what is wanting.

Nothing is left out: where a year or a quarter has a target and its parts total another, its own counts; where only
parts are given, and not all of them, the year's target is what they total. Both are noted. Only sales are compared, for
nothing counts the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.core.calendar import MONTHS, fiscal_months
from salessheet.core.rounding import excel_round
from salessheet.core.target_parts import QUARTERS, Stated
from salessheet.core.values import Floats
from salessheet.data.columns import Rows
from salessheet.data.money import Rates
from salessheet.data.target_periods import WHOLE, labels
from salessheet.data.target_plans import COUNTED, stated
from salessheet.data.values import Mask
from salessheet.workbook.measures import HALF_A_CENT
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Fx, Reps, TargetRows

Places = npt.NDArray[np.integer]


def check(tables: Mapping[str, Rows], base: str, first_month: int) -> None:
    """The targets of each fiscal year. Currencies have been settled; `base` is that of the settings."""
    targets = tables.get(TargetRows.key)
    if targets is None:
        return
    frame = targets.frame
    counted = targets.kept & (frame["metric"] == COUNTED).to_numpy() & frame["amount"].notna().to_numpy()
    for year in np.unique(frame["year"].to_numpy()[counted]):
        of_year = np.flatnonzero(counted & (frame["year"] == year).to_numpy())
        days = fiscal_months(int(year), first_month)
        for places, amounts, same in _comparable(tables, of_year, days[0], base):
            _Year(targets, places, amounts, same, days, tables.get(Reps.key)).report()


def _comparable(
    tables: Mapping[str, Rows], places: Places, first_day: dt.date, base: str
) -> Iterator[tuple[Places, Floats, float]]:
    """Rows with amounts that can be compared, and how much may lie between equal ones: half a cent for each rounding.

    Those of holders with one currency as they stand, the others in the base currency, where there is a rate.
    """
    frame = tables[TargetRows.key].frame.iloc[places]
    several = (frame.groupby(["scope", "id"])["currency"].transform("nunique") > 1).to_numpy()
    amounts = frame["amount"].to_numpy(float)
    yield places[~several], amounts[~several], HALF_A_CENT
    if several.any():
        fx = tables.get(Fx.key)
        rates = Rates(pd.DataFrame(columns=[c.key for c in Fx.columns()]) if fx is None else fx.frame[fx.kept], base)
        currencies = frame["currency"].to_numpy(dtype=object)[several]
        worth = rates.into_base(currencies, np.full(len(currencies), np.datetime64(first_day, "ns")))
        converted = excel_round(amounts[several] * worth, 2)
        rated = ~np.isnan(converted)
        yield places[several][rated], converted[rated], HALF_A_CENT * (1 + QUARTERS + MONTHS)


@dataclass(frozen=True, eq=False)
class _Year:
    """Rows of one fiscal year, whose months begin on `days`."""

    targets: Rows
    places: Places
    amounts: Floats
    same: float
    days: list[dt.date]
    reps: Rows | None

    def report(self) -> None:
        frame = self.targets.frame.iloc[self.places]
        holders = frame.groupby(["scope", "id"], sort=False).ngroup().to_numpy()
        given = stated(frame, self.amounts, holders.tolist(), self.days[0], self.same)
        rows = dict(zip(zip(holders.tolist(), frame["period"], strict=True), self.places.tolist(), strict=True))
        called = labels(self.days[0].year, self.days[0].month)
        whole, quarters = given.contradicted()
        totals, own = np.column_stack([whole, quarters]), np.column_stack([given.year, given.quarters])
        for holder, part in np.argwhere(~np.isnan(totals)).tolist():
            name = str(self.days[0].year) if called[part] == WHOLE else called[part]
            self._add(
                "parts_contradict", rows[holder, called[part]],
                whole=name, total=f"{totals[holder, part]:,.2f}", amount=f"{own[holder, part]:,.2f}",
            )  # fmt: skip  # the facts on one line
        self._report_missing(given, frame, holders)

    def _report_missing(self, given: Stated, frame: pd.DataFrame, holders: Places) -> None:
        _, firsts = np.unique(holders, return_index=True)
        missing = given.missing() & self._here(frame.iloc[firsts])
        for holder in np.flatnonzero(missing.any(axis=1)):
            named = self.targets.findings.words.listed(self._named(missing[holder]))
            self._add("parts_missing", int(self.places[firsts[holder]]), missing=named)

    def _here(self, holders: pd.DataFrame) -> Mask:
        """For each holder the months of which some day can have a target: of people, while they are employed."""
        here = np.ones((len(holders), MONTHS), dtype=bool)
        if self.reps is None:
            return here
        starts = np.array(self.days, dtype="datetime64[M]")
        reps = self.reps.frame[self.reps.kept].drop_duplicates(Reps.rep_id.key).set_index(Reps.rep_id.key)
        employed = reps.reindex(holders["id"].where(holders["scope"] == "rep"))
        hired = employed[Reps.hire_date.key].to_numpy().astype("datetime64[M]")[:, np.newaxis]
        left = employed[Reps.leave_date.key].to_numpy().astype("datetime64[M]")[:, np.newaxis]
        return here & ~(starts < hired) & ~(starts > left)  # a blank date is neither before nor after

    def _named(self, missing: Mask) -> Iterator[str]:
        """A quarter that is missing as a whole by its name, else its months."""
        called = labels(self.days[0].year, self.days[0].month)[1:]
        for quarter, months in enumerate(missing.reshape(QUARTERS, -1)):
            first = QUARTERS + quarter * len(months)
            if months.all():
                yield called[quarter]
            else:
                yield from (called[first + place] for place in np.flatnonzero(months))

    def _add(self, kind: str, place: int, **facts: object) -> None:
        self.targets.findings.add(
            kind, place, Severity.NOTED, TargetRows.amount if "amount" in facts else None, **facts
        )
