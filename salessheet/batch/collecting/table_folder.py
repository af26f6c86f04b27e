"""The files of a folder's tables while they are changed: read once, written together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from salessheet.data.audit_trail import NOTHING, Entry, addition
from salessheet.data.collecting import together
from salessheet.data.collecting.comparison import Change
from salessheet.data.collecting.writing import Edits, Records, records_of
from salessheet.data.commission import steps
from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.data.sources import TEXT_FILES, tables_in
from salessheet.data.table_file import TableFile, empty_file, opened, with_changes
from salessheet.errors import UnreadableSource
from salessheet.files import refusal
from salessheet.workbook.labels import Words
from salessheet.workbook.schema import Table

_IS_IT_OPEN = "Is a file of it open elsewhere?"


class Lack(NamedTuple):
    """What is not there to be written into. `kind`: as the labels word it; `column`: its key, blank for the table."""

    kind: str
    column: str = ""


class Meaning(NamedTuple):
    """A change of a table's row, and the language of the words in its cells."""

    lang: str
    change: Change


class TableFolder:
    """`names`: the file of each table that was asked for."""

    def __init__(self, path: Path) -> None:
        """`path`: the folder that has audit.csv, and the note of a run that was killed."""
        self.path = path
        self.names: dict[str, str] = {}
        self._files: dict[str, TableFile] = {}
        self._changed: set[str] = set()
        self._records: dict[tuple[str, str], Records] = {}
        self._there: dict[str, tuple[str, str]] | None = None

    @property
    def name(self) -> str:
        """What the source of the tables is called."""
        return str(self.path)

    def dataset(self) -> Dataset:
        """Raises what `load` raises."""
        return load(self.path)

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

    def lack(self, table: type[Table], columns: Collection[str]) -> Lack | None:  # noqa: ARG002  others lack some
        """Why nothing can be written into these columns of a table; None where it can: a file gets what it lacks."""
        return None

    def change(self, file: TableFile, found: Edits, meant: Sequence[Meaning]) -> None:  # noqa: ARG002  others note it
        """The file with the edits from now on. `meant`: the changes that they come from."""
        file = with_changes(file, found.updates, found.gone, found.added)
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
