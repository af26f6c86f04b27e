"""The macro that makes a copy of the open workbook for the people of the team.

It is a file of its own, in which no formula calls a cell function, so that it works where there is no add-in. The open
workbook stays as it is. Where what is copied is its file, it is saved first; a host that is told what to do copies what
it shows.
"""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path
from typing import Final

import xlwings as xw

from salessheet.data.reading.grids import in_short
from salessheet.errors import InvalidOption, NoCellFunctions, RefusedOutput, UnfitHost, UnfitWorkbook
from salessheet.files import folder_aside, is_kept_by_windows, is_name, written_whole
from salessheet.live.book import LiveBook, opened
from salessheet.live.macro import Field, Kind, macro
from salessheet.live.refusals import refused, unwritten
from salessheet.routines.entries import taken
from salessheet.routines.functions import PLAIN, VALUES, freeze
from salessheet.routines.results import Summary, told
from salessheet.workbook.audience import PRIVATE_TABLES
from salessheet.workbook.labels import Words

_FOR_WINDOWS: Final = re.compile(r"""[<>:"/\\|?*\x00-\x1f]""")
"""What no name has there, where somebody of the team will open the copy."""


@macro(Field("to", Kind.CHOICE, (PLAIN, VALUES)), Field("name", Kind.TEXT, is_optional=True))
def export_my_team(book: xw.Book, to: str, name: str | None = None) -> Summary:
    """Save a copy for everybody in the team: a file beside this one, whose formulas need no add-in.

    `to`: what takes the place of formulas that call cell functions, plain or values, as in `freeze`. `name`: of the
    file; one is proposed. Raises UnfitWorkbook where a private table has rows: such rows leave traces in a file, so the
    team's workbook is built without them instead. Raises RefusedOutput where a file of that name stands,
    UnfitHost where the host keeps the workbook in no file.
    """
    live = opened(book)
    words = live.words()
    to, name = (str(taken("export_my_team", key, given, words) or "") for key, given in (("to", to), ("name", name)))
    _refuse_private(live, words)
    file = _file(book, words)
    target = _target(file, name, words)
    host_copies = getattr(book, "save_copy", None)
    if host_copies is not None:
        host_copies(target, partial(_frozen, to=to))
    else:
        _copy(book, file, target, to, words)
    summary = Summary("export_my_team", file=str(target))
    live.say(told(summary, words))
    return summary


def _refuse_private(live: LiveBook, words: Words) -> None:
    held = [
        words.title(table)
        for table in PRIVATE_TABLES
        if any(cell is not None for cells in live.cells(filter(live.holds, table.columns())).values() for cell in cells)
    ]
    if held:
        raise refused(UnfitWorkbook, words, "private_rows", workbook=live.book.name, tables=words.listed(held))


def _file(book: xw.Book, words: Words) -> Path:
    file = Path(str(getattr(book, "fullname", "")))
    if not file.is_file():
        raise refused(UnfitHost, words, "in_no_file")
    return file


def _target(file: Path, name: str, words: Words) -> Path:
    proposed = words.text("macros.export_my_team.proposed").format(name=file.stem)
    chosen = name.strip().removesuffix(file.suffix) or proposed
    if not is_name(chosen) or _FOR_WINDOWS.search(chosen) or is_kept_by_windows(chosen):
        raise refused(InvalidOption, words, "no_file_name", name=in_short(name))
    target = file.with_name(chosen + file.suffix)
    if target.exists():
        raise refused(RefusedOutput, words, "file_stands", file=target)
    return target


def _copy(book: xw.Book, file: Path, target: Path, to: str, words: Words) -> None:
    """By its file, in which the program that has the workbook open freezes what is to be frozen."""
    try:
        book.save()
        with folder_aside() as folder:
            shutil.copyfile(file, folder / target.name)
            copy = book.app.books.open(str(folder / target.name))
            try:
                if _frozen(copy, to):
                    copy.save()
            finally:
                copy.close()
            _put(folder / target.name, target, words)
    except OSError as error:
        raise unwritten(target, error, words) from error


def _put(made: Path, target: Path, words: Words) -> None:
    try:
        with written_whole(target) as part:
            shutil.copyfile(made, part)
    except OSError as error:
        raise unwritten(target, error, words) from error


def _frozen(copy: xw.Book, to: str) -> bool:
    """Whether there was anything to freeze."""
    try:
        freeze(copy, to)
    except NoCellFunctions:
        return False
    return True
