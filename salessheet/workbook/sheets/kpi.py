"""KPI: what each person achieved in the period, indicator by indicator, scored and weighted by the person's role."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import blank
from salessheet.workbook.extents import GRADES, KPI_LINES, KPIS, PEOPLE
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    MIN,
    SS_BAND,
    SS_KPI_TOTAL,
    SUM,
    SUMIFS,
    SUMPRODUCT,
    above,
    at_least,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import dustless, identified, place_of
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.kpi_lines import BANDS, TOLERANCE, ZERO, KpiLines, KpiTerms
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.tables import KpiManual, KpiPoints, KpiScheme


class Grades(Block):
    """A score at a bound has the higher grade."""

    rows = GRADES
    no = Counter(Type.COUNT)
    lower = Input(Type.SCORE)
    upper = Calc(Type.SCORE, native=IF(no == MAX(no.whole), blank, INDEX(lower.whole, MIN(no + 1, MAX(no.whole)))))
    grade = Input(Type.LABEL)


class KpiPointScores(Block):
    """The working of lines and bands: the points on both sides of what was reached, and the score there."""

    rows = KPI_LINES
    no = Counter(Type.COUNT)
    person = Calc(Type.TEXT, native=IF(KpiTerms.person == "", blank, KpiTerms.person), quiet=True)
    kpi = Calc(Type.LABEL, native=IF(KpiTerms.kpi == "", blank, KpiTerms.kpi), quiet=True)
    below = Calc(
        Type.LABEL,
        native=IF(
            COUNT(KpiTerms.scheme_row) == 0, blank, identified(INDEX(KpiScheme.below.whole, KpiTerms.scheme_row))
        ),
        quiet=True,
    )
    against = Calc(
        Type.NUMBER,
        native=IF(KpiLines.by_points == 0, blank, IF(KpiTerms.method == BANDS, KpiLines.ratio, KpiLines.actual)),
        quiet=True,
    )
    passed = Calc(
        Type.COUNT,
        native=IF(
            COUNT(against) == 0,
            blank,
            SUMPRODUCT((KpiPoints.point_key.whole == KpiTerms.scheme_key) * (KpiPoints.begins.whole <= against)),
        ),
        quiet=True,
    )
    point_key = Calc(
        Type.LABEL,
        native=IF(COUNT(passed) == 0, blank, CONCATENATE(KpiTerms.scheme_key, "|", MAX(1, passed))),
        quiet=True,
    )
    next_key = Calc(
        Type.LABEL,
        native=IF(COUNT(passed) == 0, blank, CONCATENATE(KpiTerms.scheme_key, "|", passed + 1)),
        quiet=True,
    )
    point = Calc(Type.COUNT, native=place_of(point_key, KpiPoints.place_key), quiet=True)
    next_point = Calc(Type.COUNT, native=place_of(next_key, KpiPoints.place_key), quiet=True)
    from_x = Calc(Type.NUMBER, native=IF(point == 0, blank, INDEX(KpiPoints.x.whole, MAX(1, point))), quiet=True)
    from_y = Calc(Type.SCORE, native=IF(point == 0, blank, INDEX(KpiPoints.y.whole, MAX(1, point))), quiet=True)
    is_level = Calc(
        Type.FLAG,
        native=IF(point == 0, blank, ((KpiTerms.method == BANDS) + (passed == 0) + (next_point == 0) > 0) * 1),
        quiet=True,
    )
    slope = Calc(
        Type.NUMBER,
        native=IF(
            SUM(is_level) + (point == 0) > 0,
            0,
            (INDEX(KpiPoints.y.whole, MAX(1, next_point)) - from_y)
            / (INDEX(KpiPoints.x.whole, MAX(1, next_point)) - from_x),
        ),
        quiet=True,
    )
    pointed = Calc(
        Type.SCORE,
        native=IF(
            point == 0,
            blank,
            IF((passed == 0) * (below == ZERO) > 0, 0, from_y + slope * MAX(0, against - from_x)),
        ),
        quiet=True,
    )


keep_promise(KpiLines.pointed, IF(COUNT(KpiPointScores.pointed) == 0, blank, KpiPointScores.pointed))


class KpiWeights(Block):
    """The working of the board: what each indicator weighs for each person."""

    rows, across = PEOPLE, KPIS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    kpi = Input(Type.LABEL, Axis.COLUMNS, given=True)
    weight = Calc(
        Type.PERCENT,
        Axis.BODY,
        native=SUMIFS(KpiTerms.weight.whole, KpiTerms.rep_id.whole, rep_id, KpiLines.kpi.whole, kpi),
        quiet=True,
    )


class KpiBoard(Block):
    """The total is the sum of score × weight; blank while a score that counts is missing or weights don't total 1."""

    rows, across = PEOPLE, KPIS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    kpi = Input(Type.LABEL, Axis.COLUMNS, given=True)
    score = Calc(
        Type.SCORE,
        Axis.BODY,
        native=IF(
            COUNTIFS(KpiTerms.rep_id.whole, rep_id, KpiLines.kpi.whole, kpi, KpiLines.score.whole, at_least(0)) == 0,
            blank,
            SUMIFS(KpiLines.score.whole, KpiTerms.rep_id.whole, rep_id, KpiLines.kpi.whole, kpi),
        ),
        look=Look.HEAT,
    )
    weights = Calc(Type.PERCENT, native=SUM(KpiWeights.weight.across), quiet=True)
    missing = Calc(
        Type.COUNT,
        native=COUNTIFS(KpiTerms.rep_id.whole, rep_id, KpiTerms.weight.whole, above(0))
        - COUNTIFS(KpiTerms.rep_id.whole, rep_id, KpiTerms.weight.whole, above(0), KpiLines.score.whole, at_least(0)),
        quiet=True,
    )
    total = Calc(
        Type.SCORE,
        native=IF(
            (ABS(weights - 1) > TOLERANCE) + (missing > 0) > 0,
            blank,
            dustless(SUMIFS(KpiLines.weighted.whole, KpiTerms.rep_id.whole, rep_id)),
        ),
        python=IF(
            (ABS(weights - 1) > TOLERANCE) + (missing > 0) > 0,
            blank,
            dustless(SS_KPI_TOTAL(score.across, KpiWeights.weight.across)),
        ),
        look=Look.BAR,
    )
    grade = Calc(
        Type.LABEL,
        native=IF(COUNT(total) == 0, blank, INDEX(Grades.grade.whole, SUMPRODUCT((Grades.lower.whole <= total) * 1))),
        python=SS_BAND(total, Grades.lower.to(Grades.grade).whole),
    )


KPI = Sheet(
    "kpi",
    Role.OUTPUT,
    Group.PERFORMANCE,
    (
        KpiBoard,
        Band((Chart("kpi_totals", KpiBoard.name, (Series(KpiBoard.total, Draw.COLUMN),)),)),
        Grades,
        KpiLines,
        KpiScheme,
        KpiManual,
        KpiPoints,
        KpiTerms,
        KpiWeights,
    ),
    printed=4,
    with_data=True,
    in_full=True,
    least_width=7.5,
    front=9,
)

CAPABILITIES = (
    Capability(
        14,
        "kpi_by_role",
        inputs=(
            KpiScheme.role, KpiScheme.weight, KpiScheme.method, KpiScheme.target, KpiScheme.below,
            KpiScheme.measured_on, KpiPoints.x, KpiPoints.y, KpiManual.actual, Grades.lower,
        ),
        outputs=(KpiLines.score, KpiBoard.score, KpiBoard.total, KpiBoard.grade),
        test="test_an_actual_scores_by_the_method_and_the_points_of_its_role",
    ),
    Capability(
        15,
        "kpi_versions",
        inputs=(KpiScheme.valid_from, KpiPoints.valid_from, Settings.month),
        outputs=(KpiTerms.weight, KpiTerms.target, KpiBoard.total),
        test="test_the_month_decides_which_version_scores",
    ),
)  # fmt: skip  # lists to read
