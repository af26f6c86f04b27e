"""The periods of targets: the whole fiscal year, a quarter of it or a month, however they are spelled.

Q1 is the first quarter of the fiscal year, whose number is that of the calendar year in which it starts. Loading writes
"year", 2026-Q1 or 2026-03 into every row, and takes a year that a row leaves blank from its period.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salessheet.core.calendar import MONTHS, fiscal_months
from salessheet.data import values
from salessheet.data.columns import Rows
from salessheet.workbook.measures import FIRST_YEAR, LAST_YEAR
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import TargetRows

WHOLE = "year"
_WHOLE = frozenset({"YEAR", "ANNUAL", "FULLYEAR", "WHOLEYEAR", "FY", "年", "年度", "全年", "全年度"})
_YEAR = re.compile(r"(?:FY)?(\d{4})(?:年度?|财年)?(?:全年)?")
_QUARTER = re.compile(
    r"(?:(?:FY)?(?P<year>\d{4})(?:年度?|财年|[-/._])?)?(?:Q([1-4])|([1-4])Q|第?([1-4一二三四])季度?)"
    r"(?:[-/._]?(?:FY)?(?P<later>\d{4}))?"
)
_MONTH = re.compile(r"(\d{1,2})月")
_DIGITS = {digit: number for number, digit in enumerate("一二三四", start=1)}


@dataclass(frozen=True)
class Part:
    """A year or a part of it as somebody wrote it. At most one of `quarter` and `month` is not 0.

    `year`: of a quarter and of the whole the fiscal year, of a month the calendar year; None where it is not said.
    """

    year: int | None
    quarter: int = 0
    month: int = 0

    def fiscal_year(self, first_month: int) -> int | None:
        return self.year - 1 if self.year is not None and 0 < self.month < first_month else self.year

    def label(self, fiscal_year: int, first_month: int) -> str:
        if self.quarter:
            return f"{fiscal_year}-Q{self.quarter}"
        return f"{fiscal_year + (self.month < first_month)}-{self.month:02}" if self.month else WHOLE


def part(text: str) -> Part | None:
    """What a text names: 2026, 2026-Q1, Q1, 2026年第一季度, 3月, or a month as `values.period` reads it.

    None where it is none of these, or of other years than FIRST_YEAR to LAST_YEAR.
    """
    if not values.may_be_figures(text):
        return None
    text = unicodedata.normalize("NFKC", text).strip().removesuffix("份")
    plain = re.sub(r"\s+", "", text).upper()
    if plain in _WHOLE:
        return Part(None)
    if match := _YEAR.fullmatch(plain):
        return _known(Part(int(match[1])))
    if match := _QUARTER.fullmatch(plain):
        years = [int(year) for year in (match["year"], match["later"]) if year]
        number = next(digit for digit in match.groups()[1:4] if digit)
        found = Part(years[0] if years else None, quarter=_DIGITS.get(number) or int(number))
        return _known(found) if len(years) < 2 else None
    if match := _MONTH.fullmatch(plain):
        return Part(None, month=int(match[1])) if 1 <= int(match[1]) <= MONTHS else None
    month = values.period(text)
    return None if month is None else Part(month.year, month=month.month)


def _known(found: Part) -> Part | None:
    return found if found.year is None or FIRST_YEAR <= found.year <= LAST_YEAR else None


def labels(year: int, first_month: int) -> list[str]:
    """What a fiscal year and its parts are called in the column `period`: the whole, four quarters, twelve months."""
    months = [f"{month:%Y-%m}" for month in fiscal_months(year, first_month)]
    return [WHOLE, *(f"{year}-Q{n}" for n in range(1, 5)), *months]


def settle(targets: Rows, first_month: int) -> None:
    """Writes each row's period by its label, and its year where it is blank.

    A period that cannot be read, one outside the year of its row and a row of which no year is known are refused.
    """
    texts, years = targets.texts(TargetRows.period), targets.frame[TargetRows.year.key].to_numpy()
    codes, different = pd.factorize(texts)
    read = [part(text) for text in different]
    unread = np.array([found is None for found in read], dtype=bool)[codes]
    targets.report("not_a_part", unread, TargetRows.period, first=FIRST_YEAR, last=LAST_YEAR)
    if first_month > 1:
        named = np.array([_names_fiscal_year(text) for text in different], dtype=bool)[codes]
        places = np.flatnonzero(named & ~unread & targets.kept)
        targets.findings.add_all(
            "fiscal_year", places, Severity.NOTED, TargetRows.period, list(texts[places]), month=first_month
        )
    said = np.array([_year_of(found, first_month) for found in read], dtype=np.float64)[codes]
    outside = ~np.isnan(said) & ~np.isnan(years) & (said != years)
    for row in np.flatnonzero(outside & targets.kept).tolist():
        _report_outside(targets, row, int(years[row]), first_month)
    targets.refuse(outside)
    years = np.where(np.isnan(years), said, years)
    targets.write(TargetRows.year, years)
    targets.report("missing_value", np.isnan(years), TargetRows.year, example=TargetRows.year.example)
    written = [
        found.label(int(year), first_month) if kept and (found := read[code]) is not None else text
        for text, code, year, kept in zip(texts, codes, years, targets.kept, strict=True)
    ]
    targets.write(TargetRows.period, np.array([*written, ""], dtype=object)[:-1])


def _names_fiscal_year(text: str) -> bool:
    """Whether a text calls its year a fiscal year: whether it goes by its first or its last is nobody's rule."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return bool(re.search(r"\d{4}", plain)) and ("FY" in plain or "财年" in plain or "年度" in plain)


def _report_outside(targets: Rows, row: int, year: int, first_month: int) -> None:
    months = fiscal_months(year, first_month)
    targets.findings.add(
        "outside_year", row, Severity.REFUSED, TargetRows.period,
        value=targets.texts(TargetRows.period)[row], year=year, first=f"{months[0]:%Y-%m}", last=f"{months[-1]:%Y-%m}",
    )  # fmt: skip  # the facts on one line


def _year_of(found: Part | None, first_month: int) -> float:
    year = None if found is None else found.fiscal_year(first_month)
    return math.nan if year is None else year
