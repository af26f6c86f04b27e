"""Workbooks of closed months: they show what was closed, and the first open month pays what has changed since."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from salessheet.calc import CalledFunctions, Engine, read
from salessheet.data.commission.history import settled
from salessheet.errors import UnsoundSnapshot
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Scalar
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.checks import Checks, Verdict
from salessheet.workbook.sheets.commission.credit_lines import Lines
from salessheet.workbook.sheets.commission.ledger import Corrections
from salessheet.workbook.sheets.commission.pay_working import PayTerms
from salessheet.workbook.sheets.commission.payout import Pay, Payout
from salessheet.workbook.sheets.commission.statement import (
    Stated,
    StatedComponents,
    StatedDeductions,
    StatedLines,
    StatedPayout,
)
from salessheet.workbook.tables import Periods
from salessheet.xlsx.template import write
from tests.built.small import book_of, cell_of
from tests.data.closed_centres import Change, added, closed_by_hand, loaded, replaced, written

JANUARY, FEBRUARY, MARCH = (dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 3, 31))
SHOWN = (Payout, Pay, Lines, Stated, StatedPayout, StatedComponents, StatedDeductions, StatedLines)
HIGHER = "an exchange rate that is higher"
CHANGES: Mapping[str, Change] = {
    "a receipt": replaced("receipts", "P2,O2,2026-01-31,1500.55", "P2,O2,2026-01-31,900.55"),
    "a receipt that came in late": added("receipts", "P0,O1,2026-01-20,333.33"),
    "a receipt that is gone": replaced("receipts", "P1,O1,2026-01-15,1000\n", ""),
    "a split": added("splits", "O1,R1,0.5,split\nO1,R2,0.5,split"),
    "a rate of a tier": replaced("plan_tiers", "CASH,0,1000,0.05", "CASH,0,1000,0.06"),
    "an exchange rate": replaced("fx", "2025-12-01,USD,7\n", "2025-12-01,USD,6.5\n"),
    HIGHER: replaced("fx", "2025-12-01,USD,7\n", "2025-12-01,USD,7.7\n"),
    "an adjustment": added("adjustments", "2026-01,R1,correction,55,forgotten,"),
}


def all_but(left_out: str) -> Change:
    def change(folder: Path) -> None:
        for name, one in CHANGES.items():
            if name != left_out:
                one(folder)

    return change


IN_TURN = [
    *(pytest.param("T1", change, id=f"T1, {name}") for name, change in CHANGES.items()),
    *(pytest.param(whose, CHANGES[HIGHER], id=f"{whose or 'centre'}, {HIGHER}") for whose in ("T2", "")),
    *(pytest.param(whose, all_but(HIGHER), id=f"{whose or 'centre'}, all but it") for whose in ("T2", "")),
]
"""One change at a time in the workbook of a team; in the others all that can meet, for each is a sum of its own."""


def numbers(book: Edition, *blocks: type[Block]) -> dict[str, list[Scalar]]:
    """What people see of blocks: every line that is not a step of the working, without the empty rows at the end.

    A workbook without commission lines has what was credited in closed months alone.
    """
    return {
        f"{line.block.__name__}.{line.key}": trimmed(book.cells(line))
        for block in blocks
        for line in block.lines
        if line in book.layout.places and isinstance(line, Calc | Input) and not getattr(line, "quiet", False)
        if line.key not in ("opening", "credited") or Lines.amount in book.layout.places
    }


def trimmed(cells: list[Scalar]) -> list[Scalar]:
    last = max((i for i, cell in enumerate(cells) if cell not in (None, "", 0)), default=-1)
    return cells[: last + 1]


def failed(book: Edition) -> list[str]:
    return [line.key for line in Checks.lines if line.key.endswith("__ok") and book.cells(line)[0] == 0]


def by_person(book: Edition, line: Line) -> dict[Scalar, Scalar]:
    return dict(zip(book.cells(Payout.rep_id), book.cells(line), strict=True))


@pytest.mark.parametrize("whose", ["T1", "T2", ""])
def test_a_month_looks_the_same_when_it_is_closed(tmp_path: Path, whose: str) -> None:
    folder = written(tmp_path / "centre")
    was = numbers(book_of(loaded(folder), whose, JANUARY), *SHOWN)
    closed_by_hand(folder, pd.Timestamp(2026, 1, 1))
    book = book_of(loaded(folder), whose, JANUARY)

    found = numbers(book, *SHOWN)
    assert {key: cells for key, cells in found.items() if cells != pytest.approx(was[key])} == {}
    assert any(found["Payout.payout"])
    assert book.cells(Verdict.all_ok) == [1], failed(book)


@pytest.mark.parametrize(("whose", "change"), IN_TURN)
def test_what_changes_later_leaves_it_and_is_paid_in_the_first_open_month(
    tmp_path: Path, whose: str, change: Change
) -> None:
    folder = january_closed(tmp_path / "centre")
    was, people_before = before_the_change(whose)
    change(folder)
    changed = loaded(folder)
    january, february = (book_of(changed, whose, day) for day in (JANUARY, FEBRUARY))

    assert numbers(january, *SHOWN) == was
    assert [failed(book) for book in (january, february)] == [[], []]
    history = settled(changed, "USD" if whose == "T2" else "CNY", FEBRUARY, with_leavers=not whose)
    mended = history.corrections[history.corrections["period"] == pd.Timestamp(2026, 2, 1)]
    people = set(february.cells(Payout.rep_id))
    expected = mended[mended["payee"].isin(people)].groupby("payee")["amount"].sum()
    assert sum(cell for cell in february.cells(Corrections.amount) if isinstance(cell, float)) == pytest.approx(
        float(expected.sum())
    )
    for person, corrected in by_person(february, Payout.corrections).items():
        assert corrected == pytest.approx(float(expected.get(person, 0.0))), person
    assert people_before == people


@cache
def before_the_change(whose: str) -> tuple[dict[str, list[Scalar]], set[Scalar]]:
    """What January shows once it is closed, and whom February pays."""
    with tempfile.TemporaryDirectory() as place:
        dataset = loaded(january_closed(Path(place, "centre")))
        january, february = (book_of(dataset, whose, day) for day in (JANUARY, FEBRUARY))
    return numbers(january, *SHOWN), set(february.cells(Payout.rep_id))


def january_closed(folder: Path) -> Path:
    """The centre with its first month closed."""
    for name, content in _january_closed().items():
        folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(name).write_bytes(content)
    return folder


@cache
def _january_closed() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        folder = written(Path(place))
        closed_by_hand(folder, pd.Timestamp(2026, 1, 1))
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_plan_of_a_closed_month_is_the_one_that_was_closed(tmp_path: Path) -> None:
    folder = january_closed(tmp_path / "centre")
    added("plans", "OWN,commission,,2026-01-01,cash,slab,month,,,,,,")(folder)
    replaced("plans", "plan_id,component,role,", "plan_id,component,role,rep_id,")(folder)
    lines = (folder / "plans.csv").read_text("utf-8").splitlines()
    kept = [line.replace(",rep,", ",rep,,").replace(",lead,", ",lead,,") for line in lines[:-1]]
    (folder / "plans.csv").write_text("\n".join([*kept, "OWN,commission,,R1,2026-01-01,cash,slab,month,,,,,,", ""]))
    added("plan_tiers", "OWN,0,,0.5")(folder)
    january, february = (book_of(loaded(folder), "T1", day) for day in (JANUARY, FEBRUARY))

    assert january.cells(PayTerms.plan)[0] == "CASH"
    assert february.cells(PayTerms.plan)[0] == "OWN"


def test_months_closed_one_after_the_other_each_stay(tmp_path: Path) -> None:
    folder = january_closed(tmp_path / "centre")
    CHANGES["a receipt"](folder)
    closed_by_hand(folder, pd.Timestamp(2026, 2, 1))
    was = [numbers(book_of(loaded(folder), "T1", day), *SHOWN) for day in (JANUARY, FEBRUARY)]
    CHANGES["a split"](folder)
    books = [book_of(loaded(folder), "T1", day) for day in (JANUARY, FEBRUARY, MARCH)]

    assert [numbers(book, *SHOWN) for book in books[:2]] == was
    assert [failed(book) for book in books] == [[], [], []]
    assert any(by_person(books[2], Payout.corrections).values())


def test_the_row_of_the_period_decides_whether_it_is_closed(tmp_path: Path) -> None:
    folder = january_closed(tmp_path / "centre")
    CHANGES["a receipt"](folder)
    closed = by_person(book_of(loaded(folder), "T1", JANUARY), Payout.payout)
    replaced("periods", "closed", "reviewed")(folder)
    reviewed = by_person(book_of(loaded(folder), "T1", JANUARY), Payout.payout)

    assert reviewed["R1"] == closed["R1"]
    assert reviewed["R2"] != closed["R2"]


@pytest.mark.parametrize(
    ("whose", "typed", "flagged"),
    [("T1", "Paid", True), ("T1", "Open", True), ("T1", None, True), ("", "Paid", True), ("T1", "Closed", False)],
)
def test_what_is_typed_over_a_status_opens_no_closed_month(
    tmp_path: Path, quick_engine: Engine, whose: str, typed: str | None, flagged: bool
) -> None:
    folder = january_closed(tmp_path / "centre")
    all_but(HIGHER)(folder)
    book = book_of(loaded(folder), whose, JANUARY)
    write(tmp_path / "book.xlsx", book, "title")
    file = read(tmp_path / "book.xlsx")
    with quick_engine.open(file, CalledFunctions()) as calculation:
        calculation.set({cell_of(book, Periods.status): typed})
        values = calculation.values()

    for line in (Payout.adjustments, Payout.corrections, Payout.payout):
        for i, closed in enumerate(book.cells(line)):
            assert (values[cell_of(book, line, i)] or 0) == pytest.approx(closed or 0), line.key
    failing = {line.key for line in Checks.lines if line.key.endswith("__ok") and values[cell_of(book, line)] == 0}
    assert ("months_are_closed_as_kept__ok" in failing) is flagged


def test_a_month_that_somebody_typed_as_closed_is_said_to_be_none(tmp_path: Path, quick_engine: Engine) -> None:
    folder = january_closed(tmp_path / "centre")
    added("periods", "2026-02,reviewed,,")(folder)
    book = book_of(loaded(folder), "T1", FEBRUARY)
    assert failed(book) == []
    is_ok = next(line for line in Checks.lines if line.key == "months_are_closed_as_kept__ok")
    write(tmp_path / "book.xlsx", book, "title")
    with quick_engine.open(read(tmp_path / "book.xlsx"), CalledFunctions()) as calculation:
        calculation.set({cell_of(book, Periods.status, 1): "Closed"})
        assert calculation.values()[cell_of(book, is_ok)] == 0


@pytest.mark.parametrize(("old", "new"), [("2026-01", "2026-02"), (",2026-06-01,", ",2026-06-01,0")])
def test_a_period_whose_snapshot_is_another_is_refused(tmp_path: Path, old: str, new: str) -> None:
    folder = january_closed(tmp_path / "centre")
    replaced("periods", old, new)(folder)

    with pytest.raises(UnsoundSnapshot):
        book_of(loaded(folder), "T1", FEBRUARY)
