"""Data quality: whether people enter what they sell completely, in time and without errors, and what to mend."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, SUM, above, at_least, at_most
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import place_of, ratio
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.priorities import nth_deal, of_deal, or_none, person_of, text_of_deal
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import Activities, Deals


def _share(part: Line, whole: Line) -> Expr:
    return IF(whole == 0, blank, part / whole)


def _score(first: Line, last: Line) -> Expr:
    """The mean of those shares that are known, in points."""
    return IF(COUNT(first.to(last)) == 0, blank, Settings.full_score * SUM(first.to(last)) / COUNT(first.to(last)))


class QualityByPerson(Block):
    """All deals and activities of the workbook. The score is the mean of the three shares."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    deals = Calc(Type.COUNT, native=COUNTIFS(Deals.rep_id.whole, rep_id))
    complete = Calc(Type.COUNT, native=COUNTIFS(Deals.rep_id.whole, rep_id, Deals.gaps.whole, 0), quiet=True)
    right = Calc(Type.COUNT, native=COUNTIFS(Deals.rep_id.whole, rep_id, Deals.wrong.whole, 0), quiet=True)
    deals_dated = Calc(
        Type.COUNT, native=COUNTIFS(Deals.rep_id.whole, rep_id, Deals.entry_days.whole, at_least(0)), quiet=True
    )
    deals_in_time = Calc(
        Type.COUNT,
        native=COUNTIFS(Deals.rep_id.whole, rep_id, Deals.entry_days.whole, at_most(Settings.entry_days)),
        quiet=True,
    )
    contacts_dated = Calc(
        Type.COUNT,
        native=COUNTIFS(Activities.rep_id.whole, rep_id, Activities.entry_days.whole, at_least(0)),
        quiet=True,
    )
    contacts_in_time = Calc(
        Type.COUNT,
        native=COUNTIFS(Activities.rep_id.whole, rep_id, Activities.entry_days.whole, at_most(Settings.entry_days)),
        quiet=True,
    )
    dated = Calc(Type.COUNT, native=SUM(deals_dated, contacts_dated))
    in_time = Calc(Type.COUNT, native=SUM(deals_in_time, contacts_in_time), quiet=True)
    completeness = Calc(Type.PERCENT, native=_share(complete, deals), look=Look.HEAT)
    timeliness = Calc(Type.PERCENT, native=_share(in_time, dated), look=Look.HEAT)
    accuracy = Calc(Type.PERCENT, native=_share(right, deals), look=Look.HEAT)
    quality = Calc(Type.SCORE, native=_score(completeness, accuracy), look=Look.BAR)
    deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(deals.whole), under=deals)
    dated_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(dated.whole), under=dated)


class QualityFigures(Block):
    """Of the deals whose rep is known, and of the activities."""

    rows = Extent("figures of data quality", 1)
    arrangement = Arrangement.CARDS
    completeness = Calc(
        Type.PERCENT, Axis.CELL, native=ratio(SUM(QualityByPerson.complete.whole), QualityByPerson.deals_total)
    )
    timeliness = Calc(
        Type.PERCENT, Axis.CELL, native=ratio(SUM(QualityByPerson.in_time.whole), QualityByPerson.dated_total)
    )
    accuracy = Calc(
        Type.PERCENT, Axis.CELL, native=ratio(SUM(QualityByPerson.right.whole), QualityByPerson.deals_total)
    )
    to_mend = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Deals.issues.whole, above(0)))


def _missing(column: Line, deal_no: Line) -> Expr:
    return IF(COUNT(deal_no) == 0, blank, IF(INDEX(column.whole, SUM(deal_no)) == "", 1, blank))


class DealIssues(Block):
    """The deals with most to mend. 1 in a column: that is missing."""

    rows = Extent("deals to mend", 15)
    no = Counter(Type.COUNT)
    deal_no = Calc(Type.COUNT, native=nth_deal(Deals.issue_key, no), quiet=True)
    deal_id = Calc(Type.TEXT, native=of_deal(Deals.deal_id, deal_no))
    rep_id = Calc(Type.TEXT, native=text_of_deal(Deals.rep_id, deal_no), quiet=True)
    rep_no = Calc(Type.COUNT, native=place_of(rep_id, People.rep_id), quiet=True)
    rep = Calc(Type.TEXT, native=or_none(Phrases.nothing_to_fix, no, deal_no, person_of(rep_no, rep_id)))
    issues = Calc(Type.COUNT, native=of_deal(Deals.issues, deal_no), look=Look.BAR)
    no_customer = Calc(Type.COUNT, native=_missing(Deals.customer_id, deal_no))
    no_product = Calc(Type.COUNT, native=_missing(Deals.product, deal_no))
    no_channel = Calc(Type.COUNT, native=_missing(Deals.channel, deal_no))
    no_amount = Calc(Type.COUNT, native=_missing(Deals.amount, deal_no))
    chance = Calc(Type.PERCENT, native=of_deal(Deals.chance, deal_no), quiet=True)
    no_next_date = Calc(Type.COUNT, native=IF(COUNT(chance) == 0, blank, _missing(Deals.next_step_date, deal_no)))
    entry_days = Calc(Type.COUNT, native=of_deal(Deals.entry_days, deal_no))
    wrong = Calc(Type.COUNT, native=of_deal(Deals.wrong, deal_no))
    remark = Calc(Type.TEXT, native=of_deal(Deals.remark, deal_no))


DATA_QUALITY = Sheet(
    "data_quality",
    Role.OUTPUT,
    Group.PERFORMANCE,
    (QualityFigures, DealIssues, QualityByPerson),
)

CAPABILITIES = (
    Capability(
        18,
        "data_quality",
        inputs=(
            Deals.entered,
            Deals.customer_id,
            Deals.product,
            Deals.channel,
            Deals.amount,
            Deals.next_step_date,
            Activities.entered,
            Settings.entry_days,
        ),
        outputs=(QualityByPerson.quality, QualityFigures.timeliness, DealIssues.deal_id, DealIssues.issues),
        test="test_a_person_is_scored_by_complete_timely_and_right_entries",
    ),
)
