"""xlwings Lite in workbooks: what is put into one, and what one holds."""

from __future__ import annotations

from enum import Enum
from functools import partial
from pathlib import Path
from typing import Final

from salessheet.errors import UnreadableWorkbook, UserError
from salessheet.hosts.host import Diagnosis
from salessheet.hosts.lite.program import main_file, requirements, version_in
from salessheet.workbook.labels import Words
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords
from salessheet.xlsx.other_version import names_of_this_version
from salessheet.xlsx.package import Package, opened
from salessheet.xlsx.web_extensions import WebExtension, embedded, properties_of

NUMBER: Final = "wa200008175"
"""Of xlwings Lite in the store."""

_MAIN, _REQUIREMENTS = "main.py", "requirements.txt"
_UPDATE: Final = "Run `salessheet addin update` with it."


class State(Enum):
    """What a workbook holds for xlwings Lite, in words."""

    NOTHING = "no code for xlwings Lite"
    OTHERS = "code of its own for xlwings Lite"
    OLDER = "the code of another version of salessheet"
    CURRENT = "the code of this version of salessheet"


class CodeOfOthers(UserError):
    """A workbook holds a program for xlwings Lite that salessheet did not write."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: it holds {State.OTHERS.value}, which would be lost.",
            "Empty main.py in xlwings Lite and save the workbook, or keep it as it is.",
        )


class OtherVersion(UserError):
    """The macros of this version find nothing in a workbook that another one made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: another version of salessheet made it, and the buttons of this one would not find their cells.",
            "Collect what was typed into it and build it again, or update it with the salessheet that built it.",
        )


def extension(lang: str) -> WebExtension:
    """What a new workbook in a language gets. It names no Pyodide, so xlwings Lite takes that of new workbooks."""
    return WebExtension(NUMBER, "1.0.0.0", {_MAIN: main_file(lang), _REQUIREMENTS: requirements()})


def workbook(path: Path, passwords: Passwords = NO_PASSWORDS) -> Package:
    """Raises UnreadableWorkbook where it is damaged or signed, and says what to do; ProtectedWorkbook without a key."""
    package = opened(path, passwords)
    if package.related("", "/digital-signature/origin"):
        mend = "Take the signature away, update it, and sign it again."
        raise UnreadableWorkbook(path, "this workbook is signed, and no change keeps a signature.", mend)
    for part in package.sheet_parts().values():
        package.rooted(part, "worksheet")
    return package


def state(package: Package) -> State:
    """Raises UnreadableWorkbook where the parts of its add-ins are missing or broken."""
    kept = properties_of(package, NUMBER)
    text = str((kept or {}).get(_MAIN) or "")
    if not text.strip():
        return State.NOTHING
    if version_in(text) is None:
        return State.OTHERS
    return State.CURRENT if embedded(package, _fitting(package)) is package else State.OLDER


def updated(package: Package) -> Package:
    """The workbook with the code of this version, in its language; itself where that is there already.

    Raises CodeOfOthers, OtherVersion, and UnreadableWorkbook as `state`.
    """
    if state(package) is State.OTHERS:
        raise CodeOfOthers(package.path)
    if names_of_this_version(package):
        raise OtherVersion(package.path)
    return embedded(package, _fitting(package))


def diagnosis(path: Path, passwords: Passwords = NO_PASSWORDS) -> Diagnosis:
    """What a workbook holds, or why it cannot be looked at."""
    told = partial(Diagnosis, str(path))
    try:
        package = workbook(path, passwords)
        found = state(package)
        if found is not State.OTHERS and names_of_this_version(package):
            raise OtherVersion(path)
    except UserError as error:
        return told(error.wrong.removeprefix(f"{path}: "), error.mend)
    mends = {State.CURRENT: "", State.OTHERS: CodeOfOthers(path).mend}
    return told(f"{found.value}.", mends.get(found, _UPDATE))


def _fitting(package: Package) -> WebExtension:
    """In the language of the workbook. Further packages, and versions, that somebody chose stay."""
    wanted = extension(Words.of_tabs(package.sheet_parts().keys()).lang)
    kept = properties_of(package, NUMBER) or {}
    texts = dict(wanted.properties)
    lines = str(kept.get(_REQUIREMENTS) or "").splitlines()
    missing = [line for line in texts[_REQUIREMENTS].splitlines() if not any(_is_for(line, own) for own in lines)]
    if lines:
        texts[_REQUIREMENTS] = "".join(f"{line}\n" for line in (*lines, *missing))
    return WebExtension(wanted.number, wanted.version, texts)


def _is_for(name: str, requirement: str) -> bool:
    """Whether a line of requirements, such as `numpy==2.0 ; …`, is for this package."""
    text = requirement.strip().casefold()
    return text.startswith(name) and not text[len(name) : len(name) + 1].strip("-_.").isalnum()
