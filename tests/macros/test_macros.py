"""What each button does to a workbook, and what it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import xlwings as xw

from salessheet import macros
from salessheet.errors import ChangedBlocks, NotASalesCenter, NotInWorkbook
from salessheet.macros import Summary
from salessheet.workbook.book import Sheet
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import name_of
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.composed import COMMISSION
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.kpi import KPI, KpiBoard
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_people import SHARED_OUT
from tests.macros.conftest import Built
from tests.macros.fake_book import AppWithLittle, FakeApp, FakeBook

MACROS = [macros.refresh, macros.split_targets, macros.score_kpis, macros.rank_people, macros.settle_commission]
BOOKS = [
    pytest.param(flavour, lang, centre, id=f"{flavour}-{lang}-{'centre' if centre else 'team'}")
    for flavour, lang, centre in (
        ("values", "en", False),
        ("values", "zh-CN", True),
        ("native", "zh-CN", False),
        ("native", "en", True),
        ("python", "en", False),
        ("python", "zh-CN", True),
    )
]
"""Every flavour of a team and of the centre, in both languages."""


def total(book: FakeBook, name: str) -> float:
    return sum(value for value in book.column(name) if isinstance(value, float))


def status(book: FakeBook) -> str:
    assert isinstance(book.app, FakeApp)
    return str(book.app.status_bar)


@pytest.mark.parametrize(("flavour", "lang", "centre"), BOOKS)
def test_refresh_finds_an_untouched_book_up_to_date(built: Built, flavour: str, lang: str, centre: bool) -> None:
    book = built(flavour, lang, centre=centre)
    summary = macros.refresh(book.xw)
    assert (summary.lines_written, summary.cells_written, summary.recalculated) == ((), 0, False)
    assert not book.entered
    assert summary.rows_read > 0


def test_months_sum_to_a_changed_annual_target(built: Built) -> None:
    book = built()
    book.enter(book.cell("Settings_unit"), 0.01)
    book.enter(book.cell("Settings_annual_target"), 1234567.89)
    summary = macros.split_targets(book.xw)
    for name in ("ByMonth_target", "ByQuarter_target", "ByWeek_target", "ByDay_target"):
        assert round(total(book, name), 6) == 1234567.89, name
    assert {"ByMonth_target", "ByQuarter_target", "ByWeek_target", "ByDay_target"} <= set(summary.lines_written)
    assert 12 <= summary.cells_written <= len(book.entered)


def test_people_carry_what_was_agreed_with_them_month_by_month(built: Built) -> None:
    book = built()
    for i in range(len(book.column("People_agreed"))):
        book.enter(book.cell("People_agreed", i), None)
    book.enter(book.cell("Settings_unit"), 0.01)
    book.enter(book.cell("Settings_annual_target"), 10_000_000.0)
    book.enter(book.cell("People_agreed", 0), 123456.78)
    macros.split_targets(book.xw)
    people = len(book.column("People_annual"))
    months = book.column("PersonMonth_target")
    assert book.column("People_annual")[0] == 123456.78
    assert round(total(book, "People_annual"), 6) == 10_000_000
    for i, annual in enumerate(book.column("People_annual")):
        row = [value for value in months[12 * i : 12 * i + 12] if isinstance(value, float)]
        assert round(sum(row), 6) == annual, f"person {i + 1} of {people}"


def test_a_partial_macro_writes_its_own_blocks_only(built: Built) -> None:
    book = built()
    book.enter(book.cell("Settings_annual_target"), 1234567.0)
    book.enter(book.cell("People_agreed", 0), 1000.0)
    written = {name.partition("_")[0] for name in macros.split_targets(book.xw).lines_written}
    parts = {block.__name__ for block in SHARED_OUT}
    assert written <= {"ByMonth", "ByQuarter", "ByWeek", "ByDay", "Days", "Assignment", "People", "PersonMonth"} | parts
    assert written >= {"ByMonth", "PersonMonth"}


def test_a_deal_won_reaches_the_ranking(built: Built) -> None:
    book = built()
    before = total(book, "Results_won")
    row = next(i for i, value in enumerate(book.column("Deals_won_date")) if value is None)
    for name, value in (
        ("Deals_deal_id", "D-new"),
        ("Deals_rep_id", book.column("Reps_rep_id")[0]),
        ("Deals_amount", 5_000_000.0),
        ("Deals_stage", book.column("Stages_stage")[4]),
        ("Deals_won_date", book.values[book.cell("Period_start")]),
        ("Deals_lost_date", None),
    ):
        book.enter(book.cell(name, row), value)
    macros.rank_people(book.xw)
    assert book.column("Leaderboard_name")[0] == book.column("Reps_name")[0]
    assert total(book, "Results_won") > before


def test_an_amount_of_a_receipt_reaches_the_commission_of_its_line(built: Built) -> None:
    book = built()
    paid = book.column("Credits_kind").index("Receipt")
    book.enter(book.cell("Settings_month"), book.column("Credits_period")[paid])
    macros.refresh(book.xw)
    line = book.column("Lines_document").index(book.column("Credits_document")[paid])
    before, share = book.column("Lines_base")[line], book.column("Lines_share")[line]
    receipt = book.column("Receipts_receipt_id").index(book.column("Lines_document")[line])
    amount = book.column("Receipts_amount")[receipt]
    assert isinstance(before, float)
    assert isinstance(share, float)
    assert isinstance(amount, float)
    book.enter(book.cell("Receipts_amount", receipt), amount + 10_000.0)
    macros.settle_commission(book.xw)
    assert book.column("Lines_base")[line] == pytest.approx(before + 10_000 * share)
    assert total(book, "Payout_payout") == pytest.approx(total(book, "Payout_payout_total"))


def test_a_receipt_below_the_table_is_said_to_be_unpaid(built: Built) -> None:
    book = built()
    row = len(book.column("Receipts_amount")) - 1
    book.enter(book.cell("Receipts_order_id", row), book.column("Orders_order_id")[0])
    book.enter(book.cell("Receipts_amount", row), 10_000.0)
    book.enter(book.cell("Receipts_date", row), book.values[book.cell("Period_start")])
    macros.settle_commission(book.xw)
    assert book.values[book.cell("Checks_every_receipt_is_settled__ok")] == 0


def test_twice_the_full_score_doubles_the_totals(built: Built) -> None:
    book = built()
    before = book.column("KpiBoard_total")
    book.enter(book.cell("Settings_full_score"), 200.0)
    macros.score_kpis(book.xw)
    after = book.column("KpiBoard_total")
    pairs = zip(before, after, strict=True)
    scored = [(a, b) for a, b in pairs if isinstance(a, float) and isinstance(b, float)]
    assert scored
    assert any(b == pytest.approx(2 * a) for a, b in scored)
    assert all(b >= a for a, b in scored)  # the scores of points and bands are typed, and stay


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.__name__)
def test_a_second_run_changes_nothing(built: Built, macro: Callable[[xw.Book], Summary]) -> None:
    book = built()
    book.enter(book.cell("Settings_annual_target"), 7_654_321.0)
    book.enter(book.cell("Settings_full_score"), 50.0)
    book.enter(book.cell("Deals_amount", 0), 999_999.0)
    macro(book.xw)
    book.entered.clear()
    again = macro(book.xw)
    assert (again.cells_written, book.entered) == (0, {})


def test_a_deal_below_the_table_counts(built: Built) -> None:
    book = built()
    deals = book.column("Deals_deal_id")
    below = max(i for i, value in enumerate(deals) if value is not None) + 1
    read = macros.refresh(book.xw).rows_read
    book.enter(book.cell("Deals_deal_id", below), "D-below")
    book.enter(book.cell("Deals_rep_id", below), book.column("Reps_rep_id")[0])
    book.enter(book.cell("Deals_amount", below), 1000.0)
    book.enter(book.cell("Deals_stage", below), book.column("Stages_stage")[4])
    book.enter(book.cell("Deals_won_date", below), book.values[book.cell("Period_start")])
    before = total(book, "ByMonth_actual")
    assert macros.refresh(book.xw).rows_read == read + 1
    assert total(book, "ByMonth_actual") == pytest.approx(before + 1000)


@pytest.mark.parametrize("flavour", ["native", "python"])
def test_formulas_are_left_to_the_host(built: Built, flavour: str) -> None:
    book = built(flavour)
    formulas = dict(book.formulas)
    book.enter(book.cell("Settings_annual_target"), 1234567.0)
    book.entered.clear()
    summary = macros.refresh(book.xw)
    assert (summary.recalculated, summary.cells_written) == (True, 0)
    assert isinstance(book.app, FakeApp)
    assert book.app.calculations == 1
    assert book.formulas == formulas
    assert not book.entered


def test_a_formula_is_safe_beside_a_cell_somebody_typed_over(built: Built) -> None:
    book = built("native")
    formulas = len(book.formulas)
    book.enter(book.cell("ByMonth_target", 0), 1.0)
    summary = macros.refresh(book.xw)
    assert (summary.cells_written, len(book.formulas)) == (0, formulas - 1)


def test_a_line_without_its_source_keeps_its_value(built: Built) -> None:
    """The workbook of a centre holds no deals: what was won stands, what is compared with it follows the target."""
    book = built(centre=True)
    won = book.column("ByMonth_actual")
    book.enter(book.cell("Settings_annual_target"), 1_000_000.0)
    macros.refresh(book.xw)
    assert book.column("ByMonth_actual") == won
    for actual, target, gap in zip(won, book.column("ByMonth_target"), book.column("ByMonth_gap"), strict=True):
        if isinstance(actual, float) and isinstance(target, float):
            assert gap == pytest.approx(actual - target)


def test_a_table_that_the_data_never_had_gives_no_zeros(built: Built) -> None:
    book = built(without=("receipts",), empty=True)
    assert macros.refresh(book.xw).cells_written == 0
    assert book.column("Facts_cash") == [None] * len(book.column("Facts_cash"))


@pytest.mark.parametrize("flavour", ["values", "native"])
def test_rows_added_to_such_a_table_count(built: Built, flavour: str) -> None:
    """Where formulas stand otherwise, these lines hold values, because nothing was known."""
    book = built(flavour, without=("receipts",), empty=True)
    book.enter(book.cell("Receipts_amount"), 250.0)
    book.enter(book.cell("Receipts_date"), book.values[book.cell("Period_start")])
    book.enter(book.cell("Receipts_order_id"), "O1")
    book.enter(book.cell("Orders_order_id"), "O1")
    book.enter(book.cell("Orders_rep_id"), book.column("Reps_rep_id")[0])
    macros.refresh(book.xw)
    assert book.column("Facts_cash")[0] == 250


@pytest.mark.parametrize(
    "name", ["=1+1", "0012", "3-4", "true", "@home", "+86", "-", "'quoted", "1e5", "#1 Wang", "#'Reps'!A1"]
)
def test_a_name_is_never_read_as_a_formula_or_a_number(built: Built, name: str) -> None:
    book = built()
    book.values[book.cell("Reps_name", 0)] = name
    macros.refresh(book.xw)
    assert book.column("People_name")[0] == name
    assert not book.formulas


def test_each_table_is_read_once(built: Built) -> None:
    book = built()
    macros.refresh(book.xw)
    assert len(book.reads) == len(set(book.reads))
    assert len(book.reads) < 1.2 * len(SALES_CENTER.blocks)  # about one a block, however many lines and rows


def test_targets_are_split_without_reading_the_orders(built: Built) -> None:
    book = built()
    macros.split_targets(book.xw)
    assert not {sheet for sheet, *_ in book.reads} & {"Orders", "Receipts", "Activities"}


def test_the_status_bar_speaks_the_language_of_the_book(built: Built) -> None:
    english, chinese = built(lang="en"), built(lang="zh-CN")
    macros.refresh(english.xw)
    macros.refresh(chinese.xw)
    assert "up to date" in status(english)
    assert "最新" in status(chinese)


def test_a_host_that_offers_little_is_no_error(built: Built) -> None:
    """Formulas that cannot be read may be there: nothing is written over them."""
    book = built()
    book.app, book.formulas_can_be_read = AppWithLittle(), False
    book.enter(book.cell("Settings_annual_target"), 5.0)
    book.entered.clear()
    summary = macros.refresh(book.xw)
    assert (summary.cells_written, summary.recalculated) == (0, False)
    assert not book.entered


@pytest.mark.parametrize("macro", [*MACROS, macros.check_book], ids=lambda macro: macro.__name__)
def test_a_foreign_workbook_is_refused_by_what_it_lacks(built: Built, macro: Callable[[xw.Book], object]) -> None:
    foreign = FakeBook("budget.xlsx", {}, {}, {"Budget": "=Sheet1!$A$1"}, ("Sheet1",))
    with pytest.raises(NotASalesCenter, match="budget") as caught:
        macro(foreign.xw)
    assert "Settings_annual_target" in caught.value.names


def test_a_name_whose_cells_were_deleted_is_missed(built: Built) -> None:
    book = built()
    book.refers_to["ByMonth_target"] = "=#REF!"
    with pytest.raises(NotASalesCenter) as caught:
        macros.refresh(book.xw)
    assert caught.value.names == ("ByMonth_target",)


@pytest.mark.parametrize(("sheet", "name"), [("Settings", "Settings_month"), ("Deals", "Deals_amount")])
def test_a_sheet_that_was_deleted_is_missed_and_it_says_how_to_mend_it(built: Built, sheet: str, name: str) -> None:
    """Whether or not every workbook has that sheet."""
    book = built("native")
    for one, address in book.refers_to.items():
        if address.startswith((f"={sheet}!", f"='{sheet}'!")):
            book.refers_to[one] = "=#REF!" + address.rpartition("!")[2]

    with pytest.raises(NotASalesCenter, match="Undo the deletion") as caught:
        macros.refresh(book.xw)

    assert name in caught.value.names
    assert not book.entered


def test_rows_inserted_in_one_block_are_named(built: Built) -> None:
    book = built()
    sheet, _, cells = book.refers_to["People_agreed"].rpartition("!")
    first, _, last = cells.partition(":")
    book.refers_to["People_agreed"] = f"{sheet}!{first}:{last[:3]}{int(last[3:]) + 1}"
    with pytest.raises(ChangedBlocks, match=Words.load("en").title(People)):
        macros.refresh(book.xw)
    assert not book.entered


@pytest.mark.parametrize(
    ("macro", "sheet", "block"),
    [(macros.score_kpis, KPI, KpiBoard), (macros.settle_commission, COMMISSION, Payout)],
    ids=["score_kpis", "settle_commission"],
)
def test_a_macro_without_its_sheet_says_so(
    built: Built, macro: Callable[[xw.Book], Summary], sheet: Sheet, block: type[Block]
) -> None:
    book = built()
    for line in (line for own in sheet.blocks for line in own.lines):
        book.refers_to.pop(name_of(line), None)
    with pytest.raises(NotInWorkbook, match=re.escape(Words.load("en").title(block))):
        macro(book.xw)
