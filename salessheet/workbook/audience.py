"""For whom a workbook is: which sheets it has, and what of the data it leaves out."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from salessheet.workbook.book import Sheet
from salessheet.workbook.lines import Column
from salessheet.workbook.sales_center import FOR_ONE_PERSON_ONLY, LEDGER, SALES_CENTER, STATEMENT
from salessheet.workbook.sheets.credit_lines import COMMISSION_LINES
from salessheet.workbook.sheets.dashboard import DASHBOARD
from salessheet.workbook.sheets.estimate import ESTIMATE
from salessheet.workbook.sheets.funnel import FUNNEL
from salessheet.workbook.sheets.honours import HONOURS_SHEET
from salessheet.workbook.sheets.indicators import INDICATORS
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.sheets.lists import LISTS
from salessheet.workbook.sheets.plan_in_words import PLAN
from salessheet.workbook.sheets.ranking import RANKING
from salessheet.workbook.sheets.records import ACTIVITIES, CUSTOMERS
from salessheet.workbook.sheets.review import REVIEW
from salessheet.workbook.sheets.settings import SETTINGS
from salessheet.workbook.tables import Deals


class Audience(StrEnum):
    """Who gets the workbooks, where they are not for everybody in the team."""

    MANAGER = "manager"
    FINANCE = "finance"
    REP = "rep"


_OF_A_PERSON = (STATEMENT, ESTIMATE, COMMISSION_LINES, PLAN, LEDGER, SETTINGS, LISTS)
_NOT_FOR_FINANCE = frozenset({DASHBOARD, ACTIVITIES, CUSTOMERS, FUNNEL, KPI, RANKING}) | {
    INDICATORS,
    REVIEW,
    HONOURS_SHEET,
}
NOTES_ON_PEOPLE: tuple[Column, ...] = (Deals.lost_reason, Deals.next_step)
"""What people write about customers and each other, which finance does not get."""


def sheets_of(audience: Audience | None) -> tuple[Sheet, ...]:
    """Every sheet that a workbook for the audience may have, in order; None: for everybody in the team."""
    if audience is Audience.REP:
        return _OF_A_PERSON
    left_out = FOR_ONE_PERSON_ONLY | (_NOT_FOR_FINANCE if audience is Audience.FINANCE else frozenset())
    return tuple(sheet for sheet in SALES_CENTER.sheets if sheet not in left_out)


def audience_of(sheets: Collection[str]) -> Audience | None:
    """For whom a workbook with the sheets of these keys is. One for managers is as one for everybody."""
    if any(sheet.key in sheets for sheet in FOR_ONE_PERSON_ONLY):
        return Audience.REP
    always = [sheet for sheet in _NOT_FOR_FINANCE if not sheet.with_data]
    return Audience.FINANCE if sheets and not any(sheet.key in sheets for sheet in always) else None
