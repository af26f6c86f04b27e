"""What goes to a worker of a cluster, what comes back, and what is done there."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from salessheet.batch.books import Made, Order, make
from salessheet.batch.making import Failure, failed
from salessheet.batch.planning import Job, Plan
from salessheet.data.commission.history import hashes
from salessheet.data.commission.snapshots import folder_of, path_of
from salessheet.errors import UserError
from salessheet.files import disk_error, folder_aside

Versions = Mapping[str, str | None]
"""Package → its version, None where it is not installed; `python` is one of them."""

MUST_AGREE: Final = (
    "salessheet", "chinesecalendar", "formulas", "formualizer", "cellrune", "holidays", "isal", "lxml", "numpy",
    "openpyxl", "pandas", "XlsxWriter",
)  # fmt: skip  # what decides the bytes of a workbook


@dataclass(frozen=True)
class Beside:
    """What the orders of a run are made from beside their slices, and what stands in files where the run is.

    `template`: the content of the company's own; `snapshots`: file → content, of the closed periods.
    """

    template: bytes
    snapshots: Mapping[str, bytes]

    @staticmethod
    def of(plan: Plan) -> Beside:
        template = b"" if plan.template is None else plan.template.read_bytes()
        found = (path_of(plan.dataset.source, period) for period in hashes(plan.dataset))
        return Beside(template, {path.name: path.read_bytes() for path in found if path.is_file()})

    @cached_property
    def sha256(self) -> str:
        digest = hashlib.sha256(self.template)
        for name, content in sorted(self.snapshots.items()):
            digest.update(f"{name}:{hashlib.sha256(content).hexdigest()}".encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Sent:
    """What goes to a worker."""

    order: Order
    job: Job
    versions: Versions


@dataclass(frozen=True)
class Returned:
    made: Made
    content: bytes


@dataclass(frozen=True)
class Unlike:
    """A worker that joined later has other versions. `wrong`: which."""

    wrong: str


Answer = Returned | Failure | Unlike


_TEMPLATE: Final = "template.xlsx"
_ONE_AT_A_TIME = threading.Lock()  # a worker may have several threads, and workbooks are made from what all share


def beside_of(beside: Beside) -> Beside:
    """A task of its own, so that Dask keeps it at each worker, and makes it again where it is lost."""
    return beside


def answer_to(sent: Sent, beside: Beside) -> Answer:
    differing = differences(sent.versions, versions_here())
    if differing:
        return Unlike(f"a worker that joined {differing}")
    with _ONE_AT_A_TIME:
        try:
            return _returned(sent, beside)
        except Exception as error:  # noqa: BLE001  one bad team never stops the run
            return _of_a_worker(failed(sent.job, error), error)


def _returned(sent: Sent, beside: Beside) -> Answer:
    order, here = sent.order, _files_of(beside)
    names = {str(folder_of(here)): str(folder_of(order.dataset.source))}
    dataset = dataclasses.replace(order.dataset, source=str(here))
    template = None
    if order.template is not None:
        template = here / _TEMPLATE
        names[str(template)] = str(order.template)
    try:
        with folder_aside() as folder:
            path = folder / Path(sent.job.file).name
            made = make(dataclasses.replace(order, dataset=dataset, template=template), path)
            return Returned(made, path.read_bytes())
    except UserError as error:
        failure = _of_a_worker(failed(sent.job, error), error)
        for ours, theirs in names.items():
            failure = dataclasses.replace(failure, wrong=failure.wrong.replace(ours, theirs))
        return failure


def _of_a_worker(failure: Failure, error: Exception) -> Failure:
    """Its disk is not that of the run, which goes on."""
    if disk_error(error) is None:
        return failure
    from distributed import get_worker

    return dataclasses.replace(failure, wrong=f"{failure.wrong} (At the worker {get_worker().address}.)", stops=False)


def _files_of(beside: Beside) -> Path:
    """A folder of the worker with it, always the same one, so that a template is taken apart once a worker."""
    from distributed import get_worker

    folder = Path(get_worker().local_directory) / "salessheet" / beside.sha256
    if not folder.exists():
        folder.parent.mkdir(mode=0o700, exist_ok=True)  # snapshots say what people are paid
        part = Path(tempfile.mkdtemp(dir=folder.parent))
        (part / _TEMPLATE).write_bytes(beside.template)
        folder_of(part).mkdir()
        for name, content in beside.snapshots.items():
            (folder_of(part) / name).write_bytes(content)
        part.replace(folder)
    return folder


def versions_here() -> Versions:
    from distributed.versions import get_package_info

    return get_package_info(MUST_AGREE)


def differences(here: Versions, there: Versions) -> str:
    """In words; blank where workbooks made there are those made here. Of Python the first two numbers count."""
    found = []
    for name in ("python", *MUST_AGREE):
        wanted, given = here.get(name), there.get(name)
        if name == "python":
            wanted, given = (".".join((text or "").split(".")[:2]) for text in (wanted, given))
        if wanted != given:
            found.append(f"{name} {given or 'not at all'} (here {wanted or 'not at all'})")
    return f"has {', '.join(found)}" if found else ""
