"""What every test can ask for."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from salessheet.batch import moulds
from salessheet.calc.cellrune import CellRune
from salessheet.calc.engine import Engine
from salessheet.calc.formualizer import Formualizer
from salessheet.calc.formulas import Formulas
from salessheet.calc.libreoffice import LibreOffice
from tests.engine.built import Built, built_in
from tests.office.libreoffice import Office

os.environ["LC_ALL"] = "C.UTF-8"  # what is said follows the data and the options, not the machine of who tests

# No deadline: the machine that runs the tests does other things too. In continuous integration the examples are the
# same in every run, so that a red build can be repeated; elsewhere they differ, so that laws meet new cases.
settings.register_profile("develop", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("develop"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "develop")

_NEW_OBJECTS = 50_000  # before the collector looks at them: a workbook is made of more, and nearly all of them stay


def pytest_collection_finish() -> None:
    """What was imported stays to the end: to look through it again and again took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 100)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice with a profile of its own for this test process."""
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def built_books(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Workbooks of a small centre: built_books(flavour, lang, book) is the path of one."""
    return built_in(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session", autouse=True)
def without_waiting_for_the_disk() -> Iterator[None]:
    """What is on the disk and what is in its cache looks the same from here, and a sample is a hundred files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _number: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def more_moulds() -> Iterator[None]:
    """A run builds of a few moulds, each tens of megabytes; tests come back to those of a dozen centres."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moulds, "_MOST_RENDERED", 12)
        yield


# The engines, each started once for a test process.


@pytest.fixture(scope="session")
def formualizer() -> Iterator[Formualizer]:
    with Formualizer() as engine:
        yield engine


@pytest.fixture(scope="session")
def cellrune() -> Iterator[CellRune]:
    with CellRune() as engine:
        yield engine


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    with LibreOffice() as engine:
        yield engine


@pytest.fixture(scope="session")
def formulas_engine() -> Iterator[Formulas]:
    with Formulas() as engine:
        yield engine


@pytest.fixture(scope="session", params=["formualizer", "cellrune", "libreoffice", "formulas_engine"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of them in turn."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session", params=["formualizer", "libreoffice", "formulas_engine"])
def calling_engine(request: pytest.FixtureRequest) -> Engine:
    """Those whose formulas can call our cell functions."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session", params=["formualizer", "libreoffice"])
def quick_engine(request: pytest.FixtureRequest) -> Engine:
    """Those that calculate thousands of formulas in a blink."""
    found: Engine = request.getfixturevalue(request.param)
    return found
