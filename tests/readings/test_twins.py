"""Operators and Excel functions on cells, case by case as Excel gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from salessheet.workbook.expr import Part
from salessheet.workbook.measures import Axis, Scalar
from salessheet.workbook.readings.arithmetic import OPERATORS
from salessheet.workbook.readings.cells import Cells, cells, single
from salessheet.workbook.readings.parts import PARTS
from salessheet.workbook.readings.twins import PLAIN

DIV0, NA, NUM, REF, VALUE = "#DIV/0!", "#N/A", "#NUM!", "#REF!", "#VALUE!"
Range = Sequence[Scalar]


def serial(year: int, month: int, day: int) -> float:
    return float((dt.date(year, month, day) - dt.date(1899, 12, 30)).days)


def column(items: Range) -> Cells:
    """A range as every cell sees it."""
    return cells(list(items), 1, 1, len(items), 1)


def each(items: Range) -> Cells:
    """One value for each row of a block."""
    return cells(list(items), len(items), 1, 1, 1)


def result(found: Cells) -> Scalar:
    (value,) = found.flat()
    return value


@pytest.mark.parametrize(
    ("a", "sign", "b", "expected"),
    [
        (2, "+", 3, 5),
        (2, "-", 3, -1),
        (2, "*", 3, 6),
        (3, "/", 2, 1.5),
        (None, "+", 3, 3),
        (None, "-", None, 0),
        (None, "*", 3, 0),
        (True, "+", 1, 2),
        (1, "/", 0, DIV0),
        (0, "/", 0, DIV0),
        (1, "/", None, DIV0),
        (None, "/", 4, 0),
        ("", "+", 1, VALUE),
        (1, "*", "a", VALUE),
        (1, "/", "a", VALUE),
        ("a", "/", 0, VALUE),
        (NA, "+", 1, NA),
        (1, "+", NA, NA),
        (NA, "+", DIV0, NA),
        (DIV0, "+", NA, DIV0),
        ("a", "+", NA, VALUE),
        (NA, "/", 0, NA),
    ],
)
def test_arithmetic(a: Scalar, sign: str, b: Scalar, expected: Scalar) -> None:
    assert result(OPERATORS[sign](single(a), single(b))) == expected


@pytest.mark.parametrize(
    ("a", "sign", "b", "expected"),
    [
        (1, "=", 1, 1),
        (1, "=", 2, 0),
        ("won", "=", "won", 1),
        ("won", "=", "WON", 1),
        ("Straße", "=", "strasse", 1),
        ("won", "=", "lost", 0),
        ("1", "=", 1, 0),
        (None, "=", 0, 1),
        (None, "=", "", 1),
        (None, "=", None, 1),
        (0, "=", "", 0),
        ("", "=", "", 1),
        (None, "=", "a", 0),
        (None, "=", 1, 0),
        (NA, "=", 1, NA),
        ("a", "=", NA, NA),
        (2, ">", 1, 1),
        (1, ">", 1, 0),
        (1, ">=", 1, 1),
        (1, "<", 2, 1),
        (2, "<=", 1, 0),
        (None, "<", 1, 1),
        ("", ">", 1e9, 1),
        ("a", "<=", 1e9, 0),
        (1, "<", "", 1),
        (NA, ">", 1, NA),
        (1, "<", DIV0, DIV0),
    ],
)
def test_comparisons(a: Scalar, sign: str, b: Scalar, expected: Scalar) -> None:
    assert result(OPERATORS[sign](single(a), single(b))) == expected


@pytest.mark.parametrize(
    ("condition", "yes", "no", "expected"),
    [
        (1, "a", "b", "a"),
        (0, "a", "b", "b"),
        (-2, 1, 2, 1),
        (None, 1, 2, 2),
        (True, 1, DIV0, 1),
        (False, NA, 2, 2),
        (1, DIV0, 2, DIV0),
        (NA, 1, 2, NA),
        ("a", 1, 2, VALUE),
        (1, "", 2, None),
    ],
)
def test_if_takes_one_branch_and_minds_no_error_of_the_other(
    condition: Scalar, yes: Scalar, no: Scalar, expected: Scalar
) -> None:
    assert result(PLAIN["IF"](single(condition), single(yes), single(no))) == expected


@pytest.mark.parametrize(
    ("name", "items", "expected"),
    [
        ("SUM", [1, 2, 3.5], 6.5),
        ("SUM", [1, None, "text", 2], 3),
        ("SUM", [None, None], 0),
        ("SUM", ["", "a"], 0),
        ("SUM", [1, NA, 2], NA),
        ("MIN", [3, -1, 2], -1),
        ("MIN", [None, 5, ""], 5),
        ("MIN", ["a", None], 0),
        ("MIN", [1, DIV0], DIV0),
        ("MAX", [3, -1, 2], 3),
        ("MAX", [-3, None, ""], -3),
        ("MAX", [None], 0),
        ("COUNT", [1, None, "a", "", 0, NA], 2),
        ("COUNT", [None], 0),
        ("SUMPRODUCT", [1, 2, 3], 6),
        ("SUMPRODUCT", [1, VALUE], VALUE),
    ],
)
def test_functions_of_a_range_skip_texts_and_blanks(name: str, items: Range, expected: Scalar) -> None:
    assert result(PLAIN[name](column(items))) == expected


def test_functions_of_ranges_take_several_arguments() -> None:
    assert result(PLAIN["SUM"](column([1, 2]), single(3), column([None, 4]))) == 10
    assert result(PLAIN["MIN"](column([5, 2]), single(3))) == 2
    assert result(PLAIN["MAX"](single(3), single(7))) == 7
    assert result(PLAIN["COUNT"](single(3), single(""), single(None))) == 1


def test_sumproduct_of_several_ranges_takes_texts_for_nothing() -> None:
    assert result(PLAIN["SUMPRODUCT"](column([1, 2, "a"]), column([10, None, 30]))) == 10


def test_sumproduct_of_a_product_is_an_error_where_a_factor_is_text() -> None:
    product = OPERATORS["*"](column([1, "a"]), column([10, 30]))

    assert result(PLAIN["SUMPRODUCT"](product)) == VALUE


@pytest.mark.parametrize(
    ("x", "digits", "expected"),
    [
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (1.005, 2, 1.01),
        (2.675, 2, 2.68),
        (1234.5, -2, 1200),
        (None, 0, 0),
        ("a", 0, VALUE),
        (NA, 2, NA),
    ],
)
def test_round_takes_halves_away_from_zero(x: Scalar, digits: int, expected: Scalar) -> None:
    assert result(PLAIN["ROUND"](single(x), single(digits))) == expected


@pytest.mark.parametrize(("x", "expected"), [(-2, 2), (2, 2), (None, 0), ("a", VALUE), (NUM, NUM)])
def test_abs(x: Scalar, expected: Scalar) -> None:
    assert result(PLAIN["ABS"](single(x))) == expected


@pytest.mark.parametrize(
    ("items", "place", "expected"),
    [
        ([10, 20, 30], 2, 20),
        (["a", None, NA], 1, "a"),
        (["a", None, NA], 3, NA),
        ([10, 20], 2.9, 20),
        ([10, 20], 3, REF),
        ([10, 20], -1, REF),
        ([10, 20], NA, NA),
        ([10, 20], "a", VALUE),
    ],
)
def test_index_of_a_range(items: Range, place: Scalar, expected: Scalar) -> None:
    assert result(PLAIN["INDEX"](column(items), single(place))) == expected


def test_index_of_a_blank_is_blank_until_a_formula_shows_it() -> None:
    assert result(PLAIN["INDEX"](column([1, None]), single(2))) is None


@pytest.mark.parametrize(("row", "place", "expected"), [(1, 2, "b"), (2, 1, 3), (3, 1, REF), (1, 3, REF), (0, 1, REF)])
def test_index_of_a_table(row: int, place: int, expected: Scalar) -> None:
    table = cells(["a", "b", 3, 4], 1, 1, 2, 2)

    assert result(PLAIN["INDEX"](table, single(row), single(place))) == expected


def test_index_where_each_row_sees_a_range_of_its_own() -> None:
    own = cells([1, 2, 3, 4], 2, 1, 1, 2)

    assert PLAIN["INDEX"](own, each([2, 1])).flat() == [2, 3]


@pytest.mark.parametrize(
    ("value", "items", "expected"),
    [
        (20, [10, 20, 20], 2),
        ("b", ["A", "B"], 2),
        ("b", ["a", None], NA),
        (1, ["1", 1], 2),
        ("1", [1, "1"], 2),
        (None, [None, 0], NA),
        (0, [None, 0], 2),
        (NUM, [1], NUM),
    ],
)
def test_match_finds_the_first_equal_item_whatever_its_case(value: Scalar, items: Range, expected: Scalar) -> None:
    assert result(PLAIN["MATCH"](single(value), column(items), single(0))) == expected


def test_match_where_each_row_sees_a_range_of_its_own() -> None:
    own = cells([5, 6, 6, 5], 2, 1, 1, 2)

    assert PLAIN["MATCH"](each([6, 7]), own, single(0)).flat() == [2, NA]


@pytest.mark.parametrize(
    ("value", "order", "expected"),
    [(30, 0, 1), (20, 0, 2), (10, 0, 4), (10, 1, 1), (20, 1, 2), (30, 1, 4), (15, 0, NA)],
)
def test_rank_gives_equal_values_the_best_of_their_places(value: float, order: int, expected: Scalar) -> None:
    items = column([20, 30, None, 20, "a", 10])

    assert result(PLAIN["RANK"](single(value), items, single(order))) == expected


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("RANK", [5], [0]), ("RANK", [5], [1]), ("RANK", [9], []), ("LARGE", [], [2]), ("SMALL", [], [2]),
        ("MATCH", [5], [0]), ("INDEX", [], [2]), ("SUM", [], []), ("MIN", [], []), ("MAX", [], []), ("COUNT", [], []),
        ("SUMPRODUCT", [], []),
    ],
)  # fmt: skip  # what stands before and after the range
@pytest.mark.parametrize("part", [Part.ACROSS, Part.SO_FAR, Part.ABOVE, Part.ONWARD])
def test_where_each_cell_sees_a_range_of_its_own(part: Part, name: str, before: Range, after: Range) -> None:
    """As many cells as a block has give what each of them gives alone."""
    if part is Part.ACROSS:
        seen = PARTS[part](Axis.BODY, cells([5, 6, 7, 7, 5, 9, "a", None, 5], 3, 3, 1, 1))
    else:
        seen = PARTS[part](Axis.ROWS, each([9, 5, 7, "a", 5]))
    alone = [Cells(seen.number[i : i + 1], seen.kind[i : i + 1]) for i in range(seen.shape[0])]  # type: ignore[index]

    def called(items: Cells) -> list[Scalar]:
        return PLAIN[name](*map(single, before), items, *map(single, after)).flat()

    assert called(seen) == [value for items in alone for value in called(items)]


@pytest.mark.parametrize(("name", "before", "after"), [("RANK", [5], [0]), ("LARGE", [], [1]), ("SMALL", [], [1])])
def test_an_error_in_the_range_is_what_comes_of_it(name: str, before: Range, after: Range) -> None:
    items = column([5, DIV0, NA])
    own = cells([5, 6, 5, NA], 2, 1, 1, 2)

    assert result(PLAIN[name](*map(single, before), items, *map(single, after))) == DIV0
    assert PLAIN[name](*map(single, before), own, *map(single, after)).flat()[1] == NA


@pytest.mark.parametrize(
    ("name", "n", "expected"),
    [("LARGE", 1, 30), ("LARGE", 3, 10), ("LARGE", 4, NUM), ("LARGE", 0, NUM), ("SMALL", 1, 10), ("SMALL", 4, NUM)],
)
def test_the_nth_from_either_end(name: str, n: int, expected: Scalar) -> None:
    assert result(PLAIN[name](column([20, None, 30, "a", 10]), single(n))) == expected


@pytest.mark.parametrize("name", ["LARGE", "SMALL"])
def test_the_nth_of_nothing_is_an_error(name: str) -> None:
    assert result(PLAIN[name](column([None, "a"]), single(1))) == NUM


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("DATE", [2026, 6, 30], serial(2026, 6, 30)),
        ("DATE", [2026, 13, 1], serial(2027, 1, 1)),
        ("DATE", [2026, 3, 0], serial(2026, 2, 28)),
        ("YEAR", [serial(2026, 6, 30)], 2026),
        ("MONTH", [serial(2026, 12, 31)], 12),
        ("DAY", [serial(2024, 2, 29)], 29),
        ("DAY", [serial(2024, 2, 29) + 0.75], 29),
        ("WEEKDAY", [serial(2026, 6, 29), 2], 1),
        ("WEEKDAY", [serial(2026, 7, 5), 2], 7),
        ("EOMONTH", [serial(2026, 1, 31), 1], serial(2026, 2, 28)),
        ("EOMONTH", [serial(2024, 2, 1), 0], serial(2024, 2, 29)),
        ("EOMONTH", [serial(2026, 1, 15), -1], serial(2025, 12, 31)),
        ("EDATE", [serial(2026, 1, 31), 1], serial(2026, 2, 28)),
        ("EDATE", [serial(2026, 3, 31), -1], serial(2026, 2, 28)),
        ("EDATE", [serial(2026, 1, 1), 11], serial(2026, 12, 1)),
        ("MONTH", ["a"], VALUE),
        ("EDATE", [NA, 1], NA),
    ],
)
def test_dates(name: str, arguments: Range, expected: Scalar) -> None:
    assert result(PLAIN[name](*map(single, arguments))) == expected


@pytest.mark.parametrize(
    ("text", "letters", "expected"),
    [
        ("Opal Retail", 4, "Opal"),
        ("Opal", 4, "Opal"),
        ("星辰医疗", 2, "星辰"),
        (12345.0, 2, "12"),
        (None, 3, None),
        (NA, 3, NA),
    ],
)
def test_the_first_letters_of_a_text(text: Scalar, letters: int, expected: Scalar) -> None:
    assert result(PLAIN["LEFT"](single(text), single(letters))) == expected


def test_a_week_that_starts_on_another_day_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        PLAIN["WEEKDAY"](single(serial(2026, 6, 29)), single(1))


@pytest.mark.parametrize(
    ("value", "instead", "expected"),
    [(3, 7, 3), (NA, 7, 7), (DIV0, 0, 0), ("a", 7, "a"), (None, 7, None), ("", 7, None), (NA, DIV0, DIV0)],
)
def test_iferror_replaces_errors_alone(value: Scalar, instead: Scalar, expected: Scalar) -> None:
    assert result(PLAIN["IFERROR"](single(value), single(instead))) == expected


def test_iferror_answers_cell_by_cell() -> None:
    assert PLAIN["IFERROR"](each([1, NA, 2]), single(0)).flat() == [1, 0, 2]
