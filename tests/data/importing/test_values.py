from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.data.importing.values import Kind, Way, day, days, numbers, read_texts
from salessheet.data.reading.grids import NOT_CALCULATED

BERLIN, SHANGHAI, NEW_YORK = "Europe/Berlin", "Asia/Shanghai", "America/New_York"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", 1234.56),
        ("1234,56", 1234.56),
        ("1 234,5", 1234.5),
        ("1’234,5", 1234.5),
        ("1.234.567", 1234567),
        ("1234567", 1234567),
        ("-1.234,56", -1234.56),
        ("(1.234,56)", -1234.56),
        ("1.234,56 €", 1234.56),
        ("R$ 94.964,37", 94964.37),
        ("kr. 1.234,50", 1234.5),
        ("Rs. 5,50", 5.5),
        (".5", None),
        ("kr.5.5", None),
        ("€ 1.234,56", 1234.56),
        ("12,5 %", 0.125),
        ("１２,５", 12.5),
        ("0,001", 0.001),
        ("5,", 5),
        ("12.5", None),
        ("1.23", None),
        ("1234.567", None),
        ("1,234,567", None),
        ("1.234.56", None),
        ("1.234 567,8", None),
        ("n/a", None),
        ("-", None),
    ],
)
def test_with_a_decimal_comma_a_point_can_only_part_thousands(text: str, value: float | None) -> None:
    assert Way(",").number(text) == value


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2))
def test_a_number_written_in_the_german_way_is_read_back(value: float) -> None:
    german = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert Way(",").number(german) == float(value)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("60", ".", 0.6), ("60%", ".", 0.6), ("60 ％", ".", 0.6), ("12.5", ".", 0.125), ("12,5", ",", 0.125),
     ("12,5%", ",", 0.125), ("0", ".", 0), ("100", ".", 1), ("x", ".", None)],
)  # fmt: skip  # a table of cases
def test_a_percent_is_of_a_hundred_with_or_without_its_sign(text: str, decimal: str, value: float | None) -> None:
    assert Way(decimal).percent(text) == value


@pytest.mark.parametrize(
    ("text", "forms", "timezone", "found"),
    [
        ("31/12/2025", ("%d/%m/%Y",), "", dt.date(2025, 12, 31)),
        ("12/31/2025", ("%m/%d/%Y",), "", dt.date(2025, 12, 31)),
        ("31.12.25", ("%d.%m.%y",), "", dt.date(2025, 12, 31)),
        ("3-Jan-2026", ("%d-%b-%Y",), "", dt.date(2026, 1, 3)),
        ("31.12.2025 23:59", ("%d.%m.%Y",), "", dt.date(2025, 12, 31)),  # a time of day is let pass
        ("12/31/2025 11:59 PM", ("%m/%d/%Y",), "", dt.date(2025, 12, 31)),
        ("31.12.2025 23:59", ("%d.%m.%Y %H:%M",), "", dt.date(2025, 12, 31)),
        ("31/12/2025", ("%m/%d/%Y",), "", None),
        ("31/12/2025", ("%m/%d/%Y", "%d/%m/%Y"), "", dt.date(2025, 12, 31)),
        ("01/02/2026", ("%m/%d/%Y", "%d/%m/%Y"), "", None),  # two days
        ("02/02/2026", ("%m/%d/%Y", "%d/%m/%Y"), "", dt.date(2026, 2, 2)),  # one day, whichever form
        ("2026-06-01T23:30:00Z", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026-06-01 23:30:00 UTC", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026-06-01T23:30:00.123+08:00", (), SHANGHAI, dt.date(2026, 6, 1)),
        ("2026-06-01T23:30:00+0000", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026-06-02T03:30:00Z", (), NEW_YORK, dt.date(2026, 6, 1)),
        ("2026-06-01T23:30:00", (), SHANGHAI, None),  # no zone: left to loading, which reads the day that is written
        ("2026-06-01T23:30:00Z", (), "", None),
        ("01/Jun/2026:23:30:00 +0000", ("%d/%b/%Y:%H:%M:%S %z",), SHANGHAI, dt.date(2026, 6, 2)),
        ("1780356600", ("epoch",), "", dt.date(2026, 6, 1)),
        ("1780356600000", ("epoch_ms",), SHANGHAI, dt.date(2026, 6, 2)),
        ("1e99", ("epoch",), "", None),
        ("soon", ("%d/%m/%Y", "epoch_ms"), SHANGHAI, None),
        ("2026-06-01 23:30:00 +0000", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026/06/01 23:30:00Z", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026-06-01t23:30:00z", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026-06-01 23:30:00 -04:00", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026.06.01T23:30Z", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026-6-1T9:30:00-12:00", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("２０２６-06-01T23:30:00Z", (), SHANGHAI, dt.date(2026, 6, 2)),
        ("2026-06-01T23:30:00 +08", (), SHANGHAI, dt.date(2026, 6, 1)),
        ("9999-12-31T23:59:59Z", (), SHANGHAI, None),  # what databases write for never
        ("0001-01-01T00:00:00Z", (), NEW_YORK, None),
        ("253402300799", ("epoch",), SHANGHAI, None),
        ("01.01.0001 00:00+00:00", ("%d.%m.%Y %H:%M%z",), NEW_YORK, None),
    ],
)
def test_a_day_is_read_in_the_forms_that_are_said(
    text: str, forms: tuple[str, ...], timezone: str, found: dt.date | None
) -> None:
    assert day(text, forms, timezone) == found


def column(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(texts, dtype=object)


@pytest.mark.parametrize(
    ("kind", "decimal", "forms", "texts", "read", "bad"),
    [
        (Kind.NUMBER, ",", (), ("1.234,5", "12.5", "", "#N/A"), ["1234.5", "", "", "#N/A"], [1]),
        (Kind.NUMBER, ",", (), ("R$ 1.234,5", "-5,00 €"), ["R$ 1234.5", "-5.00 €"], []),  # its currency counts
        (Kind.NUMBER, ".", (), ("1.234,5", "x"), ["1.234,5", "x"], []),  # loading judges
        (Kind.PERCENT, ".", (), ("60", "60%", "?", NOT_CALCULATED), ["0.6", "0.6", "", NOT_CALCULATED], [2]),
        (
            Kind.DAY,
            ".",
            ("%d/%m/%Y",),
            ("01/02/2026", "2026-03-01", "x", ""),
            ["2026-02-01", "2026-03-01", "x", ""],
            [],
        ),
        (Kind.DAY, ".", (), ("01/02/2026",), ["01/02/2026"], []),
        (Kind.TEXT, ",", ("%d/%m/%Y",), ("1,5", "01/02/2026"), ["1,5", "01/02/2026"], []),
    ],
)
def test_what_the_mapping_says_nothing_of_is_left_to_loading(
    kind: Kind, decimal: str, forms: tuple[str, ...], texts: tuple[str, ...], read: list[str], bad: list[int]
) -> None:
    found, problems = read_texts(column(*texts), kind, Way(decimal, forms))
    assert list(found) == read
    assert [place for mask in problems.values() for place in np.flatnonzero(mask)] == bad


@pytest.mark.parametrize(
    ("text", "forms", "timezone", "kind"),
    [
        ("01/02/2026", ("%d/%m/%Y", "%m/%d/%Y"), "", "two_days"),
        ("2026-01-02", ("%Y-%m-%d", "%Y-%d-%m"), "", "two_days"),
        ("2026-06-01T25:30:00Z", (), SHANGHAI, "bad_zone"),
        ("Jun 1 2026 23:30 UTC", (), SHANGHAI, "bad_zone"),
        ("soon", (), SHANGHAI, "bad_day"),
        ("2026-06-01T23:30:00Z", (), "", ""),
    ],
)
def test_a_day_that_is_not_sure_is_told_by_its_kind(
    text: str, forms: tuple[str, ...], timezone: str, kind: str
) -> None:
    read, bad = days(column(text), Way(".", forms, timezone))
    assert [*bad] == ([kind] if kind else [])
    assert (read[0] == "") is bool(kind)


def test_columns_for_a_query_are_numbers_and_iso_dates() -> None:
    found, bad = numbers(column("1.000,5", "", "x"), Kind.NUMBER, Way(","))
    assert (found[0], math.isnan(found[1]), list(bad)) == (1000.5, True, [False, False, True])
    isos, wrong = days(column("31.12.2025", "2026年1月2日", "", "x"), Way(".", ("%d.%m.%Y",)))
    assert list(isos) == ["2025-12-31", "2026-01-02", "", ""]
    assert {kind: list(mask) for kind, mask in wrong.items()} == {"bad_day": [False, False, False, True]}


def test_an_empty_column_stays_empty() -> None:
    assert len(numbers(column(), Kind.NUMBER, Way(","))[0]) == len(days(column(), Way())[0]) == 0
