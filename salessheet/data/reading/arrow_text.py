"""Columns of a text file read by pyarrow, where it is installed: no text becomes an object before somebody asks."""

from __future__ import annotations

import string
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.distinct import Distinct, objects
from salessheet.data.reading.headed import Texts

_SAMPLED: Final = 1 << 16  # rows by which it is told whether texts repeat
_ALIKE: Final = 0.9  # of them are different where hardly any two are alike
_LONGEST: Final = 255
_UNUSUAL: Final = b" #*?~<>="
_USUAL: Final = bytes(set(range(0x21, 0x7F)) - set(_UNUSUAL))
_FIGURES: Final = b"0123456789.+-"
_CAPITALS: Final = np.isin(np.arange(256), list(string.ascii_uppercase.encode()))


def columns(raw: bytes, delimiter: str, width: int) -> list[Distinct] | None:
    """The columns of lines of UTF-8 without quotation marks; None without pyarrow, or where it does not take them.

    Raises ValueError for lines that do not all have `width` fields.
    """
    try:
        import pyarrow as pa
        from pyarrow import csv
    except ImportError:
        return None
    if not delimiter.isascii():
        return None
    names = [str(place) for place in range(width)]
    reading = csv.ReadOptions(column_names=names, block_size=min(max(len(raw), 1), 1 << 22))
    parsing = csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False)
    kinds = dict.fromkeys(names, pa.large_string())
    found = csv.read_csv(pa.BufferReader(raw), reading, parsing, csv.ConvertOptions(column_types=kinds))
    return [_column(column.combine_chunks()) for column in found.columns]


def _column(column: Any) -> Distinct:  # noqa: ANN401  pyarrow has no types that mypy knows
    sample = column.slice(0, _SAMPLED)
    found = sample.dictionary_encode()
    if len(found.dictionary) > _ALIKE * len(sample):
        return Separate(column)
    if len(sample) < len(column):
        found = column.dictionary_encode()
    texts = objects(found.dictionary.to_pylist())
    return Distinct(found.indices.to_numpy().astype(np.intp), texts, is_unique=True)


class Separate(Distinct):
    """Every row has a text of its own; what can be told of them all is told of their bytes."""

    def __init__(self, column: Any) -> None:  # noqa: ANN401  of pyarrow
        self._column = column

    @property
    def count(self) -> int:
        return len(self._column)

    def at(self, places: slice | npt.NDArray[np.intp]) -> Texts:
        return objects(self._column.take(np.arange(len(self._column))[places]).to_pylist())

    @cached_property
    def codes(self) -> npt.NDArray[np.intp]:  # type: ignore[override]  # made when asked for, as all of these
        return np.arange(len(self._column))

    @cached_property
    def texts(self) -> Texts:  # type: ignore[override]
        found: Texts = self._column.to_numpy(zero_copy_only=False)
        return found

    @cached_property
    def is_unique(self) -> bool:  # type: ignore[override]
        """Those in ascending order are seen to be different, others are compared."""
        widths = np.diff(self._offsets)
        wide = int(widths.max(initial=0))
        if wide and (widths == wide).all():
            fixed = np.frombuffer(self._bytes, dtype=f"S{wide}")
            if (fixed[1:] > fixed[:-1]).all():
                return True
        return len(set(self.texts)) == len(self.texts)

    @cached_property
    def is_clean(self) -> bool:  # type: ignore[override]
        return not self._bytes.translate(None, _USUAL) and int(np.diff(self._offsets).max(initial=0)) <= _LONGEST

    @cached_property
    def numbers(self) -> npt.NDArray[np.float64] | None:  # type: ignore[override]
        from pyarrow import ArrowInvalid, compute, float64

        if self._bytes.translate(None, _FIGURES):
            return None
        given = compute.if_else(compute.equal(self._column, ""), None, self._column)
        try:
            found: npt.NDArray[np.float64] = given.cast(float64()).to_numpy(zero_copy_only=False)
        except ArrowInvalid:
            return None
        return None if np.isinf(found).any() else found

    def are_ids(self) -> bool:
        starts = self._offsets[:-1]
        if not self.is_clean or not len(starts) or (np.diff(self._offsets) == 0).any():
            return False
        first = np.frombuffer(self._bytes, dtype=np.uint8)[starts]
        return bool(_CAPITALS[first].all()) and self._bytes == self._bytes.upper()

    def rows(self, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        return mask

    def below(self, start: int) -> Distinct:
        return Separate(self._column.slice(start + 1))

    def spread(self) -> Texts:
        return self.texts

    @cached_property
    def _offsets(self) -> npt.NDArray[np.int64]:
        """Where each text begins among the bytes, and where the last one ends."""
        at, count = self._column.offset, len(self._column)
        found = np.frombuffer(self._column.buffers()[1], dtype=np.int64)[at : at + count + 1]
        offsets: npt.NDArray[np.int64] = found - found[0]
        return offsets

    @cached_property
    def _bytes(self) -> bytes:
        at, count = self._column.offset, len(self._column)
        ends = np.frombuffer(self._column.buffers()[1], dtype=np.int64)[[at, at + count]]
        whole = self._column.buffers()[2]
        return b"" if whole is None else whole.to_pybytes()[ends[0] : ends[1]]
