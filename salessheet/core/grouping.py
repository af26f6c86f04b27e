"""Rows gathered by key: numbers for names, so that what belongs to one name can be computed in arrays.

Names are the same as `keys` says: without regard to case, width and outer blanks, a number as its text. Only distinct
names are folded, so a million rows of a few names take little longer than finding these.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from salessheet.core.keys import each_folded, key
from salessheet.core.values import ERRORS
from salessheet.errors import CannotCompute, ErrorKind

Codes = NDArray[np.intp]

_WHOLE_DIGITS = 1e15  # below it two whole numbers that differ also differ as texts
_AS_TEXT = {True: "TRUE", False: "FALSE"}  # which Python would take for 1 and 0


@dataclass(frozen=True)
class Keyed:
    """Cells as they stand, one-dimensional, and a number for each distinct key; both are equally long.

    `codes` count from 0 in order of first appearance; -1 is a blank, or a text of blanks.
    """

    cells: NDArray[Any]
    codes: Codes

    @classmethod
    def of(cls, cells: NDArray[Any]) -> Keyed:
        """Cells gathered by key; an Excel error among them is raised."""
        codes, names = _distinct(cells)
        folds = _folds(names)
        if folds is not None:
            codes = np.append(folds, -1)[codes]  # the code -1 finds the last
        return cls(cells, codes)


def codes(names: Sequence[Hashable]) -> Codes:
    """The codes of `Keyed` for a list of names."""
    return Keyed.of(np.fromiter(names, object, len(names))).codes


def _distinct(cells: NDArray[Any]) -> tuple[Codes, NDArray[Any]]:
    """A number for each cell, -1 for None and NaN, and the distinct cells that the numbers stand for."""
    if cells.dtype.kind == "M":
        cells = cells.astype("datetime64[us]")
    if cells.dtype.kind not in "fiu":
        cells = cells.astype(object)
        if {bool, np.bool_} & set(map(type, cells)):
            cells = np.array([_AS_TEXT[bool(c)] if isinstance(c, bool | np.bool_) else c for c in cells], object)
    return pd.factorize(cells)


def _folds(names: NDArray[Any]) -> Codes | None:
    """A number for each distinct cell by its key, -1 for a blank; None if they all differ as they stand."""
    kind = names.dtype.kind
    if kind in "iu" or (kind == "f" and (names == np.floor(names)).all() and (np.abs(names) < _WHOLE_DIGITS).all()):
        return None
    listed = names.tolist()
    _raise_errors(listed)
    folds = each_folded(listed) if set(map(type, listed)) <= {str} else [key(name) for name in listed]
    keys = dict.fromkeys(folds)
    if len(keys) == len(listed) and "" not in keys:
        return None
    keys.pop("", None)
    numbers = {"": -1} | {fold: number for number, fold in enumerate(keys)}
    return np.array([numbers[fold] for fold in folds], np.intp)


def _raise_errors(names: Sequence[Any]) -> None:
    """The first error, one that is not #VALUE! before those that are, as everywhere."""
    if not ERRORS.keys().isdisjoint(names):
        kinds = [ERRORS[name] for name in names if name in ERRORS]
        raise CannotCompute(min(kinds, key=lambda kind: kind is ErrorKind.VALUE), "among the names")
