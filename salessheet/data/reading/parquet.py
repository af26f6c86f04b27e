"""Parquet files, read by pyarrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from salessheet.data.reading.plain_text import PlainText
from salessheet.data.reading.with_types import Coded, IsRead, by_column
from salessheet.errors import MissingLibrary, UnreadableSource


def table(file: Path, is_read: IsRead) -> PlainText:
    """`is_read`: whether somebody reads the column of a heading.

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
            return by_column(file, found.column_names, map(_values, found.columns), is_read)
    except (OSError, ValueError, OverflowError, ArrowException) as error:
        said = " ".join(str(error).split())
        raise UnreadableSource(file, f"the file cannot be read ({said}).", "Write it again, or use CSV.") from error


def _values(column: Any) -> list[object] | Coded:  # noqa: ANN401  pyarrow has no types that mypy knows
    """Each different value once, where the type allows it: lists and the like do not."""
    from pyarrow import Array, ArrowNotImplementedError

    try:
        coded = column.unify_dictionaries().dictionary_encode().combine_chunks()
    except ArrowNotImplementedError:
        return list(column.to_pylist())
    if not isinstance(coded, Array):  # without any row
        return list(column.to_pylist())
    values = [*_shortest(coded.dictionary), None]
    codes = coded.indices.fill_null(len(values) - 1).to_numpy(zero_copy_only=False)
    return Coded(values, codes.astype(np.int64))


def _shortest(different: Any) -> list[object]:  # noqa: ANN401  as above
    """The values, short fractions as they were written: 0.1, though in 64 bits it would be 0.10000000149."""
    values: list[object] = different.to_pylist()
    if str(different.type) not in {"float", "halffloat"}:
        return values
    short = np.float32 if str(different.type) == "float" else np.float16
    return [value if value is None else float(str(short(value))) for value in values]  # type: ignore[arg-type]  # floats
