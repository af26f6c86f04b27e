"""Number formats, colours and objects of finished workbooks, whichever program wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree

from salessheet.xlsx.addresses import Area
from salessheet.xlsx.book_file import read
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure import structure_of
from salessheet.xlsx.structure.colours import colour_of, contrast
from salessheet.xlsx.structure.looks import same_format, shows_nothing
from salessheet.xlsx.structure.sheet_rules import Rule


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("yyyy-mm-dd;;", "yyyy\\-mm\\-dd;;", True),
        ('#,##0;-#,##0;"–"', "#,##0;\\-#,##0;\\–", True),
        ('0"."0,', "0\\.0,", True),
        ("General", "general", True),
        ("[$-409]yyyy-mm", "yyyy-mm", True),
        ('"OK"', '"ok"', False),
        ("0.00", "0.0", False),
        ('0"."0,', "0.0,", False),
        ("0;;", "0", False),
        ("[Red]0", "0", False),
    ],
)
def test_number_formats_are_the_same_where_they_show_the_same(one: str, other: str, is_same: bool) -> None:
    assert same_format(one, other) is is_same


@pytest.mark.parametrize(
    ("number_format", "hides"),
    [(";;;", True), ("0;;", True), ("0;-0; ", True), ("0;-0;[Red]", True), ("0", False), ('0;-0;";"', False)],
)
def test_a_number_format_with_an_empty_section_shows_nothing(number_format: str, hides: bool) -> None:
    assert shows_nothing(number_format) is hides


@pytest.mark.parametrize(
    ("attributes", "colour"),
    [
        ({"rgb": "FF1F3864"}, "1F3864"),
        ({"theme": "1"}, "000000"),
        ({"theme": "0", "tint": "-0.5"}, "808080"),
        ({"indexed": "9"}, "FFFFFF"),
        ({"indexed": "64"}, "ABCDEF"),
        ({"auto": "1"}, "ABCDEF"),
    ],
)
def test_a_colour_is_the_same_however_it_is_named(attributes: dict[str, str], colour: str) -> None:
    element = etree.Element(f"{MAIN}color")
    for name, value in attributes.items():
        element.set(name, value)

    assert colour_of(element, {0: "FFFFFF", 1: "000000"}, "ABCDEF") == colour


def test_contrast_runs_from_1_to_21() -> None:
    assert contrast("FFFFFF", "FFFFFF") == 1
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("FFFFFF", "000000") == pytest.approx(21)


@pytest.mark.parametrize(
    ("areas", "covers"),
    [
        ([(1, 1, 9, 9)], True),
        ([(2, 2, 3, 3), (4, 2, 5, 3)], True),
        ([(4, 2, 5, 3), (2, 2, 3, 3)], True),
        ([(2, 2, 3, 3), (5, 2, 5, 3)], False),
        ([(2, 2, 5, 2)], False),
        ([], False),
    ],
)
def test_areas_cover_another_one_together(areas: list[tuple[int, int, int, int]], covers: bool) -> None:
    assert Rule(tuple(Area("S", *each) for each in areas), "").covers(Area("S", 2, 2, 5, 3)) is covers


def test_objects_lie_over_the_cells_that_they_cover(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(tmp_path / "drawn.xlsx")
    worksheet = workbook.add_worksheet("S")
    worksheet.insert_textbox("C3", "well", {"width": 64 * 2, "height": 20 * 3})
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series({"values": "=S!$A$1:$A$3", "name": "Won"})
    chart.set_title({"name": "Sales"})
    worksheet.insert_chart("F1", chart, {"object_position": 3})
    worksheet.write_comment("B2", "why")
    workbook.close()

    sheet = structure_of(read(tmp_path / "drawn.xlsx")).sheets["S"]

    text_box, drawn = sorted(sheet.drawn, key=lambda each: each.over.left)
    assert (text_box.kind, text_box.over.address) == ("a shape or text box", "C3:D5")
    assert (drawn.title, drawn.over.left, drawn.over.top) == ("Sales", 6, 1)
    assert drawn.series == ("bar “Won”: 'S'!$A$1:$A$3 by (nothing) lying",)
    assert {cell.address: text for cell, text in sheet.notes.items()} == {"B2": "why"}
