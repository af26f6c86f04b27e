"""The funnel, its rates and its bottleneck."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.funnel import bottleneck, funnel, rates
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
STAGES = ["Lead", "Opportunity", "Contract", "Won"]


def test_a_deal_counts_in_its_stage_and_in_every_earlier_one() -> None:
    reached = ["Won", "Lead", "Opportunity\u3000", "ｗｏｎ ", "LEAD", None]
    found = funnel(reached, STAGES, np.array([100.0, 10, 20, NAN, 5, 999]))
    assert found.count.tolist() == [5, 3, 2, 2]
    assert found.amount.tolist() == [135, 120, 100, 100]
    np.testing.assert_allclose(found.step_rate, [NAN, 3 / 5, 2 / 3, 1])
    np.testing.assert_allclose(found.overall_rate, [1, 3 / 5, 2 / 5, 2 / 5])
    assert found.stopped.tolist() == [2, 1, 0, 0]


def test_without_deals_there_are_counts_but_no_rates() -> None:
    found = funnel([None], STAGES)
    assert found.count.tolist() == [0, 0, 0, 0]
    for blank in (found.amount, found.step_rate, found.overall_rate):
        assert np.isnan(blank).all()


def test_a_blank_stage_keeps_its_row() -> None:
    found = funnel(["b", "a"], ["a", None, "b", None])
    np.testing.assert_array_equal(found.count, [2, NAN, 1, NAN])
    np.testing.assert_array_equal(found.step_rate, [NAN, NAN, 0.5, NAN])
    np.testing.assert_array_equal(found.stopped, [1, NAN, 0, NAN])


@pytest.mark.parametrize(
    ("reached", "stages", "amounts", "kind"),
    [
        (["Lost"], STAGES, None, ErrorKind.NA),
        (["Lead"], ["Lead", "lead"], None, ErrorKind.VALUE),
        (["Lead"], ["Lead", "Ｌｅａｄ"], None, ErrorKind.VALUE),
        (["Lead"], STAGES, np.array([1.0, 2]), ErrorKind.VALUE),
    ],
)
def test_deals_that_do_not_fit_the_stages_are_refused(
    reached: list[str], stages: list[str], amounts: Floats | None, kind: ErrorKind
) -> None:
    with pytest.raises(CannotCompute) as failure:
        funnel(reached, stages, amounts)
    assert failure.value.kind is kind


@given(st.lists(st.sampled_from([*STAGES, None]), max_size=50))
def test_a_funnel_narrows_and_every_deal_stops_once(reached: list[str | None]) -> None:
    found = funnel(reached, STAGES, np.ones(len(reached)))
    assert (np.diff(found.count) <= 0).all()
    assert found.amount.tolist() == found.count.tolist()
    assert found.stopped.sum() + found.count[-1] == sum(stage is not None for stage in reached)


@pytest.mark.parametrize(
    ("count", "step", "overall"),
    [
        ([200, 100, 40, 10], [NAN, 0.5, 0.4, 0.25], [1, 0.5, 0.2, 0.05]),
        ([200, 0, 0], [NAN, 0, NAN], [1, 0, 0]),
        ([0, 0], [NAN, NAN], [NAN, NAN]),
        ([10, NAN, 5], [NAN, NAN, NAN], [1, NAN, 0.5]),
        ([7], [NAN], [1]),
        ([], [], []),
    ],
)
def test_rates_compare_with_the_stage_before_and_with_the_first(
    count: list[float], step: list[float], overall: list[float]
) -> None:
    found = rates(np.array(count, float))
    np.testing.assert_allclose(found[0], step)
    np.testing.assert_allclose(found[1], overall)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=8).map(lambda xs: sorted(xs, reverse=True)))
def test_step_rates_multiply_to_the_overall_rate(count: list[int]) -> None:
    step, overall = rates(np.array(count, float))
    np.testing.assert_allclose(np.cumprod([1.0, *step[1:]]), overall)


@pytest.mark.parametrize(
    ("rate", "benchmarks", "name"),
    [
        ([NAN, 0.5, 0.3, 0.4], None, "c"),
        ([0.3, 0.5, 0.3, 0.4], None, "a"),
        ([0.9, 0.5, 0.3, 0.4], [0.95, 0.8, 0.2, 0.5], "b"),
        ([0.9, 0.5, 0.3, 0.4], [0.5], "c"),
        ([0.5, 0.3, 0.9, 0.9], [0.7, 0.5, 0.1, 0.1], "a"),  # both 0.2 short but for the last bit
        ([100.3, 100.5, 0.5, 1], [100.5, 100.7, 0.7, 1], "a"),  # all 0.2 short
        ([0.5, 0.3, 0.1 + 0.2, 0.9], None, "b"),
        ([0.5, 0.3, 0.299999999999999, 0.9], None, "c"),
        ([0.9, 0.8, 0.7, 0.6], [0.1, 0.5, 0.1, 0.1], "b"),  # all above: the smallest lead
        ([0.9, 0.5, 0.3, 0.4], [NAN, NAN, NAN, 0.4], "d"),
        ([NAN, NAN, NAN, NAN], None, None),
    ],
)
def test_the_bottleneck_is_the_lowest_rate_or_the_largest_shortfall(
    rate: list[float], benchmarks: list[float] | None, name: str | None
) -> None:
    goals = None if benchmarks is None else np.array(benchmarks)
    assert bottleneck(["a", "b", "c", "d"], np.array(rate), goals) == name


def test_a_rate_without_a_name_is_no_bottleneck() -> None:
    assert bottleneck([None, "b"], np.array([0.1, 0.2])) == "b"
