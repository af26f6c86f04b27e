"""What xlwings Lite keeps in a workbook: main.py, with a function for each cell function and a script for each macro.

    functions   `SS_…`, with the help of each argument
    scripts     a button for each macro, with a field in front for each of its arguments: the type hint says which
    _CODE       the package itself, as a zip file in letters: it is imported from there, and from no registry

It asks for the packages of `REQUIREMENTS`, which Pyodide brings or which are pure Python.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Final

from salessheet.hosts import code
from salessheet.live.macro import Field, Kind, Macro
from salessheet.macros import MACROS
from salessheet.udfs import FunctionHelp, help_in
from salessheet.workbook.labels import Words

MARK: Final = "# salessheet "
"""What a line at the head of our main.py begins with, whatever its language; its version follows."""

REQUIREMENTS: Final = ("xlwings", "numpy", "pandas", "holidays", "chinesecalendar")


def _listed(choices: Iterable[str]) -> str:
    return f"Literal[{', '.join(map(repr, choices))}]"


TYPED: Final = {
    Kind.TEXT: "str",
    Kind.NUMBER: "float",
    Kind.FLAG: "bool",
    Kind.DATE: "dt.date",
    Kind.MONTH: "str",
    Kind.FILE: "str",
}
"""Type hints by what a field takes, where all that can be typed is handed over as it is."""

_HINTS: Final = {**TYPED, Kind.MONTH: _listed(f"{month:02}" for month in range(1, 13))}
"""A list of months: their numbers, which are right whatever fiscal year the workbook is of by then."""

_HEAD: Final = '''\
"""{about}"""
{mark}{version}

import datetime as dt
import sys
import tempfile
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from typing import Literal

import xlwings as xw
from xlwings import arg, func, script
'''
CALLS: Final = """\
def _answer(name, *values):
    from salessheet.core.values import early_days_counted
    from salessheet.udfs import FUNCTIONS

    return early_days_counted(FUNCTIONS[name](*values))


def _do(key, book, **fields):
    from salessheet.errors import UserError
    from salessheet.live.book import words_of
    from salessheet.macros import MACROS, concluded, entries
    from salessheet.workbook.labels import Words

    macro, words = MACROS[key], words_of(book, Words.load({lang!r}))
    try:
        result = macro.run(book, **entries(macro, fields, words))
        said = concluded(book, result, dt.datetime.now(), words)
    except UserError as error:
        raise xw.XlwingsError(str(error)) from error  # which is shown as it is worded
    print(said)
    with suppress(Exception):  # a host without message boxes shows what is printed
        book.app.alert(said)
"""
"""What the functions and scripts below call: text to be formatted with `lang`."""

_TAIL: Final = """\


def _as_file(text):
    return text and b64encode(text.encode()).decode()


def _make_importable(version):
    code = Path(tempfile.gettempdir(), f"salessheet-{{version}}.zip")
    if str(code) not in sys.path:
        code.write_bytes(b64decode(_CODE))
        sys.path[:] = [str(code), *(path for path in sys.path if "salessheet-" not in path)]
        for name in [name for name in sys.modules if name.partition(".")[0] == "salessheet"]:
            del sys.modules[name]


_CODE = "{code}"

_make_importable({version!r})
"""


@cache
def main_file(lang: str) -> str:
    """The text of main.py with its words in a language. The same program gives the same text."""
    words = Words.load(lang)
    zipped = code.packed()
    version = sha256(zipped).hexdigest()[:12]
    head = _HEAD.format(about=words.text("lite.about"), mark=MARK, version=version)
    tail = CALLS.format(lang=lang) + _TAIL.format(version=version, code=b64encode(zipped).decode())
    functions = map(function, help_in(lang).values())
    scripts = (script(macro, words) for macro in MACROS.values())
    return "\n\n".join((head, *scripts, *functions, tail))


def requirements() -> str:
    """The text of requirements.txt. Without versions: those of Pyodide's own packages go with Pyodide."""
    return "".join(f"{name}\n" for name in REQUIREMENTS)


def version_in(text: str) -> str | None:
    """Of a main.py that `main_file` made, today or earlier; None for one that people wrote."""
    marks = [line for line in text.splitlines()[:12] if line.startswith(MARK)]
    return marks[0].removeprefix(MARK) if marks else None


def function(about: FunctionHelp) -> str:
    """The text of a cell function, as xlwings' decorators have it.

    Office.js hands blank cells over as ""; so they stay, lest the text "" be taken for an argument that is left out.
    """
    given = [f"{one.name}={one.default!r}" if one.optional else one.name for one in about.arguments]
    passed = ", ".join([repr(about.name), *(one.name for one in about.arguments)])
    helped = "".join(
        f"@arg({one.name!r}, doc={one.doc!r}, ndim=2, err_to_str=True, empty='')\n" for one in about.arguments
    )
    return (
        f"@func\n{helped}def {about.name}({', '.join(given)}):\n    {about.in_wizard!r}\n    return _answer({passed})\n"
    )


def script(macro: Macro, words: Words, hints: Mapping[Kind, str] = _HINTS) -> str:
    """The text of a script: its title on the button, its fields in the form that stands before it, by type hints."""
    given = ["book: xw.Book", *(_parameter(field, hints) for field in in_form(macro))]
    passed = ", ".join([repr(macro.key), "book", *(f"{field.key}={_value(field)}" for field in macro.fields)])
    asked = "".join(f"\n\n- `{field.key}`: {macro.asked(field, words)}" for field in macro.fields)
    body = f"    _do({passed})\n"
    if macro.is_final:
        given.append("sure: bool = False")
        asked += f"\n\n- `sure`: {words.text('lite.sure')}"
        body = f"    if not sure:\n        raise xw.XlwingsError({words.text('lite.unsure')!r})\n{body}"
    return (
        f"@script(name={macro.title(words)!r})\ndef {macro.key}({', '.join(given)}):\n"
        f"    {macro.tip(words) + asked!r}\n{body}"
    )


def in_form(macro: Macro) -> list[Field]:
    """Its fields in the order of the script's arguments: those first that have to be filled in."""
    return sorted(macro.fields, key=lambda field: field.is_optional)


def _parameter(field: Field, hints: Mapping[Kind, str]) -> str:
    hint = _listed(field.choices) if field.kind is Kind.CHOICE else hints[field.kind]
    if not field.is_optional:
        return f"{field.key}: {hint}"
    return f"{field.key}: {hint} = {'False' if field.kind is Kind.FLAG else 'None'}"


def _value(field: Field) -> str:
    """A file is handed on as base64, whether its text was pasted or a browser read it."""
    return f"_as_file({field.key})" if field.kind is Kind.FILE else field.key
