"""Workbooks that `salessheet build` writes of the sample centre."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from salessheet import bundled
from salessheet.batch import Options, plan, run
from salessheet.data.load import load
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour

SAMPLES = {"en": "sample", "zh-CN": "sample-zh-CN"}
Built = Callable[..., Path]


def built_in(folder: Path) -> Built:
    """Gives the path of a workbook, building it when it is first asked for: built(flavour, lang, book)."""

    @cache
    def made(flavour: str, lang: str, book: str) -> Path:
        out = folder / f"{flavour}-{lang}-{book}"
        data = load(bundled.path(bundled.Kind.EXAMPLES, SAMPLES[lang]), Words.load(lang))
        run(plan(data, Options(lang, Flavour(flavour), teams=() if book == "centre" else (book,))), out)
        return out / f"{book}.xlsx"

    return lambda flavour, lang="en", book="T01": made(flavour, lang, book)
