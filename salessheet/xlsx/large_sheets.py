"""Sheets so large that their rows are read one by one and none is kept: as trees they take ten times the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Final

from lxml import etree

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DATA, ROW = f"{_MAIN}sheetData", f"{_MAIN}row"
ROWS_ONE_BY_ONE: Final = 5_000_000
"""Bytes of a part from which on its rows are read so."""
_NEAR: Final = 1_000_000
"""Bytes at the beginning of a sheet that say what it looks like, before its rows."""
_events: Final = partial(
    etree.iterparse, tag=ROW, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
)


def is_large(content: bytes) -> bool:
    """Whether a part is a sheet to be read so."""
    return len(content) > ROWS_ONE_BY_ONE and content.find(b"sheetData", 0, _NEAR) >= 0


def rows_of(content: bytes) -> Iterator[etree._Element]:
    """The rows of a sheet; each is gone when the next comes. Raises XMLSyntaxError."""
    before: etree._Element | None = None
    for _, row in _events(BytesIO(content)):
        if before is not None:
            _drop(before)
        before = row if _is_of_cells(row) else None
        if before is not None:
            yield row


def without_rows(content: bytes, lessen: Callable[[etree._Element], None]) -> etree._Element:
    """The root of a sheet, each row of which was handed to `lessen`, to leave of it what is to be kept.

    Raises XMLSyntaxError.
    """
    events = _events(BytesIO(content))
    before: etree._Element | None = None
    for _, row in events:
        if before is not None:
            lessen(before)  # once the text behind it is there
        before = row if _is_of_cells(row) else None
    if before is not None:
        lessen(before)
    root: etree._Element = events.root
    return root


def refuse_full_memory(error: etree.XMLSyntaxError) -> None:
    """Raises MemoryError where that is why a part could not be parsed: lxml says so by a number alone."""
    if getattr(error, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY:  # which the stubs of lxml do not know
        raise MemoryError from error


def _is_of_cells(row: etree._Element) -> bool:
    parent = row.getparent()
    return parent is not None and parent.tag == DATA


def _drop(row: etree._Element) -> None:
    parent = row.getparent()
    if parent is not None:
        parent.remove(row)
