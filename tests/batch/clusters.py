"""A Dask cluster on this machine: a scheduler and workers, each a process that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class Cluster:
    """`folder`: for what it says, and for the files of its workers."""

    folder: Path
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(
        self, *arguments: str, nanny: bool = False, path: Path = ROOT, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """`path`: where it looks for packages first."""
        options = [self.address, "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard", "--memory-limit", "0"]
        options += ["--local-directory", str(self.folder), "--nanny" if nanny else "--no-nanny", *arguments]
        paths = os.pathsep.join(dict.fromkeys((str(path), str(ROOT))))
        worker = _started("dask_worker", options, self.folder, {**(environment or {}), "PYTHONPATH": paths})
        self.workers.append(worker)
        return worker


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Workers without nannies: one that is killed is gone. The cluster ends with the context."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    scheduler = _started("dask_scheduler", options, folder, {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"})
    found = Cluster(folder, f"tcp://127.0.0.1:{port}", scheduler)
    try:
        for _ in range(workers):
            found.add_worker()
        yield found
    finally:
        for process in (*found.workers, scheduler):
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """It, and the processes that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _started(program: str, options: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
    with (folder / "log.txt").open("ab") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, **environment}, start_new_session=True
        )
