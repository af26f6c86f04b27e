"""What goes to a worker of a cluster, what comes back, and what is done there."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salessheet.batch.books import Made, Order, make
from salessheet.batch.making import Failure, failed
from salessheet.batch.planning import Job
from salessheet.files import disk_error, folder_aside

Versions = Mapping[str, str | None]
"""Package → its version, None where it is not installed; `python` is one of them."""

MUST_AGREE: Final = (
    "salessheet", "chinesecalendar", "formulas", "formualizer", "cellrune", "holidays", "isal", "lxml", "numpy",
    "openpyxl", "pandas", "XlsxWriter",
)  # fmt: skip  # what decides the bytes of a workbook


@dataclass(frozen=True)
class Sent:
    """What goes to a worker. `template`: the content of `order.template`, which is a file of the machine it is from."""

    order: Order
    job: Job
    template: bytes
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


_ONE_AT_A_TIME = threading.Lock()  # a worker may have several threads, and workbooks are made from what all share


def answer_to(sent: Sent) -> Answer:
    differing = differences(sent.versions, versions_here())
    if differing:
        return Unlike(f"a worker that joined {differing}")
    with _ONE_AT_A_TIME:
        try:
            return _returned(sent)
        except Exception as error:  # noqa: BLE001  one bad team never stops the run
            return _of_a_worker(failed(sent.job, error), error)


def _returned(sent: Sent) -> Returned:
    with folder_aside() as folder:
        path, order = folder / sent.job.file, sent.order
        if order.template is not None:
            order = dataclasses.replace(order, template=_kept(sent.template, order.template.name))
        return Returned(make(order, path), path.read_bytes())


def _of_a_worker(failure: Failure, error: Exception) -> Failure:
    """Its disk is not that of the run, which goes on."""
    if disk_error(error) is None:
        return failure
    from distributed import get_worker

    return dataclasses.replace(failure, wrong=f"{failure.wrong} (At the worker {get_worker().address}.)", stops=False)


def _kept(template: bytes, name: str) -> Path:
    """A file of the worker with that content, always the same one, so that it is taken apart once a worker."""
    from distributed import get_worker

    folder = Path(get_worker().local_directory) / "salessheet" / hashlib.sha256(template).hexdigest()
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        part.write_bytes(template)
        part.replace(path)
    return path


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
