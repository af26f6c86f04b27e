"""Indicators by role and version, scored by every method; a manager by what the whole team did."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from salessheet.workbook.sheets.kpi import KpiBoard
from salessheet.workbook.sheets.kpi_lines import KpiLines, KpiTerms
from tests.capabilities.centre import shown

REPS = """
    rep_id, name, team_id, role
    R1,     Ada,  T1,      manager
    R2,     Ben,  T1,      rep
    R3,     Cho,  T2,      rep
"""
DEALS = """
    deal_id, rep_id, amount, stage, won_date
    D1,      R1,     20,     won,   2026-06-02
    D2,      R2,     60,     won,   2026-06-30
    D3,      R2,     40,     won,   2026-05-31
    D4,      R3,     999,    won,   2026-06-02
"""
SCHEME = """
    role,    kpi,      valid_from, weight, method,   target, below,   measured_on
    manager, sales,    2026-01-01, 1,      ratio,    100,    ,        {measured_on}
    rep,     coaching, 2026-01-01, 1,      ratio,    4,      ,
    rep,     coaching, 2026-06-01, 1,      {method}, 100,    {below},
"""
PLAIN = SCHEME.format(method="linear", below="", measured_on="")
POINTS = """
    role, kpi,      valid_from, x,   y
    rep,  coaching, 2026-06-01, 1.2, 110
    rep,  coaching, 2026-06-01, 0.6, 50
    rep,  coaching, 2026-06-01, 1,   90
    rep,  coaching, 2026-01-01, 0,   7
"""
MANUAL = """
    rep_id, period,  kpi,      actual
    R2,     2026-06, coaching, {actual}
    R2,     2026-05, coaching, 3
"""


@pytest.mark.parametrize(
    ("days", "score"),
    [
        ("2020-01-01, 2026-05-31", None),  # gone before the month
        ("2026-07-01, ", None),  # to come after it
        ("2020-01-01, 2026-06-01", 90),
        ("2026-06-30, ", 90),
    ],
)
def test_who_is_not_there_in_the_month_has_no_score(days: str, score: float | None) -> None:
    reps = f"rep_id, name, team_id, role, hire_date, leave_date\nR1, Ada, T1, manager, ,\nR2, Ben, T1, rep, {days}\n"
    tables = {"kpi_scheme": PLAIN, "kpi_points": POINTS, "kpi_manual": MANUAL.format(actual=1)}
    assert shown(KpiBoard.total, reps=reps, deals=DEALS.replace("R3", "R2"), **tables)[1] == score


def score_of(month: str = "2026-06", typed: Mapping[str, object] | None = None) -> object:
    given = {"method": "linear", "below": "", "actual": 1, "measured_on": "", **(typed or {})}
    tables = {
        "kpi_scheme": SCHEME.format(**given), "kpi_points": POINTS, "kpi_manual": MANUAL.format(**given),
    }  # fmt: skip  # three tables
    return shown(KpiBoard.total, reps=REPS, deals=DEALS, month=month, **tables)[1]


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        # Straight from (0.6, 50) to (1, 90): 100 for each 1, so 0.8 scores 50 + 0.2 × 100.
        ({"actual": 0.8}, 70),
        ({"actual": 0.6}, 50),
        # From (1, 90) to (1.2, 110) the same slope: 1.1 scores 100; beyond the last point it is level.
        ({"actual": 1.1}, 100),
        ({"actual": 3}, 110),
        # Under the first point: as much as the point, or nothing.
        ({"actual": 0.5}, 50),
        ({"actual": 0.5, "below": "zero"}, 0),
        # Bands go by actual ÷ target: 99 of 100 is in the band from 0.6, 100 in that from 1, 120 in the last.
        ({"method": "band", "actual": 99}, 50),
        ({"method": "band", "actual": 100}, 90),
        ({"method": "band", "actual": 120}, 110),
        ({"method": "band", "actual": 10}, 50),
        ({"method": "band", "actual": 10, "below": "zero"}, 0),
        # Nobody typed an actual: no score, and so no total.
        ({"actual": ""}, None),
        ({"method": "ratio", "actual": 110}, 110),
        ({"method": "complement", "actual": 110}, 90),
        ({"method": "veto", "actual": 99}, 0),
        ({"method": "veto", "actual": 100}, 100),
    ],
    ids=str,
)
def test_an_actual_scores_by_the_method_and_the_points_of_its_role(typed: dict[str, object], score: float) -> None:
    if typed["actual"] == "":
        tables = {"kpi_scheme": PLAIN, "kpi_points": POINTS}
        assert shown(KpiBoard.total, reps=REPS, deals=DEALS, **tables)[1] is score
    else:
        assert score_of(typed=typed) == pytest.approx(score)


def test_the_month_decides_which_version_scores() -> None:
    # In May the first version holds: 3 ÷ 4 of 100. In June the second: 1 is a point that scores 90.
    assert score_of("2026-05") == pytest.approx(75)
    assert score_of("2026-06") == pytest.approx(90)


def test_a_manager_is_scored_by_what_the_team_sold() -> None:
    # Of a target of 100 the manager sold 20 in June, the rep 60; the other team's 999 is not of it.
    tables = {"kpi_scheme": PLAIN, "kpi_points": POINTS}
    assert shown(KpiLines.actual, reps=REPS, deals=DEALS, **tables)[0] == 80
    assert shown(KpiBoard.total, reps=REPS, deals=DEALS, **tables)[0] == pytest.approx(80)
    own = tables | {"kpi_scheme": SCHEME.format(method="linear", below="", measured_on="own")}
    assert shown(KpiLines.actual, reps=REPS, deals=DEALS, **own)[0] == 20


def test_nobody_is_scored_by_new_customers_where_no_customer_has_a_first_day() -> None:
    of_role = "{role}, new_customers, 2026-01-01, 1, 2\n"
    scheme = "role, kpi, valid_from, weight, target\n" + of_role.format(role="manager") + of_role.format(role="rep")
    customers = "customer_id, owner_rep_id, since\nC1, R1, {since}\nC2, R2,\n"
    undated, dated = (
        {"reps": REPS, "deals": DEALS, "kpi_scheme": scheme, "customers": customers.format(since=since)}
        for since in ("", "2026-06-10")
    )
    assert shown(KpiBoard.total, **undated)[:2] == [None, None]
    assert shown(KpiBoard.total, **dated)[:2] == pytest.approx([50, 0])


def test_a_manager_s_target_is_that_of_the_team() -> None:
    # 1200 a year, 100 a month, split evenly: each of the two has 50, and the manager answers for both.
    scheme = "role, kpi, valid_from, weight\nmanager, sales, 2026-01-01, 1\nrep, sales, 2026-01-01, 1\n"
    targets = "scope, id, year, metric, amount\nteam, T1, 2026, sales, 1200\n"
    assert shown(KpiTerms.target, reps=REPS, deals=DEALS, kpi_scheme=scheme, targets=targets) == [100, 50]


def test_a_manager_s_target_is_without_the_over_assignment() -> None:
    # At 105% each of the two has 52.50 of the month, and the manager answers for the team's 100: 80 won are 80%.
    scheme = "role, kpi, valid_from, weight\nmanager, sales, 2026-01-01, 1\nrep, sales, 2026-01-01, 1\n"
    targets = "scope, id, year, metric, amount\nteam, T1, 2026, sales, 1200\n"
    settings = "key, value\ncurrency, CNY\nlanguage, en\nover_assignment, 5%\nregion,\n"
    tables = {"reps": REPS, "deals": DEALS, "kpi_scheme": scheme, "targets": targets, "settings": settings}
    assert shown(KpiTerms.target, **tables) == [100, 52.5]
    assert shown(KpiBoard.total, **tables)[0] == pytest.approx(80)
