"""Defined names through xlwings: what they stand for, where they belong, what follows when they change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.defined_name import DefinedName

from salessheet import engine
from salessheet.engine.api.names import BadName, NameTaken
from salessheet.engine.errors import Refused
from salessheet.xlsx.package import opened


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


def name_of(cells: xw.Range) -> xw.main.Name:
    found = cells.name
    assert found is not None
    return found


def test_a_range_is_given_a_name_and_found_by_it(sheet: xw.Sheet) -> None:
    sheet["B2:C3"].name = "Deals"
    assert sheet["deals"].address == "$B$2:$C$3"
    assert name_of(sheet["B2:C3"]).name == "Deals"
    assert name_of(sheet["B2:C3"]).refers_to == "=Sheet1!$B$2:$C$3"


def test_a_range_that_only_overlaps_has_no_name(sheet: xw.Sheet) -> None:
    sheet["B2:C3"].name = "Deals"
    assert sheet["B2"].name is None


def test_a_name_given_again_stands_for_the_new_cells(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A1"].name = "Rate"
    sheet["A2"].name = "RATE"
    assert len(book.names) == 1
    assert book.names["rate"].refers_to_range.address == "$A$2"


def test_names_come_in_alphabetical_order(book: xw.Book, sheet: xw.Sheet) -> None:
    for name in ("Zebra", "apple", "Sheet1!Mango"):
        book.names.add(name, "=Sheet1!$A$1")
    assert [name.name for name in book.names] == ["apple", "Sheet1!Mango", "Zebra"]
    assert book.names[0].name == "apple"
    assert book.names(1).name == "apple"


def test_names_of_sheets_come_before_the_same_one_of_the_workbook(book: xw.Book, sheet: xw.Sheet) -> None:
    other = book.sheets.add("Zebra", after=sheet)
    book.names.add("two", f"={sheet.name}!$A$1")
    other.names.add("Two", f"={sheet.name}!$A$2")
    sheet.names.add("two", f"={sheet.name}!$A$3")
    book.names.add("one", f"={sheet.name}!$A$4")
    assert [name.name for name in book.names] == ["one", f"{sheet.name}!two", "Zebra!Two", "two"]


def test_a_sheet_has_its_own_names_alone(book: xw.Book, sheet: xw.Sheet) -> None:
    book.names.add("Wide", "=Sheet1!$A$1")
    sheet.names.add("Own", "=Sheet1!$A$2")
    assert [name.name for name in sheet.names] == ["Sheet1!Own"]
    assert "Own" in sheet.names
    assert "Wide" not in sheet.names


def test_a_sheet_with_spaces_is_quoted_in_its_names(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet.name = "It's mine"
    sheet["A1"].name = "'It''s mine'!Own"
    assert sheet.names[0].name == "'It''s mine'!Own"
    assert sheet.names[0].refers_to == "='It''s mine'!$A$1"
    assert book.names["'It''s mine'!own"].refers_to_range == sheet["A1"]


def test_the_name_of_the_sheet_comes_before_that_of_the_workbook(book: xw.Book, sheet: xw.Sheet) -> None:
    other = book.sheets.add(after=sheet)
    book.names.add("Rate", "=Sheet1!$A$1")
    other.names.add("Rate", f"={other.name}!$B$2")
    assert other["Rate"].address == "$B$2"
    assert sheet["Rate"].address == "$A$1"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("=Sheet1!$A$1:$B$2", "=Sheet1!$A$1:$B$2"),
        ("=$A$1", "=Sheet1!$A$1"),
        ("=A1*2", "=Sheet1!A1*2"),
        ("=SUM($A:$A)", "=SUM(Sheet1!$A:$A)"),
        ("=0.2", "=0.2"),
        ("0.2", "=0.2"),
        (0.2, "=0.2"),
        (True, "=TRUE"),
        ("hello", '="hello"'),
        ('say "hi"', '="say ""hi"""'),
        ('="A1"', '="A1"'),
        ("=LAMBDA(x,x+1)", "=LAMBDA(x,x+1)"),
    ],
)
def test_what_a_name_stands_for_reads_as_excel_has_it(book: xw.Book, given: object, kept: str) -> None:
    name = book.names.add("Word", given)  # type: ignore[arg-type]  # Excel takes numbers as well
    assert name.refers_to == kept


@pytest.mark.parametrize("text", ["=0.2", "=Sheet1!$A$1*2", "=Sheet1!#REF!", "=#REF!$A$1"])
def test_a_name_for_no_cells_has_no_range(book: xw.Book, text: str) -> None:
    book.names.add("Word", text)
    with pytest.raises(xw.XlwingsError):
        _ = book.names["Word"].refers_to_range


@pytest.mark.parametrize("bad", ["two words", "A1", "xfd1", "R1C1", "c", "1st", "", "a-b", "R", "x" * 256])
def test_words_that_are_no_names_are_refused(book: xw.Book, bad: str) -> None:
    with pytest.raises(BadName):
        book.names.add(bad, "=1")
    assert len(book.names) == 0


@pytest.mark.parametrize("good", ["_x", "\\path", "FY24_Targets", "Umsatz.Größe", "收入", "x" * 255, "XFE1"])
def test_words_that_merely_look_odd_are_names(book: xw.Book, good: str) -> None:
    assert book.names.add(good, "=1").name == good


def test_formulas_follow_a_name_that_is_renamed(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A1"].value = 2
    sheet["A1"].name = "Rate"
    sheet["B1"].formula = "=Rate*2"
    handle = book.names["Rate"]
    handle.name = "Quota"
    assert sheet["B1"].formula == "=Quota*2"
    assert handle.name == "Quota"
    assert "Rate" not in book.names


def test_a_name_cannot_be_renamed_to_one_that_exists(book: xw.Book) -> None:
    book.names.add("Rate", "=1")
    book.names.add("Quota", "=2")
    with pytest.raises(NameTaken):
        book.names["Rate"].name = "QUOTA"


def test_names_and_tables_share_one_vocabulary(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["a"], [1]]
    sheet.tables.add(sheet["A1:A2"], name="Deals")
    with pytest.raises(NameTaken):
        book.names.add("deals", "=1")


def test_a_name_moves_with_the_rows_above_it(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A5"].name = "Rate"
    sheet["1:2"].insert("down")
    assert book.names["Rate"].refers_to == "=Sheet1!$A$7"


def test_a_deleted_name_is_gone_and_its_handle_stays_harmless(book: xw.Book) -> None:
    book.names.add("Rate", "=1")
    del book.names["rate"]
    assert "Rate" not in book.names
    with pytest.raises(KeyError):
        book.names("Rate")
    with pytest.raises(KeyError):
        del book.names["Rate"]


def test_names_are_set_like_items_of_a_dictionary(book: xw.Book, sheet: xw.Sheet) -> None:
    book.names["Rate"] = "=1"
    book.names["Rate"] = "=2"
    book.names["Cell"] = sheet["C3"]
    assert [(name.name, name.refers_to) for name in book.names] == [("Cell", "=Sheet1!$C$3"), ("Rate", "=2")]


def test_internal_names_are_hidden_and_stay_in_the_file(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for name in ("_xlfn.IFERROR", "_xlpm.x", "Shown", "Secret"):
        made.defined_names.add(openpyxl.workbook.defined_name.DefinedName(name, attr_text="1", hidden=name != "Shown"))
    made.save(tmp_path / "a.xlsx")
    with engine.open_book(tmp_path / "a.xlsx") as book:
        assert [name.name for name in book.names] == ["Secret", "Shown"]
        book.names["Shown"].delete()
        book.save()
    kept = openpyxl.load_workbook(tmp_path / "a.xlsx").defined_names
    assert set(kept) == {"_xlfn.IFERROR", "_xlpm.x", "Secret"}
    assert kept["Secret"].hidden


def test_the_print_area_is_a_name_of_its_sheet(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet.page_setup.print_area = "A1:B3"
    name = sheet.names["Print_Area"]
    assert name.name == "Sheet1!Print_Area"
    assert name.refers_to == "=Sheet1!$A$1:$B$3"
    assert sheet["Print_Area"].address == "$A$1:$B$3"
    name.refers_to = "=Sheet1!$C$1:$D$2"
    assert sheet.page_setup.print_area == "$C$1:$D$2"
    name.delete()
    assert sheet.page_setup.print_area is None
    assert len(book.names) == 0


def test_print_titles_are_set_by_their_name(book: xw.Book, sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet.names.add("Print_Titles", "=Sheet1!$1:$2,Sheet1!$A:$A")
    assert sheet.names["print_titles"].refers_to == "=Sheet1!$1:$2,Sheet1!$A:$A"
    book.save(tmp_path / "a.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (saved.print_title_rows, saved.print_title_cols) == ("$1:$2", "$A:$A")


def test_names_survive_a_file(book: xw.Book, sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1:B2"].name = "Deals"
    sheet.names.add("Own", "=Sheet1!$C$1")
    book.names.add("Rate", "=0.2")
    book.names.add("Plus", "=LAMBDA(x,x+1)")
    book.save(tmp_path / "a.xlsx")
    with engine.open_book(tmp_path / "a.xlsx") as again:
        found = {name.name: name.refers_to for name in again.names}
    assert found == {
        "Deals": "=Sheet1!$A$1:$B$2",
        "Sheet1!Own": "=Sheet1!$C$1",
        "Rate": "=0.2",
        "Plus": "=LAMBDA(x,x+1)",
    }
    saved = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert saved.defined_names["Deals"].attr_text == "Sheet1!$A$1:$B$2"
    assert saved.defined_names["Plus"].attr_text.startswith("_xlfn.LAMBDA(")
    assert list(saved.worksheets[0].defined_names) == ["Own"]


def test_a_whole_column_keeps_its_form_in_a_name(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A:B"].name = "Columns"
    sheet["3:3"].name = "Row"
    assert [name.refers_to for name in book.names] == ["=Sheet1!$A:$B", "=Sheet1!$3:$3"]
    assert name_of(sheet["A:B"]).name == "Columns"


# Excel's own


def test_names_stand_in_excels_order_and_excels_own_without_the_mark_of_files(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["a", "b"])
    sheet.append([1, 2])
    sheet.auto_filter.ref, sheet.print_area, sheet.print_title_rows = "A1:B2", "A1:B2", "1:1"
    scopes: list[tuple[Any, str]] = [
        (sheet, "_xlnm.Criteria"),
        (sheet, "_xlnm.Extract"),
        (made, "_xlnm.Database"),
        (made, "beta"),
        (made, "Alpha"),
        (made, "crit"),
        (made, "Zeta"),
    ]
    for scope, name in scopes:
        scope.defined_names.add(DefinedName(name, attr_text="Sheet!$A$1"))
    made.save(tmp_path / "names.xlsx")
    with engine.open_book(tmp_path / "names.xlsx") as book:
        found = [name.name for name in book.names]
        assert found == [
            "Sheet!_FilterDatabase",
            "Alpha",
            "beta",
            "crit",
            "Sheet!Criteria",
            "Database",
            "Sheet!Extract",
            "Sheet!Print_Area",
            "Sheet!Print_Titles",
            "Zeta",
        ]
        assert [book.names[i].name for i in range(len(book.names))] == found
        assert [book.names(i + 1).name for i in range(len(book.names))] == found
        assert book.names["Sheet!_FilterDatabase"].refers_to_range.address == "$A$1:$B$2"
        assert book.names["Sheet!Criteria"].refers_to == "=Sheet!$A$1"
        with pytest.raises(Refused, match="Excel's own name"):
            book.names["Sheet!Criteria"].delete()
        with pytest.raises(Refused, match="Excel's own name"):
            book.names["Sheet!Extract"].refers_to = "=Sheet!$B$1"
        book.names["Database"].delete()
        book.names.add("late", "=Sheet!$A$1")
        book.save()
    saved = openpyxl.load_workbook(tmp_path / "names.xlsx")
    assert "late" in saved.defined_names
    assert "_xlnm.Database" not in saved.defined_names
    part = opened(tmp_path / "names.xlsx").parts["xl/workbook.xml"]
    assert all(name in part for name in (b"_xlnm.Criteria", b"_xlnm.Extract", b"_xlnm._FilterDatabase"))
