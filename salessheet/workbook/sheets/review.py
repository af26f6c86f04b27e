"""Review: actual against target of month, quarter and year, last year and last month beside, and the causes."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import CAUSES, PEOPLE, REVIEW_SPANS
from salessheet.workbook.functions import (
    CONCATENATE,
    COUNT,
    COUNTIFS,
    EDATE,
    EOMONTH,
    IF,
    INDEX,
    MATCH,
    MAX,
    RANK,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    at_least,
    at_most,
    below,
)
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import attainment_of, compared, counted, dustless, identified, summed
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.past_sales import of_history, of_history_until
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth, ByQuarter
from salessheet.workbook.sheets.target_people import PersonMonth
from salessheet.workbook.tables import GAP_CAUSES, Deals, ReviewNotes, SalesHistory

CAUSE_WORDS = term_of(ReviewNotes.gap_cause, GAP_CAUSES[0]).to(term_of(ReviewNotes.gap_cause, GAP_CAUSES[-1])).whole


def _reached(first: Line, last: Line) -> Expr:
    """How many deals won by the last day and months of past sales say what was won in a span; 0 where nobody knows."""
    return COUNTIFS(Deals.won_date.whole, below(last + 1)) + counted(SalesHistory.month, first, last)


class SpanDays(Block):
    """The working of the spans: from when to when each is, the one before, and the one a year before."""

    rows = REVIEW_SPANS
    no = Counter(Type.COUNT)
    start = Calc(
        Type.DATE,
        native=IF(
            no == 1,
            Settings.period_start,
            IF(
                no == COUNT(no.whole),
                FiscalYear.start,
                INDEX(ByQuarter.start.whole, COUNTIFS(ByQuarter.start.whole, at_most(Settings.period_start))),
            ),
        ),
        quiet=True,
    )
    end = Calc(Type.DATE, native=Settings.until, quiet=True)
    months = Calc(
        Type.COUNT,
        native=IF(
            no == 1,
            1,
            IF(no == COUNT(no.whole), COUNT(ByMonth.no.whole), COUNT(ByMonth.no.whole) / COUNT(ByQuarter.no.whole)),
        ),
        quiet=True,
    )
    before_start = Calc(Type.DATE, native=EDATE(start, 0 - months), quiet=True)
    before_end = Calc(
        Type.DATE,
        native=IF(end == Settings.period_end, EOMONTH(end, 0 - months), EDATE(end, 0 - months)),
        quiet=True,
    )
    before_whole = Calc(Type.MONEY, native=of_history(before_start.operand(), EOMONTH(before_end, 0 - 1)), quiet=True)
    before_part = Calc(Type.MONEY, native=of_history_until(before_end.operand()), quiet=True)
    before_known = Calc(  # the year is compared with last year alone
        Type.COUNT, native=IF(no == COUNT(no.whole), 0, _reached(before_start, before_end)), quiet=True
    )
    prior_start = Calc(Type.DATE, native=EDATE(start, 0 - COUNT(ByMonth.no.whole)), quiet=True)
    prior_end = Calc(
        Type.DATE,
        native=IF(
            end == Settings.period_end,
            EOMONTH(end, 0 - COUNT(ByMonth.no.whole)),
            EDATE(end, 0 - COUNT(ByMonth.no.whole)),
        ),
        quiet=True,
    )
    prior_whole = Calc(Type.MONEY, native=of_history(prior_start.operand(), EOMONTH(prior_end, 0 - 1)), quiet=True)
    prior_part = Calc(Type.MONEY, native=of_history_until(prior_end.operand()), quiet=True)
    prior_known = Calc(Type.COUNT, native=_reached(prior_start, prior_end), quiet=True)


def _won(known: Line, first: Line, last: Line, *past: Line) -> Expr:
    """What was won in a span, by deals and past sales; blank where nobody knows."""
    return IF(known == 0, blank, sum(past, summed(Deals.value, Deals.won_date, first, last)))


class ReviewSpans(Block):
    """The month reported, its quarter and the fiscal year up to it. What they are compared with ends on the same day.

    Growth on the span before is blank for the year, for which it would be that on last year.
    """

    rows = REVIEW_SPANS
    no = Counter(Type.COUNT)
    span = Input(Type.LABEL, given=True)
    start = Calc(Type.DATE, native=SpanDays.start)
    end = Calc(Type.DATE, native=SpanDays.end)
    target = Calc(
        Type.MONEY,
        native=dustless(SUMPRODUCT((ByMonth.start.whole >= start) * ByMonth.due.whole * ByMonth.target.whole)),
    )
    actual = Calc(Type.MONEY, native=dustless(summed(Deals.value, Deals.won_date, start, end)))
    gap = Calc(Type.MONEY, native=IF(target == 0, blank, actual - target), look=Look.SIGN)
    attainment = attainment_of(actual, target)
    before = Calc(
        Type.MONEY,
        native=_won(
            SpanDays.before_known,
            SpanDays.before_start,
            SpanDays.before_end,
            SpanDays.before_whole,
            SpanDays.before_part,
        ),
    )
    growth = Calc(
        Type.PERCENT,
        native=IF(COUNT(before) == 0, blank, IF(before == 0, blank, actual / before - 1)),
        look=Look.SIGN,
    )
    year_before = Calc(
        Type.MONEY,
        native=_won(
            SpanDays.prior_known, SpanDays.prior_start, SpanDays.prior_end, SpanDays.prior_whole, SpanDays.prior_part
        ),
    )
    yoy = Calc(Type.PERCENT, native=IF(SUM(year_before) == 0, blank, actual / year_before - 1), look=Look.SIGN)


class PersonGaps(Block):
    """The working of the review of people: the month of each, and who is furthest behind."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    target = Calc(
        Type.MONEY,
        native=dustless(
            SUMPRODUCT(
                (PersonMonth.month.whole == Settings.period_start) * PersonMonth.due.whole * PersonMonth.target.across
            )
        ),
        quiet=True,
    )
    actual = Calc(
        Type.MONEY,
        native=dustless(
            summed(Deals.value, Deals.won_date, Settings.period_start, Settings.until, Deals.rep_id, rep_id)
        ),
        quiet=True,
    )
    gap = Calc(Type.MONEY, native=dustless(actual - target), quiet=True)
    attainment = Calc(Type.PERCENT, native=IF(target == 0, 0, actual / IF(target == 0, 1, target)), quiet=True)
    rank = Calc(Type.COUNT, native=RANK(gap, gap.whole, 1), quiet=True)
    order = Calc(Type.COUNT, native=rank + COUNTIFS(rank.so_far, rank) - 1, quiet=True)
    before = Calc(
        Type.MONEY,
        native=summed(
            Deals.value, Deals.won_date,
            INDEX(SpanDays.before_start.whole, 1), INDEX(SpanDays.before_end.whole, 1),
            Deals.rep_id, rep_id,
        ),
        quiet=True,
    )  # fmt: skip  # from when to when, and whose
    year_before = Calc(
        Type.MONEY,
        native=summed(
            Deals.value, Deals.won_date,
            INDEX(SpanDays.prior_start.whole, 1), INDEX(SpanDays.prior_end.whole, 1),
            Deals.rep_id, rep_id,
        ),
        quiet=True,
    )  # fmt: skip  # from when to when, and whose
    quarter = Calc(
        Type.MONEY,
        native=dustless(
            summed(
                Deals.value, Deals.won_date, INDEX(SpanDays.start.whole, 1 + 1), Settings.until, Deals.rep_id, rep_id
            )
        ),
        quiet=True,
    )
    quarter_target = Calc(
        Type.MONEY,
        native=dustless(
            SUMPRODUCT(
                (PersonMonth.month.whole >= INDEX(SpanDays.start.whole, 1 + 1))
                * PersonMonth.due.whole
                * PersonMonth.target.across
            )
        ),
        quiet=True,
    )


class ReviewRows(Block):
    """The working of the review of people: who stands in each row, and in which row the cause stands."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    person_no = Calc(Type.COUNT, native=MATCH(no, PersonGaps.order.whole, 0), quiet=True)
    rep_id = Calc(Type.TEXT, native=INDEX(PersonGaps.rep_id.whole, person_no), quiet=True)
    quarter = Calc(Type.MONEY, native=INDEX(PersonGaps.quarter.whole, person_no), quiet=True)
    quarter_target = Calc(Type.MONEY, native=INDEX(PersonGaps.quarter_target.whole, person_no), quiet=True)
    note_row = Calc(
        Type.COUNT,
        native=IF(
            COUNTIFS(ReviewNotes.note_key.whole, CONCATENATE(rep_id, "|", Settings.period_start)) == 0,
            0,
            MATCH(CONCATENATE(rep_id, "|", Settings.period_start), ReviewNotes.note_key.whole, 0),
        ),
        quiet=True,
    )


def _once_listed(last: Line, won: Line) -> Expr:
    """What a person won up to that day; past sales are a team's, so before the first listed deal nobody knows."""
    nothing = COUNTIFS(Deals.won_date.whole, below(INDEX(last.whole, 1) + 1)) == 0
    return IF(nothing, blank, INDEX(won.whole, ReviewRows.person_no))


class PersonReview(Block):
    """The people by their gap of the month, the largest shortfall first; the cause is that of their row below."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(PersonGaps.name.whole, ReviewRows.person_no))
    gap = Calc(Type.MONEY, native=INDEX(PersonGaps.gap.whole, ReviewRows.person_no), look=Look.SIGN)
    cause = Calc(
        Type.LABEL,
        native=IF(
            ReviewRows.note_row == 0, blank, identified(INDEX(ReviewNotes.gap_cause.whole, MAX(1, ReviewRows.note_row)))
        ),
    )
    note = Calc(
        Type.TEXT,
        native=IF(
            ReviewRows.note_row == 0,
            blank,
            IF(
                INDEX(ReviewNotes.note.whole, MAX(1, ReviewRows.note_row)) == "",
                blank,
                INDEX(ReviewNotes.note.whole, MAX(1, ReviewRows.note_row)),
            ),
        ),
    )
    target = Calc(Type.MONEY, native=INDEX(PersonGaps.target.whole, ReviewRows.person_no))
    actual = Calc(Type.MONEY, native=INDEX(PersonGaps.actual.whole, ReviewRows.person_no))
    attainment = attainment_of(actual, target)
    before = Calc(Type.MONEY, native=_once_listed(SpanDays.before_end, PersonGaps.before))
    growth = Calc(Type.PERCENT, native=IF(SUM(before) == 0, blank, actual / before - 1), look=Look.SIGN)
    year_before = Calc(Type.MONEY, native=_once_listed(SpanDays.prior_end, PersonGaps.year_before))
    yoy = Calc(Type.PERCENT, native=IF(SUM(year_before) == 0, blank, actual / year_before - 1), look=Look.SIGN)
    quarter_attainment = attainment_of(ReviewRows.quarter, ReviewRows.quarter_target)
    year_attainment = Calc(
        Type.PERCENT, native=INDEX(Results.attainment.whole, ReviewRows.person_no), look=Look.TRAFFIC
    )
    unexplained = Calc(  # not of somebody who comes later in the month
        Type.FLAG,
        native=IF(
            (COUNT(attainment) == 0) + (SUM(INDEX(People.hired.whole, ReviewRows.person_no)) > Settings.until) > 0,
            blank,
            (compared(attainment) < Settings.alert_level) * (ReviewRows.note_row == 0) * 1,
        ),
    )
    gap_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(gap.whole), under=gap)
    target_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(target.whole), under=target)
    actual_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(actual.whole), under=actual)


class CauseTotals(Block):
    """How often each cause was given in the fiscal year up to the month, and what it cost in the month."""

    rows = CAUSES
    no = Counter(Type.COUNT)
    cause = Calc(Type.LABEL, native=INDEX(CAUSE_WORDS, no))
    people = Calc(Type.COUNT, native=COUNTIFS(PersonReview.cause.whole, cause))
    gap = Calc(Type.MONEY, native=SUMIFS(PersonReview.gap.whole, PersonReview.cause.whole, cause), look=Look.SIGN)
    in_year = Calc(
        Type.COUNT,
        native=COUNTIFS(
            ReviewNotes.gap_cause.whole, cause, ReviewNotes.period.whole, at_least(FiscalYear.start),
            ReviewNotes.period.whole, at_most(Settings.period_end),
        ),
        look=Look.BAR,
    )  # fmt: skip  # pairs of a range and a condition


class GapFigures(Block):
    """Whether the month is explained."""

    rows = Extent("figures of the review", 1)
    arrangement = Arrangement.CARDS
    unexplained = Calc(Type.COUNT, Axis.CELL, native=SUM(PersonReview.unexplained.whole))
    explained = Calc(Type.COUNT, Axis.CELL, native=SUMPRODUCT((ReviewRows.note_row.whole > 0) * 1))


REVIEW = Sheet(
    "review",
    Role.INPUT,
    Group.PERFORMANCE,
    (GapFigures, ReviewSpans, PersonReview, CauseTotals, ReviewNotes),
    with_data=True,
)

CAPABILITIES = (
    Capability(
        21,
        "review",
        inputs=(
            Deals.amount, SalesHistory.amount, Settings.annual_target, ReviewNotes.gap_cause, ReviewNotes.note,
            Settings.alert_level,
        ),
        outputs=(
            ReviewSpans.gap, ReviewSpans.growth, ReviewSpans.yoy, PersonReview.gap, PersonReview.cause,
            PersonReview.note, PersonReview.unexplained, CauseTotals.gap,
        ),
        test="test_the_largest_gap_stands_first_with_its_cause",
    ),
)  # fmt: skip  # lists to read
