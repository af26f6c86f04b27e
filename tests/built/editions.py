"""Workbooks of a small centre, three teams of five reps: of a team and of the centre, in both languages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections import ChainMap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from salessheet.data.blank import blank_dataset
from salessheet.data.dataset import Dataset, as_of
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.cells import Cells, single
from tests.batch.centres import sales_centre, whole_centre

SPOILT = 12345.0  # a stored value that no formula gives; as a date it lies in 1933


TEMPLATE = "template"


class Whose(NamedTuple):
    """`team`: blank for the centre, TEMPLATE for an empty book with every sheet a team can have."""

    team: str
    lang: str
    flavour: Flavour

    def __str__(self) -> str:
        return f"{self.team or 'centre'}-{self.lang}-{self.flavour.value}"


BOOKS = (
    Whose("T01", "en", Flavour.NATIVE),
    Whose("T01", "zh-CN", Flavour.PYTHON),
    Whose("", "zh-CN", Flavour.NATIVE),
    Whose("", "en", Flavour.PYTHON),
)
"""Every pair of team or centre, language and flavour stands in one of them."""
TEMPLATES = tuple(Whose(TEMPLATE, lang, Flavour.PYTHON) for lang in LANGUAGES)
NATIVE_BOOKS = tuple(whose for whose in BOOKS if whose.flavour is Flavour.NATIVE)


@dataclass(frozen=True, eq=False)
class Built:
    edition: Edition
    path: Path


def _data(whose: Whose) -> Dataset:
    if whose.team == TEMPLATE:
        return blank_dataset()
    whole = centre(whose.lang)
    return for_team(whole, whose.team) if whose.team else whole


@cache
def centre(lang: str) -> Dataset:
    words = Words.load(lang)
    with tempfile.TemporaryDirectory() as folder:
        write(sample(teams=3, reps=5, deals=40, lang=lang), Path(folder), words)
        return load(Path(folder), words)


@cache
def made(whose: Whose) -> Edition:
    dataset, is_empty = _data(whose), whose.team == TEMPLATE
    day = dt.date(2026, 1, 1) if is_empty else as_of(centre(whose.lang))
    assert day is not None
    scope = Scope(whose.team, day.replace(day=1), day, 1, Words.load(whose.lang), "1.0")
    return edition_of(dataset, scope, whose.flavour, every_sheet=is_empty)


def of_deals(lang: str, flavour: Flavour = Flavour.NATIVE) -> Edition:
    """The workbook of a team with deals and targets alone: a third of the formulas, for what holds of any workbook."""
    with tempfile.TemporaryDirectory() as folder:
        whole = load(sales_centre(Path(folder)), Words.load(lang))
    return _of_first_team(whole, lang, flavour)


def every_line_once(lang: str) -> Edition:
    """The workbook of a team with every line in as few cells as may be, for engines that take a second for a thousand.

    Of the rows that stand ready below a table there is one.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole = load(whole_centre(Path(folder)), Words.load(lang))
    return dataclasses.replace(_of_first_team(whole, lang, Flavour.NATIVE), is_hollow=True)


def _of_first_team(whole: Dataset, lang: str, flavour: Flavour) -> Edition:
    day = as_of(whole)
    assert day is not None
    scope = Scope("T01", day.replace(day=1), day, 1, Words.load(lang), "1.0")
    return edition_of(for_team(whole, "T01"), scope, flavour)


def formula_lines(book: Edition) -> list[Calc]:
    """The lines that stand in the book as formulas."""
    return [
        line
        for block in book.book.blocks
        for line in block.calculated()
        if book.layout.holds(line) and book.pattern(line) is not None
    ]


def spoilt(book: Edition) -> Edition:
    """The same book, the stored value of every formula wrong."""
    wrong: dict[Line, Cells] = {}
    for line in formula_lines(book):
        place = book.layout.places[line]
        wrong[line] = single(SPOILT).broadcast(place.rows, place.columns, 1, 1)
    return dataclasses.replace(book, values=ChainMap(wrong, book.values))  # type: ignore[arg-type]  # nothing is put in
