"""Workbooks: opened, made, saved and closed."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from xlwings import base_classes

from salessheet.engine.api.drawing_object import keep_sizes
from salessheet.engine.api.members import implements
from salessheet.engine.api.names import Names
from salessheet.engine.api.native import handed_out
from salessheet.engine.api.sheets import Sheets
from salessheet.engine.errors import ClosedBook, LockedStructure, PasswordNeeded, Refused, Unsupported
from salessheet.engine.model import opened as opened_workbook
from salessheet.engine.model.workbook import OpenWorkbook
from salessheet.engine.operations.charts import refresh_charts
from salessheet.engine.operations.settling import settle
from salessheet.engine.operations.table_following import follow_headers
from salessheet.engine.saving.export import saved, with_cells
from salessheet.errors import ProtectedWorkbook
from salessheet.files import written_whole
from salessheet.xlsx.encryption import NO_PASSWORDS, OnePassword, Password, Passwords
from salessheet.xlsx.package import Package, opened

if TYPE_CHECKING:
    from salessheet.engine.api.apps import App

SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam"})


@dataclass(frozen=True)
class OfOpenBooks:
    """Passwords that were told already."""

    passwords: tuple[Password, ...]
    source: str = "a workbook that is open"

    def of(self, path: Path) -> Iterable[Password]:
        del path
        return self.passwords


@implements(base_classes.Books)
class Books(base_classes.Books):
    """The books of an app, in the order in which they were opened."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []
        self._active: Book | None = None
        self._numbers = itertools.count(1)

    @property
    def api(self) -> Books:
        return self

    @property
    def active(self) -> Book:
        if self._active is not None:
            return self._active
        if not self._books:
            raise Refused("There is no active book.")
        return self._books[-1]

    def activate(self, book: Book) -> None:
        self._active = book

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, str):
            wanted = name_or_index.casefold()
            for book in self._books:
                if wanted in {book.name.casefold(), book.fullname.casefold(), Path(book.name).stem.casefold()}:
                    return book
            raise KeyError(name_or_index)
        if not 1 <= int(name_or_index) <= len(self._books):
            raise KeyError(name_or_index)
        return self._books[int(name_or_index) - 1]

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books))

    def add(self) -> Book:
        return self._put(opened_workbook.new(f"Book{next(self._numbers)}", self.app.engine.calculator, rendered))

    def open(self, fullname: str, *args: Any, **options: Any) -> Book:
        """Options that steer Excel's dialogs are taken and change nothing. What a password opened is saved with it.

        Where none is given, those of the workbooks that are open are tried, since nobody can be asked.
        """
        password = options.get("password") or (args[3] if len(args) > 3 else None)
        passwords = OnePassword(Password(str(password))) if password else self._passwords()
        try:
            book = opened_workbook.from_file(Path(fullname), self.app.engine.calculator, rendered, passwords)
        except ProtectedWorkbook as error:
            raise PasswordNeeded(fullname, error.tried if password else "") from error
        return self._put(book)

    def _passwords(self) -> Passwords:
        held = dict.fromkeys(one for book in self._books if (one := book.open.package.password) is not None)
        return OfOpenBooks(tuple(held)) if held else NO_PASSWORDS

    def remove(self, book: Book) -> None:
        if book in self._books:
            self._books.remove(book)
        if self._active is book:
            self._active = None

    def _put(self, book: OpenWorkbook) -> Book:
        made = Book(self, book)
        book.results.is_automatic = self.app.is_automatic
        self._books.append(made)
        self._active = made
        return made


@implements(base_classes.Book)
class Book(base_classes.Book):
    def __init__(self, books: Books, book: OpenWorkbook) -> None:
        self.books = books
        self._book: OpenWorkbook | None = book
        self._name = ""

    @property
    def open(self) -> OpenWorkbook:
        """Raises ClosedBook once it was closed."""
        if self._book is None:
            raise ClosedBook(self._name)
        return self._book

    def refuse_closed(self) -> None:
        if self._book is None:
            raise ClosedBook(self._name)

    def refuse_locked(self) -> None:
        """Raises LockedStructure where the workbook lets nobody change its sheets as a whole."""
        security = self.open.model.security
        if security is not None and security.lockStructure:
            raise LockedStructure(self.name)

    @property
    def api(self) -> Workbook:
        """openpyxl's workbook. What is changed through it is found on saving, which takes longer from then on."""
        self.open.hand_out()
        handed_out(self.open.model)
        return self.open.model

    @property
    def app(self) -> App:
        return self.books.app

    @property
    def name(self) -> str:
        return self.open.name

    @property
    def fullname(self) -> str:
        return str(self.open.path) if self.open.path is not None else self.open.name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.books.activate(self)

    def close(self) -> None:
        """Without saving. Closing it again does nothing."""
        self.books.remove(self)
        if self._book is not None:
            self._name, self._book = self.fullname, None

    def save(self, path: str | os.PathLike[str] | None = None, password: str | None = None) -> None:
        """Without a path, a new workbook is saved under its name in the working directory, as Excel does.

        Warns, once, of what had to be left out of the file. A file is replaced only when the new one is complete. It is
        encrypted with the password; without one, with that by which the workbook was opened or saved before. Where it
        stands and nothing was changed, it is left as it is.
        """
        target = self._target(path)
        if path is None and password is None and target.is_file() and not self.open.is_changed:
            return
        settle(self.open)
        for sheet in self.sheets:
            keep_sizes(sheet)
        refresh_charts(self.open)
        package, losses = saved(self.open, target)
        if password:
            package = package.protected_by(Password(password))
        if losses:
            warnings.warn(f"{target.name}: not everything could be kept: {'; '.join(losses)}.", stacklevel=4)
        with written_whole(target) as unfinished:
            package.write(unfinished)
        passwords = NO_PASSWORDS if package.password is None else OnePassword(package.password)
        self.open.was_saved(opened(target, passwords), target)

    def _target(self, path: str | os.PathLike[str] | None) -> Path:
        if path is not None:
            target = Path(path)
        elif self.open.path is not None:
            target = self.open.path
        else:
            target = Path(self.open.name)
        target = Path(os.path.abspath(target))  # noqa: PTH100  Path.resolve would follow links
        if not target.suffix:
            target = target.with_suffix(".xlsx")
        if target.suffix.lower() not in SUFFIXES:
            raise Unsupported("Book.save", f"openpyxl writes {', '.join(sorted(SUFFIXES))}, not {target.suffix}.")
        return target


def rendered(book: OpenWorkbook) -> Package:
    """A workbook as it stands, as a file: for whoever calculates its formulas."""
    follow_headers(book)
    return with_cells(book)
