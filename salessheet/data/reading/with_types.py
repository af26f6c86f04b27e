"""Tables whose columns have types, such as Parquet files and tables of databases, as columns of texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isnan
from pathlib import Path
from uuid import UUID

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.cell_texts import cell_text
from salessheet.data.reading.distinct import Distinct, distinct, objects
from salessheet.data.reading.plain_text import PlainText, without_empty_lines
from salessheet.errors import UnreadableSource

IsRead = Callable[[str], bool]

_NO_NUMBER = "NaN"  # as databases show it; a column of numbers refuses it
_FOLDED = (bytes, bytearray, memoryview, list, tuple, set, dict)


@dataclass(frozen=True, eq=False)
class Coded:
    """A column by its different values, and for each row the place of its own."""

    values: Sequence[object]
    codes: npt.NDArray[np.int64]


def by_column(
    where: Path | str, headings: Sequence[str], columns: Iterable[Sequence[object] | Coded], is_read: IsRead
) -> PlainText:
    """A table with the headings in its first row, as a text file has them; `where`: what messages call the table.

    A value is what somebody would type for it: a day in ISO form, a number without a thousands separator, a missing one
    as nothing, and as NaN what is no number among numbers. Rows without any are left out, but count. `is_read`: whether
    somebody reads the column of a heading; what fits into no cell is nothing in others. Raises UnreadableSource for
    such values elsewhere, and for a table without columns.
    """
    shown = [
        _column(where, heading, values, is_read=is_read(heading))
        for heading, values in zip(headings, columns, strict=True)
    ]
    if not shown:
        raise UnreadableSource(where, "it has no columns.", "It needs a column for each heading of its table.")
    return without_empty_lines(shown)


def _column(where: Path | str, heading: str, values: Sequence[object] | Coded, *, is_read: bool) -> Distinct:
    if isinstance(values, Coded):
        texts = objects(_texts(where, heading, values.values, is_read=is_read))
        return distinct(np.append(objects([heading]), texts[values.codes]))
    return distinct(objects([heading, *_texts(where, heading, values, is_read=is_read)]))


def _texts(where: Path | str, heading: str, values: Sequence[object], *, is_read: bool) -> list[str]:
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        return ["" if value is None else str(value) for value in values]
    held = next((value for value in values if isinstance(value, _FOLDED)), None)
    if held is not None and not is_read:
        return [""] * len(values)
    if held is not None:
        raise UnreadableSource(
            where, f"the column '{heading}' holds values of the type {type(held).__name__}, which fit into no cell.",
            "Leave it out, or turn it into texts or numbers.",
        )  # fmt: skip  # a sentence, a line
    if kinds & {float, Decimal} and any(map(_is_nan, values)):  # in a column without numbers it is nothing
        no_number = "" if all(value is None or _is_nan(value) for value in values) else _NO_NUMBER
        return [no_number if _is_nan(value) else _text(value) for value in values]
    return [_text(value) for value in values]


def _is_nan(value: object) -> bool:
    return isinstance(value, float | Decimal) and isnan(value)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str() | UUID():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case dt.datetime(tzinfo=zone) if zone is not None:
            return cell_text(value.replace(tzinfo=None))  # the moment as it is read where the data is at home
        case _:
            return cell_text(value)
