"""The real server, from a Python of its own: it is started once, and asked over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from salessheet.hosts import host
from salessheet.hosts.host import Wishes
from salessheet.hosts.lite.program import script
from salessheet.hosts.server.project import LICENCE_KEY, SECRET_KEY
from salessheet.live.macro import Field
from salessheet.workbook.measures import Flavour
from salessheet.xlsx.template import write
from tests.built.editions import Whose, made
from tests.hosts import forms
from tests.server_host.opened import payload

_PYTHON = Path(__file__).parents[2] / ".venv-server" / "bin" / "python"
_PATIENCE = 120  # seconds, of which it needs a few


@dataclass(frozen=True)
class Asked:
    """`path` is below the address of the server; an error has its status and its text."""

    address: str

    def get(self, path: str) -> str:
        with urlopen(f"{self.address}{path}", timeout=_PATIENCE) as answer:
            return str(answer.read().decode())

    def post(self, path: str, told: object) -> tuple[int, Any]:
        request = Request(f"{self.address}{path}", json.dumps(told).encode(), {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=_PATIENCE) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("server") / "project"
    host("server").build(Wishes(folder))
    scripts = folder / "custom_scripts" / "scripts.py"
    scripts.write_text(scripts.read_text(encoding="utf-8") + _made_up(), encoding="utf-8")
    return folder


def _made_up() -> str:
    """The macro of `forms.py` for the server, which has none of the tests."""
    return f"""

from salessheet.live.macro import Field, Kind, macro
from salessheet.routines.results import Summary


@macro({", ".join(map(_field, forms.FIELDS))})
def {forms.TRY_ON.key}(_, **given):
    return Summary({forms.TRY_ON.key!r}, notes=(repr(given),))


{script(forms.TRY_ON, forms.words())}"""


def _field(one: Field) -> str:
    return f"Field({one.key!r}, Kind({one.kind.value!r}), {one.choices!r}, {one.is_optional!r})"


@pytest.fixture(scope="session")
def server(project: Path) -> Iterator[Asked]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(_PYTHON), "-m", "uvicorn", "xlwings_server.main:app", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, LICENCE_KEY: os.environ.get(LICENCE_KEY, "noncommercial"), SECRET_KEY: "0" * 43}
    environment.pop("PYTHONPATH", None)  # the package comes from the folder
    with (project.parent / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        asked = Asked(f"http://127.0.0.1:{port}")
        _wait_for(asked, process, project.parent / "log")
        yield asked
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for(asked: Asked, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            asked.get("/taskpane")
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The workbook of a team, with plain formulas and their values, as it is handed over."""
    path = tmp_path_factory.mktemp("book") / "T01.xlsx"
    write(path, made(Whose("T01", "en", Flavour.NATIVE)), "a build")
    return payload(path)
