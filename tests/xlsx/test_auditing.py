"""What an auditor would ask about, in workbooks that Excel opens as they are."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from salessheet.xlsx.lint.whole import lint_findings
from tests.xlsx.faults import BOOK, CHART, packed, sound
from tests.xlsx.faults_of_pivots import with_pivot


def audited(write: Callable[[Worksheet], object]) -> list[tuple[str, str]]:
    """Code and cell of what is found in a sheet: a heading, ten amounts in A2:A11, their doubles beside them."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row("A1", ["Amount", "Twice"])
        sheet.write_column("A2", range(1, 11))
        for row in range(2, 12):
            sheet.write_formula(f"B{row}", f"=A{row}*2", None, 2 * (row - 1))
        write(sheet)
    found = lint_findings(file.getvalue(), Path("book.xlsx"))
    return [(finding.code, finding.where) for finding in found]


def whole(write: Callable[[Workbook], object], *, old: str = "", new: str = "") -> set[tuple[str, str]]:
    """Code and place of what is found in a workbook of two sheets; `old` is replaced in the workbook's own part."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        data, plan = book.add_worksheet("Data"), book.add_worksheet("Plan")
        data.write_row("A1", ["Amount", 1])
        plan.write_row("A1", ["Target", 100])
        data.write_formula("A2", "=Plan!B1*2", None, 200)
        write(book)
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[BOOK].decode()
    parts[BOOK] = parts[BOOK].decode().replace(old, new, 1).encode()
    found = lint_findings(packed(parts), Path("book.xlsx"))
    return {(finding.code, finding.where) for finding in found}


def formula(cell: str, text: str, value: object = 1) -> Callable[[Worksheet], object]:
    return lambda sheet: sheet.write_formula(cell, text, None, value)


def averages(sheet: Worksheet, *ranges: str) -> None:
    """One below the other from D2 on."""
    for row, cells in enumerate(ranges, 2):
        sheet.write_formula(f"D{row}", f"=AVERAGE({cells})", None, 1)


def ids(text: str, value: object = 1) -> Callable[[Worksheet], object]:
    """Texts of digits in D2:D11, and a formula that reads them."""
    return lambda sheet: (
        sheet.write_column("D1", ["Region", *map(str, range(101, 111))]),
        sheet.write_formula("F2", text, None, value),
    )


CASES: dict[str, tuple[Callable[[Worksheet], object], list[tuple[str, str]]]] = {
    "a sound sheet": (formula("D2", "=SUM(A2:A11)+COUNT(Data!B2:B11)"), []),
    "ids that a sum compares": (ids('=IF(SUM(A2:A11)=0,"",SUMIFS(A2:A11,D2:D11,"101"))'), []),
    "ids in the condition of a product": (ids('=SUMPRODUCT((D2:D11="101")*(A2:A11))'), []),
    "ids in the condition of a condition": (ids("=SUMPRODUCT((LEN(TRIM(D2:D11))>0)*(A2:A11>2))", 8), []),
    "ids that are looked through for errors": (ids("=IFERROR(SUM(D2:D11)*0,1)", 0), []),
    "texts that a sum adds up": (ids("=SUM(D2:D11)", 0), [("number-as-text", f"D{row}") for row in range(2, 12)]),
    "texts that a sum by conditions adds up": (
        ids('=SUMIFS(D2:D11,A2:A11,">0")', 0),
        [("number-as-text", f"D{row}") for row in range(2, 12)],
    ),
    "texts that are multiplied": (
        ids("=SUMPRODUCT((A2:A11>2)*(D2:D11))", 0),
        [("number-as-text", f"D{row}") for row in range(2, 12)],
    ),
    "one figure, and another in words below": (lambda sheet: sheet.write_column("D2", ["Gap", 183, "183", "Gap"]), []),
    "a number among formulas": (lambda sheet: sheet.write("B5", 8), [("hard-coded", "B5")]),
    "numbers among formulas": (
        lambda sheet: sheet.write_column("B5", [8, 10]),
        [("hard-coded", "B5"), ("hard-coded", "B6")],
    ),
    "a number among blanks that are formulas": (
        lambda sheet: (
            [sheet.write_formula(2, column, '=""', None, "") for column in range(3, 9)],
            sheet.write("G3", 0),
        )[1],
        [],
    ),
    "a value written as a formula among formulas": (formula("B5", "=8", 8), [("pattern", "B5")]),
    "another formula among formulas": (formula("B5", "=A5*3"), [("pattern", "B5")]),
    "a total below the formulas": (formula("B12", "=SUM(B2:B11)"), []),
    "a sum that ends too early": (formula("A12", "=SUM(A2:A10)"), [("short-range", "A12")]),
    "such a sum elsewhere": (formula("D2", "=AVERAGE(A2:A9)"), [("short-range", "D2")]),
    "a sum of some rows": (formula("D2", "=SUM(A3:A5)"), []),
    "averages that move on": (lambda sheet: averages(sheet, "A2:A5", "A3:A6", "A4:A7"), []),
    "sums of stretches": (lambda sheet: averages(sheet, "A2:A4", "A5:A7", "A8:A10"), []),
    "a sum that is another's beginning": (
        lambda sheet: averages(sheet, "A2:A5", "A2:A10"),
        [("short-range", "D2"), ("short-range", "D3")],
    ),
    "a running total": (formula("D5", "=SUM(A2:A5)"), []),
    "an error": (formula("D2", "=A2/0", "#DIV/0!"), [("error-cell", "D2")]),
    "a number stored as a text": (lambda sheet: sheet.write_string("A4", "3"), [("number-as-text", "A4")]),
    "an id that is a text": (lambda sheet: sheet.write_string("D4", "0042"), []),
    "a function that may leave out an argument": (
        formula("D2", "=_xlfn.LAMBDA(_xlpm.a,_xlop.b,_xlpm.a+IF(_xlfn.ISOMITTED(_xlpm.b),0,1))(A2)"),
        [],
    ),
    "a volatile function": (formula("D2", "=TODAY()-A2"), [("volatile", "D2")]),
    "another workbook": (formula("D2", "=[1]Sheet1!A1"), [("formula", "D2"), ("external", "D2")]),
    "a number without a label": (
        lambda sheet: (sheet.write("F20", 0.13), sheet.write_formula("G1", "=A2*F20", None, 0.13))[0],
        [("unlabelled", "F20")],
    ),
    "a number with a label": (
        lambda sheet: (sheet.write_row("E20", ["VAT", 0.13]), sheet.write_formula("G1", "=A2*F20", None, 0.13))[0],
        [],
    ),
    "amounts in a hidden row": (
        lambda sheet: (sheet.set_row(3, None, None, {"hidden": True}), sheet.write("D1", "x"))[0],
        [("hidden-amount", "A4")],
    ),
    "amounts in a hidden column": (
        lambda sheet: sheet.set_column("A:A", None, None, {"hidden": True}),
        [("hidden-amount", f"A{row}") for row in range(2, 12)],
    ),
    "amounts in a row of no height": (lambda sheet: sheet.set_row(3, 0), [("hidden-amount", "A4")]),
    "a number at the end of formulas": (lambda sheet: sheet.write("B11", 20), [("hard-coded", "B11")]),
    "a number at their beginning": (lambda sheet: sheet.write("B2", 2), [("hard-coded", "B2")]),
    "another factor at the end": (formula("B11", "=A11*3"), [("pattern", "B11")]),
    "a total that leaves out the first": (formula("A12", "=SUM(A3:A11)"), [("short-range", "A12")]),
    "a total of formulas that ends too early": (formula("B12", "=SUM(B2:B10)"), [("short-range", "B12")]),
    "a sum and one of its cells": (formula("D2", "=SUM(A2:A11)+A5"), [("counted-twice", "D2")]),
    "sums with a row in common": (formula("D2", "=SUM(A2:A6,$A$6:A11)+Data!A1"), [("counted-twice", "D2")]),
    "a sum and other cells": (formula("D2", "=SUM(A2:A6)+SUM(A7:A11)+B11+B11"), []),
    "a sum that a cell goes on": (formula("D2", "=SUM(A2:A10)+A11"), []),
    "a sum without one of its cells": (formula("D2", "=SUM(A2:A11)-A5"), []),
    "a sum and more of one of its cells": (formula("D2", "=SUM(A2:A11)+A5*0.5"), []),
    "a whole column and its total": (
        lambda sheet: [
            sheet.write_formula("A12", "=SUM(A2:A11)", None, 55),
            sheet.write_formula("D2", "=SUM(Data!$A:$A)", None, 110),
        ][0],
        [("counted-twice", "D2")],
    ),
    "a whole column without a total": (formula("D2", "=SUM(A:A)", 55), []),
    "a subtotal that is counted again": (
        lambda sheet: [
            sheet.write_formula("A12", "=SUM(A2:A11)", None, 55),
            sheet.write_formula("A13", "=SUM(A2:A12)", None, 110),
        ][0],
        [("counted-twice", "A13")],
    ),
    "a subtotal by SUBTOTAL that is counted again": (
        lambda sheet: [
            sheet.write_formula("A12", "=SUBTOTAL(9,A2:A11)", None, 55),
            sheet.write_formula("A13", "=SUM(A2:A12)", None, 110),
        ][0],
        [("counted-twice", "A13")],
    ),
    "a subtotal by plus that is counted again": (
        lambda sheet: [
            sheet.write_column("D1", ["Part", 1, 2, 4]),
            sheet.write_formula("D5", "=D2+D3+D4", None, 7),
            sheet.write_column("D6", [8, 16]),
            sheet.write_formula("D8", "=SUM(D2:D7)", None, 38),
        ][1],
        [("counted-twice", "D8")],
    ),
    "a subtotal of a row that is counted again": (
        lambda sheet: [
            sheet.write_row("D2", [1, 2, 4]),
            sheet.write_formula("G2", "=SUM(D2:F2)", None, 7),
            sheet.write_row("H2", [8, 16]),
            sheet.write_formula("J2", "=SUM(D2:I2)", None, 38),
        ][1],
        [("counted-twice", "J2")],
    ),
    "a range and its subtotal": (
        lambda sheet: [
            sheet.write_formula("A12", "=SUM(A2:A11)", None, 55),
            sheet.write_formula("D2", "=SUM(A2:A11,A12)", None, 110),
            sheet.write_formula("D4", "=SUM(A2:A11)+$A$12", None, 110),
        ][0],
        [("counted-twice", "D2"), ("counted-twice", "D4")],
    ),
    "a sum of what grows by itself": (
        lambda sheet: [
            sheet.write_column("D1", ["Step", 1, 1]),
            [sheet.write_formula(f"D{row}", f"=D{row - 2}+D{row - 1}", None, 2) for row in range(4, 8)],
            sheet.write_formula("D8", "=SUM(D2:D7)", None, 10),
        ][0],
        [],
    ),
    "a formula that reads itself": (formula("D2", "=D2+A2"), [("circle", "D2")]),
    "formulas that read each other": (
        lambda sheet: [sheet.write_formula(f"D{row}", text) for row, text in ((2, "=D3+1"), (3, "=SUM(D1:D2)"))],
        [("circle", "D2")],
    ),
    "where a formula stands": (formula("D2", "=ROW(D2)+COLUMNS($D2:D2)"), []),
    "a function that is none": (formula("D2", "=SUMME(A2:A11)"), [("unknown-function", "D2")]),
    "a newer function without its prefix": (formula("D2", "=REGEXTEST(A2,B2)"), [("unknown-function", "D2")]),
    "a newer function": (formula("D2", "=_xlfn.XLOOKUP(1,A2:A11,B2:B11)"), []),
    "a name that is not defined": (formula("D2", "=A2*Rats"), [("unknown-name", "D2")]),
    "a column beyond the sheet": (formula("D2", "=A2*XFE1"), [("unknown-name", "D2")]),
    "a row beyond the sheet": (formula("D2", "=SUM(A2:A1048577)"), [("unknown-name", "D2")]),
    "cells that were deleted": (formula("D2", "=A2+#REF!"), [("lost-reference", "D2")]),
    "texts that are added up": (
        lambda sheet: [
            sheet.write_string("D2", "Fee") or sheet.write_string("D3", "12") or sheet.write_string("D6", "13"),
            sheet.write_formula("E1", "=SUM(D3:D6)", None, 0),
        ][0],
        [("number-as-text", "D3"), ("number-as-text", "D6")],
    ),
    "a share as a text": (lambda sheet: sheet.write_string("A4", "12%"), [("number-as-text", "A4")]),
    "a formula as a text": (lambda sheet: sheet.write_string("D2", "=A2+B2"), [("number-as-text", "D2")]),
    "a value under a merged cell": (
        lambda sheet: (sheet.merge_range("D2:E2", "x"), sheet.write("E2", 5))[0],
        [("merged", "E2")],
    ),
    "a hidden column that nothing reads": (lambda sheet: sheet.set_column("B:B", None, None, {"hidden": True}), []),
}


@pytest.mark.parametrize("name", CASES)
def test_an_auditor_asks_about_exactly_this(name: str) -> None:
    write, expected = CASES[name]
    assert audited(write) == expected


def _styled(book: Workbook, cell: str, value: object, **look: object) -> object:
    return book.get_worksheet_by_name("Plan").write(cell, value, book.add_format(look))


def _sheet(book: Workbook) -> Worksheet:
    return book.get_worksheet_by_name("Plan")


WHOLE: dict[str, tuple[Callable[[Workbook], object], tuple[str, str]]] = {
    "a hidden sheet with inputs": (lambda book: _sheet(book).hide(), ("hidden-sheet", "B1")),
    "a very hidden sheet with inputs": (lambda book: _sheet(book).very_hidden(), ("hidden-sheet", "B1")),
    "a number without digits": (
        lambda book: _styled(book, "B1", 100, num_format=";;;"),
        ("hidden-amount", "B1"),
    ),
    "a number white on white": (
        lambda book: _styled(book, "B1", 100, font_color="#FFFFFF"),
        ("hidden-amount", "B1"),
    ),
    "a day before the first": (lambda book: _styled(book, "C3", -5, num_format="yyyy-mm-dd"), ("day", "C3")),
    "a day as a text": (
        lambda book: (_styled(book, "C3", 46_000, num_format="yyyy-mm-dd"), _sheet(book).write("C4", "2026-06-30"))[0],
        ("day", "C4"),
    ),
    "a name of deleted cells": (lambda book: _named(book, "Gone", "=Data!#REF!"), ("lost-reference", "Gone")),
    "a name of a name that is not defined": (
        lambda book: _named(book, "Rated", "=Plan!$B$1*Rats"),
        ("unknown-name", "Rated"),
    ),
    "a rule of a name that is not defined": (
        lambda book: _sheet(book).conditional_format("B1", {"type": "formula", "criteria": "=B1>Rats"}),
        ("unknown-name", "B1"),
    ),
    "a list of a name that is not defined": (
        lambda book: _sheet(book).data_validation("B1", {"validate": "list", "source": "=Rats"}),
        ("unknown-name", "B1"),
    ),
    "a name that ends too early": (
        lambda book: [
            _sheet(book).write_column("D1", ["Part", 1, 2, 3, 4, 5]),
            _named(book, "Parts", "=Plan!$D$2:$D$5"),
            _sheet(book).write_formula("F1", "=SUM(Parts)", None, 10),
        ][0],
        ("short-range", "Parts"),
    ),
    "a list to choose from that ends too early": (
        lambda book: [
            _sheet(book).write_column("D1", ["Stage", "Lead", "Won", "Lost", "Gone"]),
            _sheet(book).data_validation("B1", {"validate": "list", "source": "=$D$2:$D$4"}),
        ][0],
        ("short-range", "B1"),
    ),
    "a name that moves": (lambda book: _named(book, "Moves", "=OFFSET(Data!$A$1,1,0)"), ("volatile", "Moves")),
    "two names alike": (
        lambda book: (_named(book, "Rate", "=Data!$B$1"), _named(book, "Plan!Rate", "=Plan!$B$1"))[0],
        ("same-name", "Rate"),
    ),
    "several sheets selected": (lambda book: _sheet(book).select(), ("selected-sheets", "")),
    "a link to a file": (
        lambda book: _sheet(book).write_url("C1", "external:C:/plans/plan.xlsx"),
        ("external", "C1"),
    ),
    "a link to a sheet that is gone": (
        lambda book: _sheet(book).write_url("C1", "internal:Gone!A1"),
        ("broken-link", "C1"),
    ),
    "a rule of deleted cells": (
        lambda book: _sheet(book).conditional_format("B1", {"type": "formula", "criteria": "=#REF!>1"}),
        ("lost-reference", "B1"),
    ),
    "a number in a calculated column": (
        lambda book: (
            (
                _sheet(book).add_table(
                    "E1:F4",
                    {
                        "data": [[1], [2], [3]],
                        "columns": [{"header": "No."}, {"header": "Twice", "formula": "=[@No.]*2"}],
                    },
                ),
                _sheet(book).write("F3", 7),
            )
        ),
        ("hard-coded", "F3"),
    ),
}


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([0.03, 0.05, 0.08, 50, 0.1], ["E5"]),
        ([5, 0.05, 0.08, 0.06], ["E2"]),
        ([0.5, 0.6, 40, 0.7, 35, 0.8], ["E4", "E6"]),
        ([0.3, 0.5, 0.8, 1.2, 1], []),
        ([0.02, 0.3, 0.9, 3], []),
        ([12, 15, 18, 0.2], []),
        ([0.5, 50], []),
    ],
)
def test_a_share_typed_as_a_number_of_per_cent(rates: list[float], expected: list[str]) -> None:
    def written(book: Workbook) -> None:
        sheet = _sheet(book)
        sheet.write_column("D1", ["Rep", *"ABCDEF"[: len(rates)]])
        sheet.write_column("E1", ["Rate", *rates], book.add_format({"num_format": "0%"}))

    assert whole(written) == {("scale", cell) for cell in expected}


def _named(book: Workbook, name: str, meaning: str) -> object:
    return book.define_name(name, meaning)


def test_a_sound_workbook_asks_for_no_question() -> None:
    assert whole(lambda _: None) == set()


@pytest.mark.parametrize(("heading", "of", "named"), [(46_174, 0.13, True), (46_174, 46_180, False), (7, 0.13, False)])
def test_the_month_above_a_number_says_what_it_is(heading: float, of: float, *, named: bool) -> None:
    """It need be no typed one. What is a day itself, or stands below a number that shows none, has no name by that."""

    def written(book: Workbook) -> None:
        plan, day = _sheet(book), book.add_format({"num_format": "yyyy-mm"})
        dated = day if heading == 46_174 else None
        plan.write_formula("F18", f"={heading}*1", dated, heading)
        plan.write("F20", of, day if of > 1 else None)
        plan.write_formula("H1", "=B1*F20", None, of * 100)

    assert whole(written) == (set() if named else {("unlabelled", "F20")})


@pytest.mark.parametrize("name", WHOLE)
def test_an_auditor_asks_about_the_workbook(name: str) -> None:
    write, expected = WHOLE[name]
    assert expected in whole(write)


def test_names_and_lists_that_go_on_as_others_or_reach_the_end_are_whole() -> None:
    def written(book: Workbook) -> None:
        plan = _sheet(book)
        plan.write_column("D1", ["Stage", "Lead", "Won", "Lost", "Yes", "No", "Perhaps"])
        plan.write_column("E1", ["Part", 1, 2, 3, 4, 5, 6])
        for cells, first, last in (("H1", 2, 4), ("H2", 5, 7)):
            plan.data_validation(cells, {"validate": "list", "source": f"=$D${first}:$D${last}"})
            _named(book, f"Parts_{first}", f"=Plan!$E${first}:$E${last}")
            plan.write_formula(f"F{first}", f"=SUM(Parts_{first})", None, 6)

    assert whole(written) == set()


@pytest.mark.parametrize("setting", ['calcMode="manual"', 'iterate="1"', 'fullPrecision="0"'])
def test_an_auditor_asks_how_it_calculates(setting: str) -> None:
    assert ("calculation", "calcPr") in whole(lambda _: None, old="<calcPr ", new=f"<calcPr {setting} ")


def test_a_hidden_sheet_to_which_a_link_leads_is_known() -> None:
    def write(book: Workbook) -> None:
        _sheet(book).hide()
        book.get_worksheet_by_name("Data").write_url("C1", "internal:Plan!A1", string="Plan")

    assert whole(write) == set()


@pytest.mark.parametrize(("name", "is_there"), [("Deals", True), ("Gone", False)])
def test_a_pivot_table_comes_from_rows_that_are_there(name: str, is_there: bool) -> None:
    parts = sound()
    with_pivot(parts)
    cache = "xl/pivotCache/pivotCacheDefinition1.xml"
    parts[cache] = parts[cache].replace(b'Source name="Deals"', f'Source name="{name}"'.encode())
    found = {(finding.code, finding.where) for finding in lint_findings(packed(parts), Path("book.xlsx"))}
    assert (("lost-reference", name) in found) is not is_there


@pytest.mark.parametrize(
    ("ref", "renamed", "expected"),
    [
        ("A1:B4", "Rep", None),
        ("A1:B3", "Rep", "short-range"),
        ("A1:A4", "Rep", "lost-reference"),
        ("A1:B4", "Team", "lost-reference"),
    ],
)
def test_a_pivot_table_has_the_rows_and_columns_of_its_list(ref: str, renamed: str, expected: str | None) -> None:
    parts = sound()
    with_pivot(parts)
    cache, rows = "xl/pivotCache/pivotCacheDefinition1.xml", f'<worksheetSource sheet="data" ref="{ref}"/>'
    named = parts[cache].replace(b'name="Rep"', f'name="{renamed}"'.encode())
    parts[cache] = named.replace(b'<worksheetSource name="Deals"/>', rows.encode())
    found = {(one.code, one.where) for one in lint_findings(packed(parts), Path("book.xlsx")) if one.part == cache}
    assert found == (set() if expected is None else {(expected, f"data {ref}")})


def test_a_picture_in_a_cell_is_no_error() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        dot = (
            "89504E470D0A1A0A0000000D4948445200000001000000010802000000907753DE0000000C"
            "49444154789C63606060000000040001F61738550000000049454E44AE426082"
        )
        book.add_worksheet().embed_image("B2", "dot.png", {"image_data": BytesIO(bytes.fromhex(dot))})
    assert lint_findings(file.getvalue(), Path("book.xlsx")) == []


def test_a_chart_that_is_no_xml_is_a_finding_of_the_file() -> None:
    found = lint_findings(packed({**sound(), CHART: b"no chart"}), Path("book.xlsx"))
    assert [(finding.code, finding.part) for finding in found] == [("xml", CHART)]


def test_a_place_as_openpyxl_writes_it_is_followed() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = "here", "gone"
    sheet["A1"].hyperlink, sheet["A2"].hyperlink = "#Sheet!B1", "#Gone!B1"
    file = BytesIO()
    book.save(file)
    found = lint_findings(file.getvalue(), Path("book.xlsx"))
    assert [(finding.code, finding.where) for finding in found] == [("broken-link", "A2")]


@pytest.mark.parametrize(
    ("below", "read", "is_found"),
    [
        (["d", 4], "=SUM(Deals[Worth])", True),
        (["d", 4], "=SUM(E11:E13)", True),
        (["d", 4], "=SUM(E11:E40)", False),  # rows that are to come count already
        (["d", 4], "=E11*2", False),
        (["", 4], "=SUM(Deals[Worth])", False),
        (["d", "four"], "=SUM(Deals[Worth])", False),
        (["Total", "=SUM(Deals[Worth])"], "=SUM(Deals[Worth])", False),
        ([], "=SUM(Deals[Worth])", False),
    ],
)
def test_a_row_right_below_a_table_is_asked_about_where_formulas_end_with_the_table(
    below: list[str | int], read: str, *, is_found: bool
) -> None:
    def written(book: Workbook) -> None:
        plan = _sheet(book)
        columns = [{"header": "Key"}, {"header": "Worth"}]
        plan.add_table("D10:E13", {"name": "Deals", "data": [["a", 1], ["b", 2], ["c", 3]], "columns": columns})
        for column, value in enumerate(below, start=3):
            plan.write(13, column, value)
        plan.write("G10", "Sum")
        plan.write_formula("H10", read, None, 6)

    assert (("short-range", "D14") in whole(written)) is is_found
