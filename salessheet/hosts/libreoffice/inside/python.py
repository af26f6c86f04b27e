"""The process that computes: a Python that has what salessheet stands on, with salessheet from the extension."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from typing import Any

WORKER = "salessheet.hosts.libreoffice.worker"
CHOICE = "SALESSHEET_PYTHON"
"""The environment variable that names another Python than the one that built the extension."""

_NO_WINDOW = 0x08000000 if os.name == "nt" else 0


class NoPython(Exception):
    """It cannot be started, or does not answer; the message is its path, and what it said."""


class Python:
    """`path`: of the Python; `code`: the zip file it imports salessheet from. It is started when it is first asked."""

    def __init__(self, path: str, code: str) -> None:
        self.path = os.environ.get(CHOICE) or path
        self._code = code
        self._process: Any = None
        self._one_at_a_time = threading.Lock()

    def ask(self, do: str, text: str) -> str:
        """What it answers. One that has died since it answered is started once more. Raises NoPython."""
        with self._one_at_a_time:
            if self._process is not None and self._process.poll() is not None:
                self._process.communicate()  # which closes its pipes
                self._process = None
            try:
                if self._process is None:
                    self._process = self._started()
                self._process.stdin.write(json.dumps([do, text]).encode() + b"\n")
                self._process.stdin.flush()
                answer: dict[str, str] = json.loads(self._process.stdout.readline())
            except (OSError, ValueError) as error:
                raise NoPython(self.path) from error
        if "failed" in answer:
            raise NoPython(f"{self.path} ({answer['failed']})")
        return answer["done"]

    def _started(self) -> Any:  # noqa: ANN401  a process whose pipes are there
        """LibreOffice's own Python and libraries are none of its business: its environment is not passed on."""
        own = ("PYTHON", "LD_LIBRARY_PATH", "URE_", "UNO_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        return subprocess.Popen(  # noqa: S603  the Python that the user installed the extension with, or named
            [self.path, "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**kept, "PYTHONPATH": self._code},
            creationflags=_NO_WINDOW,
        )
