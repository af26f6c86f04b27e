"""LibreOffice with the extension in it: one program for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from salessheet.hosts import host
from tests.hosts.libreoffice.installed import Extended, home_of_somebody


@pytest.fixture(scope="module")
def patch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """Files of all tests go where they would go anyway, not into a folder that is gone after this module."""
    tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patched:
        yield patched


@pytest.fixture(scope="module")
def office(patch: pytest.MonkeyPatch) -> Iterator[Extended]:
    with home_of_somebody(patch) as profile:
        host("libreoffice").install("en")
        with Extended(profile=profile) as program:
            yield program
