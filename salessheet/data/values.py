"""Text → values, as people in China and elsewhere type them. A value that cannot be read is never guessed.

Every function takes the text of one cell, not blank, and returns None where it cannot be read; `column_values` reads
whole columns. Dates: 2026-06-01, 2026/6/1, 2026.6.1, 20260601, 2026年6月1日, with or without a time, 2026-W23-1, and
Excel serials. 01/02/2026 is refused, for it has two meanings. Numbers: thousands separators, full-width signs, the
currencies of `currency_signs`, percent signs, 千 万 亿, brackets or a trailing minus for negative; a decimal comma is
refused.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt

from salessheet.data.currency_signs import CURRENCIES, ONLY_BEFORE, plain
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR, Type

Values = npt.NDArray[np.generic]
Mask = npt.NDArray[np.bool_]

DATES = frozenset({Type.DATE, Type.PERIOD})
TEXTS = frozenset({Type.TEXT, Type.LABEL})
WHOLE = frozenset({Type.MONEY, Type.CENTS, Type.COUNT, Type.YEAR, Type.EXCHANGE, Type.SCORE})
"""What no percentage can stand for: 20% of something is none of them."""
SUMMED = frozenset({Type.MONEY, Type.CENTS, Type.COUNT, Type.NUMBER})
"""What rows add up, so that one number that stands for several rows would count several times."""
LONGEST_TEXT = 32_767  # what a cell holds
_LONGEST_FIGURES = 100

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_LONGEST_FIRST = sorted(CURRENCIES, key=len, reverse=True)
_BEFORE = "|".join(re.escape(sign) for sign in _LONGEST_FIRST)
_AFTER = "|".join(re.escape(sign) for sign in _LONGEST_FIRST if sign not in ONLY_BEFORE)
_NO_SIGN = r"(?![\d\s.,+()%-])"  # spares most texts the comparison with each sign
_NUMBER = re.compile(
    rf"""(?P<open>\()?\s*(?P<sign>[+-]?)\s*(?:{_NO_SIGN}(?P<before>{_BEFORE}))?\s*(?P<sign2>[+-]?)\s*
    (?P<digits>[1-9]\d{{0,2}}(?:[,\ '’]\d{{3}})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?P<exponent>E[+-]?\d{{1,3}})?\s*
    (?:{_NO_SIGN}(?P<after>{_AFTER})|
       (?P<scale>%|‰|百万|千万|千|万|亿|K)?\s*(?:{_NO_SIGN}(?:(?P<after_scale>{_AFTER})|年|月))?)
    \s*(?P<minus>-)?\s*(?P<close>\))?""",
    re.VERBOSE,
)  # a sign goes before a scale: 5 kr are not 5,000 of anything
_THREE_DECIMALS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_BRACKETED = re.compile(rf"({_BEFORE})?\s*\((.*)\)\s*({_AFTER})?")
_SCALES = {"": 0, "%": -2, "‰": -3, "千": 3, "K": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_PARTS = ("%", "‰")
_TIME = (
    r"(?:[T ]\s*(?:[上下中]午|凌晨|晚上)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d*)?)?\s*(?:[AP]M)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.IGNORECASE)
_CHINESE_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?" + _TIME)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_OF_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?|(\d{4})(\d{2})")
_SERIAL = re.compile(r"(\d{5,6})(?:\.\d+)?")
_LETTERS = re.compile(r"[A-Z]+")
_SIGNS = frozenset(letters for sign in CURRENCIES for letters in _LETTERS.findall(sign))
_OF_FIGURES = _SIGNS.union({f"K{letters}" for letters in _SIGNS}, "EKTWZ", ("AM", "PM", "AMZ", "PMZ"))
_HYPHENS = 3  # of a date with a zone; numbers have fewer
_LONG_PART = re.compile(r"\d[-/]\d{3}|[_#&@]")  # a day or month has two digits; what else there is has a colon
_CHANGING = ("open", "sign", "sign2", "exponent", "scale", "minus", "close")  # what makes another number of digits
_BESIDE = re.compile(r"(\D*)(\d[\d,.]*)(\D*)")
_DAYS_OF_1904 = 1462
_EPOCH = dt.date(1899, 12, 30)
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "on", "是", "对", "√", "✓"), 1.0),
    **dict.fromkeys(("no", "n", "false", "f", "0", "off", "否", "错", "×", "✗"), 0.0),
}
_WHOLE_FLAG = re.compile(r"^([01])\.0+$")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


def number(text: str) -> float | None:
    """A finite number. The signs and codes of currencies beside it are read past, unless they contradict each other."""
    if _PLAIN.fullmatch(text):
        value = float(text)
        return value if math.isfinite(value) else None
    match = _matched(text)
    if match is None or bool(match["open"]) != bool(match["close"]) or _meant(match) == ():
        return None
    signs = [s for s in (match["sign"], match["sign2"], match["minus"], match["open"]) if s]
    if len(signs) > 1:
        return None
    digits = re.sub(r"[, '’]", "", match["digits"]) + (match["exponent"] or "")
    try:
        value = float(Decimal(digits).scaleb(_SCALES[match["scale"] or ""]))
    except (InvalidOperation, OverflowError):
        return None
    if not math.isfinite(value):
        return None
    return -value if signs and signs[0] != "+" else value


def amount(text: str) -> float | None:
    """A number where 20% of something is none: of what, nobody said."""
    match = None if _PLAIN.fullmatch(text) else _matched(text)
    return None if match is not None and match["scale"] in _PARTS else number(text)


def number_of(measure: Type, text: str) -> float | None:
    """A number as a column of that measure takes it."""
    return amount(text) if measure in WHOLE else number(text)


def may_part_thousands(text: str) -> bool:
    """Whether the point in a number may part thousands, as in 36.000 where people write that for 36,000."""
    match = _matched(text)
    return match is not None and not match["scale"] and _THREE_DECIMALS.fullmatch(match["digits"]) is not None


def currencies(text: str) -> tuple[str, ...]:
    """The codes of the currencies that the signs beside a number can mean, the usual one first; () without any."""
    if _PLAIN.fullmatch(text):
        return ()
    match = _matched(text)
    return () if match is None else _meant(match) or ()


def _matched(text: str) -> re.Match[str] | None:
    if not may_be_figures(text):
        return None
    usual = " ".join(plain(text).replace("−", "-").split())
    bracketed = _BRACKETED.fullmatch(usual)
    return _NUMBER.fullmatch(usual if bracketed is None else "({}{}{})".format(*bracketed.groups("")))


def may_be_figures(text: str) -> bool:
    """Whether a text is short enough for a number or date, and has no raised or circled digits, such as footnotes have.

    What is longer is not looked at: patterns could take long over it.
    """
    return len(text) <= _LONGEST_FIGURES and (
        text.isascii() or not any(unicodedata.category(character) == "No" for character in text)
    )


def is_plainly_text(text: str) -> bool:
    """Whether a text cannot be a number, date or month: it has letters or signs of ASCII as none of these has."""
    if text.count("-") > _HYPHENS or (_LONG_PART.search(text) and ":" not in text):
        return True
    return text.isascii() and not _OF_FIGURES.issuperset(_LETTERS.findall(text.upper()))


def signs_beside(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    """What stands before and after an amount, and the codes of the currencies that it can mean; None without any.

    None also where more than a currency stands there: a sign, a scale, brackets.
    """
    beside, match = _BESIDE.fullmatch(text), _matched(text)
    if beside is None or match is None or any(map(match.group, _CHANGING)) or not (codes := _meant(match)):
        return None
    return beside[1], beside[3], codes


def _meant(match: re.Match[str]) -> tuple[str, ...] | None:
    """What the signs before and after a number can both mean, () if nothing; None where there are none."""
    before, after = match["before"], match["after"] or match["after_scale"]
    if before and after:
        return tuple(code for code in CURRENCIES[before] if code in CURRENCIES[after])
    return CURRENCIES[before or after] if before or after else None


def date(text: str) -> dt.date | None:
    """A date of the years FIRST_YEAR to LAST_YEAR, both inclusive; a time of day is dropped."""
    return _in_range(any_date(text))


def serial_of_1900(text: str) -> str:
    """A serial number of a workbook that counts its days since 1904, as one that counts since 1900 has it."""
    match = _SERIAL.fullmatch(text.strip())
    return text if match is None else str(int(match[1]) + _DAYS_OF_1904)


def period(text: str) -> dt.date | None:
    """The first day of a month of those years: 2026-06, 2026/6, 2026年6月, 202606, or any date in it."""
    return _in_range(any_month(text))


def any_date(text: str) -> dt.date | None:
    """A date of any year from 1 to 9999. Serial numbers from 10000, in 1927, are understood."""
    if not may_be_figures(text):
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _DATE.fullmatch(plain):
        return _day(match[1], match[3], match[4])
    if match := _CHINESE_DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain):
        return _day(match[1], match[2], match[3])
    if match := _DAY_OF_WEEK.fullmatch(plain):
        return _day_of_week(*map(int, match.groups()))
    if (match := _SERIAL.fullmatch(plain)) and int(match[1]) >= 10_000:
        return _EPOCH + dt.timedelta(days=int(match[1]))
    return None


def any_month(text: str) -> dt.date | None:
    """The first day of a month of any year from 1 to 9999."""
    if not may_be_figures(text):
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _MONTH.fullmatch(plain):
        return _day(match[1] or match[3], match[2] or match[4], "1")
    found = any_date(plain)
    return found.replace(day=1) if found is not None else None


def is_of_other_years(measure: Type, text: str) -> bool:
    """Whether a text would be read as a date or month, were its year from FIRST_YEAR to LAST_YEAR."""
    if measure not in DATES:
        return False
    found = any_month(text) if measure is Type.PERIOD else any_date(text)
    return found is not None and _in_range(found) is None


def flag(text: str) -> float | None:
    """1 or 0, which columns of numbers write with decimals: 1.0, 0.00."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return _FLAGS.get(_WHOLE_FLAG.sub(r"\1", plain))


def clean(text: str) -> str:
    """Text without what a cell cannot show: control characters; invisible ones and blanks at its ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return trimmed(_CONTROL.sub("", text))


def trimmed(text: str) -> str:
    """Text without blanks and invisible characters at its ends."""
    return text.strip().strip(_INVISIBLE).strip()


def loses_characters(text: str) -> bool:
    """Whether cleaning takes away more than blanks."""
    return _CONTROL.search(text.replace("\r", "")) is not None


_READERS: dict[Type, Callable[[str], object]] = {Type.DATE: date, Type.PERIOD: period, Type.FLAG: flag}


def is_number(measure: Type) -> bool:
    """Whether its texts are read by `number`."""
    return measure not in TEXTS and measure not in _READERS


def reader_of(measure: Type, *, or_share: bool = False) -> Callable[[str], object]:
    """What reads one text of a measure that is no text. `or_share`: whether a percentage may stand for an amount."""
    return _READERS.get(measure, amount if measure in WHOLE and not or_share else number)


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _day_of_week(year: int, week: int, day: int) -> dt.date | None:
    try:
        return dt.date.fromisocalendar(year, week, day)
    except ValueError:
        return None


def _in_range(day: dt.date | None) -> dt.date | None:
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None
