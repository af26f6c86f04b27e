"""A workbook without any add-in, calculated anew by a real LibreOffice: as it was built, and as managers hand it on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import xlwings as xw

from salessheet.batch import build
from salessheet.engine import open_book, register
from salessheet.engine.saving.export import saved
from salessheet.errors import ErrorKind
from salessheet.macros import freeze, go_live
from salessheet.workbook.general import Settings
from salessheet.workbook.labels import LANGUAGES
from salessheet.workbook.layout import name_of
from salessheet.xlsx.book_file import Value, read
from salessheet.xlsx.package import opened
from tests.hosts.april_centre import TEAM, write
from tests.office.libreoffice import Office

CENTRE: Final = "centre"
_EXCEL: Final = "xlsx:Calc MS Excel 2007 XML"
_STORED: Final = re.compile(
    rb'(<c r="[A-Z0-9]+"(?: s="\d+")?(?: t="(?:str|n)")?><f[^>]*(?:/>|>[^<]*</f>)<v>)[^<]*(?=</v>)'
)
_LEAST: Final = 10_000  # formulas of a workbook

Cells = Mapping[tuple[str, int, int], Value]


def live_and_back(book: xw.Book) -> None:
    """Somebody tried the add-in, and switched it off."""
    go_live(book)
    book.names[name_of(Settings.use_python)].refers_to_range.value = False


def live_and_frozen(book: xw.Book) -> None:
    go_live(book)
    freeze(book, to="plain")


class Case(NamedTuple):
    lang: str
    name: str
    done: Callable[[xw.Book], object] | None = None

    def __str__(self) -> str:
        return f"{self.lang} {self.name} {self.done.__name__ if self.done else 'as built'}"


def to_plain(book: xw.Book) -> None:
    freeze(book, to="plain")


def to_values(book: xw.Book) -> None:
    freeze(book, to="values")


CASES: Final = (
    Case("en", TEAM),
    Case("zh-CN", CENTRE),
    Case("en", TEAM, to_plain),
    Case("en", CENTRE, live_and_frozen),
    Case("zh-CN", TEAM, live_and_back),
    Case("zh-CN", CENTRE, to_values),
)
"""Two of the books stand here but changed, with the formulas as built: frozen to plain ones, and switched back."""


def changed(path: Path, done: Callable[[xw.Book], object], target: Path) -> None:
    register(activate=True)  # as `salessheet run` does
    with open_book(path) as book:
        done(book)
        package, losses = saved(book.impl.open, target)
    assert not losses
    package.write(target)


def spoil(path: Path) -> None:
    """Every number and text that is stored beside a formula: who reads it and does not calculate gives himself away."""
    package, formulas = opened(path), 0
    spoilt = {}
    for part in package.sheet_parts().values():
        spoilt[part], count = _STORED.subn(rb"\g<1>12345", package.parts[part])
        formulas += count
    assert formulas > _LEAST
    package.with_parts(spoilt).write(path)


def cells(path: Path) -> Cells:
    """What every cell shows, of those that show anything."""
    sheets = read(path).sheets
    return {(name, *cell): v for name, sheet in sheets.items() for cell, v in sheet.values.items() if v != ""}


Recalculated = dict[Case, tuple[Cells, Cells]]
"""By case, what the build stored and what LibreOffice made of it."""


@pytest.fixture(scope="module")
def recalculated(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Recalculated:
    folder = tmp_path_factory.mktemp("recalculated")
    built = {lang: _built(folder / lang, lang) for lang in LANGUAGES}
    handed = {case: folder / f"{case}.xlsx" for case in CASES}
    for case, path in handed.items():
        source = built[case.lang] / f"{case.name}.xlsx"
        if case.done is None:
            opened(source).write(path)
        else:
            changed(source, case.done, path)
        spoil(path)
    found = office.converted(list(handed.values()), folder / "found", _EXCEL, "xlsx")
    return {
        case: (cells(built[case.lang] / f"{case.name}.xlsx"), cells(path))
        for case, path in zip(handed, found, strict=True)
    }


def _built(folder: Path, lang: str) -> Path:
    return build(write(folder / "data", lang), folder / "books", lang=lang, formulas="python").out


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_cell_shows_what_the_build_stored_and_no_error(recalculated: Recalculated, case: Case) -> None:
    stored, found = recalculated[case]

    assert [cell for cell, value in found.items() if isinstance(value, ErrorKind) and stored.get(cell) != value] == []
    assert list(_differing(stored, found)) == []


def _differing(stored: Cells, found: Cells) -> Iterator[tuple[object, ...]]:
    for cell in sorted({*stored, *found}):
        one, other = stored.get(cell), found.get(cell)
        if isinstance(one, int | float) and isinstance(other, int | float):
            if not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9):
                yield cell, one, other
        elif one != other:
            yield cell, one, other
