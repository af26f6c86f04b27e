"""Leadership: how the manager of the team does by what was agreed, and what is expected and not yet seen."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, SUM, SUMIFS, above, at_least, below
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.coaching import CoachingFigures
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.satisfaction import SurveyFigures
from salessheet.workbook.sheets.staffing import Capacity
from salessheet.workbook.sheets.year_so_far import Headline
from salessheet.workbook.tables import Coaching, Expectations, ManagerScheme, Surveys


def _there(alert: Expr | int) -> Expr:
    """How many of those who are there on the last day are below the alert level (1), not below it (0) or either."""
    return COUNTIFS(Results.alert.whole, alert, People.present.whole, 1)


class Led(Block):
    """What the workbook knows of how the team is led. Where nothing was noted of coaching it says nothing."""

    rows = Extent("what is known of the manager", 1)
    arrangement = Arrangement.CARDS
    attainment = Calc(  # of the team's target: what its people carry may be more
        Type.PERCENT,
        Axis.CELL,
        native=IF(COUNT(Headline.attainment) == 0, blank, Headline.attainment),
    )
    on_track = Calc(  # of those who are still there
        Type.PERCENT,
        Axis.CELL,
        native=IF(_there(at_least(0)) == 0, blank, _there(0) / _there(at_least(0))),
    )
    coaching = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(COUNT(Coaching.date.whole) * COUNT(CoachingFigures.in_time) == 0, blank, CoachingFigures.in_time),
    )
    wanted = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=SUMIFS(Expectations.wanted.whole, Expectations.rating.whole, above(0)),
        look=Look.WHOLE,
    )
    expectations = Calc(Type.PERCENT, Axis.CELL, native=IF(wanted == 0, blank, SUM(Expectations.met.whole) / wanted))
    short = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Expectations.gap.whole, below(0)))
    unrated = Calc(Type.COUNT, Axis.CELL, native=COUNT(Expectations.wanted.whole) - COUNT(Expectations.gap.whole))
    satisfaction = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(COUNT(SurveyFigures.satisfied) == 0, blank, SurveyFigures.satisfied),
    )
    retention = Calc(  # of those who were here on the first day of the fiscal year
        Type.PERCENT,
        Axis.CELL,
        native=IF(SUM(Capacity.began.whole) == 0, blank, SUM(Capacity.stayed.whole) / SUM(Capacity.began.whole)),
    )


class ManagerScore(Block):
    """The scores by their weights, of what there is a score of."""

    rows = Extent("the score of the manager", 1)
    arrangement = Arrangement.CARDS
    weights = Calc(Type.PERCENT, Axis.CELL, native=SUM(ManagerScheme.counted.whole))
    total = Calc(Type.SCORE, Axis.CELL, native=IF(weights == 0, blank, SUM(ManagerScheme.scored.whole) / weights))


def _where(code: str, known: Line, otherwise: Expr) -> Expr:
    return IF(ManagerScheme.judged_by == term_of(ManagerScheme.judged_by, code), known, otherwise)


keep_promise(
    ManagerScheme.of_results,
    _where("attainment", Led.attainment, _where("on_track", Led.on_track, _where("retention", Led.retention, blank))),
)
keep_promise(
    ManagerScheme.of_people,
    _where(
        "coaching",
        Led.coaching,
        _where("expectations", Led.expectations, _where("satisfaction", Led.satisfaction, blank)),
    ),
)

LEADERSHIP = Sheet(
    "leadership",
    Role.INPUT,
    Group.PEOPLE,
    (ManagerScore, Led, ManagerScheme, Expectations),
    with_data=True,
)

CAPABILITIES = (
    Capability(
        40,
        "manager_evaluation",
        inputs=(
            ManagerScheme.weight, ManagerScheme.full_at, ManagerScheme.typed, ManagerScheme.judged_by, Coaching.date,
            Expectations.rating, Surveys.score,
        ),
        outputs=(ManagerScheme.score, ManagerScore.total),
        test="test_a_manager_scores_by_results_coaching_and_what_is_expected",
    ),
    Capability(
        39,
        "expectations",
        inputs=(Expectations.wanted, Expectations.rating),
        outputs=(Expectations.gap, Led.short, Led.unrated, Led.expectations),
        test="test_what_is_expected_and_not_seen_is_a_gap",
    ),
)  # fmt: skip  # lists to read
