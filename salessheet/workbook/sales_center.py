"""The whole workbook in one screen: its sheets, in the order a reader meets them."""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.book import Book, Group, Role, Sheet, SignOff
from salessheet.workbook.expr import blank
from salessheet.workbook.functions import IF
from salessheet.workbook.general import Phrases, Soundness
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
from salessheet.workbook.sheets.activity_plan import ACTIVITIES
from salessheet.workbook.sheets.balances import PersonMonths
from salessheet.workbook.sheets.calendar import CALENDAR
from salessheet.workbook.sheets.channels import CHANNELS
from salessheet.workbook.sheets.checks import ERRORS, Approval, Verdict, checks_sheet
from salessheet.workbook.sheets.coaching import COACHING
from salessheet.workbook.sheets.commission import LeftOut, Pay, PayControl, Payout, PersonPay
from salessheet.workbook.sheets.credit_lines import COMMISSION_LINES, LineSpots
from salessheet.workbook.sheets.customer_file import CLASSES, CUSTOMERS
from salessheet.workbook.sheets.cycle import CYCLE
from salessheet.workbook.sheets.dashboard import DASHBOARD
from salessheet.workbook.sheets.dashboard_working import DASHBOARD_WORKING
from salessheet.workbook.sheets.data_quality import DATA_QUALITY
from salessheet.workbook.sheets.document_totals import InTables, RegisterValues
from salessheet.workbook.sheets.estimate import ESTIMATE, EstimatedKeys, EstimatedPlaces
from salessheet.workbook.sheets.evaluation import EVALUATION
from salessheet.workbook.sheets.factor_working import FactorWorking
from salessheet.workbook.sheets.finance_review import (
    FINANCE_REVIEW,
    ChangePlaces,
    ChangeRows,
    Kept,
    PersonBefore,
    PersonReviews,
    PlansAccepted,
)
from salessheet.workbook.sheets.forecast import FORECAST, FORECAST_WORKING
from salessheet.workbook.sheets.foresight import ProspectPays, Prospects, ProspectSums, ProspectTiers
from salessheet.workbook.sheets.funnel import FUNNEL
from salessheet.workbook.sheets.goals import GOALS
from salessheet.workbook.sheets.guide import GUIDE
from salessheet.workbook.sheets.hiring import HIRING
from salessheet.workbook.sheets.honours import HONOURS_SHEET, MERITS
from salessheet.workbook.sheets.improvement import IMPROVEMENT
from salessheet.workbook.sheets.indicators import BUYERS, INDICATORS
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.sheets.leadership import LEADERSHIP
from salessheet.workbook.sheets.ledger import (
    ClosedAdjustments,
    ClosedLines,
    ClosedPays,
    Corrections,
    Credits,
    Ledger,
    Quotas,
    Register,
    Windows,
)
from salessheet.workbook.sheets.line_facts import LineFacts
from salessheet.workbook.sheets.line_links import LineLinks, Spots
from salessheet.workbook.sheets.line_notes import LineNotes
from salessheet.workbook.sheets.line_terms import LineTerms
from salessheet.workbook.sheets.line_working import LineAmounts, LineSums, LineTiers
from salessheet.workbook.sheets.lists import LISTS
from salessheet.workbook.sheets.market import MARKET
from salessheet.workbook.sheets.meetings import MEETINGS
from salessheet.workbook.sheets.mix import MIX
from salessheet.workbook.sheets.outreach import OUTREACH
from salessheet.workbook.sheets.pay_bridge import PayInOwn
from salessheet.workbook.sheets.pay_steps import PaySteps
from salessheet.workbook.sheets.pay_working import PayTerms, PayTiers
from salessheet.workbook.sheets.plan_in_words import PLAN
from salessheet.workbook.sheets.priorities import PRIORITIES
from salessheet.workbook.sheets.prize_working import LinePrizes
from salessheet.workbook.sheets.process import PROCESS_SHEET
from salessheet.workbook.sheets.projects import PROJECTS
from salessheet.workbook.sheets.quota_working import PayQuotas
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
from salessheet.workbook.sheets.skills import SKILLS
from salessheet.workbook.sheets.staffing import STAFFING
from salessheet.workbook.sheets.statement import (
    Stated,
    StatedComponents,
    StatedDeductions,
    StatedLines,
    StatedPayout,
    StatedPays,
    StatedPerson,
    StatedPlace,
    StatedPlaces,
    StatedSlices,
    StatedTiers,
)
from salessheet.workbook.sheets.statement_steps import (
    DisputeRows,
    StatedAcceptances,
    StatedBalance,
    StatedDisputePlaces,
    StatedDisputes,
    StatedReviews,
    StatedSteps,
)
from salessheet.workbook.sheets.target_people import TARGETS_WORKING
from salessheet.workbook.sheets.targets import TARGETS
from salessheet.workbook.sheets.teams import TEAMS
from salessheet.workbook.sheets.tier_working import PlanWorking, TierWorking
from salessheet.workbook.sheets.total_pay import TOTAL_PAY
from salessheet.workbook.sheets.training import TRAINING
from salessheet.workbook.sheets.watches import ON_SHEETS, error_cells, total
from salessheet.workbook.tables import (
    Adjustments,
    Objectives,
    Periods,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    Splits,
)

COMMISSION = Sheet(
    "commission",
    Role.OUTPUT,
    Group.COMMISSION,
    (Payout, Approval, SignOff(), Pay),
    with_data=True,
    in_full=True,
    front=11,
    continued=(Pay.capped,),
    keys=2,
)
PLANS = Sheet(
    "plans",
    Role.INPUT,
    Group.COMMISSION,
    (Plans, PlanTiers, PlanRates, PlanFactors, Objectives, Splits, Adjustments),
    with_data=True,
    in_full=True,
    front=21,
    continued=(Plans.basis, Plans.floor),
)
STATEMENT = Sheet(
    "statement",
    Role.OUTPUT,
    Group.COMMISSION,
    (
        Stated,
        StatedPerson,
        StatedPayout,
        StatedBalance,
        StatedComponents,
        StatedDeductions,
        StatedSlices,
        StatedLines,
        StatedAcceptances,
        StatedDisputes,
        StatedSteps,
        SignOff(),
    ),
    with_data=True,
    in_full=True,
    front=14,
)
PAY_WORKING = Sheet(
    "pay_working",
    Role.CALCULATION,
    Group.WORKING,
    (
        LeftOut,
        PayTerms,
        PayTiers,
        PayQuotas,
        PaySteps,
        PayControl,
        PersonPay,
        PlanWorking,
        TierWorking,
        FactorWorking,
        PaidPeriods,
        MonthDue,
        DuePays,
        DueAdjustments,
        DueCorrections,
        PersonForesight,
    ),
    with_data=True,
    in_full=True,
    continued=(PayTerms.over, PaySteps.released),
    keys=2,
)
LINE_WORKING = Sheet(
    "line_working",
    Role.CALCULATION,
    Group.WORKING,
    (
        LineFacts,
        LineTerms,
        LineSums,
        LineTiers,
        LinePrizes,
        LineAmounts,
        LineNotes,
        LineLinks,
        StatedPlace,
        StatedPays,
        StatedTiers,
        StatedPlaces,
        StatedReviews,
        StatedDisputePlaces,
        DisputeRows,
        RegisterValues,
    ),
    with_data=True,
    in_full=True,
)
REVIEW_WORKING = Sheet(
    "review_working",
    Role.CALCULATION,
    Group.WORKING,
    (Kept, InTables, PlansAccepted, PayInOwn, PersonBefore, PersonReviews, ChangeRows, ChangePlaces, PersonMonths),
    with_data=True,
    in_full=True,
)
ESTIMATE_WORKING = Sheet(
    "estimate_working",
    Role.CALCULATION,
    Group.WORKING,
    (EstimatedPlaces, EstimatedKeys, Prospects, ProspectSums, ProspectTiers, ProspectPays),
    with_data=True,
    in_full=True,
)
LEDGER = Sheet(
    "ledger",
    Role.CALCULATION,
    Group.WORKING,
    (
        Windows,
        Spots,
        LineSpots,
        Periods,
        Ledger,
        Quotas,
        Corrections,
        Credits,
        Register,
        ClosedPays,
        ClosedLines,
        ClosedAdjustments,
    ),
    with_data=True,
    in_full=True,
    continued=(Credits.under_cap, ClosedPays.carried_in, ClosedLines.amount),
    keys=3,
)

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
)


def _place(sheet: Sheet) -> int:
    """Guide and Dashboard first, then what people type, what is computed, what is read, and at last the working."""
    if sheet.group is Group.WORKING or sheet is COMMISSION_LINES:
        return 5
    in_front = {Role.GUIDE: 0, Role.INPUT: 2, Role.CALCULATION: 3, Role.OUTPUT: 4}
    return 1 if sheet is DASHBOARD else in_front[sheet.role]


WATCHED = tuple(sorted(_SHEETS, key=_place))

ErrorCells = error_cells((block for sheet in WATCHED for block in sheet.blocks), Verdict.all_ok)
keep_promise(ERRORS, total(ErrorCells))
keep_promise(
    Soundness.checks,
    IF(Verdict.all_ok == "", blank, IF(Verdict.all_ok == 1, Phrases.checks_hold, Phrases.checks_fail)),
)

SALES_CENTER = Book((*WATCHED, checks_sheet(ErrorCells), LISTS))

if unwatched := {table.__name__ for table in SALES_CENTER.tables} ^ {table.__name__ for table in ON_SHEETS}:
    raise DeclarationError(f"watches.ON_SHEETS is not the tables on sheets: {', '.join(sorted(unwatched))}")

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
        TOTAL_PAY,
    }
)
