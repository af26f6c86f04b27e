"""What people are judged and rewarded by, made up: indicators, reviews, evaluations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from salessheet.workbook.expr import Extent, Line
from salessheet.workbook.extents import (
    GRADES,
    KPI_LINES,
    KPIS,
    PEOPLE,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.measures import Scalar
from salessheet.workbook.sheets.evaluation import PERCENT
from salessheet.workbook.sheets.kpi import Grades, KpiBoard, KpiWeights
from salessheet.workbook.sheets.kpi_lines import BANDS, COMPLEMENT, DOWN, LINEAR, VETO, KpiLines, KpiTerms
from salessheet.workbook.sheets.review import PersonReview, ReviewRows, ReviewSpans
from salessheet.workbook.sheets.total_pay import BonusWorking, PayLimits, TeamPool
from salessheet.workbook.tables import (
    Evaluations,
)
from tests.calc.awkward_values import UNITS, YEAR, amount, serial, signed, sometimes, weights
from tests.calc.extract import Data


def scores(dice: Random, rows: int) -> Data:
    actual = [sometimes(dice, signed(dice), 5) for _ in range(rows)]
    others = [sometimes(dice, amount(dice), 5) for _ in range(rows)]
    # A target may be what was achieved, exactly, and seldom negative.
    target = [
        dice.choice([other, other, value and abs(value), value, other and -other])
        for value, other in zip(actual, others, strict=True)
    ]
    terms = [scheme(dice, *pair) for pair in zip(actual, target, strict=True)]
    return {
        Settings.full_score: [dice.choice([100, 5, 120])],
        DOWN: ["down"],
        LINEAR: ["linear"],
        BANDS: ["band"],
        COMPLEMENT: ["complement"],
        VETO: ["veto"],
        KpiLines.actual: actual,
        KpiLines.pointed: [sometimes(dice, dice.randint(0, 120), 4) for _ in range(rows)],
        KpiLines.target: target,
        **{line: [of_row.get(line) for of_row in terms] for line in SCHEMED},
    }


SCHEMED: Final = (
    KpiTerms.weight, KpiTerms.method, KpiTerms.direction, KpiTerms.floor, KpiTerms.cap, KpiTerms.threshold,
    KpiTerms.stretch, KpiTerms.of_scheme,
)  # fmt: skip


def scheme(dice: Random, actual: float | None, target: float | None) -> Mapping[Line, Scalar]:
    """What the scheme asks of an indicator, seldom nothing. A bound may be what was achieved, or its share."""
    if dice.randrange(8) == 0:
        return {}
    share = actual / target if actual is not None and target else None
    held = None if share is None else round(share, 12)  # nobody types more
    bounds: Sequence[Scalar] = [None, None, 0.6, 1, actual, held]
    return {
        KpiTerms.weight: dice.choice([0, 0.3, 1]),
        KpiTerms.method: dice.choice(["ratio", "ratio", "linear", "band", "complement", "veto", "VETO"]),
        KpiTerms.direction: dice.choice(["up", "down"]),
        KpiTerms.floor: dice.choice([0, 0, 0.5]),
        KpiTerms.cap: dice.choice([1.2, 1, 2]),
        KpiTerms.threshold: dice.choice(bounds),
        KpiTerms.stretch: dice.choice(bounds),
        KpiTerms.of_scheme: dice.choice([target, None]),
    }


WEIGHINGS: Final = (
    (0.4, 0.3, 0.2, 0.1),
    (0.25, 0.25, 0.25, 0.25),
    (0.7, 0.3, 0.0, 0.0),
    (1.0, 0.0, 0.0, 0.0),
    (0.35, 0.35, 0.15, 0.15),
    (0.0, 0.0, 0.0, 0.0),  # no scheme for the person's role
    (0.4, 0.3, 0.1, 0.0),  # typed so: a scheme that is read totals one
    (0.4, 0.4, 0.4, 0.0),
)


def board(dice: Random, rows: int) -> Data:
    people_, kpis = _board(rows)
    ids = [f"R{i:04}" for i in range(people_)]
    names = [f"K{i}" for i in range(kpis)]
    weighed = (
        [dice.choice(WEIGHINGS) for _ in ids] if kpis > 1 else [dice.choice([(1.0,), (0.0,), (0.5,)]) for _ in ids]
    )
    return {
        KpiTerms.rep_id: [rep for rep in ids for _ in names],
        KpiLines.kpi: [name for _ in ids for name in names],
        KpiTerms.weight: [weight for row in weighed for weight in row],
        KpiLines.score: [
            sometimes(dice, dice.choice([0, 60, 100, 120, dice.randint(0, 12_000) / 100]), 8)
            for _ in ids
            for _ in names
        ],
        KpiBoard.rep_id: ids,
        KpiWeights.rep_id: ids,
        KpiBoard.kpi: names,
        KpiWeights.kpi: names,
        Grades.lower: [0, 60, 70, 80, 90],
        Grades.grade: ["E", "D", "C", "B", "A"],
    }


def reviews(dice: Random, rows: int) -> Data:
    """Results and targets of people and spans; a pool in multiples of what pay is rounded to, and its shares."""
    unit = dice.choice(UNITS)
    pairs = (
        (ReviewSpans.actual, ReviewSpans.target),
        (PersonReview.actual, PersonReview.target),
        (ReviewRows.quarter, ReviewRows.quarter_target),
    )
    measured: dict[Line, list[float]] = {line: [amount(dice) for _ in range(rows)] for pair in pairs for line in pair}
    return {
        **measured,
        TeamPool.actual: [amount(dice)],
        TeamPool.target: [amount(dice)],
        PayLimits.pay_unit: [unit],
        TeamPool.rest: [dice.choice([0, 1, 7, 999, dice.randint(1, 1_000_000)]) * unit],
        BonusWorking.share: weights(dice, rows),
    }


def _board(rows: int) -> tuple[int, int]:
    """People and indicators."""
    return (1, 1) if rows == 1 else (rows // 4, 4)


def board_sizes(rows: int) -> Mapping[Extent, int]:
    people_, kpis = _board(rows)
    return {PEOPLE: people_, KPIS: kpis, KPI_LINES: people_ * kpis, GRADES: 5}


def evaluations(dice: Random, rows: int) -> Data:
    """Values before and after, some the same, some unknown, some evaluated later than the month."""
    before = [sometimes(dice, dice.choice([0, 0.3, 80, signed(dice)]), 5) for _ in range(rows)]
    return {
        Settings.month: [serial(dt.date(YEAR, 6, 1))],
        Settings.as_of: [serial(dt.date(YEAR, 6, dice.randint(1, 30)))],
        PERCENT: ["%"],
        DOWN: ["down"],
        Evaluations.evaluation_id: [dice.choice(["E1", "E2", None]) for _ in range(rows)],
        Evaluations.measured_in: [dice.choice(["%", "days", None]) for _ in range(rows)],
        Evaluations.direction: [dice.choice(["up", "down", "DOWN"]) for _ in range(rows)],
        Evaluations.before: before,
        Evaluations.after: [dice.choice([value, None, 0, 90, signed(dice)]) for value in before],
        Evaluations.evaluated_on: [
            sometimes(dice, serial(dt.date(YEAR, dice.randint(5, 7), 15)), 8) for _ in range(rows)
        ],
    }
