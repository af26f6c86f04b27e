"""The whole workbook in one screen: its sheets, in the order a reader meets them."""

from __future__ import annotations

from collections.abc import Collection

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Book, Group, Role, Sheet
from salessheet.workbook.expr import blank
from salessheet.workbook.functions import IF
from salessheet.workbook.general import Phrases, Soundness
from salessheet.workbook.schema import Table, keep_promise
from salessheet.workbook.sheets.activity_plan import ACTIVITIES
from salessheet.workbook.sheets.calendar import CALENDAR
from salessheet.workbook.sheets.channels import CHANNELS
from salessheet.workbook.sheets.checks import ERRORS, Verdict, checks_sheet
from salessheet.workbook.sheets.coaching import COACHING
from salessheet.workbook.sheets.commission.accrual import ACCRUAL
from salessheet.workbook.sheets.commission.composed import (
    COMMISSION,
    ESTIMATE_WORKING,
    LEDGER,
    LINE_WORKING,
    PAY_WORKING,
    PLANS,
    REVIEW_WORKING,
    STATEMENT,
)
from salessheet.workbook.sheets.commission.credit_lines import COMMISSION_LINES
from salessheet.workbook.sheets.commission.estimate import ESTIMATE
from salessheet.workbook.sheets.commission.finance_review import FINANCE_REVIEW
from salessheet.workbook.sheets.commission.plan_in_words import PLAN
from salessheet.workbook.sheets.customer_file import CLASSES, CUSTOMERS
from salessheet.workbook.sheets.cycle import CYCLE
from salessheet.workbook.sheets.dashboard import DASHBOARD
from salessheet.workbook.sheets.dashboard_working import DASHBOARD_WORKING
from salessheet.workbook.sheets.data_quality import DATA_QUALITY
from salessheet.workbook.sheets.evaluation import EVALUATION
from salessheet.workbook.sheets.forecast import FORECAST, FORECAST_WORKING
from salessheet.workbook.sheets.funnel import FUNNEL
from salessheet.workbook.sheets.goals import GOALS
from salessheet.workbook.sheets.guide import GUIDE
from salessheet.workbook.sheets.hiring import HIRING
from salessheet.workbook.sheets.honours import HONOURS_SHEET, MERITS
from salessheet.workbook.sheets.improvement import IMPROVEMENT
from salessheet.workbook.sheets.indicators import BUYERS, INDICATORS
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.sheets.leadership import LEADERSHIP
from salessheet.workbook.sheets.lists import LISTS
from salessheet.workbook.sheets.market import MARKET
from salessheet.workbook.sheets.meetings import MEETINGS
from salessheet.workbook.sheets.mix import MIX
from salessheet.workbook.sheets.outreach import OUTREACH
from salessheet.workbook.sheets.priorities import PRIORITIES
from salessheet.workbook.sheets.process import PROCESS_SHEET
from salessheet.workbook.sheets.projects import PROJECTS
from salessheet.workbook.sheets.ranking import RANKING
from salessheet.workbook.sheets.receivables import INVOICES
from salessheet.workbook.sheets.records import DEALS, ORDERS, RECEIPTS, SETTLEMENT
from salessheet.workbook.sheets.review import REVIEW
from salessheet.workbook.sheets.risks import RISKS
from salessheet.workbook.sheets.rollout import ROLLOUT
from salessheet.workbook.sheets.roster import ROSTER
from salessheet.workbook.sheets.satisfaction import SATISFACTION
from salessheet.workbook.sheets.service import SERVICE
from salessheet.workbook.sheets.settings import SETTINGS
from salessheet.workbook.sheets.skills import SKILLS, TASK_WORKING
from salessheet.workbook.sheets.staffing import STAFFING
from salessheet.workbook.sheets.target_people import TARGETS_WORKING
from salessheet.workbook.sheets.targets import TARGETS
from salessheet.workbook.sheets.teams import TEAMS
from salessheet.workbook.sheets.total_pay import TOTAL_PAY
from salessheet.workbook.sheets.training import TRAINING
from salessheet.workbook.sheets.watches import OFF_SHEETS, error_cells, total
from salessheet.workbook.tables import TABLES

_SHEETS = (
    GUIDE,
    DASHBOARD,
    SETTINGS,
    ROSTER,
    DEALS,
    ORDERS,
    INVOICES,
    RECEIPTS,
    ACTIVITIES,
    CUSTOMERS,
    CLASSES,
    SATISFACTION,
    SERVICE,
    PLANS,
    SETTLEMENT,
    GOALS,
    EVALUATION,
    ROLLOUT,
    CALENDAR,
    TARGETS,
    FORECAST,
    FUNNEL,
    PRIORITIES,
    PROCESS_SHEET,
    CYCLE,
    OUTREACH,
    MIX,
    KPI,
    RANKING,
    DATA_QUALITY,
    TEAMS,
    CHANNELS,
    MARKET,
    RISKS,
    PROJECTS,
    HIRING,
    COACHING,
    TRAINING,
    SKILLS,
    STAFFING,
    LEADERSHIP,
    MEETINGS,
    INDICATORS,
    REVIEW,
    IMPROVEMENT,
    HONOURS_SHEET,
    TOTAL_PAY,
    COMMISSION,
    STATEMENT,
    ESTIMATE,
    FINANCE_REVIEW,
    ACCRUAL,
    PLAN,
    COMMISSION_LINES,
    LEDGER,
    PAY_WORKING,
    LINE_WORKING,
    REVIEW_WORKING,
    ESTIMATE_WORKING,
    DASHBOARD_WORKING,
    TARGETS_WORKING,
    FORECAST_WORKING,
    MERITS,
    BUYERS,
    TASK_WORKING,
)


def _place(sheet: Sheet) -> int:
    """Guide and Dashboard first, then what people type, what is computed, what is read, and at last the working."""
    if sheet.group is Group.WORKING or sheet is COMMISSION_LINES:
        return 5
    in_front = {Role.GUIDE: 0, Role.INPUT: 2, Role.CALCULATION: 3, Role.OUTPUT: 4}
    return 1 if sheet is DASHBOARD else in_front[sheet.role]


def refuse_stray_tables(
    on_sheets: Collection[type[Table]], known: Collection[type[Table]], off_sheets: Collection[type[Table]]
) -> None:
    """Raises DeclarationError, with what to do, unless each known table is either on a sheet or said to be on none."""
    for strays, advice in (
        ([table for table in on_sheets if table not in known], "put it into TABLES of workbook/tables/__init__.py"),
        (
            [table for table in known if table not in on_sheets and table not in off_sheets],
            "put it among the items of a sheet, or into OFF_SHEETS of workbook/sheets/watches.py",
        ),
        (
            [table for table in off_sheets if table in on_sheets],
            "it stands on a sheet: take it out of OFF_SHEETS of workbook/sheets/watches.py",
        ),
    ):
        if strays:
            raise DeclarationError(f"{', '.join(table.__name__ for table in strays)}: {advice}")


WATCHED = tuple(sorted(_SHEETS, key=_place))

ErrorCells = error_cells((block for sheet in WATCHED for block in sheet.blocks), Verdict.all_ok)
keep_promise(ERRORS, total(ErrorCells))
keep_promise(
    Soundness.checks,
    IF(Verdict.all_ok == "", blank, IF(Verdict.all_ok == 1, Phrases.checks_hold, Phrases.checks_fail)),
)

SALES_CENTER = Book((*WATCHED, checks_sheet(ErrorCells), LISTS))

refuse_stray_tables(SALES_CENTER.tables, TABLES, OFF_SHEETS)

FOR_ONE_PERSON_ONLY = frozenset({PLAN})
FOR_THE_CENTRE_ONLY = frozenset({TEAMS, CHANNELS})
NOT_FOR_THE_CENTRE = frozenset(
    {
        DEALS,
        ORDERS,
        INVOICES,
        RECEIPTS,
        ACTIVITIES,
        CUSTOMERS,
        SATISFACTION,
        SERVICE,
        STATEMENT,
        ESTIMATE,
        COMMISSION_LINES,
        LINE_WORKING,
        ESTIMATE_WORKING,
        PROCESS_SHEET,
        OUTREACH,
        TRAINING,
        SKILLS,
        STAFFING,
        MEETINGS,
        BUYERS,
        TASK_WORKING,
        TOTAL_PAY,
    }
)
