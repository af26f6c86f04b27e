"""The fiscal year as cells: its calendar and its labels."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from salessheet.core.calendar import Level, periods
from salessheet.core.regions import exceptions, is_provisional, weekend_of
from salessheet.data.filling.scope import serial
from salessheet.workbook.extents import DAYS, HOLIDAYS, WEEKDAYS, WEEKS
from salessheet.workbook.sheets.calendar import Days, Week
from salessheet.workbook.sheets.lists import Holidays, Weekdays
from salessheet.workbook.sheets.target_months import ByQuarter
from salessheet.workbook.sheets.targets import ByWeek
from salessheet.workbook.tables import CalendarDays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from salessheet.data.dataset import Dataset
    from salessheet.data.filling.scope import Scope
    from salessheet.workbook.expr import Extent, Line
    from salessheet.workbook.readings.values import Column


def year_cells(dataset: Dataset, scope: Scope) -> tuple[dict[Line, Column], dict[Extent, int]]:
    region = str(dataset.settings["region"] or "")
    weeks = periods(scope.year, Level.WEEK, scope.first_month)
    days = (scope.year_end - scope.year_start).days + 1
    weekend = weekend_of(region, scope.year_end)
    free = exceptions(
        scope.year_start.replace(year=scope.year_start.year - 1), scope.year_end.replace(year=scope.year_end.year + 1),
        region, scope.words.lang, weekend,
    )  # fmt: skip
    weekdays = [scope.words.text(f"ui.weekday_{n}") for n in range(1, 8)]
    not_worked = [weekdays[day] for day in sorted(weekend)]
    override, remark = _days(dataset, scope, region, {day.day: day.name for day in free})
    cells: dict[Line, Column] = {
        ByWeek.week: [week.label for week in weeks],
        ByQuarter.quarter: [scope.words.text("ui.quarter").format(n=n) for n in range(1, 5)],
        Weekdays.weekday: weekdays,
        Weekdays.working: [float(day not in weekend) for day in range(7)],
        Week.weekend: [scope.words.listed(not_worked) or scope.words.text("ui.no_weekend")],
        Holidays.date: np.array([serial(day.day) for day in free] or [np.nan]),
        Holidays.working: np.array([float(day.working) for day in free] or [np.nan]),
        Holidays.holiday: [day.name or None for day in free] or [None],
        Days.override: override,
        Days.remark: remark,
    }
    return cells, {WEEKDAYS: 7, DAYS: days, WEEKS: len(weeks), HOLIDAYS: max(1, len(free))}


def _days(
    dataset: Dataset, scope: Scope, region: str, names: dict[dt.date, str]
) -> tuple[NDArray[np.float64], list[str | None]]:
    """What people changed, and a remark a day: the holiday's name, or that make-up days aren't published yet."""
    days = [scope.year_start + dt.timedelta(days=i) for i in range((scope.year_end - scope.year_start).days + 1)]
    changed = dataset.table(CalendarDays)
    known = {day.date(): flag for day, flag in zip(changed["date"], changed["working"], strict=True)}
    override = np.array([known.get(day, np.nan) for day in days], float)
    provisional = {year for year in (scope.year_start.year, scope.year_end.year) if is_provisional(year, region)}
    note = scope.words.text("notice.provisional")
    remark = [names.get(day) or (note if day.year in provisional and day.day == 1 else None) for day in days]
    return override, remark
