"""The annual target over quarters and months, exactly, beside what was won."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank, expr
from salessheet.workbook.extents import MONTHS, QUARTERS
from salessheet.workbook.functions import (
    COUNT,
    EDATE,
    EOMONTH,
    IF,
    INDEX,
    MIN,
    MONTH,
    SS_ATTAINMENT,
    SS_GAP,
    SS_SPLIT,
    SUM,
    SUMIFS,
)
from salessheet.workbook.general import FiscalYear, Phrases, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import dustless, handed_out, in_units, ratio, running, summed, to_draw
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.calendar import Days
from salessheet.workbook.tables import Deals, Seasonality


def region() -> Expr:
    """Whose working days, for cell functions: to them a blank cell is an omitted argument, but a blank text is none."""
    return IF(Settings.region == "", " ", Settings.region)


def nothing_to_hand_out(weight: Line) -> Expr:
    """No target, or no month that takes any of it: every part is 0, and the checks say what is left over."""
    return (Settings.annual_target == 0) + (SUM(weight.whole) == 0) > 0


def once_begun(start: Line, amount: Expr) -> Expr:
    """An amount of a span; blank for one that has not begun."""
    return IF(start > Settings.as_of, blank, dustless(amount))


class ByMonth(Block):
    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=EDATE(FiscalYear.start, no - 1))
    end = Calc(Type.DATE, native=EOMONTH(start, 0))
    workdays = Calc(Type.COUNT, native=summed(Days.working, Days.date, start, end))
    last = Calc(Type.DATE, native=MIN(end, Settings.as_of), quiet=True)
    due = Calc(
        Type.PERCENT,
        native=IF(
            workdays == 0,
            (end <= Settings.until) * 1,
            summed(Days.working, Days.date, start, MIN(end, Settings.until)) / workdays,
        ),
        quiet=True,
    )
    falling = Calc(  # by which what was run up to here weighs in what is due by then
        Type.PERCENT,
        native=due - INDEX(due.whole, MIN(no + 1, COUNT(no.whole))) * (no < COUNT(no.whole)),
        quiet=True,
    )
    weight = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(Seasonality.month.whole) == 0,
            1,
            SUMIFS(Seasonality.weight.whole, Seasonality.month.whole, MONTH(start)),
        ),
    )
    annual = Calc(Type.MONEY, native=in_units(Settings.annual_target, Settings.unit), quiet=True)
    handed = Calc(
        Type.MONEY,
        native=IF(
            SUM(weight.whole) == 0,
            0,
            running(expr(annual), SUM(weight.so_far), SUM(weight.whole), Settings.unit),
        ),
        quiet=True,
    )
    target = Calc(
        Type.MONEY,
        native=handed_out(handed, IF(no == 1, 0, handed.previous), Settings.unit),
        python=IF(
            nothing_to_hand_out(weight),
            0,
            SS_SPLIT(Settings.annual_target, weight.whole, Settings.unit, "running"),
        ),
    )
    actual = Calc(Type.MONEY, native=once_begun(start, summed(Deals.value, Deals.won_date, start, last)))
    gap = Calc(
        Type.MONEY,
        native=IF(start > Settings.as_of, blank, IF(target == 0, blank, actual - target)),
        python=SS_GAP(actual, target),
        look=Look.SIGN,
    )
    attainment = Calc(
        Type.PERCENT,
        native=IF(start > Settings.as_of, blank, ratio(actual, target)),
        python=SS_ATTAINMENT(actual, target),
        look=Look.TRAFFIC,
    )
    target_to_date = Calc(Type.MONEY, native=dustless(SUM(target.so_far)))
    actual_to_date = Calc(Type.MONEY, native=once_begun(start, SUM(actual.so_far)))
    workdays_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(workdays.whole), under=workdays)
    target_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(target.whole), under=target)
    actual_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(actual.whole), under=actual)
    attainment_total = Calc(
        Type.PERCENT,
        Axis.TOTAL,
        native=ratio(actual_total, target_total),
        python=SS_ATTAINMENT(actual_total, target_total),
        under=attainment,
    )
    target_drawn = to_draw(target)
    actual_drawn = to_draw(actual)
    target_to_date_drawn = Calc(  # without a target below the axis, out of sight: Excel draws an empty text as 0
        Type.NUMBER, native=IF(target_total == 0, 0 - 1, target_to_date / Phrases.money_unit), quiet=True
    )
    actual_to_date_drawn = to_draw(actual_to_date)
    actual_now_drawn = Calc(
        Type.NUMBER, native=IF(start == Settings.period_start, SUM(actual_to_date_drawn), 0), quiet=True
    )


class ByQuarter(Block):
    rows = QUARTERS
    no = Counter(Type.COUNT)
    quarter = Input(Type.LABEL, given=True)
    start = Calc(Type.PERIOD, native=EDATE(FiscalYear.start, (no - 1) * 3))
    end = Calc(Type.DATE, native=EOMONTH(start, 2))
    workdays = Calc(Type.COUNT, native=summed(ByMonth.workdays, ByMonth.start, start, end))
    target = Calc(Type.MONEY, native=dustless(summed(ByMonth.target, ByMonth.start, start, end)))
    actual = Calc(Type.MONEY, native=once_begun(start, summed(ByMonth.actual, ByMonth.start, start, end)))
    attainment = Calc(
        Type.PERCENT,
        native=IF(start > Settings.as_of, blank, ratio(actual, target)),
        python=SS_ATTAINMENT(actual, target),
        look=Look.TRAFFIC,
    )
