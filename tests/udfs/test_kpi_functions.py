"""The cell functions of scores, bands and ranks, as a host calls them."""

from __future__ import annotations

from datetime import date

import pytest

from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS
from tests.udfs.shown import shown

GRADES = [[0, 60, "C"], [60, 80, "B"], [80, None, "A"], [None, None, None]]
LINE = [[80, 0], [100, 100], [120, 150]]
STEPS = [[0, 0.8, 0], [0.8, 1, 60], [1, "", 100]]
CASES: list[tuple[str, tuple[Value, ...], Value]] = [
    ("SS_KPI_SCORE", (90, 100), 90),
    ("SS_KPI_SCORE", (90, 100, None, None, None, None, None), 90),
    ("SS_KPI_SCORE", (150, 100), 120),
    ("SS_KPI_SCORE", (150, 100, "up", "ratio", 50, 0, 2), 75),
    ("SS_KPI_SCORE", (0, 10, "down"), 120),
    ("SS_KPI_SCORE", (11, 10, "down", "complement"), 90),
    ("SS_KPI_SCORE", (None, 100), None),
    ("SS_KPI_SCORE", (5, 0), None),
    ("SS_KPI_SCORE", (90, None, "up", "linear", 100, 0, 1.2, LINE), 50),
    ("SS_KPI_SCORE", (90, 100, "up", "band", 100, 0, 1.2, STEPS), 60),
    ("SS_KPI_SCORE", (3, 3, "down", "veto", 20), 20),
    ("SS_KPI_SCORE", (90, 100, "up", "linear"), "#VALUE!"),
    ("SS_KPI_SCORE", (79, None, "up", "linear", 100, 0, 1.2, [[80, 20], [100, 100]]), 20),
    ("SS_KPI_SCORE", (79, None, "up", "linear", 100, 0, 1.2, [[80, 20], [100, 100]], "zero"), 0),
    (
        "SS_KPI_SCORE",
        ([79, 79, 80], None, "up", "linear", 1, 0, 1, [[80, 20], [100, 100]], ["ZERO", None, "zero"]),
        [[0], [20], [20]],
    ),
    ("SS_KPI_SCORE", (80, 100, "up", "ratio", 100, 0, 1.2, None, "zero"), 80),
    ("SS_KPI_SCORE", (80, 100, "up", "ratio", 100, 0, 1.2, None, "nothing"), "#VALUE!"),
    ("SS_KPI_SCORE", (-50, -100), 50),
    ("SS_KPI_SCORE", (0, 0, "down"), None),
    ("SS_KPI_SCORE", (0, None, "down"), None),
    ("SS_KPI_SCORE", (-3, "", "down"), None),
    ("SS_KPI_SCORE", (None, 1, "up", "linear", 100, 0, 1.2, [[0.25, 145]]), None),
    ("SS_CURVE", (None, [[1, 2]]), None),
    ("SS_KPI_SCORE", ("much", 100), "#VALUE!"),
    ("SS_KPI_SCORE", ("#N/A", 100), "#N/A"),
    (
        "SS_KPI_SCORE",
        (
            [[90], [0], [5], [7], [None]],
            [[100], [10], [4], ["#REF!"], [1]],
            [["up"], ["down"], [None], ["up"], ["up"]],
            [["ratio"], [""], ["veto"], ["ratio"], ["ratio"]],
            [[None], [10], [50], [1], [1]],
            0,
            [[None], [1.5], [1], [1], [1]],
        ),
        [[90], [15], [50], ["#REF!"], [None]],
    ),
    ("SS_KPI_SCORE", ([90, 80], 100, ["up", "sideways"]), [[90], ["#VALUE!"]]),
    ("SS_KPI_SCORE", ([[90, 80]], [[100], [100]]), "#VALUE!"),
    ("SS_KPI_TOTAL", ([[80, 100]], [[0.6], [0.4]]), 88),
    ("SS_KPI_TOTAL", ([80, None], [0.6, 0.4]), None),
    ("SS_KPI_TOTAL", ([80, ""], [1, 0]), 80),
    ("SS_KPI_TOTAL", ([80, 90], [0.6, 0.5]), "#NUM!"),
    ("SS_KPI_TOTAL", ([80, 90], [0, 0]), "#NUM!"),
    ("SS_KPI_TOTAL", ([80, "#DIV/0!"], [0.6, 0.4]), "#DIV/0!"),
    ("SS_BAND", (60, GRADES), "B"),
    ("SS_BAND", (60, GRADES, "lower"), "C"),
    ("SS_BAND", (60 - 7e-15, GRADES, "ＬＯＷＥＲ"), "C"),
    ("SS_BAND", ([0.1 + 0.7, 0.799999999999999], [[0, 0.8, "C"], [0.8, 1, "B"]]), [["B"], ["C"]]),
    ("SS_BAND", ([[-1, 0, 59.9, 80, None, "x", "#N/A"]], GRADES), [[None, "C", "C", "A", None, "#VALUE!", "#N/A"]]),
    ("SS_BAND", (45, [[0, 30, 1.0], [30, 60, 0.9]], "lower"), 0.9),
    ("SS_BAND", (5, [[0, 10, date(2026, 1, 1)]]), date(2026, 1, 1)),
    ("SS_BAND", (5, [[0, 10, "a"], [5, 20, "b"]]), "#NUM!"),
    ("SS_BAND", (5, [[0, 10]]), "#VALUE!"),
    ("SS_BAND", (5, GRADES, "upper"), "#VALUE!"),
    ("SS_CURVE", (0.9, [[0.8, 0.5], [1, 1], [1.2, 1.5]]), 0.75),
    ("SS_CURVE", ([[0, 1.1, 9, None]], [[0.8, 0.5], [1, 1], [1.2, 1.5]]), [[0.5, 1.25, 1.5, None]]),
    ("SS_CURVE", (1, [[1, 1], [1, 2]]), "#NUM!"),
    ("SS_CURVE", (1, [[0.3, 1], [0.1 + 0.2, 2]]), "#NUM!"),
    ("SS_CURVE", (0.5, [[0, -1.7e308], [1, 1.7e308]]), "#NUM!"),
    ("SS_RANK", ([[30], [10], [None], [30], [20]],), [[1], [4], [None], [1], [3]]),
    ("SS_RANK", ([[30, 10, 30, 20]], "asc", "dense"), [[3, 1, 3, 2]]),
    ("SS_RANK", ([30, 10, 30], "desc", "average"), [[1.5], [3], [1.5]]),
    ("SS_RANK", ([30, 10, 30], "desc", "ordinal"), [[1], [3], [2]]),
    ("SS_RANK", ([3, 1, 2, 5], "desc", "competition", ["n", "n", "s", "s"]), [[1], [2], [2], [1]]),
    ("SS_RANK", ([3, 1, 2], None, None, [7, "７", 7.0]), [[1], [3], [2]]),
    ("SS_RANK", ([30, "x", "#N/A", 20],), [[1], ["#VALUE!"], ["#N/A"], [2]]),
    ("SS_RANK", (7,), 1),
    ("SS_RANK", ([30, 10], "downward"), "#VALUE!"),
    (
        "SS_LEADERBOARD",
        (["Li", "Wang", "Zhao", None], [50, 80, 60, 99], 2, [1, 3, None, 2]),
        [[1, "Wang", 80, None, 2], [2, "Zhao", 60, 20, None]],
    ),
    ("SS_LEADERBOARD", ([["Li"], ["Wang"]], [[5], [5]]), [[1, "Li", 5, None, None], [1, "Wang", 5, 0, None]]),
    ("SS_LEADERBOARD", ([None], [None]), [[None] * 5]),
    ("SS_LEADERBOARD", (["Li"], [5], 0), "#NUM!"),
    ("SS_LEADERBOARD", (["Li"], [5], 1e300), [[1, "Li", 5, None, None]]),
    ("SS_LEADERBOARD", (["Li"], ["#REF!"]), "#REF!"),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES)
def test_a_cell_shows(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert FUNCTIONS[name](*arguments) == shown(expected)
