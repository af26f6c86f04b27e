"""Real workbooks for the macros, written by the project and held in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from salessheet.data import sinks
from salessheet.data.dataset import as_of
from salessheet.data.filling import Scope, fill, sheets_for
from salessheet.data.filling.currencies import currency_of
from salessheet.data.load import load
from salessheet.data.sample import sample
from salessheet.data.slices import for_team, teams
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.edition import edition
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.xlsx.template import write
from tests.macros.fake_book import FakeBook, read

Built = Callable[..., FakeBook]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A fresh copy of the workbook of the first team, or of the centre: built(flavour, lang, centre=…, without=…).

    `without`: input tables that the data source does not have; `currency`: that of all its amounts.
    """
    folder = tmp_path_factory.mktemp("macros")
    functions = CellFunctions(FUNCTIONS)

    @cache
    def made(flavour: str, lang: str, centre: bool, without: tuple[str, ...], empty: bool, currency: str) -> FakeBook:
        words = Words.load(lang)
        source = folder / f"{lang}-{len(without)}-{currency}"
        sinks.write(_in(currency, sample(teams=2, reps=4, deals=30, lang=lang)), source)
        for table in without:
            (source / f"{table}.csv").unlink()
        whole = load(source, words)
        today = as_of(whole)
        assert today is not None
        team = "" if centre else teams(whole)[0]
        part = for_team(whole, team) if team else whole
        scope = Scope(team, today.replace(day=1), today, int(str(part.settings["first_month"])), words, "1.0")
        shown = edition(
            SALES_CENTER,
            sheets_for(part, scope, every_sheet=empty),
            fill(part, scope),
            Flavour(flavour),
            words,
            functions,
            currency=currency_of(part, scope),
        )
        path = Path(folder / f"{flavour}-{lang}-{centre}-{len(without)}-{currency}.xlsx")
        write(path, shown, "a workbook")
        return read(path)

    def copy(
        flavour: str = "values",
        lang: str = "en",
        *,
        centre: bool = False,
        without: tuple[str, ...] = (),
        empty: bool = False,
        currency: str = "CNY",
    ) -> FakeBook:
        return made(flavour, lang, centre, without, empty, currency).copy()

    return copy


def _in(currency: str, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    settings = tables["settings"]
    others = settings[settings["key"] != "currency"]
    said = pd.DataFrame({"key": ["currency"], "value": [currency]})
    named = {key: one.assign(currency=currency) for key, one in tables.items() if "currency" in one}
    return {**tables, **named, "settings": pd.concat([others, said], ignore_index=True)}
