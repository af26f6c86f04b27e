"""xlwings classic: an add-in of Excel for Windows that runs Python on the same computer. Workbooks hold none of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from salessheet.errors import InvalidOption, RefusedOutput
from salessheet.files import refusal, written_whole
from salessheet.hosts.classic.addin import Made, addin, made_in
from salessheet.hosts.classic.doctor import in_books, on_machine
from salessheet.hosts.classic.machine import Machine
from salessheet.hosts.classic.vba import FILE
from salessheet.hosts.host import Diagnosis, Wishes
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

_CLOSE: Final = "Close Excel, and try again; where it is closed, ask who may write there."
_TAKE_AWAY: Final = "Take it away, and try again."


class NotOnWindows(InvalidOption):
    """Asked of a computer on which there is no Excel for Windows."""

    def __init__(self) -> None:
        super().__init__(
            "xlwings classic runs in Excel for Windows alone, and this is another system.",
            "Build it here with `salessheet addin build --host classic --out FOLDER`, and install on Windows.",
        )


@dataclass(frozen=True)
class Classic:
    """`machine`: None for this one."""

    machine: Machine | None = None

    asks: ClassVar[frozenset[str]] = frozenset({"lang"})
    opens_books: ClassVar[bool] = True

    def build(self, wishes: Wishes) -> Sequence[Path]:
        """`wishes.out`: the file, if its name ends with .xlam, or its folder. It starts the Python on the path."""
        is_file = wishes.out.suffix.lower() == Path(FILE).suffix
        path = wishes.out if is_file else wishes.out / FILE
        _write(path, Made.now(wishes.lang), "Choose another --out.")
        return [path]

    def install(self, lang: str) -> Sequence[str]:
        """It starts the Python that runs this. What is to be mended besides is told."""
        machine, path = self._place()
        if path.exists():
            _refuse_others(path, _TAKE_AWAY)
        _write(path, Made.now(lang, str(machine.python)), _CLOSE)
        ill = [f"{one.what}: {one.found} {one.mend}" for one in on_machine(machine) if not one.is_well]
        return [f"Wrote {path}.", *(ill or ["Start Excel: the ribbon has the tab SalesSheet."])]

    def uninstall(self) -> Sequence[str]:
        _, path = self._place()
        if not path.is_file():
            return [f"{path} is not there."]
        _refuse_others(path, "Remove it in Excel: File → Options → Add-ins.")
        try:
            path.unlink()
        except OSError as error:
            raise refusal(path, error, _CLOSE) from error
        return [f"Removed {path}."]

    def doctor(self, books: Sequence[Path] = (), passwords: Passwords = NO_PASSWORDS) -> Sequence[Diagnosis]:
        return [*on_machine(self.machine or Machine.here()), *in_books(books, passwords)]

    def _place(self) -> tuple[Machine, Path]:
        machine = self.machine or Machine.here()
        if not machine.is_windows or machine.start_up is None:
            raise NotOnWindows
        return machine, machine.start_up / FILE


HOST: Final = Classic()


def _write(path: Path, made: Made, mend: str) -> None:
    try:
        if path.exists():
            _refuse_others(path, mend)
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as part:
            addin(made).write(part)
    except OSError as error:
        raise refusal(path, error, mend) from error


def _refuse_others(path: Path, mend: str) -> None:
    if made_in(path) is None:
        raise RefusedOutput(f"{path}: this add-in was not built by salessheet.", mend)
