"""The engines there are, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final, Self

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

MOST_CAREFUL: Final = (cellrune.NAME, formualizer.NAME, libreoffice.NAME, formulas.NAME)
"""In the order in which the others are asked where one cannot be trusted."""

AT_HAND: Final = (cellrune.NAME, formualizer.NAME)
"""Those that run in this process and cost little to ask."""

ALL: Final = "all"


@contextmanager
def started(names: Sequence[str] = ()) -> Iterator[tuple[Engine, ...]]:
    """The engines of these names, each once; `all` for every one; () for the first that is installed.

    Raises InvalidOption for a name that none has, and EngineMissing where one of them is not installed.
    """
    with ExitStack() as stack:
        yield tuple(stack.enter_context(ENGINES[name]()) for name in _chosen(names))


class Reserve:
    """The other engines that are installed, the most careful first, each started when it is come to.

    Gone through as often as one likes; as a context manager it ends those that it started. `may_stand_in`: also for an
    engine that fails, where nobody asked for that one.
    """

    def __init__(
        self, without: Collection[str] = (), names: Sequence[str] = MOST_CAREFUL, *, may_stand_in: bool = False
    ) -> None:
        self.may_stand_in = may_stand_in
        self.names = tuple(name for name in names if name not in without)
        self._known: dict[str, Engine | None] = {}
        self._stack = ExitStack()

    def __iter__(self) -> Iterator[Engine]:
        return self._of(self.names)

    def at_hand(self) -> Iterator[Engine]:
        """Those that cost little to ask."""
        return self._of(tuple(name for name in self.names if name in AT_HAND))

    def _of(self, names: Sequence[str]) -> Iterator[Engine]:
        for name in names:
            if name not in self._known:
                try:
                    self._known[name] = self._stack.enter_context(ENGINES[name]())
                except EngineMissing:
                    self._known[name] = None
            engine = self._known[name]
            if engine is not None:
                yield engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self._known.clear()


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
