"""One import under way: its files, and what is found out while tables are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext

from salessheet.data.importing.database import Database, opened
from salessheet.data.importing.files import ForeignFile, Reading
from salessheet.data.importing.mapping import Mapping as HowTo
from salessheet.data.importing.mapping import Target
from salessheet.data.values import Mask


class Run:
    """One import: its files, and what is found out while tables are made of them.

    `taken`: the values that rows of a table have already in a column that is unique.
    """

    def __init__(self, how: HowTo, sources: Mapping[str, ForeignFile], reading: Reading) -> None:
        self.how = how
        self.sources = sources
        self.reading = reading
        self.used: dict[str, set[str]] = {}
        self.lacking: dict[str, list[str]] = {}
        self.taken: dict[tuple[str, str], set[str]] = {}

    def use(self, file: str, *names: str) -> None:
        self.used.setdefault(file, set()).update(names)

    def wanted(self, file: str, name: str) -> None:
        """A heading that the mapping would read, and the file does not have."""
        self.lacking.setdefault(file, []).append(name)

    def lacks(self, file: str, table: str) -> None:
        """A file that may be missing, and is."""
        self.reading.note("no_file", files=" / ".join(self.how.files[file].names), table=table)

    def miss(self, source: ForeignFile, name: str, values: Iterable[str]) -> None:
        """Values that the mapping waits for, and no row has."""
        if self.how.layout:
            return
        for value in values:
            self.reading.note("awaited", file=source.label, heading=name, value=value)

    def leave_out(self, target: Target, source: ForeignFile, where: Mask, kind: str, /, **facts: object) -> None:
        for file in dict.fromkeys(source.files[where].tolist()):
            rows = source.rows[where & (source.files == file)]
            self.reading.leave_out(target.into, file, rows, kind, **facts)

    def database(self) -> AbstractContextManager[Database | None]:
        """The files to be asked in SQL; None where the mapping asks nothing."""
        asked = [target.sql for target in self.how.targets if target.sql]
        return opened(self.how.name, self.sources, asked, self.reading) if asked else nullcontext()
