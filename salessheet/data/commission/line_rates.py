"""The rates that plans name by properties of a line: product, channel, customer, grade of the payee.

Of a plan's rows all name the same one or two properties. The row that names both values of a line holds, else the one
that names the first, else the one that names the second, else the one for any; without one the line goes by the tiers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.commission.credits import Credited, Credits
from salessheet.data.commission.documents import NONE, Kind, places
from salessheet.data.commission.versions import Versions
from salessheet.workbook.tables import ANY_VALUE, Customers, Deals, Orders, PlanRates, Reps

if TYPE_CHECKING:
    from salessheet.data.dataset import Dataset

Whole = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]

NEW, RETURNING = "new_customer", "returning_customer"
_OF_CUSTOMERS: Final = {"group": Customers.group, "industry": Customers.industry}
_OF_DOCUMENTS: Final = {
    "product": (Orders.product, Deals.product),
    "channel": (Orders.channel, Deals.channel),
}


def line_rates(dataset: Dataset, found: Credited, served: Versions) -> tuple[Floats, Texts]:
    """The rate of each line, NaN where it goes by the tiers of its plan; and the values of the row that it goes by.

    The latter as `value|and_value`, blank where no row holds. A row without a rate leaves its lines to the tiers.
    """
    lines, rates = found.lines, np.full(len(found.lines), np.nan)
    rated_as = np.full(len(lines), "", dtype=object)
    table, plan_ids = dataset.table(PlanRates), served.plans["plan_id"].to_numpy(dtype=object)
    properties = _Properties(dataset, found, served)
    place = {plan: row for row, plan in enumerate(plan_ids)}
    for plan, rows in table.groupby(PlanRates.plan_id.key, sort=False):
        mine = np.flatnonzero(lines.plan == place.get(plan, NONE))
        if len(mine):
            first, second = (str(rows[column.key].iloc[0]) for column in (PlanRates.field, PlanRates.and_field))
            row = _rows(rows, properties.of(first, mine), properties.of(second, mine))
            rates[mine] = np.append(rows["rate"].to_numpy(dtype=float), np.nan)[row]
            values = rows["value"].str.cat(rows["and_value"], sep="|").to_numpy(dtype=object)
            rated_as[mine] = np.append(values, "")[row]
    return rates, rated_as


def _rows(rows: pd.DataFrame, one: Texts, other: Texts) -> Whole:
    """The row that holds for each pair of values; NONE where none does."""
    place = {
        (str(value).casefold(), str(and_value).casefold()): row
        for row, (value, and_value) in enumerate(zip(rows["value"], rows["and_value"], strict=True))
    }
    codes, different = pd.MultiIndex.from_arrays([one, other]).factorize()
    known: Whole = np.array([_row(place, *pair) for pair in different], dtype=np.int64)
    return np.asarray(known[codes], dtype=np.int64)


def _row(place: Mapping[tuple[str, str], int], one: str, other: str) -> int:
    candidates = ((one, other), (one, ANY_VALUE), (ANY_VALUE, other), (ANY_VALUE, ANY_VALUE))
    return next((place[pair] for pair in candidates if pair in place), NONE)


class _Properties:
    """What lines have of a property, casefolded; blank where it is not known."""

    def __init__(self, dataset: Dataset, found: Credited, served: Versions) -> None:
        self._dataset = dataset
        self._lines = found.lines
        self._found = found
        self._new_months = served.plans["new_months"].fillna(0).to_numpy(dtype=np.int64)
        self._known: dict[str, Texts] = {}

    def of(self, field: str, mine: Whole) -> Texts:
        if not field:
            return np.full(len(mine), "", dtype=object)
        if field not in self._known:
            self._known[field] = self._all(field)
        return self._known[field][mine]

    def _all(self, field: str) -> Texts:
        if field == "grade":
            return _folded(self._dataset.column(Reps.grade))[self._lines.payee]
        if field == "newness":
            return self._newness()
        if field in _OF_CUSTOMERS:
            customers = self._customers()
            own = np.append(_folded(self._dataset.column(_OF_CUSTOMERS[field])), "")
            return np.asarray(own[customers], dtype=object)
        of_order, of_deal = _OF_DOCUMENTS[field]
        order = np.append(_folded(self._dataset.column(of_order)), "")[self._orders()]
        deals = self._deals()
        deal = np.append(_folded(self._dataset.column(of_deal)), "")[deals]
        return np.where(deals != NONE, deal, order).astype(object)

    def _newness(self) -> Texts:
        """New: ordered before as many months have passed since the customer's first day as the plan says."""
        since = np.append(self._dataset.column(Customers.since).to_numpy(dtype="datetime64[D]"), np.datetime64("NaT"))
        first = since[self._customers()]
        ends = _months_later(first, self._new_months[self._lines.plan])
        ordered = np.append(
            self._dataset.column(Orders.order_date).to_numpy(dtype="datetime64[D]"), np.datetime64("NaT")
        )
        own = self._lines.day.astype("datetime64[D]")
        day = np.where(self._deals() != NONE, own, ordered[self._roots()])
        known = ~np.isnat(first) & ~np.isnat(day)
        return np.where(known, np.where(day < ends, NEW, RETURNING), "").astype(object)

    def _orders(self) -> Whole:
        """The row of each line's order, NONE for deals."""
        return of_documents(self._found, "order")

    def _roots(self) -> Whole:
        """The row of the order that each line's order refers to, else of itself."""
        orders = self._orders()
        return np.where(orders == NONE, NONE, np.append(self._found.book.holder, NONE)[orders])

    def _deals(self) -> Whole:
        return np.where(self._lines.kind == Kind.DEAL, self._lines.row, NONE)

    def _customers(self) -> Whole:
        names = np.append(self._found.book.customer, "")[self._orders()]
        deals = self._deals()
        of_deals = np.append(self._dataset.column(Deals.customer_id).to_numpy(dtype=object), "")[deals]
        wanted = np.where(deals != NONE, of_deals, names).astype(object)
        return places(self._dataset.column(Customers.customer_id).to_numpy(dtype=object), wanted)


def of_documents(found: Credited, column: str) -> Whole:
    """A column of whole numbers of the documents, a number a line; NONE where its kind has no documents."""
    lines: Credits = found.lines
    rows = np.full(len(lines), NONE, dtype=np.int64)
    for kind, documents in found.documents.items():
        mine = lines.kind == kind
        rows[mine] = getattr(documents, column)[lines.document[mine]]
    return rows


def _folded(texts: pd.Series) -> Texts:
    codes, different = pd.factorize(texts.to_numpy(dtype=object))
    folded = np.array([str(text).strip().casefold() for text in different] or [""], dtype=object)
    return folded[codes] if len(codes) else np.array([], dtype=object)


def _months_later(days: npt.NDArray[np.datetime64], months: Whole) -> npt.NDArray[np.datetime64]:
    """The same day of a later month, its last day where it has none such: as EDATE."""
    month = days.astype("datetime64[M]")
    later = month + months
    last = (later + 1).astype("datetime64[D]") - 1
    found: npt.NDArray[np.datetime64] = np.minimum(
        later.astype("datetime64[D]") + (days - month.astype("datetime64[D]")), last
    )
    return found
