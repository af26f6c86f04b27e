"""The program as a process of its own, to be stopped, killed and put on small disks."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from salessheet.batch.inputs import kept_inputs

PROGRAM = (sys.executable, "-m", "salessheet")
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}  # wherever it runs, this checkout is what runs
_PATIENCE = 120  # seconds, which nothing here needs


def started(
    *arguments: object, env: Mapping[str, str] | None = None, before: Path | None = None
) -> subprocess.Popen[str]:
    """In a group of its own, as a shell starts it. `before`: a folder whose modules Python finds first."""
    path = HERE["PYTHONPATH"] if before is None else f"{before}{os.pathsep}{HERE['PYTHONPATH']}"
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        env={**HERE, **(env or {}), "PYTHONPATH": path},
    )


def ended(program: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = program.communicate(timeout=_PATIENCE)
    return program.returncode, out, err


def wait_for(happened: Callable[[], bool], program: subprocess.Popen[str] | None = None) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        assert program is None or program.poll() is None, "it ended before that"
        time.sleep(0.002)


def children(program: subprocess.Popen[str]) -> list[int]:
    """The processes that it started and that still run."""
    listing = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    if listing.exists():
        return [int(pid) for pid in listing.read_text().split()]
    found = subprocess.run(["pgrep", "-P", str(program.pid)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def is_running(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def hidden(folder: Path) -> list[str]:
    """But for the inputs that are kept beside workbooks."""
    return sorted(p.name for p in folder.iterdir() if p.name.startswith(".") and p.name != kept_inputs.FOLDER)


def in_a_shell(script: str, cwd: Path, *wrapper: str) -> subprocess.CompletedProcess[str]:
    """`salessheet` in the script is the program."""
    whole = f'salessheet() {{ {shlex.join(PROGRAM)} "$@"; }}\n{script}'
    return subprocess.run(
        [*wrapper, "bash", "-c", whole],
        capture_output=True, encoding="utf-8", check=False, cwd=cwd, env=HERE, timeout=_PATIENCE,
    )  # fmt: skip  # one call


@cache
def _can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/tmp"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def on_a_small_disk(script: str, kibibytes: int, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The folder `disk` takes so much and no more; after `more_room` in the script, enough.

    Where nobody may mount one, no file may become larger than that, which is told by an error of the same family.
    """
    (cwd / "disk").mkdir()
    if _can_mount():
        more = 'more_room() { mount -o remount,size=64m "$PWD/disk"; }'
        begin = f"mount -t tmpfs -o size={kibibytes}k none disk"
        return in_a_shell(f"{more}\n{begin}\n{script}", cwd, "unshare", "-rm")
    return in_a_shell(f"more_room() {{ ulimit -S -f unlimited; }}\nulimit -S -f {kibibytes}\n{script}", cwd)
