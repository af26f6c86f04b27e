"""Workbooks as one listener sees them: the lines that are for that audience, and no way to any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from salessheet.batch.books import program_version
from salessheet.batch.file_names import CENTRE, escaped
from salessheet.data.audiences import part_of
from salessheet.data.dataset import Dataset, as_of
from salessheet.data.filling import Scope, edition_of
from salessheet.data.slices import for_team, teams
from salessheet.errors import InvalidOption, NotASalesCenter, UserError
from salessheet.mcp.sight import Sight
from salessheet.workbook.audience import Audience, audience_of
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of, named_range
from salessheet.workbook.measures import Flavour
from salessheet.workbook.sheets.commission.ledger import Ledger
from salessheet.workbook.sheets.commission.statement import Stated
from salessheet.workbook.tables import Reps
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, read
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from salessheet.xlsx.identity import tabs_of, words_of

_LOCK: Final = ("~$", ".")  # what names of files begin with that are no workbooks of anybody
_NAMED: Final = 20  # workbooks that a refusal names


@dataclass(frozen=True, eq=False)
class SeenBook:
    """`places`: where each line stands that the listener sees; `read` gives its cells in reading order."""

    name: str
    words: Words
    places: Mapping[Line, Area]
    _read: Callable[[Line], Sequence[object]]
    _formula: Callable[[Line, CellRef], str]

    def cells(self, line: Line) -> Sequence[object]:
        """Empty for a line that the listener does not see, or the workbook does not have."""
        return self._read(line) if line in self.places else ()

    def formula(self, line: Line, cell: CellRef) -> str:
        """As the cell has it; blank where a value stands."""
        return self._formula(line, cell) if line in self.places else ""

    def line_at(self, cell: CellRef) -> Line | None:
        return next((line for line, area in self.places.items() if area.covers(cell)), None)


class Books(Protocol):
    """Workbooks by the names that are told; nothing else opens one."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def book(self, name: str) -> SeenBook:
        """Blank for the first. Raises InvalidOption for a name that was not told, and what reading one raises."""
        ...


@dataclass(frozen=True, eq=False)
class DataBooks:
    """The workbooks that the data would fill for the listener: that of the centre and of each team, or one person's.

    `whole`: what answers may come of. `data`: all that those workbooks are filled from, which says where cells stand.
    """

    whole: Dataset
    data: Dataset
    sight: Sight
    words: Words
    _known: dict[str, SeenBook] = field(default_factory=dict, init=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.sight.rep,) if self.sight.rep else (CENTRE, *teams(self.whole))

    def book(self, name: str) -> SeenBook:
        chosen = _chosen(name, self.names)
        if chosen not in self._known:
            team = "" if self.sight.rep or chosen == CENTRE else chosen
            part = for_team(self.whole, team) if team else self.whole
            built = part_of(self.data, team, self.sight.listener.audience, self.sight.rep)
            told, whole = self._edition(team, part), self._edition(team, built, at_once=False)
            self._known[chosen] = _of_editions(chosen, told, whole, self.sight)
        return self._known[chosen]

    def _edition(self, team: str, part: Dataset, *, at_once: bool = True) -> Edition:
        day = as_of(self.data)
        if day is None:
            raise InvalidOption("No deal, order, receipt or activity has a date.", "Ask again when something has.")
        if self.sight.rep:
            team = str(self.whole.column(Reps.team_id).iloc[0])
        first_month = int(self.whole.settings["first_month"] or 1)
        scope = Scope(
            team, day.replace(day=1), day, first_month, self.words, program_version(), stated=self.sight.rep or None,
            audience=self.sight.listener.audience, rep=self.sight.rep,
        )  # fmt: skip  # in the order of the fields
        return edition_of(part, scope, Flavour.NATIVE, at_once=at_once)


@dataclass(frozen=True, eq=False)
class FolderBooks:
    """Finished workbooks of a folder, by their place in it; to a person only those that are that person's own.

    Which might be is told by their names, the id, as `build` writes it, or that and more after `~` or a space; which
    are, by what they hold.
    """

    folder: Path
    sight: Sight
    passwords: Passwords = NO_PASSWORDS
    _known: dict[str, tuple[int, tuple[BookFile, SeenBook]]] = field(default_factory=dict, init=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._files())

    @property
    def lang(self) -> str:
        """Of the workbook that was read last, else of the first; English where none can be read."""
        if not self._known:
            with suppress(UserError):
                self._read("")
        return next((seen.words.lang for _, (_, seen) in reversed(self._known.values())), "en")

    def book(self, name: str) -> SeenBook:
        return self._read(name)[1]

    def opened(self, name: str) -> BookFile:
        """The file itself, for those who compare all of it."""
        return self._read(name)[0]

    def _read(self, name: str) -> tuple[BookFile, SeenBook]:
        """Again whenever it has changed."""
        chosen, file = self._file(name)
        changed = file.stat().st_mtime_ns
        known = self._known.get(chosen)
        if known is None or known[0] != changed:
            opened = self._opened(chosen, file)
            known = self._known[chosen] = changed, (opened, _of_file(chosen, opened, self.sight))
        return known[1]

    def _opened(self, name: str, file: Path) -> BookFile:
        book = read(file, self.passwords)
        if self.sight.rep and not _is_of(book, self.sight.rep):
            raise InvalidOption(f"{name} is not the workbook of {self.sight.rep} alone.", "Name one that is.")
        return book

    def _file(self, name: str) -> tuple[str, Path]:
        files = self._files()
        chosen = _chosen(name, tuple(files))
        return chosen, files[chosen]

    def _files(self) -> dict[str, Path]:
        """By their place in the folder. What a link leads out of it is not in it."""
        root = self.folder.resolve()
        found = sorted(path for path in self.folder.rglob("*.xlsx") if not path.name.startswith(_LOCK))
        inside = (path for path in found if path.is_file() and path.resolve().is_relative_to(root))
        return {path.relative_to(self.folder).as_posix(): path for path in inside if self._may_be_told(path)}

    def _may_be_told(self, path: Path) -> bool:
        wanted = escaped(self.sight.rep)
        return not self.sight.rep or path.stem == wanted or path.stem.startswith((f"{wanted}~", f"{wanted} "))


def _chosen(name: str, known: tuple[str, ...]) -> str:
    if not known:
        raise InvalidOption("There is no workbook.", "Build some into the folder: `salessheet build`.")
    if name and name not in known:
        more = f" and {len(known) - _NAMED:,} more" if len(known) > _NAMED else ""
        raise InvalidOption(f"There is no workbook '{name}'.", f"Name one of {', '.join(known[:_NAMED])}{more}.")
    return name or known[0]


def _is_of(book: BookFile, rep: str) -> bool:
    """Whether it is the workbook of one person, this one: nobody else is paid in it."""
    payees = {str(cell) for cell in _stored(book, name_of(_of_ledger("payee"))) if cell not in (None, "")}
    stated = [str(cell) for cell in _stored(book, name_of(Stated.rep_id))]
    return audience_of(tabs_of(book, words_of(book))) is Audience.REP and stated == [rep] and payees <= {rep}


def _of_ledger(key: str) -> Line:
    return next(line for line in Ledger.lines if line.key == key)


def _of_editions(name: str, book: Edition, whole: Edition, sight: Sight) -> SeenBook:
    """`whole`: the workbook that is built, in which more may stand than is told."""
    named = {n: named_range(whole.layout, n) for n in book.layout.places if n in sight.lines_of_data}
    places = {n: Area(place.sheet, place.top, place.left, place.bottom, place.right) for n, place in named.items()}

    def cells(line: Line) -> Sequence[object]:
        found = book.cells(line)
        return [*found, *[None] * (places[line].size - len(found))]

    def formula(line: Line, cell: CellRef) -> str:
        found = whole.pattern(line)
        return "" if found is None else found.at(cell.row, cell.column)

    return SeenBook(name, book.words, places, cells, formula)


def _of_file(name: str, book: BookFile, sight: Sight) -> SeenBook:
    """Raises NotASalesCenter for another workbook."""
    places = {line: area for line in sight.lines if (area := book.named(name_of(line))) is not None}
    if not places:
        raise NotASalesCenter(name, [name_of(Stated.rep_id)])

    def formula(_line: Line, cell: CellRef) -> str:
        found = book.formulas.get(book.covered.get(cell, cell))
        return "" if found is None else found.text

    return SeenBook(name, words_of(book), places, lambda line: _stored(book, name_of(line)), formula)


def _stored(book: BookFile, name: str) -> Sequence[object]:
    area = book.named(name)
    return [] if area is None else [book.stored(cell) for cell in area.cells()]
