"""What the add-in needs on a computer, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from salessheet.errors import UserError
from salessheet.hosts.classic.addin import Made, addin, made_in
from salessheet.hosts.classic.machine import Machine
from salessheet.hosts.classic.vba import FILE
from salessheet.hosts.host import Diagnosis, unreadable
from salessheet.workbook.labels import LANGUAGES
from salessheet.xlsx.encryption import Passwords
from salessheet.xlsx.package import opened

INSTALL: Final = "Close Excel and run `salessheet addin install --host classic`."
_IT: Final = "Ask IT to allow it; until then use another host, or the plain formulas."
_SETTINGS: Final = "In Excel: File → Options → Trust Center → Macro Settings, with notification."
_POLICY: Final = r"Software\Policies\Microsoft\Office"
_OWN: Final = r"Software\Microsoft\Office"
_VERSIONS: Final = ("16.0", "15.0", "14.0")  # of Excel, the newest first: 2016 and later, 2013, 2010
_SECURITY: Final = r"Excel\Security"
_MACROS: Final = "VBAWarnings"
_SIGNED_ONLY, _NONE = 3, 4
_EMBEDDED: Final = ".py"


def on_machine(machine: Machine) -> Iterator[Diagnosis]:
    """In the order in which they are to be mended."""
    if not machine.is_windows:
        yield Diagnosis("Windows", "this computer has none.", "Run it on one with Excel for Windows.")
        return
    try:
        yield from _installed(machine)
    except OSError as error:
        yield unreadable(Path(error.filename or machine.start_up or ""), error)
    yield from _libraries(machine)
    yield _allowed(machine)
    yield _trusted(machine)


def _installed(machine: Machine) -> Iterator[Diagnosis]:
    yield _start_up(machine)
    made = None if machine.start_up is None else made_in(machine.start_up / FILE)
    yield _built(machine.start_up, made)
    if made is not None:
        yield _python(machine, made)


def in_books(books: Sequence[Path], passwords: Passwords) -> Iterator[Diagnosis]:
    """Workbooks hold nothing for this host; but xlwings takes sheets named as modules for code that it sells."""
    for book in books:
        told = partial(Diagnosis, str(book))
        try:
            names = [name for name in opened(book, passwords).sheet_parts() if name.endswith(_EMBEDDED)]
        except UserError as error:
            yield told(error.wrong.removeprefix(f"{book}: "), error.mend)
            continue
        if names:
            wrong = f"xlwings takes the sheet {names[0]} for code and asks for a licence key."
            yield told(wrong, f"Name it without {_EMBEDDED}.")
        else:
            yield told("nothing in it hinders the add-in.")


def _start_up(machine: Machine) -> Diagnosis:
    told = partial(Diagnosis, "start-up folder")
    if machine.start_up is None:
        return told("Windows does not say where it is (APPDATA).", "Sign in as the person who uses Excel.")
    if not machine.start_up.is_dir():
        return told(f"{machine.start_up} is not there.", "Start Excel once, and close it.")
    return told(f"{machine.start_up}.")


def _built(start_up: Path | None, made: Made | None) -> Diagnosis:
    told = partial(Diagnosis, "add-in")
    if made is None and start_up is not None and (start_up / FILE).exists():
        return told(f"{start_up / FILE} is none of salessheet's, or cannot be read.", f"Take it away. {INSTALL}")
    if made is None:
        return told("it is not in the start-up folder.", INSTALL)
    for name, built in (("salessheet", made.salessheet), ("xlwings", made.xlwings)):
        if built != (here := version(name)):
            return told(f"it was built with {name} {built}; {here} is installed.", INSTALL)
    changed = [] if start_up is None else _changed(start_up / FILE, made)
    if changed:
        return told(f"missing or changed in it: {', '.join(changed)}.", INSTALL)
    return told(f"built with salessheet {made.salessheet} and xlwings {made.xlwings}.")


def _changed(path: Path, made: Made) -> list[str]:
    """The parts that are not as they were built."""
    there = opened(path).parts
    if made.lang not in LANGUAGES:
        return ["its language"]
    return [name for name, content in addin(made).parts.items() if there.get(name) != content]


def _python(machine: Machine, made: Made) -> Diagnosis:
    told = partial(Diagnosis, "Python")
    if not made.python:
        return told("the add-in starts the one on the path, whichever that is.", INSTALL)
    if not Path(made.python).is_file():
        return told(f"{made.python}, which the add-in starts, is gone.", INSTALL)
    if Path(made.python) != machine.python:
        return told(f"the add-in starts {made.python}; this is {machine.python}.", INSTALL)
    return told(f"{made.python}, version {machine.version}.")


def _libraries(machine: Machine) -> Iterator[Diagnosis]:
    number = version("xlwings")
    driver, is_there = machine.driver(number), machine.has("win32com")
    mend = "" if is_there else "pip install pywin32."
    yield Diagnosis("pywin32", "installed." if is_there else "it is not installed.", mend)
    if driver is None:
        mend = f"pip install --force-reinstall xlwings=={number}."
        yield Diagnosis("xlwings", f"its library for Excel (xlwings64-{number}.dll) is not beside Python.", mend)
    else:
        yield Diagnosis("xlwings", f"{driver}.")


def _allowed(machine: Machine) -> Diagnosis:
    told = partial(Diagnosis, "macros")
    by_policy = _set(machine, _POLICY, _SECURITY, _MACROS)
    found = by_policy if by_policy is not None else _set(machine, _OWN, _SECURITY, _MACROS)
    if found not in {_SIGNED_ONLY, _NONE}:
        return told("Excel does not forbid them.")
    which = "all of them" if found == _NONE else "those that nobody signed"
    if by_policy is not None:
        return told(f"a policy of the company forbids {which}.", _IT)
    return told(f"Excel is set to forbid {which}.", _SETTINGS)


def _trusted(machine: Machine) -> Diagnosis:
    for whose in (_POLICY, _OWN):
        if _set(machine, whose, rf"{_SECURITY}\Trusted Locations", "AllLocationsDisabled") == 1:
            wrong = "Excel trusts no folder, the start-up folder neither."
            return Diagnosis("trusted folders", wrong, _IT)
    return Diagnosis("trusted folders", "Excel trusts the start-up folder.")


def _set(machine: Machine, whose: str, key: str, name: str) -> object:
    """Of the newest Excel for which it is set; None for none."""
    found = (machine.registry(rf"{whose}\{number}\{key}", name) for number in _VERSIONS)
    return next((value for value in found if value is not None), None)
