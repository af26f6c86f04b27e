"""What runs inside LibreOffice, in its own Python: opens workbooks and answers for them.

Nothing of salessheet can be imported here, only the standard library and what LibreOffice brings (uno). The parent
(`workers.py`) tells what to do; formulas that call a cell function come to `call`, which asks the parent.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

_FORMULA_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR
_NOT_A_NUMBER = 0x7FF8000000000000
ERROR_CODES = {"#NULL!": 521, "#DIV/0!": 532, "#VALUE!": 519, "#REF!": 524, "#NAME?": 525, "#NUM!": 503, "#N/A": 32767}
_NO_VALUE = 519
_CODE = 0xFFFF
MODULE = "SalesSheet"

_connection: Any = None


def serve(*_arguments: object) -> None:
    """Answer the parent until it goes away, then end the program: nobody else is there to end it."""
    global _connection  # noqa: PLW0603  `call` is reached from Basic, which can hand nothing on
    _connection = socket.create_connection(("127.0.0.1", int(os.environ["SALESSHEET_PORT"])))
    _connection.sendall(os.environ["SALESSHEET_SECRET"].encode())
    office = _Office(globals()["XSCRIPTCONTEXT"].getComponentContext())  # LibreOffice puts it into the module
    while True:
        try:
            message = _receive()
        except (OSError, ValueError):
            os._exit(0)
        do = message.pop("do")
        try:
            _send({"done": getattr(office, do)(**message)})
        except Exception as error:  # noqa: BLE001  the parent decides what to make of it
            _send({"failed": f"could not {do} the workbook ({str(error).strip() or type(error).__name__})."})


def call(name: str, count: int, arguments: tuple[object, ...]) -> object:
    """A cell function, from Basic. An error comes back as the NaN by which LibreOffice knows it."""
    try:
        _send({"call": name, "arguments": given(arguments[:count])})
        return result(_receive()["result"])
    except Exception as error:  # noqa: BLE001  an error here would hang the program without a window
        sys.stderr.write(f"{name}: {error!r}\n")
        return result({"error": "#VALUE!"})


class _Office:
    def __init__(self, context: Any) -> None:  # noqa: ANN401  LibreOffice's objects have no types here
        self.services = context.ServiceManager
        self.document: Any = None

    def define(self, basic: str) -> None:
        """Make functions known to formulas: Basic source that hands each call on to `call`."""
        define(standard(self.services), basic)

    def functions(self) -> list[str]:
        descriptions = self.services.createInstance("com.sun.star.sheet.FunctionDescriptions")
        return [p.Value for i in range(descriptions.Count) for p in descriptions.getByIndex(i) if p.Name == "Name"]

    def open(self, path: str, password: str) -> None:
        self.close()
        desktop = self.services.createInstance("com.sun.star.frame.Desktop")
        options: dict[str, object] = {"Hidden": True}
        options |= {"UpdateDocMode": 0, "MacroExecutionMode": 0}  # links and macros stay asleep
        if password:
            options["Password"] = password
        properties = tuple(_property(*option) for option in options.items())
        self.document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, properties)
        if self.document is None or not hasattr(self.document, "Sheets"):
            raise ValueError("LibreOffice does not read it as a workbook")
        for sheet in self.document.Sheets:
            sheet.unprotect("")

    def set(self, cells: list[tuple[str, int, int, Any]]) -> None:
        for sheet, row, column, value in cells:
            cell = self.document.Sheets.getByName(sheet).getCellByPosition(column - 1, row - 1)
            if value is None:
                cell.setFormula("")  # which makes it blank
            elif isinstance(value, str):
                cell.setString(value)
            else:
                cell.setValue(float(value))

    def values(self, areas: list[tuple[str, int, int, int, int]]) -> list[object]:
        """For each (sheet, top, left, bottom, right): its rows, and (row, column, code) of the errors in it."""
        self.document.calculate()
        return [self._values(*area) for area in areas]

    def _values(self, sheet: str, top: int, left: int, bottom: int, right: int) -> object:
        cells = self.document.Sheets.getByName(sheet)
        box = cells.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
        errors = [
            (row + 1, column + 1, cells.getCellByPosition(column, row).getError())
            for found in box.queryFormulaCells(_FORMULA_ERRORS).RangeAddresses
            for row in range(found.StartRow, found.EndRow + 1)
            for column in range(found.StartColumn, found.EndColumn + 1)
        ]
        return box.getDataArray(), errors

    def close(self) -> None:
        if self.document is not None:
            self.document.close(True)  # noqa: FBT003  whoever else holds it lets go
            self.document = None


def _property(name: str, value: object) -> object:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def standard(services: Any) -> Any:  # noqa: ANN401  as above
    """The library of Basic in which formulas look for functions."""
    libraries = services.createInstance("com.sun.star.script.ApplicationScriptLibraryContainer")
    libraries.loadLibrary("Standard")
    return libraries.getByName("Standard")


def define(library: Any, basic: str) -> None:  # noqa: ANN401  as above
    (library.replaceByName if library.hasByName(MODULE) else library.insertByName)(MODULE, basic)


def given(arguments: tuple[Any, ...]) -> list[object]:
    """As JSON: cells and arrays as rows, one cell as its value; blanks as null, errors as their text.

    Whole columns end a row below the last cell in use of their sheets: a million blanks would take a minute.
    """
    whole = [one.CellRange.Spreadsheet for one in arguments if _is_whole(one)]
    last = max((_last_row(sheet) for sheet in whole), default=0) + 1
    return [_given(one, last) for one in arguments]


def _is_whole(value: Any) -> bool:  # noqa: ANN401  whatever Basic hands over
    cells = getattr(value, "CellRange", None)
    return cells is not None and cells.RangeAddress.EndRow == cells.Spreadsheet.Rows.Count - 1


def _last_row(sheet: Any) -> int:  # noqa: ANN401  LibreOffice's objects have no types here
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  the cursor does not grow
    row: int = cursor.RangeAddress.EndRow
    return row


def _given(value: Any, last: int) -> object:  # noqa: ANN401  whatever Basic hands over
    if hasattr(value, "CellRange"):
        cells, area = value.CellRange, value.CellRange.RangeAddress
        if _is_whole(value) and area.StartRow <= last:
            bottom = min(last, area.EndRow) - area.StartRow
            cells = cells.getCellRangeByPosition(0, 0, area.EndColumn - area.StartColumn, bottom)
        found = rows(cells)
        return found[0][0] if len(found) == len(found[0]) == 1 else found
    if isinstance(value, tuple):
        return [_given(item, last) for item in value]
    if isinstance(value, float) and value != value:  # noqa: PLR0124  it is not a number
        return _error_text(struct.unpack("<Q", struct.pack("<d", value))[0] & _CODE)
    return value


def rows(cells: Any) -> list[list[object]]:  # noqa: ANN401  as above
    """What stands in cells, as `argument` says it. LibreOffice has "" for a blank and None for an error."""
    found = [list(row) for row in cells.getDataArray()]
    for i, row in enumerate(found):
        for j, value in enumerate(row):
            if value is None:
                row[j] = _error_text(cells.getCellByPosition(j, i).getError())
    first = cells.RangeAddress
    for blank in cells.queryEmptyCells().RangeAddresses:
        for row in found[blank.StartRow - first.StartRow : blank.EndRow - first.StartRow + 1]:
            for j in range(blank.StartColumn - first.StartColumn, blank.EndColumn - first.StartColumn + 1):
                row[j] = None
    return found


def result(value: object) -> object:
    """As Basic takes it: rows as a tuple of tuples, numbers as doubles, errors as their NaN.

    One value is a row, too: it may come of one cell that was handed over as a range, and INDEX takes rows alone. One
    error is none: it is what INDEX gives, whichever row it was asked for.
    """
    found = value if isinstance(value, list) else [[value]]
    if len(found) == len(found[0]) == 1 and isinstance(found[0][0], dict):
        return _of_cell(found[0][0])
    return tuple(tuple(_of_cell(item) for item in row) for row in found)


def _of_cell(value: object) -> object:
    if isinstance(value, dict):
        return _error(ERROR_CODES.get(value["error"], _NO_VALUE))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _error_text(code: int) -> str:
    return next((text for text, known in ERROR_CODES.items() if known == code), "#VALUE!")


def _error(code: int) -> float:
    """LibreOffice keeps the code of an error in the lower bits of a NaN."""
    (error,) = struct.unpack("<d", struct.pack("<Q", _NOT_A_NUMBER | code))
    return float(error)


def _send(message: dict[str, object]) -> None:
    content = json.dumps(message).encode()
    _connection.sendall(struct.pack(">I", len(content)) + content)


def _receive() -> dict[str, Any]:
    (length,) = struct.unpack(">I", _exactly(4))
    message: dict[str, Any] = json.loads(_exactly(length).decode())
    return message


def _exactly(length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        piece = _connection.recv(min(length - len(received), 1 << 20))
        if not piece:
            raise OSError("the parent is gone")
        received += piece
    return bytes(received)


g_exportedScripts = (serve, call)  # noqa: N816  LibreOffice looks for this name
