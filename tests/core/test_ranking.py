"""Ranks and leaderboards."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.core.ranking import Order, Ties, leaderboard, ranks
from salessheet.errors import CannotCompute, ErrorKind

NAN = float("nan")
VALUES = np.array([70.0, 90, NAN, 70, 50, 90, 70])


@pytest.mark.parametrize(
    ("ties", "descending", "ascending"),
    [
        (Ties.COMPETITION, [3, 1, NAN, 3, 6, 1, 3], [2, 5, NAN, 2, 1, 5, 2]),
        (Ties.DENSE, [2, 1, NAN, 2, 3, 1, 2], [2, 3, NAN, 2, 1, 3, 2]),
        (Ties.AVERAGE, [4, 1.5, NAN, 4, 6, 1.5, 4], [3, 5.5, NAN, 3, 1, 5.5, 3]),
        (Ties.ORDINAL, [3, 1, NAN, 4, 6, 2, 5], [2, 5, NAN, 3, 1, 6, 4]),
    ],
)
def test_equal_values_are_ranked_as_asked(ties: Ties, descending: list[float], ascending: list[float]) -> None:
    np.testing.assert_array_equal(ranks(VALUES, Order.DESC, ties), descending)
    np.testing.assert_array_equal(ranks(VALUES, Order.ASC, ties), ascending)


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (Ties.COMPETITION, [1, 1, 2, 1, 3, 1]),
        (Ties.DENSE, [1, 1, 2, 1, 2, 1]),
        (Ties.AVERAGE, [1, 1.5, 2, 1.5, 3, 1]),
        (Ties.ORDINAL, [1, 1, 2, 2, 3, 1]),
    ],
)
def test_groups_rank_within_themselves(ties: Ties, expected: list[float]) -> None:
    values = np.array([5.0, 9, 4, 9, 3, 1])
    groups = ["s", "n", "s", "n", "n", None]
    assert ranks(values, Order.DESC, ties, groups).tolist() == expected
    assert ranks(values, Order.DESC, ties, ["ｓ", "N", "S ", "n\u3000", "Ｎ", "  "]).tolist() == expected


def test_values_that_differ_in_the_last_bit_do_not_tie_as_in_excel() -> None:
    assert ranks(np.array([0.3, 0.1 + 0.2])).tolist() == [2, 1]


def test_a_group_that_is_a_number_is_its_text() -> None:
    assert ranks(np.array([1.0, 2, 3]), groups=[7, "7", 7.0]).tolist() == [3, 2, 1]


def test_nothing_has_no_rank() -> None:
    assert np.isnan(ranks(np.array([NAN, NAN]))).all()
    assert ranks(np.array([])).size == 0


@given(st.lists(st.integers(-5, 5), max_size=20), st.integers(0, 1000), st.sampled_from(list(Order)))
def test_the_order_of_rows_is_irrelevant(values: list[int], seed: int, order: Order) -> None:
    shuffled = np.random.default_rng(seed).permutation(len(values))
    for ties in (Ties.COMPETITION, Ties.DENSE, Ties.AVERAGE):
        plain = ranks(np.array(values, float), order, ties)
        assert ranks(np.array(values, float)[shuffled], order, ties).tolist() == plain[shuffled].tolist()


@given(st.lists(st.tuples(st.integers(-5, 5), st.sampled_from("abc")), max_size=20))
def test_a_rank_is_one_more_than_the_number_of_better_values(rows: list[tuple[int, str]]) -> None:
    values, groups = [value for value, _ in rows], [group for _, group in rows]
    found = ranks(np.array(values, float), groups=groups).tolist()
    assert found == [1 + sum(w > v and h == g for w, h in rows) for v, g in rows]
    ordinal = ranks(np.array(values, float), ties=Ties.ORDINAL).tolist()
    assert sorted(ordinal) == list(range(1, len(rows) + 1))


def test_a_leaderboard_shows_the_gap_above_and_the_change_in_rank() -> None:
    found = leaderboard(["Li", "Wang", "Zhao", "Chen"], np.array([50.0, 80, NAN, 80]), np.array([1, 3, 2, NAN]))
    assert found.name == ["Wang", "Chen", "Li"]
    assert found.rank.tolist() == [1, 1, 3]
    assert found.value.tolist() == [80, 80, 50]
    np.testing.assert_array_equal(found.gap, [NAN, 0, 30])
    np.testing.assert_array_equal(found.change, [2, NAN, -2])


@pytest.mark.parametrize(("n", "names"), [(1, ["b"]), (2, ["b", "c"]), (9, ["b", "c", "a"]), (None, ["b", "c", "a"])])
def test_a_leaderboard_has_the_lines_asked_for_and_no_more_than_there_are(n: int | None, names: list[str]) -> None:
    assert leaderboard(["a", "b", "c", None], np.array([1.0, 3, 2, 99]), n=n).name == names


def test_a_leaderboard_of_nothing_is_empty() -> None:
    found = leaderboard(["a"], np.array([NAN]))
    assert found.name == []
    assert found.gap.size == 0


@pytest.mark.parametrize(
    ("names", "previous", "n", "kind"),
    [
        (["a"], None, None, ErrorKind.VALUE),
        (["a", "b"], [1.0], None, ErrorKind.VALUE),
        (["a", "b"], None, 0, ErrorKind.NUM),
    ],
)
def test_a_leaderboard_that_does_not_fit_is_refused(
    names: list[str], previous: list[float] | None, n: int | None, kind: ErrorKind
) -> None:
    with pytest.raises(CannotCompute) as failure:
        leaderboard(names, np.array([1.0, 2]), None if previous is None else np.array(previous), n)
    assert failure.value.kind is kind
