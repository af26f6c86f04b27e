"""Amounts in several currencies: what a row without a currency is in, and what a unit of it is worth on a day.

An amount is in the currency of its row, else in that of what it belongs to (receipt → order → the rep's team), else
in that of the settings. A unit of it is worth the latest rate on or before a day; there is none before the first.
Loading writes the currency into every row that is not in the settings' own: a blank means that one from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Deals, Fx, Orders, Plans, Receipts, Reps, TargetRows, Teams, table_of

if TYPE_CHECKING:
    from salessheet.data.columns import Rows
    from salessheet.workbook.lines import Column
    from salessheet.workbook.measures import Scalar

Texts = npt.NDArray[np.object_]
Days = npt.NDArray[np.datetime64]

_SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(("RMB", "CNH", "人民币", "元", "¥", "￥"), "CNY"),
    **dict.fromkeys(("US$", "$", "美元", "美金"), "USD"),
    **dict.fromkeys(("€", "欧元"), "EUR"),
    **dict.fromkeys(("HK$", "港币", "港元"), "HKD"),
    **dict.fromkeys(("£", "英镑"), "GBP"),
    **dict.fromkeys(("日元", "日圆"), "JPY"),
}


def code_of(text: str) -> str:
    """The three-letter code of a currency, as far as its spelling is known; other texts in capitals."""
    plain = text.strip().upper()
    return _SPELLINGS.get(plain, plain)


class Rates:
    """What one unit of each currency is worth in the `base` currency, from the rows of the table fx."""

    def __init__(self, fx: pd.DataFrame, base: str) -> None:
        self.base = base
        ordered = fx.sort_values(Fx.date.key, kind="stable")
        self._of = {
            str(currency): (rows[Fx.date.key].to_numpy("datetime64[ns]"), rows[Fx.rate.key].to_numpy(float))
            for currency, rows in ordered.groupby(Fx.currency.key, sort=False)
            if currency != base
        }

    def into_base(self, currencies: Texts, days: Days) -> npt.NDArray[np.float64]:
        """A rate for each pair; NaN where there is none on or before the day. A blank currency is the base."""
        found = np.full(len(currencies), np.nan)
        found[(currencies == self.base) | (currencies == "")] = 1.0
        for currency, (dates, rates) in self._of.items():
            mine = currencies == currency
            place = np.searchsorted(dates, days[mine], side="right") - 1
            found[mine] = np.where(place >= 0, rates[np.maximum(place, 0)], np.nan)
        return found

    def between(self, currency: str, own: str, day: pd.Timestamp) -> float | None:
        """What one unit of `currency` is worth in `own` on the day; None where a rate is missing."""
        pair = self.into_base(np.array([currency, own], dtype=object), np.array([day, day], dtype="datetime64[ns]"))
        return None if np.isnan(pair).any() else float(pair[0] / pair[1])

    def crossed(self, own: str) -> pd.DataFrame:
        """The table fx as a workbook in the currency `own` needs it: rates into that one, from each day they change."""
        if own == self.base:
            rows = [
                (day, c, rate) for c, (days, rates) in self._of.items() for day, rate in zip(days, rates, strict=True)
            ]
            return _fx_frame(rows)
        mine, _ = self._of.get(own, (np.array([], dtype="datetime64[ns]"), None))
        rows = []
        for currency in (self.base, *(c for c in self._of if c != own)):
            theirs, _ = self._of.get(currency, (np.array([], dtype="datetime64[ns]"), None))
            for day in np.unique(np.concatenate([mine, theirs])):
                rate = self.between(currency, own, day)
                if rate is not None:
                    rows.append((day, currency, rate))
        return _fx_frame(rows)


def _fx_frame(rows: list[tuple[np.datetime64, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            Fx.date.key: pd.Series([day for day, _, _ in rows], dtype="datetime64[ns]"),
            Fx.currency.key: pd.Series([currency for _, currency, _ in rows], dtype=object),
            Fx.rate.key: pd.Series([rate for _, _, rate in rows], dtype=float),
        }
    )


def settle(tables: Mapping[str, Rows], settings: dict[str, Scalar]) -> None:
    """Writes currencies by one spelling, resolves the blank ones, and notes each amount that has no rate."""
    base = settings["currency"] = code_of(str(settings["currency"] or "")) or "CNY"
    for rows in tables.values():
        for column in rows.raw.table.columns():
            if column.key == Deals.currency.key:
                rows.write(column, _each(rows.texts(column), code_of))
    team_of, rep_of = _currencies_of_owners(tables)
    belongs = {Deals.currency: (Deals.rep_id, rep_of), Orders.currency: (Orders.rep_id, rep_of)}
    for column, (by, home) in belongs.items():
        _resolve(tables, column, by, home, base)
    if Receipts.key in tables:
        orders = _pairs(tables, Orders.order_id, Orders.currency)
        _resolve(tables, Receipts.currency, Receipts.order_id, orders, base)
    _resolve(tables, TargetRows.currency, TargetRows.id, {**team_of, **rep_of}, base)
    if Fx.key in tables:
        _refuse_own_rates(tables[Fx.key], base)
    _note_missing_rates(tables, base, int(str(settings["first_month"] or 1)))


def _each(texts: Texts, spelled: Callable[[str], str]) -> Texts:
    codes, different = pd.factorize(texts)
    written = np.array([spelled(text) if text else "" for text in different] or [""], dtype=object)
    return written[codes] if len(codes) else texts


def _pairs(tables: Mapping[str, Rows], key: Column, value: Column) -> dict[str, str]:
    rows = tables.get(table_of(key).key)
    return {} if rows is None else dict(zip(rows.texts(key)[rows.kept], rows.texts(value)[rows.kept], strict=True))


def _currencies_of_owners(tables: Mapping[str, Rows]) -> tuple[dict[str, str], dict[str, str]]:
    """The currency of each team, and of each rep that of the team."""
    of_team = _pairs(tables, Teams.team_id, Teams.currency)
    return of_team, {rep: of_team.get(team, "") for rep, team in _pairs(tables, Reps.rep_id, Reps.team_id).items()}


def _resolve(tables: Mapping[str, Rows], column: Column, by: Column, home: Mapping[str, str], base: str) -> None:
    """A blank currency becomes that of the row it belongs to, where that is another than the base."""
    rows = tables.get(table_of(column).key)
    if rows is None:
        return
    own = rows.texts(column)
    of_home = _each(rows.texts(by), lambda text: home.get(text, ""))
    found = np.where(own == "", of_home, own)
    rows.write(column, np.where((own == "") & (found == base), "", found).astype(object))


def _refuse_own_rates(fx: Rows, base: str) -> None:
    fx.report("own_rate", fx.texts(Fx.currency) == base, Fx.currency, severity=Severity.REFUSED)


def _note_missing_rates(tables: Mapping[str, Rows], base: str, first_month: int) -> None:
    fx = tables.get(Fx.key)
    rates = Rates(_fx_frame([]) if fx is None else fx.frame[fx.kept], base)
    dated = {Deals.currency: Deals.won_date, Orders.currency: Orders.order_date, Receipts.currency: Receipts.date}
    for column, date in dated.items():
        rows = tables.get(table_of(column).key)
        if rows is not None:
            days = rows.frame[date.key].fillna(pd.Timestamp.max.floor("D"))  # what is open counts at the latest rate
            _note(rows, column, rates.into_base(rows.texts(column), days.to_numpy("datetime64[ns]")))
    if TargetRows.key in tables:
        rows = tables[TargetRows.key]
        years = rows.frame[TargetRows.year.key].fillna(1900).clip(1900, 2200).astype(int)
        days = pd.to_datetime({"year": years, "month": first_month, "day": 1})
        _note(rows, TargetRows.currency, rates.into_base(rows.texts(TargetRows.currency), days.to_numpy()))
    if Plans.key in tables:
        rows = tables[Plans.key]
        ends = rows.frame[Plans.valid_to.key].fillna(pd.Timestamp.max.floor("D"))
        _note(rows, Plans.currency, rates.into_base(rows.texts(Plans.currency), ends.to_numpy("datetime64[ns]")))


def _note(rows: Rows, column: Column, rates: npt.NDArray[np.float64]) -> None:
    amounts = rows.frame["amount"].notna().to_numpy() if "amount" in rows.frame else np.ones(len(rates), dtype=bool)
    rows.report("no_rate", np.isnan(rates) & amounts, column, severity=Severity.NOTED)
