"""Numbers and dates as other systems write them → texts that loading reads: 1234.56, 0.6, 2026-06-01.

What a mapping says of a file decides: its decimal sign, the forms of its dates, the time zone whose days count. Where
it says nothing, texts stay as they are, for loading to judge. Nothing is guessed: with a decimal comma a point can only
stand between groups of three digits, and a date that two of the forms read as different days is none.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from salessheet.data import values
from salessheet.data.importing.mapping import EPOCHS
from salessheet.data.reading.cell_texts import number_text
from salessheet.data.reading.grids import NOT_CALCULATED, TYPED, is_error
from salessheet.data.reading.headed import Texts
from salessheet.data.values import Mask
from salessheet.workbook.measures import Type


class Kind(Enum):
    """What the values of a column are. A PERCENT without its sign is of a hundred: 60 is 0.6."""

    TEXT = auto()
    NUMBER = auto()
    PERCENT = auto()
    DAY = auto()


_KINDS = {**dict.fromkeys(values.TEXTS, Kind.TEXT), **dict.fromkeys(values.DATES, Kind.DAY), Type.FLAG: Kind.TEXT}
_WITH_COMMA = re.compile(
    r"(?P<before>(?:[^\d.,]|(?<=[^\W\d])\.)*)(?P<whole>[1-9]\d{0,2}(?:([.\s'’])\d{3})(?:\3\d{3})*|\d+)(?P<part>,\d*)?(?P<after>[^\d.,]*)"
)
_TIME = re.compile(r"[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp][Mm])?$")
_STAMP = re.compile(
    r"(?P<y>\d{4})(?P<sign>[-/.])(?P<m>\d{1,2})(?P=sign)(?P<d>\d{1,2})[T ] ?(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)? ?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)",
    re.IGNORECASE,
)
_ZONED = re.compile(r"\d:\d{2}.*(?:Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)$", re.IGNORECASE)
_OF_DAY = ("%H", "%I", "%X", "%c", "%T")


def kind_of(measure: Type) -> Kind:
    """What a column of an input table takes."""
    return _KINDS.get(measure, Kind.NUMBER)


def as_usual(text: str, decimal: str) -> str:
    """A number as it is written with a decimal point, its currency and other signs kept; blank where it is none."""
    if decimal == ".":
        return text
    if not values.may_be_figures(text):
        return ""
    match = _WITH_COMMA.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return ""
    whole, part = re.sub(r"\D", "", match["whole"]), (match["part"] or "").replace(",", ".")
    usual = f"{match['before']}{whole}{part}{match['after']}"
    return usual if values.number(usual) is not None else ""


def day(text: str, forms: tuple[str, ...], timezone: str) -> dt.date | None:
    """The day a text names in one of the forms, or as a stamp with a zone; None where in none, or in two ways."""
    found = _by_forms(text, forms, timezone)
    if found:
        return found.pop() if len(found) == 1 else None
    return _of_stamp(text, timezone) if timezone else None


def _by_forms(text: str, forms: tuple[str, ...], timezone: str) -> set[dt.date]:
    return {read for form in forms if (read := _in_form(text, form, timezone)) is not None}


def is_of_two_days(text: str, forms: tuple[str, ...], timezone: str) -> bool:
    """Whether two of the forms read a text as different days."""
    return len(_by_forms(text, forms, timezone)) > 1


def is_lost_in_zones(text: str, timezone: str) -> bool:
    """Whether a text names a zone in a way that cannot be read, so that its day elsewhere is unknown."""
    plain = unicodedata.normalize("NFKC", text[:100])
    return bool(timezone) and _ZONED.search(plain) is not None and _of_stamp(text, timezone) is None


def _in_form(text: str, form: str, timezone: str) -> dt.date | None:
    if not values.may_be_figures(text):
        return None
    if form in EPOCHS:
        return _since_epoch(text, EPOCHS[form], timezone)
    if not any(part in form for part in _OF_DAY):
        text = _TIME.sub("", text)
    try:
        return _day_there(dt.datetime.strptime(text, form), timezone)
    except (ValueError, OverflowError):
        return None


def _since_epoch(text: str, units: int, timezone: str) -> dt.date | None:
    seconds = values.number(text)
    try:
        return None if seconds is None else _day_there(dt.datetime.fromtimestamp(seconds / units, dt.UTC), timezone)
    except (OverflowError, OSError, ValueError):
        return None


def _of_stamp(text: str, timezone: str) -> dt.date | None:
    """The day of a stamp such as 2026-06-01T23:30:00Z or 2026/6/1 23:30 +0800 in a time zone."""
    if not values.may_be_figures(text):
        return None
    match = _STAMP.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    year, month, day_, hour, minute, second = (int(match[n] or 0) for n in ("y", "m", "d", "hour", "minute", "second"))
    try:
        return _day_there(dt.datetime(year, month, day_, hour, minute, second, tzinfo=_zone(match["zone"])), timezone)
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> dt.timezone:
    if text[0] not in "+-":
        return dt.UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)


def _day_there(stamp: dt.datetime, timezone: str) -> dt.date:
    """The day of a stamp in a time zone; of one that names no zone, or where none is asked for, the day it says."""
    return (stamp.astimezone(ZoneInfo(timezone)) if timezone and stamp.tzinfo is not None else stamp).date()


@dataclass(frozen=True)
class Way:
    """How the numbers and dates of a file are written, see FileForm and ForeignFile."""

    decimal: str = "."
    forms: tuple[str, ...] = ()
    timezone: str = ""
    is_text: bool = True
    since_1904: bool = False

    def usual(self, text: str) -> str:
        """A number with a decimal point; in a workbook only what was typed as text is written otherwise."""
        if self.is_text or text.startswith(TYPED):
            return as_usual(text.removeprefix(TYPED), self.decimal)
        return text

    def number(self, text: str) -> float | None:
        return values.number(self.usual(text))

    def percent(self, text: str) -> float | None:
        found = self.number(text)
        return found if found is None or "%" in text or "％" in text else found / 100


def read_texts(texts: Texts, kind: Kind, way: Way) -> tuple[Texts, Mapping[str, Mask]]:
    """A column of texts as loading reads them, and by kind of problem which of them could not be read and are blank."""
    none: dict[str, Mask] = {}
    match kind:
        case Kind.NUMBER if way.decimal != ".":
            return _each(texts, way.usual, "bad_number")
        case Kind.NUMBER:
            return np.array([text.removeprefix(TYPED) for text in texts], dtype=object), none
        case Kind.PERCENT:
            return _each(texts, lambda text: _text_of(way.percent(text)), "bad_number")
        case Kind.DAY if way.forms or way.timezone or way.since_1904:
            isos, bad = days(texts, way)
            left = bad.get("bad_day", np.zeros(len(texts), dtype=bool))
            told = {problem: mask for problem, mask in bad.items() if problem != "bad_day"}
            return np.where(left, texts, isos).astype(object), told
        case _:
            return texts, none


def numbers(texts: Texts, kind: Kind, way: Way) -> tuple[npt.NDArray[np.float64], Mask]:
    """A column of NUMBER or PERCENT as numbers, NaN for blank, and which of them could not be read."""
    reader = way.percent if kind is Kind.PERCENT else way.number
    codes, different = pd.factorize(texts)
    read = [None if text == "" else reader(text) for text in different]
    bad = np.array([v is None and text != "" for v, text in zip(read, different, strict=True)], dtype=bool)
    found = np.array([np.nan if v is None else v for v in read], dtype=float)
    return found[codes], bad[codes]


def signs(different: Iterable[str], way: Way) -> tuple[str, ...]:
    """The currencies whose signs stand beside the numbers, by their usual codes."""
    found = (values.currencies(way.usual(text)) for text in different)
    return tuple(dict.fromkeys(" or ".join(codes) for codes in found if codes))


def days(texts: Texts, way: Way) -> tuple[Texts, Mapping[str, Mask]]:
    """A column as ISO dates, "" for blank, and by kind of problem which of them could not be read and are blank."""
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts, {}
    plain = [values.serial_of_1900(text) if way.since_1904 else text for text in different]
    kinds = np.array([_fault_of_day(text, way.forms, way.timezone) for text in plain], dtype=object)
    read = [
        "" if kind else _iso(day(text, way.forms, way.timezone) or values.date(text))
        for text, kind in zip(plain, kinds, strict=True)
    ]
    bad = {kind: (kinds == kind)[codes] for kind in dict.fromkeys(kinds) if kind}
    return np.array(read, dtype=object)[codes], bad


def _fault_of_day(text: str, forms: tuple[str, ...], timezone: str) -> str:
    """Why a text is no day; blank where it is one, or nothing at all."""
    if text == "":
        return ""
    if is_of_two_days(text, forms, timezone):
        return "two_days"
    if day(text, forms, timezone) is not None:
        return ""
    if is_lost_in_zones(text, timezone):
        return "bad_zone"
    return "" if values.date(text) is not None else "bad_day"


def _each(texts: Texts, read: Callable[[str], str], kind: str) -> tuple[Texts, dict[str, Mask]]:
    """Errors of cells stay what they are: loading tells of them."""
    codes, different = pd.factorize(texts)
    if len(codes) == 0:
        return texts, {}
    is_left = [text in {"", NOT_CALCULATED} or is_error(text) for text in different]
    found = [text if left else read(text) for text, left in zip(different, is_left, strict=True)]
    bad = np.array([new == "" and not left for new, left in zip(found, is_left, strict=True)], dtype=bool)
    return np.array(found, dtype=object)[codes], {kind: bad[codes]} if bad.any() else {}


def _text_of(value: float | None) -> str:
    return "" if value is None else number_text(value)


def _iso(found: dt.date | None) -> str:
    return "" if found is None else found.isoformat()
