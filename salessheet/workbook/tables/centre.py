"""The centre itself: its settings, stages, calendar, teams and people."""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.workbook.expr import Expr, Home, Operand, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, MAX, RANK
from salessheet.workbook.general import Phrases
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type, Use
from salessheet.workbook.ownership import Belongs, Everyones
from salessheet.workbook.rules import InOrder
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.remarks import named_once

DEFAULT_STAGES: tuple[tuple[str, float], ...] = (
    ("prospect", 0.1),
    ("lead", 0.2),
    ("opportunity", 0.4),
    ("contract", 0.8),
    ("won", 1.0),
)


@dataclass(eq=False, repr=False)
class _KeyColumn(Column):
    """The column `key` of the settings, whose name a table needs for itself."""

    def __set_name__(self, owner: type[Home], name: str) -> None:
        super().__set_name__(owner, name.removesuffix("_"))


class SettingRows(Table):
    """One row per setting; `settings.SETTINGS` declares the keys and what each value may be."""

    key = "settings"
    owner = Everyones()
    key_ = _KeyColumn(Type.LABEL, identifies=True, example="annual_target")
    value = Column(Type.TEXT, example="12000000")


class Stages(Table):
    """The sales process in order; the last stage is the won one."""

    key = "stages"
    owner = Everyones()
    grows = False
    stage = Column(Type.LABEL, identifies=True, example="lead")
    order = Column(Type.COUNT, required=True, minimum=1, example="2")
    probability = Column(Type.PERCENT, minimum=0, maximum=1, example="20%")
    sequence = Calc(  # one without a number is the last
        Type.COUNT,
        native=IF(COUNT(order) > 0, order, IF(stage == "", blank, MAX(order.whole) + 1)),
        quiet=True,
    )
    place = Calc(
        Type.COUNT,
        native=IF(
            COUNT(sequence) == 0,
            blank,
            RANK(sequence, sequence.whole, 1) + COUNTIFS(sequence.so_far, sequence) - 1,
        ),
        quiet=True,
    )


class CalendarDays(Table):
    """Days that differ from the published calendar."""

    key = "calendar"
    owner = Everyones()
    date = Column(Type.DATE, identifies=True, example="2026-10-10")
    working = Column(Type.FLAG, required=True, example="yes")


class Teams(Table):
    key = "teams"
    grows = False
    required = True
    team_id = Column(Type.TEXT, identifies=True, example="T01")
    name = Column(Type.TEXT, example="North")
    region = Column(Type.LABEL, use=Use.NOTE, example="North")
    manager_id = Column(Type.TEXT, example="R001")  # a rep's id, or the name of a manager who is no rep
    currency = Column(Type.LABEL, example="CNY")
    owner = Belongs(team_id)


class Reps(Table):
    key = "reps"
    required = True
    headroom = 200
    rep_id = Column(Type.TEXT, identifies=True, example="R001")
    name = Column(Type.TEXT, example="Li Na")
    team_id = Column(Type.TEXT, required=True, refers_to=Teams.team_id, example="T01")
    role = Column(Type.LABEL, default="rep", example="rep")
    hire_date = Column(Type.DATE, example="2024-03-01")
    leave_date = Column(Type.DATE, example="2026-08-31")
    target_share = Column(Type.PERCENT, minimum=0, example="12.5%")
    grade = Column(Type.LABEL, example="senior")
    remark = named_once(rep_id)
    rules = (InOrder((hire_date, leave_date)),)
    owner = Belongs(team_id)


def known_rep(rep_id: Operand) -> Expr:
    return IF(COUNTIFS(Reps.rep_id.whole, rep_id) == 0, Phrases.no_rep, blank)
