"""Sales cycle: how many days won deals took from the first contact, by month and by person."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import MONTHS, PEOPLE
from salessheet.workbook.functions import COUNT, IF, INDEX, MAX, MIN, ROUND, SMALL, SS_CYCLE, SUM, at_least
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Deals

EARLIER = (FiscalYear.start, Settings.period_start - 1)
PERIOD = (Settings.period_start, Settings.until)


def _days_of(first: Expr, last: Expr, rep_id: Line) -> Expr:
    return summed(Deals.cycle_days, Deals.won_date, first, last, Deals.rep_id, rep_id)


def _deals_of(first: Expr, last: Expr, rep_id: Line) -> Expr:
    return counted(Deals.won_date, first, last, Deals.rep_id, rep_id, Deals.cycle_days, at_least(0))


def _mean(days: Line, deals: Line) -> Expr:
    return IF(deals == 0, blank, days / deals)


class PersonCycle(Block):
    """Deals won in the month, and those won earlier in the fiscal year; fewer days are better."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    earlier_deals = Calc(Type.COUNT, native=_deals_of(*EARLIER, rep_id))
    earlier_days = Calc(Type.COUNT, native=_days_of(*EARLIER, rep_id), quiet=True)
    earlier = Calc(Type.NUMBER, native=_mean(earlier_days, earlier_deals))
    now_deals = Calc(Type.COUNT, native=_deals_of(*PERIOD, rep_id))
    now_days = Calc(Type.COUNT, native=_days_of(*PERIOD, rep_id), quiet=True)
    now = Calc(Type.NUMBER, native=_mean(now_days, now_deals), look=Look.BAR)
    saved = Calc(Type.NUMBER, native=IF(COUNT(earlier) * COUNT(now) == 0, blank, earlier - now), look=Look.SIGN)
    earlier_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(earlier_deals.whole), under=earlier_deals)
    now_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(now_deals.whole), under=now_deals)
    earlier_total = Calc(
        Type.NUMBER,
        Axis.TOTAL,
        native=IF(earlier_deals_total == 0, blank, SUM(earlier_days.whole) / earlier_deals_total),
        under=earlier,
    )
    now_total = Calc(
        Type.NUMBER,
        Axis.TOTAL,
        native=IF(now_deals_total == 0, blank, SUM(now_days.whole) / now_deals_total),
        under=now,
    )


class CycleMiddle(Block):
    """The working of the median: the place of the lower of the two in the middle."""

    rows = Extent("middle of the sales cycle", 1)
    deals = Calc(Type.COUNT, Axis.CELL, native=COUNT(Deals.cycle_year.whole), quiet=True)
    half = Calc(Type.COUNT, Axis.CELL, native=ROUND(ROUND(deals / 2, 3), 0), quiet=True)


class CycleFigures(Block):
    """Calendar days from the first date of a deal to the day it was won; of deals won in the fiscal year so far."""

    rows = Extent("figures of the sales cycle", 1)
    arrangement = Arrangement.CARDS
    deals = Calc(Type.COUNT, Axis.CELL, native=CycleMiddle.deals)
    mean = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(deals == 0, blank, SUM(Deals.cycle_year.whole) / deals),
        python=IF(deals == 0, blank, SS_CYCLE(Deals.cycle_from.whole, Deals.won_date.whole, "mean")),
    )
    median = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            deals == 0,
            blank,
            (
                SMALL(Deals.cycle_year.whole, MAX(1, CycleMiddle.half))
                + SMALL(Deals.cycle_year.whole, MIN(deals, deals + 1 - CycleMiddle.half))
            )
            / 2,
        ),
        python=IF(deals == 0, blank, SS_CYCLE(Deals.cycle_from.whole, Deals.won_date.whole, "median")),
    )
    saved = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            COUNT(PersonCycle.earlier_total) * COUNT(PersonCycle.now_total) == 0,
            blank,
            PersonCycle.earlier_total - PersonCycle.now_total,
        ),
        look=Look.SIGN,
    )


class CycleByMonth(Block):
    """By the month of the win."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no))
    end = Calc(Type.DATE, native=INDEX(ByMonth.last.whole, no), quiet=True)
    deals = Calc(
        Type.COUNT,
        native=IF(start > Settings.as_of, blank, counted(Deals.won_date, start, end, Deals.cycle_days, at_least(0))),
    )
    days = Calc(
        Type.NUMBER,
        native=IF(SUM(deals) == 0, blank, summed(Deals.cycle_days, Deals.won_date, start, end) / deals),
        look=Look.BAR,
    )


CYCLE = Sheet(
    "cycle",
    Role.OUTPUT,
    Group.SALES,
    (
        CycleFigures,
        Band((Chart("cycle", CycleByMonth.start, (Series(CycleByMonth.days, Draw.COLUMN),)),), height=12),
        CycleByMonth,
        PersonCycle,
        CycleMiddle,
    ),
    printed=4,
)

CAPABILITIES = (
    Capability(
        12,
        "cycle",
        inputs=(Deals.prospect_date, Deals.lead_date, Deals.won_date, Deals.rep_id),
        outputs=(CycleFigures.mean, CycleFigures.median, CycleFigures.saved, CycleByMonth.days, PersonCycle.saved),
        test="test_the_cycle_is_the_days_from_the_first_contact_to_the_win",
    ),
)
