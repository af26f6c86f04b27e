"""LibreOffice with the extension in it, driven from here: its functions are the extension's, not this process's."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from salessheet.calc.libreoffice import LibreOffice, prepare
from salessheet.calc.workers import Worker

_NOBODY = 65534
_AS_NOBODY = """#!/bin/sh
chmod -R a+rX "$TMPDIR"
exec env -u TMPDIR setpriv --reuid={nobody} --regid={nobody} --clear-groups {unopkg} "$@"
"""
_ALSO = '''

class _Driven(_Office):
    """An agent that runs macros of the menu, too, on the workbook that is open."""

    def macro(self, **given):
        values = [_named("book", self.document), *(_named(*one) for one in given.items())]
        return self.services.createInstance("org.salessheet.Macros").execute(tuple(values))

    def typed(self, only):
        """What stands in the cells of sheets, as it was typed. `only`: these; blank, all of them."""
        found = {}
        for sheet in [sheet for sheet in self.document.Sheets if not only or sheet.Name in only]:
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            last = cursor.RangeAddress
            cells = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow).getFormulaArray()
            found[sheet.Name] = [[i, j, text] for i, row in enumerate(cells) for j, text in enumerate(row) if text]
        return found

    def months(self, start, shown):
        """What a form lists, by the code of the extension, which LibreOffice's Python knows once it has run."""
        from salessheet.hosts.libreoffice.inside.document import Document

        return Document(self.document).months(start, shown)

    def lock(self, sheets, password):
        for name in sheets:
            self.document.Sheets.getByName(name).protect(password)

    def unlock(self, sheets, password):
        for name in sheets:
            self.document.Sheets.getByName(name).unprotect(password)

    def lock_structure(self):
        self.document.protect("secret")

    def unlock_structure(self):
        self.document.unprotect("secret")

    def locked(self):
        return [sheet.Name for sheet in self.document.Sheets if sheet.isProtected()]

    def end(self):
        """As somebody ends it, and not as a parent does that goes away."""
        os._exit = sys.exit
        self.close()
        self.services.createInstance("com.sun.star.frame.Desktop").terminate()

    def fill(self, sheet, cells, formula):
        """An array formula in cells; without a formula they become blank."""
        self.document.Sheets.getByName(sheet).getCellRangeByName(cells).setArrayFormula(formula)

    def only_read(self, path):
        """The same document, stored and opened anew to be read alone."""
        self.store(path)
        self.close()
        options = (_property("Hidden", True), _property("ReadOnly", True))
        desktop = self.services.createInstance("com.sun.star.frame.Desktop")
        self.document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, options)

    def delete(self, sheet):
        self.document.Sheets.removeByName(sheet)

    def undo(self):
        self.document.UndoManager.undo()

    def store(self, path):
        kind = _property("FilterName", "Calc MS Excel 2007 XML")
        self.document.storeToURL(uno.systemPathToFileUrl(path), (kind,))


def _named(name, value):
    from com.sun.star.beans import NamedValue

    made = NamedValue()
    made.Name, made.Value = name, value
    return made


_Office = _Driven
'''


@dataclass(eq=False)
class Extended(LibreOffice):
    """An engine whose cell functions are those of the extension in a user's profile."""

    profile: Path = field(default_factory=Path)

    def ask(self, do: str, **details: object) -> object:
        return self._running().ask(do, **details)

    def end(self) -> None:
        self.ask("end")
        worker = self._running()
        worker.talk.connection.close()
        worker.process.wait(timeout=self.timeout)
        if os.geteuid() == 0:  # what the program wrote is root's
            _give_to_nobody(self.profile)

    def _started(self) -> Worker:
        return self._start(self.profile)


@contextmanager
def home_of_somebody(patch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The profile of a user who is not root, for unopkg refuses root; the environment is that user's."""
    folder = Path(tempfile.mkdtemp(prefix="salessheet-somebody-"))
    try:
        profile = folder / ".config" / "libreoffice" / "4"
        prepare(profile)
        agent = profile / "user" / "Scripts" / "python" / "office_agent.py"
        agent.write_text(agent.read_text(encoding="utf-8") + _ALSO, encoding="utf-8")
        patch.setenv("HOME", str(folder))
        patch.delenv("XDG_CONFIG_HOME", raising=False)
        if os.geteuid() == 0:
            _let_nobody_own(folder, patch)
        yield profile
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _let_nobody_own(folder: Path, patch: pytest.MonkeyPatch) -> None:
    unopkg = shutil.which("unopkg")
    assert unopkg is not None, "LibreOffice is missing"
    wrapper, aside = folder / "bin" / "unopkg", folder / "aside"
    wrapper.parent.mkdir()
    aside.mkdir()
    wrapper.write_text(_AS_NOBODY.format(nobody=_NOBODY, unopkg=unopkg))
    wrapper.chmod(0o755)
    _give_to_nobody(folder)
    patch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    patch.setattr(tempfile, "tempdir", str(aside))
    patch.setenv("TMPDIR", str(aside))


def _give_to_nobody(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY)
