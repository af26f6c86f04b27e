from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.workbook.expr import Line
from salessheet.workbook.general import Settings
from salessheet.workbook.layout import FIRST_COLUMN, GRID_CARD_STEP, GRID_CARDS
from salessheet.workbook.lines import Calc, is_working_column
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.readings.cells import cells
from salessheet.workbook.sheets.dashboard import DASHBOARD
from salessheet.workbook.sheets.process import ProcessBoard
from salessheet.workbook.sheets.records import ActivityBoard
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.risks import RiskMap
from salessheet.workbook.sheets.skills import SkillBoard, TaskFit
from salessheet.workbook.tables import MarketSizes
from salessheet.xlsx.template.widths import (
    cells_width,
    column_widths,
    heading_lines,
    levelled,
    pixels,
    sheet_widths,
    text_width,
    values_width,
)
from tests.built.editions import NATIVE_BOOKS, Whose, made
from tests.capabilities.centre import book, centre


@pytest.mark.parametrize(
    ("text", "characters"),
    [("", 0), ("Sales", 5), ("a b", 3), ("1,234.50", 8), ("销售", 4.48), ("销售ab", 6.48), ("（）", 4.48)],
)
def test_a_chinese_character_is_as_wide_as_two_and_a_bit(text: str, characters: float) -> None:
    assert text_width(text) == pytest.approx(characters)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Name", 10, 1),
        ("Won deals", 10, 1),  # nine characters and one for the edges
        ("Won deals", 9, 2),
        ("Gap to one above", 9, 3),
        ("Gap to one above", 6, 4),
        ("one two three", 4, 4),  # a word too long for its line is cut, as programs do
        ("销售额", 8, 1),
        ("销售额完成率", 8, 2),
        ("Q1 销售额", 12, 1),
    ],
)
def test_a_heading_wraps_between_words_and_between_chinese_characters(text: str, width: float, lines: int) -> None:
    assert heading_lines(text, width) == lines


@given(st.text(alphabet="ab 销售", min_size=1, max_size=30), st.floats(3, 40), st.floats(0, 20))
def test_a_wider_column_never_takes_more_lines(text: str, width: float, more: float) -> None:
    assert 1 <= heading_lines(text, width + more) <= heading_lines(text, width)


@given(st.dictionaries(st.integers(2, 12), st.floats(9.5, 60), min_size=1), st.floats(0, 400))
def test_columns_are_widened_to_the_width_of_a_page_and_no_further(widths: dict[int, float], whole: float) -> None:
    spread = levelled(widths, whole)

    assert sum(spread.values()) == pytest.approx(max(whole, sum(widths.values())))
    assert all(spread[column] >= width for column, width in widths.items())


def test_what_subtracting_leaves_of_a_width_widens_no_column() -> None:
    """All of them became as wide as the widest, and were printed a quarter smaller."""
    widths = {2: 13.7, 3: 17.1, 4: 10.8, 5: 14.8, 6: 10.6, 7: 9.7, 8: 13.9, 9: 11.3}

    assert sum(levelled(widths, 136).values()) == pytest.approx(136)


def test_a_long_chinese_name_above_a_column_goes_on_in_a_second_line() -> None:
    """A Latin one does so between its words."""
    widest = {
        name: values_width(TaskFit.name, cells([name]), 1) for name in ("王芳", "阿卜杜勒·买买提", "Imani Featherstone")
    }

    assert widest["王芳"] == 9
    assert widest["阿卜杜勒·买买提"] == pytest.approx(14)
    assert widest["Imani Featherstone"] == len("Featherstone") + 2


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_points_on_a_card_have_room_for_their_unit(whose: Whose) -> None:
    """In Chinese it has four characters, and reached into the next card."""
    made_book, seen = made(whose), 0
    for sheet in made_book.book.sheets:
        widths = sheet_widths(made_book, sheet)
        cards = [line for block in sheet.blocks if block.arrangement is Arrangement.CARDS for line in block.lines]
        for line in (line for line in cards if line.measure is Type.POINTS and made_book.layout.holds(line)):
            left, seen = made_book.layout.places[line].left, seen + 1
            assert widths[left] + widths[left + 1] >= 2 * text_width(f"+99.9{made_book.words.text('ui.points')}")
    assert seen


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_the_cards_of_the_dashboard_are_as_wide_as_each_other(whose: Whose) -> None:
    widths = sheet_widths(made(whose), DASHBOARD)
    firsts = range(FIRST_COLUMN, FIRST_COLUMN + GRID_CARDS * GRID_CARD_STEP, GRID_CARD_STEP)
    assert len({pixels(widths[column]) + pixels(widths[column + 1]) for column in firsts}) == 1


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_the_fields_of_a_map_in_shades_are_as_wide_as_each_other(whose: Whose) -> None:
    """But for those in columns that have to hold sentences of another block."""
    book, uneven = made(whose), set()
    for sheet in book.book.sheets:
        widths = sheet_widths(book, sheet)
        for line in (line for block in sheet.blocks for line in block.lines):
            if line.look is Look.HEAT and line.axis is Axis.BODY and book.layout.holds(line):
                place = book.layout.places[line]
                if len({widths[column] for column in range(place.left, place.right + 1)}) > 1:
                    uneven.add(line)
    assert book.layout.holds(RiskMap.count)
    assert uneven <= {ActivityBoard.count, SkillBoard.level, TaskFit.fit, ProcessBoard.done}, uneven


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_headings_that_are_out_of_print_have_one_line(whose: Whose) -> None:
    book = made(whose)
    layout, seen = book.layout, 0
    for sheet in book.book.sheets:
        widths = sheet_widths(book, sheet)
        for line in (line for block in sheet.blocks for line in layout.lines(block, Axis.ROWS)):
            column = layout.places[line].left
            if is_working_column(line) and column > layout.edges[sheet.key]:
                assert heading_lines(book.words.heading(line), widths[column]) == 1, line
                seen += 1
    assert seen


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_every_number_fits_its_column(whose: Whose) -> None:
    """A number that does not fit shows as ####; a text only runs on."""
    book = made(whose)
    for sheet in book.book.sheets:
        widths = column_widths(book, sheet)
        for line, place in book.layout.places.items():
            if place.sheet == book.layout.sheets[sheet.key] and isinstance(line, Calc):
                unit = book.money_unit if line.measure is Type.MONEY else 1
                numbers = [n for n in book.cells(line) if isinstance(n, (int, float))]
                digits = max((len(f"{n / unit:,.0f}") for n in numbers), default=0)
                if line.measure.is_money or line.measure in (Type.COUNT, Type.NUMBER):
                    assert cells_width(book, line) > digits, line
                    assert widths[place.left] >= cells_width(book, line), line


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_days_overdue_have_room_for_years_and_their_mark(whose: Whose) -> None:
    """A step that somebody who left never did is overdue for hundreds of days."""
    book, narrow = made(whose), set()
    for sheet in book.book.sheets:
        due = [line for block in sheet.blocks for line in block.lines if line.look is Look.DUE]
        due = [line for line in due if book.layout.holds(line)]
        if due:
            widths = sheet_widths(book, sheet)
            narrow |= {line for line in due if widths[book.layout.places[line].left] < text_width("▼ 9999") * 1.1}
    assert not narrow


def test_one_long_name_does_not_make_a_sheet_too_wide_to_be_read() -> None:
    """The cell writes it smaller: a column as wide as the name made all other letters on the page smaller."""
    company = "Northern Light Intelligent Equipment Manufacturing and Trading Group"
    widths = [
        cells_width(book(centre(settings=f"key, value\nannual_target, 1\nlanguage, en\ncompany, {name}\n")), line)
        for name, line in ((company, Settings.company), (company[:40], Settings.company))
    ]
    assert text_width(company[:40]) < widths[1] < widths[0] < text_width(company)


@pytest.mark.parametrize("line", [Results.attainment, MarketSizes.share], ids=str)
def test_a_percentage_has_room_for_more_digits_than_usual(line: Line) -> None:
    """Of a target of next to nothing, thousands of percents are won."""
    usual, wide = (values_width(line, cells([largest, 0.1], 2), 1) for largest in (2.018, 1234.5))
    assert wide >= usual + text_width("123")
