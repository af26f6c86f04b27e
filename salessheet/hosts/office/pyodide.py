"""Python for browsers: which files of its distribution the add-in takes along, each as its own lock file says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.metadata import requires
from pathlib import Path
from typing import Any, Final

from salessheet.errors import UnreadableSource
from salessheet.files import is_name, sha256_of

PACKAGES: Final = ("numpy", "pandas")
_LOCK: Final = "pyodide-lock.json"
_CORE: Final = ("pyodide.mjs", "pyodide.asm.wasm", "python_stdlib.zip", _LOCK)
_ENGINES: Final = ("pyodide.asm.mjs", "pyodide.asm.js")  # newer versions have the first, older ones the second
_TEXTS: Final = ("file_name", "sha256", "version")
_NO_LOCK: Final = "it is no lock file of Pyodide."
GET_IT: Final = (
    "Unpack the full distribution of a release of Pyodide, pyodide-VERSION.tar.bz2 of"
    " https://github.com/pyodide/pyodide/releases, and name its folder."
)


def needed(folder: Path) -> tuple[Path, ...]:
    """The files of the distribution that the add-in needs: Python itself, and `PACKAGES` with all they depend on.

    Raises UnreadableSource where one is missing, is not what the lock file says, or is older than salessheet needs.
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
        _check_age(folder, name, about["version"])
        found[name] = _sound(folder, about)
        waiting += about["depends"]
    return (*(folder / name for name in _CORE), *engines, *(found[name] for name in sorted(found)))


def versions(folder: Path) -> tuple[str, ...]:
    """Those of `PACKAGES`, as in numpy 2.4.6."""
    packages = _packages(folder)
    return tuple(f"{name} {packages[name]['version']}" for name in PACKAGES)


def _packages(folder: Path) -> Mapping[str, Any]:
    try:
        packages: Mapping[str, Any] = json.loads((folder / _LOCK).read_text(encoding="utf-8"))["packages"]
        if all(map(_is_package, packages.values())):
            return packages
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableSource(folder / _LOCK, _NO_LOCK, GET_IT) from error
    raise UnreadableSource(folder / _LOCK, _NO_LOCK, GET_IT)


def _is_package(about: Mapping[str, Any]) -> bool:
    """Raises KeyError for one that lacks something."""
    depends = about["depends"]
    texts = [*(about[key] for key in _TEXTS), *(depends if isinstance(depends, list) else [None])]
    return all(isinstance(text, str) for text in texts) and is_name(about["file_name"])


def _check_age(folder: Path, name: str, version: str) -> None:
    """By the least version that salessheet itself asks for."""
    found = (re.fullmatch(rf"{re.escape(name)}>=([\d.]+)", line) for line in requires("salessheet") or ())
    for least in (one[1] for one in found if one):
        if _numbers(version) < _numbers(least):
            raise UnreadableSource(
                folder, f"it has {name} {version}, and {least} is needed.", "Take a newer release of Pyodide."
            )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def _sound(folder: Path, about: Mapping[str, Any]) -> Path:
    """The file of a package."""
    path = folder / str(about["file_name"])
    if not path.is_file():
        raise UnreadableSource(folder, f"{path.name} is missing.", GET_IT)
    if sha256_of(path) != about["sha256"]:
        raise UnreadableSource(path, f"it is not the file that {_LOCK} names.", GET_IT)
    return path
