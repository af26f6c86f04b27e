"""Conditional formats: each kind of rule through the API and the file, their order, and where they hold."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle

from salessheet import engine

YELLOW, RED, BLUE = (255, 255, 0), (255, 0, 0), (0, 0, 255)


def kinds(cells: xw.Range) -> list[str]:
    return [rule.type for rule in cells.conditional_formats]


def formulas(cells: xw.Range) -> list[str | None]:
    return [rule.formula or rule.formula1 for rule in cells.conditional_formats]


@pytest.mark.parametrize("is_reopened", [False, True])
def test_a_rule_about_values_is_read_as_it_was_added(book: xw.Book, tmp_path: Path, is_reopened: bool) -> None:
    cells = book.sheets[0]["B2:B12"]
    cells.conditional_formats.add_cell_value(
        "between", 60, "=$D$1", fill_color="#ffff00", font_color=RED, font_italic=True, stop_if_true=True
    )
    if is_reopened:
        book.save(tmp_path / "saved.xlsx")
        book = book.app.books.open(tmp_path / "saved.xlsx")
    (rule,) = book.sheets[0]["B5"].conditional_formats
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == ("cell_value", "between", "=60", "=$D$1")
    assert (rule.fill_color, rule.font_color, rule.font_bold, rule.font_italic) == (YELLOW, RED, None, True)
    assert (rule.stop_if_true, rule.formula, rule.colors, rule.thresholds, rule.icon_set) == (
        True,
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("operand", "formula"),
    [(60, "=60"), (-1.5, "=-1.5"), ("=A1*2", "=A1*2"), ("Late", '="Late"'), ('say "x"', '="say ""x"""'), ("60", "=60")],
)
def test_what_is_compared_with_is_a_number_a_formula_or_a_text(
    book: xw.Book, operand: str | float, formula: str
) -> None:
    rule = book.sheets[0]["B2"].conditional_formats.add_cell_value("equal_to", operand, fill_color=RED)
    assert rule.formula1 == formula


@pytest.mark.parametrize(
    ("operator", "stored"),
    [
        ("not_between", "notBetween"),
        ("not_equal_to", "notEqual"),
        ("greater_than", "greaterThan"),
        ("less_than", "lessThan"),
        ("greater_than_or_equal", "greaterThanOrEqual"),
        ("less_than_or_equal", "lessThanOrEqual"),
    ],
)
def test_comparisons_have_their_words_in_the_file(book: xw.Book, tmp_path: Path, operator: str, stored: str) -> None:
    second = 9 if operator == "not_between" else None
    add: Callable[..., object] = book.sheets[0]["A1"].conditional_formats.add_cell_value
    add(operator, 1, second, fill_color=RED)
    book.save(tmp_path / "saved.xlsx")
    (entry,) = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0].conditional_formatting
    assert entry.rules[0].operator == stored
    assert entry.rules[0].formula == (["1", "9"] if second else ["1"])


def test_a_rule_with_a_formula_of_its_own(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A2:D20"].conditional_formats.add_custom(
        '=IFS($D2="Late",TRUE)', fill_color="#ffc7ce", font_bold=True
    )
    book.save(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        (rule,) = again.sheets[0]["C9"].conditional_formats
        assert (rule.type, rule.formula, rule.formula1, rule.operator) == (
            "custom",
            '=IFS($D2="Late",TRUE)',
            None,
            None,
        )
        assert (rule.fill_color, rule.font_bold, rule.stop_if_true) == ((255, 199, 206), True, False)
    (entry,) = openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0].conditional_formatting
    assert (str(entry.sqref), entry.rules[0].formula) == ("A2:D20", ['_xlfn.IFS($D2="Late",TRUE)'])


def test_color_scales_data_bars_and_icons_are_read_as_they_were_added(book: xw.Book, tmp_path: Path) -> None:
    formats = book.sheets[0]["B2:B20"].conditional_formats
    formats.add_color_scale([RED, YELLOW])
    formats.add_color_scale([RED, YELLOW, BLUE], thresholds=[0, 50.5, 100], threshold_type="number")
    formats.add_data_bar(BLUE)
    formats.add_data_bar(BLUE, minimum=0, maximum=90, threshold_type="percentile", show_value=False)
    formats.add_icon_set("3_traffic_lights_1")
    formats.add_icon_set("5_arrows", thresholds=[1, 2, 3, 4], show_value=False, reverse_order=True)
    book.save(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        icons, lights, bounded, bar, three, two = again.sheets[0]["B3"].conditional_formats
        assert (two.colors, two.threshold_types, two.thresholds) == (
            (RED, YELLOW),
            ("lowest_value", "highest_value"),
            (None, None),
        )
        assert (three.colors, three.threshold_types, three.thresholds) == (
            (RED, YELLOW, BLUE),
            ("number",) * 3,
            (0, 50.5, 100),
        )
        assert (bar.type, bar.bar_color, bar.gradient, bar.show_value) == ("data_bar", BLUE, True, True)
        assert (bar.threshold_types, bar.thresholds) == (("automatic", "automatic"), (None, None))
        assert (bounded.threshold_types, bounded.thresholds, bounded.show_value) == (
            ("percentile",) * 2,
            (0, 90),
            False,
        )
        assert (lights.icon_set, lights.threshold_types, lights.thresholds) == (
            "3_traffic_lights_1",
            ("percent",) * 2,
            (33, 67),
        )
        assert (icons.icon_set, icons.thresholds, icons.show_value, icons.reverse_order) == (
            "5_arrows",
            (1, 2, 3, 4),
            False,
            True,
        )
        assert [rule.stop_if_true for rule in (two, bar, icons)] == [None, None, None]
        assert [rule.fill_color for rule in (two, bar, icons)] == [None, None, None]


@pytest.mark.parametrize("name", ["3_stars", "3_triangles", "5_boxes"])
def test_icons_that_are_an_extension_of_the_format_are_refused(book: xw.Book, name: str) -> None:
    add: Callable[..., object] = book.sheets[0]["A1"].conditional_formats.add_icon_set
    with pytest.raises(engine.Unsupported, match=name):
        add(name)


def test_bars_without_a_gradient_are_refused(book: xw.Book) -> None:
    with pytest.raises(engine.Unsupported, match="gradient"):
        book.sheets[0]["A1"].conditional_formats.add_data_bar(BLUE, gradient=False)


def test_a_new_rule_comes_first(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    for limit in (1, 2, 3):
        sheet["A1:A9"].conditional_formats.add_cell_value("greater_than", limit, fill_color=RED)
    assert formulas(sheet["A1:A9"]) == ["=3", "=2", "=1"]
    book.save(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        again.sheets[0]["A5:B5"].conditional_formats.add_custom("=TRUE", fill_color=RED)
        again.save()
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        assert formulas(again.sheets[0]["A5"]) == ["=TRUE", "=3", "=2", "=1"]
        assert formulas(again.sheets[0]["A4"]) == ["=3", "=2", "=1"]


def test_rules_of_other_kinds_are_listed_and_can_be_deleted_but_not_changed(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    formatting = made.worksheets[0].conditional_formatting
    formatting.add("A1:A9", Rule("duplicateValues", dxf=DifferentialStyle(font=Font(b=True))))
    formatting.add(
        "A1:A9",
        Rule(
            "cellIs",
            operator="equal",
            formula=["1"],
            dxf=DifferentialStyle(fill=PatternFill("solid", fgColor="FFFF0000")),
        ),
    )
    made.save(tmp_path / "others.xlsx")
    with engine.open_book(tmp_path / "others.xlsx") as book:
        cells = book.sheets[0]["A1"]
        assert kinds(cells) == ["unknown", "cell_value"]
        assert cells.conditional_formats[1].fill_color == RED
        with pytest.raises(NotImplementedError):
            cells.conditional_formats[0].set(font_bold=True)
        cells.conditional_formats[0].delete()
        assert kinds(cells) == ["cell_value"]


def test_a_rule_is_changed_in_place(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    rule = sheet["A1:A9"].conditional_formats.add_cell_value("between", 1, 9, fill_color=RED, font_bold=True)
    rule.set(operator="greater_than", formula1=70, fill_color=BLUE, stop_if_true=True)
    custom = sheet["B1:B9"].conditional_formats.add_custom("=TRUE", fill_color=RED)
    custom.set(formula="=B1>A1", font_italic=True)
    book.save(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        (seen,) = again.sheets[0]["A1"].conditional_formats
        assert (seen.operator, seen.formula1, seen.formula2) == ("greater_than", "=70", None)
        assert (seen.fill_color, seen.font_bold, seen.stop_if_true) == (BLUE, True, True)
        (seen,) = again.sheets[0]["B1"].conditional_formats
        assert (seen.formula, seen.fill_color, seen.font_italic) == ("=B1>A1", RED, True)


def test_a_rule_that_shares_its_style_is_changed_alone(book: xw.Book, tmp_path: Path) -> None:
    for address in ("A1", "B1"):
        book.sheets[0][address].conditional_formats.add_custom("=TRUE", fill_color=RED)
    book.save(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        again.sheets[0]["A1"].conditional_formats[0].set(fill_color=BLUE)
        again.save()
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        seen = [again.sheets[0][address].conditional_formats[0].fill_color for address in ("A1", "B1")]
    assert seen == [BLUE, RED]


def test_a_deleted_rule_is_gone_everywhere_and_the_others_stay(book: xw.Book) -> None:
    sheet = book.sheets[0]
    for limit in (1, 2, 3):
        sheet["A1:A9"].conditional_formats.add_cell_value("greater_than", limit, fill_color=RED)
    sheet["A5"].conditional_formats[1].delete()
    assert formulas(sheet["A1"]) == ["=3", "=1"]


@pytest.mark.parametrize(
    ("cleared", "left", "formula"),
    [
        ("A1:C9", None, None),
        ("A1:C3", "A4:C9", "=$A4>B4"),
        ("A7:C9", "A1:C6", "=$A1>B1"),
        ("A4:C5", "A1:C3 A6:C9", "=$A1>B1"),
        ("A1:A9", "B1:C9", "=$A1>C1"),
        ("B2:B3", "A1:C1 A2:A3 A4:C9 C2:C3", "=$A1>B1"),
    ],
)
def test_a_rule_cut_out_of_some_cells_says_the_same_of_the_others(
    book: xw.Book, tmp_path: Path, cleared: str, left: str | None, formula: str | None
) -> None:
    sheet = book.sheets[0]
    sheet["A1:C9"].conditional_formats.add_custom("=$A1>B1", fill_color=RED)
    sheet[cleared].conditional_formats.clear()
    assert kinds(sheet[cleared]) == []
    book.save(tmp_path / "saved.xlsx")
    found = list(openpyxl.load_workbook(tmp_path / "saved.xlsx").worksheets[0].conditional_formatting)
    assert [(str(entry.sqref), f"={entry.rules[0].formula[0]}") for entry in found] == (
        [(left, formula)] if left else []
    )


def test_rules_without_a_change_keep_their_bytes(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1:A9"].conditional_formats.add_data_bar(BLUE)
    book.save(tmp_path / "saved.xlsx")
    before = rules_in(tmp_path / "saved.xlsx")
    with engine.open_book(tmp_path / "saved.xlsx") as again:
        again.sheets[0]["C1:C9"].conditional_formats.add_custom("=TRUE", fill_color=RED)
        again.sheets[0]["C1:C9"].conditional_formats.clear()
        again.save()
    assert [re.sub(rb' priority="\d+"', b"", rule) for rule in rules_in(tmp_path / "saved.xlsx")] == [
        re.sub(rb' priority="\d+"', b"", rule) for rule in before
    ]


def rules_in(path: Path) -> list[bytes]:
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    return re.findall(rb"<conditionalFormatting.*?</conditionalFormatting>", sheet)
