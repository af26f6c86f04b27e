"""Workbooks that `salessheet build` writes of a small centre with rows in every table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from salessheet.batch import Options, plan, run
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour

Built = Callable[..., Path]


def built_in(folder: Path) -> Built:
    """Gives the path of a workbook, building it when it is first asked for: built(flavour, lang, book)."""

    @cache
    def made(flavour: str, lang: str, book: str) -> Path:
        out = folder / f"{flavour}-{lang}-{book}"
        words, data = Words.load(lang), folder / f"data-{lang}"
        if not data.exists():
            write(sample(teams=2, reps=3, deals=30, lang=lang), data, words)
        run(plan(load(data, words), Options(lang, Flavour(flavour), teams=() if book == "centre" else (book,))), out)
        return out / f"{book}.xlsx"

    return lambda flavour, lang="en", book="T01": made(flavour, lang, book)
