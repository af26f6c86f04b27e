"""Rows of a file in an input table: all of them, or none and why."""

from __future__ import annotations

import datetime as dt

import pytest

from salessheet import macros
from salessheet.errors import InvalidOption, RefusedRows, UnreadableSource
from salessheet.workbook.labels import Words
from salessheet.workbook.tables import Activities
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
    assert f"{taken} is already in row {row} ({sheet})." in str(caught.value)
    assert "n-1 is already in row 3." in str(caught.value)


@pytest.mark.parametrize(
    ("lang", "closed", "said"), [("en", "Closed", "months that are closed"), ("zh-CN", "已关账", "已关账的月份")]
)
def test_rows_of_a_closed_month_are_told(built: Built, lang: str, closed: str, said: str) -> None:
    """They change nothing of it, and a build corrects it later: who reads no number change is to know why."""
    book = built(lang=lang)
    book.values[book.cell("Periods_period")] = dt.datetime(2026, 1, 1)
    book.values[book.cell("Periods_status")] = closed
    rep = book.column("Reps_rep_id")[0]

    late = macros.import_csv(book.xw, "adjustments", f"period,payee,amount\n2026-01,{rep},5\n2026-04,{rep},6\n")
    orders = macros.import_csv(book.xw, "orders", f"{HEADING}\nN-1,{rep},2026-01-31,1000\nN-2,{rep},2026-02-01,1\n")
    other = macros.import_csv(book.xw, "orders", f"{HEADING}\nN-3,{rep},2026-04-02,1000\n")

    for summary in (late, orders):
        assert said in summary.notes[0]
        assert "2026-01" in summary.notes[0]
        assert "1" in summary.notes[0].replace("2026-01", "")
    assert other.notes == ()


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
    with pytest.raises(UnreadableSource, match="the heading of the table 'Orders' lacks"):
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


CALLS = "date,rep_id,type,count,customer_id\n"


def imported(book: FakeBook, table: str, text: str, again: object = None) -> macros.Summary:
    """`again`: as a form hands it over."""
    return macros.import_csv(book.xw, table, text, again)


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_rows_that_stand_there_already_are_left_out_and_told_unless_they_are_meant(built: Built, lang: str) -> None:
    """However they are written, and each as often as it stands there: the rest of a longer file is added."""
    book, words = built(lang=lang), Words.load(lang)
    rep, before = book.column("Reps_rep_id")[0], used(book, "Activities_rep_id")
    row = book.cell("Activities_rep_id", before)[1]
    first = f"2026-03-02,{rep},call,2,\n2026-03-03,{rep},visit,1,\n"
    longer = f"2026/3/2,{str(rep).lower()},Call,2.0,\n{first}2026-03-04,{rep},visit,1,\n"

    summaries = [imported(book, "activities", CALLS + text) for text in (first, first, longer)]
    again = imported(book, "activities", CALLS + first, again="yes")

    asked = words.text("macros.import_csv.again")
    facts = {"table": words.title(Activities), "rows": f"{row}–{row + 1} (2)", "again": asked}
    left_out = (words.text("macro.alike").format(**facts),)
    assert [(one.rows_read, one.notes) for one in summaries] == [(2, ()), (0, left_out), (2, left_out)]
    assert (summaries[1].cells_written, again.rows_read, again.notes) == (0, 2, ())
    assert used(book, "Activities_rep_id") == before + 6


def with_tiers(book: FakeBook, *tiers: tuple[object, ...]) -> FakeBook:
    for i, column in enumerate(("plan_id", "lower", "upper", "rate")):
        name = f"PlanTiers_{column}"
        for row in range(len(book.column(name))):
            book.enter(book.cell(name, row), tiers[row][i] if row < len(tiers) else None)
    book.entered.clear()
    return book


def test_rows_of_a_table_that_is_read_in_another_order_are_those_of_the_file(built: Built) -> None:
    plan = built().column("Plans_plan_id")[0]
    book = with_tiers(built(), (plan, 20_000.0, 50_000.0, 0.05), (plan, 50_000.0, None, 0.07))

    imported(book, "plan_tiers", f"plan_id,lower,upper,rate\n{plan},0,20000,3%\n")

    assert book.column("PlanTiers_lower")[:3] == [20_000, 50_000, 0]
    assert book.column("PlanTiers_rate")[:3] == [0.05, 0.07, 0.03]


def test_rows_by_which_older_ones_would_be_left_out_are_refused(built: Built) -> None:
    plan = built().column("Plans_plan_id")[0]
    book = with_tiers(built(), (plan, 20_000.0, 50_000.0, 0.05), (plan, 50_000.0, None, 0.07))

    with pytest.raises(RefusedRows, match=f"all rows of {plan} are left out"):
        imported(book, "plan_tiers", f"plan_id,lower,upper,rate\n{plan},10000,30000,3%\n")
    assert not book.entered


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_below_a_row_of_totals_nothing_is_written_and_it_says_what_to_do(built: Built, lang: str) -> None:
    """Nor below a row that somebody began to type."""
    book, words = built(lang=lang), Words.load(lang)
    rep, rows = book.column("Reps_rep_id")[0], used(book, "Activities_rep_id")
    sheet, row, _ = total = book.cell("Activities_count", rows)
    book.enter(total, 31.0)
    book.entered.clear()

    with pytest.raises(RefusedRows) as caught:
        imported(book, "activities", f"{CALLS}2026-03-02,{rep},call,2,\n")

    lacking = words.listed(words.label(column) for column in (Activities.date, Activities.rep_id))
    assert words.text("refusal.incomplete.wrong").format(row=row, sheet=sheet, columns=lacking) in str(caught.value)
    assert words.text("refusal.incomplete.mend") in str(caught.value)
    assert not book.entered
