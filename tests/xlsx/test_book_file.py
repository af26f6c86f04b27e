"""Formulas and stored values, as XlsxWriter, openpyxl, Excel and others write them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

from salessheet.errors import ErrorKind, UnreadableWorkbook
from salessheet.xlsx import large_sheets
from salessheet.xlsx.addresses import Area, CellRef
from salessheet.xlsx.book_file import BookFile, Formula, Value, read
from salessheet.xlsx.lint.audit.audited_sheet import audited_book
from salessheet.xlsx.lint.audit.auditing import audit_findings
from salessheet.xlsx.package import MAIN
from salessheet.xlsx.structure import structure_of
from salessheet.xlsx.table_ranges import TableRange
from tests.xlsx.conftest import CHART, book_of, parts_of, rows_of, table_part

_SMALL_MEMORY = """
import resource
from pathlib import Path
from salessheet.xlsx.package import Package
package = Package(Path("book.xlsx"), {"sheet": b"<a>" + b"<b c='1'/>" * 3_000_000 + b"</a>"})
resource.setrlimit(resource.RLIMIT_DATA, (200 << 20, 200 << 20))
try:
    package.tree("sheet")
except MemoryError:
    print("full")
"""
IN_FILES = [kind for kind in ErrorKind if kind is not ErrorKind.CIRCULAR]
TEXTS = (
    "<si><t>Ana</t></si>"
    "<si><r><rPr><b/></rPr><t>Good </t></r><r><t xml:space='preserve'>news </t></r></si>"
    "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr fontId='1'/></si>"
    "<si><t>a_x000D_b_x000a_c</t></si>"
    "<si><t>_x005F_x0041_</t></si>"
    "<si><t/></si>"
    "<si><t>_xD83D__xDE00_</t></si>"
    "<si><r><t>_</t></r><r><t>x0041_1</t></r></si>"
)


def row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


def values_of(rows: str, texts: str | None = None) -> dict[tuple[int, int], Value]:
    return dict(rows_of(rows, texts).sheets["S"].values)


def formulas_of(rows: str) -> dict[str, str]:
    return {cell.address: formula.text for cell, formula in rows_of(rows).formulas.items()}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>1</v></c>', 1.0),
        ('<c r="A1" t="n"><v>-0.25</v></c>', -0.25),
        ('<c r="A1"><v>1.5E-3</v></c>', 0.0015),
        ('<c r="A1"><v>46203.5</v></c>', 46203.5),
        ('<c r="A1" t="d"><v>2026-06-30</v></c>', 46203.0),
        ('<c r="A1" t="d"><v>2026-06-30T12:00:00</v></c>', 46203.5),
        ('<c r="A1" t="d"><v>2026-06-30T12:00:00.000Z</v></c>', 46203.5),
        ('<c r="A1" t="d"><v>18:00:00</v></c>', 0.75),
        ('<c r="A1" t="d"><v>1900-01-01</v></c>', 1.0),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="b"><v>true</v></c>', True),
        ('<c r="A1" t="str"><v>Ana</v></c>', "Ana"),
        ('<c r="A1" t="str"><v> a </v></c>', " a "),
        ('<c r="A1" t="str"><v>a_x000D_b</v></c>', "a\rb"),
        ('<c r="A1" t="str"><v>7</v></c>', "7"),
        ('<c r="A1" t="str"><v></v></c>', ""),
        ('<c r="A1" t="inlineStr"><is><t>Bo</t></is></c>', "Bo"),
        ('<c r="A1" t="inlineStr"><is><r><t>B</t></r><r><t>o</t></r></is></c>', "Bo"),
        ('<c r="A1" t="inlineStr"><is><t>東</t><rPh sb="0" eb="1"><t>トウ</t></rPh></is></c>', "東"),
        ('<c r="A1" t="s"><v>0</v></c>', "Ana"),
        ('<c r="A1" t="s"><v>1</v></c>', "Good news "),
        ('<c r="A1" t="s"><v>2</v></c>', "東京"),
        ('<c r="A1" t="s"><v>3</v></c>', "a\rb\nc"),
        ('<c r="A1" t="s"><v>4</v></c>', "_x0041_"),
        ('<c r="A1" t="s"><v>5</v></c>', ""),
        ('<c r="A1" t="s"><v>6</v></c>', "😀"),
        ('<c r="A1" t="s"><v>7</v></c>', "_x0041_1"),  # what two runs spell together is no character's number
        ('<c r="A1" t="e"><v>#BUSY!</v></c>', "#BUSY!"),  # of an Excel newer than this list
        ('<c r="A1"/>', None),
        ('<c r="A1" s="3"><v/></c>', None),
        ('<c r="A1" t="s"><v></v></c>', None),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2.0),
        ('<c r="A1"><f>1+1</f></c>', None),
        ('<c r="A1" t="str"><f>""</f></c>', ""),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A1"><f>""</f><v></v></c>', ""),  # so XlsxWriter writes it
        ('<c r="A1" t="str"><f>A2</f><v>  </v></c>', "  "),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ErrorKind.DIV0),
        ('<c r="A1" t="b"><f>1=1</f><v>1</v></c>', True),
        ('<c r="A1"><!-- a note --><f>1+1</f><!-- --><v>2</v></c>', 2.0),
        ('<c r="A1"><f>1+1</f><v>2</v><extLst/></c>', 2.0),
    ],
)  # fmt: skip
def test_a_value_is_read_as_it_is_stored(cell: str, value: Value | None) -> None:
    found = values_of(row(cell), TEXTS).get((1, 1))

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("kind", IN_FILES)
def test_every_error_is_known(kind: ErrorKind) -> None:
    found = values_of(row(f'<c r="A1" t="e"><v>{kind.value}</v></c>'))[1, 1]

    assert found is kind


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>abc</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1"><v>1e999</v></c>',
        '<c r="A1" t="s"><v>8</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="s"><v>Ana</v></c>',
        '<c r="A1" t="s"><v>²</v></c>',
        '<c r="A1" t="d"><v>yesterday</v></c>',
        '<c r="A1" t="d"><v>2026-13-01</v></c>',
        '<c r="A1" s="bold"><v>1</v></c>',
        '<c r="?1"><v>1</v></c>',
        '<c r="XFE1"><v>1</v></c>',
        '</row><row r="x"><c><v>1</v></c>',
    ],
)
def test_what_no_program_writes_is_refused_with_its_place(cell: str) -> None:
    with pytest.raises(UnreadableWorkbook, match="damaged: a cell of the sheet 'S', about row 1, is broken"):
        rows_of(row('<c r="A1"><v>0</v></c>', cell), TEXTS)


@pytest.mark.parametrize("kind", ["array", "dataTable"])
def test_a_formula_that_fills_cells_which_nobody_wrote_is_refused(kind: str) -> None:
    filled = '<c r="A1"><f t="{}" ref="A1:{}">1</f></c>'

    assert formulas_of(row(filled.format(kind, "A1048576")))
    with pytest.raises(UnreadableWorkbook, match="fill 17,179,869,184 cells"):
        rows_of(row(filled.format(kind, "XFD1048576")))


def test_rows_and_cells_without_a_number_follow_the_one_before() -> None:
    cell = "<c><v>{}</v></c>"
    rows = (
        f"<row>{cell.format(1)}{cell.format(2)}</row>"
        f'<row r="4">{cell.format(3)}<c r="D4"><v>4</v></c>{cell.format(5)}</row>'
        f"<row/><row>{cell.format(6)}<c><f>B1</f></c></row>"
    )

    assert values_of(rows) == {(1, 1): 1, (1, 2): 2, (4, 1): 3, (4, 4): 4, (4, 5): 5, (6, 1): 6}
    assert formulas_of(rows) == {"B6": "=B1"}


@pytest.mark.parametrize(
    ("master", "followers"),
    [
        ("A2*2", {"B3": "=A3*2", "C2": "=B2*2", "D5": "=C5*2"}),
        ("$A2+A$2+$A$2", {"B3": "=$A3+A$2+$A$2", "C3": "=$A3+B$2+$A$2"}),
        ("SUM(A$1:A2)", {"B4": "=SUM(A$1:A4)"}),
        ("'My Q1'!A2+Deals!$A2", {"C3": "='My Q1'!B3+Deals!$A3"}),
        ("SUM(A:A,2:2)", {"C3": "=SUM(B:B,3:3)"}),
        ('IF(A2="B2",tbl[B2],Rate)', {"B3": '=IF(A3="B2",tbl[B2],Rate)'}),
        ("LOG10(A2)", {"B3": "=LOG10(A3)"}),
    ],
)
def test_a_shared_formula_reads_in_each_cell_as_if_it_had_been_copied(master: str, followers: dict[str, str]) -> None:
    rows: dict[int, list[str]] = {2: [f'<c r="B2"><f t="shared" ref="B2:D5" si="0">{master}</f><v>1</v></c>']}
    for address in followers:
        rows.setdefault(int(address[1:]), []).append(f'<c r="{address}"><f t="shared" si="0"/><v>1</v></c>')

    found = formulas_of("".join(f'<row r="{number}">{"".join(cells)}</row>' for number, cells in sorted(rows.items())))

    assert found == {"B2": f"={master}"} | followers


def test_a_shared_formula_goes_up_and_left_too_and_comes_in_at_the_other_edge() -> None:
    follower, master = '<c r="{}"><f t="shared" si="0"/></c>', '<c r="C3"><f t="shared" ref="A1:C3" si="0">B2</f></c>'
    rows = (
        f'<row r="1">{follower.format("A1")}</row>'
        f'<row r="2">{follower.format("B2")}{follower.format("C2")}</row><row r="3">{master}</row>'
    )

    assert formulas_of(rows) == {"C3": "=B2", "B2": "=A1", "C2": "=B1", "A1": "=XFD1048576"}


def test_each_shared_formula_has_its_own_followers() -> None:
    shared = '<c r="{}"><f t="shared" si="{}">{}</f></c>'
    rows = "".join(
        [
            row(shared.format("A1", 0, "C1"), shared.format("B1", 1, "D1*2")),
            f'<row r="2">{shared.format("A2", 0, "")}{shared.format("B2", 1, "")}</row>',
            f'<row r="3">{shared.format("A3", 0, "F9")}</row><row r="4">{shared.format("A4", 0, "")}</row>',
        ]
    )

    assert formulas_of(rows) == {
        "A1": "=C1", "B1": "=D1*2", "A2": "=C2", "B2": "=D2*2", "A3": "=F9", "A4": "=F10",
    }  # fmt: skip


def test_an_array_formula_fills_the_cells_it_spreads_over() -> None:
    cells = [
        '<c r="A1"><f t="array" ref="A1:B2">C1:D2*2</f><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><f>A1</f></c>',
        '<c r="A2"><v>3</v></c><c r="B2"><v>4</v></c><c r="D2"><f t="array" ref="D2">SUM(A1:A2)</f></c>',
    ]
    book = rows_of("".join(f'<row r="{i}">{c}</row>' for i, c in enumerate(cells, 1)))

    assert book.sheets["S"].formulas == {
        (1, 1): Formula("=C1:D2*2", Area("S", 1, 1, 2, 2)),
        (1, 3): Formula("=A1"),
        (2, 4): Formula("=SUM(A1:A2)", Area("S", 2, 4, 2, 4)),
    }
    a1 = CellRef("S", 1, 1)
    assert book.covered == {
        **dict.fromkeys((a1, CellRef("S", 1, 2), CellRef("S", 2, 1), CellRef("S", 2, 2)), a1),
        CellRef("S", 1, 3): CellRef("S", 1, 3),
        CellRef("S", 2, 4): CellRef("S", 2, 4),
    }


def test_a_data_table_is_marked() -> None:
    table = '<c r="B2"><f t="dataTable" ref="B2:C3" dt2D="1" dtr="1" r1="A1" r2="A2"/><v>5</v></c>'
    book = rows_of(f'<row r="2">{table}<c r="C2"><v>6</v></c></row>')

    assert book.sheets["S"].formulas == {(2, 2): Formula("=TABLE()", Area("S", 2, 2, 3, 3), is_table=True)}
    assert book.stored(CellRef("S", 2, 2)) == 5
    assert book.covered[CellRef("S", 3, 3)] == CellRef("S", 2, 2)


def test_the_extent_counts_blank_cells_that_have_a_style() -> None:
    assert rows_of(row('<c r="B1"><v>1</v></c>') + '<row r="7"><c r="A7" s="1"/></row>').sheets["S"].extent == (7, 2)
    assert rows_of("").sheets["S"].extent == (1, 1)


NAMES = (
    '<definedName name="Rate">Data!$B$1</definedName>'
    "<definedName name=\"Rate\" localSheetId=\"1\">'It''s'!$C$2:$C$9</definedName>"
    "<definedName name=\"销售额\"> '商机'!$A$1:$B$2 </definedName>"
    '<definedName name="Fixed">0.05</definedName>'
    '<definedName name="Twice">Data!$A$1*2</definedName>'
    '<definedName name="Two">Data!$A$1,Data!$B$2</definedName>'
    '<definedName name="Gone">#REF!</definedName>'
    '<definedName name="GoneCell">Data!#REF!</definedName>'
    '<definedName name="OnChart">Chart!$A$1</definedName>'
    '<definedName name="Through">Data:商机!$A$1</definedName>'
    '<definedName name="Empty"/>'
    '<definedName name="Column">Data!$A:$A</definedName>'
)


@pytest.fixture(scope="module")
def named() -> BookFile:
    return book_of(parts_of({"Data": "", "It's": "", "Chart": CHART, "商机": ""}, names=NAMES))


@pytest.mark.parametrize(
    ("name", "sheet", "cells"),
    [
        ("Rate", None, Area("Data", 1, 2, 1, 2)),
        ("RATE", None, Area("Data", 1, 2, 1, 2)),
        ("Rate", "It's", Area("It's", 2, 3, 9, 3)),
        ("Rate", "商机", Area("Data", 1, 2, 1, 2)),
        ("销售额", None, Area("商机", 1, 1, 2, 2)),
        ("Column", None, Area("Data", 1, 1, 1048576, 1)),
        ("Fixed", None, None),
        ("Twice", None, None),
        ("Two", None, None),
        ("Gone", None, None),
        ("GoneCell", None, None),
        ("OnChart", None, None),
        ("Through", None, None),
        ("Empty", None, None),
        ("Unknown", None, None),
    ],
)
def test_a_name_gives_its_cells_where_it_is_a_plain_range(
    named: BookFile, name: str, sheet: str | None, cells: Area | None
) -> None:
    assert named.named(name, sheet) == cells


def test_names_are_known_by_scope_in_lower_case(named: BookFile) -> None:
    assert named.names[None, "rate"] == "Data!$B$1"
    assert named.names["It's", "rate"] == "'It''s'!$C$2:$C$9"
    assert named.names[None, "fixed"] == "0.05"
    assert list(named.sheets) == ["Data", "It's", "商机"]


@pytest.mark.parametrize(
    ("ref", "attributes", "area", "header", "totals"),
    [
        ("B2:C5", "", Area("S", 3, 2, 5, 3), 1, 0),
        ("B2:C5", ' totalsRowCount="1"', Area("S", 3, 2, 4, 3), 1, 1),
        ("B2:C5", ' headerRowCount="0"', Area("S", 2, 2, 5, 3), 0, 0),
        ("B2:C5", ' headerRowCount="0" totalsRowCount="1"', Area("S", 2, 2, 4, 3), 0, 1),
        ("B2:C5", ' totalsRowShown="0"', Area("S", 3, 2, 5, 3), 1, 0),
    ],
)
def test_a_table_is_its_cells_without_header_and_totals(
    ref: str, attributes: str, area: Area, header: int, totals: int
) -> None:
    table = table_part("tblDeals", ref, ["Who", "A_x000a_b"], attributes)
    book = book_of(parts_of({"S": ""}, tables={"S": [table]}))

    assert book.tables == {"tbldeals": TableRange("tblDeals", "S", area, header, totals, ("Who", "A\nb"))}


def test_tables_are_found_on_every_sheet() -> None:
    one, two, three = (table_part(name, "A1:A2", ["a"]) for name in ("One", "Two", "三"))
    book = book_of(parts_of({"S": "", "T": ""}, tables={"S": [one, two], "T": [three]}))

    assert {name: table.sheet for name, table in book.tables.items()} == {"one": "S", "two": "S", "三": "T"}


@pytest.mark.parametrize(
    ("settings", "from_1904"),
    [
        ("", False),
        ('<workbookPr date1904="1"/>', True),
        ('<workbookPr date1904="true"/>', True),
        ('<workbookPr date1904="0"/>', False),
        ("<workbookPr/>", False),
    ],
)
def test_the_workbook_says_how_it_counts_dates(settings: str, from_1904: bool) -> None:
    assert book_of(parts_of({"S": ""}, settings=settings)).from_1904 == from_1904


def test_dates_written_as_dates_count_from_the_same_day_as_those_written_as_numbers() -> None:
    rows = row('<c r="A1" t="d"><v>1904-01-02</v></c>', '<c r="B1" t="d"><v>06:00:00</v></c>')
    book = book_of(parts_of({"S": rows}, settings='<workbookPr date1904="1"/>'))

    assert book.sheets["S"].values == {(1, 1): 1.0, (1, 2): 0.25}


@pytest.mark.parametrize(
    ("number_format", "is_money"),
    [
        ("#,##0.00", True),
        ("0.00", True),
        ("#,##0.00_);[Red](#,##0.00)", True),
        ("#,##0.00;-#,##0.00;–", True),
        ("?,??0.00", True),
        ("[$¥-804]#,##0", True),
        ("[$CHF] #,##0", True),
        ("[$€-2] #,##0.00", True),
        ('"USD" 0.00', True),
        ('"¥"#,##0', True),
        (r"\$#,##0", True),
        ("$#,##0", True),
        ("#,##0 €", True),
        ("￥0", True),
        ('_("$"* #,##0_);_("$"* (#,##0)', True),
        ("General", False),
        ("0", False),
        ("#,##0", False),
        ("#,##0.0", False),
        ("0.000", False),
        ("0.00%", False),
        ("0.00 %", False),
        ('0.00" "%', False),
        (r"0.00\ %", False),
        ("0.00E+00", False),
        ("yyyy-mm-dd", False),
        ("[$-804]yyyy-mm-dd", False),
        ("[$-F800]dddd, mmmm dd, yyyy", False),
        ("mm:ss.00", False),
        ('#,##0" 0.00"', False),
        ("@", False),
    ],
)
def test_an_amount_of_money_is_known_by_its_number_format(number_format: str, is_money: bool) -> None:
    quoted = number_format.replace('"', "&quot;").replace("<", "&lt;")
    styles = (
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{quoted}"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    )
    rows = row('<c r="A1" s="1"><v>1</v></c>', '<c r="B1"><v>1</v></c>')
    book = book_of(parts_of({"S": rows}, styles=styles))

    assert book.shows_money(CellRef("S", 1, 1)) is is_money
    assert not book.shows_money(CellRef("S", 1, 2))
    assert not book.shows_money(CellRef("S", 9, 9))


@pytest.mark.parametrize(
    ("number", "is_money"),
    [(0, False), (1, False), (2, True), (3, False), (4, True), (7, True), (9, False), (10, False), (11, False),
     (14, False), (22, False), (37, True), (44, True), (47, False), (49, False)],
)  # fmt: skip
def test_so_are_the_formats_that_a_file_need_not_write_out(number: int, is_money: bool) -> None:
    styles = f'<cellXfs count="1"><xf numFmtId="{number}"/></cellXfs>'

    assert book_of(parts_of({"S": ""}, styles=styles)).shows_money(CellRef("S", 1, 1)) is is_money


def test_a_workbook_of_xlsxwriter_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Deals")
        bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row("A1", [1, 2.5, "Ana", True, " x "])
        sheet.write_datetime("F1", dt.date(2026, 6, 30), date)
        sheet.write_rich_string("G1", "Good ", bold, "news")
        sheet.write_string("H1", "a\x07b_x0041_")
        sheet.write_formula("A2", "=A1*2", None, 2)
        sheet.write_formula("B2", '=""', None, "")
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D2", "=A1=1", None, True)
        sheet.write_formula("E2", '="a"', None, "a")
        sheet.write_array_formula("A3:B3", "{=A1:B1*2}", None, 2)
        sheet.write_dynamic_array_formula("A4", "=_xlfn._xlws.SORT(A1:B1)", None, 1)
        sheet.add_table("A6:B9", {"name": "t", "total_row": True, "columns": [{"header": "a"}, {"header": "b"}]})
        book.add_chartsheet("Chart")
        book.add_worksheet("Last").write("A1", "z")
        book.define_name("Deals!Own", "=Deals!$A$1")

    found = read(path)

    assert list(found.sheets) == ["Deals", "Last"]
    deals = found.sheets["Deals"]
    assert [deals.values[1, column] for column in range(1, 9)] == [
        1, 2.5, "Ana", True, " x ", 46203, "Good news", "a\x07b_x0041_",
    ]  # fmt: skip
    assert [deals.values[2, column] for column in range(1, 6)] == [2, "", ErrorKind.DIV0, True, "a"]
    assert deals.formulas[3, 1] == Formula("=A1:B1*2", Area("Deals", 3, 1, 3, 2))
    assert deals.formulas[4, 1] == Formula("=_xlfn._xlws.SORT(A1:B1)", Area("Deals", 4, 1, 4, 1), spills=True)
    assert found.tables["t"] == TableRange("t", "Deals", Area("Deals", 7, 1, 8, 2), 1, 1, ("a", "b"))
    assert found.named("own", "Deals") == Area("Deals", 1, 1, 1, 1)
    assert found.named("own") is None
    assert found.stored(CellRef("Last", 1, 1)) == "z"
    assert found.stored(CellRef("Last", 9, 9)) is None


def test_a_workbook_of_openpyxl_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.iso_dates = True
    sheet = book.active
    assert sheet is not None
    sheet.title = "Deals"
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = 1, "Ana", True, "#N/A"
    sheet["E1"], sheet["F1"] = dt.date(2026, 6, 30), dt.datetime(2026, 6, 30, 18)
    sheet["A2"] = "=A1*2"
    sheet["B2"].number_format = "#,##0.00"
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="Deals!$A$1")
    book.create_sheet("商机")["A1"] = "=Deals!A1"
    book.save(path)

    found = read(path)

    deals = found.sheets["Deals"]
    assert deals.values == {
        (1, 1): 1, (1, 2): "Ana", (1, 3): True, (1, 4): ErrorKind.NA, (1, 5): 46203, (1, 6): 46203.75, (2, 1): "",
    }  # fmt: skip
    assert deals.values[1, 4] is ErrorKind.NA
    assert {str(cell): formula.text for cell, formula in found.formulas.items()} == {
        "Deals!A2": "=A1*2",
        "商机!A1": "=Deals!A1",
    }
    assert found.shows_money(CellRef("Deals", 2, 2))
    assert found.named("Rate") == Area("Deals", 1, 1, 1, 1)
    assert found.path == path


def test_a_large_sheet_is_read_row_by_row_and_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet = book.add_worksheet("S")
        for row in range(40):
            sheet.write_row(row, 0, ["Ana", row, 0.5])
            sheet.write_formula(row, 3, f"=B{row + 1}*2", None, 2 * row)
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.data_validation("B1:B9", {"validate": "integer", "criteria": ">", "value": 0})
        sheet.write_url("F1", "internal:S!A1")
    at_once = read(tmp_path / "book.xlsx")
    structure, linted = structure_of(at_once).sheets["S"], audit_findings(audited_book(at_once.package))
    monkeypatch.setattr(large_sheets, "ROWS_ONE_BY_ONE", 0)

    found = read(tmp_path / "book.xlsx")

    sheet_found, sheet_at_once = found.sheets["S"], at_once.sheets["S"]
    assert (sheet_found.values, sheet_found.formulas, sheet_found.styles) == (
        sheet_at_once.values, sheet_at_once.formulas, sheet_at_once.styles,
    )  # fmt: skip  # side by side
    assert (vars(structure_of(found).sheets["S"]), audit_findings(audited_book(found.package))) == (
        vars(structure),
        linted,
    )
    (unseen,) = (each for each in found.package.frame(sheet_found.part).iter(f"{MAIN}row") if each.get("hidden"))
    assert (unseen.get("r"), len(unseen)) == ("6", 0)


def test_a_full_memory_is_no_damage_of_the_file() -> None:
    ended = subprocess.run([sys.executable, "-c", _SMALL_MEMORY], capture_output=True, text=True, check=False)
    assert (ended.stdout.strip(), ended.stderr) == ("full", "")
