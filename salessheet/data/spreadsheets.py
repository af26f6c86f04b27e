"""Workbooks as records of text, a sheet each. Formulas come as the values they last had."""

from __future__ import annotations

import datetime as dt
import math
import zipfile
from pathlib import Path

import pandas as pd

from salessheet.data.grids import Records
from salessheet.errors import UnreadableSource

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_BYTES = 2 << 30  # a workbook that unpacks to more than this is refused
_SMALL, _MOST_RATIO = 64 << 20, 200  # above the size, no honest sheet shrinks by more than the ratio


def sheets(path: Path) -> dict[str, Records]:
    """Sheet name → its rows that are not empty, with their row numbers."""
    _guard(path)
    try:
        frames = pd.read_excel(path, sheet_name=None, engine="calamine", header=None, dtype=object, na_filter=False)
    except Exception as error:
        ours = (OSError, ValueError, KeyError, zipfile.BadZipFile)
        if isinstance(error, ours) or type(error).__module__.startswith("python_calamine"):  # whose errors have no base
            raise UnreadableSource(path, f"the workbook cannot be read ({error}).", _SAVE_AGAIN) from error
        raise
    return {str(name): _records(frame) for name, frame in frames.items()}


_SAVE_AGAIN = "Open it in a spreadsheet program and save it as .xlsx again."


def _records(frame: pd.DataFrame) -> Records:
    rows = [[cell_text(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    return [(number, row) for number, row in enumerate(rows, start=1) if "".join(row).strip()]


def cell_text(cell: object) -> str:
    """A cell's value as somebody would type it."""
    if cell is None or cell is pd.NaT:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return "" if math.isnan(cell) else number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell)


def number_text(number: float) -> str:
    """A finite number as the shortest text that reads as the same; whole ones without decimals."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _guard(path: Path) -> None:
    """Refuses what is no workbook, what is encrypted, and what would unpack to more than memory holds."""
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16)
            if start.startswith(_OLE):
                _refuse_ole(path, start + file.read())
    except OSError as error:
        raise UnreadableSource(
            path, f"the file cannot be read ({error.strerror}).", "Check its permissions."
        ) from error
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableSource(path, "this is no workbook, or it is damaged or cut short.", _SAVE_AGAIN) from error
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if unpacked > _MOST_BYTES or (unpacked > _SMALL and unpacked > _MOST_RATIO * max(packed, 1)):
        raise UnreadableSource(
            path, f"the workbook would unpack to {unpacked >> 20} MB, which no honest one does.", "Do not trust it."
        )


def _refuse_ole(path: Path, raw: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise UnreadableSource(path, "the workbook is encrypted.", "Save a copy without a password.")
    raise UnreadableSource(path, "this is a workbook of the old .xls format.", "Save it as .xlsx.")
