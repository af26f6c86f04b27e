"""A fixture for tests of code that drives Excel through xlwings. pytest finds it once the package is installed.

def test_a_new_workbook(xl_book):
    write_totals(xl_book)
    assert xl_book.sheets[0]["B2"].value == 42

def test_our_report(xl_book):
    book = xl_book("report.xlsx")
    write_totals(book)
    assert book.sheets["Totals"]["B2"].value == 42
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def xl_book() -> Iterator[Any]:
    """A new, empty xlwings.Book; called with a path it opens that workbook, for the length of the test.

    While the test runs the engine is the active one, so that `xw.Book(path)`, `xw.App()` and `xw.books.active` in the
    code under test reach it, and `xw.Book.caller()` gives the workbook opened last through the fixture. Nothing is
    saved unless the code does; afterwards everything is as it was.
    """
    with opened_for_a_test() as book:
        yield book


@contextmanager
def opened_for_a_test() -> Iterator[Any]:
    """What the fixture gives, and takes back in the end."""
    import xlwings as xw

    from salessheet.engine import register

    class TestBook(xw.Book):
        def __call__(self, path: str | Path) -> xw.Book:
            book: xw.Book = app.books.open(path)
            book.set_mock_caller()
            return book

    active = xw.engines.active
    caller = getattr(xw.Book, "_mock_caller", None)
    engine = register(activate=True)
    pids = set(engine.apps.keys())
    app = engine.apps.add(add_book=False)
    book = TestBook(impl=app.books.add().impl)
    book.set_mock_caller()
    yield book
    if caller is None:
        delattr(xw.Book, "_mock_caller")  # xlwings has no way to take a mock caller back
    else:
        caller.set_mock_caller()
    for other in [other for other in engine.apps if other.pid not in pids]:
        other.kill()
    xw.engines.active = active
