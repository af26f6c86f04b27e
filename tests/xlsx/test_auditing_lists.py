"""What an auditor would ask about lists, the formulas beside and below them, and look-ups into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from salessheet.xlsx.lint.whole import lint_findings

_LAST = 25
_HEADINGS = ["Deal", "Rep", "Date", "Quantity", "Price", "Amount", "Net", "Bonus", "Rate"]


class Book:
    """24 deals with formulas and totals, a summary by rep, inputs, rates by quantity, and months across."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.deals, self.summary, self.inputs, self.rates, self.months = map(
            book.add_worksheet, ["Deals", "Summary", "Inputs", "Rates", "Months"]
        )
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.inputs.write_column("A3", ["Bonus rate", "Discount", "Exchange"])
        self.inputs.write_column("B3", [0.05, 0.1, 7.1])
        self.deals.write_row("A1", _HEADINGS)
        for row in range(2, _LAST + 1):
            name = ["Ann", "Bob", "Cid", "Dee"][row % 4]
            self.deals.write_row(row - 1, 0, [f"D{row - 1:03}", name])
            self.deals.write_datetime(row - 1, 2, dt.datetime(2026, 1, 1) + dt.timedelta(days=row), self.day)
            self.deals.write_row(row - 1, 3, [1 + row % 20, 50 + row * 7])
            self.put(self.deals, f"F{row}", f"=D{row}*E{row}")
            self.put(self.deals, f"G{row}", f"=F{row}*(1-Inputs!$B$4)")
            self.put(self.deals, f"H{row}", f"=G{row}*Inputs!$B$3")
            self.put(self.deals, f"I{row}", f"=VLOOKUP(D{row},Rates!$A$2:$B$6,2,TRUE)")
        self.deals.write("A26", "Total")
        for column in "DFGH":
            self.put(self.deals, f"{column}26", f"=SUM({column}2:{column}25)")
        self.summary.write_row("A1", ["Rep", "Deals", "Amount", "Rank"])
        for row, name in enumerate(["Ann", "Bob", "Cid", "Dee"], 2):
            self.summary.write(f"A{row}", name)
            self.put(self.summary, f"B{row}", f"=COUNTIF(Deals!$B$2:$B$25,A{row})")
            self.put(self.summary, f"C{row}", f"=SUMIF(Deals!$B$2:$B$25,A{row},Deals!$F$2:$F$25)")
            self.put(self.summary, f"D{row}", f"=RANK(C{row},$C$2:$C$5)")
        self.put(self.summary, "C6", "=SUM(C2:C5)")
        self.summary.write("A9", "Abroad")
        self.put(self.summary, "C9", "=C6/Inputs!$B$5")
        self.rates.write_row("A1", ["From", "Rate"])
        for row, (start, rate) in enumerate([(0, 0.01), (5, 0.02), (10, 0.03), (15, 0.04), (18, 0.05)], 1):
            self.rates.write_row(row, 0, [start, rate])
        self.months.write_row("A1", ["Item", "Jan", "Feb", "Mar", "Total"])
        for row, item in enumerate(["Licences", "Services", "Support"], 2):
            self.months.write_row(row - 1, 0, [item, 10 * row, 20 * row, 30 * row])
            self.put(self.months, f"E{row}", f"=SUM(B{row}:D{row})")

    @staticmethod
    def put(sheet: Worksheet, cell: str, text: str) -> None:
        sheet.write_formula(cell, text, None, 1)

    def all_rows(self, column: str, text: Callable[[int], str], first: int = 2) -> list[str]:
        texts = [text(row) for row in range(first, _LAST + 1)]
        for row, one in enumerate(texts, first):
            self.put(self.deals, f"{column}{row}", one)
        return texts


def found(write: Callable[[Book], object]) -> set[tuple[str, str]]:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        write(Book(book))
    return {(finding.code, finding.where) for finding in lint_findings(file.getvalue(), Path("book.xlsx"))}


def _deals(cell: str, text: str) -> Callable[[Book], object]:
    return lambda book: book.put(book.deals, cell, text)


def _summary(cell: str, text: str) -> Callable[[Book], object]:
    return lambda book: book.put(book.summary, cell, text)


def _looks(cell: str, value: object, **look: object) -> Callable[[Book], object]:
    return lambda book: book.deals.write(cell, value, book.book.add_format(look))


def _blank(book: Book) -> object:
    return book.deals.write_blank("F10", None, book.day)


def _chart(book: Book) -> object:
    chart = book.book.add_chart({"type": "line"})
    chart.add_series({"categories": "=Months!$B$1:$D$1", "values": "=Months!$B$2:$C$2"})
    return book.months.insert_chart("G2", chart)


def _rule(book: Book, cells: str, typed: object, **rule: object) -> object:
    book.deals.write(cells.partition(":")[0], typed)
    return book.deals.data_validation(cells, rule)


def _names(book: Book) -> object:
    book.book.define_name("One", "=Two+1")
    return book.book.define_name("Two", "=One+1")


def _protected(book: Book) -> object:
    book.deals.protect()
    return book.deals.write_formula("F10", "=D10*E10", book.book.add_format({"locked": False}), 1)


def _without_a_column(book: Book) -> object:
    book.put(book.deals, "G26", "=SUM(F2:F25)")
    return None


CASES: dict[str, tuple[Callable[[Book], object], tuple[str, str]]] = {
    # formulas of a column, and its total
    "a number above the total": (lambda book: book.deals.write("F25", 9), ("hard-coded", "F25")),
    "a text among formulas": (lambda book: book.deals.write("F10", "n/a"), ("pattern", "F10")),
    "nothing among formulas": (_blank, ("pattern", "F10")),
    "another column from here on": (
        lambda book: book.all_rows("H", lambda row: f"=F{row}*Inputs!$B$3", 14),
        ("pattern", "H14"),
    ),
    "a total that is typed": (lambda book: book.deals.write("F26", 9_999), ("hard-coded", "F26")),
    "a total of another column": (_without_a_column, ("pattern", "G26")),
    "a number added to a total": (_deals("F26", "=SUM(F2:F25)+137.2"), ("hard-coded", "F26")),
    "a number among sums of rows": (lambda book: book.months.write("E3", 400), ("hard-coded", "E3")),
    "a total of a row too short": (lambda book: book.put(book.months, "E3", "=SUM(B3:C3)"), ("pattern", "E3")),
    "a total of another row": (lambda book: book.put(book.months, "E3", "=SUM(B2:D2)"), ("pattern", "E3")),
    "a number in a summary": (lambda book: book.summary.write("C4", 12_345), ("hard-coded", "C4")),
    "a number as a formula in a summary": (_summary("C4", "=12000+345"), ("pattern", "C4")),
    "a column of one row alone": (
        _summary("C3", "=SUMIF(Deals!$B$2:$B$25,A3,Deals!$E$2:$E$25)"),
        ("pattern", "C3"),
    ),
    "a name in one row alone": (
        _summary("C3", '=SUMIF(Deals!$B$2:$B$25,"Bob",Deals!$F$2:$F$25)'),
        ("pattern", "C3"),
    ),
    "the last formulas typed over": (lambda book: book.deals.write_column("F23", [7, 8, 9]), ("hard-coded", "F24")),
    "the first formulas typed over": (lambda book: book.deals.write_column("F2", [7, 8]), ("hard-coded", "F3")),
    "a range of one rank": (_summary("D3", "=RANK(C3,$C$2:$C$4)"), ("pattern", "D3")),
    # what is counted twice
    "a total and its parts by plus": (_summary("C12", "=C2+C3+C4+C5+C6"), ("counted-twice", "C12")),
    "a total taken in on another sheet": (_summary("C12", "=SUM(Deals!F2:F26)"), ("counted-twice", "C12")),
    "a mean of parts and their total": (_summary("C12", "=AVERAGE(Deals!F2:F26)"), ("counted-twice", "C12")),
    # look-ups
    "rates out of order": (lambda book: book.rates.write("A3", 12), ("unsorted", "I2")),
    "a rate that stands twice": (lambda book: book.rates.write("A4", 5), ("unsorted", "I2")),
    "a column that the list has not": (_deals("I10", "=VLOOKUP(D10,Rates!$A$2:$B$6,3,TRUE)"), ("error-cell", "I10")),
    "a row that the list has not": (_summary("C12", "=INDEX(Deals!F2:F25,30)"), ("error-cell", "C12")),
    "names out of order": (_summary("C12", '=LOOKUP("Bob",Deals!B2:B25,Deals!F2:F25)'), ("unsorted", "C12")),
    "months out of order": (_summary("C12", '=HLOOKUP("Mar",Months!A1:D4,3)'), ("unsorted", "C12")),
    "a place in a longer list": (
        _summary("C12", '=INDEX(Deals!F2:F24,MATCH("Bob",Deals!B2:B25,0))'),
        ("short-range", "C12"),
    ),
    "lists of unequal length": (_summary("C12", "=SUMPRODUCT(Deals!D2:D25,Deals!E2:E20)"), ("error-cell", "C12")),
    "a list that moves": (
        lambda book: book.all_rows("I", lambda row: f"=VLOOKUP(D{row},Rates!A{row}:B{row + 4},2,TRUE)"),
        ("pattern", "I2"),
    ),
    "a list that ends early": (
        lambda book: book.all_rows("I", lambda row: f"=VLOOKUP(D{row},Rates!$A$2:$B$5,2,TRUE)"),
        ("short-range", "I2"),
    ),
    "reps counted too short": (_summary("B3", "=COUNTIF(Deals!$B$2:$B$20,A3)"), ("short-range", "B3")),
    "sums of another length": (
        _summary("C3", "=SUMIF(Deals!$B$2:$B$25,A3,Deals!$F$2:$F$24)"),
        ("short-range", "C3"),
    ),
    "sums from another row": (_summary("C3", "=SUMIF(Deals!$B$2:$B$25,A3,Deals!$F$3:$F$26)"), ("short-range", "C3")),
    "a key that stands twice": (
        lambda book: [
            book.rates.write_row("D1", ["Code", "Name"]),
            *[book.rates.write_row(row, 3, [code, "x"]) for row, code in enumerate("ABBC", 1)],
            book.put(book.summary, "C12", '=VLOOKUP("B",Rates!$D$2:$E$5,2,FALSE)'),
        ],
        ("duplicate", "C12"),
    ),
    # what a formula reads
    "a rate that moves away": (
        lambda book: book.all_rows("H", lambda row: f"=G{row}*Inputs!B{row + 1}"),
        ("lost-reference", "H13"),
    ),
    "a cell beyond all others": (_summary("C12", "=C6*Inputs!$B$30"), ("lost-reference", "C12")),
    "a label in a product": (_summary("C12", "=C6*Inputs!$A$3"), ("error-cell", "C12")),
    "nothing below the line": (_summary("C12", "=C6/0"), ("error-cell", "C12")),
    "a number compared as a text": (_summary("C12", '=IF(Deals!D10="12",1,0)'), ("number-as-text", "C12")),
    "what the web gives": (_summary("C12", '=_xlfn.WEBSERVICE("http://a")'), ("external", "C12")),
    "a command of another program": (_summary("C12", "=cmd|'/C calc'!A0"), ("external", "C12")),
    "a link to a file": (_summary("C12", '=HYPERLINK("file:///C:/a.xlsx","a")'), ("external", "C12")),
    "a function with half its prefix": (_summary("C12", "=_xlfn.SORT(A1:A5)"), ("unknown-function", "C12")),
    "names that stand for each other": (_names, ("circle", "one")),
    "a place of a sheet that is none": (
        lambda book: book.summary.write_url("F1", "internal:Deals!"),
        ("broken-link", "F1"),
    ),
    "a day that is a text": (
        lambda book: book.inputs.write_row("A9", ["Start", "2026-01-01"], book.day),
        ("day", "B9"),
    ),
    "a chart with a month too many": (_chart, ("short-range", "Months!$B$2:$C$2")),
    # values of a list
    "a text among numbers": (lambda book: book.deals.write("E10", "unknown"), ("mixed", "E10")),
    "a truth among numbers": (lambda book: book.deals.write("D10", True), ("mixed", "D10")),
    "a number among texts": (lambda book: book.deals.write("B10", 17), ("mixed", "B10")),
    "a name with a blank": (lambda book: book.deals.write("B10", "Ann "), ("spelling", "B10")),
    "a name with a hard blank": (lambda book: book.deals.write("B10", "Ann\u00a0"), ("spelling", "B10")),
    "a deal that is there already": (lambda book: book.deals.write("A10", "D003"), ("duplicate", "A10")),
    "a key that is there already, behind its number": (
        lambda book: [
            book.rates.write_row(row, 7, [row + 1, f"R{no:03}"]) for row, no in enumerate([*range(1, 10), 9, 11])
        ],
        ("duplicate", "I10"),
    ),
    "an id that is there already, of no sequence": (
        lambda book: book.rates.write_column(
            "J1", ["Deal ID", "K7Q", "A2X", "P9M", "B4C", "Z1T", "A2X", "R8L", "D6W", "H3N"]
        ),
        ("duplicate", "J7"),
    ),
    "a day that shows as a number": (lambda book: book.deals.write("C10", 46_030), ("day", "C10")),
    "a day of another century": (
        lambda book: book.deals.write_datetime("C10", dt.datetime(1926, 1, 9), book.day),
        ("day", "C10"),
    ),
    "a month beside a column of other months": (
        lambda book: [
            book.rates.write_column("L20", range(300, 309)),
            book.rates.write_column("M20", range(46_023, 46_032), book.day),
            book.rates.write_number("L24", 46_023, book.day),
        ],
        ("format", "L24"),
    ),
    "a price that shows as a share": (_looks("E10", 120, num_format="0%"), ("format", "E10")),
    "a price that shows as a day": (_looks("E10", 120, num_format="yyyy-mm-dd"), ("format", "E10")),
    "a price in thousands": (_looks("E10", 120, num_format="#,##0,"), ("format", "E10")),
    "a price in euros": (_looks("E10", 120, num_format="[$€-2] #,##0"), ("format", "E10")),
    "a price that shows as another": (_looks("E10", 120, num_format='"100"'), ("hidden-amount", "E10")),
    "a price on its own colour": (
        _looks("E10", 120, font_color="#FF0000", bg_color="#FF0000"),
        ("hidden-amount", "E10"),
    ),
    "prices in a column too narrow": (lambda book: book.deals.set_column("E:E", 0.05), ("hidden-amount", "E10")),
    # inputs
    "a word that its list has not": (
        lambda book: _rule(book, "B2:B25", "Zoe", validate="list", source=["Ann", "Bob", "Cid", "Dee"]),
        ("forbidden", "B2"),
    ),
    "a word that a range of words has not": (
        lambda book: _rule(book, "B2:B25", "Zoe", validate="list", source="=$B$3:$B$25"),
        ("forbidden", "B2"),
    ),
    "a word that a list on another sheet has not": (
        lambda book: [
            book.rates.write_column("K1", ["Ann", "Bob", "Cid", "Dee"]),
            _rule(book, "B2:B25", "Zoe", validate="list", source="=Rates!$K$1:$K$4"),
        ],
        ("forbidden", "B2"),
    ),
    "a word that a named list has not": (
        lambda book: [
            book.rates.write_column("K1", ["Ann", "Bob", "Cid", "Dee"]),
            book.book.define_name("Staff", "=Rates!$K$1:$K$4"),
            _rule(book, "B2:B1048576", "Zoe", validate="list", source="=Staff"),
        ],
        ("forbidden", "B2"),
    ),
    "a word that the list of a name's name has not": (
        lambda book: [
            book.rates.write_column("K1", ["Ann", "Bob", "Cid", "Dee"]),
            book.book.define_name("Staff", "=Rates!$K$1:$K$4"),
            book.book.define_name("Sellers", "=Staff"),
            _rule(book, "B2:B25", "Zoe", validate="list", source="=Sellers"),
        ],
        ("forbidden", "B2"),
    ),
    "a word that a column of a table has not": (
        lambda book: [
            book.rates.add_table(
                "K1:K5",
                {"name": "People", "columns": [{"header": "Who"}], "data": [["Ann"], ["Bob"], ["Cid"], ["Dee"]]},
            ),
            book.book.define_name("Staff", "=People[Who]"),
            _rule(book, "B2:B25", "Zoe", validate="list", source="=Staff"),
        ],
        ("forbidden", "B2"),
    ),
    "a day before the first": (
        lambda book: _rule(book, "C2:C25", 40_000, validate="date", criteria=">=", value=dt.date(2026, 1, 1)),
        ("forbidden", "C2"),
    ),
    "a text too short": (
        lambda book: _rule(book, "B2:B25", "Z", validate="length", criteria=">", value=1),
        ("forbidden", "B2"),
    ),
    "a number beyond a limit that stands in a cell": (
        lambda book: [
            book.rates.write_row("K1", ["Most", 25]),
            _rule(book, "D2:D25", 500, validate="decimal", criteria="<=", value="=Rates!$L$1"),
        ],
        ("forbidden", "D2"),
    ),
    "a number beyond its limits": (
        lambda book: _rule(book, "D2:D25", 500, validate="integer", criteria="between", minimum=1, maximum=25),
        ("forbidden", "D2"),
    ),
    "a formula that is open": (_protected, ("unlocked", "F10")),
}


def test_a_sound_list_asks_for_no_question() -> None:
    assert found(lambda _: None) == set()


@pytest.mark.parametrize("name", CASES)
def test_an_auditor_asks_about_lists(name: str) -> None:
    write, expected = CASES[name]
    assert expected in found(write)


SOUND: dict[str, Callable[[Book], object]] = {
    "months between the rows of a working": lambda book: (
        [book.rates.write_column(f"{column}20", [*range(300, 304), 46_023, *range(304, 308)]) for column in "LM"]
        + [book.rates.write_number(f"{column}24", 46_023, book.day) for column in "LM"]
    ),
    "a word that the list has in capitals": lambda book: [
        book.rates.write_column("K1", ["ANN", "BOB", "CID", "DEE", "ZOE"]),
        _rule(book, "B2:B25", "Zoe", validate="list", source="=Rates!$K$1:$K$5"),
    ],
    "a word where the named list has a blank cell, and takes anything": lambda book: [
        book.rates.write_column("K1", ["Ann", "Bob", "Cid", "Dee"]),
        book.book.define_name("Staff", "=Rates!$K$1:$K$5"),
        _rule(book, "B2:B25", "Zoe", validate="list", source="=Staff"),
    ],
    "the heading of a column that has a rule as a whole": lambda book: _rule(
        book, "B1:B1048576", "Rep", validate="list", source=["Ann", "Bob", "Cid", "Dee"]
    ),
    "amounts of a list, which are stored as numbers": lambda book: _rule(
        book, "E2:E25", 200, validate="list", source=["$100", "$200", "50%"]
    ),
    "a word of a list that no program calculated": lambda book: [
        [book.rates.write_formula(f"K{row}", f'="Rep "&{row}', None, "") for row in range(1, 5)],
        _rule(book, "B2:B25", "Zoe", validate="list", source="=Rates!$K$1:$K$4"),
    ],
    "a word where the rule warns alone": lambda book: _rule(
        book, "B2:B25", "Zoe", validate="list", source=["Ann", "Bob", "Cid", "Dee"], error_type="warning"
    ),
    "a word where each row has a list of its own": lambda book: [
        book.rates.write_column("K1", ["Zoe", "Bob", "Ann"]),
        _rule(book, "B2:B3", "Zoe", validate="list", source="=Rates!K1:K2"),
    ],
    "an exact look-up into what is not sorted": lambda book: (
        book.all_rows("I", lambda row: f"=VLOOKUP(D{row},Rates!$A$2:$B$6,2,FALSE)"),
        book.rates.write("A3", 12),
    ),
    "a look-up along the row": lambda book: book.all_rows("I", lambda row: f"=MATCH(5,$D{row}:$E{row},0)"),
    "a blank between two parts": lambda book: [
        book.put(book.summary, f"C{row}", f"=B{row}*2") for row in (14, 15, 16, 18, 19, 20)
    ],
    "arithmetic with a blank input": _summary("C12", "=C6*Inputs!$B$2"),
    "an order of two lines, behind what it is of": lambda book: book.rates.write_column(
        "J1", ["Orders", "K7Q", "A2X", "P9M", "B4C", "Z1T", "A2X", "R8L", "D6W", "H3N"]
    ),
    "a value that its list has": lambda book: _rule(
        book, "B2:B25", "Ann", validate="list", source=["ann", "Bob", "Cid", "Dee"]
    ),
    "a row that adds up its columns among sums of rows": lambda book: [
        book.months.write("A5", "All"),
        *[book.put(book.months, f"{column}5", f"=SUM({column}2:{column}4)") for column in "BCDE"],
        book.months.write_row("A6", ["Costs", 4, 5, 6]),
        book.put(book.months, "E6", "=SUM(B6:D6)"),
    ],
    "years above what they are of": lambda book: [
        book.months.write_row("H10", [2025, 2026, 2027]),
        *[book.put(book.months, f"{column}11", f"={column}10-1") for column in "HIJ"],
    ],
    "quarters in a row of sums": lambda book: [
        book.months.write_row("G1", ["Jan", "Feb", "Mar", "Q1", "Apr", "May", "Jun", "Q2"]),
        *[book.months.write_row(row, 6, [1, 2, 3]) for row in (1, 2)],
        *[book.months.write_row(row, 10, [4, 5, 6]) for row in (1, 2)],
        *[book.put(book.months, f"{column}4", f"=SUM({column}2:{column}3)") for column in "GHIKLM"],
        *[book.put(book.months, f"J{row}", f"=SUM(G{row}:I{row})") for row in (2, 3, 4)],
        *[book.put(book.months, f"N{row}", f"=SUM(K{row}:M{row})") for row in (2, 3, 4)],
    ],
    "an input between formulas that read it": lambda book: [
        book.summary.write("F3", 5),
        *[book.put(book.summary, f"F{row}", f"=E{row}+F{row + 1}") for row in (2, 4, 5)],
    ],
    "somebody of whom there are two months": lambda book: [
        book.rates.write_row(row, 7, [month, f"R{no:03}"])
        for row, (month, no) in enumerate(
            zip([5, 5, 5, 6, 6, 6, 6, 6, 6, 6], [1, 2, 3, 3, 5, 6, 7, 8, 9, 10], strict=True)
        )
    ],
    "a total of subtotals by plus": _summary("C12", "=C2+C3+C4"),
    "a name of another name": lambda book: [
        book.book.define_name("One", "=Two+1"),
        book.book.define_name("Two", "=Inputs!$B$3"),
    ],
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_asks_for_no_question(name: str) -> None:
    assert found(SOUND[name]) == set()
