"""Why a text is no date, month, number or flag, where what people or programs mean by it is known: so what to do is."""

from __future__ import annotations

import re
import unicodedata

from salessheet.data import values
from salessheet.workbook.measures import Type

_WEEK = re.compile(r"\d{4}\s*[-/.]?\s*(?:W|KW|CW)\s*\d{1,2}|(?:W|KW|CW)\s*\d{1,2}\s*[-/. ]\s*\d{4}", re.IGNORECASE)
_CHINESE_WEEK = re.compile(r"(?:\d{4}\s*年?\s*)?第?\s*\d{1,2}\s*周")
_QUARTER = re.compile(
    r"(?:FY\s*)?\d{2,4}\s*[-/. 年]?\s*(?:Q[1-4]|第?[1-4一二三四]季度?)|Q[1-4]\s*[-/. ]?\s*(?:FY\s*)?\d{2,4}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:FY\s*)?(?:19|20)\d{2}\s*年?|FY\s*\d{2}", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"\d{1,2}([-/.])\s?\d{1,2}\1\s?(?:\d{4}|\d{2})(?:[ T,].*)?")
_ONE_COMMA = re.compile(r"[^\d.,]*[1-9]\d{0,2},\d{3}[^\d.,]*")
_NOTHING = frozenset(
    {"none", "nan", "nat", "null", "<na>", "n/a", "na", "nil", "-", "--", "---", "–", "—", "——", "/", "\\", "(blank)"}
    | {"无", "空", "暂无", "(空)", "(空白)", "未填写"}
)
OF_PROGRAMS = frozenset({"NaN", "nan", "NaT", "<NA>", "NULL", "null"})
"""What programs write where there is nothing, and nobody would type."""


def why(measure: Type, text: str) -> str:
    """The kind of problem of a text that cannot be read as its measure; bad_value where no more is known."""
    plain = unicodedata.normalize("NFKC", text[:100]).strip()
    if plain.casefold() in _NOTHING:
        return "says_nothing"
    if measure in values.DATES:
        return _why_no_date(measure, plain)
    return "decimal_comma" if values.is_number(measure) and has_decimal_comma(plain) else "bad_value"


def may_have_decimal_comma(text: str) -> bool:
    """Whether the comma of a number could stand before three decimals as well as behind thousands: 1,085."""
    return _ONE_COMMA.fullmatch(unicodedata.normalize("NFKC", text[:100])) is not None


def has_decimal_comma(text: str) -> bool:
    """Whether a text would be a number if its comma were a point, and its points nothing."""
    usual = text.replace(".", "").replace(",", ".")
    return text.count(",") == 1 and values.number(text) is None and values.number(usual) is not None


def _why_no_date(measure: Type, text: str) -> str:
    if _WEEK.fullmatch(text) or _CHINESE_WEEK.fullmatch(text):
        return "a_week"
    if _DAY_AND_MONTH.fullmatch(text):
        return "day_or_month"
    is_month = measure is Type.DATE and values.period(text) is not None and values.date(text) is None
    return "longer_than_asked" if is_month or _QUARTER.fullmatch(text) or _YEAR.fullmatch(text) else "bad_value"
