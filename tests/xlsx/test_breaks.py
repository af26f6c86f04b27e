"""Where printed pages end."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team
from salessheet.workbook.book import Group, ReadNotUsed, Sheet, SignOff
from salessheet.workbook.edition import Edition
from salessheet.workbook.labels import LANGUAGES, Words
from salessheet.workbook.layout import FIRST_ROW, last_shown
from salessheet.workbook.measures import Flavour
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.commission.composed import COMMISSION
from salessheet.workbook.sheets.commission.ledger import ClosedPays
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.customer_file import CLASSES
from salessheet.workbook.sheets.data_quality import DATA_QUALITY
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.sheets.kpi_lines import KpiLines
from salessheet.workbook.sheets.process import PROCESS_SHEET
from salessheet.workbook.sheets.ranking import RANKING
from salessheet.workbook.sheets.records import DEALS, SETTLEMENT
from salessheet.workbook.sheets.results import Facts, TeamFacts
from salessheet.workbook.sheets.settings import SETTINGS
from salessheet.workbook.sheets.skills import SKILLS, TaskFit
from salessheet.workbook.tables import CustomerClasses, Deals, Fx, Seasonality, Segments
from salessheet.workbook.tables import Payouts as PaidOut
from salessheet.xlsx.template.breaks import (
    breaks_before,
    page_height,
    pages,
    printed_areas,
    printed_scale,
)
from salessheet.xlsx.template.heights import ROW_HEIGHT, row_heights
from salessheet.xlsx.template.widths import sheet_widths
from tests.capabilities.centre import book as small
from tests.capabilities.centre import centre

DAY = dt.date(2026, 6, 30)


@pytest.fixture(scope="module", params=LANGUAGES)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Words, Dataset]:
    folder, words = tmp_path_factory.mktemp("data"), Words.load(request.param)
    write(sample(lang=request.param), folder, words)
    return words, load(folder, words)


@pytest.fixture(scope="module", params=["T01", ""], ids=["team", "centre"])
def book(request: pytest.FixtureRequest, whole: tuple[Words, Dataset]) -> Edition:
    """Of the whole sample: its long tables take pages."""
    words, data = whole
    own = for_team(data, request.param) if request.param else data
    return edition_of(own, Scope(request.param, DAY.replace(day=1), DAY, 1, words, "1.0"), Flavour.NATIVE)


def test_no_page_has_the_heading_of_a_sheet_alone(book: Edition) -> None:
    broken = 0
    for sheet in book.book.sheets:
        rows = pages(book, sheet, sheet_widths(book, sheet)).breaks
        broken += bool(rows)
        assert all(row > FIRST_ROW for row in rows), sheet.key
        assert rows == sorted(set(rows))
    assert broken


def as_shown(book: Edition) -> list[tuple[Sheet, Edition]]:
    return [(sheet, book.in_full() if sheet.in_full else book) for sheet in book.book.sheets]


def test_no_page_begins_between_a_title_and_the_first_row_below_it(book: Edition) -> None:
    frames = book.layout.frames
    parted = {
        (sheet.key, block.__name__)
        for sheet, own in as_shown(book)
        for row in pages(own, sheet, sheet_widths(own, sheet)).breaks
        for block in sheet.blocks
        if frames[block].title <= row < frames[block].top
    }
    assert parted == set()


LEAST_FULL = 0.25
"""Of a page that others follow."""


def test_no_page_that_others_follow_is_nearly_empty(book: Edition) -> None:
    filled = {}
    for sheet, own in as_shown(book):
        widths = sheet_widths(own, sheet)
        heights, page = row_heights(own, sheet, widths), page_height(own, sheet, widths)
        for first, last in pairwise((0, *pages(own, sheet, widths).breaks)):
            filled[sheet.key, first] = sum(heights.get(row + 1, ROW_HEIGHT) for row in range(first, last)) / page
    assert len(filled) > 20
    assert {place: full for place, full in filled.items() if full < LEAST_FULL} == {}


def test_a_block_that_goes_on_over_pages_is_said_to(book: Edition) -> None:
    """Its title must fit above the first columns, which stand on each of them, and its note beside these."""
    layout = book.layout
    wide = [
        (sheet, block)
        for sheet in book.book.sheets
        for block in sheet.blocks
        if sheet.continued and last_shown(layout, block) > layout.edges[sheet.key]
    ]
    assert wide
    assert [block for sheet, block in wide if not sheet.goes_on(block)] == []


@pytest.fixture(scope="module", params=LANGUAGES)
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Of a team of 25, whose lists of people take a page but for a few rows."""
    folder, words = tmp_path_factory.mktemp("data"), Words.load(str(request.param))
    write(sample(teams=1, reps=25, deals=60, lang=words.lang), folder, words)
    scope = Scope("T01", DAY.replace(day=1), DAY, 1, words, "1.0")
    return edition_of(for_team(load(folder, words), "T01"), scope, Flavour.NATIVE)


def test_further_pages_are_printed_as_large_as_the_first(many: Edition) -> None:
    """A column for each of 25 people does not fit on one page: in letters of half their size it did."""
    scales = {
        sheet.key: printed_scale(own, sheet, sheet_widths(own, sheet))
        for sheet, own in as_shown(many)
        if sheet.group is not Group.WORKING
    }
    people = [area for area in printed_areas(many, SKILLS)[1:] if area.top == many.layout.frames[TaskFit].title]

    assert len(people) > 1
    assert {area.right + 1 for area in people[:-1]} == {area.left for area in people[1:]}
    assert people[-1].right == last_shown(many.layout, TaskFit)
    assert {key: scale for key, scale in scales.items() if scale < SMALLEST_OF_WORKING} == {}


@pytest.mark.parametrize("sheet", [sheet for sheet in SALES_CENTER.sheets if sheet.is_upright], ids=lambda s: s.key)
def test_what_is_printed_upright_has_letters_as_large_as_other_sheets(book: Edition, sheet: Sheet) -> None:
    assert printed_scale(book, sheet, sheet_widths(book, sheet)) > SMALLEST


def test_cards_share_their_page_with_what_they_are_about(many: Edition) -> None:
    """A list of all people would begin on the next page, and leave theirs nearly empty."""
    first = {}
    for sheet in (RANKING, DATA_QUALITY, PROCESS_SHEET):
        widths = sheet_widths(many, sheet)
        heights, page = row_heights(many, sheet, widths), page_height(many, sheet, widths)
        end, *_ = pages(many, sheet, widths).breaks
        first[sheet.key] = sum(heights.get(row, ROW_HEIGHT) for row in range(1, end + 1)) / page
    assert min(first.values()) > 0.6, first


def test_a_list_of_nothing_that_ends_a_sheet_takes_no_page(book: Edition) -> None:
    checks = next(sheet for sheet in book.book.sheets if sheet.key == "checks")
    (area,) = printed_areas(book, checks)
    (unused,) = (place for item, place in book.layout.items.items() if isinstance(item, ReadNotUsed))
    assert (area.bottom < unused.top) is not bool(book.content.unused)


def test_what_only_leads_elsewhere_is_not_printed_at_the_end_of_a_sheet(book: Edition) -> None:
    (area,) = printed_areas(book, RANKING)
    assert RANKING.items[-1] is TeamFacts
    assert book.layout.frames[Facts].bottom <= area.bottom < book.layout.frames[TeamFacts].title


@pytest.fixture(scope="module")
def long_month(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Of so many people that signatures do not fit on the page on which their commission ends."""
    folder, words = tmp_path_factory.mktemp("data"), Words.load("en")
    write(sample(teams=1, reps=17, deals=60), folder, words)
    scope = Scope("T01", DAY.replace(day=1), DAY, 1, words, "1.0")
    return edition_of(for_team(load(folder, words), "T01"), scope, Flavour.NATIVE).in_full()


def test_signatures_stand_below_the_last_rows_of_what_is_signed(long_month: Edition) -> None:
    frame = long_month.layout.frames[Payout]
    (signature,) = (item for item in COMMISSION.items if isinstance(item, SignOff))
    first, *_ = pages(long_month, COMMISSION, sheet_widths(long_month, COMMISSION)).breaks

    assert first < frame.bottom < long_month.layout.items[signature].top
    assert frame.bottom - first == 3


def test_a_block_that_goes_on_has_its_title_and_headings_on_each_page(long_month: Edition) -> None:
    frame = long_month.layout.frames[KpiLines]
    assert pages(long_month, KPI, sheet_widths(long_month, KPI)).repeated == (frame.title, frame.header)


def test_of_several_long_tables_the_last_has_its_headings_on_each_page(book: Edition) -> None:
    *above, last = SETTLEMENT.items
    assert [table.grows for table in SETTLEMENT.tables] == [False] * len(SETTLEMENT.items)
    frame = book.layout.frames[PaidOut]
    assert last is PaidOut
    assert above
    assert pages(book, SETTLEMENT, sheet_widths(book, SETTLEMENT)).repeated == (frame.title, frame.header)


def test_a_table_at_the_end_is_not_printed_while_nothing_stands_in_it(book: Edition) -> None:
    frames, (area,) = book.layout.frames, printed_areas(book, SETTINGS)
    assert {*book.cells(Fx.currency), *book.cells(Fx.rate)} == {None}
    assert frames[Seasonality].bottom < area.bottom < frames[Fx].title


def test_what_the_program_fills_in_is_not_printed_where_it_fills_in_nothing(book: Edition) -> None:
    """Neither at the end of a sheet nor on the pages of its further columns."""
    (ledger,) = (sheet for sheet in book.book.sheets if sheet.key == "ledger")
    first, *further = printed_areas(book, ledger)
    title = book.layout.frames[ClosedPays].title
    lines = [line for line in ClosedPays.lines if book.layout.holds(line)]
    assert not any(value for line in lines for value in book.cells(line))
    assert first.bottom < title
    assert all(area.top < title for area in further)


@pytest.mark.parametrize(("classes", "is_printed"), [("customer_class, interval_days\nVIP, 14\n", True), ("", False)])
def test_further_columns_of_a_table_are_printed_where_it_has_rows(classes: str, is_printed: bool) -> None:
    tables = {"customer_classes": classes} if classes else {}
    made = small(centre(segments="segment, strategy\nretail, Bonus\n", **tables))
    tops = {area.top for area in printed_areas(made, CLASSES)[1:]}
    assert made.layout.frames[Segments].title in tops
    assert (made.layout.frames[CustomerClasses].title in tops) is is_printed


def test_no_page_has_headings_of_further_columns_alone() -> None:
    """Where customers are scored, but neither classes nor segments are kept."""
    orders = "order_id, rep_id, customer_id, order_date, amount\nO1, R1, C1, 2026-06-01, 100\n"
    made = small(centre(customers="customer_id, name\nC1, Birch\n", orders=orders))
    (kept,) = (sheet for sheet in made.book.sheets if sheet.key == CLASSES.key)
    assert CLASSES.continued
    assert printed_areas(made, kept)[1:] == []


@pytest.mark.parametrize(("ended", "printed"), [("", 1), ("2026-06-02", 0)])
def test_of_deals_those_that_are_open_are_printed(ended: str, printed: int) -> None:
    """Where none is, the headings are, and not all the others."""
    deals = f"""
        deal_id, rep_id, amount, stage, lost_date
        D1,      R1,     100,    lead,  2026-06-01
        D2,      R1,     100,    lead,  2026-06-01
        D3,      R1,     100,    lead,  {ended}
    """
    made = small(centre(deals=deals))
    (area,) = printed_areas(made, DEALS)

    assert area.bottom == made.layout.frames[Deals].header + printed


SMALLEST, SMALLEST_OF_WORKING = 0.6, 0.55
"""Of the size on screen: letters of 10 points are printed in 6, or in 5.5 where few people look."""


def test_a_sheet_is_printed_in_a_size_that_can_be_read(book: Edition) -> None:
    scales = {sheet.key: printed_scale(own, sheet, sheet_widths(own, sheet)) for sheet, own in as_shown(book)}
    assert len(scales) > 20
    working = {sheet.key for sheet in book.book.sheets if sheet.group is Group.WORKING}
    assert {key: scale for key, scale in scales.items() if scale < SMALLEST_OF_WORKING} == {}
    assert {key for key, scale in scales.items() if scale < SMALLEST} <= working


@pytest.mark.parametrize(
    ("left", "needed", "is_long", "breaks"),
    [
        (500, 400, False, False),
        (300, 400, False, True),
        (500, 800, True, False),  # most of it stands here
        (200, 800, True, True),  # so little of it would
        (650, 700, True, True),  # a row or two would stand on the next page alone, which has room for all of it
        (650, 1050, True, False),  # no page has
    ],
)
def test_a_block_is_split_where_much_of_it_stands_on_both_pages(
    left: float, needed: float, is_long: bool, breaks: bool
) -> None:
    assert breaks_before(left, needed, 1000, is_long=is_long) is breaks
