"""The files of a folder's tables while they are changed: read once, written together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from salessheet.data.audit_trail import NOTHING, Entry, addition
from salessheet.data.collecting import together
from salessheet.data.collecting.writing import Records, records_of
from salessheet.data.commission import steps
from salessheet.data.sources import TEXT_FILES, tables_in
from salessheet.data.table_file import TableFile, empty_file, opened
from salessheet.errors import UnreadableSource
from salessheet.files import refusal
from salessheet.workbook.labels import Words
from salessheet.workbook.schema import Table

_IS_IT_OPEN = "Is a file of it open elsewhere?"


class TableFolder:
    """`names`: the file of each table that was asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: dict[str, str] = {}
        self._files: dict[str, TableFile] = {}
        self._changed: set[str] = set()
        self._records: dict[tuple[str, str], Records] = {}
        self._there: dict[str, tuple[str, str]] | None = None

    def recover(self) -> None:
        """Finishes what killed runs left that close periods or collect."""
        try:
            steps.recover(self.path)
            together.recover(self.path)
        except OSError as error:
            raise refusal(self.path, error, _IS_IT_OPEN) from error

    def has(self, table: type[Table]) -> bool:
        return table.key in self._tables()

    def is_text(self, table: type[Table]) -> bool:
        """Whether there is a file of it that can be changed."""
        return self.has(table) and Path(self._tables()[table.key][0]).suffix.lower() in TEXT_FILES

    def _tables(self) -> dict[str, tuple[str, str]]:
        if self._there is None:
            self._there = {key: (raw.file, raw.encoding) for key, raw in tables_in(self.path).items()}
        return self._there

    def file(self, table: type[Table]) -> TableFile:
        """Raises UnreadableSource where it is no text file, or could not be written back as it is."""
        if table.key not in self._files:
            name, encoding = self._tables().get(table.key, ("", ""))
            path = self.path / (name or f"{table.key}.csv")
            if name and path.suffix.lower() not in TEXT_FILES:
                raise UnreadableSource(path, "only tables in text files can be changed.", "Save it as CSV.")
            columns = [column for column in table.columns() if column.is_needed]
            self._files[table.key] = opened(path, table, encoding) if name else empty_file(path, table, columns, None)
            self.names[table.key] = path.name
        return self._files[table.key]

    def records(self, table: type[Table], words: Words) -> Records:
        """Its rows, without what was put since they were asked for first."""
        asked = (table.key, words.lang)
        if asked not in self._records:
            self._records[asked] = records_of(self.file(table), words)
        return self._records[asked]

    def put(self, file: TableFile) -> None:
        self._files[file.table.key] = file
        self._changed.add(file.table.key)
        for asked in [asked for asked in self._records if asked[0] == file.table.key]:
            del self._records[asked]

    def write(self, entries: Sequence[Entry], beside: Mapping[Path, bytes]) -> tuple[str, ...]:
        """Every changed file, what is logged, and the files `beside`: all of it, if need be with the next run.

        Raises RefusedOutput.
        """
        files = [self._files[key] for key in sorted(self._changed)]
        contents = {file.path.name: file.content() for file in files}
        try:
            together.write(self.path, contents, addition(self.path, entries) if entries else NOTHING, beside)
        except OSError as error:
            raise refusal(self.path, error, _IS_IT_OPEN) from error
        return tuple(contents)
