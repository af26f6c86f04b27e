"""The language in which a command speaks of its own work.

It is that of the option --lang; else that of the data or the workbook it works on; else that of the machine, by the
variables LC_ALL, LC_MESSAGES and LANG. What --json prints for scripts is English unless --lang says otherwise, so that
it is the same on every machine.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from salessheet.errors import UserError
from salessheet.phrasebook import Phrasebook
from salessheet.workbook.labels import SPELLINGS, Words

_ENGLISH: Final = "en"
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_OPTION: Final = "--lang"
_LEAST_TABS: Final = 3  # a workbook with fewer of our sheets is somebody's own


@dataclass
class _Tongue:
    """`is_asked`: somebody asked for this language, and what the command works on changes it no more."""

    lang: str = _ENGLISH
    is_asked: bool = False


_tongue: Final = _Tongue()


def begin(arguments: Sequence[str], setting: object, *, as_json: bool) -> None:
    """A command begins. `setting`: the language that the settings file names for it, if it is a text."""
    asked = _option(arguments) or (_known(setting) if isinstance(setting, str) else "")
    _tongue.is_asked = bool(asked) or as_json
    _tongue.lang = asked or (_ENGLISH if as_json else of_the_machine(os.environ))


def follow(lang: str) -> None:
    """From here on in the language of what the command works on, unless another was asked for."""
    if not _tongue.is_asked:
        _tongue.lang = lang


@contextmanager
def following(lang: str) -> Iterator[None]:
    """The same for one workbook of several; blank for one in no language."""
    before = _tongue.lang
    follow(lang or before)
    try:
        yield
    finally:
        _tongue.lang = before


@contextmanager
def in_trouble(language: Callable[[], str]) -> Iterator[None]:
    """What is refused is said in this language, which takes time to find out."""
    try:
        yield
    except UserError:
        if not _tongue.is_asked:
            with suppress(UserError):
                follow(language() or _tongue.lang)
        raise


def said(text: str) -> str:
    """An English text of the program in this language, as far as its phrase book has it."""
    return text if _tongue.lang == _ENGLISH else Phrasebook.load(_tongue.lang).said(text)


def words() -> Words:
    """Those of this language."""
    return Words.load(_tongue.lang)


def of_tabs(tabs: Collection[str]) -> str:
    """The language of a workbook, by the names of its sheets; blank for one that is in none."""
    found = Words.of_tabs(tabs)
    return found.lang if len(set(tabs) & set(found.tab_names())) >= _LEAST_TABS else ""


def of_the_machine(variables: Mapping[str, str]) -> str:
    """By the first of the variables that is set, else by what the operating system says; English for any other."""
    named = next(filter(None, map(variables.get, _VARIABLES)), None)
    return _known(named or locale.getlocale()[0] or "") or _ENGLISH


def _option(arguments: Sequence[str]) -> str:
    for place, argument in enumerate(arguments):
        option, is_joined, value = argument.partition("=")
        if option == _OPTION:
            return _known(value if is_joined else "".join(arguments[place + 1 : place + 2]))
    return ""


def _known(name: str) -> str:
    """zh_CN.UTF-8, Chinese (Simplified)_China: a language there are words in; blank for none."""
    bare = name.partition(".")[0].partition("@")[0].strip().lower()
    return SPELLINGS.get(bare) or SPELLINGS.get(bare.replace("-", "_").partition("_")[0].split(" ")[0]) or ""
