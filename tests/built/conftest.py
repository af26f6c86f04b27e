"""Workbooks written once a test process."""

from __future__ import annotations

import pytest

from salessheet.xlsx.template import write
from tests.built.editions import BOOKS, Built, Whose, made


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[Whose, Built]:
    folder = tmp_path_factory.mktemp("books")
    found = {whose: Built(made(whose), folder / f"{whose}.xlsx") for whose in BOOKS}
    for whose, built in found.items():
        write(built.path, built.edition, str(whose))
    return found
