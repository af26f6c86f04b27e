"""A night's run: workbooks a second on one process and on two, and the memory after some teams and after many.

TEAMS says how many teams of five people and 200 deals each there are: TEAMS=10000 make bench is a company.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from salessheet.batch import build
from salessheet.batch.planning import Job
from salessheet.data.sample import sample, write

TEAMS = int(os.environ.get("TEAMS", "60"))
REPS, DEALS = 5, 200


def peak() -> float:
    """Of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def night(data: Path, out: Path, processes: int, said: Connection) -> None:
    memory = {}

    def progress(_job: Job, done: int, total: int) -> None:
        if done in (total // 4, total):
            memory[done] = peak()

    start = time.perf_counter()
    report = build(data, out, lang="en", jobs=processes, progress=progress)
    said.send((time.perf_counter() - start, len(report.workbooks), memory))


def measured(data: Path, out: Path, processes: int) -> tuple[float, int, dict[int, float]]:
    """In a process of its own, so that its memory is nobody else's."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=night, args=(data, out, processes, there))
    process.start()
    found: tuple[float, int, dict[int, float]] = here.recv()
    process.join()
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write(sample(teams=TEAMS, reps=REPS, deals=DEALS), folder / "data")
        one, books, memory = measured(folder / "data", folder / "one", 1)
        two, _, _ = measured(folder / "data", folder / "two", 2)
        print(
            f"{books} workbooks, from loading to the manifest: {one:.1f} s on one process, {books / one:.2f} a second"
        )
        print(f"  on two processes {two:.1f} s, {books / two:.2f} a second: {one / two:.2f} × as many")
        told = ", ".join(f"{size:.0f} MiB after {done}" for done, size in memory.items())
        print(f"  memory of the one process at its peak: {told}")


if __name__ == "__main__":
    main()
