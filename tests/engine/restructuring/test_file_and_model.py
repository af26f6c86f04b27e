"""Changes of a workbook as a whole, in the parts of its file: they must say what openpyxl's model says of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableColumn, TableFormula
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook as WrittenWorkbook

from salessheet.engine.errors import ImpossibleChange
from salessheet.engine.model.opened import from_file
from salessheet.engine.restructuring.model import applied
from salessheet.engine.saving.export import with_cells
from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area
from salessheet.xlsx.changes.kinds import Carried, Change, NameRenamed, Removed, Renamed, Shifted
from salessheet.xlsx.package import Package, package_of
from salessheet.xlsx.restructuring.package import restructured

SHEETS = ("Deals", "It's rates", "Report")


def rows(at: int, count: int, sheet: str = "Deals") -> Shifted:
    """Inserted, or with a count below zero deleted."""
    return Shifted(sheet, Area(sheet, at, 1, at + abs(count) - 1, LAST_COLUMN), count, 0)


def columns(at: int, count: int, sheet: str = "Deals") -> Shifted:
    return Shifted(sheet, Area(sheet, 1, at, LAST_ROW, at + abs(count) - 1), 0, count)


def block(top: int, left: int, bottom: int, right: int, *, down: int = 0, across: int = 0) -> Shifted:
    return Shifted("Deals", Area("Deals", top, left, bottom, right), down, across)


def made() -> openpyxl.Workbook:
    """Three sheets with one of everything that refers to cells, mostly on the first."""
    book = openpyxl.Workbook()
    deals = book.worksheets[0]
    deals.title = SHEETS[0]
    rates, report = (book.create_sheet(name) for name in SHEETS[1:])
    for row in range(1, 31):
        for column in range(1, 9):
            deals.cell(row, column, f"{row}/{column}" if column < 7 else row * column)
    for title, column in (("Deal", 1), ("Amount", 2), ("Net", 3)):
        deals.cell(10, column, title)
    table = Table(displayName="tblDeals", ref="A10:C16")
    deals.add_table(table)
    table.tableColumns = [TableColumn(id=i, name=name) for i, name in enumerate(("Deal", "Amount", "Net"), start=1)]
    table.autoFilter = AutoFilter(ref=table.ref)
    table.tableColumns[2].calculatedColumnFormula = TableFormula(attr_text="tblDeals[[#This Row],[Amount]]*Deals!$H$3")
    furnish(deals)
    rates["A1"], rates["B2"] = "=Deals!A12+SUM(Deals!$G$4:$G$9)", "=SUM(A1:A9)"
    rates.auto_filter.ref = "A1:B9"
    report["A1"] = "=SUM(Deals!A:A)+Rate"
    report["A2"].hyperlink = Hyperlink(ref="A2", location="Deals!E5")
    book.defined_names["rngDeals"] = DefinedName("rngDeals", attr_text="Deals!$A$5:$G$20")
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="'It''s rates'!$B$2")
    rates.defined_names["Rate"] = DefinedName("Rate", attr_text="Deals!$E$5*2")
    report.defined_names["Above"] = DefinedName("Above", attr_text="Report!A1048576+Deals!$B$4")
    return book


def furnish(deals: Worksheet) -> None:
    deals.merge_cells("E4:F6")
    deals.merge_cells("E20:F20")
    for sqref, formula in (("G2:G9", "=Deals!$H$2:$H$9"), ("G20:H25", "=$A$4:$A$8")):
        listed = DataValidation("list", formula1=formula)
        listed.add(sqref)
        deals.add_data_validation(listed)
    over = DataValidation("custom", formula1="=D5>$H$3")
    over.add("D5:D25")
    deals.add_data_validation(over)
    deals.conditional_formatting.add("A2:H9", Rule("expression", formula=["$G2>$H$5"]))
    deals.conditional_formatting.add("A20:H28", Rule("expression", formula=["A20=A19"]))
    ends = [FormatObject("num", val="0"), FormatObject("formula", val="$H$9")]
    bar = DataBar(cfvo=ends, color="FF638EC6")
    deals.conditional_formatting.add("B5", Rule("dataBar", dataBar=bar))
    deals["H5"].hyperlink = Hyperlink(ref="H5", location="Report!A1")
    deals["H20"].hyperlink = "https://example.org/"
    deals["D4"].comment = Comment("a note", "A. Body")
    deals["D20"].comment = Comment("another", "A. Body")
    deals.row_breaks.append(Break(id=5))
    deals.row_breaks.append(Break(id=22))
    deals.col_breaks.append(Break(id=4))
    deals.print_area = "A1:H25"
    deals.print_title_rows, deals.print_title_cols = "3:4", "B:B"
    deals.row_dimensions[4].height, deals.row_dimensions[20].height = 30, 40
    deals.column_dimensions["B"].width = 20
    deals.column_dimensions.group("D", "F", hidden=True)
    chart = BarChart()
    chart.add_data(Reference(deals, min_col=7, min_row=2, max_row=9))
    deals.add_chart(chart, "J4")


def package(book: openpyxl.Workbook) -> Package:
    file = BytesIO()
    book.save(file)
    return package_of(file.getvalue(), Path("made.xlsx"))


def loaded(some: Package) -> openpyxl.Workbook:
    file = BytesIO()
    some.write(file)
    return openpyxl.load_workbook(file)


ORIGINAL = package(made())


def facts(book: openpyxl.Workbook) -> dict[str, Any]:
    """Everything about a workbook that a change may move, formulas in cells left out."""
    found: dict[str, Any] = {"names": {name.name: name.value for name in book.defined_names.values()}}
    found["active"] = book.active.title if book.active is not None else None
    for sheet in book.worksheets:
        found |= {f"{sheet.title}: {key}": value for key, value in facts_of(sheet).items()}
    return found


def facts_of(sheet: Worksheet) -> dict[str, Any]:
    cells = [cell for row in sheet.iter_rows() for cell in row]
    validations = sheet.data_validations.dataValidation
    return {
        "cells": {(c.row, c.column): c.value for c in cells if c.value is not None and c.data_type != "f"},
        "links": {(c.row, c.column): (c.hyperlink.location, c.hyperlink.target) for c in cells if c.hyperlink},
        "notes": {(c.row, c.column): c.comment.text for c in cells if c.comment},
        "merged": {str(one) for one in sheet.merged_cells.ranges},
        "validations": {(str(one.sqref), one.formula1, one.formula2) for one in validations},
        "formats": {
            (
                str(one.sqref),
                rule.type,
                *rule.formula,
                *(end.val for end in (rule.dataBar.cfvo if rule.dataBar else ())),
            )
            for one in sheet.conditional_formatting
            for rule in one.rules
        },
        "tables": {
            (one.displayName, one.ref, one.autoFilter.ref, *(column.name for column in one.tableColumns))
            for one in sheet.tables.values()
        },
        "calculated": {
            (one.displayName, column.name, column.calculatedColumnFormula.attr_text)
            for one in sheet.tables.values()
            for column in one.tableColumns
            if column.calculatedColumnFormula is not None
        },
        "filter": sheet.auto_filter.ref,
        "names": {name.name: name.value for name in sheet.defined_names.values()},
        "printed": (sheet.print_area, sheet.print_title_rows, sheet.print_title_cols),
        "breaks": ([one.id for one in sheet.row_breaks.brk], [one.id for one in sheet.col_breaks.brk]),
        "heights": {row: one.height for row, one in sheet.row_dimensions.items() if one.height},
        "widths": {(one.min, one.max, one.width, one.hidden) for one in sheet.column_dimensions.values() if one.min},
    }


CHANGES: dict[str, Change] = {
    "a row inserted at the top": rows(1, 1),
    "rows inserted in the merged cells": rows(5, 2),
    "rows inserted in the table": rows(12, 3),
    "a row inserted just below the table": rows(17, 1),
    "a row deleted in the merged cells": rows(5, -1),
    "rows deleted above all": rows(1, -3),
    "rows deleted in the table": rows(12, -2),
    "all of the merged rows deleted": rows(4, -3),
    "the last rows deleted": rows(20, -9),
    "a column inserted at the left": columns(1, 1),
    "columns inserted in the hidden ones": columns(5, 2),
    "a column inserted beyond": columns(12, 1),
    "a column deleted among the hidden ones": columns(6, -1),
    "a column deleted that has rules": columns(7, -1),
    "the last columns deleted": columns(7, -2),
    "cells inserted, pushed down": block(3, 7, 4, 8, down=2),
    "cells inserted, pushed right": block(20, 7, 20, 7, across=1),
    "cells deleted, pulled up": block(3, 7, 5, 7, down=-3),
    "cells deleted, pulled left": block(22, 4, 23, 5, across=-2),
    "all but the header of the table deleted": rows(11, -6),
    "all of the table deleted": rows(9, -9),
    "all columns of the table deleted": columns(1, -4),
    "a column of the table deleted": columns(2, -1),
    "the last column of the table deleted": columns(3, -2),
    "rows inserted on another sheet": rows(2, 2, "It's rates"),
    "rows deleted on another sheet": rows(1, -2, "It's rates"),
    "a sheet renamed": Renamed("Deals", "Won deals"),
    "a sheet renamed that has an apostrophe": Renamed("It's rates", "Rates"),
    "a sheet renamed in its capitals only": Renamed("Deals", "DEALS"),
    "the first sheet removed": Removed("Deals", SHEETS),
    "the second sheet removed": Removed("It's rates", SHEETS),
    "a name renamed": NameRenamed("rngDeals", "rngWon", None),
    "a sheet's own name renamed": NameRenamed("Rate", "Fee", "It's rates"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_file_says_what_the_model_says(change: Change) -> None:
    model = loaded(ORIGINAL)
    applied(model, change)

    assert facts(loaded(restructured(ORIGINAL, [change]))) == facts(model)


def test_a_column_inserted_in_a_table_has_a_name_and_the_model_its_header() -> None:
    model, change = loaded(ORIGINAL), columns(2, 2)
    applied(model, change)
    after = loaded(restructured(ORIGINAL, [change]))

    assert facts_of(after["Deals"])["tables"] == facts_of(model["Deals"])["tables"]
    assert [column.name for column in after["Deals"].tables["tblDeals"].tableColumns] == [
        *("Deal", "Column1", "Column2", "Amount", "Net")
    ]
    assert [cell.value for cell in model["Deals"]["A10:E10"][0]] == ["Deal", "Column1", "Column2", "Amount", "Net"]


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        (columns(2, 2), ["Deal", "Column1", "Column2", "Amount", "Net"]),
        (columns(2, -1), ["Deal", "Net"]),
        (rows(3, 1), ["Deal", "Amount", "Net"]),
    ],
)
def test_a_table_in_the_saved_file_is_called_what_its_header_says(
    tmp_path: Path, change: Shifted, headers: list[str]
) -> None:
    path = tmp_path / "made.xlsx"
    ORIGINAL.write(path)
    book = from_file(path, None, with_cells)
    book.change(change)
    sheet = loaded(with_cells(book))["Deals"]
    table = sheet.tables["tblDeals"]

    assert [column.name for column in table.tableColumns] == headers
    assert [cell.value for cell in sheet[table.ref][0]] == headers


@pytest.mark.parametrize(
    "change",
    [
        Carried(Area("Deals", 9, 1, 17, 3), "Deals", 20, 2),
        Carried(Area("Deals", 40, 1, 49, 3), "Deals", -31, 0),
        Carried(Area("It's rates", 1, 1, 9, 3), "Deals", 8, 0),
        Carried(Area("Deals", 11, 1, 12, 2), "It's rates", 0, 0),
    ],
    ids=["moved", "pasted over", "pasted over from elsewhere", "in part"],
)
def test_tables_go_with_the_cells_carried_elsewhere(change: Carried) -> None:
    model = loaded(ORIGINAL)
    applied(model, change)
    after = loaded(restructured(ORIGINAL, [change]))

    for sheet in SHEETS:
        assert facts_of(after[sheet])["tables"] == facts_of(model[sheet])["tables"]


def test_a_formula_of_a_column_that_is_deleted_says_so() -> None:
    after = restructured(ORIGINAL, [columns(2, -1)])
    table = loaded(after)["Deals"].tables["tblDeals"]

    assert table.tableColumns[1].calculatedColumnFormula.attr_text == "tblDeals[[#This Row],[#REF!]]*Deals!$G$3"


def test_a_merged_cell_that_shrinks_to_one_cell_is_none() -> None:
    content = restructured(ORIGINAL, [columns(6, -1)]).parts[sheet_part(ORIGINAL)]

    assert re.findall(rb'mergeCell ref="(.*?)"', content) == [b"E4:E6"]


def test_changes_are_applied_in_their_order() -> None:
    history: list[Change] = [
        rows(5, 2),
        Renamed("Deals", "Won"),
        rows(3, -1, "Won"),
        columns(5, 1, "Won"),
        Removed("Report", SHEETS),
    ]
    model = loaded(ORIGINAL)
    for change in history:
        applied(model, change)

    assert facts(loaded(restructured(ORIGINAL, history))) == facts(model)


SHIFTS = st.one_of(
    st.builds(rows, st.integers(1, 32), st.integers(-4, 4).filter(bool)),
    st.builds(columns, st.integers(1, 10).filter(lambda at: at > 3), st.integers(-3, 3).filter(bool)),
    st.builds(lambda top, count: block(top, 4, top + count - 1, 8, down=count), st.integers(1, 30), st.integers(1, 3)),
    st.builds(lambda top, count: block(top, 4, top + count - 1, 8, down=-count), st.integers(1, 30), st.integers(1, 3)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(SHIFTS, min_size=1, max_size=3))
def test_wherever_cells_move_the_file_says_what_the_model_says(shifts: list[Shifted]) -> None:
    model = loaded(ORIGINAL)
    history: list[Change] = []
    for change in shifts:
        try:
            applied(model, change)
        except ImpossibleChange:
            continue
        history.append(change)

    assert facts(loaded(restructured(ORIGINAL, history))) == facts(model)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_part_is_listed_and_every_relationship_leads_somewhere(change: Change) -> None:
    after = restructured(ORIGINAL, [change])
    overrides = {
        override.get("PartName", "").lstrip("/")
        for override in after.tree("[Content_Types].xml")
        if str(override.tag).endswith("}Override")
    }

    assert overrides <= after.parts.keys()
    for listing in [part for part in after.parts if part.endswith(".rels")]:
        folder, _, name = listing.rpartition("/_rels/")
        owner = f"{folder}/{name.removesuffix('.rels')}".lstrip("/") if folder else ""
        assert owner in after.parts or owner == ""
        assert {part for _, part in after.related(owner).values()} <= after.parts.keys()


def test_parts_that_do_not_refer_to_cells_keep_their_bytes() -> None:
    after = restructured(ORIGINAL, [rows(5, 2)])
    same = {part for part, content in ORIGINAL.parts.items() if after.parts.get(part) == content}

    assert same >= {"xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml", "docProps/app.xml"}
    assert {part for part in ORIGINAL.parts if part.endswith(".rels")} <= same


def test_a_change_that_concerns_no_cell_in_use_leaves_the_other_sheets_as_they_are() -> None:
    parts = ORIGINAL.sheet_parts()
    after = restructured(ORIGINAL, [rows(100, 1, "Report")])

    assert after.parts[parts["Deals"]] == ORIGINAL.parts[parts["Deals"]]
    assert after.parts[parts["It's rates"]] == ORIGINAL.parts[parts["It's rates"]]


def test_no_history_is_no_change() -> None:
    assert restructured(ORIGINAL, []).parts == ORIGINAL.parts


def test_a_sheet_removed_takes_along_what_only_it_had() -> None:
    after = restructured(ORIGINAL, [Removed("Deals", SHEETS)])
    gone = {re.sub(r"\d+|_rels/|legacyDrawing", "", part) for part in ORIGINAL.parts.keys() - after.parts.keys()}

    assert {"xl/worksheets/sheet.xml", "xl/tables/table.xml", "xl/charts/chart.xml", "xl/drawings/drawing.xml"} <= gone
    assert not [part for part in after.parts if "comment" in part]
    assert list(after.sheet_parts()) == list(SHEETS[1:])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """With what openpyxl drops: sparklines, data bars of 2010, boxes of notes, pictures that size with cells."""
    path = tmp_path_factory.mktemp("written") / "written.xlsx"
    with WrittenWorkbook(path) as book:
        sheet, other = book.add_worksheet("Deals"), book.add_worksheet("Report")
        for row in range(20):
            sheet.write_row(row, 0, [row, row * 2, row * 3])
        sheet.add_sparkline("E5", {"range": "Deals!A5:C5"})
        sheet.add_sparkline("E8", {"range": "Deals!A8:C8"})
        other.add_sparkline("B2", {"range": "Deals!A5:A9"})
        sheet.conditional_format("B4:B9", {"type": "data_bar", "data_bar_2010": True})
        sheet.write_comment("D5", "a note")
        sheet.write_comment("D9", "another")
        sheet.insert_button("G5", {"caption": "Go"})
        sheet.ignore_errors({"number_stored_as_text": "A5:A9"})
        for cell, position in (("H5", 1), ("K5", 2), ("N5", 3)):
            box = {"object_position": position, "width": 200, "height": 100}
            sheet.insert_textbox(cell, "box", {**box, "textlink": "=Deals!$A$5"})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Deals!$A$5:$A$9", "categories": "=Deals!$B$5:$B$9", "name": "=Deals!$C$5"})
        other.insert_chart("A5", chart)
        alone = book.add_chartsheet("Chart")
        picture = book.add_chart({"type": "pie"})
        picture.add_series({"values": "=Deals!$A$5:$A$9"})
        alone.set_chart(picture)
    return package_of(path.read_bytes(), path)


def texts(some: Package, part: str, name: str) -> list[str]:
    """Of all elements of that name, whatever their namespace."""
    tree = etree.fromstring(some.parts[part])
    return [element.text or "" for element in tree.iter("*") if etree.QName(element).localname == name]


def sheet_part(some: Package, sheet: str = "Deals") -> str:
    return some.sheet_parts()[sheet]


def test_sparklines_and_data_bars_of_2010_move(written: Package) -> None:
    after = restructured(written, [rows(6, 2)])

    assert set(texts(after, sheet_part(after), "sqref")) == {"B4:B11", "E5", "E10"}
    assert {"Deals!A5:C5", "Deals!A10:C10"} <= set(texts(after, sheet_part(after), "f"))
    assert "Deals!A5:A11" in texts(after, sheet_part(after, "Report"), "f")


def test_a_sparkline_in_a_deleted_row_goes(written: Package) -> None:
    after = restructured(written, [rows(5, -1)])

    assert "E5" not in texts(after, sheet_part(after), "sqref")
    assert "E7" in texts(after, sheet_part(after), "sqref")


@pytest.mark.parametrize(
    ("change", "formulas"),
    [
        (rows(6, 2), {"Deals!$A$5:$A$11", "Deals!$B$5:$B$11", "Deals!$C$5"}),
        (rows(5, -1), {"Deals!$A$5:$A$8", "Deals!$B$5:$B$8", "Deals!#REF!"}),
        (columns(2, 1), {"Deals!$A$5:$A$9", "Deals!$C$5:$C$9", "Deals!$D$5"}),
        (Renamed("Deals", "My deals"), {"'My deals'!$A$5:$A$9", "'My deals'!$B$5:$B$9", "'My deals'!$C$5"}),
        (Removed("Deals", ("Deals", "Report", "Chart")), {"#REF!$A$5:$A$9", "#REF!$B$5:$B$9", "#REF!$C$5"}),
    ],
)
def test_charts_follow_their_cells(written: Package, change: Change, formulas: set[str]) -> None:
    after = restructured(written, [change])
    charts = [part for part in after.parts if part.startswith("xl/charts/chart")]
    found = {text for part in charts for text in texts(after, part, "f")}

    assert len(charts) == 2  # one on a sheet, one that is a sheet
    assert found == formulas


def test_a_sheet_with_a_chart_only_is_renamed_and_removed(written: Package) -> None:
    renamed = restructured(written, [Renamed("Chart", "Pie")])
    removed = restructured(written, [Removed("Chart", ("Deals", "Report", "Chart"))])

    assert titles(renamed) == ["Deals", "Report", "Pie"]
    assert titles(removed) == ["Deals", "Report"]
    assert written.parts.keys() - removed.parts.keys() >= {"xl/chartsheets/sheet1.xml"}


def titles(some: Package) -> list[str]:
    tree = etree.fromstring(some.parts[some.workbook_part])
    return [element.get("name", "") for element in tree.iter("*") if etree.QName(element).localname == "sheet"]


def corners(some: Package) -> list[tuple[list[str], list[str]]]:
    """Rows of each drawing's first and last corner, from 0."""
    part = next(part for _, part in some.related(sheet_part(some), "/drawing").values())
    return [
        (
            [e.text or "" for e in anchor.iter("{*}from") for e in e.iter("{*}row")],
            [e.text or "" for e in anchor.iter("{*}to") for e in e.iter("{*}row")],
        )
        for anchor in etree.fromstring(some.parts[part])
    ]


@pytest.mark.parametrize(
    ("change", "sized", "moved", "fixed"),
    [
        (rows(1, 2), (6, 11), (6, 11), (4, 9)),
        (rows(6, 2), (4, 11), (4, 9), (4, 9)),
        (rows(20, 2), (4, 9), (4, 9), (4, 9)),
        (rows(1, -2), (2, 7), (2, 7), (4, 9)),
        (rows(6, -2), (4, 7), (4, 9), (4, 9)),
        (rows(3, -9), (2, 2), (2, 7), (4, 9)),
        (columns(1, 1), (4, 9), (4, 9), (4, 9)),
    ],
)
def test_drawings_move_and_size_with_cells_as_they_were_told(
    written: Package, change: Change, sized: tuple[int, int], moved: tuple[int, int], fixed: tuple[int, int]
) -> None:
    assert corners(written) == [(["4"], ["9"])] * 3
    found = corners(restructured(written, [change]))

    assert found == [([str(first)], [str(last)]) for first, last in (sized, moved, fixed)]


def boxes(some: Package) -> list[tuple[int, int]]:
    part = next(part for _, part in some.related(sheet_part(some), "/vmlDrawing").values() if part in some.parts)
    content = some.parts[part].decode()
    found_rows, found_columns = (re.findall(rf"<x:{name}>(\d+)</x:{name}>", content) for name in ("Row", "Column"))
    return [(int(row) + 1, int(column) + 1) for row, column in zip(found_rows, found_columns, strict=True)]


@pytest.mark.parametrize(
    ("change", "notes", "places"),
    [
        (rows(6, 2), ["D5", "D11"], [(5, 4), (11, 4)]),
        (rows(5, -1), ["D8"], [(8, 4)]),
        (columns(2, 1), ["E5", "E9"], [(5, 5), (9, 5)]),
        (block(5, 4, 5, 4, down=1), ["D6", "D10"], [(6, 4), (10, 4)]),
    ],
)
def test_notes_and_their_boxes_stay_with_their_cells(
    written: Package, change: Change, notes: list[str], places: list[tuple[int, int]]
) -> None:
    after = restructured(written, [change])
    part = next(part for _, part in after.related(sheet_part(after), "/comments").values())

    assert [note.get("ref") for note in etree.fromstring(after.parts[part]).iter("{*}comment")] == notes
    assert boxes(after) == places


def test_a_button_keeps_its_own_place_apart_from_the_notes(written: Package) -> None:
    after = restructured(written, [rows(5, -1)])
    part = next(part for _, part in after.related(sheet_part(after), "/vmlDrawing").values() if part in after.parts)

    assert after.parts[part].count(b'ObjectType="Button"') == 1


def with_part(some: Package, part: str, edit: Callable[[bytes], bytes]) -> Package:
    return some.with_parts({part: edit(some.parts[part])})


def put_before(mark: bytes, text: bytes) -> Callable[[bytes], bytes]:
    def edit(content: bytes) -> bytes:
        assert mark in content
        return content.replace(mark, text + mark, 1)

    return edit


@pytest.mark.parametrize(
    ("change", "kept"),
    [(columns(2, -1), [(0, b"A")]), (columns(2, 1), [(0, b"A"), (2, b"B")]), (columns(1, -1), [(0, b"B")])],
)
def test_filters_of_a_sheet_go_with_their_columns(change: Change, kept: list[tuple[int, bytes]]) -> None:
    part = sheet_part(ORIGINAL)
    filtered = b"".join(
        b'<filterColumn colId="%d"><filters><filter val="%s"/></filters></filterColumn>' % one
        for one in [(0, b"A"), (1, b"B")]
    )
    content = re.sub(rb"<autoFilter.*?(/>|</autoFilter>)", b"", ORIGINAL.parts[part], flags=re.DOTALL)
    with_filter = content.replace(
        b"</sheetData>", b'</sheetData><autoFilter ref="A1:B3">' + filtered + b"</autoFilter>"
    )
    after = restructured(ORIGINAL.with_parts({part: with_filter}), [change]).parts[part]
    found = re.findall(rb'colId="(\d+)"><filters><filter val="(\w)"', after)

    assert [(int(number), text) for number, text in found] == kept


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (b'<protectedRanges><protectedRange sqref="A5:B9" name="x"/></protectedRanges>', rows(6, 1), b'sqref="A5:B10"'),
        (b'<protectedRanges><protectedRange sqref="A5" name="x"/></protectedRanges>', rows(5, -1), b""),
        (b'<cellWatches><cellWatch r="B7"/></cellWatches>', rows(6, 1), b'r="B8"'),
        (b'<cellWatches><cellWatch r="B7"/></cellWatches>', rows(7, -1), b""),
    ],
)
def test_what_openpyxl_knows_nothing_of_moves_too(before: bytes, change: Change, after: bytes) -> None:
    part = sheet_part(ORIGINAL)
    mark = re.search(rb"<[a-z]*:?autoFilter|<[a-z]*:?mergeCells", ORIGINAL.parts[part])
    assert mark is not None
    some = with_part(ORIGINAL, part, put_before(mark[0], before))
    element = re.search(rb"<(\w+)", before)
    assert element is not None
    content = restructured(some, [change]).parts[part]
    found = re.search(rb"<" + element[1] + rb"\b.*?</" + element[1] + rb">", content)

    assert (found is not None) is bool(after)
    assert found is None or after in found[0]


@pytest.mark.parametrize(
    ("change", "is_kept"), [(rows(3, 1), False), (Removed("Report", SHEETS), False), (Renamed("Deals", "Won"), True)]
)
def test_the_order_of_calculation_is_dropped_where_cells_move(change: Change, is_kept: bool) -> None:
    chain = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B2" i="2"/></calcChain>'
    )
    listed = (
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>'
    )
    related = (
        b'<Relationship Id="rIdChain" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'calcChain" Target="calcChain.xml"/>'
    )
    some = ORIGINAL.with_parts({"xl/calcChain.xml": chain})
    some = with_part(some, "[Content_Types].xml", put_before(b"</Types>", listed))
    some = with_part(some, "xl/_rels/workbook.xml.rels", put_before(b"</Relationships>", related))
    after = restructured(some, [change])

    assert ("xl/calcChain.xml" in after.parts) is is_kept
    assert (b"calcChain" in after.parts["[Content_Types].xml"]) is is_kept
    assert (b"calcChain" in after.parts["xl/_rels/workbook.xml.rels"]) is is_kept


def cells_of(content: bytes) -> Sequence[str]:
    return [cell.get("r", "") for cell in etree.fromstring(content).iter("{*}c")]


@pytest.mark.parametrize("change", [change for change in CHANGES.values() if isinstance(change, Shifted)])
def test_rows_and_cells_stay_in_order_with_none_twice(change: Shifted) -> None:
    content = restructured(ORIGINAL, [change]).parts[sheet_part(ORIGINAL)]
    numbers = [int(row.get("r", "0")) for row in etree.fromstring(content).iter("{*}row")]

    assert numbers == sorted(set(numbers))
    assert len(set(cells_of(content))) == len(cells_of(content))
