"""Lists sorted, rid of doubles, and searched."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest
import xlwings as xw


@pytest.fixture
def sheet(people: xw.Sheet) -> xw.Sheet:
    return people


@pytest.mark.parametrize(
    ("keys", "ascending", "names"),
    [
        (1, True, ["Al", "al", "bo", "cy", True]),
        (1, False, [True, "cy", "bo", "Al", "al"]),
        (2, True, ["bo", True, "Al", "al", "cy"]),
        (2, False, ["Al", "al", True, "bo", "cy"]),
        ([2, 1], [False, True], ["Al", "al", True, "bo", "cy"]),
    ],
)
def test_rows_are_sorted_as_excel_sorts_them(sheet: xw.Sheet, keys: int, ascending: bool, names: list[Any]) -> None:
    sheet["A1:C6"].sort(keys, ascending, has_headers=True)
    assert sheet["A2:A6"].value == names
    assert sheet["A1"].value == "name"


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["b", "B", "a", "A"], ["a", "A", "b", "B"]),
        (["z1", "z10", "z2", "_z", "9"], ["_z", "9", "z1", "z10", "z2"]),
        (["coop", "co-op", "cook"], ["cook", "coop", "co-op"]),
        (["zoo", "école", "easy"], ["easy", "école", "zoo"]),
        ([None, True, "x", 2, "#N/A", -1], [-1, 2, "x", True, "#N/A", None]),
        (["#N/A", 1, "#DIV/0!"], [1, "#N/A", "#DIV/0!"]),
    ],
)
def test_values_of_all_kinds_have_an_order(book: xw.Book, values: list[Any], order: list[Any]) -> None:
    sheet = book.sheets[0]
    sheet["A1"].options(transpose=True).value = [f"'{one}" if one == "9" else one for one in values]
    cells = sheet["A1"].resize(len(values))
    cells.sort(1)
    assert cells.options(err_to_str=True).value == order


def test_formats_and_notes_go_with_their_row_and_borders_stay(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[3, "c"], [1, None], [2, "b"]]
    sheet["B1"].color = (255, 0, 0)
    sheet["A3"].add_note("two")
    sheet["A1"].borders["edge_top"].line_style = "double"
    sheet["A1:B3"].sort(1)
    assert sheet["A1:B3"].value == [[1.0, None], [2.0, "b"], [3.0, "c"]]
    assert [cell.color for cell in sheet["B1:B3"]] == [None, None, (255, 0, 0)]
    assert [cell.note is not None for cell in sheet["A1:A3"]] == [False, True, False]
    assert [cell.borders["edge_top"].line_style for cell in (sheet["A1"], sheet["A3"])] == ["double", "none"]


def test_hidden_rows_are_not_sorted(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].options(transpose=True).value = [3, 9, 1]
    sheet["2:2"].rows.hidden = True
    sheet["A1:A3"].sort(1)
    assert sheet["A1:A3"].value == [1.0, 9.0, 3.0]


def test_merged_cells_are_not_sorted(sheet: xw.Sheet) -> None:
    sheet["A3:B3"].merge()
    with pytest.raises(xw.XlwingsError, match="merged cells"):
        sheet["A1:C6"].sort(1, has_headers=True)


def test_what_is_sorted_is_saved_so(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet.book.save(tmp_path / "book.xlsx")
    sheet["A1:C6"].sort(2, False, has_headers=True)
    sheet.book.save()
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert [saved.cell(row, 1).value for row in range(1, 7)] == ["name", "Al", "al", True, "bo", "cy"]
    assert [saved.cell(row, 3).value for row in (2, 6)] == ["=B2*2", "=B6*2"]


def test_formulas_go_with_their_row(sheet: xw.Sheet) -> None:
    sheet["A1:C6"].sort(2, has_headers=True)
    assert sheet["C2"].formula == "=B2*2"
    assert sheet["C2:C6"].value == [4.0, 6.0, 20.0, 20.0, 0.0]


def test_the_first_of_several_alike_is_kept(sheet: xw.Sheet) -> None:
    sheet["A1:B6"].remove_duplicates([1, 2], has_headers=True)
    assert sheet["A2:A6"].value == ["bo", "Al", "cy", True, None]


@pytest.mark.parametrize(
    ("text", "options", "address"),
    [
        ("al", {}, "$A$3"),
        ("al", {"match_case": True}, "$A$5"),
        ("a", {"whole": True}, None),
        ("b?", {"whole": True}, "$A$2"),
        ("*y", {}, "$A$4"),
        ("10", {"order": "columns"}, "$B$3"),
        ("al", {"direction": "backward"}, "$A$5"),
        ("20", {}, "$C$3"),
        ("B4", {}, None),
        ("true", {"whole": True}, "$A$6"),
        ("nobody", {}, None),
    ],
)
def test_a_text_is_found(sheet: xw.Sheet, text: str, options: dict[str, Any], address: str | None) -> None:
    found: Any = sheet["A1:C6"].find(text, **options)
    assert (found.address if found else None) == address


def test_a_text_is_replaced_in_values_and_formulas(sheet: xw.Sheet) -> None:
    sheet["A1:C6"].replace_all("al", "Zoe")
    sheet["C2:C6"].replace_all("*2", "*3", whole=False)
    assert sheet["A2:A5"].value == ["bo", "Zoe", "cy", "Zoe"]


def test_newer_functions_are_replaced_by_the_name_people_know(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].formula = "=CONCAT(B1,C1)"
    sheet["A1:A2"].replace_all("CONCAT", "TEXTJOIN")
    sheet["A1:A2"].replace_all("(B1", '("-",TRUE,B1')
    assert sheet["A1"].formula == '=TEXTJOIN("-",TRUE,B1,C1)'


def test_digits_of_a_date_are_replaced_in_the_date(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = dt.datetime(2025, 3, 4)
    sheet["A1:A2"].replace_all("2025", "2026")
    assert sheet["A1"].value == dt.datetime(2026, 3, 4)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (dt.datetime(2026, 3, 4), "yyyy-mm-dd", "2026-03-04"),
        (dt.datetime(2026, 3, 4, 15, 6), "d mmm yy h:mm AM/PM", "4 Mar 26 3:06 PM"),
        (dt.datetime(2026, 3, 4), 'yyyy"年"m"月"d"日"', "2026年3月4日"),
        (dt.timedelta(days=1.5), "[h]:mm", "36:00"),
        (0.25, "0%", "25%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.1, "General", "0.1"),
    ],
)
def test_what_a_cell_shows_is_found(book: xw.Book, value: object, number_format: str, text: str) -> None:
    sheet = book.sheets[0]
    sheet["A2"].value = value
    sheet["A2"].number_format = number_format
    found: Any = sheet["A1:A3"].find(text, whole=True)
    assert found is not None
    assert found.address == "$A$2"


def test_what_is_hidden_is_not_found(sheet: xw.Sheet) -> None:
    sheet["3:3"].rows.hidden = True
    found: Any = sheet["A1:C6"].find("al")
    assert found.address == "$A$5"
    sheet["A:A"].columns.hidden = True
    assert sheet["A1:C6"].find("al") is None


@pytest.mark.parametrize(
    ("kind", "of", "addresses"),
    [
        ("blanks", None, ["$B$4"]),
        ("constants", "numbers", ["$B$2:$B$3", "$B$5:$B$6"]),
        ("constants", "logical", ["$A$6"]),
        ("formulas", None, ["$C$2:$C$6"]),
        ("formulas", "text", []),
    ],
)
def test_cells_of_a_kind_are_found(
    sheet: xw.Sheet,
    kind: Literal["blanks", "constants", "formulas"],
    of: Literal["numbers", "text", "logical", "errors"] | None,
    addresses: list[str],
) -> None:
    found: Any = sheet["A1:C6"].get_special_cells(kind, of)
    assert [area.address for area in found] == addresses


def test_cells_of_an_array_formula_are_formulas(sheet: xw.Sheet) -> None:
    sheet["E1:E3"].formula_array = "=B2:B4*2"
    found: Any = sheet["E1:E4"].get_special_cells("formulas")
    assert [area.address for area in found] == ["$E$1:$E$3"]
    assert sheet["E1:E3"].get_special_cells("blanks") == []


@pytest.mark.parametrize(("cell", "addresses"), [("B4", ["$B$4"]), ("B3", [])])
def test_only_the_range_itself_is_looked_through(sheet: xw.Sheet, cell: str, addresses: list[str]) -> None:
    found: Any = sheet[cell].get_special_cells("blanks")
    assert [area.address for area in found] == addresses


def test_visible_cells_go_on_to_the_end_of_the_sheet(sheet: xw.Sheet) -> None:
    sheet["3:4"].rows.hidden = True
    sheet["B:B"].columns.hidden = True
    found: Any = sheet["A:C"].get_special_cells("visible")
    assert [area.address for area in found] == ["$A$1:$A$2", "$C$1:$C$2", "$A$5:$A$1048576", "$C$5:$C$1048576"]


def test_visible_cells_leave_hidden_rows_out(sheet: xw.Sheet) -> None:
    sheet["3:3"].rows.hidden = True
    found: Any = sheet["A2:A4"].get_special_cells("visible")
    assert [area.address for area in found] == ["$A$2", "$A$4"]
