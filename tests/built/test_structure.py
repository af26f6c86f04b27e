"""The sheets of a finished book: their order, links, colours, tables, names, panes and print set-up."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.workbook.book import MOST_SHOWN, Group, Role, Sheet
from salessheet.workbook.edition import listed_sheets
from salessheet.workbook.layout import CARD_WIDTH, FIRST_COLUMN, cards_of, last_shown
from salessheet.workbook.lines import Counter, is_working_column
from salessheet.workbook.measures import Arrangement, Axis, Type
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.tables import TABLES, Orders, Receipts
from tests.built.editions import Built, Whose

# openpyxl says that it drops sparklines and the newer conditional formats, which is no matter to who reads the rest.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

A4, LEAST_MARGIN, LEAST_SCALE = 9, 0.4, 48
LONGEST_NAME = 31
FEWEST_CARDS, MOST_CARDS = 4, 5  # side by side, where there are as many
LONG_TABLES: dict[str, type[Block]] = {"orders": Orders, "receipts": Receipts, "calendar": Days}
"""Those that end their sheet."""


@pytest.fixture
def built(books: dict[Whose, Built], whose: Whose) -> Built:
    return books[whose]


def name_of(built: Built, sheet: Sheet) -> str:
    return built.edition.layout.sheets[sheet.key]


def visible(built: Built) -> list[Sheet]:
    return [sheet for sheet in built.edition.book.sheets if not sheet.hidden]


def linked(worksheet: Worksheet) -> dict[str, str]:
    """Cell → the sheet it leads to. The captions of cards lead to names of cells, which the book has."""
    assert worksheet.parent is not None
    names, found = worksheet.parent.defined_names, {}
    for cell in (cell for row in worksheet.iter_rows() for cell in row if cell.hyperlink is not None):
        assert cell.hyperlink is not None
        if cell.hyperlink.location in names:
            continue
        place = re.fullmatch(r"'(.+)'!A1", str(cell.hyperlink.location))
        assert place, cell.hyperlink.location
        found[cell.coordinate] = place[1].replace("''", "'")
    return found


def test_the_sheets_stand_in_the_order_of_the_declaration(built: Built, book: Workbook) -> None:
    assert book.sheetnames == [name_of(built, sheet) for sheet in built.edition.book.sheets]


def test_guide_is_first_then_dashboard_inputs_calculation_results_and_checks(built: Built) -> None:
    roles = [role for role, _ in groupby(sheet.role for sheet in visible(built))]

    first = [Role.GUIDE, Role.OUTPUT, Role.INPUT, Role.CALCULATION, Role.OUTPUT]
    assert roles == [*first, Role.CALCULATION, Role.CONTROL]  # what payouts are traced to follows them
    assert [sheet.key for sheet in visible(built)[:3]] == ["guide", "dashboard", "settings"]


def test_the_contents_lead_to_every_visible_sheet(built: Built, book: Workbook) -> None:
    guide = book.worksheets[0]

    links = linked(guide)

    listed = [sheet for _, rows in listed_sheets(built.edition.book) for row in rows for sheet in row]
    assert list(links.values()) == [name_of(built, sheet) for sheet in listed]
    assert set(listed) == set(visible(built))
    shown = {name_of(built, sheet) for sheet in built.edition.book.shown}
    for cell, name in links.items():
        assert guide[cell].value == (name if name in shown else f"({name})"), "in brackets where it is hidden"


def test_every_other_sheet_leads_back_to_the_guide(built: Built, book: Workbook) -> None:
    guide, *others = book.sheetnames

    assert {name: list(linked(book[name]).values()) for name in others} == {name: [guide] for name in others}


def test_tabs_have_one_colour_for_each_role(built: Built, book: Workbook) -> None:
    colours: dict[Role, set[str]] = {}
    for sheet in built.edition.book.sheets:
        colour = book[name_of(built, sheet)].sheet_properties.tabColor
        assert colour is not None
        colours.setdefault(sheet.role, set()).add(str(colour.rgb))

    assert all(len(found) == 1 for found in colours.values())
    assert len(set.union(*colours.values())) == len(colours)


def test_a_dozen_sheets_are_shown_and_the_lists_never(built: Built, book: Workbook) -> None:
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]

    assert shown == [name_of(built, sheet) for sheet in built.edition.book.shown]
    assert len(shown) == MOST_SHOWN
    assert built.edition.words.text("sheet.lists.name") not in shown


def test_no_sheet_has_a_name_that_excel_refuses_or_gives_by_itself(book: Workbook) -> None:
    for name in book.sheetnames:
        assert 0 < len(name) <= LONGEST_NAME
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
        assert not re.fullmatch(r"(Sheet|工作表)\d*|History", name)


def test_cells_are_merged_in_cards_only(built: Built, book: Workbook) -> None:
    wanted: dict[str, set[str]] = {name: set() for name in book.sheetnames}
    for block in built.edition.book.blocks:
        if block.arrangement is Arrangement.CARDS:
            for lines in cards_of(built.edition.layout, block).values():
                place = built.edition.layout.places[lines[""]]
                for row in range(place.top - 1, place.top + 1 + ("told" in lines)):
                    first, last = (
                        book[place.sheet].cell(row, column).coordinate
                        for column in (place.left, place.left + CARD_WIDTH - 1)
                    )
                    wanted[place.sheet].add(f"{first}:{last}")

    assert {sheet.title: {str(area) for area in sheet.merged_cells.ranges} for sheet in book.worksheets} == wanted


def test_the_names_of_columns_stand_right_above_them(built: Built) -> None:
    """Numbers that columns are compared with stand above the names, not in their place."""
    layout, seen, names = built.edition.layout, 0, {Type.LABEL, Type.PERIOD}
    for block in (block for sheet in built.edition.book.sheets for block in sheet.blocks):
        header = layout.frames[block].header
        heads = [line for line in layout.lines(block, Axis.COLUMNS) if layout.places[line].top <= header]
        if any(line.measure in names for line in heads):
            last = [line for line in heads if layout.places[line].top == header]
            assert [line.measure in names for line in last] == [True], f"{block}: declare what names its columns last"
            seen += 1
    assert seen


def test_cards_stand_in_as_few_rows_as_the_page_has_room_for(built: Built) -> None:
    layout, seen = built.edition.layout, 0
    for sheet in (sheet for sheet in built.edition.book.sheets if not sheet.grid):
        cards = [block for block in sheet.blocks if block.arrangement is Arrangement.CARDS]
        others = [last_shown(layout, block) for block in sheet.blocks if block not in cards]
        room = min(max(others, default=0), layout.edges[sheet.key]) - FIRST_COLUMN + 1
        a_row = min(max(FEWEST_CARDS, room // CARD_WIDTH), MOST_CARDS)
        for block in cards:
            places = [layout.places[lines[""]] for lines in cards_of(layout, block).values()]
            assert len({place.top for place in places}) == -(-len(places) // a_row), block
            assert all(place.left + CARD_WIDTH - 1 <= layout.edges[sheet.key] for place in places), block
            seen += 1
    assert seen


def test_tables_are_named_after_their_blocks_and_headed_by_unique_labels(built: Built, book: Workbook) -> None:
    words, layout, found = built.edition.words, built.edition.layout, {}
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            header = [cell.value for cell in sheet[table.ref][0]]
            assert header == [column.name for column in table.tableColumns]
            assert len({str(text).casefold() for text in header}) == len(header)
            assert table.totalsRowCount in (None, 0)
            found[table.displayName] = header

    tables = [table for table in TABLES if table in built.edition.book.blocks]
    assert found == {
        f"tbl{table.__name__}": [
            words.heading(line)
            for line in table.on(Axis.ROWS)
            if layout.places[line].right <= layout.frames[table].right
        ]
        for table in tables
    }


def test_defined_names_are_plain_and_lead_to_cells_of_the_book(built: Built, book: Workbook) -> None:
    names = book.defined_names

    assert set(names) == set(built.edition.layout.names)
    assert len({name.casefold() for name in names}) == len(names)
    for name, defined in names.items():
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)
        assert not re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]\d*", name), f"{name} reads like an address"
        ((sheet, area),) = defined.destinations
        assert sheet in book.sheetnames
        assert re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", area)


def test_every_sheet_prints_on_a4_one_page_wide_with_its_heading_and_page_numbers(built: Built, book: Workbook) -> None:
    numbers = built.edition.words.text("ui.page").format(page="&P", pages="&N")
    for sheet in visible(built):
        worksheet = book[name_of(built, sheet)]
        setup, margins = worksheet.page_setup, worksheet.page_margins
        assert (setup.paperSize, setup.orientation) == (A4, "portrait" if sheet.is_upright else "landscape")
        fit = worksheet.sheet_properties.pageSetUpPr
        if sheet in built.edition.book.shown:
            tall = 1 if setup.fitToHeight is None else setup.fitToHeight
            assert (setup.fitToWidth or 1, tall) == (1, sheet.pages_tall)
            assert fit is not None
            assert fit.fitToPage
        else:
            assert fit is None or not fit.fitToPage
            assert LEAST_SCALE <= (setup.scale or 100) < 100
            assert built.edition.layout.edges[sheet.key] in {each.id for each in worksheet.col_breaks.brk}
        assert min(margins.left, margins.right, margins.top, margins.bottom) >= LEAST_MARGIN
        assert str(worksheet.print_title_rows) in headings_of_pages(built, sheet)
        assert bool(worksheet.print_area) == (sheet in built.edition.book.shown)
        assert numbers in read_footer(worksheet)


def headings_of_pages(built: Built, sheet: Sheet) -> set[str]:
    """The rows that each page may repeat: the heading of the sheet, that of its one table too, or that of one block."""
    frames = built.edition.layout.frames
    blocks = [frames[item] for item in sheet.items[: sheet.printed or None] if isinstance(item, type)]
    heads = {f"${first}:${frame.header}" for frame in blocks for first in (frame.title, frame.header)}
    if sheet.continued:
        return {"None", *heads}
    return {"$1:$2", *heads} if len(sheet.items) > 1 else {"$1:$2", *(f"$1:${frame.header}" for frame in blocks)}


def test_the_title_and_the_headings_of_a_long_table_stand_on_each_of_its_pages(built: Built, book: Workbook) -> None:
    found = {sheet.key: sheet for sheet in visible(built) if sheet.key in LONG_TABLES}
    assert "calendar" in found
    for key, sheet in found.items():
        frame = built.edition.layout.frames[LONG_TABLES[key]]
        assert book[name_of(built, sheet)].print_title_rows == f"${frame.title}:${frame.header}"


def test_working_columns_are_out_of_print(built: Built) -> None:
    """Those of an Excel table stay in it where people may insert rows; sheets of working have nothing else."""
    layout, seen = built.edition.layout, 0
    for sheet in built.edition.book.sheets:
        for block in sheet.blocks:
            columns = [line for line in layout.lines(block, Axis.ROWS) if not isinstance(line, Counter)]
            working = [line for line in columns if is_working_column(line)]
            stay = issubclass(block, Table) and not sheet.is_locked
            if sheet.group is Group.WORKING or stay or len(working) == len(columns):
                continue
            seen += len(working)
            assert all(layout.places[line].left > layout.edges[sheet.key] for line in working), block
    assert seen


def test_wide_blocks_go_on_beside_their_first_columns_and_none_is_cut_off(built: Built, book: Workbook) -> None:
    layout, seen = built.edition.layout, set()
    for sheet in (sheet for sheet in built.edition.book.shown if sheet.continued):
        worksheet = book[name_of(built, sheet)]
        first, *further = (
            CellRange(area.rpartition("!")[2]) for area in worksheet.print_area.replace("$", "").split(",")
        )
        edge = layout.edges[sheet.key]
        assert worksheet.print_title_cols == f"$A:${get_column_letter(FIRST_COLUMN + sheet.keys - 1)}"
        assert (first.min_col, first.max_col) == (1, edge)
        for block in sheet.blocks:
            frame = layout.frames[block]
            own = [area for area in further if (area.min_row, area.max_row) == (frame.title, frame.bottom)]
            columns = [column for area in own for column in range(area.min_col, area.max_col + 1)]
            assert columns == list(range(edge + 1, last_shown(layout, block) + 1)), block
            further = [area for area in further if area not in own]
        assert not further
        seen.add(sheet.key)
    assert seen


def read_footer(worksheet: Worksheet) -> str:
    """The middle of the footer, its codes as they stand in the file."""
    footer = worksheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    return str(footer.center.text).replace("&[Page]", "&P").replace("&[Pages]", "&N")


def test_the_heading_of_every_sheet_but_the_guide_stays_in_view(built: Built, book: Workbook) -> None:
    for sheet in visible(built):
        worksheet = book[name_of(built, sheet)]
        if sheet.role is Role.GUIDE:
            assert worksheet.freeze_panes is None
        else:
            assert worksheet.freeze_panes, worksheet.title


def test_the_header_of_a_sheet_of_one_table_stays_in_view(built: Built, book: Workbook) -> None:
    single = [sheet for sheet in visible(built) if len(sheet.items) == 1 or sheet.key == "calendar"]
    alone = [sheet for sheet in single if not sheet.blocks[-1].on(Axis.CELL)]
    assert alone
    for sheet in alone:
        frame = built.edition.layout.frames[sheet.blocks[-1]]
        assert book[name_of(built, sheet)].freeze_panes == f"D{frame.header + 1}"


def test_the_book_opens_at_the_first_cell_of_the_guide(book: Workbook) -> None:
    assert book.active is book.worksheets[0]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [book.sheetnames[0]]
    for sheet in book.worksheets:
        assert sheet.sheet_view.topLeftCell in (None, "A1")
        assert all(s.activeCell == "A1" for s in sheet.sheet_view.selection if s.pane is None)


def test_a_sheet_is_locked_unless_a_table_on_it_grows(built: Built, book: Workbook) -> None:
    for sheet in built.edition.book.sheets:
        grows = any(table.grows for table in sheet.tables)
        assert book[name_of(built, sheet)].protection.sheet is not grows


def test_every_sheet_but_the_guide_says_whether_its_formulas_are_locked(built: Built, book: Workbook) -> None:
    words = built.edition.words
    said = {text: words.text(f"ui.{text}") for text in ("locked", "open")}
    for sheet in built.edition.book.sheets[1:]:
        shown = book[name_of(built, sheet)]
        told = [cell.value for cell in shown[3] if cell.value in said.values()]
        assert told == [said["locked" if shown.protection.sheet else "open"]], sheet.key
