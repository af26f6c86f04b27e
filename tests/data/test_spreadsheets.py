from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import msoffcrypto.format.ooxml
import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from salessheet.data import sheet_cells, sources, spreadsheets
from salessheet.data.grids import NOT_CALCULATED, Records
from salessheet.data.imports import import_files
from salessheet.data.mapping import read as read_mapping
from salessheet.data.ordinary_sheets import is_ordinary
from salessheet.data.quick_sheets import Quick
from salessheet.data.sheet_cells import Meanings
from salessheet.data.workbook_parts import Package
from salessheet.errors import ErrorKind, UnreadableSource

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet(rows: str, after: str = "") -> str:
    return f'{START}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def shared(*items: str) -> str:
    return f'{START}<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{"".join(items)}</sst>'


def styled(*formats: str | int) -> str:
    """A style for each format, after the first one, which is General."""
    codes = "".join(
        f'<numFmt numFmtId="{164 + place}" formatCode="{escape(form, {chr(34): "&quot;"})}"/>'
        for place, form in enumerate(formats)
        if isinstance(form, str)
    )
    numbers = [0, *(164 + place if isinstance(form, str) else form for place, form in enumerate(formats))]
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return (
        f'{START}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>"
    )


def parts(*sheets: str, book: str = "", strings: str | None = None, styles: str | None = None) -> dict[str, str]:
    """The parts of a workbook of these sheets, called S1, S2 …"""
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
    related = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    made = {
        "_rels/.rels": relationships([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{START}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>{listed}</sheets></workbook>',
    }
    for name, kind, text in (("sharedStrings.xml", "sharedStrings", strings), ("styles.xml", "styles", styles)):
        if text is not None:
            made[f"xl/{name}"] = text
            related.append((kind, kind, name))
    made["xl/_rels/workbook.xml.rels"] = relationships(related)
    made |= {f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets, start=1)}
    return made


def relationships(related: list[tuple[str, str, str]]) -> str:
    each = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{t}"/>' for i, kind, t in related)
    return f'{START}<Relationships xmlns="{RELATED}">{each}</Relationships>'


def packed(path: Path, made: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in made.items():
            package.writestr(name, text)
    return path


def book(path: Path, rows: str, **more: str) -> Path:
    return packed(path / "book.xlsx", parts(sheet(rows), **more))


def only(path: Path) -> Records:
    (grid,) = spreadsheets.sheets(path).values()
    return grid.rows


def texts(path: Path) -> list[list[str]]:
    return [row for _, row in only(path)]


def read_twice(path: Path) -> dict[str, tuple[Records | None, Records]]:
    """Of each sheet what calamine makes, if the sheet is ordinary, and what the careful reader makes."""
    found: dict[str, tuple[Records | None, Records]] = {}
    with zipfile.ZipFile(path) as opened:
        package = Package(path, opened)
        quick = Quick(package)
        meanings = Meanings(package.strings, package.shown, package.contents.since_1904)
        for each in package.contents.sheets:
            careful = sheet_cells.rows(each.name, package.chunks(each.part), meanings)
            ordinary = quick.knows and is_ordinary(package.chunks(each.part))
            quickly = quick.rows(each.name) if ordinary else None
            assert not ordinary or quickly is not None
            found[each.name] = (None if quickly is None else spreadsheets._even(quickly), spreadsheets._even(careful))
    return found


def agreed(path: Path) -> list[list[str]]:
    """The texts of the only sheet, which both readers make."""
    ((quickly, careful),) = read_twice(path).values()
    assert quickly == careful
    return [row for _, row in careful]


def cell(place: str, value: object, kind: str = "", style: int | None = None, formula: str = "") -> str:
    """A cell as Excel writes it."""
    s = "" if style is None else f' s="{style}"'
    t = f' t="{kind}"' if kind else ""
    return f'<c r="{place}"{s}{t}>{formula}<v>{value}</v></c>'


# What a cell holds, in both readers.


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('<c r="A1"><v>1</v></c>', "1"),
        ('<c r="A1"><v>-0</v></c>', "0"),
        ('<c r="A1" t="n"><v>0.1</v></c>', "0.1"),
        ('<c r="A1"><v>1.5E-7</v></c>', "1.5e-07"),
        ('<c r="A1"><v>1.2E3</v></c>', "1200"),
        ('<c r="A1"><v>1E+15</v></c>', "1000000000000000"),
        ('<c r="A1"><v>310101199001011000</v></c>', "310101199001011000"),
        ('<c r="A1"><v>1E+22</v></c>', "1e+22"),
        ('<c r="A1"><v>-12345678.9</v></c>', "-12345678.9"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="str"><f>B1&amp;""</f><v>Ada &amp; Co</v></c>', "Ada & Co"),
        ('<c r="A1" t="str"><f>B1</f><v> 7 </v></c>', " 7 "),
        ('<c r="A1"><f>B1*2</f><v>14</v></c>', "14"),
        ('<c r="A1"><f t="shared" si="0"/><v>14</v></c>', "14"),
        ('<c r="A1" cm="1"><f t="array" ref="A1:A3">_xlfn.SEQUENCE(3)</f><v>1</v></c>', "1"),
        ('<c r="A1" t="inlineStr"><is><t>Ada</t></is></c>', "Ada"),
        ('<c r="A1" t="inlineStr"><is><t> Ada\t</t></is></c>', "Ada"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> Ada </t></is></c>', " Ada "),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_c_x4E2D_</t></is></c>', "a\rb_x000D_c_x4E2D_"),
        ('<c r="A1" t="inlineStr"><is><t>李娜\r\n&#20320;&#10;王</t></is></c>', "李娜\n你\n王"),
        ('<c r="A1" s="1"><v>46174</v></c>', "2026-06-01"),
        ('<c r="A1" s="99"><v>46174</v></c>', "46174"),
    ],
)
def test_both_readers_make_the_same_text_of_a_cell(tmp_path: Path, written: str, text: str) -> None:
    path = book(tmp_path, f'<row r="1">{written}<c r="B1"><v>7</v></c></row>', styles=styled(14))
    assert agreed(path) == texts(path) == [[text, "7"]]


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<si><t>Ada</t></si>", "Ada"),
        ("<si><t> Ada </t></si>", "Ada"),
        ('<si><t xml:space="preserve"> Ada </t></si>', " Ada "),
        ("<si/>", ""),
        ("<si><t/></si>", ""),
        ('<si><r><rPr><b/></rPr><t xml:space="preserve">Ada </t></r><r><t>Lovelace</t></r></si>', "Ada Lovelace"),
        ('<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>', "東京"),
        ("<si><r><t>東</t></r><rPh><t>トウ</t></rPh><r><t>京</t></r></si>", "東京"),
        ("<si><t>line_x000a_break</t></si>", "line\nbreak"),
        ("<si><t>&lt;b&gt; &amp; &quot;c&quot;</t></si>", '<b> & "c"'),
    ],
)
def test_both_readers_make_the_same_text_of_a_shared_one(tmp_path: Path, item: str, text: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>2</v></c></row>'
    assert agreed(book(tmp_path, rows, strings=shared("<si><t>no</t></si>", item))) == [["1", text, "2"]]


SERIALS = [0, 0.25, 0.5208333333333334, 0.9999999999, 1, 59, 60, 61, 1462, 46174, 46174.75, 46174.000011574, 2958465.5]
SERIALS += [2958466, 1e7, 9e8, -1, -1.25, -4000000, -95999999.75, 36.5208333333]
FORMATS: list[str | int] = [*range(50)]
FORMATS += ["yyyy-mm-dd", "d/m/yy;@", "h:mm AM/PM", "[h]:mm", "[hh]:mm:ss", "[mm]:ss.0", "[s].000", "[Red]0.00", "0.00"]
FORMATS += ['yyyy"年"m"月"d"日"', "[$-804]yyyy\\-mm\\-dd;@", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-409]d-mmm;@"]
FORMATS += ['#,##0"days"', '0.0"h"', "#,##0\\d", "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * -??_ ;_ @_ ", "0;[Red]-0;yyyy", "@"]
FORMATS += ["[>=100][Blue]0;[h]", "General", "GENERAL;[Red]-General", "#,##0\\ [$kr-mdy]", "[DBNum1][$-804]m", "*y0", "e"]
FORMATS += ["0.00E+00", '"m"0', "m/d", "mmm", "A/P", "[Blue]\\+[h]:mm;[Red]\\-[h]:mm"]


@pytest.mark.parametrize("since_1904", [False, True])
def test_both_readers_see_the_same_dates_times_and_durations(tmp_path: Path, since_1904: bool) -> None:
    usual = [form for form in FORMATS if not (isinstance(form, int) and 27 <= form <= 36)]
    rows = "".join(
        f'<row r="{row}">'
        + "".join(cell(f"{xlsxwriter.utility.xl_col_to_name(n)}{row}", serial, style=n + 1) for n in range(len(usual)))
        + "</row>"
        for row, serial in enumerate(SERIALS, start=1)
    )
    start = f'<workbookPr date1904="{int(since_1904)}"/>'
    found = agreed(book(tmp_path, rows, styles=styled(*usual), book=start))
    as_dates = {usual[n] for n, text in enumerate(found[SERIALS.index(46174)]) if "-" in text}
    assert {14, 22, 45, 47, "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "m/d", "[DBNum1][$-804]m"} <= as_dates
    assert not as_dates & {0, 1, 10, 46, 49, "0.00", '0.0"h"', "#,##0\\d", "General", "[h]:mm", "0.00E+00", '"m"0', "*y0"}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (31, "2026-06-01"),  # 2026年6月1日, for which Excel writes no code
        (57, "2026-06-01"),
        (33, "2026-06-01"),
        (26, "46174"),
        (37, "46174"),
        (59, "46174"),
        ('"_"yyyy', "2026-06-01"),
        ('\\"0\\"', "46174"),
    ],
)
def test_dates_that_calamine_does_not_know_are_dates_too(tmp_path: Path, form: str | int, text: str) -> None:
    assert texts(book(tmp_path, f'<row r="1">{cell("A1", 46174, style=1)}</row>', styles=styled(form))) == [[text]]


def test_both_readers_agree_on_what_programs_write(tmp_path: Path) -> None:
    values: list[list[object]] = [
        ["id", "amount", "won", "late", "at"],
        ["D1", 12.5, dt.date(2026, 6, 1), True, dt.datetime(2026, 6, 1, 9, 30)],
        [" D2 ", 1e-9, None, False, dt.time(17, 45)],
        ["李娜\n王芳", -3, dt.date(1999, 12, 31), None, dt.timedelta(hours=36, minutes=5)],
    ]
    told = [
        ["id", "amount", "won", "late", "at"],
        ["D1", "12.5", "2026-06-01", "TRUE", "2026-06-01 09:30:00"],
        [" D2 ", "1e-09", "", "FALSE", "17:45:00"],
        ["李娜\n王芳", "-3", "1999-12-31", "", "36:05:00"],
    ]
    written = openpyxl.Workbook()
    for row in values:
        written.active.append(row)
    written.active.merge_cells("A6:C8")
    written.save(tmp_path / "openpyxl.xlsx")
    with xlsxwriter.Workbook(tmp_path / "xlsxwriter.xlsx", {"default_date_format": "yyyy-mm-dd hh:mm"}) as other:
        for number, row in enumerate(values[:3]):
            other.add_worksheet() if number == 0 else None
            other.worksheets()[0].write_row(number, 0, row)
    assert agreed(tmp_path / "openpyxl.xlsx") == told
    assert agreed(tmp_path / "xlsxwriter.xlsx") == told[:3]


def test_both_readers_agree_on_the_way_java_programs_write_rows(tmp_path: Path) -> None:
    rows = (
        '<row r="1" customFormat="false" ht="15">\n<c r="A1" s="1" t="inlineStr"><is><t>Ada</t></is></c>'
        '<c r="B1" t="n"><v>12.0</v></c><c r="C1" s="1"></c></row>\n<row r="3">\n</row>\n<row r="4"/>'
        '<row r="5">\n<c r="B5" t="b"><v>1</v></c></row>\n'
    )
    assert agreed(book(tmp_path, rows)) == [["Ada", "12"], ["", "TRUE"]]


# Every kind of cell in every place.

ATOMS = [
    ("{at}><v>7</v></{c}>", "7", True),
    ('{at} s="1"><v>46174.5</v></{c}>', "2026-06-01 12:00:00", True),
    ('{at} s="2" t="n"><v>1.5</v></{c}>', "36:00:00", True),
    ('{at} t="s"><v>0</v></{c}>', "Ada & Co", True),
    ('{at} t="s"><v>1</v></{c}>', "", True),
    ('{at} t="b"><v>0</v></{c}>', "FALSE", True),
    ('{at} t="str"><f>A1</f><v></v></{c}>', "", True),
    ('{at} t="str"><f t="shared" si="0"/><v>x</v></{c}>', "x", True),
    ('{at} t="inlineStr"><is><t>李娜</t></is></{c}>', "李娜", True),
    ('{at} s="1"/>', "", True),
    ('{at} s="1" />', "", True),
    ("{at}></{c}>", "", True),
    ('{at} t="e"><f>A1</f><v>#DIV/0!</v></{c}>', "#DIV/0!", False),
    ("{at}><f>A1</f></{c}>", NOT_CALCULATED, False),
    ("{at}><f>A1</f><v></v></{c}>", NOT_CALCULATED, False),
    ('{at} s="1"><f>A1</f><v/></{c}>', NOT_CALCULATED, False),
    ('{at} t="inlineStr"><is><r><t>A</t></r><rPh><t>x</t></rPh><r><t>da</t></r></is></{c}>', "Ada", False),
    ('{at} t="d"><v>2026-06-01T00:00:00</v></{c}>', "2026-06-01", False),
    ("{at}><v>1e999</v></{c}>", "1e999", False),
]
USUAL = [atom for atom in ATOMS if atom[2]]


@st.composite
def outlays(draw: st.DrawFn) -> tuple[dict[tuple[int, int], tuple[str, str, bool]], bool, str]:
    """Cells by row and column, whether they say where they are, and the prefix of their names."""
    kinds = draw(st.sampled_from([USUAL, ATOMS]))
    places = st.tuples(st.integers(1, 9), st.integers(1, 30))
    cells = draw(st.dictionaries(places, st.sampled_from(kinds), max_size=25))
    return cells, draw(st.booleans()), draw(st.sampled_from(["", "", "x:"]))


@given(outlays())
def test_both_readers_make_the_same_rows_of_any_outlay(
    tmp_path_factory: pytest.TempPathFactory, outlay: tuple[dict[tuple[int, int], tuple[str, str, bool]], bool, str]
) -> None:
    cells, placed, prefix = outlay
    last_row = max((row for row, _ in cells), default=0)
    rows = []
    for row in range(1, last_row + 1):
        inside = sorted(column for other, column in cells if other == row)
        columns = inside if placed else range(1, max(inside, default=0) + 1)
        written = ""
        for column in columns:
            form = cells.get((row, column), ("{at}/>", "", True))[0]
            place = f' r="{xlsxwriter.utility.xl_rowcol_to_cell(row - 1, column - 1)}"' if placed else ""
            written += form.replace("{at}", f"<c{place}").replace("{c}", "c")
        rows.append(f'<row r="{row}">{written}</row>' if placed else f"<row>{written}</row>")
    told = {(row, column): text for (row, column), (_, text, _) in cells.items() if text}
    width = max((column for _, column in told), default=0)
    expected = [
        (row, [told.get((row, column), "") for column in range(1, width + 1)])
        for row in sorted({row for row, _ in told})
    ]
    text = sheet("".join(rows))
    if prefix:
        text = text.replace("xmlns=", "xmlns:x=").replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    strings = shared("<si><t>Ada &amp; Co</t></si>", "<si/>")
    path = packed(
        tmp_path_factory.mktemp("outlay") / "book.xlsx",
        parts(text, strings=strings, styles=styled("yyyy-mm-dd", "[h]:mm")),
    )
    ((quickly, careful),) = read_twice(path).values()
    usual = (placed or not cells) and not prefix and all(atom[2] for atom in cells.values())
    assert (quickly, careful) == (expected if usual else None, expected)
    assert only(path) == expected


# Faults.


@pytest.mark.parametrize("kind", [kind for kind in ErrorKind if kind is not ErrorKind.CIRCULAR])
@pytest.mark.parametrize("formula", ["", "<f>1/0</f>"])
def test_an_error_comes_as_its_text(tmp_path: Path, kind: ErrorKind, formula: str) -> None:
    path = book(tmp_path, f'<row r="1">{cell("A1", 1)}{cell("B1", kind.value, "e", formula=formula)}</row>')
    assert texts(path) == [["1", kind.value]]


@pytest.mark.parametrize("text", ["#BUSY!", "#PYTHON!", "Err:502"])
def test_an_error_of_a_kind_nobody_knows_is_still_an_error(tmp_path: Path, text: str) -> None:
    assert texts(book(tmp_path, f'<row r="1">{cell("A1", text, "e")}</row>')) == [["#UNKNOWN!"]]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<f>B1*2</f>", NOT_CALCULATED),
        ("<f>B1*2</f><v></v>", NOT_CALCULATED),
        ("<f>B1*2</f><v/>", NOT_CALCULATED),
        ("<f>B1*2</f>\n  <v />\n", NOT_CALCULATED),
        ('<f t="shared" si="3"/>', NOT_CALCULATED),
        ('<f t="shared" si="3" ref="A1:A9">B1</f><v></v>', NOT_CALCULATED),
        ("<f/>", NOT_CALCULATED),
        ("<f>B1*2</f><v>0</v>", "0"),
    ],
)
@pytest.mark.parametrize("more", ["", ' t="n"', ' s="1"', ' t="e"', ' t="b"'])
def test_a_formula_that_nobody_calculated_says_so(tmp_path: Path, written: str, text: str, more: str) -> None:
    path = book(tmp_path, f'<row r="1"><c r="A1"{more}>{written}</c></row>')
    in_type = {' t="e"': "#UNKNOWN!", ' t="b"': "FALSE"}.get(more, text)
    assert texts(path) == [[in_type if text == "0" else text]]


@pytest.mark.parametrize("value", ["<v></v>", "<v/>"])
def test_a_formula_whose_result_is_the_empty_text_is_blank(tmp_path: Path, value: str) -> None:
    path = book(tmp_path, f'<row r="1">{cell("A1", 1)}<c r="B1" t="str"><f>IF(A1,"","x")</f>{value}</c></row>')
    assert texts(path) == [["1"]]


def test_formulas_that_openpyxl_writes_are_not_calculated(tmp_path: Path) -> None:
    written = openpyxl.Workbook()
    for row in (["amount", "double"], [2, "=A2*2"]):
        written.active.append(row)
    written.save(tmp_path / "book.xlsx")
    assert texts(tmp_path / "book.xlsx") == [["amount", "double"], ["2", NOT_CALCULATED]]


# Where cells are.


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD1", "XFD3"])
@pytest.mark.parametrize("value", ["<v>5</v>", "<f>A1</f>"])
def test_a_stray_cell_costs_nothing(tmp_path: Path, place: str, value: str) -> None:
    stray = f'<c r="{place}">{value}</c>'
    row = int(place.lstrip("XFDA"))
    first, third = (stray if row == number else "" for number in (1, 3))
    rows = f'<row r="1"><c r="A1"><v>1</v></c>{first}</row><row r="3"><c r="A3"><v>3</v></c>{third}</row>'
    path = book(tmp_path, rows + (f'<row r="{row}">{stray}</row>' if row > 3 else ""))
    found = only(path)
    assert [number for number, _ in found] == [1, 3, *([row] if row > 3 else [])]
    assert [row[0] for _, row in found][:2] == ["1", "3"]
    assert [text for _, row in found for text in row[1:] if text] in (["5"], [NOT_CALCULATED], [])


def test_far_cells_make_no_row_wider_but_their_own(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 301))
    path = book(tmp_path, rows.replace("</c></row>", '</c><c r="XFD1"><v>9</v></c></row>', 1))
    assert [len(row) for row in texts(path)] == [16384, *[1] * 299]


def test_rows_of_an_ordinary_sheet_are_equally_wide(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 1)}</row><row r="2">{cell("D2", 2)}<c r="H2" s="1"/></row>'
    assert agreed(book(tmp_path, rows)) == [["1", "", "", ""], ["", "", "", "2"]]


@pytest.mark.parametrize("blank", ['<c r="{c}{n}" s="1"/>', '<c r="{c}{n}" s="1" t="str"><v></v></c>'])
def test_blank_cells_with_a_format_cost_nothing(tmp_path: Path, blank: str) -> None:
    rows = f'<row r="1">{cell("A1", 1)}</row>'
    rows += "".join(f'<row r="{n}">{blank.format(c="XFD", n=n)}</row>' for n in range(2, 3000))
    assert only(book(tmp_path, rows)) == [(1, ["1"])]


@pytest.mark.parametrize("row", ['<row r="{n}" s="1" customFormat="1"/>', "<row/>", '<row r="{n}"></row>'])
@pytest.mark.parametrize("first", ["<v>1</v>", "<f>B1</f>"])
def test_rows_without_cells_cost_nothing(tmp_path: Path, row: str, first: str) -> None:
    rows = f'<row r="1"><c r="A1">{first}</c></row>' + "".join(row.format(n=n) for n in range(2, 100_000))
    rows += f'<row r="100000">{cell("A100000", 2)}</row>'
    assert [number for number, _ in only(book(tmp_path, rows))] == [1, 100_000]


def test_values_far_to_the_right_in_very_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_cells, "_MOST_BLANKS", 1_000_000)
    rows = "".join(f'<row r="{n}">{cell(f"XFD{n}", 1)}</row>' for n in range(1, 100))
    with pytest.raises(UnreadableSource, match=r"S1: values stand far to the right in many rows, as in row 62\."):
        only(book(tmp_path, rows))


@pytest.mark.parametrize("first", ["<v>1</v>", "<f>B5</f>"])
def test_rows_have_the_numbers_of_the_sheet(tmp_path: Path, first: str) -> None:
    path = book(tmp_path, f'<row r="5"><c r="C5">{first}</c></row><row r="9">{cell("B9", 2)}</row>')
    assert [(number, row.index(row[-1] or row[1])) for number, row in only(path)] == [(5, 2), (9, 1)]


def test_rows_and_cells_may_come_in_any_order(tmp_path: Path) -> None:
    rows = f'<row r="9">{cell("B9", 92)}{cell("A9", 91)}</row><row r="2">{cell("A2", 21)}</row>'
    assert agreed(book(tmp_path, rows)) == [["21", ""], ["91", "92"]]
    assert [number for number, _ in only(tmp_path / "book.xlsx")] == [2, 9]


def test_columns_may_spread_from_row_to_row(tmp_path: Path) -> None:
    names = [xlsxwriter.utility.xl_col_to_name(n) for n in range(0, 800, 30)]
    rows = "".join(f'<row r="{n}">{cell(f"{name}{n}", n)}</row>' for n, name in enumerate(names, start=1))
    found = agreed(book(tmp_path, rows))
    assert [row.index(str(n)) for n, row in enumerate(found, start=1)] == list(range(0, 800, 30))


def test_of_two_cells_in_one_place_the_later_counts_unless_it_is_blank(tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", 1)}{cell("A1", 2)}<c r="A1"/></row>'
    assert agreed(book(tmp_path, rows)) == [["2"]]


# Which sheets there are.


def test_hidden_sheets_are_read_and_charts_are_not(tmp_path: Path) -> None:
    made = parts(sheet(f'<row r="1">{cell("A1", 1)}</row>'), "<chartsheet/>", sheet(f'<row r="1">{cell("A1", 3)}</row>'))
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        f'{OFFICE}/worksheet" Target="worksheets/sheet2', f'{OFFICE}/chartsheet" Target="worksheets/sheet2'
    )
    made["xl/workbook.xml"] = made["xl/workbook.xml"].replace('"S3"', '"S&amp;3" state="veryHidden"')
    found = spreadsheets.sheets(packed(tmp_path / "book.xlsx", made))
    assert {name: grid.rows for name, grid in found.items()} == {"S1": [(1, ["1"])], "S&3": [(1, ["3"])]}


@pytest.mark.parametrize("first", ["<v>1</v>", "<f>B5</f>"])
def test_a_strict_workbook_is_read(tmp_path: Path, first: str) -> None:
    made = parts(sheet(f'<row r="1"><c r="A1">{first}</c>{cell("B1", 0, "s")}</row>'), strings=shared("<si><t>x</t></si>"))
    strict = {name: text.replace(MAIN, STRICT_MAIN).replace(OFFICE, STRICT_OFFICE) for name, text in made.items()}
    ((_, row),) = only(packed(tmp_path / "book.xlsx", strict))
    assert row[1] == "x"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xl/workbook.xml", "xl/workbook2.xml"),
        ("xl/worksheets/sheet1.xml", "xl/Worksheets\\SHEET1.xml"),
        ("xl/sharedStrings.xml", "xl/SharedStrings.xml"),
    ],
)
def test_parts_may_have_unusual_names(tmp_path: Path, old: str, new: str) -> None:
    made = parts(sheet(f'<row r="1">{cell("A1", 0, "s")}</row>'), strings=shared("<si><t>x</t></si>"))
    moved = {name.replace(old, new): text for name, text in made.items()}
    if "2" in new:
        moved["xl/_rels/workbook2.xml.rels"] = moved.pop("xl/_rels/workbook.xml.rels")
        moved["_rels/.rels"] = moved["_rels/.rels"].replace("workbook.xml", "workbook2.xml")
    assert texts(packed(tmp_path / "book.xlsx", moved)) == [["x"]]


def test_texts_may_stand_where_the_package_says(tmp_path: Path) -> None:
    made = parts(sheet(f'<row r="1">{cell("A1", 0, "s")}</row>'), strings=shared("<si><t>x</t></si>"))
    made["texts/all.xml"] = made.pop("xl/sharedStrings.xml")
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace("sharedStrings.xml", "/texts/all.xml")
    assert texts(packed(tmp_path / "book.xlsx", made)) == [["x"]]


# Damage and malice: one line that names the file, and the sheet where it is one.

ONE = f'<row r="1">{cell("A1", 1)}</row>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def with_parts(**changed: str | None) -> dict[str, str | bytes]:
    """A good workbook with some parts changed, by the ends of their names, or taken out."""
    made: dict[str, str | bytes] = {**parts(sheet(ONE), strings=shared("<si><t>x</t></si>"), styles=styled(14))}
    for end, text in changed.items():
        (name,) = [name for name in made if name.endswith(f"{end}.xml") or (end == "rels" and name == "_rels/.rels")]
        if text is None:
            del made[name]
        else:
            made[name] = text
    return made


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"sheet1": sheet(f'<row r="1">{cell("ZZZZ99999999", 1)}</row>')}, "S1: it has a cell ZZZZ99999999"),
        ({"sheet1": sheet(f'<row r="1">{cell("ZZZ1", 1)}</row>')}, "S1: it has a cell ZZZ1"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1048577", 1)}</row>')}, "S1: it has a cell A1048577"),
        ({"sheet1": sheet(f'<row r="1">{cell("A0", 1)}</row>')}, "S1: it has a cell A0"),
        ({"sheet1": sheet(f'<row r="1">{cell("", 1)}</row>')}, "S1: it has a cell"),
        ({"sheet1": sheet(f'<row r="1">{cell("$A$1", 1)}</row>')}, r"S1: it has a cell \$A\$1"),
        ({"sheet1": sheet(f'<row r="-1">{cell("A1", 1)}</row>')}, "S1: it has a row -1"),
        ({"sheet1": sheet('<row r="1048577"/>' + ONE.replace("<v>", "<f>").replace("</v>", "</f>"))}, "a row 1048577"),
        ({"sheet1": sheet(f'<row r="1048576"/><row>{"<c><v>1</v></c>"}</row>')}, "S1: it has a cell"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", 1, "s")}</row>')}, "S1: the cell A1 has the shared text 1"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", -1, "s")}</row>')}, "S1: the cell A1 has the shared text -1"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", "x", "s")}</row>')}, "S1: the cell A1 has the shared text x"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", 0, "s")}</row>'), "sharedStrings": None}, "holds 0 of them"),
        ({"sheet1": sheet(ONE)[:-40]}, "S1: its XML is broken"),
        ({"sheet1": sheet(f"{ONE}<row></c></row>")}, "S1: its XML is broken"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", "&nothing;", "str")}</row>')}, "S1: its XML is broken"),
        ({"sheet1": sheet(f'<row r="1">{cell("A1", "&#0;", "str")}</row>')}, "S1: its XML is broken"),
        ({"sheet1": START.replace("UTF-8", "GBK") + "<worksheet/>"}, "S1: its XML is broken"),
        ({"sheet1": START.replace("UTF-8", "x-none") + "<worksheet/>"}, "S1: its XML is broken"),
        ({"sheet1": ""}, "S1: its XML is broken"),
        ({"sheet1": START + LAUGHS + f"<worksheet><sheetData>{ONE}</sheetData></worksheet>"}, "S1: it declares"),
        ({"sheet1": sheet("<x>" * 100_000)}, "S1: its XML is nested deeper"),
        ({"sheet1": sheet("<row>" * 100_000)}, "S1: its XML is nested deeper"),
        ({"sharedStrings": START + LAUGHS + "<sst><si><t>&b;</t></si></sst>"}, "it declares a document type"),
        ({"sharedStrings": START + "<sst>" + "<si>" * 100_000}, "its XML is nested deeper"),
        ({"sharedStrings": shared("<si><t>x")}, "its XML is broken"),
        ({"styles": START + LAUGHS + "<styleSheet/>"}, "it declares a document type"),
        ({"styles": styled(14)[:-30]}, "its XML is broken"),
        ({"styles": "<a>" * 200}, "its XML is nested deeper"),
        ({"workbook": "<workbook"}, "its XML is broken"),
        ({"workbook": LAUGHS + "<workbook/>"}, "it declares a document type"),
        ({"workbook": None}, "it lacks the part xl/workbook.xml"),
        ({"rels": None}, "it lacks the part _rels/.rels"),
        ({"rels": relationships([])}, "nothing in it is one"),
        ({"rels": relationships([("rId1", "officeDocument", "../../../etc/passwd")])}, "it lacks the part"),
        ({"sheet1": None}, "it lacks the part xl/worksheets/sheet1.xml"),
        ({"workbook": parts("", "")["xl/workbook.xml"].replace("S2", "S1").replace("rId2", "rId1")}, "called 'S1'"),
        ({"workbook": parts("")["xl/workbook.xml"].replace("rId1", "rId7")}, "it lacks the part"),
    ],
)
@pytest.mark.parametrize("fault", [False, True])
def test_a_damaged_part_is_named_in_one_line(
    tmp_path: Path, changed: dict[str, str | None], says: str, fault: bool
) -> None:
    uncalculated = {"sheet1": sheet('<row r="1"><c r="A1"><f>1</f></c><c r="B1" t="s"><v>0</v></c></row>')}
    path = packed(tmp_path / "book.xlsx", with_parts(**({**uncalculated, **changed} if fault else changed)))
    with pytest.raises(UnreadableSource, match=says) as raised:
        spreadsheets.sheets(path)
    assert str(path) in raised.value.wrong
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < len(str(path)) + 200


@pytest.mark.parametrize("count", ["999999999999999999", "99999999999999999999999999", "-1", "x"])
def test_room_is_made_for_the_texts_there_are_and_not_for_those_announced(tmp_path: Path, count: str) -> None:
    strings = shared("<si><t>x</t></si>").replace('uniqueCount="1"', f'uniqueCount="{count}"')
    assert texts(book(tmp_path, f'<row r="1">{cell("A1", 0, "s")}</row>', strings=strings)) == [["x"]]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (cell("A1", "1e999"), "1e999"),
        (cell("A1", "-1E400", "n"), "-1E400"),
        (cell("A1", "NaN"), "NaN"),
        (cell("A1", "inf", "n"), "inf"),
        (cell("A1", "1_000"), "1_000"),
        (cell("A1", "１２"), "１２"),
        (cell("A1", " 12 "), "12"),
        (cell("A1", "12", style=99999), "12"),
        (cell("A1", "12", style=10**12), "12"),
        (cell("A1", "12").replace("<c", '<c s="x"'), "12"),
        (cell("A1", "-" + "9" * 30, style=1), "-1e+30"),
        (cell("A1", "-1e30", style=1), "-1e+30"),
        (cell("A1", "-1e30", style=2), "-1e+30"),
        (cell("A1", "-97000000", style=1), "-97000000"),
        (cell("A1", "1e30", style=1), "1e+30"),
        (cell("A1", "1e30", style=2), "1e+30"),
        (cell("A1", "x", "unheard"), "x"),
        (cell("A1", "2026-13-45", "d"), "2026-13-45"),
        (cell("A1", "2026-06-01T09:30:00Z", "d"), "2026-06-01T09:30:00Z"),
        (cell("A1", "09:30:00", "d"), "09:30:00"),
        (cell("A1", "2026-06-01", "d"), "2026-06-01"),
        (cell("A1", "false", "b"), "FALSE"),
        (cell("A1", "true", "b"), "TRUE"),
        ('<c r="A1"><v>5</v><f>B1</f></c>', "5"),
        ('<c r="a1"><v><![CDATA[5]]></v></c>', "5"),
        ('<c r="A1"><!-- a remark --><v>5</v><extLst><ext/></extLst></c>', "5"),
    ],
)
def test_odd_values_become_texts_that_somebody_can_judge(tmp_path: Path, written: str, text: str) -> None:
    assert texts(book(tmp_path, f'<row r="1">{written}</row>', styles=styled(14, "[h]:mm"))) == [[text]]


# Files that are no workbook, or one of another kind.


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no workbook, for it is empty"),
        (b"team_id,name\nT1,Ada\n", "a text file named like one"),
        ("团队,姓名\nT1,李娜\n".encode("gb18030"), "a text file named like one"),
        ("团队,姓名\nT1,李娜\n".encode("utf-16"), "a text file named like one"),
        ("\ufeff团队,姓名\nT1,李娜\n".encode(), "a text file named like one"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "a web page named like one"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\r\n<HTML>", "a web page named like one"),
        (b"<meta charset='gbk'><TABLE border=1><tr><td>1</td></tr></TABLE>", "a web page named like one"),
        ("<html><table>".encode("utf-16"), "a web page named like one"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\x00", "this is no workbook"),
        (b"\xff\xfe\x00", "this is no workbook"),
        (b"PK\x03\x04rest", "damaged or cut short"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), r"the old \.xls format"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "the workbook is encrypted"),
    ],
)
def test_a_file_that_is_no_workbook_says_what_it_is(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "book.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match=f"{tmp_path}/book.xlsx: .*{says}") as raised:
        spreadsheets.sheets(tmp_path / "book.xlsx")
    assert raised.value.mend


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, r"\.ods"),
        ({"_rels/.rels": relationships([]), "xl/workbook.bin": b"\x83\x01"}, r"\.xlsb"),
        ({"_rels/.rels": relationships([("r", "officeDocument", "word/document.xml")])}, "cannot be read"),
        ({"hello.txt": "hello"}, "cannot be read"),
        ({"XL/styles.xml": "a", "xl/Styles.xml": "b"}, "two parts of the workbook have one name"),
    ],
)
def test_a_package_of_another_kind_says_so(tmp_path: Path, made: dict[str, str | bytes], says: str) -> None:
    with pytest.raises(UnreadableSource, match=says):
        spreadsheets.sheets(packed(tmp_path / "book.xlsx", made))


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    with (tmp_path / "locked.xlsx").open("wb") as locked:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", locked)
    with pytest.raises(UnreadableSource, match="the workbook is encrypted"):
        spreadsheets.sheets(tmp_path / "locked.xlsx")


def listed(raw: bytes, name: str) -> int:
    """Where the list at the end of a zip file speaks of a member."""
    return raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))


def test_a_workbook_cut_or_changed_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    whole = book(tmp_path, ONE + f'<row r="2"><c r="A2"><f>1</f></c>{cell("B2", 0, "s")}</row>', strings=shared("<si/>"))
    raw = whole.read_bytes()
    rng = np.random.default_rng(7)
    spoilt = [raw[:end] for end in rng.integers(1, len(raw), 40)]
    for place in rng.integers(0, len(raw), 160):
        spoilt.append(raw[:place] + bytes([int(rng.integers(256))]) + raw[place + 1 :])
    refused = 0
    for bad in spoilt:
        whole.write_bytes(bad)
        try:
            found = spreadsheets.sheets(whole)
        except UnreadableSource as error:
            assert "\n" not in str(error)
            refused += 1
        else:
            assert all(len(name) < 10 for name in found)
    assert refused > 100


@pytest.mark.parametrize("stated", [0, 50, 1 << 30])
def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path, stated: int) -> None:
    raw = bytearray(book(tmp_path, ONE).read_bytes())
    place = listed(bytes(raw), "xl/worksheets/sheet1.xml")
    struct.pack_into("<I", raw, place + 24, stated)
    (tmp_path / "lies.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match="damaged|would unpack"):
        spreadsheets.sheets(tmp_path / "lies.xlsx")


def test_a_part_that_is_longer_than_its_checksum_says_is_refused(tmp_path: Path) -> None:
    text = sheet(ONE).encode()
    raw = bytearray(packed(tmp_path / "book.xlsx", {**parts(""), "xl/worksheets/sheet1.xml": text + b" " * 90_000}).read_bytes())
    place = listed(bytes(raw), "xl/worksheets/sheet1.xml")
    struct.pack_into("<I", raw, place + 16, zlib.crc32(text))
    struct.pack_into("<I", raw, place + 24, len(text))
    (tmp_path / "lies.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match="the workbook is damaged"):
        spreadsheets.sheets(tmp_path / "lies.xlsx")


@pytest.mark.parametrize(("method", "says"), [(99, "damaged"), (9, "damaged")])
def test_an_unknown_way_of_packing_is_refused(tmp_path: Path, method: int, says: str) -> None:
    raw = bytearray(book(tmp_path, ONE).read_bytes())
    for sign, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = raw.index(sign)
        while place >= 0:
            struct.pack_into("<H", raw, place + offset, method)
            place = raw.find(sign, place + 1)
    (tmp_path / "odd.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match=says):
        spreadsheets.sheets(tmp_path / "odd.xlsx")


def test_a_package_with_a_password_is_refused(tmp_path: Path) -> None:
    raw = bytearray(book(tmp_path, ONE).read_bytes())
    struct.pack_into("<H", raw, listed(bytes(raw), "xl/worksheets/sheet1.xml") + 8, 1)
    (tmp_path / "locked.xlsx").write_bytes(raw)
    with pytest.raises(UnreadableSource, match="the workbook is encrypted"):
        spreadsheets.sheets(tmp_path / "locked.xlsx")


class PanicException(BaseException):
    """As calamine raises where it finds itself in an impossible state."""


@pytest.mark.parametrize("failure", [PanicException("index out of bounds"), ValueError("no"), MemoryError()])
def test_where_calamine_fails_the_careful_reader_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(*given: object) -> None:
        raise failure

    monkeypatch.setattr("python_calamine.load_workbook", fail)
    assert texts(book(tmp_path, ONE)) == [["1"]]


def test_whoever_interrupts_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("python_calamine.load_workbook", interrupted)
    with pytest.raises(KeyboardInterrupt):
        spreadsheets.sheets(book(tmp_path, ONE))
