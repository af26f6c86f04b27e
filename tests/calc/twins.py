"""Which lines of the declaration are compared with their twins, and what they are given.

What they are given is made in the modules of data beside this one, a subject each.

Between them they hold every line that has a formula with cell functions. The data is what may stand there: amounts in
cents, of either sign where refunds may make them so, with many zeros and ties; blanks; and the rules that loading
keeps, such as weights that total one and tiers without gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from salessheet.workbook.expr import Extent
from salessheet.workbook.extents import (
    GROUPS,
    KPI_LINES,
    MONTHS,
    PEOPLE,
    QUARTERS,
    REVIEW_SPANS,
    STEPS,
    WEEKS,
)
from salessheet.workbook.lines import Calc
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.cycle import CycleFigures, CycleMiddle
from salessheet.workbook.sheets.dashboard import Attention, Cards
from salessheet.workbook.sheets.dashboard_working import FIRST_FEW, Standing
from salessheet.workbook.sheets.forecast import (
    METHODS,
    PAST,
    Chosen,
    Methods,
    Outlook,
    Past,
    PastFits,
    PastMisses,
    Reach,
)
from salessheet.workbook.sheets.funnel import FunnelFigures, PersonRates, StepLabels, Steps
from salessheet.workbook.sheets.kpi import Grades, KpiBoard, KpiWeights
from salessheet.workbook.sheets.kpi_lines import KpiLines
from salessheet.workbook.sheets.lists import RollupCodes
from salessheet.workbook.sheets.mix import ChannelMix, ProductMix
from salessheet.workbook.sheets.priorities import ForecastRollup
from salessheet.workbook.sheets.ranking import Leaderboard
from salessheet.workbook.sheets.results import Facts, Results
from salessheet.workbook.sheets.review import PersonReview, ReviewSpans
from salessheet.workbook.sheets.risks import ChannelShares, Concentration
from salessheet.workbook.sheets.satisfaction import SurveyFigures
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.sheets.target_people import SHARED_OUT, PersonMonth, PoolMonths, Pools
from salessheet.workbook.sheets.targets import ByDay, ByWeek
from salessheet.workbook.sheets.teams import TeamResults
from salessheet.workbook.sheets.total_pay import BonusWorking, TeamPool
from salessheet.workbook.sheets.year_so_far import Headline
from salessheet.workbook.tables import (
    FORECAST_CATEGORIES,
    CustomerClasses,
    Customers,
    Deals,
    Evaluations,
    Fx,
    Goals,
    Orders,
    RfmScores,
    Stages,
    Surveys,
)
from tests.calc.customers_data import CLASSES, RFM_SCORES, buyers, concentration, surveys, visits
from tests.calc.extract import Data
from tests.calc.performance_data import board, board_sizes, evaluations, reviews, scores
from tests.calc.sales_data import (
    FORECAST_METHODS,
    PAST_MONTHS,
    RATES,
    categories,
    funnel,
    judged,
    ranking,
    sold,
    stages_of,
)
from tests.calc.targets_data import goals, months, months_of, people, year, year_sizes


@dataclass(frozen=True, eq=False)
class Twins:
    """`lines` that keep their formulas; `sizes` for a number of rows; `data` for as many, from dice."""

    lines: frozenset[Calc]
    sizes: Callable[[int], Mapping[Extent, int]]
    data: Callable[[Random, int], Data]


def row_by_row(extent: Extent, data: Callable[[Random, int], Data], *lines: Calc) -> Twins:
    """Of blocks that have a row for each of one thing."""
    return Twins(frozenset(lines), lambda rows: {extent: rows}, data)


YEAR_OF_DAYS: Final = "the days of a year"


TWINS: Final[Mapping[str, Twins]] = {
    "the months of a target": Twins(
        frozenset(
            {
                ByMonth.annual, ByMonth.handed, ByMonth.target, ByMonth.gap, ByMonth.attainment, ByMonth.target_total,
                ByMonth.actual_total, ByMonth.attainment_total, ByQuarter.attainment, ByWeek.attainment,
            }
        ),
        lambda rows: {MONTHS: rows, QUARTERS: rows, WEEKS: rows},
        months,
    ),
    "people by month": Twins(
        frozenset(line for block in (*SHARED_OUT, PersonMonth) for line in block.calculated())
        - {Pools.own, PoolMonths.to_date}
        - {PersonMonth.name, PersonMonth.annual, PersonMonth.annual_total, PersonMonth.over},
        lambda rows: {PEOPLE: rows, MONTHS: months_of(rows), GROUPS: min(rows, 3)},
        people,
    ),
    YEAR_OF_DAYS: Twins(
        frozenset(
            {
                Days.date, Days.weekday_no, Days.published, Days.working, Days.day_off, Days.day_on,
                ByMonth.start, ByMonth.end, ByMonth.workdays, ByMonth.annual, ByMonth.handed, ByMonth.target,
                ByDay.date, ByDay.working, ByDay.month_no, ByDay.month_start, ByDay.done, ByDay.workdays, ByDay.handed,
                ByDay.target, ByWeek.start, ByWeek.end, ByWeek.target,
                Results.won_total, Headline.won, Headline.pace,
            }
        ),
        year_sizes,
        year,
    ),
    "the ranking": Twins(
        frozenset(
            {
                Standing.missing, Standing.coverage, Cards.coverage, ProductMix.win_rate, ChannelMix.win_rate,
                Attention.won, Attention.target, Attention.attainment,
                Results.win_rate, Results.attainment, Results.rank, Results.place, Results.rank_before,
                Results.won_deals_total, Results.lost_deals_total, Results.win_rate_total, Results.won_total,
                Results.target_total, Results.attainment_total,
                TeamResults.win_rate, TeamResults.attainment, TeamResults.rank,
                TeamResults.won_deals_total, TeamResults.lost_deals_total, TeamResults.win_rate_total,
                TeamResults.won_total, TeamResults.target_total, TeamResults.attainment_total,
                Facts.win_rate,
                Leaderboard.person_no, Leaderboard.rank, Leaderboard.name, Leaderboard.won, Leaderboard.gap,
                Leaderboard.change, Leaderboard.target, Leaderboard.attainment,
                Headline.won, Headline.attainment,
                ByMonth.actual_total,
            }
        ),
        lambda rows: {PEOPLE: rows, GROUPS: rows, ProductMix.rows: rows, ChannelMix.rows: rows, FIRST_FEW: rows},
        ranking,
    ),
    "the funnel": Twins(
        frozenset(
            {
                Fx.since, Fx.order, Deals.rate_date, Deals.rate, Deals.value, Deals.chance, Deals.expected,
                Deals.cycle_days, Deals.cycle_year, Deals.cycle_from, CycleMiddle.deals, CycleMiddle.half,
                CycleFigures.deals, CycleFigures.mean, CycleFigures.median,
                Stages.sequence, Stages.place, Steps.row_no,
                Steps.stage, Steps.furthest, Steps.furthest_amount, Steps.reached, Steps.amount, Steps.step_rate,
                Steps.overall_rate, Steps.stopped, Steps.probability, Steps.lost, Steps.open, Steps.open_amount,
                StepLabels.is_worst, FunnelFigures.won, FunnelFigures.lost, FunnelFigures.win_rate,
                FunnelFigures.bottleneck, FunnelFigures.weighted, PersonRates.stage, PersonRates.rate,
                PersonRates.is_tied, PersonRates.bottleneck,
            }
        ),
        lambda rows: {
            Fx.rows: len(RATES), Stages.rows: stages_of(rows), STEPS: stages_of(rows), Deals.rows: rows, PEOPLE: rows,
        },
        funnel,
    ),
    "the forecast by category": Twins(
        frozenset({Deals.open_no, Deals.rolled_no, Deals.rolled_as, *ForecastRollup.calculated()}),
        lambda rows: {Deals.rows: rows, RollupCodes.rows: len(FORECAST_CATEGORIES) + 1},
        categories,
    ),
    "the forecast of the year": Twins(
        frozenset(
            {
                Past.known, Past.place, Past.x, Past.xx, Past.xy, Past.sum_x, Past.sum_y, Past.slope, Past.level,
                Past.year_ago, Past.change, Past.past, Past.steps, Past.smoothed, Past.average, Past.linear,
                Past.seasonal, Deals.expected, Reach.by_pipeline, Methods.of_target, Outlook.likely, Outlook.of_target,
                Chosen.spread, Reach.off, Outlook.low, Outlook.high,
            }
        ),
        lambda rows: {PAST: min(rows, PAST_MONTHS), Deals.rows: min(rows, PAST_MONTHS), METHODS: FORECAST_METHODS},
        lambda dice, rows: sold(dice, min(rows, PAST_MONTHS)),
    ),
    "how far methods missed": Twins(
        frozenset({PastFits.fit, PastMisses.miss, PastMisses.mean}),
        lambda rows: {PAST: min(rows, PAST_MONTHS), METHODS: FORECAST_METHODS},
        lambda dice, rows: judged(dice, min(rows, PAST_MONTHS)),
    ),
    "how content customers are": row_by_row(
        Surveys.rows, surveys,
        Surveys.overall, Surveys.recent, SurveyFigures.answers, SurveyFigures.promoters,
        SurveyFigures.detractors, SurveyFigures.promoter_score,
    ),
    "the next visits": Twins(
        frozenset({Customers.next_visit}),
        lambda rows: {Customers.rows: rows, CustomerClasses.rows: len(CLASSES)},
        visits,
    ),
    "recency, frequency and money": Twins(
        frozenset(
            {
                Orders.bought_on, Orders.classed_on, Orders.later, Customers.own, Customers.place, Customers.orders,
                Customers.bought, Customers.last_orders, Customers.last_order, Customers.frequency, Customers.recency,
                Customers.worth, Customers.r, Customers.f, Customers.m,
            }
        ),
        lambda rows: {Customers.rows: rows, Orders.rows: rows, RfmScores.rows: RFM_SCORES},
        buyers,
    ),
    "what hangs on a few": Twins(
        frozenset(
            {
                Customers.won_rank, Customers.won_place, Customers.won_square, Customers.won_spread,
                Concentration.buyers, Concentration.hhi, Concentration.gini, ChannelShares.share, ChannelShares.square,
                ChannelShares.hhi,
            }
        ),
        lambda rows: {Customers.rows: rows, ChannelShares.rows: rows},
        concentration,
    ),
    "the scores of indicators": row_by_row(
        KPI_LINES, scores,
        KpiLines.ratio, KpiLines.nothing, KpiLines.scored, KpiLines.gauge, KpiLines.failed, KpiLines.excelled,
        KpiLines.scorable, KpiLines.by_ratio, KpiLines.earned, KpiLines.met, KpiLines.score,
        KpiLines.by_points,
    ),
    "the board of indicators": Twins(
        frozenset(
            {
                KpiLines.weighted, KpiWeights.weight, KpiBoard.score, KpiBoard.weights, KpiBoard.missing,
                KpiBoard.total, KpiBoard.grade, Grades.upper,
            }
        ),
        board_sizes,
        board,
    ),
    "the tests of a goal": row_by_row(
        Goals.rows, goals,
        Goals.limit, Goals.over, Goals.specific, Goals.measurable, Goals.achievable, Goals.relevant,
        Goals.time_bound,
    ),
    "before and after": row_by_row(
        Evaluations.rows, evaluations,
        Evaluations.is_percent, Evaluations.is_down, Evaluations.is_known, Evaluations.difference,
        Evaluations.relative, Evaluations.better,
    ),
    "reviews and the pool": Twins(
        frozenset(
            {
                ReviewSpans.attainment, PersonReview.attainment, PersonReview.quarter_attainment, TeamPool.attainment,
                BonusWorking.handed, BonusWorking.allotted,
            }
        ),
        lambda rows: {PEOPLE: rows, REVIEW_SPANS: rows},
        reviews,
    ),
}  # fmt: skip
