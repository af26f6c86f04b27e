"""The engines there are, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

from salessheet.calc import cellrune, formualizer, formulas, libreoffice
from salessheet.calc.engine import Engine
from salessheet.errors import EngineMissing, InvalidOption

ENGINES: Final[Mapping[str, Callable[[], Engine]]] = {
    formualizer.NAME: formualizer.Formualizer,
    cellrune.NAME: cellrune.CellRune,
    libreoffice.NAME: libreoffice.LibreOffice,
    formulas.NAME: formulas.Formulas,
}
"""In the order in which one is chosen where nobody asks for one: the quickest first."""

ALL: Final = "all"


@contextmanager
def started(names: Sequence[str] = ()) -> Iterator[tuple[Engine, ...]]:
    """The engines of these names, each once; `all` for every one; () for the first that is installed.

    Raises InvalidOption for a name that none has, and EngineMissing where one of them is not installed.
    """
    with ExitStack() as stack:
        yield tuple(stack.enter_context(ENGINES[name]()) for name in _chosen(names))


def _chosen(names: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in names if name not in {*ENGINES, ALL}]
    if unknown:
        raise InvalidOption(f"There is no engine '{unknown[0]}'.", f"Choose from {', '.join(ENGINES)} and {ALL}.")
    if ALL in names:
        return tuple(ENGINES)
    return tuple(dict.fromkeys(names)) or (first_installed(),)


def first_installed(names: Sequence[str] = tuple(ENGINES)) -> str:
    """Raises EngineMissing where none of them is there, with how to install the first."""
    missing: EngineMissing | None = None
    for name in names:
        try:
            with ENGINES[name]():
                return name
        except EngineMissing as error:
            missing = missing or error
    raise missing or EngineMissing(ALL, "")
