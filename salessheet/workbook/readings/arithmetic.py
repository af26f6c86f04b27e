"""What operators, comparisons and IF give for whole blocks at a time. Arguments and results are `Cells`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from salessheet.errors import ErrorKind
from salessheet.workbook.readings.cells import Cells, Kind, Kinds, Numbers, error_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

DIV0, NA, NUM, REF, VALUE = (
    np.uint8(error_kind(kind)) for kind in (ErrorKind.DIV0, ErrorKind.NA, ErrorKind.NUM, ErrorKind.REF, ErrorKind.VALUE)
)
FINE = np.uint8(0)


def blame(*arguments: Cells) -> Kinds | None:
    """The kind of an arithmetic result: the first error from the left, #VALUE! for a text, else a number."""
    return _first(argument.in_a_sum for argument in arguments if argument.kind is not None)


def errors_only(*arguments: Cells) -> Kinds | None:
    return _first(argument.errors for argument in arguments if argument.kind is not None)


def _first(kinds: Iterable[Kinds | None]) -> Kinds | None:
    found: Kinds | None = None
    for own in kinds:
        if own is not None:
            found = own if found is None else np.where(found, found, own)
    return found


def made(number: NDArray[np.floating[Any]], kind: Kinds | None) -> Cells:
    if kind is None:
        return Cells(number.astype(np.float64, copy=False))
    if number.shape != kind.shape:
        number, kind = np.broadcast_arrays(number, kind)
    return Cells(np.where(kind, 0.0, number), kind)


def unless(bad: NDArray[np.bool_], error: np.uint8, number: NDArray[np.floating[Any]], *arguments: Cells) -> Cells:
    """`number`, but `error` where `bad`, and before that whatever is wrong with the arguments."""
    kind = blame(*arguments)
    if np.count_nonzero(bad):
        own = np.where(bad, error, FINE)
        kind = own if kind is None else np.where(kind, kind, own)
    return made(number, kind)


def _arithmetic(operation: Callable[[Numbers, Numbers], Numbers]) -> Callable[[Cells, Cells], Cells]:
    return lambda a, b: made(operation(a.number, b.number), blame(a, b))


def _divide(a: Cells, b: Cells) -> Cells:
    zero = (b.number == 0) & ((b.kind is None) or (b.kind != Kind.TEXT))
    return unless(zero, DIV0, a.number / np.where(b.number == 0, 1.0, b.number), a, b)


def _equal(a: Cells, b: Cells) -> Cells:
    """Blank equals both 0 and ""; a text never equals a number."""
    same = a.folded == b.folded
    if a.kind is None and b.kind is None:
        return Cells(same.astype(float))
    if b.kind is not None and b.kind.size == 1 and b.kind.flat[0] == Kind.TEXT:  # with a text that is written there
        if a.kind is None:
            return Cells(np.zeros(same.shape))
        return made((same & ((a.kind == Kind.TEXT) | (a.kind == Kind.BLANK))).astype(float), errors_only(a))
    a_text, b_text = (False if c.kind is None else c.kind == Kind.TEXT for c in (a, b))
    a_blank, b_blank = (False if c.kind is None else c.kind == Kind.BLANK for c in (a, b))
    alike = same & ((np.equal(a_text, b_text)) | a_blank | b_blank)
    return made(alike.astype(float), errors_only(a, b))


def _compare(operation: Callable[[Numbers, Numbers], Numbers]) -> Callable[[Cells, Cells], Cells]:
    """Texts sort after every number, as in Excel; two texts are not compared by a declaration."""

    def twin(a: Cells, b: Cells) -> Cells:
        left, right = (c.number if c.kind is None else np.where(c.kind == Kind.TEXT, np.inf, c.number) for c in (a, b))
        return made(operation(left, right).astype(float), errors_only(a, b))

    return twin


OPERATORS: dict[str, Callable[[Cells, Cells], Cells]] = {
    "+": _arithmetic(np.add),
    "-": _arithmetic(np.subtract),
    "*": _arithmetic(np.multiply),
    "/": _divide,
    "=": _equal,
    ">": _compare(np.greater),
    ">=": _compare(np.greater_equal),
    "<": _compare(np.less),
    "<=": _compare(np.less_equal),
}


def if_(condition: Cells, yes: Cells, no: Cells) -> Cells:
    """Both branches are computed and one is taken, so an error in the other one does no harm, as in Excel."""
    true = condition.number != 0
    number = np.where(true, yes.number, no.number)
    kind = blame(condition)
    if kind is None and yes.kind is None and no.kind is None:
        return Cells(number)
    chosen = np.where(true, FINE if yes.kind is None else yes.kind, FINE if no.kind is None else no.kind)
    if kind is not None:
        chosen = np.where(kind != 0, kind, chosen)
    if number.shape != chosen.shape:
        number, chosen = np.broadcast_arrays(number, chosen)
    return Cells(np.where(chosen >= Kind.ERROR, 0.0, number), chosen)
