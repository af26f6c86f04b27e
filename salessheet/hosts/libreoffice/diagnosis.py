"""What LibreOffice needs on this machine, and which formulas of a workbook it computes otherwise."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from salessheet.calc.libreoffice import program
from salessheet.errors import EngineMissing, UserError
from salessheet.hosts.host import Diagnosis, unreadable
from salessheet.hosts.libreoffice import profile
from salessheet.hosts.libreoffice.extension import CODE, OFFER, code_version, parts, zeros_left_out
from salessheet.hosts.libreoffice.inside.python import CHOICE, WORKER
from salessheet.udfs import HELP
from salessheet.xlsx.book_file import BookFile, read
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from salessheet.xlsx.formula_tree import Call, calls, tree
from salessheet.xlsx.references import References, functions_in

_INSTALL: Final = "Run `salessheet addin install --host libreoffice`."
_PATIENCE: Final = 60.0  # seconds
_QUESTION: Final = ["answers", '[["SS_ATTAINMENT", [90, 100]]]']
_ANSWER: Final = {"done": "[[[0.9]]]"}
_MOST_NAMED: Final = 5


def diagnoses(books: Sequence[Path], passwords: Passwords = NO_PASSWORDS) -> list[Diagnosis]:
    """Of the program, the extension, the Python that computes, and each workbook."""
    try:
        extension = _extension()
    except OSError as error:
        extension = [unreadable(Path(error.filename or profile.home()), error)]
    return [_program(), *extension, *(_book(path, passwords) for path in books)]


def _program() -> Diagnosis:
    try:
        return Diagnosis("LibreOffice", program())
    except EngineMissing as error:
        return Diagnosis("LibreOffice", "it is not there.", str(error))


def _extension() -> list[Diagnosis]:
    told, folder = partial(Diagnosis, "the extension"), profile.installed() or _shared()
    if folder is None:
        left = profile.left_functions()
        if left is not None:
            return [told(f"it is not there, but its functions are: {left}", "Run `salessheet addin uninstall` too.")]
        return [told("it is not there.", _INSTALL)]
    offer = profile.offered(folder)
    python = offer.get("python")
    if not isinstance(python, str):
        return [told(f"missing or damaged: {folder / OFFER}.", _INSTALL)]
    return [_whole(folder, offer, python), _python(os.environ.get(CHOICE) or python, folder)]


def _shared() -> Path | None:
    try:
        return profile.shared(Path(program()))
    except EngineMissing:
        return None


def _whole(folder: Path, offer: Mapping[str, object], python: str) -> Diagnosis:
    """By its files, for its Python may compute with a package that is installed there, and LibreOffice not start it."""
    told = partial(Diagnosis, "the extension")
    if offer.get("version") != code_version():
        return told("that of another version of salessheet.", _INSTALL)
    wrong = [name for name, content in parts(python).items() if not _is(folder / name, content)]
    if wrong:
        more = f" and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        return told(f"missing or changed in {folder}: {', '.join(wrong[:_MOST_NAMED])}{more}.", _INSTALL)
    if not profile.is_on(folder):
        return told("it is switched off, or its installation was broken off.", _INSTALL)
    return told("that of this version")


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _python(path: str, extension: Path) -> Diagnosis:
    """Asked as LibreOffice asks it."""
    told = partial(Diagnosis, "the Python that computes")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        done = subprocess.run(  # noqa: S603  the Python that the user installed the extension with, or named
            [path, "-m", WORKER],
            input=json.dumps(_QUESTION),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
            env={**environment, "PYTHONPATH": str(extension / CODE)},
        )
        answered = json.loads(done.stdout) if done.returncode == 0 else None
    except FileNotFoundError:
        return told(f"{path} is gone.", _INSTALL)
    except OSError as error:
        return told(f"{path} cannot be started ({error.strerror or error}).", _INSTALL)
    except subprocess.TimeoutExpired:
        return told(f"{path} gave no answer in {_PATIENCE:.0f} seconds.", "Run this again, or name another: " + CHOICE)
    except ValueError:
        return told(f"{path} answers something else than salessheet.", _INSTALL)
    if answered != _ANSWER:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        return told(
            f"{path} cannot run salessheet: {said}", f"Install what salessheet needs there, or name one: {CHOICE}."
        )
    return told(path)


def _book(path: Path, passwords: Passwords) -> Diagnosis:
    told = partial(Diagnosis, str(path))
    try:
        left_out = _left_out(read(path, passwords))
    except UserError as error:
        return told(error.wrong.removeprefix(f"{path}: "), error.mend)
    if not left_out:
        return told("no formula gets 0 for an argument that is left out")
    more = f" and {len(left_out) - _MOST_NAMED} more" if len(left_out) > _MOST_NAMED else ""
    where = ", ".join(left_out[:_MOST_NAMED]) + more
    return told(f"an argument that is left out is 0 in LibreOffice: {where}.", "Write the argument out.")


def _left_out(book: BookFile) -> list[str]:
    references, found = References(book), []
    for cell, formula in book.formulas.items():
        if functions_in(formula.text).isdisjoint(HELP):
            continue
        within = calls(tree(references.pieces(cell, formula.text)) or ())
        if any(one.call.name in HELP and _gets_zero(one.call) for one in within):
            found.append(f"{cell.sheet}!{cell.address}")
    return found


def _gets_zero(call: Call) -> bool:
    """Whether it gets 0 for an argument that is left out, and takes it for one."""
    places = {place for place, argument in enumerate(call.arguments) if not argument}
    between = places - {len(call.arguments) - 1}
    return not (places == between and between <= {*zeros_left_out(HELP[call.name])})
