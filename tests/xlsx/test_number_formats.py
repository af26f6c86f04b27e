"""What the number formats show in LibreOffice."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest
import xlsxwriter

from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.measures import Type
from salessheet.xlsx.template.styles import Cell, Styles, number_format, off_the_edge
from tests.office.libreoffice import Office

# Comma, quotes, UTF-8, from the first row; cells come as they are shown.
_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1"

SHOWN: tuple[tuple[Type, int, float, str], ...] = (
    (Type.MONEY, 1, 123456, "123,456"),
    (Type.MONEY, 1, -123456.4, "-123,456"),
    (Type.MONEY, 1000, 123456, "123.5"),
    (Type.MONEY, 1000, 1234567, "1,234.6"),
    (Type.MONEY, 1000, -123456, "-123.5"),
    (Type.MONEY, 1000, 999.99, "1.0"),
    (Type.MONEY, 10000, 123456, "12.3"),
    (Type.MONEY, 10000, -123456, "-12.3"),
    (Type.MONEY, 10000, 1234567, "123.5"),
    (Type.MONEY, 10000, 123456789, "12345.7"),
    (Type.MONEY, 10000, 9500, "1.0"),
    (Type.MONEY, 10000, 5000, "0.5"),
    (Type.MONEY, 10000, 1000, "0.1"),
    (Type.MONEY, 10000, 10000, "1.0"),
    (Type.MONEY, 10000, -10000, "-1.0"),
    (Type.MONEY, 10000, 400, "0.0"),
    (Type.MONEY, 10000, 0, "–"),
    (Type.MONEY, 1000, 0, "–"),
    (Type.MONEY, 1, 0, "–"),
    (Type.CENTS, 10000, 123456.789, "123,456.79"),
    (Type.CENTS, 1, -0.5, "-0.50"),
    (Type.COUNT, 1, 12345, "12,345"),
    (Type.NUMBER, 1, 1.5, "1.50"),
    (Type.PERCENT, 1, 0.8764, "87.6%"),
    (Type.RATE, 1, 0.0255, "2.55%"),
    (Type.YEAR, 1, 2026, "2026"),
    (Type.CHANGE, 1, 2, "▲2"),
    (Type.CHANGE, 1, -3, "▼3"),
    (Type.CHANGE, 1, 0, "–"),
    (Type.SCORE, 1, 98.76, "98.8"),
    (Type.DATE, 1, 46203, "2026-06-30"),
    (Type.PERIOD, 1, 46174, "2026-06"),
)


@pytest.fixture(scope="module")
def printed(office: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Type, int, float], str]:
    """What each value is shown as, by language, measure and unit of money."""
    folder = tmp_path_factory.mktemp("formats")
    book = xlsxwriter.Workbook(folder / "formats.xlsx")
    sheet = book.add_worksheet()
    words = {lang: Words.load(lang) for lang in LANGUAGES}
    flags = [(measure, 1, value, "") for measure in (Type.FLAG, Type.STATUS) for value in (1, 0)]
    points = [(Type.POINTS, 1, value, "") for value in (12.34, -3.2, 0)]
    cases = list(product(LANGUAGES, [*SHOWN, *flags, *points]))
    for row, (lang, (measure, unit, value, _)) in enumerate(cases):
        style = book.add_format({"num_format": number_format(measure, words[lang], unit)})
        sheet.write_number(row, 0, value, style)
    book.close()
    (text,) = office.converted([folder / "formats.xlsx"], folder / "csv", _AS_SHOWN, "csv")
    with text.open(encoding="utf-8", newline="") as file:
        shown = [row[0] for row in csv.reader(file)]
    return {(lang, measure, unit, value): shown[row] for row, (lang, (measure, unit, value, _)) in enumerate(cases)}


@pytest.mark.parametrize(("measure", "unit", "value", "expected"), SHOWN)
def test_a_number_is_shown_in_the_unit_of_the_settings(
    printed: dict[tuple[str, Type, int, float], str], measure: Type, unit: int, value: float, expected: str
) -> None:
    assert {printed[lang, measure, unit, value] for lang in LANGUAGES} == {expected}


@pytest.mark.parametrize(("lang", "unit"), [("en", " pp"), ("zh-CN", "个百分点")])
def test_percentage_points_are_no_percentages(
    printed: dict[tuple[str, Type, int, float], str], lang: str, unit: str
) -> None:
    shown = [printed[lang, Type.POINTS, 1, value] for value in (12.34, -3.2, 0)]

    assert shown == [f"+12.3{unit}", f"-3.2{unit}", f"0.0{unit}"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_flags_and_verdicts_are_shown_as_words(printed: dict[tuple[str, Type, int, float], str], lang: str) -> None:
    words = Words.load(lang)

    assert printed[lang, Type.FLAG, 1, 1] == words.text("ui.yes")
    assert printed[lang, Type.FLAG, 1, 0] == words.text("ui.no")
    assert printed[lang, Type.STATUS, 1, 1] == f"✓ {words.text('ui.ok')}"
    assert printed[lang, Type.STATUS, 1, 0] == f"✗ {words.text('ui.fail')}"


@pytest.mark.parametrize(
    ("plain", "spaced"),
    [
        ("0.0%", "0.0%_)_)"),
        ('#,##0;-#,##0;"–"', '#,##0_)_);-#,##0_)_);"–"_)_)'),
        ("yyyy-mm-dd;;;@", "yyyy-mm-dd_)_);;;@_)_)"),
        (";;;", ";;;"),
    ],
)
def test_room_at_the_right_is_part_of_each_section_that_shows_something(plain: str, spaced: str) -> None:
    assert off_the_edge(plain) == spaced


def test_numbers_keep_off_the_right_edge_by_their_format_and_texts_by_an_indentation(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "styles.xlsx") as workbook:
        workbook.add_worksheet()
        styles = Styles(workbook, Words.load("en"), 1000)
        number, date, text = (
            styles.cell(Cell.CALCULATED, measure, align="right", indent=1)
            for measure in (Type.MONEY, Type.DATE, Type.LABEL)
        )
    assert [(one.indent, one.num_format.endswith("_)")) for one in (number, date, text)] == [
        (0, True),
        (0, True),
        (1, False),
    ]
