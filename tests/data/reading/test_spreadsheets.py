from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from salessheet.data.reading import spreadsheets
from salessheet.data.reading.cell_texts import percent_text
from salessheet.data.reading.grids import NOT_CALCULATED, TYPED, is_error
from salessheet.errors import ErrorKind
from tests.data.reading.raw_workbooks import (
    MAIN,
    OFFICE,
    STRICT_MAIN,
    STRICT_OFFICE,
    agreed,
    book,
    cell,
    only,
    packed,
    parts,
    read_twice,
    shared,
    sheet,
    styled,
    texts,
    typed,
)


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
CODES = r"""
yyyy-mm-dd | d/m/yy;@ | h:mm AM/PM | [h]:mm | [hh]:mm:ss | [mm]:ss.0 | [s].000 | [Red]0.00 | 0.00 | General | @ | e
yyyy"年"m"月"d"日" | [$-804]yyyy\-mm\-dd;@ | [$-F800]dddd\,\ mmmm\ dd\,\ yyyy | [$-409]d-mmm;@ | [DBNum1][$-804]m | A/P
#,##0"days" | 0.0"h" | #,##0\d | _ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * -??_ ;_ @_ | 0;[Red]-0;yyyy | #,##0\ [$kr-mdy]
[>=100][Blue]0;[h] | GENERAL;[Red]-General | *y0 | 0.00E+00 | "m"0 | m/d | mmm | [Blue]\+[h]:mm;[Red]\-[h]:mm
"""
NUMBERED = [number for number in range(50) if not 27 <= number <= 36 and number not in (9, 10)]
FORMATS: list[str | int] = [
    *NUMBERED,
    *(code.strip() for line in CODES.strip().splitlines() for code in line.split(" | ")),
]


@pytest.mark.parametrize("since_1904", [False, True])
def test_both_readers_see_the_same_dates_times_and_durations(tmp_path: Path, since_1904: bool) -> None:
    rows = "".join(
        f'<row r="{row}">'
        + "".join(
            cell(f"{xlsxwriter.utility.xl_col_to_name(n)}{row}", serial, style=n + 1) for n in range(len(FORMATS))
        )
        + "</row>"
        for row, serial in enumerate(SERIALS, start=1)
    )
    start = f'<workbookPr date1904="{int(since_1904)}"/>'
    found = agreed(book(tmp_path, rows, styles=styled(*FORMATS), book=start))
    as_dates = {FORMATS[n] for n, text in enumerate(found[SERIALS.index(46174)]) if "-" in text}
    numbers = {0, 1, 11, 46, 49, "0.00", '0.0"h"', "#,##0\\d", "General", "[h]:mm", "0.00E+00", '"m"0', "*y0"}
    assert {14, 22, 45, 47, "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "m/d", "[DBNum1][$-804]m"} <= as_dates
    assert not as_dates & numbers


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
    values: list[list[Any]] = [
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
    with xlsxwriter.Workbook(tmp_path / "xlsxwriter.xlsx", {"default_date_format": "yyyy-mm-dd hh:mm"}) as other:
        tab = other.add_worksheet()
        for number, row in enumerate(values[:3]):
            tab.write_row(number, 0, row)
        tab.merge_range("A6:C8", "")
    assert agreed(typed(tmp_path / "openpyxl.xlsx", deals=values)) == told
    assert agreed(tmp_path / "xlsxwriter.xlsx") == told[:3]


def test_both_readers_agree_on_the_way_java_programs_write_rows(tmp_path: Path) -> None:
    rows = (
        '<row r="1" customFormat="false" ht="15">\n<c r="A1" s="1" t="inlineStr"><is><t>Ada</t></is></c>'
        '<c r="B1" t="n"><v>12.0</v></c><c r="C1" s="1"></c></row>\n<row r="3">\n</row>\n<row r="4"/>'
        '<row r="5">\n<c r="B5" t="b"><v>1</v></c></row>\n'
    )
    assert agreed(book(tmp_path, rows)) == [["Ada", "12"], ["", "TRUE"]]


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
    path = typed(tmp_path / "book.xlsx", deals=[["amount", "double"], [2, "=A2*2"]])
    assert texts(path) == [["amount", "double"], ["2", NOT_CALCULATED]]


def test_hidden_sheets_are_read_and_charts_are_not(tmp_path: Path) -> None:
    made = parts(
        sheet(f'<row r="1">{cell("A1", 1)}</row>'), "<chartsheet/>", sheet(f'<row r="1">{cell("A1", 3)}</row>')
    )
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        f'{OFFICE}/worksheet" Target="worksheets/sheet2', f'{OFFICE}/chartsheet" Target="worksheets/sheet2'
    )
    made["xl/workbook.xml"] = made["xl/workbook.xml"].replace('"S3"', '"S&amp;3" state="veryHidden"')
    found = spreadsheets.sheets(packed(tmp_path / "book.xlsx", made))
    assert {name: grid.rows for name, grid in found.items()} == {"S1": [(1, ["1"])], "S&3": [(1, ["3"])]}


@pytest.mark.parametrize("first", ["<v>1</v>", "<f>B5</f>"])
def test_a_strict_workbook_is_read(tmp_path: Path, first: str) -> None:
    made = parts(
        sheet(f'<row r="1"><c r="A1">{first}</c>{cell("B1", 0, "s")}</row>'), strings=shared("<si><t>x</t></si>")
    )
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
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        "sharedStrings.xml", "/texts/all.xml"
    )
    assert texts(packed(tmp_path / "book.xlsx", made)) == [["x"]]


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


def marked(path: Path) -> list[list[str]]:
    (grid,) = spreadsheets.sheets(path, marked=True).values()
    return [row for _, row in grid.rows]


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        (9, "0.6", "60%"),
        (10, "0.6", "60%"),
        ("0.00%;[Red]-0.00%", "-0.125", "-12.5%"),
        ("#,##0%", "12", "1200%"),
        ("0%", "0", "0%"),
        ("0%", "0.07", "7%"),
        ("0%", "1E-3", "0.1%"),
        ("0%", "1E+30", "1e+30"),
        ("0%", "1e999", "1e999"),
        (14, "46174", "2026-06-01"),
        ("yyyy%", "46174", "2026-06-01"),
        ('0.0"%"', "0.6", "0.6"),
        ("0.0\\%", "0.6", "0.6"),
        ("[$%-409]0", "0.6", "0.6"),
        ("0.00", "0.6", "0.6"),
        ("General", "0.6", "0.6"),
    ],
)
def test_a_percentage_is_one_only_where_its_format_says_so(
    tmp_path: Path, form: str | int, value: str, text: str
) -> None:
    path = book(tmp_path, f'<row r="1">{cell("A1", value, style=1)}</row>', styles=styled(form))
    assert marked(path) == texts(path) == [[text]]


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("00000", "12", "00012"),
        ("00", "123", "123"),
        ("00000;-00000", "12", "00012"),
        ("00000", "1.5", "1.5"),
        ("00000", "-12", "-12"),
        ("0", "12", "12"),
        ("000.0", "12", "12"),
        ('"E"000', "12", "12"),
    ],
)
def test_a_number_has_the_zeros_of_a_format_of_zeros(tmp_path: Path, form: str, value: str, text: str) -> None:
    path = book(tmp_path, f'<row r="1">{cell("A1", value, style=1)}</row>', styles=styled(form))
    assert marked(path) == texts(path) == [[text]]


@given(st.floats(-1e20, 1e20))
def test_a_percentage_whose_point_is_moved_back_is_the_same_number(share: float) -> None:
    assert float(Decimal(percent_text(share).removesuffix("%")).scaleb(-2)) == share


TYPED_NUMBERS = [
    "1.234,56", "1,234.56", "60%", "0,6", "1 234", "1\u202f234", "1'234", "1’234", "(5)", "-5", "+5", "5-", "−5", "€ 5",
    "5 €", "EUR 5", "5 zł", "R$ 5", "¥5", "5元", "5万", "１２", "2026", "05", " 7 ",
]  # fmt: skip
OTHER_TEXTS = ["Ada", "Deal 17", "", "-", "(.)", "EUR", "17/18", "a_1", "1.2.3.4:80", "5 dollars", "9" * 100]


@pytest.mark.parametrize("kind", ["s", "inlineStr", "str"])
def test_marked_a_text_that_looks_like_a_number_says_that_it_was_typed(tmp_path: Path, kind: str) -> None:
    every = [*TYPED_NUMBERS, *OTHER_TEXTS]

    def written(place: str, text: str) -> str:
        if kind == "inlineStr":
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        shared_one = kind == "s"
        return cell(place, every.index(text) if shared_one else text, kind, formula="" if shared_one else "<f>B1</f>")

    rows = "".join(
        f'<row r="{n}">{cell(f"A{n}", 1.5)}{written(f"B{n}", text)}</row>' for n, text in enumerate(every, start=1)
    )
    path = book(tmp_path, rows, strings=shared(*(f'<si><t xml:space="preserve">{text}</t></si>' for text in every)))
    assert marked(path) == [["1.5", TYPED + text] for text in TYPED_NUMBERS] + [["1.5", text] for text in OTHER_TEXTS]
    assert texts(path) == [["1.5", text] for text in every]


def test_marked_nothing_else_is_another_text(tmp_path: Path) -> None:
    values: list[list[Any]] = [["id", "won", "late"], ["D-one", dt.date(2026, 6, 1), True], ["=B1", 0.6, None]]
    path = typed(tmp_path / "book.xlsx", deals=values)
    assert marked(path) == texts(path)


@pytest.mark.parametrize(("start", "since_1904"), [("", False), ('<workbookPr date1904="1"/>', True)])
def test_a_sheet_says_from_when_its_days_count(tmp_path: Path, start: str, since_1904: bool) -> None:
    path = book(tmp_path, f'<row r="1">{cell("A1", 44712)}</row>', book=start)
    assert [(each.since_1904, each.rows) for each in spreadsheets.sheets(path).values()] == [
        (since_1904, [(1, ["44712"])])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "#NV", "#WERT!", "#BEZUG!", "#DIV/0!", "#ZAHL!", "#VALEUR!", "#NOM?", "#N/D", "#¡VALOR!", "#¿NOMBRE?",
        "#NOMBRE?", "#RIF!", "#NÚM!", "#WAARDE!", "#ARG!", "#ЗНАЧ!", "#Н/Д", "#VÄRDEFEL!", "#SAKNAS!",
        "#N/A", "#NV ", "#CALC!",
    ],
)  # fmt: skip
def test_the_errors_of_excel_are_errors_in_the_common_languages(text: str) -> None:
    assert is_error(text)


@pytest.mark.parametrize("text", ["", "#", "#1", "#NV!", "#nv", "NV", "N/A", "#WERT", "#NV 2", "Nr. #NV"])
def test_only_the_whole_text_of_an_error_is_one(text: str) -> None:
    assert not is_error(text)
