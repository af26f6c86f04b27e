"""The workbooks of a command taken one after the other, or on several processes at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from multiprocessing import util
from pathlib import Path
from typing import Any, Final, TypeVar

from salessheet.batch.interrupts import Interrupts
from salessheet.batch.pools import Work, on_processes

Result = TypeVar("Result")
Told = Callable[[object, int, int], None]
"""Is told of each workbook that is done, how many are, and of how many."""

_LAST: Final = 10  # a process of multiprocessing ends what has a priority, the highest first

_here: Final[list[object]] = []
"""In a process that was started for it: the desk."""


def each_of(
    by: Callable[[Any, Path], Result],
    books: Sequence[Path],
    desk: Callable[..., AbstractContextManager[object]],
    laid_with: tuple[object, ...],
    jobs: int,
    lost: Callable[[Path], Result],
    told: Told | None = None,
) -> list[Result]:
    """What `by` says of each workbook, in their order. `desk`, with `laid_with`: what it works at, one a process.

    `lost`: what is said of a workbook that ends its process without a word, where there are several. `by` and `desk`
    are found by their names there. What they raise is raised.
    """
    if min(jobs, len(books)) <= 1:
        found = []
        with desk(*laid_with) as here:
            for i, book in enumerate(books, 1):
                found.append(by(here, book))
                if told is not None:
                    told(book, i, len(books))
        return found
    results: dict[int, Result] = {}

    def done(i: int, result: Result) -> bool:
        results[i] = result
        if told is not None:
            told(books[i], len(results), len(books))
        return True

    work: Work[int, Result] = Work(
        _at_the_desk,
        sent=lambda i: (by, books[i]),
        failed=_raised,
        lost=lambda i: lost(books[i]),
        done=done,
        begin=_lay,
        began_with=(desk, laid_with),
        is_finished=False,
    )
    with Interrupts() as interrupts:
        on_processes(work, range(len(books)), jobs, interrupts)
    return [results[i] for i in range(len(books))]


def _lay(desk: Callable[..., AbstractContextManager[object]], laid_with: tuple[object, ...]) -> None:
    stack = ExitStack()
    _here.append(stack.enter_context(desk(*laid_with)))
    util.Finalize(None, stack.close, exitpriority=_LAST)


def _at_the_desk(by: Callable[[Any, Path], Result], book: Path) -> Result:
    return by(_here[-1], book)


def _raised(_: object, error: Exception) -> Any:  # noqa: ANN401  nothing: it raises
    raise error
