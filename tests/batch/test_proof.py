"""One finished workbook of a run is looked at as Excel would open it: a team's, of which the centre's is many times."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet.batch import build, moulds
from salessheet.xlsx.lint.findings import Fault, Finding, found
from salessheet.xlsx.lint.structure import structural_findings


@pytest.fixture(autouse=True)
def unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that made no workbook yet."""
    monkeypatch.setattr(moulds, "_RENDERED", {})


def test_a_teams_workbook_is_looked_at_once_and_the_centres_never(
    sales: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bytes] = []

    def finding(content: bytes) -> list[Finding]:
        looked.append(content)
        return structural_findings(content)

    monkeypatch.setattr(moulds, "structural_findings", finding)
    report = build(sales, tmp_path)
    assert [book.team_id for book in report.workbooks] == ["", "T01", "T02"]
    assert [(tmp_path / book.file).read_bytes() in looked for book in report.workbooks] == [False, True, False]
    assert len(looked) == 1


def test_a_workbook_that_excel_would_repair_is_not_written(
    sales: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = found(Fault.CELL_VALUE, "xl/worksheets/sheet1.xml", "A1", "'x' is no number")
    monkeypatch.setattr(moulds, "structural_findings", lambda _: [fault])
    report = build(sales, tmp_path, teams=("T02",))
    assert [failure.file for failure in report.failures] == ["T02.xlsx"]
    assert "Excel would repair a workbook made from it: xl/worksheets/sheet1.xml A1" in report.failures[0].wrong
    assert not (tmp_path / "T02.xlsx").exists()
