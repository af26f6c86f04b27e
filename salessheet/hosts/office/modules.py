"""The Python that runs in the browser: functions and macros, what they stand on, and a stand-in for xlwings."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import PurePosixPath
from typing import Final

from salessheet.hosts import code

FILE: Final = "salessheet.zip"
_ENTRANCES: Final = (*code.ENTRANCES, "salessheet.hosts.answers", "salessheet.hosts.buttons")
_HOLIDAYS: Final = ("chinesecalendar", "holidays")
_NO_XLWINGS: Final = '''"""In the place of xlwings, which only says to its own hosts what a cell function is."""


def arg(*_args, **_options):
    return lambda function: function


func = arg
'''


def packed() -> bytes:
    """A zip of modules, of which the same program makes the same bytes."""
    return code.zipped({**code.contents(_ENTRANCES), **dict(_theirs()), "xlwings.py": _NO_XLWINGS.encode()})


def _theirs() -> Iterator[tuple[str, bytes]]:
    """The calendars of holidays as they are installed here, with their licences."""
    for name in _HOLIDAYS:
        for file in distribution(name).files or ():
            if file.suffix == ".py" or _is_licence(file):
                yield file.as_posix(), file.read_binary()


def _is_licence(file: PurePosixPath) -> bool:
    return file.name.upper().startswith(("LICENSE", "COPYING"))
