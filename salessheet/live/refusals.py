"""What macros say where they do nothing: what is wrong and what to do, in the language of the workbook.

The words stand under `refusal` in the label files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from salessheet.errors import UserError
from salessheet.workbook.labels import Words

_MOST_NAMED: Final = 5

_Refusal = TypeVar("_Refusal", bound=UserError)


def refused(kind: Callable[[str, str], _Refusal], words: Words, key: str, **facts: object) -> _Refusal:
    """An error of that kind, to be raised. `facts`: what its words have in braces."""
    wrong, mend = (words.text(f"refusal.{key}.{part}").format(**facts) for part in ("wrong", "mend"))
    return kind(wrong, mend)


def named(places: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(places) - _MOST_NAMED
    return ", ".join(places[:_MOST_NAMED]) + (f" … (+{more})" if more > 0 else "")
