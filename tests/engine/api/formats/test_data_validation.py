"""What may be entered: each kind of rule through the API and the file, and rules that meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.datavalidation import DataValidation

from salessheet import engine


def stored(book: xw.Book, folder: Path) -> list[DataValidation]:
    book.save(folder / "saved.xlsx")
    found = openpyxl.load_workbook(folder / "saved.xlsx").worksheets[0].data_validations.dataValidation
    return sorted(found, key=lambda rule: str(rule.sqref))


def test_cells_without_a_rule_say_so(book: xw.Book) -> None:
    rule = book.sheets[0]["A1:B2"].data_validation
    names = ["operator", "formula1", "formula2", "formula", "source", "in_cell_dropdown", "ignore_blank", "input_title"]
    names += ["input_message", "show_input", "error_title", "error_message", "show_error", "alert_style"]
    assert rule.type == "none"
    assert [name for name in names if getattr(rule, name) is not None] == []


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_list_of_values(book: xw.Book, tmp_path: Path, is_shown: bool) -> None:
    book.sheets[0]["A1:A9"].data_validation.set_list(["Open", 'so "called"', 3, True], in_cell_dropdown=is_shown)
    (rule,) = stored(book, tmp_path)
    assert (rule.type, rule.formula1, bool(rule.showDropDown)) == ("list", '"Open,so ""called"",3,TRUE"', not is_shown)
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        seen = again.sheets[0]["A5"].data_validation
        assert (seen.type, seen.source, seen.in_cell_dropdown) == ("list", 'Open,so "called",3,TRUE', is_shown)
        assert (seen.operator, seen.formula1, seen.formula, seen.ignore_blank) == (None, None, None, True)
        assert (seen.show_input, seen.show_error, seen.alert_style, seen.input_title) == (True, True, "stop", "")


def test_a_list_of_the_values_in_cells(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    other = book.sheets.add("It's data", after=sheet)
    plain = book.sheets.add("Lists", after=sheet)
    book.names.add("choices", "='It''s data'!$A$1:$A$3")
    sheet["A1"].data_validation.set_list(sheet["F1:F5"])
    sheet["A2"].data_validation.set_list(other["A1:A3"])
    sheet["A3"].data_validation.set_list(plain["A1:C1"])
    sheet["A4"].data_validation.set_list(book.names["choices"])
    assert [sheet[address].data_validation.source for address in ("A1", "A2", "A3", "A4")] == [
        "=$F$1:$F$5",
        "='It''s data'!$A$1:$A$3",
        "=Lists!$A$1:$C$1",
        "=choices",
    ]
    assert [rule.formula1 for rule in stored(book, tmp_path)] == [
        "$F$1:$F$5",
        "'It''s data'!$A$1:$A$3",
        "Lists!$A$1:$C$1",
        "choices",
    ]


@pytest.mark.parametrize(
    ("set_rule", "kind", "operator", "formulas", "file"),
    [
        (
            lambda rule: rule.set_whole_number("between", 1, 10),
            "whole_number",
            "between",
            ("=1", "=10"),
            ("whole", "between", "1", "10"),
        ),
        (
            lambda rule: rule.set_decimal("not_between", 0.5, "=B1"),
            "decimal",
            "not_between",
            ("=0.5", "=B1"),
            ("decimal", "notBetween", "0.5", "B1"),
        ),
        (
            lambda rule: rule.set_date("greater_than", dt.date(2026, 3, 31)),
            "date",
            "greater_than",
            ("=DATE(2026,3,31)", None),
            ("date", "greaterThan", "DATE(2026,3,31)", None),
        ),
        (
            lambda rule: rule.set_time("less_than_or_equal", dt.time(18, 30)),
            "time",
            "less_than_or_equal",
            ("=TIME(18,30,0)", None),
            ("time", "lessThanOrEqual", "TIME(18,30,0)", None),
        ),
        (
            lambda rule: rule.set_text_length("equal_to", 11),
            "text_length",
            "equal_to",
            ("=11", None),
            ("textLength", "equal", "11", None),
        ),
    ],
    ids=["whole", "decimal", "date", "time", "length"],
)
def test_a_comparison_is_read_as_it_was_set(
    book: xw.Book,
    tmp_path: Path,
    set_rule: Callable[[Any], None],
    kind: str,
    operator: str,
    formulas: tuple[str, str | None],
    file: tuple[str | None, ...],
) -> None:
    set_rule(book.sheets[0]["C3:C9"].data_validation)
    (rule,) = stored(book, tmp_path)
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == file
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        seen = again.sheets[0]["C3:C9"].data_validation
        assert (seen.type, seen.operator, (seen.formula1, seen.formula2)) == (kind, operator, formulas)
        assert (seen.source, seen.formula, seen.in_cell_dropdown) == (None, None, None)


def test_a_formula_of_its_own(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1:A9"].data_validation.set_custom("=ISNUMBER(XMATCH(A1,$F:$F))")
    (rule,) = stored(book, tmp_path)
    assert (rule.type, rule.formula1) == ("custom", "ISNUMBER(_xlfn.XMATCH(A1,$F:$F))")
    seen = book.sheets[0]["A1"].data_validation
    assert (seen.type, seen.formula, seen.formula1, seen.operator) == (
        "custom",
        "=ISNUMBER(XMATCH(A1,$F:$F))",
        None,
        None,
    )


def with_messages(folder: Path) -> Path:
    made = openpyxl.Workbook()
    rule = DataValidation("whole", formula1="1", formula2="9", operator="between", sqref="A1:A9", allow_blank=False)
    rule.promptTitle, rule.prompt, rule.showInputMessage = "Deals", "How many?", True
    rule.errorTitle, rule.error, rule.errorStyle, rule.showErrorMessage = "No", "1 to 9", "warning", True
    made.worksheets[0].data_validations.append(rule)
    made.save(folder / "messages.xlsx")
    return folder / "messages.xlsx"


def test_messages_are_read(tmp_path: Path) -> None:
    with engine.open_book(with_messages(tmp_path)) as book:
        rule = book.sheets[0]["A2:A3"].data_validation
        assert (rule.input_title, rule.input_message, rule.show_input) == ("Deals", "How many?", True)
        assert (rule.error_title, rule.error_message, rule.show_error) == ("No", "1 to 9", True)
        assert (rule.alert_style, rule.ignore_blank) == ("warning", False)


def test_a_new_rule_keeps_the_messages_of_the_old_one_and_takes_only_its_own_cells(tmp_path: Path) -> None:
    path = with_messages(tmp_path)
    with engine.open_book(path) as book:
        book.sheets[0]["A4:A5"].data_validation.set_list(["a", "b"])
        rules = stored(book, tmp_path)
    assert [(str(rule.sqref), rule.type) for rule in rules] == [("A1:A3 A6:A9", "whole"), ("A4:A5", "list")]
    assert [(rule.prompt, rule.error, rule.errorStyle) for rule in rules] == [("How many?", "1 to 9", "warning")] * 2


def test_a_rule_that_only_shows_a_message_is_unknown_and_there(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].data_validations.append(DataValidation(prompt="How many?", showInputMessage=True, sqref="A1:A3"))
    made.save(tmp_path / "message.xlsx")
    with engine.open_book(tmp_path / "message.xlsx") as book:
        rule = book.sheets[0]["A1"].data_validation
        assert (rule.type, rule.input_message) == ("unknown", "How many?")
        rule.delete()
        assert [book.sheets[0][address].data_validation.type for address in ("A1", "A2")] == ["none", "unknown"]


def test_cells_with_several_rules_or_only_some_with_one_say_so(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:A3"].data_validation.set_whole_number("between", 1, 10)
    sheet["A4:A6"].data_validation.set_whole_number("between", 1, 10)
    sheet["A7"].data_validation.set_list(["a"])
    assert sheet["A1:A6"].data_validation.type == "whole_number"
    assert sheet["A1:A7"].data_validation.type == "inconsistent"
    assert sheet["A1:A8"].data_validation.type == "mixed_criteria"
    assert [sheet[address].data_validation.formula1 for address in ("A1:A6", "A1:A7", "A1:A8")] == ["=1", None, None]


@pytest.mark.parametrize("address", ["A2:A4", "A3:B3"])
def test_cells_with_different_rules_cannot_get_another_as_in_excel(book: xw.Book, address: str) -> None:
    sheet = book.sheets[0]
    sheet["A1:A3"].data_validation.set_list(["a"])
    sheet["A4"].data_validation.set_list(["b"])
    with pytest.raises(xw.XlwingsError, match="different rules"):
        sheet[address].data_validation.set_custom("=TRUE")
    sheet[address].data_validation.delete()
    sheet[address].data_validation.set_custom("=TRUE")
    assert sheet[address].data_validation.type == "custom"


@pytest.mark.parametrize(
    ("deleted", "left"),
    [
        ("A1:B9", []),
        ("A1:Z2", [("A3:B9", "A3>B3")]),
        ("A5:B6", [("A1:B4 A7:B9", "A1>B1")]),
        ("A:A", [("B1:B9", "B1>C1")]),
        ("D1:D9", [("A1:B9", "A1>B1")]),
    ],
)
def test_a_rule_cut_out_of_some_cells_says_the_same_of_the_others(
    book: xw.Book, tmp_path: Path, deleted: str, left: list[tuple[str, str]]
) -> None:
    sheet = book.sheets[0]
    sheet["A1:B9"].data_validation.set_custom("=A1>B1")
    sheet[deleted].data_validation.delete()
    assert [(str(rule.sqref), rule.formula1) for rule in stored(book, tmp_path)] == left


def test_a_whole_column_has_a_rule(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["B:B"].data_validation.set_list(["yes", "no"])
    assert (sheet["B900000"].data_validation.type, sheet["A:B"].data_validation.type) == ("list", "mixed_criteria")
    (rule,) = stored(book, tmp_path)
    assert str(rule.sqref) == "B1:B1048576"
