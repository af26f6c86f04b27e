"""What `.api` gives. In Excel it is a COM object; here it is openpyxl's, or the app's own settings.

Code that goes past xlwings to Excel's object model is told which member of xlwings does the same. Excel's members
begin with a capital letter, which openpyxl's never do: so none of them is ever set on an openpyxl object in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.errors import Unsupported

if TYPE_CHECKING:
    from salessheet.engine.api.apps import App
    from salessheet.engine.model.drawing import Drawn

OF_RANGE: Final = {
    "AddComment": "range.add_note(text)",
    "Address": "range.address",
    "AutoFill": "range.autofill(destination)",
    "AutoFilter": "range.autofilter",
    "AutoFit": "range.autofit()",
    "Borders": "range.borders",
    "Cells": "range.rows, range.columns or range[row, column]",
    "Characters": "range.characters[start:end]",
    "Clear": "range.clear()",
    "ClearComments": "range.note.delete()",
    "ClearContents": "range.clear_contents()",
    "ClearFormats": "range.clear_formats()",
    "Column": "range.column",
    "ColumnWidth": "range.column_width",
    "Columns": "range.columns",
    "Comment": "range.note",
    "Copy": "range.copy(destination)",
    "Count": "range.count",
    "CurrentRegion": "range.current_region",
    "Delete": "range.delete(shift)",
    "End": "range.end(direction)",
    "EntireColumn": "sheet.range('A:A')",
    "EntireRow": "sheet.range('1:1')",
    "FillDown": "range.autofill(destination)",
    "Find": "range.find(text)",
    "Font": "range.font",
    "FormatConditions": "range.conditional_formats",
    "Formula": "range.formula",
    "Formula2": "range.formula2",
    "FormulaArray": "range.formula_array",
    "Group": "range.group()",
    "HasFormula": "range.formula",
    "Hidden": "range.column_width = 0 or range.row_height = 0",
    "HorizontalAlignment": "range.horizontal_alignment",
    "Hyperlinks": "range.add_hyperlink(address) and range.hyperlink",
    "Insert": "range.insert(shift)",
    "Interior": "range.color",
    "ListObject": "range.table",
    "Merge": "range.merge()",
    "MergeArea": "range.merge_area",
    "MergeCells": "range.merge_cells",
    "Name": "range.name",
    "NumberFormat": "range.number_format",
    "NumberFormatLocal": "range.number_format",
    "Offset": "range.offset(row_offset, column_offset)",
    "PasteSpecial": "range.paste(paste) or range.copy_from(source)",
    "RemoveDuplicates": "range.remove_duplicates(columns)",
    "Replace": "range.replace_all(text, replacement)",
    "Resize": "range.resize(row_size, column_size)",
    "Row": "range.row",
    "RowHeight": "range.row_height",
    "Rows": "range.rows",
    "Select": "range.select()",
    "Sort": "range.sort(keys)",
    "SpecialCells": "range.get_special_cells(type)",
    "Text": "range.value and range.number_format",
    "UnMerge": "range.unmerge()",
    "Ungroup": "range.ungroup()",
    "Validation": "range.data_validation",
    "Value": "range.value",
    "Value2": "range.raw_value",
    "VerticalAlignment": "range.vertical_alignment",
    "WrapText": "range.wrap_text",
}
"""Excel's member → xlwings'."""

OF_SHEET: Final = {
    "Activate": "sheet.activate()",
    "AutoFilter": "sheet.range(address).autofilter",
    "Calculate": "app.calculate()",
    "Cells": "sheet.cells or sheet[row, column]",
    "ChartObjects": "sheet.charts",
    "Columns": "sheet.range('A:A')",
    "Copy": "sheet.copy(before, after, name)",
    "Delete": "sheet.delete()",
    "ListObjects": "sheet.tables",
    "Move": "sheet.move(before, after)",
    "Name": "sheet.name",
    "Names": "sheet.names",
    "PageSetup": "sheet.page_setup.print_area, or sheet.api.page_setup, which is openpyxl's",
    "Paste": "range.paste()",
    "Pictures": "sheet.pictures",
    "PivotTables": "nothing: pivot tables stay in the file as they are",
    "Protect": "sheet.api.protection, which is openpyxl's",
    "Range": "sheet.range(address)",
    "Rows": "sheet.range('1:1')",
    "Select": "sheet.select()",
    "Shapes": "sheet.shapes",
    "Tab": "sheet.api.sheet_properties.tabColor, which is openpyxl's",
    "Unprotect": "sheet.api.protection, which is openpyxl's",
    "UsedRange": "sheet.used_range",
    "Visible": "sheet.visible",
}

OF_BOOK: Final = {
    "ActiveSheet": "book.sheets.active",
    "BuiltinDocumentProperties": "book.api.properties, which is openpyxl's",
    "Close": "book.close()",
    "ExportAsFixedFormat": "nothing: Excel is needed to print",
    "FullName": "book.fullname",
    "Name": "book.name",
    "Names": "book.names",
    "Path": "book.fullname",
    "RefreshAll": "app.calculate(); connections and pivot tables stay as they are",
    "Save": "book.save()",
    "SaveAs": "book.save(path)",
    "Sheets": "book.sheets",
    "Worksheets": "book.sheets",
}

OF_APP: Final = {
    "ActiveCell": "app.selection",
    "ActiveSheet": "app.books.active.sheets.active",
    "ActiveWorkbook": "app.books.active",
    "Calculate": "app.calculate()",
    "CalculateFull": "app.calculate()",
    "CalculateUntilAsyncQueriesDone": "app.calculate()",
    "Quit": "app.quit()",
    "Range": "app.range(address)",
    "Run": "app.macro(name)",
    "Selection": "app.selection",
    "Workbooks": "app.books",
}

OF_CHART: Final = {
    "ChartTitle": "chart.title",
    "ChartType": "chart.chart_type",
    "Export": "nothing: Excel is needed to draw",
    "HasLegend": "chart.legend.visible",
    "HasTitle": "chart.title",
    "Legend": "chart.legend",
    "Name": "chart.name",
    "SeriesCollection": "chart.series",
    "SetSourceData": "chart.set_source_data(source)",
}

OF_SHAPE: Final = {
    "Delete": "shape.delete()",
    "Height": "shape.height",
    "Left": "shape.left",
    "LockAspectRatio": "picture.lock_aspect_ratio",
    "Name": "shape.name",
    "TextFrame": "shape.text",
    "TextFrame2": "shape.text",
    "Top": "shape.top",
    "Width": "shape.width",
}

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
        known = f"use {instead}." if instead else "there is no Excel behind .api; it gives openpyxl's objects."
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


class NativeDrawing:
    """What the drawing says of an object. Of a chart Excel gives two, the frame and the chart: here both are this."""

    def __init__(self, kind: str, drawn: Drawn) -> None:
        self.__dict__.update(_kind=kind, _drawn=drawn)

    def __getitem__(self, index: int) -> NativeDrawing:
        return self

    def __getattr__(self, name: str) -> Any:
        if is_excels(name):
            raise self._refusal(name)
        return getattr(self.__dict__["_drawn"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise self._refusal(name)

    def _refusal(self, name: str) -> NoNativeMember:
        return refuse(self.__dict__["_kind"], name, OF_CHART if self.__dict__["_kind"] == "Chart" else OF_SHAPE)


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
