"""People choose another month, or type rows, into a finished book: formulas alone find what holds then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import pytest

from salessheet.calc import BookFile, CalledFunctions, Engine, read
from salessheet.calc.engine import Calculation
from salessheet.data.filling.scope import serial
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.sheets.checks import Checks, Verdict
from salessheet.workbook.sheets.commission.balances import Balances
from salessheet.workbook.sheets.commission.finance_review import Marks
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.commission.statement_steps import StatedDisputes, StatedSteps
from salessheet.workbook.sheets.kpi_lines import KpiLines, KpiTerms
from salessheet.workbook.sheets.results import Facts
from salessheet.workbook.tables import Deals, Disputes, Orders, Payouts, Periods, Receipts, Reviews
from salessheet.xlsx.addresses import CellRef
from salessheet.xlsx.book_file import Value
from salessheet.xlsx.template import write
from tests.built.small import book_of, cell_of, dataset_of

TABLES = {
    "teams": "team_id,name\nT1,North\n",
    "reps": "rep_id,name,team_id\nR1,Ada,T1\nR2,Ben,T1\n",
    "fx": "date,currency,rate\n2026-01-01,USD,7\n2026-06-01,USD,8\n",
    "deals": "deal_id,rep_id,amount,won_date\nD1,R1,1000,2026-04-10\nD2,R1,5000,2026-05-11\nD3,R2,400,2026-06-30\n",
    "orders": """order_id,rep_id,amount,order_date
O0,R1,1000,2026-04-10
O1,R1,2000,2026-05-02
O2,R1,900,2026-08-03
O3,R2,700,2026-05-04
""",
    "receipts": "receipt_id,order_id,amount,date\nQ1,O1,600,2026-05-20\n",
    "splits": "order_id,rep_id,share\nO2,R1,50%\nO2,R2,50%\n",
    "adjustments": "period,payee,amount\n2026-09,R2,10\n",
    "plans": """plan_id,role,valid_from,valid_to,basis,draw,gate
P-APRIL,rep,2026-01-01,2026-04-30,booked,,
P-MAY,rep,2026-05-01,2026-06-30,cash,,
P-JULY,rep,2026-07-01,2026-07-31,cash,3000,
P-AUGUST,rep,2026-08-01,2026-10-14,cash,,
P-OCTOBER,rep,2026-10-15,,cash,,50%
""",
    "plan_tiers": "plan_id,lower,rate\nP-APRIL,0,5%\nP-MAY,0,10%\nP-JULY,0,20%\nP-AUGUST,0,20%\nP-OCTOBER,0,20%\n",
    "kpi_scheme": "role,kpi,valid_from,weight,target\nrep,sales,2026-01-01,1,1000\nrep,sales,2026-05-01,1,10000\n",
}
JUNE = dt.date(2026, 6, 30)


@cache
def book() -> Edition:
    """Of June, in which no payout lacks anything."""
    return book_of(dataset_of(TABLES), "T1", JUNE)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> BookFile:
    path = tmp_path_factory.mktemp("months") / "book.xlsx"
    write(path, book(), "title")
    return read(path)


@dataclass(frozen=True, eq=False)
class Typed:
    """A book that stays open from test to test, and what was typed into it since it was written: cells in order."""

    file: BookFile
    calculation: Calculation
    cells: list[CellRef] = field(default_factory=list)

    def set(self, inputs: Mapping[CellRef, Value | None]) -> None:
        assert not self.file.covered.keys() & inputs.keys()  # a formula that was typed over does not come back
        self.cells.extend(inputs)
        self.calculation.set(inputs)

    def values(self) -> Mapping[CellRef, Value]:
        return self.calculation.values()

    def take_back(self) -> None:
        self.calculation.set({cell: self.file.stored(cell) for cell in self.cells})
        self.cells.clear()


@pytest.fixture(scope="module")
def opened(file: BookFile, quick_engine: Engine) -> Iterator[Typed]:
    with quick_engine.open(file, CalledFunctions()) as calculation:
        yield Typed(file, calculation)


@pytest.fixture
def typed_into(opened: Typed) -> Iterator[Typed]:
    yield opened
    opened.take_back()


def day(text: str) -> float:
    return serial(dt.date.fromisoformat(text))


def won_deal(currency: str, won: str) -> dict[CellRef, Value]:
    return {**deal("D9", "R2", 100.0), **row(Deals.currency, currency, "won"), **row(Deals.won_date, day(won))}


def deal(deal_id: str, rep_id: str, amount: float) -> dict[CellRef, Value]:
    return {**row(Deals.deal_id, deal_id), **row(Deals.rep_id, rep_id), **row(Deals.amount, amount)}


def row(line: Line, *cells: Value) -> dict[CellRef, Value]:
    """What is typed right below a table: the cells of a row from this column on."""
    first = cell_of(book(), line, len(book().cells(line)))
    return {CellRef(first.sheet, first.row, first.column + i): cell for i, cell in enumerate(cells) if cell != ""}


def shown(values: Mapping[CellRef, Value], line: Line, rows: int | None = None) -> list[Value | None]:
    """What people see of a line; an empty text is a blank."""
    count = len(book().cells(line)) if rows is None else rows
    return [values[cell_of(book(), line, i)] or None for i in range(count)]


def failed(values: Mapping[CellRef, Value]) -> list[str]:
    """The checks that do not hold; the flag over all is 0 exactly where there is one."""
    found = [
        line.key.removesuffix("__ok")
        for line in Checks.lines
        if line.key.endswith("__ok") and values[cell_of(book(), line)] == 0
    ]
    assert values[cell_of(book(), Verdict.all_ok)] == (0 if found else 1)
    return found


MONTHS: dict[str, tuple[str, list[float | None], bool]] = {
    "2026-04-01": ("P-APRIL", [50, None], False),
    "2026-04-30": ("P-APRIL", [50, None], False),
    "2026-05-17": ("P-MAY", [60, None], False),
    "2026-05-31": ("P-MAY", [60, None], False),
    "2026-06-01": ("P-MAY", [None, None], False),
    "2026-07-09": ("P-JULY", [3000, 3000], False),
    "2026-08-20": ("P-AUGUST", [None, None], False),
    "2026-09-30": ("P-AUGUST", [None, 10], False),
    "2026-10-20": ("P-OCTOBER", [None, None], True),
    "2026-11-01": ("P-OCTOBER", [None, None], True),
}
"""What is typed as the month → the plan in force, what it pays (0 is None), and whether payouts lack something."""


def test_any_day_of_a_month_means_the_month_and_the_plan_that_is_in_force_in_it(typed_into: Typed) -> None:
    said = book().cells(Phrases.see_working)[0]
    for typed, (plan, payouts, lacks) in MONTHS.items():
        typed_into.set({cell_of(book(), Settings.month): day(typed)})
        values = typed_into.values()

        assert shown(values, Settings.period_start) == [day(f"{typed[:7]}-01")], typed
        assert shown(values, PayTerms.plan) == [plan, plan], typed
        assert shown(values, Payout.payout) == payouts, typed
        assert shown(values, Payout.lacks) == [said if lacks else None] * 2, typed


def test_what_a_payout_of_the_month_lacks_fails_the_flag(typed_into: Typed) -> None:
    for typed, (_, _, lacks) in MONTHS.items():
        last = max(day(typed), day(JUNE.isoformat()))  # the data goes so far, else the month would not have begun
        typed_into.set({cell_of(book(), Settings.month): day(typed), cell_of(book(), Settings.as_of): last})

        assert bool(failed(typed_into.values())) is lacks, typed


@pytest.mark.parametrize(
    ("typed", "target", "score"), [("2026-04-30", 1000, 100), ("2026-05-17", 10000, 50), ("2026-06-15", 10000, None)]
)
def test_the_month_chooses_the_version_of_the_kpi_scheme(
    typed_into: Typed, typed: str, target: float, score: float | None
) -> None:
    typed_into.set({cell_of(book(), Settings.month): day(typed)})
    values = typed_into.values()

    assert shown(values, KpiTerms.target) == [target, target]
    assert shown(values, KpiLines.score)[0] == score


def test_without_a_month_it_is_that_of_the_day_of_the_data(typed_into: Typed) -> None:
    typed_into.set({cell_of(book(), Settings.month): None, cell_of(book(), Settings.as_of): day("2026-05-09")})
    values = typed_into.values()

    assert shown(values, Settings.period_start) == [day("2026-05-01")]
    assert shown(values, Payout.payout) == [60, None]


def test_a_receipt_typed_below_the_table_is_the_reps_of_its_order_and_is_said_to_be_unpaid(
    typed_into: Typed,
) -> None:
    typed_into.set({
        cell_of(book(), Settings.month): day("2026-05-17"),
        **row(Receipts.receipt_id, "Q2", "O3", day("2026-05-31"), 200.0),
    })  # fmt: skip
    values = typed_into.values()

    assert shown(values, Receipts.rep_id, 2) == ["R1", "R2"]
    assert shown(values, Facts.cash) == [600, 200]
    assert shown(values, Payout.payout) == [60, None]
    assert failed(values) == ["every_receipt_is_settled", "documents_are_on_lines_or_listed"]


def test_a_receipt_of_an_order_that_is_typed_too_is_found(typed_into: Typed) -> None:
    typed_into.set({
        **row(Orders.order_id, "O9", "", "", "R2", "", "", day("2026-06-02"), "", 300.0, "", "USD"),
        **row(Receipts.receipt_id, "Q2", "O9", day("2026-06-05"), 100.0),
    })  # fmt: skip
    values = typed_into.values()

    assert shown(values, Orders.value, 5)[-1] == 2400
    assert shown(values, Receipts.value, 2)[-1] == 800  # in the order's currency
    assert failed(values) == [
        "every_order_is_settled",
        "every_receipt_is_settled",
        "documents_are_on_lines_or_listed",
    ]


@pytest.mark.parametrize("first", ["id", "order", "date", "amount"])
def test_a_receipt_typed_where_one_was_taken_back_is_calculated_anew(typed_into: Typed, first: str) -> None:
    taken_back = row(Receipts.receipt_id, "Q2", "O3", day("2026-05-31"), 200.0)
    typed_into.set(taken_back)
    typed_into.values()
    cells = list(taken_back)
    start = ["id", "order", "date", "amount"].index(first)
    typed_into.set(dict.fromkeys(cells[start:] + cells[:start]))  # whose values nobody asks for
    typed_into.set({
        **row(Orders.order_id, "O9", "", "", "R2", "", "", day("2026-06-02"), "", 300.0, "", "USD"),
        **row(Receipts.receipt_id, "Q2", "O9", day("2026-06-05"), 100.0),
    })  # fmt: skip

    assert shown(typed_into.values(), Receipts.value, 2)[-1] == 800


@pytest.mark.parametrize(
    ("currency", "won", "value", "sales"),
    [
        ("USD", "2026-06-30", 800, 1200),
        ("usd", "2026-06-01", 800, 1200),
        ("USD", "2026-05-31", 700, 400),  # won before June
        ("CNY", "2026-06-30", 100, 500),
        ("", "2026-06-30", 100, 500),
    ],
)
def test_a_deal_typed_below_the_table_is_converted_at_the_rate_of_its_day(
    typed_into: Typed, currency: str, won: str, value: float, sales: float
) -> None:
    typed_into.set(won_deal(currency, won))
    values = typed_into.values()

    assert shown(values, Deals.value, 4)[-1] == value
    assert shown(values, Facts.sales) == [None, sales]
    assert shown(values, Deals.remark, 4)[-1] is None
    assert failed(values) == []


def test_a_deal_typed_in_a_currency_without_a_rate_says_so_and_is_not_counted(typed_into: Typed) -> None:
    typed_into.set(won_deal("GBP", "2026-06-30"))
    values = typed_into.values()

    assert shown(values, Deals.rate, 4)[-1] == book().cells(Phrases.no_rate)[0]
    assert shown(values, Deals.value, 4)[-1] is None
    assert shown(values, Facts.sales) == [None, 400]


REMARKS: dict[str, tuple[dict[CellRef, Value], Calc, Line]] = {
    "a deal with an id of one above": (deal("d1", "R2", 5.0), Deals.remark, Phrases.twice),
    "a deal without an id": (deal("", "R2", 5.0), Deals.remark, Phrases.no_id),
    "a deal of nobody we know": (deal("D9", "R7", 5.0), Deals.remark, Phrases.no_rep),
    "an order before its win, of nobody we know": (  # which no check would tell otherwise
        row(Orders.order_id, "O9", "D3", "", "R7", "", "", day("2026-06-02"), "", 5.0), Orders.remark, Phrases.no_rep,
    ),
    "a receipt with an id of one above": (
        row(Receipts.receipt_id, "Q1", "O3", day("2026-06-05"), 5.0), Receipts.remark, Phrases.twice,
    ),
    "a receipt of no order": (
        row(Receipts.receipt_id, "Q2", "O7", day("2026-06-05"), 5.0), Receipts.remark, Phrases.no_order,
    ),
}  # fmt: skip  # a table of cases


@pytest.mark.parametrize(("typed", "remark", "said"), REMARKS.values(), ids=REMARKS)
def test_a_row_that_is_wrong_says_so(typed_into: Typed, typed: dict[CellRef, Value], remark: Calc, said: Line) -> None:
    typed_into.set(typed)
    place = next(iter(typed)).row
    values = typed_into.values()

    assert (
        values[CellRef(cell_of(book(), remark).sheet, place, cell_of(book(), remark).column)] == book().cells(said)[0]
    )


def test_an_id_typed_twice_is_remarked_in_both_rows_and_fails_the_flag(typed_into: Typed) -> None:
    typed_into.set(row(Deals.deal_id, "D1", "", "R2", "", "", 5.0))
    values = typed_into.values()
    twice = book().cells(Phrases.twice)[0]

    assert shown(values, Deals.remark, 4) == [twice, None, None, twice]
    assert "no_id_twice" in failed(values)


def test_the_book_that_was_written_is_clean(file: BookFile, typed_into: Typed) -> None:
    values = typed_into.values()

    assert {cell: value for cell, value in values.items() if value != (file.stored(cell) or 0.0) and value != ""} == {}
    assert failed(values) == []


def test_payments_reviews_and_disputes_that_are_typed_count_at_once(typed_into: Typed) -> None:
    """R1 earned 50 in April and 60 in May; April is said to be paid, and 30 of it are."""
    typed: dict[Line, tuple[Value, ...]] = {
        Periods.period: (day("2026-04-01"), "Paid"),
        Payouts.payout_id: ("Z1", day("2026-04-01"), "R1", 30.0, day("2026-05-10")),
        Reviews.period: (day("2026-05-01"), "R1", "Manager", "Mo", day("2026-06-02")),
        Disputes.dispute_id: ("Q1", day("2026-05-17"), "R1", "Q1", day("2026-05-28"), "more"),
    }
    first = {line: cell_of(book(), line) for line in typed}
    cells = {
        CellRef(first[line].sheet, first[line].row, first[line].column + i): value
        for line, row_ in typed.items()
        for i, value in enumerate(row_)
    }
    typed_into.set({cell_of(book(), Settings.month): day("2026-05-17"), **cells})
    values = typed_into.values()

    lines = (Balances.earned, Balances.paid, Balances.outstanding, Balances.accrued)
    assert [shown(values, line)[0] for line in lines] == [110, 30, 20, 60]
    assert [shown(values, line)[0] for line in (Marks.disputed, Marks.no_manager, Marks.no_finance)] == [1, None, 1]
    assert shown(values, StatedSteps.by) == [None, "Mo", None]
    assert shown(values, StatedDisputes.days, 1) == [33]
    assert failed(values) == ["disputes_are_answered"]
