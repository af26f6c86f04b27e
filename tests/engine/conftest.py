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
