from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from salessheet.data.importing.files import LeftOut
from salessheet.data.importing.ids import casesafe, slug
from salessheet.data.importing.imports import Imported, import_files
from salessheet.data.importing.mapping_files import parsed, preset, presets, read
from salessheet.data.load import load, problems_beside
from salessheet.data.problems import told_once
from salessheet.data.sinks import write
from salessheet.data.values import number
from salessheet.errors import InvalidMapping, InvalidOption, UnreadableSource
from salessheet.workbook.labels import Words
from salessheet.workbook.rules import Severity

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


WILD = """
[files.deals]
names = ["deals.csv"]
[[table]]
into = "deals"
file = "deals"
where = { Kind = ["New*", ""] }
[table.columns]
deal_id = "Id"
rep_id = { value = "R1" }
stage = { from = "Stage", values = { "Won (old)" = "lost", "Won (*)" = "won", "*[1]" = "lead", "" = "prospect" } }
won_date = { from = "Day", when = { Stage = ["Won (*)", "Never*"] } }
"""


def test_a_star_stands_for_anything_in_values_and_conditions(tmp_path: Path) -> None:
    rows = ["1,new business,WON (A.B),2026-01-05", "2,,Won (old),2026-01-06", "3,New,Won,2026-01-07", "4,Newer,,",
            "5,Old,Won (x),2026-01-08", "6,New,Hot[1],", "7,New,Hot1,"]  # fmt: skip  # rows
    (tmp_path / "deals.csv").write_text("\n".join(["Id,Kind,Stage,Day", *rows]) + "\n")
    found = import_files(parsed(WILD, "m.toml"), [tmp_path], ENGLISH)
    assert found.frames()["deals"].drop(columns="rep_id").to_numpy().tolist() == [
        ["1", "won", "2026-01-05"],
        ["2", "lost", "2026-01-06"],
        ["3", "Won", ""],
        ["4", "prospect", ""],
        ["6", "lead", ""],
        ["7", "Hot1", ""],
    ]
    assert [note for note in found.notes if "waits for" in note] == [
        "deals.csv: no row has Stage = Never*, which the mapping waits for."
    ]


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


@pytest.mark.parametrize(("zone", "day"), [("", "2026-01-05 23:30:00+00:00"), ("Asia/Shanghai", "2026-01-06")])
def test_an_export_may_be_a_parquet_file(zone: str, day: str, tmp_path: Path) -> None:
    how = parsed(f'timezone = "{zone}"\n' * bool(zone) + WILD.replace("deals.csv", "deals.*"), "m.toml")
    deals = pd.DataFrame({"Id": [7, 8], "Kind": ["New", None], "Stage": ["Won (A)", "Hot"]})
    deals["Day"] = pd.to_datetime(pd.Series(["2026-01-05 23:30", None])).dt.tz_localize("UTC")
    deals.to_parquet(tmp_path / "deals.parquet")

    found = import_files(how, [tmp_path], ENGLISH)

    assert found.problems == ()
    assert found.frames()["deals"].to_numpy().tolist() == [["7", "R1", "won", day], ["8", "R1", "Hot", ""]]
    write(found.frames(), tmp_path / "data")
    (tmp_path / "data" / "teams.csv").write_text("team_id\nT1\n")
    (tmp_path / "data" / "reps.csv").write_text("rep_id,team_id\nR1,T1\n")
    (won,) = load(tmp_path / "data", ENGLISH).tables["deals"]["won_date"].dropna()
    assert f"{won:%Y-%m-%d}" == day[:10]
    deals.assign(Tags=pd.Series([["a", "b"], ["c"]])).to_parquet(tmp_path / "deals.parquet")
    with pytest.raises(UnreadableSource, match="'Tags' holds values of the type list"):
        import_files(how, [tmp_path], ENGLISH)


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


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("001D000000IRt53", "001D000000IRt53IAD"),
        ("001D000000IRt53IAD", "001D000000IRt53IAD"),
        ("0065g00000AbCdE", "0065g00000AbCdEAAV"),
        ("0065g00000AbCde", "0065g00000AbCdeAAF"),
        ("D-1", "D-1"),
        ("", ""),
    ],
)
def test_an_id_whose_case_matters_becomes_one_whose_case_does_not(text: str, made: str) -> None:
    assert casesafe(text) == made


def test_a_column_that_may_be_missing_may_be_one_of_percents(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code\nR1\n")
    text = OWN.replace('people = ["*.csv"]', 'people = { names = ["*.csv"], percents = ["share"] }')
    text = text.split("where =")[0] + '[table.columns]\nrep_id = "code"\nteam_id = { value = "T1" }\n'
    with pytest.raises(InvalidMapping, match="share"):
        import_files(parsed(text, "own.toml"), [tmp_path], Words.load("en"))
    text += 'target_share = { from = "share", optional = true }\n'
    found = import_files(parsed(text, "own.toml"), [tmp_path], Words.load("en"))
    assert found.frames()["reps"]["rep_id"].tolist() == ["R1"]


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


def made(folder: Path, mapping: str, **texts: str) -> Imported:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return import_files(parsed(mapping, "own.toml"), [folder], ENGLISH)


def test_rows_that_the_mapping_leaves_out_are_listed_with_the_reason(tmp_path: Path) -> None:
    text = "code,status,start\nR1,active,\nR2,gone,\n,new,\nR1,active,\nR1,active,01/02/2020\n"
    found = made(tmp_path, OWN, people=text)
    assert found.left_out == (
        LeftOut("reps", "people.csv", "where status = active or NEW does not hold", (3,)),
        LeftOut("reps", "people.csv", "rep_id is blank", (4,)),
    )
    assert [(p.row, p.column, "R1" in p.wrong) for p in found.problems] == [(6, "rep_id", True)]  # says something else


DEALS = """
[files]
deals = "deals.csv"
[optional]
prices = "prices.csv"
[[table]]
into = "deals"
file = "deals"
[table.columns]
deal_id = "id"
rep_id = { value = "R1" }
stage = "stage"
won_date = "won"
amount = { from = "value", lookup = { file = "prices", match = "what", key = "what", take = "price"BOOKED } }
"""
SOLD = (
    "id,stage,won,value,what\n1,lead,,,A\n2,won,2026-01-02,,A\n3,lead,2026-01-02,,A\n4,won,2026-01-02,7,A\n5,lead,,,Z\n"
)


@pytest.mark.parametrize(
    ("booked", "amounts", "told"),
    [("", ["9.5", "", "", "7", ""], []), (", booked = true", ["9.5", "9.5", "9.5", "7", ""], [3, 4])],
)
def test_a_won_deal_gets_no_list_price_unless_the_mapping_says_so_and_then_it_is_told(
    tmp_path: Path, booked: str, amounts: list[str], told: list[int]
) -> None:
    found = made(tmp_path, DEALS.replace("BOOKED", booked), deals=SOLD, prices="what,price\nA,9.5\n")
    assert list(found.frames()["deals"]["amount"]) == amounts
    assert [p.row for p in found.problems] == told


def test_a_won_deal_without_an_amount_is_a_problem(tmp_path: Path) -> None:
    found = made(tmp_path, DEALS.replace("BOOKED", ""), deals=SOLD)
    problems = problems_beside(found.tables, tmp_path / "none", ENGLISH)
    assert [(p.column, p.rows) for p in problems if "no amount" in p.wrong] == [("value", (3, 4))]


@pytest.mark.parametrize("table", ["orders", "receipts"])
def test_an_order_or_receipt_gets_no_list_price_either(tmp_path: Path, table: str) -> None:
    lookup = '{ from = "value", lookup = { file = "sold", match = "id", key = "id", take = "price" } }'
    name = "order_id" if table == "orders" else "receipt_id"
    mapping = f"""
[files]
sold = "sold.csv"
[[table]]
into = "{table}"
file = "sold"
[table.columns]
{name} = "id"
{'rep_id = { value = "R1" }' if table == "orders" else 'order_id = "id"'}
{"order_date" if table == "orders" else "date"} = {{ value = "2026-01-01" }}
amount = {lookup}
"""
    assert list(made(tmp_path, mapping, sold="id,value,price\n1,,5\n").frames()[table]["amount"]) == [""]


def test_problems_name_the_rows_and_headings_of_the_file_that_people_have(tmp_path: Path) -> None:
    text = "The people\n\ncode,status,start\nR1,active,x\nR2,new,31/12/2025\nR3,new,y\nR4,new,x\n"
    found = made(tmp_path, OWN, people=text)
    problems = problems_beside(found.tables, tmp_path / "none", ENGLISH)
    assert [(p.file, p.rows, p.column) for p in problems if "type" in p.wrong] == [
        ("people.csv", (4, 7), "start"), ("people.csv", (6,), "start"),
    ]  # fmt: skip  # a problem, a line


def test_tables_are_judged_with_those_that_stand_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "teams.csv").write_text("team_id\nT9\n")
    (tmp_path / "out" / "reps.csv").write_text("rep_id,team_id\nold,nowhere\n")  # will be replaced
    (tmp_path / "files").mkdir()
    found = made(tmp_path / "files", OWN, people="code,status,start\nR1,active,\n")
    (problem,) = problems_beside(found.tables, tmp_path / "out", ENGLISH)
    assert (problem.file, problem.row, "T1" in problem.wrong) == ("people.csv", 2, True)


FORMS = """
[files.people]
names = ["people*.csv"]
SAID
[[table]]
into = "reps"
file = "people"
[table.columns]
rep_id = "code"
team_id = { value = "T1" }
target_share = { from = "share", optional = true }
hire_date = { from = "start", optional = true }
"""


@pytest.mark.parametrize(
    ("said", "text", "rows"),
    [
        ("", "code,start\nR1,2026-01-02\n", [["R1", "2026-01-02"]]),
        ("", "Our people;\n;\ncode;start\nR1;2026-01-02\n", [["R1", "2026-01-02"]]),
        ("skip = 1", "code;start\ncode;start\nR1;2026-01-02\n", [["R1", "2026-01-02"]]),
        ("skip = 3", "a\n\nb\n\ncode;start\nR1;2026-01-02\n", [["R1", "2026-01-02"]]),
        ('headings = ["code", "start"]', "R1;2026-01-02\nR2;\n", [["R1", "2026-01-02"], ["R2", ""]]),
        ('headings = ["code", "start"]\nskip = 1', "x;y\nR1;2026-01-02\n", [["R1", "2026-01-02"]]),
        (
            'dates = ["%d.%m.%Y", "%d/%m/%y"]',
            "code,start\nR1,02.01.2026\nR2,31/01/26\n",
            [["R1", "2026-01-02"], ["R2", "2026-01-31"]],
        ),
        ('timezone = "Asia/Shanghai"', "code,start\nR1,2026-01-01T20:00:00Z\n", [["R1", "2026-01-02"]]),
        ('decimal = ","', "code;share\nR1;0,25\n", [["R1", "0.25"]]),
        ('percents = ["share"]', "code;share\nR1;25\n", [["R1", "0.25"]]),
        ('percents = ["share"]\ndecimal = ","', "code;share\nR1;12,5\n", [["R1", "0.125"]]),
    ],
)
def test_a_file_is_read_as_the_mapping_says(tmp_path: Path, said: str, text: str, rows: list[list[str]]) -> None:
    found = made(tmp_path, FORMS.replace("SAID", said), people=text)
    frame = found.frames()["reps"].drop(columns="team_id")
    assert frame.to_numpy().tolist() == rows
    assert found.problems == ()


def test_several_files_of_a_kind_are_read_as_one_where_the_mapping_says_so(tmp_path: Path) -> None:
    mapping = FORMS.replace("SAID", "many = true")
    found = made(tmp_path, mapping, people_1="code,start\nR1,2026-01-02\n", people_2="code,share\nR2,x\nR3\n")
    assert found.frames()["reps"]["rep_id"].tolist() == ["R1", "R2"]
    assert [(p.file, p.row, p.severity) for p in found.problems] == [("people_2.csv", 3, Severity.REFUSED)]
    problems = problems_beside(found.tables, tmp_path / "none", ENGLISH)
    assert [(p.file, p.row) for p in problems] == [("people_2.csv", 2)]


def test_of_headings_that_stand_twice_none_is_taken_in_silence(tmp_path: Path) -> None:
    text = "code,start,Start\nR1,2026-01-02,2026-03-04\n"
    numbered = FORMS.replace("SAID", "").replace('"start"', '"Start_2"')
    found = made(tmp_path, numbered, people=text)
    assert found.frames()["reps"]["hire_date"].tolist() == ["2026-03-04"]
    assert any("'start_1' and 'Start_2'" in note for note in found.notes)
    with pytest.raises(InvalidMapping, match="stands more than once"):
        made(tmp_path, FORMS.replace("SAID", "").replace(", optional = true", ""), people="code,start,Start,share\n")


def test_rows_that_do_not_fit_the_heading_are_left_out_and_told_once(tmp_path: Path) -> None:
    text = "code,status,start\nR1,active,01/01/2020\nR2,active,1,234\nR3\nR4,new,01/01/2020\nR5,new\nR6,new\n"
    found = made(tmp_path, OWN, people=text)
    assert list(found.frames()["reps"]["rep_id"]) == ["R1", "R4"]
    told = [(p.rows, p.severity) for p in told_once(found.problems)]
    assert told == [((3,), Severity.REFUSED), ((4,), Severity.REFUSED), ((6, 7), Severity.REFUSED)]


def test_columns_that_the_mapping_does_not_use_are_named(tmp_path: Path) -> None:
    found = made(tmp_path, OWN, people="code,status,start,mood,pet\nR1,active,,good,cat\n")
    assert "people.csv: not used: mood, pet." in found.notes


def test_a_sheet_of_a_workbook_is_chosen_by_name(tmp_path: Path) -> None:
    people = pd.DataFrame({"code": ["R1"], "status": ["new"], "start": [""]})
    with pd.ExcelWriter(tmp_path / "people.xlsx", engine="xlsxwriter") as writer:
        pd.DataFrame({"x": [1]}).to_excel(writer, sheet_name="Cover", index=False)
        people.to_excel(writer, sheet_name="People", index=False)
    mapping = OWN.replace('["*.csv"]', '{ names = "*.xlsx", sheet = "people" }')
    found = import_files(parsed(mapping, "own.toml"), [tmp_path], ENGLISH)
    assert list(found.frames()["reps"]["rep_id"]) == ["R1"]
    with pytest.raises(UnreadableSource, match=r"no sheet 'folk'.*Cover, People"):
        import_files(parsed(mapping.replace('"people" }', '"folk" }'), "own.toml"), [tmp_path], ENGLISH)


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """A workbook with a cover, a sheet a month, and a sheet of another kind; nobody says which is to be read."""
    with pd.ExcelWriter(tmp_path / "people.xlsx", engine="xlsxwriter") as writer:
        pd.DataFrame({"x": [1]}).to_excel(writer, sheet_name="Cover", index=False)
        for name, code, start in (("Jan", "R1", "31/12/2025"), ("Feb", "R2", "31.12.2025"), ("März", "R3", "")):
            people = pd.DataFrame({"code": [code], "status": ["new"], "start": [start]})
            people.to_excel(writer, sheet_name=name, index=False)
        pd.DataFrame({"code": ["R9"]}).to_excel(writer, sheet_name="Codes", index=False)
    return tmp_path


@pytest.mark.parametrize(
    ("lang", "note"),
    [
        ("en", "people.xlsx: of its sheets 'Jan' is read, and not 'Cover', 'Codes'."),
        ("zh-CN", "people.xlsx：读取的工作表是 'Jan'，未读取 'Cover', 'Codes'。"),
    ],
)
def test_of_the_sheets_with_all_headings_the_first_is_read_and_no_other_left_out_in_silence(
    months: Path, lang: str, note: str
) -> None:
    how = parsed(OWN.replace("*.csv", "*.xlsx"), "own.toml")
    found = import_files(how, [months], Words.load(lang))
    assert list(found.frames()["reps"]["rep_id"]) == ["R1"]
    assert found.notes[0] == note
    (problem,) = found.problems
    assert (problem.file, problem.kind, "'Feb', 'März'" in problem.wrong, "Jan" in problem.wrong) == (
        "people.xlsx", "sheets_alike", True, True,
    )  # fmt: skip  # one row


def test_sheets_with_the_same_headings_are_read_as_one_where_the_mapping_says_so(months: Path) -> None:
    how = parsed(OWN.replace('["*.csv"]', '{ names = "*.xlsx", many = true }'), "own.toml")
    found = import_files(how, [months], ENGLISH)
    assert list(found.frames()["reps"]["rep_id"]) == ["R1", "R2", "R3"]
    assert found.notes[0] == "people.xlsx: of its sheets 'Jan', 'Feb', 'März' is read, and not 'Cover', 'Codes'."
    (problem,) = (p for p in (*found.problems, *problems_beside(found.tables, months, ENGLISH)) if p.column == "start")
    assert (problem.file, problem.row) == ("people.xlsx · Feb", 2)


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
        ("[files]", "[files", "this is not TOML"),
        ('people = ["*.csv"]', "people = [5]", "a text or a list"),
        ('unique = "rep_id"', "unique = 5", "must be a text"),
        ('{ value = "T1" }', '{ from = "a", when = 5 }', "must be a section"),
        ('{ value = "T1" }', '{ from = "a", lookup = "b" }', "rule in braces"),
        (OWN[OWN.index("[[") :], "", "fills no table"),
        (OWN[OWN.index("where") :], 'sql = ""', "'sql' is empty"),
        ('unique = "rep_id"', 'sql = "SELECT 1"', "beside 'sql'"),
        ('unique = "rep_id"', "rows = []", "beside 'rows'"),
        ("[[table]]", '[[table]]\ninto = "settings"\nrows = []\n[[table]]', "'rows' is empty"),
        (
            'name = { from = "nickname", optional = true }',
            'name = { from = "n", dates = "%d/%m/%Y" }',
            "columns of dates",
        ),
        ("[files]", "[files]\n名称 = 1", "in quotes"),
        ("[[table]]", '[[table]]\ninto = "settings"\nrows = [{ clue = "x" }]\n[[table]]', "no column 'clue'"),
        ('rep_id = "code"\n', "", "cannot do without rep_id"),
        ('people = ["*.csv"]', "people = { many = true }", "'names' is missing"),
        ('people = ["*.csv"]', 'people = { names = "*", skip = -1 }', "whole number"),
        ('people = ["*.csv"]', 'people = { names = "*", decimal = ";" }', "no decimal sign"),
        ('people = ["*.csv"]', 'people = { names = "*", delimiter = ";;" }', "more than one"),
        ('people = ["*.csv"]', 'people = { names = "*", timezone = "Berlin" }', "no time zone 'Berlin'"),
        ('people = ["*.csv"]', 'people = { names = "*", dates = ["%H:%M"] }', "no form of a date"),
        ('people = ["*.csv"]', 'people = { names = "*", numbers = [1] }', "a text or a list"),
        ('people = ["*.csv"]', 'people = { names = "*", many = "yes" }', "true or false"),
        ("%d/%m/%Y", "%d %Y %M", "no form of a date"),
        ("%d/%m/%Y", "%d.%m.%Y %d", "no form of a date"),
        ('people = ["*.csv"]', 'people = ["*.csv"]\nPeople = ["x.csv"]', "two files are called 'People'"),
        ('people = ["*.csv"]', 'people = ["*.csv"]\n[optional]\npeople = ["x.csv"]', "two files are called 'people'"),
        ('people = ["*.csv"]', 'people = ["*.csv"]\n"" = ["x.csv"]', "has no name"),
        ('people = ["*.csv"]', 'people = { names = "*", numbers = ["Net"], days = ["net"] }', "named twice"),
        ('{ value = "T1" }', '{ from = "a", values = { x = ["won", "lost"] } }', "a text, a number or a date"),
        ("[[table]]", '[[table]]\ninto = "settings"\nrows = [{ key = [1] }]\n[[table]]', "a text, a number or a date"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(old: str, new: str, says: str) -> None:
    with pytest.raises(InvalidMapping, match=says):
        parsed(OWN.replace(old, new), "own.toml")


WRITTEN = """
[files]
deals = "deals.csv"
[[table]]
into = "deals"
file = "deals"
[table.columns]
deal_id = "id"
rep_id = { value = "R1" }
amount = "value"
won_date = "won"
"""


@pytest.mark.parametrize(
    ("value", "won"),
    [
        ("500", "2026-01-02"),
        ('"$500,000"', "2026年6月1日"),
        ("1.2万", "46174"),
        ("(20)", "01/02/2026"),
        ("n/a", "soon"),
        ("", ""),
    ],
)
def test_tables_are_written_as_the_files_have_them(tmp_path: Path, value: str, won: str) -> None:
    found = made(tmp_path, WRITTEN, deals=f"id,value,won\nD1,{value},{won}\n")
    (path,) = write(found.frames(), tmp_path / "out", every_column=True)
    assert path.read_text(encoding="utf-8-sig").splitlines()[1:] == [f"D1,R1,{value},{won}"]


def test_what_a_lookup_finds_is_translated_like_what_stands_there(tmp_path: Path) -> None:
    rule = '{ from = "seller", id = "slug", lookup = { file = "people", match = "id", key = "id", take = "who" } }'
    mapping = WRITTEN.replace('{ value = "R1" }', rule).replace(
        'deals = "deals.csv"', 'deals = "deals.csv"\npeople = "p.csv"'
    )
    (tmp_path / "p.csv").write_text("id,who\nD1,Ada B.\nD1,Bo\nD2,\nD2,Cy\n")
    found = made(tmp_path, mapping, deals="id,value,won,seller\nD1,1,,\nD2,1,,\nD3,1,,Di Ed\n")
    assert list(found.frames()["deals"]["rep_id"]) == ["ada-b", "cy", "di-ed"]
    assert [(p.file, p.row) for p in found.problems] == [("p.csv", 3)]  # says something else of D1


def test_a_date_that_two_forms_read_as_different_days_is_a_problem_that_says_so(tmp_path: Path) -> None:
    said = 'dates = ["%d/%m/%Y", "%m/%d/%Y"]'
    found = made(tmp_path, FORMS.replace("SAID", said), people="code,start\nR1,01/02/2026\nR2,31/12/2025\n")
    assert list(found.frames()["reps"]["hire_date"]) == ["", "2025-12-31"]
    assert [(p.row, "one form" in p.wrong) for p in found.problems] == [(2, True)]


def test_of_rows_that_are_left_out_no_cell_is_a_problem(tmp_path: Path) -> None:
    mapping = FORMS.replace("SAID", 'percents = ["share"]').replace(
        'file = "people"', 'file = "people"\nwhere = { code = "R1" }'
    )
    found = made(tmp_path, mapping, people="code,share\nR1,50\ncode,share\n")
    assert (found.problems, [left.rows for left in found.left_out]) == ((), [(3,)])


def test_a_value_that_the_mapping_waits_for_in_vain_is_named(tmp_path: Path) -> None:
    found = made(tmp_path, OWN, people="code,status,start\nR1,active,\n")
    assert [note for note in found.notes if "waits" in note] == [
        "people.csv: no row has status = NEW, which the mapping waits for."
    ]


@pytest.mark.parametrize(
    ("key", "found"), [("A-1", "10"), ("A1", "99"), ("a-1", "10"), ("Ａ-1", "10"), ("", ""), ("B", "5")]
)
def test_a_lookup_finds_the_same_key_and_no_other(tmp_path: Path, key: str, found: str) -> None:
    text = "id,stage,won,value,what\n1,lead,,," + key + "\n"
    prices = "what,price\nA-1,10\nA1,99\nB,5\nB,7\n,1000\n"
    imported = made(tmp_path, DEALS.replace("BOOKED", ""), deals=text, prices=prices)
    assert list(imported.frames()["deals"]["amount"]) == [found]
    assert [(p.file, p.row) for p in imported.problems] == [("prices.csv", 5)]


def test_numbered_headings_are_none_that_the_file_has_already(tmp_path: Path) -> None:
    mapping = FORMS.replace("SAID", "").replace('"start"', '"start_1"')
    found = made(tmp_path, mapping, people="code,start,start,start_1\nR1,2026-01-01,2026-01-02,2026-01-03\n")
    assert list(found.frames()["reps"]["hire_date"]) == ["2026-01-03"]
    assert any("'start no. 1' and 'start no. 2'" in note for note in found.notes)


def test_a_text_that_is_kept_as_one_by_a_formula_is_that_text(tmp_path: Path) -> None:
    """As shops write the numbers of orders: spreadsheets would take their zeros, or their last digits."""
    rows = ['="00123",New,Won (A),="2026-01-05"', '"=""00124""",,"=""Won (old)""",', '="a""b",New,=1+1,', '="",New,,']
    (tmp_path / "deals.csv").write_text("\n".join(["Id,Kind,Stage,Day", *rows]) + "\n")
    found = import_files(parsed(WILD, "m.toml"), [tmp_path], ENGLISH)
    assert found.frames()["deals"].drop(columns="rep_id").to_numpy().tolist() == [
        ["00123", "won", "2026-01-05"],
        ["00124", "lost", ""],
        ['="a""b"', "=1+1", ""],
        ["", "prospect", ""],
    ]


def test_a_heading_that_stands_again_is_left_out(tmp_path: Path) -> None:
    text = "code,status,start\nR1,new,\ncode,status,start\nR2,new,\n"
    found = made(tmp_path, OWN, people=text)
    assert list(found.frames()["reps"]["rep_id"]) == ["R1", "R2"]
    assert found.left_out == (LeftOut("", "people.csv", "the heading stands there again", (3,)),)


def test_control_characters_are_told_as_in_a_build(tmp_path: Path) -> None:
    found = made(tmp_path, OWN, people="code,status,start\nR\x071,new,\n")
    problems = problems_beside(found.tables, tmp_path / "none", ENGLISH)
    assert "control_characters" in {problem.kind for problem in problems}


BOOK = """
decimal = ","
[files.people]
names = "people.xlsx"
percents = ["share"]
numbers = ["amount"]
"""
BY_RULES = (
    BOOK
    + """
[[table]]
into = "reps"
file = "people"
[table.columns]
rep_id = "2026"
team_id = { value = "T1" }
target_share = "share"
name = "amount"
hire_date = { from = "start", optional = true }
"""
)
BY_SQL = (
    BOOK
    + """
[[table]]
into = "reps"
sql = '''SELECT "2026" AS rep_id, share AS target_share, amount AS name, 'T' AS team_id, _row FROM people'''
"""
)


@pytest.mark.parametrize("mapping", [BY_RULES, BY_SQL], ids=["rules", "sql"])
def test_numbers_of_a_workbook_are_numbers_and_only_typed_ones_have_a_decimal_comma(
    tmp_path: Path, mapping: str
) -> None:
    with xlsxwriter.Workbook(tmp_path / "people.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["2026", "share", "amount"])
        sheet.write_row(1, 0, ["R1", "", 12.345])
        sheet.write(1, 1, 0.6, book.add_format({"num_format": "0.0%"}))
        sheet.write_row(2, 0, ["007", "62,5", "1.234,5"])
        sheet.write_row(3, 0, ["R3", 40, 1200])
    found = import_files(parsed(mapping, "m.toml"), [tmp_path], ENGLISH)
    reps = found.frames()["reps"]
    assert list(reps["rep_id"]) == ["R1", "007", "R3"]
    assert list(reps["target_share"]) == ["0.6", "0.625", "0.4"]
    assert list(reps["name"]) == ["12.345", "1234.5", "1200"]
    assert found.problems == ()


def test_days_of_a_workbook_that_counts_them_since_1904(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "people.xlsx", {"date_1904": True}) as book:
        sheet = book.add_worksheet("reps")
        sheet.write_row(0, 0, ["2026", "share", "start", "amount"])
        sheet.write_row(1, 0, ["R1", 40, 44712, 44712])
    found = import_files(parsed(BY_RULES, "m.toml"), [tmp_path], ENGLISH)
    assert list(found.frames()["reps"]["hire_date"]) == ["2026-06-01"]
    assert list(found.frames()["reps"]["name"]) == ["44712"]


@pytest.mark.parametrize(
    ("said", "heading", "typed", "written"),
    [
        ("", "金额（万元）", "12.5", "12.5万元"),
        ("", "Net (T€)", "3", "3K€"),
        ("", "Net (tax)", "3", "3"),
        ('decimal = ","', "Umsatz (Mio. €)", "1,5", "1.5百万€"),
    ],
)
def test_a_unit_in_the_heading_belongs_to_the_numbers_of_an_import_too(
    tmp_path: Path, said: str, heading: str, typed: str, written: str
) -> None:
    mapping = said + WRITTEN.replace('"value"', f'"{heading}"')
    found = made(tmp_path, mapping, deals=f"id;{heading};won\nD1;{typed};2026-01-02\n")
    assert list(found.frames()["deals"]["amount"]) == [written]


def test_a_mapping_says_encoding_and_delimiter_of_a_file_and_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes("code~start\nŁ1~\n".encode("cp1250"))
    mapping = FORMS.replace("SAID", 'encoding = "windows-1250"\ndelimiter = "~"')
    (rep,) = import_files(parsed(mapping, "m.toml"), [tmp_path], ENGLISH).frames()["reps"]["rep_id"]
    (other,) = import_files(parsed(mapping, "m.toml"), [tmp_path], ENGLISH, "cp1252").frames()["reps"]["rep_id"]
    assert (rep, other) == ("Ł1", "£1")


@pytest.mark.parametrize(
    ("headings", "amounts"),
    [
        ("id,won,Value（万元）", ["1.5万", "2万"]),
        ("id,won,Value (EUR)", ["1.5 EUR", "2 EUR"]),
        ("id,won,Value (net)", None),  # no unit: another column
        ("id,won,Value (EUR),Value (USD)", None),  # which is meant?
    ],
)
def test_a_heading_may_be_named_without_its_unit(headings: str, amounts: list[str] | None, tmp_path: Path) -> None:
    more = ",7" * (headings.count(",") - 2)
    text = f"{headings}\nD1,,1.5{more}\nD2,,2{more}\n"
    if amounts is None:
        with pytest.raises(InvalidMapping, match="missing: value"):
            made(tmp_path, WRITTEN, deals=text)
    else:
        found = made(tmp_path, WRITTEN, deals=text).frames()["deals"]
        assert [number(each) for each in found["amount"]] == [number(each) for each in amounts]
