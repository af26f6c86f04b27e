"""What openpyxl is given of a workbook: the cells and what the API changes. All else stays in the package, unread.

So openpyxl does not stumble over parts that it would only drop, and a workbook is parsed once.
"""

from __future__ import annotations

import warnings
from enum import IntEnum
from io import BytesIO
from typing import NamedTuple

from lxml import etree
from openpyxl import Workbook

from salessheet.engine.collection import paused_collection
from salessheet.engine.reading.mended_sheets import bare_sheet, mended_sheet
from salessheet.engine.reading.mended_styles import mended_styles
from salessheet.engine.reading.mended_workbook import mended_table, mended_workbook
from salessheet.engine.reading.reader import StoredResults, read
from salessheet.engine.reading.spared_parts import STYLES, TEXTS, spared
from salessheet.errors import UnreadableWorkbook
from salessheet.xlsx.book_file import StoredValues
from salessheet.xlsx.package import MAIN, Package
from salessheet.xlsx.sheet_data import without_cells


class Manner(IntEnum):
    """How a workbook could be read."""

    AS_IT_IS = 0
    MENDED = 1
    """Without the single things that openpyxl stumbles over; they stay in the file."""
    BARE = 2
    """Without all that stands beside the cells of a sheet."""


class Contents(NamedTuple):
    """`model`: the workbook as openpyxl has it, with formulas. `results`: by sheet, what they show in the file."""

    model: Workbook
    results: dict[str, StoredResults]
    manner: Manner


def contents_of(package: Package, manner: Manner = Manner.AS_IT_IS) -> Contents:
    """The workbook, read in the first manner from the given one on in which it can be.

    Raises UnreadableWorkbook where openpyxl cannot read it in any.
    """
    for part in package.sheet_parts().values():
        _refuse_other_root(package, part)
    return _loaded(package, _spared(package), manner)


def model_of(package: Package, manner: Manner = Manner.AS_IT_IS) -> Workbook:
    return contents_of(package, manner).model


def skeleton_of(package: Package, manner: Manner = Manner.AS_IT_IS) -> Workbook:
    """The same without any cell: everything else that openpyxl makes of the file, quickly.

    `manner`: the one in which the workbook was read that this is to be compared with.
    """
    parts = _spared(package)
    for part in package.sheet_parts().values():
        parts[part] = without_cells(parts[part])
    return _loaded(package, parts, manner).model


def _loaded(package: Package, parts: dict[str, bytes], manner: Manner) -> Contents:
    first: Exception | None = None
    for one in [one for one in Manner if one >= manner]:
        try:
            model, results = _read(package, _prepared(package, parts, one))
        except Exception as error:  # noqa: BLE001  openpyxl raises whatever its descriptors run into
            first = first or error
            for part in package.sheet_parts().values():
                package.tree(part)  # where a sheet is broken, that is what to tell
        else:
            return Contents(model, results, one)
    assert first is not None  # noqa: S101  the last manner failed, too
    reason = " ".join(str(first.__cause__ or first).split()).rstrip(".") or type(first).__name__
    wrong = f"openpyxl cannot read this workbook ({reason})."
    raise UnreadableWorkbook(package.path, wrong, "Save it again in a spreadsheet program.") from first


def _prepared(package: Package, parts: dict[str, bytes], manner: Manner) -> dict[str, bytes]:
    if manner is Manner.AS_IT_IS:
        return parts
    made = dict(parts)
    sheets = list(package.sheet_parts().values())
    made[package.workbook_part] = mended_workbook(parts[package.workbook_part])
    formats = differential = 1
    if STYLES in parts:
        made[STYLES], formats, differential = mended_styles(parts[STYLES])
    texts = parts[TEXTS].count(b"<si") + parts[TEXTS].count(b":si") if TEXTS in parts else 0
    for part in sheets:
        mended = mended_sheet(parts[part], formats, differential, texts)
        made[part] = mended if manner is Manner.MENDED else bare_sheet(mended)
        for _, table in package.related(part, "/table").values():
            if table in parts:
                made[table] = mended_table(parts[table])
    return made


def _refuse_other_root(package: Package, part: str) -> None:
    """openpyxl takes whatever it does not know for an empty sheet. Sheets are large: only their beginning is parsed."""
    try:
        _, root = next(etree.iterparse(BytesIO(package.parts[part]), events=("start",)))
        is_sheet = root.tag == f"{MAIN}worksheet" and root.getroottree().docinfo.internalDTD is None
    except (etree.XMLSyntaxError, StopIteration):
        is_sheet = False
    if not is_sheet:
        package.rooted(part, "worksheet")


def _read(package: Package, parts: dict[str, bytes]) -> tuple[Workbook, dict[str, StoredResults]]:
    file = BytesIO(Package(package.path, parts, package.workbook_part).unpressed())
    with warnings.catch_warnings(), paused_collection():
        warnings.simplefilter("ignore")  # openpyxl says what it will drop: the package keeps it
        return read(file, StoredValues(package))


def _spared(package: Package) -> dict[str, bytes]:
    try:
        return spared(package)
    except etree.XMLSyntaxError as error:
        raise package.damaged(f"a part of it is broken ({error.msg})") from error
