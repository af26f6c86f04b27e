"""The engines, each started once for a test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from salessheet.calc.engine import Engine
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.formulas import Formulas
from salessheet.calc.libreoffice import LibreOffice


@pytest.fixture(scope="session")
def formualizer() -> Iterator[Formualizer]:
    with Formualizer() as engine:
        yield engine


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    with LibreOffice() as engine:
        yield engine


@pytest.fixture(scope="session")
def formulas_engine() -> Iterator[Formulas]:
    with Formulas() as engine:
        yield engine


@pytest.fixture(scope="session", params=["formualizer", "libreoffice", "formulas_engine"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of them in turn."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session", params=["formualizer", "libreoffice"])
def quick_engine(request: pytest.FixtureRequest) -> Engine:
    """Those that calculate thousands of formulas in a blink."""
    found: Engine = request.getfixturevalue(request.param)
    return found
