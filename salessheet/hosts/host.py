"""What a host can be asked to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import SplitResult, urlsplit

from salessheet.errors import InvalidOption
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

_ADDRESS: Final = re.compile(r"[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
_AS_A_BROWSER: Final = "Letters beyond ASCII and blanks are written as browsers copy them, such as %20."

READS_FILES: Final = Path(__file__).with_name("files.js")
"""What the panes that run in a browser read files by."""


@dataclass(frozen=True)
class Wishes:
    """How an add-in is to be built. `out`: a file or folder, as the host says. `pyodide`: a folder of its distribution.

    `url`: where the company serves the files from, where the host needs to know.
    """

    out: Path
    lang: str = "en"
    pyodide: Path | None = None
    url: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at. `found`: what is there; `mend`: what to do, blank where all is well."""

    what: str
    found: str
    mend: str = ""

    @property
    def is_well(self) -> bool:
        return not self.mend

    def __str__(self) -> str:
        found = f"{self.what}: {self.found}"
        if self.is_well:
            return found
        return f"{found}{self.mend}" if found.endswith("。") else f"{found.removesuffix('.')}. {self.mend}"


def unreadable(path: Path, error: OSError) -> Diagnosis:
    """Of a file or folder that is there, and that this user may not read."""
    mend = "Let it be read by the user who runs this, or run this as one who may."
    return Diagnosis(str(path), f"it cannot be read ({error.strerror or error}).", mend)


def served_at(url: str, mend: str) -> SplitResult:
    """The parts of where a company serves an add-in. Raises InvalidOption for what Excel loads none from."""
    parts = _parts(url)
    if parts is None or (url and not _ADDRESS.fullmatch(url)):
        raise InvalidOption(f"--url {url or '(none)'}: this is not an address.", f"{mend} {_AS_A_BROWSER}")
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise InvalidOption(f"--url {url or '(none)'}: Excel loads add-ins by https.", mend)
    if parts.username is not None:
        raise InvalidOption("--url: it holds a user, and everybody can read the manifest.", mend)
    return parts


def _parts(url: str) -> SplitResult | None:
    """None for what no address can be, such as a port that is no number."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


class Host(Protocol):
    """A program that runs the functions and macros. Each method raises UserError with what to do about it.

    `asks`: which wishes beside `out` it builds by. `opens_books`: whether its doctor opens workbooks.
    """

    @property
    def asks(self) -> frozenset[str]: ...

    @property
    def opens_books(self) -> bool: ...

    def build(self, wishes: Wishes) -> Sequence[Path]:
        """Write the add-in; the files or folders written. The same program writes the same bytes."""

    def install(self, lang: str) -> Sequence[str]:
        """Put it where the host of this machine and user looks for it; what was done, a line each."""

    def uninstall(self) -> Sequence[str]:
        """Take away what `install` put there, and nothing else; what was done, a line each."""

    def doctor(self, books: Sequence[Path] = (), passwords: Passwords = NO_PASSWORDS) -> Sequence[Diagnosis]:
        """What the host needs on this machine and in these workbooks, and whether it is there. Nothing is changed.

        A workbook that cannot be looked at is a finding.
        """
