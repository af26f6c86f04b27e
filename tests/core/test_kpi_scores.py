"""Scores of indicators and their total."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core import kpi
from salessheet.core.values import Floats
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
LINE = np.array([[80.0, 0], [100, 100], [120, 150]])
STEPS = np.array([[0, 0.8, 0], [0.8, 1, 60], [1, NAN, 100]])


def score(
    actual: float,
    target: float,
    direction: str | None = None,
    method: str | None = None,
    bounds: tuple[float, float, float] = (NAN, NAN, NAN),
    points: Floats | None = None,
    below: str | None = None,
) -> float:
    up_or_down, how, under = (np.array([word], dtype=object) for word in (direction, method, below))
    full, floor, cap = (np.array([float(bound)]) for bound in bounds)
    pair = np.array([float(actual)]), np.array([float(target)])
    return float(kpi.scores(*pair, up_or_down, how, full, floor, cap, under, points)[0])


@pytest.mark.parametrize(
    ("actual", "target", "direction", "method", "expected"),
    [
        (80, 100, "up", "ratio", 80),
        (150, 100, "up", "ratio", 120),  # the cap
        (-10, 100, "up", "ratio", 0),  # the floor
        (1, 3, "up", "ratio", 100 / 3),  # not rounded
        (NAN, 100, "up", "ratio", NAN),
        (80, NAN, "up", "ratio", NAN),
        (80, 0, "up", "ratio", NAN),
        (50, 40, "down", "ratio", 80),
        (20, 40, "down", "ratio", 120),
        (0, 40, "down", "ratio", 120),  # no complaint at all
        (-5, 40, "down", "ratio", 120),
        (NAN, 40, "down", "ratio", NAN),
        (5, 0, "down", "ratio", NAN),
        (0, 0, "up", "ratio", NAN),
        (0, 0, "down", "ratio", NAN),
        (0, 0, "down", "complement", NAN),
        (-5, 0, "down", "ratio", NAN),
        (-50, -100, "up", "ratio", 50),  # a target below 0 turns the ratio round
        (-200, -100, "up", "ratio", 120),
        (50, -100, "up", "ratio", 0),
        (-200, -100, "down", "ratio", 50),
        (-50, -100, "down", "ratio", 120),
        (0, -100, "down", "ratio", 120),
        (50, -100, "down", "ratio", 0),
        (-90, -100, "up", "complement", 110),  # 1 + 10 / 100
        (-150, -100, "up", "complement", 50),
        (-99, -100, "up", "veto", 100),
        (-101, -100, "up", "veto", 0),
        (0.1 + 0.2, 0.3, "down", "veto", 100),  # what looks like the target is the target
        (0.3 - 2e-15, 0.3, "up", "veto", 0),
        (1 - 1e-16, 1, "up", "veto", 100),
        (44, 40, "down", "complement", 90),
        (20, 40, "down", "complement", 120),
        (100, 40, "down", "complement", 0),
        (44, 40, "up", "complement", 90),
        (44, 0, "down", "complement", NAN),
        (100, 100, "up", "veto", 100),
        (99, 100, "up", "veto", 0),
        (0, 0, "down", "veto", 100),  # no accident allowed, none happened
        (1, 0, "down", "veto", 0),
        (NAN, 0, "down", "veto", NAN),
        (1, NAN, "down", "veto", NAN),
    ],
)
def test_an_actual_value_is_scored_by_its_method(
    actual: float, target: float, direction: str, method: str, expected: float
) -> None:
    assert score(actual, target, direction, method) == pytest.approx(expected, nan_ok=True)


def test_blank_words_and_bounds_are_the_defaults() -> None:
    assert score(150, 100) == 120
    assert score(150, 100, " Up ", "RATIO") == 120


def test_floor_and_cap_bound_the_ratio_and_not_the_score() -> None:
    bounds = (40, 0.5, 1.1)
    assert score(10, 100, bounds=bounds) == 20
    assert score(200, 100, bounds=bounds) == pytest.approx(44)
    assert score(200, 100, method="veto", bounds=bounds) == 40


@pytest.mark.parametrize(
    ("actual", "expected"), [(70, 0), (80, 0), (90, 50), (100, 100), (110, 125), (130, 150), (NAN, NAN)]
)
def test_linear_scores_need_points_and_no_target(actual: float, expected: float) -> None:
    assert score(actual, NAN, method="linear", points=LINE) == pytest.approx(expected, nan_ok=True)


def test_linear_points_may_fall_where_less_is_better() -> None:
    assert score(15, NAN, "down", "linear", points=np.array([[10.0, 100], [20, 0]])) == 50


@pytest.mark.parametrize(
    ("actual", "expected"), [(79, 0), (80, 20), (80 * (1 - 1e-16), 20), (90, 60), (130, 150), (NAN, NAN)]
)
def test_under_the_first_point_of_a_line_a_score_may_be_nothing(actual: float, expected: float) -> None:
    points = np.array([[100.0, 100], [80, 20], [120, 150]])
    assert score(actual, NAN, method="linear", points=points, below=" Zero") == pytest.approx(expected, nan_ok=True)
    assert score(79, NAN, method="linear", points=points, below="clamp") == 20


@pytest.mark.parametrize("method", ["ratio", "complement", "veto", "band"])
def test_what_is_under_the_first_point_concerns_lines_only(method: str) -> None:
    assert score(79, 100, method=method, points=STEPS, below="zero") == score(79, 100, method=method, points=STEPS)


@pytest.mark.parametrize(
    ("actual", "target", "expected"),
    [(79, 100, 0), (80, 100, 60), (100, 100, 100), (250, 100, 100), (-1, 100, NAN), (9, 0, NAN)],
)
def test_band_scores_stand_as_they_are(actual: float, target: float, expected: float) -> None:
    found = score(actual, target, method="band", bounds=(10, 0, 0.5), points=STEPS)
    assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("direction", "method", "points", "kind"),
    [
        ("sideways", "ratio", None, ErrorKind.VALUE),
        ("up", "guess", None, ErrorKind.VALUE),
        ("up", "linear", None, ErrorKind.VALUE),
        ("up", "linear", STEPS, ErrorKind.VALUE),
        ("up", "band", LINE, ErrorKind.VALUE),
        ("up", "band", STEPS[::-1], ErrorKind.NUM),
    ],
)
def test_a_score_that_cannot_be_is_refused(direction: str, method: str, points: Floats | None, kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        score(90, 100, direction, method, points=points)
    assert failure.value.kind is kind


def test_one_call_scores_a_column_of_different_indicators() -> None:
    found = kpi.scores(
        np.array([8.0, 0, 5, NAN]),
        np.array([10.0, 10, 5, 1]),
        np.array(["up", "down", None, "up"], dtype=object),
        np.array([None, "ratio", "veto", "ratio"], dtype=object),
        np.array([NAN, 10, 50, NAN]),
        np.full(4, NAN),
        np.array([NAN, 1.5, NAN, NAN]),
        np.full(4, None),
    )
    np.testing.assert_allclose(found, [80, 15, 50, NAN])


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(1, 1000), st.sampled_from(list(kpi.Direction)))
def test_a_better_value_never_scores_less(one: float, other: float, target: float, direction: str) -> None:
    worse, better = sorted([one, other], reverse=direction == "down")
    for method in ("ratio", "veto", "complement" if direction == "down" else "ratio"):
        assert score(worse, target, direction, method) <= score(better, target, direction, method)


@given(st.floats(-1000, 1000), st.floats(-1000, 1000), st.floats(-1000, -1), st.sampled_from(list(kpi.Direction)))
def test_for_a_target_below_zero_there_is_a_sound_method_in_both_directions(
    one: float, other: float, target: float, direction: str
) -> None:
    worse, better = sorted([one, other], reverse=direction == "down")
    method = "ratio" if direction == "down" else "complement"
    bounds = (NAN, -1e9, 1e9)
    found = score(better, target, "up", method, bounds)

    assert score(worse, target, "up", method, bounds) <= found
    sense = 1 if direction == "up" else -1
    assert found == pytest.approx(100 * (1 + sense * (better - target) / abs(target)), abs=1e-6)


@pytest.mark.parametrize(
    ("scores", "weights", "total"),
    [
        ([80, 100], [0.6, 0.4], 88),
        ([80, 100, 90], [0.3, 0.3, 0.4], 90),
        ([80, NAN], [0.6, 0.4], NAN),
        ([80, NAN], [1, 0], 80),
        ([80, NAN], [1, NAN], 80),
        ([NAN, NAN], [NAN, NAN], NAN),
        ([50] * 10, [0.1] * 10, 50),
    ],
)
def test_the_total_is_blank_while_a_score_that_carries_weight_is_missing(
    scores: list[float], weights: list[float], total: float
) -> None:
    assert kpi.total(np.array(scores, float), np.array(weights, float)) == pytest.approx(total, nan_ok=True)


@pytest.mark.parametrize(
    ("weights", "kind"),
    [
        ([0.5, 0.4], ErrorKind.NUM),
        ([0.0, 0.0], ErrorKind.NUM),
        ([NAN, NAN], ErrorKind.NUM),
        ([0.5, 0.5 + 2e-9], ErrorKind.NUM),
        ([60, 40], ErrorKind.NUM),
        ([1.0], ErrorKind.VALUE),
    ],
)
def test_weights_total_1(weights: list[float], kind: ErrorKind) -> None:
    with pytest.raises(CannotCompute) as failure:
        kpi.total(np.array([80.0, 90]), np.array(weights))
    assert failure.value.kind is kind
    assert kpi.total(np.array([80.0, 90]), np.array([0.5, 0.5 + 5e-10])) == pytest.approx(85)


def test_an_unknown_word_for_what_is_under_the_first_point_is_refused_whatever_the_method() -> None:
    for method, points in (("linear", LINE), ("ratio", None)):
        with pytest.raises(CannotCompute) as failure:
            score(90, 100, method=method, points=points, below="under")
        assert failure.value.kind is ErrorKind.VALUE
