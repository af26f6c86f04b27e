"""What the parts of the sample share: its size, its names and its dice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.datetime64]
Tables = dict[str, pd.DataFrame]

SEASON = (0.06, 0.05, 0.09, 0.08, 0.08, 0.10, 0.07, 0.07, 0.10, 0.08, 0.10, 0.12)
"""Weights of the months, January first; they total 1."""


@dataclass(frozen=True, eq=False)
class World:
    teams: int
    reps: int  # per team
    deals: int  # per team
    year: int
    lang: str
    names: dict[str, list[str]]
    dice: np.random.Generator

    @property
    def first_day(self) -> np.datetime64:
        return np.datetime64(f"{self.year}-01-01")

    @property
    def as_of(self) -> np.datetime64:
        """The last day of the data."""
        return np.datetime64(f"{self.year}-06-30")

    @property
    def last_month(self) -> np.datetime64:
        """Its first day."""
        return np.datetime64(f"{self.year}-06-01")

    def pick(self, names: str, size: int, weights: tuple[float, ...] | None = None) -> npt.NDArray[np.object_]:
        """Names at random, all alike or by weights that go with the first of them."""
        known = np.array(self.names[names], dtype=object)
        chances = None if weights is None else np.array(weights) / sum(weights)
        return known[self.dice.choice(len(known) if weights is None else len(weights), size, p=chances)]

    def word(self, name: str) -> str:
        return str(self.names[name])


def column(values: npt.ArrayLike) -> pd.Series:
    """Texts as Python objects, whatever pandas would make of them."""
    return pd.Series(np.asarray(values, dtype=object), dtype=object)


def codes(letter: str, count: int) -> npt.NDArray[np.object_]:
    """D00001, D00002 …: as wide as the last one needs, at least four digits, so that they sort."""
    width = max(4, len(str(count)))
    return np.array([f"{letter}{number:0{width}}" for number in range(1, count + 1)], dtype=object)


def dates(days: Days) -> pd.Series:
    return pd.Series(days.astype("datetime64[ns]"))
