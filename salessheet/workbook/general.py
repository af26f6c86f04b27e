"""What every sheet stands on: the fiscal year, the settings of the workbook, and phrases that formulas put together.

It knows no table, so that columns of tables may read it.
"""

from __future__ import annotations

from salessheet.workbook.expr import Extent, blank, promised
from salessheet.workbook.extents import AGES, MONTHS
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    DATE,
    EDATE,
    EOMONTH,
    IF,
    INDEX,
    MAX,
    MIN,
    MONTH,
    TEXT,
    YEAR,
)
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.schema import Block


class FiscalYear(Block):
    """The year that the workbook is for. It is fixed when the workbook is made."""

    rows = Extent("fiscal year", 1)
    year = Input(Type.LABEL, Axis.CELL, given=True)
    start = Input(Type.DATE, Axis.CELL, given=True)
    only_month = Input(Type.PERIOD, Axis.CELL, given=True)  # in a workbook without the rows that other months need


class Months(Block):
    """The months to choose from."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    month = Calc(Type.PERIOD, native=EDATE(FiscalYear.start, no - 1))


class Phrases(Block):
    """Words that formulas show or put together, in the language of the workbook."""

    rows = Extent("phrases", 1)
    as_of = Input(Type.TEXT, Axis.CELL, given=True)
    in_units = Input(Type.TEXT, Axis.CELL, given=True)
    in_full = Input(Type.TEXT, Axis.CELL, given=True)
    no_id = Input(Type.TEXT, Axis.CELL, given=True, name="No_id")
    twice = Input(Type.TEXT, Axis.CELL, given=True, name="Id_twice")
    row_of_totals = Input(Type.TEXT, Axis.CELL, given=True, name="Row_of_totals")
    no_rep = Input(Type.TEXT, Axis.CELL, given=True, name="No_rep")
    no_order = Input(Type.TEXT, Axis.CELL, given=True, name="No_order")
    no_rate = Input(Type.TEXT, Axis.CELL, given=True, name="No_rate")
    elsewhere = Input(Type.TEXT, Axis.CELL, given=True, name="Elsewhere")
    no_tiers = Input(Type.TEXT, Axis.CELL, given=True, name="No_tiers")
    no_basis = Input(Type.TEXT, Axis.CELL, given=True, name="No_basis")
    see_working = Input(Type.TEXT, Axis.CELL, given=True, name="See_working")
    no_quota = Input(Type.TEXT, Axis.CELL, given=True, name="No_quota")
    no_document = Input(Type.TEXT, Axis.CELL, given=True, name="No_document")
    other_month = Input(Type.TEXT, Axis.CELL, given=True, name="Other_month")
    no_base = Input(Type.TEXT, Axis.CELL, given=True, name="No_base")
    not_open = Input(Type.TEXT, Axis.CELL, given=True, name="Not_open")
    month_closed = Input(Type.TEXT, Axis.CELL, given=True, name="Month_closed")
    no_plan = Input(Type.TEXT, Axis.CELL, given=True, name="No_plan")
    own_terms = Input(Type.TEXT, Axis.CELL, given=True, name="Own_terms")
    no_cost = Input(Type.TEXT, Axis.CELL, given=True, name="No_cost")
    no_amount = Input(Type.TEXT, Axis.CELL, given=True, name="No_amount")
    one_piece = Input(Type.TEXT, Axis.CELL, given=True, name="One_piece")
    place = Input(Type.TEXT, Axis.CELL, given=True, name="Place_word")
    among = Input(Type.TEXT, Axis.CELL, given=True, name="Among_word")
    people = Input(Type.TEXT, Axis.CELL, given=True, name="People_word")
    budget_used = Input(Type.TEXT, Axis.CELL, given=True, name="Budget_used")
    checks_hold = Input(Type.TEXT, Axis.CELL, given=True, name="Checks_hold")
    checks_fail = Input(Type.TEXT, Axis.CELL, given=True, name="Checks_fail")
    money_unit = Input(Type.COUNT, Axis.CELL, default=1, given=True, name="Money_unit")
    reached = Input(Type.TEXT, Axis.CELL, given=True, name="Say_reached")
    nearly = Input(Type.TEXT, Axis.CELL, given=True, name="Say_nearly")
    short_of = Input(Type.TEXT, Axis.CELL, given=True, name="Say_short_of")
    behind = Input(Type.TEXT, Axis.CELL, given=True, name="Say_behind")
    ahead = Input(Type.TEXT, Axis.CELL, given=True, name="Say_ahead")
    stop = Input(Type.TEXT, Axis.CELL, given=True, name="Say_stop")
    missed = Input(Type.TEXT, Axis.CELL, given=True, name="Say_missed")
    none_over = Input(Type.TEXT, Axis.CELL, given=True, name="Say_none_over")
    none_missed = Input(Type.TEXT, Axis.CELL, given=True, name="Say_none_missed")
    out_of = Input(Type.TEXT, Axis.CELL, given=True, name="Say_out_of")
    no_target = Input(Type.TEXT, Axis.CELL, given=True, name="Say_no_target")
    of_plan = Input(Type.TEXT, Axis.CELL, given=True, name="Say_of_plan")
    of_target = Input(Type.TEXT, Axis.CELL, given=True, name="Say_of_target")
    open_deals = Input(Type.TEXT, Axis.CELL, given=True, name="Say_open_deals")
    nothing_due = Input(Type.TEXT, Axis.CELL, given=True, name="Say_nothing_due")
    nothing_to_fix = Input(Type.TEXT, Axis.CELL, given=True, name="Say_nothing_to_fix")
    target_reached = Input(Type.TEXT, Axis.CELL, given=True, name="Say_target_reached")
    to_go = Input(Type.TEXT, Axis.CELL, given=True, name="Say_to_go")
    times = Input(Type.TEXT, Axis.CELL, given=True, name="Say_times")
    unpaid = Input(Type.TEXT, Axis.CELL, given=True, name="Say_unpaid")
    overdue = Input(Type.TEXT, Axis.CELL, given=True, name="Say_overdue")
    payees = Input(Type.TEXT, Axis.CELL, given=True, name="Say_payees")
    at_pace = Input(Type.TEXT, Axis.CELL, given=True, name="Say_at_pace")
    which_is = Input(Type.TEXT, Axis.CELL, given=True, name="Say_which_is")
    of_the_target = Input(Type.TEXT, Axis.CELL, given=True, name="Say_of_the_target")
    before_rate = Input(Type.TEXT, Axis.CELL, given=True, name="Say_before_rate")
    lack_goal = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_goal")
    lack_metric = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_metric")
    lack_owner = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_owner")
    lack_target = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_target")
    lack_unit = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_unit")
    lack_base = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_base")
    lack_reach = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_reach")
    lack_link = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_link")
    lack_deadline = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_deadline")
    lack_order = Input(Type.TEXT, Axis.CELL, given=True, name="Lack_order")
    no_goal = Input(Type.TEXT, Axis.CELL, given=True, name="No_goal")
    too_high = Input(Type.TEXT, Axis.CELL, given=True, name="Too_high")
    too_low = Input(Type.TEXT, Axis.CELL, given=True, name="Too_low")
    fits = Input(Type.TEXT, Axis.CELL, given=True, name="Fits")
    points = Input(Type.TEXT, Axis.CELL, given=True, name="Points_word")
    no_base_period = Input(Type.TEXT, Axis.CELL, given=True, name="No_base_period")
    no_limit = Input(Type.TEXT, Axis.CELL, given=True, name="No_limit")
    no_route = Input(Type.TEXT, Axis.CELL, given=True, name="No_route")
    no_source = Input(Type.TEXT, Axis.CELL, given=True, name="No_source")
    dashboard = Input(Type.TEXT, Axis.CELL, given=True, name="Dashboard_word")
    before_win = Input(Type.TEXT, Axis.CELL, given=True, name="Before_win")
    too_early = Input(Type.TEXT, Axis.CELL, given=True, name="Too_early")
    half_need = Input(Type.TEXT, Axis.CELL, given=True, name="Half_need")
    no_comparison = Input(Type.TEXT, Axis.CELL, given=True, name="No_comparison")
    no_hire_date = Input(Type.TEXT, Axis.CELL, given=True, name="No_hire_date")
    no_step = Input(Type.TEXT, Axis.CELL, given=True, name="No_step")
    below_one = Input(Type.TEXT, Axis.CELL, given=True, name="Below_one")
    tied = Input(Type.TEXT, Axis.CELL, given=True, name="Tied")
    more_opens = Input(Type.TEXT, Axis.CELL, given=True, name="More_opens")
    more_ends = Input(Type.TEXT, Axis.CELL, given=True, name="More_ends")
    typed_twice = Input(Type.TEXT, Axis.CELL, given=True, name="Typed_twice")
    never = Input(Type.TEXT, Axis.CELL, given=True, name="Never_reached")
    asks_nothing = Input(Type.TEXT, Axis.CELL, given=True, name="Asks_nothing")
    counted_itself = Input(Type.TEXT, Axis.CELL, given=True, name="Counted_itself")
    certify = Input(Type.TEXT, Axis.CELL, given=True, name="Certify_word")
    certified_for = Input(Type.TEXT, Axis.CELL, given=True, name="Certified_for")
    award_opens = Input(Type.TEXT, Axis.CELL, given=True, name="Award_opens")
    award_ends = Input(Type.TEXT, Axis.CELL, given=True, name="Award_ends")


WORDED = tuple(line for line in Phrases.lines if line.key not in ("in_units", "in_full", "money_unit"))
"""Phrases that are the same in every workbook of a language; the others name its currency and its unit."""


class Settings(Block):
    """What people may change stands on pale yellow. The month means its first day, whatever day of it was typed."""

    rows = Extent("settings of the workbook", 1)
    company = Input(Type.TEXT, Axis.CELL, default="", given=True)
    scope = Input(Type.TEXT, Axis.CELL, default="", given=True)
    month = Input(Type.PERIOD, Axis.CELL, choices=Months.month)
    as_of = Input(Type.DATE, Axis.CELL, name="As_of")
    period_start = Calc(
        Type.PERIOD,
        Axis.CELL,
        native=IF(COUNT(month) == 0, DATE(YEAR(as_of), MONTH(as_of), 1), DATE(YEAR(month), MONTH(month), 1)),
        name="Period_start",
    )
    period_end = Calc(Type.DATE, Axis.CELL, native=EOMONTH(period_start, 0), name="Period_end")
    until = Calc(Type.DATE, Axis.CELL, native=MIN(as_of, period_end), name="Until")
    annual_target = Input(Type.MONEY, Axis.CELL, minimum=0)
    over_assignment = Input(Type.PERCENT, Axis.CELL, default=0, minimum=0, maximum=1)
    unit = Input(Type.NUMBER, Axis.CELL, default=0.01, minimum=0.0001)
    alert_level = Input(Type.PERCENT, Axis.CELL, default=0.85, minimum=0, maximum=1)
    stale_days = Input(Type.COUNT, Axis.CELL, default=30, minimum=1)
    coverage_aim = Input(Type.NUMBER, Axis.CELL, default=3, minimum=0.1)
    coaching_days = Input(Type.COUNT, Axis.CELL, default=30, minimum=1)
    full_score = Input(Type.SCORE, Axis.CELL, default=100, minimum=1)
    entry_days = Input(Type.COUNT, Axis.CELL, default=3, minimum=0)
    currency = Input(Type.LABEL, Axis.CELL, default="CNY", given=True, name="Own_currency")
    region = Input(Type.LABEL, Axis.CELL, default="CN", given=True)
    use_python = Input(Type.FLAG, Axis.CELL, default=False, name="Use_Python")


class Soundness(Block):
    """Of which month the numbers are and whether they hold: blank in a workbook without checks."""

    rows = Extent("soundness", 1)
    when = Calc(
        Type.TEXT,
        Axis.CELL,
        native=CONCATENATE(
            TEXT(Settings.period_start, "yyyy-mm"), "  ·  ", Phrases.as_of, " ", TEXT(Settings.as_of, "yyyy-mm-dd")
        ),
    )
    checks = Calc(Type.TEXT, Axis.CELL, native=promised)


def _caption(unit: Input, *whose: Input | str) -> Calc:
    """Whose figures, of which month, how far the data goes, and in what money: one line for the head of a sheet."""
    return Calc(
        Type.TEXT,
        Axis.CELL,
        native=CONCATENATE(*whose, Soundness.when, "  ·  ", unit, Soundness.checks),
    )


class Captions(Block):
    """What stands at the head of every sheet. The title of the first one to be read says whose it is."""

    rows = Extent("captions", 1)
    in_units = _caption(Phrases.in_units, Settings.scope, "  ·  ")
    in_full = _caption(Phrases.in_full, Settings.scope, "  ·  ")
    beside_title = _caption(Phrases.in_units)
    title = Calc(
        Type.TEXT,
        Axis.CELL,
        native=IF(Settings.scope == "", Phrases.dashboard, CONCATENATE(Settings.scope, "  ·  ", Phrases.dashboard)),
    )


class Ages(Block):
    """How long invoices may be overdue, in days, both ends included; the last age has no end."""

    rows = AGES
    no = Counter(Type.COUNT)
    lower = Input(Type.COUNT, minimum=1)
    upper = Calc(Type.COUNT, native=IF(no == MAX(no.whole), blank, INDEX(lower.whole, MIN(no + 1, MAX(no.whole))) - 1))


class CustomerSettings(Block):
    """What customers are judged by: the months of orders that count, and how far back to compare."""

    rows = Extent("settings of customers", 1)
    class_months = Input(Type.COUNT, Axis.CELL, default=12, minimum=1)
    compare_months = Input(Type.COUNT, Axis.CELL, default=3, minimum=1)
    satisfied_at = Input(Type.SCORE, Axis.CELL, default=8, minimum=0, maximum=10)
    first_day = Calc(Type.DATE, Axis.CELL, native=EDATE(Settings.until + 1, 0 - class_months), name="Count_from")
    last_before = Calc(
        Type.DATE, Axis.CELL, native=EDATE(Settings.until + 1, 0 - compare_months) - 1, name="Compare_to"
    )
    first_before = Calc(Type.DATE, Axis.CELL, native=EDATE(last_before + 1, 0 - class_months), name="Compare_from")
