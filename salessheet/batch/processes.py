"""The workbooks of a plan, made one after the other or on several processes at once."""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from salessheet.batch.books import Made, Order, make
from salessheet.batch.outputs import part_of
from salessheet.batch.planning import Job, Plan
from salessheet.data.slices import for_team
from salessheet.errors import UserError

_AHEAD = 2  # slices waiting for each process: enough to keep it busy, few enough for the memory


@dataclass(frozen=True)
class Failure:
    """A workbook that was not made. `trace` is the traceback of a defect, blank where somebody outside can mend it."""

    file: str
    team_id: str
    wrong: str
    mend: str
    trace: str = ""


Outcome = Made | Failure
Done = Callable[[Job, Outcome], None]


def make_all(plan: Plan, jobs: tuple[Job, ...], folder: Path, processes: int, done: Done) -> None:
    """Make each job's workbook as a part file in the folder and tell `done`, in the order in which they are ready.

    A workbook that fails is an outcome like any other. KeyboardInterrupt is raised on after the workbooks that are
    being made are told too; no other is begun. Processes are spawned, as on Windows, so the caller's main module
    must be importable.
    """
    if min(processes, len(jobs)) <= 1:
        for job in jobs:
            done(job, _made_here(plan, job, folder))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(jobs)), context, initializer=_leave_interrupts_to_the_parent) as pool:
        running: dict[Future[Outcome], Job] = {}
        waiting = list(reversed(jobs))
        try:
            while waiting or running:
                while waiting and len(running) < _AHEAD * processes:
                    _submit(pool, plan, waiting.pop(), folder, running, done)
                _tell(running, wait(running, return_when=FIRST_COMPLETED).done, done)
        except KeyboardInterrupt:
            pool.shutdown(wait=True, cancel_futures=True)
            _tell(running, {future for future in running if not future.cancelled()}, done)
            raise


def _submit(
    pool: ProcessPoolExecutor, plan: Plan, job: Job, folder: Path, running: dict[Future[Outcome], Job], done: Done
) -> None:
    try:
        order = _order(plan, job)
        running[pool.submit(_made, order, job, part_of(folder / job.file))] = job
    except BrokenProcessPool:
        done(job, _lost(job))
    except Exception as error:  # noqa: BLE001  one bad team never stops the run
        done(job, failed(job, error))


def _tell(running: dict[Future[Outcome], Job], finished: set[Future[Outcome]], done: Done) -> None:
    for future in finished:
        job = running.pop(future)
        try:
            outcome = future.result()
        except BrokenProcessPool:
            outcome = _lost(job)
        except Exception as error:  # noqa: BLE001  a slice that cannot be sent to a process
            outcome = failed(job, error)
        done(job, outcome)


def _made_here(plan: Plan, job: Job, folder: Path) -> Outcome:
    try:
        order = _order(plan, job)
    except Exception as error:  # noqa: BLE001  one bad team never stops the run
        return failed(job, error)
    return _made(order, job, part_of(folder / job.file))


def _order(plan: Plan, job: Job) -> Order:
    data = for_team(plan.dataset, job.team_id) if job.team_id else plan.dataset
    return Order(data, job.team_id, plan.period, plan.as_of, plan.lang, plan.formulas)


def _made(order: Order, job: Job, part: Path) -> Outcome:
    try:
        part.unlink(missing_ok=True)  # whatever an earlier run left there, a link to elsewhere included
        return make(order, part)
    except Exception as error:  # noqa: BLE001  one bad team never stops the run
        part.unlink(missing_ok=True)
        return failed(job, error)
    except KeyboardInterrupt:
        part.unlink(missing_ok=True)
        raise


def failed(job: Job, error: Exception) -> Failure:
    """What is to be told of an error: words for people, or the traceback of a defect."""
    if isinstance(error, UserError):
        return Failure(job.file, job.team_id, error.wrong, error.mend)
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


def open_failure(job: Job) -> Failure:
    wrong = f"{job.file} is open in another program, or may not be replaced."
    return Failure(job.file, job.team_id, wrong, "Close it and build again.")


def _lost(job: Job) -> Failure:
    wrong = f"The process that made {job.file} ended without a word; perhaps the memory was full."
    return Failure(job.file, job.team_id, wrong, "Build again with fewer processes: --jobs 1.")


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches every process of the terminal. These finish what they are at, and the parent decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
