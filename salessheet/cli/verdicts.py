"""Workbooks verified, one after the other or on several processes at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from salessheet.calc import (
    BookFile,
    Difference,
    Engine,
    Reserve,
    Verification,
    against_data,
    language_of,
    read,
    started,
)
from salessheet.calc import (
    verify as verified,
)
from salessheet.calc.soundness import Manifest
from salessheet.cli import structure, tongue
from salessheet.cli.several import Told, each_of
from salessheet.data.dataset import Dataset
from salessheet.data.load import load
from salessheet.errors import EngineFailed, UserError
from salessheet.xlsx.calculation import asks_for_calculation
from salessheet.xlsx.encryption import Passwords
from salessheet.xlsx.other_version import names_of_this_version


@dataclass(frozen=True, eq=False)
class Verdict:
    """What came of one workbook: an error, or what was verified and what differs from the data.

    `from_data`: None where nobody compared it; `is_to_be_as_data`: somebody was to. `is_stale`: the file asks for a
    calculation when it is opened. `lang`: the language of the workbook; blank for one of somebody else.
    """

    path: Path
    error: UserError | None = None
    verification: Verification | None = None
    from_data: tuple[Difference, ...] | None = None
    structure: structure.Structure | None = None
    is_to_be_as_data: bool = False
    is_stale: bool = False
    lang: str = ""

    @property
    def differences(self) -> tuple[Difference, ...]:
        return (*(self.verification.differences if self.verification else ()), *(self.from_data or ()))

    @property
    def exit_code(self) -> int:
        if self.verification is None:
            return 2
        is_declared = self.structure is None or not self.structure.findings
        is_done = self.from_data is not None or not self.is_to_be_as_data
        return 0 if self.verification.is_clean and not self.from_data and is_declared and is_done else 1


@dataclass(frozen=True)
class Asked:
    """How workbooks are to be verified. `engines`: their names, () for the first there is; `source`: the input data."""

    engines: tuple[str, ...]
    source: str | None
    encoding: str
    manifest: Manifest
    passwords: Passwords


def verdicts(books: Sequence[Path], asked: Asked, jobs: int, told: Told | None) -> list[Verdict]:
    """Of each workbook, in their order. Raises InvalidOption and EngineMissing before any is read."""
    with started(asked.engines):
        pass
    return each_of(_verdict, books, _desk, (asked,), jobs, _lost, told)


@dataclass(eq=False)
class _Sources:
    """The input data, read once a language."""

    source: str | None
    encoding: str = ""
    _read: dict[str, Dataset] = field(default_factory=dict)

    def differences(self, book: BookFile) -> tuple[Difference, ...] | None:
        if self.source is None or names_of_this_version(book.package):
            return None
        words = language_of(book)
        if words.lang not in self._read:
            self._read[words.lang] = load(self.source, words, self.encoding)
        return against_data(book, self._read[words.lang], words)


@dataclass(frozen=True)
class _Desk:
    """All that a process verifies workbooks with."""

    asked: Asked
    engines: Sequence[Engine]
    others: Reserve
    sources: _Sources


@contextmanager
def _desk(asked: Asked) -> Iterator[_Desk]:
    with (
        started(asked.engines) as engines,
        Reserve([engine.name for engine in engines], may_stand_in=not asked.engines) as others,
    ):
        yield _Desk(asked, engines, others, _Sources(asked.source, asked.encoding))


def _verdict(desk: _Desk, path: Path) -> Verdict:
    try:
        book = read(path, desk.asked.passwords)
        return Verdict(
            path,
            from_data=desk.sources.differences(book),
            verification=_verification(book, desk.engines, desk.others),
            structure=structure.structure_of(book, desk.asked.manifest),
            is_to_be_as_data=desk.asked.source is not None,
            is_stale=asks_for_calculation(book.package),
            lang=tongue.of_tabs(book.package.tabs),
        )
    except EngineFailed as error:
        return Verdict(path, UserError(f"{path}: {error.wrong}", error.mend))
    except UserError as error:
        return Verdict(path, error)


def _lost(path: Path) -> Verdict:
    wrong = f"{path}: the process that verified it ended without a word, alone as well; perhaps the memory was full."
    return Verdict(path, UserError(wrong, "Verify it with fewer processes: --jobs 1."))


def _verification(book: BookFile, engines: Sequence[Engine], others: Reserve) -> Verification:
    """By the engines that were asked for; where nobody asked for one and it fails, by the next that does not."""
    try:
        return verified(book, engines, others=others)
    except EngineFailed:
        for other in others if others.may_stand_in else ():
            try:
                return verified(book, [other], others=others)
            except EngineFailed:
                continue
        raise
