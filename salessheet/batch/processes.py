"""The workbooks of a plan, made one after the other or on several processes at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from salessheet.batch.books import Order, make
from salessheet.batch.interrupts import Interrupts
from salessheet.batch.making import Done, Failure, Outcome, PartOf, failed, order_of
from salessheet.batch.planning import Job, Plan
from salessheet.batch.pools import Work, on_processes
from salessheet.files import settle


@dataclass(frozen=True)
class Processes:
    """So many processes of this machine; one is this process itself. What becomes of them: `pools.on_processes`."""

    count: int

    def make_all(self, plan: Plan, jobs: tuple[Job, ...], part_of: PartOf, interrupts: Interrupts, done: Done) -> None:
        if min(self.count, len(jobs)) <= 1:
            for job in jobs:
                if not done(job, _made_here(plan, job, part_of(job))):
                    return
            return

        def sent(job: Job) -> tuple[Order, Job, Path]:
            return order_of(plan, job), job, part_of(job)

        on_processes(Work(_made, sent, failed, _lost, done), jobs, self.count, interrupts)


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
