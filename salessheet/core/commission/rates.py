"""A grid of rates: one rate for each floor of the amount and each label, such as a product group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from salessheet.core.bands import Bands
from salessheet.core.comparing import below
from salessheet.core.keys import key
from salessheet.core.values import Floats, Objects
from salessheet.errors import CannotCompute, ErrorKind

_UNKNOWN, _BLANK = -1, -2  # in place of a column


@dataclass(frozen=True)
class RateGrid:
    """`rate` has a row for each floor, ascending, and a column for each label; NaN is blank."""

    floors: Bands
    labels: dict[str, int]
    rate: Floats

    @classmethod
    def of(cls, floors: Floats, labels: Sequence[str | None], rates: Floats) -> RateGrid:
        """A grid of a rate in each row (one a floor) and column (one a label); floors may come in any order.

        Rows with a blank floor and columns with a blank label are skipped. Raises #VALUE! where `rates` has other rows
        or columns than there are floors and labels, or a label stands there twice; #NUM! for a floor twice (the
        same on fifteen digits); #N/A for no floor or no label.
        """
        if rates.shape != (floors.size, len(labels)):
            raise CannotCompute(ErrorKind.VALUE, "rates need a row for each floor and a column for each label")
        rows = np.argsort(floors, kind="stable")[: np.count_nonzero(~np.isnan(floors))]
        columns = [i for i, label in enumerate(labels) if key(label)]
        place = {key(labels[i]): position for position, i in enumerate(columns)}
        if not rows.size or not columns:
            raise CannotCompute(ErrorKind.NA, "the grid is empty")
        if len(place) < len(columns):
            raise CannotCompute(ErrorKind.VALUE, "a label stands there twice")
        return cls(_steps(floors[rows]), place, _padded(rates[rows][:, columns]))

    def at(self, amounts: Floats, labels: Objects) -> Objects:
        """The rate at the largest floor <= amount in the column of the label; blank (NaN) for a blank amount or label.

        Amounts and labels are compared as in `comparing` and `keys`. #N/A stands where the amount is below the first
        floor or the label is not listed.
        """
        columns = np.array([self._column(label) for label in labels.tolist()], np.intp)
        wanted = ~np.isnan(amounts) & (columns != _BLANK)
        rows = self.floors.rows_of(amounts)
        found: Objects = np.where(wanted, self.rate[rows, columns], np.nan).astype(object)
        found[wanted & ((rows < 0) | (columns == _UNKNOWN))] = ErrorKind.NA
        return found

    def _column(self, label: str | None) -> int:
        name = key(label)
        return self.labels.get(name, _UNKNOWN) if name else _BLANK


def _steps(floors: Floats) -> Bands:
    if not below(floors[:-1], floors[1:]).all():
        raise CannotCompute(ErrorKind.NUM, "a floor stands there twice")
    return Bands(floors, np.append(floors[1:], np.inf))


def _padded(rate: Floats) -> Floats:
    """Two blank columns at the end, where the columns numbered -1 and -2 lie."""
    return np.pad(rate, ((0, 0), (0, 2)), constant_values=np.nan)
