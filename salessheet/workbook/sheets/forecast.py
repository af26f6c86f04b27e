"""Forecast: what the year will likely bring, from past months and from open deals, against the annual target.

The methods are those of SS_FORECAST. Each line of `Past` says of every month what the months before it would have made
of it, and of a month to come what all known ones do: the first says how far a method can be trusted, the second is its
forecast. What has gone by are whole months; the present one counts once it is over.
"""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank, own_previous
from salessheet.workbook.extents import MONTHS
from salessheet.workbook.functions import (
    ABS,
    COUNT,
    COUNTIFS,
    EDATE,
    EOMONTH,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    SS_ATTAINMENT,
    SS_FORECAST,
    SS_FORECAST_ERROR,
    SS_FORECAST_RANGE,
    SS_WEIGHTED,
    SUM,
    SUMIFS,
    above,
    at_most,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted, dustless, lowest_tied, numeric, place_of, summed, tied, to_draw
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.past_sales import FirstWins, of_history
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Deals, SalesHistory

PAST = Extent("months of three years", 36)
METHODS = Extent("methods of forecasting", 4)
YEAR = COUNT(ByMonth.no.whole)  # its months


def _of_target(year: Line) -> Expr:
    """Of the annual target."""
    return IF(Settings.annual_target == 0, blank, year / Settings.annual_target)


def _attained(year: Line) -> Expr:
    """The same by a cell function."""
    return IF(Settings.annual_target == 0, blank, SS_ATTAINMENT(year, Settings.annual_target))


class MethodNames(Block):
    """In the order of their columns in `Past`; of two that are as good the first is taken, and told as tied."""

    rows = METHODS
    no = Counter(Type.COUNT)
    method = Input(Type.LABEL, given=True)


class ForecastTerms(Block):
    """Without a method the one that would have missed least so far is taken."""

    rows = Extent("terms of the forecast", 1)
    method = Input(Type.LABEL, Axis.CELL, choices=MethodNames.method)
    window = Input(Type.COUNT, Axis.CELL, default=3, minimum=1, maximum=12)
    smoothing = Input(Type.PERCENT, Axis.CELL, default=0.3, minimum=0.01, maximum=1)
    band = Input(Type.TIMES, Axis.CELL, default=1.6, minimum=0)


class Past(Block):
    """Two years before this one and this one, month by month."""

    rows = PAST
    no = Counter(Type.COUNT)
    year_no = Calc(Type.COUNT, native=no - YEAR - YEAR, quiet=True)
    start = Calc(Type.PERIOD, native=EDATE(FiscalYear.start, year_no - 1))
    end = Calc(Type.DATE, native=EOMONTH(start, 0), quiet=True)
    over = Calc(Type.FLAG, native=(end <= Settings.as_of) * 1, quiet=True)
    begun = Calc(
        Type.FLAG,
        native=(COUNT(Deals.won_date.whole) > 0) * (MIN(Deals.won_date.whole) <= end) * 1,
        quiet=True,
    )
    known_by = Calc(Type.COUNT, native=begun + counted(SalesHistory.month, start, end), quiet=True)
    typed = Calc(Type.MONEY, native=of_history(start.operand(), end.operand()), quiet=True)
    before = Calc(
        Type.MONEY,
        native=IF(known_by == 0, blank, typed + summed(Deals.value, Deals.won_date, start, end)),
        quiet=True,
    )
    amount = Calc(
        Type.MONEY,
        native=IF(year_no > 0, IF(over == 0, blank, INDEX(ByMonth.actual.whole, MAX(1, year_no))), before),
    )
    used = Calc(  # from the last gap on
        Type.MONEY,
        native=IF(
            COUNT(amount) == 0,
            blank,
            IF(COUNT(amount.onward) == SUM(over.onward), amount, blank),
        ),
    )
    known = Calc(Type.COUNT, native=COUNT(used.above), quiet=True)
    place = Calc(Type.COUNT, native=IF(COUNT(used) == 0, blank, known + 1), quiet=True)
    x = Calc(Type.COUNT, native=IF(COUNT(used) == 0, blank, no), quiet=True)
    xx = Calc(Type.COUNT, native=IF(COUNT(used) == 0, blank, no * no), quiet=True)
    xy = Calc(Type.MONEY, native=IF(COUNT(used) == 0, blank, no * used), quiet=True)
    sum_x = Calc(Type.COUNT, native=SUM(x.above), quiet=True)
    sum_y = Calc(Type.MONEY, native=SUM(used.above), quiet=True)
    slope = Calc(
        Type.MONEY,
        native=IF(known > 1, (known * SUM(xy.above) - sum_x * sum_y) / (known * SUM(xx.above) - sum_x * sum_x), blank),
        quiet=True,
    )
    level = Calc(
        Type.MONEY,
        native=IF(
            COUNT(used) == 0,
            IF(COUNT(own_previous) == 0, blank, own_previous),
            IF(
                COUNT(own_previous) == 0,
                used,
                ForecastTerms.smoothing * used + (1 - ForecastTerms.smoothing) * own_previous,
            ),
        ),
        quiet=True,
    )
    year_ago = Calc(
        Type.MONEY,
        native=IF(COUNTIFS(x.whole, no - YEAR) == 0, blank, SUMIFS(used.whole, x.whole, no - YEAR)),
        quiet=True,
    )
    change = Calc(Type.MONEY, native=IF(COUNT(used) * COUNT(year_ago) == 0, blank, used - year_ago), quiet=True)
    past = Calc(Type.MONEY, native=numeric(used.previous), quiet=True)  # no heading above it
    steps = Calc(Type.COUNT, native=no - MAX(x.above), quiet=True)  # from the last known month
    smoothed = Calc(
        Type.MONEY,
        native=IF(COUNT(level.previous) == 0, blank, level.previous),
        python=IF(
            COUNT(level.previous) == 0,
            blank,
            INDEX(SS_FORECAST(past.so_far, MAX(no.whole), "ses", ForecastTerms.smoothing), steps, 1),
        ),
    )
    average = Calc(
        Type.MONEY,
        native=IF(
            known < ForecastTerms.window,
            blank,
            SUMIFS(used.whole, place.whole, above(known - ForecastTerms.window), place.whole, at_most(known))
            / ForecastTerms.window,
        ),
        python=IF(
            known < ForecastTerms.window,
            blank,
            INDEX(SS_FORECAST(past.so_far, MAX(no.whole), "ma", ForecastTerms.window), steps, 1),
        ),
    )
    linear = Calc(
        Type.MONEY,
        native=IF(COUNT(slope) == 0, blank, (sum_y + slope * (known * no - sum_x)) / known),
        python=IF(COUNT(slope) == 0, blank, INDEX(SS_FORECAST(past.so_far, MAX(no.whole), "linear"), steps, 1)),
    )
    seasonal = Calc(  # of a year at least
        Type.MONEY,
        native=IF(
            COUNT(year_ago) * (known >= YEAR) == 0,
            blank,
            year_ago + IF(COUNT(change.above) == 0, 0, SUM(change.above) / MAX(1, COUNT(change.above))),
        ),
        python=IF(
            COUNT(year_ago) * (known >= YEAR) == 0,
            blank,
            INDEX(SS_FORECAST(past.so_far, MAX(no.whole), "seasonal", YEAR), steps, 1),
        ),
    )
    by_all = Calc(
        Type.FLAG, native=(COUNT(used) * COUNT(smoothed) * COUNT(average) * COUNT(linear) > 0) * 1, quiet=True
    )
    by_season = Calc(Type.FLAG, native=by_all * COUNT(seasonal), quiet=True)
    judged = Calc(Type.FLAG, native=IF(SUM(by_season.whole) > 1, by_season, by_all), quiet=True)


FITS = Past.smoothed.to(Past.seasonal).whole


class PastFits(Block):
    """What each method would have forecast, in the months that all of them forecast."""

    rows, across = PAST, METHODS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=Past.start, quiet=True)
    method_no = Counter(Type.COUNT, Axis.COLUMNS)
    method = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(MethodNames.method.whole, method_no))
    fit = Calc(
        Type.MONEY, Axis.BODY, native=IF(Past.judged == 0, blank, numeric(INDEX(FITS, no, method_no))), quiet=True
    )


class PastMisses(Block):
    """How far each method would have been off, in the months that all of them forecast.

    Means are compared to six decimals: the last bits of a sum would make one of equals the best.
    """

    rows, across = PAST, METHODS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=Past.start, quiet=True)
    method_no = Counter(Type.COUNT, Axis.COLUMNS)
    method = Calc(Type.LABEL, Axis.COLUMNS, native=INDEX(MethodNames.method.whole, method_no))
    miss = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(COUNT(PastFits.fit) == 0, blank, ABS(Past.used - PastFits.fit)),
    )
    mean = Calc(
        Type.MONEY,
        Axis.COLUMNS,
        native=IF(
            COUNT(miss.down) < MAX(1, SUM(Past.judged.whole)),
            blank,
            dustless(SUM(miss.down) / MAX(1, COUNT(miss.down))),
        ),
        python=IF(
            COUNT(miss.down) < MAX(1, SUM(Past.judged.whole)),
            blank,
            dustless(INDEX(SS_FORECAST_ERROR(Past.used.whole, PastFits.fit.down), 1, 2)),
        ),
    )


class Ahead(Block):
    """Where the year stands: whole months that are over, and what an average one of the latest brings."""

    rows = Extent("where the year stands", 1)
    done = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(ByMonth.end.whole, at_most(Settings.as_of)))
    won = Calc(Type.MONEY, Axis.CELL, native=SUMIFS(ByMonth.actual.whole, ByMonth.end.whole, at_most(Settings.as_of)))
    known = Calc(Type.COUNT, Axis.CELL, native=COUNT(Past.used.whole))
    pace = Calc(
        Type.MONEY,
        Axis.CELL,
        native=SUMIFS(Past.used.whole, Past.place.whole, above(known - ForecastTerms.window))
        / MAX(1, MIN(known, ForecastTerms.window)),
    )


class Methods(Block):
    """Months that are over as they were; no method says less of the present one than was won."""

    rows, across = METHODS, MONTHS
    no = Counter(Type.COUNT)
    method = Calc(Type.LABEL, native=INDEX(MethodNames.method.whole, no))
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    row = Calc(Type.COUNT, Axis.COLUMNS, native=month_no + YEAR + YEAR, quiet=True)
    least = Calc(Type.MONEY, Axis.COLUMNS, native=SUM(INDEX(ByMonth.actual.whole, month_no)), quiet=True)
    won = Calc(
        Type.MONEY,
        Axis.COLUMNS,
        native=IF(month_no <= Ahead.done, INDEX(ByMonth.actual.whole, month_no), blank),
        quiet=True,
    )
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    forecast = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(
            COUNT(won) > 0,
            won,
            IF(COUNT(INDEX(FITS, row, no)) == 0, blank, MAX(least, INDEX(FITS, row, no))),
        ),
    )
    year = Calc(
        Type.MONEY, native=IF(COUNT(forecast.across) < COUNT(month.whole), blank, SUM(forecast.across)), look=Look.BAR
    )
    of_target = Calc(
        Type.PERCENT,
        native=IF(COUNT(year) == 0, blank, _of_target(year)),
        python=IF(COUNT(year) == 0, blank, _attained(year)),
        look=Look.TRAFFIC,
    )
    miss = Calc(Type.MONEY, native=numeric(INDEX(PastMisses.mean.whole, no)))


class Chosen(Block):
    """The method that is asked for, else the one that missed least, else the first that says anything."""

    rows = Extent("method of the forecast", 1)
    asked = Calc(Type.COUNT, Axis.CELL, native=place_of(ForecastTerms.method, MethodNames.method))
    unknown = Calc(Type.FLAG, Axis.CELL, native=IF(ForecastTerms.method == "", 0, (asked == 0) * 1))
    best = Calc(
        Type.COUNT,
        Axis.CELL,
        native=IF(COUNT(Methods.miss.whole) == 0, 1, MATCH(MIN(Methods.miss.whole), Methods.miss.whole, 0)),
    )
    method_no = Calc(Type.COUNT, Axis.CELL, native=IF(asked == 0, best, asked))
    miss = Calc(Type.MONEY, Axis.CELL, native=numeric(INDEX(Methods.miss.whole, method_no)))
    is_tied = lowest_tied(Methods.miss.whole, Axis.CELL)
    spread = Calc(Type.MONEY, Axis.CELL, native=ForecastTerms.band * SUM(miss))


class Reach(Block):
    """What the range of the outlook is made of."""

    rows = Extent("reach of the forecast", 1)
    won = Calc(Type.MONEY, Axis.CELL, native=ByMonth.actual_total)
    by_pipeline = Calc(
        Type.MONEY,
        Axis.CELL,
        native=won + SUM(Deals.expected.whole),
        python=IF(COUNT(Deals.expected.whole) == 0, won, won + SS_WEIGHTED(Deals.value.whole, Deals.chance.whole)),
    )
    year = Calc(Type.MONEY, Axis.CELL, native=numeric(INDEX(Methods.year.whole, Chosen.method_no)))
    likely = Calc(Type.MONEY, Axis.CELL, native=IF(COUNT(year) == 0, by_pipeline, year))
    left = Calc(Type.COUNT, Axis.CELL, native=YEAR - Ahead.done)
    off = Calc(Type.MONEY, Axis.CELL, native=Chosen.spread * left)


class YearPath(Block):
    """The year run up: as planned, as won, and from the present month on at the pace of the latest and as forecast."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no))
    plan_cumulative = Calc(Type.MONEY, native=ByMonth.target_to_date)
    won_cumulative = Calc(Type.MONEY, native=ByMonth.actual_to_date)
    at_pace = Calc(
        Type.MONEY,
        native=IF(
            no < Ahead.done,
            ByMonth.actual_to_date,
            IF(no == Ahead.done, Ahead.won, MAX(ByMonth.actual_total, Ahead.won + Ahead.pace * (no - Ahead.done))),
        ),
    )
    likely_month = Calc(Type.MONEY, native=numeric(INDEX(Methods.forecast.whole, Chosen.method_no, no)), quiet=True)
    likely_cumulative = Calc(
        Type.MONEY,
        native=IF(
            no < Ahead.done, ByMonth.actual_to_date, IF(COUNT(likely_month) == 0, blank, SUM(likely_month.so_far))
        ),
    )
    plan_cumulative_drawn = to_draw(plan_cumulative)
    won_cumulative_drawn = to_draw(won_cumulative)
    likely_cumulative_drawn = to_draw(likely_cumulative)
    at_pace_drawn = to_draw(at_pace)


def _end(side: int) -> Expr:
    """An end of the outlook by the cell function: 1 for the low one, 2 for the high one."""
    found = SS_FORECAST_RANGE(
        Reach.likely, SUM(Chosen.miss), Reach.left, Reach.won, Reach.by_pipeline, ForecastTerms.band
    )
    return INDEX(found, 1, side)


class Outlook(Block):
    """The range holds the band of the method, as wide in each month to come, and what open deals are worth."""

    rows = Extent("outlook of the year", 1)
    arrangement = Arrangement.CARDS
    low = Calc(
        Type.MONEY,
        Axis.CELL,
        native=MIN(Reach.by_pipeline, MAX(Reach.won, Reach.likely - Reach.off)),
        python=_end(1),
    )
    likely = Calc(Type.MONEY, Axis.CELL, native=Reach.likely)
    high = Calc(Type.MONEY, Axis.CELL, native=MAX(Reach.by_pipeline, Reach.likely + Reach.off), python=_end(2))
    of_target = Calc(Type.PERCENT, Axis.CELL, native=_of_target(likely), python=_attained(likely), look=Look.TRAFFIC)
    won = Calc(Type.MONEY, Axis.CELL, native=Reach.won)
    by_pipeline = Calc(Type.MONEY, Axis.CELL, native=Reach.by_pipeline)
    needed = Calc(  # in each month that is not over, the present one with what it has brought already
        Type.MONEY,
        Axis.CELL,
        native=IF(
            (Reach.left == 0) + (Settings.annual_target == 0) > 0,
            blank,
            (Reach.won < Settings.annual_target) * (Settings.annual_target - Ahead.won) / MAX(1, Reach.left),
        ),
    )
    method = Calc(
        Type.LABEL,
        Axis.CELL,
        native=tied(INDEX(MethodNames.method.whole, Chosen.method_no), Chosen.is_tied * (Chosen.asked == 0) == 1),
    )


FORECAST = Sheet(
    "forecast",
    Role.INPUT,
    Group.TARGETS,
    (
        Outlook,
        Band((Chart("year_path", YearPath.start, (
            Series(YearPath.plan_cumulative_drawn, Draw.SOFT_COLUMN, YearPath.plan_cumulative),
            Series(YearPath.won_cumulative_drawn, Draw.COLUMN, YearPath.won_cumulative),
            Series(YearPath.likely_cumulative_drawn, Draw.LINE, YearPath.likely_cumulative),
        )),)),
        ForecastTerms,
        Methods,
        YearPath,
        SalesHistory,
    ),
)  # fmt: skip
FORECAST_WORKING = Sheet(
    "forecast_working",
    Role.CALCULATION,
    Group.WORKING,
    (Ahead, Chosen, Reach, MethodNames, FirstWins, PastMisses, PastFits, Past),
)

CAPABILITIES = (
    Capability(
        52,
        "forecast",
        inputs=(SalesHistory.amount, Deals.amount, Deals.won_date, Deals.probability, Settings.annual_target),
        outputs=(Outlook.low, Outlook.likely, Outlook.high, Outlook.of_target, YearPath.at_pace, Methods.year),
        test="test_the_year_is_forecast_from_its_months_and_from_open_deals",
    ),
)
