"""The modules of the add-in.

    xlwings        xlwings' own module for add-ins, as it stands in the package that is installed: BSD, and nothing of
                   it needs a licence key. Its settings are those of this add-in; see `_CHANGES`
    xlwings_udfs   a wrapper for each cell function, written by xlwings' own generator
    Buttons        what the buttons of the ribbon call, and what the function wizard shows

The generator is made for Windows. Of its libraries nothing is used while it writes, so stand-ins do elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any, Final

import xlwings

from salessheet.errors import DeclarationError
from salessheet.hosts.classic.cells import MODULES, cell_functions
from salessheet.hosts.classic.vba_project import Base, Module
from salessheet.udfs import CATEGORY

PROJECT: Final = "salessheet"
"""What xlwings calls settings after: the sheet and the file salessheet.conf."""
FILE: Final = "SalesSheet.xlam"
SETTINGS: Final = f"{PROJECT}.conf"
HELP_SHEET: Final = f"{PROJECT}.help"
PRESS: Final = "Buttons.Press"
NO_BOOK: Final = "NO WORKBOOK"
"""What is said where there is none: a setting, since a module has no letters but those of English."""

_WINDOWS: Final = ("pythoncom", "pywintypes", "win32com", "win32com.client")
_GENERATOR: Final = "xlwings.udfs"
_HEAD: Final = '#Const App = "Microsoft Excel"\n'
_CHANGES: Final = {
    'PROJECT_NAME As String = "myaddin"': (1, f'PROJECT_NAME As String = "{PROJECT}"'),
    # A workbook, or a file beside it, comes from anybody and must not say which program is started.
    'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then': (1, "If False Then"),
    'If source = "" Or source = "directory" Then': (1, "If False Then"),
    # Nor may modules be imported from the folder that happens to be the current one.
    ' -B -c ""': (2, ' -B -P -c ""'),
}
"""Text of xlwings' module → how often it stands there, and what is put in its place."""

_BUTTONS: Final = """\
Option Explicit

Public Sub Press(control As IRibbonControl)
    If ActiveWorkbook Is Nothing Then
        WScript.Popup GetConfig("{no_book}"), 0, "{category}"
        Exit Sub
    End If
    RunPython "from salessheet.hosts.classic.buttons import press; press('" & control.ID & "', '{lang}')"
End Sub

Public Sub DescribeFunctions()
    ' What the function wizard shows. Where Excel refuses it, the functions work without.
    Dim told As Variant, arguments() As Variant, i As Long, j As Long
    On Error Resume Next
    told = ThisWorkbook.Worksheets("{help}").UsedRange.Value
    For i = 1 To UBound(told, 1)
        ReDim arguments(1 To told(i, 3))
        For j = 1 To told(i, 3)
            arguments(j) = told(i, 3 + j)
        Next j
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & told(i, 1), Description:=told(i, 2), _
            Category:="{category}", ArgumentDescriptions:=arguments
    Next i
End Sub
"""
_OPENED: Final = """\
Option Explicit

Private Sub Workbook_Open()
    DescribeFunctions
End Sub
"""


def modules(lang: str) -> list[Module]:
    """Those of the workbook and its two sheets first. The same xlwings gives the same modules."""
    return [
        Module("ThisWorkbook", _OPENED, Base.WORKBOOK),
        Module("Sheet1", "", Base.SHEET),
        Module("Sheet2", "", Base.SHEET),
        Module("xlwings", _of_xlwings()),
        Module("xlwings_udfs", _HEAD + wrappers(lang)),
        Module("Buttons", _BUTTONS.format(lang=lang, help=HELP_SHEET, no_book=NO_BOOK, category=CATEGORY)),
    ]


def wrappers(lang: str) -> str:
    """A function of VBA for each cell function, in the order of the alphabet."""
    written = StringIO()
    with _generator() as generator:
        functions = SimpleNamespace(**cell_functions(lang, generator.xlfunc, generator.xlarg))
        generator.generate_vba_wrapper(MODULES[lang], functions, written, SimpleNamespace(Name=FILE))
    return written.getvalue()


def _of_xlwings() -> str:
    """Raises DeclarationError for a version whose text is another: then `_CHANGES` is to be looked at again."""
    text = files(xlwings).joinpath("xlwings_custom_addin.bas").read_text(encoding="ascii")
    text = text.partition("\n")[2]  # its name, which the project writes itself
    for before, (times, after) in _CHANGES.items():
        if text.count(before) != times:
            raise DeclarationError(f"xlwings {xlwings.__version__}: its module for add-ins lacks {before!r}")
        text = text.replace(before, after)
    return text


@contextmanager
def _generator() -> Iterator[Any]:
    """The module `xlwings.udfs`. Where its libraries are missing, it is forgotten afterwards with the stand-ins."""
    missing = [name for name in _WINDOWS if name not in sys.modules and find_spec(name.partition(".")[0]) is None]
    if not missing:
        yield import_module(_GENERATOR)
        return
    sys.modules.update({name: _StandIn(name) for name in missing})
    try:
        yield import_module(_GENERATOR)
    finally:
        for name in (*missing, _GENERATOR):
            sys.modules.pop(name, None)
        vars(xlwings).pop("udfs", None)


class _StandIn(ModuleType):
    """Has whatever is asked for, as a class."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})
