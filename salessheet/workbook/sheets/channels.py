"""Channels: what each brings and costs, and where the next money is better spent."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, Operand, blank, expr
from salessheet.workbook.functions import COUNT, EDATE, IF, RANK, SUM
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Input
from salessheet.workbook.measures import Axis, Look, Type
from salessheet.workbook.patterns import counted, dustless, summed, to_draw
from salessheet.workbook.schema import Block
from salessheet.workbook.tables import Channels, Customers, Deals

YEAR_TO_DATE = (FiscalYear.start, Settings.until)


class ChannelTerms(Block):
    """How channels are compared, and how much of its money a weak one would give up."""

    rows = Extent("terms of channels", 1)
    months = Input(Type.COUNT, Axis.CELL, default=3, minimum=1, maximum=12)
    shifted = Input(Type.PERCENT, Axis.CELL, default=0.1, minimum=0, maximum=1)
    recent_start = Calc(Type.DATE, Axis.CELL, native=EDATE(Settings.period_start, 1 - months))
    before_start = Calc(Type.DATE, Axis.CELL, native=EDATE(recent_start, 0 - months))
    before_end = Calc(  # on the same day, where the month is not over
        Type.DATE,
        Axis.CELL,
        native=IF(Settings.until == Settings.period_end, recent_start - 1, EDATE(Settings.until, 0 - months)),
    )


def _per(part: Operand, whole: Line) -> Expr:
    """Blank where there is nothing to divide by."""
    return IF(SUM(whole) == 0, blank, expr(part) / whole)


class ChannelBoard(Block):
    """From the start of the fiscal year to the end of the month, by the channel of won deals.

    A channel below the return of all gives up a part of its money, which the others get by what they bring.
    """

    rows = Channels.rows
    channel = Calc(Type.LABEL, native=IF(Channels.channel == "", blank, Channels.channel))
    won = Calc(
        Type.MONEY,
        native=IF(
            channel == "",
            blank,
            dustless(summed(Deals.value, Deals.won_date, *YEAR_TO_DATE, Deals.channel, channel)),
        ),
        look=Look.BAR,
    )
    share = Calc(Type.PERCENT, native=IF((channel == "") + (SUM(won.whole) == 0) > 0, blank, won / SUM(won.whole)))
    recent = Calc(
        Type.MONEY,
        native=summed(Deals.value, Deals.won_date, ChannelTerms.recent_start, Settings.until, Deals.channel, channel),
        quiet=True,
    )
    before = Calc(
        Type.MONEY,
        native=summed(
            Deals.value, Deals.won_date, ChannelTerms.before_start, ChannelTerms.before_end, Deals.channel, channel
        ),
        quiet=True,
    )
    growth = Calc(
        Type.PERCENT, native=IF((channel == "") + (before == 0) > 0, blank, (recent - before) / before), look=Look.SIGN
    )
    won_deals = Calc(
        Type.COUNT, native=IF(channel == "", blank, counted(Deals.won_date, *YEAR_TO_DATE, Deals.channel, channel))
    )
    conversion = Calc(Type.PERCENT, native=_per(SUM(won_deals), Channels.leads))
    new_customers = Calc(
        Type.COUNT, native=IF(channel == "", blank, counted(Customers.since, *YEAR_TO_DATE, Customers.came_by, channel))
    )
    cost = Calc(Type.MONEY, native=IF(COUNT(Channels.cost) == 0, blank, Channels.cost))
    cac = Calc(Type.MONEY, native=IF(COUNT(cost) == 0, blank, _per(SUM(cost), new_customers)))
    roi = Calc(
        Type.PERCENT,
        native=IF(channel == "", blank, IF(SUM(cost) == 0, blank, dustless((SUM(won) - SUM(cost)) / cost))),
        look=Look.SIGN,
    )
    rank = Calc(Type.COUNT, native=IF(COUNT(roi) == 0, blank, RANK(roi, roi.whole, 0)))
    paid_for = Calc(Type.MONEY, native=IF(COUNT(roi) == 0, 0, won), quiet=True)
    won_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(won.whole), under=won)
    cost_total = Calc(Type.MONEY, Axis.TOTAL, native=SUM(cost.whole), under=cost)
    new_total = Calc(Type.COUNT, Axis.TOTAL, native=SUM(new_customers.whole), under=new_customers)
    cac_total = Calc(Type.MONEY, Axis.TOTAL, native=IF(new_total == 0, blank, cost_total / new_total), under=cac)
    roi_total = Calc(
        Type.PERCENT,
        Axis.TOTAL,
        native=IF(cost_total == 0, blank, dustless((SUM(paid_for.whole) - cost_total) / cost_total)),
        under=roi,
    )
    is_strong = Calc(Type.FLAG, native=IF(COUNT(roi) == 0, 0, (roi >= roi_total) * 1), quiet=True)
    given_up = Calc(
        Type.MONEY, native=IF(COUNT(roi) == 0, 0, (1 - is_strong) * cost * ChannelTerms.shifted), quiet=True
    )
    drawn = Calc(Type.MONEY, native=IF(COUNT(roi) == 0, 0, is_strong * won), quiet=True)
    shift = Calc(
        Type.MONEY,
        native=IF(
            (COUNT(roi) == 0) + (SUM(drawn.whole) == 0) > 0,
            blank,
            SUM(given_up.whole) * drawn / SUM(drawn.whole) - given_up,
        ),
        look=Look.SIGN,
    )
    cost_drawn = to_draw(cost)
    won_drawn = to_draw(won)
    shift_drawn = to_draw(shift)


CHANNELS = Sheet(
    "channels",
    Role.INPUT,
    Group.MARKET,
    (
        ChannelBoard,
        Band((
            Chart("channel_returns", ChannelBoard.channel, (
                Series(ChannelBoard.cost_drawn, Draw.SOFT_COLUMN, ChannelBoard.cost),
                Series(ChannelBoard.won_drawn, Draw.COLUMN, ChannelBoard.won),
            )),
            Chart("channel_shifts", ChannelBoard.channel, (
                Series(ChannelBoard.shift_drawn, Draw.COLUMN, ChannelBoard.shift),
            )),
        )),
        ChannelTerms,
        Channels,
    ),
    with_data=True,
)  # fmt: skip

CAPABILITIES = (
    Capability(
        51,
        "channels",
        inputs=(Channels.channel, Channels.cost, Channels.leads, Deals.channel, Deals.amount, ChannelTerms.shifted),
        outputs=(ChannelBoard.share, ChannelBoard.growth, ChannelBoard.conversion, ChannelBoard.cac,
                 ChannelBoard.roi, ChannelBoard.rank, ChannelBoard.shift),
        test="test_a_channel_that_returns_less_than_all_gives_up_a_part_of_its_money",
    ),
)  # fmt: skip
