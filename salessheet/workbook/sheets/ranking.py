"""Ranking: the people by what they won in the fiscal year up to the period, best first."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.expr import blank
from salessheet.workbook.extents import MONTHS, PEOPLE
from salessheet.workbook.functions import COUNT, IF, INDEX, MATCH, SS_LEADERBOARD
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import attainment_of, to_draw
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.kpi import KpiBoard
from salessheet.workbook.sheets.results import Facts, Results, TeamFacts
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.target_people import WonByPersonMonth
from salessheet.workbook.sheets.year_so_far import Headline

LEADERS = SS_LEADERBOARD(Results.name.whole, Results.won.whole, "", Results.rank_before.whole)


class Leaderboard(Block):
    rows = PEOPLE
    no = Counter(Type.COUNT)
    person_no = Calc(Type.COUNT, native=MATCH(no, Results.place.whole, 0), quiet=True)
    rank = Calc(Type.COUNT, native=INDEX(Results.rank.whole, person_no), python=INDEX(LEADERS, no, 1))
    name = Calc(Type.TEXT, native=INDEX(Results.name.whole, person_no), python=INDEX(LEADERS, no, 2))
    won = Calc(Type.MONEY, native=INDEX(Results.won.whole, person_no), python=INDEX(LEADERS, no, 3), look=Look.BAR)
    gap = Calc(Type.MONEY, native=IF(no == 1, blank, won.previous - won), python=INDEX(LEADERS, no, 4))
    change = Calc(
        Type.CHANGE,
        native=IF(COUNT(Results.rank_before.whole) == 0, blank, INDEX(Results.rank_before.whole, person_no) - rank),
        python=INDEX(LEADERS, no, 5),
        look=Look.SIGN,
    )
    target = Calc(Type.MONEY, native=INDEX(Results.target.whole, person_no))
    attainment = attainment_of(won, target)
    score = Calc(Type.SCORE, native=INDEX(KpiBoard.total.whole, person_no), optional=True)
    grade = Calc(Type.LABEL, native=INDEX(KpiBoard.grade.whole, person_no), optional=True)
    won_drawn = to_draw(won)


class LeaderMonths(Block):
    """How each month went, in the order of the ranking."""

    rows, across = PEOPLE, MONTHS
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(Results.name.whole, Leaderboard.person_no))
    month_no = Counter(Type.COUNT, Axis.COLUMNS)
    month = Calc(Type.PERIOD, Axis.COLUMNS, native=INDEX(ByMonth.start.whole, month_no))
    won = Calc(
        Type.MONEY,
        Axis.BODY,
        native=IF(month > Settings.as_of, blank, INDEX(WonByPersonMonth.won.whole, Leaderboard.person_no, month_no)),
        look=Look.HEAT,
    )


RANKING = Sheet(
    "ranking",
    Role.OUTPUT,
    Group.PERFORMANCE,
    (
        Headline,
        Band(
            (Chart("ranking", Leaderboard.name, (Series(Leaderboard.won_drawn, Draw.BAR, Leaderboard.won),), most=15),),
            height=18,
        ),
        Leaderboard,
        LeaderMonths,
        Results,
        Facts,
        TeamFacts,
    ),
    cards=5,
)
