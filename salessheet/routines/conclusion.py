"""What the hosts that show one message say at the end of a macro, and the line of its run in the log."""

from __future__ import annotations

import datetime as dt
from typing import Final

import xlwings as xw

from salessheet.live.book import words_of
from salessheet.routines.log import logged
from salessheet.routines.results import Inspection, Summary, told
from salessheet.workbook.labels import Words

_MOST_NAMED: Final = 10


def concluded(book: xw.Book, result: Summary | Inspection, when: dt.datetime, words: Words) -> str:
    """What the macro did or found, the first findings, and what the person is to know besides: a line each.

    In the language of the workbook; `words`: where it is in none of ours.
    """
    words = words_of(book, words)
    hindrance = logged(book, result, when) if isinstance(result, Summary) else ""
    return "\n".join(filter(None, (told(result, words), *_found(result), *result.notes, hindrance)))


def _found(result: Summary | Inspection) -> list[str]:
    """The first findings of an inspection."""
    if isinstance(result, Summary):
        return []
    lines = [f"- {check.label}" for check in result.failing]
    lines += [f"- {cell.sheet}!{cell.address}" for cell in result.altered]
    return lines[:_MOST_NAMED] + (["…"] if len(lines) > _MOST_NAMED else [])
