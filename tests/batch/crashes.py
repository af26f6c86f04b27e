"""Power that fails between any two steps on the disk: what was done stays, and nothing more is done."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_STEPS = frozenset({"open", "os.mkdir", "os.remove", "os.rename", "os.truncate"})


class Crash(BaseException):
    """Not caught by anything that catches errors."""


class _Power:
    """It fails at the step of that number, and from then on every step fails, those of tidying up included."""

    folder = ""
    left = -1

    def watch(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.left < 0 or event not in _STEPS:
            return
        if any(isinstance(each, (str, os.PathLike)) and os.fspath(each).startswith(self.folder) for each in arguments):
            if self.left == 0:
                raise Crash
            self.left -= 1


_POWER = _Power()
sys.addaudithook(_POWER.watch)


@contextmanager
def _power_for(steps: int, folder: Path) -> Iterator[None]:
    _POWER.folder, _POWER.left = str(folder), steps
    try:
        yield
    finally:
        _POWER.left = -1


def crashed(work: Callable[[], object], steps: int, folder: Path) -> bool:
    """Whether the work was cut short after so many steps in the folder."""
    try:
        with _power_for(steps, folder):
            work()
    except Crash:
        return True
    return False
