"""The cell functions of commission, as a host calls them."""

from __future__ import annotations

import pytest

from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS
from tests.udfs.shown import shown

RATES = [[0, 10_000, 0.05], [10_000, 20_000, 0.08], [20_000, None, 0.1]]
MONEY = [[0, 50_000, 1_000], [50_000, 100_000, 2_000]]
GRID = ([0, 10_000], [["Hardware", "Service"]], [[0.01, 0.02], [0.03, ""]])
CASES: list[tuple[str, tuple[Value, ...], Value]] = [
    ("SS_TIERED", (25_000, RATES), 1_800),
    ("SS_TIERED", (25_000, RATES, "slab"), 2_500),
    ("SS_TIERED", (10_000, RATES, "slab"), 800),
    ("SS_TIERED", (10_000, RATES, "slab", "lower"), 500),
    ("SS_TIERED", (75_000, MONEY, "interpolated"), 2_000),
    ("SS_TIERED", (25_000, [[0, None, 500]], "interpolated"), "#NUM!"),
    ("SS_TIERED", (0.1 + 0.2, [[0, 0.3, 5], [0.3, None, 9]], "interpolated"), 5),
    ("SS_TIERED", (0.2, [[0, 0.3, 5], [0.3, None, 9]], "interpolated", "higher", 0.1), 5 - 5 / 3),
    ("SS_TIERED", (0.1 + 0.2, [[0, 0.3, 0.5], [0.3, None, 1]], "ＳＬＡＢ", "lower"), 0.15),
    ("SS_TIERED", (1.7e308, RATES, None, None, 1.7e308), "#NUM!"),
    ("SS_TIERED", (4_000, RATES, "marginal", "higher", 8_000), 260),
    ("SS_TIERED", (-3_000, RATES, None, None, 12_000), -210),
    ("SS_TIERED", (-3_000, RATES), 0),
    ("SS_TIERED", (None, RATES), None),
    ("SS_TIERED", ([[8_000], [None], ["x"], ["#N/A"]], RATES), [[400], [None], ["#VALUE!"], ["#N/A"]]),
    ("SS_TIERED", ([[8_000, 4_000]], RATES, "marginal", "higher", [[0, 8_000]]), [[400, 260]]),
    ("SS_TIERED", (150, [[0, 100, 0.1], [50, None, 0.2]]), "#NUM!"),
    ("SS_TIERED", (150, [[100, None, 0.2], [0, 100, 0.1]]), "#NUM!"),
    ("SS_TIERED", (150, [[0, 100, "#REF!"]]), "#REF!"),
    ("SS_TIERED", (150, RATES, "retroactive"), "#VALUE!"),
    ("SS_RATE_GRID", (12_000, "hardware", *GRID), 0.03),
    (
        "SS_RATE_GRID",
        ([[5], [9_999], [12_000], [-1], [None]], "Service", *GRID),
        [[0.02], [0.02], [None], ["#N/A"], [None]],
    ),
    ("SS_RATE_GRID", (5, ["Hardware", "Licence", None], *GRID), [[0.01], ["#N/A"], [None]]),
    ("SS_RATE_GRID", (5, "Hardware", [0, 1, 2], *GRID[1:]), "#VALUE!"),
    ("SS_RATE_GRID", (5, ["ｓｅｒｖｉｃｅ", "#N/A"], *GRID), [[0.02], ["#N/A"]]),
    ("SS_RATE_GRID", (5, "2026", [0, 9], [[2026, 2027.0]], GRID[2]), 0.01),
    ("SS_RATE_GRID", (5, "a", [0.3, 0.1 + 0.2], [["a", "b"]], GRID[2]), "#NUM!"),
    ("SS_RATE_GRID", (5, "a", [0, 9], [["a", "Ａ"]], GRID[2]), "#VALUE!"),
    ("SS_DRAW", ([[1_500], [3_000]], 2_000), [[2_000, 500], [2_500, 0]]),
    ("SS_DRAW", ([1_500, None, 3_000], 2_000, 100), [[2_000, 600], [None, None], [2_400, 0]]),
    ("SS_DRAW", ([1_500, 3_000], 2_000, None, False), [[2_000, 0], [3_000, 0]]),
    ("SS_DRAW", ([1_500, 3_000], 2_000, 0, "FALSE"), [[2_000, 0], [3_000, 0]]),
    ("SS_DRAW", ([1_500, "#N/A"], 2_000), "#N/A"),
    ("SS_DRAW", ([1_500], -1), "#NUM!"),
    ("SS_DRAW", ([0.3], 0.1 + 0.2), [[0.3, 0]]),
    ("SS_DRAW", ([1_500, 3_000], 2_000, 0, "ＦＡＬＳＥ"), [[2_000, 0], [3_000, 0]]),
    ("SS_CLAWBACK", (1_200, 3, 12), 900),
    ("SS_CLAWBACK", (1_200, None, None, 0.5), 600),
    ("SS_CLAWBACK", (1_200, 18, 12), 0),
    ("SS_CLAWBACK", (1_200, 0.7 + 0.1, 0.8), 0),
    ("SS_CLAWBACK", (1_200, 3, 0), "#DIV/0!"),
    ("SS_CLAWBACK", ([[1_200], [None], [600]], [[3], [3], [None]], 12, [[None], [None], [0.1]]), [[900], [None], [60]]),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES)
def test_a_cell_shows(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert FUNCTIONS[name](*arguments) == shown(expected)
