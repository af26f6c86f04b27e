"""Indicators: what each is by definition, what it was in the month and in each month, and whether it meets its goal."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
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
    SUM,
    at_least,
    below,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import LAST_DIGIT, counted, summed
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.past_sales import of_history_until
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import COMPUTED_AS, Customers, Deals, Indicators, IndicatorValues, Orders, Receipts
from salessheet.workbook.tables.orders import orders_placed

DOWN = term_of(Indicators.direction, "down")
PERCENT = term_of(Indicators.indicator_unit, "percent")
MEAN = term_of(Indicators.of_teams, "mean")
CODES = term_of(Indicators.computed_as, COMPUTED_AS[0]).to(term_of(Indicators.computed_as, COMPUTED_AS[-1])).whole


class Buyers(Block):
    """Customers with an order in the last twelve months up to the month reported, and in the twelve before."""

    rows = Extent("buyers", 1)
    since = Calc(Type.DATE, Axis.CELL, native=EOMONTH(Settings.period_end, 0 - COUNT(ByMonth.no.whole)) + 1, quiet=True)
    before = Calc(Type.DATE, Axis.CELL, native=EDATE(since, 0 - COUNT(ByMonth.no.whole)), quiet=True)
    recent = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Customers.recent_orders.whole, at_least(1)), quiet=True)
    again = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Customers.recent_orders.whole, at_least(1 + 1)), quiet=True)
    earlier = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Customers.earlier_orders.whole, at_least(1)), quiet=True)
    kept = Calc(
        Type.COUNT,
        Axis.CELL,
        native=COUNTIFS(Customers.earlier_orders.whole, at_least(1), Customers.recent_orders.whole, at_least(1)),
        quiet=True,
    )
    repeat_rate = Calc(Type.PERCENT, Axis.CELL, native=IF(SUM(recent) == 0, blank, again / recent), quiet=True)
    retention = Calc(Type.PERCENT, Axis.CELL, native=IF(SUM(earlier) == 0, blank, kept / earlier), quiet=True)


def _orders_of(first: Line, last: Expr) -> Expr:
    """How many orders a customer has from the first to the last day."""
    own = Customers.customer_id
    return IF(own == "", blank, orders_placed(first, last, Orders.customer_id, own))


keep_promise(Customers.recent_orders, _orders_of(Buyers.since, Settings.until.operand()))
keep_promise(Customers.earlier_orders, _orders_of(Buyers.before, Buyers.since - 1))


def _sold(first: Expr, last: Expr) -> Expr:
    return summed(Deals.value, Deals.won_date, first, last)


def _of_the_year(figure: Line, month: Line) -> Expr:
    """A figure of the twelve months up to the month reported, which other months do not have."""
    return IF(month == Settings.period_start, figure, blank)


class MonthWorking(Block):
    """The working of the measures by month. What a month that is not over is compared with ends on the same day."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    month = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no), quiet=True)
    end = Calc(Type.DATE, native=EOMONTH(month, 0), quiet=True)
    last = Calc(Type.DATE, native=MIN(end, Settings.as_of), quiet=True)
    has_been = Calc(Type.FLAG, native=(month <= Settings.as_of) * 1, quiet=True)
    before_end = Calc(Type.DATE, native=IF(end > Settings.as_of, EDATE(Settings.as_of, 0 - 1), month - 1), quiet=True)
    past = Calc(Type.MONEY, native=of_history_until(before_end.operand()), quiet=True)
    before = Calc(Type.MONEY, native=past + _sold(EDATE(month, 0 - 1), before_end.operand()), quiet=True)
    prior_end = Calc(
        Type.DATE,
        native=IF(
            end > Settings.as_of, EDATE(Settings.as_of, 0 - COUNT(no.whole)), EOMONTH(month, 0 - COUNT(no.whole))
        ),
        quiet=True,
    )
    year_past = Calc(Type.MONEY, native=of_history_until(prior_end.operand()), quiet=True)
    year_before = Calc(
        Type.MONEY,
        native=year_past + _sold(EDATE(month, 0 - COUNT(no.whole)), prior_end.operand()),
        quiet=True,
    )
    won = Calc(Type.COUNT, native=counted(Deals.won_date, month, last), quiet=True)
    lost = Calc(Type.COUNT, native=counted(Deals.lost_date, month, last), quiet=True)
    refunded = Calc(
        Type.MONEY, native=summed(Orders.value, Orders.counted_on, month, last, Orders.cost, below(0)), quiet=True
    )
    costed = Calc(
        Type.MONEY,
        native=refunded + summed(Orders.value, Orders.counted_on, month, last, Orders.cost, at_least(0)),
        quiet=True,
    )
    profit = Calc(Type.MONEY, native=summed(Orders.profit, Orders.counted_on, month, last), quiet=True)


class MonthMeasures(Block):
    """The measures of the tables, month by month. The last three are of the twelve months up to the month reported."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    month = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no))
    sales = Calc(Type.MONEY, native=IF(MonthWorking.has_been == 0, blank, _sold(month, MonthWorking.last)))
    growth = Calc(
        Type.PERCENT,
        native=IF((COUNT(sales) == 0) + (MonthWorking.before == 0) > 0, blank, sales / MonthWorking.before - 1),
        look=Look.SIGN,
    )
    yoy = Calc(
        Type.PERCENT,
        native=IF(
            (COUNT(sales) == 0) + (MonthWorking.year_before == 0) > 0, blank, sales / MonthWorking.year_before - 1
        ),
        look=Look.SIGN,
    )
    won_deals = Calc(Type.COUNT, native=IF(MonthWorking.has_been == 0, blank, MonthWorking.won))
    win_rate = Calc(
        Type.PERCENT,
        native=IF(
            (MonthWorking.has_been == 0) + (MonthWorking.won + MonthWorking.lost == 0) > 0,
            blank,
            MonthWorking.won / (MonthWorking.won + MonthWorking.lost),
        ),
    )
    orders = Calc(Type.COUNT, native=IF(MonthWorking.has_been == 0, blank, orders_placed(month, MonthWorking.last)))
    ordered = Calc(
        Type.MONEY,
        native=IF(MonthWorking.has_been == 0, blank, summed(Orders.value, Orders.counted_on, month, MonthWorking.last)),
    )
    quantity = Calc(
        Type.NUMBER,
        native=IF(
            MonthWorking.has_been == 0, blank, summed(Orders.pieces, Orders.counted_on, month, MonthWorking.last)
        ),
        look=Look.WHOLE,
    )
    average_order = Calc(Type.MONEY, native=IF(COUNT(orders) == 0, blank, IF(orders == 0, blank, ordered / orders)))
    margin_rate = Calc(
        Type.PERCENT,
        native=IF(
            (MonthWorking.has_been == 0) + (COUNT(MonthWorking.costed) == 0) > 0,
            blank,
            IF(MonthWorking.costed == 0, blank, MonthWorking.profit / MonthWorking.costed),
        ),
    )
    cash = Calc(
        Type.MONEY,
        native=IF(
            MonthWorking.has_been == 0, blank, summed(Receipts.value, Receipts.counted_on, month, MonthWorking.last)
        ),
    )
    new_customers = Calc(  # unknown where no customer has a first day
        Type.COUNT,
        native=IF(
            (MonthWorking.has_been == 0) + (COUNT(Customers.since.whole) == 0) > 0,
            blank,
            counted(Customers.since, month, MonthWorking.last),
        ),
    )
    repeat_rate = Calc(Type.PERCENT, native=_of_the_year(Buyers.repeat_rate, month))
    retention = Calc(Type.PERCENT, native=_of_the_year(Buyers.retention, month))
    churn = Calc(Type.PERCENT, native=IF(COUNT(retention) == 0, blank, 1 - retention))


MEASURED = MonthMeasures.sales.to(MonthMeasures.churn).whole


class IndicatorWorking(Block):
    """The working of the board: where the value of each indicator stands, and how far it is off the goal."""

    rows = Indicators.rows
    no = Counter(Type.COUNT)
    indicator = Calc(Type.TEXT, native=IF(Indicators.indicator == "", blank, Indicators.indicator), quiet=True)
    measure_no = Calc(
        Type.COUNT, native=IF(Indicators.computed_as == "", 0, MATCH(Indicators.computed_as, CODES, 0)), quiet=True
    )
    month_no = Calc(Type.COUNT, native=MATCH(Settings.period_start, MonthMeasures.month.whole, 0), quiet=True)
    typed = Calc(
        Type.COUNT,
        native=IF(
            indicator == "",
            0,
            counted(
                IndicatorValues.period, Settings.period_start, Settings.period_end, IndicatorValues.indicator, indicator
            ),
        ),
        quiet=True,
    )
    typed_sum = Calc(
        Type.NUMBER,
        native=summed(
            IndicatorValues.actual, IndicatorValues.period, Settings.period_start, Settings.period_end,
            IndicatorValues.indicator, indicator,
        ),
        quiet=True,
    )  # fmt: skip  # pairs of a range and a condition
    is_mean = Calc(
        Type.FLAG,
        native=(
            (Indicators.of_teams == MEAN) + (Indicators.of_teams == "") * (Indicators.indicator_unit == PERCENT) > 0
        )
        * 1,
        quiet=True,
    )
    by_hand = Calc(
        Type.NUMBER,
        native=IF(typed == 0, blank, typed_sum / IF(is_mean == 1, MAX(1, typed), 1)),
        quiet=True,
    )
    actual = Calc(
        Type.NUMBER,
        native=IF(
            indicator == "",
            blank,
            IF(measure_no > 0, INDEX(MEASURED, month_no, MAX(1, measure_no)), by_hand),
        ),
        quiet=True,
    )
    gap = Calc(
        Type.NUMBER,
        native=IF(COUNT(actual) * COUNT(Indicators.goal) == 0, blank, actual - Indicators.goal),
        quiet=True,
    )


class IndicatorBoard(Block):
    """Each indicator in the month reported, against its goal and the month before."""

    rows = Indicators.rows
    no = Counter(Type.COUNT)
    indicator = Calc(Type.TEXT, native=IF(Indicators.indicator == "", blank, Indicators.indicator))
    unit = Calc(Type.LABEL, native=IF(Indicators.indicator_unit == "", blank, Indicators.indicator_unit))
    amount = Calc(Type.NUMBER, native=IF(unit == PERCENT, blank, IndicatorWorking.actual), look=Look.WHOLE)
    rate = Calc(Type.PERCENT, native=IF(unit == PERCENT, IndicatorWorking.actual, blank))
    goal_amount = Calc(
        Type.NUMBER,
        native=IF((unit == PERCENT) + (COUNT(Indicators.goal) == 0) > 0, blank, Indicators.goal),
        look=Look.WHOLE,
    )
    goal_rate = Calc(
        Type.PERCENT,
        native=IF((COUNT(Indicators.goal) == 0) + (unit == "") > 0, blank, IF(unit == PERCENT, Indicators.goal, blank)),
    )
    typed = Calc(  # of how many teams there is a value
        Type.COUNT,
        native=IF((indicator == "") + (IndicatorWorking.measure_no > 0) > 0, blank, IndicatorWorking.typed),
    )
    met = Calc(
        Type.FLAG,
        native=IF(
            COUNT(IndicatorWorking.gap) == 0,
            blank,
            (
                IF(Indicators.direction == DOWN, IndicatorWorking.gap, 0 - IndicatorWorking.gap)
                <= ABS(Indicators.goal) * LAST_DIGIT
            )
            * 1,
        ),
        look=Look.STATUS,
    )


BUYERS = Sheet("buyers", Role.CALCULATION, Group.WORKING, (Buyers,))
INDICATORS = Sheet(
    "indicators",
    Role.INPUT,
    Group.PERFORMANCE,
    (
        IndicatorBoard,
        Band((
            Chart("month_sales", MonthMeasures.month, (
                Series(MonthMeasures.sales, Draw.COLUMN),
            )),
            Chart("month_rates", MonthMeasures.month, (
                Series(MonthMeasures.win_rate, Draw.COLUMN), Series(MonthMeasures.margin_rate, Draw.SOFT_COLUMN),
            )),
        )),
        MonthMeasures,
        IndicatorValues,
        Indicators,
    ),
    with_data=True,
    in_full=True,
    continued=(MonthMeasures.margin_rate,),
)  # fmt: skip  # a page to read

CAPABILITIES = (
    Capability(
        13,
        "indicators",
        inputs=(
            Indicators.indicator, Indicators.computed_as, Indicators.goal, Indicators.direction,
            IndicatorValues.actual, Deals.amount, Orders.quantity, Orders.cost, Orders.customer_id,
        ),
        outputs=(
            IndicatorBoard.amount, IndicatorBoard.rate, IndicatorBoard.met, MonthMeasures.sales, MonthMeasures.quantity,
            MonthMeasures.margin_rate, MonthMeasures.repeat_rate,
        ),
        test="test_an_indicator_is_its_measure_of_the_month_against_its_goal",
    ),
)  # fmt: skip  # lists to read
