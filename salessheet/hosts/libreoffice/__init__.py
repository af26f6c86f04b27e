"""LibreOffice: an extension with the functions and a menu of the macros. A Python of this machine computes for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final
from zipfile import BadZipFile, ZipFile

from salessheet.calc.libreoffice import NAME, program
from salessheet.errors import EngineFailed, InvalidOption, RefusedOutput
from salessheet.files import refusal, written_whole
from salessheet.hosts.host import Diagnosis, Wishes
from salessheet.hosts.libreoffice import profile
from salessheet.hosts.libreoffice.diagnosis import diagnoses
from salessheet.hosts.libreoffice.extension import FILE, IDENTIFIER, OFFER, extension, parts
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

_SUFFIX: Final = ".oxt"
_ADD: Final = "add"
_REMOVE: Final = "remove"
_CLOSE: Final = "Close LibreOffice, and run this again."
_LOCKED: Final = "Where none is open, something was broken off: delete {lock} first."
_AS_ROOT: Final = (
    "Run this as the person who uses LibreOffice; for everybody on this machine: docs/addin-libreoffice.md."
)
_PATIENCE: Final = 300.0  # seconds


class LibreOfficeHost:
    """A host in which all is there for one user: LibreOffice starts the Python that built the extension."""

    asks: ClassVar[frozenset[str]] = frozenset()
    opens_books: ClassVar[bool] = True

    def build(self, wishes: Wishes) -> Sequence[Path]:
        """One file. Raises InvalidOption for another suffix, RefusedOutput where something else stands there."""
        if wishes.out.suffix != _SUFFIX:
            raise InvalidOption(f"--out {wishes.out}: an extension ends in {_SUFFIX}.", f"Say --out {FILE}.")
        if wishes.out.exists() and not _is_ours(wishes.out):
            raise RefusedOutput(f"{wishes.out}: it is something else.", "Choose another --out.")
        try:
            wishes.out.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(wishes.out) as part:
                part.write_bytes(extension(sys.executable))
        except OSError as error:
            raise refusal(wishes.out, error, "Choose another --out.") from error
        return [wishes.out]

    def install(self, lang: str) -> Sequence[str]:
        """Both languages are in it. Raises EngineMissing without LibreOffice, EngineFailed where it refuses."""
        with tempfile.TemporaryDirectory(prefix="salessheet-") as aside:
            (built,) = self.build(Wishes(Path(aside, FILE), lang))
            profile.mend(parts(sys.executable))
            _unopkg(_ADD, "--force", "--suppress-license", str(built))
        return [f"Installed {FILE} in LibreOffice; the functions are there when it is started anew."]

    def uninstall(self) -> Sequence[str]:
        done = []
        if profile.installed():
            profile.mend(parts(sys.executable))
            _unopkg(_REMOVE, IDENTIFIER)
            done.append(f"Removed {FILE} from LibreOffice.")
        if profile.forget_functions():
            done.append("Removed the functions that a crash had left in its library Standard.")
        if not done and (everybodys := profile.shared(Path(program()))):
            done.append(
                f"It is there for everybody, in {everybodys}: an administrator can `unopkg remove --shared` it."
            )
        return done or ["Nothing was installed."]

    def doctor(self, books: Sequence[Path] = (), passwords: Passwords = NO_PASSWORDS) -> Sequence[Diagnosis]:
        return diagnoses(books, passwords)


HOST: Final = LibreOfficeHost()


def _is_ours(path: Path) -> bool:
    try:
        with ZipFile(path) as package:
            return OFFER in package.namelist()
    except (OSError, BadZipFile):
        return False


def _unopkg(verb: str, *arguments: str) -> None:
    """LibreOffice's own program for extensions, which does nothing as root.

    It crashes now and then, before its work is done or after: then what it left is mended, and it runs once more.
    """
    done = _run(verb, *arguments)
    if _crashed(done.returncode):
        profile.forget_lock()
        if verb == _REMOVE and profile.installed() is None:
            return
        profile.mend(parts(sys.executable))
        done = _run(verb, *arguments)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split()) or str(done.returncode)
        raise EngineFailed(NAME, f"neither installs nor removes it (unopkg: {said}).", _mend())


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = shutil.which("unopkg") or str(Path(program()).resolve().with_name("unopkg"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        return subprocess.run(  # noqa: S603  LibreOffice's program
            [command, *arguments], capture_output=True, text=True, timeout=_PATIENCE, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailed(NAME, f"unopkg could not be run ({error}).") from error


def _crashed(code: int) -> bool:
    """A signal, as subprocess or as the shell around the program tells it; on Windows an exception's number."""
    return code < 0 or 128 < code < 160 or code >= 0xC000_0000


def _mend() -> str:
    if profile.lock().exists():
        return f"{_CLOSE} {_LOCKED.format(lock=profile.lock())}"
    return _AS_ROOT if os.name == "posix" and os.geteuid() == 0 else _CLOSE
