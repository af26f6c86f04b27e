"""The workbooks of a plan, made one after the other or on several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from salessheet.batch.books import Made, Order, make
from salessheet.batch.interrupts import Interrupts, kept_from_children, left_to_the_parent
from salessheet.batch.planning import Job, Plan
from salessheet.data.audiences import part_of
from salessheet.errors import UnwritableDisk, UserError
from salessheet.files import disk_error, settle

_AHEAD = 2  # slices waiting for each process: enough to keep it busy, few enough for the memory


@dataclass(frozen=True)
class Failure:
    """A workbook that was not made. `trace` is the traceback of a defect, blank where somebody outside can mend it.

    `stops`: no other can be made either, since the disk takes no more.
    """

    file: str
    team_id: str
    wrong: str
    mend: str
    trace: str = ""
    stops: bool = False


Outcome = Made | Failure
Done = Callable[[Job, Outcome], bool]
PartOf = Callable[[Job], Path]


def make_all(
    plan: Plan, jobs: tuple[Job, ...], part_of: PartOf, processes: int, interrupts: Interrupts, done: Done
) -> None:
    """Make each job's workbook as its part file and tell `done`, in the order in which they are ready.

    A workbook that fails is an outcome like any other. Where `done` says that the run ends, and on KeyboardInterrupt,
    which is raised on, the workbooks that are being made are told too, and no other is begun; a second interrupt ends
    the processes at once. Where a process ends without a word, what its pool had in hand is made one at a time, and
    only what ends its process then as well is a failure; the others are made by a new pool. Processes are spawned, as
    on Windows, so the caller's main module must be importable.
    """
    if min(processes, len(jobs)) <= 1:
        for job in jobs:
            if not done(job, _made_here(plan, job, part_of(job))):
                return
        return
    making = _Making(plan, part_of, interrupts, done)
    waiting = list(reversed(jobs))
    while waiting:
        suspects = making.in_a_pool(waiting, processes, _AHEAD * processes)
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


def order_of(plan: Plan, job: Job) -> Order:
    data = part_of(plan.dataset, job.team_id, plan.audience, job.rep_id)
    return Order(
        data, job.team_id, plan.period, plan.as_of, plan.lang, plan.formulas, plan.audience, job.rep_id,
        template=plan.template_of(job), password=plan.password_of(job),
    )  # fmt: skip  # in the order of the fields


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


def failed(job: Job, error: Exception, folder: Path | None = None) -> Failure:
    """What is to be told of an error: words for people, or the traceback of a defect. `folder`: written to, if any."""
    reason = disk_error(error)
    if reason is not None and folder is not None and not isinstance(error, UserError):
        error = UnwritableDisk(folder, reason.strerror or str(reason))
    if isinstance(error, UserError):
        return Failure(job.file, job.team_id, error.wrong, error.mend, stops=isinstance(error, UnwritableDisk))
    if isinstance(error, PermissionError):
        return open_failure(job)
    if isinstance(error, OSError) and error.strerror:
        wrong = f"{job.file} cannot be written ({error.strerror})."
        return Failure(job.file, job.team_id, wrong, "Check the folder and the room on its disk.")
    return Failure(
        job.file,
        job.team_id,
        f"salessheet has a defect: {type(error).__name__}: {error}",
        "Please report it with the traceback that `salessheet --debug` shows.",
        "".join(traceback.format_exception(error)),
    )


def changed_failure(job: Job) -> Failure:
    """What was saved by somebody else while the run was at work stays as it is."""
    wrong = f"{job.file} was changed while this run was at work, and was not overwritten."
    return Failure(job.file, job.team_id, wrong, "Move it away, or say --overwrite, and build again.")


def open_failure(job: Job) -> Failure:
    wrong = f"{job.file} is open in another program, or may not be replaced."
    return Failure(job.file, job.team_id, wrong, "Close it and build again.")


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
