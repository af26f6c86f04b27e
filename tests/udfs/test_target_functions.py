"""SS_SPLIT … SS_SMART as a cell calls them. What they compute is tested with `core`; here, how they take and give."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS

JANUARY_1, DECEMBER_31 = date(2026, 1, 1), date(2026, 12, 31)
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("SS_SPLIT", (100, [[1], [1], [1]]), [[33.34], [33.33], [33.33]]),
        ("SS_SPLIT", (100, [1, 1, 1]), [[33.34], [33.33], [33.33]]),
        ("SS_SPLIT", (100, [[1, 1, 1]], 1), [[34, 33, 33]]),
        ("SS_SPLIT", (100, [[1, 1], [1, 1]], 10), [[30, 30], [20, 20]]),
        ("SS_SPLIT", (100, [[1, 1, 1]], 1, "running"), [[33, 34, 33]]),
        ("SS_SPLIT", (100, [[1, 1, 1]], None, "LAST"), [[33.33, 33.33, 33.34]]),
        ("SS_SPLIT", (100, 5), 100),
        ("SS_SPLIT", (2, [[1, 1, 1, 1, 0]], 1, "ＬＡＳＴ"), [[1, 1, 0, 0, 0]]),
        ("SS_SPLIT", (-2, [[1, 1, 1, 1]], 1, "first"), [[0, 0, -1, -1]]),
        ("SS_SPLIT", (1e300, [[1, 1]]), "#NUM!"),
        ("SS_SPLIT", ([[100]], [[5]]), [[100]]),
        ("SS_SPLIT", (100, [[1], [None], [""]]), [[100], [0], [0]]),
        ("SS_SPLIT", (None, [[1, 2]]), [[None, None]]),
        ("SS_SPLIT", (100, [[0], [0]]), "#DIV/0!"),
        ("SS_SPLIT", (100, [[1], [-1]]), "#NUM!"),
        ("SS_SPLIT", (100, [[1]], 0), "#NUM!"),
        ("SS_SPLIT", (100, [[1], ["x"]]), "#VALUE!"),
        ("SS_SPLIT", (100, [["x"], ["#N/A"]]), "#N/A"),
        ("SS_SPLIT", ("#REF!", [[1]]), "#REF!"),
        ("SS_SPLIT", ("100", [[1]]), "#VALUE!"),
        ("SS_SPLIT", (100, [[1]], 1, "fair"), "#VALUE!"),
        ("SS_SPLIT", ([[1], [2]], [[1]]), "#VALUE!"),
        ("SS_SPLIT", (100,), "#VALUE!"),
        ("SS_SPLIT2", ([0], [5, -5], 0.01, None, "running"), "#NUM!"),
        ("SS_ATTAINMENT", (np.ma.array([10.0, 5], mask=[False, True]), 10), [[1], [None]]),
        ("SS_DRAW", (np.ma.array([10.0, 5], mask=[False, True]), 3), [[10, 0], [None, None]]),
        ("SS_SPLIT2", ([[100], [50]], [[75, 75]], 1), [[50, 50], [25, 25]]),
        ("SS_SPLIT2", ([10, 5], [7, 8], 1, None, "running"), [[5, 5], [2, 3]]),
        ("SS_SPLIT2", ([3, 4], [2, 5], 1, [[1, 0], [1, 1]]), "#NUM!"),
        ("SS_SPLIT2", ([2, 5], [3, 4], 1, [[1, 0], [1, 1]]), [[2, 0], [1, 4]]),
        ("SS_SPLIT2", ([10, 5], [7, 9]), "#NUM!"),
        ("SS_SPLIT_EACH", ([[25, 25]], [[1, 1], [1, 1], [0, 3]], 1), [[12, 5], [13, 5], [0, 15]]),
        ("SS_SPLIT_EACH", ([10, None], [[1, 1], [2, None]]), [[3.33, 0], [6.67, 0]]),
        ("SS_SPLIT_EACH", ([10], [[0], [None]]), [[0], [0]]),
        ("SS_SPLIT_EACH", ([10, 10], [[1], [2]]), "#VALUE!"),
        ("SS_SPLIT_EACH", ([10], [[-1], [2]]), "#NUM!"),
        ("SS_SPLIT_EACH", ([10], [[1], [2]], 0), "#NUM!"),
        ("SS_SPLIT_EACH", (10, 3), [[10]]),
        ("SS_SPLIT2", (5, 5), [[5]]),
        (
            "SS_PERIODS",
            (2026, "half"),
            [["2026-H1", JANUARY_1, date(2026, 6, 30), 120], ["2026-H2", date(2026, 7, 1), DECEMBER_31, 128]],
        ),
        (
            "SS_PERIODS",
            (2026.0, "Half", 7, "", [[JANUARY_1], [None]]),
            [["2026-H1", date(2026, 7, 1), DECEMBER_31, 132], ["2026-H2", date(2027, 1, 1), date(2027, 6, 30), 129]],
        ),
        ("SS_PERIODS", (2026, "decade"), "#VALUE!"),
        ("SS_PERIODS", (2026, "month", 13), "#NUM!"),
        ("SS_PERIODS", (2026.5, "month"), "#NUM!"),
        ("SS_PERIODS", (1e300, "month"), "#NUM!"),
        ("SS_PERIODS", (1899, "month"), "#NUM!"),
        ("SS_PERIODS", (9999, "month"), "#NUM!"),
        ("SS_PERIODS", (2026, "month", 1e300), "#NUM!"),
        ("SS_TARGETS", (100, -1e300, "month"), "#NUM!"),
        ("SS_PERIODS", (None, "month"), "#VALUE!"),
        ("SS_PERIODS", (2026, "month", 1, "Atlantis"), "#VALUE!"),
        ("SS_TARGETS", (100, 2026, "month", [[1, 2]]), "#VALUE!"),
        ("SS_TARGETS", (100, 2026, "month", [[0] * 12]), "#DIV/0!"),
        ("SS_RESPREAD", (1200, [[100], [None], [""]], [[1], [1], [1]]), [[100], [550], [550]]),
        ("SS_RESPREAD", (1200, [[100, None, None]], [[1], [1], [1]]), [[100, 550, 550]]),
        ("SS_RESPREAD", (100, [[150, None]], [[1, 1]]), [[150, 0]]),
        ("SS_RESPREAD", (None, [[150, None]], [[1, 1]]), [[150, None]]),
        ("SS_RESPREAD", (100, [[50], [None]], [[1], [0]]), "#DIV/0!"),
        ("SS_RESPREAD", (100, [[50], [None]], [[1]]), "#VALUE!"),
        ("SS_WORKDAYS", OCTOBER, 18),
        ("SS_WORKDAYS", (datetime(2026, 10, 1, 8), 46326), 18),
        ("SS_WORKDAYS", (*OCTOBER, ""), 22),
        ("SS_WORKDAYS", (*OCTOBER, None, [[date(2026, 10, 8)], [None]], date(2026, 10, 1)), 18),
        ("SS_WORKDAYS", (OCTOBER[1], OCTOBER[0]), -18),
        ("SS_WORKDAYS", (*OCTOBER, "ｃｎ\u3000"), 18),
        ("SS_WORKDAYS", (date(1, 1, 1), OCTOBER[1]), "#NUM!"),
        ("SS_WORKDAYS", ([date(1899, 12, 31), -5, 1e300, float("nan")], OCTOBER[1]), [["#NUM!"]] * 3 + [[None]]),
        ("SS_WORKDAYS", (*OCTOBER, None, date(1899, 12, 31)), "#NUM!"),
        (
            "SS_WORKDAYS",
            ([[OCTOBER[0]], [None], ["x"], ["#N/A"]], OCTOBER[1]),
            [[18], [None], ["#VALUE!"], ["#N/A"]],
        ),
        ("SS_WORKDAYS", (*OCTOBER, "Atlantis"), "#VALUE!"),
        ("SS_ATTAINMENT", (90, 100), 0.9),
        ("SS_ATTAINMENT", ([[90], [None], [5], ["#N/A"]], [[100], [1], [0], [1]]), [[0.9], [None], [None], ["#N/A"]]),
        ("SS_ATTAINMENT", ([[90, 50]], 100), [[0.9, 0.5]]),
        ("SS_ATTAINMENT", ([[90, 50]], [[100], [100]]), "#VALUE!"),
        ("SS_ATTAINMENT", ("", 100), None),
        ("SS_ATTAINMENT", ("90", 100), "#VALUE!"),
        ("SS_ATTAINMENT", (1e308, 1e-308), "#NUM!"),
        ("SS_GROWTH", (120, 100), 0.2),
        ("SS_GROWTH", ([[120], [1]], [[100], [None]]), [[0.2], [None]]),
        ("SS_GAP", (90, 100), -10),
        ("SS_GAP", (0.1 + 0.2, 0.3), 0),
        ("SS_GROWTH", (0.1 + 0.2, 0.3), 0),
        ("SS_GAP", ([[90, 90]], [[100, 0]]), [[-10, None]]),
        ("SS_PACE", (50, 100, JANUARY_1, DECEMBER_31, date(2026, 6, 30)), 0.5 - 120 / 248),
        ("SS_PACE", (50, 100, JANUARY_1, DECEMBER_31, date(1, 1, 1)), "#NUM!"),
        ("SS_PACE", (None, 100, JANUARY_1, DECEMBER_31, date(2026, 6, 30)), None),
        (
            "SS_PACE",
            ([[50], [50]], 100, [[date(2026, 10, 3)], [JANUARY_1]], [[date(2026, 10, 4)], [DECEMBER_31]], DECEMBER_31),
            [["#DIV/0!"], [-0.5]],
        ),
        ("SS_PRORATE", (365, date(2026, 3, 1), DECEMBER_31, JANUARY_1, DECEMBER_31), 306),
        ("SS_PRORATE", (365, date(2026, 3, 1), None, JANUARY_1, DECEMBER_31, False), 305),
        ("SS_PRORATE", (365, date(1899, 12, 31), None, JANUARY_1, DECEMBER_31), "#NUM!"),
        ("SS_PRORATE", (365, None, None, JANUARY_1, 1e300), "#NUM!"),
        ("SS_PRORATE", ([[365], [None]], JANUARY_1, JANUARY_1, JANUARY_1, DECEMBER_31), [[1], [None]]),
        (
            "SS_PRORATE",
            (365, [[DECEMBER_31], [JANUARY_1]], [[JANUARY_1], [JANUARY_1]], JANUARY_1, DECEMBER_31),
            [["#NUM!"], [1]],
        ),
        (
            "SS_SMART",
            ("Raise A", "sales", 100, 120, "k", OCTOBER[0], DECEMBER_31, "Li", "growth"),
            [[True, True, True, True, True, ""]],
        ),
        (
            "SS_SMART",
            ("Raise A", None, None, None, None, None, None, None, None, None, None),
            [[False, False, False, False, False, "metric, owner, target, unit, link to strategy, deadline"]],
        ),
        (
            "SS_SMART",
            ("提升", "销售额", 100, 300, "万元", 46296, 46295, "李", "增长", 1, "zh-CN"),
            [[True, True, False, True, False, "目标值与基期相差不超过100%、截止日期须晚于开始日期"]],
        ),
        ("SS_SMART", ("Raise A", "sales", 100, 120, "k", None, date(1, 1, 1), "Li", "growth"), "#NUM!"),
        ("SS_SMART", ("Raise A", "sales", 100, "20 %", "k", None, DECEMBER_31, "Li", "growth"), "#VALUE!"),
        ("SS_SMART", ("Raise A", "sales", 100, 120, "k", None, 46295, "Li", "growth", 1, "tlh"), "#VALUE!"),
    ],
)
def test_a_cell_shows(name: str, arguments: tuple[Value, ...], result: Value) -> None:
    assert FUNCTIONS[name](*arguments) == result


def test_targets_stand_beside_their_periods() -> None:
    arguments = (1200, 2026, "month", None, 1, 4, "CN", [[date(2026, 5, 6)]], None)
    found = FUNCTIONS["SS_TARGETS"](*arguments)
    assert [row[:4] for row in found] == FUNCTIONS["SS_PERIODS"](2026, "month", 4, "CN", [[date(2026, 5, 6)]])
    assert [row[4] for row in found] == [100.0] * 12


def test_a_blank_annual_target_gives_periods_without_targets() -> None:
    assert {row[4] for row in FUNCTIONS["SS_TARGETS"](None, 2026, "quarter")} == {None}


def test_running_targets_of_days_sum_to_their_weeks() -> None:
    rest = (None, 1, None, None, None, None, "running")
    weeks = FUNCTIONS["SS_TARGETS"](100_000, 2026, "week", *rest)
    days = FUNCTIONS["SS_TARGETS"](100_000, 2026, "day", *rest)
    assert [sum(d[4] for d in days if w[1] <= d[1] <= w[2]) for w in weeks] == [w[4] for w in weeks]
