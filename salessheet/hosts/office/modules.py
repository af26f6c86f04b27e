"""The Python that runs in the browser: the cell functions, what they stand on, and a stand-in for xlwings."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath
from typing import Final

_PACKAGE: Final = Path(__file__).parents[2]
_OURS: Final = (
    "__init__.py",
    "errors.py",
    "udfs.py",
    "core/**/*.py",
    "hosts/__init__.py",
    "hosts/host.py",
    "hosts/answers.py",
)
_HOLIDAYS: Final = ("chinesecalendar", "holidays")
_NO_XLWINGS: Final = '''"""In the place of xlwings, which only says to its own hosts what a cell function is."""


def arg(*_args, **_options):
    return lambda function: function


func = arg
'''
_WHEN: Final = (2020, 1, 1, 0, 0, 0)  # the same modules give the same bytes


def write(path: Path) -> None:
    """A zip of modules, in the order of their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted({**dict(_ours()), **dict(_theirs()), "xlwings.py": _NO_XLWINGS.encode()}.items()):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _ours() -> Iterator[tuple[str, bytes]]:
    for pattern in _OURS:
        for path in _PACKAGE.glob(pattern):
            yield f"salessheet/{path.relative_to(_PACKAGE).as_posix()}", path.read_bytes()


def _theirs() -> Iterator[tuple[str, bytes]]:
    """The calendars of holidays as they are installed here, with their licences."""
    for name in _HOLIDAYS:
        for file in distribution(name).files or ():
            if file.suffix == ".py" or _is_licence(file):
                yield file.as_posix(), file.read_binary()


def _is_licence(file: PurePosixPath) -> bool:
    return file.name.upper().startswith(("LICENSE", "COPYING"))
