"""The calendar sheet: which weekend counts, and the days worked by plain formulas."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from salessheet.core.calendar import WorkingDays
from salessheet.data.filling import Scope, edition_of
from salessheet.workbook.labels import Words
from salessheet.workbook.measures import Flavour
from salessheet.workbook.sheets.calendar import Days, Week
from tests.built.editions import centre


@pytest.mark.parametrize(
    ("region", "lang", "period", "first_month", "weekend"),
    [
        ("CN", "en", dt.date(2026, 6, 1), 1, "Sat, Sun"),
        ("", "zh-CN", dt.date(2026, 6, 1), 1, "周六、周日"),
        ("EG", "en", dt.date(2026, 6, 1), 1, "Fri, Sat"),
        ("EG", "zh-CN", dt.date(2026, 6, 1), 4, "周五、周六"),
        ("IR", "en", dt.date(2026, 6, 1), 1, "Fri"),
        ("AE", "en", dt.date(2022, 3, 1), 7, "Sat, Sun"),  # until December 2021 Friday and Saturday
    ],
)
def test_the_sheet_names_the_weekend_of_the_region_and_counts_by_it(
    region: str, lang: str, period: dt.date, first_month: int, weekend: str
) -> None:
    whole = centre(lang)
    dataset = dataclasses.replace(whole, settings={**whole.settings, "region": region, "first_month": first_month})
    scope = Scope("", period, period, first_month, Words.load(lang))
    book = edition_of(dataset, scope, Flavour.NATIVE)
    length = (scope.year_end - scope.year_start).days + 1
    days = np.datetime64(scope.year_start, "D") + np.arange(length)

    assert book.cells(Week.weekend) == [weekend]
    assert book.cells(Days.published) == WorkingDays.of(region).count(days, days).tolist()
