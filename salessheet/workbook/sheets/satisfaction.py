"""Satisfaction: how content customers are, month by month and person by person, and what is worst."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Operand, blank
from salessheet.workbook.extents import MONTHS, PEOPLE
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MIN,
    SS_NPS,
    SUM,
    at_least,
    at_most,
    below,
)
from salessheet.workbook.general import CustomerSettings, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import first_ranked
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import SurveyItems, Surveys

DONE, DROPPED = term_of(SurveyItems.progress, "done"), term_of(SurveyItems.progress, "dropped")
YEAR = (CustomerSettings.first_day, Settings.until)

keep_promise(
    SurveyItems.late,
    IF(
        COUNT(SurveyItems.due) == 0,
        blank,
        (SurveyItems.due < Settings.until) * (1 - (SurveyItems.progress == DONE) - (SurveyItems.progress == DROPPED)),
    ),
)


def _asked(first: Operand, last: Expr, *conditions: Operand) -> Expr:
    """How many said from the first to the last day, both included, whether they would recommend us."""
    return COUNTIFS(
        Surveys.overall.whole, at_least(0), *conditions, Surveys.date.whole, at_least(first), Surveys.date.whole,
        below(last + 1),
    )  # fmt: skip  # pairs, a line


def _content(first: Operand, last: Expr, *conditions: Operand) -> Expr:
    return _asked(first, last, *conditions, Surveys.satisfied.whole, 1)


def _promoters(first: Operand, last: Expr, *conditions: Operand) -> Expr:
    return _asked(first, last, *conditions, Surveys.overall.whole, at_least(9))


def _detractors(first: Operand, last: Expr, *conditions: Operand) -> Expr:
    return _asked(first, last, *conditions, Surveys.overall.whole, at_most(6))


class SurveyMonths(Block):
    """By the month in which customers answered."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no))
    end = Calc(Type.DATE, native=MIN(INDEX(ByMonth.end.whole, no), Settings.until), quiet=True)
    answers = Calc(Type.COUNT, native=IF(start > end, blank, _asked(start, end)))
    content = Calc(Type.COUNT, native=_content(start, end), quiet=True)
    promoters = Calc(Type.COUNT, native=_promoters(start, end), quiet=True)
    detractors = Calc(Type.COUNT, native=_detractors(start, end), quiet=True)
    satisfied = Calc(Type.PERCENT, native=IF(SUM(answers) == 0, blank, content / answers))
    promoter_score = Calc(
        Type.SCORE, native=IF(SUM(answers) == 0, blank, (promoters - detractors) / answers * 100), look=Look.SIGN
    )


class SurveyPeople(Block):
    """By the person who looks after the customer, over the months of the settings."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    answers = Calc(Type.COUNT, native=_asked(*YEAR, Surveys.rep_id.whole, rep_id))
    content = Calc(Type.COUNT, native=_content(*YEAR, Surveys.rep_id.whole, rep_id), quiet=True)
    promoters = Calc(Type.COUNT, native=_promoters(*YEAR, Surveys.rep_id.whole, rep_id), quiet=True)
    detractors = Calc(Type.COUNT, native=_detractors(*YEAR, Surveys.rep_id.whole, rep_id), quiet=True)
    satisfied = Calc(Type.PERCENT, native=IF(answers == 0, blank, content / answers), look=Look.BAR)
    promoter_score = Calc(
        Type.SCORE, native=IF(answers == 0, blank, (promoters - detractors) / answers * 100), look=Look.SIGN
    )
    answers_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(answers.whole), under=answers)


class SurveyFigures(Block):
    """Of the month reported, and of the months of the settings."""

    rows = Extent("figures of surveys", 1)
    arrangement = Arrangement.CARDS
    answers = Calc(Type.COUNT, Axis.CELL, native=_asked(*YEAR))
    satisfied = Calc(Type.PERCENT, Axis.CELL, native=IF(answers == 0, blank, _content(*YEAR) / answers))
    promoters = Calc(Type.COUNT, Axis.CELL, native=_promoters(*YEAR))
    detractors = Calc(Type.COUNT, Axis.CELL, native=_detractors(*YEAR))
    promoter_score = Calc(
        Type.SCORE,
        Axis.CELL,
        native=IF(answers == 0, blank, (promoters - detractors) / answers * 100),
        python=IF(answers == 0, blank, SS_NPS(Surveys.recent.whole)),
    )
    month_satisfied = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=INDEX(SurveyMonths.satisfied.whole, MATCH(Settings.period_start, ByMonth.start.whole, 0)),
    )
    month_score = Calc(
        Type.SCORE,
        Axis.CELL,
        native=INDEX(SurveyMonths.promoter_score.whole, MATCH(Settings.period_start, ByMonth.start.whole, 0)),
    )
    worst = Calc(
        Type.LABEL,
        Axis.CELL,
        native=first_ranked(SurveyItems.item, SurveyItems.rank),
    )


SATISFACTION = Sheet(
    "satisfaction",
    Role.INPUT,
    Group.CUSTOMERS,
    (
        SurveyFigures,
        Band((
            Chart("satisfied", SurveyMonths.start, (Series(SurveyMonths.satisfied, Draw.COLUMN),), whole=True),
            Chart("promoter_score", SurveyMonths.start, (Series(SurveyMonths.promoter_score, Draw.COLUMN),)),
        )),
        SurveyMonths,
        SurveyPeople,
        SurveyItems,
        Surveys,
    ),
    with_data=True,
)  # fmt: skip

CAPABILITIES = (
    Capability(
        47,
        "satisfaction",
        inputs=(Surveys.score, Surveys.date, Surveys.item, SurveyItems.satisfied_target, SurveyItems.due),
        outputs=(
            SurveyFigures.satisfied, SurveyFigures.promoter_score, SurveyFigures.worst, SurveyMonths.promoter_score,
            SurveyPeople.satisfied, SurveyItems.shortfall, SurveyItems.rank, SurveyItems.late,
        ),
        test="test_scores_make_the_share_of_content_customers_and_the_promoter_score",
    ),
)  # fmt: skip  # lists to read
