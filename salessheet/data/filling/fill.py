"""A dataset and a scope in; the content of a workbook and its sheets out."""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salessheet.data.checks.happened import HAPPENED
from salessheet.data.filling.commission import commission_part
from salessheet.data.filling.currencies import currency_of, rates_of, stated
from salessheet.data.filling.input_tables import rows_of, table_cells
from salessheet.data.filling.market import first_wins, market_cells, market_sizes
from salessheet.data.filling.plans import plans_part
from salessheet.data.filling.review import payments
from salessheet.data.filling.schemes import has_indicators, kpi_part
from salessheet.data.filling.scope import Scope, serial
from salessheet.data.filling.targets import target_cells
from salessheet.data.filling.year import year_cells
from salessheet.data.problems import worded
from salessheet.data.unused import unused
from salessheet.workbook.audience import BASE_PAY_TABLES, PRIVATE, Audience, sheets_of
from salessheet.workbook.edition import Content, Notice
from salessheet.workbook.extents import (
    AGES,
    CALLS,
    CAUSES,
    GROUPS,
    HONOUR_PAIRS,
    HONOURS,
    KINDS,
    LOSS_REASONS,
    METRICS,
    MIX_CHANNELS,
    MIX_PRODUCTS,
    MONTHS,
    PEOPLE,
    PROCESS,
    QUARTERS,
    REVIEW_SPANS,
    SKILLS,
    STEPS,
    TOP,
)
from salessheet.workbook.general import WORDED, Ages, FiscalYear, Phrases, Settings
from salessheet.workbook.sales_center import FOR_THE_CENTRE_ONLY, NOT_FOR_THE_CENTRE, SALES_CENTER
from salessheet.workbook.schema import Absence, Block, Table
from salessheet.workbook.sheets.checks import DataProblems
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
from salessheet.workbook.sheets.commission.ledger import ClosedAdjustments
from salessheet.workbook.sheets.commission.plan_in_words import PLAN
from salessheet.workbook.sheets.customer_file import CLASSES
from salessheet.workbook.sheets.funnel import StayDays
from salessheet.workbook.sheets.guide import About
from salessheet.workbook.sheets.kpi import KPI
from salessheet.workbook.sheets.lists import TERMS, Measured, Metrics, RollupCodes
from salessheet.workbook.sheets.mix import ChannelMix, LossReasons, ProductMix
from salessheet.workbook.sheets.records import SETTLEMENT, ActivityBoard
from salessheet.workbook.sheets.results import MEASURES, Facts
from salessheet.workbook.sheets.review import ReviewSpans
from salessheet.workbook.sheets.risks import RISKS, ChannelShares
from salessheet.workbook.sheets.skills import SkillBoard
from salessheet.workbook.sheets.total_pay import TOTAL_PAY
from salessheet.workbook.tables import (
    DEFAULT_STAGES,
    FORECAST_CATEGORIES,
    GAP_CAUSES,
    TABLES,
    Activities,
    ActivityTargets,
    Customers,
    Deals,
    Fx,
    HonourRules,
    Orders,
    Payouts,
    Plans,
    PlanTiers,
    Reps,
    RfmScores,
    SalesSteps,
    Seasonality,
    Skills,
    Stages,
    Teams,
    table_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salessheet.data.dataset import Dataset
    from salessheet.workbook.book import Sheet
    from salessheet.workbook.expr import Extent, Line
    from salessheet.workbook.lines import Column as InputColumn
    from salessheet.workbook.readings.values import Column

_AGES = (1.0, 31.0, 61.0, 91.0)  # from how many days overdue on
_LONGEST_TOP = 10
_LONGEST_MIX = 15
_FEWEST_HONOURS, _MOST_HONOURS = 16, 40  # rows of the list: one a person, within what a page holds


def sheets_for(dataset: Dataset, scope: Scope, *, every_sheet: bool = False) -> tuple[Sheet, ...]:
    """The sheets of a book in order. A sheet none of whose tables has data is left out but for `every_sheet`."""
    left_out = NOT_FOR_THE_CENTRE | PRIVATE if scope.is_centre else FOR_THE_CENTRE_ONLY
    has_plans = len(dataset.table(Plans)) > 0
    of_plans = (
        STATEMENT, ESTIMATE, FINANCE_REVIEW, ACCRUAL, PLAN, COMMISSION_LINES, LEDGER, PAY_WORKING, LINE_WORKING,
        REVIEW_WORKING, ESTIMATE_WORKING,
    )  # fmt: skip  # in their order
    used = {KPI: has_indicators(dataset, scope.words), **dict.fromkeys(of_plans, has_plans)}
    used[COMMISSION] = used[PLANS] = any(len(dataset.table(table)) for table in PLANS.tables)
    used[TOTAL_PAY] = any(len(dataset.table(table)) for table in TOTAL_PAY.tables)
    used[SETTLEMENT] = has_plans or any(len(dataset.table(table)) for table in SETTLEMENT.tables)
    for sheet in (CLASSES, RISKS):
        used[sheet] = any(len(dataset.table(table)) for table in (*sheet.tables, Customers))
    return tuple(
        sheet
        for sheet in sheets_of(scope.audience)
        if sheet not in left_out
        and (every_sheet or not sheet.with_data or used.get(sheet, any(len(dataset.table(t)) for t in sheet.tables)))
    )


def fill(dataset: Dataset, scope: Scope) -> Content:
    """The cells of every input line. Whose dataset it is, is the caller's choice: a slice of a team, or the whole."""
    kpi = kpi_part(dataset, scope)
    cells, sizes = year_cells(dataset, scope)
    currency = currency_of(dataset, scope)
    commission, in_words = commission_part(dataset, scope, currency), plans_part(dataset, scope)
    frames = {table: frame_of(dataset, table, currency) for table in SALES_CENTER.tables}
    for table, frame in frames.items():
        cells |= table_cells(table, frame, scope.words)
        sizes[table.rows] = rows_of(table, frame)
    notices = _notices(dataset, scope)
    cells |= (
        target_cells(dataset, scope)
        | _general(dataset, scope, currency)
        | kpi.cells
        | commission.cells
        | in_words.cells
    )
    cells |= market_cells(scope) | first_wins(dataset)
    if scope.rep:  # a reason may name somebody else
        cells[ClosedAdjustments.reason] = []
    sizes[Seasonality.rows] = len(cells[Seasonality.weight])
    not_counted = unused(dataset, scope.period, scope.words, scope.team)
    cells[DataProblems.found] = [float(sum(notice.count for notice in notices if not notice.may_stay))]
    cells[DataProblems.noted] = [float(sum(notice.count for notice in notices if notice.may_stay))]
    people = max(1, len(dataset.table(Reps)))
    kinds = _kinds(dataset, scope)
    cells[ActivityBoard.kind] = kinds
    cells[ProductMix.product] = _most_used(dataset, Deals.product, Orders.product)
    cells[ChannelMix.channel] = cells[ChannelShares.channel] = _most_used(dataset, Deals.channel, Orders.channel)
    cells[LossReasons.reason] = _most_used(dataset, Deals.lost_reason, first=_lost_this_year(dataset, scope))
    cells[SkillBoard.skill] = skills = sorted(set(dataset.column(Skills.skill)) - {""}) or [None]
    sizes |= kpi.sizes | commission.sizes | in_words.sizes | _fixed() | {
        PEOPLE: people,
        TOP: min(people, _LONGEST_TOP),
        GROUPS: max(1, len(dataset.table(Teams))),
        STEPS: len(dataset.table(Stages)),
        MIX_PRODUCTS: len(cells[ProductMix.product]),
        MIX_CHANNELS: len(cells[ChannelMix.channel]),
        LOSS_REASONS: len(cells[LossReasons.reason]),
        PROCESS: max(1, len(dataset.table(SalesSteps))),
        KINDS: len(kinds),
        SKILLS: len(skills),
        METRICS: len(MEASURES),
        MONTHS: 12,
        QUARTERS: 4,
        AGES: len(_AGES),
        CALLS: int(CALLS.size or 0),
        RfmScores.rows: int(RfmScores.rows.size or 0),
        REVIEW_SPANS: 3,
        CAUSES: len(GAP_CAUSES),
        HONOURS: min(max(people, _FEWEST_HONOURS), _MOST_HONOURS),
        HONOUR_PAIRS: people * sizes[HonourRules.rows],
    } | market_sizes()  # fmt: skip
    missing: frozenset[type[Block]] = frozenset(
        table for table in TABLES if table.absence is Absence.UNKNOWN and table.key in dataset.absent
    )
    return Content(cells, sizes, missing, notices, not_counted)


def frame_of(dataset: Dataset, table: type[Table], currency: str) -> pd.DataFrame:
    """The rows of a table as the workbook shows them."""
    if table is Fx:
        return rates_of(dataset).crossed(currency)
    if table is Payouts:
        return payments(dataset, currency)
    if table is PlanTiers:  # formulas walk through the tiers of a plan from the lowest on
        return dataset.table(table).sort_values(["plan_id", "lower"], kind="stable").reset_index(drop=True)
    return stated(dataset.table(table), dataset, currency)


def _fixed() -> dict[Extent, int]:
    """What is of one size in every workbook: blocks of single cells, and lists of so many rows."""
    return {block.rows: block.rows.size for block in SALES_CENTER.blocks if block.rows.size is not None}


def _general(dataset: Dataset, scope: Scope, currency: str) -> dict[Line, Column]:
    settings, words = dataset.settings, scope.words
    return {
        Settings.company: [settings["company"] or settings["sales_centre"] or None],
        Settings.scope: [scope_name(dataset, scope)],
        FiscalYear.year: [scope.year],
        FiscalYear.start: [serial(scope.year_start)],
        FiscalYear.only_month: [serial(scope.period) if scope.is_centre else None],
        Settings.month: [serial(scope.period)],
        Settings.as_of: [serial(scope.as_of)],
        Settings.over_assignment: [settings["over_assignment"]],
        Settings.unit: [settings["unit"]],
        Settings.alert_level: [settings["alert_level"]],
        Settings.currency: [currency],
        Settings.stale_days: [settings["stale_days"]],
        Settings.coaching_days: [settings["coaching_days"]],
        Settings.region: [settings["region"]],
        About.owner: [settings["owner"] or None],
        About.version: [scope.version or None],
        Ages.lower: list(_AGES),
        Metrics.measure: [words.label(line) for line in MEASURES],
        Measured.sales: [words.label(Facts.sales)],
        Measured.cash: [words.label(Facts.cash)],
        Measured.win_rate: [words.label(Facts.win_rate)],
        RollupCodes.code: [*("Pipeline" if code == "Closed" else code for code in FORECAST_CATEGORIES), "Closed"],
        Measured.manager: [words.value("role", "manager")],
        StayDays.word: [words.value("stage", stage) for stage, _ in DEFAULT_STAGES[:4]],  # the won stage has no stay
        ReviewSpans.span: [words.value("review_span", code) for code in ("month", "quarter", "year")],
        **{line: [words.text(f"phrase.{line.key}")] for line in WORDED},
        Phrases.money_unit: [float(settings["money_unit"] or 1)],
        Phrases.in_units: [
            words.text("ui.unit_caption").format(money=words.money(currency, int(settings["money_unit"] or 1)))
        ],
        Phrases.in_full: [words.text("ui.unit_caption").format(money=words.money(currency, 1))],
        **{term: [words.value(term.of.key, term.code)] for term in TERMS},
    }


def scope_name(dataset: Dataset, scope: Scope) -> str:
    """What to call the person, the team or the centre, in words."""
    if scope.rep:
        reps = dataset.table(Reps)
        return str(reps.loc[reps["rep_id"] == scope.rep, "name"].iloc[0] or scope.rep)
    if scope.is_centre:
        return str(dataset.settings["sales_centre"] or "") or scope.words.text("ui.centre_name")
    teams = dataset.table(Teams)
    named = teams.loc[teams["team_id"] == scope.team, "name"]
    return str(named.iloc[0] or scope.team) if len(named) else scope.team


def _kinds(dataset: Dataset, scope: Scope) -> list[str]:
    """The kinds of activity that occur or are planned, in the order of the words."""
    words = scope.words.codes("type")
    found = {*dataset.table(Activities)["type"], *dataset.table(ActivityTargets)["type"]}
    return [word for code, word in words.items() if code in found] or [words["call"]]


def _most_used(dataset: Dataset, *columns: InputColumn, first: Iterable[bool] = ()) -> list[str | None]:
    """The words of columns, those of most rows first, alike up to their case; one blank cell where there are none.

    `first`: rows of the first column that count before all others.
    """
    words = [str(word) for column in columns for word in dataset.column(column) if word]
    spelled = {word.casefold(): word for word in reversed(words)}
    often = Counter(word.casefold() for word in words)
    before = Counter(str(word).casefold() for word in compress(dataset.column(columns[0]), first) if word)
    found = sorted(spelled, key=lambda key: (-before[key], -often[key], key))[:_LONGEST_MIX]
    return [spelled[key] for key in found] or [None]


def _lost_this_year(dataset: Dataset, scope: Scope) -> pd.Series:
    """Of each deal, whether Sales mix counts it as lost in the month shown: bars are drawn the largest first."""
    lost = pd.to_datetime(dataset.column(Deals.lost_date)).dt.normalize()
    return lost.between(pd.Timestamp(scope.year_start), pd.Timestamp(min(scope.as_of, scope.period_end)))


def _notices(dataset: Dataset, scope: Scope) -> tuple[Notice, ...]:
    """The problems of the data. A manager's centre shows no base pay, and is then as one for everybody."""
    is_without = scope.is_centre and scope.audience is not Audience.FINANCE
    hidden = {table.key for table in BASE_PAY_TABLES} if is_without else set()
    shown = (problem for problem in dataset.problems if problem.table not in hidden)
    found = (Notice(p.file, p.where, p.column, p.wrong, p.mend, p.count, p.may_stay) for p in shown)
    return (*found, *_of_later_days(dataset, scope))


def _of_later_days(dataset: Dataset, scope: Scope) -> Iterator[Notice]:
    """A notice for each table with rows that are dated after the day of the workbook."""
    last = np.datetime64(scope.as_of)
    for table in dict.fromkeys(map(table_of, HAPPENED)):
        dates = [column for column in HAPPENED if column.block is table]
        later = {column: dataset.table(table)[column.key].to_numpy() > last for column in dates}
        count = int(np.count_nonzero(np.logical_or.reduce(list(later.values()))))
        if count:
            headings = scope.words.listed(scope.words.heading(column) for column in dates if later[column].any())
            told = worded(scope.words, "after_report_day", count=count, bound=scope.as_of.isoformat())
            yield Notice(scope.words.title(table), "", headings, *told, count, may_stay=True, of_day=True)
