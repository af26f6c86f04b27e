"""The cell functions of customers, channels, forecasts and evaluation, as a host calls them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS
from tests.udfs.shown import shown

JULY = date(2026, 7, 1)
IDS = [["c"], ["a"], ["b"], ["a"], [None], ["d"], ["e"]]
DATES = [[date(2026, 6, day)] for day in (1, 30, 20, 5, 30, 10)] + [[date(2026, 5, 1)]]
CASES: list[tuple[str, tuple[Value, ...], Value]] = [
    (
        "SS_RFM",
        (IDS, DATES, [[300], [100], [200], [400], [9], [40], [None]], JULY),
        [
            ["c", 30, 1, 300, 2, 1, 4],
            ["a", 1, 2, 500, 5, 5, 5],
            ["b", 11, 1, 200, 4, 1, 3],
            ["d", 21, 1, 40, 3, 1, 2],
            ["e", 61, 1, 0, 1, 1, 1],
        ],
    ),
    (
        "SS_RFM",
        ([7, 8, 7], [46_000, 46_001.9, 46_003], [1, 2, 3], 46_010, 2),
        [[7, 7, 2, 4, 2, 2, 2], [8, 9, 1, 2, 1, 1, 1]],
    ),
    ("SS_RFM", ([None], [None], [None], JULY), [[None] * 7]),
    ("SS_RFM", (["a", "a"], [JULY, JULY], [5, -9], JULY), [["a", 0, 1, -4, 5, 1, 1]]),
    (
        "SS_RFM",
        ([7, "b", "c"], [JULY, JULY, JULY], [1, 2, 9], JULY, 2, [["B"], [None], ["7"], ["d"]]),
        [["B", 0, 1, 2, 2, 1, 2], [None] * 7, ["7", 0, 1, 1, 2, 1, 1], ["d", *[None] * 6]],
    ),
    ("SS_RFM", (["a"], [JULY], [1], JULY, 5, ["#N/A"]), "#N/A"),
    ("SS_RFM", (["a"], [JULY], ["much"], JULY), "#VALUE!"),
    ("SS_RFM", (["a"], [JULY], ["#N/A"], JULY), "#N/A"),
    ("SS_RFM", (["a"], [JULY], [1], JULY, 0), "#NUM!"),
    ("SS_RFM", (["a"], [JULY], [1], JULY, 1_048_577), "#NUM!"),
    ("SS_RFM", (["a"], [JULY], [1], JULY, 1e300), "#NUM!"),
    ("SS_RFM", (["a"], [JULY], [1], date(1, 1, 1)), "#NUM!"),
    ("SS_RFM", (["a"], [date(1899, 12, 31)], [1], JULY), "#NUM!"),
    ("SS_ABC", ([[50, 25, 15, 7, 3]],), [["A", "A", "B", "C", "C"]]),
    ("SS_ABC", ([3, None, 97],), [["C"], [None], ["C"]]),
    ("SS_ABC", ([60, 40], 0.7, 0.9), [["A"], ["C"]]),
    ("SS_ABC", ([0, 0],), "#DIV/0!"),
    ("SS_ABC", ([5, -1],), "#NUM!"),
    ("SS_ABC", ([5, "#N/A"],), "#N/A"),
    ("SS_RETENTION", (200, 210, 40), 0.85),
    ("SS_RETENTION", ([0, None], 5, 5), [[None], [None]]),
    ("SS_CAC", (50_000, 100), 500),
    ("SS_CAC", (50_000, [[0, 100]]), [[None, 500]]),
    ("SS_NPS", ([10.000000000000002, 8.999999999999998],), 100),
    ("SS_NPS", ([10, 9, 8, None, 3],), 25),
    ("SS_NPS", ([None],), None),
    ("SS_NPS", ([11],), "#NUM!"),
    ("SS_GINI", ([0, 0, 0, 8],), 0.75),
    ("SS_HHI", ([1, 3],), 0.625),
    ("SS_GINI", ([0],), "#DIV/0!"),
    ("SS_HHI", ([None],), None),
    ("SS_HHI", ([1.7e308, 1.7e308],), "#NUM!"),
    ("SS_GINI", ([1.7e308, 1.7e308],), "#NUM!"),
    ("SS_NEXT_VISIT", (date(2026, 1, 30), "VIP", [["VIP", 7], ["Normal", 30]]), date(2026, 2, 6)),
    (
        "SS_NEXT_VISIT",
        (
            [46_052, None, datetime(2026, 1, 30, 9), JULY],
            ["normal", "VIP", "VIP", "Gold"],
            [["VIP", 7], ["Normal", 30]],
        ),
        [[date(2026, 3, 1)], [None], [date(2026, 2, 6)], ["#N/A"]],
    ),
    (
        "SS_NEXT_VISIT",
        (date(2026, 1, 30), [["ｖｉｐ"], [1001], [" "], ["#N/A"], ["x"]], [["VIP", 7.5], ["1001", -1], ["Vip", 9]]),
        [[date(2026, 2, 6)], [date(2026, 1, 29)], [None], ["#N/A"], ["#N/A"]],
    ),
    ("SS_NEXT_VISIT", ([date(9999, 12, 30), -5, date(1, 1, 1)], "a", [["a", 2]]), [["#NUM!"]] * 3),
    ("SS_NEXT_VISIT", (JULY, [["a"], ["b"], ["c"]], [["a", 1e300], ["b", -1e300], ["c", 3e6]]), [["#NUM!"]] * 3),
    ("SS_FORECAST", ([10, 20, 30, None], 2, "linear"), [[40, 40, 40], [50, 50, 50]]),
    ("SS_FORECAST", ([[10, 20, 30]], 1, "ma"), [[20, None, None]]),
    ("SS_FORECAST", ([10, 20], 1, "ses", 0.5), [[15, None, None]]),
    ("SS_FORECAST", ([10, 20, 10, 20], 3, "seasonal", 2), [[10, 10, 10], [20, 20, 20], [10, 10, 10]]),
    ("SS_FORECAST", ([2, 4, 6, 8, 10, 12], 1), [[14, 14, 14]]),
    ("SS_FORECAST", ([10, 20], 2, "holt", [[0.5, 0.5]]), [[28.125, None, None], [35, None, None]]),
    ("SS_FORECAST", ([10, 20], 1, "damped", [[0.5, 0.5, 1]]), [[28.125, None, None]]),
    ("SS_FORECAST", ([10, 20, 30], 2, "holt", [[None, ""]]), [[40, None, None], [50, None, None]]),
    ("SS_FORECAST", ([10, 20, 30, 40], 1, "HOLT"), [[50, 50, 50]]),
    ("SS_FORECAST", ([10, 20], 1, "holt", 0.5), "#NUM!"),
    ("SS_FORECAST", ([10, 20], 1, "holt", [[0.5, 2]]), "#NUM!"),
    ("SS_FORECAST", ([10, 20], 1, "damped", [["much", 0.5]]), "#VALUE!"),
    ("SS_FORECAST", ([10], 1, "holt"), "#N/A"),
    ("SS_FORECAST", ([10], 1, "linear"), "#N/A"),
    ("SS_FORECAST", ([10, 20], 0), "#NUM!"),
    ("SS_FORECAST", ([10, 20], 1_048_577), "#NUM!"),
    ("SS_FORECAST", ([10, 20], 1e300), "#NUM!"),
    ("SS_FORECAST", ([10, 20, 30], 1, "ＬＩＮＥＡＲ"), [[40, 40, 40]]),
    ("SS_FORECAST", ([10, 20], 1, "ses", 2), "#NUM!"),
    ("SS_FORECAST", ([10, 20], 1, "oracle"), "#VALUE!"),
    ("SS_FORECAST_ERROR", ([100, 80, None], [90, 100, 5]), [[-5, 15, 0.175, 1 / 6]]),
    ("SS_FORECAST_ERROR", ([0, 100], [5, 95]), [[0, 5, "#DIV/0!", 0.1]]),
    ("SS_FORECAST_ERROR", ([None], [5]), [[None] * 4]),
    ("SS_FORECAST_ERROR", ([1e308, 1e308], [-1e308, 1e308]), [["#NUM!"] * 4]),
    # 1.6 x 20 x 3 = 96
    ("SS_FORECAST_RANGE", (1000, 20, 3, None, None), [[904, 1096]]),
    ("SS_FORECAST_RANGE", (1000, 20, 3, None, None, 2), [[880, 1120]]),
    ("SS_FORECAST_RANGE", (1000, 20, 3, 930, None), [[930, 1096]]),
    ("SS_FORECAST_RANGE", (1000, 20, 3, 930, 960), [[930, 1096]]),
    ("SS_FORECAST_RANGE", (1000, 20, 3, 850, 880), [[880, 1096]]),
    ("SS_FORECAST_RANGE", (1000, 20, 3, 850, 2000), [[904, 2000]]),
    ("SS_FORECAST_RANGE", (1000, None, 3, 930, 960), [[960, 1000]]),
    ("SS_FORECAST_RANGE", (1000, 20, 0, None, None), [[1000, 1000]]),
    ("SS_FORECAST_RANGE", (None, 20, 3, 930, 960), [[None, None]]),
    ("SS_FORECAST_RANGE", (1000, -20, 3, None, None), "#NUM!"),
    ("SS_FORECAST_RANGE", (1000, 20, -3, None, None), "#NUM!"),
    ("SS_FORECAST_RANGE", (1000, 20, 3, None, None, -1), "#NUM!"),
    ("SS_FORECAST_RANGE", (1000, "much", 3, None, None), "#VALUE!"),
    ("SS_FORECAST_RANGE", (1e308, 1e308, 3, None, None), [["#NUM!", "#NUM!"]]),
    ("SS_CHANGE", (80, 90), [[10, 0.125, True]]),
    ("SS_CHANGE", (-4, -2), [[2, 0.5, True]]),
    ("SS_CHANGE", (0.3, 0.1 + 0.2), [[0, 0, False]]),
    (
        "SS_CHANGE",
        ([30, 5, 0, None], [20, 5, 1, 1], "down"),
        [[-10, -1 / 3, True], [0, 0, False], [1, None, False], [None] * 3],
    ),
    ("SS_CHANGE", ([[30, "#N/A"]], [[20, 1]], [["down", "up"]]), [[-10, -1 / 3, True], ["#N/A"] * 3]),
    ("SS_CHANGE", (30, 20, "left"), [[-10, -1 / 3, "#VALUE!"]]),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES)
def test_a_cell_shows(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert FUNCTIONS[name](*arguments) == shown(expected)
