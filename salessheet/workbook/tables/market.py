"""The market around the centre: its size, its strengths and those of competitors, and other countries.

What is known of it is everybody's: each team sees all rows, and its own sales beside them.
"""

from __future__ import annotations

from salessheet.workbook.expr import blank
from salessheet.workbook.functions import CONCATENATE, COUNT, COUNTIFS, IF, SUM, SUMIFS, YEAR, below
from salessheet.workbook.general import FiscalYear
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type, Use
from salessheet.workbook.ownership import Everyones
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.remarks import named_once
from salessheet.workbook.tables.selling import Customers

SWOT_KINDS = ("strength", "weakness", "opportunity", "threat")


class MarketSizes(Table):
    """What all suppliers together sell to a segment in a year, in the currency of the workbook."""

    key = "market_sizes"
    grows = False
    owner = Everyones()
    year = Column(Type.YEAR, identifies=True, minimum=1900, maximum=2200, example="2026")
    segment = Column(Type.LABEL, identifies=True, example="retail")
    size = Column(Type.MONEY, required=True, minimum=0, example="52000000")
    before = Calc(Type.MONEY, native=SUMIFS(size.whole, segment.whole, segment, year.whole, SUM(year) - 1), quiet=True)
    growth = Calc(
        Type.PERCENT,
        native=IF((segment == "") + (COUNT(size) == 0) + (before == 0) > 0, blank, (size - before) / before),
        look=Look.SIGN,
    )
    base = Calc(  # of this year alone
        Type.MONEY,
        native=IF(COUNT(growth) == 0, blank, IF(year == YEAR(FiscalYear.start), before, blank)),
        quiet=True,
    )
    grown = Calc(Type.MONEY, native=IF(COUNT(base) == 0, blank, size - before), quiet=True)
    ours = Calc(
        Type.MONEY,
        native=IF(
            segment == "",
            blank,
            IF(
                year == YEAR(FiscalYear.start),
                SUMIFS(Customers.won.whole, Customers.industry.whole, segment),
                blank,
            ),
        ),
    )
    share = Calc(Type.RATE, native=IF(COUNT(ours) * SUM(size) == 0, blank, ours / size))


class Swot(Table):
    """Strengths, weaknesses, opportunities and threats; 1 is the most important."""

    key = "swot"
    owner = Everyones()
    point_id = Column(Type.TEXT, identifies=True, example="W01")
    swot_kind = Column(Type.LABEL, required=True, choices=SWOT_KINDS, example="strength")
    point = Column(Type.TEXT, required=True, example="Service within a day")
    priority = Column(Type.COUNT, required=True, minimum=1, maximum=5, default=3, example="1")
    place = Calc(
        Type.COUNT,
        native=IF(
            COUNT(priority) == 0,
            blank,
            COUNTIFS(swot_kind.whole, swot_kind, priority.whole, below(priority))
            + COUNTIFS(swot_kind.so_far, swot_kind, priority.so_far, priority),
        ),
        quiet=True,
    )
    swot_key = Calc(Type.LABEL, native=IF(COUNT(place) == 0, blank, CONCATENATE(swot_kind, "|", place)), quiet=True)
    remark = named_once(point_id)


class CompetitorFactors(Table):
    """What customers choose by, and how much it weighs."""

    key = "competitor_factors"
    grows = False
    owner = Everyones()
    choice_factor = Column(Type.LABEL, identifies=True, example="service")
    weight = Column(Type.NUMBER, required=True, minimum=0, look=Look.WHOLE, example="30")


class Competitors(Table):
    """Who sells to the same customers; one row is our own."""

    key = "competitors"
    grows = False
    owner = Everyones()
    competitor = Column(Type.TEXT, identifies=True, example="Balance Works")
    is_us = Column(Type.FLAG, default=0, example="no")
    price = Column(Type.MONEY, minimum=0, example="17500")
    sales = Column(Type.MONEY, minimum=0, example="24000000")


class CompetitorScores(Table):
    """How well each does by each factor, from 0 to 10."""

    key = "competitor_scores"
    grows = False
    owner = Everyones()
    competitor = Column(Type.TEXT, identifies=True, refers_to=Competitors.competitor, example="Balance Works")
    choice_factor = Column(Type.LABEL, identifies=True, refers_to=CompetitorFactors.choice_factor, example="service")
    score = Column(Type.SCORE, required=True, minimum=0, maximum=10, example="7")
    weight = Calc(
        Type.NUMBER,
        native=IF(
            COUNT(score) == 0,
            blank,
            SUMIFS(CompetitorFactors.weight.whole, CompetitorFactors.choice_factor.whole, choice_factor),
        ),
        quiet=True,
    )
    points = Calc(Type.SCORE, native=IF(COUNT(score) == 0, blank, score * weight), quiet=True)


class Countries(Table):
    """Markets abroad that might be entered; amounts in the currency of the workbook."""

    key = "countries"
    grows = False
    owner = Everyones()
    country = Column(Type.LABEL, identifies=True, example="Vietnam")
    size = Column(Type.MONEY, required=True, minimum=0, example="8000000")
    growth = Column(Type.PERCENT, required=True, minimum=-1, maximum=2, example="9%")
    fit = Column(Type.COUNT, required=True, minimum=1, maximum=5, example="4")
    risk_grade = Column(Type.COUNT, required=True, minimum=1, maximum=5, example="2")
    local_currency = Column(Type.LABEL, use=Use.NOTE, example="VND")
