"""The rates that plans name by properties of lines: what one row alone does not tell.

All rows of a plan are left out where one of them cannot be right, for without it others would hold in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd

from salessheet.data.checks.rule_checks import folded_key
from salessheet.data.columns import Rows
from salessheet.data.problems import shown
from salessheet.data.values import Mask
from salessheet.workbook.lines import Column
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import ANY_VALUE, RATED_COLUMNS, PlanRates, Plans, table_of

NEWNESS: Final = ("new_customer", "returning_customer")
_PAIRS: Final = ((PlanRates.field, PlanRates.value), (PlanRates.and_field, PlanRates.and_value))


def check(tables: Mapping[str, Rows]) -> None:
    """Rows of other fields than the plan's first row, values without a field, rates above 100 %; unknown values."""
    rates, plans = tables.get(PlanRates.key), tables.get(Plans.key)
    if rates is None or plans is None:
        return
    if not rates.kept.any():
        return
    _refuse_other_fields(rates)
    _refuse_values_of_nothing(rates)
    _refuse_rates_above_whole(rates, plans)
    known = {field: _values(tables, columns) for field, columns in RATED_COLUMNS.items()}
    for field, value in _PAIRS:
        _spell(rates, field, value, known)


def _refuse_plans(rates: Rows, wrong: Mask) -> None:
    """All rows of the plans of these rows."""
    plans = folded_key(rates.frame[PlanRates.plan_id.key])
    rates.refuse(plans.isin(set(plans[wrong])).to_numpy(dtype=bool))


def _refuse_other_fields(rates: Rows) -> None:
    frame = rates.frame
    plans = folded_key(frame[PlanRates.plan_id.key])
    kept = frame[rates.kept]
    wrong = np.zeros(len(frame), dtype=bool)
    for column in (PlanRates.field, PlanRates.and_field):
        first = kept.groupby(plans[rates.kept], sort=False)[column.key].first()
        expected = plans.map(first).fillna("")
        off = (frame[column.key] != expected).to_numpy(dtype=bool) & rates.kept & ~wrong
        for place in np.flatnonzero(off):
            words = rates.findings.words
            rates.findings.add(
                "rates_by_others", place, Severity.REFUSED, column,
                group=frame[PlanRates.plan_id.key].iloc[place],
                value=words.value(column.key, str(expected.iloc[place])) or "–",
            )  # fmt: skip  # the facts on one line
        wrong |= off
    same = (frame[PlanRates.field.key] == frame[PlanRates.and_field.key]).to_numpy(dtype=bool) & rates.kept
    for place in np.flatnonzero(same):
        rates.findings.add("rates_by_the_same", place, Severity.REFUSED, PlanRates.and_field)
    _refuse_plans(rates, wrong | same)


def _refuse_values_of_nothing(rates: Rows) -> None:
    """A second value without a second property, and of new and returning customers any other word."""
    frame = rates.frame
    alone = (frame[PlanRates.and_field.key] == "") & (frame[PlanRates.and_value.key] != ANY_VALUE)
    wrong = alone.to_numpy(dtype=bool) & rates.kept
    for place in np.flatnonzero(wrong):
        rates.findings.add("value_of_nothing", place, Severity.REFUSED, PlanRates.and_value)
    words = rates.findings.words
    choices = words.listed(words.value(PlanRates.value.key, code) for code in (*NEWNESS, ANY_VALUE))
    for field, value in _PAIRS:
        other = (frame[field.key] == "newness") & ~frame[value.key].isin([*NEWNESS, ANY_VALUE])
        off = other.to_numpy(dtype=bool) & rates.kept
        for place in np.flatnonzero(off):
            rates.findings.add(
                "not_a_choice", place, Severity.REFUSED, value, value=frame[value.key].iloc[place], choices=choices
            )
        wrong |= off
    _refuse_plans(rates, wrong)


def _refuse_rates_above_whole(rates: Rows, plans: Rows) -> None:
    kept = plans.frame[plans.kept]
    of_sales = (kept[Plans.measure.key] == "money") & (kept[Plans.basis.key] != "score")
    of_money = set(kept.loc[of_sales, Plans.plan_id.key])
    rate = rates.frame[PlanRates.rate.key].to_numpy(dtype=float)
    wrong = (rate > 1) & rates.frame[PlanRates.plan_id.key].isin(of_money).to_numpy(dtype=bool) & rates.kept
    for place in np.flatnonzero(wrong):
        value = float(rate[place])
        rates.findings.add(
            "rate_above_whole", place, Severity.REFUSED, PlanRates.rate, value=value,
            group=rates.frame[PlanRates.plan_id.key].iloc[place], means=f"{shown(100 * value)}%",
            percentage=f"{shown(value)}%", share=shown(value / 100),
        )  # fmt: skip  # the facts on one line
    _refuse_plans(rates, wrong)


def _values(tables: Mapping[str, Rows], columns: tuple[Column, ...]) -> dict[str, str]:
    """Folded value → as it is written first."""
    found: dict[str, str] = {}
    for column in columns:
        rows = tables.get(table_of(column).key)
        for text in () if rows is None else pd.unique(rows.frame[column.key][rows.kept]):
            found.setdefault(str(text).casefold(), str(text))
    return found


def _spell(rates: Rows, field: Column, value: Column, known: Mapping[str, Mapping[str, str]]) -> None:
    """Values as the other tables have them; those that no row has hold for nobody, which is said."""
    texts = rates.texts(value).copy()
    for place, name in _named(rates, field, value):
        home = known.get(str(rates.frame[field.key].iloc[place]), {})
        spelled = home.get(name.casefold())
        if spelled is None:
            rates.findings.add("value_nobody_has", place, Severity.NOTED, value, value=name)
        else:
            texts[place] = spelled
    rates.write(value, texts)


def _named(rates: Rows, field: Column, value: Column) -> Iterator[tuple[int, str]]:
    there = rates.kept & rates.frame[field.key].isin(RATED_COLUMNS).to_numpy(dtype=bool)
    for place in np.flatnonzero(there):
        name = str(rates.frame[value.key].iloc[place])
        if name != ANY_VALUE:
            yield int(place), name
