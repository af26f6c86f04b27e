"""Every input table and its columns: the one place where a column is declared.

A table stands below those it refers to; `TABLES` is in that order. A column of type LABEL is a short word that
formulas compare, as are identifying and referring columns; TEXT is free. Where the labels have a set of words named
after a column (`[values.role]`), those words are read as their codes; only `choices` allows nothing else.
"""

from __future__ import annotations

from salessheet.errors import DeclarationError
from salessheet.workbook.lines import Column
from salessheet.workbook.ownership import gathering_order
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.activities import ACTIVITY_TYPES, Activities, ActivityTargets, Surveys
from salessheet.workbook.tables.centre import DEFAULT_STAGES, CalendarDays, Reps, SettingRows, Stages, Teams, known_rep
from salessheet.workbook.tables.coaching import Care, Coaching, FeedbackNotes
from salessheet.workbook.tables.customer_file import CustomerCounts, RfmScores
from salessheet.workbook.tables.evaluations import Evaluations, ProcessSteps
from salessheet.workbook.tables.foresight import SalesHistory
from salessheet.workbook.tables.goals import Goals, Strategies, TargetBasis
from salessheet.workbook.tables.hiring import Candidates, HiringCriteria, HiringSources, Interviews
from salessheet.workbook.tables.kpi import KpiManual, KpiPoints, KpiScheme
from salessheet.workbook.tables.leadership import Expectations, ManagerScheme
from salessheet.workbook.tables.market import (
    SWOT_KINDS,
    CompetitorFactors,
    Competitors,
    CompetitorScores,
    Countries,
    MarketSizes,
    Swot,
)
from salessheet.workbook.tables.meetings import Actions, Meetings, Rewards, TeamEvents
from salessheet.workbook.tables.money import Fx, is_own, rate_date_of, rate_of
from salessheet.workbook.tables.orders import Channels, Invoices, Orders, Receipts, Splits
from salessheet.workbook.tables.performance import (
    COMPUTED_AS,
    GAP_CAUSES,
    HONOURED_BY,
    BasePay,
    BonusBands,
    HonourRules,
    ImprovementPlans,
    Indicators,
    IndicatorValues,
    PoolBands,
    PromotionRules,
    ReviewNotes,
)
from salessheet.workbook.tables.plans import (
    ANY_VALUE,
    FACTORS,
    RATED_BY,
    RATED_COLUMNS,
    Objectives,
    PlanFactors,
    PlanRates,
    Plans,
    PlanTiers,
    QuotaRelief,
)
from salessheet.workbook.tables.process import Campaigns, DealSteps, Lessons, Outreach, SalesSteps
from salessheet.workbook.tables.projects import (
    DEPARTMENTS,
    PILOT_DECISIONS,
    SOCIAL_KINDS,
    GreenProducts,
    LaunchPlan,
    LaunchTasks,
    Pilots,
    SocialEvents,
)
from salessheet.workbook.tables.risks import COMPLIANCE_AREAS, RISK_KINDS, Compliance, Risks
from salessheet.workbook.tables.rollout import PITFALLS, CrmCriteria, CrmProducts, CrmScores, Phases, Pitfalls
from salessheet.workbook.tables.selling import FORECAST_CATEGORIES, Customers, Deals
from salessheet.workbook.tables.service import (
    CustomerClasses,
    Feedback,
    FeedbackRoutes,
    Segments,
    ServiceLimits,
    SurveyItems,
    Tickets,
)
from salessheet.workbook.tables.settling import (
    PERIOD_STATUSES,
    REVIEW_STEPS,
    Acceptances,
    Adjustments,
    Disputes,
    Payouts,
    Periods,
    Reviews,
)
from salessheet.workbook.tables.skills import SkillNeeds, Skills, Tasks
from salessheet.workbook.tables.staffing import Onboarding, OnboardingSteps, Ramp, Roles
from salessheet.workbook.tables.targets import Seasonality, TargetRows
from salessheet.workbook.tables.training import Courses, Learning, Training

__all__ = [
    "ACTIVITY_TYPES",
    "ANY_VALUE",
    "BY_KEY",
    "COMPLIANCE_AREAS",
    "COMPUTED_AS",
    "DEFAULT_STAGES",
    "DEPARTMENTS",
    "FACTORS",
    "FORECAST_CATEGORIES",
    "GAP_CAUSES",
    "GATHERED",
    "HONOURED_BY",
    "PERIOD_STATUSES",
    "PILOT_DECISIONS",
    "PITFALLS",
    "RATED_BY",
    "RATED_COLUMNS",
    "REVIEW_STEPS",
    "RISK_KINDS",
    "SOCIAL_KINDS",
    "SWOT_KINDS",
    "TABLES",
    "Acceptances",
    "Actions",
    "Activities",
    "ActivityTargets",
    "Adjustments",
    "BasePay",
    "BonusBands",
    "CalendarDays",
    "Campaigns",
    "Candidates",
    "Care",
    "Channels",
    "Coaching",
    "CompetitorFactors",
    "CompetitorScores",
    "Competitors",
    "Compliance",
    "Countries",
    "Courses",
    "CrmCriteria",
    "CrmProducts",
    "CrmScores",
    "CustomerClasses",
    "CustomerCounts",
    "Customers",
    "DealSteps",
    "Deals",
    "Disputes",
    "Evaluations",
    "Expectations",
    "Feedback",
    "FeedbackNotes",
    "FeedbackRoutes",
    "Fx",
    "Goals",
    "GreenProducts",
    "HiringCriteria",
    "HiringSources",
    "HonourRules",
    "ImprovementPlans",
    "IndicatorValues",
    "Indicators",
    "Interviews",
    "Invoices",
    "KpiManual",
    "KpiPoints",
    "KpiScheme",
    "LaunchPlan",
    "LaunchTasks",
    "Learning",
    "Lessons",
    "ManagerScheme",
    "MarketSizes",
    "Meetings",
    "Objectives",
    "Onboarding",
    "OnboardingSteps",
    "Orders",
    "Outreach",
    "Payouts",
    "Periods",
    "Phases",
    "Pilots",
    "Pitfalls",
    "PlanFactors",
    "PlanRates",
    "PlanTiers",
    "Plans",
    "PoolBands",
    "ProcessSteps",
    "PromotionRules",
    "QuotaRelief",
    "Ramp",
    "Receipts",
    "Reps",
    "ReviewNotes",
    "Reviews",
    "Rewards",
    "RfmScores",
    "Risks",
    "Roles",
    "SalesHistory",
    "SalesSteps",
    "Seasonality",
    "Segments",
    "ServiceLimits",
    "SettingRows",
    "SkillNeeds",
    "Skills",
    "SocialEvents",
    "Splits",
    "Stages",
    "Strategies",
    "SurveyItems",
    "Surveys",
    "Swot",
    "TargetBasis",
    "TargetRows",
    "Tasks",
    "TeamEvents",
    "Teams",
    "Tickets",
    "Training",
    "is_own",
    "known_rep",
    "rate_date_of",
    "rate_of",
    "table_of",
]

TABLES: tuple[type[Table], ...] = (
    SettingRows, Stages, CalendarDays, Teams, Reps, Customers, Fx, TargetRows, Seasonality, Deals, Orders, Channels,
    Receipts, Invoices, Splits, Activities, Surveys, KpiScheme, KpiPoints, KpiManual, Plans, PlanTiers, PlanRates,
    PlanFactors, QuotaRelief, Objectives, Periods, Adjustments, Acceptances, Reviews, Disputes, Payouts,
    SalesHistory, Risks, Compliance, Goals, Strategies, TargetBasis, Evaluations, ProcessSteps, Pitfalls,
    Phases, CrmProducts, CrmCriteria, CrmScores, MarketSizes, Swot, CompetitorFactors, Competitors,
    CompetitorScores, Countries, LaunchTasks, LaunchPlan, Pilots, GreenProducts, SocialEvents, ActivityTargets,
    SalesSteps, DealSteps, Campaigns, Outreach, Lessons, CustomerClasses, Segments, ServiceLimits, Tickets,
    FeedbackRoutes, Feedback, SurveyItems, HiringCriteria, Candidates, Interviews, HiringSources, Coaching,
    FeedbackNotes, Care, Courses, Training, Learning, SkillNeeds, Skills, Tasks, Expectations, ManagerScheme,
    Roles, Ramp, OnboardingSteps, Onboarding, Meetings, Actions, TeamEvents, Rewards, Indicators,
    IndicatorValues, ReviewNotes, ImprovementPlans, PromotionRules, HonourRules, PoolBands, BonusBands, BasePay,
)  # fmt: skip  # a list to read, not a column of names

BY_KEY: dict[str, type[Table]] = {table.key: table for table in TABLES}

GATHERED: tuple[type[Table], ...] = gathering_order(TABLES)
"""The tables in an order in which what a team sees of one is decided by those before it."""


def table_of(column: Column) -> type[Table]:
    """The table a column stands in."""
    if not issubclass(column.block, Table):
        raise DeclarationError(f"{column} stands in no input table")
    return column.block
