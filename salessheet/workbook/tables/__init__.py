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
from salessheet.workbook.tables.centre import DEFAULT_STAGES, CalendarDays, Reps, SettingRows, Stages, Teams, known_rep
from salessheet.workbook.tables.kpi import LAST_DIGIT, KpiManual, KpiPoints, KpiScheme
from salessheet.workbook.tables.money import Fx, is_own, rate_date_of, rate_of
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
from salessheet.workbook.tables.selling import (
    ACTIVITY_TYPES,
    FORECAST_CATEGORIES,
    Activities,
    Channels,
    Customers,
    Deals,
    Invoices,
    Orders,
    Receipts,
    Splits,
    Surveys,
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
from salessheet.workbook.tables.targets import Seasonality, TargetRows

__all__ = [
    "ACTIVITY_TYPES",
    "ANY_VALUE",
    "BY_KEY",
    "COMPUTED_AS",
    "DEFAULT_STAGES",
    "FACTORS",
    "FORECAST_CATEGORIES",
    "GAP_CAUSES",
    "GATHERED",
    "HONOURED_BY",
    "LAST_DIGIT",
    "PERIOD_STATUSES",
    "RATED_BY",
    "RATED_COLUMNS",
    "REVIEW_STEPS",
    "TABLES",
    "Acceptances",
    "Activities",
    "Adjustments",
    "BasePay",
    "BonusBands",
    "CalendarDays",
    "Channels",
    "Customers",
    "Deals",
    "Disputes",
    "Fx",
    "HonourRules",
    "ImprovementPlans",
    "IndicatorValues",
    "Indicators",
    "Invoices",
    "KpiManual",
    "KpiPoints",
    "KpiScheme",
    "Objectives",
    "Orders",
    "Payouts",
    "Periods",
    "PlanFactors",
    "PlanRates",
    "PlanTiers",
    "Plans",
    "PoolBands",
    "PromotionRules",
    "QuotaRelief",
    "Receipts",
    "Reps",
    "ReviewNotes",
    "Reviews",
    "Seasonality",
    "SettingRows",
    "Splits",
    "Stages",
    "Surveys",
    "TargetRows",
    "Teams",
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
    Indicators, IndicatorValues, ReviewNotes, ImprovementPlans, PromotionRules, HonourRules,
    PoolBands, BonusBands, BasePay,
)  # fmt: skip  # a list to read, not a column of names

BY_KEY: dict[str, type[Table]] = {table.key: table for table in TABLES}

GATHERED: tuple[type[Table], ...] = gathering_order(TABLES)
"""The tables in an order in which what a team sees of one is decided by those before it."""


def table_of(column: Column) -> type[Table]:
    """The table a column stands in."""
    if not issubclass(column.block, Table):
        raise DeclarationError(f"{column} stands in no input table")
    return column.block
