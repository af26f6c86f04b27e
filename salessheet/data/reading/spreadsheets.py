"""Workbooks as rows of text, a sheet each. Formulas come as the values they last had."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from salessheet.data.reading import sheet_cells
from salessheet.data.reading.cell_texts import typed
from salessheet.data.reading.grids import Grid, Merge, Records, in_short
from salessheet.data.reading.ordinary_sheets import merged_if_ordinary
from salessheet.data.reading.quick_sheets import Quick
from salessheet.data.reading.sheet_cells import Meanings
from salessheet.data.reading.workbook_parts import Package, Sheet, compared
from salessheet.data.reading.xml_parts import SAVE_AGAIN
from salessheet.errors import UnreadableSource

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_OTHERS = {"xl/workbook.bin": "a binary workbook (.xlsb)", "content.xml": "an OpenDocument file (.ods)"}
_MOST_BYTES = 2 << 30  # a workbook that unpacks to more than this is refused
_SMALL, _MOST_RATIO = 64 << 20, 200  # above the size, no honest sheet shrinks by more than the ratio
_ENCRYPTED = 1  # the flag of a member of a zip file
_MOST_PADDING, _PADDING_EACH = 1_000_000, 4  # blanks that make rows equally long: in any case, and for each text


def sheets(path: Path, *, marked: bool = False) -> dict[str, Grid]:
    """Sheet name → its rows that are not empty, hidden sheets too; charts are none.

    A number in the format of a percentage is one: 0.6 is 60%. In a format of zeros alone it has as many: 7 is 00007.

    An ordinary sheet is read by calamine. One that holds percentages or numbers with zeros before them, which calamine
    does not know, errors or formulas without a value, which it takes for blanks, whose cells lie far apart, for which
    it would lay out all between them, or that is written in an unusual way is read cell by cell: of the same sheet both
    make the same texts. All rows of a sheet are as wide as its widest, unless that would make many blanks for few
    texts: then each ends with its last text.

    With `marked` a text that looks like a number comes behind TYPED, so that it can be told from numbers. calamine does
    not tell them apart: every sheet is then read cell by cell.
    """
    found: dict[str, Grid] = {}
    with _opened(path) as package:
        quick = None if marked else Quick(package)
        since_1904 = package.contents.since_1904
        strings = [typed(text) for text in package.strings] if marked else []
        for sheet in package.contents.sheets:
            if sheet.name in found:
                raise UnreadableSource(path, f"two of its sheets are called '{in_short(sheet.name)}'.", SAVE_AGAIN)
            read = None if quick is None else _quickly(package, sheet, quick)
            if read is None:
                meanings = Meanings(strings or package.strings, package.shown, since_1904, marked, package.digits)
                where = f"{path} · {in_short(sheet.name)}"
                read = sheet_cells.rows(where, package.chunks(sheet.part), meanings)
            records, merged = read
            found[sheet.name] = Grid(_even(records), since_1904=since_1904, merged=merged)
    return found


def _quickly(package: Package, sheet: Sheet, quick: Quick) -> tuple[Records, tuple[Merge, ...]] | None:
    """An ordinary sheet as calamine reads it; None for any other, and where calamine fails."""
    others = package.percents.union(package.digits)
    merged = merged_if_ordinary(package.chunks(sheet.part), others) if quick.knows else None
    records = None if merged is None else quick.rows(sheet.name)
    return None if merged is None or records is None else (records, merged)


def _even(records: Records) -> Records:
    """Rows equally wide, where that costs little; each up to its last text otherwise."""
    widths = [_width(row) for _, row in records]
    widest, texts = max(widths, default=0), sum(widths)
    if widest * len(records) > texts + _MOST_PADDING + _PADDING_EACH * texts:
        return [(number, row[:width]) for (number, row), width in zip(records, widths, strict=True)]
    return [
        (number, row if len(row) == widest else row[:widest] + [""] * (widest - len(row))) for number, row in records
    ]


def _width(row: list[str]) -> int:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return width


@contextmanager
def _opened(path: Path) -> Iterator[Package]:
    """Refuses what is no package of a workbook, is encrypted, or would unpack to more than memory holds."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableSource(
            path, f"the file cannot be read ({error.strerror}).", "Check its permissions."
        ) from error
    with file:  # which a package that is still being read does not close
        start = file.read(1 << 16)
        if start.startswith(_OLE):
            raise _old(path, start + file.read())
        if not start.startswith(_ZIP):
            raise _no_package(path, start)
        try:
            package = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableSource(path, "this is no workbook, or it is damaged or cut short.", SAVE_AGAIN) from error
        _check(path, package.infolist())
        yield Package(path, package)


def _check(path: Path, members: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if unpacked > _MOST_BYTES or (unpacked > _SMALL and unpacked > _MOST_RATIO * max(packed, 1)):
        raise UnreadableSource(
            path, f"the workbook would unpack to {unpacked >> 20} MB, which no honest one does.", "Do not trust it."
        )
    names = {compared(member.filename) for member in members}
    if len(names) < len(members):
        raise UnreadableSource(path, "two parts of the workbook have one name.", "Do not trust it.")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableSource(path, "the workbook is encrypted.", "Save a copy without a password.")
    for part, kind in _OTHERS.items():
        if part in names:
            raise UnreadableSource(path, f"this is {kind}.", "Save it as .xlsx.")


def _old(path: Path, raw: bytes) -> UnreadableSource:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return UnreadableSource(path, "the workbook is encrypted.", "Save a copy without a password.")
    return UnreadableSource(path, "this is a workbook of the old .xls format.", "Save it as .xlsx.")


def _no_package(path: Path, start: bytes) -> UnreadableSource:
    """Web pages and text files are often named like workbooks by the program that exported them."""
    text = start.decode("utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1", errors="replace")
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        what = "but a workbook in the XML of Excel 2003"
    elif re.search(r"<(?:html|table|!doctype html)\b", text, re.IGNORECASE):
        what = "but a web page named like one"
    elif not text:
        what = "for it is empty"
    elif re.search(r"[\0-\x08\x0e-\x1f]", text):
        return UnreadableSource(path, "this is no workbook.", SAVE_AGAIN)
    else:
        return UnreadableSource(
            path, "this is no workbook but a text file named like one.", "If it is CSV, give it the ending .csv."
        )
    return UnreadableSource(path, f"this is no workbook, {what}.", SAVE_AGAIN)
