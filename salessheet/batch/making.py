"""Who makes the workbooks of a plan, and what comes of each: made, or told why not."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from salessheet.batch.books import Made, Order
from salessheet.batch.interrupts import Interrupts
from salessheet.batch.planning import Job, Plan
from salessheet.data.audiences import part_of
from salessheet.errors import UnwritableDisk, UserError
from salessheet.files import disk_error, unwritable


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


class Makers(Protocol):
    """Processes of this machine (`processes.py`), or workers of a cluster (`cluster.py`)."""

    def make_all(self, plan: Plan, jobs: tuple[Job, ...], part_of: PartOf, interrupts: Interrupts, done: Done) -> None:
        """Make each job's workbook as its part file and tell `done`, in the order in which they are ready.

        A workbook that fails is an outcome like any other. Where `done` says that the run ends, and on
        KeyboardInterrupt, which is raised on, no other workbook is begun; what is finished then is told too. A workbook
        that takes down what makes it is a failure, and costs no other.
        """


def order_of(plan: Plan, job: Job) -> Order:
    data = part_of(plan.dataset, job.team_id, plan.audience, job.rep_id)
    template = plan.template_of(job)
    return Order(
        data, job.team_id, plan.period, plan.as_of, plan.lang, plan.formulas, plan.audience, job.rep_id,
        plan.every_sheet, template=template,
        template_sha256="" if template is None or plan.made_from is None else plan.made_from.sha256,
        password=plan.password_of(job), extension=plan.extension, is_proof=plan.is_proof(job),
    )  # fmt: skip  # in the order of the fields


def failed(job: Job, error: Exception, folder: Path | None = None) -> Failure:
    """What is to be told of an error: words for people, or the traceback of a defect. `folder`: written to, if any."""
    reason = disk_error(error)
    if reason is not None and folder is not None and not isinstance(error, UserError):
        error = unwritable(folder, reason)
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


def typed_failure(job: Job) -> Failure:
    """What somebody typed into since it was built stays as it is until that is collected."""
    wrong = f"{job.file} was changed since salessheet wrote it, and was not overwritten."
    mend = (
        "Collect what was typed into it (salessheet collect), correct there what collect refuses, move it away, or say "
        "--overwrite, and build again."
    )
    return Failure(job.file, job.team_id, wrong, mend)


def password_failure(job: Job) -> Failure:
    """Whoever gave a workbook a password of its own would find one without it."""
    wrong = f"{job.file} got a password since salessheet wrote it, and was not replaced by a workbook without."
    mend = (
        "Collect what was typed into it (salessheet collect --key-file KEYFILE), then move it away or say --overwrite; "
        "--encrypt-with KEYFILE builds all with passwords."
    )
    return Failure(job.file, job.team_id, wrong, mend)


def copied_failure(job: Job, copy: str) -> Failure:
    """A copy of it can be collected only as long as the workbook stands there from which it was made."""
    wrong = f"{copy} is a copy of {job.file}, typed into or in a format that is not read; {job.file} was not replaced."
    mend = (
        f"Save {copy} as {job.file} in its place and collect that (salessheet collect), move {copy} away, or say "
        "--overwrite, and build again."
    )
    return Failure(job.file, job.team_id, wrong, mend)


def changed_failure(job: Job) -> Failure:
    """What was saved by somebody else while the run was at work stays as it is."""
    wrong = f"{job.file} was changed while this run was at work, and was not overwritten."
    mend = "Collect what was typed into it (salessheet collect), or move it away, and build again."
    return Failure(job.file, job.team_id, wrong, mend)


def open_failure(job: Job) -> Failure:
    wrong = f"{job.file} is open in another program, or may not be replaced."
    return Failure(job.file, job.team_id, wrong, "Close it and build again.")
