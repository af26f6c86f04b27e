"""Columns of a text file read by pyarrow, where it is installed: no text becomes an object before somebody asks."""

from __future__ import annotations

import string
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.distinct import Codes, Distinct, objects
from salessheet.data.reading.headed import Texts

_SAMPLED: Final = 1 << 16  # rows by which it is told whether texts repeat
_ALIKE: Final = 0.9  # of them are different where hardly any two are alike
_LONGEST: Final = 255
_UNUSUAL: Final = b" #*?~<>="
_USUAL: Final = bytes(set(range(0x21, 0x7F)) - set(_UNUSUAL))
_FIGURES: Final = b"0123456789.+-"
_GRAPHIC: Final = np.isin(np.arange(256), range(0x21, 0x7F))
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
    return [_column(column) for column in found.columns]


def _column(column: Any) -> Distinct:  # noqa: ANN401  pyarrow has no types that mypy knows
    sample = column.slice(0, _SAMPLED)
    is_separate = len(sample.unique()) > _ALIKE * len(sample)
    return Separate(column) if is_separate else Repeating(column)


class _OfArrow(Distinct):
    """What can be told of all texts is told of their bytes."""

    def __init__(self, column: Any) -> None:  # noqa: ANN401  of pyarrow, in as many pieces as it was read
        self._column = column

    @cached_property
    def _whole(self) -> Any:  # noqa: ANN401
        """The column in one piece."""
        return self._column.combine_chunks()

    def __len__(self) -> int:
        return len(self._column)

    @property
    def cost(self) -> int:
        return 0

    def at(self, places: slice | npt.NDArray[np.intp]) -> Texts:
        if isinstance(places, slice):
            places = np.arange(len(self))[places]
        return objects(self._column.take(places).to_pylist())

    def bare(self) -> npt.NDArray[np.intp]:
        starts, is_bare = self._offsets[:-1], np.diff(self._offsets) == 0
        if self._bytes:
            firsts = np.frombuffer(self._bytes, dtype=np.uint8)[np.minimum(starts, len(self._bytes) - 1)]
            is_bare |= ~_GRAPHIC[firsts]
        places: npt.NDArray[np.intp] = np.flatnonzero(is_bare)
        return places[[not text.strip() for text in self.at(places)]]

    def below(self, start: int) -> Distinct:
        return type(self)(self._column.slice(start + 1))

    @cached_property
    def _offsets(self) -> npt.NDArray[np.int64]:
        """Where each text begins among the bytes, and where the last one ends."""
        at, count = self._whole.offset, len(self)
        found = np.frombuffer(self._whole.buffers()[1], dtype=np.int64)[at : at + count + 1]
        offsets: npt.NDArray[np.int64] = found - found[0]
        return offsets

    @cached_property
    def _bytes(self) -> bytes:
        at, count = self._whole.offset, len(self)
        ends = np.frombuffer(self._whole.buffers()[1], dtype=np.int64)[[at, at + count]]
        texts = self._whole.buffers()[2]
        return b"" if texts is None else bytes(memoryview(texts)[ends[0] : ends[1]])


class Repeating(_OfArrow):
    """Most texts stand in many rows. They are told apart when somebody asks for it."""

    is_unique = True

    @cached_property
    def _encoded(self) -> tuple[Codes, Texts]:
        pieces = self._column.dictionary_encode().unify_dictionaries().chunks
        if not pieces:
            return np.zeros(0, np.int32), objects([])
        codes = np.concatenate([piece.indices.to_numpy() for piece in pieces])
        return codes, objects(pieces[-1].dictionary.to_pylist())

    @property
    def codes(self) -> Codes:  # type: ignore[override]  # made when asked for, as `texts`
        return self._encoded[0]

    @property
    def texts(self) -> Texts:  # type: ignore[override]
        return self._encoded[1]


class Separate(_OfArrow):
    """Every row has a text of its own."""

    @property
    def count(self) -> int:
        return len(self)

    @cached_property
    def codes(self) -> npt.NDArray[np.intp]:  # type: ignore[override]  # made when asked for, as all of these
        return np.arange(len(self))

    @cached_property
    def texts(self) -> Texts:  # type: ignore[override]
        found: Texts = self._whole.to_numpy(zero_copy_only=False)
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
        given = compute.if_else(compute.equal(self._whole, ""), None, self._whole)
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

    def spread(self) -> Texts:
        return self.texts

    def of_each(self, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return found
