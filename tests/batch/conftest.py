"""A small sales centre, and its workbooks built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.batch import Report, build
from tests.batch.centres import sales_centre, small_centre


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_centre(tmp_path_factory.mktemp("centre"))


@pytest.fixture(scope="session")
def built(centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return build(centre, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with half of the sheets, for what becomes of any workbook."""
    return sales_centre(tmp_path_factory.mktemp("sales"))


@pytest.fixture(scope="session")
def sold(sales: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return build(sales, tmp_path_factory.mktemp("sold"))
