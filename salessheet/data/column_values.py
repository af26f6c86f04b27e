"""Columns of text → values: what `values` says of each text, told of all at once where they are written alike."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import values
from salessheet.data.reading.distinct import objects
from salessheet.data.reading.grids import LOST
from salessheet.data.values import Mask, Values
from salessheet.workbook.measures import Type

_FIGURES = b"0123456789.+-|"
_NO_SIGNS = _FIGURES + b",' ()%"
_GROUPED = r"(?:[1-9]\d{0,2}(?:,\d{3})++|\d++)(?:\.\d++)?"
_ALL_GROUPED = re.compile(rf"(?:(?:[+-]?{_GROUPED})?\|)*+")
_LONGEST_PLAIN = 255
_PATTERNS = ("*", "?", "~", "|<", "|>", "|=")
_ALL_DATED = re.compile(
    r"(?:(?:\d{4}([-/.])\d{1,2}\1\d{1,2}"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?\|)*+"
)
_TIMES = re.compile(r"[ T][^|]*")


def parsed(measure: Type, texts: npt.NDArray[np.object_], *, or_share: bool = False) -> tuple[Values, Mask]:
    """The values of a column of cleaned text, and which of them could not be read.

    `or_share`: whether a percentage may stand where amounts do.

    Text stays as it is, "" for blank; dates are datetime64[ns], NaT for blank or bad; all else is float, NaN for
    blank or bad. Each different text is read once.
    """
    if measure in values.TEXTS:
        return texts, np.zeros(len(texts), dtype=bool)
    codes, different = pd.factorize(texts)
    read, bad = parsed_each(measure, np.asarray(different, dtype=object), or_share=or_share)
    return read[codes], bad[codes]


def parsed_each(measure: Type, texts: npt.NDArray[np.object_], *, or_share: bool = False) -> tuple[Values, Mask]:
    """As `parsed`, of a measure that is no text, and of texts that are not often the same."""
    if values.is_number(measure) and (plain := _plain_numbers(texts)) is not None:
        return plain, np.zeros(len(texts), dtype=bool)
    if values.is_number(measure) and (priced := with_one_currency(texts)) is not None:
        return parsed_each(measure, priced.figures)
    if measure in values.DATES and (days := _without_times(texts)) is not None:
        return parsed(measure, days)
    reader = values.reader_of(measure, or_share=or_share)
    read = [None if text == "" else reader(text) for text in texts]
    bad = np.array([value is None and text != "" for value, text in zip(read, texts, strict=True)], dtype=bool)
    if measure in values.DATES:
        dates = np.array(["NaT" if v is None else v for v in read], dtype="datetime64[D]")
        return dates.astype("datetime64[ns]"), bad
    return np.array([math.nan if v is None else v for v in read], dtype=float), bad


def _plain_numbers(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.float64] | None:
    """What `values.number` says of texts that all are plain figures, with thousands or without, or blank, else None."""
    joined = "|".join(texts)
    if joined.count("|") != max(0, len(texts) - 1):
        return None
    if not _consists(joined, _FIGURES):
        if not (joined.isascii() and _ALL_GROUPED.fullmatch(joined + "|")):
            return None
        joined = joined.replace(",", "")
    given = (text or "nan" for text in joined.split("|")[: len(texts)])
    try:
        found = np.fromiter(map(float, given), dtype=float, count=len(texts))
    except ValueError:
        return None
    return None if np.isinf(found).any() else found


class Priced(NamedTuple):
    """Texts without the signs that stand beside all of their figures, and the codes these can mean."""

    figures: npt.NDArray[np.object_]
    codes: tuple[str, ...]


def with_one_currency(texts: npt.NDArray[np.object_]) -> Priced | None:
    """What many texts say that all are plain figures between the same two signs of a currency, or blank."""
    beside = values.signs_beside(next(filter(None, texts), ""))
    if beside is None:
        return None
    joined, (*signs, codes) = "|".join(texts), beside
    before, after = map(re.escape, signs)
    if joined.count("|") >= len(texts) or not re.fullmatch(rf"(?:(?:{before}{_GROUPED}{after})?\|)*+", joined + "|"):
        return None
    for sign in filter(None, signs):
        joined = joined.replace(sign, "")
    return Priced(objects(joined.split("|")), codes)


def _without_times(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.object_] | None:
    """Dates without their times of day, where all are written as programs do; None where none has one."""
    joined = "|".join(texts) + "|"
    if ":" not in joined or joined.count("|") != len(texts) or not _ALL_DATED.fullmatch(joined):
        return None
    return objects(_TIMES.sub("", joined).split("|")[:-1])


def have_no_currency(texts: npt.NDArray[np.object_]) -> bool:
    """Whether it is plain that none of many texts has the sign of a currency: nothing stands there but figures."""
    return _consists("|".join(texts), _NO_SIGNS)


def _consists(text: str, characters: bytes) -> bool:
    return text.isascii() and not text.encode().translate(None, characters)


def are_plain(texts: npt.NDArray[np.object_], *, is_key: bool) -> bool:
    """Whether none of many texts has anything to clean, to tell of or, in keys, to write differently.

    They are looked at as one, which is why some plain ones are not recognised.
    """
    joined = "|".join(texts)
    if not joined.isprintable() or LOST in joined or max(map(len, texts), default=0) > _LONGEST_PLAIN:
        return False
    edged = f"|{joined}|"
    if "| " in edged or " |" in edged or "|#" in edged:
        return False
    return not is_key or not any(sign in edged for sign in _PATTERNS)
