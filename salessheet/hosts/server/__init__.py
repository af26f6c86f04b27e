"""xlwings Server: Python on a server that the company's IT runs, for Excel on all machines and in the browser.

The server is a program of others, under PolyForm Noncommercial or a paid licence. Nothing here imports it: a project
folder is written, from which it serves.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import distributions
from pathlib import Path
from typing import ClassVar, Final

from salessheet.errors import InvalidOption, RefusedOutput
from salessheet.files import refusal
from salessheet.hosts.host import Diagnosis, Wishes, served_at, unreadable
from salessheet.hosts.lite.program import version_in
from salessheet.hosts.server import project
from salessheet.macros import MACROS
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords

_DEPLOY: Final = (
    "The company's IT runs the server from the built folder and deploys its manifest; docs/addin-server.md."
)
_AGAIN: Final = "Build it again into a new folder, and take .env along."
_NOT_NEEDED: Final = frozenset({"README.md", ".env.example"})
"""To start the server by: it runs without, and nothing that is said names them."""

_NOT_CHANGED: Final = (".py", ".js")
"""Files that are code, by their endings. The others are settings and texts, which people may change."""

_PREFIX: Final = "Set functions_namespace to a blank text: functions would be called otherwise than in the formulas."
_LIBRARIES: Final = ("lib/python*/site-packages", "Lib/site-packages")
"""Where an environment has them, on Windows the latter."""

_NONCOMMERCIAL: Final = "noncommercial"
_ASSIGNED: Final = re.compile(r"""^\s*(?:export\s+)?(XLWINGS_\w+)[ \t]*=[ \t]*["']?([^"'#\n]*)""", re.MULTILINE)


class Server:
    """A host whose add-in is a project folder."""

    asks: ClassVar[frozenset[str]] = frozenset({"lang", "url"})
    opens_books: ClassVar[bool] = False

    def build(self, wishes: Wishes) -> Sequence[Path]:
        """Only a folder that is empty, or not there yet, is written to.

        Raises InvalidOption for a URL that Excel does not load from, RefusedOutput where something stands there.
        """
        url = served_at(wishes.url, "Say --url https://server or leave it out.") if wishes.url else None
        if wishes.out.exists() and (not wishes.out.is_dir() or any(wishes.out.iterdir())):
            raise RefusedOutput(f"{wishes.out}: something is there already.", "Name a new folder.")
        try:
            wishes.out.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".addin-", dir=wishes.out.parent) as aside:
                folder = Path(aside, "project")
                for name, content in project.files(Words.load(wishes.lang), url).items():
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    (folder / name).write_bytes(content)
                folder.rename(wishes.out)
        except OSError as error:
            raise refusal(wishes.out, error, "Name another folder.") from error
        return [wishes.out]

    def install(self, lang: str) -> Sequence[str]:
        del lang
        raise InvalidOption("This add-in is not installed on one machine.", _DEPLOY)

    def uninstall(self) -> Sequence[str]:
        raise InvalidOption("This add-in is not removed from one machine.", _DEPLOY)

    def doctor(
        self,
        books: Sequence[Path] = (),
        passwords: Passwords = NO_PASSWORDS,  # noqa: ARG002  what every host is asked
    ) -> Sequence[Diagnosis]:
        """Of these project folders, or that in XLWINGS_PROJECT_DIR or here, and of the Pythons that serve them."""
        found = list[Diagnosis]()
        folders = books or (Path(os.environ.get("XLWINGS_PROJECT_DIR", ".")),)
        for folder in folders:
            if folder.is_file():
                raise InvalidOption(f"{folder}: xlwings Server keeps nothing in workbooks.", "Name a built folder.")
            try:
                project_ = _project(folder)
                settings = {**_settled(folder / project.SETTINGS), **_kept(folder / ".env"), **os.environ}
            except OSError as error:
                found.append(unreadable(Path(error.filename or folder), error))
                continue
            found += [project_, _licence(settings), _secret(settings), _environment(settings), _prefix(settings)]
        pythons = dict.fromkeys(map(_own_python, folders))
        return [*found, *(_package(name, python) for python in pythons for name in project.PACKAGES)]


HOST: Final = Server()


def _settled(file: Path) -> Mapping[str, str]:
    """The settings that are no secret, by the names that they have in the environment; none where none can be read."""
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))["tool"]["xlwings_server"]
        return {f"XLWINGS_{name}".upper(): str(value) for name, value in settings.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _kept(file: Path) -> Mapping[str, str]:
    """The settings of a file .env; none where there is no such file."""
    if not file.is_file():
        return {}
    assigned = _ASSIGNED.findall(file.read_text(encoding="utf-8", errors="replace"))
    return {name: value.strip() for name, value in assigned}


def _project(folder: Path) -> Diagnosis:
    """Settings and texts are people's to change; the code and what the pane needs are not."""
    told = partial(Diagnosis, "project" if folder == Path() else f"project {folder}")
    every = [project.files(Words.load(lang), None) for lang in LANGUAGES]
    wanted = every[0]
    lost = [name for name in wanted if name not in _NOT_NEEDED and not (folder / name).is_file()]
    if {project.FUNCTIONS, project.ZIP} <= {*lost}:
        return told("none there.", "Name a folder that `addin build --host server` wrote, or start this in it.")
    if lost:
        return told(f"it lacks {', '.join(lost)}.", _AGAIN)
    for name in (project.FUNCTIONS, project.SCRIPTS):
        held = version_in((folder / name).read_text(encoding="utf-8", errors="replace"))
        if held != project.version():
            return told(f"{name} is not of this version of salessheet.", _AGAIN)
    if (folder / project.ZIP).read_bytes() != wanted[project.ZIP]:
        return told(f"{project.ZIP} is not of this version of salessheet.", _AGAIN)
    changed = [n for n in wanted if n.endswith(_NOT_CHANGED) and _content(folder / n) not in {one[n] for one in every}]
    if changed:
        return told(f"changed since it was built: {', '.join(changed)}.", _AGAIN)
    if not _settled(folder / project.SETTINGS):
        return told(f"{project.SETTINGS} has no settings of xlwings Server.", _AGAIN)
    pane = _content(folder / project.PANE).decode(errors="replace")
    if formless := [macro for macro in MACROS if f'<form name="{macro}"' not in pane]:
        return told(f"{project.PANE} has no form for {', '.join(formless)}.", _AGAIN)
    return told("the code of this version")


def _content(file: Path) -> bytes:
    """With the ends of lines as they were built, whatever kept the folder meanwhile."""
    return file.read_bytes().replace(b"\r\n", b"\n")


def _licence(settings: Mapping[str, str]) -> Diagnosis:
    """The key itself is not shown."""
    key = settings.get(project.LICENCE_KEY, "").strip()
    if not key:
        return Diagnosis("licence key", "none", f"Put one into {project.LICENCE_KEY}: docs/addin-server.md says which.")
    if key == _NONCOMMERCIAL:
        return Diagnosis("licence key", "PolyForm Noncommercial, which use inside a company is not")
    return Diagnosis("licence key", "one is there; whether it is valid, the server says")


def _secret(settings: Mapping[str, str]) -> Diagnosis:
    if settings.get(project.SECRET_KEY, "").strip():
        return Diagnosis("secret key", "one is there")
    return Diagnosis("secret key", "none", f"Put a long random text into {project.SECRET_KEY}.")


def _environment(settings: Mapping[str, str]) -> Diagnosis:
    found = settings.get("XLWINGS_ENVIRONMENT", "prod")
    mend = "" if found == "prod" else "Unset it: functions would be called otherwise than in the formulas."
    return Diagnosis("environment", found, mend)


def _prefix(settings: Mapping[str, str]) -> Diagnosis:
    """Where nothing says it, the server puts one before."""
    found = settings.get("XLWINGS_FUNCTIONS_NAMESPACE")
    if found == "":
        return Diagnosis("prefix of the functions", "none")
    return Diagnosis("prefix of the functions", "that of the server" if found is None else found, _PREFIX)


def _own_python(folder: Path) -> Path | None:
    """The environment that the project's README has made in its folder; None where this Python is to serve it."""
    environment = folder / ".venv"
    return environment if environment.is_dir() else None


def _package(name: str, environment: Path | None) -> Diagnosis:
    """Of an environment's libraries, on Windows or elsewhere; of this Python's without one."""
    where = "here" if environment is None else f"in {environment}"
    libraries = [] if environment is None else [each for one in _LIBRARIES for each in environment.glob(one)]
    looked_at = sys.path if environment is None else list(map(str, libraries))
    held = next(iter(distributions(name=name, path=looked_at)), None)
    if held is None:
        return Diagnosis(name, f"not installed {where}", "pip install -r requirements.txt")
    return Diagnosis(name, held.version if environment is None else f"{held.version} {where}")
