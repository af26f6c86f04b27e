"""The program as a process of its own, to be stopped, killed and put on small disks."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

PROGRAM = (sys.executable, "-m", "salessheet")
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}  # wherever it runs, this checkout is what runs
_PATIENCE = 120  # seconds, which nothing here needs


def started(*arguments: object, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """In a group of its own, as a shell starts it."""
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        env=HERE | (env or {}),
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
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(program.pid)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def is_running(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def in_a_shell(script: str, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`salessheet` in the script is the program; `arguments` are $1, $2 …"""
    whole = f"salessheet() {{ {shlex.join(PROGRAM)} \"$@\"; }}\n{script}"
    return subprocess.run(
        ["bash", "-c", whole, "bash", *map(str, arguments)],
        capture_output=True, encoding="utf-8", check=False, cwd=cwd, env=HERE,
        timeout=_PATIENCE,
    )  # fmt: skip  # one call


