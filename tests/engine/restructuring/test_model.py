"""A change applied to openpyxl's model: cells go with all that is theirs, and what refers to them follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from salessheet.engine.errors import CellsOfTable, ImpossibleChange, NoRoom, PartOfArray, PartOfMergedCell
from salessheet.engine.restructuring.model import applied
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, area
from salessheet.xlsx.changes.kinds import (
    Carried,
    Change,
    ColumnRenamed,
    NameRenamed,
    Removed,
    Renamed,
    Shifted,
    TableRenamed,
)


def rows(at: int, count: int, sheet: str = "Deals") -> Shifted:
    """Inserted, or with a count below zero deleted."""
    return Shifted(sheet, Area(sheet, at, 1, at + abs(count) - 1, LAST_COLUMN), count, 0)


def columns(at: int, count: int, sheet: str = "Deals") -> Shifted:
    return Shifted(sheet, Area(sheet, 1, at, LAST_ROW, at + abs(count) - 1), 0, count)


def cells(address: str, *, down: int = 0, across: int = 0) -> Shifted:
    found = area("Deals", address)
    assert found is not None
    return Shifted("Deals", found, down, across)


def carried(address: str, to: str, sheet: str = "Deals") -> Carried:
    source, there = area("Deals", address), area(sheet, to)
    assert source is not None
    assert there is not None
    return Carried(source, sheet, there.top - source.top, there.left - source.left)


@pytest.fixture
def book() -> Workbook:
    made = Workbook()
    made.worksheets[0].title = "Deals"
    made.create_sheet("Rates")
    made.create_sheet("Report")
    return made


@pytest.fixture
def deals(book: Workbook) -> Worksheet:
    return book.worksheets[0]


def table(sheet: Worksheet, ref: str = "B3:D6") -> Table:
    made = Table(displayName="tblDeals", ref=ref)
    names = ("Deal", "Amount", "Net")
    made.tableColumns = [TableColumn(id=i, name=name) for i, name in enumerate(names, start=1)]
    for i, name in enumerate(names):
        sheet.cell(3, 2 + i, name)
    sheet.add_table(made)
    return made


def test_a_cell_that_moves_keeps_its_style_its_link_and_its_note(book: Workbook, deals: Worksheet) -> None:
    cell = deals["B5"]
    cell.value, cell.font, cell.comment = 7, Font(bold=True), Comment("a note", "A. Body")
    cell.hyperlink = Hyperlink(ref="B5", location="Rates!A1")
    applied(book, rows(2, 3))
    moved = deals["B8"]

    assert moved is cell
    assert (moved.value, moved.font.bold, moved.coordinate) == (7, True, "B8")
    assert moved.comment is not None
    assert moved.comment.text == "a note"
    assert moved.hyperlink is not None
    assert moved.hyperlink.ref == "B8"
    assert deals["B5"].value is None


def test_cells_appended_after_a_shift_come_after_the_last_row(book: Workbook, deals: Worksheet) -> None:
    deals["A3"] = 1
    applied(book, rows(2, 4))
    deals.append([2])

    assert deals["A8"].value == 2


@pytest.mark.parametrize(
    ("change", "value"),
    [(rows(1, 2), "=SUM(A3:A11)"), (rows(1, -1), "=SUM(A1:A8)"), (Renamed("Deals", "Won"), "=SUM(A1:A9)")],
)
def test_formulas_follow(book: Workbook, deals: Worksheet, change: Change, value: str) -> None:
    deals["C20"] = "=SUM(A1:A9)"
    applied(book, change)

    assert value in [cell.value for row in deals.iter_rows() for cell in row]


def test_the_cells_whose_formula_changed_are_told_by_where_they_stand_now(book: Workbook, deals: Worksheet) -> None:
    rates = book["Rates"]
    deals["A1"], deals["A9"], deals["B9"], deals["C9"] = "=B9", "=1+2", "=A1", '="A9"'
    rates["A1"], rates["A2"] = "=Deals!A9", "=A9"

    assert applied(book, rows(5, 2)) == {deals: {(1, 1)}, rates: {(1, 1)}}


def test_a_text_that_looks_like_a_formula_stays(book: Workbook, deals: Worksheet) -> None:
    deals["A1"] = "=B9"
    deals["A1"].data_type = "s"
    applied(book, rows(5, 2))

    assert deals["A1"].value == "=B9"


def test_array_formulas_and_what_if_tables_follow(book: Workbook, deals: Worksheet) -> None:
    deals["B5"] = ArrayFormula("B5:B7", "=A5:A7*$D$1")
    deals["E5"] = DataTableFormula("E5:F6", r1="D9", r2="D1", dt2D=True)
    touched = applied(book, rows(3, 2))
    array, what_if = deals["B7"].value, deals["E7"].value

    assert (array.ref, array.text) == ("B7:B9", "=A7:A9*$D$1")
    assert (what_if.ref, what_if.r1, what_if.r2) == ("E7:F8", "D11", "D1")
    assert touched == {deals: {(7, 2)}}


def test_a_what_if_table_says_that_its_input_is_deleted(book: Workbook, deals: Worksheet) -> None:
    deals["E5"] = DataTableFormula("E5:F6", r1="D9", r2="D1", dt2D=True)
    applied(book, rows(9, -1))
    what_if = deals["E5"].value

    assert what_if.del1
    assert not what_if.del2


def array(sheet: Worksheet) -> None:
    sheet["B3"] = ArrayFormula("B3:C6", "=E3:F6")


def merged(sheet: Worksheet) -> None:
    sheet.merge_cells("B3:C6")


def last_row(sheet: Worksheet) -> None:
    sheet.cell(LAST_ROW, 2, 1)


def last_column(sheet: Worksheet) -> None:
    sheet.cell(2, LAST_COLUMN, 1)


@pytest.mark.parametrize(
    ("furnish", "change", "refused"),
    [
        (array, rows(4, 1), PartOfArray),
        (array, rows(6, -1), PartOfArray),
        (array, columns(3, 1), PartOfArray),
        (array, cells("B1", down=1), PartOfArray),
        (array, carried("B3:B6", "H3"), PartOfArray),
        (array, carried("H3", "B3"), PartOfArray),
        (array, carried("B3:C6", "B3", "Rates"), None),
        (array, rows(3, 1), None),
        (array, rows(7, 1), None),
        (array, rows(3, -4), None),
        (array, cells("B1:C1", down=1), None),
        (merged, cells("B1", down=1), PartOfMergedCell),
        (merged, cells("C1", down=-1), PartOfMergedCell),
        (merged, cells("A3", across=1), PartOfMergedCell),
        (merged, carried("B3", "H3"), PartOfMergedCell),
        (merged, rows(4, 1), None),
        (merged, rows(4, -1), None),
        (merged, cells("B1:C1", down=1), None),
        (merged, cells("B7", down=1), None),
        (merged, carried("B3:C6", "H3"), None),
        (table, cells("B1", down=1), CellsOfTable),
        (table, cells("B5:C5", down=-1), CellsOfTable),
        (table, cells("A4", across=1), CellsOfTable),
        (table, rows(3, -1), CellsOfTable),
        (table, carried("A1:D9", "A1", "Rates"), CellsOfTable),
        (table, cells("B5:D5", down=1), None),
        (table, rows(4, 1), None),
        (table, rows(3, -4), None),
        (last_row, rows(1, 1), NoRoom),
        (last_row, cells("B1", down=1), NoRoom),
        (last_row, cells("C1", down=1), None),
        (last_column, columns(1, 1), NoRoom),
        (last_column, rows(1, 1), None),
    ],
)
def test_what_belongs_together_is_not_torn_apart(
    book: Workbook,
    deals: Worksheet,
    furnish: Callable[[Worksheet], object],
    change: Change,
    refused: type[ImpossibleChange] | None,
) -> None:
    furnish(deals)
    deals["A9"] = "=B1+B9"
    if refused is None:
        applied(book, change)
        return
    with pytest.raises(refused):
        applied(book, change)

    assert deals["A9"].value == "=B1+B9"  # nothing was done by halves


def test_merged_cells_that_grow_hide_the_new_ones(book: Workbook, deals: Worksheet) -> None:
    deals["B2"] = "shown"
    deals.merge_cells("B2:C3")
    applied(book, rows(3, 2))

    assert [str(one) for one in deals.merged_cells.ranges] == ["B2:C5"]
    assert deals["B2"].value == "shown"
    assert all(isinstance(deals.cell(row, 3), MergedCell) for row in range(2, 6))


def test_the_first_cell_of_merged_ones_deleted_leaves_an_empty_one_to_write_in(
    book: Workbook, deals: Worksheet
) -> None:
    deals["B2"] = "shown"
    deals.merge_cells("B2:C4")
    applied(book, rows(2, -1))
    deals["B2"] = "written"

    assert [str(one) for one in deals.merged_cells.ranges] == ["B2:C3"]
    assert deals["B2"].value == "written"


@pytest.mark.parametrize("change", [columns(3, -1), columns(2, -1)])
def test_merged_cells_that_shrink_to_one_are_merged_no_more(book: Workbook, deals: Worksheet, change: Shifted) -> None:
    deals.merge_cells("B2:C2")
    applied(book, change)
    deals["B2"] = "written"

    assert not deals.merged_cells.ranges
    assert deals["B2"].value == "written"


@pytest.mark.parametrize(
    ("change", "groups"),
    [
        (columns(1, 2), {("D", 4, 4, 20.0), ("F", 6, 9, 13.0)}),
        (columns(5, 1), {("B", 2, 2, 20.0), ("D", 4, 8, 13.0)}),
        (columns(4, 1), {("B", 2, 2, 20.0), ("E", 5, 8, 13.0)}),
        (columns(2, -1), {("C", 3, 6, 13.0)}),
        (columns(3, -3), {("B", 2, 2, 20.0), ("C", 3, 4, 13.0)}),
        (columns(4, -4), {("B", 2, 2, 20.0)}),
        (cells("A1:H1", down=1), {("B", 2, 2, 20.0), ("D", 4, 7, 13.0)}),
    ],
)
def test_widths_go_with_whole_columns(
    book: Workbook, deals: Worksheet, change: Shifted, groups: set[tuple[str, int, int, float]]
) -> None:
    deals.column_dimensions["B"].width = 20
    deals.column_dimensions.group("D", "G", hidden=True)
    applied(book, change)
    found = deals.column_dimensions

    assert {(key, one.min or one.max, one.max, one.width) for key, one in found.items() if one.max} | {
        (key, 2, 2, one.width) for key, one in found.items() if not one.max
    } == groups


def test_heights_go_with_whole_rows(book: Workbook, deals: Worksheet) -> None:
    deals.row_dimensions[3].height, deals.row_dimensions[5].height = 30, 50
    applied(book, rows(4, 2))
    applied(book, cells("A1:B1", down=1))
    applied(book, rows(3, -1))

    assert {row: one.height for row, one in deals.row_dimensions.items() if one.height} == {6: 50}


def test_names_follow_where_they_are_fixed(book: Workbook, deals: Worksheet) -> None:
    book.defined_names["rngDeals"] = DefinedName("rngDeals", attr_text="Deals!$A$2:$B$9")
    book.defined_names["Above"] = DefinedName("Above", attr_text="Deals!A1048576")
    deals.defined_names["Own"] = DefinedName("Own", attr_text="Deals!$A$4")
    applied(book, rows(3, 1))

    assert {name.name: name.value for name in book.defined_names.values()} == {
        "rngDeals": "Deals!$A$2:$B$10",
        "Above": "Deals!A1048576",
    }
    assert deals.defined_names["Own"].value == "Deals!$A$5"


def test_a_print_title_that_is_deleted_is_none_any_more(book: Workbook, deals: Worksheet) -> None:
    deals.print_title_rows, deals.print_title_cols = "3:4", "B:B"
    deals.print_area = "A1:C9"
    applied(book, columns(2, -1))
    applied(book, rows(1, 1))

    assert deals.print_title_rows == "$4:$5"
    assert not deals.print_title_cols
    assert deals.print_area == "'Deals'!$A$2:$B$10"


def test_validations_and_formats_follow_and_go_with_their_last_cell(book: Workbook, deals: Worksheet) -> None:
    for sqref in ("C2:C9", "C5"):
        validation = DataValidation("custom", formula1=f"={sqref[:2]}>$E$5")
        validation.add(sqref)
        deals.add_data_validation(validation)
    deals.conditional_formatting.add("A5:B5", Rule("expression", formula=["$A5>1"], priority=7))
    deals.conditional_formatting.add("A2:B9", Rule("expression", formula=["$A2>$E$5"], priority=3))
    applied(book, rows(5, -1))

    assert [(str(one.sqref), one.formula1) for one in deals.data_validations.dataValidation] == [("C2:C8", "=C2>#REF!")]
    assert [
        (str(one.sqref), rule.formula, rule.priority) for one in deals.conditional_formatting for rule in one.rules
    ] == [("A2:B8", ["$A2>#REF!"], 3)]


def test_the_table_grows_with_rows_inserted_in_it(book: Workbook, deals: Worksheet) -> None:
    made = table(deals)
    applied(book, rows(5, 2))

    assert made.ref == "B3:D8"


def test_a_column_inserted_in_a_table_gets_a_name_and_a_header(book: Workbook, deals: Worksheet) -> None:
    made = table(deals)
    touched = applied(book, columns(3, 1))

    assert made.ref == "B3:E6"
    assert [(one.id, one.name) for one in made.tableColumns] == [(1, "Deal"), (4, "Column1"), (2, "Amount"), (3, "Net")]
    assert deals["C3"].value == "Column1"
    assert touched == {deals: {(3, 3)}}


def test_a_column_of_a_table_deleted_leaves_an_error_where_it_was_named(book: Workbook, deals: Worksheet) -> None:
    made = table(deals)
    deals["H1"] = "=SUM(tblDeals[Amount])+SUM(tblDeals[Net])"
    touched = applied(book, columns(3, -1))

    assert [one.name for one in made.tableColumns] == ["Deal", "Net"]
    assert deals["G1"].value == "=SUM(tblDeals[#REF!])+SUM(tblDeals[Net])"
    assert touched == {deals: {(1, 7)}}


def test_a_table_is_gone_with_its_last_cell(book: Workbook, deals: Worksheet) -> None:
    table(deals)
    applied(book, rows(2, -6))

    assert not deals.tables


def test_the_filter_of_a_sheet_moves_and_goes(book: Workbook, deals: Worksheet) -> None:
    deals.auto_filter.ref = "A3:C9"
    deals.auto_filter.add_filter_column(2, ["x"])
    applied(book, columns(2, -1))

    assert deals.auto_filter.ref == "A3:B9"
    assert [one.colId for one in deals.auto_filter.filterColumn] == [1]

    applied(book, rows(1, -20))

    assert not deals.auto_filter.ref


def test_charts_that_were_added_follow(book: Workbook, deals: Worksheet) -> None:
    chart = BarChart()
    chart.add_data(Reference(deals, min_col=2, min_row=2, max_row=9))
    book.worksheets[2].add_chart(chart, "A1")
    applied(book, rows(5, 1))
    applied(book, Renamed("Deals", "Won"))

    assert chart.series[0].val.numRef.f == "Won!$B$2:$B$10"


def test_cells_carried_replace_those_they_are_pasted_on(book: Workbook, deals: Worksheet) -> None:
    deals["A1"], deals["A2"], deals["D5"], deals["D6"], deals["E5"] = 1, "=A1+C9", "old", "old too", "=A1+D5"
    touched = applied(book, carried("A1:A2", "D5"))

    assert [deals[where].value for where in ("A1", "A2", "D5", "D6", "E5")] == [None, None, 1, "=D5+C9", "=D5+#REF!"]
    assert touched == {deals: {(5, 5), (6, 4)}}


def test_cells_carried_to_another_sheet_name_the_one_they_left(book: Workbook, deals: Worksheet) -> None:
    rates = book["Rates"]
    deals["A1"], deals["A2"], deals["B9"] = 1, "=A1+C9", "=A1"
    deals["A1"].comment = Comment("a note", "A. Body")
    deals.merge_cells("A3:B3")
    touched = applied(book, carried("A1:B3", "C5", "Rates"))

    assert [rates["C5"].value, rates["C6"].value, deals["B9"].value] == [1, "=C5+Deals!C9", "=Rates!C5"]
    assert rates["C5"].comment is not None
    assert [str(one) for one in rates.merged_cells.ranges] == ["C7:D7"]
    assert not deals.merged_cells.ranges
    assert touched == {deals: {(9, 2)}, rates: {(6, 3)}}


@pytest.mark.parametrize("new", ["Won", "It's", "DEALS", "deals", "Deals2"])
def test_a_sheet_has_the_very_name_it_is_given(book: Workbook, deals: Worksheet, new: str) -> None:
    applied(book, Renamed("Deals", new))

    assert deals.title == new
    assert book[new] is deals


@pytest.mark.parametrize(
    ("active", "gone", "after"),
    [
        (0, "Rates", "Deals"),
        (2, "Rates", "Report"),
        (1, "Rates", "Report"),
        (2, "Report", "Rates"),
        (0, "Deals", "Rates"),
    ],
)
def test_the_active_sheet_stays_active_or_the_next_becomes_it(
    book: Workbook, active: int, gone: str, after: str
) -> None:
    book.active = active
    applied(book, Removed(gone, tuple(book.sheetnames)))

    assert gone not in book.sheetnames
    assert book.active is not None
    assert book.active.title == after


def test_references_to_a_removed_sheet_are_errors(book: Workbook) -> None:
    report = book["Report"]
    report["A1"] = "=Deals!A1+SUM(Deals:Rates!B2)"
    touched = applied(book, Removed("Deals", tuple(book.sheetnames)))

    assert report["A1"].value == "=#REF!A1+SUM(Rates!B2)"
    assert touched == {report: {(1, 1)}}


def test_a_table_and_its_column_are_renamed_with_their_header(book: Workbook, deals: Worksheet) -> None:
    made = table(deals)
    deals["H1"] = "=SUM(tblDeals[Amount])"
    applied(book, TableRenamed("tblDeals", "Won"))
    touched = applied(book, ColumnRenamed("Won", "Amount", "Gross"))

    assert (made.name, made.displayName, list(deals.tables)) == ("Won", "Won", ["Won"])
    assert (made.tableColumns[1].name, deals["C3"].value) == ("Gross", "Gross")
    assert deals["H1"].value == "=SUM(Won[Gross])"
    assert touched == {deals: {(1, 8), (3, 3)}}


def test_a_name_is_renamed_with_what_uses_it(book: Workbook, deals: Worksheet) -> None:
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="Deals!$A$1")
    deals["A2"] = "=Rate*2"
    applied(book, NameRenamed("Rate", "Fee", None))

    assert {name: one.name for name, one in book.defined_names.items()} == {"Fee": "Fee"}
    assert deals["A2"].value == "=Fee*2"


def test_what_concerns_no_sheet_of_the_workbook_changes_nothing(book: Workbook, deals: Worksheet) -> None:
    deals["A1"] = "=Gone!A9"

    assert applied(book, rows(5, 1, "Elsewhere")) == {}
    assert deals["A1"].value == "=Gone!A9"
