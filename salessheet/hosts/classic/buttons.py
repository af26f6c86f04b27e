"""What the buttons of the ribbon do: ask for the fields of a macro, run it on the workbook in front, say what it did.

Excel asks, by boxes of its own, and Windows shows messages: both write any language, which VBA's own boxes do not.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from contextlib import suppress
from typing import Final

import xlwings as xw

from salessheet.errors import InvalidOption, UserError
from salessheet.live.book import words_of
from salessheet.live.macro import Field, Kind, Macro
from salessheet.macros import MACROS, concluded, entries
from salessheet.routines.form import as_entered
from salessheet.workbook.labels import Words

_TEXT: Final = 2  # what Excel's box for input is to take
_LONGEST: Final = 255  # characters that it shows
_CSV: Final = "CSV (*.csv;*.txt),*.csv;*.txt"

_log = logging.getLogger(__name__)


class _Cancelled(Exception):
    """The person thought better of it."""


def press(key: str, lang: str) -> None:
    """What Excel calls. It raises nothing: Excel would show where in the program, which helps nobody."""
    pressed(MACROS[key], xw.Book.caller(), Words.load(lang), dt.datetime.now(dt.UTC).astimezone().replace(tzinfo=None))


def pressed(macro: Macro, book: xw.Book, words: Words, when: dt.datetime) -> None:
    """`when`: for the log of the workbook."""
    try:
        _run(macro, book, words, when)
    except _Cancelled:
        return
    except UserError as error:
        book.app.alert(f"{error.wrong}\n\n{error.mend}".strip(), macro.title(words))
    except Exception as error:  # noqa: BLE001  whatever it is, the person is told
        _log.exception("%s failed", macro.key)
        said = [words.text("classic.failed"), f"{type(error).__name__}: {error}"]
        if _has_locked_sheets(book):
            said.append(words.text("classic.locked"))
        book.app.alert("\n\n".join(said), macro.title(words))


def _run(macro: Macro, book: xw.Book, words: Words, when: dt.datetime) -> None:
    title = macro.title(words)
    own = words_of(book, words)
    given = {field.key: _answer(macro, field, book.app, (words, own)) for field in macro.fields}
    sure = f"{macro.tip(words)}\n\n{words.text('classic.sure')}"
    if macro.is_final and book.app.alert(sure, title, buttons="yes_no", mode="critical") != "yes":
        raise _Cancelled
    result = macro.run(book, **{key: value for key, value in given.items() if value is not None})
    book.app.alert(concluded(book, result, when, words), title)


def _has_locked_sheets(book: xw.Book) -> bool:
    """Whether a protected sheet may be why Excel refused a cell: it says so in no words of its own."""
    with suppress(Exception):  # Excel may be what failed
        return any(sheet.api.ProtectContents for sheet in book.sheets)
    return False


def _answer(macro: Macro, field: Field, app: xw.App, words: tuple[Words, Words]) -> object:
    """What the person says for a field, asked again until it is one; None where it stays empty, as it may.

    `words`: of the add-in, in which it is asked, and of the workbook.
    """
    asking, own = words
    alone = dataclasses.replace(macro, fields=(field,))
    while True:
        given = as_entered(field, _typed(macro, field, app, asking))
        try:
            return entries(alone, {field.key: given}, own)[field.key]
        except InvalidOption as error:
            app.alert(str(error), macro.title(asking))


def _typed(macro: Macro, field: Field, app: xw.App, words: Words) -> str:
    title, asked = macro.title(words), macro.asked(field, words)
    if field.kind is Kind.FLAG:
        return str(app.alert(asked, title, buttons="yes_no"))
    if field.kind is Kind.FILE:
        found = app.api.GetOpenFilename(FileFilter=_CSV, Title=asked)
    else:
        lines = "\n".join((asked, *_hints(macro, field, words)))[:_LONGEST]
        found = app.api.InputBox(Prompt=lines, Title=title, Type=_TEXT)
    if found is False:
        if field.is_optional:
            return ""
        raise _Cancelled
    text = str(found).strip()
    return {str(number): choice for number, choice in enumerate(field.choices, 1)}.get(text, text)


def _hints(macro: Macro, field: Field, words: Words) -> list[str]:
    offered = [f"{number}  {macro.chosen(choice, words)}" for number, choice in enumerate(field.choices, 1)]
    kind = "choose" if offered else field.kind.value
    hints = [words.find("classic", kind), words.text("classic.optional") if field.is_optional else None]
    told = ", ".join(filter(None, hints))
    return [*offered, f"({told})"] if told else offered
