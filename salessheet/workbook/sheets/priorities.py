"""Priorities: which open deals to work on first, and whose next step is overdue."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    SMALL,
    SS_ROLLUP,
    SUM,
    SUMIFS,
    above,
    at_least,
)
from salessheet.workbook.general import FiscalYear, Phrases, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import place_of, summed
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import RollupCodes, term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import FORECAST_CATEGORIES, Customers, Deals


def nth_deal(keys: Line, no: Line) -> Expr:
    """The row of the deal whose key is the `no`-th smallest; blank where there are fewer."""
    return IF(no > COUNT(keys.whole), blank, MATCH(SMALL(keys.whole, no), keys.whole, 0))


def of_deal(line: Line, deal_no: Line) -> Expr:
    return IF(COUNT(deal_no) == 0, blank, INDEX(line.whole, SUM(deal_no)))


def text_of_deal(line: Line, deal_no: Line) -> Expr:
    """As above, of an input that may be blank, which INDEX would make a 0."""
    found = INDEX(line.whole, SUM(deal_no))
    return IF(COUNT(deal_no) == 0, blank, IF(found == "", blank, found))


def or_none(said: Line, no: Line, deal_no: Line, text: Expr | Line) -> Expr:
    """A text of the deal; in the first row of a list without any, which would look lost, what is said instead."""
    return IF(COUNT(deal_no) + (no > 1) == 0, said, text)


def _name_of(customer_no: Line) -> Expr:
    found = INDEX(Customers.name.whole, SUM(customer_no))
    return IF(SUM(customer_no) == 0, blank, IF(found == "", blank, found))


def person_of(rep_no: Line, rep_id: Line) -> Expr:
    return IF(SUM(rep_no) == 0, rep_id, INDEX(People.name.whole, SUM(rep_no)))


class PriorityFigures(Block):
    """Open deals as they are on the last day of the data."""

    rows = Extent("figures of priorities", 1)
    arrangement = Arrangement.CARDS
    open = Calc(Type.COUNT, Axis.CELL, native=COUNT(Deals.chance.whole))
    overdue = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Deals.due_days.whole, above(0)))
    overdue_amount = Calc(Type.MONEY, Axis.CELL, native=SUMIFS(Deals.value.whole, Deals.due_days.whole, above(0)))
    without_step = Calc(Type.COUNT, Axis.CELL, native=open - COUNT(Deals.due_days.whole))
    orphans = Calc(Type.COUNT, Axis.CELL, native=SUM(People.orphans.whole))


def _of_category(code: str) -> Expr:
    """Open deals of a forecast category."""
    word = term_of(Deals.forecast_category, code)
    return SUMIFS(Deals.value.whole, Deals.forecast_category.whole, word, Deals.chance.whole, at_least(0))


CATEGORY_WORDS = (
    term_of(Deals.forecast_category, FORECAST_CATEGORIES[0])
    .to(term_of(Deals.forecast_category, FORECAST_CATEGORIES[-1]))
    .whole
)

keep_promise(
    Deals.open_no,
    IF(
        COUNT(Deals.chance) == 0,
        blank,
        IF(
            COUNTIFS(CATEGORY_WORDS, Deals.forecast_category) == 0,
            1,
            MATCH(Deals.forecast_category, CATEGORY_WORDS, 0),
        ),
    ),
)
keep_promise(
    Deals.rolled_no,
    IF(
        COUNT(Deals.value) == 0,
        blank,
        IF(
            (Deals.won_date >= FiscalYear.start) * (Deals.won_date < Settings.until + 1) > 0,
            MAX(RollupCodes.no.whole),
            IF(COUNT(Deals.open_no) == 0, MAX(RollupCodes.no.whole) - 1, SUM(Deals.open_no)),
        ),
    ),
)
keep_promise(
    Deals.rolled_as,
    IF(COUNT(Deals.rolled_no) == 0, blank, INDEX(RollupCodes.code.whole, MAX(1, Deals.rolled_no))),
)


def _rolled_up(no: int) -> Expr:
    """A row of the roll-up."""
    table = SS_ROLLUP(Deals.rolled_as.whole, Deals.value.whole)
    return IF(COUNT(Deals.value.whole) == 0, 0, INDEX(table, no, 2))


class ForecastRollup(Block):
    """Closed is what was won in the fiscal year up to the month; each amount adds to the one before it.

    The open pipeline has every open deal but those that are left out of the forecast.
    """

    rows = Extent("forecast by category", 1)
    arrangement = Arrangement.CARDS
    closed = Calc(
        Type.MONEY,
        Axis.CELL,
        native=summed(Deals.value, Deals.won_date, FiscalYear.start, Settings.until),
        python=_rolled_up(1),
    )
    commit = Calc(Type.MONEY, Axis.CELL, native=closed + _of_category("Commit"), python=_rolled_up(2))
    most_likely = Calc(Type.MONEY, Axis.CELL, native=commit + _of_category("MostLikely"), python=_rolled_up(3))
    best_case = Calc(Type.MONEY, Axis.CELL, native=most_likely + _of_category("BestCase"), python=_rolled_up(4))
    open_pipeline = Calc(
        Type.MONEY,
        Axis.CELL,
        native=SUMIFS(Deals.value.whole, Deals.chance.whole, at_least(0)) - _of_category("Omitted"),
        python=_rolled_up(5),
    )


class DueSteps(Block):
    """The largest open deals whose next step is due, today or before; of equal amounts the one that stands first."""

    rows = Extent("next steps due", 8)
    no = Counter(Type.COUNT)
    deal_no = Calc(Type.COUNT, native=nth_deal(Deals.due_key, no), quiet=True)
    due_days = Calc(Type.COUNT, native=of_deal(Deals.due_days, deal_no), look=Look.LATE)
    customer_id = Calc(Type.TEXT, native=text_of_deal(Deals.customer_id, deal_no), quiet=True)
    customer_no = Calc(Type.COUNT, native=place_of(customer_id, Customers.customer_id), quiet=True)
    known_name = Calc(Type.TEXT, native=_name_of(customer_no), quiet=True)
    customer = Calc(Type.TEXT, native=IF(known_name == "", customer_id, known_name))
    next_step = Calc(
        Type.TEXT, native=or_none(Phrases.nothing_due, no, deal_no, text_of_deal(Deals.next_step, deal_no))
    )
    rep_id = Calc(Type.TEXT, native=text_of_deal(Deals.rep_id, deal_no), quiet=True)
    rep_no = Calc(Type.COUNT, native=place_of(rep_id, People.rep_id), quiet=True)
    rep = Calc(Type.TEXT, native=person_of(rep_no, rep_id))
    amount = Calc(Type.MONEY, native=of_deal(Deals.value, deal_no), look=Look.BAR)


class Priorities(Block):
    """Open deals by their priority: half of it is the weighted amount, half how late the next step is."""

    rows = Extent("deals to work on first", 20)
    no = Counter(Type.COUNT)
    deal_no = Calc(Type.COUNT, native=nth_deal(Deals.priority_key, no), quiet=True)
    deal_id = Calc(Type.TEXT, native=of_deal(Deals.deal_id, deal_no))
    customer_id = Calc(Type.TEXT, native=text_of_deal(Deals.customer_id, deal_no), quiet=True)
    customer_no = Calc(Type.COUNT, native=place_of(customer_id, Customers.customer_id), quiet=True)
    known_name = Calc(Type.TEXT, native=_name_of(customer_no), quiet=True)
    customer = Calc(Type.TEXT, native=IF(known_name == "", customer_id, known_name))
    rep_id = Calc(Type.TEXT, native=text_of_deal(Deals.rep_id, deal_no), quiet=True)
    rep_no = Calc(Type.COUNT, native=place_of(rep_id, People.rep_id), quiet=True)
    rep = Calc(Type.TEXT, native=person_of(rep_no, rep_id))
    stage = Calc(Type.LABEL, native=text_of_deal(Deals.stage, deal_no))
    amount = Calc(Type.MONEY, native=of_deal(Deals.value, deal_no))
    expected = Calc(Type.MONEY, native=of_deal(Deals.expected, deal_no))
    next_step = Calc(Type.TEXT, native=text_of_deal(Deals.next_step, deal_no))
    due_days = Calc(Type.COUNT, native=of_deal(Deals.due_days, deal_no), look=Look.DUE)
    idle_days = Calc(Type.COUNT, native=of_deal(Deals.idle_days, deal_no))
    priority = Calc(Type.SCORE, native=of_deal(Deals.priority, deal_no), look=Look.BAR)


PRIORITIES = Sheet(
    "priorities",
    Role.OUTPUT,
    Group.SALES,
    (PriorityFigures, ForecastRollup, DueSteps, Priorities),
    front=3,
    cards=5,
)

CAPABILITIES = (
    Capability(
        11,
        "priorities",
        inputs=(
            Deals.amount,
            Deals.probability,
            Deals.next_step,
            Deals.next_step_date,
            Deals.customer_id,
            Customers.name,
            Deals.forecast_category,
        ),
        outputs=(
            Priorities.deal_id,
            Priorities.priority,
            DueSteps.due_days,
            DueSteps.customer,
            DueSteps.next_step,
            ForecastRollup.best_case,
        ),
        test="test_open_deals_stand_by_what_they_are_worth_and_how_late_their_next_step_is",
    ),
    Capability(
        66,
        "crm_import",
        inputs=(Deals.amount, Deals.won_date, Deals.stage, Customers.name),
        outputs=(ForecastRollup.closed, PriorityFigures.open, Priorities.customer, Priorities.stage),
        test="test_what_another_system_exports_is_counted_like_what_was_typed",
    ),
)
