"""What a company's template shows of cells, and what its parts keep of them: the one follows, the other goes."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from salessheet.batch import build
from salessheet.batch.inputs.typed_inputs import has_typed
from salessheet.data.load import load
from salessheet.data.slices import for_team
from salessheet.errors import UnreadableWorkbook
from salessheet.xlsx.book_file import read
from salessheet.xlsx.build_mark import mark_of
from salessheet.xlsx.calculation import asks_for_calculation
from salessheet.xlsx.changes.kinds import Renamed
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.lint.whole import lint_findings
from salessheet.xlsx.package import opened
from salessheet.xlsx.parts import Parts
from salessheet.xlsx.restructuring.package import restructured
from salessheet.xlsx.stamp import Mould
from salessheet.xlsx.stamp.pivots import cache, names_groups
from salessheet.xlsx.stamp.remnants import without_remnants
from tests.batch.own_templates import template_for
from tests.batch.rich_templates import CORE, OTHERS, rich_template, with_control, with_part

MICROSOFT = "http://schemas.microsoft.com/office"
OFFICE = "application/vnd."
DEALS = "xl/worksheets/sheet5.xml"


@pytest.fixture(scope="module")
def rich(sales: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rich")
    return rich_template(template_for(sales, folder / "fresh.xlsx"), folder / "own.xltx")


@pytest.fixture(scope="module")
def made(sales: Path, rich: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    assert build(sales, out, template=rich, teams=("T01",)).failures == ()
    return out / "T01.xlsx"


@pytest.fixture(scope="module")
def parts(made: Path) -> dict[str, str]:
    with ZipFile(made) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


@pytest.fixture(scope="module")
def row(sales: Path) -> int:
    """Where what was in row 240 is now."""
    return 240 + len(for_team(load(sales), "T01").tables["deals"]) - 1


def test_such_a_workbook_is_sound_and_nothing_of_others_is_in_it(made: Path, parts: dict[str, str]) -> None:
    assert [found for found in lint_findings(made.read_bytes(), made) if found.level == "repair"] == []
    assert [name for name, text in parts.items() if OTHERS in text or "77700" in text or "2031-" in text] == []
    assert "own/first.emf" not in parts
    assert "xl/own/cells.emf" not in parts


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("xl/own/below.xml", 'textlink="Deals!$F${row}"'),
        ("xl/own/below.xml", 'cellRange="Deals!$B${row}:$F${row}"'),
        ("xl/own/_rels/below.xml.rels", 'Target="#Deals!$B${row}"'),
        ("xl/own/boxes.vml", "<x:Anchor>7, 0, {before}, 0, 8, 0, {row}, 0</x:Anchor><x:FmlaLink>$F${row}"),
        ("xl/own/boxes.vml", "<x:Anchor>7, 0, 239, 0, 8, 0, 240, 0</x:Anchor><x:FmlaPict>Deals!$B${row}:$F${row}"),
        ("xl/own/box.xml", 'fmlaLink="$F${row}"'),
        (DEALS, '<cellWatch r="F{row}"/>'),
        ("xl/own/mapped.xml", 'r="F{row}"'),
        (DEALS, '<inputCells r="F{row}" val="9"/>'),
        (DEALS, '<dataRef ref="F7:F{filled}" sheet="Deals"/>'),
        (DEALS, "<xdr:row>{before}</xdr:row><xdr:rowOff>0</xdr:rowOff></from>"),
        (DEALS, "<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></to>"),
    ],
)
def test_what_shows_cells_below_a_table_goes_with_them(part: str, wanted: str, parts: dict[str, str], row: int) -> None:
    assert wanted.replace("$F${row}", f"$F${row}").format(row=row, before=row - 1, filled=row - 33) in parts[part]


def test_such_a_workbook_says_of_which_build_it_is_and_only_what_is_its_own(made: Path, parts: dict[str, str]) -> None:
    """Its properties stand where Excel writes them; what they say of a cell is left to Excel."""
    assert mark_of(opened(made))
    assert CORE not in parts
    assert "<dc:subject>xl/own/sheet.xml</dc:subject>" in parts["docProps/core.xml"]
    assert 'linkTarget="Deals_customer"><vt:lpwstr/>' in parts["docProps/custom.xml"]


def test_a_template_whose_properties_somebody_took_out_has_some_again(rich: Path) -> None:
    parts = Parts(opened(rich))
    for relation in parts.related("", "/core-properties"):
        parts.unrelate("", relation)
    parts.remove(CORE)

    made = without_remnants(parts.finished())

    assert [part for _, part in made.related("", "/core-properties").values()] == ["docProps/core.xml"]
    assert [found for found in structural_findings(made.unpressed()) if found.level == "repair"] == []


def test_a_link_of_a_shape_follows_a_sheet_that_is_renamed(rich: Path) -> None:
    made = restructured(opened(rich).as_usual(), [Renamed("Deals", "Won deals")])
    assert b"\"#'Won%20deals'!$B$240\"" in made.parts["xl/own/_rels/below.xml.rels"]


def test_nothing_of_such_a_workbook_was_typed(made: Path) -> None:
    """Neither what stands below its tables, nor what data tables and pivot tables fill."""
    assert has_typed(made) is False


def test_every_drawing_below_the_table_moves_with_it(parts: dict[str, str], row: int) -> None:
    rows = [int(found) for found in re.findall(r"<xdr:row>(\d+)", parts["xl/own/below.xml"])]
    assert rows == [row - 1, row] * 2


def test_a_data_table_has_its_cells_and_no_value_until_excel_calculates(made: Path, row: int) -> None:
    book = read(made)
    sheet = book.sheets["Deals"]
    formula = sheet.formulas[row + 11, 4]

    assert formula.is_table
    assert formula.spread is not None
    assert formula.spread.address == f"D{row + 11}:D{row + 12}"
    assert f'r1="F{row}"' in book.package.parts[DEALS].decode()
    assert (row + 11, 4) not in sheet.values
    assert (row + 12, 4) not in sheet.values
    assert asks_for_calculation(book.package)


def test_a_table_called_by_its_name_alone_is_calculated(made: Path, sales: Path) -> None:
    deals = for_team(load(sales), "T01").tables["deals"]
    values = read(made).sheets["A & B"].values

    assert values[3, 2] == pytest.approx(deals["amount"].sum())
    assert values[3, 3] == len(deals)


def test_what_is_calculated_whenever_a_workbook_is_opened_still_is(parts: dict[str, str]) -> None:
    assert '<f ca="1">TODAY()</f>' in parts["xl/own/sheet.xml"]
    assert '<f t="array" ref="E3:E4" aca="1" ca="1">NOW()*{1;2}</f>' in parts["xl/own/sheet.xml"]


def test_criteria_stay_where_nothing_changes_and_go_with_the_rows_that_they_hid_where_it_does(
    parts: dict[str, str], row: int
) -> None:
    assert '<filter val="y"/>' in parts["xl/own/table90.xml"]
    assert "filterColumn" not in parts["xl/own/table91.xml"]
    hidden = re.findall(r'<row r="(\d+)"[^>]*hidden="1"', parts[DEALS])
    assert hidden == [str(row + 21)]


def test_pivots_slicers_and_timelines_count_nothing_that_is_not_there(parts: dict[str, str]) -> None:
    assert "<x14:slicerCache " in parts["xl/workbook.xml"]
    assert "items" not in parts["xl/own/slices.xml"]
    assert " item=" not in parts["xl/pivots/shown.xml"]
    assert '<formats count="1">' in parts["xl/pivots/shown.xml"]
    assert "<c:f>Deals!$B$7:$B$14</c:f>" in parts["xl/own/graph.xml"]


def test_a_sheet_of_pivot_tables_alone_is_not_one_on_which_nothing_changes(
    sales: Path, rich: Path, tmp_path: Path
) -> None:
    parts = Parts(opened(rich))
    own, below = parts.contents["xl/own/sheet.xml"], parts.contents["xl/own/below.xml"].decode()
    parts.contents["xl/own/sheet.xml"] = re.sub(rb"<f\b.*?</f>", b"", own)
    shown = "textlink=\"'A &amp; B'!$B$20\""
    parts.contents["xl/own/below.xml"] = below.replace('textlink="Deals!$F$240"', shown).encode()
    parts.finished().write(tmp_path / "own.xlsx")
    assert build(sales, tmp_path / "out", template=tmp_path / "own.xlsx", teams=("T01",)).failures == ()

    with ZipFile(tmp_path / "out" / "T01.xlsx") as package:
        assert shown.encode() in package.read("xl/own/below.xml")
        assert [name for name in package.namelist() if OTHERS.encode() in package.read(name)] == []


@pytest.mark.parametrize(
    ("kind", "part", "content_type", "wrong"),
    [
        (f"{MICROSOFT}/2006/relationships/vbaProject", "xl/vbaProject.bin", f"{OFFICE}ms-office.vbaProject", "macros"),
        ("powerPivotData", "xl/model/item.data", f"{OFFICE}openxmlformats-officedocument.model+data", "data model"),
        ("revisionHeaders", "xl/revisions/headers.bin", "application/x-own", "history"),
    ],
)
def test_what_no_workbook_may_have_or_nothing_can_empty_is_refused_by_its_name(
    kind: str, part: str, content_type: str, wrong: str, rich: Path, tmp_path: Path
) -> None:
    with_part(kind, part, content_type)(opened(rich)).write(tmp_path / "own.xlsx")

    with pytest.raises(UnreadableWorkbook, match=wrong):
        Mould(tmp_path / "own.xlsx")


def test_a_slicer_of_a_cube_and_a_control_that_remembers_cells_are_refused(rich: Path, tmp_path: Path) -> None:
    parts = Parts(opened(rich))
    parts.contents["xl/own/slices.xml"] = parts.contents["xl/own/slices.xml"].replace(b"<tabular", b"<olap/><tabular")
    with pytest.raises(UnreadableWorkbook, match="a slicer of a data cube"):
        without_remnants(parts.finished())
    for linked in ('linkedCell="F7"', 'listFillRange="B7:B9"'):
        with pytest.raises(UnreadableWorkbook, match="an ActiveX control on the sheet"):
            without_remnants(with_control(opened(rich), linked))
    kept = without_remnants(with_control(opened(rich), 'autoLine="0"'))
    assert kept.parts["xl/activeX/activeX1.bin"] == OTHERS.encode("utf-16-le")


def test_a_pivot_table_with_calculated_items_is_refused(rich: Path) -> None:
    """They name others, and say by number which these are."""
    package = opened(rich)
    item = '<calculatedItems count="1"><calculatedItem formula="Product[Others] * 2"/></calculatedItems>'
    cache = package.parts["xl/pivots/found.xml"].replace(
        b"</pivotCacheDefinition>", f"{item}</pivotCacheDefinition>".encode()
    )

    with pytest.raises(UnreadableWorkbook, match="has calculated items"):
        without_remnants(package.with_parts({"xl/pivots/found.xml": cache}))


def test_a_template_whose_dates_count_from_1904_is_refused(rich: Path, tmp_path: Path) -> None:
    parts = Parts(opened(rich))
    book = parts.package.workbook_part
    parts.contents[book] = parts.contents[book].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    parts.finished().write(tmp_path / "own.xlsx")

    with pytest.raises(UnreadableWorkbook, match="count from 1904"):
        Mould(tmp_path / "own.xlsx")


def test_groups_that_somebody_made_by_hand_are_known() -> None:
    field = '<c xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><discretePr>{}</discretePr></c>'

    assert names_groups(field.format('<x v="0"/>').encode())
    assert not names_groups(field.format("").encode())


_MONTHS = '<s v="&lt;2031-01-05"/><s v="Jan"/><s v="Feb"/><s v="&gt;2031-02-09"/>'
_YEARS = '<s v="&lt;2031-01-05"/><s v="2031"/><s v="2032"/><s v="&gt;2032-02-09"/>'
_DATES = 'startDate="2031-01-05T00:00:00" endDate="2032-02-09T00:00:00"'


@pytest.mark.parametrize(
    ("reach", "items", "said"),
    [
        (f'groupBy="months" {_DATES}', _MONTHS, ["<1900-01-01", "Jan", "Feb", ">9999-12-31"]),
        (f'groupBy="years" {_DATES}', _YEARS, ["<1900-01-01", ">9999-12-31"]),
        (f'groupBy="days" groupInterval="7" {_DATES}', _YEARS, ["<1900-01-01", ">9999-12-31"]),
        ('startNum="7770" endNum="9990" groupInterval="100"', '<s v="&lt;7770"/><s v="7770-7869"/><s v="&gt;9990"/>',
         ["<0", ">0"]),
        (f'autoStart="0" autoEnd="0" groupBy="years" {_DATES}', _YEARS, ["<2031-01-05", "2031", "2032", ">2032-02-09"]),
        (f'autoStart="0" groupBy="years" {_DATES}', _YEARS, ["<2031-01-05", ">9999-12-31"]),
        (f'groupBy="months" {_DATES}', _MONTHS.replace("&lt;2031-01-05", "(blank)"),
         ["(blank)", "Jan", "Feb", ">9999-12-31"]),
    ],
)  # fmt: skip  # a row, a kind of groups
def test_groups_of_dates_and_numbers_do_not_say_what_the_first_and_the_last_was(
    reach: str, items: str, said: list[str]
) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    group = f'<fieldGroup base="0"><rangePr {reach}/><groupItems count="4">{items}</groupItems></fieldGroup>'
    tree = etree.fromstring(cache(f'<pivotCacheDefinition xmlns="{main}">{group}</pivotCacheDefinition>'.encode()))
    left, written = tree.find(f".//{{{main}}}groupItems"), tree.find(f".//{{{main}}}rangePr")

    assert left is not None
    assert written is not None
    assert [item.get("v") for item in left] == said
    assert left.get("count") == str(len(said))
    for end in ("Start", "End"):
        typed = f'auto{end}="0"' in reach
        for kind in ("Num", "Date"):
            name = f"{end.lower()}{kind}"
            assert (f'{name}="{written.get(name)}"' in reach) == (name in reach and typed)
