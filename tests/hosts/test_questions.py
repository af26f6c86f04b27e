"""Every question in the cells of the engine on openpyxl, which calculates as `salessheet.calc` does."""

from __future__ import annotations

from pathlib import Path

import pytest

from salessheet import engine
from tests.hosts.questions import SHEET, Way, asked_in, written


@pytest.mark.parametrize("way", Way)
def test_every_question_is_answered_as_python_does(way: Way, tmp_path: Path) -> None:
    asked = written(tmp_path / "questions.xlsx", asked_in(way, seed=2026), way)
    assert len(asked.questions) > 90

    with engine.open_book(asked.path) as book:
        book.app.calculate()
        sheet = book.sheets[SHEET]
        cells = sheet.range((1, 1), sheet.used_range.last_cell).options(ndim=2, err_to_str=True).value

    assert asked.wrong(lambda row, column: cells[row][column]) == {}
