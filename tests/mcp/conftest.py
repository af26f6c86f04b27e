"""One small centre for all questions: it is read and filled once."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.data import sinks
from salessheet.data.sample import sample
from salessheet.mcp.desk import DataDesk
from salessheet.mcp.sight import Listener, Sight


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two teams of two, whose base pay stands nowhere by chance. Nothing else is in the folder around it."""
    tables = sample(teams=2, reps=2, deals=8)
    pay = tables["base_pay"]
    tables["base_pay"] = pay.assign(base_salary=[7_654.37 + n * 101.03 for n in range(len(pay))])
    folder = tmp_path_factory.mktemp("centre") / "data"
    sinks.write(tables, folder)
    return folder


@pytest.fixture(scope="session")
def manager(centre: Path) -> DataDesk:
    return DataDesk.open(str(centre), Sight.of(Listener.MANAGER, ""))
