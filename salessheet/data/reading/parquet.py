"""Parquet files, read by pyarrow."""

from __future__ import annotations

from pathlib import Path

from salessheet.data.reading.grids import Grid
from salessheet.data.reading.with_types import grid_of
from salessheet.errors import MissingLibrary, UnreadableSource


def grid(file: Path) -> Grid:
    """Raises UnreadableSource where the file cannot be read, and MissingLibrary without pyarrow."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingLibrary(f"{file}: Parquet files are read by pyarrow", "parquet") from error
    try:
        with ParquetFile(file) as opened:
            table = opened.read()
            return grid_of(file, table.column_names, [column.to_pylist() for column in table.columns])
    except (OSError, ValueError, ArrowException) as error:
        said = " ".join(str(error).split())
        raise UnreadableSource(file, f"the file cannot be read ({said}).", "Write it again, or use CSV.") from error
