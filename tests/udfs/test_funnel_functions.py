"""The cell functions of funnel and pipeline, as a host calls them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS
from tests.udfs.shown import shown

CASES: list[tuple[str, tuple[Value, ...], Value]] = [
    (
        "SS_FUNNEL",
        (
            [["Won"], ["Lead"], [None], ["Lead"], ["Offer"]],
            [["Lead"], ["Offer"], ["Won"]],
            [[100], [10], [7], [None], [30]],
        ),
        [["Lead", 4, 140, None, 1, 2], ["Offer", 2, 130, 0.5, 0.5, 1], ["Won", 1, 100, 0.5, 0.25, 0]],
    ),
    ("SS_FUNNEL", (["Lead"], ["Lead", "Won"]), [["Lead", 1, None, None, 1, 1], ["Won", 0, None, 0, 0, 0]]),
    (
        "SS_FUNNEL",
        ([2, 3.0, 2], [1, 2, 3]),
        [[1, 3, None, None, 1, 0], [2, 3, None, 1, 1, 2], [3, 1, None, 1 / 3, 1 / 3, 0]],
    ),
    (
        "SS_FUNNEL",
        (["ｌｅａｄ", " WON\u3000", 3.0], ["Lead", "3", "Won"]),
        [["Lead", 3, None, None, 1, 1], ["3", 2, None, 2 / 3, 2 / 3, 1], ["Won", 1, None, 0.5, 1 / 3, 0]],
    ),
    ("SS_FUNNEL", (["Lead"], ["Lead", "ＬＥＡＤ"]), "#VALUE!"),
    ("SS_FUNNEL", ([None, ""], ["Lead", None]), [["Lead", 0, None, None, None, 0], [None] * 6]),
    ("SS_FUNNEL", (["Lost"], ["Lead", "Won"]), "#N/A"),
    ("SS_FUNNEL", (["Lead", "#REF!"], ["Lead", "Won"]), "#REF!"),
    ("SS_FUNNEL", (["Lead"], ["Lead", "Won"], ["ten"]), "#VALUE!"),
    ("SS_FUNNEL_RATES", ([[200], [100], [25]],), [[200, None, 1], [100, 0.5, 0.5], [25, 0.25, 0.125]]),
    ("SS_FUNNEL_RATES", ([[200, 0, 0]],), [[200, None, 1], [0, 0, 0], [0, None, 0]]),
    ("SS_FUNNEL_RATES", ([None, None],), [[None, None, None]] * 2),
    ("SS_BOTTLENECK", (["Lead", "Offer", "Won"], [None, 0.5, 0.2]), "Won"),
    ("SS_BOTTLENECK", (["Lead", "Offer", "Won"], ["", 0.5, 0.2], [None, 0.9, 0.3]), "Offer"),
    ("SS_BOTTLENECK", (["Lead"], [None]), None),
    ("SS_BOTTLENECK", (["Lead", "Offer"], [0.5]), "#VALUE!"),
    ("SS_WIN_RATE", (30, 70), 0.3),
    ("SS_WIN_RATE", (0, 0), None),
    ("SS_WIN_RATE", (None, 3), None),
    ("SS_WIN_RATE", ([[3, 1, 2, "x"]], [[1, 1, "#DIV/0!", 1]]), [[0.75, 0.5, "#DIV/0!", "#VALUE!"]]),
    ("SS_WIN_RATE", ([[1], [2]], [[1, 2]]), "#VALUE!"),
    ("SS_VELOCITY", (40, 0.25, 20_000, 50), 4_000),
    ("SS_VELOCITY", (40, 0.25, 20_000, [[50], [0], [None]]), [[4_000], [None], [None]]),
    ("SS_COVERAGE", (300, 100), 3),
    ("SS_COVERAGE", (300, [[0, -1, None]]), [[None, None, None]]),
    ("SS_WEIGHTED", ([100, 200, None], [0.5, 0.1, 0.9]), 70),
    ("SS_WEIGHTED", ([100, 200], 0.5), 150),
    ("SS_WEIGHTED", (None, None), None),
    ("SS_WEIGHTED", ([100], [50]), "#NUM!"),
    ("SS_WEIGHTED", ([100], [1 + 2e-16]), 100),
    ("SS_WEIGHTED", ([100], [1 - 0.9 - 0.1]), 0),
    ("SS_WEIGHTED", ([1.7e308, 1.7e308], 1), "#NUM!"),
    ("SS_WEIGHTED", ([100, "#N/A"], [0.5, 0.5]), "#N/A"),
    ("SS_CYCLE", ([date(2026, 1, 1), date(2026, 1, 1), 46_023], [date(2026, 1, 31), None, 46_043.75]), 25),
    ("SS_CYCLE", ([datetime(2026, 1, 1, 23)] * 3, [46_024, 46_025, 46_032], "mean"), 4),
    ("SS_CYCLE", ([date(2026, 1, 1)], [None]), None),
    ("SS_CYCLE", ([date(1899, 12, 31)], [date(2026, 1, 1)]), "#NUM!"),
    ("SS_CYCLE", ([date(2026, 1, 1)], [1e300]), "#NUM!"),
    ("SS_CYCLE", ([date(2026, 1, 1)], [date(2026, 1, 3)], "ＭＥＡＮ"), 2),
    ("SS_CYCLE", ([date(2026, 1, 1)], [date(2026, 1, 2)], "mode"), "#VALUE!"),
    (
        "SS_ROLLUP",
        (["Closed", "Commit", "most likely", "BestCase", "Pipeline", "Omitted"], [1, 2, 4, 8, 16, 32]),
        [["Closed", 1], ["Commit", 3], ["MostLikely", 7], ["BestCase", 15], ["OpenPipeline", 30]],
    ),
    ("SS_ROLLUP", (["Won"], [1]), "#VALUE!"),
    (
        "SS_ROLLUP",
        (["ｃｌｏｓｅｄ"], [1]),
        [["Closed", 1], ["Commit", 1], ["MostLikely", 1], ["BestCase", 1], ["OpenPipeline", 0]],
    ),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES)
def test_a_cell_shows(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert FUNCTIONS[name](*arguments) == shown(expected)
