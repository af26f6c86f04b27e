"""Delimited text files as records of text."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from salessheet.errors import UnreadableSource

Records = list[tuple[int, list[str]]]

_DELIMITERS = (",", ";", "\t")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NO_STRING = "unexpected end of data"  # how the csv module words a quotation mark that is never closed


def records(path: Path) -> Records:
    """Every row that is not empty, with the number a spreadsheet shows for it: the first is 1, empty ones count.

    Reads UTF-8 with or without BOM, UTF-16 with BOM and GB18030; comma, semicolon or tab, found from the first row
    that is not empty; also the line `sep=;` that Excel understands.
    """
    text = _decoded(path, _bytes(path))
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise UnreadableSource(path, "the file is empty.", "It needs a header row, then a row for each record.")
    delimiter = _delimiter(first)
    found = [(number, row) for number, row in _rows(path, text, delimiter) if "".join(row).strip()]
    if first.lower().startswith("sep=") and found:
        found = found[1:]
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSource(
            path, f"the file cannot be read ({error.strerror}).", "Check its permissions."
        ) from error


def _decoded(path: Path, raw: bytes) -> str:
    if raw.startswith((_ZIP, _OLE)):
        raise UnreadableSource(path, "this is a workbook, not a text file.", "Give the file the ending .xlsx.")
    encodings = [encoding for bom, encoding in _BOMS if raw.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if text.count("\0") * 4 > len(text):  # UTF-16 without its mark, or no text at all
            break
        return text
    raise UnreadableSource(path, "the file is not text in UTF-8, UTF-16 or GB18030.", "Save it as CSV UTF-8.")


def _delimiter(first: str) -> str:
    if first.lower().startswith("sep=") and len(first) > 4:
        return first[4]
    unquoted = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def _rows(path: Path, text: str, delimiter: str) -> Records:
    """Strict first, which finds a quotation mark that is never closed; stray marks inside a cell are let pass."""
    for strict in (True, False):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
        try:
            return list(enumerate(reader, start=1))
        except csv.Error as error:
            if strict and _NO_STRING not in str(error) and "field larger" not in str(error):
                continue
            raise UnreadableSource(
                path, f"a quotation mark opened before line {reader.line_num} is never closed.", "Close or remove it."
            ) from error
    return []


from dataclasses import dataclass

from salessheet.data.grids import Grid


@dataclass(frozen=True)
class TextForm:
    encoding: str = ""
    delimiter: str = ""


def grid(path: Path, form: TextForm = TextForm()) -> Grid:
    return Grid(records(path), "utf-8")
