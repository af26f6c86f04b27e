"""What LibreOffice starts: the cell functions, the macros of the menu, and the job that makes both known.

Formulas know the functions of Basic in the user's library Standard alone, so a module stands there as long as
LibreOffice runs.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.frame import XTerminateListener
from com.sun.star.lang import IllegalArgumentException
from com.sun.star.script.provider import XScript
from com.sun.star.task import XJob, XJobExecutor

from salessheet.calc.office_agent import ERROR_CODES, MODULE, define, given, result, standard
from salessheet.hosts.libreoffice.inside.document import Document, Protected, ReadOnly
from salessheet.hosts.libreoffice.inside.forms import asked, content, progress, tell
from salessheet.hosts.libreoffice.inside.python import NoPython, Python

_HERE = Path(__file__).parent
_OFFER = json.loads((_HERE / "offer.json").read_text(encoding="utf-8"))
_PYTHON = Python(_OFFER["python"], str(_HERE / "salessheet.zip"))
_NO_FUNCTION = {"error": "#NAME?"}
_MOST_TOLD = 12  # rows of a table in a message


class Failed(Exception):
    """What a macro with a defect says of it."""


class Start(unohelper.Base, XJob):  # type: ignore[misc]  # no types in LibreOffice
    """When LibreOffice starts: puts the functions into its library, and takes them out when it ends."""

    def __init__(self, context: Any) -> None:  # noqa: ANN401  as above
        self._services = context.ServiceManager

    def execute(self, _: object) -> None:
        library = standard(self._services)
        define(library, (_HERE / "functions.bas").read_text(encoding="utf-8"))
        self._services.createInstance("com.sun.star.frame.Desktop").addTerminateListener(End(library))


class End(unohelper.Base, XTerminateListener):  # type: ignore[misc]  # as above
    def __init__(self, library: Any) -> None:  # noqa: ANN401  as above
        self._library = library

    def queryTermination(self, _: object) -> None:  # noqa: N802  LibreOffice's names
        """No objection."""

    def notifyTermination(self, _: object) -> None:  # noqa: N802  as above
        if self._library.hasByName(MODULE):
            self._library.removeByName(MODULE)

    def disposing(self, _: object) -> None:
        """Nothing is held."""


class Functions(unohelper.Base, XScript):  # type: ignore[misc]  # as above
    """The cell functions. Where no Python answers, cells show #NAME?, as in Excel without an add-in."""

    def __init__(self, _: object) -> None:
        """LibreOffice hands its context over."""

    def invoke(self, parameters: tuple[Any, ...], _: object, __: object) -> tuple[object, tuple[()], tuple[()]]:
        name, count, arguments = parameters
        try:
            call = [name, _with_left_out(arguments[:count], _OFFER["zeros_left_out"][name])]
            (found,) = json.loads(_PYTHON.ask("answers", json.dumps([call])))
        except Exception as error:  # noqa: BLE001  an error here would stop at a message in every cell
            sys.stderr.write(f"{name}: {error!r}\n")
            return result(_NO_FUNCTION), (), ()
        return result([[_shown(value) for value in row] for row in found]), (), ()


class Macros(unohelper.Base, XJobExecutor, XJob):  # type: ignore[misc]  # as above
    """The macros. A menu triggers one by its key; a program executes one, and may fill in its form.

    Named values for `execute`: `macro`, `book` (a document; without it, the one in front), and the fields of the form,
    a file as its path. It returns what the macro says, blank where a form was cancelled.
    """

    def __init__(self, context: Any) -> None:  # noqa: ANN401  as above
        self._services = context.ServiceManager

    def trigger(self, key: str) -> None:
        self._run(key, self._in_front(), None)

    def execute(self, arguments: tuple[Any, ...]) -> str:
        given = {one.Name: one.Value for one in arguments}
        macro, document = given.pop("macro", ""), given.pop("book", None)
        return self._run(macro, document or self._in_front(), given or None)

    def _in_front(self) -> Any:  # noqa: ANN401  as above
        return self._services.createInstance("com.sun.star.frame.Desktop").CurrentComponent

    def _run(self, key: str, document: Any, given: dict[str, Any] | None) -> str:  # noqa: ANN401  as above
        lang = self._language()
        words = _OFFER["words"][lang]
        macro = next((one for one in _OFFER["macros"][lang] if one["key"] == key), None)
        if macro is None:  # any other exception would end LibreOffice
            raise IllegalArgumentException(f"There is no macro {key!r}.", self, 0)
        if document is None:
            raise IllegalArgumentException("No workbook is open.", self, 0)
        frame = document.CurrentController.Frame
        try:
            book = Document(document)
            fields = _with_files(macro, given or {})
            if given is None:
                entered = asked(self._services, frame, macro, words, book.months(*_OFFER["months"]))
                if entered is None:
                    return ""
                fields = entered
            with progress(frame, words) as show:
                said = _told(_done(book, macro, fields, lang, show))
        except NoPython as path:
            said = words["no_python"].format(python=path)
        except ReadOnly:
            said = words["read_only"]
        except Exception as error:  # noqa: BLE001  a menu has nobody else to tell
            said = f"{words['broken']} {error}"
        tell(self._services, frame, macro["title"], said)
        return said

    def _language(self) -> str:
        node = PropertyValue()
        node.Name, node.Value = "nodepath", "/org.openoffice.Setup/L10N"
        provider = self._services.createInstance("com.sun.star.configuration.ConfigurationProvider")
        locale = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))
        return "zh-CN" if locale.ooLocale.startswith("zh") else "en"


def _done(
    book: Document, macro: dict[str, Any], fields: dict[str, Any], lang: str, show: Callable[[str], None]
) -> dict[str, Any]:
    """What was answered at the end. All that was changed until then is one step to be undone. `show` says how far.

    Where the macro refuses, or something fails, nothing stays changed.
    """
    press: dict[str, Any] = {"macro": macro["key"], "fields": fields, "lang": lang, "tellings": []}
    press["now"] = dt.datetime.now().isoformat(timespec="seconds")  # noqa: DTZ005  the clock on the wall
    answer: dict[str, Any] = {}
    with _one_step(book.document.UndoManager, macro["title"]) as undone:
        while not answer or "untold" in answer:
            show("reading")
            press["tellings"].append(book.telling())
            show("computing")
            answer = json.loads(_PYTHON.ask("pressed", json.dumps(press)))
            show("writing")
            try:
                book.take(answer["steps"])
            except Protected as sheet:
                answer = {"error": answer["protected"].format(sheet=sheet)}
        if "failed" in answer:
            raise Failed(answer["failed"])
        undone.append("error" in answer)
    return answer


@contextmanager
def _one_step(undoing: Any, title: str) -> Iterator[list[bool]]:  # noqa: ANN401  as above
    """What is changed inside is one step to be undone, and is undone where something fails or the list says so."""
    before, undone = len(undoing.getAllUndoActionTitles()), list[bool]()
    undoing.enterUndoContext(title)
    try:
        yield undone
    finally:
        undoing.leaveUndoContext()
        if undone != [False] and len(undoing.getAllUndoActionTitles()) > before:
            undoing.undo()


def _with_files(macro: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    files = {field["key"] for field in macro["fields"] if field["kind"] == "file"}
    return {key: content(value) if key in files else value for key, value in given.items()}


def _told(answer: dict[str, Any]) -> str:
    lines = [answer.get("error") or answer["said"], *answer.get("notes", ())]
    for table in answer.get("tables", ()):
        rows = [" · ".join("" if cell is None else str(cell) for cell in row) for row in table["rows"]]
        more = ["…"] * (len(rows) > _MOST_TOLD)
        lines += ["", f"{table['title']}: {len(rows)}", " · ".join(table["heading"]), *rows[:_MOST_TOLD], *more]
    return "\n".join(lines)


def _with_left_out(arguments: tuple[Any, ...], zeros_left_out: list[int]) -> list[object]:
    """LibreOffice hands over 0 for an argument that is left out between others; where 0 is no answer, it is that."""
    left_out = {i for i in zeros_left_out if i < len(arguments) - 1 and arguments[i] == 0.0}
    return [None if i in left_out else one for i, one in enumerate(given(arguments))]


def _shown(value: object) -> object:
    """An answer as `result` takes it: an error not as its text."""
    return {"error": value} if isinstance(value, str) and value in ERROR_CODES else value


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  LibreOffice looks for it by this name
for _service, _class in {"Start": Start, "Functions": Functions, "Macros": Macros}.items():
    g_ImplementationHelper.addImplementation(_class, f"org.salessheet.{_service}", (f"org.salessheet.{_service}",))
