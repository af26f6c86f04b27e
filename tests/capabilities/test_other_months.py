"""Whoever chooses another month sees that month, whatever sheets the workbook has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pytest

from salessheet.data.filling.editions import cell_functions
from salessheet.data.filling.scope import serial
from salessheet.workbook.audience import Audience, audience_of, sheets_of
from salessheet.workbook.edition import Edition
from salessheet.workbook.expr import Line, Whereabouts
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Flavour, Scalar
from salessheet.workbook.readings.values import evaluate
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.sheets.total_pay import BonusWorking, TeamPool, TotalPay
from tests.capabilities.centre import book, centre

DEALS = """
    deal_id, rep_id, amount, stage, won_date, lost_date, next_step_date
    D1,      R1,     60,     won,   2026-03-05, ,
    D2,      R1,     80,     won,   2026-06-05, ,
    D3,      R2,     50,     won,   2026-06-11, ,
    D4,      R2,     70,     lead,  ,           2026-03-09,
    D5,      R2,     90,     lead,  ,           ,          2026-06-01
"""
PAY = {
    "targets": "scope, id, year, metric, amount\nteam, T1, 2026, sales, 1200",
    "base_pay": "rep_id, valid_from, base_salary, bonus_base, pool_share\n"
    "R1, 2026-01-01, 100, 40, 1\nR2, 2026-01-01, 90, 30, 1",
    "bonus_bands": "bonus_by, lower, coefficient\nattainment, 0, 1\nattainment, 1, 2",
    "pool_bands": "lower, pool\n0.5, 10\n1, 30",
}
SCORES = {
    "reps": "rep_id, name, team_id, role\nR1, Ada, T1, rep\nR2, Ben, T1, rep\nR3, Cho, T2, rep",
    "kpi_scheme": "role, kpi, valid_from, weight, direction, method, target\nrep, sales, 2026-01-01, 1, up, ratio, 100",
    "bonus_bands": "bonus_by, lower, coefficient\nscore, 0, 1\nscore, 60, 2",
}
KINDS: dict[str, tuple[dict[str, str], Audience | None]] = {
    "least": ({}, Audience.MANAGER),
    "honours": ({"honour_rules": "rule_id, award, honoured_by, first_ranks\nH1, Best, sales, 1"}, None),
    "pay": (PAY, Audience.MANAGER),
    "payouts": ({"payouts": "payout_id, period, payee, amount, paid_on\nZ1, 2026-03, R1, 5, 2026-04-10"}, None),
    "finance": ({**PAY, **SCORES}, Audience.FINANCE),
}
KNOW_THEIR_MONTH = {BonusWorking.board_score, BonusWorking.scored_on}
"""Scores that finance has no sheet for, and their month: what reads them is blank in others."""


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest) -> Edition:
    tables, audience = KINDS[request.param]
    return book(centre(deals=DEALS, **tables), audience=audience)


def standing(made: Edition) -> list[Calc]:
    """What stands as values in the book."""
    unsaid = set(made.content.unsaid)
    lines = (line for line in made.layout.places if isinstance(line, Calc) and line not in unsaid)
    return [line for line in lines if made.pattern(line) is None and not isinstance(line.native, Whereabouts)]


def in_month(made: Edition, day: str, *wanted: Line, stays: Collection[Line] = ()) -> dict[Line, list[Scalar]]:
    """The lines in another month; in a file that computes itself what `stays` is as it was."""
    values = evaluate(
        SALES_CENTER,
        {**made.content.inputs, Settings.month: [serial(dt.date.fromisoformat(day))]},
        made.content.sizes, Flavour.NATIVE, cell_functions(), made.content.no_source,
        wanted=wanted, kept={line: made.cells(line) for line in stays},
    )  # fmt: skip  # as it reads
    return {line: values[line].flat() for line in wanted}


@pytest.mark.parametrize("day", ["2026-03-01", "2026-08-01"])
def test_what_stands_as_a_value_is_the_same_in_every_month(made: Edition, day: str) -> None:
    stays = [line for line in standing(made) if line not in KNOW_THEIR_MONTH]
    found = in_month(made, day, *stays)
    assert stays
    assert [line for line in stays if found[line] != made.cells(line)] == []


def test_a_workbook_is_known_by_its_sheets_as_one_for_its_audience(made: Edition) -> None:
    keys = {sheet.key for sheet in made.book.sheets}
    assert keys <= {sheet.key for sheet in sheets_of(audience_of(keys))}


def test_the_pool_of_another_month_is_that_of_its_attainment() -> None:
    """60 of the 100 of March reach the pool of 10; 130 of June that of 30."""
    made = book(centre(deals=DEALS, **PAY), audience=Audience.MANAGER)
    assert made.cells(TeamPool.rest) == [30]
    assert in_month(made, "2026-03-01", TeamPool.rest, stays=standing(made)) == {TeamPool.rest: [10]}


def test_finance_sees_no_bonus_of_another_month_by_the_scores_of_this_one() -> None:
    """Ada scores 80 in June, for twice her base of 40, and half of the pool; no sheet of finance has March's scores."""
    made = book(centre(deals=DEALS, **PAY | SCORES), audience=Audience.FINANCE)
    shown = (TotalPay.score, TotalPay.bonus, TotalPay.total)
    assert [made.cells(line)[0] for line in shown] == [80, 80, 195]
    march = in_month(made, "2026-03-01", *shown, TotalPay.base_salary, stays=standing(made))
    assert [march[line][0] for line in shown] == [None, None, None]
    assert march[TotalPay.base_salary][0] == 100
