"""Small centres written down row by row, so that every number in their workbooks can be worked out by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
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

_SHARED = ("settings", "fx")
_OWN = frozenset({
    "customer_id", "deal_id", "id", "invoice_id", "manager_id", "objective_id", "order_id", "owner_rep_id", "payee",
    "plan_id", "receipt_id", "refers_to", "rep_id", "role", "supersedes", "team_id",
})  # fmt: skip  # a list to read


def dataset_of(tables: Mapping[str, str], lang: str = "en") -> Dataset:
    """Loads tables given as CSV."""
    with tempfile.TemporaryDirectory() as folder:
        for key, text in tables.items():
            Path(folder, f"{key}.csv").write_text(text, encoding="utf-8")
        return load(folder, Words.load(lang))


def book_of(dataset: Dataset, team: str, day: dt.date, lang: str = "en", *, at_once: bool = True) -> Edition:
    """The workbook of a team, or of the centre, for the month of a day that is the last of the data."""
    return edition_of(*_part(dataset, team, day, lang), Flavour.NATIVE, at_once=at_once)


def book_of_all(dataset: Dataset, day: dt.date) -> Edition:
    """The workbook of a team to which everybody belongs, of which lines are computed when they are looked at."""
    return edition_of(dataset, _scope("T1", day), Flavour.NATIVE, at_once=False)


def lines_of_all(dataset: Dataset, day: dt.date, lines: Collection[Line]) -> dict[Line, list[Scalar]]:
    """What stands in some lines of the workbook of a team to which everybody belongs; nothing else is computed."""
    return cells_of(dataset, _scope("T1", day), lines)


def as_one(centres: Mapping[int, Mapping[str, str]]) -> dict[str, str]:
    """Centres as one in which none meets another: ids and roles end with the number of their centre.

    To calculate a workbook costs about the same whether it is about three people or fifty.
    """
    found: dict[str, list[list[str]]] = {}
    for number, tables in centres.items():
        for key, text in tables.items():
            header, *rows = csv.reader(io.StringIO(text))
            if key == "reps":
                header, rows = [*header, "role"], [[*row, "rep"] for row in rows]
            kept = found.setdefault(key, [header])
            assert kept[0] == header
            if key not in _SHARED:
                own = [column in _OWN for column in header]
                rows = [[f"{cell}-{number}" if mine and cell else cell for cell, mine in zip(row, own, strict=True)]
                        for row in rows]  # fmt: skip  # a row each
            elif len(kept) > 1:
                assert kept[1:] == rows
                continue
            kept += rows
    return {key: "".join(f"{','.join(row)}\n" for row in rows) for key, rows in found.items()}


def _part(dataset: Dataset, team: str, day: dt.date, lang: str = "en") -> tuple[Dataset, Scope]:
    return (for_team(dataset, team) if team else dataset), _scope(team, day, lang)


def _scope(team: str, day: dt.date, lang: str = "en") -> Scope:
    return Scope(team, day.replace(day=1), day, 1, Words.load(lang), "1.0")


def cell_of(book: Edition, line: Line, row: int = 0) -> CellRef:
    """The cell of a line in a row of its block, the first being 0. Rows below the table are counted on."""
    place = book.layout.places[line]
    return CellRef(place.sheet, place.top + row, place.left)
