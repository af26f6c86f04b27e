"""Lists sorted, rid of doubles, searched, and filtered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest
import xlwings as xw


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    found: xw.Sheet = book.sheets[0]
    found["A1"].value = [["name", "won"], ["bo", 2], ["Al", 10], ["cy", None], ["al", 10], [True, 3]]
    found["C1"].value = "twice"
    found["C2:C6"].formula = "=B2*2"
    return found


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
        ("B4", {}, "$C$4"),
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


def test_visible_cells_leave_hidden_rows_out(sheet: xw.Sheet) -> None:
    sheet["3:3"].rows.hidden = True
    found: Any = sheet["A2:A4"].get_special_cells("visible")
    assert [area.address for area in found] == ["$A$2", "$A$4"]


@pytest.mark.parametrize(
    ("apply", "shown"),
    [
        (lambda f: f.apply_values(1, ["bo", "cy"]), [2, 4]),
        (lambda f: f.apply_comparison(2, "greater_than", 2), [3, 5, 6]),
        (lambda f: f.apply_comparison(2, "between", 2, 3), [2, 6]),
        (lambda f: f.apply_comparison(1, "equal_to", "a*"), [3, 5]),
        (lambda f: f.apply_comparison(2, "equal_to", None), [4]),
        (lambda f: f.apply_comparison(2, "not_equal_to", None), [2, 3, 5, 6]),
        (lambda f: f.apply_top_items(2, 2), [3, 5]),
        (lambda f: f.apply_bottom_items(2, 1), [2]),
        (lambda f: f.apply_top_percent(2, 50), [3, 5]),
    ],
)
def test_a_filter_hides_the_other_rows(
    sheet: xw.Sheet, apply: Callable[[xw.main.AutoFilter], None], shown: list[int], tmp_path: Path
) -> None:
    apply(sheet["A1:C6"].autofilter)
    assert [row for row in range(2, 7) if not sheet.range((row, 1)).rows.hidden] == shown
    sheet.book.save(tmp_path / "book.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]
    assert saved.auto_filter.ref == "A1:C6"
    assert [row for row in range(2, 7) if not saved.row_dimensions[row].hidden] == shown
    sheet["A1:C6"].autofilter.clear()
    assert not any(sheet.range((row, 1)).rows.hidden for row in range(2, 7))


def test_a_filter_tells_its_criteria(sheet: xw.Sheet) -> None:
    autofilter = sheet["A1:C6"].autofilter
    autofilter.apply_values(1, ["bo", "cy"])
    autofilter.apply_comparison(2, "between", 1, 3)
    first, second, third = autofilter.criteria
    assert (first.field, first.type, first.values) == (1, "values", ["bo", "cy"])
    assert (second.type, second.operator, second.value1, second.value2) == ("comparison", "between", "1", "3")
    assert third.type == "none"


def test_a_sheet_has_one_filter(sheet: xw.Sheet) -> None:
    sheet["A1:C6"].autofilter.apply_values(1, ["bo"])
    with pytest.raises(ValueError, match="different range"):
        sheet["E1:F3"].autofilter.apply_values(1, ["x"])
