"""A text file of a table, changed row by row: whatever is not changed keeps its bytes, its words and its encoding."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salessheet.data.heading_units import bracketed
from salessheet.data.reading import delimited, encodings
from salessheet.data.reading.grids import Records, TextForm
from salessheet.data.reading.headed import SEARCHED
from salessheet.data.sources import column_names, normal
from salessheet.errors import UnreadableSource
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Column
from salessheet.workbook.schema import Table

_DELIMITERS: Final = ",;\t|"
_SAVE_AGAIN: Final = "Save it as CSV UTF-8."

Row = dict[str, str]
"""Key of a column → the text of a cell."""


@dataclass(frozen=True)
class _Record:
    """A row as it stands in the file, with the end of its line, and its cells."""

    text: str
    cells: tuple[str, ...]

    @property
    def end(self) -> str:
        return self.text[len(self.text.rstrip("\r\n")) :]

    @property
    def is_blank(self) -> bool:
        return not "".join(self.cells).strip()


@dataclass(frozen=True, eq=False)
class TableFile:
    """`records` are all its rows; the one at `heading` names the columns: key → place. `mark`: that of byte order."""

    path: Path
    table: type[Table]
    encoding: str
    mark: bytes
    delimiter: str
    records: tuple[_Record, ...]
    heading: int
    columns: Mapping[str, int]

    @property
    def words(self) -> Words | None:
        """The words of the language that its heading is in; None where it has the keys of the columns."""
        headings = {key: self.records[self.heading].cells[place] for key, place in self.columns.items()}
        if all(normal(heading) == normal(key) for key, heading in headings.items()):
            return None
        labels = {column.key: column for column in self.table.columns()}

        def alike(words: Words) -> int:
            return sum(normal(words.label(labels[key])) == normal(heading) for key, heading in headings.items())

        return max((Words.load(lang) for lang in LANGUAGES), key=alike)

    def content(self) -> bytes:
        """Its bytes. Raises UnreadableSource where its encoding lacks a character."""
        try:
            return self.mark + "".join(record.text for record in self.records).encode(self.encoding)
        except UnicodeEncodeError as error:
            lacking = error.object[error.start]
            raise UnreadableSource(
                self.path, f"its encoding, {self.encoding}, has no '{lacking}'.", _SAVE_AGAIN
            ) from error


def opened(path: Path, table: type[Table], encoding: str = "") -> TableFile:
    """The file as it stands. `encoding`: what somebody says of it, if anybody does.

    Raises UnreadableSource where it cannot be read, or could not be written back as it is.
    """
    grid = delimited.grid(path, TextForm(encoding))
    raw = path.read_bytes()
    mark = encodings.mark(raw)
    text = raw[len(mark) :].decode(grid.encoding, "replace")
    if mark + text.encode(grid.encoding, "replace") != raw:
        raise UnreadableSource(
            path, f"it cannot be changed without loss: not all of it is {grid.encoding}.", _SAVE_AGAIN
        )
    delimiter, records = _divided(path, text, grid.rows)
    for place, record in [(p, r) for p, r in enumerate(records) if not r.is_blank][: SEARCHED + 1]:
        columns = _columns(table, record.cells)
        if {c.key for c in table.columns() if c.is_needed and c.default is None} <= set(columns):
            return TableFile(path, table, grid.encoding, mark, delimiter, records, place, columns)
    raise UnreadableSource(path, f"it has no heading of the table '{table.key}'.", "Check its first row.")


def _divided(path: Path, text: str, wanted: Records) -> tuple[str, tuple[_Record, ...]]:
    """The rows with the text of each, divided by the delimiter with which they are what reading them gives."""
    cells = [row for _, row in wanted]
    for delimiter in dict.fromkeys((*_DELIMITERS, *_named_by_excel(text))):
        records = tuple(_records(text, delimiter))
        filled = [list(record.cells) for record in records if not record.is_blank]
        if cells in (filled, filled[1:]):
            return delimiter, records
    raise UnreadableSource(path, "its quotation marks are not those of CSV, so that it cannot be changed.", _SAVE_AGAIN)


def _named_by_excel(text: str) -> str:
    return text[4:5] if text[:4].lower() == "sep=" else ""


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    kept: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            kept.append(line)
            yield line

    for cells in csv.reader(lines(), delimiter=delimiter):
        yield _Record("".join(kept), tuple(cells))
        kept.clear()


def _columns(table: type[Table], cells: Sequence[str]) -> dict[str, int]:
    names = column_names(table.key)
    keys = [names.get(normal(cell)) or names.get(normal(bracketed(cell)[0])) for cell in cells]
    return {key: place for place, key in reversed(list(enumerate(keys))) if key is not None}


def empty_file(path: Path, table: type[Table], columns: Sequence[Column], words: Words | None) -> TableFile:
    """A file that is yet to be written, with a heading alone, which is in the language of the words, else of keys."""
    cells = tuple(column.key if words is None else words.label(column) for column in columns)
    places = {column.key: place for place, column in enumerate(columns)}
    heading = _Record(",".join(cells) + "\n", cells)
    return TableFile(path, table, "utf-8", codecs.BOM_UTF8, ",", (heading,), 0, places)


def of_records(path: Path, table: type[Table], rows: Sequence[Sequence[str]]) -> TableFile:
    """Rows that stand in no file, the first of them the heading, as one in UTF-8 would have them."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    columns = _columns(table, rows[0])
    return TableFile(path, table, "utf-8", codecs.BOM_UTF8, ",", tuple(_records(text.getvalue(), ",")), 0, columns)


def with_row(file: TableFile, is_it: Callable[[Row], bool], values: Row, new: Row) -> TableFile:
    """The file with the texts `values` in the rows that are meant, or with the row `new` where there is none.

    Columns that the file lacks are added on the right, unless all there is to write in them is blank; they are named
    in the language of its heading.
    """
    lacking = [key for key, text in (new | values).items() if key not in file.columns and text]
    width = len(file.records[file.heading].cells)
    columns = {**file.columns, **{key: width + place for place, key in enumerate(lacking)}}
    records = [_widened(file, place, record, lacking) for place, record in enumerate(file.records)]
    found = [place for place, record in enumerate(records) if place > file.heading and is_it(_row(record, columns))]
    for place in found:
        records[place] = _rewritten(file, records[place], columns, values)
    if not found:
        end = records[file.heading].end or "\n"
        if records and not records[-1].end:
            records[-1] = _Record(records[-1].text + end, records[-1].cells)
        blank = _Record(end, ("",) * (width + len(lacking)))
        records.append(_rewritten(file, blank, columns, new))
    return TableFile(
        file.path, file.table, file.encoding, file.mark, file.delimiter, tuple(records), file.heading, columns
    )


def with_changes(file: TableFile, updates: Mapping[int, Row], gone: Collection[int], added: Sequence[Row]) -> TableFile:
    """The file with texts in the rows at some places, without the rows `gone`, and with rows below the last.

    Columns that the file lacks are added as `with_row` does it.
    """
    texts = {key: text for row in (*updates.values(), *added) for key, text in row.items() if text}
    lacking = [key for key in texts if key not in file.columns]
    width = len(file.records[file.heading].cells)
    columns = {**file.columns, **{key: width + place for place, key in enumerate(lacking)}}
    records = []
    for place, record in enumerate(file.records):
        if place not in gone:
            wide = _widened(file, place, record, lacking)
            records.append(_rewritten(file, wide, columns, updates[place]) if place in updates else wide)
    end = file.records[file.heading].end or "\n"
    if added and not records[-1].end:
        records[-1] = _Record(records[-1].text + end, records[-1].cells)
    blank = _Record(end, ("",) * (width + len(lacking)))
    records += [_rewritten(file, blank, columns, row) for row in added]
    return TableFile(
        file.path, file.table, file.encoding, file.mark, file.delimiter, tuple(records), file.heading, columns
    )


def _row(record: _Record, columns: Mapping[str, int]) -> Row:
    return {key: record.cells[place] if place < len(record.cells) else "" for key, place in columns.items()}


def _widened(file: TableFile, place: int, record: _Record, lacking: Sequence[str]) -> _Record:
    """The row with cells for the columns that are added: their names in the heading, blank below it."""
    if not lacking or place < file.heading or record.is_blank:
        return record
    cells = _headings(file, lacking) if place == file.heading else [""] * len(lacking)
    body = record.text[: len(record.text) - len(record.end)]
    added = "".join(f"{file.delimiter}{_quoted(file, cell)}" for cell in cells)
    return _Record(f"{body}{added}{record.end}", (*record.cells, *cells))


def _headings(file: TableFile, keys: Sequence[str]) -> list[str]:
    words, columns = file.words, {column.key: column for column in file.table.columns()}
    return [key if words is None else words.label(columns[key]) for key in keys]


def _rewritten(file: TableFile, record: _Record, columns: Mapping[str, int], values: Row) -> _Record:
    cells = list(record.cells)
    for key, text in values.items():
        if key in columns:
            cells += [""] * (columns[key] + 1 - len(cells))
            cells[columns[key]] = text
    return _Record(file.delimiter.join(_quoted(file, cell) for cell in cells) + record.end, tuple(cells))


def _quoted(file: TableFile, cell: str) -> str:
    is_plain = not any(sign in cell for sign in (file.delimiter, '"', "\r", "\n"))
    return cell if is_plain else '"' + cell.replace('"', '""') + '"'
