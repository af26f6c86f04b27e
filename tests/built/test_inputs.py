"""Where people type: the look of inputs, what may be typed, and what the sheet says about it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.datavalidation import DataValidation

from salessheet.workbook.edition import Edition
from salessheet.workbook.layout import named_range
from salessheet.workbook.lines import Column, Input
from salessheet.workbook.measures import Type, Use
from tests.built.editions import Built, Whose

# openpyxl says that it drops sparklines and the newer conditional formats, which is no matter to who reads the rest.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

BLUE, PALE_YELLOW = "FF1F4FBF", "FFFFFBE6"
LONGEST_TITLE, LONGEST_MESSAGE, LONGEST_LIST = 32, 255, 255


@pytest.fixture
def made(books: dict[Whose, Built], whose: Whose) -> Edition:
    return books[whose].edition


def inputs(made: Edition) -> Iterator[Input]:
    """The lines people type into."""
    for line in made.layout.places:
        if isinstance(line, Input) and not line.given:
            yield line


def cells(made: Edition, line: Input, book: Workbook) -> Iterator[Cell]:
    place = made.layout.places[line]
    for row in book[place.sheet].iter_rows(place.top, place.bottom, place.left, place.right):
        yield from row  # type: ignore[misc]  # no input cell is merged


def is_input(cell: Cell) -> bool:
    looks = (str(cell.font.color.rgb) if cell.font.color else "", str(cell.fill.fgColor.rgb))
    return looks == (BLUE, PALE_YELLOW)


def is_note(cell: Cell) -> bool:
    """Blue italics on no ground."""
    return bool(cell.font.italic) and str(cell.font.color.rgb) == BLUE and cell.fill.fill_type is None


def says_use(line: Input) -> Use:
    return line.use if isinstance(line, Column) else Use.COMPUTED


def rule_of(made: Edition, line: Input, book: Workbook) -> DataValidation | None:
    """The validation over all the cells that the name of the line covers."""
    area = named_range(made.layout, line)
    rules = [
        rule
        for rule in book[area.sheet].data_validations.dataValidation
        if any(
            (r.min_row, r.min_col, r.max_row, r.max_col) == (area.top, area.left, area.bottom, area.right)
            for r in rule.sqref.ranges
        )
    ]
    return rules[0] if rules else None


def test_cells_to_type_into_are_blue_on_pale_yellow_and_unlocked(made: Edition, book: Workbook) -> None:
    for line in inputs(made):
        looks = is_note if says_use(line) is Use.NOTE else is_input
        assert all(looks(cell) and not cell.protection.locked for cell in cells(made, line, book)), line


def test_nothing_else_is_unlocked_but_the_lines_to_sign(made: Edition, book: Workbook) -> None:
    typed = {(cell.parent.title, cell.coordinate) for line in inputs(made) for cell in cells(made, line, book)}
    signed = {item: place for item, place in made.layout.items.items() if type(item).__name__ == "SignOff"}
    for sheet in book.worksheets:
        lines = [place for place in signed.values() if place.sheet == sheet.title]
        for number, row in enumerate(sheet.iter_rows(), start=1):
            to_sign = any(place.top <= number <= place.bottom for place in lines)
            for cell in row:
                if not cell.protection.locked and not to_sign:
                    assert (sheet.title, cell.coordinate) in typed


def test_the_legend_alone_borrows_the_look_of_inputs(made: Edition, book: Workbook) -> None:
    typed = {(cell.parent.title, cell.coordinate) for line in inputs(made) for cell in cells(made, line, book)}
    looks = {(s.title, c.coordinate) for s in book.worksheets for row in s.iter_rows() for c in row if is_input(c)}  # type: ignore[arg-type]  # merged cells have a look too

    assert {sheet for sheet, _ in looks - typed} == {book.sheetnames[0]}
    assert len(looks - typed) == 1


def test_every_input_but_free_text_is_validated_with_a_word_on_what_is_wrong(made: Edition, book: Workbook) -> None:
    for line in inputs(made):
        rule = rule_of(made, line, book)
        if rule is None:
            assert line.measure in (Type.TEXT, Type.LABEL), line
            assert not isinstance(line.choices, tuple), line
            continue
        if rule.type is None:  # anything may stand there: only the prompt matters
            assert says_use(line) is not Use.COMPUTED, line
            continue
        assert rule.type in ("list", "date", "decimal"), line
        assert (rule.errorStyle or "stop", bool(rule.showErrorMessage), bool(rule.allowBlank)) == ("stop", True, True)
        assert 0 < len(rule.error or "") <= LONGEST_MESSAGE, line
        assert 0 < len(rule.errorTitle or "") <= LONGEST_TITLE, line


def test_a_validated_input_with_help_prompts_with_it(made: Edition, book: Workbook) -> None:
    for line in inputs(made):
        rule, help_ = rule_of(made, line, book), made.words.find("help", line.block.__name__, line.key)
        if rule is not None and help_:
            use = made.words.find("ui", f"prompt_{says_use(line).name}") or "{help}"
            assert rule.prompt == use.format(help=help_)[:LONGEST_MESSAGE], line
            assert rule.promptTitle == made.words.label(line)[:LONGEST_TITLE], line
            assert rule.showInputMessage, line


def test_an_input_that_no_number_counts_says_so_when_it_is_chosen(made: Edition, book: Workbook) -> None:
    silent = [line for line in inputs(made) if says_use(line) is not Use.COMPUTED]
    assert silent
    for line in silent:
        rule = rule_of(made, line, book)
        assert rule is not None, line
        assert len(rule.prompt or "") <= LONGEST_MESSAGE
        assert str(rule.prompt).endswith(made.words.text(f"ui.prompt_{says_use(line).name}").format(help="").strip())


def test_lists_come_from_names_of_the_book_or_are_short(made: Edition, book: Workbook) -> None:
    for line in inputs(made):
        rule = rule_of(made, line, book)
        if rule is None or rule.type != "list":
            continue
        source = str(rule.formula1)
        if source.startswith('"'):
            assert len(source) - 2 <= LONGEST_LIST, line
        else:
            assert source.removeprefix("=") in book.defined_names, line


def test_a_reference_to_a_table_of_the_book_is_chosen_from_its_ids(made: Edition, book: Workbook) -> None:
    checked = 0
    for line in inputs(made):
        if isinstance(line, Column) and line.refers_to is not None and made.layout.holds(line.refers_to):
            rule = rule_of(made, line, book)
            assert rule is not None, line
            assert str(rule.formula1).removeprefix("=") == made.layout.name_of(line.refers_to)
            checked += 1
    assert checked > 0


def test_validations_of_a_sheet_do_not_overlap(book: Workbook) -> None:
    for sheet in book.worksheets:
        areas = [area for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges]
        for i, j in product(range(len(areas)), repeat=2):
            assert i == j or areas[i].isdisjoint(areas[j]), (sheet.title, areas[i].coord, areas[j].coord)


def test_what_the_sample_holds_would_pass_its_own_lists(made: Edition, book: Workbook) -> None:
    for line in inputs(made):
        rule = rule_of(made, line, book)
        if rule is not None and rule.type == "list" and str(rule.formula1).startswith('"'):
            allowed = set(str(rule.formula1)[1:-1].split(","))
            shown = {str(cell.value) for cell in cells(made, line, book) if cell.value not in (None, "")}
            assert shown <= allowed, line
