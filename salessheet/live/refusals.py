"""What macros say where they do nothing: what is wrong and what to do, in the language of the workbook.

The words stand under `refusal` in the label files.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from salessheet.errors import RefusedOutput, UserError
from salessheet.workbook.labels import Words

_MOST_NAMED: Final = 5
_WHY: Final = {
    "EACCES": "access", "EPERM": "access", "ENOSPC": "full", "EDQUOT": "full", "ENOENT": "lost", "ENOTDIR": "lost",
    "EROFS": "read_only", "ENAMETOOLONG": "long",
}  # fmt: skip  # a table
"""What operating systems say in a language of their own, by its code → what labels call it."""

_Refusal = TypeVar("_Refusal", bound=UserError)


def refused(kind: Callable[[str, str], _Refusal], words: Words, key: str, **facts: object) -> _Refusal:
    """An error of that kind, to be raised. `facts`: what its words have in braces."""
    wrong, mend = (words.text(f"refusal.{key}.{part}").format(**facts) for part in ("wrong", "mend"))
    return kind(wrong, mend)


def unwritten(file: Path, error: OSError, words: Words) -> RefusedOutput:
    """What people are told of a file that cannot be written."""
    known = _WHY.get(errno.errorcode.get(error.errno or 0, ""), "")
    why = words.text(f"refusal.why.{known}") if known else error.strerror or str(error)
    return refused(RefusedOutput, words, "unwritten", file=file, why=why)


def named(places: Sequence[str], words: Words) -> str:
    """The first of them, and how many more there are."""
    more = len(places) - _MOST_NAMED
    return words.listed(places[:_MOST_NAMED]) + (f" … (+{more})" if more > 0 else "")
