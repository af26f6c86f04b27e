from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from salessheet.data.load import load
from salessheet.data.reading import delimited
from salessheet.data.reading.grids import TextForm
from salessheet.data.sources import column_names, normal, read, table_names
from salessheet.errors import InvalidOption, MissingTable, UnreadableSource
from salessheet.files import sha256_of
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import TABLES

Folder = Callable[..., Path]

CHINESE = "人员编号,姓名,团队编号\nR1,李娜,T1\nR2,王芳,T1\nR3,赵强,T2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_in_every_encoding_people_have(folder: Folder, encoding: str) -> None:
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    source = read(folder(reps=(mark + CHINESE).encode(encoding)))
    assert list(source.tables["reps"].columns["name"]) == ["李娜", "王芳", "赵强"]


@pytest.mark.parametrize("key", ["encoding", "File encoding", "文件编码"])
def test_the_settings_say_in_which_encoding_the_files_beside_them_are(folder: Folder, key: str) -> None:
    people = "rep_id,name,team_id\nR1,Łukasz,T1\n".encode("cp1250")
    path = folder(reps=people, settings=f"key,value\n{key},windows-1250\n")
    assert list(read(path).tables["reps"].columns["name"]) == ["Łukasz"]


def test_what_the_command_line_says_of_the_encoding_wins_over_the_settings(folder: Folder) -> None:
    path = folder(reps="rep_id,name,team_id\nR1,Łukasz,T1\n".encode("cp1250"), settings="key,value\nencoding,big5\n")
    assert list(read(path, "cp1250").tables["reps"].columns["name"]) == ["Łukasz"]


def test_an_encoding_that_nobody_knows_is_refused(folder: Folder) -> None:
    with pytest.raises(InvalidOption, match="utf-9"):
        read(folder(settings="key,value\nencoding,utf-9\n"))


def test_an_encoding_that_could_be_another_is_a_problem_that_shows_both(folder: Folder) -> None:
    path = folder(reps="rep_id,name,team_id\nR1,你,T1\n".encode("gbk"))
    (problem,) = load(path, Words.load("en")).problems
    assert (problem.file, problem.row, "--encoding" in problem.mend) == ("reps.csv", 0, True)
    assert "gb18030" in problem.wrong
    assert "cp1251 (你 → Дг)" in problem.wrong


def test_characters_that_are_lost_are_told_with_their_row(folder: Folder) -> None:
    good = "".join(f"R{n},李娜,T1\n" for n in range(2, 12))
    path = folder(reps=f"rep_id,name,team_id\n{good}".encode() + "R1,王芳".encode()[:-1] + b",T1\n")
    (problem,) = load(path, Words.load("en")).problems
    assert (problem.file, problem.row, problem.severity) == ("reps.csv", 12, Severity.NOTED)
    assert "�" in problem.wrong


def test_columns_that_no_table_has_are_named(folder: Folder) -> None:
    path = folder(reps="rep_id,team_id,mood,,pet\nR1,T1,good,x,\n")
    assert load(path, Words.load("en")).unread == {"reps.csv": ("mood", "pet", "(D)")}


@pytest.mark.parametrize(
    ("row", "severity", "left"),
    [("D1,R1,#N/A", Severity.NOTED, 1), ("D1,#REF!,1", Severity.REFUSED, 0), ("#NAME?,R1,1", Severity.REFUSED, 0)],
)
def test_the_error_of_a_cell_is_a_problem_in_a_text_file_too(
    folder: Folder, row: str, severity: Severity, left: int
) -> None:
    dataset = load(folder(deals=f"deal_id,rep_id,amount,stage\n{row},lead\n"), Words.load("en"))
    (problem,) = dataset.problems
    assert (problem.row, problem.severity, "error" in problem.wrong) == (2, severity, True)
    assert len(dataset.tables["deals"]) == left


@pytest.mark.parametrize(("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_the_delimiter_is_found(folder: Folder, delimiter: str, name: str) -> None:
    source = read(folder(reps=f"rep_id{delimiter}team_id\nR1{delimiter}T1\n"))
    assert list(source.tables["reps"].columns["team_id"]) == ["T1"]


def test_the_line_in_which_excel_names_the_delimiter_is_understood(folder: Folder) -> None:
    source = read(folder(reps="sep=;\nrep_id;team_id\nR1;T1\n"))
    assert (list(source.tables["reps"].columns["rep_id"]), list(source.tables["reps"].rows)) == (["R1"], [3])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(folder: Folder, newline: str) -> None:
    source = read(folder(reps=f"rep_id,team_id{newline}R1,T1{newline}R2,T1{newline}"))
    assert list(source.tables["reps"].rows) == [2, 3]


@pytest.mark.parametrize(
    "header",
    ["rep_id,team_id", "REP ID,Team-ID", "人员编号,团队编号", " Rep_Id ,TEAMID", "rep_id (code),Team ID（编号）"],
)
def test_headers_are_read_in_any_language_and_case(folder: Folder, header: str) -> None:
    source = read(folder(reps=f"{header}\nR1,T1\n"))
    assert sorted(source.tables["reps"].columns) == ["rep_id", "team_id"]


@pytest.mark.parametrize("name", ["REPS", "Reps", "销售人员"])
def test_files_are_known_by_any_of_their_names(folder: Folder, name: str) -> None:
    path = folder()
    (path / "reps.csv").rename(path / f"{name}.csv")
    assert "reps" in read(path).tables


def test_unknown_columns_and_files_are_let_pass(folder: Folder) -> None:
    path = folder(reps="rep_id,mood,team_id,mood\nR1,good,T1,bad\n", notes="a,b\n1,2\n")
    source = read(path)
    assert sorted(source.tables["reps"].columns) == ["rep_id", "team_id"]
    assert source.ignored == ("notes.csv",)


def test_empty_lines_count_but_are_no_rows(folder: Folder) -> None:
    source = read(folder(reps="rep_id,team_id\n\nR1,T1\n,\n\nR2,T1\n"))
    assert list(source.tables["reps"].rows) == [3, 6]


def test_a_title_above_the_header_is_let_pass(folder: Folder) -> None:
    source = read(folder(reps="Our people,\n,\nrep_id,team_id\nR1,T1\n"))
    assert (list(source.tables["reps"].columns["rep_id"]), list(source.tables["reps"].rows)) == (["R1"], [4])


def test_a_header_without_rows_is_an_empty_table(folder: Folder) -> None:
    assert load(folder(deals="deal_id,rep_id\n"), Words.load("en")).tables["deals"].empty


def test_a_quoted_cell_may_hold_delimiters_and_lines(folder: Folder) -> None:
    source = read(folder(deals='deal_id,rep_id,next_step\nD1,R1,"call, then\nvisit"\nD2,R1,5" pipe\n'))
    assert list(source.tables["deals"].columns["next_step"]) == ["call, then\nvisit", '5" pipe']
    assert list(source.tables["deals"].rows) == [2, 3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n\n", "empty"),
        (b"rep_id,team_id,Rep ID\nR1,T1,R2\n", "twice"),
        (b"name,team_id\nAda,T1\n", "rep_id"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xff\xff\x80\x00\x81", "not text"),
        (b"rep_id,team_id\nR1,T1\n" + b"\0" * 20, "not text"),
        (b'rep_id,team_id\n"R1,T1\nR2,T1\n', "never closed"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(folder: Folder, text: bytes, says: str) -> None:
    with pytest.raises(UnreadableSource, match=says) as raised:
        read(folder(reps=text))
    assert "reps.csv" in str(raised.value)


def test_two_files_for_one_table_are_refused(folder: Folder) -> None:
    path = folder()
    (path / "团队.csv").write_text("team_id\nT9\n")
    with pytest.raises(UnreadableSource, match="teams"):
        read(path)


@pytest.mark.parametrize("key", ["teams", "reps", "deals"])
def test_a_missing_table_is_named_with_its_columns(folder: Folder, key: str) -> None:
    path = folder()
    (path / f"{key}.csv").unlink()
    with pytest.raises(MissingTable, match=f"{key}.*_id.*salessheet import"):
        read(path)


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="nowhere"):
        read(tmp_path / "nowhere")


def test_a_text_file_alone_is_sent_to_import_and_an_old_workbook_is_not(tmp_path: Path) -> None:
    for name, mend in (("export.csv", "salessheet import"), ("old.xls", r"Save it as \.xlsx\.$")):
        (tmp_path / name).write_text("Owner,Amount\n")
        with pytest.raises(UnreadableSource, match=mend):
            read(tmp_path / name)


def test_a_file_that_is_no_workbook_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(UnreadableSource, match=r"\.xlsx"):
        read(tmp_path / "a.pdf")


def test_a_folder_without_permission_is_named(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    path = folder()
    monkeypatch.setattr(Path, "iterdir", refused)  # root may read everything, so taking the right away would not do
    with pytest.raises(UnreadableSource, match="Permission denied"):
        read(path)


def test_a_file_without_permission_is_named(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    path = folder()
    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(UnreadableSource, match=r"\.csv.*Permission denied"):
        read(path)


@pytest.mark.parametrize("later", ["rep_id,team_id\nR9,T1\n", None])
def test_a_file_that_is_written_while_the_tables_are_read_is_refused(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, later: str | None
) -> None:
    def and_written(file: Path, form: TextForm) -> object:
        if file.stem == "teams":  # the last to be read
            (file.parent / "reps.csv").unlink()
            if later is not None:
                (file.parent / "reps.csv").write_text(later)
        return lines(file, form)

    path, lines = folder(), delimited.lines
    monkeypatch.setattr(delimited, "lines", and_written)

    with pytest.raises(UnreadableSource, match=r"reps\.csv.*changed while"):
        read(path)


def test_what_a_file_had_is_not_told_of_what_it_has_since(tmp_path: Path) -> None:
    for name, text in {"teams": "team_id\nT1\n", "reps": "rep_id,team_id\n", "deals": "deal_id,rep_id\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text)
    found = read(tmp_path)
    assert found.digests["teams.csv"] == hashlib.sha256(b"team_id\nT1\n").hexdigest()
    (tmp_path / "teams.csv").write_text("team_id\nT1\nT2\n")
    with pytest.raises(UnreadableSource, match=r"teams\.csv.*changed while"):
        found.digests["teams.csv"]


def test_what_was_read_is_known_by_its_hash(folder: Folder) -> None:
    path = folder()
    (path / "notes.csv").write_text("no table")
    assert read(path).digests == {file.name: sha256_of(file) for file in path.iterdir() if file.name != "notes.csv"}


def test_a_mark_that_opens_inside_a_cell_does_no_harm(folder: Folder) -> None:
    source = read(folder(deals='deal_id,rep_id,next_step\nD1,R1,"call" Ada\n'))
    assert list(source.tables["deals"].columns["next_step"]) == ["call Ada"]


def book(path: Path, **sheets: list[list[object]]) -> Path:
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        for name, rows in sheets.items():
            width = max(map(len, rows), default=0)
            frame = pd.DataFrame([[*row, *[None] * (width - len(row))] for row in rows], dtype=object)
            frame.to_excel(writer, sheet_name=name, index=False, header=False)
    return path


def least(tmp_path: Path, **sheets: list[list[object]]) -> Path:
    usual: dict[str, list[list[object]]] = {
        "teams": [["team_id"], ["T1"]],
        "销售人员": [["人员编号", "团队编号", "目标占比"], [1001, "T1", 0.5]],
        "Deals": [["deal_id", "rep_id", "amount", "won_date"], ["D1", 1001, 12.5, pd.Timestamp("2026-06-01")]],
        "Notes": [["anything"]],
    }
    return book(tmp_path / "book.xlsx", **{**usual, **sheets})


def test_a_workbook_is_read_with_its_numbers_and_dates(tmp_path: Path) -> None:
    dataset = load(least(tmp_path), Words.load("en"))
    assert dataset.problems == ()
    deal = dataset.tables["deals"].iloc[0]
    assert (deal["rep_id"], deal["amount"], deal["won_date"]) == ("1001", 12.5, pd.Timestamp("2026-06-01"))
    assert dataset.ignored == ("book.xlsx · Notes",)


def test_a_problem_in_a_workbook_names_sheet_and_row(tmp_path: Path) -> None:
    path = least(
        tmp_path, Deals=[["Deals of June"], [None], ["deal_id", "rep_id", "stage", "amount"], ["D1", 1001, "lead", "x"]]
    )
    (problem,) = load(path, Words.load("en")).problems
    assert (problem.file, problem.row, problem.column) == ("book.xlsx · Deals", 4, "Amount")


def test_an_empty_sheet_of_a_table_is_no_table(tmp_path: Path) -> None:
    assert "orders" not in read(least(tmp_path, orders=[])).tables


def damaged(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def test_a_workbook_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = least(tmp_path).read_bytes()
    with pytest.raises(UnreadableSource, match="damaged or cut short"):
        read(damaged(tmp_path / "cut.xlsx", whole[: len(whole) // 2]))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"team_id\nT1\n", "no workbook"),
        (b"", "no workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old"),
    ],
)
def test_what_is_no_workbook_of_today_says_so(tmp_path: Path, raw: bytes, says: str) -> None:
    with pytest.raises(UnreadableSource, match=says):
        read(damaged(tmp_path / "book.xlsx", raw))


def test_a_zip_without_a_workbook_in_it_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableSource, match="cannot be read"):
        read(tmp_path / "a.xlsx")


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (65 << 20))
    with pytest.raises(UnreadableSource, match="unpack to 65 MB"):
        read(tmp_path / "bomb.xlsx")


def test_no_two_tables_and_no_two_columns_of_a_table_go_by_the_same_name() -> None:
    words = [Words.load(lang) for lang in LANGUAGES]
    for table in TABLES:
        assert all(table_names()[normal(name)] is table for name in (table.key, *(w.title(table) for w in words)))
        for column in table.columns():
            names = (column.key, *(w.label(column) for w in words))
            assert {column_names(table.key)[normal(name)] for name in names} == {column.key}


def test_errors_and_formulas_that_were_never_calculated_are_problems_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, rows in {"teams": [["team_id"], ["T1"]], "reps": [["rep_id", "team_id"], ["R1", "T1"]]}.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        deals = made.add_worksheet("deals")
        deals.write_row(0, 0, ["deal_id", "rep_id", "amount", "stage"])
        for number in range(1, 5):
            deals.write_row(number, 0, [f"D{number}", "R1", number, "lead"])
        deals.write_formula("C3", "=1/0", value="#DIV/0!")
        deals.write_formula("C4", "=2*3", value="")  # as programs leave it that cannot calculate
        deals.write_formula("B5", "=NA()", value="#N/A")

    dataset = load(path, Words.load("en"))

    assert [(p.row, p.column, p.severity) for p in dataset.problems] == [
        (3, "Amount", Severity.NOTED),
        (4, "Amount", Severity.NOTED),
        (5, "Rep ID", Severity.REFUSED),
    ]
    assert "never calculated" in dataset.problems[1].wrong
    assert list(dataset.tables["deals"]["deal_id"]) == ["D1", "D2", "D3"]


def test_a_row_one_field_too_wide_is_left_out_though_what_is_too_much_is_blank(folder: Folder) -> None:
    text = "deal_id,rep_id,stage,amount,product\nD1,R1,lead,1,234,\nD2,R1,lead,200,y\n"
    dataset = load(folder(deals=text), Words.load("en"))
    assert [(p.row, p.severity) for p in dataset.problems] == [(2, Severity.REFUSED)]
    assert list(dataset.tables["deals"]["deal_id"]) == ["D2"]


def test_blank_headings_at_the_end_take_blank_fields(folder: Folder) -> None:
    source = read(folder(reps="rep_id,team_id,,\nR1,T1,,\nR2,T1\n"))
    assert (list(source.tables["reps"].columns["rep_id"]), source.tables["reps"].ragged) == (["R1", "R2"], ())


def test_a_heading_that_stands_again_is_no_row(folder: Folder) -> None:
    dataset = load(folder(reps="rep_id,team_id\nR1,T1\nrep_id,team_id\nR2,T1\n"), Words.load("en"))
    assert list(dataset.tables["reps"]["rep_id"]) == ["R1", "R2"]
    assert [(p.row, p.severity) for p in dataset.problems] == [(3, Severity.REFUSED)]


@pytest.mark.parametrize(
    ("heading", "typed", "amount"),
    [
        ("金额（万元）", "12.5", 125_000),
        ("金额（万元）", "12.5万", 125_000),
        ("金额（元）", "12.5", 12.5),
        ("amount (k)", "3", 3_000),
        ("Amount (in thousands)", "3", 3_000),
        ("amount (million)", "1.5", 1_500_000),
        ("Amount (M)", "1.5", 1_500_000),
        ("amount (T€)", "3", 3_000),
        ("amount (TEUR)", "3", 3_000),
        ("amount (Mio. €)", "1.5", 1_500_000),
        ("amount (in thousands CNY)", "3", 3_000),
        ("amount (tax)", "3", 3),
        ("amount (net)", "3", 3),
        ("amo\u200bunt", "3", 3),
        ("\u00adamount\u00a0", "3", 3),
    ],
)
def test_a_unit_in_the_heading_belongs_to_the_numbers_below(
    folder: Folder, heading: str, typed: str, amount: float
) -> None:
    deals = f"deal_id,rep_id,stage,{heading}\nD1,R1,lead,{typed}\n"
    dataset = load(folder(deals=deals, fx="date,currency,rate\n2026-01-01,EUR,8\n"), Words.load("en"))
    signs = {"€": "EUR", "EUR": "EUR", "元": "CNY", "CNY": "CNY"}
    said = "" if "万" in typed else next((code for sign, code in signs.items() if sign in heading), "")
    assert (list(dataset.tables["deals"]["amount"]), dataset.problems) == ([amount], ())
    assert list(dataset.tables["deals"]["currency"]) == [said]


def test_a_percentage_under_a_heading_that_says_so_needs_no_sign(folder: Folder) -> None:
    text = "deal_id,rep_id,stage,probability (%)\nD1,R1,lead,60\nD2,R1,lead,60%\nD3,R1,lead,1\nD4,R1,lead,\n"
    dataset = load(folder(deals=text), Words.load("en"))
    assert list(dataset.tables["deals"]["probability"].fillna(-1)) == [0.6, 0.6, 0.01, -1]


def test_a_unit_that_scales_numbers_in_a_way_nobody_knows_is_refused(folder: Folder) -> None:
    with pytest.raises(UnreadableSource, match="in thousand boxes"):
        read(folder(deals="deal_id,rep_id,amount (in thousand boxes)\nD1,R1,3\n"))


def test_a_cell_that_shows_a_percentage_is_one_below_such_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        percent = made.add_format({"num_format": "0%"})
        for name, row in {"teams": ["team_id"], "reps": ["rep_id", "team_id"]}.items():
            made.add_worksheet(name).write_row(0, 0, row)
        made.sheetnames["teams"].write("A2", "T1")
        made.sheetnames["reps"].write_row("A2", ["007", "T1"])
        deals = made.add_worksheet("deals")
        deals.write_row(0, 0, ["deal_id", "rep_id", "stage", "probability (%)"])
        for number, (value, form) in enumerate([(0.6, percent), (60, None), ("60%", None), ("25", None)], start=1):
            deals.write_row(number, 0, [f"D{number}", "007", "lead"])
            deals.write(number, 3, value, form)
    dataset = load(path, Words.load("en"))
    assert (list(dataset.tables["deals"]["probability"]), dataset.problems) == ([0.6, 0.6, 0.6, 0.25], ())


DEALS = "deal_id,rep_id,amount,stage\nD1,R1,10,lead\nD2,R1,20,lead\n"


@pytest.mark.parametrize("blank", ["\n", "\n\n\n", ",,,\n"])
@pytest.mark.parametrize("heading", ["rep_id,name,team_id,", "人员编号,姓名,团队编号,"])
def test_another_table_below_the_rows_of_one_is_refused(folder: Folder, blank: str, heading: str) -> None:
    path = folder(deals=f"{DEALS}{blank}{heading}\nR77,Ann,T01,\n")
    row = 4 + blank.count("\n")

    with pytest.raises(UnreadableSource, match=f"row {row} is the heading of another table, 'reps'"):
        read(path)


@pytest.mark.parametrize(
    "below", ["Total,,30,", "note,see above,,", "amount,stage,,", "deal_id,rep_id,amount,stage", "Lead,Won,,"]
)
def test_what_stands_below_a_blank_row_and_is_no_other_table_is_read(folder: Folder, below: str) -> None:
    assert len(read(folder(deals=f"{DEALS}\n{below}\n")).tables["deals"].rows) == 3


def test_another_table_below_the_rows_of_a_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, text in {
            "teams": "team_id;T1",
            "reps": "rep_id,team_id;R1,T1",
            "deals": "deal_id,rep_id;D1,R1;;scope,id,year,amount;team,T1,2026,5",
        }.items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate(text.split(";")):
                sheet.write_row(place, 0, line.split(","))

    with pytest.raises(UnreadableSource, match="row 4 is the heading of another table, 'targets'"):
        read(path)
