"""A workbook of an earlier day than the last of the data: its figures end on that day, and it says what lies beyond."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from salessheet.data.dataset import Dataset
from salessheet.data.filling import Scope, edition_of
from salessheet.data.load import load
from salessheet.data.sample import sample, write
from salessheet.data.slices import for_team
from salessheet.workbook.audience import Audience
from salessheet.workbook.book import Group
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Flavour
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.sheets.checks import DataProblems
from salessheet.workbook.sheets.dashboard import Cards
from salessheet.workbook.sheets.dashboard_working import Standing
from salessheet.workbook.sheets.funnel import FunnelFigures, Steps
from salessheet.workbook.sheets.records import ReceiptTotals
from salessheet.workbook.sheets.total_pay import TotalPay
from salessheet.workbook.tables import Activities, Deals, Orders, Receipts
from tests.built.small import dataset_of
from tests.capabilities.centre import book, shown

DAY = dt.date(2026, 6, 15)
WHOLE_MONTHS = frozenset({Group.COMMISSION, Group.WORKING, Group.CONTROL})  # what is settled, and what only leads there
AS_TYPED: frozenset[type[Block]] = frozenset({TotalPay, Steps, FunnelFigures})  # with commission; deals of any date
AS_SETTLED: frozenset[Line] = frozenset({Cards.payout, Cards.payout__told, ReceiptTotals.of_orders})


def of_day(dataset: Dataset) -> Edition:
    scope = Scope("T01", DAY.replace(day=1), DAY, 1, Words.load("en"), audience=Audience.MANAGER)
    return edition_of(for_team(dataset, "T01"), scope, Flavour.NATIVE)


def with_more_later(dataset: Dataset) -> Dataset:
    """With what is dated after the day ten times as much."""
    tables = dict(dataset.tables)
    for dates, amount in (
        ((Deals.won_date, Deals.lost_date), Deals.amount),
        ((Orders.order_date,), Orders.amount),
        ((Receipts.date,), Receipts.amount),
        ((Activities.date,), Activities.count),
    ):
        frame = tables[amount.block.key].copy()  # type: ignore[attr-defined]  # these blocks are tables
        later = np.logical_or.reduce([frame[date.key].to_numpy() > np.datetime64(DAY) for date in dates])
        assert later.any()
        frame.loc[later, amount.key] *= 10
        tables[amount.block.key] = frame  # type: ignore[attr-defined]  # as above
    return dataclasses.replace(dataset, tables=tables)


def test_nothing_that_is_dated_after_the_day_changes_a_figure_but_of_commission(tmp_path: Path) -> None:
    words = Words.load("en")
    write(sample(1, 3, 60), tmp_path, words)
    dataset = load(tmp_path, words)
    less, more = of_day(dataset), of_day(with_more_later(dataset))
    lines = [
        line
        for sheet in less.book.sheets
        if sheet.group not in WHOLE_MONTHS
        for block in sheet.blocks
        if not issubclass(block, Table) and block not in AS_TYPED
        for line in block.lines
        if isinstance(line, Calc) and less.layout.holds(line) and line not in AS_SETTLED
    ]
    changed = [line for line in lines if list(less.cells(line)) != list(more.cells(line)) and "control" not in line.key]

    assert len(lines) > 500
    assert [repr(line) for line in changed] == []


ROWS = {
    "deals": """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     100,    won,   2026-06-02
        D2,      R1,     70,     won,   2026-06-20
    """,
}


@pytest.mark.parametrize(("as_of", "won"), [("2026-06-30", 170), ("2026-06-20", 170), ("2026-06-19", 100)])
def test_won_to_date_ends_on_the_day_of_the_report(as_of: str, won: float) -> None:
    assert shown(Standing.won, as_of=as_of, **ROWS) == [won]
    assert shown(Standing.month_won, as_of=as_of, **ROWS) == [won]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_rows_after_the_day_are_told_and_no_problem(lang: str) -> None:
    deals = "deal_id,rep_id,amount,stage,won_date\nD1,R1,100,won,2026-06-02\nD2,R1,70,won,2026-06-20\n"
    dataset = dataset_of(
        {"teams": "team_id,name\nT1,North\n", "reps": "rep_id,name,team_id\nR1,Ann,T1\n", "deals": deals}, lang
    )
    found = book(dataset, as_of="2026-06-19", lang=lang)
    last = book(dataset, as_of="2026-06-20", lang=lang)

    assert dataset.problems == ()
    assert [(n.count, n.of_day, "2026-06-19" in n.wrong) for n in found.content.notices] == [(1, True, True)]
    assert (*found.cells(DataProblems.found), *found.cells(DataProblems.noted)) == (0, 1)
    assert last.content.notices == ()
