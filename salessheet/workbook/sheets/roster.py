"""Roster: who sells, in which team, and each person's share of the annual target."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.expr import Expr
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import COUNT, IF, INDEX, MAX, SS_SPLIT, SUM
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import difference, identified, in_units, running
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import Reps


def _last_day(leave_date: Expr) -> Expr:
    return IF(COUNT(leave_date) == 0, Settings.period_end, leave_date)


class People(Block):
    """Targets agreed with a person stand; the rest of the annual target is split over the others by their shares."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=identified(INDEX(Reps.rep_id.whole, no)))
    name = Calc(Type.TEXT, native=IF(INDEX(Reps.name.whole, no) == "", rep_id, INDEX(Reps.name.whole, no)))
    role = Calc(Type.LABEL, native=identified(INDEX(Reps.role.whole, no)))
    here = Calc(
        Type.FLAG,
        native=(INDEX(Reps.hire_date.whole, no) <= Settings.period_end)
        * (_last_day(INDEX(Reps.leave_date.whole, no)) >= Settings.period_start),
    )
    agreed = Input(Type.MONEY, minimum=0)
    weight = Calc(Type.NUMBER, native=IF(COUNT(Reps.target_share.whole) == 0, 1, INDEX(Reps.target_share.whole, no)))
    share = Calc(Type.NUMBER, native=IF(COUNT(agreed) > 0, 0, weight), quiet=True)
    rest = Calc(
        Type.MONEY, native=in_units(MAX(0, Settings.annual_target - SUM(agreed.whole)), Settings.unit), quiet=True
    )
    handed = Calc(
        Type.MONEY,
        native=IF(SUM(share.whole) == 0, 0, running(rest, SUM(share.so_far), SUM(share.whole), Settings.unit)),
        quiet=True,
    )
    allotted = Calc(
        Type.MONEY,
        native=difference(handed, IF(no == 1, 0, handed.previous)),
        python=IF(
            SUM(share.whole) == 0,
            0,
            SS_SPLIT(MAX(0, Settings.annual_target - SUM(agreed.whole)), share.whole, Settings.unit, "running"),
        ),
        quiet=True,
    )
    annual = Calc(Type.MONEY, native=IF(COUNT(agreed) > 0, agreed, allotted))
    agreed_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(agreed.whole), under=agreed)
    annual_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(annual.whole), under=annual)


ROSTER = Sheet("roster", Role.INPUT, Group.CONTROL, (People, Reps), in_full=True)
