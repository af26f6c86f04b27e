"""KPIs line by line: what is measured of each person, and the score of it by the method of the scheme."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, blank, promised
from salessheet.workbook.extents import KPI_LINES
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MATCH,
    MAX,
    MIN,
    SS_KPI_SCORE,
    SUMIFS,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Column, Counter, Input
from salessheet.workbook.measures import Look, Type
from salessheet.workbook.patterns import LAST_DIGIT, compared, identified, numeric
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import Measured, Metrics, term_of
from salessheet.workbook.sheets.results import Facts, TeamFacts
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.target_people import PersonMonth
from salessheet.workbook.tables import KpiManual, KpiPoints, KpiScheme

DOWN = term_of(KpiScheme.direction, "down")
LINEAR = term_of(KpiScheme.method, "linear")
BANDS = term_of(KpiScheme.method, "band")
COMPLEMENT = term_of(KpiScheme.method, "complement")
VETO = term_of(KpiScheme.method, "veto")
ZERO = term_of(KpiScheme.below, "zero")
OF_TEAM = term_of(KpiScheme.measured_on, "team")
TOLERANCE = 1e-9  # of a total of weights, as SS_KPI_TOTAL has it


keep_promise(
    KpiManual.measured, IF(KpiManual.kpi == "", blank, COUNTIFS(Metrics.measure.whole, identified(KpiManual.kpi)))
)

MEASURED = Facts.sales.to(Facts.visits).whole


def _given(column: Column, row: Line) -> Expr:
    """What the scheme has in a column; blank where it has nothing."""
    found = INDEX(column.whole, MAX(1, row))
    return IF(COUNT(row) == 0, blank, numeric(found))


class KpiTerms(Block):
    """One row a person and indicator: what the scheme of the role asks of who is there on some day of the month."""

    rows = KPI_LINES
    no = Counter(Type.COUNT)
    person = Input(Type.TEXT, given=True)
    rep_id = Input(Type.TEXT, given=True)
    kpi = Input(Type.LABEL, given=True)
    person_no = Calc(Type.COUNT, native=IF(rep_id == "", blank, MATCH(rep_id, Facts.rep_id.whole, 0)), quiet=True)
    scheme_key = Calc(
        Type.LABEL,
        native=IF(
            (rep_id == "") + (INDEX(People.here.whole, MAX(1, person_no)) == 0) > 0,
            blank,
            CONCATENATE(INDEX(People.role.whole, MAX(1, person_no)), "|", kpi),
        ),
        quiet=True,
    )
    scheme_row = Calc(
        Type.COUNT,
        native=IF(
            COUNTIFS(KpiScheme.scheme_key.whole, identified(scheme_key)) == 0,
            blank,
            MATCH(scheme_key, KpiScheme.scheme_key.whole, 0),
        ),
        quiet=True,
    )
    weight = Calc(Type.PERCENT, native=IF(COUNT(scheme_row) == 0, blank, INDEX(KpiScheme.weight.whole, scheme_row)))
    direction = Calc(Type.LABEL, native=IF(COUNT(scheme_row) == 0, blank, INDEX(KpiScheme.direction.whole, scheme_row)))
    method = Calc(Type.LABEL, native=IF(COUNT(scheme_row) == 0, blank, INDEX(KpiScheme.method.whole, scheme_row)))
    floor = Calc(Type.PERCENT, native=IF(COUNT(scheme_row) == 0, blank, INDEX(KpiScheme.floor.whole, scheme_row)))
    cap = Calc(Type.PERCENT, native=IF(COUNT(scheme_row) == 0, blank, INDEX(KpiScheme.most.whole, scheme_row)))
    measured_on = Calc(
        Type.LABEL,
        native=IF(
            COUNT(scheme_row) == 0,
            blank,
            IF(
                INDEX(KpiScheme.measured_on.whole, MAX(1, scheme_row)) == "",
                blank,
                INDEX(KpiScheme.measured_on.whole, MAX(1, scheme_row)),
            ),
        ),
        quiet=True,
    )
    of_team = Calc(
        Type.FLAG,
        native=IF(
            COUNT(scheme_row) == 0,
            0,
            IF(
                measured_on == "",
                INDEX(People.role.whole, MAX(1, person_no)) == Measured.manager,
                measured_on == OF_TEAM,
            )
            * 1,
        ),
    )
    threshold = Calc(Type.NUMBER, native=_given(KpiScheme.threshold, scheme_row), look=Look.RATE)
    stretch = Calc(Type.NUMBER, native=_given(KpiScheme.stretch, scheme_row), look=Look.RATE)
    of_scheme = Calc(Type.NUMBER, native=_given(KpiScheme.target, scheme_row), quiet=True, look=Look.RATE)
    own_target = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(person_no) == 0,
            blank,
            INDEX(PersonMonth.target.whole, person_no, MATCH(Settings.period_start, ByMonth.start.whole, 0)),
        ),
        quiet=True,
    )
    personal = Calc(
        Type.NUMBER,
        native=IF(
            (kpi == Measured.sales) + (kpi == Measured.cash) > 0,
            IF(
                of_team > 0,
                INDEX(TeamFacts.target.whole, MAX(1, person_no)),
                own_target,
            ),
            blank,
        ),
        quiet=True,
    )
    target = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(of_scheme) == 0,
            personal,
            of_scheme,
        ),
        look=Look.RATE,
    )


class KpiLines(Block):
    """The same rows: what the person did, and the score of it."""

    rows = KPI_LINES
    no = Counter(Type.COUNT)
    person = Calc(Type.TEXT, native=IF(KpiTerms.person == "", blank, KpiTerms.person))
    kpi = Calc(Type.LABEL, native=IF(KpiTerms.kpi == "", blank, KpiTerms.kpi))
    target = Calc(Type.NUMBER, native=KpiTerms.target, look=Look.RATE)
    metric_no = Calc(
        Type.COUNT,
        native=IF(COUNTIFS(Metrics.measure.whole, kpi) == 0, 0, MATCH(kpi, Metrics.measure.whole, 0)),
        quiet=True,
    )
    actual_key = Calc(
        Type.LABEL,
        native=IF(kpi == "", blank, CONCATENATE(KpiTerms.rep_id, "|", kpi, "|", Settings.period_start)),
        quiet=True,
    )
    typed = Calc(Type.COUNT, native=COUNTIFS(KpiManual.actual_key.whole, identified(actual_key)), quiet=True)
    manual = Calc(
        Type.NUMBER,
        native=IF(typed == 0, blank, SUMIFS(KpiManual.actual.whole, KpiManual.actual_key.whole, actual_key)),
        quiet=True,
    )
    actual = Calc(
        Type.NUMBER,
        native=IF(
            metric_no == 0,
            manual,
            IF(
                KpiTerms.of_team > 0,
                INDEX(TeamFacts.sales.to(TeamFacts.visits).whole, KpiTerms.person_no, MAX(1, metric_no)),
                INDEX(Facts.sales.to(Facts.visits).whole, KpiTerms.person_no, MAX(1, metric_no)),
            ),
        ),
        look=Look.RATE,
    )
    ratio = Calc(
        Type.PERCENT,
        native=IF(
            (COUNT(actual) == 0) + (COUNT(target) == 0) > 0,
            blank,
            IF(target == 0, blank, actual / target),
        ),
    )
    nothing = Calc(
        Type.FLAG,
        native=IF(COUNT(ratio) == 0, 0, ((actual == 0) + (actual < 0) * (target > 0) > 0) * 1),
        quiet=True,
    )
    scored = Calc(
        Type.PERCENT,
        native=IF(
            COUNT(ratio) == 0,
            blank,
            IF(
                KpiTerms.method == COMPLEMENT,
                2 - ratio,
                IF(
                    KpiTerms.direction == DOWN,
                    IF(nothing > 0, KpiTerms.cap, 1 / IF(ratio == 0, 1, ratio)),
                    ratio,
                ),
            ),
        ),
        quiet=True,
    )
    gauge = Calc(
        Type.NUMBER,
        native=IF(COUNT(KpiTerms.of_scheme) > 0, actual, IF(COUNT(ratio) == 0, blank, compared(ratio))),
        quiet=True,
        look=Look.RATE,
    )
    failed = Calc(
        Type.FLAG,
        native=IF(
            COUNT(gauge) * COUNT(KpiTerms.threshold) == 0,
            0,
            IF(KpiTerms.direction == DOWN, gauge > KpiTerms.threshold, gauge < KpiTerms.threshold) * 1,
        ),
        quiet=True,
    )
    excelled = Calc(
        Type.FLAG,
        native=IF(
            COUNT(gauge) * COUNT(KpiTerms.stretch) == 0,
            0,
            IF(KpiTerms.direction == DOWN, gauge <= KpiTerms.stretch, gauge >= KpiTerms.stretch) * 1,
        ),
        quiet=True,
    )
    by_points = Calc(
        Type.FLAG,
        native=IF(COUNT(KpiTerms.weight) == 0, 0, ((KpiTerms.method == LINEAR) + (KpiTerms.method == BANDS) > 0) * 1),
        quiet=True,
    )
    pointed = Calc(Type.SCORE, native=promised, quiet=True)
    scorable = Calc(
        Type.FLAG,
        native=COUNT(scored) * COUNT(KpiTerms.weight) * (1 - by_points),
        quiet=True,
    )
    unscored = Calc(
        Type.FLAG,
        native=IF(
            by_points == 0,
            0,
            (KpiTerms.weight > 0) * (COUNTIFS(KpiPoints.point_key.whole, identified(KpiTerms.scheme_key)) == 0) * 1,
        ),
        quiet=True,
    )
    by_ratio = Calc(Type.FLAG, native=IF(failed + excelled > 0, 0, scorable), quiet=True)
    earned = Calc(
        Type.PERCENT,
        native=IF(
            scorable == 0,
            blank,
            IF(
                failed > 0,
                KpiTerms.floor,
                IF(excelled > 0, KpiTerms.cap, MIN(KpiTerms.cap, MAX(KpiTerms.floor, scored))),
            ),
        ),
        quiet=True,
    )
    met = Calc(
        Type.FLAG,
        native=IF(
            COUNT(actual) * COUNT(target) == 0,
            blank,
            (IF(KpiTerms.direction == DOWN, actual - target, target - actual) <= ABS(target) * LAST_DIGIT) * 1,
        ),
        quiet=True,
    )
    rising = Calc(  # complement where more is better, which is sound below a target of 0 alone
        Type.FLAG,
        native=(KpiTerms.method == COMPLEMENT) * (1 - (KpiTerms.direction == DOWN)),
        quiet=True,
    )
    turned = Calc(
        Type.FLAG,
        native=IF(
            scorable == 0,
            0,
            (target < 0) * (1 - (KpiTerms.method == VETO) - rising) + (target > 0) * rising,
        ),
        quiet=True,
    )
    score = Calc(
        Type.SCORE,
        native=IF(
            KpiTerms.method == VETO,
            IF(COUNT(met) == 0, blank, Settings.full_score * met),
            IF(by_points > 0, pointed, IF(COUNT(earned) == 0, blank, Settings.full_score * earned)),
        ),
        python=IF(
            by_ratio + (KpiTerms.method == VETO) * COUNT(met) > 0,
            SS_KPI_SCORE(
                actual,
                target,
                IF(KpiTerms.direction == DOWN, "down", "up"),
                IF(KpiTerms.method == COMPLEMENT, "complement", IF(KpiTerms.method == VETO, "veto", "ratio")),
                Settings.full_score,
                KpiTerms.floor,
                KpiTerms.cap,
            ),
            IF(by_points > 0, pointed, IF(COUNT(earned) == 0, blank, Settings.full_score * earned)),
        ),
        look=Look.BAR,
    )
    weighted = Calc(Type.SCORE, native=IF(COUNT(score) == 0, blank, score * KpiTerms.weight))
    lacks_score = Calc(  # whose total it is that waits for it
        Type.LABEL,
        native=IF(
            (COUNT(score) > 0) + (COUNT(KpiTerms.weight) == 0) + (KpiTerms.weight == 0) > 0, blank, KpiTerms.rep_id
        ),
        quiet=True,
    )
