"""The sheets of commission that several modules make: their blocks, top to bottom."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet, SignOff
from salessheet.workbook.sheets.checks import Approval
from salessheet.workbook.sheets.commission.accrual import (
    DueAdjustments,
    DueCorrections,
    DuePays,
    MonthDue,
    PaidPeriods,
    PersonForesight,
)
from salessheet.workbook.sheets.commission.balances import PersonMonths
from salessheet.workbook.sheets.commission.credit_lines import LineSpots
from salessheet.workbook.sheets.commission.document_totals import InTables, RegisterValues
from salessheet.workbook.sheets.commission.estimate import EstimatedKeys, EstimatedPlaces
from salessheet.workbook.sheets.commission.factor_working import FactorWorking
from salessheet.workbook.sheets.commission.finance_review import (
    ChangePlaces,
    ChangeRows,
    Kept,
    PersonBefore,
    PersonReviews,
    PlansAccepted,
)
from salessheet.workbook.sheets.commission.foresight import ProspectPays, Prospects, ProspectSums, ProspectTiers
from salessheet.workbook.sheets.commission.ledger import (
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
from salessheet.workbook.sheets.commission.line_facts import LineFacts
from salessheet.workbook.sheets.commission.line_links import LineLinks, Spots
from salessheet.workbook.sheets.commission.line_notes import LineNotes
from salessheet.workbook.sheets.commission.line_terms import LineTerms
from salessheet.workbook.sheets.commission.line_working import LineAmounts, LineSums, LineTiers
from salessheet.workbook.sheets.commission.pay_bridge import PayInOwn
from salessheet.workbook.sheets.commission.pay_steps import PaySteps
from salessheet.workbook.sheets.commission.pay_working import PayTerms, PayTiers
from salessheet.workbook.sheets.commission.payout import LeftOut, Pay, PayControl, Payout, PersonPay
from salessheet.workbook.sheets.commission.prize_working import LinePrizes
from salessheet.workbook.sheets.commission.quota_working import PayQuotas
from salessheet.workbook.sheets.commission.statement import (
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
from salessheet.workbook.sheets.commission.statement_steps import (
    DisputeRows,
    StatedAcceptances,
    StatedBalance,
    StatedDisputePlaces,
    StatedDisputes,
    StatedReviews,
    StatedSteps,
)
from salessheet.workbook.sheets.commission.tier_working import PlanWorking, TierWorking
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
