"""Units in the heading of a column: 金额（万元）, probability (%). They belong to every number below."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from salessheet.data import values
from salessheet.data.reading.headed import Texts
from salessheet.errors import UnreadableSource
from salessheet.workbook.measures import Type

_SCALES = {
    **dict.fromkeys(("thousand", "thousands", "'000", "000", "tsd", "tsd."), "K"),
    **dict.fromkeys(("million", "millions", "mio", "mio.", "mn", "m"), "百万"),
    **dict.fromkeys(("percent", "per cent"), "%"),
}
_TELLING = re.compile(r"thousand|million|billion|tsd|mio|'000|\bk\b|千|万|亿|%|‰", re.IGNORECASE)


def with_unit(unit: str, measure: Type, texts: Texts, file: str, heading: str) -> Texts:
    """The column with its unit beside each number that has none. A unit that is no unit of numbers changes nothing.

    Raises UnreadableSource for one that scales numbers in a way that cannot be read.
    """
    if not unit or measure in values.TEXTS or measure in values.DATES or measure is Type.FLAG:
        return texts
    sign = _SCALES.get(re.sub(r"^in\s+", "", unit.casefold()), unit)
    if values.number(f"1{sign}") is None:
        if _TELLING.search(unit):
            raise UnreadableSource(
                file, f"the unit of the heading '{heading}' cannot be read.", "Write the numbers in full units."
            )
        return texts
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts
    return np.array([_together(text, sign) for text in different], dtype=object)[codes]


def _together(text: str, sign: str) -> str:
    """The number with the unit, if both together are one; else the text as it is."""
    both = f"{text.strip()}{sign}"
    return both if text.strip() and values.number(both) is not None else text
