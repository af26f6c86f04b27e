"""Small centres written down row by row, so that every number in their workbooks can be worked out by hand."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, cells_of, edition_of
from salessheet.data.load import load
from salessheet.data.slices import for_team
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.xlsx.addresses import CellRef


def dataset_of(tables: Mapping[str, str], lang: str = "en") -> Dataset:
    """Loads tables given as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        for key, text in tables.items():
            Path(folder, f"{key}.csv").write_text(text, encoding="utf-8")
        return load(folder, Words.load(lang))


def book_of(dataset: Dataset, team: str, day: dt.date, lang: str = "en") -> Edition:
    """The workbook of a team, or of the centre, for the month of a day that is the last of the data."""
    return edition_of(*_part(dataset, team, day, lang), Flavour.NATIVE)


def lines_of(dataset: Dataset, team: str, day: dt.date, lines: Collection[Line]) -> dict[Line, list[Scalar]]:
    """What stands in some lines of that workbook, of which nothing else is computed."""
    return cells_of(*_part(dataset, team, day), lines)


def _part(dataset: Dataset, team: str, day: dt.date, lang: str = "en") -> tuple[Dataset, Scope]:
    scope = Scope(team, day.replace(day=1), day, 1, Words.load(lang), "1.0")
    return (for_team(dataset, team) if team else dataset), scope


def cell_of(book: Edition, line: Line, row: int = 0) -> CellRef:
    """The cell of a line in a row of its block, the first being 0. Rows below the table are counted on."""
    place = book.layout.places[line]
    return CellRef(place.sheet, place.top + row, place.left)
