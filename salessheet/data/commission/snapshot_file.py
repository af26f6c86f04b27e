"""The file of a closed period: CSV in UTF-8 with lines ended by LF, to be read without this program, too.

Its first column says what a row records: a credit line, a true-up, the pay of a component, an adjustment, a correction.
Numbers are written so that they read back as the same double; blank cells are blanks. The same frames give the same
bytes, and what is written is read back as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from salessheet.data.commission.records import (
    ADJUSTMENTS,
    CORRECTIONS,
    LINES,
    PAID_IN,
    PAYS,
    Columns,
    Content,
    shaped,
    stacked,
)

_TRUE_UP: Final = (
    "true_up"  # a column of the pays, and rows of their own in the file, for people look for amounts there
)
_TRUE_UPS: Final[Columns] = {
    **{name: PAYS[name] for name in ("period", "payee", "component", "plan_id", "currency")},
    "amount": Content.NUMBER,
}
_RECORDS: Final[Mapping[str, Columns]] = {
    "line": LINES,
    "true_up": _TRUE_UPS,
    "pay": {name: content for name, content in (PAYS | PAID_IN).items() if name != _TRUE_UP},
    "adjustment": ADJUSTMENTS,
    "correction": CORRECTIONS | PAID_IN,
}
"""What the rows of a file record, in the order in which they stand there, with the columns that they fill."""

_TO_QUOTE: Final = re.compile('[",\r\n]')
HEADING: Final = ("record", *dict.fromkeys(name for columns in _RECORDS.values() for name in columns))


class UnknownColumns(ValueError):
    """A file has columns that none of its records has: a later version wrote it."""


def content(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """The file with these records: line, pay, adjustment and correction, each with all its columns."""
    lines = [",".join(HEADING)]
    for record in _RECORDS:
        rows = _rows(record, _true_ups(frames["pay"]) if record == _TRUE_UP else frames[record])
        lines += [",".join(row) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def read(raw: bytes) -> dict[str, pd.DataFrame]:
    """The records in the bytes of a file. Raises ValueError if they are none, UnknownColumns for further columns."""
    try:
        heading, *rows = csv.reader(io.StringIO(raw.decode(), newline=""), strict=True)
    except csv.Error as error:
        raise ValueError(str(error)) from error
    if unknown := [name for name in heading if name not in HEADING]:
        raise UnknownColumns(", ".join(unknown))
    if heading[:1] != ["record"] or not {row[0] for row in rows} <= set(_RECORDS):
        raise ValueError("it does not say what its rows record")
    found: dict[str, pd.DataFrame] = {
        record: _read(columns, heading, [row for row in rows if row[0] == record])
        for record, columns in _RECORDS.items()
    }
    lines = found["line"] if "gross" in heading else _of_earlier_files(found["line"])
    lines = lines if "unbudgeted" in heading else lines.assign(unbudgeted=lines["amount"])
    paid = _with_qualified(found["pay"], heading)
    return {**found, "line": lines, "pay": _with_true_ups(paid, found.pop(_TRUE_UP))}


def _of_earlier_files(lines: pd.DataFrame) -> pd.DataFrame:
    """What files say that were written before plans had terms of single lines: all of each line counted."""
    return lines.assign(unit=1.0, scale=1.0, factor=1.0, kept=0.0, gross=lines["amount"], uncapped=lines["amount"])


def _with_qualified(pays: pd.DataFrame, heading: Sequence[str]) -> pd.DataFrame:
    """In files from before quotas all that was earned qualified, and nothing was forgiven."""
    if "qualified" in heading:
        return pays
    return pays.assign(scale=1.0, qualified=pays["earned"], gated=0.0, forgiven=0.0)


def _true_ups(pays: pd.DataFrame) -> pd.DataFrame:
    once = pays[~pays.duplicated(["payee", "component"])]
    there = once[(once[_TRUE_UP] != 0).to_numpy(dtype=bool)]
    return there.assign(amount=there[_TRUE_UP])


def _with_true_ups(pays: pd.DataFrame, true_ups: pd.DataFrame) -> pd.DataFrame:
    amounts = dict(zip(zip(true_ups["payee"], true_ups["component"], strict=True), true_ups["amount"], strict=True))
    keys = zip(pays["payee"], pays["component"], strict=True)
    return shaped(pays.assign(**{_TRUE_UP: [amounts.get(key, 0.0) for key in keys]}), PAYS | PAID_IN)


def _rows(record: str, frame: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    columns = _RECORDS[record]
    nothing = [""] * len(frame)
    texts = [_texts(frame[name], columns[name]) if name in columns else nothing for name in HEADING[1:]]
    return zip([record] * len(frame), *texts, strict=True)


def _texts(column: pd.Series, kind: Content) -> list[str]:
    match kind:
        case Content.TEXT:
            return [_quoted(text) for text in column]
        case Content.NUMBER:
            return ["" if np.isnan(number) else repr(number) for number in column.tolist()]
        case Content.FLAG:
            return ["1" if flag else "0" for flag in column]
        case Content.DAY | Content.PERIOD:
            form = "%Y-%m" if kind is Content.PERIOD else "%Y-%m-%d"
            return [str(text) for text in column.dt.strftime(form).fillna("")]


def _quoted(text: str) -> str:
    """As RFC 4180 has it. The csv module leaves a lone CR bare, and then ends the row there."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _TO_QUOTE.search(text) else text


def _read(columns: Columns, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    if not rows:
        return stacked([], columns)
    texts = dict(zip(heading, zip(*rows, strict=True), strict=True))
    blank = ("",) * len(rows)
    return pd.DataFrame({name: _VALUES[kind](texts.get(name, blank)) for name, kind in columns.items()})


def _days(texts: Sequence[str]) -> pd.Series:
    days = np.array([text or "NaT" for text in texts], dtype="datetime64[D]")
    return pd.Series(days.astype("datetime64[ns]"))


_VALUES: Final[Mapping[Content, Callable[[Sequence[str]], pd.Series]]] = {
    Content.TEXT: lambda texts: pd.Series(list(texts), dtype=object),
    Content.NUMBER: lambda texts: pd.Series([float(text) if text else np.nan for text in texts], dtype="float64"),
    Content.FLAG: lambda texts: pd.Series([text == "1" for text in texts], dtype=bool),
    Content.DAY: _days,
    Content.PERIOD: _days,
}
