"""The command line as a person meets it: arguments in, exit code and output back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from salessheet.cli import main
from tests.batch.centres import sales_centre, small_centre

_TIMES_HASHED = 1_000


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        tree: dict[str, Any] = json.loads(self.out)
        return tree


Salessheet = Callable[..., Said]


@pytest.fixture
def salessheet(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Salessheet:
    """Runs a command in a folder of its own, away from any settings file."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Said:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Said(code, shown.out, shown.err)

    return run


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password is hashed once for each time that Office would do it a hundred times: tests open files with dozens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ECMA376Agile, "encrypt", staticmethod(partial(ECMA376Agile.encrypt, spin_count=_TIMES_HASHED)))
        yield


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_centre(tmp_path_factory.mktemp("centre"))


@pytest.fixture(scope="session")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with half of the sheets, for what becomes of any workbook."""
    return sales_centre(tmp_path_factory.mktemp("sales"))
