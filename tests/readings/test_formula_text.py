"""The formulas that stand in cells, as exact text. The grid stands on First, the line on Sheet 2's.

On First: the list of the single cells in rows 6 and 7; the grid with its heads in rows 11 and 12 and its cells from
row 13 on: no in B, left in C, right in D, the body in E to H. On Sheet 2's the line's cells start in row 7, or in
row 8 under a row of counters.
"""

from __future__ import annotations

import pytest

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Band, Book, Group, Role, Sheet
from salessheet.workbook.expr import (
    Expr,
    Extent,
    Function,
    Literal,
    Part,
    Ref,
    Result,
    blank,
    expr,
    own_above,
    own_previous,
)
from salessheet.workbook.functions import COUNTIFS, IF, INDEX, ROUND, SUM, SUMIFS, above, at_least, at_most
from salessheet.workbook.layout import Place, below, lay_out, named_range
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Axis, Flavour, Type
from salessheet.workbook.readings.text import letters, pattern
from salessheet.workbook.schema import Block
from tests.readings.small import Grid, Rows, Single, block_of, laid_out, reader_of, text_of

SS_SPLIT = Function("SS_SPLIT", Result.BLOCK)
SS_TABLE = Function("SS_TABLE", Result.TABLE)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (expr(1), "1"),
        (expr(0.5), "0.5"),
        (expr(value=True), "TRUE"),
        (expr('say "so"'), '"say ""so"""'),
        (expr("{braces}"), '"{braces}"'),
        (blank, '""'),
        (expr(1) + 2 - 3, "1+2-3"),
        (expr(1) - (expr(2) - 3), "1-(2-3)"),
        ((expr(1) + 2) * 3, "(1+2)*3"),
        (expr(1) + expr(2) * 3, "1+2*3"),
        (expr(1) / (expr(2) * 3), "1/(2*3)"),
        (expr(1) / 2 * 3, "1/2*3"),
        (1 - expr(2), "1-2"),
        (2 / expr(4), "2/4"),
        ((expr(1) > 2) * 1, "(1>2)*1"),
        ((expr(1) == 2) + (expr(3) <= 4), "(1=2)+(3<=4)"),
        (IF(expr(1) >= 0, ROUND(expr(1.5), 0), blank), 'IF(1>=0,ROUND(1.5,0),"")'),
        (COUNTIFS(Rows.name.whole, "a", Rows.amount.whole, above(0)), 'COUNTIFS(Rows_name,"a",Rows_amount,">"&0)'),
        (
            SUMIFS(
                Rows.amount.whole, Rows.amount.whole, at_least(expr(1) - 1), Rows.amount.whole, at_most(Single.switch)
            ),
            'SUMIFS(Rows_amount,Rows_amount,">="&(1-1),Rows_amount,"<="&Use_It)',
        ),
    ],
)
def test_expressions_keep_their_order_with_as_few_brackets_as_it_takes(tree: Expr, text: str) -> None:
    assert text_of(tree, Axis.CELL, cell=(0, 0)) == "=" + text


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Grid.left.operand(), "'First'!$B14"),
        (Grid.left.whole, "Grid_left"),
        (Grid.left.so_far, "'First'!$B$13:$B14"),
        (Grid.left.above, "'First'!$B$12:$B13"),
        (Grid.left.onward, "'First'!$B14:$B$15"),
        (Grid.left.previous, "'First'!$B13"),
        (Grid.body.across, "'First'!$D14:$G14"),
        (Grid.body.whole, "Grid_body"),
        (Grid.left.to(Grid.right), "'First'!$B14:$C14"),
        (Grid.left.to(Grid.right).whole, "'First'!$B$13:$C$15"),
        (Single.rate.operand(), "Single_rate"),
        (Single.rate.to(Single.switch).whole, "'First'!$C$6:$C$7"),
        (Single.switch.operand(), "Use_It"),
        (Grid.left.below, "'First'!$B$16:$B$17"),
        (Rows.amount.below, "'First'!$C$74:$C$5073"),
        (Rows.name.to(Rows.amount).whole, "'First'!$B$20:$C$73"),
        (own_previous, "$B7"),
        (own_above, "$B$6:$B7"),
    ],
)
def test_a_column_reaches_to_another_height_and_sheet(tree: Expr, text: str) -> None:
    """The second cell of the line, in row 8, beside the grid's row 14."""
    assert text_of(SUM(tree)) == f"=SUM({text})"


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Grid.body.operand(), "'First'!E14"),
        (Grid.body.leftward, "'First'!D14"),
        (Grid.body.rightward, "'First'!E14:$G14"),
        (Grid.body.previous, "'First'!E13"),
        (Grid.body.across, "'First'!$D14:$G14"),
        (Grid.body.down, "'First'!E$13:E$15"),
        (Grid.head.operand(), "'First'!E$12"),
        (Grid.head.so_far, "'First'!$D$12:E$12"),
        (Grid.head.above, "'First'!$C$12:D$12"),
        (Grid.head.onward, "'First'!E$12:$G$12"),
        (Grid.head.previous, "'First'!D$12"),
        (Grid.left.operand(), "'First'!$B14"),
        (own_above, "C$6:C7"),
        (own_previous, "C7"),
    ],
)
def test_a_body_reaches_along_both_axes(tree: Expr, text: str) -> None:
    """The cell in the second row and column of the body, D8, beside the grid's F14."""
    assert text_of(SUM(tree), Axis.BODY, cell=(1, 1)) == f"=SUM({text})"


def test_a_sheet_with_an_apostrophe_is_quoted() -> None:
    block = block_of(Grid.left + 0)
    (line,) = block.calculated()
    reader, seen = reader_of(line)
    layout = laid_out(block, reader)
    layout.places[seen] = Place("Third", 4, 2, 3, 1)
    found = pattern(seen, Flavour.NATIVE, layout)

    assert found is not None
    assert found.at(4, 2) == "='Sheet 2''s'!$B7"


def test_a_reference_on_the_same_sheet_names_no_sheet() -> None:
    block = block_of(Grid.left + 0)
    (line,) = block.calculated()
    reader, seen = reader_of(line)
    layout = laid_out(block, reader)
    found, place = pattern(seen, Flavour.NATIVE, layout), layout.places[seen]

    assert found is not None
    assert found.at(place.top, place.left) == f"=$B{layout.places[line].top}"


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (INDEX(Grid.left.whole, 2), "INDEX(Grid_left,2)"),
        (INDEX(Grid.head.whole, 2), "INDEX(Grid_head,1,2)"),
        (INDEX(Grid.head.so_far, 2), "INDEX('First'!$D$12:E$12,1,2)"),
        (INDEX(Grid.body.across, 2), "INDEX('First'!$D14:$G14,1,2)"),
        (INDEX(Grid.body.rightward, 2), "INDEX('First'!E14:$G14,1,2)"),
        (INDEX(Grid.body.down, 2), "INDEX('First'!E$13:E$15,2)"),
        (INDEX(Grid.left.to(Grid.right), 2), "INDEX('First'!$B14:$C14,1,2)"),
        (INDEX(Grid.left.to(Grid.right).whole, 2, 1), "INDEX('First'!$B$13:$C$15,2,1)"),
    ],
)
def test_a_place_along_a_row_is_counted_in_columns(tree: Expr, text: str) -> None:
    """Excel takes `INDEX(row, 2)`, too; other programs look for a second row."""
    assert text_of(tree, Axis.BODY, cell=(1, 1)) == f"={text}"


@pytest.mark.parametrize(
    ("axis", "tree", "text"),
    [
        (Axis.ROWS, SS_SPLIT(Single.rate, Grid.left.whole), "=INDEX(SS_SPLIT(Single_rate,Grid_left),$A8)"),
        (Axis.COLUMNS, SS_SPLIT(Single.rate, Grid.head.whole), "=INDEX(SS_SPLIT(Single_rate,Grid_head),B$6)"),
        (Axis.BODY, SS_SPLIT(Grid.left.whole, Grid.head.whole), "=INDEX(SS_SPLIT(Grid_left,Grid_head),$A8,B$6)"),
        (Axis.ROWS, INDEX(SS_TABLE(Grid.left.whole), Grid.no, 2), "=INDEX(SS_TABLE(Grid_left),'First'!$A14,2)"),
    ],
)
def test_each_cell_takes_its_own_of_a_function_that_fills_the_block(axis: Axis, tree: Expr, text: str) -> None:
    row = 0 if axis is Axis.COLUMNS else 1
    assert text_of(expr(0), axis, Flavour.PYTHON, cell=(row, 0), python=tree) == text


def test_a_switch_chooses_between_the_cell_function_and_the_plain_formula() -> None:
    block = block_of(Grid.left * 2, python=Function("SS_DOUBLE", Result.EACH)(Grid.left))
    layout = laid_out(block)
    (line,) = block.calculated()
    found = pattern(line, Flavour.PYTHON, layout, Single.switch)

    assert found is not None
    assert found.at(7, 3) == "=IF(Use_It,SS_DOUBLE('First'!$B13),'First'!$B13*2)"


def test_a_line_without_cell_function_is_plain_in_every_flavour() -> None:
    assert text_of(Grid.left * 2, flavour=Flavour.PYTHON) == text_of(Grid.left * 2) == "='First'!$B14*2"


def test_values_alone_and_lines_of_missing_blocks_have_no_formula() -> None:
    block = block_of(Grid.left * 2)
    (line,) = block.calculated()
    layout = laid_out(block)
    assert pattern(line, Flavour.VALUES, layout) is None

    del layout.places[Grid.left]
    assert pattern(line, Flavour.NATIVE, layout) is None


def test_a_function_that_fills_the_block_needs_a_counter_to_find_each_cell_by() -> None:
    own = Calc(Type.NUMBER, native=expr(0), python=SS_SPLIT(Single.rate, Grid.left.whole))
    block = type("Bare", (Block,), {"rows": Grid.rows, "own": own})

    with pytest.raises(DeclarationError, match="Bare needs a counter along its rows"):
        pattern(own, Flavour.PYTHON, laid_out(block))


def test_what_no_formula_can_say_is_refused_by_name() -> None:
    block = block_of(SUM(Ref(Grid.body, Part.SO_FAR)), Axis.BODY)
    (line,) = block.calculated()

    with pytest.raises(DeclarationError, match=r"Own\.own reads so far of Grid\.body, which no formula can say"):
        pattern(line, Flavour.NATIVE, laid_out(block))


@pytest.mark.parametrize(
    ("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_are_named_by_letters(column: int, name: str) -> None:
    assert letters(column) == name


def test_names_of_a_table_reach_below_its_rows_and_others_do_not() -> None:
    layout = laid_out(block_of(expr(0)))

    assert named_range(layout, Rows.amount).rows == layout.places[Rows.amount].rows + Rows.headroom
    assert named_range(layout, Grid.left) == layout.places[Grid.left]
    assert layout.names["Use_It"] is Single.switch
    assert layout.names["Rows_amount"] is Rows.amount


def test_text_in_quotes_survives_the_holes_of_the_pattern() -> None:
    assert text_of(IF(Grid.left == "{row}", "{col:1}", Literal("}{"))) == '=IF(\'First\'!$B14="{row}","{col:1}","}{")'


def test_a_span_goes_from_the_first_to_the_last_of_its_lines_that_the_book_has() -> None:
    class Few(Block):
        rows = Extent("few", 1)
        missing = Calc(Type.NUMBER, Axis.CELL, native=expr(1), optional=True)
        first = Calc(Type.NUMBER, Axis.CELL, native=expr(2))
        last = Calc(Type.NUMBER, Axis.CELL, native=expr(3))
        gone = Calc(Type.NUMBER, Axis.CELL, native=expr(4), optional=True)

    class Total(Block):
        rows = Extent("total", 1)
        total = Calc(Type.NUMBER, Axis.CELL, native=SUM(Few.missing.to(Few.gone).whole))

    book = Book((Sheet("only", Role.CALCULATION, Group.CONTROL, (Few, Total)),))
    layout = lay_out(book, {Few.rows: 1, Total.rows: 1}, {"only": "Only"}, {}, frozenset({Few.missing, Few.gone}))
    found = pattern(Total.total, Flavour.NATIVE, layout)
    assert found is not None
    assert found.text == "=SUM($C$6:$C$7)"


def test_nothing_can_be_below_a_line_right_under_which_something_else_stands() -> None:
    layout = laid_out()
    crowded = Band((), height=1)
    layout.items[crowded] = Place("First", layout.places[Grid.left].bottom + 1, 2, 1, 1)
    with pytest.raises(DeclarationError, match=r"no row below Grid\.left"):
        below(layout, Grid.left)
