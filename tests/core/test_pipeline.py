"""Win rate, velocity, coverage, weighted value, cycle and forecast categories."""

from __future__ import annotations

import numpy as np
import pytest

from salessheet.core import pipeline
from salessheet.core.pipeline import Statistic
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")


def one(value: float) -> Floats:
    return np.array([value], float)


@pytest.mark.parametrize(
    ("won", "lost", "rate"), [(30, 70, 0.3), (5, 0, 1), (0, 5, 0), (0, 0, NAN), (NAN, 5, NAN), (5, NAN, NAN)]
)
def test_win_rate_counts_closed_deals_only(won: float, lost: float, rate: float) -> None:
    np.testing.assert_allclose(pipeline.win_rate(one(won), one(lost)), [rate])


@pytest.mark.parametrize(("days", "velocity"), [(50, 4_000), (0, NAN), (NAN, NAN)])
def test_velocity_is_money_a_day(days: float, velocity: float) -> None:
    np.testing.assert_allclose(pipeline.velocity(one(40), one(0.25), one(20_000), one(days)), [velocity])


@pytest.mark.parametrize(("remaining", "times"), [(100_000, 3), (0, NAN), (-5, NAN), (NAN, NAN)])
def test_coverage_is_blank_once_nothing_is_left_to_cover(remaining: float, times: float) -> None:
    np.testing.assert_allclose(pipeline.coverage(one(300_000), one(remaining)), [times])


@pytest.mark.parametrize(
    ("amounts", "probabilities", "value"),
    [
        ([100, 200, 300], [0.1, 0.5, 1], 410),
        ([100, 200, NAN], [0.1, NAN, 1], 10),
        ([100, 200], [0.5], 150),
        ([NAN], [0.5], NAN),
        ([100], [1 + 2e-16], 100),
        ([100], [1 - 0.9 - 0.1], 0),  # a 0 but for the last bits
    ],
)
def test_weighted_pipeline_sums_what_has_amount_and_chance(
    amounts: list[float], probabilities: list[float], value: float
) -> None:
    found = pipeline.weighted(np.array(amounts, float), np.array(probabilities))
    assert found == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize("probability", [40, -0.1, 1.00000000000001, -1e-13])
def test_a_chance_in_percent_is_refused(probability: float) -> None:
    with pytest.raises(CannotCompute, match="between 0 and 1"):
        pipeline.weighted(one(100), one(probability))


STARTS = np.array(["2026-01-01", "2026-01-01", "2026-01-01", "2026-01-01", "NaT"], "M8[D]")
ENDS = np.array(["2026-01-11", "2026-01-21", "NaT", "2026-04-01", "2026-01-02"], "M8[D]")


@pytest.mark.parametrize(("statistic", "length"), [(Statistic.MEDIAN, 20), (Statistic.MEAN, 40)])
def test_the_cycle_counts_finished_rows_only(statistic: Statistic, length: float) -> None:
    assert pipeline.cycle(STARTS, ENDS, statistic) == length


def test_the_cycle_of_nothing_finished_is_blank() -> None:
    assert np.isnan(pipeline.cycle(STARTS[2:3], ENDS[2:3]))


def test_an_end_before_its_start_is_a_negative_number_of_days() -> None:
    assert pipeline.cycle(ENDS[:1], STARTS[:1]) == -10


def test_forecast_categories_roll_up_from_the_surest() -> None:
    categories = ["Closed ", "ＣＯＭＭＩＴ", "Most Likely", "BestCase", "best-case", "Pipeline", "Omitted", "", None]
    amounts = np.array([100.0, 50, 20, 7, 3, 30, 999, 0, NAN])
    assert pipeline.rollup(categories, amounts) == {
        "Closed": 100,
        "Commit": 150,
        "MostLikely": 170,
        "BestCase": 180,
        "OpenPipeline": 110,
    }


def test_a_roll_up_of_nothing_is_blank() -> None:
    assert all(np.isnan(amount) for amount in pipeline.rollup([None, ""], np.array([NAN, NAN])).values())


@pytest.mark.parametrize(("category", "amount"), [("Upside", 5), ("Upside", NAN), ("Upside", 0), (None, 5)])
def test_an_unknown_category_is_refused(category: str | None, amount: float) -> None:
    with pytest.raises(CannotCompute) as failure:
        pipeline.rollup(["Closed", category], np.array([1, amount], float))
    assert failure.value.kind is ErrorKind.VALUE


def test_columns_of_different_length_are_refused() -> None:
    two = np.ones(2)
    for compute in (
        lambda: pipeline.weighted(two, np.ones(3)),
        lambda: pipeline.cycle(STARTS, ENDS[:2]),
        lambda: pipeline.rollup(["Closed"], two),
    ):
        with pytest.raises(CannotCompute, match="differ in number"):
            compute()
