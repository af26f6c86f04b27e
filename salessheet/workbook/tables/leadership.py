"""What is expected of managers and how they are judged: private to the manager and whoever leads managers."""

from __future__ import annotations

from salessheet.workbook.expr import blank, promised
from salessheet.workbook.functions import COUNT, IF, MIN, SUM
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Belongs
from salessheet.workbook.patterns import or_default
from salessheet.workbook.rules import MOST_RATIO, TotalsOne
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Teams

EXPECTATION_KINDS = ("duty", "conduct", "attitude")
JUDGED_BY = ("attainment", "on_track", "coaching", "expectations", "satisfaction", "retention")


class Expectations(Table):
    """One row for each thing expected of a manager, the level wanted and the one seen, 1 to 5."""

    key = "expectations"
    private = True
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    expectation = Column(Type.TEXT, identifies=True, use=Use.NOTE, example="Gives credit to others")
    expectation_kind = Column(Type.LABEL, choices=EXPECTATION_KINDS, default="duty", use=Use.NOTE, example="conduct")
    wanted = Column(Type.NUMBER, required=True, minimum=1, maximum=5, look=Look.WHOLE, example="4")
    rating = Column(Type.NUMBER, minimum=1, maximum=5, look=Look.WHOLE, example="3")
    gap = Calc(
        Type.NUMBER,
        native=IF(COUNT(rating) * COUNT(wanted) == 0, blank, rating - wanted),
        look=Look.SIGN,
    )
    met = Calc(  # more than wanted of one makes up for no other
        Type.NUMBER, native=IF(COUNT(gap) == 0, blank, MIN(rating, wanted)), quiet=True
    )
    owner = Belongs(team_id)


class ManagerScheme(Table):
    """By what the manager of a team is judged. What is typed stands in place of what the workbook knows."""

    key = "manager_scheme"
    private = True
    grows = False
    team_id = Column(Type.TEXT, identifies=True, refers_to=Teams.team_id, example="T01")
    judged_by = Column(Type.LABEL, identifies=True, choices=JUDGED_BY, example="coaching")
    weight = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="20%")
    full_at = Column(Type.PERCENT, minimum=0.01, maximum=MOST_RATIO, default=1, example="100%")
    typed = Column(Type.PERCENT, minimum=0, maximum=MOST_RATIO, example="")
    of_results = Calc(Type.PERCENT, native=promised, quiet=True)
    of_people = Calc(Type.PERCENT, native=promised, quiet=True)
    reached = Calc(
        Type.PERCENT,
        native=IF(team_id == "", blank, IF(COUNT(typed) > 0, typed, IF(of_results == "", of_people, of_results))),
    )
    full_from = Calc(Type.PERCENT, native=IF(team_id == "", blank, or_default(full_at)), quiet=True)
    score = Calc(
        Type.SCORE,
        native=IF(
            COUNT(reached) == 0,
            blank,
            IF(SUM(full_from) == 0, blank, Settings.full_score * MIN(1, reached / full_from)),
        ),
        look=Look.BAR,
    )
    scored = Calc(Type.SCORE, native=IF(COUNT(score) == 0, 0, score * weight), quiet=True)
    counted = Calc(Type.PERCENT, native=IF(COUNT(score) == 0, 0, weight), quiet=True)
    rules = (TotalsOne(weight, (team_id,)),)
    owner = Belongs(team_id)
