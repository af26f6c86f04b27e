"""What every test can ask for."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.office.libreoffice import Office

# No deadline: the machine that runs the tests does other things too. In continuous integration the examples are the
# same in every run, so that a red build can be repeated; elsewhere they differ, so that laws meet new cases.
settings.register_profile("develop", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("develop"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "develop")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice with a profile of its own for this test process."""
    return Office(tmp_path_factory.mktemp("office"))
