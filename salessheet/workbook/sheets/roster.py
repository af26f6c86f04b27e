"""Roster: who sells, in which team, and each person's share of the annual target."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.expr import Expr, Extent, Line, blank, promised
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, IF, INDEX, SUM, SUMIFS, at_least
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import NOBODY, difference, identified
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import Deals, Reps


def _day(dates: Line, no: Line) -> Expr:
    """A date of somebody's row, blank where there is none."""
    return IF(COUNT(INDEX(dates.whole, no)) == 0, blank, INDEX(dates.whole, no))


class People(Block):
    """Targets agreed with a person stand; the rest is split over the others of the team by their shares.

    What is agreed is for a whole year, or for the months from and to that it was given for. Of months in which
    somebody is not there nobody has a target: they are given back, and shared out again over those who are.
    """

    rows = PEOPLE
    no = Counter(Type.COUNT)
    rep_id = Calc(Type.TEXT, native=identified(INDEX(Reps.rep_id.whole, no)))
    called = Calc(
        Type.TEXT, native=IF(INDEX(Reps.name.whole, no) == "", rep_id, INDEX(Reps.name.whole, no)), quiet=True
    )
    name = Calc(  # of several of one name each has the ID behind it
        Type.TEXT,
        native=IF(COUNTIFS(called.whole, called) > 1, CONCATENATE(called, " · ", rep_id), called),
    )
    role = Calc(Type.LABEL, native=identified(INDEX(Reps.role.whole, no)))
    team_id = Calc(Type.TEXT, native=identified(INDEX(Reps.team_id.whole, no)), quiet=True)
    hired = Calc(Type.DATE, native=_day(Reps.hire_date, no), quiet=True)
    left = Calc(Type.DATE, native=_day(Reps.leave_date, no), quiet=True)
    here = Calc(
        Type.FLAG,
        native=(1 - (rep_id == NOBODY))  # a row without anybody stands where there are no people yet
        * (COUNT(hired) * (hired > Settings.period_end) == 0)
        * (COUNT(left) * (left < Settings.period_start) == 0),
    )
    present = Calc(  # not only in the month, but on the last day that the figures are of
        Type.FLAG,
        native=here
        * (INDEX(Reps.hire_date.whole, no) <= Settings.until)
        * (COUNT(left) * (left < Settings.until) == 0),
        quiet=True,
    )
    orphans = Calc(  # open deals of somebody who left, which nobody works on
        Type.COUNT,
        native=COUNT(left)
        * (left < Settings.as_of)
        * COUNTIFS(Deals.rep_id.whole, rep_id, Deals.chance.whole, at_least(0)),
        quiet=True,
    )
    in_seat = Calc(Type.PERCENT, native=promised)
    agreed = Input(Type.MONEY, minimum=0)
    agreed_from = Input(Type.PERIOD, given=True)
    agreed_to = Input(Type.PERIOD, given=True)
    given_back = Calc(Type.MONEY, native=promised)
    weight = Calc(
        Type.NUMBER,
        native=IF(
            SUMIFS(Reps.target_share.whole, Reps.team_id.whole, team_id) == 0,
            1,
            INDEX(Reps.target_share.whole, no),
        ),
    )
    share = Calc(Type.NUMBER, native=IF(COUNT(agreed) > 0, 0, weight), quiet=True)
    annual = Calc(Type.MONEY, native=promised)
    agreed_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(agreed.whole), under=agreed)
    given_back_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(given_back.whole), under=given_back)
    annual_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(annual.whole), under=annual)


class Assignment(Block):
    """What the people carry together, against the annual target."""

    rows = Extent("assignment of the target", 1)
    arrangement = Arrangement.CARDS
    target = Calc(Type.MONEY, Axis.CELL, native=Settings.annual_target)
    shared_out = Calc(Type.MONEY, Axis.CELL, native=People.annual_total)
    over = Calc(Type.MONEY, Axis.CELL, native=difference(shared_out, target), look=Look.SIGN)
    over_share = Calc(Type.PERCENT, Axis.CELL, native=IF(target == 0, blank, over / target), look=Look.SIGN)


ROSTER = Sheet(
    "roster",
    Role.INPUT,
    Group.CONTROL,
    (
        Assignment,
        Band((
            Chart("annual_targets", People.name, (
                Series(People.agreed, Draw.SOFT_COLUMN), Series(People.annual, Draw.COLUMN),
            )),
        )),
        People,
        Reps,
    ),
    in_full=True,
)  # fmt: skip  # a page to read
