"""Macros about the formulas that call cell functions: entered once more, or replaced for good.

A formula that was stored before the functions were there can stay #NAME? when they are: hosts look a function up when
its formula is entered. Formulas of people's own count as those of the declaration do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import xlwings as xw

from salessheet.errors import ErrorKind, UnfitHost, UnfitWorkbook
from salessheet.live.book import LiveBook, opened
from salessheet.live.calls import Run, plain, runs
from salessheet.live.macro import Field, Kind, macro
from salessheet.live.refusals import named, refused
from salessheet.routines.entries import taken
from salessheet.routines.results import Summary, told
from salessheet.workbook.general import Settings
from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings.text import NOTHING

PLAIN: Final = "plain"
VALUES: Final = "values"
_NO_RESULTS: Final = frozenset({ErrorKind.NAME, ErrorKind.GETTING_DATA, ErrorKind.CONNECT})


@macro()
def go_live(book: xw.Book) -> Summary:
    """Enter every formula that calls a cell function again, as it stands, and switch Use_Python on.

    The first is tried alone: where it shows #NAME?, the switch goes back and UnfitHost is raised. Array formulas of
    people's own stay as they are, and are named.
    """
    live = opened(book)
    found, arrays = _found(live)
    with live.whole():
        live.write(Settings.use_python, [True])
        for number, run in enumerate(found):
            live.enter(run.place, run.texts, run.texts)
            if not number:
                _try(live, run)
    words = live.words()
    left = words.text("macro.arrays_left").format(cells=named(arrays, words)) if arrays else ""
    return _done(live, "go_live", found, (left,) if left else ())


def _try(live: LiveBook, run: Run) -> None:
    """Raises UnfitHost where the host does not know the functions that these cells call."""
    live.calculate()
    if ErrorKind.NAME in live.shown(run.place):
        raise refused(UnfitHost, live.words(), "functions_unknown", cell=run.first, shows=ErrorKind.NAME.value)


@macro(Field("to", Kind.CHOICE, (PLAIN, VALUES)), is_final=True)
def freeze(book: xw.Book, to: str) -> Summary:
    """Replace every formula that calls a cell function by the plain formula of the same line, or by what it shows.

    `to`: plain or values; anything else raises InvalidOption. Use_Python is switched off, since nothing asks for it any
    more. Raises UnfitWorkbook, with nothing written, where a formula has no plain twin, stands in an array, or shows no
    result to keep.
    """
    live = opened(book)
    to = str(taken("freeze", "to", to, live.words()))
    found, arrays = _found(live)
    _refuse(live, arrays, "calls_in_arrays")
    with live.whole():
        if to == PLAIN:
            twins = [[plain(text) for text in run.texts] for run in found]
            _refuse(live, _where(found, twins, {""}), "calls_without_twin")
            for run, texts in zip(found, twins, strict=True):
                live.enter(run.place, texts, run.texts)
        else:
            values = [live.shown(run.place) for run in found]
            _refuse(live, _where(found, values, _NO_RESULTS), "calls_without_result")
            for run, kept in zip(found, values, strict=True):
                live.put(run.place, [NOTHING if value is None else value for value in kept], run.texts)
        live.write(Settings.use_python, [False])
    return _done(live, "freeze", found)


def _found(live: LiveBook) -> tuple[list[Run], list[str]]:
    """The runs of single formulas, and where those begin that belong to arrays."""
    every = runs(live)
    arrays = [run for run in every if live.in_array(run.place)]
    return [run for run in every if run not in arrays], [run.first for run in arrays]


def _where(found: Iterable[Run], cells: Iterable[Iterable[Scalar]], unfit: Iterable[Scalar]) -> list[str]:
    """Where the runs begin in which a cell is one of the unfit ones."""
    refused = set(unfit)
    return [run.first for run, values in zip(found, cells, strict=True) if not refused.isdisjoint(values)]


def _refuse(live: LiveBook, places: list[str], why: str) -> None:
    if places:
        words = live.words()
        raise refused(UnfitWorkbook, words, why, cells=named(places, words))


def _done(live: LiveBook, key: str, found: Iterable[Run], notes: tuple[str, ...] = ()) -> Summary:
    cells = sum(run.place.rows for run in found)
    summary = Summary(key, cells_written=cells, recalculated=live.calculate(), notes=notes)
    live.say(told(summary, live.words()))
    return summary
