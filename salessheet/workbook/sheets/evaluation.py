"""Evaluation: what became better since a base period, and how many steps and minutes processes save."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, SUM, SUMIFS, SUMPRODUCT, at_least
from salessheet.workbook.lines import Calc
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.schema import Block, keep_promise
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.tables import Evaluations, ProcessSteps

PERCENT = term_of(Evaluations.measured_in, "percent")
DOWN = term_of(Evaluations.direction, "down")
MONTH, QUARTER, YEAR = (term_of(Evaluations.evaluated_over, code) for code in ("month", "quarter", "year"))

keep_promise(
    Evaluations.is_percent, IF(Evaluations.evaluation_id == "", blank, (Evaluations.measured_in == PERCENT) * 1)
)
keep_promise(Evaluations.is_down, IF(Evaluations.evaluation_id == "", blank, (Evaluations.direction == DOWN) * 1))


def _known(over: Line) -> Calc:
    """How many were compared over such a time."""
    native = COUNTIFS(Evaluations.evaluated_over.whole, over, Evaluations.better.whole, at_least(0))
    return Calc(Type.COUNT, Axis.CELL, native=native)


def _improved(over: Line, known: Line) -> Calc:
    """The share of them that became better."""
    better = SUMIFS(Evaluations.better.whole, Evaluations.evaluated_over.whole, over)
    return Calc(Type.PERCENT, Axis.CELL, native=IF(known == 0, blank, better / known))


class EvaluationFigures(Block):
    """Of the indicators that were evaluated up to the end of the month and have a value before and after."""

    rows = Extent("figures of the evaluation", 1)
    arrangement = Arrangement.CARDS
    evaluated = Calc(Type.COUNT, Axis.CELL, native=COUNT(Evaluations.better.whole))
    improved = Calc(Type.COUNT, Axis.CELL, native=SUM(Evaluations.better.whole))
    worsened = Calc(Type.COUNT, Axis.CELL, native=SUM(Evaluations.worse.whole))
    improved_share = Calc(Type.PERCENT, Axis.CELL, native=IF(evaluated == 0, blank, improved / evaluated))
    pending = Calc(Type.COUNT, Axis.CELL, native=SUMPRODUCT(1 - (Evaluations.evaluation_id.whole == "")) - evaluated)
    month_known = _known(MONTH)
    by_month = _improved(MONTH, month_known)
    quarter_known = _known(QUARTER)
    by_quarter = _improved(QUARTER, quarter_known)
    year_known = _known(YEAR)
    by_year = _improved(YEAR, year_known)


def _mean(shares: Line) -> Expr:
    return IF(COUNT(shares.whole) == 0, blank, SUM(shares.whole) / COUNT(shares.whole))


class ProcessFigures(Block):
    """All processes together: steps, minutes of one passage through each, and how far they are automated."""

    rows = Extent("figures of processes", 1)
    arrangement = Arrangement.CARDS
    steps_before = Calc(Type.COUNT, Axis.CELL, native=COUNT(ProcessSteps.minutes_before.whole))
    steps_after = Calc(Type.COUNT, Axis.CELL, native=COUNT(ProcessSteps.minutes_after.whole))
    minutes_before = Calc(Type.NUMBER, Axis.CELL, native=SUM(ProcessSteps.minutes_before.whole), look=Look.WHOLE)
    minutes_after = Calc(Type.NUMBER, Axis.CELL, native=SUM(ProcessSteps.minutes_after.whole), look=Look.WHOLE)
    saved_share = Calc(
        Type.PERCENT,
        Axis.CELL,
        native=IF(minutes_before == 0, blank, (minutes_before - minutes_after) / minutes_before),
    )
    saved_a_month = Calc(Type.NUMBER, Axis.CELL, native=SUM(ProcessSteps.saved_a_month.whole), look=Look.WHOLE)
    automated_before = Calc(Type.PERCENT, Axis.CELL, native=_mean(ProcessSteps.share_before))
    automated_after = Calc(Type.PERCENT, Axis.CELL, native=_mean(ProcessSteps.share_after))


EVALUATION = Sheet(
    "evaluation",
    Role.INPUT,
    Group.CONTROL,
    (EvaluationFigures, ProcessFigures, ProcessSteps, Evaluations),
    with_data=True,
    in_full=True,
)

CAPABILITIES = (
    Capability(
        63,
        "before_after",
        inputs=(
            Evaluations.before, Evaluations.after, Evaluations.measured_in, Evaluations.direction,
            Evaluations.evaluated_over, Evaluations.evaluated_on,
        ),
        outputs=(
            Evaluations.difference, Evaluations.told_in, Evaluations.relative, Evaluations.better,
            EvaluationFigures.improved_share, EvaluationFigures.by_quarter,
        ),
        test="test_a_difference_of_percentages_is_one_in_percentage_points",
    ),
    Capability(
        64,
        "process_review",
        inputs=(
            ProcessSteps.process, ProcessSteps.minutes_before, ProcessSteps.minutes_after,
            ProcessSteps.automated_before, ProcessSteps.automated_after, ProcessSteps.times_a_month,
        ),
        outputs=(
            ProcessSteps.steps_saved, ProcessSteps.whole_saved, ProcessFigures.saved_a_month,
            ProcessFigures.automated_before, ProcessFigures.automated_after,
        ),
        test="test_a_process_saves_steps_and_minutes",
    ),
)  # fmt: skip  # lists to read
