"""The finance review against payouts and documents that are added up without the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessheet.data.commission.history import settled
from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, cell_functions, fill
from salessheet.data.slices import for_team
from salessheet.workbook.edition import Content, Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import Column, evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.checks import Checks
from salessheet.workbook.sheets.commission.balances import Balances
from salessheet.workbook.sheets.commission.document_totals import DocumentTotals, ReasonTotals
from salessheet.workbook.sheets.commission.finance_review import Changes, Marks
from salessheet.workbook.sheets.commission.pay_bridge import Bridge
from salessheet.workbook.sheets.commission.statement_steps import (
    StatedAcceptances,
    StatedBalance,
    StatedDisputes,
    StatedSteps,
)
from salessheet.workbook.tables import Payouts
from tests.built.small import book_of
from tests.data.closed_centres import Change, added, closed_by_hand, loaded, replaced, written
from tests.data.review_tables import REVIEW_TABLES

JANUARY, FEBRUARY, MARCH = dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 3, 31)
BOTH = ("T1", "T2", "")


_FOLDER = TemporaryDirectory()  # snapshots are read again for every workbook


@cache
def centre() -> Dataset:
    """January closed, and a receipt of it changed since; February and March open."""
    folder = written(Path(_FOLDER.name) / "data", **REVIEW_TABLES)
    closed_by_hand(folder, pd.Timestamp(2026, 1, 1))
    replaced("receipts", "P2,O2,2026-01-31,1500.55", "P2,O2,2026-01-31,900.55")(folder)
    return loaded(folder)


@cache
def book_for(whose: str, day: dt.date) -> Edition:
    """The workbook of that centre for a team, or for all; computed once, for many tests look at the same."""
    return book_of(centre(), whose, day)


def cents(amount: Scalar) -> int:
    return round(100 * float(amount or 0))


def months_until(day: dt.date) -> list[pd.Timestamp]:
    return list(pd.date_range("2026-01-01", day, freq="MS"))


def owed(whose: str, day: dt.date) -> dict[tuple[str, pd.Timestamp], int]:
    """Person and month → cents: components, adjustments and corrections, as the program settles them."""
    found: dict[tuple[str, pd.Timestamp], int] = {}
    history = settled(centre(), "USD" if whose == "T2" else "CNY", day, with_leavers=not whose)
    parts = [(history.pays, "payout"), (history.adjustments, "amount"), (history.corrections, "amount")]
    for frame, name in parts:
        for row in frame[frame["period"].isin(months_until(day))].to_dict("records"):
            key = (str(row["payee"]), row["period"])
            found[key] = found.get(key, 0) + cents(row[name])
    return found


def failed(book: Edition) -> list[str]:
    return [
        line.key.removesuffix("__ok") for line in Checks.lines if line.key.endswith("__ok") and not book.cells(line)[0]
    ]


def numbers(cells: Sequence[Scalar]) -> list[float]:
    return [cell for cell in cells if isinstance(cell, float | int)]


@pytest.mark.parametrize("whose", BOTH)
@pytest.mark.parametrize("day", [JANUARY, FEBRUARY, MARCH])
def test_what_people_earned_is_what_the_months_settled(whose: str, day: dt.date) -> None:
    book, expected = book_for(whose, day), owed(whose, day)
    first = pd.Timestamp(2026, 1, 1)

    for place, rep in enumerate(book.cells(Balances.rep_id)):
        mine = {month: amount for (payee, month), amount in expected.items() if payee == rep}
        earned, paid, outstanding, accrued = (
            cents(book.cells(line)[place])
            for line in (Balances.earned, Balances.paid, Balances.outstanding, Balances.accrued)
        )
        assert earned == sum(mine.values())
        assert accrued == sum(amount for month, amount in mine.items() if month > first)
        assert outstanding == mine.get(first, 0) - paid
    assert failed(book) == ["no_data_problems"] * (whose != "T2" and len(centre().problems) > 0)


def paid_rows(rows: Sequence[tuple[str, int, int]], size: int) -> Mapping[Line, Column]:
    """Payments of a person, for a month, in cents, as the cells of the table."""
    months = [float((dt.date(2026, month, 1) - dt.date(1899, 12, 30)).days) for _, month, _ in rows]
    blank = [np.nan] * (size - len(rows))
    none: list[Scalar] = [None] * (size - len(rows))
    return {
        Payouts.payout_id: [*(f"Z{n}" for n in range(len(rows))), *none],
        Payouts.payee: [*(rep for rep, *_ in rows), *none],
        Payouts.period: np.array([*months, *blank]),
        Payouts.amount: np.array([*(amount / 100 for *_, amount in rows), *blank]),
        Payouts.paid_on: np.array([*(month + 40 for month in months), *blank]),
    }


@cache
def content(day: dt.date) -> Content:
    scope = Scope("T1", day.replace(day=1), day, 1, Words.load("en"), "1.0")
    return fill(for_team(centre(), "T1"), scope)


@settings(max_examples=25)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["R1", "R2"]),
            st.integers(1, 4),
            st.integers(-9_999_999, 9_999_999).filter(bool),
        ),
        max_size=8,
    ),
    day=st.sampled_from([JANUARY, FEBRUARY, MARCH]),
)
def test_what_was_earned_is_paid_outstanding_or_accrued_whatever_was_paid(
    rows: list[tuple[str, int, int]], day: dt.date
) -> None:
    was = content(day)
    inputs = {**was.inputs, **paid_rows(rows, 8)}
    lines = (Balances.earned, Balances.paid, Balances.outstanding, Balances.accrued)
    values = evaluate(
        SALES_CENTER, inputs, {**was.sizes, Payouts.rows: 8}, Flavour.NATIVE, cell_functions(), was.no_source,
        wanted=(*lines, Balances.off),
    )  # fmt: skip  # what is computed, of what, and which lines of it
    earned, paid, outstanding, accrued = ([cents(cell) for cell in values[line].flat()] for line in lines)

    assert earned == [cents(cell) for cell in owed_of(day)]
    assert paid == [sum(a for rep, month, a in rows if rep == who and month <= day.month) for who in ("R1", "R2")]
    assert [p + o + a for p, o, a in zip(paid, outstanding, accrued, strict=True)] == earned
    assert values[Balances.off].flat() == [0.0, 0.0]


@cache
def owed_of(day: dt.date) -> list[float]:
    found = owed("T1", day)
    return [sum(amount for (payee, _), amount in found.items() if payee == rep) / 100 for rep in ("R1", "R2")]


def marks_of(book: Edition, rep: str) -> set[str]:
    place = book.cells(Marks.rep_id).index(rep)
    shown = [line for line in Marks.lines if line.key in _MARKS]
    found = {line.key for line in shown if book.cells(line)[place] == 1}
    assert book.cells(Marks.marks)[place] == len(found)
    return found


TWO = {"disputed", "no_finance", "adjusted"}
_MARKS = frozenset(
    {
        "zero", "negative", "high", "first", "adjusted", "disputed", "not_accepted", "not_confirmed", "no_manager",
        "no_finance",
    }
)  # fmt: skip  # a list to read


@pytest.mark.parametrize(
    ("day", "rep", "change", "marks"),
    [
        (JANUARY, "R1", None, {"first", "not_confirmed", "no_manager", "no_finance"}),
        (JANUARY, "R2", None, {"first", "adjusted", "not_accepted", "not_confirmed", "no_manager", "no_finance"}),
        (FEBRUARY, "R1", None, {"disputed", "no_finance"}),
        (FEBRUARY, "R2", None, {"not_accepted", "no_manager", "no_finance"}),
        (FEBRUARY, "R4", None, {"zero", "not_accepted", "not_confirmed", "no_manager", "no_finance"}),
        (FEBRUARY, "R1", added("adjustments", "2026-02,R1,bonus,11.01,,"), {"high", *TWO}),
        (FEBRUARY, "R1", added("adjustments", "2026-02,R1,bonus,11,,"), TWO),
        (
            FEBRUARY, "R2", added("adjustments", "2026-02,R2,error,-500,,"),
            {"negative", "adjusted", "not_accepted", "no_manager", "no_finance"},
        ),
        (FEBRUARY, "R1", replaced("disputes", "shared otherwise,,", "shared otherwise,2026-03-05,"), {"no_finance"}),
        (FEBRUARY, "R1", added("reviews", "2026-02,R1,finance,Fay,2026-03-05"), {"disputed"}),
        (FEBRUARY, "R2", added("acceptances", "BOOK,R2,2026-01-06"), {"no_manager", "no_finance"}),
    ],
)  # fmt: skip  # a table of cases
def test_people_are_marked_for_what_is_unusual_and_what_is_missing(
    tmp_path: Path, day: dt.date, rep: str, change: Change | None, marks: set[str]
) -> None:
    """R1 was paid 55.00 for January and 154.00 for February: 165.01 is more than three times as much."""
    folder = written(tmp_path / "data", **REVIEW_TABLES)
    closed_by_hand(folder, pd.Timestamp(2026, 1, 1))
    if change is not None:
        change(folder)

    assert marks_of(book_of(loaded(folder), "", day), rep) == marks


def test_a_team_without_a_row_of_its_own_is_marked_where_the_data_keeps_reviews(tmp_path: Path) -> None:
    found = marks_of(book_for("T2", FEBRUARY), "R4")
    nothing_kept = marks_of(book_of(loaded(written(tmp_path)), "T2", FEBRUARY), "R4")

    assert found == {"zero", "not_accepted", "not_confirmed", "no_manager", "no_finance"}
    assert nothing_kept == {"zero"}


@pytest.mark.parametrize("day", [JANUARY, FEBRUARY, MARCH])
@pytest.mark.parametrize("whose", BOTH)
def test_every_document_of_the_month_is_on_a_line_or_listed(whose: str, day: dt.date) -> None:
    book, data = book_for(whose, day), for_team(centre(), whose) if whose else centre()
    own = "USD" if whose == "T2" else "CNY"
    orders, receipts = data.tables["orders"], data.tables["receipts"]
    of = dict(zip(orders["order_id"], orders["currency"], strict=True))
    expected = [
        sum(
            worth(row["amount"], row["currency"], row["order_date"], own) for row in of_month(orders, "order_date", day)
        ),
        sum(worth(row["amount"], of[row["order_id"]], row["date"], own) for row in of_month(receipts, "date", day)),
    ]
    orders_at, receipts_at = 0, 3

    found = [book.cells(DocumentTotals.in_table)[place] for place in (orders_at, receipts_at)]
    assert [cents(cell) for cell in found] == expected
    for place in (orders_at, receipts_at):
        on_lines, listed = (book.cells(line)[place] for line in (DocumentTotals.on_lines, DocumentTotals.listed))
        assert cents(on_lines) + cents(listed) == cents(book.cells(DocumentTotals.in_table)[place])
    assert sum(cents(cell) for cell in book.cells(ReasonTotals.value)) == sum(
        cents(cell) for cell in book.cells(DocumentTotals.listed)
    )


def of_month(frame: pd.DataFrame, date: str, day: dt.date) -> list[dict[str, object]]:
    kept = frame[frame[date].dt.month == day.month]
    return [{str(key): value for key, value in row.items()} for row in kept.to_dict("records")]


def worth(amount: object, currency: object, day: object, own: str) -> int:
    """Cents in the currency of the workbook, at the rate of the day."""
    rate = {1: 7.0, 2: 7.1, 3: 6.9}[pd.Timestamp(str(day)).month]
    factor = 1.0 if currency == own else rate if own == "CNY" else 1 / rate
    return cents(round(float(str(amount)) * factor + 1e-9, 2))


def test_a_document_that_nobody_is_paid_for_is_listed_with_its_reason(tmp_path: Path) -> None:
    folder = written(tmp_path / "data")
    added("orders", "O9,R1,2025-12-05,60,,CNY,")(folder)
    added("receipts", "P10,O9,2026-03-03,60")(folder)
    replaced("plans", "CASH,commission,rep,2026-01-01", "CASH,commission,rep,2026-03-15")(folder)
    book = book_of(loaded(folder), "T1", MARCH)

    at = book.cells(ReasonTotals.reason).index("no plan on that day")
    assert (book.cells(ReasonTotals.documents)[at], book.cells(ReasonTotals.receipts)[at]) == (1, 60)
    assert book.cells(DocumentTotals.listed)[3] == 60
    assert book.cells(DocumentTotals.off) == [0] * 6


@pytest.mark.parametrize("day", [JANUARY, FEBRUARY, MARCH])
@pytest.mark.parametrize("whose", BOTH)
def test_the_steps_from_lines_to_payouts_add_up_to_the_payouts(whose: str, day: dt.date) -> None:
    book, month = book_for(whose, day), pd.Timestamp(day.replace(day=1))
    people = set(book.cells(Balances.rep_id))
    expected = sum(a for (who, period), a in owed(whose, day).items() if who in people and period == month)

    steps = [line for line in Bridge.lines if line.key not in ("total", "payouts", "off")]
    assert sum(cents(book.cells(line)[0]) for line in steps) == expected
    assert cents(book.cells(Bridge.payouts)[0]) == expected
    assert book.cells(Bridge.off) == [0]
    assert abs(numbers(book.cells(Bridge.rounding))[0]) <= (0 if whose == "T1" else 0.1)


def test_what_changed_since_closing_stands_in_the_month_that_is_mended_and_in_the_one_that_pays() -> None:
    january, february, march = (book_for("T1", day) for day in (JANUARY, FEBRUARY, MARCH))

    for book in (january, february):
        assert [cell for cell in book.cells(Changes.document) if cell] == ["P2"]
        assert numbers(book.cells(Changes.amount)) == [-45.01, 4.5]
        assert book.cells(Changes.payee) == ["R2", "R2"]
    assert numbers(march.cells(Changes.amount)) == []


FAULTS: Mapping[str, tuple[Change, list[str]]] = {
    "nothing": (lambda _: None, []),
    "more than was settled": (added("payouts", "Z9,2026-01,R1,40,2026-02-15,"), ["payments_within_payouts"]),
    "all that was settled": (added("payouts", "Z9,2026-01,R1,35,2026-02-15,"), []),
    "a month that is open": (added("payouts", "Z9,2026-02,R1,40,2026-03-15,"), ["payments_of_done_months"]),
    "a month that is paid": (
        lambda folder: (
            added("payouts", "Z9,2026-02,R1,40,2026-03-15,")(folder), added("periods", "2026-02,paid,,")(folder)
        ),
        [],
    ),
    "a dispute of 31 days": (replaced("disputes", "P5,2026-03-02", "P5,2026-02-28"), ["disputes_are_answered"]),
    "a dispute of 30 days": (replaced("disputes", "P5,2026-03-02", "P5,2026-03-01"), []),
    "an old dispute that is closed": (
        replaced("disputes", "P5,2026-03-02,shared otherwise,,", "P5,2026-01-02,shared otherwise,2026-03-03,"), []
    ),
}  # fmt: skip  # a table of cases


@pytest.mark.parametrize(("change", "checks"), FAULTS.values(), ids=FAULTS)
def test_checks_find_payments_and_disputes_that_should_not_be(
    tmp_path: Path, change: Change, checks: list[str]
) -> None:
    folder = written(
        tmp_path / "data",
        **{**REVIEW_TABLES, "disputes": REVIEW_TABLES["disputes"].replace("Correction", "correction")},
    )
    closed_by_hand(folder, pd.Timestamp(2026, 1, 1))
    change(folder)

    assert failed(book_of(loaded(folder), "T1", MARCH)) == checks


def test_a_statement_says_who_reviewed_the_month_what_is_disputed_and_what_was_paid() -> None:
    book = book_for("T1", FEBRUARY)

    assert book.cells(StatedSteps.step) == ["Confirmed", "Manager", "Finance"]
    assert book.cells(StatedSteps.is_taken) == [1, 1, 0]
    assert book.cells(StatedSteps.by) == ["Ada", "Mo", None]
    assert book.cells(StatedSteps.date) == [serial(2026, 3, 1), serial(2026, 3, 2), None]
    assert book.cells(StatedAcceptances.accepted) == [serial(2026, 1, 5)] * 2
    assert book.cells(StatedDisputes.dispute_id) == ["Q1", "Q2", None]
    assert book.cells(StatedDisputes.days) == [0, 5, None]
    assert book.cells(StatedDisputes.is_open) == [1, 0, None]
    lines = (StatedBalance.earned, StatedBalance.paid, StatedBalance.outstanding, StatedBalance.accrued)
    assert list(chain.from_iterable(book.cells(line) for line in lines)) == [209, 20, 35, 154]


def test_a_payment_in_another_currency_counts_in_that_of_the_workbook() -> None:
    """R3 got 20.74 USD for January, which is settled as 145.20 CNY; at 7.00 that is 145.18."""
    book = book_for("", FEBRUARY)
    place = book.cells(Balances.rep_id).index("R3")

    assert (book.cells(Balances.paid)[place], book.cells(Balances.outstanding)[place]) == (145.18, 0.02)
    assert "payments_within_payouts" not in failed(book)


def serial(year: int, month: int, day: int) -> float:
    return float((dt.date(year, month, day) - dt.date(1899, 12, 30)).days)
