"""The whole workbook in one screen: its sheets, in the order a reader meets them."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Book, Role, Sheet, SignOff
from salessheet.workbook.schema import keep_promise
from salessheet.workbook.sheets.accrual import (
    ACCRUAL,
    DueAdjustments,
    DueCorrections,
    DuePays,
    MonthDue,
    PaidPeriods,
    PersonForesight,
)
from salessheet.workbook.sheets.calendar import CALENDAR
from salessheet.workbook.sheets.checks import ERRORS, Approval, Verdict, checks_sheet
from salessheet.workbook.sheets.commission import LeftOut, Pay, PayControl, Payout, PersonPay
from salessheet.workbook.sheets.credit_lines import COMMISSION_LINES
from salessheet.workbook.sheets.dashboard import DASHBOARD
from salessheet.workbook.sheets.estimate import ESTIMATE, EstimatedKeys, EstimatedPlaces
from salessheet.workbook.sheets.foresight import ProspectPays, Prospects, ProspectSums, ProspectTiers
from salessheet.workbook.sheets.funnel import FUNNEL
from salessheet.workbook.sheets.guide import GUIDE
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.sheets.ledger import (
    ClosedAdjustments,
    ClosedLines,
    ClosedPays,
    Corrections,
    Credits,
    Ledger,
    Register,
    Windows,
)
from salessheet.workbook.sheets.line_facts import LineFacts
from salessheet.workbook.sheets.line_working import LineAmounts, LineSums, LineTiers
from salessheet.workbook.sheets.lists import LISTS
from salessheet.workbook.sheets.pay_working import PaySteps, PayTerms, PayTiers
from salessheet.workbook.sheets.plan_in_words import PLAN
from salessheet.workbook.sheets.ranking import RANKING
from salessheet.workbook.sheets.records import ACTIVITIES, CUSTOMERS, DEALS, INVOICES, ORDERS, RECEIPTS
from salessheet.workbook.sheets.roster import ROSTER
from salessheet.workbook.sheets.settings import SETTINGS
from salessheet.workbook.sheets.statement import STATEMENT, StatedPays, StatedPlace, StatedPlaces, StatedTiers
from salessheet.workbook.sheets.targets import TARGETS
from salessheet.workbook.sheets.teams import TEAMS
from salessheet.workbook.sheets.tier_working import PlanWorking, TierWorking
from salessheet.workbook.sheets.watches import ON_SHEETS, error_cells, total
from salessheet.workbook.tables import Adjustments, Periods, Plans, PlanTiers, Splits

COMMISSION = Sheet(
    "commission",
    Role.OUTPUT,
    (Approval, Payout, SignOff(), Pay, Plans, PlanTiers, Splits, Adjustments),
    with_data=True,
    in_full=True,
)
PAY_WORKING = Sheet(
    "pay_working",
    Role.CALCULATION,
    (
        LeftOut,
        PayTerms,
        PayTiers,
        PaySteps,
        PayControl,
        PersonPay,
        PlanWorking,
        TierWorking,
        PaidPeriods,
        MonthDue,
        DuePays,
        DueAdjustments,
        DueCorrections,
        PersonForesight,
    ),
    with_data=True,
    in_full=True,
)
LINE_WORKING = Sheet(
    "line_working",
    Role.CALCULATION,
    (LineFacts, LineSums, LineTiers, LineAmounts, StatedPlace, StatedPays, StatedTiers, StatedPlaces),
    with_data=True,
    in_full=True,
)
ESTIMATE_WORKING = Sheet(
    "estimate_working",
    Role.CALCULATION,
    (EstimatedPlaces, EstimatedKeys, Prospects, ProspectSums, ProspectTiers, ProspectPays),
    with_data=True,
    in_full=True,
)
LEDGER = Sheet(
    "ledger",
    Role.CALCULATION,
    (Windows, Periods, Ledger, Corrections, Credits, Register, ClosedPays, ClosedLines, ClosedAdjustments),
    with_data=True,
    in_full=True,
)

WATCHED = (
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
    CALENDAR,
    TARGETS,
    FUNNEL,
    KPI,
    RANKING,
    TEAMS,
    COMMISSION,
    STATEMENT,
    ESTIMATE,
    ACCRUAL,
    PLAN,
    COMMISSION_LINES,
    LEDGER,
    PAY_WORKING,
    LINE_WORKING,
    ESTIMATE_WORKING,
)

ErrorCells = error_cells((block for sheet in WATCHED for block in sheet.blocks), Verdict.all_ok)
keep_promise(ERRORS, total(ErrorCells))

SALES_CENTER = Book((*WATCHED, checks_sheet(ErrorCells), LISTS))

if unwatched := {table.__name__ for table in SALES_CENTER.tables} ^ {table.__name__ for table in ON_SHEETS}:
    raise DeclarationError(f"watches.ON_SHEETS is not the tables on sheets: {', '.join(sorted(unwatched))}")

FOR_ONE_PERSON_ONLY = frozenset({PLAN})
FOR_THE_CENTRE_ONLY = frozenset({TEAMS})
NOT_FOR_THE_CENTRE = frozenset(
    {
        DEALS,
        ORDERS,
        INVOICES,
        RECEIPTS,
        ACTIVITIES,
        CUSTOMERS,
        STATEMENT,
        ESTIMATE,
        COMMISSION_LINES,
        LINE_WORKING,
        ESTIMATE_WORKING,
    }
)
