"""Every argument of every function as rows, as arrays of numpy and as objects of pandas: the same result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salessheet.core.values import Value
from salessheet.udfs import FUNCTIONS, HELP

D1, D2, D3 = date(2026, 1, 5), date(2026, 3, 20), date(2026, 6, 30)
DAYS = [[D1], [D2], [D3], [D2]]
AMOUNTS = [[50.5], [30], [None], [20]]
NAMES = [["Ann"], ["Bob"], ["Cy"], ["Di"]]
MONTHS: Value = [[month] for month in range(1, 13)]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
OFF, WORKED = [[date(2026, 3, 2)], [date(2026, 3, 3)]], [[date(2026, 3, 7)], [None]]

# What is not given here has a default that is no blank, and is passed as it.
GIVEN: dict[str, dict[str, Value]] = {
    "SS_SPLIT": {"total": 100, "weights": [[1.5], [2], [None], [3]]},
    "SS_SPLIT2": {
        "row_totals": [[100], [50]],
        "column_totals": [[75, 75]],
        "weights": [[1, 2], [3, None]],
    },
    "SS_SPLIT_EACH": {"totals": [[100, 50]], "weights": [[1, 2], [3, None]]},
    "SS_PERIODS": {"year": 2026, "level": "month", "days_off": OFF, "days_on": WORKED},
    "SS_TARGETS": {
        "annual": 1200.5,
        "year": 2026,
        "level": "month",
        "month_weights": MONTHS,
        "days_off": OFF,
        "days_on": WORKED,
    },
    "SS_RESPREAD": {"annual": 1200, "actuals": [[100.5], [None], [None]], "weights": [[1], [1], [2]]},
    "SS_WORKDAYS": {"start": DAYS, "end_date": DAYS, "days_off": OFF, "days_on": WORKED},
    "SS_ATTAINMENT": {"actual": AMOUNTS, "target": [[100], [0], [None], [5]]},
    "SS_GROWTH": {"current": AMOUNTS, "base": [[100], [0], [None], [5]]},
    "SS_GAP": {"actual": AMOUNTS, "target": [[100], [0], [None], [5]]},
    "SS_PACE": {
        "actual": AMOUNTS,
        "target": 100,
        "start": YEAR[0],
        "end_date": YEAR[1],
        "as_of": DAYS,
        "days_off": OFF,
        "days_on": WORKED,
    },
    "SS_PRORATE": {
        "amount": AMOUNTS,
        "from_date": DAYS,
        "to_date": [[None], [D3], [D3], [D3]],
        "period_start": YEAR[0],
        "period_end": YEAR[1],
    },
    "SS_SMART": {
        "text": "Win the north",
        "metric": "sales",
        "base": 100,
        "target": 120.5,
        "unit": "k",
        "start": D1,
        "deadline": D3,
        "owner": "Li",
        "linked_to": "growth",
    },
    "SS_FUNNEL": {
        "stages_reached": [["lead"], ["won"], [None], ["offer"]],
        "stages": [["lead"], ["offer"], ["won"]],
        "amounts": AMOUNTS,
    },
    "SS_FUNNEL_RATES": {"counts": [[200], [50], [None]]},
    "SS_BOTTLENECK": {"names": NAMES, "rates": [[0.5], [0.2], [None], [0.8]], "benchmarks": [[0.5], [0.6], [1], [1]]},
    "SS_WIN_RATE": {"won": AMOUNTS, "lost": 90},
    "SS_VELOCITY": {"deals": [[20, 30]], "win_rate": [[0.25, 0.5]], "deal_size": 36_000, "cycle_days": [[60, None]]},
    "SS_COVERAGE": {"open_pipeline": AMOUNTS, "remaining_target": [[10], [0], [1], [None]]},
    "SS_WEIGHTED": {"amounts": AMOUNTS, "probabilities": [[0.5], [0.1], [1], [None]]},
    "SS_CYCLE": {"starts": DAYS, "ends": [[D3], [D3], [None], [D3]]},
    "SS_ROLLUP": {"categories": [["Closed"], ["Commit"], [None], ["Pipeline"]], "amounts": AMOUNTS},
    "SS_KPI_SCORE": {
        "actual": AMOUNTS,
        "target": [[100], [20], [3], [None]],
        "direction": [["up"], ["down"], [None], ["up"]],
        "method": [["linear"], ["ratio"], [None], ["linear"]],
        "points": [[0, 0], [100, 100]],
    },
    "SS_KPI_TOTAL": {"scores": AMOUNTS, "weights": [[0.5], [0.25], [None], [0.25]]},
    "SS_BAND": {"value": AMOUNTS, "bands": [[0, 30, "C"], [30, 50, "B"], [50, None, "A"]]},
    "SS_CURVE": {"value": AMOUNTS, "points": [[0, 0], [100, 12.5]]},
    "SS_RANK": {"values": AMOUNTS, "groups": [["n"], ["n"], [None], ["s"]]},
    "SS_LEADERBOARD": {"names": NAMES, "values": AMOUNTS, "top": 2, "previous_ranks": [[2], [1], [None], [3]]},
    "SS_TIERED": {"amount": AMOUNTS, "tiers": [[0, 30, 0.02], [30, None, 0.03]], "prior": [[1], [None], [2], [3]]},
    "SS_RATE_GRID": {
        "amount": AMOUNTS,
        "label": [["new"], ["old"], [None], ["new"]],
        "floors": [[0], [40]],
        "labels": [["new", "old"]],
        "rates": [[0.03, 0.01], [0.05, None]],
    },
    "SS_DRAW": {"gross": AMOUNTS, "draw": [[40], [40], [None], [40]], "opening": 5},
    "SS_CLAWBACK": {"paid": AMOUNTS, "served": 9, "term": 12, "percent": [[None], [0.5], [None], [0.1]]},
    "SS_RFM": {"customer_ids": NAMES, "dates": DAYS, "amounts": AMOUNTS, "as_of": D3, "bins": 5, "among": NAMES},
    "SS_ABC": {"values": AMOUNTS},
    "SS_RETENTION": {"start_customers": [[200], [0]], "end_customers": [[210], [3]], "new_customers": [[40], [None]]},
    "SS_CAC": {"cost": AMOUNTS, "new_customers": 30},
    "SS_NPS": {"scores": [[10], [9], [None], [3]]},
    "SS_GINI": {"values": AMOUNTS},
    "SS_HHI": {"values": AMOUNTS},
    "SS_NEXT_VISIT": {
        "last_contact": DAYS,
        "customer_class": [["VIP"], ["Normal"], [None], ["Gold"]],
        "intervals": [["VIP", 7], ["Normal", 30]],
    },
    "SS_FORECAST": {"history": [[10], [20.5], [25], [30]], "periods": 2, "method": "ma", "parameter": 2},
    "SS_FORECAST_ERROR": {"actual": AMOUNTS, "forecast": [[40], [30], [20], [10]]},
    "SS_FORECAST_RANGE": {"likely": 1000, "miss": 20, "periods": 3, "won": 930, "with_pipeline": 960, "width": 2},
    "SS_CHANGE": {"before": AMOUNTS, "after": [[40], [30], [20], [30]]},
}
EVERY = [(name, argument.name) for name, about in HELP.items() for argument in about.arguments]
OPTIONAL = [(name, argument.name) for name, about in HELP.items() for argument in about.arguments if argument.optional]


def full(name: str) -> dict[str, Value]:
    """An example of every argument of a function."""
    return {argument.name: argument.default for argument in HELP[name].arguments} | GIVEN.get(name, {})


ARGUMENTS = [(name, argument) for name, argument in EVERY if full(name)[argument] is not None]
"""Those with an example, which all have; that one lacks it is told once."""


def result(name: str, argument: str, value: Value) -> Value:
    return FUNCTIONS[name](**(full(name) | {argument: value}))


def singles(value: Value) -> Iterator[Value]:
    """A single value in the types that people compute with."""
    yield np.array(value)
    yield np.array(value, dtype=object)
    if isinstance(value, date):
        yield from (
            np.datetime64(value),
            np.datetime64(value, "ns"),
            pd.Timestamp(value),
            datetime(*value.timetuple()[:3]),
        )
        yield np.array(np.datetime64(value, "s"))
    elif isinstance(value, str):
        yield np.str_(value)
    elif isinstance(value, bool):
        yield np.bool_(value)
    else:
        yield from (np.float64(value), Decimal(str(value)), pd.Series([value]).iloc[0])


def ranges(rows: list[list[Value]]) -> Iterator[Value]:
    """Rows as arrays and frames of every kind, and a column as what has one dimension, too."""
    objects = np.array(rows, dtype=object)
    kinds = {type(cell) for row in rows for cell in row} - {type(None)}
    frame = pd.DataFrame(objects)
    yield from (tuple(map(tuple, rows)), objects, frame, frame.convert_dtypes(), frame.astype("category"))
    yield from _typed(rows, kinds)
    if len(rows[0]) == 1:
        column = [row[0] for row in rows]
        yield from (column, objects[:, 0], pd.Series(column), pd.Series(column, dtype=object), pd.Index(column))
        yield from (pd.Series(column).convert_dtypes(), pd.Series(column).astype("category"))


def _typed(rows: list[list[Value]], kinds: set[type]) -> Iterator[Value]:
    if kinds == {date}:
        yield from (np.array(rows, dtype=f"datetime64[{unit}]") for unit in ("D", "s", "ns"))
        yield pd.DataFrame(rows).apply(pd.to_datetime)
    elif kinds <= {int, float}:
        floats = np.array(rows, dtype=np.float64)
        yield from (floats, np.asfortranarray(floats), pd.DataFrame(floats, dtype="Float64"))
        yield [[None if cell is None else Decimal(str(cell)) for cell in row] for row in rows]
        if not np.isnan(floats).any() and (floats == floats.astype(int)).all():
            yield from (
                floats.astype(np.int64),
                floats.astype(np.uint16),
                pd.DataFrame(floats.astype(int), dtype="Int64"),
            )
    elif kinds == {str}:
        yield np.array([[cell or "" for cell in row] for row in rows])
        yield pd.DataFrame(rows, dtype="string")


def test_there_is_an_example_of_every_argument() -> None:
    missing = [f"{name}: {argument}" for name, argument in EVERY if full(name)[argument] is None]
    assert not missing, f"give each an example in GIVEN of this module: {missing}"
    assert list(GIVEN) == list(FUNCTIONS), "the examples of GIVEN stand in the order of udfs.py"


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_a_function_reads_an_argument_in_every_form(name: str, argument: str) -> None:
    plain = full(name)[argument]
    rows = plain if isinstance(plain, list) else [[plain]]
    expected = result(name, argument, rows)
    assert "#VALUE!" not in str(expected)
    for form in ranges(rows):
        assert result(name, argument, form) == expected, repr(form)
    if not isinstance(plain, list):
        alone = result(name, argument, plain)
        for form in singles(plain):
            assert result(name, argument, form) == alone, repr(form)


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_an_empty_array_is_an_empty_list(name: str, argument: str) -> None:
    empty: list[Any] = [np.array([]), np.array([], dtype=object), np.array([], "M8[ns]"), pd.Series([], dtype=object)]
    for form in empty:
        assert result(name, argument, form) == result(name, argument, []), repr(form)


BLANKS: list[Value] = [
    [[None]],
    [None],
    float("nan"),
    [[float("nan")]],
    np.array(None),
    np.array([None]),
    np.array([[None]]),
    np.array([[np.nan]]),
    np.array([["NaT"]], "M8[D]"),
    pd.NA,
    pd.NaT,
    pd.Series([None]),
    pd.Series([pd.NA], dtype="Int64"),
    pd.Series([pd.NaT]),
    pd.Series([None], dtype="string"),
    pd.DataFrame([[None]]),
    pd.Index([None]),
]


@pytest.mark.parametrize(("name", "argument"), OPTIONAL)
def test_a_blank_in_any_form_is_an_argument_left_out(name: str, argument: str) -> None:
    given = full(name)
    del given[argument]
    expected = FUNCTIONS[name](**given)
    for blank in BLANKS:
        assert FUNCTIONS[name](**given, **{argument: blank}) == expected, repr(blank)


def test_nothing_stays_nothing_beside_an_error() -> None:
    assert FUNCTIONS["SS_ATTAINMENT"]([], "#N/A") == []
    assert FUNCTIONS["SS_WORKDAYS"]([[]], "x") == [[]]
    assert FUNCTIONS["SS_ATTAINMENT"]([[1], [2]], "#N/A") == [["#N/A"], ["#N/A"]]
