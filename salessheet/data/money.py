"""Amounts in several currencies: what a row without a currency is in, and what a unit of it is worth on a day.

An amount is in the currency of its row, else in that of what it belongs to (receipt → order → the rep's team), else
in that of the settings. A unit of it is worth the latest rate on or before a day; there is none before the first.
Loading writes the currency into every row that is not in the settings' own: a blank means that one from then on.

The sign typed beside an amount counts as the row's currency where the row has none. A sign of several currencies means
the one that the amount would be in without it, if it is one of them, else its usual one; without a usual one there is
no rate of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import column_values, values
from salessheet.data.checks import happened, identities
from salessheet.data.currency_signs import CURRENCIES, plain, usual
from salessheet.data.ownership import owners
from salessheet.data.reading.distinct import Distinct
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Type
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import (
    TABLES,
    Courses,
    CustomerClasses,
    Deals,
    Fx,
    HonourRules,
    Indicators,
    IndicatorValues,
    MarketSizes,
    PoolBands,
    Strategies,
    TargetBasis,
    Teams,
    table_of,
)

if TYPE_CHECKING:
    from salessheet.data.columns import Rows
    from salessheet.workbook.measures import Scalar
    from salessheet.workbook.schema import Table

Texts = npt.NDArray[np.object_]
Days = npt.NDArray[np.datetime64]


def code_of(text: str) -> str:
    """The three-letter code of a currency, as far as its spelling is known; other texts in capitals."""
    half_width = plain(text)
    if half_width in CURRENCIES:
        return usual(CURRENCIES[half_width]) or half_width
    # Signs stay full-width: some of them were made so, because formulas would read the others as patterns.
    return half_width if half_width.isalpha() else text.strip().upper()


_CODE = re.compile("[A-Z]{3}")
_SEVERAL = "/"  # SEK/NOK/DKK/ISK
_CURRENCIES: tuple[Column, ...] = tuple(c for table in TABLES for c in table.columns() if c.rated_on is not None)
_SIGNED: Mapping[Column, Column] = {
    currency: amount
    for currency in _CURRENCIES
    for amount in table_of(currency).columns()
    if amount.measure.is_money and amount.key == "amount"
}
"""Currency → the amount that may be typed with its sign."""


_AS_THEY_STAND: tuple[Column, ...] = (
    CustomerClasses.least_amount, Courses.cost, MarketSizes.size, PoolBands.pool, Strategies.budget,
    TargetBasis.market_capacity, HonourRules.least_value, Indicators.goal, IndicatorValues.actual,
)  # fmt: skip
"""Amounts without a currency that the workbooks of teams of several currencies show, or add up in the centre's."""
_HONOURED_BY_MONEY = ("sales", "cash", "year_sales")


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


def spell(rows: Rows) -> list[Column]:
    """Writes the currencies of a table by their codes; the columns that hold some."""
    columns = [column for column in rows.raw.table.columns() if column.key == Deals.currency.key]
    for column in columns:
        rows.write(column, _each(rows.texts(column), code_of))
    return columns


def settle(tables: Mapping[str, Rows], settings: dict[str, Scalar]) -> None:
    """Writes currencies by one spelling, resolves the blank ones, and notes each amount that has no rate."""
    base = settings["currency"] = code_of(str(settings["currency"] or "")) or "CNY"
    if _is_of_one_currency(tables):
        return
    for rows in tables.values():
        for column in spell(rows):
            _refuse_other_texts(rows, column)
    if Fx.key in tables:
        _refuse_own_rates(tables[Fx.key], base)
        identities.identify(tables[Fx.key])  # once more: two spellings of one currency name the same rate
    homes = _homes(tables)
    for column, home in homes.items():
        rows, nearest = tables[table_of(column).key], _nearest(tables, column, home, base)
        if column in _SIGNED:
            _take_signs(rows, _SIGNED[column], column, nearest)
        own = rows.texts(column)
        rows.write(column, np.where(own == "", np.where(nearest == base, "", nearest), own).astype(object))
    _note_missing_rates(tables, homes, base, int(str(settings["first_month"] or 1)))
    _note_amounts_without_a_currency(tables, base)


def _is_of_one_currency(tables: Mapping[str, Rows]) -> bool:
    """Whether nothing is said of any currency: no row has one, and no amount a sign."""
    for rows in tables.values():
        columns = rows.raw.columns
        if Deals.currency.key in columns and any(rows.raw.distinct(Deals.currency.key).texts):
            return False
        amounts = [amount.key for amount in _SIGNED.values() if table_of(amount) is rows.raw.table]
        if not all(_have_no_currency(rows.raw.distinct(key)) for key in amounts if key in columns):
            return False
    return True


def _have_no_currency(amounts: Distinct) -> bool:
    """Whether it is plain that no amount has a sign."""
    return amounts.numbers is not None or column_values.have_no_currency(amounts.texts)


def currency_of_team(teams: pd.DataFrame, team: str, base: str) -> str:
    """What the workbook of a team counts in, or the centre's, whose `team` is blank."""
    own = teams.loc[teams[Teams.team_id.key] == team, Teams.currency.key]
    return (str(own.iloc[0]) if len(own) else "") or base


def is_code(text: str) -> bool:
    """Whether a text is three letters that are not the sign of several currencies, as lei are."""
    return _CODE.fullmatch(text) is not None and len(CURRENCIES.get(text, (text,))) == 1


def _refuse_other_texts(rows: Rows, column: Column) -> None:
    """What is no currency is noted, and the row has none."""
    texts = rows.texts(column)
    other = (texts != "") & (_each(texts, lambda text: text if is_code(text) else "") == "")
    rows.report("not_a_currency", np.asarray(other, dtype=bool), column, severity=Severity.NOTED)
    rows.write(column, np.where(other, "", texts).astype(object))


def _take_signs(rows: Rows, amount: Column, currency: Column, nearest: Texts) -> None:
    """An amount typed with the sign of a currency is in it; one that contradicts the row's own is noted.

    `nearest` has what each amount is in where neither its row nor a sign says it. Where nothing decides between the
    currencies of a sign, all of them become that of the row, and there is no rate of such a one.
    """
    typed = rows.raw.columns.get(amount.key)
    if typed is None:
        return
    if _have_no_currency(rows.raw.distinct(amount.key)):
        return
    said, own = _of_signs(typed), rows.texts(currency)
    found, against = own.copy(), np.zeros(len(own), dtype=bool)
    for sign in set(said) - {""}:
        codes = tuple(sign.split(_SEVERAL))
        of_sign, is_said = said == sign, own != ""
        against |= of_sign & is_said & ~np.isin(own, codes)
        found[of_sign & ~is_said] = usual(codes) or sign
        near = of_sign & ~is_said & np.isin(nearest, codes)
        found[near] = nearest[near]
    rows.report("other_sign", against, currency, severity=Severity.NOTED)
    rows.write(currency, found)


def _of_signs(amounts: Texts) -> Texts:
    """What the signs beside each amount can mean, as one text; "" without any."""
    priced = column_values.with_one_currency(amounts)
    if priced is None:
        return _each(amounts, lambda text: _SEVERAL.join(values.currencies(text)))
    return np.where(priced.figures == "", "", _SEVERAL.join(priced.codes)).astype(object)


def _each(texts: Texts, spelled: Callable[[str], str]) -> Texts:
    codes, different = pd.factorize(texts)
    written = np.array([spelled(text) if text else "" for text in different] or [""], dtype=object)
    return written[codes] if len(codes) else texts


def _looked_up(texts: Texts, found: Mapping[str, str]) -> Texts:
    return _each(texts, lambda text: found.get(text, ""))


def _pairs(tables: Mapping[str, Rows], key: Column, value: Column) -> dict[str, str]:
    rows = tables.get(table_of(key).key)
    return {} if rows is None else dict(zip(rows.texts(key)[rows.kept], rows.texts(value)[rows.kept], strict=True))


def _homes(tables: Mapping[str, Rows]) -> dict[Column, Texts]:
    """For each row with a currency, that of the team it belongs to; blank where it is no team's, or the settings'."""
    teams = owners({key: rows.frame for key, rows in tables.items()})
    of_team = _pairs(tables, Teams.team_id, Teams.currency)
    found = {}
    for column in _CURRENCIES:
        key = table_of(column).key
        if key in tables:
            nobodys = np.full(len(tables[key].kept), "", dtype=object)
            found[column] = _looked_up(teams.get(key, nobodys), of_team)
    return found


def _of_parent(tables: Mapping[str, Rows], table: type[Table]) -> Texts | None:
    """The currency of the row that each row belongs to, where such rows have one: of the order of a receipt."""
    match table.owner:
        case Belongs(Column(refers_to=Column() as home) as by):
            for column in _CURRENCIES:
                if column.block is home.block:
                    return _looked_up(tables[table.key].texts(by), _pairs(tables, home, column))
    return None


def _nearest(tables: Mapping[str, Rows], column: Column, home: Texts, base: str) -> Texts:
    """The currency of what each row belongs to: of its order, else of its team, else the base."""
    parent = _of_parent(tables, table_of(column))
    nearest = home if parent is None else np.where(parent == "", home, parent)
    return np.where(nearest == "", base, nearest).astype(object)


def _refuse_own_rates(fx: Rows, base: str) -> None:
    fx.report("own_rate", fx.texts(Fx.currency) == base, Fx.currency, severity=Severity.REFUSED)


def _note_missing_rates(tables: Mapping[str, Rows], homes: Mapping[Column, Texts], base: str, first_month: int) -> None:
    """What the centre's workbook cannot count, or the team's, which needs the rate of the team's currency as well."""
    fx = tables.get(Fx.key)
    rates = Rates(_fx_frame([]) if fx is None else fx.frame[fx.kept], base)
    for column, days in _days(tables, first_month).items():
        rows = tables[table_of(column).key]
        own = rows.texts(column)
        home = homes.get(column, np.full(len(own), "", dtype=object))
        missing = np.isnan(rates.into_base(own, days))
        missing_at_home = (own != home) & np.isnan(rates.into_base(home, days))
        named = np.where(missing, own, home)
        amounts = rows.frame["amount"].notna().to_numpy() if "amount" in rows.frame else np.ones(len(own), dtype=bool)
        where = (missing | missing_at_home) & amounts & rows.kept
        several = np.asarray(_each(own, lambda text: text if _SEVERAL in text else "") != "", dtype=bool)
        for kind, here in (("no_rate", where & ~several), ("sign_of_several", where & several)):
            rows.findings.add_all(kind, np.flatnonzero(here), Severity.NOTED, column, list(named[here]))


def _are_money(column: Column, tables: Mapping[str, Rows]) -> npt.NDArray[np.bool_]:
    """Which numbers of a column are amounts, where what they are stands beside them; all of others."""
    rows = tables[table_of(column).key]
    if column is HonourRules.least_value:
        return np.isin(rows.texts(HonourRules.honoured_by), _HONOURED_BY_MONEY)
    if column is Indicators.goal:
        return np.asarray(rows.texts(Indicators.indicator_unit) == "money", dtype=bool)
    if column is IndicatorValues.actual:
        units = _pairs(tables, Indicators.indicator, Indicators.indicator_unit)
        return np.asarray(_looked_up(rows.texts(IndicatorValues.indicator), units) == "money", dtype=bool)
    return np.ones(len(rows.kept), dtype=bool)


def _note_amounts_without_a_currency(tables: Mapping[str, Rows], base: str) -> None:
    """The first amount of a table, be it everybody's or of a team of another currency, that is converted nowhere."""
    of_team = _pairs(tables, Teams.team_id, Teams.currency)
    if not {*of_team.values()} - {"", base}:
        return
    teams = owners({key: rows.frame for key, rows in tables.items()})
    for column in _AS_THEY_STAND:
        table = table_of(column)
        if table.key not in tables:
            continue
        rows = tables[table.key]
        where = rows.frame[column.key].notna().to_numpy() & rows.kept & _are_money(column, tables)
        if isinstance(table.owner, Belongs):
            home = _looked_up(teams[table.key], of_team)
            where &= (home != "") & (home != base)
        first = np.zeros(len(where), dtype=bool)
        first[np.flatnonzero(where)[:1]] = True
        rows.report("no_currency", first, column, severity=Severity.NOTED)


def _days(tables: Mapping[str, Rows], first_month: int) -> dict[Column, Days]:
    """The day whose rate counts, of each row with a currency: its date, or the first day of its fiscal year."""
    span = happened.span(happened.dated(tables))
    today = pd.Timestamp.max.floor("D") if span is None else pd.Timestamp(span.last)  # for what is open
    found: dict[Column, Days] = {}
    for column in _CURRENCIES:
        rows, date = tables.get(table_of(column).key), column.rated_on
        if rows is None or date is None:
            continue
        days = rows.frame[date.key]
        if column.or_on is not None:
            days = days.fillna(rows.frame[column.or_on.key])
        if date.measure is Type.YEAR:
            years = days.fillna(FIRST_YEAR).clip(FIRST_YEAR, LAST_YEAR).astype(int)
            days = pd.to_datetime({"year": years, "month": first_month, "day": 1})
        found[column] = days.fillna(today).to_numpy("datetime64[ns]")
    return found
