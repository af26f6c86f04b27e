"""The computer on which Excel runs, as far as the add-in needs it."""

from __future__ import annotations

import os
import platform
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

Registry = Callable[[str, str], object]
"""What stands in the registry of the user: by key and name; None where nothing does."""

_START_UP: Final = ("Microsoft", "Excel", "XLSTART")


@dataclass(frozen=True)
class Machine:
    """`start_up`: the folder whose files Excel opens whenever it starts; None where there is none.

    `python`: the program that runs this, of `version`; `has`: whether it has a library.
    """

    is_windows: bool
    start_up: Path | None
    python: Path
    version: str
    prefix: Path
    has: Callable[[str], bool]
    registry: Registry

    @staticmethod
    def here() -> Machine:
        is_windows, roaming = sys.platform == "win32", os.environ.get("APPDATA", "")
        start_up = Path(roaming, *_START_UP) if is_windows and roaming else None
        python, number = Path(sys.executable), platform.python_version()
        return Machine(is_windows, start_up, python, number, Path(sys.prefix), _has, _registered)

    def driver(self, version: str) -> Path | None:
        """The library by which Excel reaches Python, of a version of xlwings: beside Python, or a folder above it."""
        folders = (self.prefix, self.python.parent, self.python.parent.parent)
        places = (folder / f"xlwings{bits}-{version}.dll" for folder in folders for bits in _BITS)
        return next((place for place in places if place.is_file()), None)


_BITS: Final = (struct.calcsize("P") * 8, 64, 32)


def _has(library: str) -> bool:
    return find_spec(library) is not None


def _registered(key: str, name: str) -> object:
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None
