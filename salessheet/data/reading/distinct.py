"""Columns of text by their different texts: what is the same for equal texts is found once for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data.reading.headed import Texts

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.signedinteger[Any]]

_AT_ONCE = 1 << 15
_BEGINS_OTHERWISE = re.compile(r"\|(?![A-Z])")
_MOST_DIGITS = 15
_ALL_PLAIN = re.compile(r"(?:\|(?:[A-Z][^|]*+|0|[1-9]\d{0,14}+))*+")


@dataclass(eq=False)
class Distinct:
    """`texts` in the order in which they come first, and for each row the place of its own. Nothing is ever changed.

    `is_unique`: whether no text stands among them twice. `is_clean`: whether it is known that there is nothing in them
    to clean or, were they keys, to write differently. `numbers`: what they are as numbers, NaN for a blank, if it is
    known that all are plain figures. Where hardly any two rows are alike, nobody may have looked.
    """

    codes: Codes
    texts: Texts
    is_unique: bool = False
    is_clean: bool = False
    numbers: npt.NDArray[np.float64] | None = None

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.codes)

    @property
    def count(self) -> int:
        """How many texts there are."""
        return len(self.texts)

    def at(self, places: slice | npt.NDArray[np.intp]) -> Texts:
        """The texts of some rows."""
        return self.texts[self.codes[places]]

    def mask(self, is_one: Callable[[str], bool]) -> Mask:
        """Which of the different texts are such."""
        return np.fromiter(map(is_one, self.texts), dtype=bool, count=len(self.texts))

    def among(self, words: Collection[str]) -> Mask:
        """Which of the different texts are one of these words."""
        return self.mask(frozenset(words).__contains__)

    def rows(self, mask: Mask) -> Mask:
        """Which rows have one of the texts for which the mask is set."""
        return self.of_each(mask) if mask.any() else np.zeros(len(self), dtype=bool)

    def each(self, made: Callable[[str], str]) -> Distinct:
        """With another text in place of each; some of them may be the same then."""
        return Distinct(self.codes, objects([made(text) for text in self.texts]))

    @property
    def cost(self) -> int:
        """How many texts `bare` looks at."""
        return self.count

    def bare(self) -> npt.NDArray[np.intp]:
        """The places of rows without a text."""
        found: npt.NDArray[np.intp] = np.flatnonzero(self.rows(self.mask(lambda text: not text.strip())))
        return found

    def are_ids(self) -> bool:
        """Whether it is plain that texts that differ are not alike, and that each is written as keys are.

        Each begins with a capital letter and has no small ones, in ASCII, or is a number of up to 15 digits without
        zeros before it; or all are numbers of as many digits.
        """
        joined = f"|{'|'.join(self.texts)}"
        if not (joined.isascii() and joined == joined.upper()):
            return False
        if _BEGINS_OTHERWISE.search(joined) is None or _ALL_PLAIN.fullmatch(joined):
            return True
        widths = {*map(len, self.texts)}
        return len(widths) == 1 and max(widths) <= _MOST_DIGITS and "".join(self.texts).isdecimal()

    def below(self, start: int) -> Distinct:
        """The rows below the one at the place `start`."""
        codes = self.codes[start + 1 :]
        if start == 0 and not (codes == 0).any():  # the heading, which no row repeats
            return Distinct(codes - 1, self.texts[1:], self.is_unique)
        return distinct(self.texts[codes])

    def without(self, places: npt.NDArray[np.intp]) -> Distinct:
        """All rows but those at the places."""
        return distinct(self.texts[np.delete(self.codes, places)])

    def ranks(self) -> npt.NDArray[np.intp]:
        """Of each row the place of its text among all, in the order of their characters."""
        found = np.empty(len(self.texts), dtype=np.intp)
        found[sorted(range(len(self.texts)), key=self.texts.tolist().__getitem__)] = np.arange(len(self.texts))
        return gathered(found, self.codes)

    def spread(self) -> Texts:
        """The text of each row."""
        return self.of_each(self.texts)

    def of_each(self, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """For each row what was found of its text; `found`: of each text, in their order."""
        return gathered(found, self.codes)


def gathered(items: npt.NDArray[Any], places: Codes) -> npt.NDArray[Any]:
    """The items at the places. Of many places, the ones that numpy counts with are never all in memory at once."""
    found = np.empty(len(places), dtype=items.dtype)
    for start in range(0, len(places), _AT_ONCE):
        end = start + _AT_ONCE
        np.take(items, places[start:end], out=found[start:end], mode="clip")
    return found


def distinct(texts: Texts | pd.Series) -> Distinct:
    codes, different = texts.factorize() if isinstance(texts, pd.Series) else pd.factorize(texts)
    return Distinct(codes, np.asarray(different, dtype=object), is_unique=True)


def each_by_itself(texts: Texts) -> Distinct:
    """Every row with a text of its own, for columns in which hardly any two are alike, such as amounts."""
    return Distinct(np.arange(len(texts)), texts)


def objects(texts: list[str]) -> Texts:
    """A list as an array, empty ones too."""
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found
