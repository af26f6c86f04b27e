"""The part of this package that the functions and macros need, for hosts to which it is handed as a file."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ENTRANCES: Final = ("salessheet.udfs", "salessheet.macros")
_PACKAGE: Final = "salessheet"
_DATA: Final = "*.toml"
_LEFT: Final = ("functions.*", "phrases.*")  # the help that hosts are given besides; what the command line says
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # of every file: the same program gives the same bytes


@cache
def modules(entrances: tuple[str, ...] = ENTRANCES) -> dict[str, Path]:
    """Name → file of every module that the entrances may import, now or later, and of the packages around them."""
    found: dict[str, Path] = {}
    waiting = list(entrances)
    while waiting:
        name = waiting.pop()
        file = None if name in found else _file(name)
        if file is not None:
            found[name] = file
            waiting += [one for one in imported(file) if one.partition(".")[0] == _PACKAGE]
            waiting += [name.rpartition(".")[0]]
    return dict(sorted(found.items()))


def imported(file: Path) -> Iterator[str]:
    """What a module imports, inside functions as well, but not for types only. Names imported from one count as its."""
    waiting: list[ast.AST] = [ast.parse(file.read_bytes())]
    while waiting:
        match waiting.pop():
            case ast.Import(names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{name.name}" for name in names)
            case ast.If(test=ast.Name("TYPE_CHECKING"), orelse=otherwise):
                waiting += otherwise
            case node:
                waiting += ast.iter_child_nodes(node)


@cache
def packed() -> bytes:
    """These modules, and the data beside them, as a zip file that Python imports from."""
    return zipped(contents(ENTRANCES))


def contents(entrances: tuple[str, ...]) -> dict[str, bytes]:
    """Path → bytes of these modules, and of the data beside them."""
    home = _home()
    inside = set(modules(entrances).values())
    beside = {data for file in inside if file.name == "__init__.py" for data in file.parent.glob(_DATA)}
    inside |= {data for data in beside if not any(map(data.match, _LEFT))}
    return {file.relative_to(home).as_posix(): file.read_bytes() for file in inside}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file, in the order of the names."""
    written = BytesIO()
    with ZipFile(written, "w") as target:
        for name, content in sorted(files.items()):
            entry = ZipInfo(name, _DATE)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content, compresslevel=9)
    return written.getvalue()


def _file(name: str) -> Path | None:
    """None for a name that is no module, such as that of a class."""
    path = _home().joinpath(*name.split("."))
    choices = (path.with_suffix(".py"), path / "__init__.py") if name else ()
    return next((file for file in choices if file.is_file()), None)


def _home() -> Path:
    return Path(str(files(_PACKAGE))).parent
