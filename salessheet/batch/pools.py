"""One piece of work for many items, on several processes at once, whatever becomes of a process."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from salessheet.batch.interrupts import Interrupts, kept_from_children, left_to_the_parent

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

_AHEAD = 2  # items waiting for each process: enough to keep it busy, few enough for the memory


@dataclass(frozen=True)
class Work(Generic[Item, Outcome]):
    """`by`: a function that a process finds by its name; `sent`: what it is given for an item, and may raise.

    `failed`, `lost`: what comes of an item that could not be sent, or that ends its process, alone as well. `done` is
    told each outcome and says whether another is wanted. `begin`: what a process does first, with `began_with`.
    `is_finished`: after an interrupt what is at work is finished; else it is ended at once.
    """

    by: Callable[..., Outcome]
    sent: Callable[[Item], tuple[object, ...]]
    failed: Callable[[Item, Exception], Outcome]
    lost: Callable[[Item], Outcome]
    done: Callable[[Item, Outcome], bool]
    begin: Callable[..., None] | None = None
    began_with: tuple[object, ...] = ()
    is_finished: bool = True


def on_processes(work: Work[Item, Outcome], items: Sequence[Item], count: int, interrupts: Interrupts) -> None:
    """Do it for each item, at most `count` at a time.

    After an interrupt what is at work is finished, if it is to be; a second one ends the processes at once. Where a
    process ends without a word, what its pool had in hand is done one at a time, and only what ends its process then as
    well is lost; the others are done by a new pool. Processes are spawned, as on Windows, so the caller's main module
    must be importable.
    """
    pools = _Pools(work, interrupts)
    waiting = list(reversed(items))
    while waiting:
        suspects = pools.run(waiting, count, _AHEAD * count)
        while suspects:
            for item in pools.run(suspects, 1, 1):
                pools.tell(item, work.lost(item))
            if not pools.goes_on:
                return


class _Pools(Generic[Item, Outcome]):
    """One pool after the other. `goes_on`: whether another outcome is wanted."""

    def __init__(self, work: Work[Item, Outcome], interrupts: Interrupts) -> None:
        self.goes_on = True
        self._work = work
        self._interrupts = interrupts

    def tell(self, item: Item, outcome: Outcome) -> None:
        self.goes_on = self._work.done(item, outcome) and self.goes_on

    def run(self, waiting: list[Item], processes: int, most: int) -> list[Item]:
        """Take items off the end of `waiting` until none is left, the run ends, or a process of the pool is lost.

        Then `waiting` holds what was not begun, and those are returned that the pool, with at most `most` items at a
        time, took down with it: it cannot tell which of them ended the process.
        """
        others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        beginning = (self._work.begin, self._work.began_with)
        pool = ProcessPoolExecutor(min(processes, len(waiting)), context, _become_a_worker, beginning)
        running: dict[Future[Outcome], Item] = {}
        lost: list[Item] = []
        try:
            while (waiting and not lost) or running:
                while waiting and not lost and len(running) < most:
                    with self._interrupts.held():
                        self._submit(pool, waiting.pop(), running, lost)
                        self._end_where_told(waiting, running)
                if running:
                    self._tell_all(running, wait(running, return_when=FIRST_COMPLETED).done, lost)
                    self._end_where_told(waiting, running)
        except KeyboardInterrupt:
            _withdraw(running)
            if not self._work.is_finished:
                _kill(others)
                raise
            self._tell_all(running, _finished(running, others), lost)
            for item in lost:
                self.tell(item, self._work.lost(item))
            raise
        finally:
            with self._interrupts.held():
                if lost:
                    _kill(others)
                pool.shutdown(wait=True, cancel_futures=True)
        return lost

    def _submit(
        self, pool: ProcessPoolExecutor, item: Item, running: dict[Future[Outcome], Item], lost: list[Item]
    ) -> None:
        try:
            sent = self._work.sent(item)
            with kept_from_children():
                running[pool.submit(self._work.by, *sent)] = item
        except BrokenProcessPool:
            lost.append(item)
        except Exception as error:  # noqa: BLE001  one bad item never stops the run
            self.tell(item, self._work.failed(item, error))

    def _tell_all(self, running: dict[Future[Outcome], Item], finished: set[Future[Outcome]], lost: list[Item]) -> None:
        for future in finished:
            item = running.pop(future)
            try:
                outcome = future.result()
            except BrokenProcessPool:
                lost.append(item)
            except Exception as error:  # noqa: BLE001  what cannot be sent to a process, or back
                self.tell(item, self._work.failed(item, error))
            else:
                self.tell(item, outcome)

    def _end_where_told(self, waiting: list[Item], running: dict[Future[Outcome], Item]) -> None:
        if not self.goes_on:
            waiting.clear()
            _withdraw(running)


def _withdraw(running: dict[Future[Outcome], Item]) -> None:
    """Those that no process has begun."""
    for future in [future for future in running if future.cancel()]:
        del running[future]


def _finished(running: dict[Future[Outcome], Item], others: set[BaseProcess]) -> set[Future[Outcome]]:
    """What is being done, once it is. Who asks a second time gets no more of it: the processes end at once."""
    try:
        return wait(running).done
    except KeyboardInterrupt:
        finished = {future for future in running if future.done()}
        _kill(others)
        return finished


def _kill(others: set[BaseProcess]) -> None:
    """The processes of the pool: they leave SIGTERM to the parent, and may wait for a lock that the dead one held."""
    for process in set(multiprocessing.active_children()) - others:
        process.kill()


def _become_a_worker(begin: Callable[..., None] | None, began_with: tuple[object, ...]) -> None:
    """A process that leaves signals to the one that started it, and ends with it, however that ends."""
    left_to_the_parent()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    if begin is not None:
        begin(*began_with)


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # at once: nobody is left to be told
