"""Excel values as arrays, with Excel's blanks, texts and errors.

Every array has four axes: (row of the block, column of the block, row of a range, column of a range), each of
length 1 where the value doesn't vary. So a cell "in this row" is (n,1,1,1), a whole column is (1,1,n,1), and
numpy's broadcasting *is* Excel's lifting: a cell of this row against a whole tier table is (n,1,k,1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from salessheet.errors import ErrorKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salessheet.workbook.measures import Scalar

Numbers = NDArray[np.float64]
Kinds = NDArray[np.uint8]


class Kind:
    """Plain numbers, not an enum: they live in uint8 arrays, and an enum member is dear to look up."""

    NUMBER, BLANK, TEXT = 0, 1, 2
    ERROR = 16  # and above, in the order of ErrorKind


_ERRORS = {kind.value: Kind.ERROR + i for i, kind in enumerate(ErrorKind)}
_ALL_ERRORS = list(range(Kind.ERROR, 32))
_IN_A_SUM = np.array([0, 0, _ERRORS[ErrorKind.VALUE.value], *[0] * 13, *_ALL_ERRORS], np.uint8)
_ERRORS_ONLY = np.array([*[0] * 16, *_ALL_ERRORS], np.uint8)
_ERROR_TEXT = {number: text for text, number in _ERRORS.items()}


def error_kind(kind: ErrorKind) -> int:
    return _ERRORS[kind.value]


class _Texts:
    """Texts by number. Excel ignores case when it compares, so each text also has the number of its folded form."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.texts: list[str] = []
        self._folds: list[int] = []
        self._in_array = np.zeros(0)
        self.id_of("")

    @property
    def folds(self) -> Numbers:
        """By number: the number of the folded form."""
        known = self._in_array.size
        if known < len(self._folds):
            self._in_array = np.concatenate([self._in_array, np.array(self._folds[known:], float)])
        return self._in_array

    def id_of(self, text: str) -> int:
        known = self.ids.get(text)
        if known is None:
            known = self.ids[text] = len(self.texts)
            self.texts.append(text)
            self._folds.append(known)
            folded = text.casefold()
            if folded != text:
                self._folds[known] = self.id_of(folded)
        return known


_TEXTS = _Texts()
_TEXT_KEY = 2.0**52  # above every number that a sheet of sales holds


@dataclass(eq=False)  # not frozen, which makes them dear: a workbook is some ten thousand of them
class Cells:
    """`number` is 0 for blanks and errors, and the text's id for texts. `kind` None: numbers only (the fast path).

    Nothing of it is ever changed.
    """

    number: Numbers
    kind: Kinds | None = None

    def forget(self) -> None:
        """What was found out about the cells, which takes many times their own room."""
        number, kind = self.number, self.kind
        vars(self).clear()
        self.number, self.kind = number, kind

    @property
    def shape(self) -> tuple[int, ...]:
        return self.number.shape

    @cached_property
    def folded(self) -> Numbers:
        """The numbers, with each text's id replaced by that of its folded form."""
        if self.kind is None:
            return self.number
        texts = self.kind == Kind.TEXT
        if not np.count_nonzero(texts):
            return self.number
        return np.where(texts, _TEXTS.folds[np.where(texts, self.number, 0).astype(np.intp)], self.number)

    @cached_property
    def key(self) -> Numbers:
        """Equal keys, equal values for MATCH and SUMIFS: texts never meet numbers, blanks and errors meet nothing."""
        if self.kind is None:
            return self.number
        key = np.where(self.kind == Kind.TEXT, self.folded + _TEXT_KEY, self.number)
        return np.where((self.kind == Kind.NUMBER) | (self.kind == Kind.TEXT), key, np.nan)

    @cached_property
    def ordered(self) -> Numbers:
        """The numbers that < and > of a criterion compare; NaN for all else, which meets no such criterion."""
        return self.number if self.kind is None else np.where(self.kind == Kind.NUMBER, self.number, np.nan)

    @cached_property
    def distinct_numbers(self) -> tuple[Numbers, NDArray[np.intp]]:
        """As `distinct`, of the numbers alone."""
        keys, codes = np.unique(self.ordered, return_inverse=True)
        return keys, codes.ravel()

    @cached_property
    def distinct(self) -> tuple[Numbers, NDArray[np.intp]]:
        """The different keys and, for each cell, which it has: how SUMIFS deals a table into groups."""
        if self.number.size == 1:
            return self.key.ravel(), np.zeros(1, np.intp)
        keys, codes = np.unique(self.key, return_inverse=True)
        return keys, codes.ravel()

    @cached_property
    def in_a_sum(self) -> Kinds | None:
        """What the cells do to a sum: errors, #VALUE! for a text, 0 for all else; None where there is only that."""
        return None if self.kind is None else _if_any(_IN_A_SUM[self.kind])

    @cached_property
    def errors(self) -> Kinds | None:
        """The errors, 0 for all else; None where there are none."""
        return None if self.kind is None else _if_any(_ERRORS_ONLY[self.kind])

    @cached_property
    def summable(self) -> Numbers:
        """The numbers in reading order; 0 for all else."""
        numbers = self.number if self.kind is None else np.where(self.is_number, self.number, 0.0)
        return numbers.ravel()

    @cached_property
    def matched(self) -> dict[int, tuple[Cells, tuple[NDArray[np.intp], NDArray[np.intp], int]]]:
        """By the id of bounds that cells like these are compared with: the bounds, and what came of it."""
        return {}

    @cached_property
    def as_range(self) -> Cells:
        """The cells of a block, seen as a range from elsewhere."""
        rows, columns = self.shape[:2]
        return self.reshape(1, 1, rows, columns)

    @cached_property
    def largest(self) -> float:
        """Of the numbers, whatever their signs; 0 where there are none."""
        return float(np.abs(self.summable).max(initial=0.0))

    def texts(self, most: int) -> list[str]:
        """The different texts of the first so many cells."""
        if self.kind is None:
            return []
        kinds = self.kind.ravel()[:most]
        ids = self.number.ravel()[:most][kinds == Kind.TEXT].tolist()
        return [_TEXTS.texts[int(number)] for number in dict.fromkeys(ids)]

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing stands in any of the cells but blanks and empty texts."""
        if self.kind is None or np.count_nonzero(self.number):
            return False
        return not np.count_nonzero((self.kind == Kind.NUMBER) | (self.kind >= Kind.ERROR))

    @cached_property
    def is_number(self) -> NDArray[np.bool_]:
        return np.ones(self.shape, bool) if self.kind is None else self.kind == Kind.NUMBER

    def reshape(self, *shape: int) -> Cells:
        return Cells(self.number.reshape(shape), None if self.kind is None else self.kind.reshape(shape))

    def transpose(self, *axes: int) -> Cells:
        return Cells(self.number.transpose(axes), None if self.kind is None else self.kind.transpose(axes))

    def broadcast(self, *shape: int) -> Cells:
        if self.shape == shape:
            return self
        kind = None if self.kind is None else np.broadcast_to(self.kind, shape)
        return Cells(np.broadcast_to(self.number, shape), kind)

    def take(self, index: tuple[slice, ...]) -> Cells:
        return Cells(self.number[index], None if self.kind is None else self.kind[index])

    def flat(self) -> list[Scalar]:
        """Plain Python values in reading order; an empty text is a blank, an error its name."""
        numbers: list[Scalar] = [*self.number.ravel().tolist()]
        if self.kind is None:
            return numbers
        if self.is_empty:
            return [None] * len(numbers)
        kinds, texts = self.kind.ravel(), _TEXTS.texts
        others = kinds.nonzero()[0].tolist()
        if len(others) == len(numbers) and not np.count_nonzero(kinds >= Kind.ERROR):
            ids = np.where(kinds == Kind.TEXT, self.number.ravel(), 0.0).astype(np.intp)
            return [texts[number] or None for number in ids.tolist()]
        for i, kind in zip(others, kinds[others].tolist(), strict=True):
            if kind == Kind.TEXT:
                numbers[i] = texts[int(numbers[i])] or None  # type: ignore[arg-type]  # a text's id stands there
            else:
                numbers[i] = None if kind == Kind.BLANK else _ERROR_TEXT[kind]
        return numbers


class Window(Cells):
    """For each cell of a column those of it that are seen from there, the others blank: (n,1,n,1), or (1,m,1,m).

    Which are seen: `above` says how many cells before its own place the last one stands, and `onward` that instead
    they reach from the own place to the end. The cells are made when somebody asks for them: of a long column they
    are more than memory holds, and whoever can works with the column.
    """

    def __init__(self, column: Cells, *, down: bool, above: int = 0, onward: bool = False) -> None:
        self.column, self.down, self.above, self.onward = column, down, above, onward

    @property
    def bounds(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For each place the first that is seen, and the one after the last."""
        n = self.column.number.size
        places = np.arange(n)
        return (places, np.full(n, n)) if self.onward else (np.zeros(n, np.intp), places + 1 - self.above)

    def running(self, each: np.ufunc, column: NDArray[Any], nothing: float) -> NDArray[Any]:
        """What each place sees of a column like this one, reduced: (n,1,1,1) or (1,m,1,1). `nothing`: of no cells."""
        flat = column.ravel()
        if self.onward:
            found = each.accumulate(flat[::-1])[::-1]
        else:
            n = flat.size
            found = np.concatenate([np.full(self.above, nothing, flat.dtype), each.accumulate(flat)])[:n]
        return found.reshape((-1, 1, 1, 1) if self.down else (1, -1, 1, 1))

    def is_like(self, other: Cells) -> bool:
        """Whether the same places are seen in both."""
        mine = (self.down, self.above, self.onward, self.column.number.size)
        return isinstance(other, Window) and mine == (other.down, other.above, other.onward, other.column.number.size)

    @property
    def shape(self) -> tuple[int, ...]:
        n = self.column.number.size
        return (n, 1, n, 1) if self.down else (1, n, 1, n)

    @cached_property
    def _line(self) -> Cells:
        n = self.column.number.size
        return self.column.reshape(*((1, 1, n, 1) if self.down else (1, 1, 1, n)))

    @cached_property
    def _seen(self) -> NDArray[np.bool_]:
        first, last = (bound[:, None] for bound in self.bounds)
        places = np.arange(self.column.number.size)
        return ((places >= first) & (places < last)).reshape(self.shape)

    @cached_property
    def number(self) -> Numbers:  # type: ignore[override]  # made when asked for
        return np.asarray(self._line.number * self._seen, float)

    @cached_property
    def kind(self) -> Kinds:  # type: ignore[override]  # made when asked for
        return np.where(self._seen, kinds_of(self._line), np.uint8(Kind.BLANK))


def _if_any(kinds: Kinds) -> Kinds | None:
    return kinds if np.count_nonzero(kinds) else None


def kinds_of(cells: Cells) -> Kinds:
    return np.zeros(cells.shape, np.uint8) if cells.kind is None else cells.kind


def _pair(value: Scalar) -> tuple[float, int]:
    if value is None:
        return 0.0, Kind.BLANK
    if isinstance(value, str):
        error = _ERRORS.get(value)
        return (float(_TEXTS.id_of(value)), Kind.TEXT) if error is None else (0.0, error)
    number = float(value)
    return (0.0, Kind.BLANK) if number != number else (number, Kind.NUMBER)  # noqa: PLR0124  only NaN differs from itself


class _Pairs(dict["Scalar", tuple[float, int]]):
    """What texts and blanks are as cells, those met before."""

    def __missing__(self, text: Scalar) -> tuple[float, int]:
        pair = self[text] = _pair(text)
        return pair


_PAIRS = _Pairs()


def texts_known() -> int:
    """How many different texts the cells of this process have had."""
    return len(_TEXTS.texts)


def forget_texts() -> None:
    """Begin anew: whatever cells there are with texts mean nothing any more."""
    _TEXTS.__init__()  # type: ignore[misc]  # the one object is read from everywhere
    _PAIRS.clear()


def cells(values: Iterable[Scalar] | Numbers, *shape: int) -> Cells:
    """`values` in reading order. None, and NaN in an array, are blank; an error's name is that error."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        gap = np.isnan(values)
        if not gap.any():
            return Cells(values.reshape(shape))
        return Cells(np.where(gap, 0.0, values).reshape(shape), gap.astype(np.uint8).reshape(shape))
    found = list(values)
    is_text = set(map(type, found)) <= {str, type(None)}
    pairs = [_PAIRS[value] for value in found] if is_text else [_pair(value) for value in found]
    numbers, kinds = [n for n, _ in pairs], [k for _, k in pairs]
    kind = np.array(kinds, np.uint8).reshape(shape) if any(kinds) else None
    return Cells(np.array(numbers, float).reshape(shape), kind)


def single(value: Scalar) -> Cells:
    return cells((value,), 1, 1, 1, 1)
