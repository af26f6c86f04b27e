"""SUMIFS and COUNTIFS for every cell of a block at once, case by case and against a plain loop."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.workbook.measures import Scalar
from salessheet.workbook.readings import conditional
from salessheet.workbook.readings.cells import Cells, Window, cells, single
from salessheet.workbook.readings.conditional import Condition, sumifs
from salessheet.workbook.readings.twins import PLAIN

NA = "#N/A"
Range = Sequence[Scalar]


def column(items: Range) -> Cells:
    """A range as every cell sees it."""
    return cells(list(items), 1, 1, len(items), 1)


def each(items: Range) -> Cells:
    """One value for each row of a block."""
    return cells(list(items), len(items), 1, 1, 1)


def result(found: Cells) -> Scalar:
    (value,) = found.flat()
    return value


AMOUNTS = [10, 20, 40, None, "a", 80, 160]
STAGES = ["won", "Won", "lost", "won", "won", None, 1]
DATES = [1, 2, 3, 4, 5, 6, None]


@pytest.mark.parametrize(
    ("items", "sign", "bound", "total", "count"),
    [
        (STAGES, "=", "won", 30, 4),
        (STAGES, "=", "WON", 30, 4),
        (STAGES, "=", "lost", 40, 1),
        (STAGES, "=", "open", 0, 0),
        (STAGES, "=", 1, 160, 1),
        (STAGES, "=", NA, 0, 0),
        (DATES, "=", 3, 40, 1),
        (DATES, ">", 0, 150, 6),
        (DATES, ">=", 3, 120, 4),
        (DATES, "<=", 2, 30, 2),
        (DATES, "<", 1, 0, 0),
        (STAGES, ">", 0, 160, 1),
        (DATES, ">", "a", 0, 0),
        (DATES, ">", NA, 0, 0),
    ],
)
def test_sums_and_counts_where_one_condition_holds(
    items: Range, sign: str, bound: Scalar, total: float, count: float
) -> None:
    condition = Condition(column(items), sign, single(bound))

    assert result(sumifs(column(AMOUNTS), (condition,))) == total
    assert result(sumifs(None, (condition,))) == count


def test_each_column_of_a_block_is_summed_by_itself() -> None:
    block = cells([10, 1, 20, 2, 40, "a", 80, 8], 4, 2, 1, 1).transpose(2, 1, 0, 3)
    teams = Condition(column(["n", "s", "n", None]), "=", each(["n", "s"]))

    assert sumifs(block, (teams,)).flat() == [50, 1, 20, 2]


def test_conditions_hold_together() -> None:
    won, late = Condition(column(STAGES), "=", single("won")), Condition(column(DATES), ">", single(1))

    assert result(sumifs(column(AMOUNTS), (won, late))) == 20
    assert result(sumifs(None, (won, late))) == 3


def test_each_row_asks_for_its_own_group() -> None:
    bounds = each(["lost", "won", "open", None, NA])

    assert sumifs(column(AMOUNTS), (Condition(column(STAGES), "=", bounds),)).flat() == [40, 30, 0, 0, 0]


def test_each_row_asks_for_its_own_interval_both_ends_included() -> None:
    dates = column(DATES)
    first, last = each([1, 2, 5, 6]), each([2, 4, 4, 9])
    conditions = (Condition(dates, ">=", first), Condition(dates, "<=", last))

    assert sumifs(column(AMOUNTS), conditions).flat() == [30, 60, 0, 80]
    assert sumifs(None, conditions).flat() == [2, 3, 0, 1]


def test_intervals_within_groups_over_rows_and_columns() -> None:
    dates, stages = column(DATES), column(STAGES)
    first, last = (cells(ends, 1, 3, 1, 1) for ends in ([1, 3, 5], [2, 4, 6]))
    stage = each(["won", "lost"])
    conditions = (Condition(stages, "=", stage), Condition(dates, ">=", first), Condition(dates, "<=", last))

    assert sumifs(column(AMOUNTS), conditions).flat() == [30, 0, 0, 0, 40, 0]


@pytest.mark.parametrize("sign", [">", ">=", "<", "<="])
def test_a_row_that_asks_beyond_a_text_a_blank_or_an_error_meets_nothing(sign: str) -> None:
    stages, dates = Condition(column(STAGES), "=", single("won")), column(DATES)
    expected = {">": 0, ">=": 0, "<": 30, "<=": 30}[sign]  # no other that is won has an amount
    several = (stages, Condition(dates, sign, each([3, "a", None, NA])))
    on_two_columns = (*several, Condition(column(AMOUNTS), ">", each([0, 0, 0, 0])))

    assert sumifs(column(AMOUNTS), several).flat() == [expected, 0, 0, 0]
    assert sumifs(column(AMOUNTS), on_two_columns).flat() == [expected, 0, 0, 0]


def test_bounds_on_two_columns_at_once() -> None:
    conditions = (Condition(column(DATES), ">=", each([1, 3])), Condition(column(AMOUNTS), "<=", each([10, 80])))

    assert sumifs(column(AMOUNTS), conditions).flat() == [10, 120]


def test_cells_so_far_are_a_window_of_each_row() -> None:
    items = [5, 7, 5, None]
    window = cells([item if place <= row else None for row in range(4) for place, item in enumerate(items)], 4, 1, 4, 1)

    assert sumifs(None, (Condition(window, "=", each(items)),)).flat() == [1, 1, 2, 0]


SEEN = {"so far": {}, "above": {"above": 1}, "onward": {"onward": True}}
Cell = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["a", "A", "", NA]))


def windowed(items: Range, seen: str) -> Window:
    return Window(each(items), down=True, **SEEN[seen])  # type: ignore[arg-type]  # as `SEEN` has them


def dense(window: Window) -> Cells:
    """The same cells, each place with a range of its own."""
    return Cells(window.number, window.kind)


@pytest.mark.parametrize("seen", SEEN)
@given(st.lists(st.tuples(Cell, Cell, Cell), min_size=1, max_size=9))
def test_a_window_is_counted_and_added_up_as_its_cells_are(
    seen: str, rows: list[tuple[Scalar, Scalar, Scalar]]
) -> None:
    one, two, amounts = (list(items) for items in zip(*rows, strict=True))
    windows = [windowed(items, seen) for items in (one, two, amounts)]
    bounds = each(one), single(two[0])
    plain = [Condition(w, "=", bound) for w, bound in zip(windows, bounds, strict=False)]
    by_cell = [Condition(dense(w), "=", bound) for w, bound in zip(windows, bounds, strict=False)]

    assert sumifs(None, tuple(plain)).flat() == sumifs(None, tuple(by_cell)).flat()
    assert sumifs(windows[2], tuple(plain)).flat() == sumifs(dense(windows[2]), tuple(by_cell)).flat()
    for name in ("SUM", "COUNT", "MIN", "MAX"):
        assert PLAIN[name](windows[2]).flat() == PLAIN[name](dense(windows[2])).flat(), name


@pytest.mark.parametrize("seen", SEEN)
def test_a_window_along_a_row_is_counted_and_added_up_as_its_cells_are(seen: str) -> None:
    items, amounts = cells(["a", "b", "a"], 1, 3, 1, 1), cells([1, 2, 4], 1, 3, 1, 1)
    kinds, sums = (Window(line, down=False, **SEEN[seen]) for line in (items, amounts))  # type: ignore[arg-type]  # as `SEEN` has them
    expected = {"so far": [1, 2, 5], "above": [0, 0, 1], "onward": [5, 2, 4]}

    assert sumifs(sums, (Condition(kinds, "=", items),)).flat() == expected[seen]
    assert sumifs(dense(sums), (Condition(dense(kinds), "=", items),)).flat() == expected[seen]


def test_windows_of_a_long_column_are_counted_without_being_made() -> None:
    items = [float(place % 1_000) for place in range(200_000)]
    window = windowed(items, "so far")

    found = sumifs(None, (Condition(window, "=", each(items)),))

    assert found.number.ravel()[[0, 999, 1_000, 199_999]].tolist() == [1, 1, 2, 200]
    assert PLAIN["SUM"](window).number.ravel()[-1] == sum(items)


Bound = st.one_of(st.integers(-2, 5), st.sampled_from(["a", "A", "b", ""]))


@pytest.mark.parametrize("at_once", [4_000_000, 9], ids=["in one table", "some groups at a time"])
@given(
    st.lists(st.tuples(st.one_of(st.none(), Bound), st.integers(0, 6), st.integers(-9, 9)), min_size=1, max_size=12),
    st.lists(st.tuples(Bound.filter(bool), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=4),
)
def test_sums_by_group_and_interval_are_those_of_a_plain_loop(
    at_once: int, rows: list[tuple[Scalar, int, int]], asked: list[tuple[Scalar, int, int]]
) -> None:
    keys, dates, amounts = zip(*rows, strict=True)
    wanted, first, last = zip(*asked, strict=True)
    at = column(dates)
    conditions = (
        Condition(column(keys), "=", each(wanted)),
        Condition(at, ">=", each(first)),
        Condition(at, "<=", each(last)),
    )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conditional, "_DENSE_LIMIT", at_once)
        found = sumifs(column(amounts), conditions).flat()

    assert found == [
        sum(a for k, d, a in rows if folded(k) == folded(key) and low <= d <= high) for key, low, high in asked
    ]


def folded(key: Scalar) -> tuple[type, Scalar]:
    return (str, key.casefold()) if isinstance(key, str) else (float, key)
