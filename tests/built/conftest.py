"""Workbooks written once a test process."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from salessheet.xlsx.template import write
from tests.built.editions import BOOKS, NATIVE_BOOKS, Built, Whose, made


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[Whose, Built]:
    folder = tmp_path_factory.mktemp("books")
    found = {whose: Built(made(whose), folder / f"{whose}.xlsx") for whose in BOOKS}
    for whose, built in found.items():
        write(built.path, built.edition, str(whose))
    return found


# openpyxl says that it drops sparklines and the newer conditional formats, which is no matter to who reads the rest.
@pytest.fixture(scope="session")
def opened(books: dict[Whose, Built]) -> dict[Whose, Workbook]:
    """The native books as openpyxl reads them. Tests leave them as they are."""
    return {whose: openpyxl.load_workbook(books[whose].path) for whose in NATIVE_BOOKS}


@pytest.fixture(params=NATIVE_BOOKS, ids=str)
def whose(request: pytest.FixtureRequest) -> Whose:
    found: Whose = request.param
    return found


@pytest.fixture
def book(opened: dict[Whose, Workbook], whose: Whose) -> Workbook:
    return opened[whose]
