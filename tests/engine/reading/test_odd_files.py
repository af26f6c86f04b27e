"""Workbooks that Excel opens and openpyxl does not, or reads as something else."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from salessheet import engine
from salessheet.calc.for_engine import calculator
from salessheet.xlsx.package import opened
from salessheet.xlsx.strict import as_strict
from tests.engine.exotic_package import (
    SHEET,
    WORKBOOK,
    Parts,
    main,
    plain,
    sheet,
    workbook,
    workbook_with,
)

STYLES: Final = "xl/styles.xml"
TEXTS: Final = "xl/sharedStrings.xml"


def _replaced(part: str, *pairs: tuple[str, str]) -> Parts:
    parts = plain()
    content = parts.contents[part].decode()
    for old, new in pairs:
        assert re.search(old, content, re.DOTALL)
        content = re.sub(old, new, content, count=1, flags=re.DOTALL)
    parts.contents[part] = content.encode()
    return parts


def _moved(parts: Parts, old: str, new: str, target: str | None = None) -> Parts:
    """A part in another place, its relationship with it; `target`: how that says it."""
    parts.contents[new] = parts.contents.pop(old)
    parts.types[new] = parts.types.pop(old)
    if old in parts.links:
        parts.links[new] = parts.links.pop(old)
    for links in parts.links.values():
        for i, (number, kind, known) in enumerate(links):
            if known == old or known == old.removeprefix("xl/"):
                links[i] = (number, kind, target or f"/{new}")
    return parts


def an_empty_fill() -> Parts:
    return _replaced(STYLES, ('<fill><patternFill patternType="gray125"/></fill>', "<fill/>"))


def colours_that_are_none() -> Parts:
    return _replaced(
        STYLES,
        ('<sz val="11"/>', '<sz val="11"/><color rgb="red"/>'),
        ("<left/>", '<left style="thin"><color rgb="0"/></left>'),
    )


def no_fonts() -> Parts:
    return _replaced(STYLES, ("<fonts.*</fonts>", ""))


def no_fills_and_borders() -> Parts:
    return _replaced(STYLES, ("<fills.*</borders>", ""))


def formats_of_cells_alone() -> Parts:
    return _replaced(STYLES, ("<fonts.*</cellStyleXfs>", ""), ("<cellStyles.*</cellStyles>", ""))


def no_formats_of_cells() -> Parts:
    return _replaced(STYLES, ("<cellXfs.*</cellXfs>", ""))


def an_empty_style_sheet() -> Parts:
    return plain_with(STYLES, main("styleSheet", ""))


def formats_with_numbers_of_none() -> Parts:
    return _replaced(STYLES, ('numFmtId="14" fontId="0" fillId="0"', 'numFmtId="14" fontId="9" fillId="8"'))


def formats_with_words_nobody_knows() -> Parts:
    return _replaced(STYLES, ('numFmtId="14"', 'numFmtId="14" theirs="1"'), ("<fonts", "junk<fonts"))


def styles_said_in_two_ways() -> Parts:
    font = '<font><sz val="11"/><name val="Calibri"/></font>'
    either = (
        '<mc:AlternateContent><mc:Choice xmlns:hs="urn:other" Requires="hs"><font hs:extension="1"><hs:size val="9"/>'
        f"</font></mc:Choice><mc:Fallback>{font}</mc:Fallback></mc:AlternateContent>"
    )
    return _replaced(STYLES, (font, either))


def a_style_without_a_name() -> Parts:
    return _replaced(STYLES, ('name="Normal" ', ""))


def no_style_sheet() -> Parts:
    parts = plain()
    del parts.contents[STYLES], parts.types[STYLES]
    parts.links[WORKBOOK] = [link for link in parts.links[WORKBOOK] if "styles" not in link[1]]
    return parts


def cells_with_formats_of_none() -> Parts:
    return _replaced(SHEET, ('<c r="A2">', '<c r="A2" s="99">'), ('<c r="A3">', '<c r="A3" s="">'))


def plain_with(part: str, content: bytes) -> Parts:
    parts = plain()
    parts.contents[part] = content
    return parts


def no_shared_texts() -> Parts:
    """Though cells refer to them."""
    parts = plain()
    del parts.contents[TEXTS], parts.types[TEXTS]
    return parts


def shared_texts_that_nobody_needs() -> Parts:
    return _replaced(SHEET, ('<c r="C1" t="s"><v>0</v></c>', ""), ('<c r="C2" t="s"><v>1</v></c>', ""))


def too_few_shared_texts() -> Parts:
    return plain_with(TEXTS, main("sst", "<si><t>Ana</t></si>", ' count="2" uniqueCount="1"'))


def counts_that_are_wrong() -> Parts:
    parts = _replaced(STYLES, ('fonts count="1"', 'fonts count="7"'), ('cellXfs count="2"', 'cellXfs count="0"'))
    parts.contents[TEXTS] = parts.contents[TEXTS].replace(b'count="2" uniqueCount="2"', b'count="0" uniqueCount="99"')
    return parts


def cells_without_addresses() -> Parts:
    return _replaced(
        SHEET,
        ('<row r="2"', "<row"),
        ('<c r="A2">', "<c>"),
        ('<c r="B2">', "<c>"),
        ("</row>$|</row><row", "</row><row"),
    )


def empty_rows_and_cells() -> Parts:
    return plain().replace(sheet=sheet(rows='<row/><row r="9"><c/><c r="C9"/></row><row r="10" spans=""/>'))


def addresses_that_are_none() -> Parts:
    inside = (
        '<mergeCells count="2"><mergeCell ref="#REF!"/><mergeCell ref="F1:G1"/></mergeCells>'
        '<dataValidations count="2"><dataValidation type="whole" sqref="#REF!"><formula1>1</formula1></dataValidation>'
        '<dataValidation type="whole" sqref="A9:A10 nowhere"><formula1>1</formula1></dataValidation></dataValidations>'
        '<hyperlinks><hyperlink ref="nowhere" location="A1"/></hyperlinks>'
    )
    return plain().replace(sheet=sheet(inside))


def words_that_are_none() -> Parts:
    """Values that the format does not list, in things that only look."""
    inside = (
        '<conditionalFormatting sqref="A1:A3"><cfRule type="expression" priority="x" dxfId="77"><formula>A1&gt;1'
        "</formula></cfRule></conditionalFormatting>"
        '<pageMargins left="wide" right="0.7" top="0.75" bottom="0.75" header="0.3" '
        'footer="0.3"/><pageSetup orientation="sideways" paperSize="999"/>'
    )
    return plain().replace(
        sheet=sheet(inside, before='<sheetViews><sheetView workbookViewId="0" view="none"/></sheetViews>')
    )


def dates_beyond_the_calendar() -> Parts:
    rows = '<row r="5"><c r="A5" s="1"><v>99999999</v></c></row>'
    return plain().replace(sheet=sheet(rows=rows))


def dates_as_texts() -> Parts:
    rows = '<row r="5"><c r="A5" s="1" t="d"><v>2026-03-31</v></c><c r="B5" s="1" t="d"><v>0000-00-00</v></c></row>'
    return plain().replace(sheet=sheet(rows=rows))


def names_of_nothing() -> Parts:
    names = (
        "<definedNames><definedName name='twice'>Data!$A$1</definedName>"
        "<definedName name='twice'>Data!$A$2</definedName>"
        "<definedName name='gone'>#REF!</definedName><definedName name='empty'/>"
        "<definedName name='elsewhere' localSheetId='44'>Data!$A$1</definedName>"
        "<definedName name='_xlnm.Print_Area' localSheetId='0'>#REF!</definedName>"
        "<definedName name='_xlnm.Print_Titles' localSheetId='0'>#REF!</definedName></definedNames>"
    )
    return plain().replace(workbook=workbook_with(names))


def a_name_of_no_sheet() -> Parts:
    names = "<definedNames><definedName name='elsewhere' localSheetId='x'>Data!$A$1</definedName></definedNames>"
    return plain().replace(workbook=workbook_with(names))


def attributes_of_the_workbook_that_nobody_knows() -> Parts:
    return plain().replace(
        workbook=workbook(before='<workbookPr theirs="1" showObjects="what"/>', attributes=' theirs="2"')
    )


def the_workbook_at_the_root() -> Parts:
    parts = plain()
    for part, target in (
        (SHEET, "sheet.xml"),
        (STYLES, "styles.xml"),
        (TEXTS, "texts.xml"),
        ("xl/calcChain.xml", "chain.xml"),
    ):
        _moved(parts, part, target, target)
    return _moved(parts, WORKBOOK, "workbook.xml", "workbook.xml")


def parts_in_other_folders() -> Parts:
    parts = _moved(plain(), STYLES, "xl/looks/all.xml", "looks/all.xml")
    _moved(parts, TEXTS, "texts/shared.xml", "../texts/shared.xml")
    return _moved(parts, SHEET, "sheets/one.xml", "/sheets/one.xml")


def capitals_that_differ() -> Parts:
    parts = plain()
    for old, new in ((STYLES, "xl/Styles.xml"), (TEXTS, "XL/sharedstrings.xml"), (SHEET, "xl/Worksheets/Sheet1.XML")):
        parts.contents[new] = parts.contents.pop(old)
    return parts


def no_types_of_parts() -> Parts:
    parts = plain()
    parts.types = {WORKBOOK: parts.types[WORKBOOK]}
    return parts


def no_type_at_all() -> Parts:
    parts = plain()
    parts.types = {}
    return parts


def no_properties_of_the_document() -> Parts:
    parts = plain()
    del parts.contents["docProps/app.xml"]
    return parts


def a_list_of_formulas_that_is_missing() -> Parts:
    parts = plain()
    del parts.contents["xl/calcChain.xml"]
    return parts


def a_byte_order_mark() -> Parts:
    parts = plain()
    parts.contents = {name: b"\xef\xbb\xbf" + content for name, content in parts.contents.items()}
    return parts


def two_bytes_a_character() -> Parts:
    parts = plain()
    for name, content in parts.contents.items():
        parts.contents[name] = content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    return parts


def comments_in_the_xml() -> Parts:
    parts = plain()
    inside = '<cols><!-- one --><col min="1" max="1" width="9" phonetic="1"/><?two three?></cols>'
    parts.replace(sheet=sheet('<mergeCells count="1"><!-- five --><mergeCell ref="F1:G1"/></mergeCells>'))
    text = parts.contents[SHEET].decode()
    parts.contents[SHEET] = text.replace("<sheetData>", f"{inside}<sheetData><!-- four -->").encode()
    for name in (WORKBOOK, STYLES, TEXTS, "xl/calcChain.xml"):
        text = parts.contents[name].decode()
        parts.contents[name] = re.sub(
            r"(<(?:workbook|styleSheet|sst|calcChain|sheets|fonts|cellXfs)\b[^>]*>)", r"\1<!-- x -->", text
        ).encode()
    return parts


def a_shared_formula_that_stands_further_on() -> Parts:
    rows = (
        '<row r="5"><c r="D5"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="6"><c r="D6"><f t="shared" ref="D5:D6" si="0">A6*2</f><v>0</v></c></row>'
    )
    return plain().replace(sheet=sheet(rows=rows))


def links_of_a_whole_column() -> Parts:
    return plain().replace(sheet=sheet('<hyperlinks><hyperlink ref="H1:H1048576" location="Data!A1"/></hyperlinks>'))


def merged_columns() -> Parts:
    return plain().replace(sheet=sheet('<mergeCells count="1"><mergeCell ref="H1:I1048576"/></mergeCells>'))


def sheets_without_a_part() -> Parts:
    """As workbooks with old modules list them."""
    listed = '<sheet name="Data" sheetId="1" r:id="rId1"/><sheet name="Module1" sheetId="2" r:id=""/>'
    names = "<definedNames><definedName name='here' localSheetId='0'>Data!$A$1</definedName></definedNames>"
    return plain().replace(workbook=workbook(listed, names))


def values_that_are_none_of_their_kind() -> Parts:
    rows = (
        '<row r="5"><c r="A5" t="b"><v>true</v></c><c r="B5"><v>many</v></c><c r="C5" t="e"><v>#SPILL!</v></c>'
        '<c r="D5" t="z"><v>4</v></c></row>'
    )
    return plain().replace(sheet=sheet(rows=rows))


def a_strict_workbook() -> Parts:
    parts = plain()
    parts.contents = as_strict(parts.contents)
    for of, links in parts.links.items():
        parts.links[of] = [
            (number, as_strict({".xml": kind.encode()})[".xml"].decode(), to) for number, kind, to in links
        ]
    return parts


def backslashes_in_names() -> Parts:
    parts = plain()
    parts.contents = {name.replace("/", "\\"): content for name, content in parts.contents.items()}
    return parts


ODD: Final[dict[str, Callable[[], Parts]]] = {
    make.__name__: make
    for make in (
        an_empty_fill,
        colours_that_are_none,
        no_fonts,
        no_fills_and_borders,
        formats_of_cells_alone,
        no_formats_of_cells,
        an_empty_style_sheet,
        formats_with_numbers_of_none,
        formats_with_words_nobody_knows,
        styles_said_in_two_ways,
        a_style_without_a_name,
        no_style_sheet,
        cells_with_formats_of_none,
        no_shared_texts,
        shared_texts_that_nobody_needs,
        too_few_shared_texts,
        counts_that_are_wrong,
        cells_without_addresses,
        empty_rows_and_cells,
        addresses_that_are_none,
        words_that_are_none,
        dates_beyond_the_calendar,
        dates_as_texts,
        names_of_nothing,
        a_name_of_no_sheet,
        attributes_of_the_workbook_that_nobody_knows,
        the_workbook_at_the_root,
        parts_in_other_folders,
        capitals_that_differ,
        no_types_of_parts,
        no_type_at_all,
        no_properties_of_the_document,
        a_list_of_formulas_that_is_missing,
        a_byte_order_mark,
        two_bytes_a_character,
        comments_in_the_xml,
        a_shared_formula_that_stands_further_on,
        links_of_a_whole_column,
        merged_columns,
        a_strict_workbook,
        sheets_without_a_part,
        values_that_are_none_of_their_kind,
        backslashes_in_names,
    )
}


@pytest.fixture(autouse=True)
def _uncalculated() -> Iterator[None]:
    before = engine.register().impl.calculator
    engine.register(calculator=None)
    yield
    engine.register(calculator=before)


@pytest.mark.parametrize("name", ODD)
def test_it_is_read_and_kept(name: str, tmp_path: Path) -> None:
    path, copy = ODD[name]().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        assert book.sheets[0]["A1:A3"].value == [1, 2, 3]
        assert book.sheets[0]["B2"].formula == "=SUM(A2:A3)"
        book.save(copy)
    assert opened(copy).parts == opened(path).parts


@pytest.mark.parametrize("name", ODD)
def test_a_cell_is_changed_and_all_else_is_kept(name: str, tmp_path: Path) -> None:
    path, copy = ODD[name]().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        book.sheets[0]["A2"].value = 7
        book.save(copy)
    with engine.open_book(copy) as book:
        assert book.sheets[0]["A1:A3"].value == [1, 7, 3]
    before, after = opened(path), opened(copy)
    touched = {next(iter(before.sheet_parts().values())), before.workbook_part}
    assert {part: after.parts.get(part) for part in before.parts if part not in touched} == {
        part: content for part, content in before.parts.items() if part not in touched
    }


@pytest.mark.parametrize("name", ODD)
def test_a_row_is_inserted_a_format_set_and_the_sheet_renamed(name: str, tmp_path: Path) -> None:
    path, copy = ODD[name]().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        one = book.sheets[0]
        one["2:2"].insert("down")
        one["A4"].font.bold = True
        one["D:D"].column_width = 20
        one.name = "Renamed"
        book.sheets.add("Another", after=one)["A1"].value = "new"
        book.save(copy)
    with engine.open_book(copy) as book:
        one = book.sheets["Renamed"]
        assert one["A1:A4"].value == [1, None, 2, 3]
        assert one["B3"].formula == "=SUM(A3:A4)"
        assert (one["A4"].font.bold, one["A3"].font.bold) == (True, False)
        assert book.sheets["Another"]["A1"].value == "new"


def test_a_strict_workbook_stays_one(tmp_path: Path) -> None:
    path, copy = a_strict_workbook().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        book.sheets[0]["A2"].value = 7
        book.sheets.add("Another")
        book.save(copy)
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(copy) as after:
        assert all(b"schemas.openxmlformats.org/spreadsheetml" not in after.read(name) for name in after.namelist())
        for name in (STYLES, TEXTS, "docProps/app.xml"):
            assert after.read(name) == before.read(name)


def test_dates_beyond_the_calendar_are_numbers(tmp_path: Path) -> None:
    path, copy = dates_beyond_the_calendar().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        assert book.sheets[0]["A5"].value == 99999999
        book.sheets[0]["A7"].value = book.sheets[0]["A5"].value
        book.sheets[0]["A5"].copy(book.sheets[0]["A8"])
        book.save(copy)
    with engine.open_book(copy) as book:
        assert book.sheets[0]["A5:A8"].value == [99999999, None, 99999999, 99999999]


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize("make", [no_style_sheet, an_empty_style_sheet, no_fonts, no_fills_and_borders])
def test_a_format_that_is_set_completes_the_style_sheet(make: Callable[[], Parts], tmp_path: Path) -> None:
    path, copy = make().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        one = book.sheets[0]["A2"]
        one.font.bold = True
        one.color = (255, 0, 0)
        book.save(copy)
    one, other = openpyxl.load_workbook(copy)["Data"]["A2"], openpyxl.load_workbook(copy)["Data"]["A3"]
    assert (one.font.b, one.fill.fgColor.rgb) == (True, "FFFF0000")
    assert (other.font.b, other.fill.fill_type) == (False, None)


def test_sheets_without_a_part_stay_listed(tmp_path: Path) -> None:
    path, copy = sheets_without_a_part().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        book.sheets.add("Another", before=book.sheets[0])
        book.save(copy)
    after = opened(copy).workbook
    assert [one.get("name") for one in after.iterfind("{*}sheets/{*}sheet")] == ["Another", "Module1", "Data"]
    assert [one.get("localSheetId") for one in after.iterfind("{*}definedNames/{*}definedName")] == ["2"]


def test_a_value_that_is_none_of_its_kind_is_a_text(tmp_path: Path) -> None:
    with engine.open_book(values_that_are_none_of_their_kind().write(tmp_path / "odd.xlsx")) as book:
        assert book.sheets[0]["A5:B5"].value == [True, "many"]


def test_a_blank_cell_with_a_link_stays_blank(tmp_path: Path) -> None:
    links = '<hyperlinks><hyperlink ref="F1:F2" location="Data!A1"/></hyperlinks>'
    path = plain().replace(sheet=sheet(links)).write(tmp_path / "odd.xlsx")
    with engine.open_book(path) as book:
        assert book.sheets[0]["F1:F2"].value == [None, None]
        assert book.sheets[0]["F2"].hyperlink


def test_a_shared_formula_is_read_wherever_it_stands(tmp_path: Path) -> None:
    path = a_shared_formula_that_stands_further_on().write(tmp_path / "odd.xlsx")
    with engine.open_book(path) as book:
        assert book.sheets[0]["D5:D6"].formula == [["=A5*2"], ["=A6*2"]]


def test_under_a_merged_column_nothing_is_written_and_its_first_cell_is_the_value(tmp_path: Path) -> None:
    path, copy = merged_columns().write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        one = book.sheets[0]
        one["H1"].value = 5
        one["I70000"].value = 6
        assert (one["H1"].value, one["I70000"].value) == (5, None)
        assert one["I9"].merge_area.address == "$H:$I"
        one["2:2"].insert("down")
        book.save(copy)
        one["H:I"].unmerge()
        one["I70000"].value = 6
        assert one["I70000"].value == 6
    with engine.open_book(copy) as book:
        assert book.sheets[0]["H1"].merge_area.address == "$H:$I"


@pytest.mark.parametrize(("address", "number"), [("E9", "3"), ("F9", None), ("E2", "3"), ("E3", "2")])
def test_a_new_cell_has_the_very_format_of_its_row_or_column(address: str, number: str | None, tmp_path: Path) -> None:
    """Not another one that looks the same."""
    parts = _replaced(
        STYLES,
        ("</cellXfs>", '<xf numFmtId="14" xfId="0"/><xf numFmtId="14" fontId="0" xfId="0" applyFont="1"/></cellXfs>'),
    )
    content = sheet().replace(b"<sheetData>", b'<cols><col min="5" max="5" style="3"/></cols><sheetData>')
    parts.replace(sheet=content.replace(b'<row r="3"', b'<row r="3" s="2" customFormat="1"'))
    path, copy = parts.write(tmp_path / "odd.xlsx"), tmp_path / "copy.xlsx"
    with engine.open_book(path) as book:
        book.sheets[0][address].value = 46112
        book.save(copy)
    cells = {cell.get("r"): cell for cell in opened(copy).tree(SHEET).iterfind("{*}sheetData/{*}row/{*}c")}
    assert cells[address].get("s") == number


@pytest.mark.parametrize("make", [a_strict_workbook, two_bytes_a_character, capitals_that_differ, backslashes_in_names])
def test_its_formulas_are_calculated(make: Callable[[], Parts], tmp_path: Path) -> None:
    """By programs that read the usual form only."""
    engine.register(calculator=calculator())
    with engine.open_book(make().write(tmp_path / "odd.xlsx")) as book:
        book.sheets[0]["A1"].value = 5
        assert book.sheets[0]["B1"].value == 10
