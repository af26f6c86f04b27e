"""What became better: indicators and process steps, before and after."""

from __future__ import annotations

from salessheet.workbook.expr import blank, promised
from salessheet.workbook.functions import (
    ABS,
    CONCATENATE,
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    MAX,
    SS_CHANGE,
    SUM,
    SUMIFS,
    at_least,
)
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.patterns import identified
from salessheet.workbook.rules import PerCents
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Teams
from salessheet.workbook.tables.codes import MEASURED_IN
from salessheet.workbook.tables.remarks import named_once


class Evaluations(Table):
    """One row per indicator before and after. Of percentages the difference is told in percentage points."""

    key = "evaluations"
    evaluation_id = Column(Type.TEXT, identifies=True, example="E001")
    team_id = Column(Type.TEXT, refers_to=Teams.team_id, example="T01")
    metric = Column(Type.LABEL, use=Use.NOTE, example="satisfaction")
    measured_in = Column(Type.LABEL, required=True, choices=MEASURED_IN, example="percent")
    direction = Column(Type.LABEL, choices=("up", "down"), default="up", example="up")
    base_period = Column(Type.TEXT, example="2025 H1")
    before = Column(Type.NUMBER, look=Look.WHOLE, example="80")
    after = Column(Type.NUMBER, look=Look.WHOLE, example="90")
    evaluated_over = Column(Type.LABEL, choices=("month", "quarter", "year"), default="quarter", example="quarter")
    evaluated_on = Column(Type.DATE, required=True, example="2026-06-30")
    rules = (PerCents((before, after), where=(measured_in, ("percent",))),)
    is_percent = Calc(Type.FLAG, native=promised, quiet=True)
    is_down = Calc(Type.FLAG, native=promised, quiet=True)
    is_known = Calc(
        Type.FLAG,
        native=IF(
            evaluation_id == "",
            blank,
            IF(COUNT(evaluated_on) == 0, 0, COUNT(before) * COUNT(after) * (evaluated_on <= Settings.until)),
        ),
        quiet=True,
    )
    _change = SS_CHANGE(before, after, IF(is_down == 1, "down", "up"))
    difference = Calc(
        Type.NUMBER,
        native=IF(SUM(is_known) == 0, blank, after - before),
        python=IF(SUM(is_known) == 0, blank, INDEX(_change, 1, 1)),
    )
    told_in = Calc(Type.LABEL, native=IF(SUM(is_known) == 0, blank, IF(is_percent == 1, Phrases.points, measured_in)))
    relative = Calc(
        Type.PERCENT,
        native=IF((SUM(is_known) == 0) + (is_percent == 1) + (before == 0) > 0, blank, (after - before) / ABS(before)),
        python=IF((SUM(is_known) == 0) + (is_percent == 1) > 0, blank, INDEX(_change, 1, 2)),
    )
    better = Calc(
        Type.FLAG,
        native=IF(SUM(is_known) == 0, blank, IF(is_down == 1, after < before, after > before) * 1),
        python=IF(SUM(is_known) == 0, blank, INDEX(_change, 1, 3) * 1),
        look=Look.STATUS,
    )
    worse = Calc(
        Type.FLAG,
        native=IF(SUM(is_known) == 0, blank, IF(is_down == 1, after > before, after < before) * 1),
        quiet=True,
    )
    remark = Calc(
        Type.TEXT,
        native=IF(
            evaluation_id == "",
            blank,
            IF(
                COUNTIFS(evaluation_id.whole, evaluation_id) > 1,
                Phrases.twice,
                IF(
                    base_period == "",
                    Phrases.no_base_period,
                    IF(is_percent * is_known * (MAX(before, after) <= 1) > 0, Phrases.below_one, blank),
                ),
            ),
        ),
    )
    owner = Belongs(team_id)


class ProcessSteps(Table):
    """One row per step of a process, with its minutes before and after; blank where the process has no such step.

    What the whole process of a team saves stands beside its first step.
    """

    key = "process_steps"
    grows = False
    spare = 5
    step_id = Column(Type.TEXT, identifies=True, example="W001")
    team_id = Column(Type.TEXT, refers_to=Teams.team_id, example="T01")
    process = Column(Type.LABEL, required=True, example="Order handling")
    process_step = Column(Type.TEXT, use=Use.NOTE, example="Copy the order into the system")
    minutes_before = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="25")
    minutes_after = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="5")
    automated_before = Column(Type.PERCENT, minimum=0, maximum=1, example="0%")
    automated_after = Column(Type.PERCENT, minimum=0, maximum=1, example="80%")
    times_a_month = Column(Type.NUMBER, minimum=0, look=Look.WHOLE, example="120")
    minutes_saved = Calc(
        Type.NUMBER,
        native=IF(COUNT(minutes_before, minutes_after) == 0, blank, SUM(minutes_before) - SUM(minutes_after)),
        look=Look.SIGN,
    )
    saved_a_month = Calc(
        Type.NUMBER,
        native=IF(COUNT(minutes_saved) * COUNT(times_a_month) == 0, blank, minutes_saved * times_a_month),
        look=Look.WHOLE,
    )
    share_before = Calc(  # of a step that there is, which has minutes: nothing else counts in the mean
        Type.PERCENT,
        native=IF(COUNT(minutes_before) * COUNT(automated_before) == 0, blank, automated_before),
        quiet=True,
    )
    share_after = Calc(
        Type.PERCENT, native=IF(COUNT(minutes_after) * COUNT(automated_after) == 0, blank, automated_after), quiet=True
    )
    of_whom = Calc(  # teams may call their processes the same
        Type.LABEL, native=IF(process == "", blank, CONCATENATE(team_id, "|", process)), quiet=True
    )
    is_first = Calc(Type.FLAG, native=(COUNTIFS(of_whom.so_far, identified(of_whom)) == 1) * 1, quiet=True)
    whole_before = Calc(
        Type.NUMBER,
        native=IF(is_first == 0, blank, SUMIFS(minutes_before.whole, of_whom.whole, of_whom)),
        look=Look.WHOLE,
    )
    whole_after = Calc(
        Type.NUMBER,
        native=IF(is_first == 0, blank, SUMIFS(minutes_after.whole, of_whom.whole, of_whom)),
        look=Look.WHOLE,
    )
    whole_saved = Calc(
        Type.PERCENT, native=IF(SUM(whole_before) == 0, blank, (whole_before - whole_after) / whole_before)
    )
    steps_saved = Calc(
        Type.COUNT,
        native=IF(
            is_first == 0,
            blank,
            COUNTIFS(of_whom.whole, of_whom, minutes_before.whole, at_least(0))
            - COUNTIFS(of_whom.whole, of_whom, minutes_after.whole, at_least(0)),
        ),
    )
    remark = named_once(step_id)
    owner = Belongs(team_id)
