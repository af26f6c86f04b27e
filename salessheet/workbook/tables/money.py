"""Currencies, and what an amount in one is worth in that of the workbook."""

from __future__ import annotations

from salessheet.workbook.expr import Expr, Line, Operand, blank
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, ROUND, SUMIFS, at_most
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Type
from salessheet.workbook.ownership import Everyones
from salessheet.workbook.patterns import identified
from salessheet.workbook.schema import Table


class Fx(Table):
    """How much of the settings' currency one unit of a currency is worth, from a date on.

    A workbook in another currency holds the rates into that one. `since` is the date of a rate that holds: of two
    of one day the lower row does. `order` counts those of a currency: the one in force on a day is as many as there are
    up to it.
    """

    key = "fx"
    owner = Everyones()
    grows = False
    date = Column(Type.DATE, identifies=True, example="2026-01-01")
    currency = Column(Type.LABEL, identifies=True, example="USD")
    rate = Column(Type.EXCHANGE, required=True, minimum=0.000001, example="7.05")
    since = Calc(
        Type.DATE,
        native=IF(
            (COUNT(date) * COUNT(rate) == 0)
            + (rate <= 0)
            + (COUNTIFS(currency.onward, identified(currency), date.onward, date) > 1)
            > 0,
            blank,
            date,
        ),
        quiet=True,
    )
    order = Calc(
        Type.COUNT,
        native=IF(COUNT(since) == 0, blank, COUNTIFS(currency.whole, currency, since.whole, at_most(since))),
        quiet=True,
    )
    remark = Calc(
        Type.TEXT,
        native=IF(
            COUNTIFS(currency.whole, identified(currency), date.whole, date) > 1,
            Phrases.twice,
            IF((currency == "") + COUNT(since) > 0, blank, Phrases.no_rate),
        ),
    )


def is_own(currency: Line) -> Expr:
    """Whether an amount is in the currency of the workbook, which one without a currency is."""
    return (currency == "") + (currency == Settings.currency) > 0


def rate_date_of(currency: Line, day: Operand) -> Calc:
    """From when on the rate is that counts on the day: the latest on or before it. 0 where there is none."""
    order = COUNTIFS(Fx.currency.whole, currency, Fx.since.whole, at_most(day))
    found = SUMIFS(Fx.since.whole, Fx.currency.whole, currency, Fx.order.whole, order)
    return Calc(Type.DATE, native=IF(is_own(currency), blank, found))


def rate_of(amount: Line, currency: Line, rate_date: Line) -> Calc:
    """1 in the workbook's own currency; a word where there is no rate, so that the row is not counted."""
    found = SUMIFS(Fx.rate.whole, Fx.currency.whole, currency, Fx.since.whole, rate_date)
    of_another = IF(rate_date == 0, Phrases.no_rate, found)
    return Calc(Type.EXCHANGE, native=IF(COUNT(amount) == 0, blank, IF(is_own(currency), 1, of_another)), quiet=True)


def counted_as(measure: Type, amount: Line, currency: Line, rate: Line) -> Calc:
    """The amount in the workbook's currency, to the cent where it was converted; blank where there is no rate."""
    converted = IF(is_own(currency), amount, ROUND(amount * rate, 2))
    return Calc(measure, native=IF(COUNT(rate) == 0, blank, converted))
