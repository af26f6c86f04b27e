"""For whom a workbook is: which sheets it has, and what of the data it leaves out."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Sheet
from salessheet.workbook.lines import Column, Watch
from salessheet.workbook.readings.values import lines_read
from salessheet.workbook.sales_center import FOR_ONE_PERSON_ONLY, SALES_CENTER
from salessheet.workbook.schema import Table
from salessheet.workbook.sheets.activity_plan import ACTIVITIES
from salessheet.workbook.sheets.commission.composed import LEDGER, STATEMENT
from salessheet.workbook.sheets.commission.credit_lines import COMMISSION_LINES
from salessheet.workbook.sheets.commission.estimate import ESTIMATE
from salessheet.workbook.sheets.commission.plan_in_words import PLAN
from salessheet.workbook.sheets.customer_file import CLASSES, CUSTOMERS
from salessheet.workbook.sheets.cycle import CYCLE
from salessheet.workbook.sheets.dashboard import DASHBOARD
from salessheet.workbook.sheets.data_quality import DATA_QUALITY
from salessheet.workbook.sheets.funnel import FUNNEL
from salessheet.workbook.sheets.honours import HONOURS_SHEET
from salessheet.workbook.sheets.indicators import INDICATORS
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.sheets.lists import LISTS
from salessheet.workbook.sheets.market import MARKET
from salessheet.workbook.sheets.meetings import MEETINGS
from salessheet.workbook.sheets.mix import MIX
from salessheet.workbook.sheets.outreach import OUTREACH
from salessheet.workbook.sheets.priorities import PRIORITIES
from salessheet.workbook.sheets.process import PROCESS_SHEET
from salessheet.workbook.sheets.projects import PROJECTS
from salessheet.workbook.sheets.ranking import RANKING
from salessheet.workbook.sheets.review import REVIEW
from salessheet.workbook.sheets.risks import RISKS
from salessheet.workbook.sheets.rollout import ROLLOUT
from salessheet.workbook.sheets.satisfaction import SATISFACTION
from salessheet.workbook.sheets.service import SERVICE
from salessheet.workbook.sheets.settings import SETTINGS
from salessheet.workbook.sheets.skills import SKILLS
from salessheet.workbook.sheets.staffing import STAFFING
from salessheet.workbook.sheets.total_pay import TOTAL_PAY
from salessheet.workbook.sheets.training import TRAINING
from salessheet.workbook.tables import TABLES, Deals


class Audience(StrEnum):
    """Who gets the workbooks, where they are not for everybody in the team. Managers get what is private, too."""

    MANAGER = "manager"
    FINANCE = "finance"
    REP = "rep"


_OF_A_PERSON = (STATEMENT, ESTIMATE, COMMISSION_LINES, PLAN, LEDGER, SETTINGS, LISTS)
_NOT_FOR_FINANCE = frozenset(
    {
        DASHBOARD, ACTIVITIES, CUSTOMERS, FUNNEL, KPI, RANKING, PRIORITIES, RISKS, ROLLOUT, PROJECTS, CYCLE,
        DATA_QUALITY, PROCESS_SHEET, OUTREACH, MIX, CLASSES, SATISFACTION, SERVICE, INDICATORS, REVIEW, HONOURS_SHEET,
        MARKET, TRAINING, SKILLS, STAFFING, MEETINGS,
    }
)  # fmt: skip  # a list to read
NOTES_ON_PEOPLE: tuple[Column, ...] = (Deals.lost_reason, Deals.next_step)
"""What people write about customers and each other, which finance does not get."""


PRIVATE_TABLES: tuple[type[Table], ...] = tuple(table for table in TABLES if table.private)
"""What managers note of people, which nobody else gets: neither its rows, nor problems of them."""
PRIVATE = frozenset(sheet for sheet in SALES_CENTER.sheets if sheet.is_private)
"""The sheets with such tables."""
BASE_PAY_TABLES = TOTAL_PAY.tables
"""What everybody earns besides commission: for the manager and finance."""


def sheets_of(audience: Audience | None) -> tuple[Sheet, ...]:
    """Every sheet that a workbook for the audience may have, in order; None: for everybody in the team."""
    if audience is Audience.REP:
        return _OF_A_PERSON
    left_out = FOR_ONE_PERSON_ONLY | (_NOT_FOR_FINANCE if audience is Audience.FINANCE else frozenset())
    if audience is not Audience.MANAGER:
        left_out |= PRIVATE
    if audience is None:
        left_out |= {TOTAL_PAY}
    return tuple(sheet for sheet in SALES_CENTER.sheets if sheet not in left_out)


def audience_of(sheets: Collection[str]) -> Audience | None:
    """For whom a workbook with the sheets of these keys is.

    A manager's in which nothing is private and no pay stands is as one for everybody.
    """
    if any(sheet.key in sheets for sheet in FOR_ONE_PERSON_ONLY):
        return Audience.REP
    if any(sheet.key in sheets for sheet in PRIVATE):
        return Audience.MANAGER
    always = [sheet for sheet in _NOT_FOR_FINANCE if not sheet.with_data]
    if sheets and not any(sheet.key in sheets for sheet in always):
        return Audience.FINANCE
    return Audience.MANAGER if TOTAL_PAY.key in sheets else None


def _telling() -> list[str]:
    """Lines elsewhere that read what is private: their values would tell it to those who do not get its sheet."""
    private = {block for sheet in PRIVATE for block in sheet.blocks}
    lines = (line for block in SALES_CENTER.blocks if block not in private for line in block.calculated())
    return [
        repr(line)
        for line in lines
        if not isinstance(line, Watch) and any(seen.block in private for seen in lines_read(line.native))
    ]


if found := _telling():
    raise DeclarationError(f"on sheets for everybody, but of what is private: {', '.join(found)}")
