"""What the Dashboard says in words, and in which order it names people."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Expr, Extent, Line, Spot, Whereabouts, blank
from salessheet.workbook.extents import MONTHS, PEOPLE
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    EDATE,
    EOMONTH,
    IF,
    INDEX,
    LEFT,
    MATCH,
    MAX,
    MIN,
    RANK,
    ROUND,
    SUM,
    TEXT,
    above,
    at_most,
    below,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import NOBODY, compared, in_percent, ratio, spot_of, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.commission.payout import Payout
from salessheet.workbook.sheets.forecast import YearPath
from salessheet.workbook.sheets.funnel import FunnelFigures, StepLabels
from salessheet.workbook.sheets.priorities import DueSteps, of_deal
from salessheet.workbook.sheets.receivables import Unpaid
from salessheet.workbook.sheets.records import ReceiptTotals
from salessheet.workbook.sheets.results import Facts, Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.target_people import WonByPersonMonth
from salessheet.workbook.sheets.year_so_far import Headline
from salessheet.workbook.tables import Deals

FIRST_FEW = Extent("people to look after first", 8)


def _figure(native: Expr, measure: Type = Type.MONEY, *, optional: bool = False) -> Calc:
    return Calc(measure, Axis.CELL, native=native, quiet=True, optional=optional)


def _of(part: Expr, whole: Line) -> Calc:
    """What a mark is set by, rounded as it is compared; blank where there is nothing to compare with."""
    return _figure(IF(COUNT(whole) == 0, blank, IF(whole == 0, blank, compared(part / whole))), Type.PERCENT)


class Standing(Block):
    """The figures behind the cards, up to the last day that counts."""

    rows = Extent("figures of the dashboard", 1)
    won = _figure(Results.won_total)
    plan = _figure(Headline.target)
    of_plan = _of(won.operand(), plan)
    month_no = _figure(MATCH(Settings.period_start, ByMonth.start.whole, 0), Type.COUNT)
    month_won = _figure(INDEX(ByMonth.actual.whole, month_no))
    month_target = _figure(INDEX(ByMonth.target.whole, month_no))
    of_month = _figure(
        IF((COUNT(month_won) == 0) + (SUM(month_target) == 0) > 0, blank, compared(month_won / month_target)),
        Type.PERCENT,
    )
    months_over = _figure(
        COUNTIFS(ByMonth.attainment.whole, above(-1), ByMonth.end.whole, at_most(Settings.until)), Type.COUNT
    )
    months_missed = _figure(
        COUNTIFS(ByMonth.attainment.whole, below(1), ByMonth.end.whole, at_most(Settings.until)), Type.COUNT
    )
    open_amount = _figure(FunnelFigures.open_amount)
    weighted = _figure(FunnelFigures.weighted)
    missing = _figure(Settings.annual_target - ByMonth.actual_total)
    forecast = _figure(ByMonth.actual_total + SUM(weighted))
    of_target = _of(forecast.operand(), Settings.annual_target)
    at_pace = _figure(MAX(YearPath.at_pace.whole))
    pace_of_target = _figure(ratio(at_pace, Settings.annual_target), Type.PERCENT)
    coverage = _figure(IF(missing <= 0, blank, open_amount / missing), Type.TIMES)
    of_aim = _figure(IF(COUNT(coverage) == 0, blank, compared(coverage / Settings.coverage_aim)), Type.PERCENT)
    collected = _figure(IF(COUNT(ReceiptTotals.collected) == 0, blank, compared(ReceiptTotals.collected)), Type.PERCENT)
    unpaid = _figure(IF(COUNT(collected) == 0, 0, MAX(0, ReceiptTotals.ordered - ReceiptTotals.received)))
    overdue = _figure(Unpaid.overdue)
    payout = _figure(Payout.payout_total, optional=True)
    payees = _figure(COUNTIFS(Payout.payout.whole, above(0)), Type.COUNT, optional=True)
    received = _figure(SUM(Facts.cash.whole))


def _amount(amount: Line, *, optional: bool = False) -> Calc:
    """An amount in the unit of the workbook, as text, without its sign."""
    shown = ROUND(ROUND(ABS(amount) / Phrases.money_unit, 4), 1)
    native = IF(Phrases.money_unit == 1, TEXT(ROUND(ABS(amount), 0), "#,##0"), TEXT(shown, "#,##0.0"))
    return Calc(Type.TEXT, Axis.CELL, native=native, quiet=True, optional=optional)


def _share(share: Line) -> Calc:
    native = IF(COUNT(share) == 0, blank, in_percent(share.operand()))
    return Calc(Type.TEXT, Axis.CELL, native=native, quiet=True)


def _mark(share: Line) -> Calc:
    """By the shapes of attainments: reached, at or above the alert level, below it."""
    native = IF(share >= 1, Phrases.reached, IF(share >= Settings.alert_level, Phrases.nearly, Phrases.short_of))
    return Calc(Type.TEXT, Axis.CELL, native=IF(COUNT(share) == 0, blank, native), quiet=True)


class Texts(Block):
    """The same as texts."""

    rows = Extent("figures of the dashboard as texts", 1)
    gap_figure = _figure(Standing.won - Standing.plan)
    gap = _amount(gap_figure)
    plan = _amount(Standing.plan)
    of_plan = _share(Standing.of_plan)
    plan_mark = _mark(Standing.of_plan)
    month_target = _amount(Standing.month_target)
    of_month = _share(Standing.of_month)
    month_mark = _mark(Standing.of_month)
    annual_target = _amount(Settings.annual_target)
    of_target = _share(Standing.of_target)
    target_mark = _mark(Standing.of_target)
    at_pace = _amount(Standing.at_pace)
    pace_of_target = _share(Standing.pace_of_target)
    open_amount = _amount(Standing.open_amount)
    missing = _amount(Standing.missing)
    aim_mark = _mark(Standing.of_aim)
    unpaid = _amount(Standing.unpaid)
    overdue = _amount(Standing.overdue)
    cash_mark = _mark(Standing.collected)
    received = _amount(Standing.received)


def _said(native: Expr, *, optional: bool = False) -> Calc:
    return Calc(Type.TEXT, Axis.CELL, native=native, quiet=True, optional=optional)


class Sayings(Block):
    """What stands under the numbers of the cards, and the parts of the sentence above them."""

    rows = Extent("sayings of the dashboard", 1)
    won = _said(
        IF(
            Texts.of_plan == "",
            blank,
            CONCATENATE(Texts.plan_mark, " ", Texts.of_plan, Phrases.of_plan, Texts.plan),
        )
    )
    month = _said(
        IF(
            Texts.of_month == "",
            blank,
            CONCATENATE(Texts.month_mark, " ", Texts.of_month, Phrases.of_target, Texts.month_target),
        )
    )
    forecast = _said(
        IF(
            Texts.of_target == "",
            blank,
            CONCATENATE(Texts.target_mark, " ", Texts.of_target, Phrases.of_target, Texts.annual_target),
        )
    )
    still_open = _said(CONCATENATE(Texts.aim_mark, " ", Texts.open_amount, Phrases.open_deals, Texts.missing))
    coverage = _said(
        IF(
            Texts.aim_mark == "",
            IF(SUM(Settings.annual_target) == 0, blank, Phrases.target_reached),
            CONCATENATE(still_open, Phrases.to_go, Settings.coverage_aim, Phrases.times),
        )
    )
    cash = _said(
        IF(
            COUNT(Standing.collected) == 0,
            blank,
            CONCATENATE(Texts.cash_mark, " ", Texts.unpaid, Phrases.unpaid, Texts.overdue, Phrases.overdue),
        )
    )
    payout = _said(CONCATENATE(Standing.payees, Phrases.payees, Texts.received), optional=True)
    against_plan = _said(
        IF(Texts.gap_figure < 0, CONCATENATE(Phrases.behind, Texts.gap), CONCATENATE(Phrases.ahead, Texts.gap))
    )
    all_made = _said(IF(Standing.months_over == 0, Phrases.none_over, Phrases.none_missed))
    missed = _said(
        IF(
            Standing.months_missed == 0,
            all_made,
            CONCATENATE(Phrases.missed, Standing.months_missed, Phrases.out_of, Standing.months_over),
        )
    )

    at_pace = _said(
        IF(
            Texts.pace_of_target == "",
            blank,
            CONCATENATE(Phrases.at_pace, Texts.at_pace, Phrases.which_is, Texts.pace_of_target, Phrases.of_the_target),
        )
    )


class Need(Block):
    """People by how far they fall short of their targets, worst first; those without one, or gone, come last."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    attained = Calc(
        Type.PERCENT,
        native=IF(COUNT(Results.attainment) * People.present == 0, blank, Results.attainment),
        quiet=True,
    )
    rank = Calc(Type.COUNT, native=IF(COUNT(attained) == 0, blank, RANK(attained, attained.whole, 1)), quiet=True)
    place = Calc(  # a row without anybody stands where there are no people yet
        Type.COUNT,
        native=IF(
            People.rep_id == NOBODY,
            blank,
            IF(COUNT(rank) == 0, COUNT(rank.whole) + no - COUNT(rank.so_far), rank + COUNTIFS(rank.so_far, rank) - 1),
        ),
        quiet=True,
    )
    overdue = Calc(
        Type.COUNT, native=COUNTIFS(Deals.rep_id.whole, Results.rep_id, Deals.due_days.whole, above(0)), quiet=True
    )


class DashboardSpots(Block):
    """Where links of the Dashboard lead: to sheets that people see."""

    rows = Extent("where links of the dashboard lead", 1)
    person = Calc(Type.TEXT, Axis.CELL, native=Whereabouts(WonByPersonMonth.name, Spot.COLUMN), quiet=True)
    person_row = Calc(Type.COUNT, Axis.CELL, native=Whereabouts(WonByPersonMonth.name, Spot.ROW), quiet=True)
    deal = Calc(Type.TEXT, Axis.CELL, native=Whereabouts(Deals.deal_id, Spot.COLUMN), quiet=True)
    deal_row = Calc(Type.COUNT, Axis.CELL, native=Whereabouts(Deals.deal_id, Spot.ROW), quiet=True)


_MOST_LETTERS = 30  # of two texts that share a column of the Dashboard, whose rows have room for five lines


def _shortened(text: Line) -> Calc:
    """As many letters as there is room for: the whole text stands on Priorities, and where the link leads."""
    start = LEFT(text, _MOST_LETTERS)
    native = IF(LEFT(text, _MOST_LETTERS + 1) == start, start, CONCATENATE(start, "…"))
    return Calc(Type.TEXT, native=native, quiet=True)


class StepTexts(Block):
    """Whose next steps are due, and which, as short as the Dashboard shows them."""

    rows = DueSteps.rows
    no = Counter(Type.COUNT)
    customer = _shortened(DueSteps.customer)
    next_step = _shortened(DueSteps.next_step)


class StepSpots(Block):
    """Where the deals stand whose next step is overdue."""

    rows = DueSteps.rows
    no = Counter(Type.COUNT)
    at = Calc(
        Type.LABEL,
        native=IF(
            (COUNT(DueSteps.deal_no) == 0) + (DashboardSpots.deal_row == 0) > 0,
            blank,
            spot_of(DashboardSpots.deal, DashboardSpots.deal_row, SUM(DueSteps.deal_no)),
        ),
        quiet=True,
    )
    known = Calc(
        Type.TEXT,
        native=CONCATENATE(
            StepTexts.customer,
            IF((StepTexts.customer == "") + (StepTexts.next_step == "") > 0, blank, " · "),
            StepTexts.next_step,
        ),
        quiet=True,
    )
    told = Calc(  # a deal without customer and step by its id
        Type.TEXT, native=IF(known == "", of_deal(Deals.deal_id, DueSteps.deal_no), known), quiet=True
    )


class NeedWon(Block):
    """What those who need the manager first won in each of twelve months up to the one reported.

    Where the fiscal year has just begun, its months alone would draw next to nothing.
    """

    rows, across = FIRST_FEW, MONTHS
    no = Counter(Type.COUNT)
    person_no = Calc(
        Type.COUNT, native=IF(no > COUNT(Need.place.whole), blank, MATCH(no, Need.place.whole, 0)), quiet=True
    )
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    end = Calc(
        Type.DATE,
        Axis.COLUMNS,
        native=MIN(Settings.until, EOMONTH(Settings.period_start, month_no - MAX(month_no.whole))),
        quiet=True,
    )
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=EDATE(Settings.period_start, month_no - MAX(month_no.whole)))
    won = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(
            COUNT(person_no) == 0,
            blank,
            summed(Deals.value, Deals.won_date, month, end, Deals.rep_id, INDEX(Results.rep_id.whole, SUM(person_no))),
        ),
        quiet=True,
    )


class NeedMonths(Block):
    """How each of these months went for them: what the small pictures draw."""

    rows, across = FIRST_FEW, MONTHS
    no = Counter(Type.COUNT)
    at = Calc(
        Type.LABEL,
        native=IF(
            (COUNT(NeedWon.person_no) == 0) + (DashboardSpots.person_row == 0) > 0,
            blank,
            spot_of(DashboardSpots.person, DashboardSpots.person_row, SUM(NeedWon.person_no)),
        ),
        quiet=True,
    )
    name = Calc(
        Type.TEXT, native=IF(COUNT(NeedWon.person_no) == 0, blank, INDEX(Results.name.whole, SUM(NeedWon.person_no)))
    )
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(NeedWon.month.whole, month_no))
    share = Calc(  # of the best month of any of them, so that all pictures have one scale
        Type.PERCENT,
        Axis.BODY,
        native=IF(COUNT(NeedWon.won) == 0, blank, NeedWon.won / MAX(1, NeedWon.won.whole)),
        quiet=True,
    )


DASHBOARD_WORKING = Sheet(
    "dashboard_working",
    Role.CALCULATION,
    Group.WORKING,
    (Standing, Texts, Sayings, DashboardSpots, StepTexts, StepSpots, StepLabels, Need, NeedWon, NeedMonths),
)
