"""What the sheets of sales read, made up: deals, forecasts, ranking."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

from salessheet.workbook.general import FiscalYear, Phrases, Settings
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.dashboard_working import NeedWon, Standing
from salessheet.workbook.sheets.forecast import (
    Chosen,
    ForecastTerms,
    Methods,
    Past,
    Reach,
)
from salessheet.workbook.sheets.funnel import PersonReached
from salessheet.workbook.sheets.lists import RollupCodes, term_of
from salessheet.workbook.sheets.mix import ChannelMix, ProductMix
from salessheet.workbook.sheets.results import Facts, Results
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.teams import TeamResults
from salessheet.workbook.tables import (
    FORECAST_CATEGORIES,
    Deals,
    Fx,
    Stages,
)
from tests.calc.awkward_values import YEAR, amount, serial, signed, sometimes
from tests.calc.extract import A_YEAR_OF_MONTHS, Data

STAGES: Final = ("prospect", "lead", "opportunity", "contract", "won")
PAST_MONTHS: Final = 36
FORECAST_METHODS: Final = 4


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
    stages = STAGES[-stages_of(rows) :]
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


def stages_of(rows: int) -> int:
    return min(rows, len(STAGES))
