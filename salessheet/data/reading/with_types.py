"""Tables whose columns have types, such as Parquet files and tables of databases, as columns of texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import numpy as np
import numpy.typing as npt

from salessheet.data.reading.cell_texts import cell_text
from salessheet.data.reading.distinct import Distinct, distinct, objects
from salessheet.data.reading.plain_text import PlainText, without_empty_lines
from salessheet.errors import UnreadableSource

IsRead = Callable[[str], bool]

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
    as nothing. Rows without any are left out, but count. `is_read`: whether somebody reads the column of a heading;
    what fits into no cell is nothing in others. Raises UnreadableSource for such values elsewhere, and for a table
    without columns.
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
            "Leave it away, or turn it into texts or numbers.",
        )  # fmt: skip  # a sentence, a line
    return [_text(value) for value in values]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str() | UUID():
            return str(value)
        case Decimal():
            return "" if value.is_nan() else f"{value:f}"
        case dt.datetime(tzinfo=zone) if zone is not None:
            return cell_text(value.replace(tzinfo=None))  # the moment as it is read where the data is at home
        case _:
            return cell_text(value)
