"""Nothing goes wrong unseen: every typed number, every table and every calculated cell is looked after by a check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from salessheet.errors import DeclarationError
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.edition import Content
from salessheet.workbook.expr import Expr, Line, expr
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Flavour, Scalar, Type
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.readings.text import letters
from salessheet.workbook.readings.values import Column, evaluate, lines_read
from salessheet.workbook.sales_center import SALES_CENTER, WATCHED, ErrorCells, refuse_stray_tables
from salessheet.workbook.schema import Table
from salessheet.workbook.sheets.checks import CHECKS, Approval, Checks, Relation, Verdict
from salessheet.workbook.sheets.funnel import FunnelFigures
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.sheets.watches import ON_SHEETS, RowsBelow, TextsForNumbers, UnfinishedRows
from salessheet.workbook.sheets.year_so_far import Headline
from salessheet.workbook.tables import Competitors, Deals, Orders, PoolBands, Receipts, Surveys
from tests.built.editions import NATIVE_BOOKS, Whose, made
from tests.readings.awkward import Awkward, content_of

CELL_FUNCTIONS = CellFunctions(FUNCTIONS)
FREE = frozenset({Type.TEXT, Type.LABEL, Type.FLAG})
OF_THE_FLAG = (Approval.controls, About.controls)
CHECK_LINES: Mapping[str, Line] = {line.key: line for line in Checks.lines}


@cache
def content() -> Content:
    """Filled when it is first asked for: every process of a run imports this module, one runs its tests."""
    return content_of(Awkward())


def result(line: Line, typed: Mapping[Line, Column], kept: Mapping[Line, list[Scalar]] | None = None) -> Scalar:
    """What the cell of a line shows when `typed` stands in the place of the data, and `kept` in calculated cells."""
    found = evaluate(
        SALES_CENTER, {**content().inputs, **typed}, content().sizes, Flavour.NATIVE, CELL_FUNCTIONS,
        wanted=[line], kept=kept,
    )  # fmt: skip  # the book, then what is asked
    (value,) = found[line].flat()
    return value


def with_first(line: Line, value: Scalar) -> list[Scalar]:
    """The column of the data with another value in its first cell."""
    return [value, *[None if cell != cell else cell for cell in list(content().inputs[line])][1:]]  # noqa: PLR0124  only NaN differs from itself


def typed_into(line: Line) -> NDArray[np.float64]:
    return np.asarray(content().inputs[line], float)


def test_the_tables_on_sheets_are_those_of_the_workbook() -> None:
    assert set(ON_SHEETS) == set(SALES_CENTER.tables)


@pytest.mark.parametrize(
    ("on_sheets", "known", "off_sheets", "told"),
    [
        ((Deals, Surveys), (Deals,), (), r"^Surveys: put it into TABLES"),
        ((Deals,), (Deals, Surveys), (), r"^Surveys: put it among the items of a sheet, or into OFF_SHEETS"),
        ((Deals,), (Deals,), (Deals,), r"^Deals: it stands on a sheet: take it out of OFF_SHEETS"),
    ],
)
def test_a_table_that_is_forgotten_is_told_with_the_place_where_it_belongs(
    on_sheets: tuple[type[Table], ...], known: tuple[type[Table], ...], off_sheets: tuple[type[Table], ...], told: str
) -> None:
    with pytest.raises(DeclarationError, match=told):
        refuse_stray_tables(on_sheets, known, off_sheets)


def test_every_number_that_people_type_is_looked_after() -> None:
    typed = {
        line
        for block in SALES_CENTER.blocks
        for line in block.lines
        if isinstance(line, Input) and not line.given and line.measure not in FREE
    }
    watched = {seen for line in TextsForNumbers.calculated() for seen in lines_read(line.native)}
    assert typed == watched


def test_every_calculated_line_is_looked_after_but_those_that_show_the_flag() -> None:
    calculated = {line for sheet in WATCHED for block in sheet.blocks for line in block.calculated()}
    watched = {seen for line in ErrorCells.calculated() for seen in lines_read(line.native) if isinstance(seen, Calc)}
    assert calculated - watched == set(OF_THE_FLAG)
    assert watched <= calculated


@pytest.mark.parametrize("whose", NATIVE_BOOKS, ids=str)
def test_the_addresses_looked_at_cover_every_calculated_cell_of_a_book(whose: Whose) -> None:
    """A range from the first to the last of some lines covers those between only if they lie between."""
    layout = made(whose).layout
    for watch in ErrorCells.calculated():
        found = made(whose).pattern(watch) if layout.holds(watch) else None
        if found is None:
            continue
        for line in lines_read(watch.native):
            if isinstance(line, Calc) and layout.holds(line):
                assert layout.name_of(line) in re.findall(r"\w+", found.text) or _lies_in(
                    found.text, layout.places[line]
                )


def _lies_in(formula: str, place: object) -> bool:
    sheet, top, left, bottom, right = (getattr(place, name) for name in ("sheet", "top", "left", "bottom", "right"))
    columns = {letters(column): column for column in range(1, 100)}
    for tab, first, high, last, low in re.findall(r"'([^']+)'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", formula):
        if (
            tab == sheet
            and columns[first] <= left
            and right <= columns[last]
            and int(high) <= top
            and bottom <= int(low)
        ):
            return True
    return False


@pytest.mark.parametrize(
    ("line", "part"),
    [(FunnelFigures.win_rate, "FunnelFigures"), (Headline.pace, "Headline"), (About.period, "About")],
)
def test_an_error_anywhere_turns_the_flag_to_fail(line: Line, part: str) -> None:
    (watch,) = (watch for watch in ErrorCells.lines if watch.key == part)
    kept: dict[Line, list[Scalar]] = {line: ["#DIV/0!"]}
    assert result(watch, {}) == 0
    assert result(watch, {}, kept) == 1
    assert result(Verdict.all_ok, {}) == 1
    assert result(Verdict.all_ok, {}, kept) == 0


def test_an_error_in_one_number_of_a_check_is_a_fail_and_no_error_in_the_flag() -> None:
    kept: dict[Line, list[Scalar]] = {FunnelFigures.won: ["#N/A"]}
    assert result(CHECK_LINES["outcomes_add_up__off"], {}, kept) == "#N/A"
    assert result(CHECK_LINES["outcomes_add_up__ok"], {}, kept) == 0
    assert result(Verdict.all_ok, {}, kept) == 0


def test_an_error_that_was_typed_among_the_data_is_a_fail_where_it_stands() -> None:
    typed: dict[Line, Column] = {Deals.amount: with_first(Deals.amount, "#N/A")}
    assert result(CHECK_LINES["numbers_are_numbers__ok"], typed) == 0
    assert result(Verdict.all_ok, typed) == 0


@pytest.mark.parametrize(
    ("column", "text", "watch"),
    [
        (Deals.amount, "12万", "Deals_amount"),
        (Deals.won_date, "2026.6.1", "Deals_prospect_date"),
        (Receipts.amount, "1,000 CNY", "Receipts_date"),
    ],
)
def test_a_text_in_a_column_of_numbers_turns_the_flag_to_fail(column: Line, text: str, watch: str) -> None:
    typed: dict[Line, Column] = {column: with_first(column, text)}
    (counter,) = (line for line in TextsForNumbers.lines if line.key == watch)
    assert result(counter, {}) == 0
    assert result(counter, typed) == 1
    assert result(CHECK_LINES["numbers_are_numbers__found"], typed) == 1
    assert result(Verdict.all_ok, typed) == 0


@pytest.mark.parametrize(
    ("column", "cell", "table"),
    [
        (Orders.order_date, None, "Orders"),
        (Deals.deal_id, "Total", "Deals"),
        (Competitors.competitor, "total", "Competitors"),
        (Surveys.date, "Total", "Surveys"),
        (PoolBands.pool, None, "PoolBands"),
    ],
)
def test_a_row_of_totals_or_one_that_lacks_what_it_needs_turns_the_flag_to_fail(
    column: Line, cell: Scalar, table: str
) -> None:
    typed: dict[Line, Column] = {column: with_first(column, cell)}
    (counter,) = (line for line in UnfinishedRows.lines if line.key == table)
    assert result(counter, {}) == 0
    assert result(counter, typed) == 1
    assert result(CHECK_LINES["rows_are_finished__ok"], typed) == 0
    assert result(Verdict.all_ok, typed) == 0


@pytest.mark.parametrize("column", [Deals.rep_id, Orders.rep_id, Orders.deal_id])
def test_a_row_of_another_team_whose_person_is_not_told_lacks_nothing(column: Line) -> None:
    typed: dict[Line, Column] = {column: with_first(column, None)}
    assert result(CHECK_LINES["rows_are_finished__ok"], typed) == 1


def test_no_row_stands_below_what_the_data_fills() -> None:
    assert {result(line, {}) for line in RowsBelow.lines} == {0}


@pytest.mark.parametrize(
    ("relation", "off", "holds"),
    [
        (Relation.EQUAL, 0.004, 1),
        (Relation.EQUAL, -0.006, 0),
        (Relation.AT_MOST, -100, 1),
        (Relation.AT_MOST, 0.004, 1),
        (Relation.AT_MOST, 0.006, 0),
        (Relation.AT_LEAST, 100, 1),
        (Relation.AT_LEAST, -0.004, 1),
        (Relation.AT_LEAST, -0.006, 0),
    ],
)
def test_a_relation_holds_up_to_half_a_cent(relation: Relation, off: float, holds: int) -> None:
    check = next(check for check in CHECKS if check.relation is relation)
    assert result(CHECK_LINES[f"{check.key}__ok"], {}, {CHECK_LINES[f"{check.key}__off"]: [off]}) == holds


def test_receipts_and_orders_are_shown_as_they_are() -> None:
    received, ordered, off, ok = (
        result(CHECK_LINES[f"receipts_within_orders__{field}"], {}) for field in ("found", "wanted", "off", "ok")
    )
    assert isinstance(received, float)
    assert isinstance(ordered, float)
    assert received == pytest.approx(np.nansum(typed_into(Receipts.amount)))
    assert ordered == pytest.approx(np.nansum(typed_into(Orders.amount).clip(0)))
    assert off == pytest.approx(received - ordered)
    assert ok == 1


def test_receipts_beyond_all_orders_fail() -> None:
    typed: dict[Line, Column] = {Receipts.amount: with_first(Receipts.amount, 1e9)}
    assert result(CHECK_LINES["receipts_within_orders__ok"], typed) == 0


def test_people_may_carry_more_than_the_year_but_not_less() -> None:
    key = "people_carry_the_year"
    more: Mapping[Line, list[Scalar]] = {CHECK_LINES[f"{key}__found"]: [2e9]}
    less: Mapping[Line, list[Scalar]] = {CHECK_LINES[f"{key}__found"]: [1]}
    assert (result(CHECK_LINES[f"{key}__ok"], {}, more), result(CHECK_LINES[f"{key}__ok"], {}, less)) == (1, 0)


def test_every_check_reads_two_numbers_of_its_own_accord() -> None:
    """None bends one number to the other to have them agree."""
    for check in CHECKS:
        if check.relation is not Relation.EQUAL:
            found, wanted = (set(lines_read(_tree(side))) for side in (check.found, check.wanted))
            assert not found & wanted, check.key


def _tree(side: Expr | float | str) -> Expr:
    return expr(side)
