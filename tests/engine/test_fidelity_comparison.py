"""The comparison of two workbooks finds every difference, and takes no consequence of a change for one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import openpyxl
import pytest

from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import read
from salessheet.xlsx.editing import Edit, edited
from salessheet.xlsx.package import opened
from tests.engine.exotic import EXOTIC, exotic_workbook
from tests.engine.exotic_package import SHEET, WORKBOOK, Parts, main, plain, sheet, workbook
from tests.engine.fidelity import differences, new_unsoundness
from tests.engine.sound_package import faults_of

CELLS: Final = {"A1": (1, 1), "B1": (1, 2), "J9": (9, 10)}
"""One that a formula reads, one with a formula that others may share, one that is not there yet."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "books").mkdir()
    return tmp_path / "books"


def copied_by_openpyxl(path: Path, copy: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it drops: that is the point
        openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm").save(copy)
    return copy


LOST: Final = {
    "alternate_content": "AlternateContent[1]: is gone",
    "chart_with_style_and_colours": "xl/charts/style1.xml: is gone",
    "connection": "xl/connections.xml: is gone",
    "custom_views": "customWorkbookViews[1]: is gone",
    "data_bar": "extLst[1]: is gone",
    "dynamic_array": "xl/metadata.xml: is gone",
    "form_control": "xl/ctrlProps/ctrlProp1.xml: is gone",
    "pictures": "xl/media/image1.png: is gone",
    "printer_settings": "xl/printerSettings/printerSettings1.bin: is gone",
    "rich_texts": "xl/sharedStrings.xml: is gone",
    "shape_with_text": "xl/drawings/drawing1.xml: is gone",
    "slicer_of_a_table": "xl/slicers/slicer1.xml: is gone",
    "sparklines": "extLst[1]: is gone",
    "task_pane": "xl/webextensions/taskpanes.xml: is gone",
    "threaded_comment": "xl/persons/person.xml: is gone",
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_what_openpyxl_drops_is_found(name: str, folder: Path, tmp_path: Path) -> None:
    path = exotic_workbook(folder, name)

    found = differences(path, copied_by_openpyxl(path, tmp_path / "copy.xlsx"))

    assert any(LOST[name] in str(difference) for difference in found)


@pytest.mark.parametrize("name", EXOTIC)
def test_a_workbook_made_by_hand_is_sound_and_openpyxl_reads_it(name: str, folder: Path) -> None:
    path = exotic_workbook(folder, name)

    assert list(faults_of(opened(path))) == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert openpyxl.load_workbook(path)["Data"]["A1"].value == 1
    assert differences(path, path) == []


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", EXOTIC)
def test_a_cell_edited_in_the_xml_is_the_only_difference(name: str, cell: str, folder: Path, tmp_path: Path) -> None:
    path = exotic_workbook(folder, name)
    edited(read(path), {CellRef("Data", *CELLS[cell]): Edit(7.0, None)}).package.write(tmp_path / "copy.xlsx")

    assert differences(path, tmp_path / "copy.xlsx", "Data", cell) == []
    assert differences(path, tmp_path / "copy.xlsx") != []


FAULTS: Final = {
    "another cell": ("<v>3</v>", "<v>4</v>", "row[3]/c[A3]/v[1]/text(): was '3', is '4'"),
    "a cell gone": ('<c r="A3"><v>3</v></c>', "", "row[3]/c[A3]: is gone"),
    "a cell more": ("</row></sheetData>", '<c r="B3"/></row></sheetData>', "row[3]/c[B3]: is new"),
    "another formula": ("SUM(A2:A3)", "SUM(A2:A4)", "c[B2]/f[1]/text()"),
    "a result that the cell has no part in": ("<v>5</v>", "", "c[B2]/v[1]: is gone"),
    "an attribute": ('spans="1:3" x14ac:dyDescent="0.25"><c r="A3"', 'spans="1:3"><c r="A3"', "row[3]/@dyDescent"),
    "spans that were right": ('<row r="1" spans="1:3"', '<row r="1"', "row[1]/@spans: was '1:3', is none"),
    "an extent that was right": ('<dimension ref="A1:C3"/>', "", "dimension[1]: is gone"),
    "a prefix that is no longer named": ('mc:Ignorable="x14ac"', "", "/worksheet/@Ignorable"),
    "the order of elements": (
        '<dimension ref="A1:C3"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>',
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews><dimension ref="A1:C3"/>',
        "/worksheet: has its children in another order",
    ),
    "the namespace": ("/spreadsheetml/2006/main", "/spreadsheetml/2006/other", "/worksheet: is worksheet of"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_changed_sheet_is_found(fault: str, folder: Path, tmp_path: Path) -> None:
    old, new, shown = FAULTS[fault]
    content = sheet().decode()
    assert content.count(old) == 1
    before = plain().write(folder / "before.xlsx")
    after = plain().replace(sheet=content.replace(old, new).encode()).write(folder / "after.xlsx")

    found = differences(before, after, "Data", "A1")

    assert [shown in str(difference) for difference in found] == [True]


def test_a_prefix_that_lost_its_namespace_is_found(folder: Path, tmp_path: Path) -> None:
    content = sheet(attributes=' xmlns:xr="urn:revisions"').replace(b'"x14ac"', b'"x14ac xr"')
    before = plain().replace(sheet=content).write(folder / "before.xlsx")
    after = plain().replace(sheet=content.replace(b' xmlns:xr="urn:revisions"', b"")).write(folder / "after.xlsx")

    (found,) = differences(before, after)

    assert found.place == "/worksheet/@Ignorable"
    assert "the unknown prefix xr" in found.what


CONSEQUENCES: Final = {
    "the results of formulas that read it": ("<f>A1*2</f><v>2</v>", "<f>A1*2</f>", "A1"),
    "an error as one": ('<c r="B1"><f>A1*2</f><v>2</v>', '<c r="B1" t="e"><f>A1*2</f><v>#N/A</v>', "A1"),
    "results of what reads those": ("<f>SUM(A2:A3)</f><v>5</v>", "<f>SUM(A2:A3)</f><v>6</v>", "A3"),
    "a cell of its own": ("</row></sheetData>", '<c r="C3"><v>1</v></c></row></sheetData>', "C3"),
    "a row": ("</sheetData>", '<row r="9"><c r="B9"><v>1</v></c></row></sheetData>', "B9"),
    "another way to write the same": ('<c r="C1" t="s"><v>0</v></c>', "<c  t='s' r='C1'>\n<v>0</v>\n</c>\n", "A1"),
}  # fmt: skip


@pytest.mark.parametrize("consequence", CONSEQUENCES)
def test_a_consequence_of_the_change_is_no_fault(consequence: str, folder: Path) -> None:
    old, new, cell = CONSEQUENCES[consequence]
    content = sheet().decode()
    assert content.count(old) == 1
    before = plain().write(folder / "before.xlsx")
    after = plain().replace(sheet=content.replace(old, new).encode()).write(folder / "after.xlsx")

    assert differences(before, after, "Data", cell) == []


EXTENTS: Final = {
    "left out": ("", "", True),
    "grown": ('<dimension ref="A1:E3"/>', ' spans="1:5"', True),
    "grown too far": ('<dimension ref="A1:F3"/>', ' spans="1:5"', False),
    "not grown": ('<dimension ref="A1:C3"/>', ' spans="1:5"', True),
    "of other rows": ('<dimension ref="B1:E3"/>', ' spans="1:5"', False),
}  # fmt: skip


@pytest.mark.parametrize("extent", EXTENTS)
def test_extents_may_grow_to_a_new_cell_or_go(extent: str, folder: Path) -> None:
    dimension, spans, is_right = EXTENTS[extent]
    content = sheet().decode().replace('<dimension ref="A1:C3"/>', dimension)
    content = content.replace('<row r="2" spans="1:3"', f'<row r="2"{spans}').replace(
        '<c r="C2" t="s"><v>1</v></c>', '<c r="C2" t="s"><v>1</v></c><c r="E2"><v>1</v></c>'
    )
    before = plain().write(folder / "before.xlsx")
    after = plain().replace(sheet=content.encode()).write(folder / "after.xlsx")

    assert (differences(before, after, "Data", "E2") == []) == is_right


STYLES: Final = {
    "kept": ('<c r="A1" s="1">', '<c r="A1" s="1">', "A1", True),
    "lost": ('<c r="A1" s="1">', '<c r="A1">', "A1", False),
    "the row's": (
        '<row r="9" s="1" customFormat="1"/>', '<row r="9" s="1" customFormat="1"><c r="J9" s="1"/></row>', "J9", True
    ),
    "none in a row that has one": (
        '<row r="9" s="1" customFormat="1"/>', '<row r="9" s="1" customFormat="1"><c r="J9"/></row>', "J9", False
    ),
    "one in a row that has none": ('<row r="9"/>', '<row r="9"><c r="J9" s="1"/></row>', "J9", False),
    "the column's": ('<row r="9"/>', '<row r="9"><c r="E9" s="1"/></row>', "E9", True),
    "none in a column that has one": ('<row r="9"/>', '<row r="9"><c r="E9"/></row>', "E9", False),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_a_cell_keeps_its_style_and_a_new_one_takes_its_rows_or_columns(style: str, folder: Path) -> None:
    old, new, cell, is_right = STYLES[style]
    usual = sheet(rows='<row r="9"/>').decode()
    usual = usual.replace("<sheetData>", '<cols><col min="4" max="5" width="9" style="1"/></cols><sheetData>')
    place = '<row r="9"/>' if "row" in old else '<c r="A1">'
    before, after = (
        plain().replace(sheet=usual.replace(place, text).encode()).write(folder / f"{name}.xlsx")
        for name, text in (("before", old), ("after", new))
    )

    assert (differences(before, after, "Data", cell) == []) == is_right


ORDERS: Final = {
    "without the cell": ('<c r="B2" i="1"/>', True),
    "all of it": ('<c r="B1" i="1"/><c r="B2"/>', True),
    "without another": ('<c r="B1" i="1"/>', False),
    "the cell of another sheet": ('<c r="B1" i="2"/><c r="B2" i="1"/>', False),
    "another cell more": ('<c r="B1" i="1"/><c r="B2"/><c r="B3"/>', False),
}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_only_the_cell_may_leave_the_order_of_calculation(order: str, folder: Path) -> None:
    cells, is_right = ORDERS[order]
    before = plain().write(folder / "before.xlsx")
    parts = plain()
    parts.contents["xl/calcChain.xml"] = main("calcChain", cells)
    after = parts.write(folder / "after.xlsx")

    assert (differences(before, after, "Data", "B1") == []) == is_right


def test_an_order_of_calculation_may_go_with_its_last_cell(folder: Path) -> None:
    before = plain()
    before.contents["xl/calcChain.xml"] = main("calcChain", '<c r="B1" i="1"/>')
    after = plain()
    del after.contents["xl/calcChain.xml"], after.types["xl/calcChain.xml"]
    after.links[WORKBOOK].pop()
    paths = before.write(folder / "before.xlsx"), after.write(folder / "after.xlsx")

    assert differences(*paths, "Data", "B1") == []
    assert {difference.part for difference in differences(*paths, "Data", "B2")} == {
        "xl/calcChain.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    }  # fmt: skip


@pytest.mark.parametrize(("formula", "is_right"), [("A2*2", True), ("A3*2", False), ("A1*2", False)])
def test_formulas_shared_from_the_cell_must_still_mean_the_same(formula: str, is_right: bool, folder: Path) -> None:
    path = exotic_workbook(folder, "shared_formulas")
    parts = EXOTIC["shared_formulas"]()
    content = parts.contents[SHEET].decode()
    content = content.replace('<f t="shared" ref="B1:B2" si="0">A1*2</f><v>2</v>', "<v>7</v>")
    content = content.replace('<f t="shared" si="0"/>', f"<f>{formula}</f>")
    after = parts.replace(sheet=content.encode()).write(folder / "after.xlsx")

    assert (differences(path, after, "Data", "B1") == []) == is_right


@pytest.mark.parametrize(("results", "is_right"), [("<f>A1*2</f>", True), ("<f>A1*2</f><v>2</v>", False)])
def test_a_workbook_may_ask_for_calculation_where_results_are_gone(results: str, is_right: bool, folder: Path) -> None:
    before = plain().write(folder / "before.xlsx")
    after = plain().replace(
        sheet=sheet().replace(b"<f>A1*2</f><v>2</v>", results.encode()),
        workbook=workbook(inside='<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
    )

    assert (differences(before, after.write(folder / "after.xlsx"), "Data", "A1") == []) == is_right


def test_the_name_of_a_column_follows_the_cell_that_heads_it(folder: Path) -> None:
    before = exotic_workbook(folder, "table")
    parts = EXOTIC["table"]()
    table = parts.contents["xl/tables/table1.xml"]
    parts.contents["xl/tables/table1.xml"] = table.replace(b'name="Who"', b'name="Name"')
    after = parts.write(folder / "after.xlsx")

    assert differences(before, after, "Data", "E5") == []
    assert [difference.place for difference in differences(before, after, "Data", "F5")] == [
        "/table/tableColumns[1]/tableColumn[1]/@name"
    ]


def _other_type(parts: Parts) -> None:
    parts.types["xl/styles.xml"] = "text/plain"


def _other_target(parts: Parts) -> None:
    parts.links[WORKBOOK][1] = ("rId2", "urn:other", "styles.xml")


def _other_bytes(parts: Parts) -> None:
    parts.contents["unknown/thing0.dat"] += b"!"


def _part_more(parts: Parts) -> None:
    parts.add("xl/more.xml", b"<a/>", "", WORKBOOK, "more")


PACKAGES: Final[dict[Callable[[Parts], None], list[str]]] = {
    _other_type: ["[Content_Types].xml/xl/styles.xml"],
    _other_target: ["xl/_rels/workbook.xml.rels/rId2"],
    _other_bytes: ["unknown/thing0.dat"],
    _part_more: ["xl/_rels/workbook.xml.rels/rId6", "xl/more.xml"],
}


@pytest.mark.parametrize("change", PACKAGES)
def test_the_package_around_the_parts_must_stay(change: Callable[[Parts], None], folder: Path) -> None:
    before = exotic_workbook(folder, "part_nobody_knows")
    parts = EXOTIC["part_nobody_knows"]()
    change(parts)
    after = parts.write(folder / "after.xlsx")

    assert [f"{found.part}{found.place}" for found in differences(before, after, "Data", "A1")] == PACKAGES[change]


def _without_a_type(parts: Parts) -> None:
    del parts.types["unknown/thing0.dat"]


def _without_a_relation(parts: Parts) -> None:
    parts.links[SHEET].clear()


def _without_a_part(parts: Parts) -> None:
    del parts.contents["unknown/thing2.dat"]


def _with_an_unknown_id(parts: Parts) -> None:
    parts.replace(sheet=sheet('<drawing r:id="rNone"/>'))


UNSOUND: Final[dict[Callable[[Parts], None], list[str]]] = {
    _without_a_type: ["unknown/thing0.dat: has no content type"],
    _without_a_relation: ["unknown/thing2.dat: is related to by nothing"],
    _without_a_part: [
        "[Content_Types].xml: has a type for unknown/thing2.dat, which is not there",
        "xl/worksheets/_rels/sheet1.xml.rels: rId1 leads to unknown/thing2.dat, which is not there",
    ],
    _with_an_unknown_id: [f"{SHEET}: names the relationship rNone, which it does not have"],
}


@pytest.mark.parametrize("change", UNSOUND)
def test_a_package_that_would_be_repaired_is_found(change: Callable[[Parts], None], folder: Path) -> None:
    before = exotic_workbook(folder, "part_nobody_knows")
    parts = EXOTIC["part_nobody_knows"]()
    change(parts)
    after = parts.write(folder / "after.xlsx")

    assert [str(found) for found in new_unsoundness(before, after)] == UNSOUND[change]
    assert new_unsoundness(after, after) == []


def test_a_part_written_twice_is_found(folder: Path) -> None:
    before, after = plain().write(folder / "before.xlsx"), plain().write(folder / "after.xlsx")
    with ZipFile(after, "a") as file:
        file.writestr(SHEET.upper(), sheet())  # capitals make no difference to the name of a part

    assert next(str(found) for found in differences(before, after)) == f"{SHEET}: is there twice"
