"""What `.api` gives. In Excel it is a COM object; here it is openpyxl's, or the app's own settings.

Code that goes past xlwings to Excel's object model is told which member of xlwings does the same. Excel's members
begin with a capital letter, which openpyxl's never do: so none of them is ever set on an openpyxl object in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.api.excels_members import OF_APP, OF_BOOK, OF_SHEET
from salessheet.engine.errors import Unsupported

if TYPE_CHECKING:
    from salessheet.engine.api.apps import App

_NOTHING: Final = "nothing: "
_SETTINGS: Final = {
    "CutCopyMode": "cut_copy_mode",
    "DisplayAlerts": "display_alerts",
    "EnableEvents": "enable_events",
    "Interactive": "interactive",
    "ScreenUpdating": "screen_updating",
    "StatusBar": "status_bar",
    "Version": "version",
    "Visible": "visible",
}
"""Excel's settings of the application → those of xlwings' app, with the same values."""

_MODES: Final = {-4105: "automatic", -4135: "manual", 2: "semiautomatic"}
"""XlCalculation."""


class NoNativeMember(Unsupported, AttributeError):
    """A member of Excel's object model, asked of an engine without Excel. An AttributeError, too, for `hasattr`."""

    def __init__(self, member: str, instead: str | None) -> None:
        known = "there is no Excel behind .api; it gives openpyxl's objects."
        if instead is not None:
            known = f"{instead.removeprefix(_NOTHING)}." if instead.startswith(_NOTHING) else f"use {instead}."
        super().__init__(member, known)


def is_excels(name: str) -> bool:
    """Whether a member's name is one of Excel's object model."""
    return name[:1].isupper()


def refuse(kind: str, name: str, instead: Mapping[str, str]) -> NoNativeMember:
    """The error for a member of Excel's. `kind`: in xlwings' words, such as `Range`."""
    return NoNativeMember(f"{kind}.api.{name}", instead.get(name))


class NativeWorksheet(Worksheet):
    """openpyxl's worksheet, which takes no member of Excel's for its own."""

    def __getattr__(self, name: str) -> Any:
        if is_excels(name):
            raise refuse("Sheet", name, OF_SHEET)
        raise AttributeError(f"{Worksheet.__name__!r} object has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if is_excels(name) and not hasattr(Worksheet, name):
            raise refuse("Sheet", name, OF_SHEET)
        super().__setattr__(name, value)


class NativeWorkbook(Workbook):
    """openpyxl's workbook, likewise."""

    def __getattr__(self, name: str) -> Any:
        if is_excels(name):
            raise refuse("Book", name, OF_BOOK)
        raise AttributeError(f"{Workbook.__name__!r} object has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if is_excels(name):
            raise refuse("Book", name, OF_BOOK)
        super().__setattr__(name, value)


def handed_out(workbook: Workbook) -> None:
    """From here on openpyxl's objects say what Excel's members are called in xlwings."""
    if type(workbook) is Workbook:
        workbook.__class__ = NativeWorkbook
    for sheet in workbook.worksheets:
        if type(sheet) is Worksheet:
            cast("Any", sheet).__class__ = NativeWorksheet


class Native:
    """An object of openpyxl's, or of a drawing, as it is, but for members of Excel's, which are refused.

    Of a chart Excel gives two, the frame and the chart: here both are the same.
    """

    def __init__(self, kind: str, behind: Any, instead: Mapping[str, str]) -> None:
        self.__dict__.update(_kind=kind, _behind=behind, _instead=instead)

    @property  # type: ignore[misc]  # of all objects, which can set it
    def __class__(self) -> Any:
        """For `isinstance`."""
        return type(self.__dict__["_behind"])

    def __getattr__(self, name: str) -> Any:
        if is_excels(name):
            raise refuse(self.__dict__["_kind"], name, self.__dict__["_instead"])
        return getattr(self.__dict__["_behind"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        if is_excels(name):
            raise refuse(self.__dict__["_kind"], name, self.__dict__["_instead"])
        setattr(self.__dict__["_behind"], name, value)

    def __getitem__(self, key: Any) -> Any:
        return self if self.__dict__["_kind"] == "Chart" else self.__dict__["_behind"][key]

    def __len__(self) -> int:
        return len(self.__dict__["_behind"])

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__dict__["_behind"])

    def __contains__(self, key: object) -> bool:
        return key in self.__dict__["_behind"]

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return bool(self.__dict__["_behind"] == other)

    def __hash__(self) -> int:
        return hash(self.__dict__["_behind"])

    def __repr__(self) -> str:
        return repr(self.__dict__["_behind"])


class AutoCorrect:
    """What Excel does by itself to tables when cells are written: `app.api.AutoCorrect`, with Excel's names.

    `expands_tables`: tables grow when somebody writes below or beside them. `fills_columns`: a formula that is put
    into an empty column of a table fills it. Both are on, as in Excel.
    """

    def __init__(self) -> None:
        self.__dict__.update(expands_tables=True, fills_columns=True)

    expands_tables: bool
    fills_columns: bool

    def __getattr__(self, name: str) -> bool:
        if name not in _CORRECTIONS:
            raise NoNativeMember(f"App.api.AutoCorrect.{name}", None)
        return bool(self.__dict__[_CORRECTIONS[name]])

    def __setattr__(self, name: str, value: object) -> None:
        own = _CORRECTIONS.get(name, name)
        if own not in self.__dict__:
            raise NoNativeMember(f"App.api.AutoCorrect.{name}", None)
        self.__dict__[own] = bool(value)


_CORRECTIONS: Final = {"AutoExpandListRange": "expands_tables", "AutoFillFormulasInLists": "fills_columns"}


class NativeApp:
    """Excel's settings that xlwings' app has as well, and `AutoCorrect`; what else Excel has is refused by name."""

    def __init__(self, app: App) -> None:
        self.__dict__["_app"] = app

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        app: App = self.__dict__["_app"]
        if name in _SETTINGS:
            return getattr(app, _SETTINGS[name])
        if name == "AutoCorrect":
            return app.auto_correct
        if name == "Calculation":
            return next(number for number, mode in _MODES.items() if mode == app.calculation)
        raise refuse("App", name, OF_APP)

    def __setattr__(self, name: str, value: Any) -> None:
        app: App = self.__dict__["_app"]
        if name in _SETTINGS and name != "Version":
            setattr(app, _SETTINGS[name], value)
        elif name == "Calculation" and value in _MODES:
            app.calculation = _MODES[value]
        else:
            raise refuse("App", name, OF_APP)
