"""What the references of formulas mean."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.xlsx.addresses import LAST_COLUMN, LAST_ROW, Area, CellRef, quoted, shifted
from salessheet.xlsx.copied_formulas import Elsewhere, Piece
from salessheet.xlsx.references import References, functions_in
from tests.xlsx.conftest import CHART, book_of, parts_of, table_part

SPECIAL = (
    "Who",
    "Amount(USD)",
    "it's",
    "a]b",
    "[x]",
    "#no",
    "Wow!",
    "a:b, c",
    "金额",
    "two\nlines",
    "@home",
    "[c",
    "]+d",
)

NAMES = {
    "Rate": "'It''s'!$B$1",
    "Amounts": "Deals!$B$2:$B$4",
    "Fixed": "0.05",
    "Text": '"A1"',
    "Twice": "Rate*2+Amounts",
    "Next": "Nested",
    "Nested": "Rate",
    "Round": "Trip+Trip",
    "Trip": "Round+Round",
    "Itself": "Itself+1",
    "销售额": "Deals!$B:$B",
    "Left": "Deals!A1",
    "Above": "Deals!A1048576",
    "Mine": "SUM(tbl[@Amount])",
    "Gone": "#REF!",
    "GoneCell": "Deals!#REF!$A$1",
    "Two": "Deals!$A$1,Deals!$B$2",
    "x.y_1?": "Deals!$C$1",
    "\\slash": "Deals!$C$2",
}


def _references() -> References:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="C{row}"><v>1</v></c></row>' for row in range(1, 8)
    )
    escaped = {name: text.replace("&", "&amp;").replace("<", "&lt;") for name, text in NAMES.items()}
    names = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in escaped.items())
    names += '<definedName name="Rate" localSheetId="0">Deals!$A$9</definedName>'
    columns = [c.replace("\n", "_x000a_") for c in SPECIAL]
    return References(
        book_of(
            parts_of(
                {"Deals": rows, "It's": '<row r="3"><c r="B3"/></row>', "Q1": "", "商机 表": "", "Chart": CHART},
                names=names,
                tables={
                    "Deals": [
                        table_part("tbl", "A1:C5", ["Who", "Amount", "金额"], ' totalsRowCount="1"'),
                        table_part("bare", "E2:F4", ["x", "y"], ' headerRowCount="0"'),
                    ],
                    "商机 表": [table_part("特", "B1:N3", columns)],
                },
            )
        )
    )


REFERENCES = _references()
CELL = CellRef("Deals", 3, 8)


def pieces(text: str, cell: CellRef = CELL) -> tuple[Piece, ...]:
    return REFERENCES.pieces(cell, text)


def on(sheet: str, *corners: int) -> Area:
    """A cell, or the area from the first to the last."""
    return Area(sheet, *(corners if len(corners) == 4 else corners * 2))


def deals(*corners: int) -> Area:
    return on("Deals", *corners)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=A1", (deals(1, 1),)),
        ("=$A$1:b2", (deals(1, 1, 2, 2),)),
        ("=B2:A1", (deals(1, 1, 2, 2),)),
        ("=A1+2*-C3%", (deals(1, 1), "+", "2", "*", "-", deals(3, 3), "%")),
        ("=SUM(A1,B2:B3)", ("SUM(", deals(1, 1), ",", deals(2, 2, 3, 2), ")")),
        ("='It''s'!A1", (on("It's", 1, 1),)),
        ("='IT''S'!A1", (on("It's", 1, 1),)),
        ("=Q1!A1+Q1", (on("Q1", 1, 1), "+", deals(1, 17))),
        ("='商机 表'!$A$1:B2", (on("商机 表", 1, 1, 2, 2),)),
        ("=Deals!A1:Deals!B2", (deals(1, 1, 2, 2),)),
        ("=Q1!A1:Q1!B2", (on("Q1", 1, 1, 2, 2),)),
        ("='It''s'!B2:'It''s'!A1", (on("It's", 1, 1, 2, 2),)),
        ("=A1 A1:B2", (deals(1, 1), " ", deals(1, 1, 2, 2))),
        ("=\tA1", (deals(1, 1),)),
        ("=(A1,B2)", ("(", deals(1, 1), ",", deals(2, 2), ")")),
        ('="A1"&"say ""B2"" \'Q1\'!A1"', ('"A1"', "&", '"say ""B2"" \'Q1\'!A1"')),
        ("={1,2;3,4}", ("{", "1", ",", "2", ";", "3", ",", "4", "}")),
        ("=TRUE+1E+5+#N/A", ("TRUE", "+", "1E+5", "+", "#N/A")),
        ("=_xlfn.XLOOKUP(A1,A:A,C:C)", (
            "_xlfn.XLOOKUP(", deals(1, 1), ",", deals(1, 1, 7, 1), ",", deals(1, 3, 7, 3), ")",
        )),
        ("=LOG10(A1)", ("LOG10(", deals(1, 1), ")")),
        ("=LOG10(A2)", ("LOG10(", deals(2, 1), ")")),
        ('=E5+1E5&"E5 $7"&\'E5\'!E5:$F$7', (
            deals(5, 5), "+", "1E5", "&", '"E5 $7"', "&", "#REF!",
        )),
        ("=A1&\ue002&A1", (deals(1, 1), "&", "\ue002", "&", deals(1, 1))),
        ("=Missing!A1", ("#REF!",)),
        ("=Missing!A1:B2", ("#REF!",)),
        ("=Chart!A1", ("#REF!",)),
        ("=Missing!Rate", ("#REF!",)),
        ("=#REF!", ("#REF!",)),
        ("=Deals!#REF!", ("#REF!",)),
        ("=#REF!A1+A1", ("#REF!", "+", deals(1, 1))),
        ("=#REF!*A1", ("#REF!", "*", deals(1, 1))),
        ("=XFE1+A1048577", ("XFE1", "+", "A1048577")),
        ("=1", ("1",)),
    ],
)  # fmt: skip
def test_addresses_become_areas_and_all_else_stays(text: str, expected: tuple[Piece, ...]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=SUM(A:A)", deals(1, 1, 7, 1)),
        ("=SUM($B:$C)", deals(1, 2, 7, 3)),
        ("=SUM(3:3)", deals(3, 1, 3, 3)),
        ("=SUM(2:9)", deals(2, 1, 9, 3)),
        ("=SUM(A5:A1048576)", deals(5, 1, 7, 1)),
        ("=SUM(A9:A1048576)", deals(9, 1, 9, 1)),
        ("=SUM(B2:XFD2)", deals(2, 2, 2, 3)),
        ("=SUM(F:F)", deals(1, 6, 7, 6)),
        ("=SUM(F2:XFD2)", deals(2, 6, 2, 6)),
        ("=SUM('It''s'!A:XFD)", on("It's", 1, 1, 7, 3)),
        ("=SUM(Q1!A:A)", on("Q1", 1, 1, 7, 1)),
    ],
)
def test_whole_columns_and_rows_end_where_the_longest_sheet_does(text: str, expected: Area) -> None:
    assert pieces(text) == ("SUM(", expected, ")")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=Rate", ("(", deals(9, 1), ")")),
        ("=RATE", ("(", deals(9, 1), ")")),
        ("='It''s'!Rate", ("(", on("It's", 1, 2), ")")),
        ("=SUM(Amounts)", ("SUM(", "(", deals(2, 2, 4, 2), ")", ")")),
        ("=Fixed*2", ("(", "0.05", ")", "*", "2")),
        ("=Text", ("(", '"A1"', ")")),
        ("=Twice", ("(", "(", deals(9, 1), ")", "*", "2", "+", "(", deals(2, 2, 4, 2), ")", ")")),
        ("=Next", ("(", "(", "(", deals(9, 1), ")", ")", ")")),
        ("=销售额", ("(", deals(1, 2, 7, 2), ")")),
        ("=Mine", ("(", "SUM(", deals(3, 2), ")", ")")),
        ("=Gone", ("(", "#REF!", ")")),
        ("=GoneCell", ("(", "#REF!", ")")),
        ("=Two", ("(", deals(1, 1), ",", deals(2, 2), ")")),
        ("=x.y_1?", ("(", deals(1, 3), ")")),
        ("=\\slash", ("(", deals(2, 3), ")")),
        ("=Itself", ("(", "Itself", "+", "1", ")")),
        ("=Unknown+1", ("Unknown", "+", "1")),
        ("=Q1!Unknown", ("Q1!Unknown",)),
        ("=A1:Amounts", (deals(1, 1, 4, 2),)),
        ("=Amounts:Rate", (deals(2, 1, 9, 2),)),
        ("=A1:Fixed", ("A1:Fixed",)),
        ("=Q1!A1:Amounts", ("Q1!A1:Amounts",)),
    ],
)
def test_names_stand_for_what_they_mean(text: str, expected: tuple[Piece, ...]) -> None:
    assert pieces(text) == expected


def test_a_name_without_dollars_is_read_from_where_it_stands() -> None:
    assert pieces("=Left", CellRef("Deals", 5, 4)) == ("(", deals(5, 4), ")")
    assert pieces("=Left", CellRef("Q1", 1, 1)) == ("(", deals(1, 1), ")")
    assert pieces("=Above", CellRef("Deals", 5, 4)) == ("(", deals(4, 4), ")")


def test_names_that_go_round_in_circles_come_to_an_end() -> None:
    assert pieces("=Round") == ("(", *("(", "Round", "+", "Round", ")", "+", "(", "Round", "+", "Round", ")"), ")")


def test_names_nested_without_end_come_to_one() -> None:
    names = "".join(f'<definedName name="n.{i}">n.{i + 1}</definedName>' for i in range(2000))
    deep = References(book_of(parts_of({"S": ""}, names=names)))

    found = deep.pieces(CellRef("S", 1, 1), "=n.0")

    assert [piece for piece in found if piece not in {"(", ")"}] == ["n.21"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1]S!A1", "it refers to another workbook"),
        ("'[1]A b'!A1:B2", "it refers to another workbook"),
        ("[2]!Rate", "it refers to another workbook"),
        ("[1]!tbl[Col]", "it refers to another workbook"),
        ("'C:\\books\\[b.xlsx]S'!A1", "it refers to another workbook"),
        ("Deals:Q1!A1", "it refers to a range through several sheets"),
        ("'Deals:商机 表'!A1:B2", "it refers to a range through several sheets"),
        ("Jan:Mar!A1", "it refers to a range through several sheets"),
        ("Amounts:Deals!A1", "it refers to a range through several sheets"),
    ],
)
def test_what_is_no_area_of_this_workbook_says_why(text: str, why: str) -> None:
    assert pieces(f"=SUM({text})") == ("SUM(", Elsewhere(text, why), ")")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=A1:INDEX(B1,1)", ("A1:INDEX(", deals(1, 2), ",", "1", ")")),
        ("=INDEX(B1,1):A1", ("INDEX(", deals(1, 2), ",", "1", ")", ":A1")),
        ("=INDEX(B1,1):INDEX(B1,2)", (
            "INDEX(", deals(1, 2), ",", "1", ")", ":INDEX(", deals(1, 2), ",", "2", ")",
        )),
    ],
)  # fmt: skip
def test_ranges_whose_end_a_function_gives_say_so(text: str, expected: tuple[Piece, ...]) -> None:
    why = "a function gives one end of a range"

    assert pieces(text) == tuple(
        Elsewhere(piece, why) if isinstance(piece, str) and ":" in piece else piece for piece in expected
    )


@pytest.mark.parametrize("text", ['="open', "=A1)", "=SUM((A1", "=A1#", "='S!A1", "=t[a", "=SUM(A1}"])
def test_what_is_no_formula_is_no_crash(text: str) -> None:
    assert all(isinstance(piece, str | Area | Elsewhere) for piece in pieces(text))
    assert REFERENCES.in_addresses(CELL, text) == text


@given(st.text(alphabet="=AB12:!'\"[](){}#@,;+- 销\\.$\n", max_size=12))
def test_no_text_breaks_it(text: str) -> None:
    assert all(isinstance(piece, str | Area | Elsewhere) for piece in pieces(f"={text}"))
    assert REFERENCES.in_addresses(CELL, f"={text}").startswith("=")
    assert all(name == name.upper() for name in functions_in(text))


SHEETS = st.sampled_from(list(REFERENCES.book.sheets))
ROWS, COLUMNS = st.integers(1, LAST_ROW - 1), st.integers(1, LAST_COLUMN - 1)


@given(SHEETS, st.tuples(ROWS, ROWS), st.tuples(COLUMNS, COLUMNS))
def test_an_address_written_in_full_is_read_as_the_same_area(
    sheet: str, rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    area = Area(sheet, min(rows), min(columns), max(rows), max(columns))

    assert pieces(f"=SUM({area})*2") == ("SUM(", area, ")", "*", "2")


TABLE_CASES = [
    ("tbl[Amount]", deals(2, 2, 4, 2)),
    ("TBL[AMOUNT]", deals(2, 2, 4, 2)),
    ("tbl[[Amount]]", deals(2, 2, 4, 2)),
    ("tbl[金额]", deals(2, 3, 4, 3)),
    ("tbl[]", deals(2, 1, 4, 3)),
    ("tbl[#Data]", deals(2, 1, 4, 3)),
    ("tbl[#All]", deals(1, 1, 5, 3)),
    ("tbl[#Headers]", deals(1, 1, 1, 3)),
    ("tbl[#Totals]", deals(5, 1, 5, 3)),
    ("tbl[[#Headers],[Amount]]", deals(1, 2)),
    ("tbl[[#Totals],[Amount]]", deals(5, 2)),
    ("tbl[[#All],[Who]:[Amount]]", deals(1, 1, 5, 2)),
    ("tbl[[#All],[Amount]:[Who]]", deals(1, 1, 5, 2)),
    ("tbl[[Who]:[Amount]]", deals(2, 1, 4, 2)),
    ("tbl[[#Headers],[#Data],[Who]]", deals(1, 1, 4, 1)),
    ("tbl[[#Data],[#Totals]]", deals(2, 1, 5, 3)),
    ("tbl[ [#Headers], [Amount] ]", deals(1, 2)),
    ("tbl[[#This Row],[Amount]]", deals(3, 2)),
    ("tbl[[#This Row],[Who]:[Amount]]", deals(3, 1, 3, 2)),
    ("tbl[[#This Row]]", deals(3, 1, 3, 3)),
    ("tbl[#This Row]", deals(3, 1, 3, 3)),
    ("tbl[@Amount]", deals(3, 2)),
    ("tbl[@[Amount]]", deals(3, 2)),
    ("tbl[@[Who]:[金额]]", deals(3, 1, 3, 3)),
    ("tbl[@]", deals(3, 1, 3, 3)),
    ("tbl[Who]:tbl[Amount]", deals(2, 1, 4, 2)),
    ("tbl[[#This Row],[Who]]:tbl[[#This Row],[金额]]", deals(3, 1, 3, 3)),
    ("tbl[[#Headers],[Amount]]:tbl[[#This Row],[Amount]]", deals(1, 2, 3, 2)),
    ("B1:tbl[[#This Row],[Amount]]", deals(1, 2, 3, 2)),
    ("bare[x]", deals(2, 5, 4, 5)),
    ("bare[[#All],[y]]", deals(2, 6, 4, 6)),
    ("特[Who]", on("商机 表", 2, 2, 3, 2)),
    ("tbl", deals(2, 1, 4, 3)),
    ("TBL", deals(2, 1, 4, 3)),
    ("特", on("商机 表", 2, 2, 3, 14)),
    ("特[Amount(USD)]", on("商机 表", 2, 3, 3, 3)),
    ("特[it''s]", on("商机 表", 2, 4, 3, 4)),
    ("特[[it''s]]", on("商机 表", 2, 4, 3, 4)),
    ("特[a']b]", on("商机 表", 2, 5, 3, 5)),
    ("特['[x']]", on("商机 表", 2, 6, 3, 6)),
    ("特[[#Headers],['[x']]]", on("商机 表", 1, 6)),
    ("特['#no]", on("商机 表", 2, 7, 3, 7)),
    ("特[Wow!]", on("商机 表", 2, 8, 3, 8)),
    ("特[[Wow!]:[a:b, c]]", on("商机 表", 2, 8, 3, 9)),
    ("特[[a:b, c]]", on("商机 表", 2, 9, 3, 9)),
    ("特[金额]", on("商机 表", 2, 10, 3, 10)),
    ("特[two\nlines]", on("商机 表", 2, 11, 3, 11)),
    ("特['@home]", on("商机 表", 2, 12, 3, 12)),
    ("特['[c]", on("商机 表", 2, 13, 3, 13)),
    ("特[[#All],['[c]:[']+d]]", on("商机 表", 1, 13, 3, 14)),
    ("特[']+d]", on("商机 表", 2, 14, 3, 14)),
]


@pytest.mark.parametrize(("text", "area"), TABLE_CASES)
def test_a_reference_into_a_table_means_its_cells(text: str, area: Area) -> None:
    assert pieces(f"=SUM({text})*2") == ("SUM(", area, ")", "*", "2")


@pytest.mark.parametrize(("text", "area"), TABLE_CASES)
def test_it_can_be_written_as_an_address(text: str, area: Area) -> None:
    assert REFERENCES.in_addresses(CELL, f"=SUM({text})*2") == f"=SUM({area})*2"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("tbl[None]", "#REF!"),
        ("tbl[[#None],[Who]]", "#REF!"),
        ("tbl[[Who]:[None]]", "#REF!"),
        ("none[Who]", "#REF!"),
        ("bare[#Headers]", "#REF!"),
        ("bare[#Totals]", "#REF!"),
        ("特[#Totals]", "#REF!"),
        ("tbl[Who]:tbl[None]", "#REF!"),
    ],
)
def test_what_a_table_does_not_have_is_an_error(text: str, error: str) -> None:
    assert pieces(f"={text}") == (error,)
    assert REFERENCES.in_addresses(CELL, f"={text}") == f"={text}"


@pytest.mark.parametrize("row", [1, 5, 6])
def test_this_row_of_a_table_is_none_beside_its_header_or_totals_or_below(row: int) -> None:
    assert pieces("=tbl[@Amount]", CellRef("Deals", row, 8)) == ("#VALUE!",)
    assert pieces("=tbl[@Amount]", CellRef("Deals", 2, 8)) == (deals(2, 2),)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=A1+Rate", "=A1+Rate"),
        ('="tbl[Who]"&tbl[@Who]', "=\"tbl[Who]\"&'Deals'!$A$3"),
        ("=[1]S!A1+tbl[@Who]", "=[1]S!A1+'Deals'!$A$3"),
        ("='[1]A b'!A1+tbl[@Who]", "='[1]A b'!A1+'Deals'!$A$3"),
        ('=VLOOKUP("tbl",tbl,2,0)+Sheet!tbl+my.tbl', "=VLOOKUP(\"tbl\",'Deals'!$A$2:$C$4,2,0)+Sheet!tbl+my.tbl"),
        ("=SUM(A:A)+ROWS(tbl[#All])", "=SUM(A:A)+ROWS('Deals'!$A$1:$C$5)"),
        ("=IF(tbl[@Amount]>=1,none[x],-tbl[@Who]%)", "=IF('Deals'!$B$3>=1,none[x],-'Deals'!$A$3%)"),
        ("=_xlfn.XLOOKUP(1, tbl[Who],tbl[金额])", "=_xlfn.XLOOKUP(1, 'Deals'!$A$2:$A$4,'Deals'!$C$2:$C$4)"),
    ],
)
def test_only_references_into_tables_are_written_as_addresses(text: str, written: str) -> None:
    assert REFERENCES.in_addresses(CELL, text) == written


@pytest.mark.parametrize(
    ("text", "functions"),
    [
        ("=SUM(A1)", {"SUM"}),
        ("=sum(a1)+Max(1,MIN(2))", {"SUM", "MAX", "MIN"}),
        ("=_xlfn.XLOOKUP(1,A:A,B:B)", {"XLOOKUP"}),
        ("=_xlfn._xlws.SORT(_xlfn._xlws.FILTER(A:A,B:B))", {"SORT", "FILTER"}),
        ("=_xll.SS_RANK(A1)", {"SS_RANK"}),
        ("=[1]!SS_RANK(A1)", {"SS_RANK"}),
        ("='C:\\a\\[b.xlam]'!SS_RANK(A1)", {"SS_RANK"}),
        ("=_xlfn.STDEV.S(A1)", {"STDEV.S"}),
        ("=LOG10(A1)", {"LOG10"}),
        ('="SUM("&"say ""MAX(1)"""', set()),
        ("='SUM(1)'!A1", set()),
        ("='it''s MAX('!A1+MIN(1)", {"MIN"}),
        ("=tbl[Amount(USD)]+tbl[[#This Row],[MAX(x)]]", set()),
        ("=tbl[it''s MAX(1)]", set()),
        ("=A1:INDEX(B:B,2)", {"INDEX"}),
        ("=(A1)+-(B1)*(2)", set()),
        ("=折扣A(A1)", {"折扣A"}),
        ("=A1+Rate", set()),
        ("", set()),
    ],
)
def test_the_functions_of_a_formula_are_known(text: str, functions: set[str]) -> None:
    assert functions_in(text) == functions


@given(st.text(st.characters(exclude_characters="[]:*?/\\", exclude_categories=["C"]), min_size=1), st.text())
def test_neither_sheet_names_nor_texts_call_functions(sheet: str, text: str) -> None:
    doubled = text.replace('"', '""')

    assert functions_in(f'={quoted(sheet)}!A1&"{doubled}"&MIN({quoted(sheet)}!B2)') == {"MIN"}


COPIED = [text for text, _ in TABLE_CASES] + [
    "A1",
    "$A$1:b2",
    "B2:A$1",
    "B3:$A9",
    "A5:A$1048576",
    "B2:XFD2",
    "Q1!A1+Q1",
    "'It''s'!B2:'It''s'!A1",
    "A1:Amounts",
    "A1:INDEX(B1,1)",
    "Left*Above-Mine",
    "Rate+Amounts+销售额",
    "Fixed&Text",
    "Unknown+tbl",
    "A:A+3:3+Q1!$B:$C",
    "\"E5 $7\"&'E5'!E5",
    "[1]S!A1",
    "Deals:Q1!A1",
    "#REF!A1",
    "_xlfn.ANCHORARRAY(A2)",
    "LOG10(A2)+XFE1",
    "A1&\ue002",
    "A1&A\ue002",
]


@pytest.mark.parametrize("text", COPIED)
def test_a_formula_copied_down_is_read_as_if_it_stood_alone(text: str) -> None:
    """Of formulas that differ in rows alone one is taken apart; rows of others may lie in a table or beside it."""
    together = _references()

    for row, sheet in product((3, 1, 2, 4, 5, 9, LAST_ROW), ("Deals", "Q1")):
        cell, copied = CellRef(sheet, row, 8), shifted(f"={text}", row - 3, 0)
        assert together.pieces(cell, copied) == _references().pieces(cell, copied), copied
        assert together.pieces(cell, copied.replace("1", "\ue002"))
