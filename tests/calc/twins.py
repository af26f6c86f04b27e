"""Which lines of the declaration are compared with their twins, and what they are given.

Between them they hold every line that has a formula with cell functions. The data is what may stand there: amounts in
cents, of either sign where refunds may make them so, with many zeros and ties; blanks; and the rules that loading
keeps, such as weights that total one and tiers without gaps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from salessheet.core.calendar import Level, periods
from salessheet.core.regions import exceptions, weekend_of
from salessheet.workbook.expr import Extent, Line
from salessheet.workbook.extents import (
    DAYS,
    GRADES,
    GROUPS,
    HOLIDAYS,
    KPI_LINES,
    KPIS,
    MONTHS,
    PEOPLE,
    QUARTERS,
    REVIEW_SPANS,
    STEPS,
    WEEKDAYS,
    WEEKS,
)
from salessheet.workbook.general import CustomerSettings, FiscalYear, Phrases, Settings
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.sheets.cycle import CycleFigures, CycleMiddle
from salessheet.workbook.sheets.dashboard import Attention, Cards
from salessheet.workbook.sheets.dashboard_working import FIRST_FEW, NeedWon, Standing
from salessheet.workbook.sheets.evaluation import PERCENT
from salessheet.workbook.sheets.forecast import (
    METHODS,
    PAST,
    Chosen,
    ForecastTerms,
    Methods,
    Outlook,
    Past,
    PastFits,
    PastMisses,
    Reach,
)
from salessheet.workbook.sheets.funnel import FunnelFigures, PersonRates, PersonReached, StepLabels, Steps
from salessheet.workbook.sheets.kpi import Grades, KpiBoard, KpiWeights
from salessheet.workbook.sheets.kpi_lines import BANDS, COMPLEMENT, DOWN, LINEAR, VETO, KpiLines, KpiTerms
from salessheet.workbook.sheets.lists import Holidays, RollupCodes, Weekdays, term_of
from salessheet.workbook.sheets.mix import ChannelMix, ProductMix
from salessheet.workbook.sheets.priorities import ForecastRollup
from salessheet.workbook.sheets.ranking import Leaderboard
from salessheet.workbook.sheets.results import Facts, Results
from salessheet.workbook.sheets.review import PersonReview, ReviewRows, ReviewSpans
from salessheet.workbook.sheets.risks import ChannelShares, Concentration
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.satisfaction import SurveyFigures
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.sheets.target_people import SHARED_OUT, PersonMonth, PoolMonths, Pools
from salessheet.workbook.sheets.targets import ByDay, ByWeek
from salessheet.workbook.sheets.teams import TeamResults
from salessheet.workbook.sheets.total_pay import BonusWorking, PayLimits, TeamPool
from salessheet.workbook.sheets.year_so_far import Headline
from salessheet.workbook.tables import (
    FORECAST_CATEGORIES,
    CustomerClasses,
    CustomerCounts,
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
from tests.calc.extract import A_YEAR_OF_MONTHS, Data

UNITS: Final = (0.01, 1.0, 5.0, 100.0)
STAGES: Final = ("prospect", "lead", "opportunity", "contract", "won")
EPOCH: Final = dt.date(1899, 12, 30)
YEAR: Final = 2026
AROUND_THE_YEAR: Final = (dt.date(YEAR - 1, 1, 1), dt.date(YEAR + 1, 12, 31))
REGIONS: Final = ("CN", "CN", "EG", "IR", "US", "")


@dataclass(frozen=True, eq=False)
class Twins:
    """`lines` that keep their formulas; `sizes` for a number of rows; `data` for as many, from dice."""

    lines: frozenset[Calc]
    sizes: Callable[[int], Mapping[Extent, int]]
    data: Callable[[Random, int], Data]


def row_by_row(extent: Extent, data: Callable[[Random, int], Data], *lines: Calc) -> Twins:
    """Of blocks that have a row for each of one thing."""
    return Twins(frozenset(lines), lambda rows: {extent: rows}, data)


def amount(dice: Random, *, least: int = 0) -> float:
    """Money in cents; `least` in units of 10,000. Zeros and equal amounts are common."""
    match dice.randrange(5):
        case 0:
            return 0.0
        case 1:
            return dice.choice([100.0, 250.5, 1000.0, 0.01])
        case 2:
            return dice.randint(1, 99_999) / 100
        case 3:
            return float(dice.randint(max(least, 0), 500) * 1000)
    return dice.randint(least * 1_000_000, 10_000_000_000) / 100


def signed(dice: Random) -> float:
    return amount(dice, least=-1000)


def sometimes(dice: Random, value: float, chance: int = 3) -> float | None:
    """A blank one time in `chance`."""
    return None if dice.randrange(chance) == 0 else value


def weights(dice: Random, rows: int) -> list[float]:
    """None negative, some zero, seldom all."""
    if dice.randrange(8) == 0:
        return [0.0] * rows
    return [dice.choice([0.0, 1.0, 1.0, 0.5, 0.09, 3.0, dice.randint(1, 999) / 1000]) for _ in range(rows)]


def serial(day: dt.date) -> float:
    return float((day - EPOCH).days)


def unit_and_target(dice: Random) -> tuple[float, float]:
    unit = dice.choice(UNITS)
    return unit, odd(dice, dice.choice([0, 1, 7, 999, 12_345, dice.randint(1, 10_000_000)]) * unit)


def odd(dice: Random, amount_: float) -> float:
    """Sometimes no multiple of any unit but the cent; nothing stays nothing."""
    return amount_ + dice.choice([0, 0, 0.5, 12.34, 2.5]) if amount_ else amount_


def months(dice: Random, rows: int) -> Data:
    unit, target = unit_and_target(dice)
    starts = [serial(dt.date(YEAR, 1, 1)) + 31 * i for i in range(rows)]
    as_of = dice.choice(starts) + dice.randint(-1, 1)
    actual = [None if start > as_of else signed(dice) for start in starts]
    return {
        Settings.unit: [unit],
        Settings.annual_target: [sometimes(dice, target, 8)],
        Settings.as_of: [as_of],
        ByMonth.weight: weights(dice, rows),
        ByMonth.start: starts,
        ByMonth.actual: actual,
        **{block.start: starts for block in (ByQuarter, ByWeek)},
        **{block.actual: actual for block in (ByQuarter, ByWeek)},
        **{block.target: [amount(dice) for _ in range(rows)] for block in (ByQuarter, ByWeek)},
    }


def people(dice: Random, rows: int) -> Data:
    """People who come and go, in order or not, with and without something agreed, in teams with and without a part."""
    unit, target = unit_and_target(dice)
    teams = min(rows, 3)
    first = serial(dt.date(YEAR, 1, 1))
    starts = [serial(dt.date(YEAR, month, 1)) for month in range(1, _months(rows) + 1)]
    ends = [serial(dt.date(YEAR, month + 1, 1)) - 1 for month in range(1, _months(rows) + 1) if month < 12]
    ends += [serial(dt.date(YEAR, 12, 31))] * (len(starts) - len(ends))
    spans = [dice.choice([None, None, sorted(dice.choices(starts, k=2))]) for _ in range(rows)]
    known = dice.randrange(2)
    return {
        Settings.unit: [unit],
        Settings.annual_target: [sometimes(dice, target, 8)],
        Settings.over_assignment: [dice.choice([0, 0, 0.05, 0.1, 1 / 3])],
        People.agreed: [sometimes(dice, odd(dice, dice.randint(0, 1000) * unit), 2) for _ in range(rows)],
        People.agreed_from: [None if span is None else span[0] for span in spans],
        People.agreed_to: [None if span is None else span[1] for span in spans],
        People.share: weights(dice, rows),
        People.team_id: [dice.choice(["T0", "T1", "T2", "elsewhere"]) for _ in range(rows)],
        People.hired: [sometimes(dice, first + dice.randint(-300, 360), 2) for _ in range(rows)],
        People.left: [sometimes(dice, first + dice.randint(-30, 600), 2) for _ in range(rows)],
        Pools.team_id: [f"T{number}" for number in range(teams)],
        Pools.target: [
            sometimes(dice, odd(dice, dice.randint(0, 1000) * unit)) if known else None for _ in range(teams)
        ],
        ByMonth.start: starts,
        ByMonth.end: ends,
        ByMonth.weight: weights(dice, _months(rows)),
    }


def _months(rows: int) -> int:
    """Few where there are thousands of people, for the cells are people times months."""
    return min(rows, 12) if rows < 1000 else 2


def year(dice: Random, rows: int) -> Data:
    """The calendar of a region, with its weekend, a few days of it changed by people."""
    unit, target = unit_and_target(dice)
    region = dice.choice(REGIONS)
    weekend = weekend_of(region, dt.date(YEAR, 12, 31))
    free = exceptions(*AROUND_THE_YEAR, region, "en", weekend)
    spare = [None] * (year_sizes(rows)[HOLIDAYS] - len(free))
    changed = {dice.randrange(rows): float(dice.randrange(2)) for _ in range(dice.randrange(5))}
    first = serial(dt.date(YEAR, 1, 1))
    return {
        Settings.unit: [unit],
        Settings.annual_target: [sometimes(dice, target, 8)],
        FiscalYear.year: [YEAR],
        FiscalYear.start: [first],
        Settings.month: [sometimes(dice, first + dice.randrange(rows))],
        Settings.as_of: [first + dice.randrange(rows)],
        Settings.region: [region],
        Weekdays.working: [float(day not in weekend) for day in range(7)],
        Holidays.date: [*(serial(day.day) for day in free), *spare],
        Holidays.working: [*(float(day.working) for day in free), *spare],
        Days.override: [changed.get(i) for i in range(rows)],
        ByMonth.weight: weights(dice, 12),
        Results.won: [signed(dice)],
    }


def year_sizes(rows: int) -> Mapping[Extent, int]:
    free = max(
        len(exceptions(*AROUND_THE_YEAR, region, "en", weekend_of(region, dt.date(YEAR, 12, 31)))) for region in REGIONS
    )
    weeks = len(periods(YEAR, Level.WEEK))
    return {DAYS: rows, MONTHS: 12, WEEKS: weeks, HOLIDAYS: free, PEOPLE: 1, WEEKDAYS: 7}


def surveys(dice: Random, rows: int) -> Data:
    """Answers inside and outside the months that count, some of them about an item, some without a score."""
    first = serial(dt.date(YEAR, 1, 1))
    return {
        Settings.until: [first + dice.randrange(365)],
        CustomerSettings.first_day: [first - dice.randrange(200)],
        Surveys.date: [first + dice.randint(-300, 400) for _ in range(rows)],
        Surveys.score: [sometimes(dice, dice.randint(0, 10), 5) for _ in range(rows)],
        Surveys.item: [dice.choice([None, None, None, "delivery"]) for _ in range(rows)],
    }


RFM_SCORES: Final = 5
PAST_MONTHS: Final = 36
FORECAST_METHODS: Final = 4
CLASSES = ("VIP", "Key", "Standard")


def visits(dice: Random, rows: int) -> Data:
    """Customers without a contact or a class, and classes that say nothing of days."""
    numbers = [dice.choice([None, *range(1, len(CLASSES) + 1)]) for _ in range(rows)]
    return {
        CustomerClasses.customer_class: list(CLASSES),
        CustomerClasses.interval_days: [sometimes(dice, dice.randint(1, 90), 4) for _ in CLASSES],
        Customers.contact: [sometimes(dice, serial(dt.date(YEAR, 1, 1)) + dice.randrange(365), 4) for _ in range(rows)],
        Customers.class_no: numbers,
        Customers.customer_class: [None if no is None else CLASSES[no - 1] for no in numbers],
    }


def buyers(dice: Random, rows: int) -> Data:
    """Orders and refunds of customers and of others, in and out of the months that count; many ties."""
    until = serial(dt.date(YEAR, dice.randint(1, 12), 28))
    first = until - dice.choice([30, 365])
    ids = [f"C{number}" for number in range(max(1, rows // 3))]
    named = [dice.choice([*ids, "elsewhere", None]) for _ in range(rows)]
    days = [until + dice.randint(-40, 2) for _ in range(rows)]
    values = [dice.choice([None, 0.1, 0.2, 0.3, signed(dice)]) for _ in range(rows)]
    bought = {
        name for name, day, value in zip(named, days, values, strict=True) if first <= day <= until and (value or 0) > 0
    }
    return {
        Settings.until: [until],
        CustomerSettings.first_day: [first],
        CustomerCounts.buyers: [len(bought & {*ids})],
        Customers.customer_id: [*ids, *[None] * (rows - len(ids))],
        Orders.customer_id: named,
        Orders.counted_on: days,
        Orders.value: values,
    }


def ranking(dice: Random, rows: int) -> Data:
    def counts() -> list[Scalar]:
        return [dice.choice([0, 0, 1, 2, dice.randint(0, 500)]) for _ in range(rows)]

    return {
        Settings.annual_target: [sometimes(dice, amount(dice))],
        Results.name: [f"R{i:04}" for i in range(rows)],
        Results.won: [signed(dice) for _ in range(rows)],
        Results.won_before: [signed(dice) for _ in range(rows)],
        Results.target: [amount(dice) for _ in range(rows)],
        TeamResults.won: [signed(dice) for _ in range(rows)],
        TeamResults.target: [amount(dice) for _ in range(rows)],
        ByMonth.actual: [sometimes(dice, signed(dice), 5) for _ in range(A_YEAR_OF_MONTHS)],
        Standing.open_amount: [amount(dice)],
        NeedWon.person_no: [sometimes(dice, dice.randint(1, rows), 4) for _ in range(rows)],
        **{
            line: counts()
            for block in (Results, TeamResults, Facts, ProductMix, ChannelMix)
            for line in (block.won_deals, block.lost_deals)
        },
    }


RATES: Final = (
    (dt.date(YEAR, 1, 1), "USD", 7.05),
    (dt.date(YEAR, 6, 1), "USD", 7.1234),
    (dt.date(YEAR, 6, 1), "usd", 7.2),  # of two of one day this one holds
    (dt.date(YEAR, 9, 1), "USD", None),
    (dt.date(YEAR, 8, 1), "EUR", 8.25),
    (dt.date(YEAR, 3, 1), "EUR", 7.8),
)


def funnel(dice: Random, rows: int) -> Data:
    """Deals in several currencies, not all of which have a rate on their day; seldom a row without an id."""
    stages = STAGES[-_steps(rows) :]
    outcomes = [dice.choice(["open", "open", "won", "lost"]) for _ in range(rows)]
    dates = [serial(dt.date(YEAR, dice.randint(1, 12), dice.choice([1, 28]))) for _ in range(rows)]
    reached = []
    for _ in range(rows):
        count = dice.choice([0, 1, 2, 300])
        for _ in stages:
            reached.append(count)
            count = dice.choice([0, count, count // 2])
    return {
        Settings.currency: ["CNY"],
        Settings.as_of: [serial(dt.date(YEAR, dice.randint(1, 12), 1))],
        Settings.month: [serial(dt.date(YEAR, dice.randint(1, 12), 1))],
        FiscalYear.start: [serial(dt.date(YEAR, 1, 1))],
        Phrases.no_rate: ["no rate"],
        Fx.date: [serial(day) for day, _, _ in RATES],
        Fx.currency: [currency for _, currency, _ in RATES],
        Fx.rate: [rate for _, _, rate in RATES],
        Stages.stage: list(stages),
        Stages.order: [sometimes(dice, no) for no in dice.sample(range(1, 9), len(stages))],
        Stages.probability: [sometimes(dice, dice.randint(0, 100) / 100, 5) for _ in stages],
        Deals.deal_id: [dice.choice([*[f"D{i:04}"] * 9, None]) for i in range(rows)],
        Deals.stage: [dice.choice([*stages, stages[-1].upper(), None]) for _ in range(rows)],
        Deals.amount: [sometimes(dice, amount(dice)) for _ in range(rows)],
        Deals.currency: [dice.choice([None, None, "CNY", "USD", "EUR", "GBP"]) for _ in range(rows)],
        Deals.probability: [sometimes(dice, dice.randint(0, 100) / 100, 2) for _ in range(rows)],
        Deals.prospect_date: [sometimes(dice, day - dice.randint(-2, 90), 4) for day in dates],
        Deals.lead_date: [sometimes(dice, day - dice.randint(0, 60), 4) for day in dates],
        Deals.won_date: [date if outcome == "won" else None for outcome, date in zip(outcomes, dates, strict=True)],
        Deals.lost_date: [date if outcome == "lost" else None for outcome, date in zip(outcomes, dates, strict=True)],
        PersonReached.reached: reached,
    }


def categories(dice: Random, rows: int) -> Data:
    """Deals that are open, won or lost, some without a value, of every category and of none."""
    first = serial(dt.date(YEAR, 1, 1))
    won = [dice.choice([None, None, first + dice.randint(-60, 400)]) for _ in range(rows)]
    return {
        FiscalYear.start: [first],
        Settings.month: [first + dice.randrange(365)],
        **{term_of(Deals.forecast_category, code): [code] for code in FORECAST_CATEGORIES},
        RollupCodes.code: ["Pipeline", "BestCase", "MostLikely", "Commit", "Pipeline", "Omitted", "Closed"],
        Deals.won_date: won,
        Deals.value: [sometimes(dice, amount(dice), 5) for _ in range(rows)],
        Deals.chance: [None if day else sometimes(dice, dice.randint(0, 100) / 100, 4) for day in won],
        Deals.forecast_category: [dice.choice([*FORECAST_CATEGORIES, None]) for _ in range(rows)],
    }


def judged(dice: Random, rows: int) -> Data:
    """Months with what each method made of them, some not known; those judged are."""
    used = [sometimes(dice, amount(dice)) for _ in range(rows)]
    fits = [[sometimes(dice, amount(dice)) for _ in range(rows)] for _ in range(FORECAST_METHODS)]
    methods = (Past.smoothed, Past.average, Past.linear, Past.seasonal)
    return {
        Past.used: used,
        Past.judged: [int(month is not None and dice.random() < 0.7) for month in used],
        **dict(zip(methods, fits, strict=True)),
    }


def sold(dice: Random, rows: int) -> Data:
    """Months of three years, some not known and the last ones to come, and what is open beside them."""
    over = dice.randint(0, rows)
    gap = dice.choice([0, 0, dice.randint(0, over)])
    months_ = [amount(dice) if gap <= no < over else None for no in range(rows)]
    return {
        Settings.annual_target: [sometimes(dice, amount(dice))],
        ForecastTerms.window: [dice.randint(1, 12)],
        ForecastTerms.smoothing: [dice.choice([0.3, 0.01, 1, 0.55])],
        Past.used: months_,
        Methods.year: [sometimes(dice, amount(dice)) for _ in range(FORECAST_METHODS)],
        Reach.won: [amount(dice)],
        Reach.likely: [amount(dice)],
        Reach.left: [dice.randint(0, 12)],
        Chosen.miss: [sometimes(dice, amount(dice))],
        ForecastTerms.band: [dice.choice([0, 1.6, 2.5])],
        Deals.value: [sometimes(dice, amount(dice), 5) for _ in range(rows)],
        Deals.chance: [sometimes(dice, dice.randint(0, 100) / 100, 4) for _ in range(rows)],
    }


def _steps(rows: int) -> int:
    return min(rows, len(STAGES))


def scores(dice: Random, rows: int) -> Data:
    actual = [sometimes(dice, signed(dice), 5) for _ in range(rows)]
    others = [sometimes(dice, amount(dice), 5) for _ in range(rows)]
    # A target may be what was achieved, exactly, and seldom negative.
    target = [
        dice.choice([other, other, value and abs(value), value, other and -other])
        for value, other in zip(actual, others, strict=True)
    ]
    terms = [scheme(dice, *pair) for pair in zip(actual, target, strict=True)]
    return {
        Settings.full_score: [dice.choice([100, 5, 120])],
        DOWN: ["down"],
        LINEAR: ["linear"],
        BANDS: ["band"],
        COMPLEMENT: ["complement"],
        VETO: ["veto"],
        KpiLines.actual: actual,
        KpiLines.pointed: [sometimes(dice, dice.randint(0, 120), 4) for _ in range(rows)],
        KpiLines.target: target,
        **{line: [of_row.get(line) for of_row in terms] for line in SCHEMED},
    }


SCHEMED: Final = (
    KpiTerms.weight, KpiTerms.method, KpiTerms.direction, KpiTerms.floor, KpiTerms.cap, KpiTerms.threshold,
    KpiTerms.stretch, KpiTerms.of_scheme,
)  # fmt: skip


def scheme(dice: Random, actual: float | None, target: float | None) -> Mapping[Line, Scalar]:
    """What the scheme asks of an indicator, seldom nothing. A bound may be what was achieved, or its share."""
    if dice.randrange(8) == 0:
        return {}
    share = actual / target if actual is not None and target else None
    held = None if share is None else round(share, 12)  # nobody types more
    bounds: Sequence[Scalar] = [None, None, 0.6, 1, actual, held]
    return {
        KpiTerms.weight: dice.choice([0, 0.3, 1]),
        KpiTerms.method: dice.choice(["ratio", "ratio", "linear", "band", "complement", "veto", "VETO"]),
        KpiTerms.direction: dice.choice(["up", "down"]),
        KpiTerms.floor: dice.choice([0, 0, 0.5]),
        KpiTerms.cap: dice.choice([1.2, 1, 2]),
        KpiTerms.threshold: dice.choice(bounds),
        KpiTerms.stretch: dice.choice(bounds),
        KpiTerms.of_scheme: dice.choice([target, None]),
    }


WEIGHINGS: Final = (
    (0.4, 0.3, 0.2, 0.1),
    (0.25, 0.25, 0.25, 0.25),
    (0.7, 0.3, 0.0, 0.0),
    (1.0, 0.0, 0.0, 0.0),
    (0.35, 0.35, 0.15, 0.15),
    (0.0, 0.0, 0.0, 0.0),  # no scheme for the person's role
    (0.4, 0.3, 0.1, 0.0),  # typed so: a scheme that is read totals one
    (0.4, 0.4, 0.4, 0.0),
)


def board(dice: Random, rows: int) -> Data:
    people_, kpis = _board(rows)
    ids = [f"R{i:04}" for i in range(people_)]
    names = [f"K{i}" for i in range(kpis)]
    weighed = (
        [dice.choice(WEIGHINGS) for _ in ids] if kpis > 1 else [dice.choice([(1.0,), (0.0,), (0.5,)]) for _ in ids]
    )
    return {
        KpiTerms.rep_id: [rep for rep in ids for _ in names],
        KpiLines.kpi: [name for _ in ids for name in names],
        KpiTerms.weight: [weight for row in weighed for weight in row],
        KpiLines.score: [
            sometimes(dice, dice.choice([0, 60, 100, 120, dice.randint(0, 12_000) / 100]), 8)
            for _ in ids
            for _ in names
        ],
        KpiBoard.rep_id: ids,
        KpiWeights.rep_id: ids,
        KpiBoard.kpi: names,
        KpiWeights.kpi: names,
        Grades.lower: [0, 60, 70, 80, 90],
        Grades.grade: ["E", "D", "C", "B", "A"],
    }


def reviews(dice: Random, rows: int) -> Data:
    """Results and targets of people and spans; a pool in multiples of what pay is rounded to, and its shares."""
    unit = dice.choice(UNITS)
    pairs = (
        (ReviewSpans.actual, ReviewSpans.target),
        (PersonReview.actual, PersonReview.target),
        (ReviewRows.quarter, ReviewRows.quarter_target),
    )
    measured: dict[Line, list[float]] = {line: [amount(dice) for _ in range(rows)] for pair in pairs for line in pair}
    return {
        **measured,
        TeamPool.actual: [amount(dice)],
        TeamPool.target: [amount(dice)],
        PayLimits.pay_unit: [unit],
        TeamPool.rest: [dice.choice([0, 1, 7, 999, dice.randint(1, 1_000_000)]) * unit],
        BonusWorking.share: weights(dice, rows),
    }


def _board(rows: int) -> tuple[int, int]:
    """People and indicators."""
    return (1, 1) if rows == 1 else (rows // 4, 4)


def board_sizes(rows: int) -> Mapping[Extent, int]:
    people_, kpis = _board(rows)
    return {PEOPLE: people_, KPIS: kpis, KPI_LINES: people_ * kpis, GRADES: 5}


def concentration(dice: Random, rows: int) -> Data:
    """What customers bought, if they did, and what came by channels."""
    return {
        Customers.won: [sometimes(dice, amount(dice)) or None for _ in range(rows)],
        ChannelShares.channel: [f"channel {number}" for number in range(rows)],
        ChannelShares.won: [amount(dice) for _ in range(rows)],
    }


def goals(dice: Random, rows: int) -> Data:
    """Goals that lack this or that, and targets as far from their base as is allowed, exactly."""
    base = [dice.choice([None, 0, 1, 0.3, 100, -50, signed(dice)]) for _ in range(rows)]
    limit = [dice.choice([None, 0, 0.2, 0.5, 1]) for _ in range(rows)]
    far = [(b or 0) + (1 if share is None else share) * abs(b or 0) for b, share in zip(base, limit, strict=True)]
    start = [sometimes(dice, serial(dt.date(YEAR, dice.randint(1, 12), 1))) for _ in range(rows)]

    def said(text: str) -> list[Scalar]:
        return [dice.choice([text, text, text, None]) for _ in range(rows)]

    return {
        Goals.goal_id: said("G1"),
        Goals.goal: said("Sell more"),
        Goals.metric: said("sales"),
        Goals.measured_in: said("money"),
        Goals.base: base,
        Goals.target: [dice.choice([None, 0, float(f"{most:.12g}"), signed(dice)]) for most in far],
        Goals.owner_rep_id: said("R1"),
        Goals.start: start,
        Goals.deadline: [dice.choice([None, day, serial(dt.date(YEAR, dice.randint(1, 12), 28))]) for day in start],
        Goals.linked_to: said("Growth"),
        Goals.smart_limit: limit,
    }


def evaluations(dice: Random, rows: int) -> Data:
    """Values before and after, some the same, some unknown, some evaluated later than the month."""
    before = [sometimes(dice, dice.choice([0, 0.3, 80, signed(dice)]), 5) for _ in range(rows)]
    return {
        Settings.month: [serial(dt.date(YEAR, 6, 1))],
        Settings.as_of: [serial(dt.date(YEAR, 6, dice.randint(1, 30)))],
        PERCENT: ["%"],
        DOWN: ["down"],
        Evaluations.evaluation_id: [dice.choice(["E1", "E2", None]) for _ in range(rows)],
        Evaluations.measured_in: [dice.choice(["%", "days", None]) for _ in range(rows)],
        Evaluations.direction: [dice.choice(["up", "down", "DOWN"]) for _ in range(rows)],
        Evaluations.before: before,
        Evaluations.after: [dice.choice([value, None, 0, 90, signed(dice)]) for value in before],
        Evaluations.evaluated_on: [
            sometimes(dice, serial(dt.date(YEAR, dice.randint(5, 7), 15)), 8) for _ in range(rows)
        ],
    }


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
        lambda rows: {PEOPLE: rows, MONTHS: _months(rows), GROUPS: min(rows, 3)},
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
            Fx.rows: len(RATES), Stages.rows: _steps(rows), STEPS: _steps(rows), Deals.rows: rows, PEOPLE: rows,
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
