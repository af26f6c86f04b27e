"""Tables through xlwings: made, resized, renamed, extended; and what their header and totals become."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table as TableModel
from openpyxl.worksheet.table import TableColumn, TableFormula

from salessheet import engine
from salessheet.engine.api.names import BadName, NameTaken
from salessheet.engine.api.tables.table import BadTableRange
from salessheet.engine.operations.table_headers import unique
from salessheet.engine.values.table_formulas import in_full


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


@pytest.fixture
def deals(sheet: xw.Sheet) -> xw.main.Table:
    """`Deals` over A1:C4: names, quantities, prices."""
    sheet["A1"].value = [["Name", "Qty", "Price"], ["a", 1, 2], ["b", 3, 4], ["c", 5, 6]]
    return sheet.tables.add(sheet["A1:C4"], name="Deals")


def columns(table: xw.main.Table) -> list[str]:
    return [column.name for column in table.columns]


def formulas(cells: xw.Range) -> list[str]:
    return [cell.formula for cell in cells]  # type: ignore[misc]  # a cell has one


def saved_table(book: xw.Book, path: Path, name: str = "Deals") -> TableModel:
    book.save(path)
    found: dict[str, TableModel] = {
        t.displayName: t for s in openpyxl.load_workbook(path).worksheets for t in s.tables.values()
    }
    return found[name]


# Made


def test_a_table_has_header_and_body(deals: xw.main.Table) -> None:
    assert deals.range.address == "$A$1:$C$4"
    assert deals.header_row_range is not None
    assert deals.header_row_range.address == "$A$1:$C$1"
    assert deals.data_body_range is not None
    assert deals.data_body_range.address == "$A$2:$C$4"
    assert deals.totals_row_range is None
    assert deals.insert_row_range is None
    assert (deals.table_style, deals.show_autofilter, deals.show_headers, deals.show_totals) == (
        "TableStyleMedium2",
        True,
        True,
        False,
    )


def test_tables_are_found_by_name_place_and_cell(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    assert sheet.tables["deals"] == deals == sheet.tables[0] == sheet["B3"].table
    assert sheet["D3"].table is None
    assert "DEALS" in sheet.tables
    with pytest.raises(KeyError):
        _ = sheet.tables["Others"]


def test_tables_without_a_name_are_numbered_over_the_workbook(book: xw.Book, sheet: xw.Sheet) -> None:
    other = book.sheets.add(after=sheet)
    names = [
        home.tables.add(home[address]).name for home, address in ((sheet, "A1:A2"), (other, "A1:A2"), (sheet, "C1:C2"))
    ]
    assert names == ["Table1", "Table2", "Table3"]


@pytest.mark.parametrize(
    ("given_", "made"),
    [
        (["a", "b", "c"], ["a", "b", "c"]),
        (["a", None, None], ["a", "Column1", "Column2"]),
        (["a", "A", "a"], ["a", "A2", "a3"]),
        (["Column1", None, "x"], ["Column1", "Column2", "x"]),
        ([2024, 2025.5, True], ["2024", "2025.5", "TRUE"]),
        (["a", "a", "a2"], ["a", "a3", "a2"]),
    ],
)
def test_headers_become_texts_no_two_alike(sheet: xw.Sheet, given_: list[object], made: list[str]) -> None:
    sheet["A1"].value = [given_, [1, 2, 3]]
    table = sheet.tables.add(sheet["A1:C2"])
    assert columns(table) == made
    assert sheet["A1:C1"].value == made


@given(st.lists(st.sampled_from(["", "a", "A", "a2", "A2", "Column1", "b"]), min_size=1, max_size=8))
def test_headers_are_unique_whatever_they_were(texts: list[str]) -> None:
    found = unique(texts)
    assert len({text.casefold() for text in found}) == len(texts)
    assert all(found)
    assert unique(found) == found


def test_without_headers_a_row_of_them_comes_above_the_data(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [[1, 2], [3, 4]]
    sheet["B5"].value = "below"
    table = sheet.tables.add(sheet["B2:C3"], has_headers=False)
    assert table.range.address == "$B$2:$C$4"
    assert sheet["B2:C4"].value == [["Column1", "Column2"], [1, 2], [3, 4]]
    assert sheet["B6"].value == "below"


def test_a_table_of_a_header_alone_awaits_its_first_row(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].value = ["x", "y"]
    table = sheet.tables.add(sheet["A1:B1"])
    assert table.range.address == "$A$1:$B$2"
    assert table.data_body_range is None
    assert table.insert_row_range is not None
    assert table.insert_row_range.address == "$A$2:$B$2"
    assert len(table.rows) == 0
    table.rows.add([1, 2])
    assert table.range.address == "$A$1:$B$2"
    assert [row.range.value for row in table.rows] == [[1, 2]]


def test_merged_cells_under_a_table_are_parted(sheet: xw.Sheet) -> None:
    sheet["A2:B2"].merge()
    sheet.tables.add(sheet["A1:B3"])
    assert sheet["A2"].merge_cells is False


@pytest.mark.parametrize("address", ["A1:C4", "C4:D9", "B2"])
def test_tables_do_not_overlap(sheet: xw.Sheet, deals: xw.main.Table, address: str) -> None:
    with pytest.raises(BadTableRange):
        sheet.tables.add(sheet[address])
    assert len(sheet.tables) == 1


def test_a_formula_that_fills_several_cells_cannot_be_in_a_table(sheet: xw.Sheet) -> None:
    sheet["A2:A3"].formula_array = "=ROW(1:2)"
    with pytest.raises(BadTableRange):
        sheet.tables.add(sheet["A1:A4"])


@pytest.mark.parametrize("name", ["deals", "Rate"])
def test_a_name_that_is_taken_is_refused(book: xw.Book, sheet: xw.Sheet, deals: xw.main.Table, name: str) -> None:
    book.names.add("Rate", "=1")
    with pytest.raises(NameTaken):
        sheet.tables.add(sheet["F1:G2"], name=name)


@pytest.mark.parametrize("name", ["two words", "A1", "1st"])
def test_a_name_that_is_none_is_refused(sheet: xw.Sheet, name: str) -> None:
    with pytest.raises(BadName):
        sheet.tables.add(sheet["F1:G2"], name=name)


# Names and references


def test_formulas_follow_a_table_that_is_renamed(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["E1"].formula = "=SUM(Deals[Qty])"
    deals.name = "Orders"
    assert sheet["E1"].formula == "=SUM(Orders[Qty])"
    assert (deals.name, deals.display_name, columns(deals)) == ("Orders", "Orders", ["Name", "Qty", "Price"])
    assert "Deals" not in sheet.tables


def test_formulas_follow_a_header_that_is_changed(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["E1"].formula = "=SUM(Deals[Qty])"
    sheet["B1"].value = "Quantity"
    assert columns(deals) == ["Name", "Quantity", "Price"]
    assert sheet["E1"].formula == "=SUM(Deals[Quantity])"


def test_columns_that_trade_their_headers_trade_their_formulas(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["E1"].formula = "=SUM(Deals[Qty])"
    sheet["E2"].formula = "=SUM(Deals[Price])"
    sheet["B1:C1"].value = ["Price", "Qty"]
    assert columns(deals) == ["Name", "Price", "Qty"]
    assert [sheet["E1"].formula, sheet["E2"].formula] == ["=SUM(Deals[Price])", "=SUM(Deals[Qty])"]


@pytest.mark.parametrize(
    ("written", "becomes"), [(None, "Column1"), (2024, "2024"), ("Name", "Name2"), ("price", "price2"), ("  ", "  ")]
)
def test_a_header_is_always_a_text_of_its_own(
    sheet: xw.Sheet, deals: xw.main.Table, written: object, becomes: str
) -> None:
    sheet["B1"].value = written
    assert columns(deals) == ["Name", becomes, "Price"]
    assert sheet["A1:C1"].value == ["Name", becomes, "Price"]


def test_headers_are_made_good_before_saving(
    book: xw.Book, sheet: xw.Sheet, deals: xw.main.Table, tmp_path: Path
) -> None:
    sheet["E1"].formula = "=SUM(Deals[Qty])"
    sheet["A1:C1"].value = [None, 2024, "2024"]
    table = saved_table(book, tmp_path / "a.xlsx")
    assert [column.name for column in table.tableColumns] == ["Column1", "2024", "20242"]
    saved = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.value for cell in saved[1]][:3] == ["Column1", "2024", "20242"]
    assert saved["E1"].value == "=SUM(Deals[2024])"


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Deals", "$A$2:$C$4"),
        ("deals[qty]", "$B$2:$B$4"),
        ("Deals[[Qty]:[Price]]", "$B$2:$C$4"),
        ("Deals[#All]", "$A$1:$C$4"),
        ("Deals[#Headers]", "$A$1:$C$1"),
        ("Deals[[#Headers],[Price]]", "$C$1"),
    ],
)
def test_references_into_a_table_are_ranges(sheet: xw.Sheet, deals: xw.main.Table, words: str, address: str) -> None:
    assert sheet[words].address == address


@pytest.mark.parametrize("words", ["Deals[None]", "Deals[#Totals]", "Others[Qty]"])
def test_references_to_no_cells_raise(sheet: xw.Sheet, deals: xw.main.Table, words: str) -> None:
    with pytest.raises(xw.XlwingsError):
        _ = sheet[words]


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("=[@Qty]*2", "=Deals[[#This Row],[Qty]]*2"),
        ("=[@[Unit price]]", "=Deals[[#This Row],[Unit price]]"),
        ("=SUM([@[a]:[b]])", "=SUM(Deals[[#This Row],[a]:[b]])"),
        ("=SUM([Qty])", "=SUM(Deals[Qty])"),
        ("=Orders[@Qty]", "=Orders[[#This Row],[Qty]]"),
        ("=Orders[Qty]", "=Orders[Qty]"),
        ("=Orders[[#This Row],[Qty]]", "=Orders[[#This Row],[Qty]]"),
        ('="[@Qty]"', '="[@Qty]"'),
        ("=[1]Sheet1!A1", "=[1]Sheet1!A1"),
        ("='[Book.xlsx]My sheet'!A1", "='[Book.xlsx]My sheet'!A1"),
        ("=[Book.xlsx]Sheet1!A1", "=[Book.xlsx]Sheet1!A1"),
        ("=[@]", "=Deals[#This Row]"),
    ],
)
def test_references_as_typed_are_spelt_out(typed: str, full: str) -> None:
    assert in_full(typed, "Deals") == full


def test_a_reference_without_a_table_stays_outside_of_one() -> None:
    assert in_full("=[@Qty]+Deals[@Qty]", None) == "=[@Qty]+Deals[[#This Row],[Qty]]"


def test_a_formula_as_typed_is_calculated(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    added = deals.columns.add("Total")
    assert added.data_body_range is not None
    added.data_body_range.formula = "=[@Qty]*[@Price]"
    assert added.data_body_range.value == [2, 12, 30]


# Rows


def test_a_row_is_appended_and_the_table_grows(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["E1"].formula = "=SUM(Deals[Qty])"
    row = deals.rows.add(["d", 7, 8])
    assert (row.index, row.range.address, row.range.value) == (4, "$A$5:$C$5", ["d", 7, 8])
    assert deals.range.address == "$A$1:$C$5"
    assert sheet["E1"].value == 16


def test_a_row_is_put_in_before_another(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["A6"].value, sheet["E2"].value = "below", "beside"
    deals.rows.add(["z", 0, 0], index=1)
    assert sheet["A1:A5"].value == ["Name", "z", "a", "b", "c"]
    assert deals.range.address == "$A$1:$C$5"
    assert sheet["A7"].value == "below"
    assert sheet["E2"].value == "beside"


def test_what_stands_below_makes_room_only_where_it_must(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["A6"].value = "below"
    deals.rows.add(["d", 7, 8])
    assert sheet["A6"].value == "below"
    deals.rows.add(["e", 9, 10])
    assert deals.range.address == "$A$1:$C$6"
    assert sheet["A6:A7"].value == ["e", "below"]


def test_a_row_goes_in_before_the_totals(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_totals = True
    deals.rows.add(["d", 7, 8])
    assert deals.range.address == "$A$1:$C$6"
    assert sheet["A5:C6"].value == [["d", 7, 8], ["Total", None, 20]]


def test_new_rows_take_over_formats_and_calculated_columns(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.columns.add("Total")
    sheet["D2:D4"].formula = "=B2*C2"
    sheet["D2:D4"].number_format = "0.00"
    sheet["A4"].color = (255, 0, 0)
    deals.rows.add()
    assert sheet["D5"].formula == "=B5*C5"
    assert sheet["D5"].number_format == "0.00"
    assert sheet["A5"].color == (255, 0, 0)
    assert sheet["A5:C5"].value == [None, None, None]
    deals.rows.add(index=1)
    assert formulas(sheet["D2:D3"]) == ["=B2*C2", "=B3*C3"]
    assert sheet["A2"].color is None


def test_a_column_with_a_formula_of_its_own_here_and_there_is_not_calculated(
    sheet: xw.Sheet, deals: xw.main.Table
) -> None:
    sheet["C3"].formula, sheet["C4"].formula = "=B3", "=B4*2"
    deals.rows.add()
    assert sheet["C5"].formula == ""


def test_validations_and_conditional_formats_over_the_table_cover_new_rows(
    book: xw.Book, sheet: xw.Sheet, deals: xw.main.Table, tmp_path: Path
) -> None:
    sheet["B2:B4"].data_validation.set_list(["1", "2"])
    sheet["C2:C4"].conditional_formats.add_custom("=$C2>3", fill_color=(255, 0, 0))
    sheet["F2:F4"].data_validation.set_list(["x"])
    deals.rows.add(["d", 7, 8])
    deals.rows.add(["e", 7, 8], index=1)
    book.save(tmp_path / "a.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sorted(str(one.sqref) for one in saved.data_validations.dataValidation) == ["B2:B6", "F2:F4"]
    assert [str(one.sqref) for one in saved.conditional_formatting] == ["C2:C6"]


def test_a_deleted_row_pulls_up_what_is_below(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["A6"].value = "below"
    deals.rows[0].delete()
    assert sheet["A1:A5"].value == ["Name", "b", "c", None, "below"]
    assert deals.range.address == "$A$1:$C$3"


def test_the_last_row_leaves_its_place(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    for _ in range(3):
        deals.rows[0].delete()
    assert deals.range.address == "$A$1:$C$2"
    assert (deals.data_body_range, len(deals.rows)) == (None, 0)
    sheet["A2"].value = "again"
    assert len(deals.rows) == 1


# Columns


@pytest.mark.parametrize(
    ("index", "names", "address"),
    [
        (None, ["Name", "Qty", "Price", "New"], "$D$1:$D$4"),
        (1, ["New", "Name", "Qty", "Price"], "$A$1:$A$4"),
        (2, ["Name", "New", "Qty", "Price"], "$B$1:$B$4"),
        (4, ["Name", "Qty", "Price", "New"], "$D$1:$D$4"),
    ],
)
def test_a_column_is_put_in(
    book: xw.Book,
    sheet: xw.Sheet,
    deals: xw.main.Table,
    tmp_path: Path,
    index: int | None,
    names: list[str],
    address: str,
) -> None:
    sheet["F2"].formula = "=SUM(Deals[Qty])"
    sheet["F9"].value = "far"
    column = deals.columns.add("New", index)
    assert columns(deals) == names
    assert (column.name, column.index, column.range.address) == ("New", names.index("New") + 1, address)
    assert deals.range.address == "$A$1:$D$4"
    assert sheet["A1:D1"].value == names
    assert sheet["F9"].value == "far"
    table = saved_table(book, tmp_path / "a.xlsx")
    assert [one.name for one in table.tableColumns] == names
    assert len({one.id for one in table.tableColumns}) == 4
    assert table.autoFilter is not None
    assert (table.ref, table.autoFilter.ref) == ("A1:D4", "A1:D4")


def test_a_column_that_is_deleted_leaves_a_broken_reference(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["F2"].formula = "=SUM(Deals[Qty])"
    deals.columns["qty"].delete()
    assert columns(deals) == ["Name", "Price"]
    assert sheet["A1:B2"].value == [["Name", "Price"], ["a", 2]]
    assert sheet["E2"].formula == "=SUM(Deals[#REF!])"


def test_the_only_column_cannot_be_deleted(sheet: xw.Sheet) -> None:
    table = sheet.tables.add(sheet["A1:A2"])
    with pytest.raises(ValueError):
        table.columns[0].delete()


# Size


def test_a_table_is_resized_and_new_columns_are_named(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["D1"].value = "Extra"
    deals.resize(sheet["A1:E6"])
    assert deals.range.address == "$A$1:$E$6"
    assert columns(deals) == ["Name", "Qty", "Price", "Extra", "Column1"]
    assert sheet["E1"].value == "Column1"


def test_a_table_that_shrinks_leaves_its_cells(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet["F1"].formula = "=SUM(Deals[Price])"
    deals.resize(sheet["A1:B3"])
    assert columns(deals) == ["Name", "Qty"]
    assert sheet["C4"].value == 6
    assert sheet["F1"].formula == "=SUM(Deals[#REF!])"


def test_the_totals_row_goes_with_the_size(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_totals = True
    deals.resize(sheet["A1:C7"])
    assert sheet["A7:C7"].value == ["Total", None, 12]
    assert sheet["A5:C6"].value == [[None] * 3] * 2


@pytest.mark.parametrize("address", ["A2:C5", "A1:C1", "E1:F4"])
def test_a_size_that_cannot_be_is_refused(sheet: xw.Sheet, deals: xw.main.Table, address: str) -> None:
    with pytest.raises(BadTableRange):
        deals.resize(sheet[address])
    assert deals.range.address == "$A$1:$C$4"


def test_a_dataframe_replaces_the_data(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.update(pd.DataFrame({"x": [1, 2], "y": ["p", "q"]}), index=False)
    assert deals.range.address == "$A$1:$B$3"
    assert columns(deals) == ["x", "y"]
    assert sheet["A1:C4"].value == [["x", "y", None], [1, "p", None], [2, "q", None], [None, None, None]]


def test_a_dataframe_makes_a_new_table(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame({"x": [1, 2, 3]}, index=pd.Index(["a", "b", "c"], name="key"))
    table = sheet.tables.add(sheet["B2"], name="Frame").update(frame)
    assert table.range.address == "$B$2:$C$5"
    assert sheet["B2:C5"].value == [["key", "x"], ["a", 1], ["b", 2], ["c", 3]]


# Header and totals


def test_the_header_goes_and_comes_back(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_headers = False
    assert deals.range.address == "$A$2:$C$4"
    assert sheet["A1:C1"].value == [None] * 3
    assert (deals.header_row_range, deals.show_autofilter) == (None, False)
    deals.show_headers = True
    assert deals.range.address == "$A$1:$C$4"
    assert sheet["A1:C1"].value == ["Name", "Qty", "Price"]


def test_the_header_makes_room_where_something_stands(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_headers = False
    sheet["B1"].value = "taken"
    deals.show_headers = True
    assert deals.range.address == "$A$2:$C$5"
    assert sheet["A1:C2"].value == [[None, "taken", None], ["Name", "Qty", "Price"]]


def test_rows_are_added_without_a_header(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_headers = False
    deals.rows.add(["z", 0, 0], index=1)
    assert deals.range.address == "$A$2:$C$5"
    assert sheet["A2:A5"].value == ["z", "a", "b", "c"]


def test_totals_begin_with_the_last_column(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_totals = True
    assert deals.totals_row_range is not None
    assert deals.totals_row_range.address == "$A$5:$C$5"
    assert formulas(sheet["A5:C5"]) == ["Total", "", "=SUBTOTAL(109,Deals[Price])"]
    assert sheet["C5"].value == 12
    assert deals.data_body_range is not None
    assert deals.data_body_range.address == "$A$2:$C$4"


def test_texts_are_counted(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["a", "b"], [1, "x"]]
    table = sheet.tables.add(sheet["A1:B2"], name="Words")
    table.show_totals = True
    assert sheet["B3"].formula == "=SUBTOTAL(103,Words[b])"


def test_totals_go_and_come_back_as_they_were(
    book: xw.Book, sheet: xw.Sheet, deals: xw.main.Table, tmp_path: Path
) -> None:
    deals.show_totals = True
    sheet["A5:C5"].formula = [["Sum", "=SUBTOTAL(101,Deals[Qty])", "=MAX(Deals[Price])"]]
    table = saved_table(book, tmp_path / "a.xlsx")
    assert [(one.totalsRowLabel, one.totalsRowFunction) for one in table.tableColumns] == [
        ("Sum", None),
        (None, "average"),
        (None, "custom"),
    ]
    deals.show_totals = False
    assert sheet["A5:C5"].value == [None] * 3
    deals.show_totals = True
    assert formulas(sheet["A5:C5"]) == ["Sum", "=SUBTOTAL(101,Deals[Qty])", "=MAX(Deals[Price])"]


def test_totals_push_down_what_stands_below(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    sheet.book.app.api.AutoCorrect.AutoExpandListRange = False  # it would become part of the table
    sheet["B5"].value = "below"
    deals.show_totals = True
    assert sheet["B5:B6"].value == [None, "below"]


# Filter, order, style


def test_a_filter_that_is_switched_off_shows_all_rows(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.autofilter.apply_values(1, ["a"])
    assert sheet["3:3"].rows.hidden is True
    deals.show_autofilter = False
    assert sheet["3:3"].rows.hidden is False
    assert deals.show_autofilter is False


def test_rows_are_sorted_between_header_and_totals(sheet: xw.Sheet, deals: xw.main.Table) -> None:
    deals.show_totals = True
    deals.sort(2, ascending=False)
    assert sheet["A1:A5"].value == ["Name", "c", "b", "a", "Total"]


def test_the_order_is_remembered_in_the_file(book: xw.Book, deals: xw.main.Table, tmp_path: Path) -> None:
    deals.sort([3, 1], [False, True])
    state = saved_table(book, tmp_path / "a.xlsx").sortState
    assert state is not None
    assert state.ref == "A2:C4"
    assert [(one.ref, bool(one.descending)) for one in state.sortCondition] == [("C2:C4", True), ("A2:A4", False)]


def test_the_style_survives_a_file(book: xw.Book, deals: xw.main.Table, tmp_path: Path) -> None:
    deals.table_style = "TableStyleDark3"
    deals.show_table_style_column_stripes = True
    deals.show_table_style_row_stripes = False
    deals.show_table_style_first_column = True
    deals.show_table_style_last_column = True
    book.save(tmp_path / "a.xlsx")
    with engine.open_book(tmp_path / "a.xlsx") as again:
        table = again.sheets[0].tables["Deals"]
        assert table.table_style == "TableStyleDark3"
        assert table.show_table_style_column_stripes
        assert not table.show_table_style_row_stripes
        assert table.show_table_style_first_column
        assert table.show_table_style_last_column


# Files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """`Deals` over A1:C3 with a calculated column and totals, made by another program."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in (["Name", "Qty", "Twice"], ["a", 1, "=Deals[[#This Row],[Qty]]*2"], ["Total", None, None]):
        sheet.append(row)
    table = TableModel(displayName="Deals", ref="A1:C3", totalsRowCount=1)
    table.tableColumns = [
        TableColumn(id=1, name="Name", totalsRowLabel="Total"),
        TableColumn(id=2, name="Qty"),
        TableColumn(id=3, name="Twice", calculatedColumnFormula=TableFormula(attr_text="Deals[[#This Row],[Qty]]*2")),
    ]
    sheet.add_table(table)
    made.save(tmp_path / "made.xlsx")
    return tmp_path / "made.xlsx"


def test_rows_are_added_to_a_table_of_a_file(file: Path) -> None:
    with engine.open_book(file) as book:
        table = book.sheets[0].tables["Deals"]
        for number in (5, 6):
            row = table.rows.add()
            row.range[0, :2].value = ["new", number]
        book.save()
    saved = openpyxl.load_workbook(file).worksheets[0]
    assert saved.tables["Deals"].ref == "A1:C5"
    assert [cell.value for cell in saved["B"]] == ["Qty", 1, 5, 6, None]
    assert saved["C4"].value == "=Deals[[#This Row],[Qty]]*2"
    assert saved["A5"].value == "Total"


def test_columns_are_added_to_a_table_of_a_file_and_renamed(file: Path) -> None:
    with engine.open_book(file) as book:
        sheet = book.sheets[0]
        table = sheet.tables["Deals"]
        table.columns.add("Middle", index=2)
        sheet["C1"].value = "Number"
        table.name = "Orders"
        book.save()
    saved = openpyxl.load_workbook(file).worksheets[0]
    table = saved.tables["Orders"]
    assert (table.ref, [column.name for column in table.tableColumns]) == (
        "A1:D3",
        ["Name", "Middle", "Number", "Twice"],
    )
    assert saved["D2"].value == "=Orders[[#This Row],[Number]]*2"
    assert table.tableColumns[3].calculatedColumnFormula.attr_text == "Orders[[#This Row],[Number]]*2"


def test_a_table_made_in_a_file_that_had_one_has_a_number_of_its_own(file: Path) -> None:
    with engine.open_book(file) as book:
        sheet = book.sheets.add()
        sheet["A1"].value = [["x\ny"], [1]]
        sheet.tables.add(sheet["A1:A2"], name="More")
        book.save()
    saved = openpyxl.load_workbook(file)
    tables = {t.displayName: t for s in saved.worksheets for t in s.tables.values()}
    assert {name: table.id for name, table in tables.items()} == {"Deals": 1, "More": 2}
    with engine.open_book(file) as book:
        assert columns(book.sheets["Sheet1"].tables["More"]) == ["x\ny"]
        assert not book.impl.open.is_changed


def test_a_header_that_is_at_odds_in_a_file_is_left_alone(file: Path) -> None:
    made = openpyxl.load_workbook(file)
    made.worksheets[0]["B1"].value = 2024
    made.save(file)
    with engine.open_book(file) as book:
        assert columns(book.sheets[0].tables["Deals"]) == ["Name", "Qty", "Twice"]
        book.save(file.with_name("same.xlsx"))
    assert openpyxl.load_workbook(file.with_name("same.xlsx")).worksheets[0]["B1"].value == 2024


def test_totals_as_excel_2007_wrote_them_stay(file: Path) -> None:
    made = openpyxl.load_workbook(file)
    sheet = made.worksheets[0]
    sheet.tables["Deals"].tableColumns[1].totalsRowFunction = "sum"
    sheet["B3"].value = "=SUBTOTAL(109,[Qty])"
    made.save(file)
    with engine.open_book(file) as book:
        book.sheets[0]["C3"].value = "checked"
        book.save()
    found = openpyxl.load_workbook(file).worksheets[0]
    assert found["B3"].value == "=SUBTOTAL(109,[Qty])"
    columns_ = found.tables["Deals"].tableColumns
    assert (columns_[1].totalsRowFunction, columns_[2].totalsRowLabel) == ("sum", "checked")
