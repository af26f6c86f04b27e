from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from salessheet.data.imports import Imported, import_files, slug
from salessheet.data.load import load
from salessheet.data.mapping import parsed, preset, presets, read
from salessheet.data.sinks import write
from salessheet.errors import InvalidMapping, InvalidOption, UnreadableSource
from salessheet.workbook.labels import Words

TEAMS = "sales_agent,manager,regional_office\nMoses Frase,Dustin Brinkmann,Central\nMei-Mei Johns,Melvin Marxen,East\n"
PIPELINE = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Moses Frase,GTX Basic,Cancity,Won,2016-10-20,2017-03-01,1054
A2,Moses Frase,GTXPro,,Engaging,2016-10-25,,
A3,Mei-Mei Johns,MG Special,Isdom,Lost,2016-10-25,2017-03-07,0
A4,Mei-Mei Johns,GTXPro,Isdom,Prospecting,,,
"""
ACCOUNTS = "account,sector,office_location\nCancity,technolgy,Philipines\nIsdom,medical,Kenya\n"
PRODUCTS = "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\nMG Special,MG,55\n"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    files = {"sales_teams": TEAMS, "sales_pipeline": PIPELINE, "accounts": ACCOUNTS, "products": PRODUCTS}
    (tmp_path / "export").mkdir()
    for name, text in {**files, "data_dictionary": "Table,Field\n"}.items():
        (tmp_path / "export" / f"{name}.csv").write_text(text)
    return tmp_path / "export"


ENGLISH = Words.load("en")


def imported(export: Path) -> Imported:
    return import_files(preset("crm-sales-opportunities"), [export], ENGLISH)


def frames(export: Path) -> dict[str, pd.DataFrame]:
    return imported(export).frames()


def test_an_export_becomes_tables_that_load_without_any_problem(export: Path, tmp_path: Path) -> None:
    write(frames(export), tmp_path / "tables")
    dataset = load(tmp_path / "tables", Words.load("en"))
    assert dataset.problems == ()
    deals = dataset.tables["deals"].set_index("deal_id")
    assert list(deals["stage"]) == ["won", "opportunity", "opportunity", "lead"]
    assert list(deals["won_date"].notna()) == [True, False, False, False]
    assert list(deals["lost_date"].notna()) == [False, False, True, False]
    assert dataset.settings["currency"] == "USD"


def test_names_become_ids_that_are_the_same_in_every_table(export: Path) -> None:
    tables = frames(export)
    assert list(tables["teams"]["team_id"]) == ["dustin-brinkmann", "melvin-marxen"]
    assert set(tables["deals"]["rep_id"]) == set(tables["reps"]["rep_id"]) == {"moses-frase", "mei-mei-johns"}


def test_values_are_translated(export: Path) -> None:
    tables = frames(export)
    assert list(tables["deals"]["product"]) == ["GTX Basic", "GTX Pro", "MG Special", "GTX Pro"]
    assert list(tables["customers"]["industry"]) == ["technology", "medical"]
    assert list(tables["customers"]["region"]) == ["Philippines", "Kenya"]


def test_open_deals_get_the_list_price_and_a_note_says_so(export: Path) -> None:
    tables, notes = frames(export), imported(export).notes
    assert list(tables["deals"]["amount"]) == ["1054", "4821", "0", "4821"]
    assert any("list price" in note for note in notes)


def test_without_prices_the_amount_of_open_deals_is_blank(export: Path) -> None:
    (export / "products.csv").unlink()
    assert list(frames(export)["deals"]["amount"]) == ["1054", "", "0", ""]


def test_a_file_nobody_knows_is_skipped_and_noted(export: Path) -> None:
    assert any("data_dictionary.csv" in note for note in imported(export).notes)


def test_a_missing_optional_file_is_noted(export: Path) -> None:
    (export / "accounts.csv").unlink()
    tables, notes = frames(export), imported(export).notes
    assert "customers" not in tables
    assert any("accounts" in note for note in notes)


def test_a_missing_file_is_named(export: Path) -> None:
    (export / "sales_teams.csv").unlink()
    with pytest.raises(UnreadableSource, match="sales_teams"):
        imported(export)


def test_a_missing_column_is_named_with_those_there_are(export: Path) -> None:
    (export / "sales_teams.csv").write_text("agent,manager,regional_office\nA,B,C\n")
    with pytest.raises(InvalidMapping, match=r"sales_agent.*agent, manager"):
        imported(export)


def test_files_may_be_given_one_by_one(export: Path) -> None:
    two = [export / "sales_pipeline.csv", export / "sales_teams.csv"]
    found = import_files(preset("crm-sales-opportunities"), two, ENGLISH)
    tables, notes = found.frames(), found.notes
    assert len(tables["deals"]) == 4
    assert len(notes) == 3


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="gone"):
        import_files(preset("crm-sales-opportunities"), [tmp_path / "gone.csv"], ENGLISH)


def test_an_export_may_be_a_workbook(export: Path) -> None:
    (export / "sales_teams.csv").unlink()
    people = pd.DataFrame([["Moses Frase", "Dustin Brinkmann", "Central"]])
    people.columns = pd.Index(["sales_agent", "manager", "regional_office"])
    people.to_excel(export / "sales_teams.xlsx", index=False, engine="xlsxwriter")
    assert list(frames(export)["reps"]["rep_id"]) == ["moses-frase"]


def test_an_export_without_rows_makes_empty_tables(export: Path) -> None:
    (export / "sales_pipeline.csv").write_text(PIPELINE.splitlines()[0] + "\n")
    assert frames(export)["deals"].empty


def test_an_empty_file_is_refused(export: Path) -> None:
    (export / "sales_teams.csv").write_text("")
    with pytest.raises(UnreadableSource, match="empty"):
        imported(export)


def test_two_files_of_one_kind_are_refused(export: Path) -> None:
    (export / "sales_pipeline_2.csv").write_text(PIPELINE)
    with pytest.raises(UnreadableSource, match="both"):
        imported(export)


@pytest.mark.parametrize("name", presets())
def test_every_preset_can_be_read(name: str) -> None:
    assert preset(name).targets


def test_an_unknown_preset_is_an_invalid_option() -> None:
    with pytest.raises(InvalidOption, match="crm-sales-opportunities"):
        preset("nobody")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Mei-Mei Johns", "mei-mei-johns"),
        ("  A & B, Ltd. ", "a-b-ltd"),
        ("王 芳", "王-芳"),
        ("ＡＢＣ", "abc"),
        ("", ""),
    ],
)
def test_an_id_is_made_of_a_name(name: str, made: str) -> None:
    assert slug(name) == made


OWN = """
[files]
people = ["*.csv"]
[[table]]
into = "reps"
file = "people"
where = { status = ["active", "NEW"] }
unique = "rep_id"
[table.columns]
rep_id = "code"
team_id = { value = "T1" }
hire_date = { from = "start", dates = "%d/%m/%Y" }
name = { from = "nickname", optional = true }
"""


def test_a_mapping_of_ones_own_filters_and_reads_dates(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    text = "code,status,start\nR1,Active,31/12/2025\nR2,gone,01/01/2020\nR1,active,01/02/2020\nR3,new,soon\n"
    (tmp_path / "people.csv").write_text(text)
    tables = import_files(read(tmp_path / "own.toml"), [tmp_path / "people.csv"], ENGLISH).frames()
    assert tables["reps"].to_numpy().tolist() == [["R1", "T1", "2025-12-31"], ["R3", "T1", "soon"]]


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="own"):
        read(tmp_path / "own.toml")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('into = "reps"', 'into = "people"', "no input table 'people'"),
        ('file = "people"', 'file = "staff"', "'staff' is not among"),
        ('rep_id = "code"', 'number = "code"', "no column 'number'"),
        ('unique = "rep_id"', 'unique = "code"', "'code' is not among"),
        ('{ value = "T1" }', "{ }", "either 'from' or 'value'"),
        ('{ value = "T1" }', '{ from = "a", value = "T1" }', "either 'from' or 'value'"),
        ('{ value = "T1" }', '{ constant = "T1" }', "'constant' means nothing"),
        ('{ value = "T1" }', "5", "name of a column"),
        ('{ value = "T1" }', '{ from = "a", id = "hash" }', "no kind of id 'hash'"),
        ('{ value = "T1" }', '{ from = "a", lookup = { file = "x", match = "a", key = "b", take = "c" } }', "'x'"),
        ("[files]", "[fields]", "'fields' means nothing"),
        ("[[table]]", "[table]", "must be sections"),
        ("[files]", "[files", "no TOML"),
        ('people = ["*.csv"]', "people = [5]", "a text or a list"),
        ('unique = "rep_id"', "unique = 5", "must be a text"),
        ('{ value = "T1" }', '{ from = "a", when = 5 }', "must be a section"),
        ('{ value = "T1" }', '{ from = "a", lookup = "b" }', "rule in braces"),
        (OWN[OWN.index("[[") :], "", "fills no table"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(old: str, new: str, says: str) -> None:
    with pytest.raises(InvalidMapping, match=says):
        parsed(OWN.replace(old, new), "own.toml")
