"""Quotation marks of a delimited text: whether all of them stand where the csv module wants them, told of all at once.

A mark opens a field at its start, or closes one at its end; two beside each other inside of a quoted field are one that
belongs to the text.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

MARK: Final = b'"'
_MARK, _BREAK, _RETURN = b'"\n\r'
_AT_ONCE: Final = 1 << 22  # bytes
_FIRST: Final = 1 << 16  # bytes in which the first row ends, unless it is no heading

_Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Quotation:
    """Of a text without a lone carriage return.

    `is_any`: whether there is a mark. `is_strict`: as above. `has_breaks`: whether quoted fields have lines; where the
    marks are not strict, nobody has looked.
    """

    is_any: bool = False
    is_strict: bool = True
    has_breaks: bool = False


def quotation(raw: bytes, delimiter: str) -> Quotation:
    """What can be told of the marks of a text in UTF-8; `delimiter`: one character of ASCII."""
    if MARK not in raw:
        return Quotation()
    read, ends = np.frombuffer(raw, dtype=np.uint8), (ord(delimiter), _BREAK)
    passed, has_breaks = 0, False
    for start in range(0, len(read), _AT_ONCE):
        piece = read[start : start + _AT_ONCE]
        places = np.flatnonzero(piece == _MARK)
        if not _are_strict(read, places + start, is_first_open=bool(passed % 2), ends=ends):
            return Quotation(is_any=True, is_strict=False)
        has_breaks = has_breaks or _are_breaks_inside(piece, places, passed)
        passed += len(places)
    return Quotation(is_any=True, is_strict=passed % 2 == 0, has_breaks=has_breaks)


def _are_strict(read: _Bytes, places: npt.NDArray[np.intp], *, is_first_open: bool, ends: tuple[int, int]) -> bool:
    """`places`: of marks; `is_first_open`: whether the first of them stands in a quoted field.

    The marks open and close by turns. One that opens where another has just closed is the second of two that mean one.
    """
    opening, closing = places[is_first_open::2], places[not is_first_open :: 2]
    before = np.where(opening > 0, read[opening - 1], _BREAK)
    after = np.where(closing < len(read) - 1, read[np.minimum(closing + 1, len(read) - 1)], _BREAK)
    return bool(np.isin(before, (*ends, _MARK)).all() and np.isin(after, (*ends, _MARK, _RETURN)).all())


def _are_breaks_inside(piece: _Bytes, places: npt.NDArray[np.intp], passed: int) -> bool:
    """Whether a line ends in a quoted field. `passed`: how many marks stand before the piece."""
    lines = np.flatnonzero(piece == _BREAK)
    return bool(((np.searchsorted(places, lines) + passed) % 2).any())


def width(raw: bytes, delimiter: str) -> int:
    """How many fields the first row has."""
    end = raw.find(b"\n")
    line = raw if end < 0 else raw[:end]
    if MARK not in line:
        return line.count(delimiter.encode()) + 1
    first = io.StringIO(raw[:_FIRST].decode(errors="replace"), newline="")
    return len(next(csv.reader(first, delimiter=delimiter)))


def rows_within(raw: bytes, length: int) -> bytes:
    """The whole rows in the first bytes of a text whose marks are strict; all of it where the first is longer."""
    end = raw.rfind(b"\n", 0, length) + 1
    while end and raw.count(MARK, 0, end) % 2:
        end = raw.rfind(b"\n", 0, end - 1) + 1
    return raw[:end] or raw
