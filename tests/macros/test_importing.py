"""Rows of a file in an input table: all of them, or none and why."""

from __future__ import annotations

import pytest

from salessheet import macros
from salessheet.errors import InvalidOption, RefusedRows, UnreadableSource
from tests.macros.conftest import Built
from tests.macros.fake_book import FakeBook

HEADING = "order_id,rep_id,order_date,amount"


def used(book: FakeBook, name: str) -> int:
    return max(i + 1 for i, cell in enumerate(book.column(name)) if cell is not None)


@pytest.mark.parametrize(("table", "lang"), [("orders", "en"), ("Orders", "en"), ("订单", "zh-CN")])
def test_rows_stand_below_those_in_use_and_count(built: Built, table: str, lang: str) -> None:
    book = built(lang=lang)
    rep, rows = book.column("Reps_rep_id")[0], used(book, "Orders_order_id")

    summary = macros.import_csv(
        book.xw, table, f'{HEADING}\nN-1,{rep},2026-03-02,1000\nN-2,{rep},2026/3/4,"2,000.50"\n'
    )

    assert (summary.rows_read, summary.cells_written, summary.recalculated) == (2, 8, True)
    assert book.column("Orders_order_id")[rows : rows + 3] == ["N-1", "N-2", None]
    assert book.column("Orders_amount")[rows : rows + 2] == [1000, 2000.5]
    assert book.column("Orders_order_date")[rows] == 46083  # as sheets count days
    assert len(book.entered) == 8


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("N-1,{rep},2026-13-02,1000", ("2 ", "2026-13-02")),
        ("N-1,nobody,2026-03-02,1000", ("2 ", "nobody")),
        ("N-1,{rep},2026-03-02,lots", ("2 ", "lots")),
        ("{taken},{rep},2026-03-02,1", ("2 ", "{taken}")),
        ("N-1,{rep},2026-03-02,1\nN-2,nobody,2026-03-02,1\nN-3,{rep},never,1", ("3 ", "nobody", "4 ", "never")),
        ("N-1,{rep},2026-03-02,2,000", ("2: ", "5 cells")),
        ("N-1,{rep},2026-03-02,1\nN-2,{rep},2026-03-02", ("3: ", "3 cells")),
        (f"N-1,{{rep}},2026-03-02,1\n{HEADING}", ("3: The heading",)),
        ("\n".join(f"N-{i},{{rep}},2026-03-02,1" for i in range(5000)), ("5000 rows are too many",)),
    ],
    ids=["date", "person", "amount", "twice", "two_of_three", "too_many", "too_few", "heading", "room"],
)
def test_one_bad_row_stops_all_and_every_bad_one_is_named(built: Built, rows: str, said: tuple[str, ...]) -> None:
    book = built()
    facts = {"rep": book.column("Reps_rep_id")[0], "taken": book.column("Orders_order_id")[0]}
    with pytest.raises(RefusedRows) as caught:
        macros.import_csv(book.xw, "orders", f"{HEADING}\n{rows.format(**facts)}\n")
    for words in said:
        assert words.format(**facts) in str(caught.value)
    assert not book.entered


def test_a_row_that_is_in_the_workbook_already_is_told_by_its_row_there(built: Built) -> None:
    """And one of the file by its row in that."""
    book = built()
    rep, taken = book.column("Reps_rep_id")[0], book.column("Orders_order_id")[2]
    sheet, row, _ = next(place for place, cell in book.values.items() if cell == taken and place[0] == "Orders")
    with pytest.raises(RefusedRows) as caught:
        macros.import_csv(
            book.xw, "orders", "\n".join([HEADING, *(f"{each},{rep},2026-03-02,1" for each in (taken, "N-1", "n-1"))])
        )
    assert f"{taken} already stands in row {row} ({sheet})." in str(caught.value)
    assert "n-1 already stands in row 3." in str(caught.value)


@pytest.mark.parametrize("centre", [False, True])
def test_a_person_of_a_team_that_is_not_there_is_refused(built: Built, centre: bool) -> None:
    """A team's workbook has no table of teams: that of its people is the only one there."""
    book = built(centre=centre)
    row = f"R-new,New,{{}},{book.column('Reps_role')[0]}\n"
    with pytest.raises(RefusedRows, match="T99"):
        macros.import_csv(book.xw, "reps", f"rep_id,name,team_id,role\n{row.format('T99')}")
    assert not book.entered
    team = book.column("Reps_team_id")[0]
    assert macros.import_csv(book.xw, "reps", f"rep_id,name,team_id,role\n{row.format(team)}").rows_read == 1


@pytest.mark.parametrize("own", ["CNY", "EUR"])
def test_amounts_are_in_the_currency_of_the_workbook_and_others_need_a_rate(built: Built, own: str) -> None:
    book = built(currency=own)
    rep, other = book.column("Reps_rep_id")[0], {"CNY": "EUR", "EUR": "CNY"}[own]

    def imported(currency: str) -> int:
        row = f"N-{currency},{rep},2026-03-02,1,{currency}"
        return macros.import_csv(book.xw, "orders", f"{HEADING},currency\n{row}\n").rows_read

    assert imported(own) == imported("") == 1
    with pytest.raises(RefusedRows, match=f"exchange rate for '{other}'"):
        imported(other)


def test_a_column_of_no_use_is_refused(built: Built) -> None:
    book = built()
    rep = book.column("Reps_rep_id")[0]
    with pytest.raises(RefusedRows, match="no column colour"):
        macros.import_csv(book.xw, "orders", f"{HEADING},colour\nN-1,{rep},2026-03-02,1000,red\n")


def test_a_file_that_is_no_such_table_is_refused(built: Built) -> None:
    with pytest.raises(UnreadableSource, match="lacks in its heading"):
        macros.import_csv(built().xw, "orders", "a,b\n1,2\n")


@pytest.mark.parametrize("table", ["periods", "order_lines"])
def test_what_finance_closed_is_no_table_to_write_into(built: Built, table: str) -> None:
    with pytest.raises(InvalidOption, match="Choose from"):
        macros.import_csv(built().xw, table, "period,status\n2026-01,closed\n")


def test_any_customer_may_be_named_in_a_workbook_whose_table_of_customers_is_blank(built: Built) -> None:
    book = built()
    rep, stage = book.column("Deals_rep_id")[0], book.column("Deals_stage")[0]
    new = f"deal_id,rep_id,customer_id,amount,stage\nN-1,{rep},New Shop,1000,{stage}\n"
    with pytest.raises(RefusedRows, match="New Shop"):
        macros.import_csv(book.xw, "deals", new)
    for name in (name for name in book.refers_to if name.startswith("Customers_")):
        for row in range(len(book.column(name))):
            book.values.pop(book.cell(name, row), None)

    assert macros.import_csv(book.xw, "deals", new).rows_read == 1


def test_rows_without_ids_that_stand_there_already_are_refused_if_all_do_and_told_if_some_do(built: Built) -> None:
    book = built()
    rep = book.column("Reps_rep_id")[0]
    visits = f"date,rep_id,type,count\n2026-03-02,{rep},visit,3\n2026-03-02,{rep},visit,3\n"
    macros.import_csv(book.xw, "activities", visits)
    rows = used(book, "Activities_date")

    with pytest.raises(RefusedRows, match="All of these rows stand in the table already"):
        macros.import_csv(book.xw, "activities", visits)
    again = macros.import_csv(book.xw, "activities", f"{visits}2026-03-03,{rep},visit,1\n2026-03-02,{rep},visit,3\n")

    assert (used(book, "Activities_date"), again.rows_read) == (rows + 4, 4)
    assert again.notes == (
        "Of these, rows that say what a row of the table said already: 2. Delete them if they are the same.",
    )
