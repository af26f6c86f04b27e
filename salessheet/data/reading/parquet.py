"""Parquet files, read by pyarrow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from salessheet.data.reading.plain_text import PlainText
from salessheet.data.reading.with_types import Coded, IsRead, by_column
from salessheet.errors import MissingLibrary, UnreadableSource


def table(file: Path, is_read: IsRead, *, with_zones: bool = False) -> PlainText:
    """`is_read`: whether somebody reads the column of a heading. `with_zones`: whether moments say theirs.

    Raises UnreadableSource where the file cannot be read, and MissingLibrary without pyarrow.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingLibrary(f"{file}: Parquet files are read by pyarrow", "parquet") from error
    try:
        with ParquetFile(file) as opened:
            found = opened.read()
            columns = (_values(column, with_zones=with_zones) for column in found.columns)
            return by_column(file, found.column_names, columns, is_read)
    except (OSError, ValueError, OverflowError, ArrowException) as error:
        said = " ".join(str(error).split())
        raise UnreadableSource(file, f"the file cannot be read ({said}).", "Write it again, or use CSV.") from error


def _values(column: Any, *, with_zones: bool) -> list[object] | Coded:  # noqa: ANN401  pyarrow has no types that mypy knows
    """Each different value once, where the type allows it: lists and the like do not."""
    from pyarrow import Array, ArrowNotImplementedError

    try:
        coded = column.unify_dictionaries().dictionary_encode().combine_chunks()
    except ArrowNotImplementedError:
        return list(column.to_pylist())
    if not isinstance(coded, Array):  # without any row
        return list(column.to_pylist())
    values = [*_shortest(coded.dictionary), None]
    if with_zones and getattr(coded.dictionary.type, "tz", None):
        values = [value.isoformat(" ") if isinstance(value, dt.datetime) else value for value in values]
    codes = coded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
    return Coded(values, codes.astype(np.int64))


def _shortest(different: Any) -> list[object]:  # noqa: ANN401  as above
    """The values, short fractions as they were written: 0.1, though in 64 bits it would be 0.10000000149."""
    values: list[object] = different.to_pylist()
    if str(different.type) not in {"float", "halffloat"}:
        return values
    short = np.float32 if str(different.type) == "float" else np.float16
    return [value if value is None else float(str(short(value))) for value in values]  # type: ignore[arg-type]  # floats
