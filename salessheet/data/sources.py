"""Sources of input tables: a folder of text files, or a workbook. What comes out is text, checked for shape alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import delimited, spreadsheets
from salessheet.data.cell_texts import cell_text
from salessheet.data.delimited import Records
from salessheet.errors import InvalidOption, MissingTable, UnreadableSource
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.schema import Table
from salessheet.workbook.tables import BY_KEY, TABLES

Texts = npt.NDArray[np.object_]

_TEXT_FILES = {".csv", ".tsv", ".txt"}
_BOOKS = {".xlsx", ".xlsm"}
_SEARCHED = 20  # rows in which a header may stand, below titles


@dataclass(frozen=True)
class Ragged:
    """A row with more or fewer cells than the header. More means that its values stand in wrong columns."""

    row: int
    found: int
    expected: int


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as text. `columns` has the declared columns found, by key; `rows` are the numbers people see."""

    table: type[Table]
    file: str
    columns: Mapping[str, Texts]
    rows: npt.NDArray[np.int64]
    ragged: tuple[Ragged, ...] = ()


@dataclass(frozen=True, eq=False)
class RawSource:
    """All tables of a source by key, and the files or sheets that hold none."""

    name: str
    tables: Mapping[str, RawTable]
    ignored: tuple[str, ...]


def read(source: Path | str) -> RawSource:
    """The tables of a folder or workbook. Files, sheets and headers may be named in any language, in any case.

    Raises UnreadableSource where something cannot be read, MissingTable where teams, reps or deals are missing, and
    InvalidOption for a database address.
    """
    if "://" in str(source):
        raise InvalidOption(
            f"{source}: databases are not supported in this version.", "Export the tables to a folder of CSV files."
        )
    path = Path(source)
    try:
        kind = "folder" if path.is_dir() else "file" if path.exists() else "nothing"
    except OSError as error:
        raise UnreadableSource(path, f"it cannot be opened ({error.strerror}).", "Check its permissions.") from error
    if kind == "nothing":
        raise UnreadableSource(path, "there is no such file or folder.", "Check the path.")
    if kind == "file" and path.suffix.lower() not in _BOOKS:
        raise UnreadableSource(
            path, "this is neither a folder nor an .xlsx workbook.", "Name the folder the files are in."
        )
    found = _folder(path) if kind == "folder" else _book(path)
    tables: dict[str, RawTable] = {}
    ignored = []
    for table, name, records in found:
        if table is None:
            ignored.append(name)
        elif table.key in tables:
            raise UnreadableSource(
                path, f"both {tables[table.key].file} and {name} hold the table '{table.key}'.", "Keep one of them."
            )
        else:
            tables[table.key] = shaped(table, name, records, may_be_short=kind == "file")
    for table in TABLES:
        if table.required and table.key not in tables:
            raise MissingTable(path, table.key, tuple(c.key for c in table.columns() if c.identifies or c.required))
    return RawSource(str(path), tables, tuple(ignored))


def normal(name: str) -> str:
    """A name as it is compared: without case, blanks, underscores, hyphens and the width of its characters."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", name).casefold())


@cache
def table_names() -> Mapping[str, type[Table]]:
    """Every name a table may go by → the table."""
    words = [Words.load(lang) for lang in LANGUAGES]
    return {normal(name): t for t in TABLES for name in (t.key, *(w.title(t) for w in words))}


@cache
def column_names(key: str) -> Mapping[str, str]:
    """Every name a column of the table of that key may go by → the column's key."""
    table = BY_KEY[key]
    words = [Words.load(lang) for lang in LANGUAGES]
    return {normal(name): c.key for c in table.columns() for name in (c.key, *(w.label(c) for w in words))}


def shaped(table: type[Table], file: str, records: Records, *, may_be_short: bool = False) -> RawTable:
    """Records as columns. The header is the first row that names all columns the table cannot do without.

    `may_be_short`: whether a row that ends before the header does is as it should be, like those of a sheet.
    """
    if not records:
        raise UnreadableSource(file, "it is empty.", "It needs a header row, then a row for each record.")
    must = {c.key for c in table.columns() if (c.identifies or c.required) and c.default is None}
    headers = [_header(table, file, row) for _, row in records[:_SEARCHED]]
    start = next((i for i, header in enumerate(headers) if must <= set(header)), None)
    if start is None:
        nearest = max(range(len(headers)), key=lambda place: len(headers[place]))
        best = headers[nearest]
        wanting = [column.key for column in table.columns() if column.key in must and column.key not in best]
        raise UnreadableSource(
            file,
            f"the table '{table.key}' lacks the column{'s' * (len(wanting) > 1)} {', '.join(wanting)}.",
            f"Its header is: {', '.join(cell.strip() for cell in records[nearest][1])}.",
        )
    header, width = headers[start], len(records[start][1])
    body = records[start + 1 :]
    ragged = tuple(
        Ragged(n, len(row), width)
        for n, row in body
        if (len(row) < width and not may_be_short) or any(map(str.strip, row[width:]))
    )
    columns = {
        key: np.array([row[place] if place < len(row) else "" for _, row in body], dtype=object)
        for key, place in header.items()
    }
    return RawTable(table, file, columns, np.array([n for n, _ in body], dtype=np.int64), ragged)


def _header(table: type[Table], file: str, row: list[str]) -> dict[str, int]:
    """Key of each declared column named in the row → its place. A unit in brackets after the name is let pass."""
    names = column_names(table.key)
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        key = names.get(normal(cell)) or names.get(normal(re.sub(r"[(（].*[)）]\s*$", "", cell)))
        if key is None:
            continue
        if key in places:
            raise UnreadableSource(file, f"the column '{key}' stands twice in the header.", "Remove or rename one.")
        places[key] = place
    return places


def _folder(path: Path) -> Iterator[tuple[type[Table] | None, str, Records]]:
    names = table_names()
    try:
        files = sorted(child for child in path.iterdir() if child.is_file() and not child.name.startswith((".", "~$")))
    except OSError as error:
        raise UnreadableSource(
            path, f"the folder cannot be read ({error.strerror}).", "Check its permissions."
        ) from error
    for file in files:
        table = names.get(normal(file.stem))
        suffix = file.suffix.lower()
        if table is not None and suffix in _TEXT_FILES:
            yield table, file.name, delimited.records(file)
        elif table is not None and suffix == ".parquet":
            yield table, file.name, _parquet(file)
        else:
            yield None, file.name, []


def _book(path: Path) -> Iterator[tuple[type[Table] | None, str, Records]]:
    names = table_names()
    for sheet, grid in spreadsheets.sheets(path).items():
        table = names.get(normal(sheet))
        yield table if grid.rows else None, f"{path.name} · {sheet}", grid.rows


def _parquet(file: Path) -> Records:
    try:
        frame = pd.read_parquet(file)
    except ImportError as error:
        raise UnreadableSource(file, "Parquet files need the package pyarrow.", "Install it, or use CSV.") from error
    except (OSError, ValueError) as error:
        raise UnreadableSource(file, f"the file cannot be read ({error}).", "Write it again, or use CSV.") from error
    header = [str(name) for name in frame.columns]
    blank = frame.astype(object).where(frame.notna(), None)
    rows = [[cell_text(cell) for cell in row] for row in blank.itertuples(index=False, name=None)]
    return list(enumerate([header, *rows], start=1))
