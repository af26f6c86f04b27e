from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.data import values
from salessheet.data.currency_signs import CURRENCIES, ONLY_BEFORE, plain
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Type

NUMBERS = [
    ("0", 0.0),
    ("1234.5", 1234.5),
    ("+7", 7.0),
    (".5", 0.5),
    ("1,234,567.89", 1234567.89),
    ("1 234", 1234.0),
    ("1 234", 1234.0),  # a no-break space
    ("１，２３４．５", 1234.5),
    ("１２３", 123.0),
    ("12%", 0.12),
    ("7%", 0.07),
    ("１２．５％", 0.125),
    ("1.2万", 12_000.0),
    ("1.005万", 10_050.0),
    ("3亿", 300_000_000.0),
    ("2千元", 2000.0),
    ("1.5万元", 15_000.0),
    ("¥1,200", 1200.0),
    ("￥1,200", 1200.0),
    ("$99.90", 99.9),
    ("€5", 5.0),
    ("5 €", 5.0),
    ("RMB 300", 300.0),
    ("10k", 10_000.0),
    ("(1,234.50)", -1234.5),
    ("（5）", -5.0),
    ("-¥12", -12.0),
    ("¥-12", -12.0),
    ("1,234-", -1234.0),
    ("−3", -3.0),  # the minus sign proper
    ("1e5", 100_000.0),
    ("2026年", 2026.0),
]
SIGNED = [
    ("R$ 94,964.37", 94964.37, "BRL"),
    ("A$ 5", 5.0, "AUD"),
    ("₹ 1,000", 1000.0, "INR"),
    ("CHF 1'000.50", 1000.5, "CHF"),
    ("12 zł", 12.0, "PLN"),
    ("1\u00a0000\u00a0Kč", 1000.0, "CZK"),
    ("1\u202f000 ft", 1000.0, "HUF"),
    ("ＵＳＤ５", 5.0, "USD"),
    ("￦5,000", 5000.0, "KRW"),
    ("1.2万美元", 12_000.0, "USD"),
    ("Rp.500", 500.0, "IDR"),
    ("S/. 20", 20.0, "PEN"),
    ("£.5", 0.5, "GBP"),
    ("(US$ 5)", -5.0, "USD"),
    ("-₺5", -5.0, "TRY"),
    ("₺-5", -5.0, "TRY"),
    ("5 nok-", -5.0, "NOK"),
    ("R 500", 500.0, "ZAR"),
    ("5KSh", 5.0, "KES"),  # not 5,000 of something
    ("5k sek", 5000.0, "SEK"),
    ("$5 CAD", 5.0, "CAD"),
    ("¥5 日元", 5.0, "JPY"),
    ("5 kr", 5.0, "SEK NOK DKK ISK"),
    ("Kr. 5", 5.0, "SEK NOK DKK ISK"),
    ("5 lei", 5.0, "RON MDL"),
    ("¥5", 5.0, "CNY JPY"),
    ("5k", 5000.0, ""),
    ("2026年", 2026.0, ""),
    ("5", 5.0, ""),
]
NOT_NUMBERS = ["abc", "1,23", "1,2345", "12,5", "1.2.3", "--5", "-(5)", "(5", "5)", "nan", "inf", "-Infinity", "1e999"]
NOT_NUMBERS += ["0x10", "1_000", "#N/A", "=1+1", "1/2", "万", "5 apples", "9" * 400]
NOT_NUMBERS += ["€5 USD", "A$ 5 NZD", "5 R", "$", "kr", "5 zlotys", "$ $ 5"]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_a_number_is_read_as_people_type_it(text: str, number: float) -> None:
    assert values.number(text) == number


@pytest.mark.parametrize(("text", "number", "codes"), SIGNED)
def test_a_number_may_have_a_currency_before_or_after_it(text: str, number: float, codes: str) -> None:
    assert (values.number(text), values.currencies(text)) == (number, tuple(codes.split()))


def test_every_sign_of_the_table_is_read_on_both_sides_in_any_case_with_a_blank_or_without() -> None:
    def is_read(text: str, sign: str) -> bool:
        return values.number(text) == 5 and values.currencies(text) == CURRENCIES[sign]

    before = [s for s in CURRENCIES for case in (s, s.lower()) for gap in ("", " ") if not is_read(f"{case}{gap}5", s)]
    after = [s for s in CURRENCIES for case in (s, s.lower()) for gap in ("", " ") if not is_read(f"5{gap}{case}", s)]

    assert before == []
    assert set(after) == ONLY_BEFORE
    assert all(plain(sign) == sign for sign in CURRENCIES)


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_no_finite_number_is_not_guessed(text: str) -> None:
    assert values.number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_python_is_read_back(number: float) -> None:
    assert values.number(repr(number)) == number


@given(st.integers(-(10**12), 10**12))
def test_separators_do_not_change_a_number(number: int) -> None:
    assert values.number(f"{number:,}") == number


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01",
        "2026/6/1",
        "2026.6.1",
        "20260601",
        "2026年6月1日",
        "2026年06月01号",
        "２０２６-０６-０１",
        "46174",
        "46174.5",
        "2026-06-01 08:30",
        "2026-06-01T08:30:00Z",
        "2026/6/1 8:30:05",
        "2026-06-01T08:30:00+08:00",
    ],
)
def test_a_date_is_read_as_people_type_it(text: str) -> None:
    assert values.date(text) == dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    "text",
    ["01/02/2026", "1.2.26", "2026-02-30", "2026-13-01", "2026", "June 1", "0000-00-00", "9999"],
)
def test_a_date_with_two_meanings_or_none_is_refused(text: str) -> None:
    assert values.date(text) is None


@pytest.mark.parametrize(
    ("measure", "text", "is_read", "of_other_years"),
    [
        (Type.DATE, "1990-01-01", True, False),
        (Type.DATE, "1989-12-31", False, True),
        (Type.DATE, "2199-12-31", True, False),
        (Type.DATE, "2200-01-01", False, True),
        (Type.DATE, "9999年12月31日", False, True),
        (Type.DATE, "32874", True, False),
        (Type.DATE, "32873", False, True),
        (Type.DATE, "109574", True, False),
        (Type.DATE, "109575", False, True),
        (Type.DATE, "9999", False, False),
        (Type.DATE, "1989-02-30", False, False),
        (Type.PERIOD, "1990-01", True, False),
        (Type.PERIOD, "1989年12月", False, True),
        (Type.PERIOD, "2199-12", True, False),
        (Type.PERIOD, "2200-01-15", False, True),
        (Type.MONEY, "1989-12-31", False, False),
    ],
)
def test_dates_lie_in_the_years_that_cells_accept(
    measure: Type, text: str, is_read: bool, of_other_years: bool
) -> None:
    reader = values.period if measure is Type.PERIOD else values.date
    assert (measure in values.DATES and reader(text) is not None) == is_read
    assert values.is_of_other_years(measure, text) == of_other_years


@given(st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)))
def test_a_date_and_its_serial_are_the_same(day: dt.date) -> None:
    assert values.date(str((day - dt.date(1899, 12, 30)).days)) == day == values.date(day.isoformat())


@pytest.mark.parametrize("text", ["2026-06", "2026/6", "2026年6月", "202606", "2026-06-01", "2026-06-30", "46174"])
def test_a_month_is_read_as_its_first_day(text: str) -> None:
    assert values.period(text) == dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("yes", 1.0),
        ("1.000000", 1.0),
        ("0.00", 0.0),
        ("yes.0", None),
        ("1.5", None),
        ("否", 0.0),
        ("TRUE", 1.0),
        ("false", 0.0),
        ("1", 1.0),
        ("０", 0.0),
        ("是", 1.0),
        ("N", 0.0),
        ("2", None),
    ],
)
def test_yes_and_no_are_read_in_both_languages(text: str, flag: float | None) -> None:
    assert values.flag(text) == flag


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a ", "a"),
        ("\u3000北京\u3000", "北京"),
        ("\u200bR1\ufeff", "R1"),
        ("a\x00b\x1b", "ab"),
        ("two\r\nlines", "two\nlines"),
        ("=1+1", "=1+1"),
        ("@name", "@name"),
        ("\ud800", ""),
    ],
)
def test_text_loses_what_no_cell_shows_and_nothing_else(text: str, clean: str) -> None:
    assert values.clean(text) == clean


@pytest.mark.parametrize("text", ["1234¹", "10²", "①", "½", "²026-01-02", "2026-0①-02"])
def test_raised_and_circled_digits_are_none(text: str) -> None:
    assert (values.number(text), values.date(text), values.period(text)) == (None, None, None)


@pytest.mark.parametrize("text", ["1" + " " * 90 + "x", "(" + " " * 400 + "x", "1" * 100_000 + "x", ".111" * 2_000])
def test_a_text_that_is_too_long_for_a_number_is_none_at_once(text: str) -> None:
    assert values.number(text) is None


FIGURES = [
    "1", "20", "2026", ".5", "1,234", "1,234.50", "-", "+", "(", ")", "%", "E2", "K", "T10:00", " PM", "Z", "W23", "/6",
    "USD", "US$", "kr.", "Rp", "AM", "x", "万", "", "|", "12,34", "0,500", "01", "-000", "_", "¥", "元", "2026-06-01",
    "2026/6/1", " 9:05", "202606", "46174", "2026年6月1日",
]  # fmt: skip  # what numbers and dates are made of


@given(st.lists(st.sampled_from(FIGURES), max_size=6).map("".join))
def test_what_is_plainly_text_is_no_number_and_no_date(text: str) -> None:
    if values.is_plainly_text(text):
        assert values.number(text) is None
        assert values.any_date(text) is None
        assert values.any_month(text) is None


@pytest.mark.parametrize("text", [text for text, _ in NUMBERS])
def test_a_number_is_never_plainly_text(text: str) -> None:
    assert not values.is_plainly_text(text)
