"""Sales mix: what is sold month by month, by product and by channel, and why deals are lost."""

from __future__ import annotations

from salessheet.workbook.book import Band, Chart, Draw, Group, Role, Series, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Expr, Extent, Line, blank
from salessheet.workbook.extents import LOSS_REASONS, MIX_CHANNELS, MIX_PRODUCTS, MONTHS
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, RANK, SUM, SUMIFS, SUMPRODUCT, at_least
from salessheet.workbook.general import FiscalYear, Settings
from salessheet.workbook.lines import Calc, Counter, Input
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import (
    counted,
    difference,
    dustless,
    identified,
    most_named,
    summed,
    to_draw,
    win_rate_of,
)
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.target_months import ByMonth
from salessheet.workbook.tables import Deals, Lessons, Orders
from salessheet.workbook.tables.orders import orders_placed

YEAR_TO_DATE = (FiscalYear.start, Settings.until)


def _share(part: Line, whole: Line) -> Expr:
    return IF(SUM(whole.whole) == 0, blank, part / SUM(whole.whole))


def _won(of: Line, word: Line) -> Calc:
    found = dustless(summed(Deals.value, Deals.won_date, *YEAR_TO_DATE, of, identified(word)))
    return Calc(Type.MONEY, native=found, look=Look.BAR)


def _ended(dates: Line, of: Line, word: Line) -> Calc:
    return Calc(Type.COUNT, native=counted(dates, *YEAR_TO_DATE, of, identified(word)))


def _open(of: Line, word: Line) -> Calc:
    found = SUMIFS(Deals.value.whole, of.whole, identified(word), Deals.chance.whole, at_least(0))
    return Calc(Type.MONEY, native=found)


def _sum_of(column: Calc) -> Calc:
    look = column.look if column.look is Look.WHOLE else None
    return Calc(column.measure, Axis.TOTAL, native=SUM(column.whole), under=column, look=look)


def _is_most(counts: Line) -> Calc:
    """Marks the most there is of anything, in however many rows."""
    return Calc(Type.FLAG, native=(counts > 0) * (RANK(counts, counts.whole, 0) == 1), quiet=True)


def _so_far(found: Expr, start: Line) -> Expr:
    """Of a month that has begun; nothing is known of later ones."""
    return IF(start > Settings.as_of, blank, found)


class MixByMonth(Block):
    """By the date of the win, the loss, the first contact and the order."""

    rows = MONTHS
    no = Counter(Type.COUNT)
    start = Calc(Type.PERIOD, native=INDEX(ByMonth.start.whole, no))
    end = Calc(Type.DATE, native=INDEX(ByMonth.last.whole, no), quiet=True)
    new_deals = Calc(Type.COUNT, native=_so_far(counted(Deals.first_date, start, end), start))
    new_deals_total = _sum_of(new_deals)
    won_deals = Calc(Type.COUNT, native=_so_far(counted(Deals.won_date, start, end), start))
    won_deals_total = _sum_of(won_deals)
    lost_deals = Calc(Type.COUNT, native=_so_far(counted(Deals.lost_date, start, end), start))
    lost_deals_total = _sum_of(lost_deals)
    won = Calc(Type.MONEY, native=_so_far(summed(Deals.value, Deals.won_date, start, end), start), look=Look.BAR)
    won_total = _sum_of(won)
    average = Calc(Type.MONEY, native=IF(SUM(won_deals) == 0, blank, won / won_deals))
    orders = Calc(Type.COUNT, native=_so_far(orders_placed(start, end), start))
    orders_total = _sum_of(orders)
    quantity = Calc(
        Type.NUMBER, native=_so_far(summed(Orders.pieces, Orders.counted_on, start, end), start), look=Look.WHOLE
    )
    quantity_total = _sum_of(quantity)


class ProductMix(Block):
    """Deals of the fiscal year up to the month; open ones as they are on the last day of the data."""

    rows = MIX_PRODUCTS
    no = Counter(Type.COUNT)
    product = Input(Type.LABEL, given=True)
    won = _won(Deals.product, product)
    share = Calc(Type.PERCENT, native=_share(won, won))
    won_deals = _ended(Deals.won_date, Deals.product, product)
    lost_deals = _ended(Deals.lost_date, Deals.product, product)
    win_rate = win_rate_of(won_deals, lost_deals)
    open_amount = _open(Deals.product, product)
    quantity = Calc(
        Type.NUMBER,
        native=summed(Orders.pieces, Orders.counted_on, *YEAR_TO_DATE, Orders.product, identified(product)),
        look=Look.WHOLE,
    )
    won_total = _sum_of(won)
    won_deals_total = _sum_of(won_deals)
    lost_deals_total = _sum_of(lost_deals)
    won_drawn = to_draw(won)
    is_most = _is_most(won)


class ChannelMix(Block):
    """Deals of the fiscal year up to the month; open ones as they are on the last day of the data."""

    rows = MIX_CHANNELS
    no = Counter(Type.COUNT)
    channel = Input(Type.LABEL, given=True)
    won = _won(Deals.channel, channel)
    share = Calc(Type.PERCENT, native=_share(won, won))
    won_deals = _ended(Deals.won_date, Deals.channel, channel)
    lost_deals = _ended(Deals.lost_date, Deals.channel, channel)
    win_rate = win_rate_of(won_deals, lost_deals)
    open_amount = _open(Deals.channel, channel)
    won_total = _sum_of(won)
    won_deals_total = _sum_of(won_deals)
    lost_deals_total = _sum_of(lost_deals)
    is_most = _is_most(won)


class LossReasons(Block):
    """Deals lost in the fiscal year up to the month, by the reason given."""

    rows = LOSS_REASONS
    no = Counter(Type.COUNT)
    reason = Input(Type.LABEL, given=True)
    lost_deals = Calc(
        Type.COUNT,
        native=counted(Deals.lost_date, *YEAR_TO_DATE, Deals.lost_reason, identified(reason)),
        look=Look.BAR,
    )
    share = Calc(Type.PERCENT, native=_share(lost_deals, lost_deals))
    lost_amount = Calc(
        Type.MONEY, native=summed(Deals.value, Deals.lost_date, *YEAR_TO_DATE, Deals.lost_reason, identified(reason))
    )
    amount_share = Calc(Type.PERCENT, native=_share(lost_amount, lost_amount))
    lost_deals_total = _sum_of(lost_deals)
    lost_amount_total = _sum_of(lost_amount)
    is_most = _is_most(lost_deals)


def _not_of(listed: Line) -> Calc:
    """What was won in deals that no row of a mix has.

    They have no product or channel, or one that was typed since the build or is not among the most frequent.
    """
    return Calc(Type.MONEY, Axis.CELL, native=difference(summed(Deals.value, Deals.won_date, *YEAR_TO_DATE), listed))


class MixFigures(Block):
    """The fiscal year up to the month."""

    rows = Extent("figures of the mix", 1)
    arrangement = Arrangement.CARDS
    best_product = Calc(Type.LABEL, Axis.CELL, native=most_named(ProductMix.product, ProductMix.is_most))
    best_channel = Calc(Type.LABEL, Axis.CELL, native=most_named(ChannelMix.channel, ChannelMix.is_most))
    worst_reason = Calc(Type.LABEL, Axis.CELL, native=most_named(LossReasons.reason, LossReasons.is_most))
    lost_unexplained = Calc(
        Type.COUNT,
        Axis.CELL,
        native=SUMPRODUCT(
            (Deals.lost_reason.whole == "")
            * (Deals.lost_date.whole >= FiscalYear.start)
            * (Deals.lost_date.whole < Settings.until + 1)
        ),
    )
    reason_not_listed = Calc(
        Type.COUNT,
        Axis.CELL,
        native=counted(Deals.lost_date, *YEAR_TO_DATE) - LossReasons.lost_deals_total - lost_unexplained,
    )
    order_days = Calc(
        Type.NUMBER,
        Axis.CELL,
        native=IF(
            COUNT(Orders.days_of_year.whole) == 0,
            blank,
            SUM(Orders.days_of_year.whole) / COUNT(Orders.days_of_year.whole),
        ),
    )
    lessons_open = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(Lessons.is_open.whole, 1))
    won_no_product = _not_of(ProductMix.won_total)
    won_no_channel = _not_of(ChannelMix.won_total)


MIX = Sheet(
    "mix",
    Role.INPUT,
    Group.SALES,
    (
        MixFigures,
        Band((
            Chart("mix_products", ProductMix.product, (
                Series(ProductMix.won_drawn, Draw.COLUMN, ProductMix.won),
            ), width=0.5),
            Chart("loss_reasons", LossReasons.reason, (Series(LossReasons.lost_deals, Draw.BAR),), width=0.5),
        ), height=12),
        MixByMonth,
        ProductMix,
        ChannelMix,
        LossReasons,
        Lessons,
    ),
)  # fmt: skip

CAPABILITIES = (
    Capability(
        19,
        "mix",
        inputs=(Deals.product, Deals.channel, Deals.amount, Orders.product, Orders.quantity, Orders.deal_id),
        outputs=(
            MixByMonth.won,
            ProductMix.won,
            ProductMix.share,
            ProductMix.quantity,
            ChannelMix.won,
            ChannelMix.share,
            MixFigures.order_days,
        ),
        test="test_what_is_won_is_split_by_product_and_by_channel",
    ),
    Capability(
        60,
        "loss_reasons",
        inputs=(Deals.lost_reason, Deals.lost_date, Lessons.lost_reason, Lessons.due_date, Lessons.done_on),
        outputs=(
            LossReasons.lost_deals,
            LossReasons.share,
            LossReasons.lost_amount,
            Lessons.losses,
            Lessons.late_days,
        ),
        test="test_lost_deals_are_counted_by_their_reason_and_lessons_stand_beside_them",
    ),
)
