"""Installations that are broken off, that meet a running LibreOffice, and that find an extension already there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from salessheet.calc.functions import CalledFunctions
from salessheet.errors import EngineFailed
from salessheet.hosts import host
from salessheet.hosts.host import Wishes
from salessheet.hosts.libreoffice import profile as profiles
from salessheet.hosts.libreoffice.extension import IDENTIFIER, extension
from tests.calc.books import book, ref
from tests.hosts.libreoffice.installed import Extended, home_of_somebody

LIBREOFFICE = host("libreoffice")
_PATIENCE = 60  # seconds
_CRASHING = """#!/bin/sh
if mkdir "{crashed}" 2> /dev/null; then
    {first}
    printf '[Lockdata]\nHost=here\nIPCServer=false\n' > "$HOME/.config/libreoffice/4/.lock"
    kill -SEGV $$
fi
exec {real} "$@"
"""


@pytest.fixture
def profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    assert tmp_path.is_dir()  # before the environment is somebody else's
    with home_of_somebody(monkeypatch) as made:
        yield made


def said() -> str:
    """Of the extension, by the doctor."""
    return LIBREOFFICE.doctor()[1].found


def begin_and_kill(built: Path) -> None:
    """LibreOffice's own program, killed when it has listed the extension, before it loads it."""
    command = ["unopkg", "add", "--force", "--suppress-license", str(built)]
    begun = subprocess.Popen(command, start_new_session=True)
    deadline = time.monotonic() + _PATIENCE
    while profiles.installed() is None:
        assert begun.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(begun.pid, signal.SIGKILL)
    begun.wait()


def test_one_that_was_broken_off_is_noticed_and_done_anew(profile: Path, tmp_path: Path) -> None:
    (built,) = LIBREOFFICE.build(Wishes(Path(os.environ["HOME"], "SalesSheet.oxt")))
    begin_and_kill(built)

    assert said() == "it is switched off, or its installation was broken off."
    with pytest.raises(EngineFailed, match="Close LibreOffice") as refused:
        LIBREOFFICE.install("en")
    assert refused.value.mend.endswith(f"delete {profile / '.lock'} first.")
    profiles.lock().unlink()
    LIBREOFFICE.install("en")

    assert said() == "that of this version"
    with Extended(profile=profile) as office:
        with office.open(book(tmp_path / "a.xlsx", {"A1": ("=SS_GAP(5,3)", 0)}), CalledFunctions()) as calculation:
            assert calculation.values()[ref("A1")] == 2
        office.end()


def test_another_version_though_a_later_one_is_replaced_and_one_alone_is_there(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        packing = sys.modules[extension.__module__]
        older.setattr(packing, "code_version", lambda: "another")
        older.setattr(packing, "version", lambda _: "99.0")
        LIBREOFFICE.install("en")
    first = profiles.installed()

    assert said() == "that of another version of salessheet."
    LIBREOFFICE.install("en")
    LIBREOFFICE.install("en")
    assert said() == "that of this version"
    listed = (profile / "user" / "uno_packages" / "cache" / "uno_packages.pmap").read_bytes()
    assert (first != profiles.installed(), listed.count(IDENTIFIER.encode())) == (True, 1)


@pytest.mark.parametrize("does_its_work", [False, True])
def test_a_crash_of_libreoffices_own_program_is_survived(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does_its_work: bool
) -> None:
    real, crashed = shutil.which("unopkg"), tmp_path / "crashed"
    crashing = tmp_path / "bin" / "unopkg"
    crashing.parent.mkdir()
    crashing.write_text(_CRASHING.format(crashed=crashed, first=f'{real} "$@"' if does_its_work else ":", real=real))
    crashing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{crashing.parent}{os.pathsep}{os.environ['PATH']}")

    LIBREOFFICE.install("en")
    assert (said(), crashed.exists()) == ("that of this version", True)
    crashed.rmdir()
    assert LIBREOFFICE.uninstall() == ["Removed SalesSheet.oxt from LibreOffice."]
    assert (profiles.installed(), crashed.exists()) == (None, True)
    assert LIBREOFFICE.uninstall() == ["Nothing was installed."]


def test_nothing_is_installed_or_removed_while_libreoffice_runs(profile: Path) -> None:
    LIBREOFFICE.install("en")
    with Extended(profile=profile) as office:
        office.ask("functions")
        deeds: list[Callable[[], object]] = [lambda: LIBREOFFICE.install("en"), LIBREOFFICE.uninstall]
        for deed in deeds:
            with pytest.raises(EngineFailed, match="Close LibreOffice"):
                deed()
        assert said() == "that of this version"
        office.end()

    assert LIBREOFFICE.uninstall() == ["Removed SalesSheet.oxt from LibreOffice."]
    with Extended(profile=profile) as office:
        office.ask("functions")
        office.end()
    left = [path for path in profile.rglob("*") if path.suffix == ".oxt" or path.name == "SalesSheet.xba"]
    assert left == []
