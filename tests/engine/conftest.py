"""A workbook of the engine, for tests through xlwings' public API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from salessheet import engine


@pytest.fixture
def book() -> Iterator[xw.Book]:
    """A new one with one empty sheet."""
    with engine.open_book() as opened:
        yield opened


@pytest.fixture
def people(book: xw.Book) -> xw.Sheet:
    """A short list: texts in several capitals, numbers, a blank, and a formula beside each row."""
    found: xw.Sheet = book.sheets[0]
    found["A1"].value = [["name", "won"], ["bo", 2], ["Al", 10], ["cy", None], ["al", 10], [True, 3]]
    found["C1"].value = "twice"
    found["C2:C6"].formula = "=B2*2"
    return found
