"""Which file of an export is which: by headings of its own, else by its name, and each file once."""

from __future__ import annotations

from pathlib import Path

from salessheet.data.importing.imports import Imported, import_files
from salessheet.data.importing.mapping_files import parsed
from salessheet.workbook.labels import Words

MAPPING = """
[files.deals]
names = ["*opportunit*.csv"]
known_by = ["Opportunity ID", "Stage"]
[[table]]
into = "teams"
file = "deals"
unique = "team_id"
[table.columns]
team_id = "Office"
"""
DEALS = "Opportunity ID,Stage,Office\n1,Won,North\n"


def imported(folder: Path, *given: Path, **files: str) -> Imported:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return import_files(parsed(MAPPING, "crm"), given or [folder], Words.load("en"))


def test_a_file_with_a_like_name_is_no_second_one(tmp_path: Path) -> None:
    found = imported(tmp_path, report=DEALS, opportunity_products="Opportunity ID,Product\n1,Core\n")
    assert found.tables["teams"].columns["team_id"].tolist() == ["North"]
    assert any(
        "opportunity_products.csv: it has the name, but not the headings 'Opportunity ID', 'Stage'" in note
        for note in found.notes
    )


def test_without_its_headings_a_file_is_known_by_its_name(tmp_path: Path) -> None:
    found = imported(tmp_path, opportunities="No,Office\n1,North\n")
    assert found.tables["teams"].columns["team_id"].tolist() == ["North"]


def test_a_file_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    found = imported(tmp_path, tmp_path, tmp_path / "opportunities.csv", opportunities=DEALS)
    assert found.tables["teams"].columns["team_id"].tolist() == ["North"]
