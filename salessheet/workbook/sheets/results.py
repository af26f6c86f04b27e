"""What each person did, as the tables say it: in the fiscal year up to the period, and in the period."""

from __future__ import annotations

from salessheet.workbook.expr import Line, blank
from salessheet.workbook.extents import PEOPLE
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MATCH, RANK, SS_RANK, SUM, SUMIFS, SUMPRODUCT
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Axis, Type
from salessheet.workbook.patterns import (
    attainment_of,
    attainment_total,
    compared,
    counted,
    dustless,
    summed,
    win_rate_of,
)
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.lists import term_of
from salessheet.workbook.sheets.roster import People
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.sheets.target_people import PersonMonth
from salessheet.workbook.tables import Activities, Customers, Deals, Orders, Receipts
from salessheet.workbook.tables.orders import orders_placed

PERIOD = (Settings.period_start, Settings.until)
YEAR_TO_DATE = (FiscalYear.start, Settings.until)

CALL = term_of(Activities.type, "call")
VISIT = term_of(Activities.type, "visit")


class Results(Block):
    """People in the order of the roster. The earlier rank is the one at the end of the month before the period."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    team_id = Calc(Type.TEXT, native=People.team_id, quiet=True)
    won_deals = Calc(Type.COUNT, native=counted(Deals.won_date, *YEAR_TO_DATE, Deals.rep_id, rep_id))
    lost_deals = Calc(Type.COUNT, native=counted(Deals.lost_date, *YEAR_TO_DATE, Deals.rep_id, rep_id))
    win_rate = win_rate_of(won_deals, lost_deals)
    won = Calc(Type.MONEY, native=dustless(summed(Deals.value, Deals.won_date, *YEAR_TO_DATE, Deals.rep_id, rep_id)))
    target = Calc(Type.MONEY, native=dustless(SUMPRODUCT(PersonMonth.due.whole * PersonMonth.target.across)))
    attainment = attainment_of(won, target)
    alert = Calc(  # not of somebody who comes later in the month
        Type.FLAG,
        native=IF(
            (COUNT(attainment) == 0) + (SUM(People.hired) > Settings.until) > 0,
            blank,
            (compared(attainment) < Settings.alert_level) * 1,
        ),
    )
    rank = Calc(Type.COUNT, native=RANK(won, won.whole, 0), python=SS_RANK(won.whole, "desc", "competition"))
    place = Calc(
        Type.COUNT,
        native=rank + COUNTIFS(rank.so_far, rank) - 1,
        python=SS_RANK(won.whole, "desc", "ordinal"),
        quiet=True,
    )
    won_before = Calc(
        Type.MONEY,
        native=dustless(
            summed(Deals.value, Deals.won_date, FiscalYear.start, Settings.period_start - 1, Deals.rep_id, rep_id)
        ),
        quiet=True,
    )
    rank_before = Calc(  # none where nobody had sold yet, as in the first month of a fiscal year
        Type.COUNT,
        native=IF(SUM(won_before.whole) == 0, blank, RANK(won_before, won_before.whole, 0)),
        python=IF(SUM(won_before.whole) == 0, blank, SS_RANK(won_before.whole, "desc", "competition")),
        quiet=True,
    )
    won_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(won_deals.whole), under=won_deals)
    lost_deals_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(lost_deals.whole), under=lost_deals)
    win_rate_total = win_rate_of(won_deals_total, lost_deals_total, Axis.TOTAL, win_rate)
    won_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(won.whole), under=won)
    target_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(target.whole), under=target)
    attainment_total = attainment_total(won_total, target_total, attainment)
    alert_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(alert.whole), under=alert)


class Facts(Block):
    """What the tables say of each person in the period. The measures stand in the order of `Metrics`."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no))
    rep_id = Calc(Type.TEXT, native=INDEX(People.rep_id.whole, no), quiet=True)
    sales = Calc(Type.MONEY, native=dustless(summed(Deals.value, Deals.won_date, *PERIOD, Deals.rep_id, rep_id)))
    won_deals = Calc(Type.COUNT, native=counted(Deals.won_date, *PERIOD, Deals.rep_id, rep_id))
    lost_deals = Calc(Type.COUNT, native=counted(Deals.lost_date, *PERIOD, Deals.rep_id, rep_id))
    win_rate = win_rate_of(won_deals, lost_deals)
    cash = Calc(Type.MONEY, native=dustless(summed(Receipts.value, Receipts.date, *PERIOD, Receipts.rep_id, rep_id)))
    orders = Calc(Type.COUNT, native=orders_placed(*PERIOD, Orders.rep_id, rep_id))
    new_customers = Calc(  # unknown where no customer has a first day
        Type.COUNT,
        native=IF(
            COUNT(Customers.since.whole) == 0,
            blank,
            counted(Customers.since, *PERIOD, Customers.owner_rep_id, rep_id),
        ),
    )
    activities = Calc(Type.COUNT, native=summed(Activities.made, Activities.date, *PERIOD, Activities.rep_id, rep_id))
    calls = Calc(
        Type.COUNT,
        native=summed(
            Activities.made,
            Activities.date,
            *PERIOD,
            Activities.rep_id,
            rep_id,
            Activities.type,
            CALL,
        ),
    )
    visits = Calc(
        Type.COUNT,
        native=summed(
            Activities.made,
            Activities.date,
            *PERIOD,
            Activities.rep_id,
            rep_id,
            Activities.type,
            VISIT,
        ),
    )


MEASURES = Facts.between(Facts.sales, Facts.visits)


def _of_team(line: Line) -> Calc:
    """What the people of the person's team did together."""
    of_team = SUMIFS(line.whole, Results.team_id.whole, Results.team_id)
    return Calc(line.measure, native=dustless(of_team) if line.measure is Type.MONEY else of_team, quiet=True)


class TeamFacts(Block):
    """The same of each person's team as a whole, which its manager is measured by; the measures in their order."""

    rows = PEOPLE
    no = Counter(Type.COUNT)
    name = Calc(Type.TEXT, native=INDEX(People.name.whole, no), quiet=True)
    sales = _of_team(Facts.sales)
    won_deals = _of_team(Facts.won_deals)
    lost_deals = _of_team(Facts.lost_deals)
    win_rate = Calc(
        Type.PERCENT,
        native=IF(won_deals + lost_deals == 0, blank, won_deals / (won_deals + lost_deals)),
        quiet=True,
    )
    cash = _of_team(Facts.cash)
    orders = _of_team(Facts.orders)
    new_customers = Calc(
        Type.COUNT,
        native=IF(
            COUNT(Facts.new_customers.whole) == 0,
            blank,
            SUMIFS(Facts.new_customers.whole, Results.team_id.whole, Results.team_id),
        ),
        quiet=True,
    )
    activities = _of_team(Facts.activities)
    calls = _of_team(Facts.calls)
    visits = _of_team(Facts.visits)
    own_target = Calc(
        Type.MONEY,
        native=INDEX(PersonMonth.target.whole, no, MATCH(Settings.period_start, ByMonth.start.whole, 0)),
        quiet=True,
    )
    target = Calc(  # the team's, without what its people carry on top of it
        Type.MONEY,
        native=SUMIFS(own_target.whole, Results.team_id.whole, Results.team_id) / (1 + Settings.over_assignment),
        quiet=True,
    )
