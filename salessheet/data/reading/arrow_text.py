"""Columns of a text file read by pyarrow, where it is installed: no text becomes an object before somebody asks."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.distinct import Distinct, objects
from salessheet.data.reading.headed import Texts
from salessheet.data.reading.quotation import Quotation, quotation, rows_within

_SAMPLED: Final = 1 << 22  # bytes by which it is told whether texts repeat
_AT_ONCE: Final = 1 << 22  # bytes
_ALIKE: Final = 0.9  # of the texts are different where hardly any two are alike
_LONGEST: Final = 255
_UNUSUAL: Final = b" #*?~<>="
_USUAL: Final = bytes(set(range(0x21, 0x7F)) - set(_UNUSUAL))
_DIGITS: Final = b"0123456789"
_FIGURES: Final = _DIGITS + b".+-"
_ZERO, _MOST_DIGITS = _DIGITS[0], 15  # of a number that is written in one way only
_GRAPHIC: Final = np.isin(np.arange(256), range(0x21, 0x7F))
_CAPITALS: Final = np.isin(np.arange(256), list(string.ascii_uppercase.encode()))


def columns(raw: bytes, delimiter: str, width: int) -> list[Distinct] | None:
    """The columns of rows of UTF-8; None without pyarrow, or where it does not take them.

    Raises ValueError for rows that do not all have `width` fields, and for quotation marks that the csv module would
    not take, either. Texts that repeat are told apart as they are read, so that they are never all in memory.
    """
    try:
        import pyarrow as pa
    except ImportError:
        return None
    if not delimiter.isascii():
        return None
    marks, texts = quotation(raw, delimiter), pa.large_string()
    if not marks.is_strict:
        raise ValueError("a quotation mark that stands astray")
    sample = _read(rows_within(raw, _SAMPLED), delimiter, [texts] * width, marks)
    do_repeat = [_do_repeat(column) for column in sample]
    kinds = [pa.dictionary(pa.int32(), texts) if repeats else texts for repeats in do_repeat]
    found = _read(raw, delimiter, kinds, marks)
    return [repeating(one) if repeats else Separate(one) for one, repeats in zip(found, do_repeat, strict=True)]


def _read(raw: bytes, delimiter: str, kinds: list[Any], marks: Quotation) -> list[Any]:
    """Columns of pyarrow, which has no types that mypy knows, each of as many pieces as were read at once."""
    import pyarrow as pa
    from pyarrow import csv

    names = [str(place) for place in range(len(kinds))]
    reading = csv.ReadOptions(column_names=names, block_size=min(max(len(raw), 1), _AT_ONCE))
    parsing = csv.ParseOptions(
        delimiter=delimiter, quote_char='"' if marks.is_any else False,
        newlines_in_values=marks.has_breaks, ignore_empty_lines=False,
    )  # fmt: skip  # what a field is, and what a row
    typing = csv.ConvertOptions(column_types=dict(zip(names, kinds, strict=True)))
    found: list[Any] = csv.read_csv(pa.BufferReader(raw), reading, parsing, typing).columns
    return found


def _do_repeat(sample: Any) -> bool:  # noqa: ANN401  of pyarrow
    return len(sample.unique()) <= _ALIKE * len(sample)


def repeating(column: Any) -> Distinct:  # noqa: ANN401  of pyarrow, a dictionary in each piece
    """Texts of which most stand in many rows."""
    pieces = column.unify_dictionaries().chunks
    codes = np.concatenate([np.zeros(0, np.int32), *(piece.indices.to_numpy() for piece in pieces)])
    return Distinct(codes, objects(pieces[-1].dictionary.to_pylist() if pieces else []), is_unique=True)


class _Piece(NamedTuple):
    """Rows that were read at once: where each text begins among the bytes, where the last one ends, and the bytes."""

    offsets: npt.NDArray[np.int64]
    bytes: bytes

    @property
    def widths(self) -> npt.NDArray[np.int64]:
        return np.diff(self.offsets)

    def firsts(self) -> npt.NDArray[np.uint8]:
        """The first byte of each text; of an empty one any other. There must be a byte."""
        read = np.frombuffer(self.bytes, dtype=np.uint8)
        return read[np.minimum(self.offsets[:-1], len(read) - 1)]


class Separate(Distinct):
    """Every row has a text of its own. What can be told of all texts is told of their bytes."""

    def __init__(self, column: Any) -> None:  # noqa: ANN401  of pyarrow
        self._column = column

    def _pieces(self) -> Iterator[_Piece]:
        for chunk in self._column.chunks:
            ends, texts = chunk.buffers()[1:]
            offsets = np.frombuffer(ends, dtype=np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
            raw = b"" if texts is None else bytes(memoryview(texts)[offsets[0] : offsets[-1]])
            yield _Piece(offsets - offsets[0], raw)

    def __len__(self) -> int:
        return len(self._column)

    @property
    def count(self) -> int:
        return len(self)

    @cached_property
    def codes(self) -> npt.NDArray[np.intp]:  # type: ignore[override]  # made when asked for, as all of these
        return np.arange(len(self))

    @cached_property
    def texts(self) -> Texts:  # type: ignore[override]
        found: Texts = self._column.to_numpy(zero_copy_only=False)
        return found

    @cached_property
    def is_unique(self) -> bool:  # type: ignore[override]
        """Those in ascending order are seen to be different, others are compared."""
        return self._do_ascend() or len(set(self.texts)) == len(self.texts)

    def _do_ascend(self) -> bool:
        """Whether all are as wide as the first, and each comes after the one before."""
        last = b""
        for piece in self._pieces():
            wide = int(piece.offsets[1]) if len(piece.offsets) > 1 else 0
            if not wide or not (piece.widths == wide).all() or (last and len(last) != wide):
                return False
            fixed = np.frombuffer(piece.bytes, dtype=f"S{wide}")
            if not piece.bytes[:wide] > last or not (fixed[1:] > fixed[:-1]).all():
                return False
            last = piece.bytes[-wide:]
        return True

    @cached_property
    def is_clean(self) -> bool:  # type: ignore[override]
        return all(
            not piece.bytes.translate(None, _USUAL) and int(piece.widths.max(initial=0)) <= _LONGEST
            for piece in self._pieces()
        )

    @cached_property
    def numbers(self) -> npt.NDArray[np.float64] | None:  # type: ignore[override]
        from pyarrow import ArrowInvalid, compute, float64

        if any(piece.bytes.translate(None, _FIGURES) for piece in self._pieces()):
            return None
        given = compute.if_else(compute.equal(self._column, ""), None, self._column)
        try:
            found: npt.NDArray[np.float64] = given.cast(float64()).to_numpy(zero_copy_only=False)
        except ArrowInvalid:
            return None
        return None if np.isinf(found).any() else found

    def at(self, places: slice | npt.NDArray[np.intp]) -> Texts:
        if isinstance(places, slice):
            places = np.arange(len(self))[places]
        return objects(self._column.take(places).to_pylist())

    def bare(self) -> npt.NDArray[np.intp]:
        is_bare = [
            (piece.widths == 0) | ~_GRAPHIC[piece.firsts()] if piece.bytes else piece.widths == 0
            for piece in self._pieces()
        ]
        places: npt.NDArray[np.intp] = np.flatnonzero(np.concatenate([np.zeros(0, dtype=bool), *is_bare]))
        return places[[not text.strip() for text in self.at(places)]]

    def below(self, start: int) -> Distinct:
        return Separate(self._column.slice(start + 1))

    def are_ids(self) -> bool:
        if not len(self) or not self.is_clean:
            return False
        return all(self._are_ids(piece) for piece in self._pieces()) or self._are_as_many_digits()

    def _are_as_many_digits(self) -> bool:
        widths = {int(width) for piece in self._pieces() for width in np.unique(piece.widths)}
        if len(widths) > 1 or not 0 < max(widths) <= _MOST_DIGITS:
            return False
        return not any(piece.bytes.translate(None, _DIGITS) for piece in self._pieces())

    @staticmethod
    def _are_ids(piece: _Piece) -> bool:
        """Whether all begin with a capital letter and have no small ones, or all are numbers of up to 15 digits."""
        if (piece.widths == 0).any():
            return False
        if not piece.bytes.translate(None, _DIGITS):
            is_padded = (piece.firsts() == _ZERO) & (piece.widths > 1) if piece.bytes else np.zeros(0, dtype=bool)
            return not is_padded.any() and int(piece.widths.max(initial=0)) <= _MOST_DIGITS
        return bool(_CAPITALS[piece.firsts()].all()) and piece.bytes == piece.bytes.upper()

    def among(self, words: Collection[str]) -> npt.NDArray[np.bool_]:
        sought = [word.encode() for word in words]
        if any(word in piece.bytes for piece in self._pieces() for word in sought):
            return super().among(words)
        return np.zeros(len(self), dtype=bool)

    def rows(self, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        return mask

    def spread(self) -> Texts:
        return self.texts

    def of_each(self, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return found
