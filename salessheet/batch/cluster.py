"""The workbooks of a plan, made by the workers of a Dask cluster, which share no disk with this machine.

An order goes to a worker with its slice of the data and the company's template; the finished workbook comes back and is
written here, as a process of this machine would have written it. Dask gives the orders of a worker that is gone to
another one.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from salessheet.batch.cluster_orders import (
    MUST_AGREE,
    Answer,
    Beside,
    Returned,
    Sent,
    Unlike,
    Versions,
    answer_to,
    beside_of,
    differences,
    versions_here,
)
from salessheet.batch.interrupts import Interrupts
from salessheet.batch.making import Done, Failure, Outcome, PartOf, failed, order_of
from salessheet.batch.planning import Job, Plan
from salessheet.errors import InvalidOption, MissingLibrary, UnfitCluster
from salessheet.files import settle

if TYPE_CHECKING:
    from distributed import Client

_ADDRESS: Final = re.compile(r"(?:tcp|tls)://(?:\[[0-9a-fA-F:.]+\]|[^\s/:@\[\]]+):\d{1,5}")
_SECONDS: Final = 10
_AHEAD: Final = 2  # orders for each worker: enough to keep it busy, few enough for the memory of all
_LOOKED_AFTER: Final = 1.0  # seconds between two looks at the workers
_PATIENCE: Final = 60.0  # seconds without any worker: nannies need a few to start one again
_LARGEST_SLICE: Final = "100GB"  # above it Dask warns of one that would better lie on the cluster already
_TALKATIVE: Final = ("distributed.client", "distributed.core", "distributed.comm")

_SAME: Final = "Install the same versions on every worker as here, or build without --cluster."
_RESUME: Final = "See to the cluster, then build again with --resume."


@contextmanager
def connected(address: str) -> Iterator[Workers]:
    """The workers of the cluster whose scheduler has that address.

    Raises InvalidOption for another kind of address, MissingLibrary without distributed, and UnfitCluster where nothing
    answers, there is no worker, or the versions there are not those of here.
    """
    if not _ADDRESS.fullmatch(address):
        raise InvalidOption(
            f"--cluster {address}: this is not the address of a scheduler.", "Write it as tcp://host:8786."
        )
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise MissingLibrary(f"--cluster {address} needs the package distributed", "cluster") from error
    with _in_silence(), dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGEST_SLICE}):
        _reach(address)
        try:
            client = Client(address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError, ImportError) as error:
            raise _silent(address) from error
        with client:
            yield Workers(client, address, _agreed_versions(client, address))


@dataclass(frozen=True)
class Workers:
    """Those of a cluster, as `making.Makers`. On an interrupt orders that are not finished are withdrawn."""

    client: Client
    address: str
    versions: Versions

    def make_all(self, plan: Plan, jobs: tuple[Job, ...], part_of: PartOf, interrupts: Interrupts, done: Done) -> None:
        if not jobs:
            return
        making = _Making(self, plan, part_of, interrupts, done)
        suspects = making.ordered(list(reversed(jobs)), _AHEAD)
        for job in making.ordered(suspects, 0):
            making.tell(job, _lost(job))


class _Making:
    """Orders given to the workers. `goes_on`: whether another is wanted, and there is somebody to make it."""

    def __init__(self, workers: Workers, plan: Plan, part_of: PartOf, interrupts: Interrupts, done: Done) -> None:
        self.goes_on = True
        self._workers = workers
        self._executor: Executor = workers.client.get_executor(pure=False)
        self._beside: Any = workers.client.submit(beside_of, Beside.of(plan), pure=False)
        self._plan = plan
        self._part_of = part_of
        self._interrupts = interrupts
        self._done = done
        self._why_none = ""
        self._seen = time.monotonic()  # when there was a worker

    def tell(self, job: Job, outcome: Outcome) -> None:
        self.goes_on = self._done(job, outcome) and self.goes_on

    def ordered(self, waiting: list[Job], ahead: int) -> list[Job]:
        """Take jobs off the end of `waiting` until none is left or the run ends; those that ended their workers.

        `ahead`: how many at once for each worker; 0 for one at a time, so that it is known which it was.
        """
        running: dict[Future[Answer], Job] = {}
        fatal: list[Job] = []
        try:
            while waiting or running:
                most = max(1, ahead * self._count())
                while waiting and self.goes_on and len(running) < most:
                    with self._interrupts.held():
                        self._submit(waiting.pop(), running)
                if not self.goes_on:
                    break
                self._tell_all(running, wait(running, _LOOKED_AFTER, FIRST_COMPLETED).done, fatal)
            self._end(waiting, running, fatal)
        except KeyboardInterrupt:
            self._tell_all(running, {future for future in running if future.done()}, fatal)
            raise
        finally:
            for future in running:
                future.cancel()
        return fatal

    def _count(self) -> int:
        """How many workers there are; where there have been none for too long, the run ends."""
        client = self._workers.client
        try:
            count = len(client.nthreads()) if client.status == "running" else -1
        except (OSError, RuntimeError, CancelledError):
            count = -1
        if count > 0:
            self._seen = time.monotonic()
        elif count < 0:
            self._give_up("the connection to the scheduler was lost")
        elif time.monotonic() - self._seen > _PATIENCE:
            self._give_up("no worker is left")
        return count

    def _give_up(self, why: str) -> None:
        self.goes_on, self._why_none = False, self._why_none or why

    def _submit(self, job: Job, running: dict[Future[Answer], Job]) -> None:
        try:
            order = order_of(self._plan, job)
            running[self._executor.submit(answer_to, Sent(order, job, self._workers.versions), self._beside)] = job
        except Exception as error:  # noqa: BLE001  one bad team never stops the run
            self.tell(job, failed(job, error))

    def _tell_all(self, running: dict[Future[Answer], Job], finished: set[Future[Answer]], fatal: list[Job]) -> None:
        from distributed.scheduler import KilledWorker

        for future in finished:
            job = running.pop(future)
            try:
                answer = future.result()
            except KilledWorker:
                fatal.append(job)
            except CancelledError:
                self._give_up("the connection to the scheduler was lost")
                self.tell(job, self._not_made(job))
            except Exception as error:  # noqa: BLE001  a slice that cannot be sent, or read where it arrives
                self.tell(job, failed(job, error))
            else:
                self._take(job, answer)

    def _take(self, job: Job, answer: Answer) -> None:
        if isinstance(answer, Unlike):
            self._give_up(answer.wrong)
            self.tell(job, self._not_made(job))
        elif isinstance(answer, Failure):
            self.tell(job, answer)
        else:
            self.tell(job, _written(job, answer, self._part_of(job)))

    def _end(self, waiting: list[Job], running: dict[Future[Answer], Job], fatal: list[Job]) -> None:
        """Where nobody is left to make them, each that was not made is told with the reason."""
        if self._why_none:
            for job in (*running.values(), *fatal, *reversed(waiting)):
                self.tell(job, self._not_made(job))
            fatal.clear()

    def _not_made(self, job: Job) -> Failure:
        wrong = f"{job.file} was not made: the cluster {self._workers.address} was lost ({self._why_none})."
        return Failure(job.file, job.team_id, wrong, _RESUME)


def _written(job: Job, returned: Returned, part: Path) -> Outcome:
    try:
        if hashlib.sha256(returned.content).hexdigest() != returned.made.sha256:
            wrong = f"{job.file} arrived otherwise than its worker sent it."
            return Failure(job.file, job.team_id, wrong, "Look after the network, then build again.")
        part.write_bytes(returned.content)
        settle(part)
    except Exception as error:  # noqa: BLE001  one bad team never stops the run, but for a disk that takes no more
        part.unlink(missing_ok=True)
        return failed(job, error, part.parent)
    except KeyboardInterrupt:
        part.unlink(missing_ok=True)
        raise
    return returned.made


def _lost(job: Job) -> Failure:
    wrong = f"Every worker that made {job.file} ended without a word, alone as well; perhaps the memory was full."
    return Failure(
        job.file, job.team_id, wrong, "Give workers more memory (--memory-limit), or build without a cluster."
    )


def _reach(address: str) -> None:
    """Raises UnfitCluster where no scheduler answers in time; Dask itself waits for ever for what speaks otherwise."""
    from distributed.core import rpc
    from distributed.security import Security

    async def identity() -> Mapping[str, object]:
        arguments = Security().get_connection_args("client")
        async with rpc(address, timeout=_SECONDS, connection_args=arguments) as scheduler:
            found: Mapping[str, object] = await asyncio.wait_for(scheduler.identity(), _SECONDS)
            return found

    try:
        with ThreadPoolExecutor(1) as aside:  # who calls from a notebook has a loop at work already
            found = aside.submit(lambda: asyncio.run(identity())).result()
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise _silent(address) from error
    if found.get("type") != "Scheduler":
        raise UnfitCluster(
            address, f"this is a {found.get('type')}, and no scheduler.", "Name the scheduler's address."
        )


def _silent(address: str) -> UnfitCluster:
    return UnfitCluster(
        address, "no Dask scheduler answers there.", "Start one (`dask scheduler`), or mend the address."
    )


def _agreed_versions(client: Client, address: str) -> Versions:
    """Those of here and of every worker. Raises UnfitCluster where they are not the same, or there is no worker."""
    found: Any = client.get_versions(packages=MUST_AGREE)
    here = versions_here()
    if not found["workers"]:
        raise UnfitCluster(address, "it has no workers.", f"Start some: `dask worker {address}`.")
    for worker, said in sorted(found["workers"].items()):
        differing = differences(here, said["packages"])
        if differing:
            raise UnfitCluster(address, f"the worker {worker} {differing}.", _SAME)
    return here


@contextmanager
def _in_silence() -> Iterator[None]:
    """What Dask would say of a lost connection is said by the run itself."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
