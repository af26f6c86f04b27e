"""The workbooks of a plan, made one after the other or on several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from salessheet.batch.books import Order, make
from salessheet.batch.interrupts import Interrupts, kept_from_children, left_to_the_parent
from salessheet.batch.making import Done, Failure, Outcome, PartOf, failed, order_of
from salessheet.batch.planning import Job, Plan
from salessheet.files import settle

_AHEAD = 2  # slices waiting for each process: enough to keep it busy, few enough for the memory


@dataclass(frozen=True)
class Processes:
    """So many processes of this machine; one is this process itself.

    After an interrupt the workbooks that are being made are finished; a second one ends the processes at once. Where a
    process ends without a word, what its pool had in hand is made one at a time, and only what ends its process then as
    well is a failure; the others are made by a new pool. Processes are spawned, as on Windows, so the caller's main
    module must be importable.
    """

    count: int

    def make_all(self, plan: Plan, jobs: tuple[Job, ...], part_of: PartOf, interrupts: Interrupts, done: Done) -> None:
        if min(self.count, len(jobs)) <= 1:
            for job in jobs:
                if not done(job, _made_here(plan, job, part_of(job))):
                    return
            return
        making = _Making(plan, part_of, interrupts, done)
        waiting = list(reversed(jobs))
        while waiting:
            suspects = making.in_a_pool(waiting, self.count, _AHEAD * self.count)
            while suspects:
                for job in making.in_a_pool(suspects, 1, 1):
                    making.tell(job, _lost(job))
                if not making.goes_on:
                    return


class _Making:
    """Workbooks made by pools of processes. `goes_on`: whether `done` wants another."""

    def __init__(self, plan: Plan, part_of: PartOf, interrupts: Interrupts, done: Done) -> None:
        self.goes_on = True
        self._plan = plan
        self._part_of = part_of
        self._interrupts = interrupts
        self._done = done

    def tell(self, job: Job, outcome: Outcome) -> None:
        self.goes_on = self._done(job, outcome) and self.goes_on

    def in_a_pool(self, waiting: list[Job], processes: int, most: int) -> list[Job]:
        """Take jobs off the end of `waiting` until none is left, the run ends, or a process of the pool is lost.

        Then `waiting` holds what was not begun, and those are returned that the pool, with at most `most` jobs at a
        time, took down with it: it cannot tell which of them ended the process.
        """
        others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(min(processes, len(waiting)), context, initializer=_become_a_worker)
        running: dict[Future[Outcome], Job] = {}
        lost: list[Job] = []
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
            self._tell_all(running, _finished(running, others), lost)
            for job in lost:
                self.tell(job, _lost(job))
            raise
        finally:
            with self._interrupts.held():
                if lost:
                    _kill(others)
                pool.shutdown(wait=True, cancel_futures=True)
        return lost

    def _submit(
        self, pool: ProcessPoolExecutor, job: Job, running: dict[Future[Outcome], Job], lost: list[Job]
    ) -> None:
        try:
            order = order_of(self._plan, job)
            with kept_from_children():
                running[pool.submit(_made, order, job, self._part_of(job))] = job
        except BrokenProcessPool:
            lost.append(job)
        except Exception as error:  # noqa: BLE001  one bad team never stops the run
            self.tell(job, failed(job, error))

    def _tell_all(self, running: dict[Future[Outcome], Job], finished: set[Future[Outcome]], lost: list[Job]) -> None:
        for future in finished:
            job = running.pop(future)
            try:
                outcome = future.result()
            except BrokenProcessPool:
                lost.append(job)
            except Exception as error:  # noqa: BLE001  a slice that cannot be sent to a process
                self.tell(job, failed(job, error))
            else:
                self.tell(job, outcome)

    def _end_where_told(self, waiting: list[Job], running: dict[Future[Outcome], Job]) -> None:
        if not self.goes_on:
            waiting.clear()
            _withdraw(running)


def _withdraw(running: dict[Future[Outcome], Job]) -> None:
    """Those that no process has begun."""
    for future in [future for future in running if future.cancel()]:
        del running[future]


def _finished(running: dict[Future[Outcome], Job], others: set[BaseProcess]) -> set[Future[Outcome]]:
    """What is being made, once it is. Who asks a second time gets no more of it: the processes end at once."""
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


def _made_here(plan: Plan, job: Job, part: Path) -> Outcome:
    try:
        order = order_of(plan, job)
    except Exception as error:  # noqa: BLE001  one bad team never stops the run
        return failed(job, error)
    return _made(order, job, part)


def _made(order: Order, job: Job, part: Path) -> Outcome:
    try:
        made = make(order, part)
        settle(part)
    except Exception as error:  # noqa: BLE001  one bad team never stops the run
        part.unlink(missing_ok=True)
        return failed(job, error, part.parent)
    except KeyboardInterrupt:
        part.unlink(missing_ok=True)
        raise
    return made


def _lost(job: Job) -> Failure:
    wrong = f"The process that made {job.file} ended without a word, alone as well; perhaps the memory was full."
    return Failure(job.file, job.team_id, wrong, "Build again with fewer processes: --jobs 1.")


def _become_a_worker() -> None:
    """A process that leaves signals to the one that started it, and ends with it, however that ends."""
    left_to_the_parent()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # at once: nobody is left to be told
