"""salessheet.toml: options of commands, a table a command, found upward from the working directory.

    [build]
    data = "data"                # paths are relative to the folder the file is in
    out = "workbooks"
    as-of = 2026-06-30

What stands on the command line wins, `--no-overwrite` over a flag that is true here. A command or option that nobody
knows is refused, with the nearest known one.
"""

from __future__ import annotations

import datetime as dt
import inspect
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer
from typer.models import OptionInfo

from salessheet.errors import InvalidOption

FILE = "salessheet.toml"

_PATHS_OR_ADDRESSES = frozenset({"data", "against_data"})  # texts that are paths unless they hold ://
_RIVALS = (({"period"}, {"from_", "to"}), ({"data"}, {"books"}))  # parameters of which one or the other is given
_KINDS: Mapping[type, tuple[type, ...]] = {bool: (bool,), int: (int,), Path: (str,), str: (str, int, dt.date)}
_NAMES: Mapping[type, str] = {bool: "true or false", int: "a whole number", Path: "a path", str: "a text"}


@dataclass(frozen=True)
class Option:
    """One option of a command. `key` stands in the file, `parameter` in the code; `many`: it may be a list."""

    key: str
    parameter: str
    kind: type
    many: bool

    @property
    def is_path(self) -> bool:
        """Whether it names a file or folder, unless it holds ://."""
        return self.kind is Path or self.parameter in _PATHS_OR_ADDRESSES


def options_of(command: Callable[..., object]) -> tuple[Option, ...]:
    """The options and arguments of a command's function, by its annotations."""
    hints = get_type_hints(command, include_extras=True)
    names = (name for name in inspect.signature(command).parameters if hints[name] is not typer.Context)
    return tuple(_option(name, hints[name]) for name in names)


def defaults(start: Path, commands: Mapping[str, Iterable[Option]]) -> dict[str, dict[str, object]]:
    """Command → parameter → value, from the file; {} where there is none. Raises InvalidOption for what is wrong."""
    file = next((folder / FILE for folder in (start, *start.parents) if (folder / FILE).is_file()), None)
    if file is None:
        return {}
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        wrong = f"{file}: it cannot be read ({error.strerror or error})."
        raise InvalidOption(wrong, "Check its permissions, or move it away.") from error
    except (ValueError, RecursionError) as error:
        raise InvalidOption(f"{file}: this is not TOML in UTF-8 ({error}).", "Mend it, or move it away.") from error
    found = {}
    for command, values in tree.items():
        _known(command, list(commands), f"{file}: there is no command")
        if not isinstance(values, dict):
            raise InvalidOption(f"{file}: '{command}' must be a table.", f"Write [{command}] and its options below.")
        found[command] = dict(_values(values, f"{file}, [{command}]", file.parent, tuple(commands[command])))
    return found


def without_rivals(found: Mapping[str, object], given: Collection[str]) -> dict[str, object]:
    """What the file says of a command, without what the `given` parameters of the command line stand in place of."""
    sides = [(one, other) for pair in _RIVALS for one, other in (pair, pair[::-1])]
    beaten = {name for one, other in sides if not one.isdisjoint(given) and other.isdisjoint(given) for name in other}
    return {name: value for name, value in found.items() if name not in beaten}


def _values(
    values: Mapping[str, object], where: str, folder: Path, options: tuple[Option, ...]
) -> Iterable[tuple[str, object]]:
    known = {option.key: option for option in options}
    for key, value in values.items():
        dashed = key.replace("_", "-")
        _known(dashed, list(known), f"{where}: there is no option")
        yield known[dashed].parameter, _value(known[dashed], value, where, folder)


def _value(option: Option, value: object, where: str, folder: Path) -> object:
    if option.many:
        return [_single(option, item, where, folder) for item in (value if isinstance(value, list) else [value])]
    return _single(option, value, where, folder)


def _single(option: Option, value: object, where: str, folder: Path) -> object:
    if isinstance(value, dt.datetime):
        raise InvalidOption(f"{where}: {option.key} = {value} is more than a day.", "Leave the time out of that line.")
    fits = isinstance(value, _KINDS[option.kind]) and (option.kind is bool or not isinstance(value, bool))
    if not fits:
        raise InvalidOption(f"{where}: {option.key} = {value!r} is not {_NAMES[option.kind]}.", "Mend that line.")
    if option.kind is bool or option.kind is int:
        return value
    text = str(value)
    if not option.is_path:
        return text
    if not text.strip():
        raise InvalidOption(f"{where}: {option.key} = '' is not a path.", "Mend that line.")
    return text if "://" in text else str(folder / text)


def _known(name: str, known: list[str], wrong: str) -> None:
    if name not in known:
        nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
        raise InvalidOption(f"{wrong} '{name}'.", f"Did you mean '{nearest}'? Known are {', '.join(known)}.")


def _option(parameter: str, hint: Any) -> Option:  # noqa: ANN401  an annotation has no narrower type
    base, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    infos = [note for note in notes if isinstance(note, OptionInfo)]
    written = [word for info in infos for word in (info.default, *(info.param_decls or ()))]
    flags = [word for word in written if isinstance(word, str) and word.startswith("--")]  # typer keeps the first apart
    long = next(iter(flags), f"--{parameter}".replace("_", "-"))
    plain = [kind for kind in get_args(base) if kind is not type(None)] if _is_union(base) else [base]
    many = get_origin(plain[0]) is list
    kind = get_args(plain[0])[0] if many else plain[0]
    return Option(long.removeprefix("--"), parameter, str if issubclass(kind, Enum) else kind, many)


def _is_union(hint: Any) -> bool:  # noqa: ANN401  an annotation has no narrower type
    return type(None) in get_args(hint)
