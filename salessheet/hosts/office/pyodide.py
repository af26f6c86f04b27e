"""Python for browsers: which files of its distribution the add-in takes along, each as its own lock file says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from salessheet.errors import UnreadableSource
from salessheet.files import sha256_of

PACKAGES: Final = ("numpy", "pandas")
_LOCK: Final = "pyodide-lock.json"
_CORE: Final = ("pyodide.mjs", "pyodide.asm.wasm", "python_stdlib.zip", _LOCK)
_ENGINES: Final = ("pyodide.asm.mjs", "pyodide.asm.js")  # newer versions have the first, older ones the second
GET_IT: Final = "Unpack the full distribution of a Pyodide release, pyodide-VERSION.tar.bz2, and name its folder."


def needed(folder: Path) -> tuple[Path, ...]:
    """The files of the distribution that the add-in needs: Python itself, and `PACKAGES` with all they depend on.

    Raises UnreadableSource where one is missing, or a package is not what the lock file says.
    """
    for name in _CORE:
        if not (folder / name).is_file():
            raise UnreadableSource(folder, f"{name} is missing.", GET_IT)
    engines = [folder / name for name in _ENGINES if (folder / name).is_file()]
    if not engines:
        raise UnreadableSource(folder, f"{_ENGINES[0]} is missing.", GET_IT)
    packages = _packages(folder)
    found: dict[str, Path] = {}
    waiting = [*PACKAGES]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        about = packages.get(name)
        if about is None:
            raise UnreadableSource(folder, f"{_LOCK} has no {name}.", GET_IT)
        found[name] = _sound(folder, about)
        waiting += about["depends"]
    return (*(folder / name for name in _CORE), *engines, *(found[name] for name in sorted(found)))


def _packages(folder: Path) -> Mapping[str, Any]:
    try:
        packages: Mapping[str, Any] = json.loads((folder / _LOCK).read_text(encoding="utf-8"))["packages"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableSource(folder / _LOCK, "it is no lock file of Pyodide.", GET_IT) from error
    return packages


def _sound(folder: Path, about: Mapping[str, Any]) -> Path:
    """The file of a package."""
    path = folder / Path(about["file_name"]).name
    if not path.is_file():
        raise UnreadableSource(folder, f"{path.name} is missing.", GET_IT)
    if sha256_of(path) != about["sha256"]:
        raise UnreadableSource(path, f"it is not the file that {_LOCK} names.", GET_IT)
    return path
