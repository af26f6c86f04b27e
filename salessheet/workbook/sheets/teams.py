"""Teams: what each team of the centre won against its target, ranked."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.extents import GROUPS
from salessheet.workbook.functions import (
    COUNT,
    COUNTIFS,
    IF,
    INDEX,
    RANK,
    SS_RANK,
    SUM,
    SUMIFS,
)
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import (
    attainment_of,
    attainment_total,
    dustless,
    dustless_part,
    identified,
    to_draw,
    win_rate_of,
)
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.results import Results
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_people import PoolMonths, Pools
from salessheet.workbook.tables import Teams


class TeamResults(Block):
    rows = GROUPS
    no = Counter(Type.COUNT)
    team_id = Calc(Type.TEXT, native=identified(INDEX(Teams.team_id.whole, no)))
    name = Calc(Type.TEXT, native=IF(INDEX(Teams.name.whole, no) == "", team_id, INDEX(Teams.name.whole, no)))
    people = Calc(Type.COUNT, native=COUNTIFS(Results.team_id.whole, team_id, People.here.whole, 1))
    won_deals = Calc(Type.COUNT, native=SUMIFS(Results.won_deals.whole, Results.team_id.whole, team_id))
    lost_deals = Calc(Type.COUNT, native=SUMIFS(Results.lost_deals.whole, Results.team_id.whole, team_id))
    win_rate = win_rate_of(won_deals, lost_deals)
    won = Calc(Type.MONEY, native=dustless(SUMIFS(Results.won.whole, Results.team_id.whole, team_id)), look=Look.BAR)
    assigned = Calc(Type.MONEY, native=SUMIFS(Results.target.whole, Results.team_id.whole, team_id), quiet=True)
    target = Calc(
        Type.MONEY,
        native=IF(
            COUNT(Pools.target.whole) == 0,
            dustless_part(assigned / (1 + Settings.over_assignment)),
            dustless(SUMIFS(PoolMonths.to_date.whole, PoolMonths.team_id.whole, team_id)),
        ),
    )
    attainment = attainment_of(won, target)
    rank = Calc(Type.COUNT, native=RANK(won, won.whole, 0), python=SS_RANK(won.whole, "desc", "competition"))
    people_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(people.whole), under=people)
    won_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(won_deals.whole), under=won_deals)
    lost_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(lost_deals.whole), under=lost_deals)
    win_rate_total = win_rate_of(won_deals_total, lost_deals_total, Axis.TOTAL, win_rate)
    won_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(won.whole), under=won)
    target_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(target.whole), under=target)
    attainment_total = attainment_total(won_total, target_total, attainment)
    target_drawn = to_draw(target)
    won_drawn = to_draw(won)


TEAMS = Sheet(
    "teams",
    Role.OUTPUT,
    Group.PERFORMANCE,
    (
        TeamResults,
        Band((Chart("teams", TeamResults.name, (
            Series(TeamResults.target_drawn, Draw.SOFT_COLUMN, TeamResults.target),
            Series(TeamResults.won_drawn, Draw.COLUMN, TeamResults.won),
        )),)),
        Teams,
    ), front=10)  # fmt: skip
