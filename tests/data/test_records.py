"""Rows of a file as a workbook would show them, by which what was typed is compared with the file."""

from __future__ import annotations

from pathlib import Path

from salessheet.data.collecting.writing import records_of
from salessheet.data.table_file import opened
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import Deals


def test_currencies_are_those_that_a_workbook_shows_however_a_file_spells_them(tmp_path: Path) -> None:
    spelled = ("人民币", "rmb", "US$", "eur", "")
    rows = "".join(f"D{n},R1,{n},{currency}\n" for n, currency in enumerate(spelled))
    (tmp_path / "deals.csv").write_text(f"deal_id,rep_id,amount,currency\n{rows}", encoding="utf-8")
    found = records_of(opened(tmp_path / "deals.csv", Deals), Words.load("en"))
    assert [line.cells["currency"] for line in found.lines] == ["CNY", "CNY", "USD", "EUR", None]
