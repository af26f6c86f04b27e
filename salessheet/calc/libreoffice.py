"""LibreOffice as an engine: a spreadsheet program that knows nothing of us, without a window, in a process of its own.

Each `LibreOffice` has a user profile of its own in a temporary folder, so that several run side by side and none meets
the one that somebody works in. Cell functions are Basic functions of that profile, which hand each call on to the
Python script in it and so to us; their errors are real error values.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Final, Self

from salessheet.calc.basic import source
from salessheet.calc.boxes import boxes
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.workers import Worker, start
from salessheet.calc.writing_out import WrittenOut
from salessheet.errors import EngineMissing, ErrorKind
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import BookFile, Value
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.pages import unpaged

NAME: Final = "libreoffice"
_TITLE = "LibreOffice"
_MISSING: Final = (
    "Install LibreOffice with its Python: on Debian and Ubuntu"
    " 'sudo apt-get install libreoffice-calc libreoffice-script-provider-python'."
)
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_AGENT: Final = "office_agent.py"
_START: Final = f"vnd.sun.star.script:{_AGENT}$serve?language=Python&location=user"

# Without the first, LibreOffice shows the values stored in the file; 0 means: calculate every file anew on loading.
# Without the second, it calculates columns of one formula on several threads, and then LibreOffice 7.4 takes cells for
# calculated that are not yet, where several were typed since: a receipt of another currency came to 0.
PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Calculation">
<prop oor:name="UseThreadedCalculationForFormulaGroups" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""

_HANDLER: Final = (
    'createUnoService("com.sun.star.script.provider.MasterScriptProviderFactory").createScriptProvider("")'
    f'.getScript("vnd.sun.star.script:{_AGENT}$call?language=Python&location=user")'
)

_ERROR_KINDS: Final = {
    503: ErrorKind.NUM,
    521: ErrorKind.NULL,
    522: ErrorKind.CIRCULAR,
    523: ErrorKind.NUM,
    524: ErrorKind.REF,
    525: ErrorKind.NAME,
    532: ErrorKind.DIV0,
    32767: ErrorKind.NA,
}
"""LibreOffice's codes as Excel's kinds; every other one is #VALUE!."""

# Excel's names of functions that LibreOffice lists under another one.
_ALSO_KNOWN_AS: Final = {"ERROR.TYPE": "ERRORTYPE"}


@dataclass(eq=False)
class LibreOffice:
    """`timeout`: the seconds it may take to start, or to answer."""

    timeout: float = 120.0
    name: str = field(default=NAME, init=False)
    calls_functions: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        self._program = program()
        self._home = tempfile.TemporaryDirectory(prefix="salessheet-office-")
        self._worker: Worker | None = None

    def knows(self, function: str) -> bool:
        return function in self._functions or _ALSO_KNOWN_AS.get(function) in self._functions

    @cached_property
    def _functions(self) -> frozenset[str]:
        return frozenset(self._running().ask("functions"))

    @contextmanager
    def open(self, book: BookFile, functions: CalledFunctions) -> Iterator[_Calculation]:
        worker = self._running()
        worker.functions = functions
        copy = Path(self._home.name) / "book.xlsx"
        package = unpaged(_as_it_reads(book).package)
        copy.write_bytes(package.for_programs())
        password = "" if package.password is None else package.password.as_typed
        try:
            worker.ask("open", path=str(copy), password=password)
            yield _Calculation(book, worker)
        finally:
            if worker.is_running:
                worker.ask("close")
            copy.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._home.cleanup()

    def _running(self) -> Worker:
        """The program, started if it is not there or has died since."""
        if self._worker is None or not self._worker.is_running:
            self._worker = self._started()
        return self._worker

    def _started(self) -> Worker:
        profile = Path(self._home.name) / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        prepare(profile)
        worker = self._start(profile)
        worker.ask("define", basic=source(_HANDLER))
        return worker

    def _start(self, profile: Path) -> Worker:
        command = [self._program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--nologo", "--nodefault", "--nolockcheck", _START]
        return start(_TITLE, command, _environment(Path(self._home.name)), timeout=self.timeout)


@dataclass(eq=False)
class _Calculation:
    book: BookFile
    worker: Worker
    refused: Mapping[CellRef, str] = field(default_factory=dict)

    def set(self, inputs: Mapping[CellRef, Value | None]) -> None:
        self.worker.ask("set", cells=[(*cell, value) for cell, value in inputs.items()])

    def values(self) -> Mapping[CellRef, Value]:
        areas = boxes(self.book)
        shown = {}
        for area, (rows, errors) in zip(areas, self.worker.ask("values", areas=areas), strict=True):
            kinds = {(row, column): _ERROR_KINDS.get(code, ErrorKind.VALUE) for row, column, code in errors}
            shown[area[0]] = (area[1], area[2], rows, kinds)
        found: dict[CellRef, Value] = {}
        for cell in self.book.covered:
            top, left, rows, kinds = shown[cell.sheet]
            place = (cell.row, cell.column)
            found[cell] = kinds[place] if place in kinds else rows[cell.row - top][cell.column - left]
        return found


def _as_it_reads(book: BookFile) -> BookFile:
    """The workbook as LibreOffice reads it rightly.

    References into tables become addresses, for it reads some otherwise, such as the headers of a whole table. Names
    called by a sheet become what they mean there, for it knows those of that sheet alone. A cell that holds an empty
    text keeps it as a formula: LibreOffice would take it for a blank.
    """
    out = WrittenOut(book)
    edits = {
        cell: Edit(formula=out.formula(cell, formula.text))
        for cell, formula in book.formulas.items()
        if ("[" in formula.text or "ANCHORARRAY" in formula.text or out.has_name_of_a_sheet(formula.text))
        and formula.spread is None
    }
    for sheet in book.sheets.values():
        for place, value in sheet.values.items():
            cell = CellRef(sheet.name, *place)
            if value == "" and not isinstance(value, ErrorKind) and cell not in book.covered:
                edits[cell] = Edit("", '=""')
    return edited(book, edits)


def program() -> str:
    """The path of LibreOffice. Raises EngineMissing where it, or the part of it that runs Python, is not installed."""
    found = next(filter(None, (shutil.which("soffice"), shutil.which("libreoffice"))), None)
    found = found or next((place for place in _PLACES if Path(place).is_file()), None)
    if found is None:
        raise EngineMissing(NAME, _MISSING)
    folder = Path(found).resolve().parent
    if (folder / "soffice.bin").exists() and not (folder / "pythonscript.py").exists():
        raise EngineMissing(NAME, f"LibreOffice is there, but cannot run Python. {_MISSING}")
    return found


def prepare(profile: Path) -> None:
    """A new user profile that calculates every file on loading and holds the agent."""
    scripts = profile / "user" / "Scripts" / "python"
    scripts.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    (scripts / _AGENT).write_bytes(files("salessheet.calc").joinpath(_AGENT).read_bytes())


def _environment(home: Path) -> dict[str, str]:
    """LibreOffice's Python looks for its library along PATH: a virtual environment or pyenv there would crash it.

    The files that it leaves behind when it is ended lie in `home`.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYENV", "CONDA", "VIRTUAL_ENV"))
    }
    if sys.platform != "win32":
        kept |= {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
        kept |= {"TMPDIR": str(home)}
    return kept
